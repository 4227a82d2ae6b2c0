"""Laws of the point grid: it finds what an exhaustive search finds, wherever its lines happen to fall."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geodata import grid

# Few distinct numbers near cell lines and equal distances, so that ties, edges and doubles are common.
COORDINATE = st.one_of(
    st.integers(-2_000_000, 2_000_000),
    st.sampled_from([-400_000, -1, 0, 1, 399_999, 400_000, 400_001, 800_000, 300_000, 500_000]),
)
POINTS = st.lists(st.tuples(COORDINATE, COORDINATE), max_size=25)
PLACES = st.lists(st.tuples(COORDINATE, COORDINATE), max_size=4)
RADIUS = st.one_of(st.integers(0, 3_000_000), st.sampled_from([500_000, 400_000, 1]))


def index_of(points: list[tuple[int, int]]) -> tuple[grid.GridIndex, np.ndarray]:
    array = np.array(points, dtype=np.int32).reshape(-1, 2)
    return grid.build(array[:, 0], array[:, 1])


def asked(index: grid.GridIndex, places: list[tuple[int, int]], radius_mm: int) -> grid.Near:
    array = np.array(places, dtype=np.int64).reshape(-1, 2)
    return index.within(array[:, 0], array[:, 1], radius_mm / 1000)


def found(
    points: list[tuple[int, int]], places: list[tuple[int, int]], radius_mm: int
) -> list[tuple[int, int, int]]:
    """Return (place, point, squared distance), points numbered as given, in the order of the answer."""
    index, order = index_of(points)
    near = asked(index, places, radius_mm)
    return [(int(o), int(order[i]), int(d)) for o, i, d in zip(near.owner, near.index, near.d2, strict=True)]


@given(POINTS, PLACES, RADIUS)
def test_what_is_found_is_what_an_exhaustive_search_finds(points, places, radius):
    expected = {
        (p, n, (x - a) ** 2 + (y - b) ** 2)
        for p, (a, b) in enumerate(places) for n, (x, y) in enumerate(points)
        if (x - a) ** 2 + (y - b) ** 2 <= radius**2
    }  # fmt: skip
    answer = found(points, places, radius)
    assert set(answer) == expected
    assert len(answer) == len(expected)


@given(
    st.lists(st.tuples(st.integers(-40, 40), st.integers(-40, 40)), min_size=1, max_size=20),
    st.sampled_from([5, 13, 25]),
)
def test_points_exactly_at_the_radius_are_inside(steps, radius):
    # 3-4-5 and its kin: lattice points of 100 m meet round radii exactly.
    points = [(100_000 * x, 100_000 * y) for x, y in steps]
    answer = {n for _, n, _ in found(points, [(0, 0)], 100_000 * radius)}
    assert answer == {n for n, (x, y) in enumerate(steps) if x * x + y * y <= radius * radius}


@given(POINTS, PLACES, RADIUS, RADIUS)
def test_a_wider_search_never_loses_a_point(points, places, one, other):
    narrow, wide = sorted((one, other))
    assert set(found(points, places, narrow)) <= set(found(points, places, wide))


@given(POINTS, PLACES, RADIUS, st.randoms(use_true_random=False))
def test_the_order_of_the_points_changes_nothing(points, places, radius, chance):
    shuffled = points[:]
    chance.shuffle(shuffled)
    (one, _), (other, _) = index_of(points), index_of(shuffled)
    for name in ("x", "y", "start"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes()
    assert (one.origin, one.shape) == (other.origin, other.shape)
    a, b = asked(one, places, radius), asked(other, places, radius)
    assert (a.owner.tolist(), a.index.tolist(), a.d2.tolist()) == (
        b.owner.tolist(),
        b.index.tolist(),
        b.d2.tolist(),
    )


@given(POINTS, PLACES, RADIUS, COORDINATE, COORDINATE)
def test_moving_everything_together_changes_no_answer_and_not_its_order(points, places, radius, dx, dy):
    moved_points = [(x + dx, y + dy) for x, y in points]
    moved_places = [(x + dx, y + dy) for x, y in places]
    assert found(points, places, radius) == found(moved_points, moved_places, radius)


@given(POINTS, PLACES, RADIUS)
def test_many_places_at_once_are_answered_like_one_after_the_other(points, places, radius):
    together = found(points, places, radius)
    alone = [(p, n, d) for p, place in enumerate(places) for _, n, d in found(points, [place], radius)]
    assert together == alone
