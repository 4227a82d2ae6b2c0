"""Shrinkage of rates to the reference's own spread: a gamma prior by the method of moments (S-20 in 9.11).

The same formulas serve density (e in km² x years) and rate per resident (e in thousands of residents x years).
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from placement_check.intervals import gamma_cdf, gamma_quantile

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

DIGITS = 11


class Posterior(NamedTuple):
    """What is believed of one place's true rate: Gamma(shape, rate).

    An infinite shape is a rate known to be ``mean``; shape 0 is nothing seen and no prior, a rate of 0.
    """

    mean: float
    shape: float
    rate: float

    def exceeds(self, x: float) -> float:
        """Return Pr(theta >= x); NaN where either is missing."""
        if math.isnan(x) or math.isnan(self.mean):
            return math.nan
        if math.isinf(self.shape) or self.shape == 0:
            return float(self.mean >= x)
        return _above(self.shape, self.rate * x)

    def quantile(self, p: float) -> float:
        """Return the value below which theta lies with probability ``p``."""
        if math.isinf(self.shape) or self.shape == 0:
            return self.mean
        return gamma_quantile(p, self.shape) / self.rate


class Prior(NamedTuple):
    """Gamma(alpha, beta). Infinite: no variation between places was detectable, theta = mean; zero: no shrinkage."""

    mean: float
    alpha: float
    beta: float

    @classmethod
    def none(cls) -> Prior:
        """Return the prior that shrinks nothing: too few reference points (S-20)."""
        return cls(math.nan, 0.0, 0.0)

    @property
    def variation(self) -> bool:
        """Return whether the places differ by more than chance, or could not be asked."""
        return not math.isinf(self.alpha)

    @property
    def shrinks(self) -> bool:
        """Return whether there is a prior at all."""
        return self.alpha > 0

    def shape(self, n_star: ArrayLike) -> NDArray[np.float64]:
        """Return alpha + n*, infinite where theta = mean."""
        return np.asarray(self.alpha + np.asarray(n_star, dtype=np.float64))

    def rate(self, e_star: ArrayLike) -> NDArray[np.float64]:
        """Return beta + e*, infinite where theta = mean."""
        return np.asarray(self.beta + np.asarray(e_star, dtype=np.float64))

    def posterior_mean(
        self, n_star: ArrayLike, e_star: ArrayLike, y: ArrayLike, e: ArrayLike
    ) -> NDArray[np.float64]:
        """Return theta: (alpha + n*) / (beta + e*), the prior's mean, or Y/e; NaN where there is no exposure."""
        prior = np.array([self.mean, self.alpha, self.beta])
        columns = (np.asarray(column, dtype=np.float64) for column in (n_star, e_star, y, e))
        return posterior_means(prior, *columns)

    def posterior(self, n_star: float, e_star: float, y: float, e: float) -> Posterior:
        """Return the posterior of one place."""
        return Posterior(
            float(self.posterior_mean(n_star, e_star, y, e)),
            float(self.shape(n_star)),
            float(self.rate(e_star)),
        )


@lru_cache(maxsize=256)
def _above(shape: float, x: float) -> float:
    """Return Pr(Gamma(shape, 1) >= x), remembered: each single fact asks it again of the groups it leaves alone."""
    return 1.0 - gamma_cdf(shape, x)


def posterior_means(
    priors: NDArray[np.float64], n_star: NDArray[np.float64], e_star: NDArray[np.float64], y: NDArray[np.float64],
    e: NDArray[np.float64],
) -> NDArray[np.float64]:  # fmt: skip
    """Return theta as ``Prior.posterior_mean`` for priors (..., [mean, alpha, beta]), one for each place.

    Never less than with nothing recorded: where the only records lie at the kernel's rim, e* is up to twice e, and one
    record would look better than none (decision 0008).
    """
    mean, alpha, beta = np.moveaxis(priors, -1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        shrunk = np.maximum((alpha + n_star) / (beta + e_star), alpha / (beta + e))
        theta = np.where(alpha > 0, shrunk, y / e)
    theta = np.where(np.isinf(alpha), mean, theta)
    return significant(np.where((e > 0) & ~np.isnan(y), theta, np.nan))


def significant(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the values to eleven significant digits, so that a tie does not hang on the order of a sum (0008).

    Two places with nothing recorded and the same land rank alike, though their exposures differ in the last digit.
    """
    size = np.abs(values)
    known = np.isfinite(size) & (size > 0)
    magnitude = np.floor(np.log10(size, out=np.zeros(size.shape), where=known))
    scale = 10.0 ** (DIGITS - 1 - magnitude)
    return np.asarray(np.where(known, np.round(values * scale) / scale, values))


def prior_of(y: NDArray[np.float64], e: NDArray[np.float64], e_star: NDArray[np.float64]) -> Prior:
    """Return the prior that the reference points give (S-20 in 9.11); ``Prior.none()`` where there are none.

    Points without exposure are left out. Whether there are enough points is for the caller to judge (S-5a).
    """
    held = (e > 0) & ~np.isnan(y)
    y, e, e_star = y[held], e[held], e_star[held]
    if y.size == 0:
        return Prior.none()
    exposure = e.sum()
    mean = float(y.sum() / exposure)
    spread = (e * (y / e - mean) ** 2).sum() / exposure
    by_chance = (e * (mean / e_star)).sum() / exposure
    excess = float(spread - by_chance)
    if excess <= 0:
        return Prior(mean, math.inf, math.inf)
    return Prior(mean, mean**2 / excess, mean / excess)
