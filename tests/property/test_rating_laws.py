"""Monotonic safety (RT-15): more risk never lowers the band, and what is taken away is never good news.

The reference set is held fixed. Cases are drawn as evidence, for every kind of datum that the rating takes.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from drawn.rated import GROUPS, METHOD, NOBODY_HOLDS, REACH, Place, reference
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from placement_check.findings import Grade
from placement_check.rating.bands import band_set, highest_end
from placement_check.rating.ranks import mid_rank

FIGURES = [n for d in ("D3", "D6") for n in METHOD.rated[d] if n not in NOBODY_HOLDS]
HAZARDS = [n for n in METHOD.rated["D4"] if n not in NOBODY_HOLDS]
ADVERSE = METHOD.rating.adverse_percentile
CASES = 100

levels = st.one_of(st.sampled_from([0.0, 0.2, 1.0, 3.0]), st.floats(0.01, 8.0))
ranks = st.one_of(st.sampled_from([0.0, 0.5, 0.9, 1.0]), st.floats(0.0, 1.05))
metres = st.one_of(st.sampled_from([0.0, 40.0, 90.0, 500.0]), st.floats(0.0, 600.0))


@st.composite
def places(draw) -> Place:
    """Draw a place with most of its evidence."""
    level = draw(st.floats(0.05, 4.0))
    crime = {g: draw(st.one_of(st.just(level), levels)) for g in GROUPS}
    if draw(st.integers(0, 3)) == 0:
        crime[draw(st.sampled_from(GROUPS))] = None
    lost = draw(st.sets(st.sampled_from([*FIGURES, *HAZARDS]), max_size=3))
    return Place(
        crime=crime,
        figures={n: draw(ranks) for n in FIGURES if n not in lost},
        hazards={n: draw(metres) for n in HAZARDS if n not in lost},
        people=draw(st.sampled_from([None, 0.5, 2.7, 8.0])),
        precision=draw(st.floats(0.2, 2.1)),
        grade=draw(st.sampled_from([Grade.A, Grade.B, Grade.C])),
        uncertainty_m=draw(st.sampled_from([0.0, 50.0])),
        uncovered=draw(st.sampled_from([0.0, 0.004, 0.06])),
        noise=draw(st.integers(0, 50)),
        visited=draw(st.booleans()),
        national=draw(st.booleans()),
        fewer=True,
    )


def raised(draw, place: Place) -> Place:
    """Return the place with one thing worse, or one flag more."""
    kinds = ["crime", "grade", "visit"] + ["figure"] * bool(place.figures) + ["hazard"] * bool(place.hazards)
    kind = draw(st.sampled_from(kinds))
    if kind == "crime":
        group = draw(st.sampled_from([g for g in GROUPS if place.crime[g] is not None]))
        more = max(place.crime[group] * draw(st.floats(1.0, 5.0)), draw(st.floats(0.0, 8.0)))
        return replace(place, crime={**place.crime, group: more})
    if kind == "figure":
        name = draw(st.sampled_from(sorted(place.figures)))
        return replace(
            place, figures={**place.figures, name: place.figures[name] + draw(st.floats(0.0, 1.0))}
        )
    if kind == "hazard":
        name = draw(st.sampled_from(sorted(place.hazards)))
        return replace(
            place, hazards={**place.hazards, name: place.hazards[name] * draw(st.floats(0.0, 1.0))}
        )
    return replace(place, grade=Grade.C) if kind == "grade" else replace(place, visited=False)


@settings(max_examples=10 * CASES)
@given(places(), st.data())
def test_more_of_any_risk_or_one_flag_more_never_lowers_the_final_band(place, data):
    before = place.rated(draw=False)
    after = raised(data.draw, place).rated(draw=False)
    assert (before.final is None) == (after.final is None)
    if before.final is not None:
        assert after.final >= before.final
        assert {f.code for f in before.floors} <= {f.code for f in after.floors}


def data_of(place: Place) -> list[str]:
    """Return every datum that may be taken away."""
    groups = [g for g in GROUPS if place.crime[g] is not None]
    return [*(f"crime.{g}" for g in groups), *sorted(place.figures), *sorted(place.hazards)]


def without(place: Place, name: str) -> Place:
    if name.startswith("crime."):
        return replace(place, crime={**place.crime, name.removeprefix("crime."): None})
    return replace(
        place, figures={n: v for n, v in place.figures.items() if n != name},
        hazards={n: v for n, v in place.hazards.items() if n != name},
    )  # fmt: skip


def percentile(place: Place, before, name: str) -> float:
    """Return P of a datum: a group's over both denominators, a hazard's among its class."""
    if name.startswith("crime."):
        return next(g.percentile for g in before.groups if f"crime.{g.group}" == name)
    if name in REACH:
        return float(mid_rank(reference().values[name], place.evidence().hazards[name].index))
    return next(i.percentile for i in before.indicators if i.indicator == name)


@settings(max_examples=CASES)
@given(places(), st.data())
def test_taking_away_a_datum_that_is_not_among_the_worst_never_lowers_the_printed_set(place, data):
    before = place.rated()
    assume(before.spread is not None)
    name = data.draw(st.sampled_from(data_of(place)))
    assume(percentile(place, before, name) <= ADVERSE)
    after = without(place, name).rated()
    if after.final is None:
        assert after.not_rated
        return
    assert after.spread.band_set[-1] >= before.spread.band_set[-1]


@settings(max_examples=CASES)
@given(places(), st.data())
def test_taking_away_one_of_the_worst_is_said_and_leaves_the_adverse_bound(place, data):
    before = place.rated()
    assume(before.spread is not None)
    worst = [n for n in data_of(place) if percentile(place, before, n) > ADVERSE]
    assume(worst)
    name = data.draw(st.sampled_from(worst))
    after = without(place, name).rated()
    assert name in after.would_change
    assert after.completeness < before.completeness
    if after.final is None:
        assert after.not_rated
        return
    # What it would be with the datum at P = 90 is printed, so the set cannot be lower than that in silence.
    if not name.startswith("crime."):
        at_bound = before_at_bound(place, name).rated(draw=False)
        assert after.spread.band_set[-1] >= at_bound.final


@settings(max_examples=5 * CASES)
@given(places(), st.data())
def test_a_datum_on_record_as_lost_lowers_the_final_band_no_further_than_the_adverse_bound(place, data):
    before = place.rated(draw=False)
    assume(before.final is not None)
    name = data.draw(st.sampled_from(data_of(place)))
    after = without(place, name).rated(draw=False, lost=(name,))
    if after.final is None:
        assert after.not_rated
        return
    if percentile(place, before, name) <= ADVERSE:
        assert after.final >= before.final
        return
    (floor,) = (f for f in after.floors if f.code == "LOST")
    assert floor.detail == {"indicators": name}
    assert after.final >= without(place, name).rated(draw=False).final
    if not name.startswith("crime."):
        assert after.final >= before_at_bound(place, name).rated(draw=False).final


def before_at_bound(place: Place, name: str) -> Place:
    """Return the place with a figure or hazard lowered to the highest value whose percentile is at most 90."""
    values = reference().values[name]
    at = int(np.searchsorted(mid_rank(values, values), ADVERSE, side="right")) - 1
    if name in REACH:
        bound = values[max(at, 0)]
        nearness = np.sqrt(1.0 - np.sqrt(bound / 100.0)) * REACH[name] + place.uncertainty_m
        return replace(place, hazards={**place.hazards, name: float(nearness) + 1e-6})
    return replace(place, figures={**place.figures, name: max(at, 0) / (values.size - 1)})


chances = st.lists(st.integers(0, 40), min_size=4, max_size=4).filter(lambda n: sum(n) > 0)


@settings(max_examples=20 * CASES)
@given(chances, chances, chances)
def test_the_highest_end_bounds_the_set_of_everything_between(a, b, c):
    def tails(n):
        return np.cumsum(np.array(n[::-1]) / sum(n))[::-1]

    low, middle, high = np.sort([tails(a), tails(b), tails(c)], axis=0)
    p, q, r = (np.append(-np.diff(t), t[-1]).clip(0).tolist() for t in (low, middle, high))
    mass = METHOD.rating.band_set_mass
    assert highest_end(p, r, mass) >= max(band_set(d, mass)[-1] for d in (p, q, r))
    assert highest_end(q, q, mass) == band_set(q, mass)[-1]
