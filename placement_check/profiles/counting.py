"""Records by category within circles round many places: the counts of ``tallies.counts_within``, and exactly those.

Map points are few (some 340 within a mile of a postcode where this was measured), so a table of sums by cell of a
fine grid would be larger than they are. Neighbours are asked together instead, about as many at a time in town as in
the country, so that a circle round their middle leaves out most of what none of them is near to. With the points in
the order of their distance from that middle, each radius tests the first so many of them and no others.

Squared distances are one product of matrices, and so are the sums. Both are whole numbers that the floating-point
numbers hold exactly, in whatever order they are added.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.grid import GridIndex
from placement_check.profiles.crime import candidates
from placement_check.profiles.holding import blocks, halves

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Floats = NDArray[np.float64]

BLOCK_MM = 8_000_000  # about whose middle squared distances up to 50 km stay whole numbers below 2^53
TOGETHER = 64  # more places share a circle too wide, fewer cost more in calls than in sums
EXACT_SINGLE = 2**24  # whole numbers that single precision holds


def counts_within(
    index: GridIndex, tally: NDArray[Any], x: Whole, y: Whole, radii_m: Sequence[float]
) -> Whole:
    """Return records by (place, radius, category) of map points within each radius, as ``tallies.counts_within``.

    ``x`` and ``y`` are whole millimetres of EPSG:27700; a radius is 50 km at most.
    """
    counts = _counts(index, tally, x, y, radii_m, np.dtype(np.float32))
    # Rounding never crosses a number that is held, so a sum that single precision lost is not given as less.
    if counts.max(initial=0) >= EXACT_SINGLE:
        counts = _counts(index, tally, x, y, radii_m, np.dtype(np.float64))
    return counts


def _counts(
    index: GridIndex, tally: NDArray[Any], x: Whole, y: Whole, radii_m: Sequence[float], kind: np.dtype[Any]
) -> Whole:
    radii = np.array([round(r * 1000) for r in radii_m], dtype=np.float64)
    out = np.zeros((x.size, radii.size, tally.shape[1]), dtype=np.int64)
    for block in blocks(x, y, BLOCK_MM):
        near = candidates(index, x[block], y[block], max(radii_m))
        middle = [int(a[block[0]]) // BLOCK_MM * BLOCK_MM + BLOCK_MM // 2 for a in (x, y)]
        px, py, square = _from(middle, x[block], y[block])
        places = np.stack([px, py, np.ones(px.size), square], axis=1)
        px, py, square = _from(middle, index.x[near], index.y[near])
        points = np.stack([-2.0 * px, -2.0 * py, square, np.ones(px.size)], axis=1)
        records = tally[near].astype(kind)
        for part in halves(x[block], y[block], TOGETHER):
            out[block[part]] = _together(places[part], points, records, radii)
    return out


def _from(middle: Sequence[int], x: NDArray[Any], y: NDArray[Any]) -> tuple[Floats, Floats, Floats]:
    dx, dy = (a.astype(np.float64) - m for a, m in zip((x, y), middle, strict=True))
    return dx, dy, dx * dx + dy * dy


def _together(places: Floats, points: Floats, records: NDArray[Any], radii: Floats) -> NDArray[Any]:
    """Return the counts of neighbours; the row of a point by the row of a place is their squared distance (mm²)."""
    (west, south), (east, north) = places[:, :2].min(axis=0).tolist(), places[:, :2].max(axis=0).tolist()
    x, y = (west + east) // 2.0, (south + north) // 2.0
    away = points @ np.array([x, y, 1.0, x * x + y * y])
    reach = (radii + math.hypot(east - x, north - y) + 1.0) ** 2
    near = np.flatnonzero(away <= reach.max())
    near = near[away[near].argsort()]
    squared, columns = points.take(near, axis=0) @ places.T, records.take(near, axis=0).T
    out = np.empty((radii.size, records.shape[1], places.shape[0]), dtype=records.dtype)
    for number, end in enumerate(away[near].searchsorted(reach).tolist()):
        inside = squared[:end] <= radii[number] ** 2
        np.matmul(columns[:, :end], inside.astype(records.dtype), out=out[number])
    return out.transpose(2, 0, 1)
