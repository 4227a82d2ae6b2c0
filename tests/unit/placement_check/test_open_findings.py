from datetime import date

import pytest
from drawn.asking import ask
from drawn.country import CENTRAL_BEDS, LUTON, middle
from drawn.layers import HERE
from drawn.releases import altered, without

from geodata.store import Store
from placement_check import method
from placement_check.comparators import Bench, load
from placement_check.findings import Grade, Measured, NotCovered, ReasonCode, Unavailable, Window
from placement_check.open_findings import LOCATION_INTERVAL, find

AT = date(2024, 6, 30)


def found(store: Store, indicator: str, at: date = AT, **where):
    asked = ask(store, indicator, **where)
    bench = Bench(load(store), method.load(), 0, "Bedfordshire", LUTON, "E23000026")
    return find(store, asked.ground, asked.site, asked.layer, asked.indicator, asked.method, bench, at)


def test_a_figure_comes_with_its_question_grade_window_and_source(store):
    finding = found(store, "venues.drawn", uncertainty_m=10)
    assert isinstance(finding, Measured)
    assert finding.question.approximation == "A drawn club stands in for a real one."
    assert (finding.question.domain, finding.question.rated) == ("D3", False)
    assert found(store, "services.youth").question.rated
    assert finding.grade is Grade.A
    assert finding.window == Window("2024-01", "2024-01")
    assert finding.interval_kind == LOCATION_INTERVAL
    assert [p.layer for p in finding.provenance] == ["drawn_clubs"]
    assert len(finding.provenance[0].sha256) == 64
    assert finding.detail["unlocated_share"] == 0.0


def test_a_figure_without_an_interval_claims_no_kind_of_one(store):
    asked = ask(store, "context.decile")
    from dataclasses import replace

    site = replace(asked.site, lsoa="E01900002")
    bench = Bench(None, method.load(), -1, "Bedfordshire", LUTON)
    finding = find(store, asked.ground, site, asked.layer, asked.indicator, asked.method, bench, AT)
    assert (finding.interval, finding.interval_kind) == (None, "")
    assert finding.grade is Grade.C  # four years old, past its review
    assert finding.window == Window("2020", "2020")


def test_a_silence_becomes_nobody_looked(store):
    finding = found(store, "venues.drawn", east=10_000)
    assert isinstance(finding, NotCovered)
    assert finding.reason.code is ReasonCode.NO_DATA


def test_a_layer_without_a_file_is_not_covered_and_its_source_is_still_told(store):
    finding = found(store, "services.absent")
    assert isinstance(finding, NotCovered)
    assert finding.reason.code is ReasonCode.NO_DATA
    assert [p.layer for p in finding.provenance] == ["drawn_absent"]


def test_a_layer_whose_file_failed_is_unavailable_and_says_which_check(release):
    store = altered(release, "layers", "drawn_clubs", "status", to="failed")
    store.release.lock["layers"]["drawn_clubs"]["reason"] = {
        "code": "failed_check",
        "text": "rule 'x' failed",
    }
    finding = found(store, "venues.drawn")
    assert isinstance(finding, Unavailable)
    assert (finding.reason.code, finding.reason.text) == (ReasonCode.FAILED_CHECK, "rule 'x' failed")


def test_a_damaged_array_is_a_finding_and_not_a_crash(release, tmp_path):
    import shutil

    from geodata.release import Release

    home = tmp_path / "copy"
    shutil.copytree(release.path, home)
    file = home / "drawn_clubs.x.npy"
    file.write_bytes(file.read_bytes()[:-3])
    finding = found(Store.of(Release.open(home)), "venues.drawn")
    assert isinstance(finding, Unavailable)
    assert finding.reason.code is ReasonCode.UNREADABLE
    assert "drawn_clubs.x.npy" in finding.reason.text
    assert "Build the release again" in finding.reason.text


def test_an_array_that_is_gone_from_the_lock_is_not_a_crash_either(release):
    finding = found(without(release, "drawn_clubs.class"), "venues.drawn")
    assert not isinstance(finding, Measured)


@pytest.mark.parametrize(
    ("at", "expected"),
    [(date(2025, 1, 31), Grade.A), (date(2025, 2, 1), Grade.C), (date(2029, 1, 31), Grade.C)],
)
def test_past_its_review_a_layer_is_graded_c_at_best(store, at, expected):
    assert found(store, "venues.drawn", at).grade is expected


def test_past_its_end_a_layer_no_longer_answers(store):
    finding = found(store, "venues.drawn", date(2029, 2, 1))
    assert isinstance(finding, Unavailable)
    assert finding.reason.code is ReasonCode.STALE
    assert "2024-01" in finding.reason.text
    assert "61 months" in finding.reason.text
    assert "not used after 60" in finding.reason.text


@pytest.mark.parametrize(
    ("vintage", "grade"),
    [
        ("", Grade.C),
        ("unknown", Grade.C),
        ("2022", Grade.C),
        ("2021-06/2024-05", Grade.C),
        ("2024-06-29", Grade.A),
        ("2024-07", Grade.C),
        ("2024-05/2025-01", Grade.A),
    ],
)
def test_the_oldest_file_of_a_layer_sets_its_age_and_an_age_that_nobody_states_is_old(
    release, vintage, grade
):
    store = altered(release, "layers", "drawn_clubs", "vintage", to=vintage)
    finding = found(store, "venues.drawn")
    assert finding.grade is grade
    if vintage == "":
        assert finding.window is None


def two_layers(release, vintage):
    """Return a store in which a question rests on the clubs and on a second, older copy of their layer."""
    layers = dict(release.lock["layers"])
    old = {**layers["drawn_clubs"], "vintage": vintage, "indicators": []}
    asked = {**layers["drawn_clubs"]["indicators"][2], "also_layers": ["older:hall"]}
    changed = {**layers, "older": old, "drawn_clubs": {**layers["drawn_clubs"], "indicators": [asked]}}
    store = altered(release, "layers", to=changed)
    for name in [n for n in release.lock["arrays"] if n.startswith("drawn_clubs.")]:
        store.release._open[name.replace("drawn_clubs", "older")] = release.array(name)
    return store


def test_one_file_of_a_layer_that_is_too_old_takes_the_layers_answer_with_it(release):
    finding = found(altered(release, "layers", "drawn_clubs", "vintage", to="1990/2024-01"), "venues.drawn")
    assert isinstance(finding, Unavailable)
    assert finding.reason.code is ReasonCode.STALE


def test_of_two_layers_the_worse_grade_and_both_ages_are_told(release):
    finding = found(two_layers(release, "2021"), "services.drawn")
    assert isinstance(finding, Measured)
    assert finding.grade is Grade.C
    assert finding.window == Window("2021", "2024-01")
    assert [p.layer for p in finding.provenance] == ["drawn_clubs", "older"]


def test_of_two_layers_one_that_is_too_old_takes_the_answer_with_it(release):
    finding = found(two_layers(release, "1990"), "services.drawn")
    assert isinstance(finding, Unavailable)
    assert finding.reason.code is ReasonCode.STALE
    assert "1990" in finding.reason.text


@pytest.mark.parametrize(
    ("lost", "grade"),
    [(0, Grade.A), (5, Grade.A), (6, Grade.B), (10, Grade.B), (11, Grade.C), (20, Grade.C)],
)
def test_rows_without_a_position_lower_the_grade_by_the_cuts(release, lost, grade):
    tally = {LUTON: {"club": [100 - lost, lost], "hall": [0, 500]}}
    store = altered(release, "layers", "drawn_clubs", "unlocated", to=tally)
    finding = found(store, "venues.drawn")
    assert finding.grade is grade
    assert finding.detail["unlocated_share"] == lost / 100


def test_over_a_fifth_without_a_position_there_is_no_figure(release):
    tally = {LUTON: {"club": [79, 21]}}
    finding = found(altered(release, "layers", "drawn_clubs", "unlocated", to=tally), "venues.drawn")
    assert isinstance(finding, Unavailable)
    assert finding.reason.code is ReasonCode.COVERAGE_BELOW_MINIMUM
    assert finding.reason.text.startswith("21 % of the records of this kind here have no position")


def test_the_share_without_a_position_is_that_of_the_files_which_cover_the_place(release):
    tally = {LUTON: {"club": [100, 0]}, CENTRAL_BEDS: {"club": [0, 100]}}
    store = altered(release, "layers", "drawn_clubs", "unlocated", to=tally)
    assert found(store, "venues.drawn").detail["unlocated_share"] == 0.0
    national = altered(release, "layers", "drawn_clubs", "unlocated", to={"": {"club": [9, 1]}})
    assert found(national, "venues.drawn").detail["unlocated_share"] == 0.1
    silent = altered(release, "layers", "drawn_clubs", "unlocated", to={})
    assert found(silent, "venues.drawn").detail["unlocated_share"] == 0.0


def test_rows_without_a_position_whose_class_nobody_knows_count_for_every_class(release):
    tally = {LUTON: {"club": [9, 0], "*": [0, 1]}}
    store = altered(release, "layers", "drawn_clubs", "unlocated", to=tally)
    assert found(store, "venues.drawn").detail["unlocated_share"] == 0.1


def test_a_question_of_every_class_counts_every_class_without_a_position(release):
    tally = {LUTON: {"brook": [9, 0], "ditch": [0, 1]}}
    store = altered(release, "layers", "drawn_brooks", "unlocated", to=tally)
    assert found(store, "hazards.any").detail["unlocated_share"] == 0.1


def test_the_middle_of_luton_is_where_the_tests_think(store):
    assert (HERE[0] - 50, HERE[1] - 50) == middle(LUTON)
