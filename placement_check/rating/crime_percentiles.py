"""A place's recorded crime against its reference: theta under every choice, and the percentiles P_g (S-20, S-21)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placement_check.rating.ranks import percentile_in_each
from placement_check.rating.shrinkage import posterior_means

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from placement_check.method import Method
    from placement_check.rating.evidence import Evidence
    from placement_check.rating.reference import ReferenceSet

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]


def posteriors(evidence: Evidence, reference: ReferenceSet) -> tuple[Floats, Floats]:
    """Return posterior means by (denominator, combination, group), and the shapes alpha + n* alike."""
    assert evidence.crime is not None  # noqa: S101 - only a rated place is asked
    crime = evidence.crime
    priors = reference.priors[:, reference.forces.index(evidence.force)]
    n_star, events = crime.n_star[:, 0], crime.events[:, 0]
    means = [
        posterior_means(priors[:, d], n_star, crime.effective(exposure)[:, 0], events, exposure[:, 0])
        for d, exposure in enumerate((crime.density, crime.rate))
    ]
    return np.array(means), np.moveaxis(priors[..., 1], 1, 0) + n_star


def percentiles_of(theta: Floats, used: Numbers, reference: ReferenceSet) -> Floats:
    """Return percentiles of theta (denominator, scenario, draw, group) at each scenario's bandwidth and half-life."""
    denominators, _, _, groups = theta.shape
    combination = reference.scenarios.combination[used][None, :, None, None]
    which = (combination, np.arange(denominators)[:, None, None, None], np.arange(groups))
    return percentile_in_each(reference.theta_tables, which, theta)


def by_denominator(ranks: Floats, used: Numbers, reference: ReferenceSet, method: Method) -> Floats:
    """Return P_g of percentiles (denominator, scenario, ...) under each scenario's denominator."""
    density, rate = ranks
    denominator, out = reference.scenarios.denominator[used], np.array(density)
    for number, name in enumerate(method.rating.denominators):
        mine = denominator == number
        out[mine] = group_percentiles(density[mine], rate[mine], name)
    return out


def group_percentiles(density: Floats, rate: Floats, denominator: str = "mean") -> Floats:
    """Return P_g by one denominator or the mean of both; by density alone where no rate is given (1.3, 9.11 N_K)."""
    if denominator == "density":
        return density
    other = np.where(np.isnan(rate), density, rate)
    return np.asarray(other if denominator == "resident" else (density + other) / 2.0)
