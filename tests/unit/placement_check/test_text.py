from dataclasses import replace
from datetime import date

import pytest
from drawn.asking import at_place
from drawn.country import CENTRAL_BEDS, MEDWAY, NORTH_HERTS, SOUTH, WEST, corner, middle
from drawn.layers import HERE
from drawn.releases import without

from geodata.store import Store
from placement_check.assess import Assessment
from placement_check.findings import Measured, NoComparator, Percentile
from placement_check.records import numbers, wording
from placement_check.records.marks import valid_until, validity_of
from placement_check.records.text import WIDTH, number, to_text


def flat(text: str) -> str:
    return " ".join(text.replace("#", " ").replace("!", " ").split())


def only(assessment: Assessment, **changes) -> Assessment:
    return replace(assessment, **changes)


def test_no_line_is_wider_than_the_page_and_none_ends_in_a_blank(assessed):
    for line in to_text(assessed(*HERE)).splitlines():
        assert line == line.rstrip()
        assert len(line) <= WIDTH


def test_the_first_screen_says_that_the_method_has_not_been_back_tested(assessed):
    head = to_text(assessed(*HERE)).split("Asked for")[0]
    assert wording.NOT_BACK_TESTED in head


def test_until_when_the_report_is_valid_stands_at_its_head_with_the_reason(assessed):
    a = assessed(*HERE)
    ends = validity_of(a)
    assert not ends.expired
    head = to_text(a).split("WHAT IS MISSING")[0]
    assert f"Valid until     {valid_until(ends)}" in head
    late = only(a, at=date(2060, 1, 1))
    overdue = validity_of(late)
    head = flat(to_text(late).split("WHAT IS MISSING")[0])
    assert f"EXPIRED: {overdue.what} was due for review on {numbers.day(overdue.until)}" in head
    assert " EXPIRED " in head.split("=====")[0]


def test_what_is_missing_stands_before_the_profile_with_its_reason(assessed):
    text = to_text(assessed(*middle(MEDWAY)))
    assert text.index("WHAT IS MISSING") < text.index("THE PROFILE")
    assert "Only British Transport Police records are held for the area of Kent" in flat(text)


def test_with_nothing_missing_the_box_still_stands_and_says_so(assessed):
    a = assessed(*HERE)
    whole = only(a, findings=tuple(f for f in a.findings if isinstance(f, Measured)))
    text = flat(to_text(whole))
    assert "WHAT IS MISSING Every question of this report has a figure." in text
    assert "NO FIGURE" not in text


def test_a_count_of_nothing_prints_the_months_and_the_upper_limit(assessed):
    """Method 7.2: "No recorded events in {n} covered months. With 95 % confidence ..."."""
    text = flat(to_text(assessed(*HERE)))
    assert "With 95 % confidence the underlying rate is below 0.623 per km² per year." in text
    assert "No recorded events in 36 covered months." in text


def test_a_bound_is_said_in_words(assessed):
    a = assessed(*HERE)
    (one,) = [f for f in a.findings if f.question.indicator == "hazards.any"]
    said = {"at_least": "at least 98.1", "at_most": "at most 98.1", "exact": "hazards.any 98.1 places"}
    for bound, words in said.items():
        text = flat(to_text(only(a, findings=(replace(one, bound=bound),))))
        assert words in text


def test_a_bandwidth_wider_than_the_methods_is_told(assessed):
    a = assessed(*HERE)
    (one,) = [f for f in a.findings if f.question.indicator == "venues.drawn"]
    wide = replace(one, detail={**one.detail, "h_m": 2_400.0})
    told = "records up to 2400 m away count"
    assert told in flat(to_text(only(a, findings=(wide,))))
    usual = replace(a.method, crime=replace(a.method.crime, h_m=2_400.0))
    assert told not in flat(to_text(only(a, findings=(wide,), method=usual)))


def test_comparators_are_printed_each_in_its_form(assessed):
    a = assessed(*HERE)
    (one,) = [f for f in a.findings if f.question.indicator == "venues.drawn"]
    percentiles = {
        "england": NoComparator("Because."), "force": Percentile(97.4, 38),
        "authority": Percentile(None, 7, rank="2 of 8, highest first"),
    }  # fmt: skip
    text = flat(to_text(only(a, findings=(replace(one, percentiles=percentiles, window=None),))))
    assert "police area: percentile 97 of 38; authority: 2 of 8, highest first" in text
    assert "England: no comparison in this report. Because." in text  # said once, where no finding has one
    assert "undated" in text
    other = replace(one, percentiles={**percentiles, "england": Percentile(5.0, 33_000)})
    text = flat(to_text(only(a, findings=(other, replace(one, percentiles=percentiles)))))
    assert "England: not available (Because)" in text


def test_fiction_is_framed_above_and_repeated_below(assessed):
    text = flat(to_text(only(assessed(*HERE), label="DRAWN FOR A TEST")))
    assert text.count(wording.FICTIONAL) == 2
    assert text.index("DRAWN FOR A TEST") < text.index("PLACEMENT CHECK")


def test_notes_and_neighbouring_authorities_are_printed(store: Store):
    x, y = corner(CENTRAL_BEDS)
    near = at_place(store, x - 40, y + 5_000, uncertainty_m=50.0, notes=("Mind the gap.",))
    text = flat(to_text(near))
    assert "Note Mind the gap." in text
    assert "The site may lie in Central Bedfordshire" in text


def test_neighbours_confirmed_by_someone_or_over_water_or_none_are_told(assessed):
    a = assessed(*HERE)
    near = a.where.adjoining
    confirmed = tuple(replace(n, confirmed_by="Luton", basis="water") for n in near)
    text = flat(to_text(only(a, where=replace(a.where, adjoining=confirmed))))
    assert "(by water)" in text
    assert "no authority has confirmed them" not in text
    island = flat(to_text(only(a, where=replace(a.where, adjoining=()))))
    assert "Adjoining no authority by land" in island
    assert "no authority has confirmed them" not in island


def test_an_unknown_small_area_is_said_to_be_unknown(assessed):
    assert "Small area not known" in flat(to_text(assessed(*middle(NORTH_HERTS))))


def test_a_place_of_no_uncertainty_has_one_distance_and_others_a_range(store):
    exact = to_text(at_place(store, *HERE, uncertainty_m=0.0))
    assert "hall 3, 500 m\n" in exact
    assert "(450-550)" in to_text(at_place(store, *HERE, uncertainty_m=50.0))


def test_plain_counts_or_why_there_are_none(store, release, assessed):
    given = flat(to_text(assessed(*HERE)))
    assert "Records within 1600 m, 2021-05 to 2024-04, months covered only: Anti-social behaviour" in given
    border = flat(to_text(assessed(WEST + 400, SOUTH + 5_000)))
    assert "No usable data: 2" in border
    assert "% of the area around this place has no data." in border
    broken = flat(to_text(at_place(without(release, "crime.covered"), *HERE)))
    assert "The release holds no 'crime.covered'. This is not evidence of low risk." in broken
    a = assessed(*HERE)
    counts = {"radius_m": 1600.0, "from": "2021-05", "to": "2024-04", "by_category": {"Drugs": 12}}
    text = flat(to_text(only(a, crime=replace(a.crime, counts=counts))))
    assert "Records within 1600 m, 2021-05 to 2024-04, months covered only: Drugs 12" in text


def test_where_nothing_helps_in_what_is_held_the_report_says_so(assessed):
    assert "Nothing found within reach in the layers held; see what is missing." in to_text(
        assessed(*middle(MEDWAY))
    )


def test_what_the_reader_must_know_of_a_figure_is_said(assessed):
    a = assessed(*HERE)
    (one,) = [f for f in a.findings if f.question.indicator == "crime.vso.density"]
    wide = replace(one, detail={**one.detail, "uncovered_share": 0.071, "h_m": 3200.0})
    text = flat(to_text(only(a, findings=(wide,))))
    assert "7 % of the area has no data." in text
    assert "up to 3200 m" in text


def test_an_empty_answer_of_a_domain_leaves_the_domain_out(assessed):
    a = assessed(*HERE)
    text = to_text(only(a, findings=tuple(f for f in a.findings if f.question.domain == "D3")))
    assert "Venues" in text
    assert wording.DOMAINS["D6"] not in text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.0, "0"),
        (3.0, "3"),
        (12.345, "12.3"),
        (1234.5, "1,234"),
        (0.0123, "0.0123"),
        (5e6 + 0.5, "5,000,000"),
    ],
)
def test_figures_have_the_digits_that_mean_something(value, expected):
    assert number(value) == expected
