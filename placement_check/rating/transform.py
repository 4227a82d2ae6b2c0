"""The exponential transform of percentiles, its inverse, and the weighted means of a composite (S-25, S-26, 1.6).

The transform (English and Scottish Indices of Deprivation) reduces cancellation by design: a place at the 100th and
the 0th percentile of two equal domains scores as one at the 90th of both, not at the 50th. Throughout, NaN means
missing: it takes no part in a mean, whose weights are made to sum to one over what is there.
"""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from placement_check.method import RatingMethod

HAZARDS = "D4"


class Aggregator(StrEnum):
    """How percentiles are put together; the names are those of the method file."""

    EXPONENTIAL = "exponential"
    ARITHMETIC = "arithmetic"
    POWER = "power"


def exponential(p: ArrayLike, method: RatingMethod) -> NDArray[np.float64]:
    """Return E(P) = -23 ln(1 - (P/100)(1 - exp(-100/23))), of percentiles 0 to 100, itself 0 to 100 (S-25)."""
    c = method.transform_constant
    return np.asarray(-c * np.log1p(np.asarray(p, dtype=np.float64) / 100.0 * math.expm1(-100.0 / c)))


def percentile_of_exponential(e: ArrayLike, method: RatingMethod) -> NDArray[np.float64]:
    """Return the percentile P with E(P) = e: the inverse of ``exponential``."""
    c = method.transform_constant
    return np.asarray(100.0 * np.expm1(-np.asarray(e, dtype=np.float64) / c) / math.expm1(-100.0 / c))


def combine(
    percentiles: NDArray[np.float64],
    weights: NDArray[np.float64],
    aggregator: Aggregator,
    method: RatingMethod,
) -> NDArray[np.float64]:
    """Return the weighted mean over the last axis, of what is there; NaN where nothing is (S-25).

    ``exponential``: the mean of E(P). ``arithmetic``: the mean of P. ``power``: the fourth root of the mean of P^4.
    """
    if aggregator is Aggregator.EXPONENTIAL:
        return _mean(exponential(percentiles, method), weights)
    if aggregator is Aggregator.ARITHMETIC:
        return _mean(percentiles, weights)
    return np.asarray(_mean(percentiles**method.power, weights) ** (1.0 / method.power))


def combine_domains(
    q: NDArray[np.float64],
    hazard: NDArray[np.float64],
    weights: NDArray[np.float64],
    domains: Sequence[str],
    aggregator: Aggregator,
    method: RatingMethod,
) -> NDArray[np.float64]:
    """Return the open composite S of domain percentiles (S-26), where the term of D4 is H itself (S-24 in 9.11).

    ``q`` is (..., domains) in the order of ``domains``; what stands in D4's place is not read. ``hazard`` is H (...),
    0 to 100, on the scale of E; the other aggregators take its percentile on that scale (decision 0008).
    """
    at = list(domains).index(HAZARDS)
    terms = np.broadcast_to(q, np.broadcast_shapes(q.shape, (*hazard.shape, 1))).copy()
    if aggregator is Aggregator.EXPONENTIAL:
        terms = exponential(terms, method)
        terms[..., at] = hazard  # not E of its inverse: the printed sum must be of the printed H
        return _mean(terms, weights)
    terms[..., at] = percentile_of_exponential(hazard, method)
    return combine(terms, weights, aggregator, method)


def _mean(terms: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    missing = np.isnan(terms)
    held = np.where(missing, 0.0, weights)
    total = held.sum(axis=-1)
    found = (held * np.where(missing, 0.0, terms)).sum(axis=-1)
    return np.asarray(np.divide(found, total, out=np.full(np.shape(total), np.nan), where=total > 0))
