"""The law of each act's own day: what an act brings with it, and what of it the case goes by from then on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from geodata.calendar import LONDON
from placement_check.chain import Value
from placement_check.consultation import asked
from placement_check.consultation.fold import approver_of, code_of, law_key, step_of
from placement_check.consultation.given import Given
from placement_check.consultation.kinds import ApprovalStatus, Kind, PlacementStatus, ToConfirm
from placement_check.consultation.state import CaseState

FIELD: Final = "duties"
"""The field in which an act carries the duties of its own day, where they are others than those of the act before."""
OF_THE_DECISION: Final = frozenset({
    Kind.CONSULTATION_SENT, Kind.CONSULTATION_ANSWERED, Kind.CONSULTATION_REUSED, Kind.ANSWER_CONSIDERED,
    Kind.NOTIFICATION_SENT, Kind.SATISFACTION_RECORDED, Kind.APPROVED,
})  # fmt: skip
_WHAT: Final = (
    "approver", "the step towards the area authority", "the regulations of the approval", "at a distance",
)  # fmt: skip


def day_of(state: CaseState, given: Given) -> date:
    """Return the day whose law an act goes by: its own; of a confirmed matter that of the approval, if there is one."""
    late = given.kind is Kind.MATTER_CONFIRMED and state.approved is not None
    moment = state.approved.happened if late and state.approved is not None else given.happened
    return moment.astimezone(LONDON).date()


def brought(state: CaseState, given: Given) -> CaseState:
    """Return the state under the law that an act brings with it; as it was, where it brings none."""
    duties = given.table(FIELD)
    if given.kind is Kind.CASE_OPENED or not duties:
        return state
    return under(state, given, duties)


def under(state: CaseState, given: Given, duties: Mapping[str, Value]) -> CaseState:
    """Return the state under the law of an act's day.

    Approval goes by the law of the day of the decision, the notice to the area authority by that of the start: neither
    is changed by what happens afterwards.
    """
    now = replace(
        state, law_key=law_key(duties), stopped=stop_of(duties),
        responsible_codes=state.responsible_codes | ({code_of(duties, "responsible")} - {""}),
        area_codes=state.area_codes | ({code_of(duties, "area")} - {""}),
    )  # fmt: skip
    if now.stopped:
        return now
    if state.course is PlacementStatus.NOT_STARTED:
        now = replace(now, notice_owed=step_of(duties) != "none")
    if not _decides(state, given):
        return now
    found = adopted(now, duties)
    if given.kind is Kind.MATTER_CONFIRMED and state.to_confirm:
        return found  # what changed is what was confirmed, and stands there
    told = differences(state, found, "then")
    said = f"by the law of {day_of(state, given).isoformat()}, the day of '{given.kind}': {told}"
    return replace(found, changes=(*state.changes, said)) if told else found


def adopted(state: CaseState, duties: Mapping[str, Value]) -> CaseState:
    """Return the state with other duties as those of the decision."""
    return replace(
        state, duties=duties, needed_approver=approver_of(duties), area_step=step_of(duties),
        to_confirm="confirm" in (duties.get("at_a_distance"), duties.get("approver")),
    )  # fmt: skip


def differences(one: CaseState, other: CaseState, when: str) -> str:
    """Return how the duties that two states go by differ, in words; "" where they do not."""
    pairs = zip(_WHAT, _led_to(one), _led_to(other), strict=True)
    return "; ".join(
        f"{what} {was or 'none'}, {when} {is_now or 'none'}" for what, was, is_now in pairs if was != is_now
    )


def stop_of(duties: Mapping[str, Value]) -> str:
    """Return the text of the first stop with its citation; "" where nothing stops the placement."""
    stops = duties.get("stops")
    first = stops[0] if isinstance(stops, list | tuple) and stops else None
    return f"{first.get('text')} ({first.get('citation')})" if isinstance(first, Mapping) else ""


def _decides(state: CaseState, given: Given) -> bool:
    """Return whether the law of an act's day is the law of the decision, as far as the case has come."""
    if given.kind is Kind.MATTER_CONFIRMED and given.word("what", ToConfirm) is ToConfirm.AT_A_DISTANCE:
        return True
    if state.approval is not ApprovalStatus.NOT_APPROVED:
        return False
    if state.course is PlacementStatus.NOT_STARTED:
        return True
    return state.needed_approver != "none" and given.kind in OF_THE_DECISION


def _led_to(state: CaseState) -> tuple[str, ...]:
    """Return what of the duties the workflow goes by."""
    distance = "to be confirmed" if state.to_confirm else "settled"
    return (state.needed_approver, state.area_step, asked.regulations(state), distance)
