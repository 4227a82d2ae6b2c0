"""Under which regulations a placement is approved, and of what its approver must be satisfied, by the case's duties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from placement_check.chain import Value
from placement_check.consultation.kinds import Ks4, Limb, Matter
from placement_check.consultation.paragraphs import REG_10, REG_11, REG_18
from placement_check.consultation.state import CaseState
from placement_check.duties import book

_EXEMPT: Final = ("own_la_foster", "connected_person", "parent")


def reg_11(state: CaseState) -> bool:
    """Return whether regulation 11 asks for approval: outside the own area, no parent and no exempt carer."""
    if state.needed_approver == "none" or state.area_step == "none":
        return False
    return _approved_by(state, "distant_dcs", state.placement.get("type") not in _EXEMPT)


def reg_10(state: CaseState) -> bool:
    """Return whether regulation 10 asks for approval: the move disrupts education in the fourth key stage."""
    return _approved_by(state, "ks4_nominated_officer", state.placement.get("ks4_disruption") is True)


def reg_18(state: CaseState) -> bool:
    """Return whether regulation 18 asks for approval: the placement is with a parent."""
    return _approved_by(state, "parent_nominated_officer", state.placement.get("type") == "parent")


def matters(state: CaseState) -> tuple[Matter, ...]:
    """Return what the approver must be satisfied of, each on its own."""
    return (*(Limb if reg_11(state) else ()), *(Ks4 if reg_10(state) else ()))


def regulations(state: CaseState) -> str:
    """Return the regulations that ask for approval; "" where none does."""
    asked = ((reg_11, REG_11), (reg_10, REG_10), (reg_18, REG_18))
    return " and ".join(words for applies, words in asked if applies(state))


def rows(state: CaseState) -> tuple[Mapping[str, Value], ...]:
    """Return the duties that the case goes by, of both outcomes where it must be confirmed."""
    return tuple(_rows(state.duties))


def _rows(outcome: Mapping[str, Value]) -> Iterator[Mapping[str, Value]]:
    for name in ("duties", "both"):
        found = outcome.get(name)
        for row in found if isinstance(found, list | tuple) else ():
            if isinstance(row, Mapping):
                yield from (row,) if name == "duties" else _rows(row)


def _approved_by(state: CaseState, rule: str, facts: bool) -> bool:
    """Return whether a stored duty is an approval by a rule's paragraph; what the facts say, where none is stored."""
    stored = rows(state)
    return any(row.get("rule") in book.alike(rule) for row in stored) if stored else facts
