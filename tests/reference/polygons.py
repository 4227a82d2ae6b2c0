"""Points in polygons by the even-odd rule in whole millimetres, and distances to polygons' edges."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass

import numpy as np

from reference.position import MM, grid_of


@dataclass(frozen=True)
class Area:
    """One area: its code, its properties, and every edge of every ring as (x1, y1, x2, y2)."""

    code: str
    properties: dict
    edges: np.ndarray

    @property
    def bounds(self):
        """Return the least and greatest x and y: x0, y0, x1, y1."""
        x, y = self.edges[:, 0], self.edges[:, 1]
        return x.min(), y.min(), x.max(), y.max()


def read_areas(path, code, wanted=lambda properties, rings: True):
    """Return the areas of a GeoJSON file in WGS84, lowest code first."""
    opened = gzip.open if path.name.endswith(".gz") else open
    with opened(path, "rt", encoding="utf-8") as file:
        features = json.load(file)["features"]
    areas = []
    for feature in features:
        shape = feature["geometry"]
        parts = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        rings = [np.array(ring, float)[:, :2] for part in parts for ring in part]
        if wanted(feature["properties"], rings):
            areas.append(Area(feature["properties"][code], feature["properties"], edges_of(rings)))
    return sorted(areas, key=lambda area: area.code)


def edges_of(rings):
    """Return the edges of closed rings of longitudes and latitudes, in millimetres of the grid."""
    edges = []
    for ring in rings:
        x, y, reached = grid_of(ring[:, 0], ring[:, 1])
        assert reached.all()
        edges.append(np.column_stack([x[:-1], y[:-1], x[1:], y[1:]]))
    return np.concatenate(edges)


def crossings(edges, ys):
    """Return (edge, row, limit): a point of the row is left of the edge when its x is below the limit.

    ``ys`` must be sorted. An edge owns the rows from its lower end, included, to its upper, left out.
    """
    x1, y1, x2, y2 = edges.T
    swap = y1 > y2
    x1, x2 = np.where(swap, x2, x1), np.where(swap, x1, x2)
    y1, y2 = np.where(swap, y2, y1), np.where(swap, y1, y2)
    first, last = np.searchsorted(ys, y1), np.searchsorted(ys, y2)
    n = last - first
    edge = np.repeat(np.arange(len(edges)), n)
    row = np.arange(n.sum()) - np.repeat(np.cumsum(n) - n, n) + first[edge]
    rise, run = (y2 - y1)[edge], (x2 - x1)[edge]
    limit = (
        x1[edge] - (-(ys[row] - y1[edge]) * run) // rise
    )  # rounded up, in whole numbers: no point is misjudged
    return edge, row, limit


def holds(area, xs, ys):
    """Return for each point whether the area holds it."""
    x0, y0, x1, y1 = area.bounds
    near = np.flatnonzero((xs >= x0) & (xs <= x1) & (ys >= y0) & (ys <= y1))
    inside = np.zeros(len(xs), bool)
    near = near[np.argsort(ys[near], kind="stable")]
    _, row, limit = crossings(area.edges, ys[near])
    left = xs[near][row] < limit
    inside[near] = np.bincount(row[left], minlength=len(near)) % 2 == 1
    return inside


def holder(areas, xs, ys):
    """Return for each point the position in ``areas`` of the first that holds it, or -1."""
    found = np.full(len(xs), -1)
    for at in reversed(range(len(areas))):
        found[holds(areas[at], xs, ys)] = at
    return found


def edge_distances(area, xs, ys, within):
    """Return each point's distance in metres to the area's nearest edge; infinite where beyond ``within``."""
    x0, y0, x1, y1 = area.bounds
    reach = within * MM
    near = np.flatnonzero((xs >= x0 - reach) & (xs <= x1 + reach) & (ys >= y0 - reach) & (ys <= y1 + reach))
    result = np.full(len(xs), np.inf)
    for some in np.array_split(near, max(1, len(near) // 500)):
        found = nearest_edge(area.edges, xs[some], ys[some])
        result[some] = np.where(found <= within, found, np.inf)
    return result


def nearest_edge(edges, xs, ys):
    """Return each point's distance in metres to the nearest of the edges."""
    if not len(xs):
        return np.zeros(0)
    ax, ay, bx, by = edges.T.astype(float)
    px, py = xs.astype(float)[:, None], ys.astype(float)[:, None]
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    along = ((px - ax) * dx + (py - ay) * dy) / np.where(length > 0, length, 1)
    along = np.clip(np.where(length > 0, along, 0), 0, 1)
    return np.hypot(px - (ax + along * dx), py - (ay + along * dy)).min(axis=1) / MM
