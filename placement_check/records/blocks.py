"""A report as blocks of words, numbers and drawings: one content, which HTML, PDF and Word all print.

Nothing here knows what a finding is, and no renderer knows any word: what a report says is decided once, in the view.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias


class Tone(StrEnum):
    """How a callout stands out; always by a word and a border as well, never by colour alone."""

    NOTE = "note"
    MISSING = "missing"
    WARNING = "warning"
    HEADLINE = "headline"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; levels follow one another without a gap, the title being level 1. ``anchor`` is unique."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of plain text. ``strong`` for a sentence that must not be overlooked."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of plain texts, in order; numbered where the order matters."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption, column headers repeated on every page, and a first column that heads its row.

    ``numeric`` lists the columns set to the right. Every row has as many cells as ``columns``.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    widths: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Pairs:
    """A list of terms, each with its text: what was matched, versions, and the like."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing as SVG text (viewBox in user units, no script, no outside reference), with alternative text."""

    svg: str
    alt: str
    caption: str
    width_mm: float


@dataclass(frozen=True, slots=True)
class Field:
    """A place for a person to write: a label, a hint, how many lines."""

    label: str
    hint: str
    lines: int


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a new page in print."""


@dataclass(frozen=True, slots=True)
class Callout:
    """A box with a title, as prominent as its tone says."""

    tone: Tone
    title: str
    blocks: tuple[Paragraph | Bullets | Pairs, ...]


Block: TypeAlias = Heading | Paragraph | Bullets | Table | Pairs | Figure | Field | Callout | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report. ``marks`` stand on every page (DRAFT, EXPIRED, FICTIONAL SAMPLE, OFFICIAL-SENSITIVE).

    ``reference`` and ``digest`` identify it; ``day`` is the day of assessment, on which the file says it was made, so
    that the same inputs give the same bytes. ``footer`` is printed at the foot of each page beside the page number.
    """

    title: str
    subtitle: str
    reference: str
    day: date
    digest: str
    marks: tuple[str, ...]
    footer: str
    blocks: tuple[Block, ...]
