from dataclasses import replace

import pytest
from drawn import releases
from drawn.asking import AT
from drawn.layers import HERE

from geodata.types import Outline
from placement_check.findings import Measured
from placement_check.planning.answers import Outcome
from placement_check.planning.hooks import answer_hooks
from placement_check.planning.policy import (
    CountWithin,
    Figure,
    Hook,
    IndicatorLimit,
    Kind,
    Limits,
    NearFeature,
    Place,
    Policy,
    Side,
    WithinArea,
)

KINDS = {
    NearFeature: Kind.NEAR_FEATURE, WithinArea: Kind.WITHIN_AREA, CountWithin: Kind.COUNT_WITHIN,
    IndicatorLimit: Kind.INDICATOR,
}  # fmt: skip


def policy(test):
    hook = Hook(
        id="x", title="t", reference="r", question="q", kind=KINDS[type(test)], test=test, application_types=(),
        use_classes=(), children_at_least=1, line=1,
    )  # fmt: skip
    return Policy("E06000032", "p", AT, (hook,), "policy.toml", 1)


@pytest.fixture
def answered(assessed, store):
    def answered(test, east=0, north=0, store=store, **changes):
        place = replace(assessed(HERE[0] + east, HERE[1] + north), **changes)
        return answer_hooks(policy(test), None, place, store)[0].answer

    return answered


def near(layer, limit, side=Side.WITHIN, classes=()):
    return NearFeature(layer, classes, limit, side)


@pytest.mark.parametrize(
    ("test", "east", "north", "outcome", "metres"),
    [
        (near("drawn_brooks", 150, classes=("brook",)), 0, 0, "pass", 100),
        (near("drawn_brooks", 150), 0, 0, "pass", 40),
        (near("drawn_brooks", 90, classes=("brook",)), 0, 0, "fail", None),
        (near("drawn_brooks", 90, Side.BEYOND, ("brook",)), 0, 0, "pass", None),
        (near("drawn_brooks", 100, classes=("brook",)), 0, 0, "not known", 100),
        (near("drawn_ponds", 100), 1_100, 50, "pass", 0), (near("drawn_ponds", 500), 0, 0, "fail", None),
        (near("drawn_ponds", 500), 700, 50, "pass", 250),
    ],
)  # fmt: skip
def test_lines_and_areas_are_measured_to_their_nearest_edge(answered, test, east, north, outcome, metres):
    found = answered(test, east, north)
    assert found.outcome == Outcome(outcome)
    assert found.value == (None if metres is None else pytest.approx(metres, abs=0.01))
    assert found.sources[0].layer == test.layer


def red_line(assessed, *parcels):
    rings = []
    for west, south, side in parcels:
        x, y = (HERE[0] + west) * 1000, (HERE[1] + south) * 1000
        s = side * 1000
        rings.append(((x, y), (x + s, y), (x + s, y + s), (x, y + s), (x, y)))
    west, south, side = parcels[0]
    place = assessed(HERE[0] + west + side // 2, HERE[1] + south + side // 2)
    return replace(
        place, location=replace(place.location, uncertainty_m=0.0, outline=Outline(rings=tuple(rings)))
    )


def test_a_red_line_is_measured_from_its_edge_to_a_line(assessed, store):
    place = red_line(assessed, (-20, -20, 80))
    found = answer_hooks(policy(near("drawn_brooks", 45, classes=("brook",))), None, place, store)[0].answer
    assert (found.outcome, found.value) == (Outcome.PASS, pytest.approx(40))


@pytest.mark.parametrize(
    ("parcels", "inside", "outside"),
    [
        (((1_000, 20, 60),), "pass", "fail"), (((700, 20, 60),), "fail", "pass"),
        (((920, 20, 60),), "not known", "fail"), (((1_000, 20, 60), (700, 20, 60)), "not known", "fail"),
    ],
)  # fmt: skip
def test_a_red_line_lies_inside_outside_or_in_part(assessed, store, parcels, inside, outside):
    place = red_line(assessed, *parcels)
    for wanted, outcome in ((Place.INSIDE, inside), (Place.OUTSIDE, outside)):
        found = answer_hooks(policy(WithinArea("drawn_ponds", (), wanted)), None, place, store)[0].answer
        assert found.outcome == Outcome(outcome)


def test_a_layer_that_has_lost_its_positions_passes_nothing(answered, release):
    broken = releases.without(release, "drawn_clubs.x")
    found = answered(near("drawn_clubs", 5_000), store=broken)
    assert found.outcome is Outcome.NOT_KNOWN
    assert "cannot answer" in found.measured


def test_a_layer_of_no_stated_age_answers_and_says_so(answered, release):
    undated = releases.altered(release, "layers", "drawn_clubs", "vintage", to="")
    found = answered(CountWithin("drawn_clubs", ("club",), 900.0, Limits(1, None)), store=undated)
    assert (found.outcome, found.as_at) == (Outcome.PASS, "")


def with_finding(assessed, **changes):
    place = assessed(*HERE)
    found = next(
        f for f in place.findings if f.question.indicator == "venues.drawn" and isinstance(f, Measured)
    )
    others = tuple(f for f in place.findings if f is not found)
    return replace(place, findings=(*others, replace(found, **changes)))


@pytest.mark.parametrize(
    ("bound", "interval", "least", "most", "outcome"),
    [
        ("exact", None, None, 5, "pass"), ("at_least", None, None, 5, "not known"),
        ("at_least", None, None, 1, "fail"),
        ("at_least", None, 1, None, "pass"), ("at_most", None, None, 5, "pass"),
        ("at_most", None, 1, None, "not known"),
        ("exact", (1.0, 9.0), None, 5, "not known"), ("exact", (1.0, 4.0), None, 5, "pass"),
    ],
)  # fmt: skip
def test_a_figure_that_is_a_bound_or_may_lie_elsewhere_passes_only_what_no_true_figure_fails(
    assessed, store, bound, interval, least, most, outcome
):
    place = with_finding(assessed, value=2.0, interval=interval, bound=bound)
    test = IndicatorLimit("venues.drawn", Figure.VALUE, Limits(least, most))
    assert answer_hooks(policy(test), None, place, store)[0].answer.outcome == Outcome(outcome)


def test_a_percentile_that_cannot_be_given_or_is_of_a_bound_passes_nothing(assessed, store):
    test = IndicatorLimit("venues.drawn", Figure.ENGLAND, Limits(None, 100))
    place = with_finding(assessed, percentiles={})
    assert (
        answer_hooks(policy(test), None, place, store)[0].answer.measured
        == "No percentile can be given here."
    )
    ranked = with_finding(assessed, bound="at_least")
    found = answer_hooks(policy(replace(test, of=Figure.FORCE)), None, ranked, store)[0].answer
    assert found.outcome is Outcome.NOT_KNOWN
