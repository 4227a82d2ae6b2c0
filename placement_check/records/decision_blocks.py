"""What people decided, as blocks of the report: decision, alternatives, mitigation, log, site visit, corrections."""

from __future__ import annotations

from collections.abc import Sequence

from placement_check.assess import Assessment
from placement_check.decisions.consultation import Consultation
from placement_check.decisions.correction import Correction
from placement_check.decisions.decision import Decision, Verdict
from placement_check.decisions.mitigation import Mitigation
from placement_check.decisions.risk import STEPS, Risk
from placement_check.decisions.settled import Settled
from placement_check.decisions.status import Status
from placement_check.decisions.visit import SiteVisit
from placement_check.findings import Measured
from placement_check.records import numbers, wording
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
from placement_check.records.quoting import quoted

VERDICTS = {
    Verdict.RELIED_ON: "The report is relied on",
    Verdict.NOT_RELIED_ON: "The report is not relied on",
    Verdict.MORE_INFORMATION: "More information is needed before a decision",
}
FIELDS = (
    Field("Role or office of who decides", "Never a name.", 1),
    Field("Date", "Day, month, year.", 1),
    Field("Decision", "Relied on, not relied on, or more information needed; and the reasons.", 4),
    Field(
        "Cost of not placing here", "Alternatives, their distance from the home area, what the area lacks.", 4
    ),
    Field("Young people's views of the area", "What was said and how it was asked; no names.", 4),
)
NO_FIGURE_CHANGED = (
    "What is recorded and what is said to be right stand side by side. No figure of this report was changed by a "
    "correction: only the publisher can put a record right."
)
NO_VIEWS = "No views of young people about the area are recorded. That is a gap, and no sign of agreement."
NOT_PLACED = "What would it cost a child, and whom, if this place were not used? The decision says:"


def decision_blocks(settled: Settled, assessment: Assessment) -> tuple[Block, ...]:
    """Return the section on what people decided; without a decision, the fields that a person must fill."""
    blocks: list[Block] = [Heading(2, "What people decided", "people"), _status(settled)]
    decision = settled.papers.decision
    if decision is None:
        blocks += FIELDS
    else:
        blocks += _decided(decision, settled)
        blocks += _cost(decision)
        blocks += _views(decision)
        blocks += _mitigation(decision.mitigations)
        blocks += log_blocks(decision.consultations, "people-log")
    if settled.papers.visit is not None:
        blocks += _visit(settled.papers.visit, settled)
    if settled.papers.corrections:
        blocks += _corrections(settled.papers.corrections, assessment)
    return tuple(blocks)


def _status(settled: Settled) -> Callout:
    end = f"Valid until {numbers.day(settled.valid_until)}."
    rows = [Paragraph(end)] if settled.papers.decision else [Paragraph(wording.HUMAN, True), Paragraph(end)]
    if settled.provisional:
        rows.append(Paragraph(f"Provisional for: {', '.join(settled.provisional)}."))
    if settled.status is Status.DECIDED:
        return Callout(Tone.NOTE, "A decision is recorded", tuple(rows))
    if settled.status is Status.EXPIRED:
        return Callout(Tone.WARNING, "EXPIRED", (Paragraph("This report is past its date.", True), *rows))
    return Callout(Tone.WARNING, "DRAFT", tuple(rows))


def _decided(decision: Decision, settled: Settled) -> list[Block]:
    rows = [
        ("Decision", VERDICTS[decision.verdict]), ("By (role)", quoted(decision.role)),
        ("Date", numbers.day(decision.day)), ("Reasons", quoted(decision.reasons)),
    ]  # fmt: skip
    move = settled.move
    if move is not None:
        way = (
            "moved up"
            if move.after > move.before
            else "moved down"
            if move.after < move.before
            else "left as it is"
        )
        rows += [
            ("Band by the method", str(move.before)),
            ("Band set by a person", f"{move.after} ({way})"),
            ("Reasons for the band", quoted(move.reasons)),
        ]
    return [Pairs(tuple(rows))]


def _cost(decision: Decision) -> list[Block]:
    cost = decision.not_placing_here
    return [
        Heading(3, "Cost of not placing here", "people-cost"), Paragraph(NOT_PLACED),
        Bullets(tuple(quoted(each) for each in cost.alternatives)),
        Pairs((
            ("Distance from the home area", quoted(cost.distance_from_home_area)),
            ("Sufficiency", quoted(cost.sufficiency)),
        )),
    ]  # fmt: skip


def _views(decision: Decision) -> list[Block]:
    heading = Heading(3, "Young people's views of the area", "people-views")
    views = decision.young_people
    if views is None:
        return [heading, Callout(Tone.MISSING, "Not recorded", (Paragraph(NO_VIEWS),))]
    return [
        heading,
        Paragraph(quoted(views.views)),
        Pairs((("How they were asked", quoted(views.how_asked)),)),
    ]


def _mitigation(found: Sequence[Mitigation]) -> list[Block]:
    heading = Heading(3, "Mitigation against each finding", "people-mitigation")
    if not found:
        return [heading, Callout(Tone.MISSING, "Not recorded", (Paragraph("No mitigation is recorded."),))]
    rows = tuple(
        (
            str(n),
            m.finding,
            quoted(m.action),
            quoted(m.responsible_role),
            _risk(m.inherent),
            _risk(m.residual),
        )
        for n, m in enumerate(found, 1)
    )
    columns = ("No.", "Finding", "What is done", "Responsible", "Before", "After")
    return [
        heading,
        Paragraph(
            "Likelihood times impact, each 1 to 5, as a person judged them before and after what is done. The method "
            "computes neither, and neither enters the score."
        ),
        Table("Mitigation with inherent and residual risk", columns, rows),
        matrix(found),
    ]


def matrix(found: Sequence[Mitigation]) -> Table:
    """Return the matrix of likelihood and impact: "1 before" and "1 after" where mitigation number 1 moves."""
    cells: dict[Risk, list[str]] = {}
    for n, one in enumerate(found, 1):
        cells.setdefault(one.inherent, []).append(f"{n} before")
        cells.setdefault(one.residual, []).append(f"{n} after")
    steps = range(1, STEPS + 1)
    rows = tuple(
        (f"Likelihood {up}", *(", ".join(cells.get(Risk(up, across), ["-"])) for across in steps))
        for up in reversed(steps)
    )
    return Table("Risk matrix", ("Likelihood", *(f"Impact {across}" for across in steps)), rows)


def log_blocks(log: Sequence[Consultation], anchor: str) -> list[Block]:
    """Return the consultation log as a table, or the gap where nobody is on it."""
    heading = Heading(3, "Consultation log", anchor)
    if not log:
        return [heading, Callout(Tone.MISSING, "Empty", (Paragraph("The consultation log holds no entry."),))]
    columns = ("Asked", "Who (organisation, role)", "How", "Response", "Follow-up")
    return [heading, Table("Who was asked, and what came back", columns, tuple(_entry(e) for e in log))]


def _entry(entry: Consultation) -> tuple[str, ...]:
    response = "No answer recorded."
    if entry.answered is not None:
        response = f"{numbers.day(entry.answered)}: {quoted(entry.response)}"
    follow = quoted(entry.follow_up) if entry.follow_up else "None recorded."
    who = f"{quoted(entry.organisation)}, {quoted(entry.role)}"
    return numbers.day(entry.asked), who, quoted(entry.method), response, follow


def _visit(visit: SiteVisit, settled: Settled) -> list[Block]:
    lift = settled.lift
    rule = "Floor F3 does not apply here; the visit changes nothing." if lift is None else lift.rule
    blocks: list[Block] = [
        Heading(3, "Site visit", "people-visit"),
        Pairs((
            ("Date", numbers.day(visit.day)), ("By (role)", quoted(visit.role)), ("What was seen", quoted(visit.seen)),
            ("Floor F3", rule),
        )),
    ]  # fmt: skip
    if visit.hazards:
        rows = tuple((h.hazard, quoted(h.seen), quoted(h.mitigation)) for h in visit.hazards)
        blocks.append(Table("Hazards seen, and what is done", ("Hazard", "Seen", "Mitigation"), rows))
    return blocks


def _corrections(found: Sequence[Correction], assessment: Assessment) -> list[Block]:
    columns = (
        "Finding",
        "In this report",
        "Said to be recorded",
        "Said to be right",
        "Why",
        "By (role), date",
    )
    rows = tuple(
        (c.indicator, figure(assessment, c.indicator), quoted(c.recorded), quoted(c.said_to_be), quoted(c.reason),
         f"{quoted(c.role)}, {numbers.day(c.day)}")
        for c in found
    )  # fmt: skip
    return [
        Heading(3, "Disputed data", "people-corrections"), Paragraph(NO_FIGURE_CHANGED),
        Table("Corrections beside what is recorded", columns, rows),
    ]  # fmt: skip


def figure(assessment: Assessment, indicator: str) -> str:
    """Return the report's own figure for an indicator in words, or that it has none."""
    found = next(f for f in assessment.findings if f.question.indicator == indicator)
    if not isinstance(found, Measured):
        return "No usable data"
    return numbers.with_unit(found.value, found.question.unit, assessment.location.uncertainty_m)


def _risk(risk: Risk) -> str:
    return f"{risk.likelihood} × {risk.impact} = {risk.product}"
