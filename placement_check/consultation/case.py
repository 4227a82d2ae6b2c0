"""The state of a case, read from its chain; the names that others build on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache

from geodata.calendar import Holidays
from placement_check.chain import Chain, ChainError, Event
from placement_check.consultation.clocks import clocks
from placement_check.consultation.fold import added
from placement_check.consultation.given import Given, of_event
from placement_check.consultation.kinds import Kind
from placement_check.consultation.law_of_day import brought
from placement_check.consultation.open_items import open_items
from placement_check.consultation.progress import with_done
from placement_check.consultation.recomputed import doubt, doubt_of
from placement_check.consultation.refusal import StepRefused
from placement_check.consultation.rows import chosen, shown_only
from placement_check.consultation.state import (
    Answered,
    Approval,
    Attempt,
    CaseState,
    Clock,
    Considered,
    Enclosure,
    Open,
    Satisfied,
)
from placement_check.consultation.table import Row

__all__ = [
    "Answered", "Approval", "Attempt", "CaseState", "Clock", "Considered", "Enclosure", "Open", "Satisfied", "applied",
    "state_of",
]  # fmt: skip


def state_of(chain: Chain, holidays: Holidays | None = None, now: datetime | None = None) -> CaseState:
    """Return the state that a chain has come to, with what is open and every clock as at ``now``.

    Without ``now`` it is as at the last event: the same chain then gives the same state on every day.

    Each act is held against the table again, so that a file made by other means gives no state that the table does not
    allow. Of a copy with values taken out, what follows the first of them is held to what shows: whose act it is, its
    turn, and the order of times.

    Raises
    ------
    ChainError
        If an event is no act of a case, or came out of turn.
    """
    state = CaseState(case=chain.case)
    for event in chain.events:
        state = _next(state, event)
        if event.number == 1 and not state.redacted:
            state = replace(state, duties_doubt=doubt(state))
    as_at = now or max((event.at for event in chain.events), default=None)
    state = replace(state, clocks=clocks(state, holidays or _shipped()), as_at=as_at)
    return replace(state, open=open_items(state))


def applied(state: CaseState, given: Given, rows: tuple[Row, ...]) -> CaseState:
    """Return the state after an act that these rows allow."""
    moved = {row.track: row.next for row in rows}
    now = replace(added(state, given), statuses={**state.statuses, **moved})
    return with_done(brought(now, given) if given.kind is Kind.MATTER_CONFIRMED else now)


def under_its_law(state: CaseState, given: Given) -> CaseState:
    """Return the state that an act is held to: under the law that it brings; what is confirmed brings its law after."""
    return state if given.kind is Kind.MATTER_CONFIRMED else brought(state, given)


def _next(state: CaseState, event: Event) -> CaseState:
    where = f"event {event.number}"
    given = of_event(event)
    if given is None:
        raise ChainError(where, f"'{event.kind}' is not an act of a case.", "Is this the case file?")
    if given.hidden:
        state = replace(state, redacted=True)
    state = under_its_law(state, given)
    found = shown_only(state, given) if state.redacted else chosen(state, given)
    if isinstance(found, StepRefused):
        raise ChainError(where, found.text, f"Rule '{found.rule}': the act cannot stand there.")
    if not state.redacted and state.opened is not None:
        state = _doubted(state, doubt_of(state, given))
    return applied(state, given, found)


def _doubted(state: CaseState, said: str) -> CaseState:
    """Return the state with what is doubted said once; what was said of an act before is not said of the next."""
    new = said.rpartition(": ")[2]
    if not said or new in state.duties_doubt:
        return state
    return replace(state, duties_doubt="; ".join(part for part in (state.duties_doubt, said) if part))


@cache
def _shipped() -> Holidays:
    return Holidays.load()
