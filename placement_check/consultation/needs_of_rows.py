"""The conditions that rows of the workflow's table name, each asked of a state and an act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from geodata.calendar import LONDON
from placement_check.consultation import asked, conditions
from placement_check.consultation.answers import a_year_after
from placement_check.consultation.codes import PAUSES, Searched
from placement_check.consultation.enclosures import well_formed
from placement_check.consultation.fold import added, answered_of, matter_of
from placement_check.consultation.given import Given
from placement_check.consultation.kinds import (
    Approver,
    Distance,
    Kind,
    Limb,
    NotificationStatus,
    PlacementStatus,
    ToConfirm,
    Track,
)
from placement_check.consultation.paragraphs import DIRECTOR, EMERGENCY, REG_10, REG_11, REG_18
from placement_check.consultation.proof import proof_of
from placement_check.consultation.questions import Block
from placement_check.consultation.refusal import StepRefused
from placement_check.consultation.state import Answered, CaseState, Open
from placement_check.consultation.table import Needs, When

Check = Callable[[CaseState, Given], StepRefused | None]


def holds(when: When, track: Track, given: Given, state: CaseState) -> bool:
    """Return whether an act is of the sort that a row is for."""
    if when in (When.AFTER_START, When.IN_BREACH, When.BEFORE_APPROVAL):
        return _of_a_breach(when, given, state)
    if when is When.ASKS_TO_SPEAK:
        return answered_of(given).intelligence in PAUSES or Block.INTELLIGENCE.value in given.hidden
    if when is When.NOT_SEARCHED:
        return answered_of(given).search is Searched.NOT_SEARCHED
    if when is When.SAME_CHILD:
        return given.same_child
    if when is When.IN_EMERGENCY:
        return given.truth("in_emergency")
    return when is When.ALWAYS or given.text("what") == track.value


def _of_a_breach(when: When, given: Given, state: CaseState) -> bool:
    if when is When.AFTER_START:
        return state.course is not PlacementStatus.NOT_STARTED
    if when is When.IN_BREACH:
        return given.truth("breach")
    return state.approved is not None and given.happened < state.approved.happened


def check(needs: Needs, state: CaseState, given: Given) -> StepRefused | None:
    """Return why a row's condition is not met; None where it is."""
    found = _CHECKS.get(needs)
    return None if found is None else found(state, given)


def _area(state: CaseState, given: Given) -> StepRefused | None:
    if state.area_step != "none":
        return None
    return StepRefused(
        "area_authority", "There is no area authority: the place is in the responsible authority's own area.",
        "Nothing is owed to an area authority here; see the duties of the case.",
    )  # fmt: skip


def _to_confirm(state: CaseState, given: Given) -> StepRefused | None:
    what = given.word("what", ToConfirm)
    if what is None or not given.text("outcome"):
        return StepRefused("what", "It is not said what was confirmed, or how it came out.",
                           "Write 'what' and 'outcome'.")  # fmt: skip
    if not given.text("evidence_reference") or not well_formed(given.text("evidence_sha256")):
        return StepRefused(
            "evidence", "The evidence has no reference, or no SHA-256.",
            "Write 'evidence_reference' and 'evidence_sha256': 64 small hexadecimal figures, as sha256sum prints.",
        )  # fmt: skip
    if what is not ToConfirm.AT_A_DISTANCE:
        return None
    if given.word("outcome", Distance) is None:
        return StepRefused("outcome", f"'{given.text('outcome')}' is none of the two outcomes.",
                           f"Write one of: {', '.join(Distance)}.")  # fmt: skip
    if not state.to_confirm:
        return StepRefused("nothing_to_confirm", "Whether the placement is at a distance is not open in this case.",
                           "Nothing is to be confirmed; see the duties of the case.")  # fmt: skip
    return None


def _due(state: CaseState, given: Given) -> StepRefused | None:
    if state.reply_by is None or given.happened >= state.reply_by or given.text("reason"):
        return None
    return StepRefused(
        "reply_by", f"The time to reply ({state.reply_by.isoformat()}) is not over.",
        "Wait until it is, or write under 'reason' why it is asked sooner.",
    )  # fmt: skip


def _chased(state: CaseState, given: Given) -> StepRefused | None:
    if any(a.kind is Kind.CONSULTATION_CHASED for a in state.attempts):
        return None
    return StepRefused("attempts", "It has not been chased.", "Chase first: record 'consultation_chased'.")


def _silence(state: CaseState, given: Given) -> StepRefused | None:
    if state.reply_by is None or given.happened < state.reply_by:
        until = "" if state.reply_by is None else f" ({state.reply_by.isoformat()})"
        return StepRefused(
            "reply_by", f"The time to reply{until} is not over.", "Wait, or record the answer that came."
        )
    if not any(a.kind is Kind.CONSULTATION_ESCALATED for a in state.attempts):
        return StepRefused(
            "escalation", "It has not been escalated from director to director.",
            "Record 'consultation_escalated' first.",
        )  # fmt: skip
    return _chased(state, given)


def _not_expired(state: CaseState, given: Given) -> StepRefused | None:
    refused = _area(state, given)
    if refused is not None:
        return refused
    found = answered_of(given)
    day = max(given.happened, given.at).astimezone(LONDON).date()  # dating it back brings nothing back
    if found.reuse_until is None:
        return StepRefused(
            "reusable",
            "The earlier answer does not say that it may be reused.",
            "Consult the area authority.",
        )
    if day > found.reuse_until:
        return StepRefused(
            "answer_expired", f"The earlier answer could be reused until {found.reuse_until}; this is {day}.",
            "Consult the area authority again.",
        )  # fmt: skip
    if found.reuse_until > a_year_after(found.happened.astimezone(LONDON).date()):
        return StepRefused(
            "reusable", f"The earlier answer names a day ({found.reuse_until}) more than a year after it was given.",
            "Consult the area authority again.",
        )  # fmt: skip
    return _proven(found)


def _proven(found: Answered) -> StepRefused | None:
    """Return why an earlier answer stands on nobody's word: no signed head of its giver, and no reason for that."""
    if found.no_receipt and not found.proof:
        return None
    signed = proof_of(found)
    if signed is None or signed.organisation != found.organisation or signed.head.case != found.earlier_case:
        return StepRefused(
            "earlier_receipt", "The earlier answer is not proven by a receipt of the authority that gave it.",
            "Give the receipt of the earlier answer, signed, with that authority's public key; or write under "
            "'no_receipt' why there is none: the record then says that the answer is not proven by a receipt.",
        )  # fmt: skip
    return None


def _consideration(state: CaseState, given: Given) -> StepRefused | None:
    if not given.text("how"):
        return StepRefused("how", "It is not said how the answer was considered.", "Write it under 'how'.")
    if given.truth("departs") and not given.text("why_departs"):
        return StepRefused(
            "why_departs", "The decision departs from the view, and it is not said why.",
            "Write it under 'why_departs'. The view is advisory, and must be answered.",
        )  # fmt: skip
    asks = state.answer is not None and state.answer.intelligence in PAUSES
    if asks and not given.truth("conversation_happened"):
        return StepRefused(
            "conversation", "The answer asks for a conversation before deciding, and none is recorded.",
            "Hold it, and record that it happened and what it did to the decision: nothing of what was said.",
        )  # fmt: skip
    return None


def _approver(state: CaseState, given: Given) -> StepRefused | None:
    approver = given.word("approver", Approver)
    if approver is None:
        return StepRefused("approver", "The approving role is not one of the three.", "Write the 'approver'.")
    if not conditions.may_approve(state, approver):
        return StepRefused(
            "approver", f"A nominated officer may not approve a placement at a distance ({DIRECTOR}); in an emergency "
            f"{EMERGENCY} still names the officer, and the safe reading is the director.",
            "The director of children's services approves, or a delegate with the delegation's reference.",
        )  # fmt: skip
    if approver is Approver.NOMINATED_OFFICER and not given.text("nomination"):
        return StepRefused(
            "nomination",
            "The officer's written nomination is not given.",
            "Write its reference as 'nomination'.",
        )
    return None


def _limb(state: CaseState, given: Given) -> StepRefused | None:
    limb = matter_of(given)
    if limb is None or not given.text("evidence"):
        return StepRefused(
            "evidence", "The limb or its evidence is missing.", "Record one limb, with evidence."
        )
    if limb not in asked.matters(state):
        wanted = ", ".join(asked.matters(state)) or "none"
        return StepRefused(
            "not_asked", f"'{limb}' is not asked for in this case; approval is under "
            f"{asked.regulations(state) or 'no regulation'}.", f"The matters that are: {wanted}.",
        )  # fmt: skip
    if given.text("not_appropriate") and limb is not Limb.C:
        return StepRefused(
            "not_appropriate", f"Limb ({limb}) has no 'where appropriate'; only (c), the relatives, has.",
            "Record the evidence for it.",
        )  # fmt: skip
    if limb is Limb.D:
        opens = (*conditions.unconfirmed(state), *conditions.area_step_open(state, given.happened))
        refused = _first(opens, "Limb (d) cannot be satisfied yet")
        if refused is not None:
            return refused
    return _approver(state, given)


def _no_half_emergency(state: CaseState, given: Given) -> StepRefused | None:
    """Refuse the reason of an emergency in an approval that is not said to be one."""
    if given.truth("in_emergency") or not given.text("emergency_reason"):
        return None
    return StepRefused(
        "emergency_reason", "A reason for an emergency is given, and 'in_emergency' is not true.",
        "Correct one of them.",
    )  # fmt: skip


def _same_role(state: CaseState, given: Given) -> StepRefused | None:
    """Refuse an approval by another role than recorded the satisfactions."""
    approver = given.word("approver", Approver)
    for limb, found in sorted(state.satisfied.items()):
        if found.approver is not approver or found.role != given.role:
            return StepRefused(
                "same_role", f"Limb ({limb}) was recorded by '{found.role}' ({found.approver}), and this is "
                f"'{given.role}' ({approver}).",
                "Whoever approves must be satisfied; record the limb again in the approving role.",
            )  # fmt: skip
    return None


def _all_satisfied(state: CaseState, given: Given) -> StepRefused | None:
    if state.needed_approver == "none":
        return StepRefused(
            "no_approval",
            f"This placement needs no approval ({REG_10}, {REG_11}, {REG_18}).",
            "Record its notices and its start.",
        )
    refused = _no_half_emergency(state, given) or _approver(state, given) or _same_role(state, given)
    opens = [*conditions.before_approval(state, given.happened)]
    if state.answer is not None and state.answer.reused and state.area_step == "consult":
        opens += conditions.expired(state.answer, given.at)  # dating it back brings nothing back
    return refused or _first(tuple(dict.fromkeys(opens)), "The placement cannot be approved yet")


def _emergency(state: CaseState, given: Given) -> StepRefused | None:
    if state.needed_approver == "none":
        return _all_satisfied(state, given)
    refused = _approver(state, given) or _same_role(state, given)
    told = added(state, given)
    return refused or _first(
        conditions.before_emergency_approval(told, given.happened), "It cannot be approved as an emergency"
    )


def _late_approval(state: CaseState, given: Given) -> StepRefused | None:
    start = state.times.get(Kind.PLACEMENT_STARTED)
    if start is not None and given.happened < start:
        return StepRefused(
            "order", f"The start ({start.isoformat()}) is recorded as one before any approval, and this approval is "
            f"dated {given.happened.isoformat()}, before it.",
            "An approval that comes after the start is recorded with its own time; the breach stays on the record.",
        )  # fmt: skip
    return (_emergency if given.truth("in_emergency") else _all_satisfied)(state, given)


def _may_start(state: CaseState, given: Given) -> StepRefused | None:
    found = conditions.before_start(added(state, given), given.happened)
    return _first(found, "The placement may not start yet", IT_HAPPENED)


def _breach(state: CaseState, given: Given) -> StepRefused | None:
    if not given.text("breach_reason"):
        return StepRefused(
            "breach_reason",
            "It is said to be a breach, and not why it happened.",
            "Write the 'breach_reason'.",
        )
    if conditions.before_start(added(state, given), given.happened):
        return None
    return StepRefused(
        "no_breach", "Nothing that must precede the placement is open: this start is no breach.",
        "Leave 'breach' and 'breach_reason' out.",
    )  # fmt: skip


def _not_started(state: CaseState, given: Given) -> StepRefused | None:
    if state.course is PlacementStatus.NOT_STARTED:
        return None
    return StepRefused("started", "The placement has started.", "Record its end instead.")


def _started(state: CaseState, given: Given) -> StepRefused | None:
    if state.course is not PlacementStatus.NOT_STARTED:
        return None
    return StepRefused(
        "not_started", "The placement has not started.", "Record its start, or withdraw the case."
    )


RECORD_FIRST: Final = "Record what is open first. Only an emergency with a reason goes before it."
IT_HAPPENED: Final = (
    f"{RECORD_FIRST} If the child does live there, record the start with 'breach = true' and a 'breach_reason': what "
    "happened is recorded, and the breach stays on the record."
)


def _first(found: tuple[Open, ...], what: str, advice: str = RECORD_FIRST) -> StepRefused | None:
    """Return the refusal for what is open, each on a line of its own, named after the first of it."""
    if not found:
        return None
    listed = "".join(f"\n- {o.text}" for o in found)
    return StepRefused(found[0].rule, f"{what}. Open:{listed}\n", advice)


def practicable(state: CaseState, given: Given) -> StepRefused | None:
    """Return why a notice may not be put off: no reason, no notice named, or one that was sent."""
    if given.kind is not Kind.NOT_PRACTICABLE_RECORDED:
        return None
    if not given.text("reason"):
        return StepRefused(
            "reason", "It is not said why the notice was not reasonably practicable.", "Write the 'reason'."
        )
    sent = {"notification": state.notification, "notices": state.notices}.get(given.text("what"))
    if sent is NotificationStatus.SENT:
        return StepRefused("sent", "That notice was sent.", "Nothing is to be excused.")
    return None


_CHECKS: Final[Mapping[Needs, Check]] = MappingProxyType(
    {
        Needs.AREA_AUTHORITY: _area,
        Needs.TO_CONFIRM: _to_confirm,
        Needs.DUE: _due,
        Needs.CHASED: _chased,
        Needs.SILENCE: _silence,
        Needs.NOT_EXPIRED: _not_expired,
        Needs.CONSIDERATION: _consideration,
        Needs.LIMB: _limb,
        Needs.ALL_SATISFIED: _all_satisfied,
        Needs.LATE_APPROVAL: _late_approval,
        Needs.EMERGENCY: _emergency,
        Needs.MAY_START: _may_start,
        Needs.BREACH: _breach,
        Needs.NOT_STARTED: _not_started,
        Needs.STARTED: _started,
    }
)
