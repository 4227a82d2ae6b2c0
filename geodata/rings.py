"""Polygons as arrays of ring edges: which area holds a point, and how a disc is shared between areas.

All coordinates are whole millimetres of the national grid. An area is a set of closed rings read by the even-odd
rule, so holes and islands need no special case. Points on an edge shared by two areas go to the lowest code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geodata.kernel import LATTICE_MM, lattice

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mm = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
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
        for area in self.near(x, y, 0):
            if contains(self.edges(int(area)), x, y):
                return int(area)
        return None

    def distance(self, area: int, x: int, y: int) -> float:
        """Return the distance in millimetres from the point to the area's boundary line."""
        return edge_distance(self.edges(area), x, y)


def contains(edges: tuple[Mm, Mm, Mm, Mm], x: int, y: int) -> bool:
    """Return whether the even-odd rule puts the point inside."""
    x1, y1, x2, y2 = (e.astype(np.float64) - o for e, o in zip(edges, (x, y, x, y), strict=True))
    crosses = (y1 > 0) != (y2 > 0)
    x1, y1, x2, y2 = x1[crosses], y1[crosses], x2[crosses], y2[crosses]
    return bool(np.count_nonzero(x1 - y1 * (x2 - x1) / (y2 - y1) > 0) % 2)


def edge_distance(edges: tuple[Mm, Mm, Mm, Mm], x: int, y: int) -> float:
    """Return the distance in millimetres from the point to the nearest edge (infinite with no edges)."""
    if edges[0].size == 0:
        return float("inf")
    return float(np.sqrt(segment_distance_squared(edges, x, y).min()))


def segment_distance_squared(edges: tuple[Mm, Mm, Mm, Mm], x: int, y: int) -> NDArray[np.float64]:
    """Return each segment's squared distance from the point, in square millimetres."""
    x1, y1, x2, y2 = (e.astype(np.float64) - o for e, o in zip(edges, (x, y, x, y), strict=True))
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    whole = np.where(length == 0, 1.0, length)
    t = -(x1 * dx + y1 * dy) / whole
    # Beside the segment, the cross product over the length: exact where whole millimetres allow it.
    beside = ((x1 * dy - y1 * dx) / np.sqrt(whole)) ** 2
    to_end = np.minimum(x1 * x1 + y1 * y1, x2 * x2 + y2 * y2)
    return np.asarray(np.where((t > 0) & (t < 1) & (length > 0), beside, to_end))


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
