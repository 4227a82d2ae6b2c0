"""Laws of areas: every point has at most one holder, shares add up, and moving everything changes nothing."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scene import ring_table

from geodata.edges import contains, points_inside
from geodata.rings import RingTable, kernel_shares

STEP = st.integers(-80, 80)
CORNERS = st.lists(st.tuples(STEP, STEP), min_size=3, max_size=9, unique=True)


def star(corners: list[tuple[int, int]], unit: float) -> shapely.Polygon | None:
    """Return the corners joined round their mean, which is a simple polygon; None where that has no extent."""
    middle = np.mean(corners, axis=0)
    ordered = sorted(corners, key=lambda c: (np.arctan2(c[1] - middle[1], c[0] - middle[0]), *c))
    shape = shapely.Polygon([(x * unit, y * unit) for x, y in ordered])
    return shape if shape.is_valid and shape.area > 0 else None


def table_of(
    corners: list[list[tuple[int, int]]], unit: float = 12.5, by: tuple[int, int] = (0, 0)
) -> RingTable | None:
    shapes = [star(c, unit) for c in corners]
    if any(s is None for s in shapes):
        return None
    return ring_table({
        f"A{n}": shapely.transform(s, lambda p: p + np.array(by, dtype=float)) for n, s in enumerate(shapes)
    })  # fmt: skip


@given(CORNERS, STEP, STEP)
def test_inside_is_what_exact_geometry_says_except_on_the_edge(corners, x, y):
    shape = star(corners, 12.5)
    assume(shape is not None)
    point = shapely.Point(x * 12.5, y * 12.5)
    assume(shape.boundary.distance(point) > 1e-6)
    table = ring_table({"A": shape})
    assert contains(table.edges(0), round(x * 12_500), round(y * 12_500)) == shape.contains(point)


@given(CORNERS, st.lists(st.tuples(STEP, STEP), min_size=1, max_size=20))
def test_many_points_together_are_judged_like_each_alone_even_on_the_edge(corners, points):
    table = table_of([corners])
    assume(table is not None)
    x, y = (np.array([p[axis] * 12_500 for p in points], dtype=np.int64) for axis in (0, 1))
    alone = [contains(table.edges(0), int(a), int(b)) for a, b in zip(x, y, strict=True)]
    assert points_inside(table.edges(0), x, y).tolist() == alone


@given(CORNERS, STEP, STEP)
def test_the_distance_to_the_boundary_is_the_exact_one(corners, x, y):
    shape = star(corners, 10.0)
    assume(shape is not None)
    expected = shape.boundary.distance(shapely.Point(x * 10, y * 10))
    assert abs(ring_table({"A": shape}).distance(0, x * 10_000, y * 10_000) / 1000 - expected) < 1e-6


@given(st.lists(CORNERS, min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_shares_are_a_part_of_one_and_go_to_the_lowest_code_first(areas):
    table = table_of(areas)
    assume(table is not None)
    shares = kernel_shares(table, 50_000, 50_000, 800.0)
    assert all(share > 0 for share in shares.values())
    assert sum(shares.values()) <= 1 + 1e-12
    first = table_of(areas[:1])
    assert shares.get(0) == kernel_shares(first, 50_000, 50_000, 800.0).get(0)


@given(st.lists(CORNERS, min_size=1, max_size=2), st.integers(-90, 90), st.integers(-90, 90))
@settings(max_examples=60, deadline=None)
def test_moving_areas_and_disc_together_by_whole_squares_changes_no_share(areas, east, north):
    table, moved = table_of(areas), table_of(areas, by=(100 * east, 100 * north))
    assume(table is not None)
    here = kernel_shares(table, 50_000, 50_000, 800.0)
    assert kernel_shares(moved, 50_000 + 100_000 * east, 50_000 + 100_000 * north, 800.0) == here


@given(CORNERS)
@settings(max_examples=60, deadline=None)
def test_an_area_and_its_hole_filled_by_another_share_the_disc_without_rest(corners):
    hole = star(corners, 12.5)
    assume(hole is not None)
    around = shapely.box(-3000, -3000, 3000, 3000) - hole
    shares = kernel_shares(ring_table({"A": around, "B": hole}), 50_000, 50_000, 800.0)
    assert abs(sum(shares.values()) - 1) < 1e-12


@given(CORNERS, st.integers(0, 8), st.booleans())
@settings(max_examples=60, deadline=None)
def test_where_a_ring_starts_and_which_way_it_runs_changes_nothing(corners, start, backwards):
    shape = star(corners, 12.5)
    assume(shape is not None)
    ring = list(shape.exterior.coords)[:-1]
    start %= len(ring)
    turned = ring[start:] + ring[:start]
    other = shapely.Polygon(turned[::-1] if backwards else turned)
    assert kernel_shares(ring_table({"A": shape}), 50_000, 50_000, 800.0) == kernel_shares(
        ring_table({"A": other}), 50_000, 50_000, 800.0
    )
