"""In which order acts can have happened, whatever the order in which they were recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from placement_check.consultation.given import Given
from placement_check.consultation.kinds import Kind
from placement_check.consultation.refusal import StepRefused
from placement_check.consultation.state import CaseState
from placement_check.forms.form import YEARS

_AFTER_ASKING = (
    Kind.CONSULTATION_SENT, Kind.CONSULTATION_CHASED, Kind.CONSULTATION_ESCALATED, Kind.CONSULTATION_EXTENDED,
)  # fmt: skip
AFTER: Final[Mapping[Kind, tuple[Kind, ...]]] = MappingProxyType(
    {
        Kind.CONSULTATION_CHASED: _AFTER_ASKING,
        Kind.CONSULTATION_ESCALATED: _AFTER_ASKING,
        Kind.CONSULTATION_EXTENDED: _AFTER_ASKING,
        Kind.CONSULTATION_ANSWERED: (Kind.CONSULTATION_SENT, Kind.CONSULTATION_ANSWERED),
        Kind.NO_REPLY_RECORDED: _AFTER_ASKING,
        Kind.ANSWER_CONSIDERED: (Kind.CONSULTATION_ANSWERED, Kind.CONSULTATION_REUSED),
        Kind.PLACEMENT_STARTED: (Kind.APPROVED,),
        Kind.PLACEMENT_ENDED: (Kind.PLACEMENT_STARTED,),
        Kind.ENDING_NOTICE_SENT: (Kind.PLACEMENT_STARTED,),
    }
)
"""The acts that each act comes after, where they happened at all."""


_IN_BREACH: Final = (
    "Correct the time. If the child did live there before the approval, record the start with 'breach = true' and a "
    "'breach_reason': what happened is recorded, and the breach stays on the record."
)


def out_of_order(state: CaseState, given: Given) -> StepRefused | None:
    """Return why an act cannot have happened when it says; None where it can."""
    beyond = given.beyond()
    if beyond or given.at.year not in YEARS:
        return StepRefused(
            "limits", f"'{beyond or 'at'}' of '{given.kind}' lies outside the years {YEARS[0]} to {YEARS[-1]}.",
            "Correct the year.",
        )  # fmt: skip
    if "happened" in given.hidden:
        return None
    return _dated(state, given, given.happened) or _deadline(given)


def _dated(state: CaseState, given: Given, happened: datetime) -> StepRefused | None:
    if happened > given.at:
        return StepRefused(
            "future", f"It is said to have happened at {happened.isoformat()}, after it is recorded "
            f"({given.at.isoformat()}).", "Correct the time; what has not happened is not recorded.",
        )  # fmt: skip
    if state.opened is not None and happened < state.opened and not _said_late(given):
        return StepRefused(
            "before_the_case", f"'{given.kind}' is dated {happened.isoformat()}, before the case was opened "
            f"({state.opened.isoformat()}).",
            "Correct the time, open the case with --at the time when it was opened, or write under 'entered_late' why "
            "it is entered late: the record then says so.",
        )  # fmt: skip
    if given.kind is Kind.PLACEMENT_STARTED and (given.truth("breach") or "breach" in given.hidden):
        return None  # what happened is recorded, whatever should have come before it
    for before in AFTER.get(given.kind, ()):
        last = state.times.get(before)
        if last is not None and before not in state.unsure and happened < last:
            return StepRefused(
                "order", f"'{given.kind}' is dated {happened.isoformat()}, before '{before}' "
                f"({last.isoformat()}).", _IN_BREACH if given.kind is Kind.PLACEMENT_STARTED else
                "Correct one of the times.",
            )  # fmt: skip
    return None


def _said_late(given: Given) -> bool:
    return bool(given.text("entered_late")) or "entered_late" in given.hidden


def _deadline(given: Given) -> StepRefused | None:
    until = given.moment("reply_by")
    if until is not None and until <= given.happened:
        return StepRefused(
            "order", f"'reply_by' ({until.isoformat()}) is not after the asking ({given.happened.isoformat()}).",
            "Give the other authority time to reply.",
        )  # fmt: skip
    return None
