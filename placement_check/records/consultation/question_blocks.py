"""The questions of a record that is not answered yet: answers to tick, room to write, where to answer and by when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from placement_check.consultation.codes import WORDS, Capacity, Concern, YesNo
from placement_check.records.blocks import (
    Block,
    Bullets,
    Callout,
    Field,
    Heading,
    Pairs,
    Paragraph,
    Table,
    Tone,
)
from placement_check.records.consultation import wording
from placement_check.records.consultation.facts import Facts, Line, Question
from placement_check.records.consultation.speech import spoken

BOX = "☐"
SHORT = {
    WORDS[code]: head
    for code, head in {
        YesNo.YES: "Yes", YesNo.NO_FOUND: "Not found", YesNo.CANNOT_SAY: "Cannot say",
        Concern.NONE_KNOWN: "None known", Concern.MANAGEABLE: "Managed", Concern.SERIOUS: "Serious",
        Concern.UNABLE: "Unable", Concern.ASK_POLICE: "Police",
        Capacity.AVAILABLE: "Available", Capacity.LIMITED: "Limited", Capacity.NOT_AVAILABLE: "None",
        Capacity.NOT_KNOWN: "Not known",
    }.items()
}  # fmt: skip
"""Short heads for the columns of boxes; the key below each table says them in full."""
SEARCHED = "Which systems, and the last day that each covers; or, where none was searched, that and why"


def question_blocks(facts: Facts) -> Iterator[Block]:
    """Yield the questions with boxes to tick and room to write, and where to answer."""
    yield Heading(2, "The questions", "questions")
    yield Paragraph(wording.NO_BLANK, strong=True)
    yield Paragraph(wording.NO_NAMES_IN_TEXT)
    for number, (block, asked) in enumerate(groupby(facts.questions, key=lambda q: q.block), start=1):
        yield Heading(3, f"{number}. {block}", f"questions-{number}")
        group = tuple(asked)
        if group[0].id.startswith("home."):
            yield Paragraph(wording.FOR_THE_ADDRESS)
        yield from _block(block, group)
    yield Field("What was searched, and to what date", SEARCHED, 3)
    yield from _codes()
    yield from _where(facts.where)


def _block(name: str, asked: Sequence[Question]) -> Iterator[Block]:
    choices = asked[0].choices
    lead, rest = _parted(tuple(q.text for q in asked))
    if not choices:
        yield Paragraph(f"{lead}:")
        yield from (Field(text, "An office or role; no person's name", 1) for text in rest)
        return
    if len(asked) == 1:
        rows = tuple((choice, BOX) for choice in choices)
        # The question is the caption: a paragraph between would part the heading from its boxes at a page's end.
        yield Table(f"{asked[0].text} Tick one box", ("Answer", "Tick"), rows, widths=(80, 20))
    else:
        lines = tuple((text, *(BOX for _ in choices)) for text in rest)
        heads = tuple(SHORT.get(choice, choice) for choice in choices)
        widths = (100 - 13.0 * len(choices), *(13.0 for _ in choices))
        yield Table(f"{lead or name}: tick one box on each line", ("Question", *heads), lines, widths=widths)
        key = zip(heads, choices, strict=True)
        yield Bullets(tuple(f"{head}: {full}" for head, full in key if head.lower() != full.lower()))
    if not asked[0].id.startswith("intelligence"):
        yield Field(f"More on this: {name.lower()}", wording.NO_NAMES_IN_TEXT, 2)


def _parted(texts: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return what every question of a block begins with, and how each goes on; "" where they differ at once."""
    for end in (": ", "Which office is "):
        lead = texts[0][: texts[0].find(end) + len(end)]
        if end in texts[0] and len(texts) > 1 and all(text.startswith(lead) for text in texts):
            rest = tuple(text[len(lead) :].removesuffix("?") for text in texts)
            return lead.rstrip(" :"), tuple(f"{text[:1].upper()}{text[1:]}" for text in rest)
    return "", tuple(texts)


def _codes() -> Iterator[Block]:
    yield Heading(3, "What each answer on intelligence means", "codes")
    yield Paragraph(wording.CODES_RULE)
    yield Bullets(tuple(f"{code}: {meaning}" for code, meaning in wording.CODES.items()))
    yield Field(
        "Do not disclose this answer to",
        "The provider, the child, the family, the carers, other authorities",
        1,
    )


def _where(where: Sequence[Line]) -> Iterator[Block]:
    yield Heading(2, "Where to answer, and by when", "where")
    if where:
        yield Pairs(tuple((line.term, spoken(line)) for line in where))
    else:
        ask = Paragraph("Ask the responsible authority where to answer.")
        yield Callout(Tone.MISSING, "No address is recorded", (ask,))
    if all(line.name != "reply_by" for line in where):
        yield Field("Answer by", "Set when this is sent; it is local policy, not law", 1)
    yield Bullets((
        "Send the answer as a form, or send this document back filled in.",
        "Say which office answers, and on what day. Name no person.",
        "If someone should be spoken to first, say so: nothing more need be written.",
    ))  # fmt: skip
    yield Field("Answered by", "Role and office", 1)
    yield Field("Day of the answer, and until when it may be reused", "", 1)
