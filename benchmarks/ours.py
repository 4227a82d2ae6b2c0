"""Our side: the product's own functions over a release, one place at a time."""

from __future__ import annotations

import numpy as np

from benchmarks.question import FARTHEST_M, RADII_M, Answer, Question
from placement_check import method as methods
from placement_check.tallies import counts_within, tally_of


class Product:
    """The answer by the product's own functions: plain counts, the nearest of each class, the areas."""

    def __init__(self, question: Question) -> None:
        self.store = question.store
        self.index = self.store.crime().index
        self.tally = tally_of(self.store, question.tables, methods.load())
        nearest = self.store.nearest()
        if nearest is None:
            raise ValueError("the release holds no table of nearest places: build it again")
        self.nearest, self.asked = nearest, [nearest.number[one] for one in question.classes]
        self.lsoas, self.districts = self.store.areas("lsoas"), self.store.areas("districts")

    def ask(self, x: int, y: int) -> Answer:
        """Return the numbers at a place, in whole millimetres of EPSG:27700."""
        lsoa, district = self.lsoas.holding(x, y), self.districts.holding(x, y)
        counts = counts_within(self.index, self.tally, x, y, RADII_M)
        return Answer(
            tuple(map(tuple, counts.tolist())),
            self._nearest(x, y),
            "" if lsoa is None else self.lsoas.code(lsoa),
            "" if district is None else self.store.district_authority(district),
        )

    def _nearest(self, x: int, y: int) -> tuple[float, ...]:
        around = self.nearest.around(x, y)
        if around is None:
            raise ValueError(f"no postcode lies within 4 km of {x}, {y}: this is no place to measure at")
        metres = np.sqrt(around.least[self.asked]) / 1000.0
        metres[metres > FARTHEST_M] = np.inf
        return tuple(metres.tolist())
