"""What is recorded at an existing home's own map point, and the same place without it (method 2.4, S-34).

Homes ask the police for help, and each call is recorded where the home is: a review is run with and without the
records of the map point whose cell of the publisher's grid holds the home.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from placement_check.crime import Scene
from placement_check.exposure import rows_of
from placement_check.rating.top_point import periods_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEARCH_M = 5_000.0


def own_rows(
    scene: Scene, breaks: Mapping[str, Sequence[str]], force: int, buildings: Sequence[tuple[int, int]]
) -> NDArray[np.int64]:
    """Return the rows of records at the buildings' own map points.

    A building's own point is the nearest map point with a record in the same grid period (S-22a), and any other as
    near; positions are whole millimetres of EPSG:27700.
    """
    crime, mine = scene.crime, [np.empty(0, dtype=np.int64)]
    period_of_month = periods_of(scene, breaks)[force]
    for x, y in buildings:
        near = crime.index.within(np.array([x]), np.array([y]), SEARCH_M)
        found, row = rows_of(crime, near.index)
        period, d2 = period_of_month[crime.row_month[row]], near.d2[found]
        for number in np.unique(period):
            here = period == number
            mine.append(row[here & (d2 == d2[here].min())])
    return np.unique(np.concatenate(mine))


def without(scene: Scene, rows: NDArray[np.int64]) -> Scene:
    """Return the scene with the counts of some rows taken as nothing; what is covered stays covered."""
    counts = np.array(scene.crime.row_n)
    counts[rows] = 0
    return replace(scene, crime=replace(scene.crime, row_n=counts))


def records(scene: Scene, rows: NDArray[np.int64], end: int, months: int) -> dict[str, int]:
    """Return how many records of each offence group the rows hold in the window that ends at month ``end``."""
    crime = scene.crime
    month = crime.row_month[rows].astype(np.int64)
    group = crime.category_group[crime.row_category[rows]]
    held = (month > end - months) & (month <= end) & (group >= 0)
    counts = np.bincount(group[held], crime.row_n[rows][held], len(crime.groups))
    return {name: int(n) for name, n in zip(crime.groups, counts, strict=True)}
