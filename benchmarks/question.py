"""The numbers that both sides are asked for at one place, and what it takes for two answers to be the same."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from geodata.release import Release
from geodata.store import Store
from placement_check import method as methods
from placement_check.crime import WindowTables, counting_force, window_tables

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.store import CrimeLayer

RADII_M = (400, 800, 1200, 1600)
SAME_METRES = 1e-6
FARTHEST_M = 128_000.0  # how far the product looks for a place; farther is "none", infinity in an answer


@dataclass(frozen=True, slots=True)
class Question:
    """Which release, which window of it, and which layers of places; the same for both sides.

    Records of every category count whose force-month lies in the window and is covered, at every map point whose
    distance is <= the radius, in whole millimetres.
    """

    store: Store
    layers: tuple[str, ...]
    tables: WindowTables

    @classmethod
    def of(cls, data: Path, layers: tuple[str, ...]) -> Question:
        """Return the question for the latest window of a release."""
        store = Store.of(Release.open(data))
        crime = store.crime()
        return cls(store, layers, window_tables(crime, int(crime.window_end.max()), methods.load()))

    @property
    def months(self) -> range:
        """The months of the window that the release holds."""
        return range(max(0, self.tables.end - self.tables.covered.shape[1] + 1), self.tables.end + 1)

    @property
    def classes(self) -> tuple[tuple[str, str], ...]:
        """The classes that hold any place, each with its layer, in the order of the answers."""
        return tuple(
            (layer, self.store.points(layer).classes[kind])
            for layer in self.layers
            for kind in np.unique(self.store.points(layer).kind)
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """``counts`` by radius and category; the nearest place of each class in metres; the areas' codes, "" for none."""

    counts: tuple[tuple[int, ...], ...]
    nearest_m: tuple[float, ...]
    lsoa: str
    authority: str


def differences(ours: list[Answer], theirs: list[Answer]) -> dict[str, int]:
    """Return how many places differ, by kind of number; distances differ from a millionth of a metre on."""
    pairs = list(zip(ours, theirs, strict=True))
    return {
        "counts": sum(a.counts != b.counts for a, b in pairs),
        "nearest": sum(not _near(a.nearest_m, b.nearest_m) for a, b in pairs),
        "lsoa": sum(a.lsoa != b.lsoa for a, b in pairs),
        "authority": sum(a.authority != b.authority for a, b in pairs),
    }


def _near(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return len(a) == len(b) and all(m == n or abs(m - n) <= SAME_METRES for m, n in zip(a, b, strict=True))


def within_reach(metres: float) -> float:
    """Return a distance, or infinity where it is farther than the product looks."""
    return metres if metres <= FARTHEST_M else math.inf


def window_sums(crime: CrimeLayer, months: range, tables: WindowTables | None = None) -> NDArray[np.int64]:
    """Return records of some months by map point and category: one row a point, one column a category.

    With the tables of a window, only records that count in it: those of a month covered by the force on whose land,
    or within 100 m of whose land, the map point lies.
    """
    month = np.asarray(crime.row_month).astype(np.int64)
    points, width = crime.index.x.size, len(crime.categories)
    ends = np.asarray(crime.row_start).astype(np.int64)
    owner = np.repeat(np.arange(points), ends[1:] - ends[:-1])
    held = (month >= months.start) & (month < months.stop)
    if tables is not None:
        force = counting_force(crime, tables, np.arange(points))[owner]
        held &= force >= 0
        held[held] = tables.covered[force[held], month[held] - (tables.end - tables.covered.shape[1] + 1)]
    key = owner[held] * width + np.asarray(crime.row_category)[held]
    return np.bincount(key, np.asarray(crime.row_n)[held], points * width).astype(np.int64).reshape(-1, width)
