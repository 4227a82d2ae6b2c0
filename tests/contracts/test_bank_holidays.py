"""The table of bank holidays is the list that GOV.UK publishes, day by day."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files

import pytest

from geodata.calendar import BEGINS, DIVISION, Holidays
from geodata.tables import SHIPPED, read_tables

OURS = {date.fromisoformat(row["date"]): row["title"] for row in read_tables(SHIPPED)["bank_holidays"]}


@pytest.fixture(scope="module")
def published():
    """Return the days of England and Wales from 2014 on, as the list names them."""
    listed = json.loads((files("govuk_bank_holidays") / "bank-holidays.json").read_text("utf-8"))
    found = {date.fromisoformat(event["date"]): event for event in listed[DIVISION]["events"]}
    return {day: event for day, event in found.items() if day.year >= BEGINS.year}


def test_our_table_has_every_published_bank_holiday_and_no_other(published):
    assert set(OURS) == set(published)


def test_our_table_reaches_as_far_as_the_published_list(published):
    assert max(OURS).year == max(published).year == Holidays.load().last.year


def test_each_day_has_the_published_title(published):
    for day, event in published.items():
        substitute = " (substitute day)" if "Substitute" in event["notes"] else ""
        assert OURS[day] == event["title"].replace("\N{RIGHT SINGLE QUOTATION MARK}", "'") + substitute, day


def test_no_published_bank_holiday_is_a_working_day(published):
    holidays = Holidays.load()
    assert not [day for day in published if day >= BEGINS and holidays.working_day(day)]
