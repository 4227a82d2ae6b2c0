"""Which fields of which act are printed, under which term and in which words: what is not listed is not printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from placement_check.chain import Value
from placement_check.consultation.codes import Effect
from placement_check.consultation.kinds import (
    SATISFIED_OF,
    Approver,
    Distance,
    Kind,
    Limb,
    Paper,
    SentWith,
    ToConfirm,
)
from placement_check.consultation.recipients import Outcome
from placement_check.duties.wording import APPROVERS as OF_THE_LAW
from placement_check.records import numbers
from placement_check.records.consultation.law_words import regulation
from placement_check.records.consultation.speech import moment


@dataclass(frozen=True, slots=True)
class Term:
    """A field of an act: its name in the case file, its term in print, how its value is put, and who wrote it."""

    name: str
    term: str
    put: Callable[[Value], str] = str
    written: bool = False


def when(value: Value) -> str:
    """Return a recorded time in words; as it stands where it is no time."""
    try:
        return moment(datetime.fromisoformat(str(value))) if value else ""
    except ValueError:
        return str(value)


def day(value: Value) -> str:
    """Return a recorded day in words; as it stands where it is no day."""
    try:
        return numbers.day(date.fromisoformat(str(value))) if value else ""
    except ValueError:
        return str(value)


def truth(value: Value) -> str:
    """Return yes or no."""
    return "Yes." if value is True else "No."


def _of(words: Mapping[str, str]) -> Callable[[Value], str]:
    return lambda value: words.get(str(value), str(value))


def _limb(value: Value) -> str:
    limb = Limb(value) if isinstance(value, str) and value in list(Limb) else None
    return str(value) if limb is None else f"({limb}) {SATISFIED_OF[limb]}"


NOTICE: Final = regulation("notice_13_4")
NOTICES_OF: Final = regulation("notices_13_2")
ENDING: Final = regulation("note_ending")
RECIPIENTS_OF: Final = f"Recipients of {NOTICES_OF.partition('(')[0]} told"

OUTCOMES: Final = {
    Outcome.SENT.value: "Sent.",
    Outcome.WITHHELD.value: f"Not told, under {regulation('note_withholding')}.",
    Outcome.NONE.value: "There is none.",
    Outcome.INAPPROPRIATE.value: "Not told: inappropriate by age or understanding.",
    Outcome.NOT_PRACTICABLE.value: "Not told: not reasonably practicable.",
}
EFFECTS: Final = {
    Effect.NONE.value: "None.",
    Effect.CONDITIONS.value: "Conditions were added.",
    Effect.PLAN_CHANGED.value: "The plan was changed.",
    Effect.NOT_PLACED.value: "The child is not placed here.",
}
APPROVERS: Final = {
    **{
        role: f"{words[:1].upper()}{words[1:]}"
        for role, words in OF_THE_LAW.items()
        if role in list(Approver)
    },
    Approver.DELEGATE.value: "A delegate of the director of children's services",
}
PAPERS: Final = {
    Paper.CARE_PLAN.value: "Care plan",
    Paper.NEEDS_AND_REASONS.value: "Assessment of needs, and reasons for the placement",
    Paper.LOCATION_ASSESSMENT.value: "Location assessment of the home",
    Paper.STATEMENT_OF_PURPOSE.value: "Statement of purpose of the home",
    Paper.INSPECTION_REPORT.value: "Inspection report",
    Paper.PLACEMENT_PLAN.value: "Placement plan",
    Paper.OTHER.value: "Other paper",
}
WITH: Final = {
    SentWith.CONSULTATION.value: "with the consultation",
    SentWith.NOTIFICATION.value: f"with the notice of {NOTICE}",
    SentWith.NOTICES.value: f"with the notices of {NOTICES_OF}",
    SentWith.ENDING.value: f"with the notice of {ENDING}",
}
NOTICES: Final = {
    "notification": f"the notice of {NOTICE}", "notices": f"the notices of {NOTICES_OF}",
    "ending": f"the notice of {ENDING}",
}  # fmt: skip

MATTERS: Final = {
    ToConfirm.AT_A_DISTANCE.value: "Whether the placement is at a distance, which the tables leave open",
    ToConfirm.AREA.value: "Which authority holds the place, where a code became several",
    ToConfirm.RESPONSIBLE.value: "Which authority looks after the child, where a code became several",
}
DISTANCES: Final = {
    Distance.ADJOINING.value: "The two authorities adjoin: it is not at a distance.",
    Distance.DISTANT.value: "The two authorities do not adjoin: it is at a distance.",
}


def _paper(value: Value) -> str:
    papers = value if isinstance(value, list | tuple) else []
    return "; ".join(PAPERS.get(str(p), str(p)) for p in papers) or "None is said to be held."


_TO, _CHANNEL = Term("to", "To the office of"), Term("channel", "By", written=True)
_VERIFIED = Term("address_verified", "Address last verified", lambda v: day(v) or "Not verified: confirm it.")
_NOTE, _REASON = Term("note", "Note", written=True), Term("reason", "Reason", written=True)
_WHO = (
    Term("approver", "Approving role", _of(APPROVERS)), Term("nomination", "Written nomination", written=True),
    Term("delegation", "Delegation reference", written=True),
)  # fmt: skip

TERMS: Final[Mapping[Kind, tuple[Term, ...]]] = MappingProxyType(
    {
        Kind.CONSULTATION_SENT: (
            _TO, _VERIFIED, _CHANNEL, Term("urgency", "Urgency"), Term("reply_by", "Reply asked for by", when),
            Term("reply_policy", "The time to reply rests on"),
            Term("papers_held", "Papers held before asking", _paper),
            _NOTE,
        ),
        Kind.CONSULTATION_CHASED: (_TO, _VERIFIED, _CHANNEL, _NOTE),
        Kind.CONSULTATION_ESCALATED: (
            _TO, Term("from_role", "From the office of"), _CHANNEL, Term("reply_by", "Reply asked for by", when), _NOTE,
        ),
        Kind.CONSULTATION_EXTENDED: (Term("reply_by", "Time to reply, now until", when), _REASON),
        Kind.NO_REPLY_RECORDED: (Term("attempts", "Attempts recorded"), _REASON),
        Kind.ANSWER_CONSIDERED: (
            Term("how", "How it was considered", written=True),
            Term("departs", "Departs from the view", truth), Term("why_departs", "Why it departs", written=True),
            Term("conversation_happened", "Conversation held", truth), Term("conversation_at", "Conversation at", when),
            Term("effect", "Effect on the decision", _of(EFFECTS)),
        ),
        Kind.NOTIFICATION_SENT: (_TO, _VERIFIED, _CHANNEL, _NOTE),
        Kind.NOTICES_SENT: (),
        Kind.NOT_PRACTICABLE_RECORDED: (Term("what", "Not reasonably practicable in time", _of(NOTICES)), _REASON),
        Kind.MATTER_CONFIRMED: (
            Term("what", "What was confirmed", _of(MATTERS)), Term("outcome", "Outcome", _of(DISTANCES)),
            Term("evidence_reference", "Evidence", written=True), Term("evidence_sha256", "SHA-256 of the evidence"),
            _NOTE,
        ),
        Kind.SATISFACTION_RECORDED: (
            Term("limb", "Satisfied that", _limb), Term("evidence", "Evidence", written=True),
            Term("not_appropriate", "Why not appropriate", written=True), *_WHO,
        ),
        Kind.APPROVED: (
            *_WHO, Term("in_emergency", "Approved as an emergency", truth),
            Term("emergency_reason", "Reason of the emergency", written=True), Term("reasons", "Reasons", written=True),
        ),
        Kind.PLACEMENT_STARTED: (Term("emergency_reason", "Reason of the emergency", written=True),),
        Kind.ENDING_NOTICE_SENT: (
            _TO, _VERIFIED, _CHANNEL, Term("regulation_13_recipients_told", RECIPIENTS_OF, truth),
            Term("carer_told", "The person with whom the child is placed told", truth),
            Term("not_told", "Who was not told, and why", written=True), _NOTE,
        ),
        Kind.PLACEMENT_ENDED: (
            Term("immediate_risk", f"Ended under {ENDING}(3), immediate risk", truth), _REASON,
        ),
        Kind.WITHDRAWN: (_REASON,),
    }
)  # fmt: skip
TITLES: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.CASE_OPENED: "Case opened",
        Kind.CONSULTATION_SENT: "Consultation sent",
        Kind.CONSULTATION_CHASED: "Consultation chased",
        Kind.CONSULTATION_ESCALATED: "Escalated from director to director",
        Kind.CONSULTATION_EXTENDED: "More time given to reply",
        Kind.CONSULTATION_ANSWERED: "Answer of the area authority",
        Kind.CONSULTATION_REUSED: "Earlier answer reused",
        Kind.NO_REPLY_RECORDED: "No reply recorded",
        Kind.ANSWER_CONSIDERED: "Answer considered",
        Kind.NOTIFICATION_SENT: f"Notice of {NOTICE} sent",
        Kind.NOTICES_SENT: f"Notices of {NOTICES_OF}",
        Kind.NOT_PRACTICABLE_RECORDED: "Not reasonably practicable in time",
        Kind.MATTER_CONFIRMED: "Matter confirmed",
        Kind.ENCLOSURE_RECORDED: "Paper enclosed",
        Kind.SATISFACTION_RECORDED: "Satisfaction recorded",
        Kind.APPROVED: "Placement approved",
        Kind.PLACEMENT_STARTED: "Placement started",
        Kind.ENDING_NOTICE_SENT: f"Notice of {ENDING} sent",
        Kind.PLACEMENT_ENDED: "Placement ended",
        Kind.WITHDRAWN: "Proposal withdrawn",
    }
)
