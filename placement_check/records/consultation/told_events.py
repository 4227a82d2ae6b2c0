"""One event as it may be told: what it shows, what this copy holds back, and organisations by their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from geodata.authorities import Authorities
from geodata.errors import TableError
from geodata.tables import SHIPPED, read_tables
from placement_check.chain import THEIR_HEAD, Event, Value
from placement_check.consultation.given import Given, of_event
from placement_check.consultation.kinds import Kind
from placement_check.consultation.recipients import WORDS as RECIPIENTS
from placement_check.consultation.recipients import Recipient
from placement_check.records.consultation.facts import WITHHELD, Act, Line, Office, Told
from placement_check.records.consultation.terms import OUTCOMES, TERMS, TITLES, Term
from placement_check.records.quoting import quoted


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """An event with what this copy shows of it."""

    event: Event
    given: Given

    def withheld(self, name: str) -> bool:
        """Return whether a field is there and this copy does not show it."""
        field = self.event.fields.get(name)
        return field is not None and field.redacted

    def told(self, name: str) -> Told:
        """Return a text field; "" where there is none; WITHHELD where this copy does not show it."""
        return WITHHELD if self.withheld(name) else self.given.text(name)

    def line(self, term: Term) -> Line | None:
        """Return a field as it is printed; None where the act has none, or a blank one."""
        if self.withheld(term.name):
            return Line(term.name, term.term, WITHHELD, term.written)
        value: Value = self.given.fields.get(term.name)
        text = "" if value is None or value == "" else term.put(value)
        if term.name in SAID_EMPTY and not text and term.name in self.given.fields:
            text = term.put(value)
        return Line(term.name, term.term, text, term.written) if text else None

    def lines(self) -> tuple[Line, ...]:
        """Return every printed field of the act, in order."""
        found = (self.line(term) for term in TERMS.get(self.given.kind, ()))
        return (*(line for line in found if line is not None), *self._recipients(), *self.other_side())

    def _recipients(self) -> Iterator[Line]:
        """Yield a line for each recipient of the notices of regulation 13(2), with what became of it."""
        if self.withheld("recipients"):
            yield Line("recipients", "Recipients, and what became of each", WITHHELD)
        for row in self.given.rows("recipients"):
            name, outcome, reason = (str(row.get(key) or "") for key in ("who", "outcome", "reason"))
            who = RECIPIENTS[Recipient(name)] if name in list(Recipient) else name
            why = f" Reason: {quoted(reason)}" if reason else ""
            yield Line(
                f"recipients.{name}", f"{who[:1].upper()}{who[1:]}", f"{OUTCOMES.get(outcome, outcome)}{why}"
            )

    def other_side(self) -> Iterator[Line]:
        """Yield the head that the other authority held when the act was recorded, where the act holds it."""
        if self.withheld(THEIR_HEAD):
            yield Line(THEIR_HEAD, OTHER_SIDE, WITHHELD)
        elif held := self.given.table(THEIR_HEAD):
            yield Line(THEIR_HEAD, OTHER_SIDE, f"event {held.get('count')}, SHA-256 {held.get('digest')}")

    @property
    def happened(self) -> datetime:
        """Return when it happened; when it was recorded, where this copy does not show it."""
        return self.given.happened

    def act(self) -> Act:
        """Return the event as an act to be printed."""
        return Act(
            self.event.number, self.given.kind.value, TITLES[self.given.kind], self.happened, self.event.at,
            name_of(self.event.organisation, self.event.at.date()), self.event.role, self.lines(),
        )  # fmt: skip


OTHER_SIDE = "Head that the other authority held"
SAID_EMPTY = frozenset({"address_verified"})
"""Fields whose being blank is itself said: nobody verified the address."""


def told_events(events: tuple[Event, ...]) -> tuple[ToldEvent, ...]:
    """Return the acts among events, in order."""
    found = ((event, of_event(event)) for event in events)
    return tuple(ToldEvent(event, given) for event, given in found if given is not None)


def of_kinds(events: tuple[ToldEvent, ...], *kinds: Kind) -> tuple[ToldEvent, ...]:
    """Return the acts of some kinds, in order."""
    return tuple(e for e in events if e.given.kind in kinds)


def acts(events: tuple[ToldEvent, ...], *kinds: Kind) -> tuple[Act, ...]:
    """Return the acts of some kinds as they are printed."""
    return tuple(e.act() for e in of_kinds(events, *kinds))


def name_of(organisation: str, on: date) -> str:
    """Return an authority's name and code where the organisation is a code of the tables; else as it is."""
    found = authority_of(organisation, on)
    return f"{found.name} ({found.code})" if found.code else found.name


def authority_of(code: str, *days: date) -> Office:
    """Return an authority by its code on the first of some days that it has a name; one of no table stands as it is."""
    for on in days:
        try:
            return Office(_authorities().authority(code, on).name, code)
        except TableError:
            continue
    return Office(code)


def force_of(code: str, *days: date) -> Office:
    """Return the police force of an authority's area on the first of some days that it has one."""
    for on in days:
        try:
            found = _authorities().force_of(code, on)
        except TableError:
            continue
        name = " ".join(reversed(found.name.split(", ")))  # the table has "London, City of"
        return Office(name if name.endswith("Police") else f"{name} Police", found.code)
    return Office("the police force of the place (not held here: ask the area authority)")


def table(value: Value) -> Mapping[str, Value]:
    """Return a value as a table; empty where it is none."""
    return value if isinstance(value, Mapping) else {}


@cache
def _authorities() -> Authorities:
    return Authorities.from_tables(read_tables(SHIPPED))
