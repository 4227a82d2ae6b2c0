"""How long an assessment may be relied on: six months, or until the first thing it rests on falls due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

MONTHS = 6


class Due(NamedTuple):
    """The last day on which something still counts, what it is (a layer's title, a site visit), and what it is then."""

    day: date
    what: str
    how: str = "due for review"


class Validity(NamedTuple):
    """Until when an assessment may be relied on, what ends it ("" for the six months) and how, and what is overdue."""

    until: date
    what: str
    overdue: tuple[Due, ...]
    how: str = "due for review"

    @property
    def expired(self) -> bool:
        """Return whether it had ended before the day of the assessment."""
        return bool(self.overdue)


def validity(at: date, layers: Iterable[Mapping[str, Any]], others: Iterable[Due] = ()) -> Validity:
    """Return until when an assessment of a day may be relied on: the earliest of six months and all that falls due.

    Parameters
    ----------
    layers
        The entries in the lock of the layers that the assessment rests on.
    others
        What else falls due: the site visit that lifts floor F3, where there is one. A certificate would end it too
        (S-30), but none is read by this version, so none is ever among them.
    """
    dues = sorted((*reviews(layers), *others), key=lambda due: (due.day, due.what))
    overdue = tuple(due for due in dues if due.day < at)
    end = months_later(at, MONTHS)
    if dues and dues[0].day < end:
        return Validity(dues[0].day, dues[0].what, overdue, dues[0].how)
    return Validity(end, "", overdue)


def reviews(layers: Iterable[Mapping[str, Any]]) -> list[Due]:
    """Return when each layer that was built is due for review: the last day of the month in which it still counts.

    A layer of no stated age never has its day here; its grade says so.
    """
    found = []
    for entry in layers:
        month = _vintage(entry)
        if entry["status"] == "built" and month is not None:
            found.append(Due(_last_day(month + int(entry["review_after_months"])), str(entry["title"])))
    return found


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of that month where it has no such day."""
    last = _last_day(day.year * 12 + day.month - 1 + months)
    return last.replace(day=min(day.day, last.day))


def _vintage(entry: Mapping[str, Any]) -> int | None:
    """Return the month a layer dates from, counted from year 0; None if not stated.

    Of a layer whose files differ, the oldest; of recorded crime, whose vintage is its window, the last (S-12a).
    """
    oldest, _, newest = str(entry["vintage"]).partition("/")
    text = newest if newest and entry["id"] == "crime" else oldest
    if not text[:4].isdigit():
        return None
    return int(text[:4]) * 12 + (int(text[5:7]) - 1 if len(text) >= 7 else 0)


def _last_day(month: int) -> date:
    year, number = divmod(month + 1, 12)
    return date(year, number + 1, 1) - timedelta(days=1)
