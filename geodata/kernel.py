"""The quartic kernel and the 25 m lattice on which its mass is shared out (method S-14 and section 1.3)."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LATTICE_M = 25
LATTICE_MM = LATTICE_M * 1000


def quartic(distance_m: NDArray[np.float64], h_m: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Return K(d; h) = (1 - (d/h)^2)^2 for d < h, else 0 (method S-14)."""
    return np.asarray(np.where(distance_m < h_m, (1.0 - (distance_m / h_m) ** 2) ** 2, 0.0))


def full_mass_km2(h_m: float) -> float:
    """Return the kernel's mass over a full disc, pi h^2 / 3, in square kilometres (method S-14)."""
    return math.pi * (h_m / 1000.0) ** 2 / 3.0


@lru_cache(maxsize=64)
def lattice(h_m: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the lattice round a 100 m square's centre: offsets in millimetres, and the kernel weight of each cell.

    Offsets are of cell centres (..., -37.5 m, -12.5 m, 12.5 m, ...), the same on both axes; rows are northings.
    """
    half = math.ceil(h_m / LATTICE_M) + 1
    offsets = (2 * np.arange(-half, half, dtype=np.int64) + 1) * (LATTICE_MM // 2)
    metres = offsets / 1000.0
    distance = np.sqrt(metres[:, None] ** 2 + metres[None, :] ** 2)
    return offsets, quartic(distance, h_m)
