"""Working days of England and Wales, counted from a dated table of bank holidays.

A working day is no Saturday, no Sunday, no Christmas Day, no Good Friday and no bank holiday in England and Wales. The
day of an event is not counted; a period ends at the end of its last working day, London time (law page, section 1.2).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from geodata.errors import TableError
from geodata.tables import SHIPPED, Rows, read_tables, rows_of

LONDON: Final = ZoneInfo("Europe/London")
DIVISION: Final = "england-and-wales"

# The day the duty to consult came into force (SI 2013/3239): no earlier period is modelled.
BEGINS: Final = date(2014, 1, 27)


class Holidays:
    """The bank holidays of England and Wales: ``first`` to ``last`` are the days that are answered for."""

    def __init__(self, days: frozenset[date]) -> None:
        if not days:
            raise TableError(f"Table 'bank_holidays' has no row of '{DIVISION}'. Put its rows back.")
        self._days = days
        self.first = BEGINS
        self.last = date(max(days).year, 12, 31)
        years = {day.year for day in days}
        for year in range(BEGINS.year, self.last.year + 1):
            if year not in years:
                raise TableError(f"Table 'bank_holidays' has no row of {year}. Put that year's rows back.")

    @classmethod
    def from_tables(cls, tables: Mapping[str, Rows]) -> Holidays:
        """Return the holidays of the tables that :func:`geodata.tables.read_tables` gives.

        Raises
        ------
        TableError
            If the table is absent, a day is not one or stands twice, or a year between the first and the last is empty.
        """
        days: set[date] = set()
        for row in rows_of(tables, "bank_holidays"):
            if row["division"] != DIVISION:
                continue
            try:
                day = date.fromisoformat(row["date"])
            except ValueError as error:
                raise TableError(
                    f"Table 'bank_holidays', '{row['title']}': {error}. Write days as YYYY-MM-DD."
                ) from error
            if day in days:
                raise TableError(f"Table 'bank_holidays' has {day.isoformat()} twice. Remove one row.")
            days.add(day)
        return cls(frozenset(days))

    @classmethod
    def load(cls) -> Holidays:
        """Return the holidays of the shipped table."""
        return cls.from_tables(read_tables(SHIPPED))

    def working_day(self, day: date) -> bool:
        """Return whether the day is a working day.

        Raises
        ------
        TableError
            If the day lies before 27 January 2014 or beyond the table.
        """
        self._check(day)
        return day.weekday() < 5 and day not in self._days and (day.month, day.day) != (12, 25)

    def after(self, day: date, working_days: int) -> date:
        """Return the last day of a period of so many working days that follows an event on ``day``.

        The day itself is not counted.

        Raises
        ------
        TableError
            If the event or the end lies before 27 January 2014 or beyond the table.
        ValueError
            If the period has no working day.
        """
        if working_days < 1:
            raise ValueError("a period has at least one working day")
        self._check(day)
        left, at = working_days, day
        while left:
            at += timedelta(days=1)
            left -= self.working_day(at)
        return at

    def _check(self, day: date) -> None:
        if not self.first <= day <= self.last:
            raise TableError(
                f"Working days on {day.isoformat()} are not modelled: the law here begins on "
                f"{self.first.isoformat()}, and the table of bank holidays ends on {self.last.isoformat()}. "
                "Ask about a day between them, or add the year's rows to geodata/tables/bank_holidays.csv."
            )


def end_of(day: date) -> datetime:
    """Return 23:59:59 on the day, London time: the end of a period whose last day it is."""
    return datetime.combine(day, time(23, 59, 59), LONDON)
