"""The rating's crime figures and its map points, in the drawn country."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from drawn.country import LUTON, corner

from geodata.kernel import quartic
from geodata.store import Store
from placement_check import method
from placement_check.comparators import load
from placement_check.exposure import expose, expose_at, spacing_of
from placement_check.rating.crime_evidence import central, combinations, crime_evidence
from placement_check.rating.reference_build import compute
from placement_check.rating.top_point import top_share
from placement_check.scene import crime_scene

METHOD = method.load()
X0, Y0 = corner(LUTON)
PLACES = [(X0 + 2_050, Y0 + 650), (X0 + 5_050, Y0 + 5_050), (X0 + 8_450, Y0 + 9_050)]


@pytest.fixture(scope="module")
def scene(store):
    return crime_scene(store)


def arguments(scene):
    x, y = (np.array([p[axis] * 1000 for p in PLACES], dtype=np.int64) for axis in (0, 1))
    own = np.full(len(PLACES), scene.crime.forces.index("E23000026"))
    return x, y, own


def test_the_central_figures_are_exactly_those_of_the_profile(scene):
    found, exposure = crime_evidence(scene, *arguments(scene), METHOD)
    alone, c = expose(scene, *arguments(scene), METHOD), central(METHOD)
    for mine, theirs in (
        (found.events, alone.events),
        (found.density, alone.e),
        (found.n_star, alone.n_star),
    ):
        given = ~np.isnan(mine[c])
        assert given.any()
        assert (mine[c][given] == theirs[given]).all()
    assert np.array_equal(exposure.events, alone.events, equal_nan=True)


def test_several_half_lives_are_separate_runs_and_nothing_else(scene):
    x, y, own = arguments(scene)
    spacing, h = spacing_of(scene, x, y, own, METHOD), np.full(len(PLACES), 2400.0)
    lives = METHOD.rating.half_lives_months
    together = expose_at(scene, x, y, own, spacing, h, METHOD, lives)
    for life, one in zip(lives, together, strict=True):
        (alone,) = expose_at(scene, x, y, own, spacing, h, replace(METHOD, half_life_months=life), [life])
        for name in one.__dataclass_fields__:
            assert np.array_equal(getattr(one, name), getattr(alone, name), equal_nan=True), (life, name)
    assert not np.array_equal(together[0].events, together[2].events)


def test_every_bandwidth_has_every_half_life_and_no_bandwidth_is_below_the_honest_one(scene):
    found, _ = crime_evidence(scene, *arguments(scene), METHOD)
    assert found.events.shape == (len(combinations(METHOD)), len(PLACES), len(scene.crime.groups))
    one = found.one(1)
    assert np.array_equal(one.events[:, 0], found.events[:, 1], equal_nan=True)
    effective = found.effective(found.density)
    nothing = found.events == 0
    assert (effective[nothing] == found.density[nothing]).all()


def brute(scene, place, h, weights, starts, force):
    """Return the share by walking over every record."""
    crime, tables = scene.crime, scene.tables(int(scene.crime.window_end[force]), METHOD)
    months, totals = tables.covered.shape[1], {}
    for point in range(crime.index.x.size):
        d = (
            math.hypot(
                int(crime.index.x[point]) - place[0] * 1000, int(crime.index.y[point]) - place[1] * 1000
            )
            / 1000
        )
        if d >= h:
            continue
        for row in range(int(crime.row_start[point]), int(crime.row_start[point + 1])):
            group, month = int(crime.category_group[crime.row_category[row]]), int(crime.row_month[row])
            column = month - (tables.end - months + 1)
            if group < 0 or not 0 <= column < months or not tables.covered[force, column]:
                continue
            if not tables.usable[force, group]:
                continue
            key = point, sum(crime.months[month] >= s for s in starts)
            value = (
                weights[group]
                * float(quartic(np.array([d]), h)[0])
                * tables.weight[column]
                * crime.row_n[row]
            )
            totals[key] = totals.get(key, 0.0) + value
    return max(totals.values()) / sum(totals.values())


@pytest.mark.parametrize("starts", [(), ("2022-07",), ("2022-07", "2023-09")])
def test_the_share_on_one_map_point_agrees_with_brute_force_in_every_period(scene, starts):
    force = scene.crime.forces.index("E23000026")
    weights = np.array([0.3, 0.1, 0.2, 0.1, 0.2, 0.1])
    tables = scene.tables(int(scene.crime.window_end[force]), METHOD)
    for place in PLACES:
        found = top_share(
            scene, tables, {"E23000026": starts}, place[0] * 1000, place[1] * 1000, 3200.0, weights
        )
        assert found == pytest.approx(brute(scene, place, 3200.0, weights, starts, force))


def test_where_there_is_no_record_there_is_no_share(scene):
    tables = scene.tables(int(scene.crime.window_end[scene.crime.forces.index("E23000026")]), METHOD)
    weights = np.ones(6)
    assert math.isnan(top_share(scene, tables, {}, 900_000_000, 900_000_000, 800.0, weights))
    assert math.isnan(
        top_share(scene, tables, {}, PLACES[1][0] * 1000, PLACES[1][1] * 1000, 3200.0, 0 * weights)
    )


def test_the_tables_of_a_release_are_made_again_the_same(release):
    told = []
    arrays, lock = compute(release, METHOD, load(Store.of(release)), told.append)
    assert lock == {**release.lock["rating"]}
    assert told[0] == "rating: crime at the reference points"
    for name, array in arrays.items():
        assert np.array_equal(array, release.array(name), equal_nan=True), name


def test_every_covered_point_of_the_set_has_its_crime(release):
    entry = release.lock["rating"]["sets"][0]
    thetas, found = release.array("rating.0_thetas"), load(Store.of(release))
    assert np.isfinite(thetas[0, 0]).sum() == entry["n"]
    raw = np.sort(found.values["crime.vso.density"][found.covered])
    assert thetas[0, 0, -1] > np.median(raw) > 0
    assert np.corrcoef(thetas[0, 0], raw)[0, 1] > 0.9
