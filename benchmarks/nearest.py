"""The nearest place of every class at once: for each square of the grid, those that can be nearest within it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from benchmarks.question import FARTHEST_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.grid import GridIndex
    from geodata.store import PointLayer

SQUARE_MM = 4_000_000
HALF_DIAGONAL_MM = SQUARE_MM / 2 * 2**0.5


@dataclass(frozen=True, slots=True)
class NearestTable:
    """Squares in order, each with its candidates' positions class by class.

    ``square`` is sorted; ``start`` (squares x classes + 1) points into ``x`` and ``y``, whole millimetres.
    """

    square: NDArray[np.int64]
    start: NDArray[np.int64]
    x: NDArray[np.int32]
    y: NDArray[np.int32]
    classes: int

    @classmethod
    def of(cls, layers: list[PointLayer], asked: GridIndex) -> NearestTable:
        """Return the table of every class of the layers, for the squares that hold an asked point or touch one."""
        places = [
            (np.asarray(layer.index.x)[layer.kind == kind], np.asarray(layer.index.y)[layer.kind == kind])
            for layer in layers
            for kind in np.unique(layer.kind)
        ]
        square = _squares(np.asarray(asked.x), np.asarray(asked.y))
        found = [_candidates(square, x, y) for x, y in places]
        owner = np.concatenate([at * len(places) + k for k, (at, _) in enumerate(found)])
        order = np.argsort(owner, kind="stable")
        held = np.bincount(owner, minlength=square.size * len(places))
        x, y = (np.concatenate([p[n][i] for p, (_, i) in zip(places, found, strict=True)]) for n in (0, 1))
        return cls(square, np.concatenate(([0], np.cumsum(held))), x[order], y[order], len(places))

    @property
    def arrays(self) -> tuple[NDArray[Any], ...]:
        """Everything the table holds."""
        return self.square, self.start, self.x, self.y

    def metres(self, x: int, y: int) -> tuple[float, ...]:
        """Return the distance in metres to the nearest place of each class, infinity beyond 128 km.

        Raises
        ------
        KeyError
            If the point lies in no square of the table.
        """
        wanted = _number(x // SQUARE_MM, y // SQUARE_MM)
        at = int(np.searchsorted(self.square, wanted))
        if at >= self.square.size or self.square[at] != wanted:
            raise KeyError((x, y))
        start = self.start[at * self.classes : (at + 1) * self.classes + 1]
        lo, hi = int(start[0]), int(start[-1])
        dx, dy = self.x[lo:hi].astype(np.int64), self.y[lo:hi].astype(np.int64)
        dx -= x
        dy -= y
        least = np.minimum.reduceat(dx * dx + dy * dy, start[:-1] - lo)
        metres = np.sqrt(least.astype(np.float64)) / 1000.0
        metres[metres > FARTHEST_M] = np.inf
        return tuple(metres.tolist())


def _number(column: Any, row: Any) -> Any:
    return row * 1024 + column


def _squares(x: NDArray[np.int32], y: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return the squares that hold a point, and the eight round each, in order."""
    held = np.unique(_number(x.astype(np.int64) // SQUARE_MM, y.astype(np.int64) // SQUARE_MM))
    return np.unique([held + _number(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)])


def _candidates(
    square: NDArray[np.int64], x: NDArray[np.int32], y: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return pairs of a square and a place of one class that may be nearest to some point of the square.

    With d the distance from the square's centre to its nearest place, no place farther from the centre than d plus
    the square's diagonal can be nearer to any point of the square.
    """
    centre = shapely.points((square % 1024 + 0.5) * SQUARE_MM, (square // 1024 + 0.5) * SQUARE_MM)
    tree = shapely.STRtree(shapely.points(x.astype(np.float64), y.astype(np.float64)))
    _, distance = tree.query_nearest(centre, all_matches=False, return_distance=True)
    at, place = tree.query(centre, predicate="dwithin", distance=distance + 2 * HALF_DIAGONAL_MM + 1)
    return at, place
