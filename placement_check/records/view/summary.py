"""Two pages for a committee: the place, the profile in short, what is missing, what helps, and only then the score."""

from __future__ import annotations

from collections.abc import Iterator

from placement_check.findings import Measured, Percentile
from placement_check.purpose import Purpose
from placement_check.records import numbers, wording
from placement_check.records.blocks import Block, Heading, PageBreak, Pairs, Paragraph, Table
from placement_check.records.marks import valid_until
from placement_check.records.view import people
from placement_check.records.view.edition import Edition
from placement_check.records.view.floors import floors_in_short
from placement_check.records.view.gaps import missing_box
from placement_check.records.view.helps import helps_in_short
from placement_check.records.view.score import score_and_band
from placement_check.records.view.words import PURPOSES, asked_for, compared, domain_name, quoted, title_of


def summary(e: Edition) -> Iterator[Block]:
    """Yield the summary in the order of S-53: table, missing, what helps, floors, band set."""
    yield PageBreak()
    yield Heading(2, "Summary for a committee", "summary")
    yield Pairs(tuple(_place(e)))
    yield Heading(3, "The profile in short", "profile-in-short")
    yield _domains(e)
    if e.assessment.rating is None:
        yield Paragraph(compared(e.assessment))
    yield missing_box(e)
    yield from helps_in_short(e)
    if e.assessment.rating is not None:
        yield from floors_in_short(e.assessment.rating)
        yield from score_and_band(e, e.assessment.rating)


def decision_sheet(e: Edition) -> Iterator[Block]:
    """Yield the page that people fill in: the decision, the cost of not placing here, and until when it all stands."""
    yield PageBreak()
    yield Heading(2, "Decision sheet", "decision-sheet")
    yield from people.decision(e)
    yield from people.cost_of_not_placing(e)
    yield Heading(3, "Valid until", "valid-until")
    yield from validity_told(e)


def _place(e: Edition) -> Iterator[tuple[str, str]]:
    a = e.assessment
    where = a.where
    if a.purpose is not Purpose.REVIEW:
        yield "Place", f"{asked_for(a)}, matched as {quoted(a.location.matched)}"
    yield "What was asked", PURPOSES[a.purpose]
    yield "Authority, police", f"{where.authority.name} ({where.authority.code}); {where.force.name} police"
    yield "Assessed for, valid until", f"{numbers.day(a.at)}. {validity_in_short(e)}"


def validity_in_short(e: Edition) -> str:
    """Return until when the report may be relied on, or that it is expired."""
    return valid_until(e.validity, e.human.until, ended=e.human.expired)


def validity_told(e: Edition) -> Iterator[Block]:
    """Yield until when the report may be relied on, and each source that was overdue when it was made."""
    found = e.validity
    if not found.expired:
        yield Paragraph(f"{validity_in_short(e)}.", strong=True)
        if validity_in_short(e) != valid_until(e.validity):
            yield Paragraph(
                f"Without the decision the report would be valid until {valid_until(e.validity)}."
            )
        tail = (
            " is due for review."
            if e.assessment.rating is None
            else " is due for review, and twelve months after a site visit that lifts floor F3."
        )
        yield Paragraph(
            "The earliest of six months after the day of the assessment and the day on which the first of its sources"
            + tail
        )
        return
    late = "; ".join(f"{due.what} (due {numbers.day(due.day)})" for due in found.overdue)
    yield Paragraph(
        f"EXPIRED. Sources overdue for review on the day of the assessment: {late}. Check again with newer files.",
        strong=True,
    )


def _domains(e: Edition) -> Table:
    rated = {} if e.assessment.rating is None else {d.domain: d for d in e.assessment.rating.domains}
    rows: list[tuple[str, ...]] = []
    for domain in wording.DOMAINS:
        mine = e.of(domain)
        if not mine:
            continue
        held = sum(isinstance(f, Measured) for f in mine)
        figures = f"{held} of {len(mine)}"
        if domain in ("D7", "context"):
            rows.append((wording.DOMAINS[domain], figures, "Not counted", "Not counted", "Not counted"))
            continue
        standing = sorted(_standing(e, domain), key=lambda s: s[0])
        q = rated[domain].percentile if domain in rated else None
        row: tuple[str, ...] = (
            domain_name(domain), figures,
            _range([value for value, _ in standing]),
            f"{standing[-1][1]} ({standing[-1][0]:.0f})" if standing else "No figure to compare",
            numbers.score(q) if q is not None else "Not available",
        )  # fmt: skip
        rows.append(row)
    columns: tuple[str, ...] = ("Domain", "Figures held", "Percentiles", "Highest", "Domain's percentile")
    widths: tuple[float, ...] = (25, 13, 14, 31, 17)
    if e.assessment.rating is None:
        columns, widths, rows = columns[:4], widths[:4], [row[:4] for row in rows]
    return Table("Domains; percentiles run from 0 (fewest documented factors) to 100 (most)", columns, tuple(rows),
                 widths=widths)  # fmt: skip


def _range(values: list[float]) -> str:
    """Return sorted percentiles as "a to b", or the one there is."""
    if not values:
        return numbers.NOT_GIVEN
    low, high = f"{values[0]:.0f}", f"{values[-1]:.0f}"
    return low if low == high else f"{low} to {high}"


def _standing(e: Edition, domain: str) -> Iterator[tuple[float, str]]:
    """Yield each figure's percentile with its title, turned round where less of it is worse."""
    for found in e.of(domain):
        if not isinstance(found, Measured):
            continue
        compared = found.percentiles.get(e.reference_key)
        if isinstance(compared, Percentile) and compared.value is not None:
            value = 100.0 - compared.value if found.question.worse == "lower" else compared.value
            yield value, title_of(found)
