"""From coordinates and postcodes as written to metres of the grid, every row accounted for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geodata.build import screening
from geodata.build.harvest import Context, Harvest, SourceFile
from geodata.crs import GRID_EAST_M, GRID_NORTH_M, to_grid
from geodata.types import Rejection

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Text = pd.Series[Any]

# No land lies within a kilometre of the grid's false origin, where files put what they could not place.
BRITAIN = (1_000, 1_000, GRID_EAST_M, GRID_NORTH_M)
BAD_COORDINATES = "its coordinates are unreadable or outside Great Britain, and no postcode places it."


@dataclass(frozen=True, slots=True)
class Position:
    """Where rows lie: metres of EPSG:27700, NaN where unknown; ``wrong`` where what is given is unusable."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    wrong: NDArray[np.bool_]

    def or_else(self, other: Position) -> Position:
        """Return these positions, with the other's where these are unknown."""
        lost = np.isnan(self.x)
        x, y = np.where(lost, other.x, self.x), np.where(lost, other.y, self.y)
        return Position(x, y, (self.wrong | other.wrong) & np.isnan(x))

    def or_postcode(self, postcodes: Text, context: Context) -> Position:
        """Return these positions, with the postcode's where these are unknown."""
        if context.postcodes is None:
            return self
        x, y = context.postcodes.locate(postcodes)
        return self.or_else(Position(x, y, np.zeros(x.size, dtype=bool)))


def on_grid(easting: Text, northing: Text) -> Position:
    """Return positions from eastings and northings written in metres; zero is never a position."""
    return _checked(_numbers(easting), _numbers(northing), _given(easting, northing))


def in_degrees(longitude: Text, latitude: Text) -> Position:
    """Return positions from WGS84 degrees, through OSTN15."""
    x, y = to_grid(longitude=_numbers(longitude), latitude=_numbers(latitude))
    return _checked(x, y, _given(longitude, latitude))


def nowhere(size: int) -> Position:
    """Return positions for rows of a file that has no coordinates."""
    return Position(np.full(size, np.nan), np.full(size, np.nan), np.zeros(size, dtype=bool))


class Sieve:
    """The rules a file's rows must pass; the first rule that refuses a row is the one recorded."""

    def __init__(self, file: SourceFile, rows: pd.Series[int]) -> None:
        self.file = file
        self.rows = rows.to_numpy(dtype=np.int64)
        self.kept = np.ones(self.rows.size, dtype=bool)
        self._refused: list[Rejection] = []

    def refuse(
        self, where: Sequence[bool] | NDArray[np.bool_] | pd.Series[bool], rule: str, text: str
    ) -> None:
        """Refuse the rows marked, unless a former rule already has; ``text`` must name nobody."""
        hit = np.asarray(where, dtype=bool) & self.kept
        self._refused += [
            Rejection(file=self.file.name, row=int(row), rule=rule, text=text) for row in self.rows[hit]
        ]
        self.kept &= ~hit

    def refuse_revealing(self, *columns: Text) -> None:
        """Refuse rows in which any of the texts would give away a home, refuge or shelter (method S-24)."""
        hit = np.zeros(self.rows.size, dtype=bool)
        for column in columns:
            hit |= np.fromiter((screening.reveals(text) for text in column), dtype=bool, count=self.rows.size)
        self.refuse(hit, screening.RULE, screening.TEXT)

    def harvest(
        self,
        classes: Text,
        names: Text,
        position: Position,
        *,
        vintage: str = "",
        coverage: tuple[str, ...] = (),
    ) -> Harvest:
        """Return the rows that passed, after refusing those whose coordinates are wrong."""
        self.refuse(position.wrong, "bad_coordinates", BAD_COORDINATES)
        frame = pd.DataFrame(
            {
                "row": self.rows,
                "class": classes.to_numpy(dtype=object),
                "name": names.to_numpy(dtype=object),
                "x": position.x,
                "y": position.y,
            }
        )
        return Harvest(
            rows_in=int(self.rows.size),
            frame=frame.loc[self.kept].reset_index(drop=True),
            rejections=tuple(sorted(self._refused, key=lambda refused: refused.row)),
            vintage=vintage,
            coverage=coverage,
        )


def _numbers(column: Text) -> NDArray[np.float64]:
    return np.asarray(pd.to_numeric(column.astype("object"), errors="coerce"), dtype=np.float64)


def _given(first: Text, second: Text) -> NDArray[np.bool_]:
    return np.asarray((first.astype("object") != "") | (second.astype("object") != ""), dtype=bool)


def _checked(x: NDArray[np.float64], y: NDArray[np.float64], given: NDArray[np.bool_]) -> Position:
    west, south, east, north = BRITAIN
    with np.errstate(invalid="ignore"):
        good = (x > west) & (x <= east) & (y > south) & (y <= north)
    return Position(np.where(good, x, np.nan), np.where(good, y, np.nan), given & ~good)
