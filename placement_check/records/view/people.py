"""What only people can say: the decision, the cost of not placing here, the checks, the views of young people."""

from __future__ import annotations

from collections.abc import Iterator

from placement_check.records import numbers, wording
from placement_check.records.blocks import Block, Bullets, Callout, Field, Heading, Pairs, Paragraph, Tone
from placement_check.records.view.edition import Edition
from placement_check.records.view.words import quoted

COST = (
    ("Alternatives considered", "Which other places were looked at, and why were they not chosen?", 2),
    ("Distance from the home area", "How far from family, school and friends would each alternative be?", 1),
    ("Sufficiency", "What does the authority's sufficiency statement say of homes in this area?", 1),
)
DECISION = (
    ("Role of the person who decides, and date", "A post, never a name; day, month, year", 1),
    ("Decision", "What was decided, and on what conditions", 2),
    ("Reasons", "Which findings and which missing facts weighed, and what mitigates them", 3),
)


def decision(e: Edition) -> Iterator[Block]:
    """Yield the human decision as recorded, or the fields in which a person records it."""
    yield Heading(3, "Decision by a named professional", "decision")
    made = e.human.decision
    if made is None:
        yield Paragraph(wording.HUMAN, strong=True)
        yield from (Field(*f) for f in DECISION)
        return
    yield Pairs((
        ("Role", quoted(made.role)), ("Date", numbers.day(made.day)), ("Decision", quoted(made.outcome)),
        ("Reasons", quoted(made.reason)),
    ))  # fmt: skip


def cost_of_not_placing(e: Edition) -> Iterator[Block]:
    """Yield the box that every report has: what it costs not to place here (7.1)."""
    yield Heading(3, "Cost of not placing here", "not-placing")
    yield Paragraph(
        "No place is without risk, and not placing a child here has a cost too: a longer wait, a greater distance, a "
        "worse match. This report is one input to the decision and never the whole of it."
    )
    if e.human.not_placing:
        yield Pairs(tuple((term, quoted(text)) for term, text in e.human.not_placing))
    else:
        yield from (Field(*f) for f in COST)


def checks(e: Edition) -> Iterator[Block]:
    """Yield the checks that only people can do, each with its status."""
    yield Heading(3, "Checks that only people can do", "checks")
    where = e.assessment.where
    yield Callout(Tone.WARNING, "Police numbers and consultation", (
        Pairs((
            ("Police numbers", wording.POLICE_NUMBERS),
            ("Consultation", wording.CONSULTATION),
            ("Area authority to ask", f"{where.authority.name} ({where.authority.code})"),
            ("Police force to ask", f"{where.force.name} ({where.force.code}); MAPPA area {where.force.mappa_area}"),
        )),
    ))  # fmt: skip
    if e.human.consultations:
        yield Bullets(tuple(quoted(line) for line in e.human.consultations))


def views(e: Edition) -> Iterator[Block]:
    """Yield the views of young people who know the area, or room for them."""
    yield Heading(3, "Young people's views of the area", "views")
    if e.human.views:
        yield Bullets(tuple(quoted(line) for line in e.human.views))
    else:
        yield Paragraph(
            "No one has recorded any yet. Ask how they were asked, and change nothing in what they say."
        )
        yield Field("What young people who know the area say of it", "In their own words; no child's name", 5)


def visits_and_corrections(e: Edition) -> Iterator[Block]:
    """Yield site visits and disputed data, or that none is recorded."""
    yield Heading(3, "Site visits and corrections", "visits")
    lines = tuple(f"Site visit: {quoted(v)}" for v in e.human.visits)
    lines += tuple(f"Correction: {quoted(c)}" for c in e.human.corrections)
    yield Bullets(lines or ("No site visit is recorded.", "No figure of this report is disputed."))
