"""Letters between authorities: the notice of regulation 13(4), the notice of regulation 14, and DCS to DCS."""

from __future__ import annotations

from datetime import date

from placement_check.consultation.kinds import Kind
from placement_check.records.blocks import (
    Block,
    Bullets,
    Callout,
    Document,
    Field,
    Heading,
    Pairs,
    Paragraph,
    Table,
    Tone,
)  # fmt: skip
from placement_check.records.consultation import wording
from placement_check.records.consultation.facts import Act, Facts, Withheld
from placement_check.records.consultation.law_words import capital, cited, law_of, regulation, working_days
from placement_check.records.consultation.letter_sheet import attempts, enclosures, sheet
from placement_check.records.consultation.question_blocks import BOX
from placement_check.records.consultation.speech import LONDON, moment, office, said, spoken, words_of
from placement_check.records.consultation.terms import ENDING, NOTICE, NOTICES_OF

CARE_PLAN = cited("notice_13_4_care_plan")
NOTIFIED_BEFORE = cited("notify_before_approval")
NOTICE_LAW = law_of("notice_13_4")
ENDING_LAW = law_of("note_ending")
IDENTITY = (
    "Who the child is, and the date of birth, are given in the enclosed papers, which go by the responsible "
    "authority's secure channel."
)


NO_REPLY = "No reply has been recorded."
DIRECTORS = "From director to director"
GROUNDS = (
    f"After a review under Part 6 of the Regulations ({ENDING}(1))",
    f"At once: immediate risk of significant harm to the child, or to protect others from serious injury ({ENDING}(3))",
    f"After the event: it was not reasonably practicable to give this notice in time ({cited('ending_late_notice')})",
)
# It goes to parents and carers too: no place, no category of vulnerability.
ENDING_SHOWS = ("type", "placement")


def area_notice(facts: Facts) -> Document:
    """Return the written notification of regulation 13(4): arrangements, needs, reasons, papers."""
    asked = f"consulted under {cited('consult_before_approval')}"
    kind = asked if facts.step == "consult" else f"notified under {NOTIFIED_BEFORE}"
    opening = (
        "This is the written notification of the arrangements for a placement in your area. It is owed to "
        "the area authority before the placement is made or, if it is made in an emergency, within "
        f"{working_days('reg13_4', last_day(facts))} of its start, unless that is not reasonably practicable. It may "
        "not be withheld from the area authority."
    )
    apart = f"It is an act of its own, whether or not your authority has been {kind}."
    body = (
        Paragraph(opening), Paragraph(apart),
        Heading(2, "The arrangements", "arrangements"), *_arrangements(facts), Paragraph(IDENTITY),
        Heading(2, "The child's needs, as assessed", "needs"),
        Paragraph(
            f"{capital(NOTICE)}(b)(i): details of the responsible authority's assessment of the child's needs."
        ),
        *_categories(facts),
        Field("Details of the assessment", "In the enclosed assessment, or here by category: no name", 4),
        Heading(2, "Why this placement", "reasons"),
        Paragraph("The reasons why the placement is the most suitable for responding to these needs."),
        Field("Reasons", f"In the enclosed paper, or here. {wording.NO_NAMES_IN_TEXT}", 5),
        Heading(2, "Papers enclosed", "enclosed"),
        Paragraph(f"{capital(CARE_PLAN)}: a copy of the care plan, where it was not already provided."),
        *enclosures(facts.enclosures),
        Heading(2, "The law", "law"), Paragraph(NOTICE_LAW),
    )  # fmt: skip
    notes = (
        f"{capital(NOTICES_OF)} ask for other notices too: the child, parents, others with contact, the "
        "carer before, the integrated care boards, both general practices, education, and the independent "
        "reviewing officer. Each is an act of its own.",
        f"Where the area adjoins, this notice serves {NOTIFIED_BEFORE} as well if it goes before approval.",
        f"The words of {CARE_PLAN} could be read only in part for this edition: compare with the "
        "current text.",
    )
    return sheet(
        facts,
        "Notice of a placement in your area",
        capital(NOTICE),
        _to_area(facts),
        body,
        notes,
    )


def ending_notice(facts: Facts) -> Document:
    """Return the written notice of intention to end a placement, of regulation 14."""
    opening = (
        "The responsible authority intends to end the placement of the child known by the case reference "
        "above, in your area. This is the written notice of that intention. It is owed to everyone who was "
        "notified of the placement, to the person with whom the child is placed, and to the area authority, "
        "so far as is reasonably practicable before the placement ends. Whoever could not be told in time "
        f"must be told within {working_days('reg14_4', last_day(facts))} of its end."
    )
    body = (
        Paragraph(opening), Heading(2, "The placement", "placement"),
        Pairs(tuple((n.term, spoken(n)) for n in facts.placement if n.name in ENDING_SHOWS)),
        Heading(2, "The ending", "ending"), *_ending(facts.endings),
        Field("What is arranged for the child afterwards", "Arrangements by category: no address, no name", 3),
        Table("How it ends: tick one box", ("Ground", "Tick"), tuple((g, BOX) for g in GROUNDS), widths=(84, 16)),
        Paragraph(
            "The home gives its own notice of discharge (Children's Homes (England) Regulations 2015, SI "
            "2015/541, regulation 41). Please compare the two: each is owed whatever becomes of the other."
        ),
        Heading(2, "The law", "law"), Paragraph(ENDING_LAW),
    )  # fmt: skip
    notes = (
        f"Where a notice was not given to someone under {regulation('note_withholding')}, look again before this "
        "one goes there.",
        "Send a copy to each recipient of the regulation 13 notices and to the person with whom the child is "
        "placed; record each.",
        f"Tell the independent reviewing officer and make other arrangements first ({ENDING}(2)(a) and (b)).",
        f"The text of {ENDING} was read as made in 2010: compare its cross-references with the current text.",
    )
    return sheet(
        facts,
        "Notice of intention to end a placement",
        capital(ENDING),
        _to_area(facts),
        body,
        notes,
    )


def escalation(facts: Facts) -> Document:
    """Return the letter from one director of children's services to another where no reply has come."""
    duty = wording.CONSULTATION if facts.step == "consult" else wording.VOLUNTARY
    law = wording.CONSULTATION_LAW if facts.step == "consult" else wording.VOLUNTARY_LAW
    if facts.answers:
        return _escalated_before(facts, (Heading(2, "The law", "law"), Paragraph(law)))
    body = (
        Paragraph(duty), Paragraph(f"{NO_REPLY} I ask for your help to have the questions answered.", strong=True),
        Heading(2, "What was asked, and when", "asked"), *_tried(facts),
        *_answer_by(facts),
        Heading(2, "What I ask of you", "ask"),
        Bullets((
            "Name the office that will answer the questions of the consultation, and by when.",
            "If your authority can say nothing, let it say so: there is an answer for that, and it is routine.",
            "If someone should be spoken to before a decision, name the office. Nothing need be written.",
        ), numbered=True),
        Paragraph(wording.NO_REPLY_MEANS),
        Paragraph(
            "If a decision must be made before you answer, the record will say: no reply. It will hold each "
            "attempt, this letter, and my reasons."
        ),
        Heading(2, "The law", "law"), Paragraph(law), Paragraph(wording.NO_TIME_LIMIT), Paragraph(wording.ADVISORY),
    )  # fmt: skip
    notes = (
        "This letter is an attempt, and not a consultation. Record it as an escalation.",
        "It goes from office to office: a director of children's services or a recorded delegate at each end.",
    )
    return sheet(facts, "A consultation without a reply", DIRECTORS, _directors(facts), body, notes)


def _escalated_before(facts: Facts, law: tuple[Block, ...]) -> Document:
    """Return what stands in place of the letter once there is a reply: there is nothing left to ask for."""
    body = (
        Callout(Tone.WARNING, "A reply has since been recorded", (
            Paragraph("Do not send this letter: the area authority has answered. See the record.", strong=True),
        )),
        Heading(2, "What was asked, and when", "asked"), *_tried(facts), *law,
    )  # fmt: skip
    return sheet(facts, "A consultation that was answered", DIRECTORS, _directors(facts), body, ())


def _directors(facts: Facts) -> tuple[tuple[str, str], ...]:
    return (
        ("To", f"Director of children's services, {office(facts.area)}"),
        ("From", f"Director of children's services, {office(facts.responsible)}"),
    )


def _categories(facts: Facts) -> tuple[Block, ...]:
    if isinstance(facts.needs, Withheld):
        return (Paragraph(wording.WITHHELD),)
    return (Bullets(tuple(n.category for n in facts.needs) or ("No category of need is recorded.",)),)


def _answer_by(facts: Facts) -> tuple[Block, ...]:
    rows = tuple((line.term, spoken(line)) for line in facts.where)
    return (Pairs(rows),) if rows else (Paragraph("Where and by when to answer is not recorded."),)


def _to_area(facts: Facts) -> tuple[tuple[str, str], ...]:
    return (
        ("To", f"{office(facts.area)}: the office that its directory names for notifications"),
        ("From", office(facts.responsible)),
    )


def _arrangements(facts: Facts) -> tuple[Block, ...]:
    rows = tuple((line.term, spoken(line)) for line in facts.placement)
    address = Field("Address of the placement", "Written in by hand, or sent apart by secure mail", 2)
    return (Pairs((*rows, ("Emergency", emergency(facts)))), address)


def emergency(facts: Facts) -> str:
    """Return whether the placement is an emergency, with the reason as it was given."""
    if isinstance(facts.emergency, Withheld):
        return said(facts.emergency)
    return f"Yes. Reason: {words_of(facts.emergency)}" if facts.emergency else "No."


def _ending(found: tuple[Act, ...]) -> tuple[Block, ...]:
    """Return the recorded end; before it is recorded, room to write. The record's act of notice is no part of it."""
    ends = [act for act in found if act.kind == Kind.PLACEMENT_ENDED]
    if not ends:
        return (Field("When it is to end, and why", wording.NO_NAMES_IN_TEXT, 3),)
    return tuple(
        Pairs((("Ended", moment(act.at)), *((n.term, spoken(n)) for n in act.lines))) for act in ends
    )


def _tried(facts: Facts) -> tuple[Block, ...]:
    lines = attempts(facts)
    if lines:
        return (Bullets(lines, numbered=True),)
    return (
        Callout(
            Tone.MISSING, "No attempt is recorded", (Paragraph("Ask before you escalate, and record it."),)
        ),
    )


def last_day(facts: Facts) -> date:
    """Return the day of the last recorded act, whose law a letter goes by."""
    return facts.history[-1].at.astimezone(LONDON).date()
