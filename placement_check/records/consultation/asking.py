"""The part of a record that is the same before the answer and after: what this is, the clock, the place, the needs."""

from __future__ import annotations

from collections.abc import Iterator

from placement_check.records.blocks import Block, Bullets, Callout, Heading, Pairs, Paragraph, Table, Tone
from placement_check.records.consultation import wording
from placement_check.records.consultation.authority_letters import emergency
from placement_check.records.consultation.facts import DutyOwed, Facts, Need, Withheld
from placement_check.records.consultation.letter_sheet import enclosures
from placement_check.records.consultation.place_blocks import place
from placement_check.records.consultation.speech import moment, office, said, spoken, words_of
from placement_check.records.consultation.stage import advisory, basis
from placement_check.records.quoting import quoted

OF_THE_OPENING = "What this placement owes, as worked out when the case was opened"
OF_A_LATER_DAY = "What this placement owes, by the law of the day of the decision and what was confirmed"
NO_DUTIES = (
    "The duties of this placement were not worked out when the case was opened. This is not a finding that "
    "there are none."
)
NO_NEEDS = (
    "No category of need was given, so nothing was matched. This is not a finding that the child has none."
)


def asking(facts: Facts) -> Iterator[Block]:
    """Yield the sections that are the same before the answer and after it."""
    yield from _what_this_is(facts)
    yield from _clock(facts)
    yield from _placement(facts)
    yield from place(facts)
    yield from _needs(facts)
    yield Heading(2, "What was enclosed", "enclosed")
    yield from enclosures(facts.enclosures)


def _what_this_is(facts: Facts) -> Iterator[Block]:
    text, law = basis(facts)
    area = wording.NO_AREA_AUTHORITY if facts.step == "none" else office(facts.area)
    yield Heading(2, "What this is", "what")
    yield Paragraph(text)
    if facts.to_confirm:
        yield Callout(Tone.WARNING, "To be confirmed", (Paragraph(wording.TO_CONFIRM, strong=True),))
    yield from (Paragraph(view) for view in advisory(facts))
    yield Pairs((
        ("Responsible authority", office(facts.responsible)), ("Area authority", area),
        ("Police force of the place", office(facts.force)), ("Case reference", words_of(facts.reference)),
        ("Case file", facts.case), ("Legal basis", law),
    ))  # fmt: skip
    yield Heading(3, "Where the case stands", "status")
    yield Paragraph(wording.SEPARATE)
    yield Table("Each act has its own status", ("Act", "Status"), facts.status, widths=(34, 66))
    yield from _open(facts)


def _open(facts: Facts) -> Iterator[Block]:
    if isinstance(facts.open, Withheld):
        yield Pairs((("What is open", wording.WITHHELD),))
        return
    held = list(dict.fromkeys(o.holds_up for o in facts.open))
    for number, what in enumerate(held, start=1):
        yield Heading(4, f"Open before {what}" if what else "Open, and owed now", f"open-{number}")
        yield Bullets(tuple(o.text for o in facts.open if o.holds_up == what))


def _clock(facts: Facts) -> Iterator[Block]:
    yield Heading(2, "What is due, and when", "clock")
    if facts.step != "none":
        yield Paragraph(wording.NO_TIME_LIMIT)
    if isinstance(facts.clocks, Withheld) or isinstance(facts.duties, Withheld):
        yield Pairs((("Clock and duties", wording.WITHHELD),))
        return
    if facts.clocks:
        running = tuple(
            (_capital(c.what), moment(c.by), c.counted_from, c.basis, f"{_capital(c.stands)}.")
            for c in facts.clocks
        )
        heads = ("What", "By (London time)", "Counted from", "Rests on", "State")
        as_at = moment(facts.history[-1].at)
        yield Table(f"The clocks, as they stood on {as_at}", heads, running, widths=(26, 18, 18, 19, 19))
        if late := tuple(_capital(f"{c.what}: {c.stands}.") for c in facts.clocks if c.late or c.overdue):
            yield Callout(Tone.WARNING, "Late or overdue", (Bullets(late),))
    else:
        yield Paragraph("No clock runs yet: nothing has been sent, approved or started.")
    if not facts.duties:
        yield Callout(Tone.MISSING, "No duties are recorded", (Paragraph(NO_DUTIES),))
        return
    columns = ("Duty", "Owed by", "Due", "Under")
    rows = tuple((d.duty, d.who, _due(d), _cited(d.citation, d.confidence)) for d in facts.duties)
    yield Table(
        OF_A_LATER_DAY if facts.law_changed else OF_THE_OPENING, columns, rows, widths=(36, 16, 22, 26)
    )
    if any(d.confidence != "verified" for d in facts.duties):
        yield Paragraph(wording.NOT_COMPARED_WITH_LAW)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _due(duty: DutyOwed) -> str:
    return f"{duty.due}: {duty.by}" if duty.by and duty.due else duty.due or duty.by or "No time is set."


def _cited(citation: str, confidence: str) -> str:
    return citation if confidence == "verified" else f"{citation} *"


def _placement(facts: Facts) -> Iterator[Block]:
    yield Heading(2, "The placement", "placement")
    yield Paragraph(wording.NO_PERSON)
    yield Paragraph(wording.ADDRESS_APART)
    yield Pairs((*((line.term, spoken(line)) for line in facts.placement), ("Emergency", emergency(facts))))


def _needs(facts: Facts) -> Iterator[Block]:
    yield Heading(2, "The child's needs and local services", "needs")
    yield Paragraph(wording.NEEDS_ARE)
    if isinstance(facts.needs, Withheld):
        yield Pairs((("Needs and services", said(facts.needs)),))
    elif not facts.needs:
        yield Callout(Tone.MISSING, "No needs are recorded", (Paragraph(NO_NEEDS),))
    else:
        rows = tuple((n.category, services(n)) for n in facts.needs)
        yield Table(
            "Needs, by category, and what lists hold near the place", ("Need", "Found"), rows, widths=(32, 68)
        )


def services(need: Need) -> str:
    """Return what was found for a need: services, nothing within reach, or that no list of such services is held."""
    if not need.listed:
        return f"{wording.NO_LIST}."
    return "; ".join(quoted(s) for s in need.services) or f"{wording.NOT_FOUND}."
