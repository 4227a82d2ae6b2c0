"""What a case has come to: the status of each track, what was recorded, what is open, and by when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal

from placement_check.chain import Value
from placement_check.consultation.codes import Effect, Intelligence, Searched
from placement_check.consultation.kinds import (
    ApprovalStatus,
    Approver,
    CaseStatus,
    ConsultationStatus,
    EndingStatus,
    Kind,
    Matter,
    NotificationStatus,
    Paper,
    PlacementStatus,
    SentWith,
    ToConfirm,
    Track,
)

AreaStep = Literal["none", "notify", "consult"]
NeededApprover = Literal["none", "nominated_officer", "dcs"]

BEGIN: Final[Mapping[Track, StrEnum]] = MappingProxyType(
    {
        Track.CASE: CaseStatus.NONE,
        Track.CONSULTATION: ConsultationStatus.NOT_SENT,
        Track.NOTIFICATION: NotificationStatus.NOT_SENT,
        Track.NOTICES: NotificationStatus.NOT_SENT,
        Track.APPROVAL: ApprovalStatus.NOT_APPROVED,
        Track.PLACEMENT: PlacementStatus.NOT_STARTED,
        Track.ENDING: EndingStatus.NOT_GIVEN,
    }
)
"""Where each track begins."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One time that the area authority was asked: which act, when it happened, and the office it went to."""

    kind: Kind
    happened: datetime
    to: str


@dataclass(frozen=True, slots=True)
class Search:
    """What was searched and to what day; ``what`` names a system that is on no list."""

    system: str
    to: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as it stands. ``blocks`` holds each block's codes and texts; those redacted are not there.

    ``intelligence`` is None where the copy does not show it. ``reuse_until`` is the last day on which the answer may be
    reused, None where it may not. ``earlier_case`` and ``earlier_head`` are "" unless it is a reused one; ``proof`` is
    then the area authority's own signed head over the earlier answer, as JSON has it, or empty where ``no_receipt``
    says why.
    """

    happened: datetime
    organisation: str
    role: str
    blocks: Mapping[str, Mapping[str, Value]]
    intelligence: Intelligence | None
    search: Searched | None
    searches: tuple[Search, ...]
    not_to: tuple[str, ...]
    reuse_until: date | None
    earlier_case: str = ""
    earlier_head: str = ""
    proof: Mapping[str, Value] = field(default_factory=dict)
    no_receipt: str = ""

    @property
    def proven(self) -> bool:
        """Return whether it was given in this case, or a receipt of its giver proves it."""
        return not self.reused or bool(self.proof)

    @property
    def reused(self) -> bool:
        """Return whether it was first given in another case file."""
        return bool(self.earlier_case)


@dataclass(frozen=True, slots=True)
class Considered:
    """How an answer was considered; ``why_departs`` is "" where the decision follows it."""

    happened: datetime
    role: str
    how: str
    departs: bool
    why_departs: str
    conversation: bool
    effect: Effect | None


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A paper that was sent: its kind, reference, SHA-256 and time, and the act it went with. Never the paper."""

    paper: Paper
    reference: str
    sha256: str
    sent: datetime
    sent_with: SentWith


@dataclass(frozen=True, slots=True)
class Satisfied:
    """One matter of regulation 11(2) or 10, its evidence and by whom; ``not_appropriate`` is for limb (c) alone."""

    limb: Matter
    happened: datetime
    approver: Approver
    role: str
    evidence: str
    not_appropriate: str


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval: by which role, under which nomination or delegation, and why; "" where none is recorded."""

    happened: datetime
    approver: Approver
    role: str
    nomination: str
    delegation: str
    reasons: str
    in_emergency: bool = False


@dataclass(frozen=True, slots=True)
class Breach:
    """What had to precede the placement and did not when it started: the rule, in words, and the reason recorded."""

    rule: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class EnteredLate:
    """An act that happened before the case was opened, and why it was entered afterwards."""

    kind: Kind
    happened: datetime
    recorded: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Settled:
    """A matter that was confirmed: its outcome, when, by which role, and the evidence by reference and SHA-256.

    ``pair`` holds the codes of the two authorities between which it was confirmed.
    """

    what: ToConfirm
    outcome: str
    happened: datetime
    organisation: str
    role: str
    reference: str
    sha256: str
    pair: frozenset[str]


@dataclass(frozen=True, slots=True)
class Open:
    """Something that is not done yet: its rule, what it is, and what it holds up ("" where nothing)."""

    rule: str
    text: str
    holds_up: str


class Standing(StrEnum):
    """How a clock stands at a moment."""

    IN_TIME = "met in time"
    LATE = "met late"
    OVERDUE = "overdue"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Clock:
    """Something due: what, by when, what it counts from, and whether it is law or local policy.

    ``met`` is true when it was done in time, and only then; ``done`` is when it was first done, None while it is not.
    ``late`` counts the working days that it was done late: 0 in time, and where the next working day had not begun.
    """

    rule: str
    what: str
    by: datetime
    counted_from: str
    basis: str
    met: bool
    done: datetime | None = None
    late: int = 0

    def overdue(self, now: datetime) -> bool:
        """Return whether it is not done and its time is over."""
        return self.done is None and now > self.by

    def standing(self, now: datetime) -> Standing:
        """Return how it stands at a moment."""
        if self.done is not None:
            return Standing.IN_TIME if self.done <= self.by else Standing.LATE
        return Standing.OVERDUE if self.overdue(now) else Standing.OPEN

    def words(self, now: datetime) -> str:
        """Return how it stands at a moment, in words: late by how many working days."""
        found = self.standing(now)
        if found is not Standing.LATE:
            return found.value
        if not self.late:
            return f"{found}, before the next working day"
        return f"{found}, by {self.late} working day{'' if self.late == 1 else 's'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseState:
    """The state of one case: nothing in it was not in the chain, or worked out from it."""

    case: str
    redacted: bool = False
    """Whether this copy hides something: what needs the hidden parts was not checked."""
    reference: str = ""
    responsible: str = ""
    area: str = ""
    opened: datetime | None = None
    placement: Mapping[str, Value] = field(default_factory=dict)
    place: str = ""
    policy: Mapping[str, Value] = field(default_factory=dict)
    duties: Mapping[str, Value] = field(default_factory=dict)
    """The law of the day of the decision: of the approval or, while there is none, of the last act before the start."""
    needed_approver: NeededApprover = "none"
    area_step: AreaStep = "none"
    to_confirm: bool = False
    notice_owed: bool = False
    """Whether the area authority is owed a written notice, by the law of the start's day or the last act before it."""
    stopped: str = ""
    """Why the law of the last act's day stops the placement; "" where it does not."""
    law_key: tuple[str, ...] = ()
    """What the law of the last act's day comes to."""
    changes: tuple[str, ...] = ()
    """How the law of a later act's day differs from that of the act before, each in words."""
    responsible_codes: frozenset[str] = frozenset()
    """The codes that the responsible authority has had on the days of the case."""
    area_codes: frozenset[str] = frozenset()
    settled: tuple[Settled, ...] = ()
    """The matters that were open in the tables and that a person confirmed."""
    emergency_reason: str = ""

    statuses: Mapping[Track, StrEnum] = field(default_factory=lambda: dict(BEGIN))
    attempts: tuple[Attempt, ...] = ()
    reply_by: datetime | None = None
    answer: Answered | None = None
    earlier: Answered | None = None
    considered: Considered | None = None
    enclosures: tuple[Enclosure, ...] = ()
    satisfied: Mapping[Matter, Satisfied] = field(default_factory=dict)
    approved: Approval | None = None
    times: Mapping[Kind, datetime] = field(default_factory=dict)
    """When each kind of act last happened."""
    unsure: frozenset[Kind] = frozenset()
    """The acts of which this copy hides when they last happened: ``times`` then has when they were recorded."""
    done: Mapping[str, datetime] = field(default_factory=dict)
    """When what each clock asks for was first done, by the clock's rule."""
    told: frozenset[str] = frozenset()
    """The recipients of regulation 13(2) to whom a notice was sent."""
    put_off: frozenset[str] = frozenset()
    """The notices of which it was recorded that they were not reasonably practicable before."""
    breaches: tuple[Breach, ...] = ()
    entered_late: tuple[EnteredLate, ...] = ()
    duties_doubt: str = ""
    """How the duties of event 1 differ from those of the law held now; "" where they do not, or it is hidden."""
    as_at: datetime | None = None
    """The moment for which ``open`` and ``clocks`` hold: the last event, unless another was asked for."""

    open: tuple[Open, ...] = ()
    clocks: tuple[Clock, ...] = ()

    @property
    def emergency(self) -> bool:
        """Return whether an emergency with a reason is recorded."""
        return bool(self.emergency_reason)

    def status(self, track: Track) -> str:
        """Return the status of a track."""
        return str(self.statuses[track])

    @property
    def case_status(self) -> CaseStatus:
        """Return whether the case may take further acts."""
        return CaseStatus(self.statuses[Track.CASE])

    @property
    def consultation(self) -> ConsultationStatus:
        """Return the status of the consultation, reg 11(2)(d)(ii)."""
        return ConsultationStatus(self.statuses[Track.CONSULTATION])

    @property
    def notification(self) -> NotificationStatus:
        """Return the status of the notification, reg 13(4)."""
        return NotificationStatus(self.statuses[Track.NOTIFICATION])

    @property
    def notices(self) -> NotificationStatus:
        """Return the status of the notices, reg 13(1) and (2)."""
        return NotificationStatus(self.statuses[Track.NOTICES])

    @property
    def approval(self) -> ApprovalStatus:
        """Return the status of the approval, reg 11(1) to (3)."""
        return ApprovalStatus(self.statuses[Track.APPROVAL])

    @property
    def course(self) -> PlacementStatus:
        """Return whether the placement has started or ended."""
        return PlacementStatus(self.statuses[Track.PLACEMENT])

    @property
    def ending(self) -> EndingStatus:
        """Return the status of the notice of ending, reg 14."""
        return EndingStatus(self.statuses[Track.ENDING])

    @property
    def first_clock(self) -> Clock | None:
        """Return the earliest clock of what is not done yet, overdue or not."""
        return min((c for c in self.clocks if c.done is None), key=lambda c: c.by, default=None)

    def enclosed(self, paper: Paper, *withs: SentWith) -> Enclosure | None:
        """Return the first enclosure of a kind that went with one of these acts, or None."""
        return next((e for e in self.enclosures if e.paper is paper and e.sent_with in withs), None)
