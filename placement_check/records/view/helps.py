"""What helps here: services and transport, in the same form as everything else that was found."""

from __future__ import annotations

from collections.abc import Iterator

from placement_check.records import numbers
from placement_check.records.blocks import Block, Heading, Paragraph, Table
from placement_check.records.drawings.symbols import symbol_of
from placement_check.records.view.edition import Edition
from placement_check.records.view.words import quoted, title_of
from placement_check.surroundings import Nearby

LINES = {"rail": "railway line", "water": "watercourse", "a_road": "A road", "motorway": "motorway"}
NONE = "Nothing was found within reach in the layers held; see what is missing."


def helps_here(e: Edition, anchor: str) -> Iterator[Block]:
    """Yield the services and transport that were found nearest, with how many there are where that was counted."""
    yield Heading(3, "What helps here", anchor)
    yield from near_table(
        [n for n in e.assessment.near if n.helps], "Services and transport nearest to the place, in full"
    )
    stops = [f for f in e.measured if f.question.domain == "D6" and "radius_m" in f.detail]
    for found in stops:
        value = numbers.with_unit(found.value, found.question.unit)
        yield Paragraph(f"{title_of(found)}: {value}.")
    lost = [title_of(f) for f in e.gaps if f.question.domain == "D6"]
    if lost:
        yield Paragraph(f"Not known, and possibly there: {'; '.join(lost)}.")


def helps_in_short(e: Edition) -> Iterator[Block]:
    """Yield the same in short: the table alone."""
    yield Heading(3, "What helps here", "helps")
    yield _table([n for n in e.assessment.near if n.helps], "Services and transport nearest to the place")


def near_table(near: list[Nearby], caption: str) -> Iterator[Block]:
    """Yield a table of what is nearest and how it was measured, or the sentence that nothing was found."""
    yield _table(near, caption)
    if near:
        yield Paragraph(
            "Distances are straight lines. The range is what follows from how far out the position of the place may be."
        )


def _table(near: list[Nearby], caption: str) -> Block:
    if not near:
        return Paragraph(NONE)
    rows = tuple((n.title, _named(n), numbers.distance(n.metres, n.uncertainty_m)) for n in near)
    return Table(caption, ("Question", "Nearest", "Distance (range)"), rows, widths=(40, 34, 26))


def _named(near: Nearby) -> str:
    kind = _kind(near.kind)
    return f"{quoted(near.name)}, {kind}" if near.name else f"{kind}, no name in the file"


def _kind(kind: str) -> str:
    """Return a class of place as the map calls it; a class of line by its own name."""
    return LINES.get(kind) or symbol_of(kind).words
