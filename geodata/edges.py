"""What a polygon's edges say of points: which lie inside, and how far the nearest edge is.

Edges are straight, from (x1, y1) to (x2, y2), in whole millimetres of the national grid; inside is by the even-odd
rule, so holes and islands need no special case. Two questions have two forms each, one point against many edges and
many points against one: they round differently in the last binary digit, and results are compared byte for byte, so
neither stands in for the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.integer[Any]]
    Edges = tuple[Whole, Whole, Whole, Whole]

MATRIX = 1_000_000  # numbers held at once when points are compared with edges


def contains(edges: Edges, x: int, y: int) -> bool:
    """Return whether the even-odd rule puts the point inside."""
    x1, y1, x2, y2 = (e.astype(np.float64) - o for e, o in zip(edges, (x, y, x, y), strict=True))
    crosses = (y1 > 0) != (y2 > 0)
    x1, y1, x2, y2 = x1[crosses], y1[crosses], x2[crosses], y2[crosses]
    return bool(np.count_nonzero(x1 - y1 * (x2 - x1) / (y2 - y1) > 0) % 2)


def points_inside(edges: Edges, px: NDArray[np.int64], py: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which points the even-odd rule puts inside."""
    inside = np.zeros(px.size, dtype=bool)
    if px.size == 0:
        return inside
    ends = [e.astype(np.float64) for e in edges]
    reaches = (np.minimum(ends[1], ends[3]) <= py.max()) & (np.maximum(ends[1], ends[3]) > py.min())
    ends = [e[reaches] for e in ends]
    step = max(1, MATRIX // px.size)
    for at in range(0, ends[0].size, step):
        x1, y1, x2, y2 = (e[at : at + step, None] for e in ends)
        crosses = (y1 > py) != (y2 > py)
        rise = np.where(y1 == y2, 1.0, y2 - y1)
        west = crosses & (px < x1 + (py - y1) * (x2 - x1) / rise)
        inside ^= (np.count_nonzero(west, axis=0) % 2).astype(bool)
    return inside


def edge_distance(edges: Edges, x: int, y: int) -> float:
    """Return the distance in millimetres from the point to the nearest edge (infinite with no edges)."""
    if edges[0].size == 0:
        return float("inf")
    return float(np.sqrt(segment_distance_squared(edges, x, y).min()))


def segment_distance_squared(edges: Edges, x: int, y: int) -> NDArray[np.float64]:
    """Return each edge's squared distance from the point, in square millimetres."""
    x1, y1, x2, y2 = (e.astype(np.float64) - o for e, o in zip(edges, (x, y, x, y), strict=True))
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    whole = np.where(length == 0, 1.0, length)
    t = -(x1 * dx + y1 * dy) / whole
    # Beside the segment, the cross product over the length: exact where whole millimetres allow it.
    beside = ((x1 * dy - y1 * dx) / np.sqrt(whole)) ** 2
    to_end = np.minimum(x1 * x1 + y1 * y1, x2 * x2 + y2 * y2)
    return np.asarray(np.where((t > 0) & (t < 1) & (length > 0), beside, to_end))


def point_distance_squared(
    edge: tuple[float, float, float, float], px: NDArray[Any], py: NDArray[Any]
) -> NDArray[np.float64]:
    """Return each point's squared distance from the one edge, in square millimetres."""
    x1, y1, x2, y2 = edge
    dx, dy = float(x2 - x1), float(y2 - y1)
    t = np.clip(((px - x1) * dx + (py - y1) * dy) / max(dx * dx + dy * dy, 1.0), 0.0, 1.0)
    return np.asarray((x1 + t * dx - px) ** 2 + (y1 + t * dy - py) ** 2)


def points_near(
    edges: Edges, px: NDArray[np.int64], py: NDArray[np.int64], within: float
) -> NDArray[np.bool_]:
    """Return which points come within ``within`` millimetres of an edge."""
    near = np.zeros(px.size, dtype=bool)
    if px.size == 0:
        return near
    x1, y1, x2, y2 = (e.astype(np.float64) for e in edges)
    box = (
        (np.minimum(x1, x2) <= px.max() + within) & (np.maximum(x1, x2) >= px.min() - within)
        & (np.minimum(y1, y2) <= py.max() + within) & (np.maximum(y1, y2) >= py.min() - within)
    )  # fmt: skip
    for edge in zip(x1[box], y1[box], x2[box], y2[box], strict=True):
        near |= point_distance_squared(edge, px, py) <= within**2
    return near
