"""What each act adds to a case, apart from the statuses, which the table moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Final

from placement_check.consultation import conditions
from placement_check.consultation.codes import Effect, Intelligence, Searched
from placement_check.consultation.given import Given, word_of
from placement_check.consultation.kinds import Approver, Kind, Ks4, Limb, Matter, Paper, SentWith, ToConfirm
from placement_check.consultation.questions import Block
from placement_check.consultation.state import (
    Answered,
    Approval,
    AreaStep,
    Attempt,
    Breach,
    CaseState,
    Considered,
    Enclosure,
    EnteredLate,
    NeededApprover,
    Satisfied,
    Search,
    Settled,
)
from placement_check.duties import book

APPROVALS: Final = frozenset(
    name
    for one in ("distant_dcs", "ks4_nominated_officer", "parent_nominated_officer")
    for name in book.alike(one)
)
"""The rows by which something has to be approved."""


def added(state: CaseState, given: Given) -> CaseState:
    """Return the state with what an act adds; fields that this copy does not show add nothing."""
    times = {**state.times, given.kind: given.happened}
    unsure = state.unsure | {given.kind} if "happened" in given.hidden else state.unsure - {given.kind}
    noted = _late_entry(replace(state, times=times, unsure=unsure), given)
    adds = _ADDS.get(given.kind)
    return noted if adds is None else adds(noted, given)


def _late_entry(state: CaseState, given: Given) -> CaseState:
    reason = given.text("entered_late")
    if not reason:
        return state
    entry = EnteredLate(given.kind, given.happened, given.at, reason)
    return replace(state, entered_late=(*state.entered_late, entry))


def _opened(state: CaseState, given: Given) -> CaseState:
    duties, placement = given.table("duties"), given.table("placement")
    reason = placement.get("emergency_reason")
    responsible = given.text("responsible") or given.organisation
    return replace(
        state, reference=given.text("reference"), responsible=responsible,
        area=given.text("area"), opened=given.at, placement=placement, place=given.text("place"), duties=duties,
        policy=given.table("policy"), needed_approver=approver_of(duties), area_step=step_of(duties),
        to_confirm="confirm" in (duties.get("at_a_distance"), duties.get("approver")),
        notice_owed=step_of(duties) != "none", law_key=law_key(duties),
        responsible_codes=frozenset({responsible, code_of(duties, "responsible")} - {""}),
        area_codes=frozenset({given.text("area"), code_of(duties, "area")} - {""}),
        emergency_reason=reason if isinstance(reason, str) else "",
    )  # fmt: skip


def approver_of(duties: Mapping[str, object]) -> NeededApprover:
    """Return who must approve; where the law table says "confirm", the stricter: the director."""
    found = duties.get("approver")
    if found == "nominated_officer":
        return "nominated_officer"
    return "none" if found == "none" else "dcs"


def step_of(duties: Mapping[str, object]) -> AreaStep:
    """Return the step towards the area authority; where the law table says "confirm", the stricter: consult."""
    found = duties.get("area_authority_step")
    if found == "notify":
        return "notify"
    return "none" if found == "none" else "consult"


def code_of(duties: Mapping[str, object], which: str) -> str:
    """Return the code that duties give to one of the authorities on their day; "" where they give none."""
    found = duties.get(which)
    return str(found.get("code", "")) if isinstance(found, Mapping) else ""


def law_key(duties: Mapping[str, object]) -> tuple[str, ...]:
    """Return what duties come to: who approves by which rows, step, distance, authorities and stops."""
    return (
        str(duties.get("approver")), str(duties.get("area_authority_step")), str(duties.get("at_a_distance")),
        code_of(duties, "responsible"), code_of(duties, "area"), *(f"stop {rule}" for rule in _names(duties, "stops")),
        *(rule for rule in _names(duties, "duties") if rule in APPROVALS),
    )  # fmt: skip


def _names(duties: Mapping[str, object], part: str) -> Iterator[str]:
    found = duties.get(part)
    for row in found if isinstance(found, list | tuple) else ():
        if isinstance(row, Mapping):
            yield str(row.get("rule"))


def _settled(state: CaseState, given: Given) -> CaseState:
    """Return the state once a matter is confirmed; the duties of the outcome come with the act."""
    what, outcome = given.word("what", ToConfirm), given.text("outcome")
    if what is None or not outcome:
        return state
    if what is ToConfirm.AREA:
        state = replace(state, area=outcome, area_codes=state.area_codes | {outcome})
    elif what is ToConfirm.RESPONSIBLE:
        state = replace(state, responsible=outcome, responsible_codes=state.responsible_codes | {outcome})
    pair = frozenset({code_of(state.duties, "responsible"), code_of(state.duties, "area")})
    found = Settled(what, outcome, given.happened, given.organisation, given.role, given.text("evidence_reference"),
                    given.text("evidence_sha256"), pair)  # fmt: skip
    return replace(state, settled=(*state.settled, found))


def _asked(state: CaseState, given: Given) -> CaseState:
    attempt = Attempt(given.kind, given.happened, given.text("to"))
    return replace(
        state, attempts=(*state.attempts, attempt), reply_by=given.moment("reply_by") or state.reply_by
    )


def _asked_first(state: CaseState, given: Given) -> CaseState:
    """Return the state once it is asked: an earlier answer no longer stands as the answer to this question."""
    return replace(_asked(state, given), answer=None, considered=None)


def _extended(state: CaseState, given: Given) -> CaseState:
    return replace(state, reply_by=given.moment("reply_by") or state.reply_by)


def answered_of(given: Given) -> Answered:
    """Return the answer that an act of answering, or of reusing an answer, holds."""
    return Answered(
        happened=given.moment("answered") or given.happened,
        organisation=given.text("answered_by") or given.organisation,
        role=given.text("answered_role") or given.role,
        blocks={b.value: given.table(b.value) for b in Block if b.value in given.fields},
        intelligence=word_of(given.table(Block.INTELLIGENCE).get("code"), Intelligence),
        search=given.word("search", Searched),
        searches=tuple(
            Search(str(r.get("system", "")), str(r.get("to_date", "")), str(r.get("what", "")))
            for r in given.rows("searched")
        ),
        not_to=given.texts("do_not_disclose_to"), reuse_until=_day(given.text("reuse_until")),
        earlier_case=given.text("earlier_case"), earlier_head=given.text("earlier_head"),
        proof=given.table("earlier_receipt"), no_receipt=given.text("no_receipt"),
    )  # fmt: skip


def _answered(state: CaseState, given: Given) -> CaseState:
    return replace(state, answer=answered_of(given), considered=None)


def _reused(state: CaseState, given: Given) -> CaseState:
    found = answered_of(given)
    if given.same_child:
        return replace(state, earlier=found, answer=found, considered=None)
    return replace(state, earlier=found)


def _considered(state: CaseState, given: Given) -> CaseState:
    return replace(
        state,
        considered=Considered(
            given.happened, given.role, given.text("how"), given.truth("departs"), given.text("why_departs"),
            given.truth("conversation_happened"), given.word("effect", Effect),
        ),
    )  # fmt: skip


def _enclosed(state: CaseState, given: Given) -> CaseState:
    paper, sent_with = given.word("paper", Paper), given.word("sent_with", SentWith)
    if paper is None or sent_with is None:
        return state
    found = Enclosure(paper, given.text("reference"), given.text("sha256"), given.happened, sent_with)
    return replace(state, enclosures=(*state.enclosures, found))


def _satisfied(state: CaseState, given: Given) -> CaseState:
    limb, approver = matter_of(given), given.word("approver", Approver)
    if limb is None or approver is None:
        return state
    found = Satisfied(
        limb, given.happened, approver, given.role, given.text("evidence"), given.text("not_appropriate")
    )
    return replace(state, satisfied={**state.satisfied, limb: found})


def matter_of(given: Given) -> Matter | None:
    """Return the matter that a satisfaction is about; None where it is none, or this copy does not show it."""
    return given.word("limb", Limb) or given.word("limb", Ks4)


def _approved(state: CaseState, given: Given) -> CaseState:
    approver = given.word("approver", Approver)
    if approver is None:
        return state
    found = Approval(
        given.happened, approver, given.role, given.text("nomination"), given.text("delegation"),
        given.text("reasons"), given.truth("in_emergency"),
    )  # fmt: skip
    return replace(_emergency(state, given) if found.in_emergency else state, approved=found)


def _emergency(state: CaseState, given: Given) -> CaseState:
    reason = given.text("emergency_reason")
    return replace(state, emergency_reason=reason) if reason and not state.emergency_reason else state


def _started(state: CaseState, given: Given) -> CaseState:
    """Return the state once the child lives there; what was open then is a breach for good, where it is said to be."""
    told = _emergency(state, given)
    if not given.truth("breach"):
        return told
    reason = given.text("breach_reason")
    found = conditions.before_start(told, given.happened)
    said = tuple(Breach(o.rule, conditions.breach_of(o, state), reason) for o in found)
    return replace(told, breaches=(*told.breaches, *dict.fromkeys(said)))


def _noticed(state: CaseState, given: Given) -> CaseState:
    sent = (str(row.get("who")) for row in given.rows("recipients") if row.get("outcome") == "sent")
    return replace(state, told=state.told | frozenset(sent))


def _put_off(state: CaseState, given: Given) -> CaseState:
    return replace(state, put_off=state.put_off | {given.text("what")})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


_ADDS: Final[Mapping[Kind, Callable[[CaseState, Given], CaseState]]] = MappingProxyType(
    {
        Kind.CASE_OPENED: _opened,
        Kind.CONSULTATION_SENT: _asked_first,
        Kind.CONSULTATION_CHASED: _asked,
        Kind.CONSULTATION_ESCALATED: _asked,
        Kind.CONSULTATION_EXTENDED: _extended,
        Kind.CONSULTATION_ANSWERED: _answered,
        Kind.CONSULTATION_REUSED: _reused,
        Kind.ANSWER_CONSIDERED: _considered,
        Kind.MATTER_CONFIRMED: _settled,
        Kind.ENCLOSURE_RECORDED: _enclosed,
        Kind.SATISFACTION_RECORDED: _satisfied,
        Kind.APPROVED: _approved,
        Kind.PLACEMENT_STARTED: _started,
        Kind.NOTICES_SENT: _noticed,
        Kind.NOT_PRACTICABLE_RECORDED: _put_off,
    }
)
