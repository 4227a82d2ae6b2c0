"""5. Missing evidence.

Missing is never zero and never good news. No data, failed data, stale data and "searched, nothing found" are four
different answers, and every figure that is not given says why: {wording.MISSING}
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from drawn.asking import answer, at_place
from drawn.country import MEDWAY, NORTH_HERTS, PETERBOROUGH, SOUTHEND, middle
from drawn.disc import HELD, METHOD, UNHELD, WHOLE, exposed, printed, scene, uncovered_part
from drawn.layers import HERE

from geodata.build.crime import Months, judge_coverage, month_range
from geodata.kernel import full_mass_km2
from placement_check.crime import WindowTables
from placement_check.crime_findings import _force_grade
from placement_check.findings import Grade, Measured, NotCovered, ReasonCode, Unavailable
from placement_check.measures.answer import Silence, Value
from placement_check.rating import bands
from placement_check.span import gravity


def finding(assessment, indicator="crime.vso.density"):
    return next(f for f in assessment.findings if f.question.indicator == indicator)


def months_with(records, held):
    """Return one force's months with so many records each."""
    months = month_range("2023-01", "2024-01")
    tally = np.zeros((1, 1, len(months)), dtype=np.int64)
    status = [["held" if there else "no_data" for there in held]]
    return Months(months, ("drawn",), np.array([records]), tally, tally, np.array([held]), status)


def test_we_14_coverage():
    """S-8. A force-month is covered if its file holds at least {facts.build.crime.MIN_RATIO:%} of the median of the
    force's previous {facts.build.crime.USUAL_MONTHS} covered months. The first {facts.build.crime.USUAL_MONTHS}
    months held are compared with the months after them. A table of overrides, each with a reason and a source, takes
    precedence, but cannot make up a file that is not held.
    """
    thin = months_with([5000] * 12 + [2300], [True] * 13)
    assert judge_coverage(thin, [], ["E23000001"]).tolist() == [[True] * 12 + [False]]
    assert thin.status[0][12] == "coverage_below_minimum"
    enough = months_with([5000] * 12 + [2500], [True] * 13)
    assert judge_coverage(enough, [], ["E23000001"])[0, 12]


def test_we_14_coverage_of_a_month_with_railway_records_only():
    lone = months_with([5000] * 12 + [0], [True] * 12 + [False])  # its 40 records are of no territorial force
    assert judge_coverage(lone, [], ["E23000001"]).tolist() == [[True] * 12 + [False]]


def test_an_override_cannot_make_up_a_file():
    made_up = months_with([5000] * 12 + [0], [True] * 12 + [False])
    row = {"force": "E23000001", "from_month": "2024-01", "to_month": "", "covered": "true"}
    assert not judge_coverage(made_up, [row], ["E23000001"])[0, 12]


SIX_OF_THE_THIRD_BLOCK = np.array([False] * 6 + [True] * 30)
BLOCKS = [(0, 24, 60), (0, 12, 72), (0, 6, 40)]  # the latest block, the one before, the third


def test_we_2_missing_months():
    """S-9. A month that is not covered gives neither events nor exposure: the figure rests on the months that are. It
    never enters as zero, here or among the places compared with.
    """
    found = exposed(scene(BLOCKS, covered=SIX_OF_THE_THIRD_BLOCK))
    assert printed(found.events[0, 0], 3) == "130.912"
    assert printed(found.e[0, 0] / full_mass_km2(1600), 4) == "1.9571"
    assert printed(found.density[0, 0] * full_mass_km2(1600), 2) == "66.89"


def test_we_2_missing_months_are_never_months_of_no_crime():
    missing = exposed(scene(BLOCKS, covered=SIX_OF_THE_THIRD_BLOCK)).density[0, 0]
    zero_filled = exposed(scene(BLOCKS)).density[0, 0]
    assert printed(zero_filled * full_mass_km2(1600), 2) == "59.31"
    assert printed(100 * (1 - zero_filled / missing), 1) == "11.3"


def test_we_13_cross_border():
    """S-10. A force with fewer than {crime.min_covered_months} covered months in the window is not covered. Up to
    {crime.max_uncovered_share:%} of the kernel's land may be so: the figure then rests on the rest, and the share is
    printed. Above it there is no figure, and the reason names the force whose file is missing. Only records on the
    land of a covered force, or within 100 m of it, count.
    """
    found = exposed(scene([(0, 35, 120)], districts=(uncovered_part(0.05), WHOLE), forces=(UNHELD, HELD)))
    assert printed(100 * found.uncovered[0, 0], 0) == "5"
    assert found.uncovered[0, 0] <= METHOD.crime.max_uncovered_share
    assert found.events[0, 0] == 120
    assert printed(found.e[0, 0], 4) == "5.6210"
    assert printed(found.density[0, 0], 3) == "21.348"


def test_we_13_cross_border_zero_filled_would_be_another_number():
    full = exposed(scene([(0, 35, 120)]))
    assert printed(full.density[0, 0], 3) == "20.281"


def test_we_13_cross_border_with_three_tenths_of_the_disc_uncovered():
    found = exposed(scene([(0, 35, 120)], districts=(uncovered_part(0.30), WHOLE), forces=(UNHELD, HELD)))
    assert printed(found.uncovered[0, 0], 2) == "0.30"
    assert found.uncovered[0, 0] > METHOD.crime.max_uncovered_share


@pytest.mark.parametrize(
    ("district", "kind", "code"),
    [(NORTH_HERTS, NotCovered, ReasonCode.NO_DATA), (PETERBOROUGH, Unavailable, ReasonCode.FAILED_CHECK),
     (SOUTHEND, Unavailable, ReasonCode.COVERAGE_BELOW_MINIMUM),
     (MEDWAY, Unavailable, ReasonCode.COVERAGE_BELOW_MINIMUM)],
)  # fmt: skip
def test_no_file_a_failed_file_too_few_months_and_railway_records_only_are_told_apart(
    store, district, kind, code
):
    found = finding(at_place(store, *middle(district)))
    assert (type(found), found.reason.code) == (kind, code)


def test_searched_and_nothing_found_is_an_answer(store):
    found = finding(at_place(store, *HERE), "crime.wpn.density")
    assert isinstance(found, Measured)
    assert found.value == 0
    assert found.interval[1] > 0


@pytest.mark.parametrize("indicator", ["venues.drawn", "services.youth"])
def test_a_disc_of_which_over_a_tenth_is_not_held_gives_no_count(store, indicator):
    """S-10a. Venues and services: no figure is given where more than {coverage.max_uncovered_share:%} of the disc, or
    of the straight line to the nearest service, lies where no file is held. A nearer one may be in the file that is
    missing. Up to that share the sum is "at least". For a hazard the whole disc must be covered: one found is "at
    least", and none found is no answer.
    """
    assert isinstance(answer(store, indicator, east=4_800), Silence)
    within = answer(store, indicator, east=4_450 if indicator == "venues.drawn" else 4_000)
    assert isinstance(within, Value)
    assert (within.bound, answer(store, indicator).bound) == ("at_least", "exact")


def test_no_hazard_found_on_land_that_nobody_searched_is_no_answer(store):
    assert isinstance(answer(store, "hazards.any", east=1_900, north=1_000), Silence)
    assert answer(store, "hazards.any", east=1_900).bound == "at_least"


def test_records_without_a_position_lower_the_grade_or_withhold_the_figure(store):
    """S-11. The share of records without a position, by force and group: over {crime.unlocated_cuts.0:%} the grade is
    B at best, over {crime.unlocated_cuts.1:%} C, over {crime.unlocated_cuts.2:%} no figure is given. The worse of the
    window and its last twelve months counts. Other layers take the same cuts.
    """
    here = at_place(store, *HERE)
    assert finding(here, "crime.po.density").grade is Grade.C  # one in eight
    lost = finding(here, "crime.rob.density")  # three in four
    assert isinstance(lost, Unavailable)
    assert "75 %" in lost.reason.text


def graded(covered, *, coarse=False, unlocated=0.0):
    """Return the grade of one force's figures, by which of the 36 months it covers."""
    one, flag = np.ones((1, 1)), np.ones((1, 1), dtype=bool)
    tables = WindowTables(
        end=35, weight=np.ones(36), block=np.zeros(36, dtype=np.int64), covered=np.array([covered]),
        enough=flag[0], usable=flag, unlocated=unlocated * one, season=np.ones((1, 36)), exposure=one, exposure2=one,
    )  # fmt: skip
    return _force_grade(tables, 0, 0, METHOD, coarse=coarse)


@pytest.mark.parametrize(
    ("months", "grade"), [(35, "A"), (34, "B"), (24, "B"), (23, "C"), (12, "C"), (11, "N")]
)
def test_the_grade_is_by_the_months_covered(months, grade):
    """S-12. The data grade is A with at least {crime.grade_months.0} covered months, B with {crime.grade_months.1}, C
    with {crime.grade_months.2}, else N: no figure. It is one lower if the force fell silent over
    {crime.fallen_silent_months.0} months before t0, N if over {crime.fallen_silent_months.1}; one lower if the
    bandwidth had to exceed {crime.h_m} m; and never better than S-11 allows.
    """
    assert graded([False] * (36 - months) + [True] * months).value == grade


def test_silence_and_a_coarse_grid_lower_the_grade():
    assert graded([True] * 36, coarse=True) is Grade.B
    assert graded([True] * 30 + [False] * 6) is Grade.B
    assert graded([True] * 29 + [False] * 7) is Grade.C
    assert graded([True] * 23 + [False] * 13) is Grade.N


@pytest.mark.parametrize(
    ("at", "grade"), [(date(2024, 6, 30), Grade.A), (date(2025, 4, 30), Grade.A), (date(2025, 5, 1), Grade.C)]
)
def test_an_old_window_lowers_the_grade(store, at, grade):
    """S-12a. A window that ended more than {crime.old_window_months} months before the assessment gives grade C at
    best; more than {crime.stale_window_months} months before, no figure: *stale*.
    """
    assert finding(at_place(store, *HERE, at=at)).grade is grade


def test_a_stale_window_gives_no_figure(store):
    found = finding(at_place(store, *HERE, at=date(2027, 5, 1)))
    assert (type(found), found.reason.code) == (Unavailable, ReasonCode.STALE)


def test_completeness_is_the_weight_of_what_is_held():
    """S-27. Completeness C is the sum over domains of weight times the share of the domain that is held at this
    place; each class of hazard is a third of its domain. What is missing from the whole release is missing here.
    Where recorded crime is not available or C is below {rating.completeness_min:%}, the place is not rated:
    {wording.NOT_RATED} The report lists the files that would change this. "Not rated" is never coloured, sorted or
    exported as a low value; where places are put in order it stands with the highest band. A floor still prints
    beside it.
    """
    held = {d: dict.fromkeys(some, d != "D4") for d, some in METHOD.rated.items()}
    assert printed(bands.completeness(held, METHOD), 2) == "0.85"  # WE-9 without hazards
    one_class = {**held, "D4": {"hazards.rail": True}}
    assert printed(bands.completeness(one_class, METHOD), 2) == "0.90"


def test_we_11_floors_where_recorded_crime_is_not_available():
    held = {d: dict.fromkeys(some, d != "D1") for d, some in METHOD.rated.items()}
    complete = bands.completeness(held, METHOD)
    reasons = bands.why_not_rated(
        crime_available=False, completeness=complete, reference_n=33_755, method=METHOD
    )
    assert reasons == (bands.Unrated.CRIME_NOT_AVAILABLE, bands.Unrated.EVIDENCE_INCOMPLETE)


def test_a_place_whose_crime_is_not_measured_has_no_score_and_says_what_is_missing(place):
    rating = place("ZZ1 1AB").rating
    assert (rating.score, rating.band, rating.final, rating.spread) == (None, None, None, None)
    assert rating.not_rated
    assert {name for name in rating.would_change if name.startswith("crime.")} == set(METHOD.rated["D1"])
    assert [floor.code for floor in rating.floors] == ["F3"]
    highest = place("ZZ1 1AA").rating
    assert highest.final == 4
    assert gravity(rating) > gravity(highest)
