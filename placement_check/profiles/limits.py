"""Intervals of many counts at once (method S-19): as ``intervals.poisson_limits``, by Newton's steps, not halving."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from placement_check.intervals import Z95, ZERO_UPPER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

EXACT_BELOW = 10.0
TERMS, STEPS = 400, 60
LEAST = -700.0  # logarithm of the smallest figure that is told from nought


def poisson_limits(n: Floats) -> tuple[Floats, Floats]:
    """Return the 95 % limits for counts, which need not be whole: exact for n < 10, else Byar's (S-19)."""
    lower, upper = np.zeros(n.shape), np.full(n.shape, ZERO_UPPER)
    big = n >= EXACT_BELOW
    m = n[big]
    lower[big] = m * (1 - 1 / (9 * m) - Z95 / (3 * np.sqrt(m))) ** 3
    m = m + 1
    upper[big] = m * (1 - 1 / (9 * m) + Z95 / (3 * np.sqrt(m))) ** 3
    small = (n > 0) & ~big
    if small.any():
        lower[small] = gamma_quantile(0.025, n[small])
        upper[small] = gamma_quantile(0.975, n[small] + 1.0)
    return lower, upper


def gamma_quantile(p: float, shape: Floats) -> Floats:
    """Return the values below which Gamma(shape, 1) variables fall with probability ``p``; shapes up to about 11.

    Newton's method on the logarithms of both sides, which is nearly straight for small shapes.
    """
    log_gamma = np.array([math.lgamma(a) for a in shape.tolist()])
    start = shape * np.maximum(1 - 1 / (9 * shape) + _normal(p) / (3 * np.sqrt(shape)), 0.0) ** 3
    tail = (math.log(p) + log_gamma + np.log(shape)) / shape  # P(a, x) = x^a / (a Gamma(a)) for small x
    t = np.where(
        (start > 0) & (shape > 1), np.log(np.maximum(start, 1e-300)), np.minimum(tail, np.log(shape + 5.0))
    )
    lost = t < LEAST
    t[lost] = 0.0
    for _ in range(STEPS):
        x = np.exp(t)
        log_cdf = _log_cdf(shape, x, log_gamma)
        slope = np.exp(shape * t - x - log_gamma - log_cdf)  # of log P by log x
        step = np.clip((log_cdf - math.log(p)) / slope, -1.0, 1.0)
        t = t - step
        if np.abs(step).max() < 1e-15:
            break
    return np.asarray(np.where(lost, 0.0, np.exp(t)))


def _normal(p: float) -> float:
    return Z95 if p > 0.5 else -Z95


def _log_cdf(shape: Floats, x: Floats, log_gamma: Floats) -> Floats:
    """Return log P(shape, x) by its series, whose terms are all positive."""
    term = 1.0 / shape
    total = term.copy()
    k = shape.copy()
    for _ in range(TERMS):
        k += 1.0
        term = term * x / k
        total += term
        if (term < total * 1e-17).all():
            break
    return np.asarray(np.log(total) + shape * np.log(x) - x - log_gamma)
