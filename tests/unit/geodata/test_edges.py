"""Edges and points: inside or not, and how far, asked of one point and of many."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely

from geodata import edges

SHAPE = shapely.Polygon(
    [(0, 0), (997, 31), (500, 500), (811, 993), (13, 700)], [[(200, 200), (300, 210), (250, 300)]]
)
NONE = np.empty(0, dtype=np.int64)


def edges_of(shape: shapely.Polygon) -> edges.Edges:
    rings = [np.rint(shapely.get_coordinates(r) * 1000).astype(np.int32) for r in shapely.get_rings(shape)]
    rows = np.array([(*a, *b) for ring in rings for a, b in pairwise(ring)], dtype=np.int32)
    return tuple(rows.T)


EDGES = edges_of(SHAPE)
EMPTY = (NONE, NONE, NONE, NONE)


def some_points(number: int) -> tuple[np.ndarray, np.ndarray]:
    x, y = np.random.default_rng(3).integers(-100_000, 1_100_000, (2, number)).astype(np.int64)
    return x, y


def test_without_any_edge_nothing_is_inside_and_everything_infinitely_far():
    assert edges.edge_distance(EMPTY, 0, 0) == float("inf")
    assert not edges.contains(EMPTY, 0, 0)
    assert not edges.points_inside(EMPTY, *some_points(3)).any()
    assert not edges.points_near(EMPTY, *some_points(3), 1e9).any()


def test_no_point_is_inside_or_near_anything():
    assert edges.points_inside(EDGES, NONE, NONE).size == 0
    assert edges.points_near(EDGES, NONE, NONE, 1e9).size == 0


@pytest.mark.parametrize("held", [edges.MATRIX, 600, 1])  # 600: two edges at a time
def test_many_points_are_judged_like_one(monkeypatch, held):
    monkeypatch.setattr(edges, "MATRIX", held)
    x, y = (np.append(p, corners) for p, corners in zip(some_points(300), EDGES[:2], strict=True))
    alone = [edges.contains(EDGES, int(a), int(b)) for a, b in zip(x, y, strict=True)]
    assert edges.points_inside(EDGES, x, y).tolist() == alone
    assert 0 < sum(alone) < len(alone)


def test_both_forms_of_the_distance_are_what_an_independent_library_measures():
    x, y = some_points(50)
    lines = [shapely.LineString([(a, b), (c, d)]) for a, b, c, d in zip(*EDGES, strict=True)]
    for n, line in enumerate(lines):
        expected = shapely.distance(line, shapely.points(x, y))
        one = tuple(float(e[n]) for e in EDGES)
        assert np.sqrt(edges.point_distance_squared(one, x, y)) == pytest.approx(expected, abs=1e-6)
        alone = [edges.segment_distance_squared(EDGES, int(a), int(b))[n] for a, b in zip(x, y, strict=True)]
        assert np.sqrt(alone) == pytest.approx(expected, abs=1e-6)


def test_an_edge_of_no_length_is_as_far_as_its_point():
    dot = tuple(np.array([v], dtype=np.int32) for v in (3_000, 4_000, 3_000, 4_000))
    assert edges.segment_distance_squared(dot, 0, 0).tolist() == [25e6]
    one = np.array([0], dtype=np.int64)
    assert edges.point_distance_squared((3_000, 4_000, 3_000, 4_000), one, one).tolist() == [25e6]


@pytest.mark.parametrize("within", [0.0, 5_000.0, 60_000.0])
def test_near_are_the_points_that_come_within_the_distance_of_an_edge(within):
    x, y = some_points(300)
    x, y = np.append(x, 0), np.append(y, 0)  # a corner
    near = [edges.edge_distance(EDGES, int(a), int(b)) <= within for a, b in zip(x, y, strict=True)]
    assert edges.points_near(EDGES, x, y, within).tolist() == near
    assert near[-1]


@pytest.mark.parametrize(
    ("x", "y", "inside"),
    [(50, 0, True), (0, 50, True), (0, 0, True), (50, 100, False), (100, 50, False), (100, 100, False)],
)
def test_of_two_areas_side_by_side_an_edge_belongs_to_the_one_north_or_east_of_it(x, y, inside):
    box = edges_of(shapely.box(0, 0, 100, 100))
    assert edges.contains(box, x * 1000, y * 1000) is inside
    assert edges.points_inside(box, np.array([x * 1000]), np.array([y * 1000])).tolist() == [inside]
