"""What every letter shares: whom it is to and from, its marking, and the page for the sender."""

from __future__ import annotations

from collections.abc import Sequence

from placement_check.records import numbers
from placement_check.records.blocks import (
    Block,
    Bullets,
    Callout,
    Document,
    Field,
    Heading,
    PageBreak,
    Pairs,
    Paragraph,
    Table,
    Tone,
)  # fmt: skip
from placement_check.records.consultation import wording
from placement_check.records.consultation.facts import Enclosed, Facts, Told
from placement_check.records.consultation.speech import LONDON, moment, said, words_of
from placement_check.records.wording import OFFICIAL_SENSITIVE


def sheet(
    facts: Facts,
    title: str,
    subtitle: str,
    to: Sequence[tuple[str, str]],
    body: Sequence[Block],
    notes: Sequence[str],
    *,
    of_the_child: bool = True,
) -> Document:
    """Return a letter as a document: address, handling, body, and a last page that the sender takes off.

    A letter about a home, and not about a child's placement, bears no case reference of the child's.
    """
    last = facts.history[-1].at.astimezone(LONDON).date()
    reference = (("Case reference", words_of(facts.reference)),) if of_the_child else ()
    nobody = wording.NO_PERSON if of_the_child else wording.NO_NAMES_IN_TEXT
    blocks = (
        Pairs((*to, *reference, ("Made from the record of", numbers.day(last)))),
        Callout(Tone.NOTE, "Handling", (Paragraph(wording.HANDLING), Paragraph(nobody))),
        *body,
        PageBreak(),
        Heading(2, "For the sender: not part of the letter", "for-the-sender"),
        Callout(Tone.NOTE, "Before it goes", (Bullets((*SENDER, *notes)),)),
        Field("Sent", "Day, time and secure route: record the act of sending, with its time, in the case", 1),
    )
    return Document(
        title=title, subtitle=subtitle, reference=f"CL-{last:%Y%m%d}-{facts.head[:12]}", day=last, digest=facts.head,
        marks=(OFFICIAL_SENSITIVE,), footer=f"Made from the record of {numbers.day(last)}", blocks=blocks,
    )  # fmt: skip


SENDER = (
    "Take this page off.",
    "Check the address in the directory of the receiving organisation and the day it was last verified. Send "
    "by secure mail and keep the proof of sending.",
    "Name offices and roles. No name of a child, a neighbour or anyone of whom something is suspected goes "
    "into any box.",
    "Record the act in the case, with the time at which it was sent. A letter that is made is not a letter "
    "that was sent.",
)


def enclosures(found: Sequence[Enclosed]) -> tuple[Block, ...]:
    """Return what is recorded as enclosed, by reference and digest, or that nothing is."""
    if not found:
        return (
            Callout(Tone.MISSING, "No enclosure is recorded", (
                Paragraph("Record each paper, with its reference and SHA-256, before the letter goes."),
            )),
        )  # fmt: skip
    rows = tuple(
        (_paper(e), words_of(e.reference), f"{moment(e.sent)}, {said(e.sent_with)}", said(e.sha256))
        for e in found
    )
    columns = ("Paper", "Reference", "Sent", "SHA-256")
    return (
        Paragraph(wording.ENCLOSURES),
        Table("Papers that were sent", columns, rows, widths=(26, 20, 24, 30)),
    )


def _paper(one: Enclosed) -> str:
    described = isinstance(one.described, str) and bool(one.described)
    return f"{said(one.what)}: {words_of(one.described)}" if described else said(one.what)


def attempts(facts: Facts) -> tuple[str, ...]:
    """Return each recorded attempt to ask the area authority as a line."""
    return tuple(f"{moment(a.at)}: {a.what}{_to(a.to)}, by the office of {a.role}" for a in facts.attempts)


def _to(office: Told) -> str:
    return f", to the office of {office}" if isinstance(office, str) and office else ""
