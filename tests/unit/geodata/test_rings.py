"""Rings by the even-odd rule: holes, islands, shared edges, and how a disc is shared between areas."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from scene import ring_table

from geodata.edges import contains
from geodata.kernel import lattice
from geodata.rings import kernel_shares

MM = 1000


def plain_holder(shapes: dict[str, shapely.Polygon], x: int, y: int) -> int | None:
    """Return the number of the area that holds a point (millimetres), from whole-number arithmetic alone."""
    for number, code in enumerate(sorted(shapes)):
        inside = False
        for ring in shapely.get_rings(shapely.get_parts(shapes[code])):
            corners = [(round(a * MM), round(b * MM)) for a, b in shapely.get_coordinates(ring)]
            for (x1, y1), (x2, y2) in itertools.pairwise(corners):
                if (y1 > y) != (y2 > y):
                    # x < x1 + (y - y1)(x2 - x1)/(y2 - y1), without dividing
                    left = (x - x1) * (y2 - y1) - (y - y1) * (x2 - x1)
                    inside ^= (left < 0) if y2 > y1 else (left > 0)
        if inside:
            return number
    return None


def plain_shares(shapes: dict[str, shapely.Polygon], x: int, y: int, h: float) -> dict[int, float]:
    """Return the kernel shares cell by cell, with plain numbers."""
    total, mass = 0.0, {}
    reach = int(h // 25) + 2
    for j in range(-reach, reach):
        for i in range(-reach, reach):
            dx, dy = 12.5 + 25 * i, 12.5 + 25 * j
            d2 = (dx * dx + dy * dy) / (h * h)
            if d2 >= 1:
                continue
            k = (1 - d2) ** 2
            total += k
            holder = plain_holder(shapes, x + round(dx * MM), y + round(dy * MM))
            if holder is not None:
                mass[holder] = mass.get(holder, 0.0) + k
    return {area: m / total for area, m in mass.items()}


HOLED = shapely.Polygon(
    shapely.box(0, 0, 1000, 1000).exterior.coords, [shapely.box(300, 300, 700, 700).exterior.coords]
)
ISLANDS = shapely.MultiPolygon([HOLED, shapely.box(400, 400, 600, 600), shapely.box(2000, 0, 2100, 100)])


@pytest.mark.parametrize(
    ("x", "y", "held"),
    [(100, 100, True), (350, 350, False), (500, 500, True), (2050, 50, True), (1500, 50, False), (1001, 500, False)],
)  # fmt: skip
def test_a_hole_is_outside_and_an_island_in_the_hole_is_inside(x, y, held):
    table = ring_table({"A": ISLANDS})
    assert (table.holding(x * MM, y * MM) == 0) is held
    assert contains(table.edges(0), x * MM, y * MM) is held


def test_no_edge_joins_the_end_of_one_ring_to_the_start_of_the_next():
    x1, y1, x2, y2 = ring_table({"A": ISLANDS, "B": shapely.box(5000, 0, 5100, 100)}).edges(0)
    assert x1.size == 4 * 4
    assert np.hypot(x2 - x1.astype(float), y2 - y1.astype(float)).max() == 1000 * MM


def test_codes_are_read_back_as_text():
    table = ring_table({"E06000032": HOLED, "E06000001": shapely.box(5000, 0, 5100, 100)})
    assert [table.code(0), table.code(1)] == ["E06000001", "E06000032"]


def test_a_point_on_an_edge_that_two_areas_share_belongs_to_one_of_them_and_no_point_to_two():
    west, east = shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100)
    table = ring_table({"A": west, "B": east})
    for y in range(0, 100_000, 12_500):
        assert table.holding(100_000, y) is not None
        held = [contains(table.edges(area), 100_000, y) for area in (0, 1)]
        assert sum(held) == 1


def test_where_areas_overlap_the_lowest_code_holds_the_point():
    table = ring_table({"B": shapely.box(0, 0, 100, 100), "A": shapely.box(50, 0, 150, 100)})
    assert table.code(table.holding(75_000, 50_000)) == "A"


def test_vertices_on_the_line_of_a_point_do_not_count_twice():
    diamond = shapely.Polygon([(0, 50), (50, 0), (100, 50), (50, 100)])
    table = ring_table({"A": diamond})
    assert table.holding(50_000, 50_000) == 0
    assert table.holding(-1, 50_000) is None
    assert table.holding(100_001, 50_000) is None
    assert table.holding(10_000, 100_000) is None


def test_the_distance_to_the_boundary_is_the_same_from_inside_and_from_outside():
    table = ring_table({"A": shapely.box(0, 0, 100, 100)})
    assert table.distance(0, 30_000, 50_000) == 30_000
    assert table.distance(0, -30_000, -40_000) == 50_000


def test_an_area_smaller_than_a_millimetre_holds_nothing_and_hides_nothing():
    speck = shapely.box(50, 50, 50.0001, 50.0001)
    table = ring_table({"A": speck, "B": shapely.box(0, 0, 100, 100)})
    assert table.holding(50_000, 50_000) == 1
    assert kernel_shares(table, 50_000, 50_000, 800.0) == kernel_shares(
        ring_table({"A": shapely.box(9000, 9000, 9001, 9001), "B": shapely.box(0, 0, 100, 100)}), 50_000, 50_000, 800.0
    )  # fmt: skip


SCENES = {
    "one edge": {"A": shapely.box(-9000, -9000, 130, 9000), "B": shapely.box(130, -9000, 9000, 9000)},
    "vertices on lattice lines": {
        "A": shapely.Polygon([(-400, -400), (62.5, -412.5), (412.5, 37.5), (12.5, 412.5), (-387.5, 12.5)]),
        "B": shapely.box(412.5, -512.5, 700, 512.5),
    },
    "a hole and an island": {"A": shapely.transform(ISLANDS, lambda p: p - 480.0)},
    "overlap": {"A": shapely.box(-300, -300, 100, 100), "B": shapely.box(-100, -100, 300, 300)},
    "slanted": {"A": shapely.Polygon([(-900, -731), (811, -333), (17, 903)]), "B": shapely.Polygon(
        [(-900, -731), (17, 903), (-900, 900)])},
}  # fmt: skip


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize(("x", "y"), [(50, 50), (-350, 150)])
def test_shares_equal_a_cell_by_cell_count(name, x, y):
    shapes = SCENES[name]
    found = kernel_shares(ring_table(shapes), x * MM, y * MM, 800.0)
    expected = plain_shares(shapes, x * MM, y * MM, 800.0)
    assert found == pytest.approx(expected, rel=1e-12)
    assert list(found) == sorted(found)


def test_shares_of_areas_that_tile_the_land_add_up_to_one():
    tiles = {
        f"T{i}{j}": shapely.box(-2000 + 377 * i, -2000 + 613 * j, -2000 + 377 * (i + 1), -2000 + 613 * (j + 1))
        for i in range(11) for j in range(7)
    }  # fmt: skip
    shares = kernel_shares(ring_table(tiles), 50_000, 50_000, 1600.0)
    assert sum(shares.values()) == pytest.approx(1.0, abs=1e-12)
    assert len(shares) > 20


def test_sea_belongs_to_nobody():
    shares = kernel_shares(ring_table({"A": shapely.box(-9000, -9000, 50, 9000)}), 50_000, 50_000, 1600.0)
    assert shares == {0: pytest.approx(0.5, abs=1e-12)}


def test_a_disc_wholly_inside_one_area_is_wholly_its_own():
    assert kernel_shares(
        ring_table({"A": shapely.box(-9000, -9000, 9000, 9000)}), 50_000, 50_000, 1600.0
    ) == {0: 1.0}


def test_a_disc_inside_a_hole_has_no_land_though_land_is_all_round_it():
    ring = shapely.box(-9000, -9000, 9000, 9000) - shapely.box(-3000, -3000, 3000, 3000)
    assert kernel_shares(ring_table({"A": ring}), 50_000, 50_000, 1600.0) == {}


def test_a_disc_far_out_at_sea_has_no_land():
    assert kernel_shares(ring_table({"A": shapely.box(0, 0, 10, 10)}), 90_050_000, 50_000, 1600.0) == {}


def test_an_area_that_only_touches_the_box_of_the_disc_takes_nothing():
    corner = shapely.box(1500, 1500, 1600, 1600)
    assert kernel_shares(
        ring_table({"A": corner, "B": shapely.box(0, -200, 60, 0)}), 50_000, 50_000, 1600.0
    ).keys() == {1}


def test_the_lattice_of_the_shares_is_that_of_the_kernel():
    _, weight = lattice(800.0)
    one_cell = {"A": shapely.box(50, 50, 75, 75)}
    middle = weight.shape[0] // 2
    assert (
        kernel_shares(ring_table(one_cell), 50_000, 50_000, 800.0)[0] == weight[middle, middle] / weight.sum()
    )
