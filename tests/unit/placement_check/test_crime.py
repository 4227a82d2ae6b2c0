import numpy as np
import pytest

from placement_check import method
from placement_check.exposure import overdispersion

METHOD = method.load()


def test_counts_that_vary_no_more_than_chance_have_no_overdispersion():
    even = np.full(36, 10)
    assert overdispersion(even, np.ones(36), np.repeat([2, 1, 0], 12), METHOD) == 1.0


def test_counts_that_vary_wildly_are_capped():
    wild = np.array([0, 200] * 18)
    assert overdispersion(wild, np.ones(36), np.repeat([2, 1, 0], 12), METHOD) == METHOD.crime.phi_cap


def test_a_seasonal_swing_is_not_overdispersion():
    season = np.tile(1 + 0.5 * np.sin(np.arange(12) * np.pi / 6), 3)
    assert overdispersion(np.rint(1000 * season), season, np.repeat([2, 1, 0], 12), METHOD) == 1.0


def test_a_change_from_year_to_year_is_not_overdispersion():
    steps = np.repeat([10, 40, 90], 12)
    assert overdispersion(steps, np.ones(36), np.repeat([2, 1, 0], 12), METHOD) == 1.0


def test_the_statistic_is_pearsons_over_its_degrees_of_freedom():
    y = np.array([4, 16] * 6)
    expected = sum((v - 10) ** 2 / 10 for v in y) / 11
    assert overdispersion(y, np.ones(12), np.zeros(12), METHOD) == pytest.approx(expected)


def test_too_few_months_to_judge_assume_none():
    assert overdispersion(np.array([5, 50, 500]), np.ones(3), np.array([2, 1, 0]), METHOD) == 1.0


def test_a_block_without_a_single_record_adds_nothing():
    y = np.array([0, 0, 0, 4, 6, 5])
    block = np.array([1, 1, 1, 0, 0, 0])
    assert overdispersion(y, np.ones(6), block, METHOD) == 1.0
