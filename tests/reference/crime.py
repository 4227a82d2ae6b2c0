"""What the crime files cover: months, grid periods, season, unlocated records, and each record's force."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from statistics import median

import numpy as np

from reference.crime_files import CATEGORIES, GROUPS, read_months, text_of

HALF = 0.5  # of the median, S-8
LEAST_MONTHS = 12  # S-10
UNLOCATED = 0.20  # S-11


def covered_months(rows):
    """Return which months are covered, from the rows of each month held in order of time (S-8)."""
    held = sorted(rows)
    later = held[12:24] if len(held) > 12 else held
    first = median(rows[month] for month in later)
    covered = []
    for at, month in enumerate(held):
        usual = first if at < 12 or not covered else median(rows[m] for m in covered[-12:])
        if rows[month] >= HALF * usual:
            covered.append(month)
    return covered


def breaks(points):
    """Return the months in which over half of the records lie on points new to the twelve months before.

    ``points`` gives for each month held the map point of every located record.
    """
    held = sorted(points)
    found = []
    for at in range(12, len(held)):
        known = set().union(*(set(points[month]) for month in held[at - 12 : at]))
        now = points[held[at]]
        if sum(point not in known for point in now) > len(now) / 2:
            found.append(held[at])
    return found


def grid_period(first, broken, last):
    """Return the first and last month of the current grid period: since the last break, 24 at most (S-22a).

    A period shorter than six months is passed over for the one before it.
    """
    starts = [first, *(month for month in sorted(broken) if month <= last)]
    while len(starts) > 1 and last - starts[-1] + 1 < 6:
        last = starts.pop() - 1
    return max(starts[-1], last - 23), last


@dataclass(frozen=True)
class Crime:
    """Every record held, one row each, with the files' coverage.

    ``slugs`` gives the territorial forces' codes by the name that their files carry.
    """

    months: list
    slugs: dict
    land: object

    def of(self, force):
        """Return the months of one force's own files."""
        return {m.number: m for m in self.months if self.slugs.get(m.slug) == force}

    @cached_property
    def forces(self):
        """Return the territorial forces that hold a file."""
        return sorted({self.slugs[m.slug] for m in self.months if m.slug in self.slugs})

    @cached_property
    def covered(self):
        """Return each force's covered months."""
        return {f: covered_months({n: len(m.category) for n, m in self.of(f).items()}) for f in self.forces}

    def last(self, force):
        """Return the latest covered month of a force: t0 where few forces are held (S-2)."""
        return self.covered[force][-1]

    @cached_property
    def points(self):
        """Return every distinct map point: its x and y."""
        x = np.concatenate([m.x[m.located] for m in self.months])
        y = np.concatenate([m.y[m.located] for m in self.months])
        return np.unique(np.column_stack([x, y]), axis=0, return_inverse=True)

    @cached_property
    def records(self):
        """Return the located records as columns: point, category, month."""
        category = np.concatenate([m.category[m.located] for m in self.months])
        month = np.concatenate([np.full(m.located.sum(), m.number) for m in self.months])
        return self.points[1].ravel(), category, month

    @cached_property
    def period_points(self):
        """Return the map points in use: of each territorial force's files in its current grid period."""
        used = []
        for force in self.forces:
            own = self.of(force)
            where = {
                n: list(zip(m.x[m.located].tolist(), m.y[m.located].tolist(), strict=True))
                for n, m in own.items()
            }
            if self.covered[force]:
                start, end = grid_period(min(own), breaks(where), self.last(force))
                used.extend(point for month in own if start <= month <= end for point in where[month])
        return np.unique(np.array(used), axis=0)

    def window(self, last):
        """Return the 36 months that end with a month."""
        return list(range(last - 35, last + 1))

    def covered_in(self, force, last):
        """Return the force's covered months of the window."""
        return [month for month in self.covered.get(force, []) if last - 36 < month <= last]

    def enough(self, last):
        """Return the forces with at least twelve covered months in the window (S-10)."""
        return [force for force in self.forces if len(self.covered_in(force, last)) >= LEAST_MONTHS]

    def unlocated(self, force, group, last):
        """Return the larger of the window's and the last year's share of records without a place (S-11)."""
        label = CATEGORIES.index(GROUPS[group])

        def share(months):
            rows = [self.of(force)[n] for n in months]
            every = sum((m.category == label).sum() for m in rows)
            lost = sum(((m.category == label) & ~m.located).sum() for m in rows)
            return lost / every if every else 0.0

        covered = self.covered_in(force, last)
        return max(share(covered), share([month for month in covered if month > last - 12]))

    def forces_of(self, group, last):
        """Return the forces that are covered for a group."""
        return [force for force in self.enough(last) if self.unlocated(force, group, last) <= UNLOCATED]

    def season(self, group, last):
        """Return s of each of the twelve calendar months, of mean 1."""
        labels = [CATEGORIES.index(GROUPS[g]) for g in GROUPS]
        alone = self._calendar([CATEGORIES.index(GROUPS[group])], last)
        together = self._calendar(labels, last)
        few = len(self.forces) < 10
        for means in [together] if few else [alone, together]:
            if means is not None and min(means) >= 100:
                return [12 * mean / sum(means) for mean in means]
        return [1.0] * 12

    def _calendar(self, labels, last):
        total = None
        for force in self.forces:
            months = self.covered_in(force, last)
            own = self.of(force)
            counts = {n: np.isin(own[n].category, labels).sum() for n in months}
            by_name = [[counts[n] for n in months if n % 12 == name] for name in range(12)]
            if all(by_name):
                means = [sum(some) / len(some) for some in by_name]
                total = means if total is None else [a + b for a, b in zip(total, means, strict=True)]
        return total


def read_crime(directory, land):
    """Return the crime files below a directory; police forces are named as the boundaries name them."""
    slugs = {}
    for district in land.districts:
        name = district.properties["PFANM"]
        slugs[name.lower().replace("&", "and").replace(" ", "-")] = district.properties["PFACD"]
    return Crime(read_months(directory), slugs, land)


def describe(months):
    """Return months as text."""
    return [text_of(month) for month in months]
