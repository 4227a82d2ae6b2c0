"""A red line: the boundary of a site, read from a GeoJSON or WKT file into whole millimetres of the grid.

A boundary that is wrong puts hazards on the wrong side of it, so nothing is repaired here: a file is either
read as it stands or refused with the place of its fault.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata import crs
from geodata.errors import LocationNotFound
from geodata.place_text import shown
from geodata.rings import contains, edge_distance
from geodata.types import MM, GridPoint, Outline

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    Mm = NDArray[np.int64]
    Coordinates = NDArray[np.float64]
    Edges = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]
    Line = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]

BYTES_LIMIT = 5_000_000
CORNER_LIMIT = 5_000
RING_LIMIT = 50
TOUCH_MM = 2.0
AREA_M2 = (10.0, 1_000_000.0)

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
_ADVICE = "Draw the boundary again as one closed line that does not cross itself, and save it anew."


@dataclass(frozen=True, slots=True)
class Boundary:
    """A site's outline, a point inside it, and its area in square metres.

    The point is the centroid where that lies inside (``centroid_inside``). ``corners`` counts every ring's.
    """

    outline: Outline
    point: GridPoint
    area_m2: float
    corners: int
    centroid_inside: bool
    notes: tuple[str, ...] = ()


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
        raise _fault(name, f"is larger than {BYTES_LIMIT // 10**6} MB, too large for a site", "Simplify it.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _fault(name, "is not text in UTF-8", "Save it as GeoJSON or WKT in UTF-8.") from error
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
        raise _fault(name, "holds no polygon", "A red line is a Polygon or MultiPolygon, not points.")
    raw = [[_positions(ring, name) for ring in _listed(polygon, name)] for polygon in polygons]
    rings = [ring for polygon in raw for ring in polygon]
    if sum(map(len, rings)) > CORNER_LIMIT or len(rings) > RING_LIMIT:
        raise _fault(
            name,
            f"has more than {CORNER_LIMIT} corners or {RING_LIMIT} rings, the most that are checked",
            "Give the boundary of one site; if it is one, simplify it.",
        )
    to_mm = _frame(np.concatenate(rings), declared, name)
    return _boundary([[_ring(to_mm(ring), name) for ring in polygon] for polygon in raw], notes, name)


def _fault(name: str, what: str, advice: str = _ADVICE) -> LocationNotFound:
    return LocationNotFound(f"The boundary '{name}' {what}. {advice}")


def _geojson(text: str, name: str) -> tuple[str, list[Any], tuple[str, ...]]:
    try:
        document = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _fault(name, "is not valid JSON", "Export it again as GeoJSON.") from error
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
        raise _fault(name, "is neither GeoJSON nor WKT", "WKT is written POLYGON ((x y, x y, ...)).")
    listed = _WKT_POSITION.sub(_as_json, found[3]).replace("(", "[").replace(")", "]")
    try:
        coordinates = json.loads(listed)
    except (ValueError, RecursionError) as error:
        raise _fault(name, "is not valid WKT", "Write it as POLYGON ((x y, x y, ...)).") from error
    declared = "" if found[1] is None else f"EPSG:{found[1]}"
    return declared, coordinates if found[2].upper() == "MULTIPOLYGON" else [coordinates], ()


def _as_json(position: re.Match[str]) -> str:
    values = [float(v) for v in position.group().split()]
    return json.dumps(values if all(map(math.isfinite, values)) else [])


def _listed(value: object, name: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise _fault(name, "holds an empty or broken polygon")
    return value


def _positions(ring: object, name: str) -> Coordinates:
    """Return a ring's corners as rows of x, y; heights are dropped."""
    rows = []
    for position in _listed(ring, name):
        pair = position[:2] if isinstance(position, list) else []
        if len(pair) != 2 or any(isinstance(v, bool) or not isinstance(v, int | float) for v in pair):
            raise _fault(name, "has a corner that is not a pair of numbers")
        if any(abs(v) > 1e9 for v in pair):
            raise _fault(name, "has a corner with an impossible coordinate")
        rows.append([float(v) for v in pair])
    if rows[0] != rows[-1]:
        raise _fault(name, "has a ring that is not closed: its first and last corners differ")
    return np.array(rows, dtype=np.float64)


def _frame(xy: Coordinates, declared: str, name: str) -> Callable[[Coordinates], Mm]:
    """Return the function that takes the file's coordinates to millimetres, from its CRS and their size."""
    found = re.search(r"CRS84|\d{4,6}", declared)
    code = found.group() if found else ""
    largest = float(np.abs(xy).max())
    if code in {"3857", "900913"} or largest > 1_300_000:
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
    raise _fault(
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
        raise _fault(name, "has a ring with fewer than three different corners")
    return ring


def _boundary(polygons: list[list[Mm]], notes: tuple[str, ...], name: str) -> Boundary:
    rings = [ring for polygon in polygons for ring in polygon]
    _refuse_crossings(rings, name)
    _refuse_overlaps(polygons, name)
    origin = rings[0][0]
    parts = [_moments(r - origin, 1 if r is p[0] else -1) for p in polygons for r in p]
    area, mx, my = (math.fsum(column) for column in zip(*parts, strict=True))
    area_m2 = area / MM**2
    if not AREA_M2[0] <= area_m2 <= AREA_M2[1]:
        raise _fault(
            name,
            f"has an area of {area_m2:,.1f} m²; a site has between 10 m² and 1 km²",
            "Check the coordinate system, and that the file holds one site and not a district.",
        )
    x, y = round(mx / area) + int(origin[0]), round(my / area) + int(origin[1])
    edges = _edges(rings)
    inside = contains(edges, x, y)
    if not inside:
        x, y = _point_inside(edges)
    return Boundary(
        outline=Outline(rings=tuple(tuple((int(a), int(b)) for a, b in ring) for ring in rings)),
        point=GridPoint(easting=x / MM, northing=y / MM),
        area_m2=area_m2,
        corners=sum(len(ring) - 1 for ring in rings),
        centroid_inside=inside,
        notes=notes,
    )


def _moments(ring: Mm, sign: int) -> tuple[float, float, float]:
    """Return a ring's area and first moments about the origin, in millimetres, whichever way it runs."""
    x, y = ring[:, 0].astype(np.float64), ring[:, 1].astype(np.float64)
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    area = float(cross.sum()) / 2
    turn = sign * math.copysign(1, area)
    mx, my = float(((x[:-1] + x[1:]) * cross).sum()) / 6, float(((y[:-1] + y[1:]) * cross).sum()) / 6
    return turn * area, turn * mx, turn * my


def _edges(rings: list[Mm]) -> Edges:
    start = np.concatenate([r[:-1] for r in rings]).astype(np.int32)
    end = np.concatenate([r[1:] for r in rings]).astype(np.int32)
    return start[:, 0], start[:, 1], end[:, 0], end[:, 1]


def _point_inside(edges: Edges) -> tuple[int, int]:
    """Return the middle of the widest stretch across the tallest band that holds land and that no corner divides."""
    x1, y1, x2, y2 = (e.astype(np.float64) for e in edges)
    levels = np.unique(y1)
    for band in np.argsort(-np.diff(levels), kind="stable"):
        y = (levels[band] + levels[band + 1]) / 2
        cut = (y1 > y) != (y2 > y)
        if cut.any():  # a band between two parcels crosses none
            break
    x = np.sort(x1[cut] + (y - y1[cut]) * (x2[cut] - x1[cut]) / (y2[cut] - y1[cut]))
    widest = int(np.argmax(x[1::2] - x[::2]))
    return round(float(x[2 * widest] + x[2 * widest + 1]) / 2), round(float(y))


def _refuse_crossings(rings: list[Mm], name: str) -> None:
    """Refuse a ring that meets itself, or two rings that cross; two rings may touch (adjoining parcels)."""
    x1, y1, x2, y2 = (e.astype(np.int64) for e in _edges(rings))
    size = np.array([len(r) - 1 for r in rings])
    owner = np.repeat(np.arange(len(rings)), size)
    position = np.concatenate([np.arange(n) for n in size])
    west, east, south, north = np.minimum(x1, x2), np.maximum(x1, x2), np.minimum(y1, y2), np.maximum(y1, y2)
    for i in range(x1.size - 1):
        later = slice(i + 1, None)
        near = (west[later] <= east[i]) & (east[later] >= west[i])
        near &= (south[later] <= north[i]) & (north[later] >= south[i])
        j = np.flatnonzero(near) + i + 1
        one, two = (x1[i], y1[i], x2[i], y2[i]), (x1[j], y1[j], x2[j], y2[j])
        areas = (
            _turn(one, x1[j], y1[j]),
            _turn(one, x2[j], y2[j]),
            _turn(two, x1[i], y1[i]),
            _turn(two, x2[i], y2[i]),
        )
        a, b, c, d = (np.sign(area) for area in areas)
        same, gap = owner[j] == owner[i], position[j] - position[i]
        neighbours = same & ((gap == 1) | (gap == size[owner[i]] - 1))
        back = (x2[i] - x1[i]) * (x2[j] - x1[j]) + (y2[i] - y1[i]) * (y2[j] - y1[j]) < 0
        crossing = (a * b < 0) & (c * d < 0) & (same | (_depth(areas, one, two) > TOUCH_MM))
        meeting = (a * b <= 0) & (c * d <= 0) & same & ~neighbours
        spike = neighbours & (a == 0) & (b == 0) & back
        bad = crossing | meeting | spike
        if bool(bad.any()):
            k = int(j[bad][0])
            where = f"easting {x1[k] / MM:.0f}, northing {y1[k] / MM:.0f}"
            raise _fault(name, f"crosses or meets itself near {where}")


def _turn(line: Line, px: NDArray[np.int64], py: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return twice the area of line and point: positive on the left, exactly (64-bit integers)."""
    ax, ay, bx, by = line
    return np.asarray((bx - ax) * (py - ay) - (by - ay) * (px - ax))


def _depth(areas: tuple[NDArray[np.int64], ...], one: Line, two: Line) -> NDArray[np.float64]:
    """Return how far, in millimetres, each pair of crossing lines reaches beyond the other.

    Neighbouring parcels drawn in degrees overlap by a millimetre where one's corner lies on the other's side.
    """
    lengths = [np.hypot(line[2] - line[0], line[3] - line[1]) for line in (one, one, two, two)]
    return np.asarray(np.min([np.abs(a) / n for a, n in zip(areas, lengths, strict=True)], axis=0))


def _refuse_overlaps(polygons: list[list[Mm]], name: str) -> None:
    """Refuse a hole outside its polygon or inside another hole, and polygons that cover one another."""
    for outline, *holes in polygons:
        for i, hole in enumerate(holes):
            others = holes[:i] + holes[i + 1 :]
            within = _reaches_into(hole, [outline])
            if not within or any(_reaches_into(hole, [other]) for other in others):
                raise _fault(name, "has a hole that is outside its own outline or inside another hole")
    for i, polygon in enumerate(polygons):
        if any(_reaches_into(polygon[0], other) for j, other in enumerate(polygons) if i != j):
            raise _fault(name, "holds polygons that cover one another", "Merge them into one outline.")


def _reaches_into(ring: Mm, rings: list[Mm]) -> bool:
    """Return whether a point inside the ring, or the middle of a side, lies properly inside the others."""
    low, high = rings[0].min(axis=0), rings[0].max(axis=0)
    if bool((ring.min(axis=0) >= high).any() or (ring.max(axis=0) <= low).any()):
        return False
    edges = _edges(rings)
    middles = [(int(x), int(y)) for x, y in (ring[:-1] + ring[1:]) // 2]
    return any(
        contains(edges, x, y) and edge_distance(edges, x, y) > TOUCH_MM
        for x, y in [_point_inside(_edges([ring])), *middles]
    )
