import pytest
from drawn.asking import answer, ask
from drawn.country import CENTRAL_BEDS, LUTON
from drawn.layers import HERE
from drawn.releases import altered, without

from geodata.errors import LayerUnavailable
from placement_check.findings import ReasonCode
from placement_check.measures.answer import Silence, Value
from placement_check.measures.nearest import find_nearest


def test_the_nearest_of_the_wanted_class_is_measured_in_a_straight_line(store):
    found = answer(store, "services.drawn")
    assert isinstance(found, Value)
    assert found.value == pytest.approx(500.0)
    assert found.detail["nearest"]["kind"] == "hall"
    assert (found.detail["nearest"]["x"], found.detail["nearest"]["y"]) == (
        HERE[0] * 1000,
        (HERE[1] + 500) * 1000,
    )


def test_the_distance_carries_the_uncertainty_and_is_never_below_nought(store):
    assert answer(store, "services.drawn", uncertainty_m=50).interval == pytest.approx((450.0, 550.0))
    assert answer(store, "services.drawn", uncertainty_m=700).interval == pytest.approx((0.0, 1200.0))


def test_features_of_another_layer_or_class_that_the_manifest_names_count_too(store):
    assert answer(store, "services.anyone").detail["nearest"]["kind"] == "hall"


def test_of_two_sources_the_nearer_feature_answers(release):
    asked = {"id": "x", "classes": ["club"], "also_layers": ["drawn_clubs:hall"], "measure": "nearest_distance",
             "reach_m": 0}  # fmt: skip
    store = altered(release, "layers", "drawn_clubs", "indicators", to=[asked])
    assert answer(store, "x", north=500).value == 0.0
    assert answer(store, "x", north=500).detail["nearest"]["kind"] == "hall"
    assert answer(store, "x", east=800).detail["nearest"]["kind"] == "club"


def test_where_one_of_the_layers_that_must_answer_is_not_held_there_is_no_distance(store):
    """A nearer one may be in the file that is missing."""
    with pytest.raises(LayerUnavailable) as caught:
        answer(store, "services.both")
    assert (caught.value.layer, caught.value.code) == ("drawn_absent", "no_data")


def test_where_a_layer_is_not_held_those_that_stand_in_for_it_answer(store):
    found = answer(store, "services.instead")
    assert found.value == pytest.approx(500.0)
    assert found.detail["nearest"]["layer"] == "drawn_clubs"


def test_where_a_layer_failed_nothing_stands_in_for_it(release):
    store = altered(release, "layers", "drawn_absent", "status", to="failed")
    store.release.lock["layers"]["drawn_absent"]["reason"] = {"code": "failed_check", "text": "torn"}
    with pytest.raises(LayerUnavailable) as caught:
        answer(store, "services.instead")
    assert caught.value.code == "failed_check"


def test_where_no_layer_is_held_the_question_has_no_file(store):
    with pytest.raises(LayerUnavailable) as caught:
        answer(store, "services.absent")
    assert caught.value.code == "no_data"


def test_a_line_over_land_without_a_file_gives_no_distance(store):
    found = answer(store, "services.drawn", east=10_000)
    assert isinstance(found, Silence)
    assert (found.code, found.covered) == (ReasonCode.COVERAGE_BELOW_MINIMUM, False)
    assert "may be missing" in found.text


def test_a_line_over_a_little_uncovered_land_still_gives_one(release):
    store = altered(
        release, "layers", "drawn_clubs", "coverage", to={"areas": [LUTON, CENTRAL_BEDS], "boxes": []}
    )
    assert isinstance(answer(store, "services.drawn", east=10_000), Value)


def test_no_feature_within_128_kilometres_is_not_a_distance_of_anything(release):
    asked = {**release.lock["layers"]["drawn_clubs"]["indicators"][2], "classes": ["library"]}
    store = altered(release, "layers", "drawn_clubs", "indicators", to=[asked])
    found = answer(store, "services.drawn")
    assert isinstance(found, Silence)
    assert (found.code, found.covered) == (ReasonCode.NO_DATA, False)
    assert "128 km" in found.text


def test_the_search_widens_until_something_is_found(store):
    found = find_nearest(ask(store, "services.drawn", east=40_000), "drawn_clubs", ("hall",))
    assert found.metres == pytest.approx(37_000.0)
    assert find_nearest(ask(store, "services.drawn"), "drawn_clubs", ("nothing",)) is None
    assert find_nearest(ask(store, "services.drawn"), "drawn_clubs", ()).kind == "booth"


def test_of_two_at_the_same_distance_the_southernmost_is_told(store):
    found = find_nearest(ask(store, "services.drawn"), "drawn_clubs", ("club",))
    assert found.metres == pytest.approx(500.0)
    tied = find_nearest(ask(store, "services.drawn", east=400, north=400), "drawn_clubs", ("club",))
    assert tied.metres == pytest.approx(100.0)
    level = find_nearest(ask(store, "services.drawn", east=800, north=800), "drawn_clubs", ("club",))
    assert level.metres == pytest.approx((500**2 + 400**2) ** 0.5)


def test_the_table_of_the_release_and_a_look_at_every_place_agree(store, release):
    bare = without(release, "nearest.square")
    assert store.nearest() is not None
    assert bare.nearest() is None
    for classes in ((), ("club",), ("club", "hall"), ("nothing",)):
        for east, north in ((0, 0), (400, 400), (800, 800), (1_234, 567)):
            asked = (ask(s, "services.drawn", east=east, north=north) for s in (store, bare))
            one, other = (find_nearest(a, "drawn_clubs", classes) for a in asked)
            assert one == other


def test_an_unreadable_table_costs_time_and_no_answer(store, release):
    broken = without(release, "nearest.member")
    assert broken.nearest() is None
    assert find_nearest(ask(broken, "services.drawn"), "drawn_clubs", ("club",)) == find_nearest(
        ask(store, "services.drawn"), "drawn_clubs", ("club",)
    )
