"""Percentiles against a reference: by mid-rank (S-21), and by interpolation in stored quantile tables (S-31a).

A table has its values at equal steps of probability, the first the lowest value and the last the highest. Read back by
linear interpolation, with the middle of a flat stretch for a value that is tied, it differs from the mid-rank
percentile by no more than one step (0.1 points for 1,001 points), whatever the values and their ties.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def mid_rank(reference_sorted: NDArray[np.float64], x: ArrayLike) -> NDArray[np.float64]:
    """Return 100 (#{r < x} + 0.5 #{r = x}) / N (S-21); NaN for a missing value or an empty reference.

    Raises
    ------
    ValueError
        If the reference holds missing values, which would count as high ones.
    """
    n = reference_sorted.size
    at = np.asarray(x, dtype=np.float64)
    if n == 0:
        return np.full(at.shape, np.nan)
    if np.isnan(reference_sorted[-1]):
        raise ValueError("a reference holds missing values: leave those places out of it before ranking")
    below = np.searchsorted(reference_sorted, at, side="left")
    not_above = np.searchsorted(reference_sorted, at, side="right")
    return np.asarray(np.where(np.isnan(at), np.nan, 50.0 * (below + not_above) / n))


def quantile_table(values: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Return ``size`` quantiles at equal steps, the steps of the distribution itself; all NaN where nothing is held.

    Missing values (NaN) are left out. No value is made up between two that were seen: an interpolated quantile
    would not give tied values their share of the table.
    """
    held = np.sort(values[~np.isnan(values)])
    if held.size == 0:
        return np.full(size, np.nan)
    at = np.arange(size, dtype=np.int64) * held.size // (size - 1)
    return np.asarray(held[np.minimum(at, held.size - 1)])


def percentile_of(values: NDArray[np.float64], percent: float) -> float:
    """Return the value below which a percentage of the values lie, linear between two of them.

    What ``numpy.percentile`` returns, which would load half of its library to do it.
    """
    ordered = np.sort(values, axis=None)
    at, between = divmod(percent / 100.0 * (ordered.size - 1), 1.0)
    low, high = float(ordered[int(at)]), float(ordered[min(int(at) + 1, ordered.size - 1)])
    step = high - low
    return low + step * between if between < 0.5 else high - step * (1.0 - between)


def percentile_in(table: NDArray[np.float64], x: ArrayLike) -> NDArray[np.float64]:
    """Return the percentile of each value by linear interpolation in a quantile table.

    Below the table 0, above it 100, on a flat stretch its middle; NaN for a missing value or an empty table.
    """
    return percentile_in_each(table, (), np.asarray(x, dtype=np.float64))


def percentile_in_each(
    tables: NDArray[np.float64], which: tuple[NDArray[np.int64] | int, ...], x: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return percentiles as ``percentile_in``, each value in a table of its own.

    ``tables`` is (..., size) and ``which`` the numbers of its leading axes for each x, broadcast to its shape. The
    tables are read where they lie: of 500 in a release a place touches a few values each.
    """
    size, flat = tables.shape[-1], tables.reshape(-1)
    rows: NDArray[np.int64] | int = 0
    for number, many in zip(which, tables.shape[:-1], strict=True):
        rows = rows * many + number
    start = np.broadcast_to(rows * size, x.shape)
    below = _count(flat, start, size, x, np.less)
    not_above = below.copy()
    tied = flat[start + np.minimum(below, size - 1)] == x
    not_above[tied] = _count(flat, start[tied], size, x[tied], np.less_equal)
    low = flat[start + np.maximum(below - 1, 0)]
    step = flat[start + np.minimum(below, size - 1)] - low
    between = below - 1 + np.divide(x - low, step, out=np.zeros(x.shape), where=step > 0)
    place = np.where(not_above > below, (below + not_above - 1) / 2.0, between)
    place = np.where(below == size, size - 1, np.where(not_above == 0, 0.0, place))
    return np.asarray(np.where(np.isnan(x) | np.isnan(flat[start]), np.nan, 100.0 * place / (size - 1)))


def _count(
    flat: NDArray[np.float64], start: NDArray[np.int64], size: int, x: NDArray[np.float64], passes: np.ufunc
) -> NDArray[np.int64]:
    """Return how many values of its table pass (lie below x, or not above it), by halving for all at once.

    Offsetting the tables so that one search serves them all would round the values, and lose the ties.
    """
    count = np.zeros(x.shape, dtype=np.int64)
    step = 1 << (size.bit_length() - 1)
    while step:
        further = count + step
        value = flat[start + np.minimum(further, size) - 1]
        count += step * ((further <= size) & passes(value, x))
        step >>= 1
    return count
