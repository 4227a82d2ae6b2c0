"""The scenarios of docs/duties.md: what is asked, what a person expects, and where an answer differs from it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from duties.asked import ON, ask, told

from placement_check.duties.owed import Duty, Owed
from placement_check.duties.placement import PlacementRefused
from placement_check.duties.rules import rules

FILE = Path(__file__).parent / "scenarios.toml"


@dataclass(frozen=True)
class Scenario:
    """One question and the answer that a person expects."""

    chapter: str
    name: str
    body: dict[str, Any]
    groups: dict[str, list[str]]

    @property
    def on(self) -> date:
        return self.body.get("on", ON)

    @property
    def facts(self) -> dict[str, Any]:
        return self.body["facts"]

    def answer(self) -> Owed | PlacementRefused:
        """Return the engine's answer, or its refusal."""
        try:
            return ask(on=self.on, **self.facts)
        except PlacementRefused as refusal:
            return refusal

    def named(self, names: Sequence[str]) -> list[str]:
        """Return the rules that a list of rules and groups stands for."""
        return [r for n in names for r in (self.named(self.groups[n[1:]]) if n.startswith("@") else [n])]


def scenarios() -> list[Scenario]:
    """Return the scenarios in the order of the file."""
    document = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return [
        Scenario(chapter["title"], body["name"], body, document["groups"])
        for chapter in document["chapter"]
        for body in chapter["scenario"]
    ]


def differences(scenario: Scenario, found: Owed | PlacementRefused) -> list[str]:
    """Return in words where the answer is not the one that is expected; nothing where it is."""
    expected = scenario.body
    if isinstance(found, PlacementRefused):
        return _differ([("refused", expected.get("refused"), found.rule)])
    if "refused" in expected:
        return [f"refused: expected {expected['refused']}, found an answer"]
    if "stops" in expected:
        return _differ([
            ("stops", expected["stops"], [s.rule for s in found.stops]), ("approver", "stop", found.approver),
            ("duties", (), found.duties), ("both", (), found.both), ("offers", (), found.offers),
        ])  # fmt: skip
    return list(_answer(scenario, found))


def _answer(scenario: Scenario, found: Owed) -> Iterator[str]:
    expected = scenario.body
    yield from _differ(
        [("at_a_distance", expected["at_a_distance"], found.at_a_distance), ("stops", (), found.stops)]
    )
    yield from _outcome(scenario, expected, found)
    yield from _ends(
        expected.get("ends", {}), [*found.duties, *(d for one in found.both for d in one.duties)]
    )
    duties = {d.rule: d for d in found.duties}
    for rule, to in expected.get("to", {}).items():
        yield from _differ([(f"recipient of {rule}", (to,), duties[rule].recipients)])
    yield from _differ([
        ("breaches", expected.get("breaches", []), [b.citation for b in found.breaches]),
        ("confirm", expected.get("confirm", []), [n.rule for n in found.to_confirm]),
    ])  # fmt: skip
    yield from (f"says nothing of {r}" for r in expected.get("says", ()) if r not in told(found))
    wanted = [expected[name] for name in ("if_adjoining", "if_distant") if name in expected]
    yield from _differ([("outcomes", len(wanted), len(found.both))])
    for outcome, one in zip(wanted, found.both, strict=False):
        yield from _outcome(scenario, outcome, one)


def _outcome(scenario: Scenario, expected: dict[str, Any], found: Owed) -> Iterator[str]:
    rules_expected = scenario.named(expected["duties"])
    yield from _differ([
        ("approver", expected["approver"], found.approver), ("step", expected["step"], found.area_authority_step),
        ("duties", sorted(rules_expected), sorted(d.rule for d in found.duties)),
    ])  # fmt: skip


def _ends(expected: dict[str, date], duties: Sequence[Duty]) -> Iterator[str]:
    """Yield where a clock that runs ends on another day than expected; every clock that runs is expected."""
    after = {rule.id: rule.clock.after for rule in rules() if rule.clock is not None}
    found = {(after[d.rule], d.due.by) for d in duties if d.due and d.due.by and d.due.counted_from}
    days = {event: by.date() for event, by in found}
    yield from _differ([("ends", expected, days), ("one end for each clock", len(days), len(found))])
    yield from (
        f"{event} ends at {by}" for event, by in found if (by.hour, by.minute, by.second) != (23, 59, 59)
    )


def _differ(pairs: Sequence[tuple[str, Any, Any]]) -> list[str]:
    return [f"{what}: expected {wanted}, found {found}" for what, wanted, found in pairs if wanted != found]
