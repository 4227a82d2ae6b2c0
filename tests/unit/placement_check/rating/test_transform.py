import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from placement_check.method import load
from placement_check.rating.transform import (
    Aggregator,
    combine,
    combine_domains,
    exponential,
    percentile_of_exponential,
)

RATING = load().rating
DOMAINS = ("D1", "D3", "D4", "D6")
W = np.array([0.55, 0.15, 0.15, 0.15])
NAN = float("nan")

percentiles = st.floats(0, 100)
aggregators = st.sampled_from(list(Aggregator))
rows = st.lists(percentiles, min_size=4, max_size=4)


def test_the_names_of_the_aggregators_are_those_of_the_method_file():
    assert {a.value for a in Aggregator} == set(RATING.aggregators)


@given(percentiles)
def test_the_inverse_undoes_the_transform(p):
    assert percentile_of_exponential(exponential(p, RATING), RATING) == pytest.approx(p, abs=1e-9)


@given(percentiles, percentiles)
def test_the_transform_keeps_the_order(a, b):
    low, high = exponential(sorted((a, b)), RATING)
    assert 0 <= low <= high <= 100 + 1e-9


def test_a_missing_percentile_stays_missing():
    assert np.isnan(exponential([NAN], RATING)).all()


@given(percentiles, aggregators, st.integers(1, 5))
def test_the_mean_of_equal_percentiles_is_that_percentile(p, aggregator, count):
    expected = exponential(p, RATING) if aggregator is Aggregator.EXPONENTIAL else p
    found = combine(np.full(count, p), np.arange(1.0, count + 1), aggregator, RATING)
    assert found == pytest.approx(float(expected), abs=1e-9)


@given(rows, rows, aggregators)
def test_raising_a_percentile_never_lowers_the_mean(a, b, aggregator):
    low, high = np.minimum(a, b), np.maximum(a, b)
    means = combine(np.array([low, high]), W, aggregator, RATING)
    assert means[1] >= means[0] - 1e-9


@given(rows, st.integers(0, 3), aggregators)
def test_what_is_missing_takes_no_part_in_the_mean(row, at, aggregator):
    gone = np.array(row)
    gone[at] = NAN
    kept = combine(np.delete(row, at), np.delete(W, at), aggregator, RATING)
    assert combine(gone, W, aggregator, RATING) == pytest.approx(float(kept), abs=1e-9)


@given(aggregators)
def test_the_mean_of_nothing_is_missing_and_not_zero(aggregator):
    found = combine(np.array([[NAN] * 4, [50.0] * 4]), W, aggregator, RATING)
    assert np.isnan(found).tolist() == [True, False]


@given(aggregators)
def test_what_is_held_with_no_weight_gives_no_mean(aggregator):
    found = combine(np.array([50.0, NAN]), np.array([0.0, 1.0]), aggregator, RATING)
    assert np.isnan(found)


@given(st.lists(rows, min_size=2, max_size=4), aggregators)
def test_each_draw_has_its_own_weights(draws, aggregator):
    weights = np.array([[1.0, i, 2.0, 3.0] for i in range(len(draws))])
    together = combine(np.array(draws), weights, aggregator, RATING)
    alone = [combine(np.array(p), w, aggregator, RATING) for p, w in zip(draws, weights, strict=True)]
    assert together.tolist() == pytest.approx([float(one) for one in alone])


def test_the_hazard_term_is_the_index_itself():
    q = np.array([92.0, 60.0, NAN, 10.0])
    found = combine_domains(q, np.array(50.0), W, DOMAINS, Aggregator.EXPONENTIAL, RATING)
    parts = exponential([92.0, 60.0, 10.0], RATING)
    assert found == pytest.approx(float(parts @ W[[0, 1, 3]] + 0.15 * 50.0))


@given(rows, st.floats(0, 100), aggregators)
def test_the_hazard_is_on_one_scale_with_the_percentiles_beside_it(q, hazard, aggregator):
    as_percentile = np.array(q)
    as_percentile[2] = percentile_of_exponential(hazard, RATING)
    found = combine_domains(np.array(q), np.array(hazard), W, DOMAINS, aggregator, RATING)
    assert found == pytest.approx(float(combine(as_percentile, W, aggregator, RATING)), abs=1e-9)


@given(rows, aggregators)
def test_a_missing_hazard_is_left_out_whatever_stands_in_its_place(q, aggregator):
    found = combine_domains(np.array(q), np.array(NAN), W, DOMAINS, aggregator, RATING)
    others = combine(np.delete(q, 2), np.delete(W, 2), aggregator, RATING)
    assert found == pytest.approx(float(others), abs=1e-9)


def test_one_place_takes_many_hazards_and_is_not_changed_by_it():
    q = np.array([92.0, 60.0, 40.0, 10.0])
    found = combine_domains(q, np.array([0.0, 50.0, 100.0]), W, DOMAINS, Aggregator.EXPONENTIAL, RATING)
    assert found.shape == (3,)
    assert np.diff(found).tolist() == pytest.approx([7.5, 7.5])
    assert q.tolist() == [92.0, 60.0, 40.0, 10.0]
