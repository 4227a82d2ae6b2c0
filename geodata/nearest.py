"""The nearest place of every class at once: for each 4 km square, the places that can be nearest within it.

Written when a release is built (``geodata.build.nearest`` says which places those are); a look-up reads one square.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SQUARE_MM = 4_000_000
ROW = 1_024  # columns of squares in the numbering: more than the grid has


class Around(NamedTuple):
    """What a square holds, seen from one point: squared distances (mm²), the candidates class by class.

    ``start`` (classes + 1) points into ``d2`` and ``member``; ``least`` is by class.
    """

    d2: NDArray[np.int64]
    member: NDArray[np.int32]
    start: NDArray[np.int64]
    least: NDArray[np.int64]


class NearestTable(NamedTuple):
    """Places class by class, and for each square those that can be the nearest of their class somewhere in it.

    ``number`` gives each (layer, class) its place in the order of classes. ``x``, ``y`` (whole millimetres) and
    ``feature`` (the place's number in its layer) are by member. ``square`` is sorted; ``start`` (squares x classes
    + 1) points into ``member``, each class's from south to north, then west to east.
    """

    number: Mapping[tuple[str, str], int]
    x: NDArray[np.int32]
    y: NDArray[np.int32]
    feature: NDArray[np.int32]
    square: NDArray[np.int32]
    start: NDArray[np.int32]
    member: NDArray[np.int32]

    def around(self, x: int, y: int) -> Around | None:
        """Return the candidates round a point in whole millimetres, or None if its square is not in the table."""
        wanted = square_number(x, y)
        at = int(self.square.searchsorted(wanted))
        if at >= self.square.size or self.square[at] != wanted:
            return None
        classes = len(self.number)
        start = self.start[at * classes : (at + 1) * classes + 1].astype(np.int64)
        member = self.member[start[0] : start[-1]]
        dx, dy = self.x[member].astype(np.int64), self.y[member].astype(np.int64)
        dx -= x
        dy -= y
        d2 = dx * dx + dy * dy
        start -= start[0]
        return Around(d2, member, start, np.minimum.reduceat(d2, start[:-1]))

    def first(self, around: Around, number: int) -> tuple[int, int]:
        """Return the least squared distance of a class and the place's number in its layer.

        Ties go to the southernmost, then westernmost place, then to the lowest number.
        """
        lo, hi = around.start[number], around.start[number + 1]
        least = around.least[number]
        at = int(np.flatnonzero(around.d2[lo:hi] == least)[0])
        return int(least), int(self.feature[around.member[lo + at]])


def square_number(x: int, y: int) -> int:
    """Return the number of the square that holds a point in whole millimetres."""
    return (y // SQUARE_MM) * ROW + x // SQUARE_MM
