import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.build.linkage import cluster


def labels(points, within=150.0):
    x, y = np.array(points, dtype=float).reshape(-1, 2).T
    return cluster(x, y, within).tolist()


def test_a_chain_of_short_steps_is_one_place_though_its_ends_lie_far_apart():
    assert labels([(0, 0), (300, 0), (150, 0), (1000, 0)]) == [0, 0, 0, 1]


def test_a_step_of_exactly_the_distance_counts_and_a_millimetre_more_does_not():
    assert labels([(0, 0), (150, 0)]) == [0, 0]
    assert labels([(0, 0), (150.001, 0)]) == [0, 1]


def test_no_points_make_no_clusters():
    empty = cluster(np.empty(0), np.empty(0), 150.0)
    assert empty.size == 0
    assert empty.dtype == np.int64


def test_points_at_one_place_are_one_cluster():
    assert labels([(5, 5), (5, 5), (5, 5)]) == [0, 0, 0]


def test_a_point_that_is_nowhere_is_refused():
    with pytest.raises(ValueError, match="finite"):
        cluster(np.array([0.0, np.nan]), np.array([0.0, 0.0]), 150.0)


POINT = st.tuples(st.integers(0, 2000), st.integers(0, 2000))


@settings(max_examples=60, deadline=None)
@given(st.lists(POINT, min_size=1, max_size=40))
def test_clusters_are_those_of_the_brute_force_closure(points):
    xy = np.array(points, dtype=float)
    near = np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1)) <= 150
    for _ in range(len(points)):
        near = near | ((near.astype(int) @ near.astype(int)) > 0)
    found = np.array(labels(points))
    assert np.array_equal(found[:, None] == found[None, :], near)
    assert list(dict.fromkeys(found.tolist())) == list(range(found.max() + 1))
