"""How a stored figure of a place is put into words for people who do not know the method."""

from __future__ import annotations

import re
from collections.abc import Sequence

from placement_check.records.wording import FLOORS

_PATTERNS = re.compile(r" ?\((?:looked for|docs/)[^)]*\)")
_FLAG = re.compile(r"\s*Flag: band (\d)\.?")
_SPAN = re.compile(r"(\d{4}(?:-\d\d){0,2})/(\d{4}(?:-\d\d){0,2})")
_LAST = re.compile(r"(\d{4}(?:-\d\d){0,2})$")
_UNITS = (
    (re.compile(r"^(\S+) kernel (?:count|sum)$"), r"\1, weighted by nearness"),
    (re.compile(r"^(\S+) index 0-100$"), r"\1 on an index of 0 to 100"),
    (re.compile(r"^(\S+) decile\b"), r"decile \1"),
)


def figure(value: str) -> str:
    """Return a figure with its unit in plain words."""
    for pattern, words in _UNITS:
        value = pattern.sub(words, value)
    return value


def reason(text: str) -> str:
    """Return why there is no figure, without the patterns of file names that only a keeper of the data needs."""
    return _PATTERNS.sub("", text)


def compared(text: str) -> str:
    """Return where a figure stands among others, or the sentences that say why it is not compared."""
    return text.replace(".; ", ". ")


def source(text: str) -> str:
    """Return a source with the days that it covers as "from one to another"."""
    return _SPAN.sub(r"\1 to \2", text)


def headline(text: str, floors: Sequence[str]) -> str:
    """Return what a score means, with its flag explained: a floor, and what each one found."""
    found = _FLAG.search(text)
    if found is None:
        return text
    why = " ".join(f"{FLOORS[code]}." for code in floors if code in FLOORS)
    floor = f"A floor applies all the same: whatever the score would be, the band cannot be below {found[1]}."
    return " ".join(part for part in (_FLAG.sub("", text), floor, why) if part)


def published_after(vintage: str, day: str) -> bool:
    """Return whether a source ends after a day (YYYY-MM-DD); a source dated by month or year is held against that.

    ``vintage`` may be a span, or a text that ends with one; one without a date is not known to be later.
    """
    last = _LAST.search(vintage)
    return last is not None and bool(day) and last[1] > day[: len(last[1])]
