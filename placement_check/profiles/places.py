"""Places as every measure of a profile sees them, many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.errors import LayerUnavailable
from geodata.store import Store
from geodata.types import Location
from placement_check.profiles.holding import holding
from placement_check.profiles.land import Around, Land

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Floats = NDArray[np.float64]

MOSTLY = 0.98
SEEN_M = 1_600.0


@dataclass(frozen=True, slots=True)
class Places:
    """Positions in whole millimetres of EPSG:27700: the point itself and the centre of its 100 m square (S-1).

    ``uncertainty`` is in metres; ``district`` numbers the ground's districts (-1: none holds the point), ``lsoa`` is
    the small area's code, "" where none is held. ``around`` is the land round the squares' centres.
    """

    exact_x: Whole
    exact_y: Whole
    x: Whole
    y: Whole
    uncertainty: Floats
    district: Whole
    lsoa: NDArray[Any]
    around: Around
    mostly_land: NDArray[np.bool_]

    @property
    def size(self) -> int:
        """How many places there are."""
        return int(self.x.size)


def placed(store: Store, land: Land, locations: Sequence[Location]) -> Places:
    """Return places at locations without a red line."""
    exact = np.array([one.point.millimetres() for one in locations], dtype=np.int64).reshape(-1, 2)
    square = np.array([one.point.snapped().millimetres() for one in locations], dtype=np.int64).reshape(-1, 2)
    x, y = exact.T
    district = holding(land.ground.districts, x, y)
    for p in np.flatnonzero(district < 0).tolist():
        shore = land.ground.district(int(x[p]), int(y[p]))
        district[p] = -1 if shore is None else shore
    around = _around(land, square)
    return Places(
        x, y, square[:, 0], square[:, 1], np.array([one.uncertainty_m for one in locations]), district,
        _lsoas(store, x, y), around, _mostly_land(around),
    )  # fmt: skip


def _around(land: Land, square: Whole) -> Around:
    """Return the land round squares, each looked at once."""
    own, where = np.unique(square, axis=0, return_inverse=True)
    at = where.ravel()
    found = land.around(own[:, 0].copy(), own[:, 1].copy())
    return Around(land, *(getattr(found, n)[at] for n in ("x", "y", "inside", "edge", "beyond")))


def _mostly_land(around: Around) -> NDArray[np.bool_]:
    return np.array([disc.land >= MOSTLY for disc in around.discs(SEEN_M)], dtype=bool)


def _lsoas(store: Store, x: Whole, y: Whole) -> NDArray[Any]:
    out = np.full(x.size, "", dtype=object)
    try:
        areas = store.areas("lsoas")
    except LayerUnavailable:
        return out
    found = holding(areas, x, y)
    for area in np.unique(found[found >= 0]).tolist():
        out[found == area] = areas.code(area)
    return out
