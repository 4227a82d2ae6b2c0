import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from placement_check.rating.shrinkage import Posterior, Prior, prior_of

Y = np.array([2.0, 10, 6, 30])
E = np.array([10.0, 20, 10, 20])
PRIOR = prior_of(Y, E, E)
NAN = float("nan")

counts = st.integers(0, 200)
exposures = st.floats(0.5, 50)


def test_fewer_effective_events_take_more_of_the_spread_for_chance():
    half = prior_of(Y, E, E / 2)
    assert half.mean == PRIOR.mean
    assert half.alpha > PRIOR.alpha


def test_places_that_differ_no_more_than_by_chance_all_have_the_mean():
    flat = prior_of(np.array([9.0, 11, 10]), np.full(3, 10.0), np.full(3, 10.0))
    assert not flat.variation
    assert flat.shrinks
    assert flat.posterior_mean([0, 40], [10, 10], [0, 40], [10, 10]).tolist() == [1.0, 1.0]
    posterior = flat.posterior(40, 10, 40, 10)
    assert posterior.shape == posterior.rate == math.inf
    assert [posterior.exceeds(1.0), posterior.exceeds(1.001)] == [1.0, 0.0]
    assert posterior.quantile(0.05) == posterior.quantile(0.95) == 1.0


def test_where_nothing_happened_anywhere_there_is_no_variation():
    none = prior_of(np.zeros(3), np.ones(3), np.ones(3))
    assert (none.mean, none.variation) == (0.0, False)


def test_points_without_exposure_take_no_part():
    y, e = np.append(Y, [5.0, NAN, 7.0]), np.append(E, [0.0, 10.0, NAN])
    assert prior_of(y, e, e) == PRIOR


def test_no_reference_points_shrink_nothing():
    none = prior_of(np.array([]), np.array([]), np.array([]))
    assert not none.shrinks
    assert none.variation
    assert none.posterior_mean([3, 0], [2, 4], [6, 0], [4, 4]).tolist() == [1.5, 0.0]
    assert none.posterior(3, 2, 6, 4) == Posterior(1.5, 3, 2)


@pytest.mark.parametrize("prior", [PRIOR, Prior.none(), Prior(0.8, math.inf, math.inf)])
def test_no_exposure_gives_no_rate_rather_than_the_mean(prior):
    found = prior.posterior_mean([1, 1, NAN], [1, NAN, 1], [1, 1, NAN], [0, NAN, 1])
    assert np.isnan(found).all()


def test_nothing_seen_and_no_prior_is_nought():
    posterior = Prior.none().posterior(0, 4, 0, 4)
    assert posterior.mean == posterior.quantile(0.9) == 0
    assert posterior.exceeds(0.1) == 0


@given(st.floats(0.05, 300), st.floats(0.1, 50), st.floats(0.01, 20))
def test_the_exceedance_and_the_quantile_are_those_of_the_gamma_distribution(shape, rate, x):
    posterior = Posterior(shape / rate, shape, rate)
    law = stats.gamma(shape, scale=1 / rate)
    assert posterior.exceeds(x) == pytest.approx(law.sf(x), abs=1e-10)
    assert posterior.quantile(0.95) == pytest.approx(law.ppf(0.95), rel=1e-9)


def test_what_is_missing_exceeds_nothing_and_does_not_fall_short_either():
    assert math.isnan(Posterior(1.0, 2.0, 2.0).exceeds(NAN))
    assert math.isnan(Posterior(NAN, NAN, NAN).exceeds(1.0))


@given(st.lists(st.tuples(counts, exposures), min_size=2, max_size=20))
def test_shrinkage_moves_each_rate_towards_the_mean_and_not_past_it(points):
    y, e = np.array(points, dtype=float).T
    prior = prior_of(y, e, e)
    theta, raw = prior.posterior_mean(y, e, y, e), y / e
    assert (theta >= np.minimum(raw, prior.mean) - 1e-9).all()
    assert (theta <= np.maximum(raw, prior.mean) + 1e-9).all()


@given(counts, counts, exposures)
def test_more_events_never_give_a_lower_rate(a, b, e):
    low, high = PRIOR.posterior_mean(sorted((a, b)), [e, e], sorted((a, b)), [e, e])
    assert low <= high
