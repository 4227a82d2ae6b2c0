"""The consultation record of a case as a document: what is asked, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator

from placement_check.chain import Chain
from placement_check.consultation.state import CaseState
from placement_check.records import numbers
from placement_check.records.blocks import (
    Block,
    Callout,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Table,
    Tone,
)
from placement_check.records.consultation import wording
from placement_check.records.consultation.answering import answering
from placement_check.records.consultation.asking import asking
from placement_check.records.consultation.edition import FULL, Edition, told_in
from placement_check.records.consultation.facts import Facts, Withheld
from placement_check.records.consultation.question_blocks import question_blocks
from placement_check.records.consultation.speech import LONDON, moment
from placement_check.records.consultation.stage import still_asks, title
from placement_check.records.wording import OFFICIAL_SENSITIVE

REDACTED_MARK = "REDACTED EDITION"


def consultation_record(chain: Chain, state: CaseState, edition: Edition = FULL) -> Document:
    """Return the record of a case as a document; the same case and edition give the same document.

    Until the area authority has answered it asks: the questions stand in it with boxes to tick and room to write. After
    that it tells: the answers, how they were considered, the decision and its reasons.

    Raises
    ------
    ChainError
        If the chain has no events, or is not the chain of a case.
    """
    facts = told_in(chain, state, edition)
    last = facts.history[-1].at.astimezone(LONDON).date()
    day = numbers.day(last)
    return Document(
        title=title(facts), subtitle=_subtitle(facts, day),
        reference=f"CR-{last:%Y%m%d}-{facts.head[:12]}", day=last, digest=facts.head, marks=marks(facts),
        footer=f"As recorded on {day}; {_counted(facts)}", blocks=tuple(_blocks(facts)),
    )  # fmt: skip


def _counted(facts: Facts) -> str:
    count = len(facts.history)
    return f"{count} event{'' if count == 1 else 's'}"


def marks(facts: Facts) -> tuple[str, ...]:
    """Return what stands on every page."""
    return (OFFICIAL_SENSITIVE, REDACTED_MARK) if facts.redacted else (OFFICIAL_SENSITIVE,)


def _subtitle(facts: Facts, day: str) -> str:
    case = f"case file {facts.case}" if isinstance(facts.reference, Withheld) else f"case {facts.reference}"
    return f"The record of {case}, as it stood on {day}"


def _blocks(facts: Facts) -> Iterator[Block]:
    handling = (
        Paragraph(wording.HANDLING),
        *((Paragraph(wording.WITHHELD_MEANS),) if facts.redacted else ()),
    )
    yield Callout(Tone.NOTE, "Handling", handling)
    yield from asking(facts)
    if still_asks(facts):
        yield PageBreak()
        yield from question_blocks(facts)
    yield PageBreak()
    yield from answering(facts)
    yield from _history(facts)


def _history(facts: Facts) -> Iterator[Block]:
    yield Heading(2, "The history, and how to check it", "history")
    rows: tuple[tuple[str, ...], ...] = tuple(
        (str(h.number), moment(h.at), h.kind, f"{h.role}, {h.organisation}", h.digest) for h in facts.history
    )
    columns: tuple[str, ...] = ("No.", "Recorded", "Act", "Office", "SHA-256 of the event")
    widths: tuple[float, ...] = (6, 17, 20, 25, 32)
    numeric: tuple[int, ...] = ()
    if facts.redacted:
        rows = tuple((*row, str(h.withheld)) for row, h in zip(rows, facts.history, strict=True))
        columns, widths, numeric = (*columns, "Fields not shown"), (6, 16, 18, 22, 28, 10), (5,)
    yield Table("Every recorded act, each sealed to the one before", columns, rows, numeric, widths)
    yield Paragraph(
        f"The head of this record: event {len(facts.history)}, SHA-256 {facts.head}.", strong=True
    )
    yield Paragraph(wording.VERIFY)
