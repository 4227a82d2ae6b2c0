"""Lines on a uniform 400 m grid: how near the nearest one passes.

Segments are whole millimetres of the national grid and are listed in every cell that their bounding box touches.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from geodata.edges import point_distance_squared, points_inside, segment_distance_squared
from geodata.grid import CELL_MM

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.types import Outline

    Ends: TypeAlias = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]


EXACT = 1e-12  # what rounding may add to a squared distance that is exactly the reach


@dataclass(frozen=True, slots=True)
class Passing:
    """The nearest line: its distance in metres, and the number of the feature it belongs to."""

    metres: float
    feature: int


@dataclass(frozen=True, slots=True, eq=False)
class SegmentIndex:
    """Segments and, cell by cell, which of them touch it (``item`` between ``start`` offsets)."""

    x1: NDArray[np.int32]
    y1: NDArray[np.int32]
    x2: NDArray[np.int32]
    y2: NDArray[np.int32]
    feature: NDArray[np.int32]
    item: NDArray[np.int32]
    start: NDArray[np.int32]
    origin: tuple[int, int]
    shape: tuple[int, int]

    def touching(self, west: int, south: int, east: int, north: int) -> NDArray[np.int64]:
        """Return the segments listed in any cell of the box (millimetres), sorted, each once."""
        columns, rows = self.shape
        c0, c1 = max(west // CELL_MM - self.origin[0], 0), min(east // CELL_MM - self.origin[0], columns - 1)
        r0, r1 = max(south // CELL_MM - self.origin[1], 0), min(north // CELL_MM - self.origin[1], rows - 1)
        if c1 < c0 or r1 < r0:
            return np.empty(0, dtype=np.int64)
        found = [
            self.item[int(self.start[row * columns + c0]) : int(self.start[row * columns + c1 + 1])]
            for row in range(r0, r1 + 1)
        ]
        listed = np.sort(np.concatenate(found)).astype(np.int64)
        return listed[np.concatenate(([True], listed[1:] != listed[:-1]))] if listed.size else listed

    def nearest(
        self, x: int, y: int, reach_m: float, wanted: NDArray[np.bool_] | None = None
    ) -> Passing | None:
        """Return the nearest line with distance <= ``reach_m`` of the point, or None if no line comes so near.

        Ties go to the lowest feature number. ``wanted`` says of each feature whether it counts; all do without it.
        """
        reach = round(reach_m * 1000)
        index = self._counting(self.touching(x - reach, y - reach, x + reach, y + reach), wanted)
        if index.size == 0:
            return None
        ends = self.x1[index], self.y1[index], self.x2[index], self.y2[index]
        return self._first(segment_distance_squared(ends, x, y), index, reach)

    def nearest_to_outline(
        self, outline: Outline, reach_m: float, wanted: NDArray[np.bool_] | None = None
    ) -> Passing | None:
        """Return the nearest line to a red line's edge, zero where it crosses or lies inside."""
        reach = round(reach_m * 1000)
        xs = [x for ring in outline.rings for x, _ in ring]
        ys = [y for ring in outline.rings for _, y in ring]
        box = min(xs) - reach, min(ys) - reach, max(xs) + reach, max(ys) + reach
        index = self._counting(self.touching(*box), wanted)
        if index.size == 0:
            return None
        ends = self.x1[index], self.y1[index], self.x2[index], self.y2[index]
        best = outline_distance_squared(outline, ends)
        return self._first(best, index, reach)

    def _counting(self, index: NDArray[np.int64], wanted: NDArray[np.bool_] | None) -> NDArray[np.int64]:
        return index if wanted is None else index[wanted[self.feature[index]]]

    def _first(self, d2: NDArray[np.float64], index: NDArray[np.int64], reach: int) -> Passing | None:
        least = float(d2.min())
        if least > float(reach) ** 2 * (1 + EXACT):
            return None
        feature = int(self.feature[index[d2 == least]].min())
        return Passing(metres=float(np.sqrt(least)) / 1000.0, feature=feature)


def outline_distance_squared(outline: Outline, ends: Ends) -> NDArray[np.float64]:
    """Return each segment's squared distance (mm²) from the outline, zero inside it or where they cross."""
    ring_edges = [(a[0], a[1], b[0], b[1]) for ring in outline.rings for a, b in pairwise(ring)]
    best = np.full(ends[0].size, np.inf)
    for edge in ring_edges:
        best = np.minimum(best, _to_one_edge(edge, ends))
    x1, y1, x2, y2 = np.asarray(ring_edges, dtype=np.int64).reshape(-1, 4).T
    inside = points_inside((x1, y1, x2, y2), ends[0].astype(np.int64), ends[1].astype(np.int64))
    return np.where(inside, 0.0, best)


def _to_one_edge(edge: tuple[int, int, int, int], ends: Ends) -> NDArray[np.float64]:
    x1, y1, x2, y2 = edge
    ax, ay, bx, by = (e.astype(np.float64) for e in ends)
    best = np.minimum(segment_distance_squared(ends, x1, y1), segment_distance_squared(ends, x2, y2))
    one = tuple(np.array([v], dtype=np.int32) for v in edge)
    for px, py in ((ax, ay), (bx, by)):
        best = np.minimum(best, point_distance_squared(edge, px, py))
    return np.where(_crosses(one, (ax, ay, bx, by)), 0.0, best)


def _crosses(one: tuple[NDArray[np.int32], ...], many: tuple[NDArray[np.float64], ...]) -> NDArray[np.bool_]:
    """Return which segments properly cross the one edge."""
    x1, y1, x2, y2 = (float(v[0]) for v in one)
    ax, ay, bx, by = many
    side_a = (x2 - x1) * (ay - y1) - (y2 - y1) * (ax - x1)
    side_b = (x2 - x1) * (by - y1) - (y2 - y1) * (bx - x1)
    side_1 = (bx - ax) * (y1 - ay) - (by - ay) * (x1 - ax)
    side_2 = (bx - ax) * (y2 - ay) - (by - ay) * (x2 - ax)
    return np.asarray((side_a * side_b < 0) & (side_1 * side_2 < 0))


def build(ends: Ends, feature: NDArray[np.int32]) -> SegmentIndex:
    """Return the index over the segments, in the order given."""
    if feature.size == 0:
        nothing = np.empty(0, dtype=np.int32)
        return SegmentIndex(*ends, feature, nothing, np.zeros(1, dtype=np.int32), (0, 0), (0, 0))
    x1, y1, x2, y2 = (e.astype(np.int64) for e in ends)
    c0, c1 = np.minimum(x1, x2) // CELL_MM, np.maximum(x1, x2) // CELL_MM
    r0, r1 = np.minimum(y1, y2) // CELL_MM, np.maximum(y1, y2) // CELL_MM
    origin = int(c0.min()), int(r0.min())
    shape = int(c1.max()) - origin[0] + 1, int(r1.max()) - origin[1] + 1
    wide, tall = c1 - c0 + 1, r1 - r0 + 1
    item = np.repeat(np.arange(feature.size), wide * tall)
    local = np.arange(item.size) - np.repeat(np.cumsum(wide * tall) - wide * tall, wide * tall)
    column = c0[item] - origin[0] + local % wide[item]
    row = r0[item] - origin[1] + local // wide[item]
    cell = row * shape[0] + column
    order = np.lexsort((item, cell))
    start = np.concatenate(([0], np.cumsum(np.bincount(cell, minlength=shape[0] * shape[1])))).astype(
        np.int32
    )
    return SegmentIndex(*ends, feature, item[order].astype(np.int32), start, origin, shape)
