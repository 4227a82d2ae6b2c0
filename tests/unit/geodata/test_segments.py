"""How near the nearest line passes: the same as an exhaustive search, edge included, ties to the lowest number."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely

from geodata import segments
from geodata.build.shapes import segments_of
from geodata.types import Outline

MM = 1000


def index_of(*lines: object) -> segments.SegmentIndex:
    pieces = segments_of([shapely.from_wkt(w) if isinstance(w, str) else w for w in lines])
    return segments.build((pieces["x1"], pieces["y1"], pieces["x2"], pieces["y2"]), pieces["feature"])


def outline(*rings: list[tuple[int, int]]) -> Outline:
    return Outline(rings=tuple(tuple((x * MM, y * MM) for x, y in ring) for ring in rings))


SQUARE = [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]
HOLE = [(30, 30), (70, 30), (70, 70), (30, 70), (30, 30)]


def test_nearest_is_the_same_as_an_exhaustive_search():
    chance = np.random.default_rng(7)
    starts = chance.integers(0, 5_000, (60, 2))
    ends = starts + chance.integers(-900, 900, (60, 2))
    lines = [shapely.LineString([a, b]) for a, b in zip(starts, ends, strict=True)]
    index = index_of(*lines)
    for x, y in chance.integers(-500, 5_500, (60, 2)).tolist():
        distances = shapely.distance(shapely.Point(x, y), lines)
        for reach in (50.0, 400.0, 8_000.0):
            found = index.nearest(x * MM, y * MM, reach)
            if distances.min() > reach:
                assert found is None
            else:
                assert found.metres == pytest.approx(distances.min(), abs=1e-6)
                assert found.feature == distances.argmin()


@pytest.mark.parametrize(("x", "y"), [(-300, 0), (50, 300), (400, 0), (-180, -240)])
def test_a_line_exactly_at_the_reach_is_found_and_a_millimetre_less_reach_misses_it(x, y):
    index = index_of("LINESTRING (0 0, 100 0)", "LINESTRING (100 0, 100 -50)")
    assert index.nearest(x * MM, y * MM, 300.0).metres == 300.0
    assert index.nearest(x * MM, y * MM, 299.999) is None


def test_of_two_lines_equally_near_the_one_with_the_lower_number_is_named():
    index = index_of("LINESTRING (0 10, 100 10)", "LINESTRING (0 -10, 100 -10)")
    assert index.nearest(50 * MM, 0, 100.0) == segments.Passing(10.0, 0)
    turned = index_of("LINESTRING (0 -10, 100 -10)", "LINESTRING (0 10, 100 10)")
    assert turned.nearest(50 * MM, 0, 100.0) == segments.Passing(10.0, 0)


@pytest.mark.parametrize("lengths", [(64, 65), (65, 64), (65, 65), (233, 65)])
def test_rounding_breaks_no_tie_between_lines_that_are_equally_near(lengths):
    index = index_of(f"LINESTRING (0 95, {lengths[0]} 95)", f"LINESTRING (0 -95, {lengths[1]} -95)")
    assert index.nearest(32 * MM, 0, 95.0) == segments.Passing(95.0, 0)


@pytest.mark.parametrize("length", [65, 116, 233])
def test_a_point_on_a_line_is_no_distance_away_even_when_nothing_farther_is_asked_for(length):
    for a, b in ((0, length), (length, 0)):
        assert index_of(f"LINESTRING ({a} 5, {b} 5)").nearest(32 * MM, 5 * MM, 0.0).metres == 0.0


def test_lines_that_are_not_wanted_are_passed_over():
    index = index_of("LINESTRING (0 10, 100 10)", "LINESTRING (0 -30, 100 -30)")
    wanted = np.array([False, True])
    assert index.nearest(50 * MM, 0, 100.0, wanted) == segments.Passing(30.0, 1)
    assert index.nearest(50 * MM, 0, 29.0, wanted) is None
    red = outline([(0, 0), (10, 0), (10, 5), (0, 5), (0, 0)])
    assert index.nearest_to_outline(red, 100.0) == segments.Passing(5.0, 0)
    assert index.nearest_to_outline(red, 100.0, wanted) == segments.Passing(30.0, 1)
    assert index.nearest_to_outline(red, 100.0, ~wanted & wanted) is None


def test_a_long_line_is_found_from_every_cell_it_passes_through():
    index = index_of("LINESTRING (0 0, 10000 7000)")
    for k in range(1, 20):
        assert index.nearest(500 * k * MM, 350 * k * MM, 1.0).metres == pytest.approx(0.0, abs=1e-6)


def test_an_index_without_any_line_finds_nothing():
    index = index_of()
    assert index.nearest(0, 0, 100_000.0) is None
    assert index.nearest_to_outline(outline(SQUARE), 100_000.0) is None
    assert index.touching(-(10**9), -(10**9), 10**9, 10**9).size == 0


@pytest.mark.parametrize(("x", "y"), [(-9_000, 50), (9_000, 50), (50, -9_000), (50, 9_000)])
def test_a_place_far_outside_the_cells_finds_nothing_near_and_all_with_a_wide_reach(x, y):
    index = index_of("LINESTRING (0 0, 100 100)")
    assert index.nearest(x * MM, y * MM, 1_000.0) is None
    assert index.nearest(x * MM, y * MM, 20_000.0).feature == 0


def test_a_segment_listed_in_many_cells_is_returned_once():
    index = index_of("LINESTRING (0 0, 2000 2000)", "LINESTRING (10 10, 20 20)")
    assert list(index.touching(0, 0, 2_000 * MM, 2_000 * MM)) == [0, 1]


def test_a_box_between_the_lines_that_meets_no_listed_cell_gives_nothing():
    index = index_of("LINESTRING (0 0, 10 10)", "LINESTRING (4000 4000, 4010 4010)")
    assert index.touching(1_300 * MM, 1_300 * MM, 1_500 * MM, 1_500 * MM).size == 0


def test_a_line_of_no_length_is_as_near_as_its_point():
    index = index_of("LINESTRING (30 40, 30 40)")
    assert index.nearest(0, 0, 100.0).metres == 50.0


@pytest.mark.parametrize(
    "line",
    [
        "LINESTRING (20 20, 25 25)",  # wholly inside
        "LINESTRING (-50 50, 150 50)",  # right through
        "LINESTRING (-50 50, 50 50)",  # its end inside
        "LINESTRING (50 50, -50 50)",  # its start inside
        "LINESTRING (100 20, 200 20)",  # its start on the edge
        "LINESTRING (-50 -50, 150 150)",  # through two corners
        "LINESTRING (-50 50, 50 150)",  # touching the corner only
        "LINESTRING (0 -50, 0 150)",  # along an edge
    ],
)
def test_a_line_inside_or_across_a_red_line_is_no_distance_away(line):
    found = index_of(line).nearest_to_outline(outline(SQUARE), 500.0)
    assert found.metres == pytest.approx(0.0, abs=1e-9)


def test_a_line_in_a_hole_of_a_red_line_is_as_far_as_the_holes_edge():
    assert (
        index_of("LINESTRING (45 50, 55 50)").nearest_to_outline(outline(SQUARE, HOLE), 500.0).metres == 15.0
    )


def test_distances_from_a_red_line_equal_those_of_an_exhaustive_search():
    chance = np.random.default_rng(11)
    shape = shapely.Polygon(
        [(0, 0), (317, -41), (420, 233), (200, 111), (33, 387)], [[(190, 60), (230, 60), (210, 90)]]
    )
    rings = [[(int(x), int(y)) for x, y in shapely.get_coordinates(r)] for r in shapely.get_rings(shape)]
    starts = chance.integers(-700, 1_100, (150, 2))
    ends = starts + chance.integers(-300, 300, (150, 2))
    lines = [shapely.LineString([a, b]) for a, b in zip(starts, ends, strict=True)]
    for number, line in enumerate(lines):
        expected = shapely.distance(line, shape)
        found = index_of(line).nearest_to_outline(outline(*rings), 2_000.0)
        assert found.metres == pytest.approx(expected, abs=1e-6), number
    everything = index_of(*lines).nearest_to_outline(outline(*rings), 2_000.0)
    assert everything.metres == 0.0
    assert everything.feature == int(np.argmax(shapely.distance(lines, shape) == 0))


def test_a_line_beyond_the_reach_of_a_red_line_is_not_found():
    index = index_of("LINESTRING (200 0, 200 100)")
    assert index.nearest_to_outline(outline(SQUARE), 100.0).metres == 100.0
    assert index.nearest_to_outline(outline(SQUARE), 99.999) is None
    assert index.nearest_to_outline(outline([(9_000, 0), (9_100, 0), (9_050, 50), (9_000, 0)]), 50.0) is None


def test_a_red_line_with_a_corner_said_twice_measures_the_same():
    doubled = [(0, 0), (0, 0), *SQUARE[1:]]
    index = index_of("LINESTRING (-3 -4, -30 -40)")
    assert index.nearest_to_outline(outline(doubled), 100.0).metres == 5.0


def test_no_distance_is_not_a_number():
    index = index_of("LINESTRING (0 0, 0 0)", "LINESTRING (5 5, 5 9)")
    found = index.nearest_to_outline(outline(SQUARE), 10.0)
    assert not math.isnan(found.metres)
