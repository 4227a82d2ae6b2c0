"""The location profile of a record: what is missing first and framed, then the score, then the figures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from placement_check.records import wording as of_places
from placement_check.records.blocks import Block, Bullets, Callout, Heading, Pairs, Paragraph, Table, Tone
from placement_check.records.consultation import wording
from placement_check.records.consultation.facts import Facts, Gap, Place, Withheld
from placement_check.records.consultation.facts import Figure as Measured
from placement_check.records.consultation.speech import NOT_RECORDED

PERCENTILE = re.compile(r"percentile \d")
NO_PROFILE = "No profile of the place is held in this record. This is not evidence of low risk."


def place(facts: Facts) -> Iterator[Block]:
    """Yield the profile of the place, that none is held, or that this edition withholds it."""
    yield Heading(2, "What open data say of the place", "place")
    yield Paragraph(of_places.HEADER)
    yield Paragraph(wording.SCORE_GIVES_WAY)
    if isinstance(facts.place, Withheld):
        yield Pairs((("Profile and score", wording.WITHHELD),))
        return
    if facts.place is None:
        yield Callout(Tone.MISSING, "No profile is held", (Paragraph(NO_PROFILE),))
        return
    yield from _gaps(facts.place)
    yield from _score(facts.place)
    yield from _figures(facts.place)
    yield Paragraph(of_places.NOT_CSE)


def _gaps(found: Place) -> Iterator[Block]:
    if not found.gaps and not found.figures:
        yield Callout(Tone.MISSING, "No profile is held", (Paragraph(f"{found.said} {NO_PROFILE}".strip()),))
        return
    if not found.gaps:
        yield Paragraph("Every question of the profile has a figure.")
        if later := _later(found):
            yield Callout(Tone.MISSING, "What was not known yet", (Paragraph(later, strong=True),))
        return
    first = f"{len(found.gaps)} of {len(found.gaps) + len(found.figures)} questions have no figure."
    after = [Paragraph(text, strong=True) for text in (_later(found),) if text]
    yield Callout(
        Tone.MISSING,
        "What is missing",
        (Paragraph(first, strong=True), *after, Bullets(missing(found.gaps))),
    )


def _later(found: Place) -> str:
    """Return which figures come from sources later than the day of the profile; "" where none does."""
    titles = [f.title for f in found.figures if f.later]
    if not titles:
        return ""
    count = f"{len(titles)} of {len(found.figures)} figures"
    return wording.HINDSIGHT.format(count=count, day=found.day, titles="; ".join(titles))


def missing(gaps: tuple[Gap, ...]) -> tuple[str, ...]:
    """Return a line for each reason, with the questions that have no figure and the method's fixed words (7.2)."""
    by_reason: dict[str, list[str]] = {}
    for gap in gaps:
        by_reason.setdefault(gap.reason, []).append(gap.title)
    return tuple(
        f"{'; '.join(dict.fromkeys(titles))}: {of_places.MISSING.format(reason=reason.rstrip('.'))}"
        for reason, titles in by_reason.items()
    )


def _score(found: Place) -> Iterator[Block]:
    score = found.score if found.score[:1].isdigit() else ""
    yield Callout(Tone.HEADLINE, f"Score {score} of 100" if score else "Not rated", (
        Pairs((
            ("What that means", found.said or (of_places.SCORE_MEANS if score else of_places.NOT_RATED)),
            ("Band", found.band or NOT_RECORDED), ("Compared with", found.reference or NOT_RECORDED),
            ("Completeness", found.completeness or NOT_RECORDED),
        )),
        Paragraph(of_places.NOT_BACK_TESTED),
    ))  # fmt: skip


def _figures(found: Place) -> Iterator[Block]:
    if found.figures:
        notes = tuple(dict.fromkeys(f.compared for f in found.figures if not PERCENTILE.match(f.compared)))
        rows = tuple((f.title, f.value, _compared(f.compared, notes), _source(f)) for f in found.figures)
        columns = ("Question", "Figure", "Compared", "Source and date")
        yield Table("What was measured", columns, rows, widths=(30, 22, 18, 30))
        if notes:
            yield Paragraph("Why a figure is not compared, by number:")
            yield Bullets(tuple(note or "No comparison is held." for note in notes), numbered=True)
    yield Pairs((
        ("Profile as at", found.day or NOT_RECORDED), ("SHA-256 of the assessment", found.digest or NOT_RECORDED),
        ("Data", found.data or NOT_RECORDED), ("Method", found.method or NOT_RECORDED),
    ))  # fmt: skip


def _source(found: Measured) -> str:
    return f"{found.source}: {wording.LATER}" if found.later else found.source


def _compared(text: str, notes: tuple[str, ...]) -> str:
    return f"Not compared: {notes.index(text) + 1}" if text in notes else text
