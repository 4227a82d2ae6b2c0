"""What is owed in plain words for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from placement_check.duties.answer import Due, Duty, Owed, Remark
from placement_check.duties.placement import OUTSIDE
from placement_check.duties.wording import (
    APPROVERS,
    GOOD_PRACTICE,
    HEADER,
    NOT_COVERED,
    STEPS,
    day_words,
    moment_words,
)

WIDTH = 96
COLUMN = 16


def to_text(owed: Owed) -> str:
    """Return what is owed in words: who approves, each duty with its day and paragraph, and what is not covered."""
    return "\n".join(_lines(owed)).rstrip() + "\n"


def _lines(owed: Owed) -> Iterator[str]:
    yield "WHAT THE LAW ASKS OF THIS PLACEMENT"
    yield from _wrapped(HEADER)
    yield ""
    yield from _asked(owed)
    yield ""
    if owed.breaches:
        yield "BREACH OF THE LAW"
        yield ""
        for breach in owed.breaches:
            yield from _remark(breach)
        yield ""
    if owed.stops:
        yield from _stops(owed)
    elif owed.both:
        yield from _verdict(owed)
        yield from _confirm(owed)
    else:
        yield from _verdict(owed)
        yield from _duties("WHAT IS OWED", owed.duties)
    yield from _remarks(f"OFFERED ({GOOD_PRACTICE})", owed.offers)
    yield from _remarks("NOTES", (note for note in owed.notes if not note.confirm))
    yield from _titled("WHAT THIS DOES NOT COVER")
    for line in NOT_COVERED:
        yield from _wrapped(line, "- ", "  ")


def _asked(owed: Owed) -> Iterator[str]:
    p = owed.placement
    area = OUTSIDE.get(p.area) or (f"{owed.area.name} ({owed.area.code})" if owed.area else "")
    kind = p.type.words + (f": {p.setting.words}" if p.setting else "")
    yield from _field("Asked on", day_words(owed.on))
    yield from _field("Responsible", f"{owed.responsible.name} ({owed.responsible.code})")
    yield from _field("Area", area or (f"code {p.area}" if owed.stops else "its own"))
    yield from _field("Placement", f"{kind}; age {p.age}")
    if p.legal_status is not None:
        yield from _field("Legal status", p.legal_status.words)
    if p.emergency:
        yield from _field("Emergency", p.emergency_reason)
    if p.not_practicable:
        yield from _field("Late notice", p.not_practicable)
    for name in ("approved", "started", "ended"):
        moment = getattr(p, name)
        if moment is not None:
            yield from _field(name.capitalize(), moment_words(moment))


def _verdict(owed: Owed) -> Iterator[str]:
    distance = {True: "YES", False: "NO", "confirm": "CONFIRM"}[owed.at_a_distance]
    yield from _field("At a distance", f"{distance}. {owed.why}")
    yield from _field("Approver", APPROVERS[owed.approver])
    yield from _field("Area authority", STEPS[owed.area_authority_step])
    if owed.force is not None:
        yield from _field("Police there", owed.force.name)
    if owed.remind_by is not None:
        yield from _field("First clock", f"ends {moment_words(owed.remind_by)}")
    yield from _remarks("CONFIRM FIRST", owed.to_confirm)


def _stops(owed: Owed) -> Iterator[str]:
    yield "STOP. Nothing else is computed."
    for stop in owed.stops:
        yield ""
        yield from _wrapped(stop.text)
        yield from _field("What to do", stop.advice)
        yield from _law(stop.citation, stop.confidence, stop.rule)


def _confirm(owed: Owed) -> Iterator[str]:
    yield ""
    yield from _wrapped(
        "Ask both authorities whether they adjoin, and record their answer. Until then both outcomes are shown; the "
        "second is the fuller."
    )
    yield from _duties("OWED EITHER WAY", owed.duties)
    shared = {duty.rule for duty in owed.duties}
    for title, one in zip(("IF THEY ADJOIN", "IF IT IS AT A DISTANCE"), owed.both, strict=True):
        yield from _titled(title)
        yield from _field("Approver", APPROVERS[one.approver])
        yield from _field("Area authority", STEPS[one.area_authority_step])
        yield ""
        yield from _numbered(duty for duty in one.duties if duty.rule not in shared)
        yield from _told(owed, one)


def _told(owed: Owed, one: Owed) -> Iterator[str]:
    """Yield what only this outcome offers or notes."""
    offers = [offer for offer in one.offers if offer not in owed.offers]
    notes = [note for note in one.notes if note not in owed.notes]
    if offers or notes:
        yield ""
    for offer in offers:
        yield from _remark(offer, f"Offered ({GOOD_PRACTICE}): ")
    for note in notes:
        yield from _remark(note)


def _duties(title: str, duties: Iterable[Duty]) -> Iterator[str]:
    yield from _titled(title)
    yield from _numbered(duties)


def _numbered(duties: Iterable[Duty]) -> Iterator[str]:
    for number, duty in enumerate(duties, 1):
        if number > 1:
            yield ""
        yield from _wrapped(duty.duty, f"{number:2}. ", "    ")
        yield from _field("    Who", duty.who)
        if duty.recipients:
            yield from _field("    To", "; ".join(duty.recipients))
        if duty.documents:
            yield from _field("    With", "; ".join(duty.documents))
        if duty.due is not None:
            yield from _field("    Due", ("LATE. Due " if duty.late else "") + _due(duty.due))
        yield from _law(duty.citation, duty.confidence, duty.rule, "    ")


def _due(due: Due) -> str:
    if due.by is not None and due.counted_from:
        return f"{moment_words(due.by)}: {due.words} ({due.counted_from})"
    if due.by is not None:
        return f"{due.words} ({moment_words(due.by)})"
    return f"{due.words} ({due.counted_from})" if due.counted_from else due.words


def _law(citation: str, confidence: str, rule: str, indent: str = "") -> Iterator[str]:
    yield from _field(f"{indent}Law", f"{citation} [{confidence}; rule {rule}]")


def _remarks(title: str, remarks: Iterable[Remark]) -> Iterator[str]:
    found = list(remarks)
    if found:
        yield from _titled(title)
        for remark in found:
            yield from _remark(remark)


def _remark(remark: Remark, label: str = "") -> Iterator[str]:
    yield from _wrapped(f"{label}{remark.text} [{remark.citation}; {remark.confidence}]", "- ", "  ")


def _titled(title: str) -> Iterator[str]:
    yield ""
    yield title
    yield ""


def _field(name: str, text: str) -> Iterator[str]:
    yield from _wrapped(text, f"{name:<{COLUMN}}", " " * COLUMN)


def _wrapped(text: str, first: str = "", rest: str = "") -> Iterator[str]:
    yield from textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip
