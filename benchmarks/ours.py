"""Our side: the arrays of a release, read one place at a time.

``Product`` goes through the product's own functions as they stand. ``Arrays`` reads the same arrays more directly and
with three tables that it derives on opening; what those cost is measured too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.holder import Holder
from benchmarks.nearest import NearestTable
from benchmarks.question import RADII_M, Answer, Question, window_sums
from geodata.grid import CELL_MM
from placement_check.crime import _rows
from placement_check.measures import Ask
from placement_check.measures.nearest import find_nearest
from placement_check.method import load
from placement_check.scene import ground_of
from placement_check.site import Site

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.grid import GridIndex
    from geodata.store import CrimeLayer

SQUARED_MM = np.array([(r * 1000) ** 2 for r in RADII_M], dtype=np.int64)
REACH_MM = RADII_M[-1] * 1000


class Product:
    """The answer by the product's own functions: the point index, the monthly rows, the nearest-distance measure."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.store = question.store
        self.crime = self.store.crime()
        self.lsoas, self.districts = self.store.areas("lsoas"), self.store.areas("districts")
        self.ground, self.method = ground_of(self.store), load()

    def ask(self, x: int, y: int) -> Answer:
        """Return the numbers at a place, in whole millimetres of EPSG:27700."""
        lsoa, district = self.lsoas.holding(x, y), self.districts.holding(x, y)
        return Answer(
            monthly_counts(self.crime, x, y, self.question.months),
            self._nearest(x, y),
            "" if lsoa is None else self.lsoas.code(lsoa),
            "" if district is None else self.store.district_authority(district),
        )

    def _nearest(self, x: int, y: int) -> tuple[float, ...]:
        site = Site(x=x, y=y, exact_x=x, exact_y=y, uncertainty_m=0.0, district=-1, lsoa="")
        found = [
            find_nearest(Ask(self.store, self.ground, self.method, layer, {}, site), layer, (kind,))
            for layer, kind in self.question.classes
        ]
        return tuple(float("inf") if f is None else f.metres for f in found)


def monthly_counts(crime: CrimeLayer, x: int, y: int, months: range) -> tuple[tuple[int, ...], ...]:
    """Return records by radius and category, from the index's answer and the monthly rows."""
    near = crime.index.within(np.array([x]), np.array([y]), RADII_M[-1])
    found, row = _rows(crime, near.index)
    ring = np.searchsorted(SQUARED_MM, near.d2)[found]
    if len(months) < len(crime.months):
        month = crime.row_month[row]
        held = (month >= months.start) & (month < months.stop)
        ring, row = ring[held], row[held]
    width = len(crime.categories)
    key = ring * width + crime.row_category[row]
    table = np.bincount(key, crime.row_n[row], len(RADII_M) * width).astype(np.int64)
    return tuple(map(tuple, table.reshape(len(RADII_M), width).cumsum(axis=0).tolist()))


class Arrays:
    """The answer by direct reads of the same arrays, with three derived tables.

    They are each map point's records of the window by category; each area's edges, and for each 2 km square the areas
    whose bounding box meets it; and for each 4 km square the places that can be the nearest of their class somewhere
    in it.
    """

    def __init__(self, question: Question) -> None:
        store = question.store
        crime, districts = store.crime(), store.areas("districts")
        self.index = crime.index
        sums = window_sums(crime, question.months)
        self.wide: NDArray[np.integer] = sums.astype(np.uint16 if sums.max(initial=0) < 65_536 else np.uint32)
        self.nearest = NearestTable.of(
            [store.points(layer) for layer in question.layers], store.people().index
        )
        self.lsoas, self.districts = Holder(store.areas("lsoas")), Holder(districts)
        self.authorities = [store.district_authority(d) for d in range(len(districts.codes))]

    @property
    def bytes(self) -> int:
        """The size of the derived tables."""
        held = (self.wide, *self.nearest.arrays, *self.lsoas.arrays, *self.districts.arrays)
        return sum(array.nbytes for array in held)

    def ask(self, x: int, y: int) -> Answer:
        """Return the numbers at a place, in whole millimetres of EPSG:27700."""
        lsoa, district = self.lsoas.holding(x, y), self.districts.holding(x, y)
        return Answer(
            wide_counts(self.index, self.wide, x, y),
            self.nearest.metres(x, y),
            "" if lsoa is None else self.lsoas.areas.code(lsoa),
            "" if district is None else self.authorities[district],
        )


def wide_counts(index: GridIndex, wide: NDArray[np.integer], x: int, y: int) -> tuple[tuple[int, ...], ...]:
    """Return records by radius and category: the runs of cells that the largest circle meets, read as they lie."""
    columns, rows = index.shape
    west = min(max((x - REACH_MM) // CELL_MM - index.origin[0], 0), columns)
    east = max(min(max((x + REACH_MM) // CELL_MM - index.origin[0] + 1, 0), columns), west)
    south = min(max((y - REACH_MM) // CELL_MM - index.origin[1], 0), rows)
    north = max(min(max((y + REACH_MM) // CELL_MM - index.origin[1] + 1, 0), rows), south)
    start = index.start
    runs = [slice(start[row * columns + west], start[row * columns + east]) for row in range(south, north)]
    if not runs:
        return tuple((0,) * wide.shape[1] for _ in RADII_M)
    dx = np.concatenate([index.x[run] for run in runs]).astype(np.int64)
    dy = np.concatenate([index.y[run] for run in runs]).astype(np.int64)
    dx -= x
    dy -= y
    inside = dx * dx + dy * dy <= SQUARED_MM[:, None]
    # Exact: whole numbers below 2^53.
    sums = inside.astype(np.float64) @ np.concatenate([wide[run] for run in runs]).astype(np.float64)
    return tuple(map(tuple, sums.astype(np.int64).tolist()))
