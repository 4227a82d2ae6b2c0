from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from placement_check.findings import Grade
from placement_check.method import load
from placement_check.rating.bands import (
    Cap,
    Unrated,
    band_of,
    band_set,
    bands_of,
    caps_of,
    completeness,
    lowest_band,
    why_not_rated,
)

METHOD = load()
RATING = METHOD.rating
CUTS = RATING.band_cuts
ALL = {domain: dict.fromkeys(rated, True) for domain, rated in METHOD.rated.items()}

chances = st.lists(st.integers(0, 2000), min_size=4, max_size=4).filter(any).map(
    lambda counts: [n / sum(counts) for n in counts]
)  # fmt: skip


@pytest.mark.parametrize(
    ("q", "band"), [(0, 1), (24.99, 1), (25, 2), (74.99, 2), (75, 3), (89.99, 3), (90, 4), (100, 4)]
)
def test_a_score_on_a_cut_is_in_the_higher_band(q, band):
    assert band_of(q, CUTS) == band


def test_a_missing_score_is_not_a_band_of_any_kind():
    with pytest.raises(ValueError, match="not rated"):
        band_of(float("nan"), CUTS)
    with pytest.raises(ValueError, match="not rated"):
        bands_of(np.array([50.0, np.nan]), CUTS)


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_higher_score_never_has_a_lower_band(a, b):
    low, high = bands_of(np.array(sorted((a, b))), CUTS)
    assert 1 <= low <= high <= 4


def without(*gone):
    return {d: {i: i not in gone for i in some} for d, some in ALL.items()}


def test_everything_held_is_complete():
    assert completeness(ALL, METHOD) == pytest.approx(1)


def test_nothing_held_and_nothing_said_are_both_empty():
    assert completeness(without(*(i for some in ALL.values() for i in some)), METHOD) == 0
    assert completeness({}, METHOD) == 0


def test_recorded_crime_alone_is_not_enough_to_rate_a_place():
    share = completeness({"D1": ALL["D1"]}, METHOD)
    assert share == pytest.approx(0.55)
    assert why_not_rated(crime_available=True, completeness=share, reference_n=30, method=METHOD) == (
        Unrated.EVIDENCE_INCOMPLETE,
    )


def test_a_missing_class_of_hazard_is_a_third_of_its_domain():
    assert completeness(without("hazards.rail"), METHOD) == pytest.approx(1 - 0.15 / 3)


def test_what_is_not_named_as_held_is_not_held():
    assert completeness({**ALL, "D3": {"venues.pubs": True}}, METHOD) == pytest.approx(1 - 0.15 * 0.6)


@pytest.mark.parametrize("strange", [{"D7": {"context.imd": True}}, {"D3": {"venues.gambling": True}}])
def test_what_the_method_does_not_rate_cannot_make_the_evidence_complete(strange):
    with pytest.raises(ValueError, match="does not rate"):
        completeness(strange, METHOD)


@given(st.data())
def test_an_answer_more_never_makes_the_evidence_less_complete(data):
    held = {d: {i: data.draw(st.booleans()) for i in some} for d, some in ALL.items()}
    domain = data.draw(st.sampled_from(sorted(ALL)))
    more = {**held, domain: {**held[domain], data.draw(st.sampled_from(sorted(ALL[domain]))): True}}
    assert 0 <= completeness(held, METHOD) <= completeness(more, METHOD) <= 1 + 1e-12


def test_every_reason_for_no_rating_is_said():
    assert why_not_rated(crime_available=False, completeness=0.59, reference_n=29, method=METHOD) == tuple(
        Unrated
    )
    assert why_not_rated(crime_available=True, completeness=0.6, reference_n=30, method=METHOD) == ()


def test_three_tenths_and_three_more_are_enough_though_their_sum_is_not_quite():
    total = 0.1 + 0.2 + 0.3 - 1e-12
    assert why_not_rated(crime_available=True, completeness=total, reference_n=30, method=METHOD) == ()


@pytest.mark.parametrize(
    ("share", "grade", "national", "caps"),
    [
        (0.80, Grade.B, True, ()),
        (0.80, Grade.A, True, ()),
        (0.79, Grade.A, True, (Cap.EVIDENCE_INCOMPLETE,)),
        (1.00, Grade.C, True, (Cap.EVIDENCE_INCOMPLETE,)),
        (1.00, Grade.N, True, (Cap.EVIDENCE_INCOMPLETE,)),
        (1.00, Grade.A, False, (Cap.LOCAL_REFERENCE,)),
        (0.70, Grade.A, False, (Cap.EVIDENCE_INCOMPLETE, Cap.LOCAL_REFERENCE)),
    ],
)
def test_band_one_needs_whole_evidence_and_the_whole_country(share, grade, national, caps):
    assert caps_of(completeness=share, crime_grade=grade, national=national, method=RATING) == caps


def test_the_grade_that_band_one_needs_is_the_methods():
    stricter = replace(RATING, band_1_grade="A")
    assert caps_of(completeness=1, crime_grade=Grade.B, national=True, method=stricter)


def test_a_cap_takes_band_one_away_and_nothing_else():
    assert [max(band, lowest_band((Cap.LOCAL_REFERENCE,))) for band in (1, 2, 3, 4)] == [2, 2, 3, 4]
    assert [max(band, lowest_band(())) for band in (1, 2, 3, 4)] == [1, 2, 3, 4]


@given(chances, st.sets(st.integers(1, 4)))
def test_a_band_set_holds_the_mode_the_mass_and_what_must_be_in_it(probabilities, also):
    found = band_set(probabilities, 0.8, also)
    mode = max(range(4), key=lambda i: (probabilities[i], i)) + 1
    assert mode in found
    assert also <= set(found)
    assert found == tuple(range(found[0], found[-1] + 1))
    assert sum(probabilities[band - 1] for band in found) >= 0.8 - 1e-9


@given(chances)
def test_no_shorter_set_would_do_and_no_higher_one_as_short(probabilities):
    found = band_set(probabilities, 0.8)
    mode = max(range(4), key=lambda i: (probabilities[i], i)) + 1
    for first in range(1, 5):
        for last in range(first, 5):
            enough = first <= mode <= last and sum(probabilities[first - 1 : last]) >= 0.8 - 1e-9
            if enough:
                assert (last - first, -first) >= (found[-1] - found[0], -found[0])


def test_of_two_modes_the_higher_band_is_in_the_set():
    assert band_set((0.45, 0.10, 0.0, 0.45), 0.4) == (4,)


def test_certainty_is_one_band():
    assert band_set((0, 0, 0, 1), 0.8) == (4,)
    assert band_set((1, 0, 0, 0), 0.8) == (1,)


def test_the_set_reaches_as_far_as_the_final_band():
    assert band_set((0.9, 0.1, 0, 0), 0.8, also=[3]) == (1, 2, 3)


@pytest.mark.parametrize("probabilities", [(0.1, 0.1, 0.1, 0.1), (float("nan"), 0.5, 0.5, 0)])
def test_probabilities_that_do_not_hold_the_mass_are_refused(probabilities):
    with pytest.raises(ValueError, match="less than"):
        band_set(probabilities, 0.8)
