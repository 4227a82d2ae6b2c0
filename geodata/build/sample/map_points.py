"""The publisher's map points: a few hundred places to which every record is moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from geodata.build.sample.chance import stream
from geodata.build.sample.land import in_degrees
from geodata.build.sample.settlement import Settlement

if TYPE_CHECKING:
    from numpy.typing import NDArray

STREET_M: Final = 220
MOVED_M: Final = 35
# Of the places with a single postcode, this share has a map point; records there lie on the nearest.
LONELY: Final = 0.5


@dataclass(frozen=True, slots=True)
class MapPoints:
    """Map points of a force: metres, degrees as published, neighbourhood, centrality and share of records."""

    x: NDArray[np.int64]
    y: NDArray[np.int64]
    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]
    area: NDArray[np.int64]
    town: NDArray[np.float64]
    weight: NDArray[np.float64]

    def where(self, settlement: Settlement, point: int) -> list[str]:
        """Return the five columns of a street file that say where a record lies."""
        area = settlement.areas[self.area[point]]
        lon, lat = f"{self.longitude[point]:.6f}", f"{self.latitude[point]:.6f}"
        return [lon, lat, f"On or near Fictional Street {point + 1}", area.code, area.name]


def map_points(settlement: Settlement, councils: Sequence[int], purpose: str) -> MapPoints:
    """Return the map points of some councils: one for each few streets that have postcodes.

    Another ``purpose`` gives another set of points for the same streets, as when the publisher draws them anew.
    """
    chance = stream(f"map points {purpose}")
    mine = np.flatnonzero(np.isin(settlement.council, list(councils)))
    x, y = settlement.x[mine], settlement.y[mine]
    shift = chance.integers(0, STREET_M, 2)
    street = (y + shift[1]) // STREET_M * 10_000 + (x + shift[0]) // STREET_M
    _, inverse, held = np.unique(street, return_inverse=True, return_counts=True)
    kept = (held > 1) | (chance.random(held.size) < LONELY)
    east = np.bincount(inverse, x) / held + chance.normal(0, MOVED_M, held.size)
    north = np.bincount(inverse, y) / held + chance.normal(0, MOVED_M, held.size)
    town = np.bincount(inverse, settlement.town[mine]) / held
    px, py = np.rint(east).astype(np.int64), np.rint(north).astype(np.int64)
    area = settlement.area_at(px, py)
    kept &= area >= 0
    weight = held * (1 + 4 * town**2) * chance.gamma(1.2, 1.0, held.size)
    lon, lat = in_degrees(px[kept], py[kept])
    return MapPoints(
        px[kept],
        py[kept],
        lon.round(6),
        lat.round(6),
        area[kept],
        town[kept],
        weight[kept] / weight[kept].sum(),
    )
