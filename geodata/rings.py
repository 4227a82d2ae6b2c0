"""Polygons as arrays of ring edges: which area holds a point, and how a disc is shared between areas.

All coordinates are whole millimetres of the national grid. An area is a set of closed rings read by the even-odd
rule, so holes and islands need no special case. Points on an edge shared by two areas go to the lowest code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geodata.edges import edge_distance
from geodata.kernel import LATTICE_MM, lattice

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mm = NDArray[np.int32]

SQUARE_MM = 2_000_000


@dataclass(frozen=True, slots=True, eq=False)
class RingTable:
    """Areas sorted by code.

    ``codes`` are their official codes as ASCII bytes. ``x`` and ``y`` hold every ring's vertices, first vertex
    repeated at the end; ``ring_start`` (rings + 1) points into them, ``area_start`` (areas + 1) points into rings;
    ``bounds`` is (areas, 4) as min x, min y, max x, max y.
    """

    codes: NDArray[np.bytes_]
    x: Mm
    y: Mm
    ring_start: NDArray[np.int32]
    area_start: NDArray[np.int32]
    bounds: Mm
    _squares: dict[tuple[int, int], list[tuple[int, tuple[int, ...]]]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def code(self, area: int) -> str:
        """Return the area's official code."""
        return bytes(self.codes[area]).decode("ascii")

    def edges(self, area: int) -> tuple[Mm, Mm, Mm, Mm]:
        """Return the area's edges as x1, y1, x2, y2."""
        rings = self.ring_start[self.area_start[area] : self.area_start[area + 1] + 1]
        lo, hi = int(rings[0]), int(rings[-1])
        if lo == hi:
            nothing = np.empty(0, dtype=np.int32)
            return nothing, nothing, nothing, nothing
        x, y = np.asarray(self.x[lo:hi]), np.asarray(self.y[lo:hi])
        joined = np.ones(hi - lo - 1, dtype=bool)
        joined[np.asarray(rings[1:-1], dtype=np.int64) - lo - 1] = False
        return x[:-1][joined], y[:-1][joined], x[1:][joined], y[1:][joined]

    def near(self, x: int, y: int, reach: int) -> NDArray[np.int64]:
        """Return the areas whose bounding box comes within ``reach`` millimetres of the point."""
        b = self.bounds
        hit = (
            (b[:, 0] <= x + reach) & (b[:, 2] >= x - reach) & (b[:, 1] <= y + reach) & (b[:, 3] >= y - reach)
        )
        return np.flatnonzero(hit)

    def holding(self, x: int, y: int) -> int | None:
        """Return the index of the area that holds the point, or None if no area does."""
        for area, (west, south, east, north) in self._listed(x // SQUARE_MM, y // SQUARE_MM):
            if west <= x <= east and south <= y <= north and self._crossings(area, x, y) % 2:
                return area
        return None

    def _listed(self, column: int, row: int) -> list[tuple[int, tuple[int, ...]]]:
        """Return the areas whose bounding box meets a 2 km square, with their boxes, the lowest code first."""
        known = self._squares.get((column, row))
        if known is None:
            half = SQUARE_MM // 2
            areas = self.near(column * SQUARE_MM + half, row * SQUARE_MM + half, half)
            boxes = (tuple(box) for box in self.bounds[areas].tolist())
            known = self._squares[column, row] = list(zip(areas.tolist(), boxes, strict=True))
        return known

    def _crossings(self, area: int, x: int, y: int) -> int:
        """Return how many of the area's edges pass east of the point: an odd number puts it inside."""
        first, last = int(self.area_start[area]), int(self.area_start[area + 1])
        lo, hi = int(self.ring_start[first]), int(self.ring_start[last])
        above = self.y[lo:hi] > y
        at = np.flatnonzero(above[1:] != above[:-1]) + lo
        if last - first > 1:
            # From the end of one ring to the start of the next there is no edge.
            starts = self.ring_start[first + 1 : last + 1]
            at = at[starts[starts.searchsorted(at + 1)] != at + 1]
        x1, y1, x2, y2 = (e[n].tolist() for n in (at, at + 1) for e in (self.x, self.y))
        # A handful: plain numbers cost less than arrays of them. Floats, so that every edge rounds as in `contains`.
        return sum(
            float(ax - x) - float(ay - y) * float(bx - ax) / float(by - ay) > 0
            for ax, ay, bx, by in zip(x1, y1, x2, y2, strict=True)
        )

    def distance(self, area: int, x: int, y: int) -> float:
        """Return the distance in millimetres from the point to the area's boundary line."""
        return edge_distance(self.edges(area), x, y)


def kernel_shares(table: RingTable, x: int, y: int, h_m: float) -> dict[int, float]:
    """Return what share of the quartic kernel's mass at (x, y) falls on each area.

    The disc of radius ``h_m`` metres is cut into 25 m lattice cells aligned to the national grid; a cell belongs to
    the area that holds its centre (the 25 m raster of method 1.3). Shares are of the whole disc, sea included, so
    they sum to less than one at the coast. ``(x, y)`` must be the centre of a 100 m square.
    """
    reach = round(h_m * 1000)
    candidates = table.near(x, y, reach)
    inside = table.holding(x, y)
    if len(candidates) and all(table.distance(int(a), x, y) > reach for a in candidates):
        return {} if inside is None else {inside: 1.0}
    offsets, weight = lattice(h_m)
    free = np.ones(weight.shape, dtype=bool)
    total = float(weight.sum())
    shares: dict[int, float] = {}
    for area in candidates:
        mask = _cells_inside(table.edges(int(area)), x, y, offsets) & free
        mass = float(weight[mask].sum())
        if mass > 0:
            shares[int(area)] = mass / total
            free &= ~mask
    return shares


def _cells_inside(
    edges: tuple[Mm, Mm, Mm, Mm], x: int, y: int, offsets: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which lattice cells (row = northing) have their centre inside, row by row."""
    x1, y1, x2, y2 = (e.astype(np.float64) - o for e, o in zip(edges, (x, y, x, y), strict=True))
    low, high = float(offsets[0]), float(offsets[-1])
    reaches = (np.minimum(y1, y2) <= high) & (np.maximum(y1, y2) > low)
    x1, y1, x2, y2 = x1[reaches], y1[reaches], x2[reaches], y2[reaches]
    parity = np.zeros((offsets.size, offsets.size + 1), dtype=np.int64)
    first = np.ceil((np.minimum(y1, y2) - low) / LATTICE_MM).astype(np.int64)
    # A row belongs to an edge when min <= row < max, the half-open form of (y1 > 0) != (y2 > 0).
    first = np.maximum(first, 0)
    last = np.minimum(np.ceil((np.maximum(y1, y2) - low) / LATTICE_MM).astype(np.int64), offsets.size)
    count = np.maximum(last - first, 0)
    edge = np.repeat(np.arange(x1.size), count)
    row = np.arange(edge.size) - np.repeat(np.cumsum(count) - count, count) + first[edge]
    at = offsets[row]
    crossing = x1[edge] + (at - y1[edge]) * (x2[edge] - x1[edge]) / (y2[edge] - y1[edge])
    # Every cell whose centre lies strictly west of the crossing is flipped.
    column = np.clip(np.ceil((crossing - low) / LATTICE_MM), 0, offsets.size).astype(np.int64)
    np.add.at(parity, (row, column), 1)
    flips = parity[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]
    return np.asarray(flips % 2 == 1)
