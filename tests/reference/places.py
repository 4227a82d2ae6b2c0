"""Places to ask about: anywhere in a force's area, and along its border on both sides."""

from __future__ import annotations

import numpy as np

from reference.everything import FORCE
from reference.polygons import holder
from reference.position import MM


def inside(land, n, seed):
    """Return ``n`` random whole metres inside the force's area."""
    areas = [d for d in land.districts if d.properties["PFACD"] == FORCE]
    bounds = np.array([area.bounds for area in areas]) // MM
    (west, south), (east, north) = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    random, found = np.random.default_rng(seed), []
    while len(found) < n:
        x, y = random.integers(west, east, 500), random.integers(south, north, 500)
        held = holder(areas, x * MM, y * MM) >= 0
        found.extend(zip(x[held].tolist(), y[held].tolist(), strict=True))
    return found[:n]


def border(land, n, seed):
    """Return ``n`` random whole metres within about 1,500 m of the force's border, inside it and outside."""
    random = np.random.default_rng(seed)
    mine = [d for d in land.districts if d.properties["PFACD"] == FORCE]
    others = [d for d in land.districts if d.properties["PFACD"] != FORCE]
    shared = {tuple(v) for d in others for v in d.edges[:, :2].tolist()}
    corners = sorted({tuple(v) for d in mine for v in d.edges[:, :2].tolist()} & shared)
    some = np.array(corners)[random.integers(0, len(corners), n)] // MM
    moved = some + random.integers(-1500, 1500, (n, 2))
    return [tuple(place) for place in moved.tolist()]
