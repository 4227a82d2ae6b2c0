"""What is owed for a placement: the answer's parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from geodata.authorities import Adjoining, Authority, Force
from placement_check.duties.placement import Placement
from placement_check.duties.rules import Confidence

Approver = Literal["none", "nominated_officer", "dcs", "stop", "confirm"]
Step = Literal["none", "notify", "consult", "confirm"]
Distance = bool | Literal["confirm"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """By when: in words, as a moment where the event's time is known, and what it is counted from."""

    words: str
    by: datetime | None
    counted_from: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One thing that someone owes, with its paragraph.

    ``late`` says whether it was done after it was due; None where no time of doing it is asked for or given.
    """

    rule: str
    duty: str
    who: str
    recipients: tuple[str, ...]
    documents: tuple[str, ...]
    due: Due | None
    citation: str
    confidence: Confidence
    late: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Why nothing is computed, and what to do."""

    rule: str
    text: str
    citation: str
    confidence: Confidence
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """An offer of good practice, a note or a breach; ``rule`` is the row it comes from, or the name of a reading.

    ``confirm`` marks a note that has to be settled before the answer is acted on.
    """

    rule: str
    text: str
    citation: str
    confidence: Confidence
    confirm: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What is owed for a placement.

    ``area`` is None where there is no area authority (own area) or it is not an English or Welsh council. Where the
    answer is "confirm", ``both`` holds the outcome if the two authorities adjoin and the outcome if the placement is at
    a distance, in this order; ``duties`` then holds only what is owed in both. ``breaches`` says what the times that
    were given show to have been done, or to be planned, against the law.
    """

    placement: Placement
    on: date
    responsible: Authority
    area: Authority | None
    force: Force | None
    neighbours: tuple[Adjoining, ...]
    at_a_distance: Distance
    why: str
    approver: Approver
    area_authority_step: Step
    duties: tuple[Duty, ...] = ()
    stops: tuple[Stop, ...] = ()
    breaches: tuple[Remark, ...] = ()
    offers: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()
    both: tuple[Owed, ...] = ()

    @property
    def to_confirm(self) -> tuple[Remark, ...]:
        """Return the notes that have to be settled before the answer is acted on."""
        return tuple(note for note in self.notes if note.confirm)

    @property
    def settled(self) -> bool:
        """Return whether nothing stops the placement, breaks the law or has to be confirmed first."""
        return not (
            self.stops or self.breaches or self.to_confirm or "confirm" in (self.approver, self.at_a_distance)
        )

    @property
    def remind_by(self) -> datetime | None:
        """Return the earliest end of a period of working days that runs, in either outcome; None where none does."""
        duties = [d for one in (self, *self.both) for d in one.duties]
        return min((d.due.by for d in duties if d.due and d.due.by and d.due.counted_from), default=None)
