"""The planning section of a report as blocks; and where the duties of a placement are to be looked up."""

from __future__ import annotations

from collections.abc import Sequence

from placement_check.assess import Assessment
from placement_check.decisions.consultation import Consultation
from placement_check.decisions.settled import Settled
from placement_check.planning.answers import HookAnswer, Outcome
from placement_check.planning.application import Application, ApplicationType
from placement_check.planning.case import PlanningCase
from placement_check.planning.consultees import Check, Reply, checklist
from placement_check.planning.statements import Statement, statements
from placement_check.records import numbers
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
from placement_check.records.decision_blocks import log_blocks
from placement_check.records.quoting import quoted

TYPES = {
    ApplicationType.FULL: "Full planning permission",
    ApplicationType.CHANGE_OF_USE: "Change of use",
    ApplicationType.LAWFUL_DEVELOPMENT_CERTIFICATE: "Lawful development certificate",
}
# A certificate is a question of law: policy, risk and fears are no part of it.
OF_CERTIFICATES = ("use_class", "psed")
OF_PERMISSIONS = ("use_class", "wms_2023", "nppf", "concentration", "psed")
NO_POLICY = (
    "No file of the council's own policy was given, so no policy of the development plan was looked at. This is not "
    "a finding that none applies."
)
MISSING_DATA = 'Missing data is never a pass: such a hook says "not known".'
FEARS_EVIDENCE = (
    "If fear of crime is put forward, ask what evidence there is for it, of what, and whether it relates to the use "
    "of this land. Record that evidence apart from this report."
)
NO_PROPOSAL: tuple[Block, ...] = (
    Heading(3, "The proposal", "planning-proposal"),
    Callout(Tone.MISSING, "Not given", (
        Paragraph("No file describes the proposal, so whether a policy applies to it is not known."),
    )),
    Field("Application type", "Full, change of use, or lawful development certificate.", 1),
    Field("Use class sought, and the existing one", "C2, C3(b), ...", 1),
    Field("Children", "How many, and of what ages.", 1),
    Field("Staff", "How many by day and by night, and their rota.", 2),
)  # fmt: skip
CHECK_BY_HAND = (
    "Whether the placement is out of area or at a distance, and so who must approve it.",
    "Whether the area authority must be notified or consulted, and given the care plan, before approval.",
    "What the area authority and its police know of the home and the area.",
    "The child's own plan, risk assessment, wishes and feelings: this report knows nothing of any child.",
    "What an emergency placement still owes, and by when.",
)
DUTIES = (
    "This report does not work out the duties that a placement here would bring: the command 'duties' does, from "
    "the facts of the placement. Nothing here says that a duty is met, or that there is none. A person must check:"
)


def planning_blocks(
    case: PlanningCase, assessment: Assessment, settled: Settled | None = None
) -> tuple[Block, ...]:
    """Return the planning section: what the report is not, the proposal, the policy, consultees, law and two fears."""
    said = statements(assessment.at)
    decision = None if settled is None else settled.papers.decision
    log = case.log(decision)
    blocks: list[Block] = [Heading(2, "The planning application", "planning"), *_first(case, said)]
    blocks += NO_PROPOSAL if case.application is None else _proposal(case.application)
    blocks += _policy(case)
    if not case.is_certificate:
        blocks += _two_matters(said)
    blocks += _consultees(log, assessment)
    if decision is None:
        blocks += log_blocks(log, "planning-log")
    blocks += _law(said, OF_CERTIFICATES if case.is_certificate else OF_PERMISSIONS)
    return tuple(blocks)


def placement_blocks() -> tuple[Block, ...]:
    """Return where the duties of a placement are to be looked up, and what a person must check."""
    return (
        Heading(2, "Duties of the placing authority", "duties"),
        Callout(Tone.MISSING, "Not in this report", (Paragraph(DUTIES, True), Bullets(CHECK_BY_HAND))),
    )


def _first(case: PlanningCase, said: dict[str, Statement]) -> list[Block]:
    blocks: list[Block] = []
    if case.is_certificate:
        found = said["lawful_development_certificate"]
        blocks.append(
            Callout(Tone.WARNING, found.heading, (Paragraph(found.text, True), Paragraph(_cited(found))))
        )
    blocks.append(Paragraph(said["not_a_recommendation"].text, True))
    return blocks


def _proposal(found: Application) -> list[Block]:
    children, staff = found.children, found.staff
    ages = (
        f"{children.youngest}"
        if children.youngest == children.oldest
        else f"{children.youngest} to {children.oldest}"
    )
    rows = (
        ("Application type", TYPES[found.application_type]), ("Reference", quoted(found.reference)),
        ("Use class sought", found.use_class_sought.value),
        ("Existing use class", found.existing_use_class.value if found.existing_use_class else "Not given."),
        ("Children", f"{children.number}, aged {ages}"),
        ("Staff on duty", f"{staff.by_day} by day, {staff.by_night} by night"), ("Rota", quoted(staff.rota)),
        ("Need, as the applicant or council states it", quoted(found.need)),
    )  # fmt: skip
    return [Heading(3, "The proposal", "planning-proposal"), Pairs(rows)]


def _policy(case: PlanningCase) -> list[Block]:
    heading = Heading(3, "The council's own policy", "planning-policy")
    if case.policy is None:
        return [heading, Callout(Tone.MISSING, "Not looked at", (Paragraph(NO_POLICY),))]
    counts = ", ".join(f"{sum(a.answer.outcome is o for a in case.answers)} {o.value}" for o in Outcome)
    columns = ("Policy", "Question", "Result", "Measured", "Source and date")
    return [
        heading,
        Paragraph(
            f"{quoted(case.policy.title)}, as at {numbers.day(case.policy.as_at)}, of {case.policy.authority}. "
            f"Results: {counts}. {MISSING_DATA}"
        ),
        Table(
            "The policy's questions, and what open data say", columns, tuple(_row(a) for a in case.answers)
        ),
        *_methods(case.answers),
    ]


def _row(found: HookAnswer) -> tuple[str, ...]:
    hook, answer = found.hook, found.answer
    sources = "; ".join(
        f"{p.title} ({p.publisher}), {p.vintage or 'date not stated'}" for p in answer.sources
    )
    return (
        f"{hook.id}: {quoted(hook.title)}, {quoted(hook.reference)}", quoted(hook.question),
        answer.outcome.value, answer.measured, sources or numbers.NOT_GIVEN,
    )  # fmt: skip


def _methods(answers: Sequence[HookAnswer]) -> list[Block]:
    told = tuple(f"{a.hook.id}: {a.answer.method}" for a in answers if a.answer.method)
    return [Paragraph("How each was measured:"), Bullets(told)] if told else []


def _two_matters(said: dict[str, Statement]) -> list[Block]:
    risks, fears = said["risks_to_children"], said["neighbours_fears"]
    return [
        Heading(3, risks.heading, "planning-risks"), Paragraph(risks.text), Paragraph(_cited(risks)),
        Heading(3, fears.heading, "planning-fears"), Paragraph(fears.text), Paragraph(FEARS_EVIDENCE),
        Paragraph(_cited(fears)),
    ]  # fmt: skip


def _consultees(log: Sequence[Consultation], assessment: Assessment) -> list[Block]:
    where = assessment.where
    checks = checklist(log, authority=where.authority.name, force=where.force.name)
    rows = tuple((c.who, c.about, _reply(c)) for c in checks)
    blocks: list[Block] = [
        Heading(3, "Consultees", "planning-consultees"),
        Table("Whom to ask, and what came back", ("Consultee", "Asked about", "State"), rows),
    ]
    gaps = [c.who for c in checks if c.reply is not Reply.ANSWERED]
    if gaps:
        text = "No answer is recorded from: " + "; ".join(gaps) + ". Silence is not agreement."
        blocks.append(Callout(Tone.MISSING, "Gaps in the consultation", (Paragraph(text),)))
    return blocks


def _reply(check: Check) -> str:
    days = [
        e.answered or e.asked
        for e in check.entries
        if (e.answered is not None) == (check.reply is Reply.ANSWERED)
    ]
    return check.reply.value if not days else f"{check.reply.value} ({numbers.day(max(days))})"


def _law(said: dict[str, Statement], wanted: Sequence[str]) -> list[Block]:
    blocks: list[Block] = [Heading(3, "Law and policy", "planning-law")]
    for name in wanted:
        if name in said:
            found = said[name]
            blocks += [Paragraph(f"{found.heading}. {found.text}"), Paragraph(_cited(found))]
    return blocks


def _cited(found: Statement) -> str:
    return f"Source: {found.citation}. Last read {found.read_on}; check the current text."
