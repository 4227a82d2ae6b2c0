"""The part of a record that tells what came back and what was done with it: answer or silence, decision, notices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from placement_check.consultation.kinds import SATISFIED_OF, Limb
from placement_check.records.blocks import Block, Bullets, Callout, Heading, Pairs, Paragraph, Table, Tone
from placement_check.records.consultation import wording
from placement_check.records.consultation.facts import WITHHELD, Act, Answered, Facts, Search
from placement_check.records.consultation.law_words import broken, capital
from placement_check.records.consultation.letter_sheet import attempts
from placement_check.records.consultation.speech import moment, said, spoken, words_of
from placement_check.records.consultation.terms import NOTICE
from placement_check.records.quoting import quoted

PAUSE = (
    "The answer asks the decision to pause. It adds nothing to any score, and says nothing of what the "
    "matter is. Under “How it was considered” the record says whether a conversation was held."
)
NONE_CONSIDERED = (
    "It is not recorded how the answer was considered. "
    "An answer that is not considered is not a consultation."
)
FIVE = f"{broken('distant_dcs').partition('(')[0]}(2)(a) to (e)"
NO_SATISFACTION = (
    f"None of the five matters of {FIVE} is recorded: wishes and feelings; the most "
    "appropriate placement; relatives; the area authority; the independent reviewing officer."
)
NOT_ASKED = {
    "consult": "The area authority has not been asked. Nobody may record that it was consulted.",
    "notify": (
        "The area authority was not asked. The law asks here that it be notified; to ask is good practice. "
        "That nobody asked is no evidence about the place."
    ),
    "none": "There is no area authority to ask.",
    "unknown": "No asking is recorded. That nobody asked is no evidence about the place.",
}
NO_NOTICE = (
    f"No notice under {NOTICE.partition('(')[0]} is recorded as sent. Consultation does not stand for "
    "notification."
)


def answering(facts: Facts) -> Iterator[Block]:
    """Yield the answer or the silence, the acts that followed, and what is not recorded yet."""
    yield from _answer(facts)
    not_yet: list[str] = []
    if facts.considered:
        yield from _acts("How it was considered", "considered", facts.considered)
    elif facts.answers:
        not_yet.append(NONE_CONSIDERED)
    if facts.confirmed:
        yield from _acts("What was confirmed", "confirmed", facts.confirmed)
    if facts.satisfactions:
        yield from satisfactions(facts.satisfactions)
    else:
        not_yet.append(NO_SATISFACTION)
    sections = (
        ("The decision and the placement", "decision", facts.decisions, wording.NOT_DECIDED),
        ("Notices", "notices", facts.notices, NO_NOTICE), ("The end of the placement", "endings", facts.endings, ""),
    )  # fmt: skip
    for title, anchor, found, none in sections:
        if found:
            yield from _acts(title, anchor, found)
        elif none:
            not_yet.append(none)
    if not_yet:
        yield Heading(2, "What is not recorded", "not-recorded")
        yield Callout(Tone.MISSING, "Not recorded", (Bullets(tuple(not_yet)),))


def _answer(facts: Facts) -> Iterator[Block]:
    if facts.step == "none" and not facts.answers and not facts.attempts:
        yield Heading(2, "The area authority", "answer")
        yield Paragraph(NOT_ASKED["none"])
        return
    yield Heading(2, "The answer of the area authority", "answer")
    if not facts.answers and not facts.attempts:
        yield Callout(Tone.MISSING, "Not asked", (Paragraph(NOT_ASKED[facts.step], strong=True),))
        return
    if not facts.answers:
        yield from _silence(facts)
        return
    for number, found in enumerate(facts.answers, start=1):
        yield from _answered(found, number)
    yield Paragraph(wording.VIEW_ADVISORY)
    yield Heading(3, "How it was asked", "attempts")
    tried = attempts(facts)
    yield (
        Bullets(tried, numbered=True)
        if tried
        else Paragraph("It was not asked for this case: an earlier answer is reused.")
    )
    for act in facts.silence:
        yield _silent(act)


def _silence(facts: Facts) -> Iterator[Block]:
    tried = attempts(facts)
    yield Callout(Tone.MISSING, "No reply", (
        Paragraph(wording.NO_REPLY_MEANS, strong=True),
        Paragraph("What was done to get one:"), Bullets(tried, numbered=True),
    ))  # fmt: skip
    for act in facts.silence:
        yield _silent(act)


def _silent(act: Act) -> Pairs:
    return Pairs((("Recorded as no reply", moment(act.at)), ("By the office of", _office(act)), *_rows(act)))


def _answered(found: Answered, number: int) -> Iterator[Block]:
    yield Heading(3, f"Answer {number}, {moment(found.at)}", f"answer-{number}")
    first = [
        ("Answered by", f"{found.role}, {found.organisation}"), ("Signed", found.signed),
        ("Recorded", moment(found.recorded)),
    ]  # fmt: skip
    if found.reused:
        first.append(("Reused", "An earlier answer, given for another question, that had not expired."))
    yield Pairs((*first, *((line.term, spoken(line)) for line in found.lines)))
    if found.pauses:
        yield Callout(
            Tone.WARNING, "A conversation was asked for before deciding", (Paragraph(PAUSE, strong=True),)
        )
    rows = tuple(
        (r.question, words_of(r.answer) if r.contact and r.answer else said(r.answer)) for r in found.replies
    )
    yield Table(f"What was asked and answered ({number})", ("Question", "Answer"), rows, widths=(50, 50))
    if found.texts:
        yield Pairs(tuple((line.term, spoken(line)) for line in found.texts))
    yield from _searched(found, number)


def _searched(found: Answered, number: int) -> Iterator[Block]:
    if found.searches:
        rows = tuple((_records(s), s.to or "The last day is not recorded.") for s in found.searches)
        yield Table(
            f"What was searched, and to what date ({number})", ("Records", "To"), rows, widths=(64, 36)
        )
    elif found.searched is WITHHELD:
        yield Pairs((("What was searched", said(found.searched)),))
    else:
        why = f"Reason: {words_of(found.searched)}"
        yield Callout(
            Tone.MISSING, "Nothing was searched", (Paragraph(wording.CODES["NOT_SEARCHED"]), Paragraph(why))
        )


def _records(found: Search) -> str:
    return f"{found.records}: {quoted(found.what)}" if found.what else found.records


def _acts(title: str, anchor: str, found: Sequence[Act]) -> Iterator[Block]:
    yield Heading(2, title, anchor)
    for number, act in enumerate(found, start=1):
        yield Heading(3, f"{act.title}, {moment(act.at)}", f"{anchor}-{number}")
        yield Pairs((("By the office of", _office(act)), ("Recorded", moment(act.recorded)), *_rows(act)))


def satisfactions(found: Sequence[Act]) -> Iterator[Block]:
    """Yield the five matters of regulation 11(2), one row each whether it is recorded or not."""
    yield Heading(2, "The five satisfactions", "satisfactions")
    yield Paragraph(
        f"{capital(FIVE)}: each is recorded on its own, with its evidence, by the approving role."
    )
    rows = []
    for limb in Limb:
        words = f"({limb}) {SATISFIED_OF[limb]}"
        mine = [a for a in found if any(n.name == "limb" and n.text == words for n in a.lines)]
        rows += [(words, _evidence(a), _approver(a), moment(a.at)) for a in mine] or [
            (words, "Not recorded.", "", "")
        ]
    columns = ("Satisfied that", "Evidence", "By the approving role", "When")
    yield Table("What the approver is satisfied of", columns, tuple(rows), widths=(30, 28, 28, 14))


def _evidence(act: Act) -> str:
    """Return the evidence, and what else was written of it where this edition shows that."""
    own = [spoken(n) for n in act.lines if n.name == "evidence"]
    more = [n for n in act.lines if n.written and n.name != "evidence" and n.text is not WITHHELD]
    return " ".join([*own, *(f"{n.term}: {spoken(n)}." for n in more)])


def _approver(act: Act) -> str:
    role = [spoken(n) for n in act.lines if n.name == "approver"]
    return ": ".join([*role, _office(act)])


def _office(act: Act) -> str:
    return f"{act.role}, {act.organisation}"


def _rows(act: Act) -> tuple[tuple[str, str], ...]:
    return tuple((line.term, spoken(line)) for line in act.lines)
