"""How far features lie from a site: from the point as given, or from the edge of its red line (EPSG:27700)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from geodata.edges import contains, edge_distance, point_distance_squared, points_inside
from geodata.segments import outline_distance_squared
from geodata.store import LineLayer, PointLayer
from placement_check.site import Site

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.types import Outline


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest feature found: metres in a straight line, and what the layer says of it."""

    metres: float
    name: str
    kind: str


def point_distances(
    layer: PointLayer, site: Site, reach_m: float, classes: tuple[str, ...]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the distances (metres) and numbers of the features of some classes within reach of the site."""
    x, y = (site.exact_x, site.exact_y) if site.outline is None else (site.x, site.y)
    near = layer.index.within(np.array([x]), np.array([y]), reach_m + site.extent_m)
    index = near.index[layer.only(classes)[layer.kind[near.index]]]
    px, py = layer.index.x[index].astype(np.int64), layer.index.y[index].astype(np.int64)
    if site.outline is None:
        d2 = ((px - x) ** 2 + (py - y) ** 2).astype(np.float64)
    else:
        d2 = _to_outline(site.outline, px, py)
    metres = np.sqrt(d2) / 1000.0
    keep = metres <= reach_m
    return metres[keep], index[keep]


def nearest_point(layer: PointLayer, site: Site, reach_m: float, classes: tuple[str, ...]) -> Nearest | None:
    """Return the nearest place of some classes within reach; ties go to the lowest number."""
    metres, index = point_distances(layer, site, reach_m, classes)
    if index.size == 0:
        return None
    first = int(np.lexsort((index, metres))[0])
    number = int(index[first])
    return Nearest(float(metres[first]), layer.names[number], layer.classes[int(layer.kind[number])])


def nearest_line(layer: LineLayer, site: Site, reach_m: float, classes: tuple[str, ...]) -> Nearest | None:
    """Return the nearest line or area of some classes within reach; an area that holds the site is at no distance."""
    wanted = layer.only(classes)[layer.kind]
    number, metres = _holding(layer, site, wanted), 0.0
    if number is None:
        found = (
            layer.index.nearest(site.exact_x, site.exact_y, reach_m, wanted)
            if site.outline is None
            else layer.index.nearest_to_outline(site.outline, reach_m, wanted)
        )
        if found is None:
            return None
        number, metres = found.feature, found.metres
    return Nearest(metres, layer.names[number], layer.classes[int(layer.kind[number])])


@dataclass(frozen=True, slots=True)
class Standing:
    """How a site stands to the areas of a layer: inside one, cut by an edge, or apart; ``name`` of that area."""

    inside: bool
    cut: bool
    name: str


def standing(layer: LineLayer, site: Site, classes: tuple[str, ...]) -> Standing:
    """Return whether an area of some classes holds the site.

    It is cut where an edge passes through the red line, or as near to a point as the point may be out.
    """
    wanted = layer.only(classes)[layer.kind]
    assert layer.areas is not None  # noqa: S101 - asked of layers of areas only
    reach = round((site.uncertainty_m + site.extent_m) * 1000)
    for area in layer.areas.near(site.x, site.y, reach + 100_000):
        if wanted[area] and _is_cut(layer.areas.edges(int(area)), site):
            return Standing(False, True, layer.names[int(area)])
    number = _holding(layer, site, wanted)
    if number is None:
        return Standing(False, False, "")
    rings = () if site.outline is None else site.outline.rings
    whole = all(contains(layer.areas.edges(number), *ring[0]) for ring in rings)
    return Standing(whole, not whole, layer.names[number])


def _is_cut(edges: tuple[NDArray[np.int32], ...], site: Site) -> bool:
    x1, y1, x2, y2 = edges
    if site.outline is not None:
        return x1.size > 0 and float(outline_distance_squared(site.outline, (x1, y1, x2, y2)).min()) == 0.0
    return edge_distance((x1, y1, x2, y2), site.exact_x, site.exact_y) <= site.uncertainty_m * 1000


def _holding(layer: LineLayer, site: Site, wanted: NDArray[np.bool_]) -> int | None:
    """Return the first area of the wanted that holds the site's point, None of a layer of lines."""
    if layer.areas is None:
        return None
    for area in layer.areas.near(site.exact_x, site.exact_y, 0):
        if wanted[area] and contains(layer.areas.edges(int(area)), site.exact_x, site.exact_y):
            return int(area)
    return None


def _to_outline(outline: Outline, px: NDArray[np.int64], py: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return each point's squared distance (mm²) from the red line, nothing inside it."""
    edges = [(a[0], a[1], b[0], b[1]) for ring in outline.rings for a, b in pairwise(ring)]
    best = np.full(px.size, np.inf)
    for edge in edges:
        best = np.minimum(best, point_distance_squared(edge, px.astype(np.float64), py.astype(np.float64)))
    x1, y1, x2, y2 = np.asarray(edges, dtype=np.int64).reshape(-1, 4).T
    return np.where(points_inside((x1, y1, x2, y2), px, py), 0.0, best)
