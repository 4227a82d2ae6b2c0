"""What must be done before an approval and before a start: everything that is still open, each with its rule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from geodata.calendar import LONDON
from placement_check.consultation import asked
from placement_check.consultation.answers import a_year_after
from placement_check.consultation.codes import PAUSES, WORDS, Effect, View
from placement_check.consultation.given import word_of
from placement_check.consultation.kinds import (
    ApprovalStatus,
    Approver,
    ConsultationStatus,
    Kind,
    Ks4,
    Limb,
    Matter,
    NotificationStatus,
    Paper,
    SentWith,
    words_of_matter,
)
from placement_check.consultation.paragraphs import (
    CARE_PLAN,
    CONSULTED,
    EMERGENCY,
    NEEDS_AND_REASONS,
    NOTICES_BEFORE,
    NOTIFIED,
)
from placement_check.consultation.questions import Block
from placement_check.consultation.state import Answered, CaseState, Open

APPROVAL: Final = "approval"
START: Final = "the start of the placement"
EMERGENCY_LIMBS: Final = (Limb.A, Limb.B)  # regulation 11(3)


def before_approval(state: CaseState, when: datetime | None = None) -> tuple[Open, ...]:
    """Return what regulation 11(2), 10 or 18 asks for and is open, for an approval at ``when``; emergencies apart."""
    if state.needed_approver == "none":
        return ()
    return (
        *stopped(state, APPROVAL), *unconfirmed(state), *area_step_open(state, when),
        *_satisfactions(state, asked.matters(state), when),
    )  # fmt: skip


def unconfirmed(state: CaseState) -> tuple[Open, ...]:
    """Return the matter of distance where it is open and who approves, or the step before it, depends on it."""
    if not state.to_confirm or "confirm" not in (
        state.duties.get("approver"), state.duties.get("area_authority_step")
    ):  # fmt: skip
        return ()
    text = (
        "whether the placement is at a distance must be confirmed by a person: record 'matter_confirmed'; until then "
        "the stricter duty is followed, and nothing is approved but an emergency"
    )
    return (Open("confirm", text, APPROVAL),)


def stopped(state: CaseState, holds_up: str) -> tuple[Open, ...]:
    """Return why the law of the day stops the placement, where it does."""
    return (
        (Open("stopped", f"the law of the day stops the placement: {state.stopped}", holds_up),)
        if state.stopped
        else ()
    )


def before_emergency_approval(state: CaseState, when: datetime | None = None) -> tuple[Open, ...]:
    """Return what regulation 11(3) asks for and is open: an emergency with a reason, and limbs (a) and (b).

    Regulation 11(3) is about regulation 11 alone: what regulation 10 asks for is asked in an emergency too.
    """
    if not asked.reg_11(state):
        text = (
            f"{EMERGENCY} lets nothing wait here: approval is under {asked.regulations(state)}, so record "
            "'approved' without 'in_emergency'"
        )
        return (Open("no_emergency", text, APPROVAL),)
    of_reg_10 = tuple(matter for matter in asked.matters(state) if isinstance(matter, Ks4))
    found = [*stopped(state, APPROVAL), *_satisfactions(state, (*EMERGENCY_LIMBS, *of_reg_10), when)]
    if not state.emergency:
        found.insert(0, Open("emergency_reason", "no emergency with a reason is recorded", APPROVAL))
    return tuple(found)


def area_step_open(state: CaseState, when: datetime | None = None) -> tuple[Open, ...]:
    """Return what is open of the step towards the area authority, regulation 11(2)(d).

    Where regulation 11 does not ask for approval only an answer that came is to be considered.
    """
    found = [*_answer(state)]
    if not asked.reg_11(state):
        return tuple(found)
    if state.area_step == "consult":
        found += _consulted(state, when)
    elif state.area_step == "notify":
        found += _notified(state, when, APPROVAL)
    return tuple(found)


def before_start(state: CaseState, when: datetime | None = None) -> tuple[Open, ...]:
    """Return what must precede a start at ``when`` and is open: approval, the 13(4) notification and the notices."""
    found = [*stopped(state, START)]
    if state.needed_approver != "none":
        if state.approval is ApprovalStatus.NOT_APPROVED:
            found.append(
                Open("approved", f"the placement is not approved ({asked.regulations(state)})", START)
            )
        elif _later(state, when, Kind.APPROVED):
            found.append(Open("approved", f"the placement was approved ({asked.regulations(state)}) only after that "
                              "time", START))  # fmt: skip
    if state.emergency:
        return tuple(found)
    if state.notice_owed and "notification" not in state.put_off:
        found += _notified(state, when, START)
    if "notices" not in state.put_off and (
        state.notices is NotificationStatus.NOT_SENT or _first_later(state, when, "reg13_1")
    ):
        found.append(Open("notices", f"the notices ({NOTICES_BEFORE}) have not been sent", START))
    return tuple(found)


def breach_of(item: Open, state: CaseState) -> str:
    """Return the words for something that had to precede the placement, and did not."""
    if item.rule == "approved":
        return f"placement started before approval: breach of {asked.regulations(state)}"
    if item.rule == "stopped":
        return f"placement started although {item.text}"
    if item.rule == "notices":
        return f"placement started before the notices to everyone else: breach of {NOTICES_BEFORE}"
    return (
        f"placement started before the notification of the area authority was complete: breach of {NOTIFIED}"
    )


def notified(state: CaseState) -> bool:
    """Return whether the notification of reg 13(4) was sent with all that it must include."""
    return not any(_notified(state, None, ""))


def follows(view: View, effect: Effect | None) -> bool:
    """Return whether an effect follows what the area authority advised."""
    if view is View.ADVISE_AGAINST:
        return effect is Effect.NOT_PLACED
    return view is not View.CONDITIONS or effect not in (None, Effect.NONE)


def paused(state: CaseState) -> bool:
    """Return whether the answer asks for a conversation that is not recorded."""
    answer = state.answer
    # What a redacted copy hides may ask for one.
    hidden = state.redacted and answer is not None and answer.intelligence is None
    asks = hidden or (answer is not None and answer.intelligence in PAUSES)
    return asks and not (state.considered is not None and state.considered.conversation)


def _answer(state: CaseState) -> Iterator[Open]:
    """Yield what an answer leaves to do, whether the law asked for it or not: it must be considered."""
    if state.answer is None:
        return
    if paused(state):
        yield Open(
            "conversation", "the answer asks for a conversation before deciding; none is recorded", APPROVAL
        )
    if state.considered is None:
        yield Open("answer_considered", "it is not recorded how the answer was considered", APPROVAL)
        return
    # A redacted copy may not show how it was considered: what it was held to when it was recorded stands.
    view = word_of(state.answer.blocks.get(Block.VIEW, {}).get("code"), View)
    if view is not None and state.considered.how and not state.considered.departs and not follows(
        view, state.considered.effect
    ):  # fmt: skip
        yield Open(
            "advice_unanswered", f"the area authority {WORDS[view]}, and the consideration neither follows that nor "
            "says why it departs (law page, 10.1(11)): consider again with 'departs' and 'why_departs', or with an "
            "effect that follows it", APPROVAL,
        )  # fmt: skip
    if state.considered.effect is Effect.NOT_PLACED:
        yield Open("not_placed_here", "the answer was considered with the effect that the child is not placed here",
                   APPROVAL)  # fmt: skip


def _consulted(state: CaseState, when: datetime | None) -> Iterator[Open]:
    if state.answer is None:
        yield Open("consulted", _SILENT.get(state.consultation, _SILENT[ConsultationStatus.SENT]), APPROVAL)
    elif state.consultation is ConsultationStatus.CONSIDERED and _later(state, when, Kind.ANSWER_CONSIDERED):
        yield Open("order", "the answer was considered only after the time of the approval", APPROVAL)
    moment = when or state.as_at
    if state.answer is not None and state.answer.reused and moment is not None:
        yield from expired(state.answer, moment)
    if not _enclosed(state, when, Paper.CARE_PLAN, SentWith.CONSULTATION):
        yield Open("care_plan", f"the care plan is not recorded as given with the consultation ({CONSULTED})",
                   APPROVAL)  # fmt: skip
    elif state.answer is not None and state.considered is not None and not _enclosed(
        state, max(state.answer.happened, state.considered.happened), Paper.CARE_PLAN, SentWith.CONSULTATION
    ):  # fmt: skip
        yield Open("care_plan_late", "the care plan was given only after the answer was considered: the area authority "
                   f"answered without it ({CONSULTED}); consider an answer again", APPROVAL)  # fmt: skip


def expired(answer: Answered, moment: datetime) -> Iterator[Open]:
    """Yield why an earlier answer stands no longer at a moment: the day that its giver set, or a year, is over."""
    until = answer.reuse_until
    a_year = a_year_after(answer.happened.astimezone(LONDON).date())
    if until is None or moment.astimezone(LONDON).date() > min(until, a_year):
        last = "on no day" if until is None else f"until {min(until, a_year)} only"
        yield Open("answer_expired", f"the earlier answer could be reused {last}", APPROVAL)


REMAINS: Final = (
    "What remains: wait and ask again, escalate again from director to director, propose another placement, go on as "
    "an emergency where there is one with a reason of its own, or take legal advice"
)
_SILENT: Final = {
    ConsultationStatus.NOT_SENT: f"the area authority has not been asked ({CONSULTED})",
    ConsultationStatus.NO_REPLY: "the area authority has not replied; silence is recorded, and is not consultation. "
    f"{REMAINS}",
    ConsultationStatus.SENT: "the area authority has not answered; that it was asked is not consultation",
}


def _notified(state: CaseState, when: datetime | None, holds_up: str) -> Iterator[Open]:
    if state.notification is not NotificationStatus.SENT or _later(state, when, Kind.NOTIFICATION_SENT):
        yield Open("notified", f"the area authority has not been notified in writing ({NOTIFIED})", holds_up)
    if not _enclosed(state, when, Paper.NEEDS_AND_REASONS, SentWith.NOTIFICATION):
        yield Open("needs_and_reasons", "the assessment of needs and the reasons are not recorded as sent with the "
                   f"notification ({NEEDS_AND_REASONS})", holds_up)  # fmt: skip
    if not _enclosed(state, when, Paper.CARE_PLAN, SentWith.CONSULTATION, SentWith.NOTIFICATION):
        yield Open("care_plan", "the care plan is not recorded as sent, with the consultation or the notification "
                   f"({CARE_PLAN})", holds_up)  # fmt: skip


def _enclosed(state: CaseState, when: datetime | None, paper: Paper, *withs: SentWith) -> bool:
    """Return whether a paper went with one of these acts, by the time of the approval."""
    return any(
        e.paper is paper and e.sent_with in withs and (when is None or e.sent <= when)
        for e in state.enclosures
    )


def _first_later(state: CaseState, when: datetime | None, rule: str) -> bool:
    """Return whether what a clock asks for was first done after a time."""
    first = state.done.get(rule)
    return when is not None and first is not None and first > when


def _later(state: CaseState, when: datetime | None, kind: Kind) -> bool:
    last = state.times.get(kind)
    return when is not None and last is not None and last > when


def _satisfactions(state: CaseState, limbs: tuple[Matter, ...], when: datetime | None) -> Iterator[Open]:
    for limb in limbs:
        found = state.satisfied.get(limb)
        what = words_of_matter(limb)
        if found is None:
            yield Open(f"satisfied_{limb}", f"the approver has not recorded that {what}", APPROVAL)
        elif not may_approve(state, found.approver):
            yield Open(f"satisfied_{limb}", f"{what}: recorded by another role than may approve", APPROVAL)
        elif when is not None and found.happened > when:
            yield Open(f"satisfied_{limb}", f"{what}: recorded only after the time of the approval", APPROVAL)


def may_approve(state: CaseState, approver: Approver) -> bool:
    """Return whether a role may approve: at a distance the director or a delegate, else the officer too."""
    return approver is not Approver.NOMINATED_OFFICER or state.needed_approver != "dcs"
