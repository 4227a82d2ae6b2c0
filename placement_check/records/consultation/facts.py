"""What may be said of a case: the allow-list that every page, letter and JSON document is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final, Literal, TypeAlias


class Withheld(Enum):
    """What a redacted edition holds in place of a value: one member, so that nothing tells one from another."""

    WITHHELD = "withheld"


WITHHELD: Final = Withheld.WITHHELD
Step: TypeAlias = Literal["consult", "notify", "none", "unknown"]
Told: TypeAlias = str | Withheld
"""A text; "" where none was given; WITHHELD where this edition may not say."""


@dataclass(frozen=True, slots=True)
class Office:
    """An authority or force as an organisation: its name, and its code where it has one. Never a person."""

    name: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One recorded field as printed: its name in the case file, its term, its text, whether a person wrote it."""

    name: str
    term: str
    text: Told
    written: bool = False


@dataclass(frozen=True, slots=True)
class DutyOwed:
    """One duty as the law table gave it when the case was opened; "" where it has no clock."""

    rule: str
    duty: str
    who: str
    due: str
    by: str
    citation: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is due: by when, counted from what, and whether law or local policy asks for it.

    ``stands`` says how it stood when the last act was recorded; ``late`` counts working days.
    """

    what: str
    by: datetime
    counted_from: str
    basis: str
    met: bool
    done: datetime | None
    late: int
    overdue: bool
    stands: str


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something that is open, and what it holds up; "" where nothing."""

    text: str
    holds_up: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure of the location profile, with its source; ``later`` than the profile's day or not."""

    title: str
    value: str
    compared: str
    source: str
    later: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """One question of the profile without a figure, and why."""

    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Place:
    """The open-edition profile of the place as it stood when the case was opened."""

    digest: str
    data: str
    method: str
    day: str
    score: str
    band: str
    said: str
    reference: str
    completeness: str
    figures: tuple[Figure, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """A category of the child's needs and what was found for it: services, nothing within reach, or no list held."""

    category: str
    services: tuple[str, ...]
    listed: bool


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A paper that was sent: what it is, its reference, the SHA-256 of its bytes, when it went and with what."""

    what: Told
    described: Told
    reference: Told
    sha256: Told
    sent: datetime
    sent_with: Told


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the consultation with its closed answers, as words."""

    block: str
    id: str
    text: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What one question was answered with: the words of its closed code or, of a contact, an office."""

    block: str
    id: str
    question: str
    answer: Told
    contact: bool


@dataclass(frozen=True, slots=True)
class Search:
    """Records that were searched, in whose words, and the last day that they cover."""

    records: str
    what: str
    to: str


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer of the area authority.

    ``signed`` says by whose key; ``searched`` is why nothing was searched, "" where something was.
    ``pauses`` says that it asks for a conversation before deciding; None where this edition may not say. ``informs``
    says that it was given about another child: it is no answer to the questions of this case.
    """

    at: datetime
    recorded: datetime
    organisation: str
    role: str
    signed: str
    replies: tuple[Reply, ...]
    texts: tuple[Line, ...]
    searched: Told
    searches: tuple[Search, ...]
    pauses: bool | None
    reused: bool
    informs: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One time that the area authority was asked: when, what was done, by which office, and of whom it was asked."""

    at: datetime
    what: str
    role: str
    to: Told
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """Any other recorded act: when it happened and was recorded, by which office, and its fields in order."""

    number: int
    kind: str
    title: str
    at: datetime
    recorded: datetime
    organisation: str
    role: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the history: an event of the chain with its digest and how many of its fields are withheld."""

    number: int
    at: datetime
    kind: str
    organisation: str
    role: str
    digest: str
    withheld: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that a record or a letter may print of a case; what is not here cannot be printed."""

    case: str
    reference: Told
    responsible: Office
    area: Office
    force: Office
    step: Step
    to_confirm: bool
    placement: tuple[Line, ...]
    emergency: Told
    duties: tuple[DutyOwed, ...] | Withheld
    law_changed: bool
    clocks: tuple[Due, ...] | Withheld
    place: Place | Withheld | None
    needs: tuple[Need, ...] | Withheld
    questions: tuple[Question, ...]
    enclosures: tuple[Enclosed, ...]
    where: tuple[Line, ...]
    attempts: tuple[Attempt, ...]
    answers: tuple[Answered, ...]
    silence: tuple[Act, ...]
    considered: tuple[Act, ...]
    confirmed: tuple[Act, ...]
    satisfactions: tuple[Act, ...]
    decisions: tuple[Act, ...]
    notices: tuple[Act, ...]
    endings: tuple[Act, ...]
    status: tuple[tuple[str, str], ...]
    open: tuple[ToDo, ...] | Withheld
    history: tuple[Happened, ...]
    head: str
    redacted: bool
