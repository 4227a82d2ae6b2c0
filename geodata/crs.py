"""The two doors between WGS84 and the British National Grid, both through OSTN15.

Indoors everything is metres of EPSG:27700. Nothing else in the project imports the transformation library, and
nothing falls back to a seven-parameter shift, which is wrong by two metres without saying so.
"""

from __future__ import annotations

import math
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.errors import CoordinatesOutside
from geodata.types import GridPoint, LonLat

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

# Where the British National Grid ends, in metres: OSTN15 reaches 700 km east and 1,250 km north of the false origin,
# and a position that cannot be transformed is none. The lettered squares go on to 1,300 km, over empty sea.
GRID_EAST_M, GRID_NORTH_M = 700_000, 1_250_000
# Great Britain and its islands, in degrees: where a refusal of the library is worth a second look.
WEST, EAST, SOUTH, NORTH = -9.0, 2.2, 49.7, 61.0


@cache
def _ostn15() -> Any:  # noqa: ANN401 - a compiled module
    """Return the transformation library's compiled module, without running its package's own first lines.

    These only look up their version number, among the papers of every package installed: a seventh of a cold check.
    """
    home = PathFinder.find_spec("convertbng")
    places = None if home is None else home.submodule_search_locations
    found = None if places is None else PathFinder.find_spec("convertbng.cutil", list(places))
    if found is None or found.loader is None:
        raise ModuleNotFoundError(
            "convertbng.cutil, which transforms coordinates, is not installed", name="convertbng"
        )
    module = module_from_spec(found)
    found.loader.exec_module(module)
    return module


def to_grid(*, longitude: ArrayLike, latitude: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return eastings and northings in metres, rounded to the millimetre; NaN where the grid does not reach."""
    lon = np.atleast_1d(np.asarray(longitude, dtype=np.float64))
    lat = np.atleast_1d(np.asarray(latitude, dtype=np.float64))
    if lon.size == 0:
        return np.empty(0), np.empty(0)
    easting, northing = (np.array(axis, dtype=np.float64) for axis in _ostn15().convert_bng(lon, lat))
    lost = np.isnan(easting) & (lon > WEST) & (lon < EAST) & (lat > SOUTH) & (lat < NORTH)
    if lost.any():
        easting[lost], northing[lost] = _by_inverse(lon[lost], lat[lost])
    return easting, northing


def _by_inverse(
    lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return grid positions found by running the inverse transformation until it lands on the position.

    The library refuses latitudes below 49.96, and with them half of the Isles of Scilly, though its OSTN15 table and
    its inverse reach further. Each round leaves a few hundredths of the error, so ten reach the millimetre.
    """
    across, up = 111_320.0 * np.cos(np.radians(lat)), 111_200.0
    easting, northing = 400_000.0 + (lon + 2.0) * across, -100_000.0 + (lat - 49.0) * up
    for _ in range(12):
        easting, northing = np.clip(easting, 0.0, GRID_EAST_M), np.clip(northing, 0.0, GRID_NORTH_M)
        there_lon, there_lat = to_degrees(easting=easting, northing=northing)
        step_east, step_north = (lon - there_lon) * across, (lat - there_lat) * up
        easting, northing = easting + step_east, northing + step_north
    found = (np.abs(step_east) < 0.002) & (np.abs(step_north) < 0.002)
    return np.where(found, np.round(easting, 3), np.nan), np.where(found, np.round(northing, 3), np.nan)


def to_degrees(*, easting: ArrayLike, northing: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return longitudes and latitudes in degrees (WGS84); NaN where the grid does not reach."""
    east = np.atleast_1d(np.asarray(easting, dtype=np.float64))
    north = np.atleast_1d(np.asarray(northing, dtype=np.float64))
    if east.size == 0:
        return np.empty(0), np.empty(0)
    lon, lat = _ostn15().convert_lonlat(east, north)
    return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


def grid_point(position: LonLat) -> GridPoint:
    """Return the grid point of one WGS84 position.

    Raises
    ------
    CoordinatesOutside
        If the position lies outside the transformation's rectangle round Great Britain.
    """
    easting, northing = to_grid(longitude=[position.longitude], latitude=[position.latitude])
    if math.isnan(easting[0]) or math.isnan(northing[0]):
        raise CoordinatesOutside(
            f"Latitude {position.latitude}, longitude {position.longitude} is outside Great Britain, so it has no "
            "national grid position. Check the order (latitude first) and the signs."
        )
    return GridPoint(easting=float(easting[0]), northing=float(northing[0]))


def lon_lat(point: GridPoint) -> LonLat:
    """Return the WGS84 position of one grid point, rounded to seven decimals (about a centimetre).

    Raises
    ------
    CoordinatesOutside
        If the point lies outside the transformation's rectangle round Great Britain.
    """
    lon, lat = to_degrees(easting=[point.easting], northing=[point.northing])
    if math.isnan(lon[0]) or math.isnan(lat[0]):
        raise CoordinatesOutside(
            f"Easting {point.easting:.0f}, northing {point.northing:.0f} is outside the British National Grid. "
            f"Eastings run from 0 to {GRID_EAST_M} and northings from 0 to {GRID_NORTH_M} metres."
        )
    return LonLat(longitude=round(float(lon[0]), 7), latitude=round(float(lat[0]), 7))
