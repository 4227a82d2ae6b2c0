"""Whose land a map point is on, and which other force is within 100 metres."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from scene import ring_table

from geodata.build.land import forces_of_points

WEST, EAST = shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000)


def found(x: float, y: float, districts: list[object], force: list[int]) -> tuple[int, int]:
    own, other = forces_of_points(
        np.array([round(x * 1000)], dtype=np.int32), np.array([round(y * 1000)], dtype=np.int32),
        np.array(districts, dtype=object), np.array(force),
    )  # fmt: skip
    return int(own[0]), int(other[0])


@pytest.mark.parametrize(
    ("x", "expected"),
    [(500, (0, -1)), (900, (0, 1)), (899.999, (0, -1)), (1100, (1, 0)), (1100.001, (1, -1)), (-100, (-1, 0)),
     (-100.001, (-1, -1)), (2050, (-1, 1))],
)  # fmt: skip
def test_the_other_force_is_one_within_100_metres_edge_included(x, expected):
    assert found(x, 500, [WEST, EAST], [0, 1]) == expected


def test_two_districts_of_one_force_are_one_land():
    assert found(950, 500, [WEST, EAST], [4, 4]) == (4, -1)
    assert found(1050, 500, [WEST, EAST], [4, 4]) == (4, -1)


def test_of_several_other_forces_the_nearest_is_named_and_of_equals_the_lowest_district():
    north, south = shapely.box(0, 1000, 2000, 2000), shapely.box(0, -1000, 2000, 0)
    low = shapely.box(0, 0, 2000, 100)
    assert found(500, 40, [low, north, south], [0, 1, 2]) == (0, 2)
    thin = shapely.box(0, 0, 2000, 80)
    north = shapely.box(0, 80, 2000, 2000)
    assert found(500, 40, [thin, north, south], [0, 1, 2]) == (0, 1)
    assert found(500, 40, [thin, south, north], [0, 2, 1]) == (0, 2)


def test_where_districts_overlap_the_lowest_has_the_point():
    assert found(500, 500, [WEST, shapely.box(0, 0, 2000, 1000)], [0, 1])[0] == 0
    assert found(500, 500, [shapely.box(0, 0, 2000, 1000), WEST], [1, 0])[0] == 1


def test_a_point_in_a_hole_is_on_nobodys_land_but_may_be_near():
    holed = shapely.box(0, 0, 1000, 1000) - shapely.box(400, 400, 600, 600)
    assert found(550, 500, [holed], [7]) == (-1, 7)
    wide = shapely.box(0, 0, 1000, 1000) - shapely.box(100, 100, 900, 900)
    assert found(500, 500, [wide], [7]) == (-1, -1)


def test_a_point_exactly_on_a_border_is_on_the_land_that_holds_it_and_near_the_other():
    # Decision 0004, 2: inside is the even-odd rule with half-open edges, as everywhere else.
    holder = ring_table({"A": WEST, "B": EAST}).holding(1_000_000, 500_000)
    assert found(1000, 500, [WEST, EAST], [0, 1]) == (holder, 1 - holder)


def test_a_point_on_an_edge_towards_the_sea_is_on_the_land_only_where_the_rule_says_so_and_near_it_always():
    table = ring_table({"A": WEST})
    for x, y in ((0, 500), (1000, 500), (500, 0), (500, 1000)):
        held = table.holding(x * 1000, y * 1000)
        assert found(x, y, [WEST], [7]) == ((-1, 7) if held is None else (7, -1))


def test_no_point_and_no_district():
    nothing = np.empty(0, dtype=np.int32)
    assert [a.size for a in forces_of_points(nothing, nothing, np.array([WEST]), np.array([0]))] == [0, 0]
    assert found(500, 500, [], []) == (-1, -1)
