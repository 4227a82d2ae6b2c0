"""The rows of ``duties.toml``: dated, cited, each with its condition, its clock and how surely it is known."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, cast, get_args

from geodata.errors import TableError
from placement_check.duties.placement import LegalStatus, Placement, PlacementType, Setting

FILE: Final = Path(__file__).parent / "duties.toml"

Kind = Literal["stop", "approval", "duty", "offer", "note"]
Confidence = Literal["verified", "unverified"]
Event = Literal["approved", "started", "ended"]
PlaceWord = Literal["own", "adjoining", "distant"]

_NAMES: Final = {"places": get_args(PlaceWord), "types": tuple(PlacementType), "not_types": tuple(PlacementType),
                 "settings": tuple(Setting), "not_settings": tuple(Setting)}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a condition may ask of: the placement, and where it stands on the day that the rule goes by."""

    placement: Placement
    place: PlaceWord
    responsible_nation: str
    area_nation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A rule's condition: every part that is given holds. An empty part asks nothing."""

    places: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    not_types: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    not_settings: tuple[str, ...] = ()
    youngest: int = 0
    oldest: int = 17
    emergency: bool | None = None
    started: bool | None = None
    ended: bool | None = None
    ks4: bool | None = None
    remand: bool | None = None
    in_care: bool | None = None
    responsible_nation: tuple[str, ...] = ()
    area_nation: tuple[str, ...] = ()

    def holds(self, case: Case) -> bool:
        """Return whether the condition holds; a legal status that is not given rules nothing out."""
        p = case.placement
        return (
            _among(case.place, self.places)
            and _among(p.type, self.types)
            and p.type not in self.not_types
            and (not self.settings or p.setting in self.settings)
            and (p.setting is None or p.setting not in self.not_settings)
            and self.youngest <= p.age <= self.oldest
            and self._flags_hold(p)
            and _among(case.responsible_nation, self.responsible_nation)
            and _among(case.area_nation, self.area_nation)
        )

    def _flags_hold(self, p: Placement) -> bool:
        status: LegalStatus | None = p.legal_status
        asked = (
            (self.emergency, p.emergency), (self.started, p.started is not None),
            (self.ended, p.ended is not None), (self.ks4, p.ks4_disruption),
            (self.remand, p.remand), (self.in_care, self.in_care if status is None else status.in_care),
        )  # fmt: skip
        return all(wanted is None or wanted == found for wanted, found in asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """By when: before an event, or so many working days after one.

    Where both are given, the days after count for the cases of ``late`` (``emergency``, ``not_practicable``), and
    otherwise the thing is due before. ``unless_not_practicable`` says that the regulation lets go where it is not
    reasonably practicable. ``at_once`` is "without delay" after an event.
    """

    before: str = ""
    days: int = 0
    after: str = ""
    late: tuple[str, ...] = ()
    at_once: str = ""
    unless_not_practicable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row: what is owed, when it applies, and where that stands.

    ``row`` is the row of the decision table (law page, section 1.6), where it is one. ``day`` names the event whose
    day decides which law and which authorities hold. Where ``in_force_to`` is None, it is in force until further
    notice. ``tag`` repeats the law page's marks: only what is marked [V] throughout is verified. ``in_emergency`` is
    said after the duty in an emergency only. ``breach`` is the paragraph that a late approval breaks. ``confirm`` marks
    a note that has to be settled first. ``paragraph`` is the citation as it is said in few words, and ``clock_of`` the
    clock of a case that goes by the row.
    """

    id: str
    kind: Kind
    row: int | None
    when: When
    day: Event
    duty: str
    advice: str
    who: str
    recipients: tuple[str, ...]
    documents: tuple[str, ...]
    clock: Clock | None
    approver: str
    step: str
    in_emergency: str
    breach: str
    confirm: bool
    paragraph: str
    clock_of: str
    citation: str
    in_force_from: date
    in_force_to: date | None
    confidence: Confidence
    tag: str
    source: str

    @property
    def cited(self) -> str:
        """Return the regulation and paragraphs of the citation, without the instrument."""
        return _bare(self.citation)

    @property
    def broken(self) -> str:
        """Return the regulation that a late approval breaks, without the instrument; "" where it is none."""
        return _bare(self.breach)

    def in_force(self, on: date) -> bool:
        """Return whether the rule is law on the day."""
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules of the shipped file, in its order.

    Raises
    ------
    TableError
        If a row is incomplete, misspelt or stands twice; the message names the row.
    """
    return rules_of(tomllib.loads(FILE.read_text(encoding="utf-8")))


def rules_of(document: Mapping[str, Any]) -> tuple[Rule, ...]:
    """Return the rules of a document as TOML has it.

    Raises
    ------
    TableError
        As :func:`rules`.
    """
    found = tuple(_rule(row) for row in document["rule"])
    ids = [rule.id for rule in found]
    for one in ids:
        if ids.count(one) > 1:
            raise TableError(f"duties.toml has rule '{one}' twice. Rename or remove one of them.")
    return found


_NEEDED: Final = ("id", "kind", "duty", "citation", "from", "confidence", "tag", "source")
_MAY: Final = (
    "row",
    "when",
    "day",
    "advice",
    "who",
    "recipients",
    "documents",
    "clock",
    "approver",
    "step",
    "in_emergency",
    "breach",
    "confirm",
    "paragraph",
    "clock_of",
    "to",
)


def _rule(row: Mapping[str, Any]) -> Rule:
    where = f"duties.toml, rule '{row.get('id', '?')}'"
    missing = [key for key in _NEEDED if not row.get(key)]
    unknown = [key for key in row if key not in _NEEDED + _MAY]
    if missing or unknown:
        raise TableError(f"{where}: missing {missing}, unknown {unknown}. Correct that row.")
    if row.get("clock_of") and not row.get("clock", {}).get("after"):
        raise TableError(f"{where}: 'clock_of' names a clock, and the row counts no days. Correct that row.")
    if (row["kind"] == "approval") != bool(row.get("breach")):
        raise TableError(
            f"{where}: an approval, and nothing else, names in 'breach' the paragraph that is broken where it comes "
            "too late. Correct that row."
        )
    return Rule(
        id=row["id"],
        kind=cast("Kind", _word(row["kind"], get_args(Kind), where)),
        row=row.get("row"),
        when=_when(row.get("when", {}), where),
        day=cast("Event", _word(row.get("day", "approved"), get_args(Event), where)),
        duty=row["duty"],
        advice=row.get("advice", ""),
        who=row.get("who", ""),
        recipients=tuple(row.get("recipients", ())),
        documents=tuple(row.get("documents", ())),
        clock=_clock(row["clock"], where) if "clock" in row else None,
        approver=_word(row.get("approver", ""), ("", "none", "nominated_officer", "dcs"), where),
        step=_word(row.get("step", ""), ("", "none", "notify", "consult"), where),
        in_emergency=row.get("in_emergency", ""),
        breach=row.get("breach", ""),
        confirm=row.get("confirm", False),
        paragraph=row.get("paragraph", "") or _bare(row["citation"]),
        clock_of=row.get("clock_of", ""),
        citation=row["citation"],
        in_force_from=row["from"],
        in_force_to=row.get("to"),
        confidence=cast("Confidence", _word(row["confidence"], get_args(Confidence), where)),
        tag=row["tag"],
        source=row["source"],
    )


def _when(body: Mapping[str, Any], where: str) -> When:
    _check_keys(body, When, f"{where}, when")
    for key, words in _NAMES.items():
        for value in body.get(key, ()):
            _word(value, words, f"{where}, when.{key}")
    return When(**_tuples(body))


def _clock(body: Mapping[str, Any], where: str) -> Clock:
    _check_keys(body, Clock, f"{where}, clock")
    for key in ("before", "after", "at_once"):
        if key in body:
            _word(body[key], get_args(Event), f"{where}, clock.{key}")
    if bool(body.get("days")) != bool(body.get("after")):
        raise TableError(f"{where}, clock: days and after go together. Give both or neither.")
    return Clock(**_tuples(body))


def _tuples(body: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in body.items()}


def _check_keys(body: Mapping[str, Any], kind: type[When] | type[Clock], where: str) -> None:
    unknown = sorted(set(body) - {f.name for f in fields(kind)})
    if unknown:
        raise TableError(f"{where}: {', '.join(unknown)} is not known. Correct that word.")


def _word(value: str, allowed: tuple[str, ...], where: str) -> str:
    if value not in allowed:
        raise TableError(f"{where}: '{value}' is not one of {', '.join(allowed)}. Correct that word.")
    return value


def _bare(citation: str) -> str:
    return citation.split(", SI ")[0]


def _among(value: str, allowed: tuple[str, ...]) -> bool:
    return not allowed or value in allowed
