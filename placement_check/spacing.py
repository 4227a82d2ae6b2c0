"""How coarse the publisher's map points are here, and which bandwidth is honest (method S-22, S-22a)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from geodata.store import People
from placement_check.method import CrimeMethod

if TYPE_CHECKING:
    from numpy.typing import NDArray

FARTHEST_M = 96_000.0


def mean_spacing(
    people: People,
    nearest: NDArray[np.float64],
    x: NDArray[np.int64],
    y: NDArray[np.int64],
    method: CrimeMethod,
) -> NDArray[np.float64]:
    """Return d_nn in metres for each place.

    It is the mean, over unit postcodes within 3 km, of the distance from the postcode to the nearest map point in use.
    Fewer than 20 postcodes: the nearest 20. NaN where no covered postcode lies within 96 km.

    Parameters
    ----------
    nearest
        For each postcode, the distance to the nearest active map point; NaN where its own force is not covered, for
        there it would measure the missing file and not the grid.
    """
    out = np.full(x.size, np.nan)
    for p in range(x.size):
        out[p] = _one(people, nearest, x[p : p + 1], y[p : p + 1], method)
    return out


def _one(
    people: People,
    nearest: NDArray[np.float64],
    x: NDArray[np.int64],
    y: NDArray[np.int64],
    method: CrimeMethod,
) -> float:
    radius = method.spacing_search_m
    while radius <= FARTHEST_M:
        near = people.index.within(x, y, radius)
        values = nearest[near.index]
        known = np.isfinite(values)
        values, d2 = values[known], near.d2[known]
        if values.size >= method.spacing_min_postcodes:
            if radius > method.spacing_search_m:
                values = values[np.argsort(d2, kind="stable")[: method.spacing_min_postcodes]]
            return float(values.mean())
        radius *= 2
    return math.nan


def least_bandwidth(spacing_m: float, method: CrimeMethod) -> float:
    """Return h_min, the smallest step >= 6 sqrt(3) d_nn in metres; NaN if none is honest (S-22a)."""
    if math.isnan(spacing_m):
        return math.nan
    needed = method.kernel_spacing * spacing_m
    return next((step for step in method.steps_m if step >= needed), math.nan)


def smallest_bandwidth(spacing_m: float, method: CrimeMethod) -> float:
    """Return the central h: the larger of 1,600 m and h_min; NaN if none (S-22a)."""
    least = least_bandwidth(spacing_m, method)
    return least if math.isnan(least) else max(method.h_m, least)


def smallest_circle(spacing_m: float, method: CrimeMethod) -> float:
    """Return the smallest radius at which a plain count is honest, in metres (S-22)."""
    return max(method.minimum_m, method.circle_spacing * spacing_m)
