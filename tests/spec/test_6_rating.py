"""6. The score and the band.

The score is Q: the percentile, 0 to 100, of a place's documented location risk factors in the stated reference set.
Higher is more. It stands after the profile, always with its 5 % to 95 % interval, its reference set and its
completeness. Open data alone enter it:

{table.weights}

Offender presence and intelligence (D2), and the concentration of homes (D5), belong to the restricted view and never
enter it: a score with them inside would tell where they are. Nor is there one formula over all: a warning from the
police is no number to be averaged.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from drawn.disc import METHOD, each, exposed, printed, scene

from placement_check.decisions.decision import BandWish, Decision, NotPlacingHere, Verdict
from placement_check.decisions.settled import Papers, settle
from placement_check.findings import Grade
from placement_check.forms import FormRefused
from placement_check.rating import bands, floors
from placement_check.rating.shares import shares_of
from placement_check.rating.shrinkage import Posterior, prior_of
from placement_check.rating.transform import Aggregator, combine, combine_domains, exponential
from placement_check.records import wording
from placement_check.validity import Validity

RATING = METHOD.rating
AT = date(2024, 7, 15)
PLACES = ("ZZ1 1AA", "ZZ1 2AA", "ZZ1 2AB", "ZZ2 1AA", "ZZ2 2AB", "ZZ3 1AB", "ZZ4 2AA", "ZZ4 2AB")
E, MEAN, POWER = Aggregator.EXPONENTIAL, Aggregator.ARITHMETIC, Aggregator.POWER
W = np.array(list(RATING.weights.values()))


def we_5_prior():
    y, e = np.array([2.0, 10, 6, 30]), np.array([10.0, 20, 10, 20])
    return prior_of(y, e, e), y, e


def test_we_5_shrinkage():
    """S-20. A rate that rests on few records is drawn towards the mean of its police force, the more the fewer they
    are: recording practice is the force's. With m = sum Y/sum e, s2 = sum e (Y/e - m)²/sum e and A = max(0, s2 - sum
    e (m/e*)/sum e) over the reference points, the prior is Gamma(alpha = m²/A, beta = m/A) and the posterior
    Gamma(alpha + n*, beta + e*), with n* of S-18 and e* = e n*/Y. It is done for density and for rate. If A = 0 the
    places cannot be told apart: each gets m, and the report says "no detectable variation". With fewer than
    {reference.force_min_points} points nothing is shrunk.

    *Goes beyond the method's text (decision 0008, reading 18):* theta is never less than alpha/(beta + e), what a place
    with nothing recorded would get; without that, a first record at the edge of the disc could look better than none.
    """
    prior, y, e = we_5_prior()
    assert printed(prior.mean, 1) == "0.8"
    assert each((prior.alpha, prior.beta), 4) == ["3.0968", "3.8710"]
    assert printed(prior.mean / prior.beta, 6) == "0.206667"  # A
    weight = (prior.mean / prior.beta) / (prior.mean / prior.beta + prior.mean / e)
    assert each(weight, 4) == ["0.7209", "0.8378", "0.7209", "0.8378"]
    theta = prior.posterior_mean(y, e, y, e)
    assert each(theta, 4) == ["0.3674", "0.5486", "0.6558", "1.3865"]


@pytest.mark.parametrize(
    ("area", "limits", "above"), [(3, ["1.0153", "1.8053"], "0.9977"), (0, ["0.1464", "0.6695"], "0.0156")]
)
def test_we_5_shrinkage_interval_and_chance_of_more_than_the_mean(area, limits, above):
    prior, y, e = we_5_prior()
    posterior = prior.posterior(y[area], e[area], y[area], e[area])
    assert each([posterior.quantile(p) for p in (0.05, 0.95)], 4) == limits
    assert printed(posterior.exceeds(prior.mean), 4) == above


def test_we_6_end_to_end():
    found = exposed(scene([(0, 35, 1), (800, 30, 1), (800, 23, 1), (400, 11, 1)]))
    y, e, n_star = (float(column[0, 0]) for column in (found.events, found.e, found.n_star))
    posterior = we_5_prior()[0].posterior(n_star, e * n_star / y, y, e)
    assert printed(posterior.mean, 5) == "0.52885"
    assert each([posterior.quantile(p) for p in (0.05, 0.95)], 4) == ["0.2406", "0.9081"]


def test_places_that_cannot_be_told_apart_all_get_the_mean():
    y = e = np.array([10.0, 10, 10])
    prior = prior_of(y, e, e)
    assert not prior.variation
    assert prior.posterior_mean(5.0, 5.0, 50.0, 10.0) == 1.0


def test_a_group_counts_by_area_and_by_residents_alike(place):
    """1.3. The percentile of a group is the mean of its percentiles by area and by residents; where no rate is given,
    that by area alone. If the two lie more than {rating.sensitive_points} points apart the report says
    "denominator-sensitive" and gives both: a town centre or a depot is so as a rule.
    """
    for group in place("ZZ1 1AA").rating.groups:
        assert group.percentile == pytest.approx((group.percentile_density + group.percentile_rate) / 2)
        apart = abs(group.percentile_density - group.percentile_rate)
        assert floors.denominator_sensitive(group, RATING) is (apart > 25)


def composite(q, weights=W, aggregator=E):
    return printed(combine(np.array(q), np.array(weights), aggregator, RATING), 3)


def test_we_8_transform():
    """S-25. Percentiles are not averaged as they are, because one good figure would then cancel one bad one. Each is
    first transformed, E(P) = -{rating.transform_constant} ln(1 - (P/100)(1 - exp(-100/{rating.transform_constant}))),
    as the Indices of Deprivation do: a tenth of places score over 50. The domain score S_d is the weighted mean of
    E(P) over the indicators that are held; the domain's percentile Q_d is that of S_d in the reference set.
    """
    found = exponential([10, 25, 50, 75, 90, 95, 99], RATING)
    assert each(found, 4) == ["2.3903", "6.5177", "15.6468", "31.0091", "50.4267", "63.8476", "86.9573"]
    assert each(exponential([0, 100], RATING), 9) == ["0.000000000", "100.000000000"]
    assert printed(exponential(89.788, RATING), 2) == "50.00"
    assert printed(combine(np.array([100.0, 0.0]), np.ones(2), E, RATING), 9) == "50.000000000"


def test_we_10_crime_groups():
    p = {"vso": 95, "drg": 88, "rob": 70, "wpn": 80, "po": 90, "asb": 85}
    weights = {group: METHOD.rated["D1"][f"crime.{group}"] for group in p}
    assert composite([float(x) for x in p.values()], list(weights.values())) == "48.329"
    left = [group for group in p if group not in RATING.police_groups]
    assert composite([float(p[group]) for group in left], [weights[group] for group in left]) == "50.322"


def test_we_10_classes_of_venue():
    assert composite([80.0, 50, 50, 90], list(METHOD.rated["D3"].values())) == "30.687"


WE_9 = np.array([92.0, 60.0, 40.0, 10.0])


def test_we_9_composite():
    """S-26. The open composite S is the weighted mean of E(Q_d) over D1, D3 and D6, and of H itself for D4, whose
    percentile jumps. The score Q is the percentile of S in the reference set. The plain weighted mean of the Q_d is
    printed beside it, so that the effect of the transform can be seen.
    """
    assert each(exponential(WE_9, RATING), 3) == ["54.902", "20.633", "11.552", "2.390"]
    assert composite(WE_9) == "35.382"
    assert composite(WE_9, aggregator=MEAN) == "67.100"
    assert composite(WE_9, aggregator=POWER) == "80.374"
    assert composite(WE_9, W * [1.25, 1, 1, 1]) == "37.742"
    assert composite(WE_9, W * [0.75, 1, 1, 1]) == "32.271"


def test_we_9_composite_whose_hazard_term_is_the_index_itself():
    hazard = exponential(40, RATING)
    assert printed(combine_domains(WE_9, hazard, W, tuple(RATING.weights), E, RATING), 3) == "35.382"


def test_we_9_composite_without_hazards():
    assert composite([92, 60, np.nan, 10]) == "39.588"
    assert [composite([92, 60, p, 10]) for p in (10, 90)] == ["34.008", "41.214"]


def final(q, *, q1=50.0, complete=1.0):
    """Return the final band of a place compared with England, its crime graded A, and its caps."""
    caps = bands.caps_of(completeness=complete, crime_grade=Grade.A, national=True, method=RATING)
    band = max(bands.band_of(q, RATING.band_cuts), bands.lowest_band(caps))
    held = [floor for floor in (floors.f2(q1, RATING),) if floor]
    return floors.highest(band, held), caps


def test_we_11_floors():
    """S-28. The band is by the score:

    {table.bands}

    In the words, "England" gives way to the name of the police area where that is the reference set. Band 1 needs a
    completeness of {rating.completeness_band_1:%} and recorded crime of grade {rating.band_1_grade} or better;
    otherwise it becomes band 2: {wording.CAPS.evidence_incomplete}. Where only a police area is compared with, it
    becomes band 2 as well: {wording.CAPS.local_reference}.
    """
    assert final(82) == (3, ())
    assert final(15) == (1, ())
    assert final(15, complete=0.75) == (2, (bands.Cap.EVIDENCE_INCOMPLETE,))
    assert [bands.band_of(q, RATING.band_cuts) for q in (24.9, 25, 74.9, 75, 89.9, 90)] == [1, 2, 2, 3, 3, 4]


def test_poor_recording_keeps_a_place_out_of_band_1():
    caps = bands.caps_of(completeness=1.0, crime_grade=Grade.C, national=True, method=RATING)
    assert bands.lowest_band(caps) == 2


def test_we_11_floors_raise_a_band_and_nothing_lowers_it():
    """S-29. A floor stands for one finding so strong that no average may hide it. The final band is the highest of
    the band and of all floors:

    {table.floors}

    The second condition of F1 stops ordinary dense housing from firing it. Every floor that applies is printed, with
    what would lift it: a dated site visit that records mitigation lifts F3, nothing lifts F1 or F2, and finding the
    lost layer again lifts LOST.
    """
    assert final(60, q1=93) == (3, ())
    assert final(60, q1=89.9) == (2, ())
    assert final(95, q1=93) == (4, ())
    assert set(wording.FLOORS) == {"F1", "F2", "F3", "LOST"}


@pytest.mark.parametrize(
    ("shape", "rate_percentile", "chance", "fires"),
    [(45, 80, "0.9937", True), (45, 60, "0.9937", False), (34, 80, "0.7444", False)],
)
def test_we_11_floors_of_an_offence_group(shape, rate_percentile, chance, fires):
    posterior = Posterior(shape / 30, shape, 30)
    assert printed(posterior.exceeds(1.0), 4) == chance
    group = floors.GroupDensity("vso", posterior, 1.0, rate_percentile)
    assert floors.f1_of_posterior(group, RATING) is fires
    found = [floors.f1([group] * n, RATING) for n in (1, 2)]
    assert [floor and floor.band for floor in found] == ([3, 4] if fires else [None, None])


def test_a_site_visit_lifts_the_floor_of_a_hazard():
    assert floors.f3(92.16, False, RATING).provisional
    assert floors.f3(92.16, True, RATING) is None


def test_a_review_trigger_changes_no_band_but_asks_for_a_person(place):
    """S-30. A review trigger changes no band. It makes the result provisional until a named role records a decision,
    with date and reason. A person may move the band up freely; down by one step only, with reasons, and never below a
    floor; both bands are printed. {wording.HUMAN}
    """
    found = place("ZZ4 2AB").rating
    assert [trigger.code for trigger in found.triggers] == ["RT5"]
    assert found.provisional
    assert (found.band, found.final, found.floors) == (3, 3, ())
    calm = place("ZZ4 2AA").rating
    assert (calm.triggers, calm.floors, calm.provisional) == ((), (), False)


def test_each_review_trigger_fires_beyond_its_cut_and_not_on_it():
    """S-23. The review triggers of open data:

    {table.triggers}

    For RT3 the share is of the sum over groups of omega Y/m. A trigger that fires on half of all places says nothing:
    the share on which each fires is published.
    """
    assert floors.rt3(0.30, RATING) is None
    assert floors.rt3(0.31, RATING).code == "RT3"
    assert floors.rt4(25.0, RATING) is None
    assert floors.rt4(-25.1, RATING).code == "RT4"
    assert floors.rt5({"D3": 94.9, "D6": 94.9, "D1": 99.0}, RATING) is None
    assert floors.rt5({"D3": 95.0}, RATING).detail["domains"] == "D3"


def test_a_floor_on_every_domain_would_fire_everywhere():
    """S-57. With each version of the method are published: the share of small areas in each final band, how often
    each floor raises a band (not only fires), and the share on which each trigger fires. If bands 3 and 4 together
    exceed {rating.review_percent} % the cuts are reviewed. That is why F2 watches recorded crime alone: with four
    nearly independent domains a floor on each would raise a third of all neighbourhoods, and a flag that fires
    everywhere carries nothing.
    """
    share = 1 - RATING.f2_percentile / 100
    assert printed(100 * (1 - (1 - share) ** len(RATING.weights)), 0) == "34"
    # F2 is asked of D1 and of no other domain: the other three at their highest fire nothing.
    assert [floors.f2(q1, RATING) is None for q1 in (89.9, 90.0)] == [True, False]


def test_bands_three_and_four_of_more_than_a_third_of_all_places_are_to_be_reviewed(place):
    some = place("ZZ1 1AA").rating
    for above, review in ((33, False), (34, True)):
        found = shares_of([replace(some, final=3)] * above + [replace(some, final=2)] * (100 - above), RATING)
        assert (found.above_the_usual, found.to_review) == (above, review)
        assert found.document()["percent_in_bands_3_and_4"] == above


def test_nobody_moves_a_place_into_the_band_that_a_cap_keeps_it_out_of(place):
    """S-30. A cap holds whatever put a place into band 2: where only a police area is compared with, or the evidence
    is incomplete or poor, no decision moves it to band 1.
    """
    twos = [p for p in map(place, PLACES) if p.rating.final == 2 and p.rating.score >= RATING.band_cuts[0]]
    found = twos[0]
    assert found.rating.floors == ()
    assert found.rating.caps == ()  # the score alone gives band 2
    assert bands.Cap.LOCAL_REFERENCE in found.rating.applicable_caps
    decision = Decision(
        role="a role", day=AT, verdict=Verdict.RELIED_ON, reasons="Reasons.", valid_until=None, valid_until_line=None,
        band=BandWish(1, "Reasons.", None), not_placing_here=NotPlacingHere((), "", ""), young_people=None,
        mitigations=(), consultations=(), file="decision.toml",
    )  # fmt: skip
    with pytest.raises(FormRefused, match="floor or cap"):
        settle(Papers(decision), found, Validity(date(2030, 1, 1), "", ()))
