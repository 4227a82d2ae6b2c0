"""The law as a paper says it: days and paragraphs in words, each taken from a dated row of the law."""

from __future__ import annotations

from datetime import date
from typing import Final

from placement_check.duties import book
from placement_check.duties.wording import NUMBERS
from placement_check.records import numbers

REGULATIONS: Final = "Care Planning, Placement and Case Review (England) Regulations 2010 (SI 2010/959)"
_INSTRUMENT: Final = ", SI 2010/959"


def regulation(row: str) -> str:
    """Return the paragraph of a row, as in "regulation 13(4)"."""
    return _long(book.paragraph(row))


def cited(row: str) -> str:
    """Return the paragraphs that a row cites, as in "regulation 13(4)(b)(ii)"."""
    return _long(book.cited(row))


def broken(row: str) -> str:
    """Return the regulation by which an approval is asked for, as in "regulation 11(1)"."""
    return _long(book.broken(row))


def working_days(clock: str, on: date, step: str = "") -> str:
    """Return the days that a clock of a case counts for an event of a day, as in "five working days".

    Raises
    ------
    TableError
        If no row of that clock is in force on the day.
    """
    found = book.clock(clock, on, step).clock
    assert found is not None  # noqa: S101 - a row that is a clock of a case has one
    return f"{NUMBERS.get(found.days, str(found.days))} working days"


def law_of(*rows: str) -> str:
    """Return the instrument, the paragraphs of rows, what changed them and since when all of them hold."""
    found = [book.rule(row) for row in rows]
    changed = dict.fromkeys(rule.citation.partition(f"{_INSTRUMENT}, ")[2] for rule in found)
    more = "".join(f", {text}" for text in changed if text)
    since = numbers.day(max(rule.in_force_from for rule in found))
    return f"{REGULATIONS}, {'; '.join(cited(row) for row in rows)}{more}; in force from {since}."


def capital(text: str) -> str:
    """Return a text that begins a sentence."""
    return text[:1].upper() + text[1:]


def _long(citation: str) -> str:
    """Return a citation with its words written out: the last of several paragraphs after "and"."""
    short, _, rest = citation.partition(" ")
    first, _, last = rest.rpartition(", ")
    listed = f"{first} and {last}" if first else last
    return f"{'regulations' if short == 'regs' else 'regulation'} {listed}"
