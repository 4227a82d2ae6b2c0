"""Where a case stands, for a person and as JSON."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from geodata.authorities import Authorities
from geodata.calendar import LONDON
from geodata.errors import TableError
from geodata.tables import SHIPPED, read_tables
from placement_check.consultation import asked
from placement_check.consultation.codes import WORDS, Searched
from placement_check.consultation.conditions import REMAINS
from placement_check.consultation.kinds import CaseStatus, ConsultationStatus, Track
from placement_check.consultation.next_acts import acts_next, held_up
from placement_check.consultation.state import Answered, CaseState, Clock, Settled
from placement_check.consultation.untracked import untracked
from placement_check.duties.wording import APPROVERS, STEPS

SCHEMA_VERSION = 1
HIDDEN = "not shown in this copy"
HIDDEN_CASE = f"a case that is {HIDDEN}"
SILENT = f"No reply. Silence is recorded, and is not consultation. {REMAINS}."


def as_text(state: CaseState) -> str:
    """Return the state in words: the acts apart, the answer, what is open, the clocks, what can come next."""
    return "\n".join(_plain(line) for line in _lines(state)) + "\n"


def _plain(line: str) -> str:
    """Return a line for a terminal: a file may come from anywhere, and must not move the cursor or turn the text."""
    return "".join(
        " " if unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp", "Co") else sign for sign in line
    )


def _lines(state: CaseState) -> Iterator[str]:
    yield f"Case {state.case}, reference {state.reference}"
    area = "none: the own area" if state.area_step == "none" else _name(state.area, state)
    yield f"Responsible authority: {_name(state.responsible, state)}; area authority: {area}"
    yield from _owed(state)
    if state.as_at is not None:
        yield f"As at: {state.as_at.astimezone(LONDON).isoformat(timespec='minutes')}"
    if state.emergency:
        yield f"Emergency: {state.emergency_reason}"
    yield ""
    for track in Track:
        yield f"{track.value.capitalize():<14}{state.status(track).replace('_', ' ')}"
    if state.consultation is ConsultationStatus.NO_REPLY:
        yield SILENT
    yield from _answer(state)
    yield from _listed("Confirmed:", (_settled(one, state) for one in state.settled))
    yield ""
    yield "Open:" if state.open else "Open: nothing of what is tracked here"
    for item in state.open:
        held = f" [holds up {item.holds_up}]" if item.holds_up else ""
        yield f"- {item.text}{held}"
    yield from _clocks(state)
    if state.case_status is CaseStatus.OPEN:
        yield from _next(state)
        yield from _listed(
            "Owed and not tracked here:", (f"{text} ({basis})" for text, basis in untracked(state))
        )
    late = (f"{e.kind} of {e.happened.isoformat(timespec='minutes')}, recorded "
            f"{e.recorded.isoformat(timespec='minutes')}: {e.reason}" for e in state.entered_late)  # fmt: skip
    yield from _listed("Entered late, after the case was opened:", late)


def _next(state: CaseState) -> Iterator[str]:
    yield from _listed("Can come next:", (f"{kind} ({who})" for kind, who in acts_next(state)))
    held = (f"{one.kind} ({one.who}): {'; '.join(one.held_up)}" for one in held_up(state))
    yield from _listed("Held up:", held)


def _listed(heading: str, items: Iterable[str]) -> Iterator[str]:
    found = list(items)
    if found:
        yield ""
        yield heading
        yield from (f"- {item}" for item in found)


def _name(code: str, state: CaseState) -> str:
    """Return an authority's name and code on the day the case was opened, or as it stands; else the code alone."""
    if not code or state.opened is None:
        return code or HIDDEN
    for moment in (state.opened, state.as_at or state.opened):  # an authority may be newer than the case
        try:
            return f"{_authorities().authority(code, moment.astimezone(LONDON).date()).name} ({code})"
        except TableError:
            continue
    return code


@cache
def _authorities() -> Authorities:
    return Authorities.from_tables(read_tables(SHIPPED))


def _owed(state: CaseState) -> Iterator[str]:
    by = (
        f", {asked.regulations(state)}"
        if state.needed_approver != "none" and asked.regulations(state)
        else ""
    )
    stricter = " (to be confirmed: the stricter)" if state.to_confirm else ""
    yield f"Approver: {APPROVERS[state.needed_approver]}{by}{stricter}"
    yield f"Area authority: {STEPS[state.area_step]}{stricter}"


def _answer(state: CaseState) -> Iterator[str]:
    found = state.answer or state.earlier
    if found is None:
        return
    yield ""
    yield _given(found, state)
    if found is state.earlier:
        of = f"case {found.earlier_case}" if found.earlier_case else HIDDEN_CASE
        yield f"- reused from {of}, until {found.reuse_until}; head {found.earlier_head or HIDDEN}"
        yield f"- {_proof(found)}"
    if found.intelligence is not None:
        yield f"- intelligence: {found.intelligence}, {WORDS[found.intelligence]}"
    if found.search is Searched.SEARCHED:
        yield f"- searched: {'; '.join(f'{s.what or s.system} to {s.to}' for s in found.searches)}"
    elif found.search is Searched.NOT_SEARCHED:
        yield "- not searched: nobody looked, so nothing is known from it"
    view = found.blocks.get("view", {}).get("code")
    if isinstance(view, str):
        yield f"- view (advisory): {view.replace('_', ' ')}"
    if found.not_to:
        yield f"- not to be disclosed to: {', '.join(found.not_to)}"


def _given(found: Answered, state: CaseState) -> str:
    """Return when and by whom an answer was given; of an earlier one whose giver this copy hides, that it does."""
    kind = "Earlier answer" if found is state.earlier else "Answer"
    if _giver_hidden(found, state):
        return f"{kind}; when and by whom is {HIDDEN}"
    by = f"{found.role} of {_name(found.organisation, state)}"
    return f"{kind} of {found.happened.isoformat(timespec='minutes')}, by {by}"


def _proof(found: Answered) -> str:
    """Return whether a receipt of its giver proves an earlier answer; where none does, why there is none."""
    if found.proof:
        return f"proven by a receipt, key {found.proof.get('key')}"
    if found.no_receipt:
        return f"not proven by a receipt: {found.no_receipt}"
    return f"whether a receipt proves it is {HIDDEN}"


def _giver_hidden(found: Answered, state: CaseState) -> bool:
    """Return whether who gave an earlier answer is hidden: what is left is then the act of whoever reused it."""
    return found is state.earlier and not found.earlier_case


def _settled(one: Settled, state: CaseState) -> str:
    """Return a matter that was confirmed: its outcome, by which office, and on what evidence."""
    when = one.happened.isoformat(timespec="minutes")
    who = f"{one.role} of {_name(one.organisation, state)}"
    what, outcome = (text.replace("_", " ") for text in (one.what, one.outcome))
    return f"{what}: {outcome} ({when}, {who}; evidence {one.reference or HIDDEN})"


def _clocks(state: CaseState) -> Iterator[str]:
    if not state.clocks:
        return
    yield ""
    yield "Clocks, the earliest first:"
    yield from (f"- {_clock(clock, state)}" for clock in state.clocks)
    first = state.first_clock
    if first is not None:
        yield f"First that is not met: {first.by.isoformat(timespec='minutes')}, {first.what}"


def _clock(clock: Clock, state: CaseState) -> str:
    done = clock.words(state.as_at or clock.by)
    if clock.done is not None:
        done = f"{done} ({clock.done.isoformat(timespec='minutes')})"
    why = f"{clock.basis}; counted from {clock.counted_from}"
    return f"{clock.by.isoformat(timespec='minutes')}: {clock.what} ({why}); {done}"


def document(state: CaseState) -> dict[str, Any]:
    """Return the state as a JSON object."""
    first = state.first_clock
    return {
        "schema_version": SCHEMA_VERSION,
        "case": state.case, "reference": state.reference, "responsible": state.responsible, "area": state.area,
        "approver": state.needed_approver, "area_authority_step": state.area_step, "to_confirm": state.to_confirm,
        "emergency_reason": state.emergency_reason,
        "statuses": {track.value: state.status(track) for track in Track},
        "answer": _answer_document(state),
        "confirmed": [_settled_document(one) for one in state.settled],
        "open": [{"rule": o.rule, "text": o.text, "holds_up": o.holds_up} for o in state.open],
        "as_at": None if state.as_at is None else state.as_at.isoformat(timespec="seconds"),
        "clocks": [_clock_document(c, state) for c in state.clocks],
        "first_clock": None if first is None else _clock_document(first, state),
        "next": [{"act": kind.value, "who": who.value} for kind, who in acts_next(state)],
        "held_up": [{"act": n.kind.value, "who": n.who.value, "by": list(n.held_up)} for n in held_up(state)],
        "not_tracked": [{"text": text, "citation": basis} for text, basis in untracked(state)],
        "breaches": [{"rule": b.rule, "text": b.text, "reason": b.reason} for b in state.breaches],
        "entered_late": [
            {"act": e.kind.value, "happened": e.happened.isoformat(timespec="seconds"),
             "recorded": e.recorded.isoformat(timespec="seconds"), "reason": e.reason} for e in state.entered_late
        ],
    }  # fmt: skip


def _clock_document(clock: Clock, state: CaseState) -> dict[str, Any]:
    return {
        "rule": clock.rule, "what": clock.what, "by": clock.by.isoformat(timespec="seconds"),
        "counted_from": clock.counted_from, "basis": clock.basis, "met": clock.met,
        "done": None if clock.done is None else clock.done.isoformat(timespec="seconds"),
        "state": clock.standing(state.as_at or clock.by).value, "working_days_late": clock.late,
    }  # fmt: skip


def _answer_document(state: CaseState) -> dict[str, Any] | None:
    found = state.answer or state.earlier
    if found is None:
        return None
    hidden = _giver_hidden(found, state)
    return {
        "happened": None if hidden else found.happened.isoformat(timespec="seconds"),
        "by": None if hidden else found.role, "organisation": None if hidden else found.organisation,
        "intelligence": None if found.intelligence is None else found.intelligence.value,
        "search": None if found.search is None else found.search.value,
        "searched": [{"system": s.system, "what": s.what, "to": s.to} for s in found.searches],
        "view": found.blocks.get("view", {}).get("code"), "do_not_disclose_to": list(found.not_to),
        "reuse_until": None if found.reuse_until is None else found.reuse_until.isoformat(),
        "reused_from": None if found is not state.earlier
        else {"case": found.earlier_case or None, "head": found.earlier_head or None},
        "receipt": None if found is not state.earlier
        else {"key": found.proof.get("key"), "none_because": found.no_receipt or None},
        "considered": state.considered is not None,
    }  # fmt: skip


def _settled_document(one: Settled) -> dict[str, Any]:
    return {
        "what": one.what.value, "outcome": one.outcome, "happened": one.happened.isoformat(timespec="seconds"),
        "by": one.role, "organisation": one.organisation, "evidence_reference": one.reference or None,
        "evidence_sha256": one.sha256 or None,
    }  # fmt: skip
