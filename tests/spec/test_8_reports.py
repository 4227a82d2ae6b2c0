"""8. What a report says, and who decides.

A report is evidence for a person. It puts the table before the score, and what is missing where nobody can overlook
it. It describes risks *to* children from a place, never risks from
children. What an open check cannot hold is said to be undone: {wording.POLICE_NUMBERS} {wording.CONSULTATION}
"""

from __future__ import annotations

import re
from datetime import date

import pytest

from placement_check.assess import Options
from placement_check.decisions.visit import Lift, SiteVisit, due_of
from placement_check.records import wording
from placement_check.records.text import to_text
from placement_check.validity import Due, validity

PLACES = ("ZZ1 1AA", "ZZ1 1AB", "ZZ2 1AB", "ZZ4 2AB")


def flat(text):
    return " ".join(text.split())


@pytest.mark.parametrize("name", PLACES)
def test_every_report_says_what_it_is_and_what_it_is_not(place, name):
    """S-52. Fixed strings stand word for word in every report. At its head: {wording.HEADER} For every figure that is
    missing: {wording.MISSING} In a planning report: {wording.PLANNING} Beside the score: {wording.NOT_BACK_TESTED}
    And: {wording.HUMAN}
    """
    said = flat(to_text(place(name)))
    for sentence in (wording.HEADER, wording.HUMAN, wording.NOT_BACK_TESTED):
        assert sentence in said


@pytest.mark.parametrize("name", PLACES)
def test_some_words_are_never_said_of_a_place(place, name):
    """S-52. **Words that are never said of a place:** {wording.FORBIDDEN}. They are looked for as whole words, a
    hyphen counting as a space, in all that is written for a report, the fixed strings and marked quotations left out.
    """
    said = flat(to_text(place(name))).replace(wording.HEADER, "").replace(wording.NOT_RATED, "")
    said = said.replace("This is not evidence of low risk.", "").casefold().replace("-", " ")
    for word in wording.FORBIDDEN:
        assert not re.search(rf"\b{word}\b", said), word


def test_the_profile_comes_before_the_score(place):
    """S-53. The order of a report: what is missing and the table of the profile; floors and triggers; the score with
    its interval, and the set of bands; the fields for a person's decision; the cost of not placing a child here; and
    an appendix with parameters and the steps to recompute. A number never comes before the profile.
    """
    said = to_text(place("ZZ1 2AB"))
    parts = ("THE PROFILE", "FLOORS AND REVIEW TRIGGERS", "SCORE AND BAND")
    assert [said.index(part) for part in parts] == sorted(said.index(part) for part in parts)


def test_the_score_is_never_printed_without_its_interval_and_reference_set(place):
    """S-26. **The score is never alone.** Wherever it is printed stand its interval, its reference set with its size,
    and the completeness of the evidence. Where only a profile is asked for there is neither score nor band.
    """
    found = place("ZZ1 2AB")
    said, rating = flat(to_text(found)), found.rating
    low, high = rating.spread.interval
    assert f"{rating.score:.0f} of 100" in said
    assert f"between {low:.0f} and {high:.0f}" in said
    assert "the Fictional Saltmarsh police area" in said
    assert f"Completeness: {100 * rating.completeness:.1f} %" in said
    assert place("ZZ1 2AB", Options(rated=False)).rating is None


def test_an_assessment_stands_for_six_months_at_most():
    """S-30. **How long it stands.** An assessment may be relied on until the earliest of six months, the day on which
    the oldest of its layers is due for review, the expiry of a certificate it rests on (none is read yet), and the day
    on which a site visit that lifts floor F3 is twelve months old. After that day it prints EXPIRED.
    """
    day = date(2024, 8, 31)
    assert validity(day, []).until == date(2025, 2, 28)
    layer = {
        "id": "rail",
        "title": "Railways",
        "status": "built",
        "vintage": "2024-01",
        "review_after_months": 9,
    }
    found = validity(day, [layer], [Due(date(2025, 1, 5), "certificate")])
    assert (found.until, found.what) == (date(2024, 10, 31), "Railways")
    assert validity(date(2024, 11, 1), [layer]).expired
    visit = SiteVisit(date(2023, 10, 9), "Area manager", "seen", (), "visit.toml")
    visited = validity(day, [layer], due_of(visit, Lift(True, "by its rule")))
    assert (visited.until, visited.what) == (date(2024, 10, 9), "the site visit of 2023-10-09")


def test_a_report_on_one_place_names_no_other(place):
    """S-54. There is no map of bands, no ranking of places, no league table. A file of candidate sites keeps its own
    order, and every row carries its interval, completeness and reference set.
    """
    said = to_text(place("ZZ1 2AB"))
    assert "ZZ1 2AB" in said
    assert not re.search(r"\bZZ\d \d[A-Z]{2}\b", said.replace("ZZ1 2AB", ""))
