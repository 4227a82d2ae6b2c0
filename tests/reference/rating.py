"""The arithmetic of the rating: transform, prior, weighted means, bands, floors (S-20 to S-30, section 9.11)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.stats import gamma

from reference.percentiles import mid_rank

# Sections 1.2, 1.3 and 6: what each part weighs.
DOMAINS = {"D1": 0.55, "D3": 0.15, "D4": 0.15, "D6": 0.15}
OMEGA = {"vso": 0.35, "drg": 0.15, "rob": 0.15, "asb": 0.15, "wpn": 0.10, "po": 0.10}
POLICE_GENERATED = ("drg", "wpn")
VENUES = {
    "venues.pubs": 0.40,
    "venues.takeaways": 0.20,
    "venues.hotels": 0.20,
    "venues.interchanges": 0.20,
}
SERVICES = {
    "services.isolation": 0.20,
    "services.transport": 0.15,
    "services.school": 0.20,
    "services.gp": 0.15,
    "services.camhs": 0.15,
    "services.youth": 0.15,
}
FEWER_IS_WORSE = {"services.transport"}
HAZARDS = {"hazards.rail": 1 / 3, "hazards.water": 1 / 3, "hazards.road": 1 / 3}

CUTS = (25, 75, 90)
LEAST_COMPLETE = 0.60
BAND_1_COMPLETE = 0.80
BAND_1_GRADES = "AB"
FEWEST = 30  # points for a prior, S-20
F1_QUANTILE, F1_PROBABILITY, F1_RATE = 0.95, 0.90, 75
F2_PERCENTILE = 90
F3_INDEX = 90
RT3_SHARE = 0.30
RT4_POINTS = 25
RT5_PERCENTILE = 95
POLICE_POINTS = 10  # a change of Q1 that the report must mention, 1.3


def exponential(percentile):
    """Return E(P) of S-25."""
    return -23 * math.log(1 - percentile / 100 * (1 - math.exp(-100 / 23)))


def weighted_mean(values, weights):
    """Return the mean of the values that there are, their weights made to add up to 1; None of nothing."""
    held = {name: value for name, value in values.items() if value is not None}
    if not held:
        return None
    return sum(weights[name] * value for name, value in held.items()) / sum(weights[name] for name in held)


def rank(value, reference):
    """Return the mid-rank percentile among those of the reference that have a value, or None of nothing.

    Values that agree to nine digits are equal: a tie must not depend on the order of a sum.
    """
    if value is None:
        return None
    others = [other for other in reference if other is not None]
    return mid_rank(value, [value if alike(other, value) else other for other in others])


def alike(one, other):
    """Return whether two numbers are the same to nine digits."""
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)


@dataclass(frozen=True)
class Prior:
    """The gamma prior of one figure of one group; ``variance`` is A, and no variation is A = 0."""

    mean: float
    variance: float
    points: int

    def posterior(self, n, exposure):
        """Return the shape and the rate of the posterior."""
        return self.mean**2 / self.variance + n, self.mean / self.variance + exposure

    def theta(self, n, exposure, whole=None):
        """Return the posterior mean, never below that of the ``whole`` exposure with nothing recorded in it."""
        if self.variance == 0:
            return self.mean
        shape, rate = self.posterior(n, exposure)
        none, all_of_it = self.posterior(0, exposure if whole is None else whole)
        return max(shape / rate, none / all_of_it)

    def above(self, cut, n, exposure):
        """Return the posterior probability of reaching a cut; of a group without variation, none."""
        if self.variance == 0:
            return 0.0
        shape, rate = self.posterior(n, exposure)
        return float(gamma.sf(cut, shape, scale=1 / rate))


def prior_of(points):
    """Return the prior by the method of moments, of (Y, e, e*) at each reference point (S-20)."""
    assert len(points) >= FEWEST
    y, e, effective = np.array(points, float).T
    m = y.sum() / e.sum()
    s2 = (e * (y / e - m) ** 2).sum() / e.sum()
    noise = (e * (m / effective)).sum() / e.sum()
    return Prior(float(m), float(max(0.0, s2 - noise)), len(points))


def completeness(held):
    """Return C from the weight that is held in each domain (S-27)."""
    return sum(weight * held[domain] for domain, weight in DOMAINS.items())


def band_by_cuts(percentile):
    """Return 1, 2, 3 or 4."""
    return 1 + sum(percentile >= cut for cut in CUTS)


def capped(band, complete, grade):
    """Return the band and why it was raised, where band 1 is not to be had (S-28)."""
    if band == 1 and (complete < BAND_1_COMPLETE or grade not in BAND_1_GRADES):
        return 2, ["evidence incomplete"]
    return band, []


def capped_locally(band):
    """Return the band and why it was raised: a force's own area gives no band 1 (S-5a)."""
    return (2, ["local reference"]) if band == 1 else (band, [])


def floors(groups, q1, hazard):
    """Return what each of F1, F2 and F3 asks for at least, or 0, and the groups that fire F1."""
    firing = [
        name
        for name, row in groups.items()
        if row["pr_above_95"] >= F1_PROBABILITY and (row["P_R"] is None or row["P_R"] >= F1_RATE)
    ]
    return {
        "F1": {0: 0, 1: 3}.get(len(firing), 4),
        "F2": 3 if q1 is not None and q1 >= F2_PERCENTILE else 0,
        "F3": 3 if hazard is not None and hazard >= F3_INDEX else 0,
    }, firing


def denominators_apart(groups):
    """Return how far the weighted percentiles of density and of rate lie apart, or None without a rate (RT4)."""
    both = {name: row for name, row in groups.items() if row["P_R"] is not None}
    if not both:
        return None
    density, rate = (
        weighted_mean({name: row[key] for name, row in both.items()}, OMEGA) for key in ("P_D", "P_R")
    )
    return abs(density - rate)
