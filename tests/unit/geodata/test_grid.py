"""Points on a grid: everything within a radius, edge included, whatever the cells."""

from __future__ import annotations

import numpy as np
import pytest

from geodata import grid


def mm(*metres: float) -> np.ndarray:
    return np.rint(np.array(metres) * 1000).astype(np.int32)


def ask(index: grid.GridIndex, x: float, y: float, radius: float) -> grid.Near:
    return index.within(np.array([round(x * 1000)]), np.array([round(y * 1000)]), radius)


def test_a_point_exactly_at_the_radius_is_inside_and_a_millimetre_farther_is_not():
    index, _ = grid.build(mm(3_000.0, 3_000.001), mm(4_000.0, 4_000.0))
    found = ask(index, 0, 0, 5_000.0)
    assert list(found.index) == [0]
    assert list(found.metres()) == [5_000.0]
    assert list(found.d2) == [25 * 10**12]


def test_an_empty_index_finds_nothing():
    index, order = grid.build(np.empty(0, np.int32), np.empty(0, np.int32))
    found = ask(index, 500_000, 300_000, 100_000.0)
    assert (found.owner.size, found.index.size, found.d2.size, order.size) == (0, 0, 0, 0)


def test_no_place_finds_nothing():
    index, _ = grid.build(mm(1, 2), mm(1, 2))
    assert index.within(np.empty(0, np.int64), np.empty(0, np.int64), 100.0).index.size == 0


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (-9_000, 100),
        (9_000, 100),
        (100, -9_000),
        (100, 9_000),
        (-9_000, -9_000),
        (9_000, 9_000),
        (-10_000_000, 0),
    ],
)
def test_a_place_far_outside_the_cells_finds_nothing_and_breaks_nothing(x, y):
    index, _ = grid.build(mm(0, 150, 799), mm(0, 150, 799))
    assert ask(index, x, y, 1_000.0).index.size == 0


@pytest.mark.parametrize(("x", "y"), [(-900, 100), (1_700, 100), (100, -900), (100, 1_100)])
def test_a_place_outside_the_cells_still_finds_what_is_within_reach(x, y):
    index, _ = grid.build(mm(100, 700), mm(100, 100))
    found = ask(index, x, y, 1_000.0)
    assert found.index.size >= 1
    assert (found.metres() <= 1_000.0).all()


def test_points_south_west_of_the_false_origin_are_found():
    index, _ = grid.build(mm(-500, -100), mm(-500, -100))
    assert list(ask(index, -450, -450, 100.0).index) == [0]
    assert index.origin == (-2, -2)


def test_each_place_gets_its_own_points_in_order():
    index, order = grid.build(mm(900, 100, 500, 100), mm(100, 100, 50, 100))
    found = index.within(mm(100, 900).astype(np.int64), mm(100, 100).astype(np.int64), 450.0)
    assert list(found.owner) == [0, 0, 0, 1, 1]
    assert [int(order[i]) for i in found.index] == [2, 1, 3, 2, 0]


def test_answers_come_by_northing_then_easting_and_not_by_cell():
    index, order = grid.build(mm(410, 390, 390, 410), mm(410, 410, 390, 390))
    found = ask(index, 400, 400, 100.0)
    assert [int(order[i]) for i in found.index] == [2, 3, 1, 0]


def test_points_at_one_place_are_all_kept_in_the_order_given():
    index, order = grid.build(mm(5, 5, 5), mm(7, 7, 7))
    assert list(order) == [0, 1, 2]
    assert ask(index, 5, 7, 0.0).index.size == 3
