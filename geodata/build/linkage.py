"""Single-linkage clusters: points that a chain of short steps joins are one place (method S-24, D3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def cluster(x: NDArray[np.float64], y: NDArray[np.float64], within_m: float) -> NDArray[np.int64]:
    """Return each point's cluster, numbered from 0 in order of first appearance.

    Two points are of one cluster when steps of at most ``within_m`` metres from point to point lead from one
    to the other; a step of exactly ``within_m`` counts.

    Raises
    ------
    ValueError
        If a coordinate is not finite: a place must be located before it can be joined to others.
    """
    import shapely

    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("every point needs finite coordinates before it can be clustered")
    points = shapely.points(x, y)
    if points.size == 0:
        return np.empty(0, dtype=np.int64)
    left, right = shapely.STRtree(points).query(points, predicate="dwithin", distance=within_m)
    return _numbered(_roots(points.size, left, right))


def _roots(size: int, left: NDArray[np.int64], right: NDArray[np.int64]) -> list[int]:
    """Return each point's lowest-numbered companion, by union and find."""
    parent = list(range(size))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for one, other in zip(left.tolist(), right.tolist(), strict=True):
        a, b = root(one), root(other)
        parent[max(a, b)] = min(a, b)
    return [root(at) for at in range(size)]


def _numbered(roots: list[int]) -> NDArray[np.int64]:
    number: dict[int, int] = {}
    return np.array([number.setdefault(root, len(number)) for root in roots], dtype=np.int64)
