"""95 % limits of a count: exact below ten, Byar's above (S-19)."""

from __future__ import annotations

import math

from scipy.stats import gamma, norm

Z = norm.ppf(0.975)
NONE_SEEN = gamma.ppf(0.975, 1)  # 3.689: the upper limit when nothing was seen


def limits(n):
    """Return the lower and upper 95 % limit of an effective count."""
    if n <= 0:
        return 0.0, float(NONE_SEEN)
    if n < 10:
        return float(gamma.ppf(0.025, n)), float(gamma.ppf(0.975, n + 1))
    m = n + 1
    return (
        n * (1 - 1 / (9 * n) - Z / (3 * math.sqrt(n))) ** 3,
        m * (1 - 1 / (9 * m) + Z / (3 * math.sqrt(m))) ** 3,
    )


def figure_limits(y, n_star, exposure):
    """Return the limits of Y/e; no upper limit is below that of having seen nothing (S-18, S-19)."""
    least = float(NONE_SEEN) / exposure
    if y == 0:
        return 0.0, least
    lower, upper = limits(n_star)
    per_event = y / (n_star * exposure)
    return lower * per_event, max(upper * per_event, least)
