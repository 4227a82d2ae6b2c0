"""Recorded crime round one place under every bandwidth and half-life that the draws may choose (1.6, S-31a b)."""

from __future__ import annotations

import math
from functools import cache, lru_cache

from reference.crime_files import CATEGORIES, GROUPS
from reference.exposure import RESIDENTS, SPACINGS, STEPS, UNCOVERED
from reference.kernel import kernel, mass
from reference.position import distances, square_of

BANDWIDTHS = (800, 1200, 1600, 2400)
HALF_LIVES = (12, 24, math.inf)
COMBINATIONS = [(h, t) for h in BANDWIDTHS for t in HALF_LIVES]
CENTRAL = COMBINATIONS.index((1600, 24))


def block_weights(half_life):
    """Return u of each block of twelve months (S-15); without decay all weigh alike."""
    return [2 ** (-12 * block / half_life) for block in range(3)]


@cache
def choices_of(exposure):
    """Return the choices over one set of crime files, made once."""
    return Choices(exposure)


class Choices:
    """The figures of any place, as ``Exposure`` has them at the central choice."""

    def __init__(self, exposure):
        self.exposure = exposure
        self.records = cache(self._records)
        self.away = lru_cache(maxsize=1)(self._away)
        self.years = cache(exposure.years)

    def _records(self, group, forces, last):
        """Return a group's records that count: point, block and month."""
        point, category, month = self.exposure.counting(forces, last)
        mine = category == CATEGORIES.index(GROUPS[group])
        return point[mine], (last - month[mine]) // 12, month[mine]

    def _away(self, qx, qy):
        places = self.exposure.crime.points[0]
        return distances(qx, qy, places[:, 0], places[:, 1])

    def at(self, x, y, last, spacing, bandwidth):
        """Return the bandwidth used, and by half-life each group's figures, uncovered share included.

        A group whose uncovered share is above a tenth has only that (S-10).
        """
        h = next(step for step in STEPS if step >= max(bandwidth, SPACINGS * spacing))
        qx, qy = square_of(x, y)
        land = self.exposure.land
        disc = {}
        for code, share in land.disc(qx, qy, h).items():
            force = next(d.properties["PFACD"] for d in land.districts if d.code == code)
            disc[force] = disc.get(force, 0.0) + share
        found = {half_life: {} for half_life in HALF_LIVES}
        for group in GROUPS:
            for half_life, row in self._group(group, qx, qy, h, last, disc).items():
                found[half_life][group] = row
        return h, found

    def _group(self, group, qx, qy, h, last, disc):
        forces = tuple(self.exposure.forces_of(group, last))
        uncovered = 1 - sum(disc.get(force, 0) for force in forces) / sum(disc.values())
        if uncovered > UNCOVERED:
            return {half_life: {"uncovered": uncovered} for half_life in HALF_LIVES}
        point, block, month = self.records(group, forces, last)
        away = self.away(qx, qy)
        near = (away <= h)[point]
        weight = kernel(away, h)[point[near]]
        first = [float(weight[block[near] == b].sum()) for b in range(3)]
        second = [float((weight[block[near] == b] ** 2).sum()) for b in range(3)]
        largest = max(forces, key=lambda force: disc.get(force, 0))
        phi = self.exposure.phi(group, month[near], largest, last)
        residents, unknown = self.exposure.residents(qx, qy, h, forces)
        given = sum(residents.values()) >= RESIDENTS and unknown <= UNCOVERED
        found = {}
        for half_life in HALF_LIVES:
            row = self._figures(group, last, h, disc, forces, half_life, first, second, phi)
            if given:
                row["e_R"] = self._weighted(group, last, forces, residents, half_life) / 1000
                row["e_R_star"] = row["e_R"] * row["n_star"] / row["Y"] if row["Y"] else row["e_R"]
            found[half_life] = row | {"uncovered": uncovered}
        return found

    def _figures(self, group, last, h, disc, forces, half_life, first, second, phi):
        """Return Y, e, n* and e* (S-16, S-18), given the kernel sums of each block and of their squares."""
        u = block_weights(half_life)
        y = sum(a * b for a, b in zip(u, first, strict=True))
        area = {force: disc.get(force, 0.0) * mass(h) for force in forces}
        e = self._weighted(group, last, forces, area, half_life)
        n_star = 0.0
        if y:
            n_eff = y**2 / sum(a**2 * b for a, b in zip(u, second, strict=True))
            squares = self._weighted(group, last, forces, area, half_life, power=2)
            n_star = min(n_eff, 5 / 3 * e / squares * y) / phi
        star = e * n_star / y if y else e
        return {"Y": y, "e": e, "n_star": n_star, "e_star": star, "e_R": None, "e_R_star": None}

    def _weighted(self, group, last, forces, amount, half_life, power=1):
        """Return the sum over forces of an amount times the years that each covers, weighted by age."""
        u = block_weights(half_life)
        return sum(
            amount[force] * sum(a**power * t for a, t in zip(u, self.years(group, force, last), strict=True))
            for force in forces
        )
