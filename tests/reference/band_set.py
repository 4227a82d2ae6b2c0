"""The printed band set: the shortest of S-33, and how far what is missing carries its upper end (reading 23)."""

from __future__ import annotations

from itertools import product

MASS = 0.80
DUST = 1e-9  # reading 7
STEP = 1e-6  # a little more or less than a value at which the set may change


def shortest(shares):
    """Return the first and the last band of the shortest run with the modal band and 80 % (S-33, reading 9)."""
    modal = max(range(1, 5), key=lambda band: (shares[band - 1], band))
    runs = [
        (first, last)
        for first in range(1, modal + 1)
        for last in range(modal, 5)
        if sum(shares[first - 1 : last]) >= MASS - DUST
    ]
    return min(runs, key=lambda run: (run[1] - run[0], -run[1]))


def highest_end(least, worst):
    """Return the highest band of the shortest run of any distribution between two.

    Between means that no chance of a band or a higher one is below that of ``least`` or above that of ``worst``. The
    run changes only where a run's share passes 80 % or another band becomes the modal one, so it is enough to look at
    the ends of each chance's range, and just beside every value at which one of them may make such a change.
    """
    low, high = ([sum(shares[k:]) for k in (1, 2, 3)] for shares in (least, worst))
    ends = {0.0, 1.0, *low, *high}
    marks = {abs(a + b) for a in ends for b in (0.0, MASS, -MASS, 1 - MASS, MASS - 1)} | {m / 2 for m in ends}
    some = sorted({round(mark + step, 12) for mark in marks for step in (-STEP, 0.0, STEP)})
    choices = [
        sorted({a, b, *(mark for mark in some if a <= mark <= b)}) for a, b in zip(low, high, strict=True)
    ]
    found = 1
    for two, three, four in product(*choices):
        if two >= three >= four:
            found = max(found, shortest((1 - two, two - three, three - four, four))[1])
            if found == 4:
                break
    return found


def printed(shares, also):
    """Return the bands of the set, widened to hold some more, and the names of those that made its upper end."""
    first, last = shortest(shares)
    bands = [first, last, *also.values()]
    top = max(bands)
    return tuple(range(min(bands), top + 1)), tuple(name for name, band in also.items() if band == top > last)
