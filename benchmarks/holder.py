"""Which area holds a point: for each square of the grid, the few areas whose bounding box meets it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.rings import RingTable

SQUARE_MM = 2_000_000


class Holder:
    """The answer of ``RingTable.holding``, by the same even-odd rule in the same arithmetic."""

    def __init__(self, areas: RingTable) -> None:
        self.areas = areas
        self.bounds = np.asarray(areas.bounds).astype(np.int64)
        edges = [areas.edges(area) for area in range(len(areas.codes))]
        self._ends = tuple(np.concatenate([e[n] for e in edges]) for n in range(4))
        self._first = np.concatenate(([0], np.cumsum([e[0].size for e in edges]))).tolist()
        self._square, self._start, self._area = _listed(self.bounds)

    @property
    def arrays(self) -> tuple[NDArray[Any], ...]:
        """Everything that is held beside the areas' own arrays."""
        return (*self._ends, self.bounds, self._square, self._start, self._area)

    def holding(self, x: int, y: int) -> int | None:
        """Return the index of the area that holds the point, or None if no area does."""
        wanted = _number(x // SQUARE_MM, y // SQUARE_MM)
        at = int(self._square.searchsorted(wanted))
        if at >= self._square.size or self._square[at] != wanted:
            return None
        near = self._area[self._start[at] : self._start[at + 1]]
        for area, (west, south, east, north) in zip(near.tolist(), self.bounds[near].tolist(), strict=True):
            if west <= x <= east and south <= y <= north and self._crossings(area, x, y) % 2:
                return int(area)
        return None

    def _crossings(self, area: int, x: int, y: int) -> int:
        """Return how many of the area's edges pass east of the point."""
        x1, y1, x2, y2 = (e[self._first[area] : self._first[area + 1]] for e in self._ends)
        at = np.flatnonzero((y1 > y) != (y2 > y))
        # A handful: plain numbers cost less than arrays of them. Floats, so that the product's rounding is kept.
        ends = zip(x1[at].tolist(), y1[at].tolist(), x2[at].tolist(), y2[at].tolist(), strict=True)
        return sum(
            float(ax - x) - float(ay - y) * float(bx - ax) / float(by - ay) > 0 for ax, ay, bx, by in ends
        )


def _number(column: Any, row: Any) -> Any:
    return row * 1024 + column


def _listed(bounds: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the squares that any bounding box meets, in order, with offsets into the areas that meet each."""
    west, south, east, north = (bounds // SQUARE_MM).T
    wide, tall = east - west + 1, north - south + 1
    area = np.repeat(np.arange(len(bounds)), wide * tall)
    rank = np.arange(area.size) - np.repeat(np.cumsum(wide * tall) - wide * tall, wide * tall)
    square = _number(west[area] + rank % wide[area], south[area] + rank // wide[area])
    order = np.lexsort((area, square))
    listed, first = np.unique(square[order], return_index=True)
    return listed, np.append(first, area.size), area[order]
