"""Which area holds each of many points, by the same arithmetic as for one (``RingTable.holding``)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from geodata.rings import SQUARE_MM, RingTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

ROW = 100_000  # columns of blocks in the numbering: more than the grid has


def blocks(x: Whole, y: Whole, side: int) -> Iterator[Whole]:
    """Return the numbers of the points of each square of a grid of so many millimetres, square by square."""
    key = (y // side) * ROW + x // side
    order = np.argsort(key, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(key[order])) + 1) if order.size else ()


def halves(x: Whole, y: Whole, most: int) -> Iterator[Whole]:
    """Return the numbers of points that are neighbours, at most so many at a time: halved across the longer side."""
    parts = [np.arange(x.size)]
    while parts:
        part = parts.pop()
        if part.size <= most:
            yield part
            continue
        px, py = x[part], y[part]
        along = px if px.max() - px.min() >= py.max() - py.min() else py
        order = along.argpartition(part.size // 2)
        parts += [part[order[: part.size // 2]], part[order[part.size // 2 :]]]


def holding(table: RingTable, x: Whole, y: Whole) -> Whole:
    """Return the area that holds each point (millimetres), the lowest code first; -1 where none does."""
    found = np.full(x.size, -1, dtype=np.int64)
    half = SQUARE_MM // 2
    for part in blocks(x, y, SQUARE_MM):
        px, py = x[part], y[part]
        areas = table.near(
            int(px[0]) // SQUARE_MM * SQUARE_MM + half, int(py[0]) // SQUARE_MM * SQUARE_MM + half, half
        )
        for area in areas.tolist():
            free = found[part] < 0
            if not free.any():
                break
            inside = _inside(table, area, px[free], py[free])
            mine = part[free][inside]
            found[mine] = area
    return found


def _inside(table: RingTable, area: int, x: Whole, y: Whole) -> NDArray[np.bool_]:
    west, south, east, north = table.bounds[area].tolist()
    out = np.zeros(x.size, dtype=bool)
    boxed = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
    if boxed.size == 0:
        return out
    px, py = x[boxed, None], y[boxed, None]
    x1, y1, x2, y2 = table.edges(area)
    low, high = py.min(), py.max()
    crossed = (np.minimum(y1, y2) <= high) & (np.maximum(y1, y2) > low) & (np.maximum(x1, x2) >= px.min())
    ax, ay, bx, by = (e[crossed].astype(np.float64) for e in (x1, y1, x2, y2))
    cut = (ay > py) != (by > py)
    rise = np.where(by == ay, 1.0, by - ay)
    east_of = (ax - px) - (ay - py) * (bx - ax) / rise > 0
    out[boxed] = (np.count_nonzero(cut & east_of, axis=1) % 2).astype(bool)
    return out
