"""Letters to a force's Head of Public Protection about the location of a home: proposed, or established.

They follow the two letters of the Department's advice of July 2014 (annex 3) in purpose; its lines were not read.
"""

from __future__ import annotations

from placement_check.records.blocks import Block, Document, Field, Heading, Paragraph, Table
from placement_check.records.consultation import wording
from placement_check.records.consultation.facts import Facts
from placement_check.records.consultation.letter_sheet import sheet
from placement_check.records.consultation.question_blocks import BOX
from placement_check.records.consultation.speech import office

LAW = (
    "We ask under the Children's Homes (England) Regulations 2015 (SI 2015/541), regulation 12(2)(c) "
    "(premises located so that children are effectively safeguarded) and regulation 46 (review of premises, "
    "at least once in each calendar year)."
)
SUBJECTS = (
    "Child sexual exploitation", "Child criminal exploitation, county lines included", "Trafficking and modern slavery",
    "Gangs and serious violence", "The drugs market", "Places to which missing children go or are taken",
    "Anti-social behaviour", "Hate crime and radicalisation", "Premises near by that give cause for concern",
)  # fmt: skip
ANSWERS = ("nothing known to the force", "known, can be managed", "known, serious", "please speak to us",
           "unable to comment")  # fmt: skip
ASKED = (
    "Please advise, by category, on what should be planned for at this location. Advice is asked for, not "
    "raw intelligence: no name of any person, no source and no report belongs in the answer. What cannot be "
    "written, please say by conversation."
)
ROUTINE = (
    "“Unable to comment” is taken as routine: it is given as often when nothing is held as when something "
    "is, and nothing is inferred from it. “Nothing known” is not the same as no risk. No answer is taken as "
    "no answer, and never as nothing known."
)
NUMBERS = (
    "Where your force issues them, please also send a certificate of the number of registered sex offenders "
    "in its smallest published area for this place: the number alone, with its area and date, and nothing "
    "about any person."
)
NOTES = (
    "The Department's advice of July 2014 has two letters of this kind (its annex 3). Their own lines, and "
    "the text of regulation 46, were not read for this edition: compare with the current text before you "
    "rely on them.",
    "The force is the force of the place, not that of the authority that places the child.",
    "The address of a home is confidential. It is written in by hand or sent apart, and never stored in this "
    "file.",
)


def new_home(facts: Facts) -> Document:
    """Return the letter of a provider of a proposed home to the Head of Public Protection."""
    opening = (
        f"A children's home is proposed in the area of {facts.area.name}. The provider must be able to show "
        "that the premises are located so that children are effectively safeguarded, before a child lives "
        "there. We ask for your advice now, while the choice of premises is still open and before "
        "registration with Ofsted."
    )
    what = ("Address of the proposed premises", "Written in by hand, or sent apart by secure mail", 1)
    more = Field(
        "What the home is to be",
        "How many children, of what ages; staff by day and by night; opening when",
        2,
    )
    return _letter(
        facts, "A proposed children's home: your advice on its location", opening, (Field(*what), more)
    )


def established_home(facts: Facts) -> Document:
    """Return the letter of the manager of an established home to the Head of Public Protection."""
    opening = (
        f"This letter is from the registered manager of a children's home in the area of {facts.area.name}. "
        "The appropriateness and suitability of its location must be reviewed at least once in each calendar "
        "year. We ask what has changed since the last review, and what we should plan for."
    )
    what = (
        "Address of the home, and its registration number",
        "Written in by hand, or sent apart by secure mail",
        1,
    )
    more = Field(
        "The last review", "Its day; what was found then; what was done; incidents since, as numbers only", 3
    )
    return _letter(
        facts, "An established children's home: the review of its location", opening, (Field(*what), more)
    )


def _letter(facts: Facts, title: str, opening: str, home: tuple[Block, ...]) -> Document:
    rows = tuple((subject, *(BOX for _ in ANSWERS)) for subject in SUBJECTS)
    columns = ("Subject", *ANSWERS)
    body = (
        Paragraph(opening), *home, Paragraph(LAW), Paragraph(wording.LETTER_PARTNERS),
        Heading(2, "What we ask", "asked"), Paragraph(ASKED), Paragraph(ROUTINE),
        Table("Near these premises: tick one box on each line", columns, rows, widths=(25, 15, 15, 15, 15, 15)),
        Field("Advice, by category, and what would reduce each risk", wording.NO_NAMES_IN_TEXT, 3),
        Field("Records searched, and to what date", "Which systems; the last day they cover", 2),
        Field("Office to speak to", "A role or unit, and how to reach it by secure means", 1),
        Paragraph(NUMBERS), Field("Please answer by", "A day, by local policy; the law gives none", 1),
    )  # fmt: skip
    to = (
        ("To", f"Head of Public Protection, {office(facts.force)}"),
        ("From", "Written in by the sender: role and organisation"),
    )
    return sheet(facts, title, f"Letter to {facts.force.name}", to, body, NOTES, of_the_child=False)
