import itertools
import math

import numpy as np
import pytest
from drawn import country
from drawn.asking import METHOD

from geodata.coverage import Held
from placement_check import intervals
from placement_check.profiles import limits
from placement_check.profiles.comparing import Comparing
from placement_check.profiles.counting import counts_within
from placement_check.profiles.holding import halves, holding
from placement_check.profiles.land import Land
from placement_check.scene import crime_scene, ground_of
from placement_check.tallies import counts_within as of_one
from placement_check.tallies import tally_of


def test_limits_of_many_counts_are_those_of_each():
    rng = np.random.default_rng(0)
    counts = np.concatenate([rng.uniform(0.001, 12.0, 200), [0.0, 1e-6, 0.05, 1.0, 9.999, 10.0, 250.0]])
    lower, upper = limits.poisson_limits(counts)
    expected = np.array([intervals.poisson_limits(float(n)) for n in counts])
    assert np.allclose(lower, expected[:, 0], rtol=1e-12, atol=1e-300)
    assert np.allclose(upper, expected[:, 1], rtol=1e-12)


def test_limits_of_no_counts_are_none():
    lower, upper = limits.poisson_limits(np.empty(0))
    assert lower.size == upper.size == 0


@pytest.mark.parametrize("layer", ["districts", "lsoas"])
def test_the_area_that_holds_each_of_many_points_is_that_of_one(store, layer):
    table, rng = store.areas(layer), np.random.default_rng(1)
    low, high = table.bounds.min(axis=0), table.bounds.max(axis=0)
    x = rng.integers(low[0] - 1_000, high[2] + 1_000, 300)
    y = rng.integers(low[1] - 1_000, high[3] + 1_000, 300)
    corners = rng.choice(table.x.size, 40)
    x = np.concatenate([x, table.x[corners].astype(np.int64)])
    y = np.concatenate([y, table.y[corners].astype(np.int64)])
    expected = [table.holding(int(a), int(b)) for a, b in zip(x, y, strict=True)]
    assert holding(table, x, y).tolist() == [-1 if e is None else e for e in expected]


def test_no_points_are_held_by_nothing(store):
    assert (
        holding(store.areas("districts"), np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)).size == 0
    )


def squares(count=40):
    rng = np.random.default_rng(2)
    x = rng.integers(country.WEST - 3_000, country.WEST + 40_000, count) // 100 * 100_000 + 50_000
    y = rng.integers(country.SOUTH - 3_000, country.SOUTH + 30_000, count) // 100 * 100_000 + 50_000
    return x, y


@pytest.mark.parametrize("h_m", [800.0, 1600.0, 2400.0, 6_000.0])
def test_the_discs_of_many_places_are_those_of_one(store, h_m):
    ground = ground_of(store)
    x, y = squares()
    together = Land(ground).around(x, y).discs(h_m)
    for a, b, disc in zip(x.tolist(), y.tolist(), together, strict=True):
        alone = ground.disc(a, b, h_m)
        assert dict(disc.by_district) == dict(alone.by_district)
        assert disc.beyond == alone.beyond


@pytest.mark.parametrize(
    "held",
    [
        Held(True, frozenset(), ()),
        Held(False, frozenset({country.LUTON}), ()),
        Held(
            False,
            frozenset(),
            ((country.WEST, country.SOUTH, country.WEST + 15_000, country.SOUTH + 15_000),),
        ),
        Held(False, frozenset(), ()),
    ],
)
def test_what_is_not_covered_round_many_places_is_what_is_not_round_each(store, held):
    ground = ground_of(store)
    x, y = squares()
    h = np.random.default_rng(4).uniform(200.0, 2_000.0, x.size)
    around = Land(ground).around(x, y)
    mostly = np.array([disc.land >= 0.98 for disc in around.discs(1_600.0)])
    found = around.uncovered(held, h, mostly)
    assert found.tolist() == [
        held.uncovered(ground, a, b, r) for a, b, r in zip(x.tolist(), y.tolist(), h.tolist(), strict=True)
    ]


def test_blocks_that_are_forgotten_are_made_again(store, monkeypatch):
    monkeypatch.setattr("placement_check.profiles.land.MOST_BLOCKS", 1)
    x, y = squares(10)
    land = Land(ground_of(store))
    assert land.around(x, y).discs(800.0) == Land(ground_of(store)).around(x, y).discs(800.0)


def test_plain_counts_of_many_places_are_those_of_each(store):
    scene = crime_scene(store)
    end = int(scene.crime.window_end.max())
    x, y = squares()
    tally = tally_of(store, scene.tables(end, METHOD), METHOD)
    together = counts_within(scene.crime.index, tally, x, y, [400.0, METHOD.crime.lay_radius_m])
    alone = [
        of_one(scene.crime.index, tally, a, b, [400.0, METHOD.crime.lay_radius_m]).tolist()
        for a, b in zip(x.tolist(), y.tolist(), strict=True)
    ]
    assert together.tolist() == alone
    assert together.sum() > 0


def test_records_exactly_on_a_circle_count_for_every_place_of_a_list_as_for_one(store):
    index = crime_scene(store).crime.index
    tally = np.arange(1, 3 * index.x.size + 1, dtype=np.uint16).reshape(-1, 3)
    steps = [(400_000, 0), (0, -400_000), (240_000, 320_000), (-320_000, 240_000), (-112_000, -384_000)]
    away = [(dx + nudge, dy) for dx, dy in steps for nudge in (-1, 0, 1)]
    x, y = (
        (points.astype(np.int64)[:, None] + [step[axis] for step in away]).ravel()
        for axis, points in enumerate((index.x, index.y))
    )
    together = counts_within(index, tally, x, y, [800.0, 399.999, 400.0, 400.0])
    alone = [
        of_one(index, tally, a, b, [800.0, 399.999, 400.0, 400.0])
        for a, b in zip(x.tolist(), y.tolist(), strict=True)
    ]
    assert np.array_equal(together, alone)
    assert (together[:, 2] > together[:, 1]).any(axis=1).mean() > 0.3
    assert np.array_equal(together[:, 2], together[:, 3])


def test_sums_that_single_precision_does_not_hold_are_exact_all_the_same(store):
    index = crime_scene(store).crime.index
    tally = np.full((index.x.size, 2), 2**24 + 1, dtype=np.uint32)
    tally[:, 1] = 2**23 + 1
    x, y = index.x.astype(np.int64), index.y.astype(np.int64)
    together = counts_within(index, tally, x, y, [0.0, 20_000.0])
    assert together.tolist() == [
        of_one(index, tally, a, b, [0.0, 20_000.0]).tolist()
        for a, b in zip(x.tolist(), y.tolist(), strict=True)
    ]
    assert (together % 2 == 1).any()


def test_no_places_and_places_far_from_every_map_point_count_nothing(store):
    index = crime_scene(store).crime.index
    tally = np.ones((index.x.size, 2), dtype=np.uint16)
    none, far = np.empty(0, dtype=np.int64), np.array([-9_000_000, 900_000_000, 2_000_000_000])
    assert counts_within(index, tally, none, none, [400.0]).shape == (0, 1, 2)
    assert not counts_within(index, tally, far, far, [400.0, 1_600.0]).any()


def test_neighbours_are_halved_until_few_are_together_and_none_is_lost():
    rng = np.random.default_rng(5)
    x, y = rng.integers(0, 1_000, 500), np.full(500, 7)
    parts = list(halves(x, y, 16))
    assert max(part.size for part in parts) <= 16
    assert sorted(np.concatenate(parts).tolist()) == list(range(500))
    spans = sorted((x[part].min(), x[part].max()) for part in parts)
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))


def test_a_figure_that_ties_with_a_reference_place_is_in_doubt_and_nought_is_not(store):
    comparing = Comparing(store, METHOD)
    bench = comparing.bench("E23000026", "Bedfordshire")
    held = np.array([0.0, 0.0, 1.5, 2.0])
    comparing._sorted[bench.force_code, "asked"] = held
    values = np.array([0.0, 1.5, 1.5 * (1 + 1e-15), 1.7, math.nan])
    assert comparing.doubtful(bench, "asked", values).tolist() == [False, True, True, False, False]
    assert comparing.percentiles(bench, "asked", values)[:4].tolist() == [25.0, 62.5, 62.5, 75.0]
    comparing._sorted[bench.force_code, "none"] = None
    assert not comparing.doubtful(bench, "none", values).any()
    assert np.isnan(comparing.percentiles(bench, "none", values)).all()
