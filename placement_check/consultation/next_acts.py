"""What can come next in a case, and what holds up the acts that cannot come yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from geodata.calendar import LONDON
from placement_check.consultation import asked, conditions
from placement_check.consultation.given import Given
from placement_check.consultation.kinds import CaseStatus, Kind, Who
from placement_check.consultation.needs_of_rows import check, holds
from placement_check.consultation.recomputed import one_of
from placement_check.consultation.state import CaseState
from placement_check.consultation.table import Needs, Row, When, rows_for, tracks_of


@dataclass(frozen=True, slots=True)
class Next:
    """An act that the table has a row for as the case stands, whose it is, and what holds it up, if anything."""

    kind: Kind
    who: Who
    held_up: tuple[str, ...] = ()


def acts_next(state: CaseState) -> tuple[tuple[Kind, Who], ...]:
    """Return the acts that would be taken as the case stands, where they say what they must."""
    return tuple((one.kind, one.who) for one in _every(state) if not one.held_up)


def held_up(state: CaseState) -> tuple[Next, ...]:
    """Return the acts that the table has a row for and that are not taken yet, each with what holds it up."""
    return tuple(one for one in _every(state) if one.held_up)


def _every(state: CaseState) -> Iterator[Next]:
    for kind in Kind if state.case_status is not CaseStatus.WITHDRAWN else ():
        rows = _rows_there(state, kind)
        if rows:
            yield Next(kind, rows[-1].who, _holding(state, kind, rows))


def _rows_there(state: CaseState, kind: Kind) -> list[Row]:
    """Return the rows of an act for the statuses as they are; none where one of its tracks has no row for it."""
    if state.case_status is not CaseStatus.OPEN and kind is not Kind.CASE_OPENED:
        return []
    if kind in (Kind.APPROVED, Kind.SATISFACTION_RECORDED) and _never(state, kind):
        return []
    if kind is Kind.MATTER_CONFIRMED and not (state.to_confirm or _several(state)):
        return []
    if kind is Kind.CONSULTATION_REUSED and state.area_step == "none":
        return []
    nothing = _nothing(state, kind)
    there = [
        row
        for track in tracks_of(kind)
        for row in rows_for(track, state.status(track), kind)
        if (row.needs not in _FOR_GOOD or check(row.needs, state, nothing) is None)
        and (row.when not in _OF_THE_STATE or holds(row.when, track, nothing, state))
    ]
    every = {row.track for row in there} == set(tracks_of(kind))
    return there if every or (there and kind is Kind.NOT_PRACTICABLE_RECORDED) else []


def _several(state: CaseState) -> bool:
    """Return whether one of the authorities' codes stands for several on the day."""
    if state.as_at is None:
        return False
    day = state.as_at.astimezone(LONDON).date()
    return any(len(one_of(code, day)) > 1 for code in (state.area, state.responsible))


def _never(state: CaseState, kind: Kind) -> bool:
    """Return whether nothing is to be approved, or there is no matter to be satisfied of."""
    return state.needed_approver == "none" or (
        kind is Kind.SATISFACTION_RECORDED and not asked.matters(state)
    )


def _nothing(state: CaseState, kind: Kind) -> Given:
    return Given(kind, state.as_at or datetime.max.replace(tzinfo=UTC), "", "", {})


def _holding(state: CaseState, kind: Kind, rows: list[Row]) -> tuple[str, ...]:
    if kind is Kind.APPROVED:
        if state.emergency and not conditions.before_emergency_approval(state):
            return ()
        return tuple(o.text for o in conditions.before_approval(state))
    if kind is Kind.PLACEMENT_STARTED:
        return tuple(o.text for o in conditions.before_start(state))
    if kind is Kind.CONSULTATION_REUSED:
        return ()
    refused = (check(row.needs, state, _nothing(state, kind)) for row in rows if row.needs in _BY_THE_CLOCK)
    return tuple(dict.fromkeys(f"{found.text} {found.advice}" for found in refused if found is not None))


_OF_THE_STATE: Final = frozenset({When.AFTER_START, When.BEFORE_APPROVAL})
_FOR_GOOD: Final = frozenset({Needs.AREA_AUTHORITY, Needs.CHASED, Needs.NOT_STARTED, Needs.STARTED})
"""Conditions that the state alone answers, whatever the act says, and that waiting does not change."""
_BY_THE_CLOCK: Final = frozenset({Needs.DUE, Needs.SILENCE})
