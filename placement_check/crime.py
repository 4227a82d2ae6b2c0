"""Recorded crime: what a place is measured against, and the tables of one 36-month window (method 1.3, 9.2).

Distances are metres, areas km², positions whole millimetres of EPSG:27700.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geodata.coverage import Ground
from geodata.store import CrimeLayer, People
from placement_check.method import Method

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What crime is measured against: the layer, where people live, the land, and who polices which district.

    ``spacing`` is by postcode, metres to the nearest map point in use (NaN: own force not covered).
    ``force_of_district`` is by district of the ground, ``force_of_postcodes`` by district of ``people.districts``;
    both hold numbers of the crime layer's forces, -1 for none.
    """

    crime: CrimeLayer
    people: People
    spacing: Floats
    ground: Ground
    force_of_district: NDArray[np.int64]
    force_of_postcodes: NDArray[np.int64]
    _tables: dict[tuple[int, str, float], WindowTables] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def tables(self, end: int, method: Method) -> WindowTables:
        """Return the tables of the window that ends at a month; each is made once."""
        key = end, method.digest, method.half_life_months
        if key not in self._tables:
            self._tables[key] = window_tables(self.crime, end, method)
        return self._tables[key]


class WindowTables(NamedTuple):
    """What one 36-month window gives every place in it. Columns are months, the oldest first.

    ``exposure`` (forces, groups) is sum_b u_b T_b and ``exposure2`` the same with u_b squared, in years;
    ``unlocated`` (forces, groups) is the worse of the window's and the last year's share; ``usable`` says where a
    force counts as covered for a group.
    """

    end: int
    covered: NDArray[np.bool_]
    season: Floats
    weight: Floats
    block: NDArray[np.int64]
    exposure: Floats
    exposure2: Floats
    enough: NDArray[np.bool_]
    unlocated: Floats
    usable: NDArray[np.bool_]


def window_tables(crime: CrimeLayer, end: int, method: Method) -> WindowTables:
    """Return the tables of the window that ends at month ``end`` (S-2, S-8..S-11, seasonal index of 1.3)."""
    size = method.blocks * method.months_per_block
    columns = np.arange(end - size + 1, end + 1)
    held = columns >= 0
    covered = np.zeros((crime.covered.shape[0], size), dtype=bool)
    covered[:, held] = crime.covered[:, columns[held]]
    recorded = _columns(crime.located, columns) + _columns(crime.unlocated, columns)
    season = _season(recorded, covered, end, crime, method)
    block = (size - 1 - np.arange(size)) // method.months_per_block
    weight = np.array([method.weight(int(b)) for b in block])
    years = covered[:, None, :] * season[None, :, :] / method.months_per_block
    enough = covered.sum(axis=1) >= method.crime.min_covered_months
    unlocated = _unlocated_share(_columns(crime.unlocated, columns), recorded, covered, method)
    present = _present(recorded, covered, method)
    usable = enough[:, None] & present & (unlocated <= method.crime.unlocated_cuts[-1])
    return WindowTables(
        end,
        covered,
        season,
        weight,
        block,
        (years * weight).sum(axis=2),
        (years * weight**2).sum(axis=2),
        enough,
        unlocated,
        usable,
    )


def _columns(tally: NDArray[np.int32], columns: NDArray[np.int64]) -> NDArray[np.int64]:
    out = np.zeros((*tally.shape[:2], columns.size), dtype=np.int64)
    held = columns >= 0
    out[:, :, held] = tally[:, :, columns[held]]
    return out


def _present(recorded: NDArray[np.int64], covered: NDArray[np.bool_], method: Method) -> NDArray[np.bool_]:
    """Return where a force has any record of a group, or too few of all for none to be odd.

    A force with thousands of records and not one of a kind has lost that kind from its files: nothing is not found.
    """
    held = (recorded * covered[:, None, :]).sum(axis=2)
    return np.asarray((held > 0) | (held.sum(axis=1) < method.crime.lost_group_records)[:, None])


def _season(
    recorded: NDArray[np.int64], covered: NDArray[np.bool_], end: int, crime: CrimeLayer, method: Method
) -> Floats:
    """Return s(g, m) for each group and month of the window, mean 1 over a calendar year (1.3, 9.11).

    Estimated on covered months only. A force that lacks some calendar month altogether is left out; with fewer than
    ten forces, or fewer than 100 events in some calendar month, the six groups are taken together, and below that
    no season is assumed.
    """
    size = recorded.shape[2]
    last = int(crime.months[end][5:7]) - 1
    calendar = (last - (size - 1 - np.arange(size))) % 12
    means = np.zeros((recorded.shape[1], 12))
    forces = 0
    for f in range(recorded.shape[0]):
        n = np.bincount(calendar[covered[f]], minlength=12)
        if (n == 0).any():
            continue
        forces += 1
        for g in range(recorded.shape[1]):
            means[g] += np.bincount(calendar[covered[f]], recorded[f, g, covered[f]], 12) / n
    pooled = means.sum(axis=0)
    least = method.crime.seasonal_min_events
    out = np.ones((recorded.shape[1], size))
    for g in range(recorded.shape[1]):
        own = forces >= method.crime.seasonal_min_forces and means[g].min() >= least
        basis = means[g] if own else pooled
        if basis.min() >= least:
            out[g] = (basis / basis.mean())[calendar]
    return out


def _unlocated_share(
    unlocated: NDArray[np.int64], recorded: NDArray[np.int64], covered: NDArray[np.bool_], method: Method
) -> Floats:
    """Return each force's and group's share of records without a position: the worse of window and last year (S-11)."""
    shares = []
    for months in (slice(None), slice(-method.months_per_block, None)):
        mask = covered[:, None, months]
        lost = (unlocated[:, :, months] * mask).sum(axis=2)
        total = (recorded[:, :, months] * mask).sum(axis=2)
        shares.append(lost / np.maximum(total, 1))
    return np.asarray(np.maximum(*shares))


def counting_force(crime: CrimeLayer, tables: WindowTables, point: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the covered force each map point counts for: its land's, else one within 100 m, else -1 (S-10)."""
    land, second = crime.land[point].astype(np.int64), crime.land_near[point].astype(np.int64)
    enough = np.append(tables.enough, False)
    return np.where(enough[land], land, np.where(enough[second], second, -1))
