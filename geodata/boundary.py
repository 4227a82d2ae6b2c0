"""The boundary of a site: one sound outline in whole millimetres, a point inside it and its area.

A boundary that is wrong puts hazards on the wrong side of it, so nothing is repaired here: it is either sound as
it stands or refused with the place of its fault.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geodata.edges import contains, edge_distance
from geodata.errors import LocationNotFound
from geodata.types import MM, GridPoint, Outline

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mm = NDArray[np.int64]
    Edges = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]
    Line = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]

TOUCH_MM = 2.0
AREA_M2 = (10.0, 1_000_000.0)
ADVICE = "Draw the boundary again as one closed line that does not cross itself, and save it anew."


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


def fault(name: str, what: str, advice: str = ADVICE) -> LocationNotFound:
    """Return the refusal of the boundary that the user calls ``name``: what is wrong, and what to do next."""
    return LocationNotFound(f"The boundary '{name}' {what}. {advice}")


def boundary_of(polygons: list[list[Mm]], notes: tuple[str, ...], name: str) -> Boundary:
    """Return the boundary that polygons make, each an outline and its holes as rows of millimetres of EPSG:27700.

    Rings are closed, without a corner repeated in a row. ``name`` is what errors call the boundary.

    Raises
    ------
    LocationNotFound
        If a line crosses or meets itself, polygons overlap, or the area is not that of a site.
    """
    rings = [ring for polygon in polygons for ring in polygon]
    _refuse_crossings(rings, name)
    _refuse_overlaps(polygons, name)
    origin = rings[0][0]
    parts = [_moments(r - origin, 1 if r is p[0] else -1) for p in polygons for r in p]
    area, mx, my = (math.fsum(column) for column in zip(*parts, strict=True))
    area_m2 = area / MM**2
    if not AREA_M2[0] <= area_m2 <= AREA_M2[1]:
        raise fault(
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
            raise fault(name, f"crosses or meets itself near {where}")


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
                raise fault(name, "has a hole that is outside its own outline or inside another hole")
    for i, polygon in enumerate(polygons):
        if any(_reaches_into(polygon[0], other) for j, other in enumerate(polygons) if i != j):
            raise fault(name, "holds polygons that cover one another", "Merge them into one outline.")


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
