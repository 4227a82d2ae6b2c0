"""What a case is about and how it stands: the placement without identity, the duties, statuses, what is open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from placement_check.chain import Value
from placement_check.consultation.kinds import Kind, Track
from placement_check.consultation.needs import Vulnerability
from placement_check.consultation.state import CaseState
from placement_check.duties.placement import LegalStatus, PlacementType, Setting
from placement_check.records.consultation import wording
from placement_check.records.consultation.facts import WITHHELD, DutyOwed, Line, ToDo, Told, Withheld
from placement_check.records.consultation.law_words import broken, cited, working_days
from placement_check.records.consultation.speech import LONDON
from placement_check.records.consultation.terms import ENDING, NOTICE, NOTICES_OF, Term, day, truth, when
from placement_check.records.consultation.told_events import ToldEvent, table

VULNERABILITIES: Final = {
    Vulnerability.CSE.value: "child sexual exploitation",
    Vulnerability.CCE.value: "child criminal exploitation",
    Vulnerability.MISSING.value: "goes missing",
    Vulnerability.HARMFUL_SEXUAL_BEHAVIOUR.value: "harmful sexual behaviour",
    Vulnerability.SERIOUS_VIOLENCE.value: "serious violence",
    Vulnerability.SELF_HARM.value: "self-harm",
    Vulnerability.RADICALISATION.value: "radicalisation",
    Vulnerability.OTHER.value: "other",
}


def _type(value: Value) -> str:
    return PlacementType(value).words if value in list(PlacementType) else str(value)


def _setting(value: Value) -> str:
    return Setting(value).words if value in list(Setting) else str(value)


def _legal_status(value: Value) -> str:
    return LegalStatus(value).words if value in list(LegalStatus) else str(value)


def _vulnerabilities(value: Value) -> str:
    found = value if isinstance(value, list | tuple) else []
    return "; ".join(VULNERABILITIES.get(str(v), str(v)) for v in found)


def _home(value: Value) -> str:
    return {"new": "new to the area", "established": "established there"}.get(str(value), str(value))


def _years(value: Value) -> str:
    return f"{value} years"


OPENED: Final = (
    Term("age_band", "Age band", _years), Term("vulnerabilities", "Vulnerability, by category", _vulnerabilities),
)  # fmt: skip
PLACEMENT: Final = (
    Term("type", "Type of placement", _type), Term("setting", "Kind of setting", _setting),
    Term("legal_status", "Legal status", _legal_status),
    Term("ks4_disruption", "Disrupts education in key stage 4", truth), Term("remand", "Remanded child", truth),
    Term("not_practicable", "Why notice before was not reasonably practicable", written=True),
)  # fmt: skip
PROPOSED: Final = (
    Term("proposed_start", "Proposed start", day), Term("expected_length", "Expected length", written=True),
    Term("why_proposed", "Why this placement is proposed", written=True),
)  # fmt: skip
HOME: Final = (
    Term("kind", "The home is", _home),
    Term("urn", "Registration number of the home", written=True),
)
STATUSES: Final = {
    Track.CONSULTATION: {
        "not_sent": "Not asked yet.",
        "sent": "Asked. No reply yet.",
        "chased": "Asked and chased. No reply yet.",
        "escalated": "Asked, chased and escalated from director to director. No reply yet.",
        "no_reply": "No reply. It was asked, chased and escalated. This is not consultation.",
        "answered": "Answered. Not yet considered.",
        "answered_not_searched": "Answered, and nothing was searched. Not yet considered.",
        "paused_for_conversation": "Answered. The decision pauses until a conversation has been held.",
        "earlier_answer_reused": "An earlier answer is reused. Not yet considered.",
        "considered": "Answered, and considered.",
    },
    Track.NOTIFICATION: {
        "not_sent": "Not sent.",
        "not_practicable": "Not reasonably practicable before: still owed.",
        "sent": "Sent.",
    },
    Track.NOTICES: {
        "not_sent": "Not sent.",
        "not_practicable": "Not reasonably practicable before: still owed.",
        "sent": "Sent.",
    },
    Track.APPROVAL: {
        "not_approved": "Not approved.",
        "approved": "Approved.",
        "approved_after_the_start": "Approved after the placement had started. The law asks for approval before it.",
        "approved_in_emergency": "Approved in an emergency. The rest is owed in {days} ({law}).",
    },
    Track.PLACEMENT: {"not_started": "Not started.", "started": "Started.", "ended": "Ended."},
    Track.ENDING: {
        "not_given": "Not given.",
        "not_practicable": "Not reasonably practicable before: still owed.",
        "given": "Given.",
        "owed_after_the_end": "The placement ended and notice is owed within {days} ({law}).",
        "given_after_the_end": "Given after the end.",
    },
}
COUNTED: Final[Mapping[str, tuple[Kind, str, str]]] = {
    "approved_in_emergency": (Kind.APPROVED, "reg11_3_c_e", "emergency_relatives_and_iro"),
    "owed_after_the_end": (Kind.PLACEMENT_ENDED, "reg14_4", "ending_late_notice"),
}
"""The statuses that speak of days: the act that they count from, the clock, and the row of the law."""
TRACKS: Final = {
    Track.CONSULTATION: "Consultation of the area authority",
    Track.NOTIFICATION: f"Notice of {NOTICE}",
    Track.NOTICES: f"Notices of {NOTICES_OF}",
    Track.APPROVAL: f"Approval, {broken('distant_dcs').partition('(')[0]}",
    Track.PLACEMENT: "Placement",
    Track.ENDING: f"Notice of {ENDING}",
}


def placement(first: ToldEvent) -> tuple[Line, ...]:
    """Return the facts of the placement without identity, in order."""
    return (
        *_of_table(first, "placement", "The placement", PLACEMENT),
        *(line for line in (first.line(term) for term in OPENED) if line is not None),
        *_proposed(first),
        *_of_table(first, "home", "The home", HOME),
        *(
            line
            for line in (first.line(Term("place", "Place asked about", written=True)),)
            if line is not None
        ),
    )


def _proposed(first: ToldEvent) -> tuple[Line, ...]:
    """Return when it is to start, for how long, and why here; that it is not stated is said."""
    if first.withheld("placement"):
        return ()
    found = first.given.table("placement")
    return tuple(
        Line(t.name, t.term, t.put(found[t.name]), t.written)
        if found.get(t.name)
        else Line(t.name, t.term, wording.NOT_STATED)
        for t in PROPOSED
    )


def _of_table(first: ToldEvent, name: str, term: str, terms: tuple[Term, ...]) -> tuple[Line, ...]:
    if first.withheld(name):
        return (Line(name, term, WITHHELD),)
    found = first.given.table(name)
    return tuple(
        Line(t.name, t.term, t.put(found[t.name]), t.written)
        for t in terms
        if found.get(t.name) not in (None, "", [])
    )


def emergency(events: tuple[ToldEvent, ...], state: CaseState) -> Told:
    """Return the reason of the emergency; "" where none is recorded; WITHHELD where this copy may hide one."""
    if state.emergency_reason:
        return state.emergency_reason
    may_say = ((Kind.CASE_OPENED, "placement"), (Kind.APPROVED, "emergency_reason"),
               (Kind.PLACEMENT_STARTED, "emergency_reason"))  # fmt: skip
    hidden = any(e.given.kind is kind and e.withheld(name) for e in events for kind, name in may_say)
    return WITHHELD if hidden else ""


def duties(first: ToldEvent, state: CaseState) -> tuple[DutyOwed, ...] | Withheld:
    """Return the duties of the day of the decision; WITHHELD where this copy does not show those of the opening."""
    if first.withheld("duties"):
        return WITHHELD
    found = state.duties.get("duties")
    rows = [table(d) for d in found] if isinstance(found, list | tuple) else []
    return tuple(_duty(row) for row in rows)


def _duty(row: Mapping[str, Value]) -> DutyOwed:
    due = table(row.get("due"))
    return DutyOwed(
        rule=str(row.get("rule", "")), duty=str(row.get("duty", "")), who=str(row.get("who", "")),
        due=str(due.get("words", "")), by=when(due.get("by") or ""), citation=str(row.get("citation", "")),
        confidence=str(row.get("confidence", "")),
    )  # fmt: skip


def status(state: CaseState, *, own_area: bool) -> tuple[tuple[str, str], ...]:
    """Return each act's own status in words, none read from another's."""
    return tuple((name, _status(state, track, own_area)) for track, name in TRACKS.items())


def _status(state: CaseState, track: Track, own_area: bool) -> str:
    found = state.status(track)
    if own_area and track in (Track.CONSULTATION, Track.NOTIFICATION) and found == "not_sent":
        return "Not owed: there is no area authority."
    words = STATUSES[track].get(found, found)
    if found not in COUNTED:
        return words
    kind, clock, row = COUNTED[found]
    since = state.times.get(kind) or state.as_at
    assert since is not None  # noqa: S101 - a status that is counted from an act has an event, and so a time
    return words.format(days=working_days(clock, since.astimezone(LONDON).date()), law=cited(row))


def open_items(state: CaseState) -> tuple[ToDo, ...]:
    """Return what is open, each with what it holds up."""
    return tuple(ToDo(f"{o.text[:1].upper()}{o.text[1:]}.", o.holds_up) for o in state.open)
