"""A red line: the boundary of a site, read from a GeoJSON or WKT file into whole millimetres of the grid.

Nothing is repaired: a file is either read as it stands or refused with its fault (``geodata.boundary`` says which
shapes are sound).
"""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata import crs
from geodata.boundary import Boundary, boundary_of, fault
from geodata.errors import LocationNotFound
from geodata.place_text import shown
from geodata.types import MM

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    Mm = NDArray[np.int64]
    Coordinates = NDArray[np.float64]

BYTES_LIMIT = 5_000_000
CORNER_LIMIT = 5_000
RING_LIMIT = 50

_NUMBER = r"[+-]?(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})(?:[eE][+-]?\d{1,3})?"
_WKT = re.compile(
    r"(?:SRID\s*=\s*(\d+)\s*;)?\s*(MULTIPOLYGON|POLYGON)\s*(?:ZM|Z|M)?\s*(\(.*\))\s*;?",
    re.IGNORECASE | re.DOTALL | re.ASCII,
)
_WKT_OTHER = re.compile(
    r"(?:SRID\s*=\s*\d+\s*;\s*)?(?:(?!(?:MULTI)?POLYGON)[A-Z]+\s*(?:ZM|Z|M)?\s*\(|[A-Z]+\s*(?:ZM|Z|M)?\s*EMPTY)",
    re.IGNORECASE | re.ASCII,
)
_WKT_POSITION = re.compile(rf"{_NUMBER}(?:\s+{_NUMBER}){{1,3}}", re.ASCII)


def read(path: Path) -> Boundary:
    """Return the boundary that a .geojson, .json, .wkt or .txt file holds.

    Raises
    ------
    LocationNotFound
        If the file cannot be read or does not hold one sound boundary.
    """
    name = shown(path.name)
    try:
        if not path.is_file():
            what = "is a directory, not a file" if path.is_dir() else "does not exist"
            raise LocationNotFound(
                f"The boundary file '{name}' {what}. Check the path, or give a postcode instead."
            )
        with path.open("rb") as stream:
            raw = stream.read(BYTES_LIMIT + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not a file name"
        raise LocationNotFound(
            f"The boundary file '{name}' cannot be read ({reason}). Check its path and its permissions."
        ) from error
    if len(raw) > BYTES_LIMIT:
        raise fault(name, f"is larger than {BYTES_LIMIT // 10**6} MB, too large for a site", "Simplify it.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise fault(name, "is not text in UTF-8", "Save it as GeoJSON or WKT in UTF-8.") from error
    return parse(text, name)


def parse(text: str, name: str) -> Boundary:
    """Return the boundary that GeoJSON or WKT text holds; ``name`` is what errors call it.

    Coordinates are longitude and latitude (CRS84) unless the text names EPSG:27700 or all are above 1000.

    Raises
    ------
    LocationNotFound
        If the text is neither, holds no polygon, or the polygon is not one sound boundary.
    """
    name, text = shown(name), text.strip()
    if text.startswith("{"):
        declared, polygons, notes = _geojson(text, name)
    else:
        declared, polygons, notes = _wkt(text, name)
    if not polygons:
        raise fault(name, "holds no polygon", "A red line is a Polygon or MultiPolygon, not points.")
    raw = [[_positions(ring, name) for ring in _listed(polygon, name)] for polygon in polygons]
    rings = [ring for polygon in raw for ring in polygon]
    if sum(map(len, rings)) > CORNER_LIMIT or len(rings) > RING_LIMIT:
        raise fault(
            name,
            f"has more than {CORNER_LIMIT} corners or {RING_LIMIT} rings, the most that are checked",
            "Give the boundary of one site; if it is one, simplify it.",
        )
    to_mm = _frame(np.concatenate(rings), declared, name)
    return boundary_of([[_ring(to_mm(ring), name) for ring in polygon] for polygon in raw], notes, name)


def _geojson(text: str, name: str) -> tuple[str, list[Any], tuple[str, ...]]:
    try:
        document = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise fault(name, "is not valid JSON", "Export it again as GeoJSON.") from error
    geometries = _geometries(document)
    polygons: list[Any] = []
    for geometry in geometries:
        coordinates = geometry.get("coordinates")
        if geometry.get("type") == "Polygon":
            polygons.append(coordinates)
        elif geometry.get("type") == "MultiPolygon":
            polygons += _listed(coordinates, name)
    others = sum(g.get("type") not in ("Polygon", "MultiPolygon") for g in geometries)
    notes = (f"Shapes in the file that are not polygons were left out: {others}.",) if others else ()
    member = document.get("crs")
    return "" if member is None else json.dumps(member), polygons, notes


def _no_constant(constant: str) -> float:
    raise ValueError(f"{constant} is not a JSON number")


def _geometries(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the geometries of a document, feature or collection, in the order of the file."""
    found: list[dict[str, Any]] = []
    waiting: list[Any] = [document]
    while waiting:
        item = waiting.pop()
        if not isinstance(item, dict):
            continue
        members = item.get("features") or item.get("geometries")
        if isinstance(members, list):
            waiting += reversed(members)
        elif "geometry" in item:
            waiting.append(item["geometry"])
        elif "coordinates" in item:
            found.append(item)
    return found


def _wkt(text: str, name: str) -> tuple[str, list[Any], tuple[str, ...]]:
    found = _WKT.fullmatch(text)
    if found is None:
        if _WKT_OTHER.match(text):
            return "", [], ()
        raise fault(name, "is neither GeoJSON nor WKT", "WKT is written POLYGON ((x y, x y, ...)).")
    listed = _WKT_POSITION.sub(_as_json, found[3]).replace("(", "[").replace(")", "]")
    try:
        coordinates = json.loads(listed)
    except (ValueError, RecursionError) as error:
        raise fault(name, "is not valid WKT", "Write it as POLYGON ((x y, x y, ...)).") from error
    declared = "" if found[1] is None else f"EPSG:{found[1]}"
    return declared, coordinates if found[2].upper() == "MULTIPOLYGON" else [coordinates], ()


def _as_json(position: re.Match[str]) -> str:
    values = [float(v) for v in position.group().split()]
    return json.dumps(values if all(map(math.isfinite, values)) else [])


def _listed(value: object, name: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise fault(name, "holds an empty or broken polygon")
    return value


def _positions(ring: object, name: str) -> Coordinates:
    """Return a ring's corners as rows of x, y; heights are dropped."""
    rows = []
    for position in _listed(ring, name):
        pair = position[:2] if isinstance(position, list) else []
        if len(pair) != 2 or any(isinstance(v, bool) or not isinstance(v, int | float) for v in pair):
            raise fault(name, "has a corner that is not a pair of numbers")
        if any(abs(v) > 1e9 for v in pair):
            raise fault(name, "has a corner with an impossible coordinate")
        rows.append([float(v) for v in pair])
    if rows[0] != rows[-1]:
        raise fault(name, "has a ring that is not closed: its first and last corners differ")
    return np.array(rows, dtype=np.float64)


def _frame(xy: Coordinates, declared: str, name: str) -> Callable[[Coordinates], Mm]:
    """Return the function that takes the file's coordinates to millimetres, from its CRS and their size."""
    found = re.search(r"CRS84|\d{4,6}", declared)
    code = found.group() if found else ""
    largest = float(np.abs(xy).max())
    if code in {"3857", "900913"} or largest > crs.GRID_NORTH_M:
        what = "is in Web Mercator (EPSG:3857) or another system that is not read"
    elif code not in {"", "CRS84", "4326", "4258", "27700"}:
        what = f"is in EPSG:{code}, which is not read"
    elif bool((xy > 1000).all()):
        return _grid_mm
    elif code == "27700":
        if largest > 180:
            return _grid_mm
        what = "says EPSG:27700 but holds degrees"
    elif largest > 180:
        what = "has coordinates that are neither all degrees nor all metres of the national grid"
    elif _latitude_first(xy):
        what = "has latitude first, where GeoJSON and WKT have longitude first"
    else:
        return _degrees_mm
    raise fault(
        name,
        what,
        "Save it in longitude and latitude (EPSG:4326) or in the British National Grid (EPSG:27700).",
    )


def _latitude_first(xy: Coordinates) -> bool:
    """Return whether the coordinates lie in Great Britain only when each pair is swapped."""
    low, high = xy.min(axis=0), xy.max(axis=0)
    return bool(low[0] >= 49 and high[0] <= 61 and low[1] >= -9 and high[1] <= 2)


def _grid_mm(xy: Coordinates) -> Mm:
    return np.rint(xy * float(MM)).astype(np.int64)


def _degrees_mm(xy: Coordinates) -> Mm:
    easting, northing = crs.to_grid(longitude=xy[:, 0], latitude=xy[:, 1])
    if bool(np.isnan(easting).any() or np.isnan(northing).any()):
        raise LocationNotFound(
            "The boundary has corners outside Great Britain. Check the coordinates, their order (longitude "
            "first) and their signs."
        )
    return _grid_mm(np.stack([easting, northing], axis=1))


def _ring(mm: Mm, name: str) -> Mm:
    """Return the closed ring without corners repeated in a row."""
    ring: Mm = mm[np.append(True, (mm[1:] != mm[:-1]).any(axis=1))]
    if len(np.unique(ring, axis=0)) < 3:
        raise fault(name, "has a ring with fewer than three different corners")
    return ring
