"""Recorded crime round one place: density and rate of each group with their intervals (method 1.3, S-14 to S-22)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, lru_cache

import numpy as np

from reference.crime_files import CATEGORIES, GROUPS
from reference.intervals import figure_limits
from reference.kernel import kernel, mass
from reference.position import distances, square_of

STEPS = (800, 1200, 1600, 2400, 3200, 5000)
SPACINGS = 6 * 3**0.5  # the bandwidth in map-point spacings, S-22
LAY = 1600  # the circle of the plain counts, 1.4
FEWEST = 20  # postcodes for the spacing, S-22a
RESIDENTS = 100  # fewer weighted residents give no rate
UNCOVERED = 0.10  # S-10
BLOCK_WEIGHT = tuple(2 ** (-b / 2) for b in range(3))  # S-15


@dataclass(frozen=True)
class Around:
    """What is found round one place; ``groups`` is empty, and ``outcome`` says why, where no group is measured."""

    last: int | None
    spacing: float | None
    h: int | None
    disc: dict
    groups: dict = field(default_factory=dict)
    counts: dict | None = None
    outcome: str = ""


class Exposure:
    """The figures of any place from one set of crime files."""

    def __init__(self, crime, people, land):
        self.crime, self.people, self.land = crime, people, land
        self.season = cache(crime.season)
        self.forces_of = cache(crime.forces_of)
        self.unlocated = cache(crime.unlocated)
        self.belongs = cache(lambda forces: land.force_of_points(*crime.points[0].T, set(forces)))
        self.counting = cache(self._counting)
        self.residents = lru_cache(maxsize=1)(people.within)

    def around(self, x, y, district):
        """Return the figures of a place in millimetres whose district is known."""
        qx, qy = square_of(x, y)
        own = next((d.properties["PFACD"] for d in self.land.districts if d.code == district), None)
        if not self.crime.covered.get(own):
            return Around(None, None, None, {}, outcome="not_covered")
        last = self.crime.last(own)
        spacing = self.spacing(qx, qy)
        h = next((step for step in STEPS if step >= max(1600, SPACINGS * spacing)), None)
        if h is None:
            return Around(last, spacing, None, {}, outcome="unavailable")
        disc = {}
        for code, share in self.land.disc(qx, qy, h).items():
            force = next(d.properties["PFACD"] for d in self.land.districts if d.code == code)
            disc[force] = disc.get(force, 0.0) + share
        groups = {group: self.group(group, qx, qy, h, last, disc, own) for group in GROUPS}
        known = all(row["uncovered_share"] <= UNCOVERED for row in groups.values())
        counts = self.counts(qx, qy, last) if known and 10 * spacing <= LAY else None
        return Around(last, spacing, h, disc, groups, counts)

    def spacing(self, x, y):
        """Return d_nn: the mean distance from postcodes near a square's centre to their nearest map point (S-22a)."""
        people = self.people
        looked = np.isin(people.force, [force for force in self.crime.forces if self.crime.covered[force]])
        away = distances(x, y, people.x[looked], people.y[looked])
        some = np.flatnonzero(away <= 3000)
        if len(some) < FEWEST:
            some = np.argsort(away, kind="stable")[:FEWEST]
        return float(self.nearest_point[looked][some].mean())

    @property
    def nearest_point(self):
        """Return each postcode's distance to the nearest map point in use."""
        if not hasattr(self, "_nearest"):
            used, people = self.crime.period_points, self.people
            covered = [force for force in self.crime.forces if self.crime.covered[force]]
            self._nearest = np.full(len(people.x), np.nan)
            for at in np.flatnonzero(np.isin(people.force, covered)):
                self._nearest[at] = distances(people.x[at], people.y[at], used[:, 0], used[:, 1]).min()
        return self._nearest

    def _counting(self, forces, last):
        """Return the records that count: those whose point belongs to a force that covers their month (S-10)."""
        point, category, month = self.crime.records
        counts = np.zeros(len(point), bool)
        for force in forces:
            counts |= (self.belongs(forces)[point] == force) & np.isin(
                month, self.crime.covered_in(force, last)
            )
        return point[counts], category[counts], month[counts]

    def counts(self, x, y, last):
        """Return the plain counts of every category in the lay circle."""
        point, category, _ = self.counting(tuple(self.crime.enough(last)), last)
        places = self.crime.points[0]
        near = distances(x, y, places[:, 0], places[:, 1]) <= LAY
        return {label: int(near[point][category == at].sum()) for at, label in enumerate(CATEGORIES)}

    def years(self, group, force, last):
        """Return T_b, the years of each block that a force covers, weighted by season."""
        s = self.season(group, last)
        covered = self.crime.covered_in(force, last)
        return [sum(s[m % 12] / 12 for m in covered if (last - m) // 12 == b) for b in range(3)]

    def group(self, group, x, y, h, last, disc, own):
        """Return one group's figures, or only its uncovered share where that is too much (S-10, S-11)."""
        forces = tuple(self.forces_of(group, last))
        land = sum(disc.values())
        uncovered = 1 - sum(disc.get(force, 0) for force in forces) / land
        share = max(
            (self.unlocated(f, group, last) for f in self.crime.enough(last) if f in disc), default=None
        )
        found = {"uncovered_share": uncovered, "unlocated_share": share, "measured": uncovered <= UNCOVERED}
        if not found["measured"]:
            # Records that lost their places are another thing than land without a file.
            lost = own in self.crime.enough(last) and own not in forces
            return found | {"outcome": "unavailable" if lost else "not_covered"}
        found["grade"] = self.grade(group, own, h, last, disc)
        if found["grade"] == "N":
            return found | {"measured": False, "outcome": "unavailable"}
        return found | self._figures(group, x, y, h, last, disc, forces)

    def grade(self, group, own, h, last, disc):
        """Return the grade of the data: months, silence and bandwidth first, then the records without a place (S-12).

        The forces that count are the place's own and those with over a tenth of the disc's land.
        """
        land = sum(disc.values())
        worst = 0
        for force in self.forces_of(group, last):
            if force != own and disc.get(force, 0) <= UNCOVERED * land:
                continue
            covered = self.crime.covered_in(force, last)
            step = sum(len(covered) < cut for cut in (35, 24, 12))
            silent = last - covered[-1]
            step = 3 if silent > 12 else step + (silent > 6)
            step += h > STEPS[2]
            lost = sum(self.unlocated(force, group, last) > cut for cut in (0.05, 0.10, 0.20))
            worst = max(worst, step, lost)
        return "ABCN"[min(worst, 3)]

    def _figures(self, group, x, y, h, last, disc, forces):
        point, category, month = self.counting(forces, last)
        mine = category == CATEGORIES.index(GROUPS[group])
        point, block, month = point[mine], (last - month[mine]) // 12, month[mine]
        places = self.crime.points[0]
        away = distances(x, y, places[:, 0], places[:, 1])
        weight = kernel(away, h)[point] * np.array(BLOCK_WEIGHT)[block]
        years = {force: self.years(group, force, last) for force in forces}
        sums = {
            force: sum(u * t for u, t in zip(BLOCK_WEIGHT, years[force], strict=True)) for force in forces
        }
        squares = {
            force: sum(u * u * t for u, t in zip(BLOCK_WEIGHT, years[force], strict=True)) for force in forces
        }
        area = {force: disc.get(force, 0) * mass(h) for force in forces}
        e = sum(area[f] * sums[f] for f in forces)
        y_total = float(weight.sum())
        n_eff = y_total**2 / float((weight**2).sum()) if y_total else 0.0
        kappa = 5 / 3 * e / sum(area[f] * squares[f] for f in forces)
        largest = max(forces, key=lambda force: disc.get(force, 0))
        near = (away <= h)[point]
        phi = self.phi(group, month[near], largest, last)
        n_star = min(n_eff, kappa * y_total) / phi
        found = {"events": y_total, "exposure": e, "n_eff": n_eff, "phi": phi, "n_star": n_star}
        found |= {"within": int(near.sum()), "D": y_total / e, "D_limits": figure_limits(y_total, n_star, e)}
        return found | self._rate(x, y, h, forces, sums, y_total, n_star)

    def _rate(self, x, y, h, forces, sums, y_total, n_star):
        residents, unknown = self.residents(x, y, h, forces)
        n = sum(residents.values())
        if n < RESIDENTS or unknown > UNCOVERED:
            return {
                "residents": n,
                "R": None,
                "R_outcome": "not_covered" if unknown > UNCOVERED else "unavailable",
            }
        e = sum(residents[force] * sums[force] for force in forces) / 1000
        return {"residents": n, "R": y_total / e, "R_limits": figure_limits(y_total, n_star, e)}

    def phi(self, group, months, force, last):
        """Return the overdispersion of the monthly counts in the plain circle (S-18)."""
        s = self.season(group, last)
        covered = self.crime.covered_in(force, last)
        total, blocks = 0.0, 0
        for b in range(3):
            mine = [m for m in covered if (last - m) // 12 == b]
            if not mine:
                continue
            blocks += 1
            seen = [int((months == m).sum()) for m in mine]
            scale = sum(seen) / sum(s[m % 12] for m in mine)
            for m, n in zip(mine, seen, strict=True):
                if scale:
                    total += (n - scale * s[m % 12]) ** 2 / (scale * s[m % 12])
        free = len(covered) - blocks
        return min(5.0, max(1.0, total / free)) if free > 0 else 1.0
