"""The quartic kernel: its shape, its mass, and the lattice that shares it out."""

from __future__ import annotations

import math

import numpy as np
import pytest

from geodata.kernel import full_mass_km2, lattice, quartic


def test_the_methods_worked_example_of_four_pubs():
    k = quartic(np.array([100.0, 300.0, 500.0, 790.0]), 800.0)
    assert k == pytest.approx([0.9690, 0.7385, 0.3713, 0.0006], abs=5e-5)
    assert k.sum() == pytest.approx(2.0795, abs=1e-4)


def test_the_kernel_is_one_at_the_centre_and_nought_from_the_rim_on():
    assert list(quartic(np.array([0.0, 800.0, 800.001, 5_000.0]), 800.0)) == [1.0, 0.0, 0.0, 0.0]


def test_each_distance_may_have_its_own_bandwidth():
    assert list(quartic(np.array([900.0, 900.0]), np.array([800.0, 1e9])) > 0) == [False, True]


def test_the_full_disc_has_the_mass_of_the_method():
    assert full_mass_km2(1600.0) == pytest.approx(2.6808, abs=1e-4)


@pytest.mark.parametrize("h", [800.0, 1200.0, 1600.0, 2400.0, 3200.0, 5000.0])
def test_the_lattice_adds_up_to_the_kernels_mass(h):
    offsets, weight = lattice(h)
    assert weight.sum() * (25 / 1000) ** 2 == pytest.approx(full_mass_km2(h), rel=1e-4)
    assert weight.shape == (offsets.size, offsets.size)


def test_cells_lie_at_odd_multiples_of_twelve_and_a_half_metres_and_reach_the_rim():
    offsets, weight = lattice(800.0)
    assert set(np.abs(offsets) % 25_000) == {12_500}
    assert list(offsets) == list(-offsets[::-1])
    assert set(np.diff(offsets)) == {25_000}
    assert offsets[-1] >= 800_000
    assert not weight[0].any()
    middle = offsets.size // 2
    assert weight[middle, middle] == pytest.approx((1 - 2 * (12.5 / 800) ** 2) ** 2)
    assert math.isclose(weight.max(), weight[middle - 1, middle])
