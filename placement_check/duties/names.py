"""Codes for those who gave a name: what to say where a text is no code."""

from __future__ import annotations

import difflib
from datetime import date
from functools import cache
from typing import Final

from geodata.authorities import Authorities, Authority
from geodata.errors import TableError
from geodata.tables import SHIPPED, read_tables, rows_of

NEAR: Final = 0.75
MOST: Final = 3
LEFT_OUT: Final = frozenset((
    "borough", "city", "council", "county", "district", "london", "metropolitan", "of", "royal", "the", "unitary",
    "upon",
))  # fmt: skip
WHERE: Final = (
    "The codes are in the table geodata/tables/authorities.csv, and in the list of codes and names of the Office for "
    "National Statistics (ONS)."
)
WALES: Final = "Wales has no code of its own here: give the code of the Welsh council that holds the place."


def meant(text: str, day: date, authorities: Authorities) -> str:
    """Return what to do where a text is the name, or nearly the name, of an authority of the day; "" where it is not.

    The one authority of that name is said with its code; otherwise up to three whose names come near.
    """
    if _plain(text) == "wales":
        return WALES
    found = _of_the_day(day, authorities)
    exact = [a for a in found if a.name.casefold() == _plain(text)]
    if len(exact) == 1:
        return f"{exact[0].name} is {exact[0].code}: give the code."
    near = exact or _near(_bare(text), found)
    if not near:
        return ""
    names = ", ".join(f"{a.name} ({a.code})" for a in near[:MOST])
    return f"Names that come near: {names}. Give the code of the one that is meant."


def _near(text: str, found: list[Authority]) -> list[Authority]:
    """Return the authorities whose name, without words such as council, holds the text or nearly is it; best first."""
    if not text:
        return []
    bare = {a.code: _bare(a.name) for a in found}
    held = [a for a in found if f" {text} " in f" {bare[a.code]} "]
    alike = difflib.get_close_matches(text, sorted(set(bare.values())), n=MOST, cutoff=NEAR)
    held.sort(key=lambda a: (len(bare[a.code]), a.code))
    return list(dict.fromkeys([*held, *(a for name in alike for a in found if bare[a.code] == name)]))


def _of_the_day(day: date, authorities: Authorities) -> list[Authority]:
    found = []
    for code in _codes():
        try:
            found.append(authorities.authority(code, day))
        except TableError:
            continue
    return found


@cache
def _codes() -> tuple[str, ...]:
    return tuple(row["code"] for row in rows_of(read_tables(SHIPPED), "authorities"))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _bare(text: str) -> str:
    """Return a name in small letters, without marks and without words that many names share."""
    words = "".join(c if c.isalnum() else " " for c in text.replace("'", "").casefold()).split()
    return " ".join(word for word in words if word not in LEFT_OUT)
