"""Intervals for counts: exact below ten, Byar's above (method S-19), and the gamma quantile they need."""

from __future__ import annotations

import math

Z95 = 1.959963984540054
ZERO_UPPER = 3.6888794541139363  # -ln(0.025): the exact 95 % upper limit when nothing was seen
_TINY = 1e-300


def poisson_limits(n: float) -> tuple[float, float]:
    """Return the 95 % limits for a count, which need not be whole: exact for n < 10, else Byar's (S-19)."""
    if n <= 0:
        return 0.0, ZERO_UPPER
    if n < 10:
        return gamma_quantile(0.025, n), gamma_quantile(0.975, n + 1.0)
    lower = n * (1 - 1 / (9 * n) - Z95 / (3 * math.sqrt(n))) ** 3
    m = n + 1
    return lower, m * (1 - 1 / (9 * m) + Z95 / (3 * math.sqrt(m))) ** 3


def gamma_quantile(p: float, shape: float) -> float:
    """Return the value below which a Gamma(shape, 1) variable falls with probability ``p``.

    Halving after a doubling search; accurate to the last few bits. A numerical library would cost a cold check more
    than everything else it does.
    """
    low, high = 0.0, max(1.0, shape)
    while gamma_cdf(shape, high) < p:
        low, high = high, high * 2
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return middle
        if gamma_cdf(shape, middle) < p:
            low = middle
        else:
            high = middle


def gamma_cdf(shape: float, x: float) -> float:
    """Return the regularised lower incomplete gamma function P(shape, x).

    Series for x < shape + 1, continued fraction (modified Lentz) above.
    """
    if x <= 0:
        return 0.0
    front = math.exp(-x + shape * math.log(x) - math.lgamma(shape))
    if x < shape + 1:
        return _series(shape, x) * front
    return 1.0 - _fraction(shape, x) * front


def _series(shape: float, x: float) -> float:
    term = total = 1.0 / shape
    k = shape
    while abs(term) > abs(total) * 1e-17:
        k += 1
        term *= x / k
        total += term
    return total


def _fraction(shape: float, x: float) -> float:
    b = x + 1 - shape
    c, d = 1 / _TINY, 1 / b
    h = d
    for i in range(1, 10_000):
        a = -i * (i - shape)
        b += 2
        d = 1 / (a * d + b or _TINY)
        c = b + a / c or _TINY
        h *= d * c
        if abs(d * c - 1) < 1e-16:
            break
    return h
