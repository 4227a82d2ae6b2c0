from dataclasses import replace
from datetime import date, timedelta

import pytest

from placement_check.decisions.visit import HazardSeen, Lift, SiteVisit, due_of, lift_of
from placement_check.validity import Due, months_later, reviews, validity

AT = date(2024, 6, 30)


def layer(vintage, months=12, name="a", status="built"):
    return {
        "id": name,
        "title": f"Layer {name}",
        "vintage": vintage,
        "review_after_months": months,
        "status": status,
    }


def test_a_report_is_valid_for_six_months_where_nothing_is_due_sooner():
    found = validity(AT, [layer("2024-06", 24)])
    assert (found.until, found.what, found.expired) == (date(2024, 12, 30), "", False)


def test_the_first_layer_that_is_due_for_review_ends_it_sooner():
    found = validity(AT, [layer("2024-06"), layer("2023-09", name="b"), layer("2023-11", name="c")])
    assert (found.until, found.what) == (date(2024, 9, 30), "Layer b")
    assert not found.expired


def test_a_layer_overdue_already_makes_it_expired():
    found = validity(AT, [layer("2022-02", name="b"), layer("2023-05", name="c")])
    assert found.until == date(2023, 2, 28)
    assert found.expired
    assert [due.what for due in found.overdue] == ["Layer b", "Layer c"]


def test_a_layer_due_on_the_day_itself_still_counts():
    assert not validity(AT, [layer("2023-06")]).expired
    assert validity(date(2024, 7, 1), [layer("2023-06")]).expired


def test_a_certificate_may_end_it_sooner_than_any_layer():
    found = validity(AT, [layer("2024-06")], [Due(date(2024, 8, 1), "the certificate")])
    assert (found.until, found.what) == (date(2024, 8, 1), "the certificate")


def test_a_site_visit_that_lifts_the_floor_ends_it_when_it_is_a_year_old():
    found = validity(AT, [layer("2024-06")], due_of(visit(date(2023, 9, 5)), Lift(True, "")))
    assert (found.until, found.what, found.how) == (
        date(2024, 9, 5),
        "the site visit of 2023-09-05",
        "12 months old",
    )
    assert not found.expired
    assert validity(AT, [layer("2024-06")], due_of(visit(AT), Lift(True, ""))).until == date(2024, 12, 30)
    assert validity(AT, [layer("2023-07")], due_of(visit(date(2023, 9, 5)), Lift(True, ""))).what == "Layer a"


@pytest.mark.parametrize("lift", [None, Lift(False, "too old")])
def test_a_visit_that_lifts_nothing_ends_nothing(lift):
    assert due_of(visit(date(2023, 9, 5)), lift) == ()
    assert due_of(None, lift) == ()


def test_the_visit_counts_as_long_as_it_lifts():
    seen = visit(date(2023, 8, 31))
    (due,) = due_of(seen, Lift(True, ""))
    for day, lifted in ((due.day, True), (due.day + timedelta(days=1), False)):
        hazards = (HazardSeen("hazards.rail", "seen", "done", None),)
        assert lift_of(replace(seen, hazards=hazards), day, ("hazards.rail",)).lifted is lifted


def visit(day):
    return SiteVisit(day, "Area manager", "seen", (), "visit.toml")


def test_the_oldest_file_of_a_layer_decides_but_the_last_month_of_recorded_crime():
    (venues,) = reviews([layer("2020-10-28/2022-11-14")])
    (crime,) = reviews([layer("2021-05/2024-04", name="crime")])
    assert venues.day == date(2021, 10, 31)
    assert crime.day == date(2025, 4, 30)


@pytest.mark.parametrize("entry", [layer(""), layer("not stated"), layer("2024-01", status="absent")])
def test_a_layer_of_no_stated_age_or_not_held_has_no_day(entry):
    assert reviews([entry]) == []
    assert validity(AT, [entry]).until == date(2024, 12, 30)


def test_a_year_alone_counts_from_its_january():
    assert reviews([layer("2020")])[0].day == date(2021, 1, 31)


def test_six_months_on_from_the_last_of_a_month_is_the_last_of_a_month():
    assert months_later(date(2023, 8, 31), 6) == date(2024, 2, 29)
    assert months_later(date(2024, 12, 1), 1) == date(2025, 1, 1)
