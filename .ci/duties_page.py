#!/usr/bin/env python3
"""Write docs/duties.md: every rule of the law of a placement, and scenarios answered by it.

The scenarios and what is expected of them are tests/duties/scenarios.toml; a page is written only where every answer is
the expected one. Run without an argument it writes the page; with --check it exits with 1 if it is not current.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from duties.scenarios import Scenario, differences, scenarios  # noqa: E402

from geodata.calendar import Holidays  # noqa: E402
from placement_check.duties import doubts  # noqa: E402
from placement_check.duties.owed import Duty, Owed  # noqa: E402
from placement_check.duties.placement import PlacementRefused  # noqa: E402
from placement_check.duties.rules import Rule, rules  # noqa: E402
from placement_check.duties.wording import (  # noqa: E402
    APPROVERS,
    NOT_COVERED,
    STEPS,
    day_words,
    moment_words,
)

PAGE = ROOT / "docs" / "duties.md"
NOTICE = (
    "<!-- Written by .ci/docs from placement_check/duties/duties.toml, geodata/tables and tests/duties/scenarios.toml; "
    "edit those and run it again. -->"
)
READINGS = (
    "**Which day counts.** Approval, notification and consultation go by the law and the boundaries of the day of the "
    "decision; the placement plan, notices and registration by the day of the start; notices of the ending by that "
    "day. Of an event without a time nobody has said that it happened: it stands on the day asked about, or on that "
    "of the event before it where that is later.",
    "**Codes.** A code whose area on that day belongs to one authority is followed to it, and that is said: a code "
    "that was issued anew, a council that was merged whole, a district's code given for its county. A code whose area "
    "belongs to several is refused, and they are named. Only for an event after the decision are several named "
    'as recipients, "whichever holds the place".',
    "**Confirm.** Two authorities that meet only in water, face each other across an estuary, meet at a corner, or of "
    "which a published list and the boundaries disagree: both outcomes are shown until the councils have confirmed. "
    "Rutland and Peterborough, which lie some 19 m apart, are at a distance: consulting asks for more than notifying.",
    "**Emergency.** Para (3) of reg 11 puts off what para (2) asks, not approval itself; at a distance the director "
    "approves. Approval that comes after the start is accepted as a fact and named as a breach, in an emergency too. "
    "Inside the own area, and with exempt carers and parents, nothing puts off informing the IRO.",
    "**Not reasonably practicable.** A recorded reason gives the placement plan its five working days (9(2)). For "
    "notices outside an emergency the regulation names no later day, and none is invented.",
    "**With a parent.** Reg 18 is taken to apply. Where the child is not known to be in care the answer says that this "
    "has to be confirmed first.",
    "**16 and 17.** A setting of reg 27A is not taken for excepted accommodation within 27C unless the question says "
    "so.",
    "**A stop ends the answer.** At a distance, approver and steps are then not computed. Remand is a stop of this "
    "kind: its modified rules are not held.",
)


# A recipient that is an authority, by its official or provisional code; the others stand in the rule itself.
CODE = re.compile(r"\(([EWS]\d{8}|X-[A-Z-]+)\)")


class PageError(Exception):
    """The page cannot be written: a scenario is not answered as expected."""


def page() -> Iterator[str]:
    """Yield the lines of docs/duties.md.

    Raises
    ------
    PageError
        If a scenario is not answered as a person expects.
    """
    found = scenarios()
    yield "# What the law asks of a placement"
    yield ""
    yield NOTICE
    yield ""
    yield (
        f"`placement-check duties` answers from {len(rules())} dated rules. Below are {len(found)} scenarios with "
        "every duty that the answer holds, its paragraph and its day, and then every rule in full. What is expected of "
        "each scenario was written by hand and is tested; this page only prints the answers."
    )
    yield ""
    yield "This is no legal advice. *Verified* means that the row's text was read in a primary source. **Not covered:**"
    yield ""
    yield from (f"- {line}" for line in NOT_COVERED)
    yield ""
    yield from _summary(found)
    yield ""
    yield "## How the law is read here"
    yield ""
    yield from (f"- {line}" for line in READINGS)
    yield ""
    last = Holidays.load().last
    yield (
        "Working days leave out Saturdays, Sundays, Christmas Day, Good Friday and the bank holidays of England and "
        f"Wales, from 27 January 2014 to {day_words(last)}. The day of the event is not counted; a period ends at the "
        "end of its last working day, London time."
    )
    yield from _scenarios(found)
    yield from _rules()
    yield from _doubts()


def _summary(found: list[Scenario]) -> Iterator[str]:
    yield "## Every scenario in a line"
    yield ""
    yield (
        "*What holds it up* is a stop, a refusal of the question, a breach of the law that the times show, or what has "
        "to be confirmed first besides whether two authorities adjoin."
    )
    yield ""
    yield _row([
        "no.", "responsible", "area", "type", "emergency", "at a distance", "approver", "area authority step",
        "what holds it up",
    ])  # fmt: skip
    yield "|---|---|---|---|---|---|---|---|---|"
    for number, scenario in enumerate(found, 1):
        facts = scenario.facts
        emergency = "yes" if facts.get("emergency_reason") else "no"
        said = (facts["type"], emergency, *_outcome(scenario.answer()))
        yield _row([f"[{number}](#scenario-{number})", *_whose(scenario), *said])


def _whose(scenario: Scenario) -> tuple[str, str]:
    """Return the two authorities by name where the answer knows it, and otherwise as the question gives them."""
    answer, facts = scenario.answer(), scenario.facts
    if isinstance(answer, PlacementRefused):
        return f"`{facts['responsible']}`", f"`{facts['area']}`"
    if answer.area is not None:
        return answer.responsible.name, answer.area.name
    own = answer.at_a_distance is False
    return answer.responsible.name, answer.responsible.name if own else facts["area"]


def _outcome(answer: Owed | PlacementRefused) -> tuple[str, str, str, str]:
    if isinstance(answer, PlacementRefused):
        return "", "", "", f"refused: `{answer.rule}`"
    if answer.stops:
        return "", "", "", f"stop: {', '.join(f'`{stop.rule}`' for stop in answer.stops)}"
    held = [f"breach: {b.citation}" for b in answer.breaches]
    held += [f"confirm: `{note.rule}`" for note in answer.to_confirm]
    return _distance(answer), answer.approver, answer.area_authority_step, "; ".join(held)


def _scenarios(found: list[Scenario]) -> Iterator[str]:
    chapter = ""
    for number, scenario in enumerate(found, 1):
        if scenario.chapter != chapter:
            chapter = scenario.chapter
            yield ""
            yield f"## {chapter}"
        answer = scenario.answer()
        wrong = differences(scenario, answer)
        if wrong:
            raise PageError(
                f"Scenario '{scenario.name}': {'; '.join(wrong)}. Correct the rules or the expectation."
            )
        yield ""
        yield f'<a id="scenario-{number}"></a>'
        yield ""
        yield f"### {number}. {scenario.name}"
        yield ""
        yield f"*Asked on {day_words(scenario.on)}:* {_facts(scenario)}"
        yield ""
        yield from _refusal(answer) if isinstance(answer, PlacementRefused) else _answer(answer)


def _facts(scenario: Scenario) -> str:
    words = []
    for name, value in scenario.facts.items():
        shown = value.replace("T", " ") if name in ("approved", "started", "ended") else value
        words.append(f"{name} {'yes' if value is True else f'`{shown}`'}")
    return ", ".join(words)


def _refusal(answer: PlacementRefused) -> Iterator[str]:
    yield f"**Refused**, rule `{answer.rule}`: {answer.text} {answer.advice}"


def _answer(answer: Owed) -> Iterator[str]:
    if answer.stops:
        for stop in answer.stops:
            yield f"**Stop**, rule `{stop.rule}`: {stop.text} {stop.advice}"
            yield ""
            yield f"({stop.citation}; {stop.confidence})"
        return
    for breach in answer.breaches:
        yield f"**Breach** ({breach.citation}; {breach.confidence}): {breach.text}"
        yield ""
    for note in answer.to_confirm:
        yield f"**Confirm first** ({note.citation}; {note.confidence}): {note.text}"
        yield ""
    yield f"- At a distance: **{_distance(answer)}**. {answer.why}"
    yield f"- Approver: **{answer.approver}** ({APPROVERS[answer.approver]})"
    yield f"- Area authority: **{answer.area_authority_step}** ({STEPS[answer.area_authority_step]})"
    yield f"- Police of the place: {'not known here' if answer.force is None else answer.force.name}"
    if answer.remind_by is not None:
        yield f"- First clock ends: **{moment_words(answer.remind_by)}**"
    yield ""
    yield from _table(answer.duties)
    if answer.both:
        shared = {duty.rule for duty in answer.duties}
        for title, one in zip(("If they adjoin", "If it is at a distance"), answer.both, strict=True):
            yield ""
            step = one.area_authority_step
            yield f"**{title}:** approver {one.approver}, area authority {step}, and besides the above"
            yield ""
            yield from _table([duty for duty in one.duties if duty.rule not in shared])
    ids = {rule.id for rule in rules()}
    yield ""
    yield f"Offered and noted: {', '.join(f'`{r.rule}`' for r in (*answer.offers, *answer.notes))}"
    for reading in (r for r in answer.notes if r.rule not in ids):
        yield ""
        yield f"> {reading.text}"


def _distance(answer: Owed) -> str:
    return {True: "yes", False: "no", "confirm": "confirm"}[answer.at_a_distance]


def _table(duties: Iterable[Duty]) -> Iterator[str]:
    rows = list(duties)
    if not rows:
        yield "nothing more."
        return
    yield "| rule | due | to which authority | paragraph | confidence |"
    yield "|---|---|---|---|---|"
    for duty in rows:
        to = "; ".join(r.removesuffix(", the area authority") for r in duty.recipients if CODE.search(r))
        yield _row([f"`{duty.rule}`", _due(duty), to, duty.citation, duty.confidence])


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _due(duty: Duty) -> str:
    due, late = duty.due, "LATE: " if duty.late else ""
    if due is None:
        return "no day is named"
    if due.by is not None:
        return f"{late}**{moment_words(due.by)}**: {due.words}"
    return late + due.words


def _rules() -> Iterator[str]:
    yield ""
    yield "## The rules"
    yield ""
    yield "In the order of `duties.toml`. A row number is that of the decision table (law page, section 1.6)."
    for rule in rules():
        yield ""
        yield f"### `{rule.id}`"
        yield ""
        yield f"{rule.duty}{' ' + rule.advice if rule.advice else ''}"
        yield ""
        yield from _said(rule)


def _said(rule: Rule) -> Iterator[str]:
    yield f"- Kind: {rule.kind}{'' if rule.row is None else f'; row {rule.row}'}"
    yield f"- Paragraph: {rule.citation}"
    yield f"- In force: {_period(rule.in_force_from, rule.in_force_to)}"
    if rule.who:
        yield f"- Who: {rule.who}"
    if rule.recipients:
        yield f"- To: {'; '.join(rule.recipients)}"
    if rule.in_emergency:
        yield f"- In an emergency the answer adds: {rule.in_emergency}"
    if rule.breach:
        yield f"- Broken where the approval comes too late: {rule.breach}"
    if rule.confirm:
        yield "- Has to be settled before the answer is acted on (exit code 3)"
    if rule.documents:
        yield f"- With: {'; '.join(rule.documents)}"
    yield f"- Confidence: {rule.confidence}: {rule.tag} ({rule.source})"


def _period(first: date, last: date | None) -> str:
    return f"since {day_words(first)}" if last is None else f"from {day_words(first)} to {day_words(last)}"


def _doubts() -> Iterator[str]:
    yield ""
    yield "## Pairs in doubt"
    yield ""
    yield (
        "Beside every pair of `geodata/tables/adjacency.csv` whose basis is water and which nobody has confirmed, the "
        'answer is "confirm" for these pairs of `geodata/tables/adjacency_doubts.csv`:'
    )
    yield ""
    yield "| pair | ground | why | from | to | source |"
    yield "|---|---|---|---|---|---|"
    for doubt in doubts.shipped().all:
        first = "" if doubt.first == date.min else day_words(doubt.first)
        last = "" if doubt.last == date.max else day_words(doubt.last)
        yield _row([" and ".join(sorted(doubt.pair)), doubt.ground, doubt.why, first, last, doubt.source])


def content() -> str:
    """Return the page."""
    return "\n".join(page()) + "\n"


def main() -> int:
    """Write the page, or say that it is not current."""
    try:
        text = content()
    except PageError as error:
        sys.stderr.write(f"docs/duties.md cannot be written. {error}\n")
        return 1
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    if "--check" in sys.argv[1:]:
        sys.stderr.write("docs/duties.md is not current: run .ci/docs and commit what it writes.\n")
        return 1
    PAGE.write_text(text, encoding="utf-8")
    sys.stdout.write("docs/duties.md written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
