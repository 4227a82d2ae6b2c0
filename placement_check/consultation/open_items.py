"""What is open in a case, in the order in which it holds things up."""

from __future__ import annotations

from collections.abc import Iterator

from placement_check.consultation import asked, conditions
from placement_check.consultation.kinds import (
    ApprovalStatus,
    CaseStatus,
    EndingStatus,
    Ks4,
    Limb,
    NotificationStatus,
    Paper,
    PlacementStatus,
)
from placement_check.consultation.paragraphs import ENDING, NOTICES_BEFORE, NOTIFIED, OFFICER_INFORMED, PLAN
from placement_check.consultation.recipients import Recipient
from placement_check.consultation.state import CaseState, Open, Standing
from placement_check.duties import book


def open_items(state: CaseState) -> tuple[Open, ...]:
    """Return everything that is open; nothing for a case that was withdrawn."""
    if state.case_status is not CaseStatus.OPEN:
        return ()
    seen: dict[str, Open] = {}
    for item in _items(state):
        seen.setdefault(item.rule, item)
    return tuple(seen.values())


def _items(state: CaseState) -> Iterator[Open]:
    if state.duties_doubt:
        yield Open("duties_differ", state.duties_doubt, "")
    yield from (Open(f"breach_{b.rule}", b.text, "") for b in state.breaches)
    yield from _late(state)
    yield from (Open(f"duties_changed_{n}", text, "") for n, text in enumerate(state.changes, 1))
    yield from _to_confirm(state)
    if state.answer is not None and not state.answer.proven:
        yield Open(
            "not_proven", f"the earlier answer is not proven by a receipt: {state.answer.no_receipt}", ""
        )
    if state.approval is ApprovalStatus.NOT_APPROVED:
        yield from _unapproved(state)
        if state.needed_approver == "none":
            yield from conditions.area_step_open(state) if state.answer is not None else ()
    elif state.approval is ApprovalStatus.APPROVED_IN_EMERGENCY or _in_emergency(state):
        yield from (Open(o.rule, o.text, "") for o in conditions.before_approval(state))
    if state.course is PlacementStatus.NOT_STARTED:
        yield from conditions.before_start(state)
    else:
        yield from _afterwards(state)
    yield from _everywhere(state)


def _to_confirm(state: CaseState) -> Iterator[Open]:
    """Yield what must be confirmed, whether an approval waits for it or not."""
    if state.to_confirm:
        yield from conditions.unconfirmed(state) or (
            Open("confirm", "whether the placement is at a distance must be confirmed by a person: record "
                 "'matter_confirmed'", ""),
        )  # fmt: skip


def _late(state: CaseState) -> Iterator[Open]:
    """Yield what is overdue and what was done late, which no later act makes up for."""
    for clock in state.clocks:
        if state.as_at is not None and clock.standing(state.as_at) in (Standing.OVERDUE, Standing.LATE):
            due = clock.by.isoformat(timespec="minutes")
            words = clock.words(state.as_at)
            yield Open(f"late_{clock.rule}", f"{words}: {clock.what}, due by {due} ({clock.basis})", "")


def _unapproved(state: CaseState) -> Iterator[Open]:
    if state.course is PlacementStatus.NOT_STARTED:
        yield from conditions.before_approval(state)
        return
    if state.needed_approver != "none":
        yield Open(
            "approved", f"the placement started and is still not approved ({asked.regulations(state)})", ""
        )
    yield from (Open(o.rule, o.text, "") for o in conditions.before_approval(state))


def _in_emergency(state: CaseState) -> bool:
    return state.approved is not None and state.approved.in_emergency


def _everywhere(state: CaseState) -> Iterator[Open]:
    """Yield what regulation 9 asks for in every placement, until it is recorded."""
    if state.course is PlacementStatus.ENDED:
        return
    if not any(e.paper is Paper.PLACEMENT_PLAN for e in state.enclosures):
        due = book.rule("placement_plan").duty.removeprefix("Prepare the placement plan ").rstrip(".")
        yield Open("placement_plan", f"the placement plan is not recorded ({PLAN}: {due}); record it with "
                   "'enclosure_recorded'", "")  # fmt: skip
    if not (state.told & {Recipient.IRO} or {Limb.E, Ks4.IRO} & set(state.satisfied)):
        yield Open("iro_informed", f"it is not recorded that the reviewing officer was informed ({OFFICER_INFORMED}); "
                   "the notices or limb (e) record it", "")  # fmt: skip


def _afterwards(state: CaseState) -> Iterator[Open]:
    if state.notice_owed and not conditions.notified(state):
        yield Open("notified", f"the written notification ({NOTIFIED}) is not complete", "")
    if state.notices is not NotificationStatus.SENT:
        yield Open("notices", f"the notices ({NOTICES_BEFORE}) have not been sent", "")
    if state.ending is EndingStatus.OWED:
        yield Open("ending_notice", f"the placement ended and notice of that is owed ({ENDING})", "")
