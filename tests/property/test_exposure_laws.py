"""Laws of recorded crime around a place, on drawn scenes built at once from points."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import scene
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scene import Event, Home

from placement_check.crime import Scene, window_tables
from placement_check.exposure import Exposure, expose
from placement_check.method import load
from placement_check.spacing import mean_spacing
from placement_check.tallies import counts_within, window_tally

METHOD = load()
BASE = (570_000, 510_000)
PLACES = [(50, 50), (-1_150, 950), (2_050, -250)]

METRES = st.integers(-2_500, 2_500)
EVENTS = st.lists(
    st.builds(Event, METRES, METRES, st.integers(0, 35), st.integers(0, 6), st.integers(1, 5)),
    min_size=1,
    max_size=25,
)
HOMES = st.lists(
    st.builds(Home, METRES, METRES, st.sampled_from([0.0, 31.5, 80.0, float("nan")]), st.integers(0, 1)),
    min_size=20, max_size=30,
)  # fmt: skip
WHOLE_SQUARES = st.tuples(st.integers(-60, 60), st.integers(-60, 60))
CUT = st.sampled_from([-1_200, -50, 0, 50, 75, 1_000])
GENEROUS = replace(METHOD, crime=replace(METHOD.crime, kernel_spacing=0.5, seasonal_min_events=1.0))


def drawn(
    events: list[Event],
    homes: list[Home],
    cut: int,
    by: tuple[int, int],
    *,
    sea: int = 2_600,
    beyond: bool = True,
    **crime,
) -> Scene:
    """Return a scene of two districts side by side, cut at ``cut``, sea to the north and foreign land to the south."""
    dx, dy = BASE[0] + 100 * by[0], BASE[1] + 100 * by[1]
    east, west = shapely.box(cut, -2_000, 4_000, sea), shapely.Polygon(
        [(-4_000, -2_000), (cut, -2_000), (cut, sea), (-1_500, sea + 37), (-4_000, sea)]
    )  # fmt: skip
    districts = {"E06999101": west, "E06999102": east}
    far = {
        "W06999101": shapely.Polygon(
            [(-5_000, -9_000), (5_000, -9_000), (5_000, -2_100), (113, -2_313), (-5_000, -2_000)]
        )
    }

    def move(shapes: dict[str, object]) -> dict[str, object]:
        return {
            code: shapely.transform(s, lambda p: p + np.array([dx, dy], dtype=float))
            for code, s in shapes.items()
        }

    return scene.scene_of(
        [replace(e, x=e.x + dx, y=e.y + dy) for e in events], [replace(h, x=h.x + dx, y=h.y + dy) for h in homes],
        move(districts), [0, 1], move(far) if beyond else None, **crime,
    )  # fmt: skip


def asked(of: Scene, by: tuple[int, int] = (0, 0), method=GENEROUS, places=PLACES) -> Exposure:
    x = np.array([(BASE[0] + 100 * by[0] + px) * 1000 for px, _ in places], dtype=np.int64)
    y = np.array([(BASE[1] + 100 * by[1] + py) * 1000 for _, py in places], dtype=np.int64)
    own = np.array([of.ground.district(int(a), int(b)) for a, b in zip(x, y, strict=True)], dtype=np.int64)
    return expose(of, x, y, own, method)


def same(one: Exposure, other: Exposure) -> None:
    for name in Exposure.__dataclass_fields__:
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes(), name


@given(EVENTS, HOMES, CUT, WHOLE_SQUARES)
@settings(max_examples=20, deadline=None)
def test_moving_place_and_scene_together_by_whole_squares_changes_no_bit(events, homes, cut, by):
    same(asked(drawn(events, homes, cut, (0, 0))), asked(drawn(events, homes, cut, by), by))


@given(EVENTS, HOMES, CUT, st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_the_order_in_which_records_and_postcodes_come_changes_no_bit(events, homes, cut, chance):
    homes = list({(h.x, h.y): h for h in homes}.values())
    other_events, other_homes = events[:], homes[:]
    chance.shuffle(other_events)
    chance.shuffle(other_homes)
    same(asked(drawn(events, homes, cut, (0, 0))), asked(drawn(other_events, other_homes, cut, (0, 0))))


@given(EVENTS, HOMES, CUT)
@settings(max_examples=20, deadline=None)
def test_a_place_alone_is_measured_like_a_place_among_many(events, homes, cut):
    of = drawn(events, homes, cut, (0, 0))
    together = asked(of)
    for n, place in enumerate(PLACES):
        alone = asked(of, places=[place])
        for name in Exposure.__dataclass_fields__:
            assert getattr(alone, name).tobytes() == getattr(together, name)[n : n + 1].tobytes(), name


@given(
    EVENTS, HOMES, st.builds(Event, METRES, METRES, st.integers(0, 35), st.integers(0, 5), st.integers(1, 9))
)
@settings(max_examples=20, deadline=None)
def test_one_more_record_never_lowers_the_weighted_count_of_its_group(events, homes, more):
    # Same map points and same season, so that only the record is new.
    at = [*events, replace(more, category=6)]
    steady = replace(GENEROUS, crime=replace(GENEROUS.crime, seasonal_min_events=1e9))
    before = asked(drawn(at, homes, 0, (0, 0)), method=steady)
    after = asked(drawn([*at, more], homes, 0, (0, 0)), method=steady)
    assert (after.events >= before.events - 1e-12).all()
    others = np.arange(6) != more.category
    assert np.array_equal(after.events[:, others], before.events[:, others])
    assert np.array_equal(after.e, before.e)


@given(EVENTS, HOMES)
@settings(max_examples=20, deadline=None)
def test_land_that_no_file_covers_never_counts_as_land_without_crime(events, homes):
    # The east force loses its files: its land leaves the denominator, so the density never falls by that.
    silent = np.ones((2, 36), dtype=bool)
    silent[1] = False
    whole = asked(drawn(events, homes, 75, (0, 0)))
    part = asked(drawn(events, homes, 75, (0, 0), covered=silent))
    measured = np.isfinite(part.e)
    assert (part.uncovered[measured] >= whole.uncovered[measured]).all()
    assert (part.e[measured] <= whole.e[measured]).all()
    assert (part.force_share == whole.force_share).all()


@given(EVENTS, HOMES, CUT)
@settings(max_examples=20, deadline=None)
def test_shares_of_forces_are_the_land_less_what_lies_beyond(events, homes, cut):
    found = asked(drawn(events, homes, cut, (0, 0)))
    measured = np.isfinite(found.h)
    assert (found.force_share.sum(axis=1)[measured] <= found.land[measured] + 1e-12).all()
    assert (found.land[measured] <= 1 + 1e-12).all()
    inland = asked(drawn(events, homes, cut, (0, 0), beyond=False))
    assert np.allclose(inland.force_share.sum(axis=1)[measured], inland.land[measured], atol=1e-12)


# Many records, and some at the very rim of the kernel, where a search that is a little too short loses them.
SCATTER = np.random.default_rng(5).integers(-1_700, 1_800, (150, 2)).tolist()
MANY = [Event(x, y, n % 36, n % 7, 1 + n % 3) for n, (x, y) in enumerate(SCATTER)]
RIM = [
    Event(50 + x, 50 + y, 35, n % 6, 1_000)
    for n, (x, y) in enumerate([(1_590, 0), (0, -1_595), (-1_128, 1_128)])
]


@given(EVENTS, HOMES, CUT)
@example([*MANY, *RIM], [Home(x, y, 10.0 + x % 7) for x, y in SCATTER[:40]], 0)
@settings(max_examples=20, deadline=None)
def test_weighted_counts_and_residents_are_the_plain_sums_of_the_kernel(events, homes, cut):
    of = drawn(events, homes, cut, (0, 0))
    found = asked(of)
    land = {
        (x, y): max(a, b)
        for x, y, a, b in zip(
            of.crime.index.x, of.crime.index.y, of.crime.land, of.crime.land_near, strict=True
        )
    }
    for p, (px, py) in enumerate(PLACES):
        h = found.h[p]
        if np.isnan(h):
            continue
        counts, residents = [0.0] * 6, 0.0
        for e in events:
            d2 = ((e.x - px) ** 2 + (e.y - py) ** 2) / h**2
            if d2 < 1 and e.category < 6 and land[(e.x + BASE[0]) * 1000, (e.y + BASE[1]) * 1000] >= 0:
                counts[e.category] += (1 - d2) ** 2 * e.n * 2.0 ** (-((35 - e.month) // 12) / 2)
        for home in homes:
            d2 = ((home.x - px) ** 2 + (home.y - py) ** 2) / h**2
            residents += (1 - d2) ** 2 * home.residents if d2 < 1 and np.isfinite(home.residents) else 0.0
        assert np.allclose(found.events[p], counts, rtol=1e-9)
        assert np.allclose(found.residents[p], residents, rtol=1e-9)


@given(EVENTS, st.integers(0, 3_000), st.integers(0, 3_000))
@settings(max_examples=20, deadline=None)
def test_a_wider_circle_never_counts_fewer_records(events, one, other):
    of = drawn(events, [Home(0, 0)], 0, (0, 0))
    tables = window_tables(of.crime, 35, GENEROUS)
    tally, radii = window_tally(of.crime, tables), sorted((one, other))
    narrow, wide = counts_within(
        of.crime.index, tally, BASE[0] * 1000 + 50_000, BASE[1] * 1000 + 50_000, radii
    )
    assert (narrow <= wide).all()


@given(EVENTS, HOMES)
@settings(max_examples=20, deadline=None)
def test_a_plain_count_is_the_sum_of_what_lies_in_the_circle(events, homes):
    of = drawn(events, homes, 0, (0, 0))
    tables = window_tables(of.crime, 35, GENEROUS)
    tally = window_tally(of.crime, tables)
    (counted,) = counts_within(
        of.crime.index, tally, BASE[0] * 1000 + 50_000, BASE[1] * 1000 + 50_000, [1_600]
    )
    land = {(x, y): max(a, b) for x, y, a, b in zip(
        of.crime.index.x, of.crime.index.y, of.crime.land, of.crime.land_near, strict=True)}  # fmt: skip
    expected = np.zeros(7, dtype=np.int64)
    for e in events:
        inside = (e.x - 50) ** 2 + (e.y - 50) ** 2 <= 1_600**2
        if inside and land[(e.x + BASE[0]) * 1000, (e.y + BASE[1]) * 1000] >= 0:
            expected[e.category] += e.n
    assert counted.tolist() == expected.tolist()


@given(HOMES, st.sampled_from(PLACES))
@settings(max_examples=20, deadline=None)
def test_spacing_is_the_plain_mean_over_postcodes_within_three_kilometres(homes, place):
    of = drawn([Event(0, 0), Event(700, 300)], homes, 0, (0, 0))
    x, y = (np.array([(b + p) * 1000], dtype=np.int64) for b, p in zip(BASE, place, strict=True))
    (found,) = mean_spacing(of.people, of.spacing, x, y, METHOD.crime)
    near = [h for h in homes if (h.x - place[0]) ** 2 + (h.y - place[1]) ** 2 <= 3_000**2]
    by_distance = sorted(homes, key=lambda h: ((h.x - place[0]) ** 2 + (h.y - place[1]) ** 2, h.y, h.x))
    used = near if len(near) >= 20 else by_distance[:20]
    expected = np.mean([min(np.hypot(h.x, h.y), np.hypot(h.x - 700, h.y - 300)) for h in used])
    assert abs(found - expected) < 1e-6


def test_without_a_map_point_or_without_postcodes_no_bandwidth_is_honest():
    for events, homes in (([], [Home(n, n) for n in range(30)]), ([Event(0, 0)], [Home(0, 0)] * 3)):
        found = asked(drawn(events, homes, 0, (0, 0)))
        assert np.isnan(found.h).all()
        assert np.isnan(found.events).all()
        assert np.isnan(found.e).all()


def test_a_place_that_no_district_holds_is_not_measured():
    of = drawn([Event(0, 0)], [Home(n, n) for n in range(30)], 0, (0, 0))
    x = np.array([BASE[0] * 1000 + 50_000], dtype=np.int64)
    found = expose(of, x, np.array([BASE[1] * 1000 + 50_000]), np.array([-1]), GENEROUS)
    assert np.isnan(found.events).all()
    assert np.isnan(found.spacing_m).all()


def test_no_place_at_all_is_an_empty_answer():
    of = drawn([Event(0, 0)], [Home(n, n) for n in range(30)], 0, (0, 0))
    found = asked(of, places=[])
    assert found.events.shape == (0, 6)
    assert found.force_share.shape == (0, 2)


def test_nothing_found_is_nought_only_where_a_file_covers_the_land():
    quiet = drawn([Event(2_400, 2_400, category=6)], [Home(n, n) for n in range(30)], 0, (0, 0))
    found = asked(quiet, places=[(50, 50)])
    assert found.events.tolist() == [[0.0] * 6]
    assert (found.e > 0).all()
    silent = drawn([Event(2_400, 2_400, category=6)], [Home(n, n) for n in range(30)], 0, (0, 0),
                   covered=np.zeros((2, 36), dtype=bool))  # fmt: skip
    blind = asked(silent, places=[(50, 50)])
    assert blind.uncovered.tolist() == [[1.0] * 6]
    assert blind.e.tolist() == [[0.0] * 6]
    assert np.isnan(blind.density).all()
