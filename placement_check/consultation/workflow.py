"""The one place where an act meets the table: allowed or refused, and the state after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from geodata.calendar import LONDON
from placement_check.chain import Act, Chain, ChainError, append
from placement_check.consultation.case import applied, state_of, under_its_law
from placement_check.consultation.fold import added
from placement_check.consultation.given import Given, of_act
from placement_check.consultation.kinds import Kind, ToConfirm
from placement_check.consultation.law_of_day import FIELD
from placement_check.consultation.recomputed import of_the_day, one_of
from placement_check.consultation.refusal import StepRefused
from placement_check.consultation.rows import chosen
from placement_check.consultation.state import CaseState
from placement_check.consultation.table import TRANSITIONS, Row

__all__ = ["TRANSITIONS", "Step", "StepRefused", "allowed", "record"]

MOST_EVENTS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Step:
    """An act that is allowed: the rows that allow it, the state it leads to, and itself with the law of its day."""

    rows: tuple[Row, ...]
    state: CaseState
    act: Act


def allowed(state: CaseState, act: Act) -> Step | StepRefused:
    """Return the step that an act would be in a state of the case, or why it is refused."""
    given = of_act(act)
    if given is None:
        return StepRefused(
            "act", f"'{act.kind}' is not an act of a case.", f"The acts are: {', '.join(Kind)}."
        )
    try:
        held, full = _held(state, act, given)
    except StepRefused as refused:
        first = chosen(state, given)  # what is wrong with the act itself is told first
        return first if isinstance(first, StepRefused) else refused
    found = chosen(held, full)
    return (
        found if isinstance(found, StepRefused) else Step(found, applied(held, full, found), _with(act, full))
    )


def _held(state: CaseState, act: Act, given: Given) -> tuple[CaseState, Given]:
    """Return the state under the law of the act's own day, and the act with that law where it changed.

    Raises
    ------
    StepRefused
        If that law cannot be worked out, or what is confirmed cannot be.
    """
    if given.kind is Kind.CASE_OPENED:
        return state, given
    bare = replace(given, fields={name: v for name, v in given.fields.items() if name != FIELD})
    if given.kind is Kind.MATTER_CONFIRMED:
        _one_of_several(state, bare)
    duties = of_the_day(added(state, bare) if given.kind is Kind.MATTER_CONFIRMED else state, bare)
    full = replace(bare, fields={**bare.fields, FIELD: duties}) if duties else bare
    return under_its_law(state, full), full


def _with(act: Act, given: Given) -> Act:
    return replace(act, fields=given.fields)


def _one_of_several(state: CaseState, given: Given) -> None:
    """Refuse a code as the outcome that is none of those that the authority became."""
    what = given.word("what", ToConfirm)
    if what not in (ToConfirm.AREA, ToConfirm.RESPONSIBLE):
        return
    was = state.area if what is ToConfirm.AREA else state.responsible
    found = one_of(was, given.happened.astimezone(LONDON).date())
    if len(found) < 2:
        raise StepRefused(
            "nothing_to_confirm", f"{was} did not become several authorities by that day: nothing is open about it.",
            "Go on with the case, or correct the time of the act.",
        )  # fmt: skip
    if given.text("outcome") not in found:
        raise StepRefused(
            "outcome", f"'{given.text('outcome')}' is none of the authorities that {was} became.",
            f"Write one of: {', '.join(found)}.",
        )  # fmt: skip


def record(chain: Chain, act: Act, salts: Iterator[str] | Callable[[], str]) -> Chain:
    """Return the chain with an act recorded.

    Raises
    ------
    StepRefused
        If the workflow does not allow the act in the state of the case, or the file is a redacted copy.
    ChainError
        If the chain holds an act out of turn already, or cannot take the event.
    """
    if len(chain.events) >= MOST_EVENTS:
        raise ChainError(
            f"case {chain.case}", f"it has {MOST_EVENTS:,} events already.", "Open another case for the rest."
        )
    state = state_of(chain)
    if state.redacted:
        raise StepRefused(
            "redacted", "This is a redacted copy: what it hides cannot be checked, and nothing is added to it.",
            "Acts are recorded on the whole file.",
        )  # fmt: skip
    step = allowed(state, act)
    if isinstance(step, StepRefused):
        raise step
    return append(chain, step.act, salts)
