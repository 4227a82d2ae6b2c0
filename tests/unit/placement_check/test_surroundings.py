import pytest
from drawn.layers import HERE

from placement_check.surroundings import _indicator


def test_the_nearest_feature_stands_behind_each_measured_finding(assessed):
    near = {n.indicator: n for n in assessed(*HERE).near}
    assert near["venues.drawn"].kind == "club"
    assert near["venues.drawn"].metres == pytest.approx(500.0)
    assert near["services.youth"].helps
    assert not near["venues.drawn"].helps
    assert near["services.drawn"].name == "hall 3"
    assert (round(near["venues.drawn"].latitude, 1), round(near["venues.drawn"].longitude, 1)) == (50.8, -3.3)


def test_a_line_is_named_by_its_distance_and_has_no_point_on_a_map(assessed):
    near = {n.indicator: n for n in assessed(*HERE).near}
    assert near["hazards.any"].name == "Ditch"
    assert near["hazards.any"].longitude is None
    assert near["hazards.any"].latitude is None


def test_nothing_within_reach_and_no_figure_at_all_name_nothing(assessed):
    x, y = HERE
    near = {n.indicator for n in assessed(x, y - 3_000).near}
    assert "venues.drawn" not in near  # measured: none within 800 m
    assert "hazards.brook" not in near
    assert "services.absent" not in near
    assert not any(name.startswith("crime.") for name in near)


def test_a_finding_of_no_layer_is_a_fault_of_the_program(store):
    with pytest.raises(KeyError, match=r"venues\.unheard_of"):
        _indicator(store, "venues.unheard_of")
