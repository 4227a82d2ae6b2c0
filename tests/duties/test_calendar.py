"""The working days of England and Wales, against the Act and an independent Easter."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata import authorities, calendar
from geodata.calendar import BEGINS, Holidays, end_of
from geodata.errors import TableError
from geodata.tables import SHIPPED, read_tables

HOLIDAYS = Holidays.load()
ROWS = read_tables(SHIPPED)["bank_holidays"]
LISTED = {date.fromisoformat(row["date"]) for row in ROWS}
YEARS = range(2014, 2029)

# Days that no rule gives: proclaimed for one year, or moved in it.
SPECIAL = {date(2020, 5, 8), date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)}
MOVED = {date(2020, 5, 4), date(2022, 5, 30)}


def easter(year: int) -> date:
    """Return Easter Sunday from the paschal full moon: Gauss's computation, with its two exceptions."""
    k = year // 100
    m = (15 - (13 + 8 * k) // 25 + k - k // 4) % 30
    n = (4 + k - k // 4) % 7
    d = (19 * (year % 19) + m) % 30
    e = (2 * (year % 4) + 4 * (year % 7) + 6 * d + n) % 7
    day = 22 + d + e
    if d == 29 and e == 6:
        day = 50
    if d == 28 and e == 6 and (11 * m + 11) % 30 < 19:
        day = 49
    return date(year, 3, 1) + timedelta(days=day - 1)


def monday(year: int, month: int, nth: int) -> date:
    days = [date(year, month, 1) + timedelta(days=n) for n in range(31)]
    return [day for day in days if day.month == month and day.weekday() == 0][nth]


def ordinary(year: int) -> set[date]:
    """Return the days of Schedule 1 of the Act of 1971, of common law, and proclaimed each year since 1978."""
    found = {easter(year) - timedelta(days=2), easter(year) + timedelta(days=1)}
    found |= {monday(year, 5, 0), monday(year, 5, -1), monday(year, 8, -1)}
    # A day that falls on a weekend, or on another's substitute, gives the next free working day.
    for day in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        if day == date(year, 12, 25) and day.weekday() == 6:
            found |= {day + timedelta(days=2)}  # Boxing Day keeps its Monday
            continue
        while day.weekday() > 4 or day in found:
            day += timedelta(days=1)
        found.add(day)
    return found


@pytest.mark.parametrize("year", YEARS)
def test_the_days_of_each_year_are_those_of_the_act_and_those_proclaimed(year):
    listed = {day for day in LISTED if day.year == year}
    assert listed == ordinary(year) - MOVED | {day for day in SPECIAL if day.year == year}


def test_easter_is_as_in_years_that_everyone_remembers():
    assert [easter(y) for y in (2016, 2018, 2024, 2025)] == [
        date(2016, 3, 27), date(2018, 4, 1), date(2024, 3, 31), date(2025, 4, 20),
    ]  # fmt: skip


def test_each_row_stands_once_is_of_england_and_wales_and_has_a_title_and_a_source():
    assert len(LISTED) == len(ROWS)
    assert {row["division"] for row in ROWS} == {"england-and-wales"}
    assert all(row["title"] and row["source"] for row in ROWS)
    assert {day for day in LISTED if day.weekday() > 4} == set()


def test_special_days_name_their_proclamation():
    for row in ROWS:
        if date.fromisoformat(row["date"]) in SPECIAL:
            assert "roclamation" in row["source"]


def test_a_scottish_holiday_is_a_working_day_here():
    for day in (date(2024, 1, 2), date(2023, 8, 7), date(2022, 11, 30), date(2026, 6, 15)):
        assert HOLIDAYS.working_day(day)


@pytest.mark.parametrize(
    ("event", "days", "last"),
    [
        (date(2024, 5, 3), 5, date(2024, 5, 13)),  # Friday before the early May bank holiday
        (date(2024, 12, 20), 5, date(2024, 12, 31)),
        (date(2024, 12, 24), 5, date(2025, 1, 3)),
        (date(2024, 12, 25), 1, date(2024, 12, 27)),
        (date(2024, 3, 28), 5, date(2024, 4, 8)),  # Thursday before Good Friday
        (date(2024, 6, 8), 5, date(2024, 6, 14)),  # a Saturday
        (date(2022, 9, 16), 1, date(2022, 9, 20)),
        (date(2022, 6, 1), 5, date(2022, 6, 10)),
        (date(2023, 5, 5), 1, date(2023, 5, 9)),
        (date(2020, 5, 1), 1, date(2020, 5, 4)),
        (date(2020, 5, 7), 1, date(2020, 5, 11)),
        (date(2021, 12, 24), 1, date(2021, 12, 29)),
        (date(2026, 11, 20), 10, date(2026, 12, 4)),
    ],
)
def test_a_period_ends_on_the_last_working_day_and_the_event_s_day_is_not_counted(event, days, last):
    assert HOLIDAYS.after(event, days) == last


def test_the_end_of_a_day_is_london_time_in_winter_and_in_summer():
    assert end_of(date(2024, 1, 9)).isoformat() == "2024-01-09T23:59:59+00:00"
    assert end_of(date(2024, 7, 9)).isoformat() == "2024-07-09T23:59:59+01:00"
    assert end_of(date(2024, 7, 9)).tzinfo == ZoneInfo("Europe/London")


@pytest.mark.parametrize("day", [date(2014, 1, 26), date(2029, 1, 1), date.min, date.max])
def test_days_before_the_law_and_beyond_the_table_are_refused(day):
    with pytest.raises(TableError, match="not modelled"):
        HOLIDAYS.working_day(day)
    with pytest.raises(TableError, match="not modelled"):
        HOLIDAYS.after(day, 1)


def test_a_period_that_runs_beyond_the_table_is_refused():
    assert HOLIDAYS.after(date(2028, 12, 28), 1) == date(2028, 12, 29)
    with pytest.raises(TableError, match="2029-01-01 are not modelled"):
        HOLIDAYS.after(date(2028, 12, 28), 2)


def test_a_period_without_a_day_is_a_fault_of_the_caller():
    with pytest.raises(ValueError, match="at least one"):
        HOLIDAYS.after(date(2024, 1, 2), 0)


def test_the_calendar_begins_when_the_authorities_do():
    assert BEGINS == authorities.BEGINS == HOLIDAYS.first
    assert HOLIDAYS.last == date(2028, 12, 31)


HEADER = "division,date,title,source\n"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("scotland,2024-01-02,2 January,s\n", "no row of 'england-and-wales'"),
        ("england-and-wales,2024-13-01,Wrong,s\n", "'Wrong': month must be"),
        ("england-and-wales,2014-12-25,A,s\nengland-and-wales,2014-12-25,B,s\n", "2014-12-25 twice"),
        ("england-and-wales,2014-12-25,A,s\nengland-and-wales,2016-12-27,B,s\n", "no row of 2015"),
    ],
)
def test_a_broken_table_is_refused(tmp_path, rows, said):
    (tmp_path / "bank_holidays.csv").write_text(HEADER + rows, encoding="utf-8")
    with pytest.raises(TableError, match=said):
        Holidays.from_tables(read_tables(tmp_path))


def test_a_missing_table_is_refused(tmp_path):
    shutil.copy(SHIPPED / "forces.csv", tmp_path)
    with pytest.raises(TableError, match="'bank_holidays' is missing"):
        Holidays.from_tables(read_tables(tmp_path))


def test_a_christmas_day_that_no_row_lists_is_still_no_working_day():
    without = Holidays(frozenset(LISTED - {date(2024, 12, 25)}))
    assert not without.working_day(date(2024, 12, 25))


EVENTS = st.dates(calendar.BEGINS, date(2028, 6, 30))


@given(EVENTS, st.integers(1, 30))
def test_the_clock_never_ends_on_a_weekend_or_a_holiday_and_counts_neither(event, days):
    last = HOLIDAYS.after(event, days)
    counted = [event + timedelta(days=n) for n in range(1, (last - event).days + 1)]
    working = [day for day in counted if day.weekday() < 5 and day not in LISTED]
    assert len(working) == days
    assert working[-1] == last


@given(EVENTS, st.integers(1, 15), st.integers(1, 15))
def test_two_periods_in_a_row_are_one_of_their_sum(event, first, second):
    assert HOLIDAYS.after(HOLIDAYS.after(event, first), second) == HOLIDAYS.after(event, first + second)


@given(EVENTS, EVENTS, st.integers(1, 15))
def test_a_later_event_never_gives_an_earlier_end(one, other, days):
    first, second = sorted((one, other))
    assert HOLIDAYS.after(first, days) <= HOLIDAYS.after(second, days)
