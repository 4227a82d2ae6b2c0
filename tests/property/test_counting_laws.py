"""The counts of a list of places are those of the plain rule: every record at no more than the radius, and no other."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geodata import grid
from placement_check.profiles.counting import counts_within
from placement_check.tallies import counts_within as of_one

# Near a corner that four of the squares share into which a list is cut, and far enough from it for several of them.
CORNER = 480_000_000, 240_000_000
STEP = 40_000  # so coarse that many distances are whole multiples of it, and radii are met exactly
NEAR = st.integers(-60, 60)
FAR = st.integers(-700, 700)
PLACES = st.lists(st.tuples(NEAR, NEAR) | st.tuples(FAR, FAR), min_size=1, max_size=150)
RADII = st.lists(st.integers(0, 60), min_size=1, max_size=4)


def at(steps: list[tuple[int, int]], off: tuple[int, int] = (0, 0)) -> tuple[NDArray[np.int64], ...]:
    """Return eastings and northings in millimetres."""
    return tuple(
        CORNER[axis] + STEP * np.array([step[axis] for step in steps], dtype=np.int64) + off[axis]
        for axis in (0, 1)
    )


@given(PLACES, PLACES, RADII, st.tuples(st.integers(-1, 1), st.integers(-1, 1)), st.integers(0, 2**32 - 1))
@settings(max_examples=150, deadline=None)
def test_the_counts_of_a_list_are_those_of_the_plain_rule(points, places, radii, off, seed):
    px, py = at(points)
    index, order = grid.build(px.astype(np.int32), py.astype(np.int32))
    tally = np.random.default_rng(seed).integers(0, 300, (len(points), 3)).astype(np.uint16)
    x, y = at(places, off)
    d2 = (x[:, None] - px) ** 2 + (y[:, None] - py) ** 2
    expected = np.stack([(d2 <= (STEP * r) ** 2) @ tally.astype(np.int64) for r in radii], axis=1)
    metres = [STEP * r / 1000 for r in radii]
    found = counts_within(index, tally[order], x, y, metres)
    assert np.array_equal(found, expected)
    one = of_one(index, tally[order], int(x[0]), int(y[0]), metres)
    assert np.array_equal(found[0], one)
