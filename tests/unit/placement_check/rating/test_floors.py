import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from placement_check.method import load
from placement_check.rating import floors
from placement_check.rating.bands import band_of
from placement_check.rating.floors import GroupDensity
from placement_check.rating.shrinkage import Posterior

RATING = load().rating
NAN = float("nan")


def group(name="vso", *, shape=45.0, rate=30.0, cut=1.0, p_r=80.0):
    return GroupDensity(name, Posterior(shape / rate, shape, rate), cut, p_r)


SURE, DOUBTFUL, DENSE_HOUSING = group(), group("drg", shape=34), group("rob", p_r=60)


def test_one_group_gives_band_three_and_two_give_four():
    one = floors.f1([SURE, DOUBTFUL, DENSE_HOUSING], RATING)
    assert (one.code, one.band, one.provisional) == ("F1", 3, False)
    assert one.detail["groups"] == "vso"
    assert one.detail["vso"] == pytest.approx(0.9937, abs=5e-5)
    two = floors.f1([SURE, group("wpn")], RATING)
    assert (two.band, two.detail["groups"]) == (4, "vso, wpn")


def test_no_group_gives_no_floor():
    assert floors.f1([DOUBTFUL, DENSE_HOUSING], RATING) is None
    assert floors.f1([], RATING) is None


def test_where_too_few_live_for_a_rate_the_density_decides_alone():
    assert floors.f1([group(p_r=NAN)], RATING).band == 3


def test_without_a_reference_density_no_group_fires():
    assert floors.f1([group(cut=NAN)], RATING) is None


def test_in_a_draw_the_density_is_known():
    fires = floors.f1_fires(
        [[1.0, 1.2], [0.99, 1.2], [0.99, NAN]], [1.0, 1.0], [[75, 75], [75, 75], [75, 75]], RATING
    )
    assert fires.tolist() == [[True, True], [False, True], [False, False]]
    assert floors.f1_bands(fires, RATING).tolist() == [4, 3, 0]
    assert floors.f1_fires(1.0, 1.0, [74.9, NAN], RATING).tolist() == [False, True]


@given(st.floats(1, 200), st.floats(1, 200), st.floats(0, 100), st.floats(0, 100))
def test_raising_a_density_or_a_rate_never_lifts_the_floor(a, b, p, q):
    low = floors.f1([group(shape=min(a, b), p_r=min(p, q))], RATING)
    high = floors.f1([group(shape=max(a, b), p_r=max(p, q))], RATING)
    assert (low.band if low else 0) <= (high.band if high else 0)


def test_recorded_crime_of_the_highest_tenth_gives_band_three():
    found = floors.f2(90.0, RATING)
    assert (found.code, found.band, found.provisional, found.detail) == ("F2", 3, False, {"q1": 90.0})
    assert floors.f2(89.99, RATING) is None
    assert floors.f2(NAN, RATING) is None


def test_a_near_hazard_stands_until_somebody_has_been_there():
    found = floors.f3(92.2, False, RATING)
    assert (found.code, found.band, found.provisional, found.detail) == ("F3", 3, True, {"hazard": 92.2})
    assert floors.f3(92.2, True, RATING) is None
    assert floors.f3(89.99, False, RATING) is None
    assert floors.f3(NAN, False, RATING) is None
    assert floors.f3_fires([90, 20, NAN], False, RATING).tolist() == [True, False, False]
    assert not floors.f3_fires([90, 20, NAN], True, RATING).any()


@given(*[st.floats(0, 100)] * 6)
def test_raising_any_input_never_lowers_the_band(q_a, q_b, q1_a, q1_b, h_a, h_b):
    bands = []
    for pick in (min, max):
        held = [floors.f2(pick(q1_a, q1_b), RATING), floors.f3(pick(h_a, h_b), False, RATING)]
        band = band_of(pick(q_a, q_b), RATING.band_cuts)
        bands.append(floors.highest(band, [floor for floor in held if floor]))
        assert bands[-1] >= band
    assert bands[0] <= bands[1]


def test_without_floors_the_band_is_that_of_the_cuts():
    assert floors.highest(2, []) == 2


def test_one_dominant_map_point_asks_for_a_person():
    assert floors.rt3(0.31, RATING) == floors.Trigger("RT3", {"share": 0.31})
    assert floors.rt3(0.30, RATING) is None
    assert floors.rt3(NAN, RATING) is None


def test_the_gap_between_denominators_is_of_the_groups_that_have_both():
    weights = np.array([0.5, 0.25, 0.25])
    density = np.array([[90.0, 80, 60], [90, 80, 60], [90, 80, 60], [NAN, 80, 60]])
    rate = np.array([[50.0, 60, 80], [50, 60, NAN], [NAN, NAN, NAN], [50, 40, 60]])
    gap = floors.denominator_gap(density, rate, weights)
    assert gap[[0, 1, 3]].tolist() == pytest.approx([20, 100 / 3, 20])
    assert math.isnan(gap[2])


def test_denominators_that_disagree_ask_for_a_person_whichever_is_higher():
    assert floors.rt4(25.1, RATING) == floors.Trigger("RT4", {"gap": 25.1})
    assert floors.rt4(-25.1, RATING) is not None
    assert floors.rt4(25.0, RATING) is None
    assert floors.rt4(NAN, RATING) is None


def test_extreme_venues_or_services_ask_for_a_person_and_hazards_have_their_floor():
    assert floors.rt5({"D1": 99, "D4": 99, "D3": 94.9, "D6": 10}, RATING) is None
    found = floors.rt5({"D3": 95.0, "D6": 97.5}, RATING)
    assert (found.code, found.detail) == ("RT5", {"domains": "D3, D6", "D3": 95.0, "D6": 97.5})
    assert floors.rt5({}, RATING) is None
