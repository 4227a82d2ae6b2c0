"""The closed words of a case: its acts, its tracks, the statuses of each track, and who may act."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from placement_check.duties import book


class Kind(StrEnum):
    """An act of a case; each is one immutable event of the chain."""

    CASE_OPENED = "case_opened"
    CONSULTATION_SENT = "consultation_sent"
    CONSULTATION_CHASED = "consultation_chased"
    CONSULTATION_ESCALATED = "consultation_escalated"
    CONSULTATION_EXTENDED = "consultation_extended"
    CONSULTATION_ANSWERED = "consultation_answered"
    CONSULTATION_REUSED = "consultation_reused"
    NO_REPLY_RECORDED = "no_reply_recorded"
    ANSWER_CONSIDERED = "answer_considered"
    NOTIFICATION_SENT = "notification_sent"
    NOTICES_SENT = "notices_sent"
    NOT_PRACTICABLE_RECORDED = "not_practicable_recorded"
    MATTER_CONFIRMED = "matter_confirmed"
    ENCLOSURE_RECORDED = "enclosure_recorded"
    SATISFACTION_RECORDED = "satisfaction_recorded"
    APPROVED = "approved"
    PLACEMENT_STARTED = "placement_started"
    ENDING_NOTICE_SENT = "ending_notice_sent"
    PLACEMENT_ENDED = "placement_ended"
    WITHDRAWN = "withdrawn"


class Who(StrEnum):
    """Whose act it is."""

    PLACING = "the responsible authority"
    AREA = "the area authority"
    APPROVER = "the approving role of the responsible authority"


class Track(StrEnum):
    """What moves on its own: no track's status is read from another's."""

    CASE = "case"
    CONSULTATION = "consultation"
    NOTIFICATION = "notification"
    NOTICES = "notices"
    APPROVAL = "approval"
    PLACEMENT = "placement"
    ENDING = "ending"


class CaseStatus(StrEnum):
    """Whether the case may take further acts."""

    NONE = "none"
    OPEN = "open"
    WITHDRAWN = "withdrawn"


class ConsultationStatus(StrEnum):
    """Regulation 11(2)(d)(ii). Silence ends in ``no_reply`` and never in ``answered``."""

    NOT_SENT = "not_sent"
    SENT = "sent"
    CHASED = "chased"
    ESCALATED = "escalated"
    NO_REPLY = "no_reply"
    ANSWERED = "answered"
    ANSWERED_NOT_SEARCHED = "answered_not_searched"
    PAUSED = "paused_for_conversation"
    REUSED = "earlier_answer_reused"
    CONSIDERED = "considered"


class NotificationStatus(StrEnum):
    """Regulation 13(4), and as well the notices of 13(1) and (2)."""

    NOT_SENT = "not_sent"
    NOT_PRACTICABLE = "not_practicable"
    SENT = "sent"


class ApprovalStatus(StrEnum):
    """Regulations 10, 11(1) to (3) and 18; an approval that came after the start is never shown as one in time."""

    NOT_APPROVED = "not_approved"
    APPROVED = "approved"
    APPROVED_IN_EMERGENCY = "approved_in_emergency"
    AFTER_START = "approved_after_the_start"


class PlacementStatus(StrEnum):
    """Whether the child lives there."""

    NOT_STARTED = "not_started"
    STARTED = "started"
    ENDED = "ended"


class EndingStatus(StrEnum):
    """Regulation 14: notice of the intention to end, or within ten working days afterwards."""

    NOT_GIVEN = "not_given"
    NOT_PRACTICABLE = "not_practicable"
    GIVEN = "given"
    OWED = "owed_after_the_end"
    GIVEN_AFTER = "given_after_the_end"


STATUSES: Final = MappingProxyType(
    {
        Track.CASE: CaseStatus,
        Track.CONSULTATION: ConsultationStatus,
        Track.NOTIFICATION: NotificationStatus,
        Track.NOTICES: NotificationStatus,
        Track.APPROVAL: ApprovalStatus,
        Track.PLACEMENT: PlacementStatus,
        Track.ENDING: EndingStatus,
    }
)


class Limb(StrEnum):
    """What an approver must be satisfied of, regulation 11(2)(a) to (e), each on its own."""

    A = "a"
    B = "b"
    C = "c"
    D = "d"
    E = "e"


SATISFIED_OF: Final = MappingProxyType(
    {
        Limb.A: "the child's wishes and feelings have been ascertained and given due consideration",
        Limb.B: "the placement is the most appropriate available and consistent with the care plan",
        Limb.C: "the child's relatives have been consulted, where appropriate",
        Limb.D: "the area authority has been notified or, at a distance, consulted and given the care plan",
        Limb.E: "the independent reviewing officer has been consulted",
    }
)


class Ks4(StrEnum):
    """What an approver must be satisfied of where the move disrupts education in key stage 4, regulation 10."""

    WISHES = "reg10_wishes"
    EDUCATION = "reg10_education"
    TEACHER = "reg10_designated_teacher"
    IRO = "reg10_reviewing_officer"


KS4_OF: Final = MappingProxyType(
    {
        Ks4.WISHES: "the child's wishes and feelings have been ascertained and given due consideration",
        Ks4.EDUCATION: "education will be provided that meets the child's needs and the personal education plan",
        Ks4.TEACHER: "the designated teacher has been consulted",
        Ks4.IRO: "the independent reviewing officer has been consulted",
    }
)

Matter = Limb | Ks4
"""One thing that an approver must be satisfied of."""


def words_of_matter(matter: Matter) -> str:
    """Return a matter in words, with its paragraph."""
    if isinstance(matter, Ks4):
        return f"{KS4_OF[matter]} ({book.broken('ks4_nominated_officer')})"
    return f"({matter}) {SATISFIED_OF[matter]}"


class ToConfirm(StrEnum):
    """What the tables of law and authorities leave open, and a person settles on evidence."""

    AT_A_DISTANCE = "at_a_distance"
    AREA = "area_authority"
    RESPONSIBLE = "responsible_authority"


class Distance(StrEnum):
    """The two outcomes of the matter of distance. Of an authority that became several, the outcome is a code."""

    ADJOINING = "adjoining"
    DISTANT = "at_a_distance"


class Approver(StrEnum):
    """Who approves, as recorded: an office, never a person."""

    NOMINATED_OFFICER = "nominated_officer"
    DCS = "dcs"
    DELEGATE = "delegate_of_dcs"


class SentWith(StrEnum):
    """The act that an enclosure went with."""

    CONSULTATION = "consultation"
    NOTIFICATION = "notification"
    NOTICES = "notices"
    ENDING = "ending"


class Paper(StrEnum):
    """What kind of paper an enclosure is; the paper itself is never held."""

    CARE_PLAN = "care_plan"
    NEEDS_AND_REASONS = "needs_and_reasons"
    LOCATION_ASSESSMENT = "location_assessment"
    STATEMENT_OF_PURPOSE = "statement_of_purpose"
    INSPECTION_REPORT = "inspection_report"
    PLACEMENT_PLAN = "placement_plan"
    OTHER = "other"
