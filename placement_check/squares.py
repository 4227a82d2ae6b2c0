"""The 100 m squares of the national grid that a red line touches: each is measured, and the highest is printed."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from geodata.edges import points_inside
from geodata.errors import LocationNotFound
from geodata.types import Outline

if TYPE_CHECKING:
    from collections.abc import Iterator

    Corner = tuple[int, int]

SIDE_MM = 100_000
MOST = 400  # 4 km²: far beyond any one home's land
WIDEST = 30  # squares from end to end


class TooFar(LocationNotFound):
    """A red line over more land than one site has; the words hold no position."""


def touched(outline: Outline) -> tuple[tuple[int, int], ...]:
    """Return the centres, in whole millimetres, of the squares that the outline's land or edge touches.

    From south to north, then west to east. A square whose side the edge only runs along is not touched by that.

    Raises
    ------
    TooFar
        If there are more of them than any one home's land touches.
    """
    cells = {cell for ring in outline.rings for one, other in pairwise(ring) for cell in _crossed(one, other)}
    columns, rows = zip(*cells, strict=True)
    if max(max(columns) - min(columns), max(rows) - min(rows)) > WIDEST:
        raise TooFar(
            f"The boundary reaches over more than {WIDEST * SIDE_MM // 10**6} km, too far for one site: its parts may "
            "be sites of their own. Give the red line of one application site."
        )
    cells |= _inside(outline, range(min(columns), max(columns) + 1), range(min(rows), max(rows) + 1))
    if len(cells) > MOST:
        raise _too_many(len(cells))
    ordered = sorted(cells, key=lambda cell: (cell[1], cell[0]))
    return tuple((c * SIDE_MM + SIDE_MM // 2, r * SIDE_MM + SIDE_MM // 2) for c, r in ordered)


def _too_many(how_many: int) -> TooFar:
    return TooFar(
        f"The boundary touches {how_many} squares of 100 m; at most {MOST} are one site. Give the red line of the "
        "application site, not of the estate or ward around it."
    )


def _crossed(one: Corner, other: Corner) -> Iterator[Corner]:
    """Yield the squares that an edge runs through: those of the middles of its pieces between grid lines."""
    cuts = {0.0, 1.0}
    for a, b in zip(one, other, strict=True):
        low, high = sorted((a, b))
        lines = range(low // SIDE_MM + 1, -(-high // SIDE_MM))
        cuts |= {(line * SIDE_MM - a) / (b - a) for line in lines}
    for start, end in pairwise(sorted(cuts)):
        middle = (start + end) / 2
        x, y = (a + (b - a) * middle for a, b in zip(one, other, strict=True))
        yield int(x // SIDE_MM), int(y // SIDE_MM)


def _inside(outline: Outline, columns: range, rows: range) -> set[Corner]:
    """Return the squares whose centre lies inside the outline."""
    edges = np.array([(*a, *b) for ring in outline.rings for a, b in pairwise(ring)], dtype=np.int64).T
    column, row = (v.ravel() for v in np.meshgrid(np.array(columns), np.array(rows)))
    centre_x, centre_y = (v.astype(np.int64) * SIDE_MM + SIDE_MM // 2 for v in (column, row))
    held = points_inside((edges[0], edges[1], edges[2], edges[3]), centre_x, centre_y)
    return set(zip(column[held].tolist(), row[held].tolist(), strict=True))
