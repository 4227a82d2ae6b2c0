import numpy as np
import pytest
from drawn.asking import answer, ask
from drawn.layers import HERE
from drawn.releases import altered

from placement_check.findings import ReasonCode
from placement_check.measures.answer import Silence, Value


def test_worked_example_22_of_the_method():
    from geodata.kernel import quartic

    found = quartic(np.array([100.0, 300, 500, 790]), 800.0)
    assert found == pytest.approx([0.9690, 0.7385, 0.3713, 0.0006], abs=5e-5)
    assert found.sum() == pytest.approx(2.0795, abs=5e-4)


def test_a_kernel_sum_counts_the_near_for_more_and_the_wanted_class_only(store):
    found = answer(store, "venues.drawn")
    assert isinstance(found, Value)
    assert found.value == pytest.approx((1 - (500 / 800) ** 2) ** 2)  # two clubs lie at exactly 800 m
    assert found.detail == {"count": 3, "radius_m": 800.0, "uncovered_share": 0.0}


def test_a_kernel_sums_interval_is_what_nearer_and_farther_places_would_give(store):
    found = answer(store, "venues.drawn", uncertainty_m=50)
    k = lambda d: (1 - (d / 800) ** 2) ** 2  # noqa: E731
    assert found.interval == pytest.approx((k(550), k(450) + 2 * k(750)))
    assert found.interval[0] <= found.value <= found.interval[1]


def test_a_place_at_exactly_the_reach_is_counted(store):
    found = answer(store, "services.youth")
    assert found.value == 4.0  # the fourth lies at exactly 1,600 m
    assert answer(store, "services.youth", north=-100).value == 3.0


def test_a_count_carries_the_places_that_the_uncertainty_may_add_or_take(store):
    assert answer(store, "services.youth", uncertainty_m=0).interval == (4.0, 4.0)
    assert answer(store, "services.youth", uncertainty_m=50).interval == (3.0, 4.0)
    assert answer(store, "services.youth", north=-100, uncertainty_m=100).interval == (3.0, 4.0)


def test_nothing_within_reach_of_a_covered_place_is_a_measured_nought(store):
    found = answer(store, "venues.drawn", north=-3_000)
    assert (found.value, found.interval) == (0.0, (0.0, 0.0))
    assert found.detail["count"] == 0


@pytest.mark.parametrize("indicator", ["venues.drawn", "services.youth"])
def test_where_no_file_is_held_there_is_no_count(store, indicator):
    found = answer(store, indicator, east=10_000)
    assert isinstance(found, Silence)
    assert (found.code, found.covered) == (ReasonCode.NO_DATA, False)


@pytest.mark.parametrize("indicator", ["venues.drawn", "services.youth"])
def test_where_a_file_is_held_for_too_little_of_the_land_there_is_no_count(store, indicator):
    found = answer(store, indicator, east=4_800)
    assert isinstance(found, Silence)
    assert (found.code, found.covered) == (ReasonCode.COVERAGE_BELOW_MINIMUM, False)
    assert "of the land around this place" in found.text


@pytest.mark.parametrize("indicator", ["venues.drawn", "services.youth"])
def test_a_tenth_of_the_land_may_be_uncovered_and_the_share_is_told(store, indicator):
    east = 4_450 if indicator == "venues.drawn" else 4_000
    found = answer(store, indicator, east=east)
    assert isinstance(found, Value)
    assert 0 < found.detail["uncovered_share"] <= 0.10
    assert found.bound == "at_least"
    assert answer(store, indicator).bound == "exact"


def test_the_methods_bandwidth_stands_over_the_manifests_reach(store):
    assert ask(store, "services.youth", reach_m=400).reach_m == 1600
    assert ask(store, "venues.drawn", reach_m=400).reach_m == 400


def test_a_box_that_holds_the_whole_disc_covers_it(release):
    x, y = HERE
    box = [x - 1_000, y - 1_000, x + 1_000, y + 1_000]
    store = altered(release, "layers", "drawn_clubs", "coverage", to={"areas": [], "boxes": [box]})
    assert answer(store, "venues.drawn").bound == "exact"
    partly = answer(store, "venues.drawn", east=300)
    assert (partly.bound, 0 < partly.detail["uncovered_share"] < 0.10) == ("at_least", True)
    assert isinstance(answer(store, "venues.drawn", east=1_000), Silence)
