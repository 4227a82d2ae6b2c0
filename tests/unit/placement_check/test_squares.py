"""The squares that a red line touches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon, box

from geodata.errors import LocationNotFound
from geodata.types import Outline
from placement_check.squares import SIDE_MM, touched

STEP = st.integers(-60, 60)


def line(*corners: tuple[int, int]) -> Outline:
    """Return an outline from corners in metres."""
    ring = tuple((1_000 * x, 1_000 * y) for x, y in (*corners, corners[0]))
    return Outline(rings=(ring,))


def test_a_red_line_inside_one_square_touches_that_square():
    assert touched(line((110, 210), (190, 210), (150, 290))) == ((150_000, 250_000),)


def test_squares_come_from_south_to_north_then_west_to_east():
    assert touched(line((90, 90), (110, 90), (110, 110), (90, 110))) == (
        (50_000, 50_000), (150_000, 50_000), (50_000, 150_000), (150_000, 150_000),
    )  # fmt: skip


def test_a_square_wholly_inside_a_large_red_line_counts_though_no_edge_runs_through_it():
    assert (150_000, 150_000) in touched(line((10, 10), (290, 10), (290, 290), (10, 290)))


def test_a_hole_that_holds_a_whole_square_leaves_it_out():
    outer = line((10, 10), (490, 10), (490, 490), (10, 490)).rings
    inner = line((150, 150), (350, 150), (350, 350), (150, 350)).rings
    assert (250_000, 250_000) not in touched(Outline(rings=(*outer, *inner)))


@pytest.mark.parametrize("size", [2_050, 40_000])
def test_an_estate_or_a_ward_is_refused_with_what_to_give_instead(size):
    with pytest.raises(LocationNotFound, match="one site") as refused:
        touched(line((0, 0), (size, 0), (size, size), (0, size)))
    assert "red line of" in str(refused.value)
    assert "application site" in str(refused.value)


@given(st.lists(st.tuples(STEP, STEP), min_size=3, max_size=3, unique=True))
def test_the_squares_are_those_whose_inside_the_land_meets(corners):
    metres = [(1_000 + 17 * x, 1_000 + 17 * y) for x, y in corners]
    shape = Polygon(metres)
    if not shape.is_valid or shape.area == 0:
        return
    expected = {
        (100 * c + 50, 100 * r + 50) for c in range(-2, 24) for r in range(-2, 24)
        if box(100 * c, 100 * r, 100 * c + 100, 100 * r + 100).intersection(shape).area > 1e-9
    }  # fmt: skip
    found = {(x // 1_000, y // 1_000) for x, y in touched(line(*metres))}
    assert expected <= found
    for x, y in found - expected:
        assert box(x - 50, y - 50, x + 50, y + 50).distance(shape) < 1e-9
    assert SIDE_MM == 100_000
