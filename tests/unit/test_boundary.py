"""A site's boundary is sound as it stands, or refused with its fault and the place of it."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from geodata.boundary import Boundary, boundary_of
from geodata.errors import LocationNotFound

E, N = 509_000, 221_000
SQUARE = [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]
HOLE = [(20, 20), (20, 40), (40, 40), (40, 20), (20, 20)]


def moved(ring):
    return [(E + x, N + y) for x, y in ring]


def boundary(*polygons) -> Boundary:
    mm = [[np.rint(np.array(moved(r)) * 1000.0).astype(np.int64) for r in p] for p in polygons]
    return boundary_of(mm, (), "site")


def refused(*polygons) -> str:
    with pytest.raises(LocationNotFound, match="'site'") as caught:
        boundary(*polygons)
    return str(caught.value)


def test_a_hole_is_left_out_and_the_centroid_moves():
    found = boundary([SQUARE, HOLE])
    assert found.area_m2 == 9_600
    theirs = shapely.Polygon(SQUARE, [HOLE]).centroid
    assert found.point.easting - E == pytest.approx(theirs.x, abs=0.001)
    assert found.point.northing - N == pytest.approx(theirs.y, abs=0.001)


def test_a_centroid_outside_gives_way_to_a_point_inside():
    horseshoe = [(0, 0), (90, 0), (90, 100), (80, 100), (80, 10), (10, 10), (10, 100), (0, 100), (0, 0)]
    found = boundary([horseshoe])
    assert not found.centroid_inside
    assert shapely.Polygon(moved(horseshoe)).contains(
        shapely.Point(found.point.easting, found.point.northing)
    )


def test_between_two_parcels_there_is_no_point_inside():
    north = [(x, y + 500) for x, y in SQUARE]
    found = boundary([SQUARE], [north])
    assert not found.centroid_inside
    assert shapely.Polygon(moved(SQUARE)).contains(shapely.Point(found.point.easting, found.point.northing))


def test_parcels_may_lie_apart_or_side_by_side_and_an_island_in_a_hole():
    apart = [[(x + 200, y) for x, y in SQUARE]]
    beside = [[(x + 100, y) for x, y in SQUARE]]
    island = [[(25, 25), (35, 25), (35, 35), (25, 35), (25, 25)]]
    assert boundary([SQUARE], apart).area_m2 == 20_000
    assert boundary([SQUARE], beside).area_m2 == 20_000
    assert boundary([SQUARE, HOLE], island).area_m2 == 9_700


@pytest.mark.parametrize("west", [(100.001, 99.999), (99.999, 99.999), (99.999, 100.001)])
def test_parcels_may_overlap_by_the_millimetre_that_rounding_leaves(west):
    low, high = west
    beside = [(low, 20), (200, 20), (200, 60), (high, 60), (low, 20)]
    assert boundary([SQUARE], [beside]).area_m2 == pytest.approx(14_000, abs=0.1)
    deeper = [(low - 0.01, 20), (200, 20), (200, 60), (high - 0.01, 60), (low - 0.01, 20)]
    assert "site" in refused([SQUARE], [deeper])


BOWTIE = [(0, 0), (100, 100), (100, 0), (0, 100), (0, 0)]
EIGHT = [(0, 0), (50, 50), (100, 0), (100, 100), (50, 50), (0, 100), (0, 0)]
SPIKE = [(0, 0), (100, 0), (200, 0), (100, 0), (100, 100), (0, 100), (0, 0)]
BACK = [(50, 0), (100, 0), (100, 100), (0, 100), (0, 0), (60, 0), (50, 0)]


@pytest.mark.parametrize("ring", [BOWTIE, EIGHT, SPIKE, BACK])
def test_a_line_that_crosses_or_meets_itself_is_refused_with_the_place(ring):
    message = refused([ring])
    assert "crosses or meets itself near easting 509" in message
    assert "Draw the boundary again" in message


@pytest.mark.parametrize(
    ("polygons", "words"),
    [
        ([[SQUARE], [[(x + 50, y + 50) for x, y in SQUARE]]], "crosses or meets itself"),
        ([[SQUARE], [SQUARE]], "cover one another"),
        ([[SQUARE], [HOLE]], "cover one another"),
        ([[SQUARE], [[(0, 0), (50, 0), (50, 100), (0, 100), (0, 0)]]], "cover one another"),
        ([[SQUARE, [(x + 200, y) for x, y in HOLE]]], "hole that is outside"),
        ([[SQUARE, HOLE, [(25, 25), (25, 30), (30, 30), (25, 25)]]], "inside another hole"),
        ([[[(0, 0), (3, 0), (3, 3), (0, 3), (0, 0)]]], "an area of 9.0 m²"),
        ([[[(0, 0), (1001, 0), (1001, 1000), (0, 1000), (0, 0)]]], "an area of 1,001,000.0 m²"),
        ([[[(0, 0), (5, 5), (10, 10), (0, 0)]]], "crosses or meets itself"),
    ],
)
def test_a_boundary_with_a_fault_is_refused_for_that_fault(polygons, words):
    assert words in refused(*polygons)


@pytest.mark.parametrize("side", [3.163, 1000])
def test_the_smallest_and_largest_sites_are_read(side):
    assert boundary([[(x * side / 100, y * side / 100) for x, y in SQUARE]]).corners == 4


corner = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda c: (c[0] * 20, c[1] * 20))


@given(st.lists(corner, min_size=3, max_size=9, unique=True))
def test_a_ring_is_read_exactly_when_an_independent_library_finds_it_sound(corners):
    ring = [*corners, corners[0]]
    theirs = shapely.Polygon(moved(ring))
    assume(theirs.area >= 10 or not theirs.is_valid)
    if not theirs.is_valid:
        assert "crosses or meets itself" in refused([ring])
        return
    found = boundary([ring])
    assert found.area_m2 == pytest.approx(theirs.area)
    point = shapely.Point(found.point.easting, found.point.northing)
    assert theirs.buffer(0.002).contains(point)
    if found.centroid_inside:
        assert point.distance(theirs.centroid) < 0.002
