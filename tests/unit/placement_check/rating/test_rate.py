"""The central figure, caps, alternatives, adverse bound and facts of drawn places."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from drawn.rated import FULL, GROUPS, METHOD, POINTS, reference

from placement_check.findings import Grade
from placement_check.rating.adverse import adverse_band, adverse_score
from placement_check.rating.alternatives import SKIPPED, alternatives
from placement_check.rating.bands import highest_end
from placement_check.rating.floors import denominator_sensitive
from placement_check.rating.indicators import adverse_hazard, missing_hazard
from placement_check.rating.ranks import mid_rank
from placement_check.rating.rate import rate
from placement_check.rating.rating import Cap, Reference
from placement_check.rating.score import score_of
from placement_check.rating.shares import shares_of
from placement_check.rating.shrinkage import Prior
from placement_check.rating.transform import exponential

M = METHOD.rating


def everywhere(level):
    return replace(FULL, crime=dict.fromkeys(GROUPS, level))


def test_the_score_is_the_sum_that_the_method_prints():
    rating = FULL.rated(draw=False)
    domains = {d.domain: d for d in rating.domains}
    omega = {g.group: g for g in rating.groups}
    s1 = math.fsum(g.weight * float(exponential(g.percentile, M)) for g in omega.values())
    assert domains["D1"].score == pytest.approx(s1)
    terms = {d: float(exponential(domains[d].percentile, M)) for d in ("D1", "D3", "D6")}
    terms["D4"] = rating.hazard
    total = math.fsum(M.weights[d] * t for d, t in terms.items())
    assert rating.score == pytest.approx(float(mid_rank(reference().scores["S"], total)))
    plain = math.fsum(M.weights[d] * domains[d].percentile for d in M.weights)
    assert rating.plain_mean == pytest.approx(plain)


def test_each_group_has_both_denominators_or_the_density_alone():
    with_both = FULL.rated(draw=False).groups[0]
    assert with_both.percentile == (with_both.percentile_density + with_both.percentile_rate) / 2
    few = replace(FULL, people=None).rated(draw=False).groups[0]
    assert few.percentile_rate is few.theta_rate is None
    assert few.percentile == few.percentile_density


def test_crime_that_nobody_measured_is_not_rated_however_good_the_rest():
    rating = everywhere(None).rated()
    assert (rating.score, rating.final, rating.spread) == (None, None, None)
    assert rating.not_rated[0] == "crime_not_available"
    assert {f"crime.{g}" for g in GROUPS} <= set(rating.would_change)


def test_what_is_missing_is_never_taken_for_nothing():
    lost = {n: v for n, v in FULL.figures.items() if n != "venues.pubs"}
    low = {**FULL.figures, "venues.pubs": 0.0}
    missing, nought = (replace(FULL, figures=f).rated() for f in (lost, low))
    assert missing.score > nought.score
    assert missing.completeness < nought.completeness
    assert next(i.percentile for i in missing.indicators if i.indicator == "venues.pubs") is None


def test_poor_or_incomplete_evidence_leaves_no_band_one():
    quiet = everywhere(0.05)
    assert quiet.rated().final == 1
    poor = replace(quiet, grade=Grade.C).rated()
    assert (poor.final, poor.caps) == (2, (Cap.EVIDENCE_INCOMPLETE,))
    local = replace(quiet, national=False).rated()
    assert (local.final, local.caps) == (2, (Cap.LOCAL_REFERENCE,))
    assert [f for f in local.facts if f.code == "cap"] == []  # no fact of a place makes it a national one
    assert [(f.code, f.band) for f in poor.facts if f.code == "cap"] == [("cap", 1)]


def test_few_reference_points_or_none_give_no_rating_and_still_a_floor():
    near = replace(FULL, hazards={"hazards.rail": 10.0})
    about = Reference("none", 0, "drawn")
    alone = rate(near.evidence(), None, about, METHOD, 1)
    assert alone.not_rated == ("reference_too_small",)
    assert [f.code for f in alone.floors] == ["F3"]
    few = rate(near.evidence(), reference(), about._replace(n=29), METHOD, 1)
    assert (few.final, few.not_rated) == (None, ("reference_too_small",))


def test_a_crowd_of_every_crime_fires_floors_one_and_two():
    rating = everywhere(8.0).rated()
    assert {f.code for f in rating.floors} == {"F1", "F2"}
    assert next(f.band for f in rating.floors if f.code == "F1") == 4
    assert rating.final == 4


def test_the_table_has_a_line_for_each_choice_and_agrees_with_the_score():
    rating = FULL.rated()
    rows = {a.name: a for a in rating.alternatives}
    assert rows["unlocated"].score >= rating.score - 0.2
    assert all(a.score is None or 0 <= a.score <= 100 for a in rows.values())
    police = [a for a in rating.alternatives if a.name == "without_police_generated"]
    assert len(police) == 1
    assert len(rows) == len(rating.alternatives)


def test_a_bandwidth_without_crime_is_skipped_in_the_table_with_a_reason():
    evidence = FULL.evidence()
    events, density = evidence.crime.events.copy(), evidence.crime.density.copy()
    events[:3], density[:3] = np.nan, np.nan
    crime = replace(evidence.crime, events=events, density=density, rate=np.full(density.shape, np.nan))
    rows = {a.name: a for a in alternatives(replace(evidence, crime=crime), reference(), METHOD, ())}
    assert (rows["bandwidth.800"].score, rows["bandwidth.800"].skipped) == (None, SKIPPED)
    assert rows["bandwidth.1200"].score is not None


def test_records_that_lost_their_position_raise_the_line_of_the_table():
    evidence = replace(FULL.evidence(), unlocated=np.full(6, 0.3))
    low = {a.name: a for a in alternatives(FULL.evidence(), reference(), METHOD, ())}
    high = {a.name: a for a in alternatives(evidence, reference(), METHOD, ())}
    assert high["unlocated"].score > low["unlocated"].score
    assert high["bandwidth.800"] == low["bandwidth.800"]


def test_the_adverse_bound_never_lowers_what_stands_higher():
    worst = replace(FULL, figures={"services.gp": 1.0})
    score = score_of(worst.evidence(), reference(), METHOD)
    missing = worst.rated(draw=False).would_change
    adverse = adverse_score(missing, score, reference(), METHOD)
    assert adverse.s["D6"] == score.s["D6"] > exponential(90.0, M)
    assert adverse.s["D3"] == pytest.approx(float(exponential(90.0, M)))
    assert adverse.score >= score.score


def test_a_lost_offence_group_may_have_fired_its_floor():
    lost = replace(FULL, crime={**FULL.crime, "wpn": None})
    score = score_of(lost.evidence(), reference(), METHOD)
    assert adverse_band(["crime.wpn"], score, reference(), METHOD, (), visited=False) >= 3
    assert lost.rated().spread.band_set[-1] >= 3


def test_what_an_earlier_release_held_is_taken_at_its_worst_and_named_and_what_none_held_is_not():
    lost = replace(FULL, hazards={n: v for n, v in FULL.hazards.items() if n != "hazards.rail"})
    never, once = lost.rated(draw=False), lost.rated(draw=False, lost=("hazards.rail", "venues.pubs"))
    assert [f.code for f in never.floors if f.code == "LOST"] == []
    (floor,) = (f for f in once.floors if f.code == "LOST")
    assert floor.detail == {"indicators": "hazards.rail"}
    score = score_of(lost.evidence(), reference(), METHOD)
    caps = never.applicable_caps
    worst = adverse_band(["hazards.rail"], score, reference(), METHOD, caps, visited=False)
    assert once.final == worst > never.final
    drawn = lost.rated(lost=("hazards.rail",)).spread
    assert drawn.band_set[0] >= worst
    assert sum(drawn.probabilities[: worst - 1]) == 0


def test_a_lost_hazard_is_taken_at_what_nine_in_ten_of_the_reference_do_not_pass():
    stored = reference().values["hazards.road"]
    worst = adverse_hazard(stored, METHOD)
    assert (mid_rank(stored, stored[stored < worst]) <= 90).all()
    assert mid_rank(stored, worst) > 90
    assert adverse_hazard(np.array([]), METHOD) == pytest.approx(100 / 3)
    assert missing_hazard(np.array([0.0, 84.9, 100.0]), np.array([]), METHOD).tolist() == [0, 0, 100]
    assert missing_hazard(np.array([0.0, 100.0]), stored, METHOD).tolist() == [stored[0], stored[-1]]


def test_the_single_facts_say_what_each_would_give():
    near = replace(everywhere(0.1), hazards={"hazards.rail": 10.0, "hazards.road": 190.0}).rated()
    found = {f.code: f.band for f in near.facts}
    assert found["floor.F3"] == near.band < near.final == 3
    for name in near.would_change:
        assert {f"missing.{name}.low", f"missing.{name}.high"} >= {c for c in found if name in c}


def test_one_record_at_the_rim_is_not_better_than_none():
    prior = Prior(1.0, 0.4, 0.4)
    none = prior.posterior_mean(0.0, 5.9, 0.0, 5.9)
    rim = prior.posterior_mean(0.0003, 12.4, 0.00015, 5.9)
    assert rim >= none
    assert prior.posterior_mean(1.0, 5.9, 1.0, 5.9) > none


def test_a_tie_does_not_hang_on_the_last_digit_of_a_sum():
    prior = Prior(1.0, 0.4, 0.4)
    one, other = (
        prior.posterior_mean(0.0, 5.9, 0.0, 5.9),
        prior.posterior_mean(0, 5.9 + 4e-15, 0, 5.9 + 4e-15),
    )
    assert one == other


def test_the_upper_end_looks_at_what_lies_between():
    # {3, 4} before, {3} after probability moved up from band 2: the end must not fall from 4.
    before, after = (0.0, 0.15, 0.75, 0.10), (0.0, 0.05, 0.84, 0.11)
    assert highest_end(after, after, 0.8) == 3
    assert highest_end(before, after, 0.8) == highest_end(before, before, 0.8) == 4
    assert highest_end((1, 0, 0, 0), (1, 0, 0, 0), 0.8) == 1
    assert highest_end((1, 0, 0, 0), (0.7, 0.3, 0, 0), 0.8) == 2


def test_shares_are_counted_over_the_rated_and_the_others_are_told_with_their_reasons():
    ratings = [everywhere(level).rated() for level in (0.05, 1.0, 8.0)] + [everywhere(None).rated()]
    found = shares_of(ratings, M)
    assert (found.points, found.rated) == (4, 3)
    assert sum(found.final.values()) == sum(found.cuts.values()) == sum(found.sets.values()) == 3
    assert (found.fires["F1"], found.raises["F1"], found.fires["F3"]) == (1, 0, 0)
    assert found.reasons["crime_not_available"] == 1
    assert found.to_review
    assert found.document()["not_rated"] == 1
    assert not shares_of([], M).to_review
    assert POINTS == 120


def test_the_set_reaches_the_adverse_band_where_no_draw_shows_it():
    place = replace(
        FULL,
        crime={"vso": 0.942, "drg": 2.448, "rob": 0.369, "asb": 0.979, "wpn": 1.211, "po": 1.307},
        figures={
            "venues.pubs": 0.685, "venues.takeaways": 0.034, "venues.hotels": 0.021, "venues.interchanges": 0.869,
            "services.isolation": 0.407,
        },
        hazards={"hazards.rail": 3.858},
        fewer=True,
    )  # fmt: skip
    rating = place.rated()
    score = score_of(place.evidence(), reference(True, True), METHOD)
    worst = adverse_band(rating.would_change, score, reference(True, True), METHOD, (), visited=False)
    assert rating.final == 3
    assert rating.spread.band_set[-1] == worst == 4
    assert rating.spread.raised_by == ("adverse bound",)


def test_a_cap_that_did_not_change_the_band_still_applies():
    two = replace(everywhere(1.0), national=False, grade=Grade.C).rated()
    assert (two.band, two.final, two.caps) == (2, 2, ())
    assert two.applicable_caps == (Cap.EVIDENCE_INCOMPLETE, Cap.LOCAL_REFERENCE)
    assert everywhere(1.0).rated().applicable_caps == ()


def test_the_upper_end_of_the_set_says_what_raised_it():
    lost = replace(everywhere(0.1), crime={**dict.fromkeys(GROUPS, 0.1), "wpn": None}).rated()
    assert (lost.final, lost.spread.band_set[-1], lost.spread.raised_by) == (1, 4, ("what is missing",))
    assert everywhere(8.0).rated().spread.raised_by == ()  # the draws reach band 4 by themselves


def facts_of(place):
    return {f.code: f.band for f in place.rated().facts}


def test_a_lost_hazard_found_close_by_would_fire_its_floor():
    lost = replace(everywhere(0.3), hazards={"hazards.rail": 900.0, "hazards.water": 900.0})
    found = facts_of(lost)
    assert adverse_hazard(reference().values["hazards.road"], METHOD) >= M.f3_hazard
    assert found["missing.hazards.road.high"] >= M.f3_band
    assert "missing.hazards.road.high" not in facts_of(replace(lost, visited=True)) or (
        facts_of(replace(lost, visited=True))["missing.hazards.road.high"] < M.f3_band
    )


def test_a_lost_offence_group_at_its_worst_would_fire_its_floor():
    lost = replace(FULL, crime={**dict.fromkeys(GROUPS, 0.3), "po": None})
    assert facts_of(lost)["missing.crime.po.high"] >= M.f1_band


def test_a_missing_figure_found_may_lift_the_cap_of_what_was_incomplete():
    few = {n: v for n, v in FULL.figures.items() if n not in {"venues.pubs", "venues.hotels"}}
    quiet = replace(everywhere(0.05), figures=few, hazards={"hazards.road": 150.0})
    rating = quiet.rated()
    assert rating.completeness < M.completeness_band_1 <= rating.completeness + 0.15 * 0.4
    assert (rating.final, rating.caps) == (2, (Cap.EVIDENCE_INCOMPLETE,))
    assert facts_of(quiet)["missing.venues.pubs.low"] == 1


def test_a_held_figure_in_the_middle_of_the_reference_may_change_the_band():
    crime = {**dict.fromkeys(GROUPS, 0.5), "vso": 6.0}
    found = facts_of(replace(FULL, crime=crime))
    before = replace(FULL, crime=crime).rated().final
    assert found["held.crime.vso.middle"] < before
    assert all(not code.startswith("held") or band != before for code, band in found.items())
    near = replace(everywhere(0.1), hazards={"hazards.rail": 10.0, "hazards.road": 190.0})
    assert facts_of(near)["held.hazards.rail.middle"] < near.rated().final
    high = replace(everywhere(1.0), figures={**FULL.figures, "venues.pubs": 2.0, "venues.hotels": 2.0})
    assert all(0 < band <= 4 for band in facts_of(high).values())


def test_a_raised_bandwidth_is_named_as_it_was_used():
    evidence = FULL.evidence()
    crime = replace(evidence.crime, h_m=np.maximum(evidence.crime.h_m, 1_450.0))
    rows = {a.name: a.text for a in alternatives(replace(evidence, crime=crime), reference(), METHOD, ())}
    assert rows["bandwidth.800"] == "Recorded crime within 800 m, raised to 1,450 m here"
    assert rows["bandwidth.2400"] == "Recorded crime within 2,400 m"


def test_two_denominators_that_tell_different_stories_are_called_sensitive():
    group = FULL.rated(draw=False).groups[0]
    for gap, said in ((M.sensitive_points, False), (-M.sensitive_points - 0.1, True)):
        apart = group._replace(percentile_density=50.0, percentile_rate=50.0 + gap)
        assert denominator_sensitive(apart, M) is said
    assert not denominator_sensitive(group._replace(percentile_rate=None), M)
