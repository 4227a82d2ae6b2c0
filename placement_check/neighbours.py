"""Other authorities that a site may lie in, given how far out its location may be."""

from __future__ import annotations

import math
from datetime import date
from itertools import pairwise

from geodata.authorities import Authority
from geodata.coverage import Ground
from geodata.rings import RingTable
from geodata.store import Store
from geodata.types import Area, Location, Outline

STEP_MM = 10_000


def neighbours_within(
    location: Location, store: Store, ground: Ground, district: int, authority: Authority, at: date
) -> tuple[Area, ...]:
    """Return other authorities that the true site may lie in, given how far out the location may be."""
    points = [location.point.millimetres()]
    if location.outline is not None:
        points += _along(location.outline)
    reach = round(location.uncertainty_m * 1000)
    found: dict[str, Area] = {}
    for x, y in points:
        for other in ground.districts.near(x, y, reach):
            if other == district or not _reaches(ground.districts, int(other), x, y, reach):
                continue
            near = store.authorities.authority_of_district(ground.districts.code(int(other)), at)
            if near.code != authority.code:
                found[near.code] = Area(code=near.code, name=near.name)
        for other in [] if ground.beyond is None else ground.beyond.near(x, y, reach):
            if ground.beyond is not None and _reaches(ground.beyond, int(other), x, y, reach):
                code = ground.beyond.code(int(other))
                found[code] = Area(code=code, name=store.names("beyond")[int(other)])
    return tuple(found[code] for code in sorted(found))


def _along(outline: Outline) -> list[tuple[int, int]]:
    """Return points of a red line at most 10 m apart: an edge may cross a boundary between two corners."""
    points = []
    for ring in outline.rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            steps = int(math.hypot(x2 - x1, y2 - y1) // STEP_MM) + 1
            points += [(x1 + (x2 - x1) * k // steps, y1 + (y2 - y1) * k // steps) for k in range(steps)]
    return points


def _reaches(areas: RingTable, area: int, x: int, y: int, reach: int) -> bool:
    return areas.distance(area, x, y) <= reach or areas.holding(x, y) == area
