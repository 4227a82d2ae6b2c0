"""Which force's land each map point lies on (method S-10 as amended in 9.11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geodata.build.shapes import rings_of
from geodata.rings import RingTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEAR_M = 100.0  # method S-10: a point so near to a covered force's land may count for it


def forces_of_points(
    x_mm: NDArray[np.int32], y_mm: NDArray[np.int32], districts: NDArray[Any], force: NDArray[np.int64]
) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """Return, for each point, the force whose land holds it and the nearest other force within 100 m.

    ``districts`` are polygons in metres and ``force`` the force number of each; -1 means none. Ties go to the
    lowest district.
    """
    points = shapely.points(x_mm / 1000.0, y_mm / 1000.0)
    own = np.full(points.size, -1, dtype=np.int16)
    other = np.full(points.size, -1, dtype=np.int16)
    if points.size == 0 or districts.size == 0:
        return own, other
    tree = shapely.STRtree(points)
    district, point = tree.query(districts, predicate="contains")
    for d, p in zip(district[::-1], point[::-1], strict=True):
        own[p] = force[d]
    _settle_border(own, tree, districts, force, x_mm, y_mm)
    border = _border_points(tree, districts)
    best = np.full(points.size, np.inf)
    for d, polygon in enumerate(districts):
        near = border[shapely.dwithin(points[border], shapely.box(*polygon.bounds), NEAR_M)]
        near = near[own[near] != force[d]]
        if near.size == 0:
            continue
        shapely.prepare(polygon)
        near = near[shapely.dwithin(polygon, points[near], NEAR_M)]
        distance = shapely.distance(points[near], polygon)
        closer = distance < best[near]
        best[near[closer]] = distance[closer]
        other[near[closer]] = force[d]
    return own, other


def _settle_border(
    own: NDArray[np.int16], tree: shapely.STRtree, districts: NDArray[Any], force: NDArray[np.int64],
    x_mm: NDArray[np.int32], y_mm: NDArray[np.int32],
) -> None:  # fmt: skip
    """Give points exactly on a boundary to the district that the even-odd rule gives them (decision 0004, 2)."""
    _, touched = tree.query(districts, predicate="touches")
    open_points = np.unique(touched[own[touched] < 0])
    if open_points.size == 0:
        return
    numbers = np.arange(len(districts)).astype("S")
    rings = rings_of(list(districts))
    table = RingTable(
        numbers, rings["ring_x"], rings["ring_y"], rings["ring_start"], rings["area_start"], rings["bounds"]
    )
    for p in open_points:
        held = table.holding(int(x_mm[p]), int(y_mm[p]))
        if held is not None:
            own[p] = force[held]


def _border_points(tree: shapely.STRtree, districts: NDArray[Any]) -> NDArray[np.int64]:
    """Return the points within 100 m of any district's boundary line."""
    lines = shapely.get_parts(shapely.boundary(districts))
    shapely.prepare(lines)
    _, point = tree.query(lines, predicate="dwithin", distance=NEAR_M)
    return np.unique(point)
