"""Where a layer would have shown something: outside that, an empty answer means nothing was looked at."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from scene import ground, ring_table

from geodata.coverage import Ground, Held

MM = 1000
AT = (50_000, 50_000)  # the middle of a 100 m square, in millimetres
WEST_HALF, EAST_HALF = shapely.box(-9000, -9000, 50, 9000), shapely.box(50, -9000, 9000, 9000)
ENGLAND = Held(england=True, codes=frozenset(), boxes=())
NOWHERE = Held(england=False, codes=frozenset(), boxes=())


def held(*codes: str, boxes: tuple[tuple[int, int, int, int], ...] = ()) -> Held:
    return Held(england=False, codes=frozenset(codes), boxes=boxes)


def test_the_lock_says_where_a_file_is_held():
    entry = {"coverage": {"areas": ["E06000032"], "boxes": [[1, 2, 3, 4]]}}
    assert Held.of(entry) == held("E06000032", boxes=((1, 2, 3, 4),))
    assert Held.of({"coverage": {"areas": ["england"], "boxes": []}}) == ENGLAND
    assert Held.of({"coverage": {"areas": [], "boxes": []}}) == NOWHERE


def test_a_file_of_all_england_covers_every_english_district():
    land = ground({"A": WEST_HALF, "B": EAST_HALF})
    assert ENGLAND.uncovered(land, *AT, 1600.0) == 0.0


def test_a_file_of_one_district_covers_its_share_of_the_land():
    land = ground({"A": WEST_HALF, "B": EAST_HALF})
    assert held("A").uncovered(land, *AT, 1600.0) == pytest.approx(0.5)
    assert held("A", "B").uncovered(land, *AT, 1600.0) == 0.0
    assert held("C").uncovered(land, *AT, 1600.0) == 1.0


def test_sea_counts_neither_way():
    land = ground({"A": WEST_HALF})
    assert held("A").uncovered(land, *AT, 1600.0) == pytest.approx(0.0, abs=1e-12)
    assert NOWHERE.uncovered(land, *AT, 1600.0) == 1.0


@pytest.mark.parametrize("who", [ENGLAND, held("A"), held(boxes=((-9000, -9000, 9000, 9000),))])
def test_a_disc_of_sea_alone_is_wholly_uncovered_because_nothing_was_looked_at(who):
    land = ground({"A": shapely.box(50_000, 50_000, 50_100, 50_100)})
    assert who.uncovered(land, *AT, 1600.0) == 1.0


def test_a_box_covers_a_disc_whose_cells_it_holds():
    land = ground({"A": WEST_HALF, "B": EAST_HALF})
    assert held(boxes=((-1_550, -1_550, 1_650, 1_650),)).uncovered(land, *AT, 1600.0) == 0.0
    x, _, weight = lattice_of(1600.0)
    for short in ((-1_000, -1_550, 1_650, 1_650), (-1_550, -1_000, 1_650, 1_650),
                  (-1_550, -1_550, 1_100, 1_650), (-1_550, -1_550, 1_650, 1_100)):  # fmt: skip
        lost = weight[x < -1_050].sum() / weight.sum()
        assert held(boxes=(short,)).uncovered(land, *AT, 1600.0) == pytest.approx(lost, rel=1e-9)


def test_two_boxes_that_overlap_count_once_and_a_box_far_away_not_at_all():
    land = ground({"A": WEST_HALF, "B": EAST_HALF})
    west = (-9_000, -9_000, 50, 9_000)
    for boxes in ((west,), (west, west), (west, (-9_000, 0, 0, 100)), (west, (70_000, 0, 70_100, 100))):
        assert held(boxes=boxes).uncovered(land, *AT, 1600.0) == pytest.approx(0.5)
    assert held(boxes=((70_000, 0, 70_100, 100),)).uncovered(land, *AT, 1600.0) == 1.0


def test_a_box_beside_a_held_district_never_makes_the_cover_smaller():
    land = ground({"A": WEST_HALF, "B": EAST_HALF})
    whole = (-9_000, -9_000, 9_000, 9_000)
    assert 0.0 <= held("A", boxes=((50, -9_000, 9_000, 9_000),)).uncovered(land, *AT, 1600.0) <= 0.5
    assert held("A", boxes=(whole,)).uncovered(land, *AT, 1600.0) == pytest.approx(0.0, abs=1e-12)


def test_a_box_that_may_hold_the_discs_sea_alone_covers_no_land():
    land = ground({"A": WEST_HALF})
    assert held(boxes=((50, -9_000, 9_000, 9_000),)).uncovered(land, *AT, 1600.0) == pytest.approx(1.0)
    assert held(boxes=((-9_000, -9_000, 9_000, 9_000),)).uncovered(land, *AT, 1600.0) == pytest.approx(
        0.0, abs=1e-12
    )


def test_land_beyond_england_is_not_covered_by_a_file_of_england():
    land = ground({"A": WEST_HALF}, {"W1": EAST_HALF})
    disc = land.disc(*AT, 1600.0)
    assert disc.by_district == {0: pytest.approx(0.5)}
    assert disc.beyond == pytest.approx(0.5)
    assert disc.land == pytest.approx(1.0)
    assert ENGLAND.uncovered(land, *AT, 1600.0) == pytest.approx(0.5)


def lattice_of(h: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return cell centres round the disc's middle, in metres, and their weights."""
    offsets = np.arange(-h + 12.5, h, 25)
    x, y = np.meshgrid(offsets, offsets)
    return x, y, np.where(x**2 + y**2 < h**2, (1 - (x**2 + y**2) / h**2) ** 2, 0)


def test_sea_within_500_metres_of_land_beyond_england_counts_as_that_land():
    land = ground({"A": WEST_HALF}, {"W1": shapely.box(900, -9000, 9000, 9000)})
    x, _, weight = lattice_of(1600.0)
    disc = land.disc(*AT, 1600.0)
    assert disc.by_district == {0: pytest.approx(0.5)}
    assert disc.beyond == pytest.approx(weight[x >= 900 - 500 - 50].sum() / weight.sum(), rel=1e-12)


def test_english_land_is_never_theirs_however_near():
    touching = ground({"A": WEST_HALF}, {"W1": EAST_HALF}).disc(*AT, 1600.0)
    assert touching.by_district == {0: pytest.approx(0.5)}


def test_the_500_metres_are_a_distance_and_not_a_box():
    # Of the cells round the corner of their land, only those inside the quarter circle are theirs.
    land = ground(
        {"A": shapely.box(-90_000, -90_000, -80_000, -80_000)}, {"S1": shapely.box(-9000, -9000, 50, 50)}
    )
    x, y, weight = lattice_of(1600.0)
    theirs = np.hypot(np.maximum(x, 0), np.maximum(y, 0)) <= 500
    assert land.disc(*AT, 1600.0).beyond == pytest.approx(weight[theirs].sum() / weight.sum(), rel=1e-12)


@pytest.mark.parametrize(("gap", "theirs"), [(2_050, True), (2_101, False)])
def test_land_beyond_england_is_looked_for_as_far_as_the_disc_and_500_metres(gap, theirs):
    far = shapely.box(50 + gap, -9000, 50 + gap + 9000, 9000)
    assert (ground({"A": WEST_HALF}, {"W1": far}).disc(*AT, 1600.0).beyond > 0) is theirs


def test_a_disc_inside_land_beyond_england_is_theirs_though_no_edge_is_near():
    land = ground({"A": shapely.box(50_000, 0, 50_100, 100)}, {"W1": shapely.box(-9000, -9000, 9000, 9000)})
    assert land.disc(*AT, 1600.0).beyond == pytest.approx(1.0)


def test_a_disc_wholly_in_england_never_looks_beyond():
    whole = shapely.box(-9000, -9000, 9000, 9000)
    assert ground({"A": whole}, {"W1": whole}).disc(*AT, 1600.0).beyond == 0.0


def test_where_boundaries_of_both_overlap_the_district_has_the_land():
    land = ground({"A": WEST_HALF}, {"W1": shapely.box(-500, -9000, 9000, 9000)})
    disc = land.disc(*AT, 1600.0)
    assert disc.by_district[0] == pytest.approx(0.5)
    assert disc.land == pytest.approx(1.0)


def test_a_disc_is_worked_out_once():
    land = ground({"A": WEST_HALF})
    assert land.disc(*AT, 1600.0) is land.disc(*AT, 1600.0)
    assert land.disc(*AT, 1600.0) is not land.disc(*AT, 800.0)


def test_only_so_many_discs_are_remembered(monkeypatch):
    monkeypatch.setattr("geodata.coverage.REMEMBERED", 1)
    land = ground({"A": WEST_HALF})
    first = land.disc(*AT, 1600.0)
    land.disc(*AT, 800.0)
    assert land.disc(*AT, 1600.0) == first
    assert land.disc(*AT, 1600.0) is not first


def test_a_quay_belongs_to_the_district_whose_edge_is_within_50_metres():
    land = ground({"A": shapely.box(0, 0, 1000, 1000), "B": shapely.box(1080, 0, 2000, 1000)})
    assert land.district(500 * MM, 500 * MM) == 0
    assert land.district(-50 * MM, 500 * MM) == 0
    assert land.district(-50 * MM - 1, 500 * MM) is None
    assert land.district(1_039 * MM, 500 * MM) == 0
    assert land.district(1_041 * MM, 500 * MM) == 1
    assert land.district(1_040 * MM, 500 * MM) == 0  # equally near: the lower code
    assert land.district(-36 * MM, -36 * MM) is None  # 50.9 m from the corner


def test_outside_is_outside_and_never_the_nearest():
    land = ground({"A": shapely.box(0, 0, 1000, 1000)})
    assert land.district(5_000 * MM, 500 * MM) is None


def test_a_point_on_land_beyond_england_is_not_taken_for_a_quay():
    land = ground({"A": WEST_HALF}, {"W1": EAST_HALF})
    assert land.district(60 * MM, 50 * MM) is None
    assert land.district(40 * MM, 50 * MM) == 0


def test_without_land_beyond_the_rest_is_sea():
    land = ground({"A": WEST_HALF})
    assert land.disc(*AT, 1600.0).beyond == 0.0
    assert land.disc(*AT, 1600.0).land == pytest.approx(0.5)


def test_where_the_land_beyond_is_not_held_sea_must_not_be_taken_for_sea():
    land = Ground(ring_table({"A": WEST_HALF}), None, beyond_known=False)
    disc = land.disc(*AT, 1600.0)
    assert disc.by_district == {0: pytest.approx(0.5)}
    assert disc.beyond == pytest.approx(0.5)
    assert ENGLAND.uncovered(land, *AT, 1600.0) == pytest.approx(0.5)
    assert not ENGLAND.sees(land, AT, (5_050 * MM, 50 * MM))
    assert ENGLAND.sees(land, AT, (-5_050 * MM, 50 * MM))


TILES = {
    "A": shapely.box(0, 0, 1000, 1000),
    "B": shapely.box(1000, 0, 2000, 1000),
    "C": shapely.box(4000, 0, 5000, 1000),
}


def sees(
    who: Held, start: tuple[int, int], end: tuple[int, int], beyond: dict[str, object] | None = None
) -> bool:
    return who.sees(ground(TILES, beyond), (start[0] * MM, start[1] * MM), (end[0] * MM, end[1] * MM))


def test_a_line_within_a_held_district_is_seen():
    assert sees(held("A"), (100, 500), (900, 500))
    assert sees(ENGLAND, (100, 500), (4500, 500))


def test_a_line_that_leaves_the_held_district_is_not_seen():
    assert not sees(held("A"), (100, 500), (1500, 500))
    assert sees(held("A", "B"), (100, 500), (1500, 500))


def test_a_tenth_of_the_line_may_lie_elsewhere_and_no_more():
    # Ten points on land in steps of at most 100 m: the last stands in B.
    assert sees(held("A"), (105, 500), (1_004, 500))
    assert not sees(held("A"), (205, 500), (1_004, 500))


def test_sea_on_the_way_hides_nothing():
    assert sees(held("B", "C"), (1_500, 500), (4_500, 500))


def test_a_line_over_sea_alone_sees_nothing():
    assert not sees(ENGLAND, (2_500, 500), (3_500, 500))
    assert not sees(ENGLAND, (2_500, 5_000), (3_500, 5_000))


def test_a_line_of_no_length_is_its_one_point():
    assert sees(held("A"), (500, 500), (500, 500))
    assert not sees(held("B"), (500, 500), (500, 500))


def test_a_box_sees_what_lies_in_it_edges_included():
    assert sees(held(boxes=((0, 0, 1000, 1000),)), (0, 0), (1000, 1000))
    assert not sees(held(boxes=((0, 0, 1000, 1000),)), (500, 500), (1900, 500))


def test_land_beyond_england_on_the_way_is_unseen_land():
    beyond = {"W1": shapely.box(2000, 0, 4000, 1000)}
    assert not sees(ENGLAND, (1_500, 500), (4_500, 500), beyond)
    assert sees(ENGLAND, (100, 500), (900, 500), beyond)
    assert sees(ENGLAND, (100, 500), (900, 500), {"W1": shapely.box(0, 50_000, 10, 50_010)})
    assert not sees(held("A"), (2_500, 500), (3_500, 500), beyond)
