"""How a told value is printed: as it is, as a quotation, as withheld, or as not recorded."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from placement_check.records import numbers
from placement_check.records.consultation import wording
from placement_check.records.consultation.facts import Line, Office, Told, Withheld
from placement_check.records.quoting import quoted

NOT_RECORDED = "Not recorded."
LONDON = ZoneInfo("Europe/London")


def said(value: Told) -> str:
    """Return a value of this project's own words: itself, the constant of what is withheld, or "Not recorded."."""
    if isinstance(value, Withheld):
        return wording.WITHHELD
    return value or NOT_RECORDED


def words_of(value: Told) -> str:
    """Return words that a person wrote, in quotation marks; the constant of what is withheld; or "Not recorded."."""
    if isinstance(value, Withheld):
        return wording.WITHHELD
    return quoted(value) if value else NOT_RECORDED


def spoken(line: Line) -> str:
    """Return a recorded field as it is printed: in quotation marks where a person wrote it."""
    return words_of(line.text) if line.written else said(line.text)


def moment(at: datetime) -> str:
    """Return a time as "3 May 2024, 14:05" in London."""
    local = at.astimezone(LONDON)
    return f"{numbers.day(local.date())}, {local:%H:%M}"


def office(found: Office) -> str:
    """Return an organisation with its code."""
    return f"{found.name} ({found.code})" if found.code else found.name
