import math

import pytest

from placement_check import method
from placement_check.spacing import smallest_bandwidth, smallest_circle

CRIME = method.load().crime


@pytest.mark.parametrize(
    ("spacing", "circle", "bandwidth"),
    [(40.8, 800, 1600), (54.2, 800, 1600), (129.1, 1291, 1600), (422.6, 4226, 5000)],
)
def test_worked_example_15_of_the_method(spacing, circle, bandwidth):
    assert smallest_circle(spacing, CRIME) == pytest.approx(circle, abs=0.5)
    assert smallest_bandwidth(spacing, CRIME) == bandwidth


def test_a_grid_too_coarse_for_the_largest_step_gets_no_bandwidth_at_all():
    assert smallest_bandwidth(5000 / CRIME.kernel_spacing - 1e-6, CRIME) == 5000
    assert math.isnan(smallest_bandwidth(5000 / CRIME.kernel_spacing + 0.01, CRIME))
    assert math.isnan(smallest_bandwidth(math.nan, CRIME))
