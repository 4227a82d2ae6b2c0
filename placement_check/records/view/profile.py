"""The profile in full: every figure with its unit, interval, percentiles, data grade, window and source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from placement_check.findings import Finding, Grade, Measured, NoComparator
from placement_check.records import numbers, wording
from placement_check.records.blocks import Block, Bullets, Figure, Heading, Pairs, Paragraph, Table
from placement_check.records.drawings.comparators import Row, comparators, row_of
from placement_check.records.view.edition import Edition
from placement_check.records.view.words import (
    COMPARATOR_WORDS,
    COMPARATORS,
    compared,
    sentence,
    title_of,
)

FULL_MM = 160.0
GRADES = (
    (Grade.A.value, "Full coverage, in date"),
    (Grade.B.value, "One weakness: months, positions or bandwidth"),
    (Grade.C.value, "Weak, or due for review: read with care"),
    (Grade.N.value, "No figure can be given"),
)
INTERVALS = {"D1": "95 % interval of the recorded figure"}
BY_POSITION = "range over where the place may lie"
BOUNDS = {"exact": "", "at_least": "at least ", "at_most": "at most "}


def profile(e: Edition) -> Iterator[Block]:
    """Yield the profile: how to read it, then one table and one drawing for each domain."""
    yield Heading(3, "How to read the profile", "how-to-read")
    yield Paragraph(compared(e.assessment))
    yield Paragraph(
        "A percentile says how many of 100 compared places have a lower figure; the number of places compared stands "
        "in brackets. "
        "A high percentile is worse for most figures, but for a number of services it is better."
    )
    yield from _barred_told(e)
    yield Pairs(tuple((f"Data grade {grade}", text) for grade, text in GRADES))
    for domain, title in wording.DOMAINS.items():
        if e.of(domain):
            yield Heading(3, title, f"profile-{domain.lower()}")
            yield from _domain(e, domain)


def barred(e: Edition) -> dict[str, str]:
    """Return the comparators that no measured finding has, with the reason most of them give."""
    found: dict[str, str] = {}
    for name in COMPARATORS:
        reasons = [c.reason for f in e.measured if isinstance(c := f.percentiles[name], NoComparator)]
        if reasons and len(reasons) == len(e.measured):
            found[name] = max(reasons, key=reasons.count)
    return found


def _barred_told(e: Edition) -> Iterator[Block]:
    for name, reason in barred(e).items():
        yield Paragraph(f"{COMPARATOR_WORDS[name]}: Not available. {sentence(reason)}")


def _domain(e: Edition, domain: str) -> Iterator[Block]:
    mine = e.of(domain)
    if domain == "D1":
        yield Paragraph(wording.NOT_CSE)
    yield _table(e, domain, mine)
    zeros = [zero_sentence(f) for f in mine if isinstance(f, Measured) and is_zero(f)]
    if zeros:
        yield Bullets(tuple(zeros))
    notes = [note for f in mine if isinstance(f, Measured) for note in _notes(e, f)]
    if notes:
        yield Paragraph("Stand-ins and limits. What follows is estimated or stands in for what is not known:")
        yield Bullets(tuple(dict.fromkeys(notes)))
    yield _plots(e, domain, mine)


def _table(e: Edition, domain: str, mine: list[Finding]) -> Table:
    names = [n for n in COMPARATORS if n not in barred(e)]
    columns = ("Indicator", "Figure", "Interval", *(COMPARATOR_WORDS[n] for n in names), "Data")
    rows = tuple(_row(e, f, names) for f in mine)
    kind = INTERVALS.get(domain, BY_POSITION)
    widths = (24, 17, 15, *(14 for _ in names), 24)
    caption = f"{wording.DOMAINS[domain]}. Interval: {kind}. Then percentiles, each with the number of places compared"
    return Table(caption, columns, rows, widths=widths)


def _row(e: Edition, found: Finding, names: list[str]) -> tuple[str, ...]:
    if not isinstance(found, Measured):
        blank = (numbers.NOT_GIVEN,) * (1 + len(names))
        return (title_of(found), "No figure", *blank, f"Grade N. {sentence(found.reason.text)}")
    q, u = found.question, _out_by(e, found)
    value = f"{BOUNDS[found.bound]}{numbers.with_unit(found.value, q.unit, u)}"
    limits = "None given" if found.interval is None else numbers.interval(*found.interval, _short(q.unit), u)
    percentiles = tuple(numbers.percentile(found.percentiles[n]) for n in names)
    window = "undated" if found.window is None else numbers.window(found.window.start, found.window.end)
    return (
        title_of(found),
        value,
        limits,
        *percentiles,
        f"Grade {found.grade.value}. {window}. {e.keys_of(found)}",
    )


def _short(unit: str) -> str:
    return unit if unit in numbers.METRES else ""


def _out_by(e: Edition, found: Measured) -> float:
    """Return how far out the place may be, which limits the digits of a distance."""
    return e.assessment.location.uncertainty_m if found.question.unit in numbers.METRES else 0.0


def is_zero(found: Measured) -> bool:
    """Return whether nothing was recorded where somebody looked."""
    return found.question.domain == "D1" and found.value == 0 and found.interval is not None


def zero_sentence(found: Measured) -> str:
    """Return the method's sentence for a count of nothing, with months and upper limit (7.2)."""
    assert found.interval is not None  # noqa: S101 - a zero has its upper limit
    months = found.detail.get("months_covered")
    upper = f"{numbers.figure(found.interval[1])} {found.question.unit}"
    said = wording.ZERO.format(n="the" if months is None else months, upper=upper)
    return f"{title_of(found)}: {said}"


def _notes(e: Edition, found: Measured) -> Iterator[str]:
    """Yield what a reader must know of how a figure was reached."""
    name = title_of(found)
    if found.question.approximation:
        yield f"{name}: {found.question.approximation}"
    lost, width = float(found.detail.get("uncovered_share", 0.0)), float(found.detail.get("h_m", 0.0))
    if lost >= 0.005:
        yield f"{name}: {numbers.percent(lost)} of the area has no data."
    if width > e.assessment.method.crime.h_m:
        yield f"The publisher's map points are sparse here, so records up to {width:,.0f} m away count."
    for key in ("force", "authority", "england"):
        compared = found.percentiles[key]
        if isinstance(compared, NoComparator) and key not in barred(e):
            yield f"{name}, {COMPARATOR_WORDS[key].lower()} percentile: {sentence(compared.reason)}"
    span = e.assessment.span
    if span is not None and found.question.indicator in span.figures:
        low, high = span.figures[found.question.indicator]
        over = wording.all_squares(span.squares)
        yield f"{name}: {numbers.interval(low, high, found.question.unit)} over the {over} of the site."


def _plots(e: Edition, domain: str, mine: list[Finding]) -> Figure:
    rows = [_plotted(e, f) for f in mine]
    drawn = comparators(rows, ("England", "Police area", "Authority"), INTERVALS.get(domain, BY_POSITION))
    return Figure(
        drawn.svg, _alt(domain, mine), f"{wording.DOMAINS[domain]}: figures and percentiles", FULL_MM
    )


def _alt(domain: str, mine: list[Finding]) -> str:
    lost = sum(not isinstance(f, Measured) for f in mine)
    told = "all of them measured" if not lost else f"{lost} of them without a figure"
    return (
        f"Rows of small plots for the {len(mine)} indicators of {wording.DOMAINS[domain]}, {told}. The table above "
        "gives the same figures, intervals and percentiles."
    )


def _plotted(e: Edition, found: Finding) -> Row:
    """Return the row of a figure with no more digits than the table gives it."""
    row = row_of(found)
    if row.missing or found.question.unit not in numbers.METRES:
        return row
    u = e.assessment.location.uncertainty_m
    limits = row.interval and (numbers.rounded_m(row.interval[0], u), numbers.rounded_m(row.interval[1], u))
    return replace(row, value=numbers.rounded_m(row.value, u), interval=limits)
