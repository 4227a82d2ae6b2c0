import hashlib

import pytest

from placement_check import method
from placement_check.method import MethodError, load


def test_the_current_method_is_read_whole_and_named_by_its_hash():
    current = load()
    raw = (method.DIRECTORY / "2026-1.toml").read_bytes()
    assert current.version == "2026-1"
    assert current.digest == hashlib.sha256(raw).hexdigest()
    assert current.crime.h_m == 1600
    assert current.crime.steps_m == (800, 1200, 1600, 2400, 3200, 5000)


def test_a_version_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(MethodError, match=r"no method version '1999-1'\. Held: .*2026-1"):
        load("1999-1")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("half_life_months = 24", "", "half_life_months"),
        ("h_m = 1600 ", "h_metres = 1600 ", "h_metres"),
        ("[asked_of_councils]", "[asked]", "asked_of_councils"),
        ("rt4_points = 25 ", "rt4_point = 25 ", "rt4_point"),
    ],
)
def test_a_method_without_one_of_its_parameters_is_refused(tmp_path, monkeypatch, old, new, named):
    text = (method.DIRECTORY / "2026-1.toml").read_text("utf-8")
    assert old in text
    (tmp_path / "2026-1.toml").write_text(text.replace(old, new), "utf-8")
    monkeypatch.setattr(method, "DIRECTORY", tmp_path)
    with pytest.raises(MethodError, match=rf"2026-1\.toml: a parameter is missing or unknown .*{named}"):
        load()


def test_a_block_loses_half_its_weight_every_half_life():
    assert [load().weight(b) for b in range(3)] == pytest.approx([1.0, 2**-0.5, 0.5])


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        ("crime.vso.density", True), ("crime.vso.rate", True), ("venues.pubs", True), ("services.youth", True),
        ("venues.gambling", False), ("context.registered_homes", False), ("crime.xyz.rate", False),
    ],
)  # fmt: skip
def test_the_method_rates_its_own_indicators_and_no_other(indicator, expected):
    assert load().rates(indicator) is expected


def test_the_rating_has_its_parameters_and_its_weights_are_whole():
    rating = load().rating
    assert sum(rating.weights.values()) == pytest.approx(1)
    assert sum(rating.aggregators.values()) == pytest.approx(1)
    assert set(rating.weights) == set(load().rated)
    assert rating.half_lives_months == (12, 24, float("inf"))
    assert rating.draws % rating.scenarios == 0
    assert {f"crime.{group}" for group in rating.police_groups} < set(load().rated["D1"])
