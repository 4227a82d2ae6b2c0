"""The ground of the imaginary country: a lattice with crooked corners, so that areas tile to the last digit.

Every area is a block of lattice cells. Two areas that touch share their corners, which are moved and turned into
degrees once, so no sliver and no gap can lie between them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from geodata.build.sample.chance import stream
from geodata.build.sample.country import ORIGIN
from geodata.crs import to_degrees

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

CELL_M: Final = 250
COLUMNS, ROWS = 100, 80
CROOKED_M: Final = 70
DIGITS: Final = 7
Block: TypeAlias = tuple[int, int, int, int]
Ring: TypeAlias = list[list[float]]


@dataclass(frozen=True, slots=True)
class Land:
    """Corners of the lattice, in degrees: longitude and latitude by (column, row)."""

    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]

    def ring(self, block: Block) -> Ring:
        """Return the closed outline of a block of cells, anticlockwise, in degrees."""
        west, south, east, north = block
        around = [(i, south) for i in range(west, east)]
        around += [(east, j) for j in range(south, north)]
        around += [(i, north) for i in range(east, west, -1)]
        around += [(west, j) for j in range(north, south, -1)]
        return [[float(self.longitude[c]), float(self.latitude[c])] for c in (*around, around[0])]


def drawn() -> Land:
    """Return the land: the same every time."""
    moved = stream("corners").uniform(-CROOKED_M, CROOKED_M, (2, COLUMNS + 1, ROWS + 1))
    column, row = np.meshgrid(np.arange(COLUMNS + 1), np.arange(ROWS + 1), indexing="ij")
    east, north = ORIGIN[0] + CELL_M * column + moved[0], ORIGIN[1] + CELL_M * row + moved[1]
    lon, lat = in_degrees(east.ravel(), north.ravel())
    return Land(lon.reshape(column.shape), lat.reshape(column.shape))


def in_degrees(easting: ArrayLike, northing: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return longitudes and latitudes rounded to about a centimetre."""
    lon, lat = to_degrees(easting=np.asarray(easting, float), northing=np.asarray(northing, float))
    return lon.round(DIGITS), lat.round(DIGITS)


def square(west: int, south: int, side: int) -> Ring:
    """Return the closed outline of a square given in metres of EPSG:27700, in degrees."""
    corners = ((0, 0), (side, 0), (side, side), (0, side), (0, 0))
    lon, lat = in_degrees([west + dx for dx, _ in corners], [south + dy for _, dy in corners])
    return [[float(a), float(b)] for a, b in zip(lon, lat, strict=True)]


def block_of(box: tuple[int, int, int, int]) -> Block:
    """Return the cells of a box given in metres from the origin."""
    return box[0] // CELL_M, box[1] // CELL_M, box[2] // CELL_M, box[3] // CELL_M
