"""Names and phrases that more than one section of a report uses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from geodata.types import LocationKind
from placement_check.assess import Assessment
from placement_check.findings import Finding
from placement_check.purpose import Purpose
from placement_check.records import wording
from placement_check.records.blocks import (
    Block,
    Bullets,
    Callout,
    Document,
    Field,
    Figure,
    Heading,
    Pairs,
    Paragraph,
    Table,
)
from placement_check.records.document import reference_sentence

KINDS = {"density": ", by area", "rate": ", by residents"}
COMPARATORS = ("force", "authority", "england")
COMPARATOR_WORDS = {"force": "Police area", "authority": "Authority", "england": "England"}
PURPOSES = {
    Purpose.CHECK: "A check of the place, for no application in particular",
    Purpose.PLANNING: "A planning application for a children's home",
    Purpose.PLACEMENT: "The placement of a child",
    Purpose.REVIEW: "The review of an existing home",
}


def asked_for(assessment: Assessment) -> str:
    """Return what was asked for, marked as a quotation; of a file with a red line its name alone, never its path."""
    location = assessment.location
    return quoted(PurePath(location.input).name if location.kind is LocationKind.BOUNDARY else location.input)


def compared(assessment: Assessment) -> str:
    """Return what the place was compared with (S-5a); without a rating only its first sentence, which has no band."""
    text = reference_sentence(assessment)
    return text if assessment.rating is not None else text.partition(". ")[0].rstrip(".") + "."


def quoted(text: str) -> str:
    """Return words that someone else wrote, marked as a quotation (S-52)."""
    return "\u201c" + text.replace("\u201c", "'").replace("\u201d", "'") + "\u201d"


def title_of(finding: Finding) -> str:
    """Return the title of a finding, with the denominator of a crime figure."""
    kind = finding.question.indicator.rsplit(".", 1)[-1] if finding.question.domain == "D1" else ""
    return finding.question.title + KINDS.get(kind, "")


def titles(assessment: Assessment) -> dict[str, str]:
    """Return the titles of indicators, an offence group's without its denominator, by the method's names."""
    found = {}
    for finding in assessment.findings:
        name = finding.question.indicator
        found[name.rsplit(".", 1)[0] if name.startswith("crime.") else name] = finding.question.title
    return found


def lowered(text: str) -> str:
    """Return words as they stand inside a sentence."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def domain_name(domain: str) -> str:
    """Return the name of a domain without its remark."""
    return wording.DOMAINS[domain].split(" (")[0]


def sentence(text: str) -> str:
    """Return words as a sentence with its full stop."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def missing_sentence(reason: str) -> str:
    """Return the method's sentence for a figure that is missing (7.2)."""
    return wording.MISSING.format(reason=reason.rstrip("."))


def texts(document: Document) -> Iterator[str]:
    """Yield every text of a document that a reader sees, its drawings' alternative texts included."""
    yield from (document.title, document.subtitle, document.reference, *document.marks, document.footer)
    yield from texts_of(document.blocks)


def texts_of(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Yield every text of some blocks."""
    for block in blocks:
        match block:
            case Heading() | Paragraph():
                yield block.text
            case Bullets():
                yield from block.items
            case Table():
                yield from (block.caption, *block.columns, *(cell for row in block.rows for cell in row))
            case Pairs():
                yield from (text for row in block.rows for text in row)
            case Figure():
                yield from (block.caption, block.alt)
            case Field():
                yield from (block.label, block.hint)
            case Callout():
                yield block.title
                yield from texts_of(block.blocks)
