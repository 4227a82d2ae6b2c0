"""The rows of the law asked for by name, for those who cite a paragraph or count its days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

from geodata.errors import TableError
from placement_check.duties.rules import Rule, rules


def rule(name: str) -> Rule:
    """Return the row of a name.

    Raises
    ------
    TableError
        If there is none.
    """
    found = _by_name().get(name)
    if found is None:
        raise TableError(f"duties.toml has no rule '{name}', which is asked for. Put the row back.")
    return found


def paragraph(name: str) -> str:
    """Return the paragraph of a row in few words, as in "reg 13(4)"."""
    return rule(name).paragraph


def cited(name: str) -> str:
    """Return the regulation and paragraphs that a row cites, without the instrument."""
    return rule(name).cited


def broken(name: str) -> str:
    """Return the regulation that an approval is asked for by, as in "reg 11(1)"."""
    return rule(name).broken


@cache
def alike(name: str) -> frozenset[str]:
    """Return the names of all approvals that the same paragraph asks for."""
    return frozenset(r.id for r in rules() if r.breach and r.breach == rule(name).breach)


@cache
def clock(name: str, on: date, step: str = "") -> Rule:
    """Return the row whose days a clock of a case counts, for an event of a day.

    Parameters
    ----------
    step
        The step towards the area authority, where rows differ by it; "" for any.

    Raises
    ------
    TableError
        If no row of that clock is in force on the day.
    """
    for one in rules():
        if one.clock_of == name and one.in_force(on) and step in ("", one.step):
            return one
    raise TableError(
        f"duties.toml has no row for the clock '{name}' on {on.isoformat()}. Add the row that was law on that day."
    )


@cache
def _by_name() -> Mapping[str, Rule]:
    return MappingProxyType({one.id: one for one in rules()})
