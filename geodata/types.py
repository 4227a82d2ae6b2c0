"""The nouns: positions that cannot be swapped, places, layers and where facts come from."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

LayerId = NewType("LayerId", str)
Metres = NewType("Metres", float)

SQUARE_M = 100
MM = 1000


class LayerClass(StrEnum):
    """Who may read a layer, and through which door (method section 5.2)."""

    OPEN = "open"
    RESTRICTED_COUNT = "restricted_count"
    CONFIDENTIAL_LOCATION = "confidential_location"
    INTELLIGENCE = "intelligence"


class LocationKind(StrEnum):
    """How a place was named."""

    POSTCODE = "postcode"
    ADDRESS = "address"
    GRID_REFERENCE = "grid_reference"
    EASTING_NORTHING = "easting_northing"
    LATITUDE_LONGITUDE = "latitude_longitude"
    UPRN = "uprn"
    BOUNDARY = "boundary"


@dataclass(frozen=True, slots=True, kw_only=True)
class GridPoint:
    """A point of the British National Grid (EPSG:27700), in metres.

    Keyword-only, so easting and northing cannot be swapped; it has no index and does not unpack.
    """

    easting: float
    northing: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.easting) and math.isfinite(self.northing)):
            raise ValueError("a grid point needs finite coordinates")

    def snapped(self) -> GridPoint:
        """Return the centre of the 100 m square that holds this point (method S-1)."""
        return GridPoint(
            easting=SQUARE_M * math.floor(self.easting / SQUARE_M) + SQUARE_M / 2,
            northing=SQUARE_M * math.floor(self.northing / SQUARE_M) + SQUARE_M / 2,
        )

    def millimetres(self) -> tuple[int, int]:
        """Return whole millimetres, easting first: the store's integer frame."""
        return round(self.easting * MM), round(self.northing * MM)


@dataclass(frozen=True, slots=True, kw_only=True)
class LonLat:
    """A WGS84 position (EPSG:4326), in degrees; keyword-only for the same reason."""

    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A red line: closed rings in whole millimetres of the grid, holes included (even-odd rule)."""

    rings: tuple[tuple[tuple[int, int], ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where a home is or would be.

    ``uncertainty_m`` is how far, in metres, the true site may lie from ``point``.
    """

    input: str
    matched: str
    kind: LocationKind
    point: GridPoint
    position: LonLat
    uncertainty_m: float
    notes: tuple[str, ...] = ()
    outline: Outline | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a number comes from: the W3C PROV entity behind a finding."""

    layer: str
    title: str
    publisher: str
    url: str
    licence: str
    attribution: str
    vintage: str
    sha256: str
    format_verified: bool
    coverage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An area of an official geography, by code and name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """One source row that was not kept, and the rule that refused it."""

    file: str
    row: int
    rule: str
    text: str = field(default="")
