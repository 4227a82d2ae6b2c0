import pytest
from drawn.asking import answer, with_line
from drawn.layers import HERE, X, Y

from placement_check.findings import ReasonCode
from placement_check.measures.answer import Silence, Value


def index(d: float, h: float) -> float:
    return 100 * (1 - (d / h) ** 2) ** 2 if d < h else 0.0


def test_worked_example_11_of_the_method_a_railway_at_80_and_150_metres():
    assert index(80, 400) == pytest.approx(92.16)
    assert index(150, 400) == pytest.approx(73.85, abs=0.01)


def test_the_index_is_read_at_the_near_end_of_what_the_location_allows(store):
    found = answer(store, "hazards.any", uncertainty_m=10)
    assert found.value == pytest.approx(index(30, 400))
    assert found.interval == pytest.approx((index(50, 400), index(30, 400)))
    assert found.detail["nearest"]["metres_interval"] == pytest.approx([30.0, 50.0])
    assert found.detail["nearest"]["name"] == "Ditch"
    assert found.bound == "exact"


def test_the_distance_is_from_the_point_itself_and_not_from_its_square(store):
    assert answer(store, "hazards.any", north=-30).detail["nearest"]["metres"] == pytest.approx(10.0)


def test_an_uncertainty_larger_than_the_distance_counts_as_none_at_all(store):
    assert answer(store, "hazards.any", uncertainty_m=60).value == 100.0


def test_only_the_classes_that_the_indicator_names_are_looked_at(store):
    found = answer(store, "hazards.brook")
    assert found.detail["nearest"]["kind"] == "brook"
    assert found.value == pytest.approx(index(100, 400))


def test_nothing_near_in_a_disc_that_is_wholly_covered_is_a_measured_nought(store):
    found = answer(store, "hazards.any", north=1_000)
    assert (found.value, found.interval, found.bound) == (0.0, (0.0, 0.0), "exact")
    assert found.detail == {"nearest": None, "radius_m": 400.0, "uncovered_share": 0.0}


def test_a_hazard_found_where_some_of_the_land_is_uncovered_is_a_lower_bound(store):
    found = answer(store, "hazards.any", east=1_900)
    assert isinstance(found, Value)
    assert found.bound == "at_least"
    assert found.detail["uncovered_share"] > 0
    assert found.value == pytest.approx(index(40, 400))


def test_none_found_where_some_of_the_land_is_uncovered_is_no_answer(store):
    found = answer(store, "hazards.any", east=1_900, north=1_000)
    assert isinstance(found, Silence)
    assert not found.covered


def test_where_no_file_is_held_at_all_there_is_no_answer(store):
    found = answer(store, "hazards.any", east=9_000, north=3_000)
    assert (found.code, found.covered) == (ReasonCode.NO_DATA, False)


def test_the_distance_to_an_area_is_to_its_edge_and_none_inside(store):
    west = answer(store, "hazards.pond", east=950 - 100, north=0)
    assert west.detail["nearest"]["metres"] == pytest.approx(100.0)
    inside = answer(store, "hazards.pond", east=1_050, north=50)
    assert inside.value == 100.0
    assert inside.detail["nearest"]["metres"] == 0.0
    assert inside.detail["nearest"]["name"] == "Pond"


def test_a_red_lines_edge_stands_in_for_the_point(store):
    e, n = HERE
    ring = ((e - 20, n - 20), (e + 20, n - 20), (e + 20, n + 60), (e - 20, n + 60))
    found = with_line(store, "hazards.any", ring)
    assert found.detail["nearest"]["metres"] == pytest.approx(20.0)
    crossing = ((e - 20, n - 60), (e + 20, n - 60), (e + 20, n + 60), (e - 20, n + 60))
    assert with_line(store, "hazards.any", crossing).value == 100.0


def test_a_red_line_round_a_pond_has_it_on_site(store):
    ring = ((X + 900, Y - 100), (X + 1_300, Y - 100), (X + 1_300, Y + 300), (X + 900, Y + 300))
    assert with_line(store, "hazards.pond", ring, east=1_050, north=250).value == 100.0


def test_a_red_line_that_reaches_out_of_the_covered_box_is_not_wholly_looked_at(store):
    """Its far edge lies outside the box, so what lies there was never searched."""
    e, n = HERE
    ring = ((e, n + 1_000), (e + 2_500, n + 1_000), (e + 2_500, n + 1_100), (e, n + 1_100))
    found = with_line(store, "hazards.any", ring, east=1_250, north=1_050)
    assert not (isinstance(found, Value) and found.bound == "exact")
