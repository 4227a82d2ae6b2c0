"""The drawings of the annex with their words: three years month by month, plain counts, and the map with its list."""

from __future__ import annotations

from collections.abc import Iterator

from placement_check.findings import Measured
from placement_check.records import numbers, wording
from placement_check.records.blocks import Block, Bullets, Figure, Heading, Paragraph, Table
from placement_check.records.drawings.map import draw_map
from placement_check.records.drawings.sketch import sketch
from placement_check.records.drawings.trend import Series, Trend, trend
from placement_check.records.view.edition import Edition
from placement_check.records.view.words import missing_sentence, quoted, titles

FULL_MM = 160.0
EVERY = 12


def months(e: Edition) -> Iterator[Block]:
    """Yield recorded crime month by month, and the plain counts that anyone can check by hand."""
    yield Heading(3, "Recorded crime month by month", "trend")
    held, names = e.assessment.crime.trend, titles(e.assessment)
    if held is None:
        yield Paragraph(missing_sentence(_why(e)))
    else:
        counted = Trend(
            about=f"Records within {held.radius_m:,.0f} m of the place", months=held.months,
            groups=tuple(Series(names.get(f"crime.{g}", g), v) for g, v in held.groups.items()),
        )  # fmt: skip
        drawn = trend(counted)
        span = numbers.window(held.months[0], held.months[-1])
        yield Figure(drawn.svg, drawn.alt, f"Recorded crime, {span}", FULL_MM)
        yield _years(counted)
    yield from _plain_counts(e)


def _years(counted: Trend) -> Table:
    """Return the drawing in numbers, a column for each year of months; a month without data is said."""
    starts = range(0, len(counted.months), EVERY)
    heads = tuple(_heading(counted.months[s : s + EVERY]) for s in starts)
    rows = tuple((g.title, *(_year(g.values[s : s + EVERY]) for s in starts)) for g in counted.groups)
    return Table(
        "The same, by year", ("Offence group", *heads), rows, numeric=tuple(range(1, len(heads) + 1))
    )


def _heading(some: tuple[str, ...]) -> str:
    return numbers.window(some[0], some[-1])


def _year(values: tuple[int | None, ...]) -> str:
    known = [v for v in values if v is not None]
    if not known:
        return "No month covered"
    text = numbers.count(sum(known))
    return text if len(known) == len(values) else f"{text} in {len(known)} of {len(values)} months"


def _plain_counts(e: Edition) -> Iterator[Block]:
    yield Heading(3, "Plain counts, for checking by hand", "counts")
    counts = e.assessment.crime.counts
    if "by_category" not in counts:
        yield Paragraph(missing_sentence(_why(e)))
        return
    rows = tuple((category, numbers.count(n)) for category, n in counts["by_category"].items())
    window = numbers.window(counts["from"], counts["to"])
    yield Table(f"Records within {counts['radius_m']:,.0f} m, {window}, months covered only",
                ("Category of the publisher", "Records"), rows, numeric=(1,), widths=(70, 30))  # fmt: skip


def _why(e: Edition) -> str:
    """Return why there are no counts here, in the words of the crime findings."""
    lost = e.assessment.crime.counts.get("unavailable")
    if lost is not None:
        return str(lost["text"])
    return next((f.reason.text for f in e.gaps if f.question.domain == "D1"), "no count is given")


def area(e: Edition) -> Iterator[Block]:
    """Yield the map and everything it shows as a list."""
    yield Heading(3, "Map of the area", "map")
    drawn = draw_map(sketch(e.assessment, e.store, reaches(e)))
    yield Figure(
        drawn.svg, drawn.alt, "The place and what lies around it, from the release's open layers", FULL_MM
    )
    yield Paragraph("What the map shows, in words:")
    names = {n.name for n in e.assessment.near if n.name}
    yield Bullets(tuple(_with_names_quoted(line, names) for line in drawn.listed))


def _with_names_quoted(line: str, names: set[str]) -> str:
    """Return a line of the map's list with the name of its place marked as a quotation (S-52)."""
    number, dot, rest = line.partition(". ")
    name = max((n for n in names if rest.startswith(f"{n},")), key=len, default="")
    return f"{number}{dot}{quoted(name)}{rest[len(name) :]}" if name and number.isdigit() else line


def reaches(e: Edition) -> tuple[float, ...]:
    """Return how far the measures of venues and of recorded crime reach, in metres."""
    width = next(
        (float(f.detail["h_m"]) for f in e.of("D1") if isinstance(f, Measured)), e.assessment.method.crime.h_m
    )
    venues = float(e.assessment.method.bandwidth_m["venues.pubs"])
    return tuple(sorted({venues, width}))


def fictional(e: Edition) -> Iterator[Block]:
    """Yield the sentence that a drawn district is no real place."""
    if e.assessment.label:
        yield Paragraph(wording.FICTIONAL, strong=True)
