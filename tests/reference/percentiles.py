"""Mid-rank percentiles (S-21)."""

from __future__ import annotations

FEWEST = 20


def mid_rank(value, reference):
    """Return 100 times the share below, and half the share equal."""
    below = sum(other < value for other in reference)
    equal = sum(other == value for other in reference)
    return 100 * (below + 0.5 * equal) / len(reference)
