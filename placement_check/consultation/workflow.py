"""The one place where an act meets the table: allowed or refused, and the state after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from placement_check.chain import Act, Chain, ChainError, append
from placement_check.consultation.case import applied, state_of
from placement_check.consultation.given import of_act
from placement_check.consultation.kinds import Kind
from placement_check.consultation.refusal import StepRefused
from placement_check.consultation.rows import chosen
from placement_check.consultation.state import CaseState
from placement_check.consultation.table import TRANSITIONS, Row

__all__ = ["TRANSITIONS", "Step", "StepRefused", "allowed", "record"]

MOST_EVENTS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Step:
    """An act that is allowed: the rows that allow it, and the state that it leads to."""

    rows: tuple[Row, ...]
    state: CaseState


def allowed(state: CaseState, act: Act) -> Step | StepRefused:
    """Return the step that an act would be in a state of the case, or why it is refused."""
    given = of_act(act)
    if given is None:
        return StepRefused(
            "act", f"'{act.kind}' is not an act of a case.", f"The acts are: {', '.join(Kind)}."
        )
    found = chosen(state, given)
    return found if isinstance(found, StepRefused) else Step(found, applied(state, given, found))


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
    return append(chain, act, salts)
