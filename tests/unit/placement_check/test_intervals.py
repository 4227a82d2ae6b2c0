import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from placement_check.intervals import ZERO_UPPER, gamma_cdf, gamma_quantile, poisson_limits


@given(st.floats(0.05, 400), st.floats(0.0, 900))
def test_the_gamma_function_agrees_with_an_independent_one(shape, x):
    assert gamma_cdf(shape, x) == pytest.approx(special.gammainc(shape, x), abs=1e-12)


@given(st.sampled_from([0.025, 0.975, 0.5]), st.floats(0.05, 300))
def test_the_gamma_quantile_agrees_with_an_independent_one(p, shape):
    assert gamma_quantile(p, shape) == pytest.approx(stats.gamma.ppf(p, shape), rel=1e-9)


@pytest.mark.parametrize("n", [1, 2, 3, 4.5, 7, 9, 9.999])
def test_limits_below_ten_are_exact(n):
    lower, upper = poisson_limits(n)
    assert lower == pytest.approx(stats.chi2.ppf(0.025, 2 * n) / 2, rel=1e-9)
    assert upper == pytest.approx(stats.chi2.ppf(0.975, 2 * n + 2) / 2, rel=1e-9)


@pytest.mark.parametrize("n", [10, 25, 120.5, 5_000])
def test_limits_from_ten_on_are_byars_and_near_the_exact_ones(n):
    lower, upper = poisson_limits(n)
    z = stats.norm.ppf(0.975)
    assert lower == pytest.approx(n * (1 - 1 / (9 * n) - z / (3 * math.sqrt(n))) ** 3, rel=1e-12)
    assert upper == pytest.approx(
        (n + 1) * (1 - 1 / (9 * (n + 1)) + z / (3 * math.sqrt(n + 1))) ** 3, rel=1e-12
    )
    assert lower == pytest.approx(stats.chi2.ppf(0.025, 2 * n) / 2, rel=5e-3)
    assert upper == pytest.approx(stats.chi2.ppf(0.975, 2 * n + 2) / 2, rel=5e-3)


def test_nothing_seen_still_has_an_upper_limit():
    assert poisson_limits(0) == (0.0, ZERO_UPPER)
    assert pytest.approx(-math.log(0.025)) == ZERO_UPPER
    assert poisson_limits(-1) == (0.0, ZERO_UPPER)


@given(st.floats(0.01, 2_000))
def test_the_limits_hold_the_count_between_them(n):
    lower, upper = poisson_limits(n)
    assert 0 <= lower < n < upper


def test_a_count_beyond_any_that_is_recorded_still_ends_and_comes_near():
    assert gamma_cdf(1e10, 1e10 + 2) == pytest.approx(special.gammainc(1e10, 1e10 + 2), abs=1e-5)
