"""Points on a uniform 400 m grid: every point within a radius, for one place or many at once.

Points are stored cell by cell; inside a cell by northing, then easting. Answers come back in the order (place,
northing, easting, index), which moves with the scene, so sums over them never depend on where the grid lines fall.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

CELL_MM = 400_000


@dataclass(frozen=True, slots=True)
class Near:
    """Points found: ``owner`` is the place, ``index`` the stored point, ``d2`` the squared distance in mm²."""

    owner: NDArray[np.int64]
    index: NDArray[np.int64]
    d2: NDArray[np.int64]

    def metres(self) -> NDArray[np.float64]:
        """Return the distances in metres."""
        return np.sqrt(self.d2.astype(np.float64)) / 1000.0


@dataclass(frozen=True, slots=True, eq=False)
class GridIndex:
    """Integer-millimetre points in compressed cell rows.

    ``origin`` is the south-west cell (column, row) and ``shape`` the number of (columns, rows); ``start`` has
    columns x rows + 1 offsets, row by row.
    """

    x: NDArray[np.int32]
    y: NDArray[np.int32]
    start: NDArray[np.int32]
    origin: tuple[int, int]
    shape: tuple[int, int]

    def within(self, x: NDArray[np.int64], y: NDArray[np.int64], radius_m: float) -> Near:
        """Return every point with distance <= ``radius_m`` metres of each place; the edge counts as inside."""
        r = round(radius_m * 1000)
        xs, ys = np.atleast_1d(np.asarray(x, dtype=np.int64)), np.atleast_1d(np.asarray(y, dtype=np.int64))
        owner, lo, hi = self._runs(xs, ys, r)
        count = hi - lo
        total = int(count.sum())
        index = np.arange(total, dtype=np.int64)
        index += np.repeat(lo - (np.cumsum(count) - count), count)
        who = np.repeat(owner, count)
        px, py = self.x[index].astype(np.int64), self.y[index].astype(np.int64)
        d2 = (px - xs[who]) ** 2 + (py - ys[who]) ** 2
        keep = d2 <= r * r
        who, index, d2, px, py = who[keep], index[keep], d2[keep], px[keep], py[keep]
        order = np.lexsort((index, px, py, who))
        return Near(owner=who[order], index=index[order], d2=d2[order])

    def runs(self, x: int, y: int, r: int) -> list[slice]:
        """Return the runs of stored points, row by row, whose cells meet the box of half-width ``r`` round a point.

        All in millimetres. Cheaper than ``within`` for a sum in which order does not matter.
        """
        columns, rows = self.shape
        west = max((x - r) // CELL_MM - self.origin[0], 0)
        east = min((x + r) // CELL_MM - self.origin[0] + 1, columns)
        south = max((y - r) // CELL_MM - self.origin[1], 0)
        north = min((y + r) // CELL_MM - self.origin[1] + 1, rows)
        if west >= east:
            return []
        ends = ((row * columns + west, row * columns + east) for row in range(south, north))
        return [slice(int(self.start[lo]), int(self.start[hi])) for lo, hi in ends]

    def _runs(
        self, xs: NDArray[np.int64], ys: NDArray[np.int64], r: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        columns, rows = self.shape
        west = np.clip((xs - r) // CELL_MM - self.origin[0], 0, columns)
        east = np.clip((xs + r) // CELL_MM - self.origin[0] + 1, 0, columns)
        south = np.clip((ys - r) // CELL_MM - self.origin[1], 0, rows)
        north = np.clip((ys + r) // CELL_MM - self.origin[1] + 1, 0, rows)
        tall = np.maximum(north - south, 0)
        owner = np.repeat(np.arange(xs.size), tall)
        row = np.arange(owner.size) - np.repeat(np.cumsum(tall) - tall, tall) + south[owner]
        base = row * columns
        lo = self.start[base + west[owner]].astype(np.int64)
        hi = self.start[base + np.maximum(east, west)[owner]].astype(np.int64)
        return owner, lo, hi


def build(x: NDArray[np.int32], y: NDArray[np.int32]) -> tuple[GridIndex, NDArray[np.int64]]:
    """Return the index over the points, and the order in which it stores them.

    The order depends only on the coordinates and, for points at one place, on the order given.
    """
    xs, ys = x.astype(np.int64), y.astype(np.int64)
    if xs.size == 0:
        empty = np.empty(0, dtype=np.int32)
        return GridIndex(empty, empty, np.zeros(1, dtype=np.int32), (0, 0), (0, 0)), np.empty(
            0, dtype=np.int64
        )
    column, row = xs // CELL_MM, ys // CELL_MM
    origin = int(column.min()), int(row.min())
    shape = int(column.max()) - origin[0] + 1, int(row.max()) - origin[1] + 1
    cell = (row - origin[1]) * shape[0] + (column - origin[0])
    order = np.lexsort((xs, ys, cell))
    counts = np.bincount(cell, minlength=shape[0] * shape[1])
    start = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    return GridIndex(x[order].astype(np.int32), y[order].astype(np.int32), start, origin, shape), order
