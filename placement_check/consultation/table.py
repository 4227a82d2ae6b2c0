"""The workflow as a table that one can read aloud: from which status, which act, by whom, if what, to which status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from placement_check.consultation.kinds import (
    ApprovalStatus as Approval,
)
from placement_check.consultation.kinds import (
    CaseStatus as Case,
)
from placement_check.consultation.kinds import (
    ConsultationStatus as Consultation,
)
from placement_check.consultation.kinds import (
    EndingStatus as Ending,
)
from placement_check.consultation.kinds import (
    Kind,
    Track,
    Who,
)
from placement_check.consultation.kinds import (
    NotificationStatus as Notice,
)
from placement_check.consultation.kinds import (
    PlacementStatus as Course,
)


class When(StrEnum):
    """Which of several rows for the same status and act is meant; the first that holds."""

    ALWAYS = ""
    ASKS_TO_SPEAK = "the answer asks for a conversation (SPEAK, POLICE)"
    NOT_SEARCHED = "nothing was searched"
    SAME_CHILD = "it was given for this child and this place"
    AFTER_START = "the placement started in breach, before any approval"
    IN_EMERGENCY = "it is approved as an emergency"
    IN_BREACH = "it says `breach = true`"
    BEFORE_APPROVAL = "the start lies before the approval that was recorded"
    THIS_NOTICE = "it is about this notice"


class Needs(StrEnum):
    """What a row asks for beyond the status; without it the act is refused."""

    NOTHING = ""
    NOT_YET_OPENED = "the case has no act yet"
    AREA_AUTHORITY = "there is an area authority: the place is outside the responsible authority's area"
    TO_CONFIRM = "the matter is open, the outcome is one that it can have, and the evidence has a reference and SHA-256"
    DUE = "the time to reply is over, or the reason for asking sooner"
    CHASED = "it was chased at least once"
    SILENCE = "the time to reply is over, it was chased, and it was escalated from director to director"
    NOT_EXPIRED = (
        "the earlier answer may be reused on the day; a receipt proves it, or it is said why there is none"
    )
    CONSIDERATION = "how it was considered; the conversation, if asked for; the reason, if departed from"
    LIMB = "it is asked for here, and the role may approve; for (d), the step towards the area authority is complete"
    ALL_SATISFIED = "nothing that the approval asks for is open, and the role may approve"
    LATE_APPROVAL = "all that the approval asks for, dated after the start"
    EMERGENCY = (
        "the law lets the rest wait, an emergency with a reason, limbs (a) and (b), and the role may approve"
    )
    MAY_START = "nothing that must precede the placement is open"
    BREACH = "something that must precede the placement is open, and the reason is given"
    NOT_STARTED = "the placement has not started"
    STARTED = "the placement has started"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    track: Track
    status: StrEnum
    act: Kind
    who: Who
    needs: Needs
    next: StrEnum
    when: When = When.ALWAYS


def _rows(
    track: Track, statuses: Sequence[StrEnum], act: Kind, who: Who, needs: Needs, to: StrEnum | None,
    when: When = When.ALWAYS,
) -> tuple[Row, ...]:  # fmt: skip
    """Return a row for each status; ``to`` None leaves the status as it is."""
    return tuple(Row(track, s, act, who, needs, s if to is None else to, when) for s in statuses)


_ASKED = (Consultation.SENT, Consultation.CHASED, Consultation.ESCALATED)
_SILENT = (*_ASKED, Consultation.NO_REPLY)
_REPLIED = (
    Consultation.ANSWERED, Consultation.ANSWERED_NOT_SEARCHED, Consultation.PAUSED, Consultation.CONSIDERED,
)  # fmt: skip
_TO_CONSIDER = (
    Consultation.ANSWERED, Consultation.ANSWERED_NOT_SEARCHED, Consultation.PAUSED, Consultation.REUSED,
    Consultation.CONSIDERED,
)  # fmt: skip
_NOT_YET = (Notice.NOT_SENT, Notice.NOT_PRACTICABLE)

_CASE = (
    *_rows(Track.CASE, (Case.NONE,), Kind.CASE_OPENED, Who.PLACING, Needs.NOT_YET_OPENED, Case.OPEN),
    *_rows(Track.CASE, (Case.OPEN,), Kind.MATTER_CONFIRMED, Who.PLACING, Needs.TO_CONFIRM, None),
    *_rows(Track.CASE, (Case.OPEN,), Kind.ENCLOSURE_RECORDED, Who.PLACING, Needs.NOTHING, None),
    *_rows(Track.CASE, (Case.OPEN,), Kind.WITHDRAWN, Who.PLACING, Needs.NOT_STARTED, Case.WITHDRAWN),
)

_ASKING = (
    *_rows(Track.CONSULTATION, (Consultation.NOT_SENT, Consultation.REUSED), Kind.CONSULTATION_SENT, Who.PLACING,
           Needs.AREA_AUTHORITY, Consultation.SENT),
    *_rows(Track.CONSULTATION, (Consultation.SENT, Consultation.CHASED), Kind.CONSULTATION_CHASED, Who.PLACING,
           Needs.DUE, Consultation.CHASED),
    *_rows(Track.CONSULTATION, (Consultation.ESCALATED, Consultation.NO_REPLY), Kind.CONSULTATION_CHASED,
           Who.PLACING, Needs.DUE, None),
    *_rows(Track.CONSULTATION, (Consultation.CHASED, Consultation.ESCALATED), Kind.CONSULTATION_ESCALATED,
           Who.PLACING, Needs.CHASED, Consultation.ESCALATED),
    *_rows(Track.CONSULTATION, (Consultation.NO_REPLY,), Kind.CONSULTATION_ESCALATED, Who.PLACING, Needs.CHASED,
           None),
    *_rows(Track.CONSULTATION, _ASKED, Kind.CONSULTATION_EXTENDED, Who.PLACING, Needs.NOTHING, None),
    *_rows(Track.CONSULTATION, (Consultation.ESCALATED,), Kind.NO_REPLY_RECORDED, Who.PLACING, Needs.SILENCE,
           Consultation.NO_REPLY),
)  # fmt: skip

_ANSWERING = (
    *_rows(Track.CONSULTATION, (*_SILENT, *_REPLIED), Kind.CONSULTATION_ANSWERED, Who.AREA, Needs.NOTHING,
           Consultation.PAUSED, When.ASKS_TO_SPEAK),
    *_rows(Track.CONSULTATION, (*_SILENT, *_REPLIED), Kind.CONSULTATION_ANSWERED, Who.AREA, Needs.NOTHING,
           Consultation.ANSWERED_NOT_SEARCHED, When.NOT_SEARCHED),
    *_rows(Track.CONSULTATION, (*_SILENT, *_REPLIED), Kind.CONSULTATION_ANSWERED, Who.AREA, Needs.NOTHING,
           Consultation.ANSWERED),
    *_rows(Track.CONSULTATION, (Consultation.NOT_SENT,), Kind.CONSULTATION_REUSED, Who.PLACING, Needs.NOT_EXPIRED,
           Consultation.REUSED, When.SAME_CHILD),
    *_rows(Track.CONSULTATION, (Consultation.NOT_SENT,), Kind.CONSULTATION_REUSED, Who.PLACING, Needs.NOT_EXPIRED,
           None),
    *_rows(Track.CONSULTATION, _TO_CONSIDER, Kind.ANSWER_CONSIDERED, Who.PLACING, Needs.CONSIDERATION,
           Consultation.CONSIDERED),
)  # fmt: skip

_TELLING = (
    *_rows(Track.NOTIFICATION, _NOT_YET, Kind.NOTIFICATION_SENT, Who.PLACING, Needs.AREA_AUTHORITY, Notice.SENT),
    *_rows(Track.NOTIFICATION, (Notice.NOT_SENT,), Kind.NOT_PRACTICABLE_RECORDED, Who.PLACING, Needs.AREA_AUTHORITY,
           Notice.NOT_PRACTICABLE, When.THIS_NOTICE),
    *_rows(Track.NOTICES, _NOT_YET, Kind.NOTICES_SENT, Who.PLACING, Needs.NOTHING, Notice.SENT),
    *_rows(Track.NOTICES, (Notice.SENT,), Kind.NOTICES_SENT, Who.PLACING, Needs.NOTHING, Notice.SENT),
    *_rows(Track.NOTICES, (Notice.NOT_SENT,), Kind.NOT_PRACTICABLE_RECORDED, Who.PLACING, Needs.NOTHING,
           Notice.NOT_PRACTICABLE, When.THIS_NOTICE),
)  # fmt: skip

_APPROVING = (
    *_rows(Track.APPROVAL, tuple(Approval), Kind.SATISFACTION_RECORDED, Who.APPROVER, Needs.LIMB, None),
    *_rows(Track.APPROVAL, (Approval.NOT_APPROVED,), Kind.APPROVED, Who.APPROVER, Needs.LATE_APPROVAL,
           Approval.AFTER_START, When.AFTER_START),
    *_rows(Track.APPROVAL, (Approval.NOT_APPROVED,), Kind.APPROVED, Who.APPROVER, Needs.EMERGENCY,
           Approval.APPROVED_IN_EMERGENCY, When.IN_EMERGENCY),
    *_rows(Track.APPROVAL, (Approval.NOT_APPROVED,), Kind.APPROVED, Who.APPROVER, Needs.ALL_SATISFIED,
           Approval.APPROVED),
    *_rows(Track.APPROVAL, (Approval.APPROVED, Approval.APPROVED_IN_EMERGENCY), Kind.PLACEMENT_STARTED, Who.PLACING,
           Needs.NOTHING, Approval.AFTER_START, When.BEFORE_APPROVAL),
    *_rows(Track.APPROVAL, tuple(Approval), Kind.PLACEMENT_STARTED, Who.PLACING, Needs.NOTHING, None),
)  # fmt: skip

_LIVING = (
    *_rows(Track.PLACEMENT, (Course.NOT_STARTED,), Kind.PLACEMENT_STARTED, Who.PLACING, Needs.BREACH,
           Course.STARTED, When.IN_BREACH),
    *_rows(Track.PLACEMENT, (Course.NOT_STARTED,), Kind.PLACEMENT_STARTED, Who.PLACING, Needs.MAY_START,
           Course.STARTED),
    *_rows(Track.PLACEMENT, (Course.STARTED,), Kind.PLACEMENT_ENDED, Who.PLACING, Needs.NOTHING, Course.ENDED),
    *_rows(Track.ENDING, (Ending.NOT_GIVEN, Ending.NOT_PRACTICABLE), Kind.ENDING_NOTICE_SENT, Who.PLACING,
           Needs.STARTED, Ending.GIVEN),
    *_rows(Track.ENDING, (Ending.OWED,), Kind.ENDING_NOTICE_SENT, Who.PLACING, Needs.STARTED,
           Ending.GIVEN_AFTER),
    *_rows(Track.ENDING, (Ending.NOT_GIVEN,), Kind.NOT_PRACTICABLE_RECORDED, Who.PLACING, Needs.STARTED,
           Ending.NOT_PRACTICABLE, When.THIS_NOTICE),
    *_rows(Track.ENDING, (Ending.NOT_GIVEN, Ending.NOT_PRACTICABLE), Kind.PLACEMENT_ENDED, Who.PLACING,
           Needs.NOTHING, Ending.OWED),
    *_rows(Track.ENDING, (Ending.GIVEN,), Kind.PLACEMENT_ENDED, Who.PLACING, Needs.NOTHING, None),
)  # fmt: skip

TRANSITIONS: Final = (*_CASE, *_ASKING, *_ANSWERING, *_TELLING, *_APPROVING, *_LIVING)
"""Every row there is. What stands in no row is refused."""


def rows_for(track: Track, status: str, act: Kind) -> tuple[Row, ...]:
    """Return the rows of a track for a status and an act, in order."""
    return tuple(r for r in TRANSITIONS if r.track is track and str(r.status) == status and r.act is act)


def tracks_of(act: Kind) -> tuple[Track, ...]:
    """Return the tracks that an act moves or may move."""
    return tuple(dict.fromkeys(r.track for r in TRANSITIONS if r.act is act))
