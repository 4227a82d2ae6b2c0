"""What is missing: a box in the summary, and each question in full with the method's sentence."""

from __future__ import annotations

from collections.abc import Iterator

from placement_check.records.blocks import Block, Bullets, Callout, Heading, Paragraph, Table, Tone
from placement_check.records.document import partly_covered
from placement_check.records.view.edition import Edition
from placement_check.records.view.words import missing_sentence, sentence, title_of

OUTCOMES = {"not_covered": "Nobody looked here", "unavailable": "Should be known, cannot be used"}
NOTHING = (
    "Every question of this report has a figure. The checks that only people can do are told apart, and are not "
    "answered by any figure."
)


def missing_box(e: Edition) -> Callout:
    """Return the box of what is missing, as prominent as what was found."""
    partly = tuple(partly_covered(e.assessment))
    if not e.gaps:
        return Callout(
            Tone.MISSING, "What is missing", (Paragraph(NOTHING), *((Bullets(partly),) if partly else ()))
        )
    by_reason: dict[str, list[str]] = {}
    for gap in e.gaps:
        mark = "" if gap.question.rated else " (context)"
        by_reason.setdefault(gap.reason.text, []).append(f"{title_of(gap)}{mark}")
    items = tuple(
        f"{'; '.join(dict.fromkeys(names))}. {sentence(reason)}" for reason, names in by_reason.items()
    )
    total = len(e.assessment.findings)
    first = f"{len(e.gaps)} of {total} questions have no figure. Missing evidence is not good news."
    return Callout(
        Tone.MISSING, "What is missing", (Paragraph(first, strong=True), Bullets((*items, *partly)))
    )


def missing_in_full(e: Edition) -> Iterator[Block]:
    """Yield every question without a figure, one row each, with the fixed sentence (7.2)."""
    yield Heading(3, "What is missing, in full", "missing")
    if not e.gaps:
        yield Paragraph(NOTHING)
        return
    rows = tuple(
        (title_of(f), "rated" if f.question.rated else "context", OUTCOMES[f.outcome],
         missing_sentence(f.reason.text))
        for f in e.gaps
    )  # fmt: skip
    yield Table("Questions without a figure", ("Question", "Counts as", "Outcome", "What that means"), rows,
                widths=(28, 12, 20, 40))  # fmt: skip
