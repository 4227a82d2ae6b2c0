"""Plain counts of recorded crime: every covered record of a window by map point and category, and sums over circles.

The tally of each window in use is written with the release; where another version of the method wrote it, it is made
again from the records. Counts are exact either way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.errors import LayerUnavailable
from geodata.grid import GridIndex
from geodata.release import Release
from geodata.store import CrimeLayer, Store
from placement_check.crime import WindowTables, counting_force, window_tables
from placement_check.method import Method

if TYPE_CHECKING:
    from numpy.typing import NDArray

POINTS = 65_536  # map points whose records are in memory at once


def window_tally(crime: CrimeLayer, tables: WindowTables) -> NDArray[Any]:
    """Return records of covered force-months by (map point, category), whole numbers.

    A record counts where its map point lies on the land of a covered force, or within 100 m of one, in a month which
    that force covers (S-9, S-10 in 9.11).
    """
    size, width = crime.index.x.size, len(crime.categories)
    parts = [
        _tallied(crime, tables, np.arange(first, min(first + POINTS, size)))
        for first in range(0, size, POINTS)
    ]
    whole = np.concatenate([np.zeros((0, width), dtype=np.int64), *parts])
    return whole.astype(np.uint16 if whole.max(initial=0) < 65_536 else np.uint32)


def _tallied(crime: CrimeLayer, tables: WindowTables, points: NDArray[np.int64]) -> NDArray[np.int64]:
    start = crime.row_start[points[0] : points[-1] + 2].astype(np.int64)
    rows = slice(int(start[0]), int(start[-1]))
    owner = np.repeat(np.arange(points.size), np.diff(start))
    months = tables.covered.shape[1]
    column = crime.row_month[rows].astype(np.int64) - (tables.end - months + 1)
    force = counting_force(crime, tables, points)[owner]
    keep = (column >= 0) & (column < months) & (force >= 0)
    keep[keep] = tables.covered[force[keep], column[keep]]
    width = len(crime.categories)
    key = owner[keep] * width + crime.row_category[rows][keep]
    counts = np.bincount(key, crime.row_n[rows][keep], points.size * width)
    return counts.astype(np.int64).reshape(points.size, width)


def tally_of(store: Store, tables: WindowTables, method: Method) -> NDArray[Any]:
    """Return the tally of a window, from the release where the same method wrote it."""
    release, name = store.release, _named(tables.end)
    if release.lock.get("tally") == method.digest:
        try:
            return release.array(name)
        except LayerUnavailable:  # the records it was made from may still be readable
            pass
    return store.remember(f"{name} {method.digest}", lambda: window_tally(store.crime(), tables))


def compute(release: Release, method: Method) -> dict[str, NDArray[Any]]:
    """Return the tallies to add to a release, one for each month on which the window of some force ends."""
    if release.layers["crime"]["status"] != "built":
        return {}
    crime = Store.of(release).crime()
    ends = sorted({int(end) for end in crime.window_end if end >= 0})
    return {_named(end): window_tally(crime, window_tables(crime, end, method)) for end in ends}


def _named(end: int) -> str:
    return f"tally.{end:04d}"


def counts_within(
    index: GridIndex, tally: NDArray[Any], x: int, y: int, radii_m: Sequence[float]
) -> NDArray[np.int64]:
    """Return records by (radius, category) of map points with distance <= each radius of a point in millimetres.

    Plain counts are honest at no smaller radius than S-22 allows; the caller sees to that.
    """
    squared = np.array([round(r * 1000) ** 2 for r in radii_m], dtype=np.int64)
    runs = index.runs(x, y, round(max(radii_m) * 1000))
    if not runs:
        return np.zeros((len(radii_m), tally.shape[1]), dtype=np.int64)
    dx = np.concatenate([index.x[run] for run in runs]).astype(np.int64)
    dy = np.concatenate([index.y[run] for run in runs]).astype(np.int64)
    dx -= x
    dy -= y
    inside = dx * dx + dy * dy <= squared[:, None]
    # Exact in any order of adding: whole numbers below 2^53.
    sums = inside.astype(np.float64) @ np.concatenate([tally[run] for run in runs]).astype(np.float64)
    return np.asarray(sums.astype(np.int64))
