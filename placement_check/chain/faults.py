"""The first event of a chain that does not fit, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from placement_check.chain.chain import Chain
from placement_check.chain.errors import shown
from placement_check.chain.event import Event, commitment, digest_of, start

_REACH = 500  # how far a moved event is looked for: a file made to be slow must not keep the reader waiting


class Why(StrEnum):
    """The kinds of fault; the words are printed."""

    CHANGED_VALUE = "changed value"
    CHANGED_FIELD = "changed field"
    DROPPED = "dropped event"
    REORDERED = "reordered"
    INSERTED = "inserted event"
    FOREIGN_EVENT = "event of another case, or changed throughout"
    BACKWARDS = "time goes backwards"
    SALT = "salt used twice"
    DROPPED_LAST = "dropped last event"
    REWRITTEN = "rewritten chain"
    SIGNATURE = "wrong signature"
    UNKNOWN_KEY = "unknown key"
    UNSIGNED = "unsigned head"
    FOREIGN_HEAD = "head of another case"


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault: its kind, the number of the event to blame (None where no event is), and the reason in words."""

    why: Why
    event: int | None
    text: str

    def says(self) -> str:
        """Return the fault as one line."""
        where = "" if self.event is None else f"event {self.event}: "
        return f"{where}{self.why.value}: {self.text}"


def first_fault(chain: Chain) -> Fault | None:
    """Return the fault of the first event that does not fit the chain, None where all fit."""
    numbers = [event.number for event in chain.events]
    salts: set[str] = set()
    for place in range(1, len(numbers) + 1):
        found = (
            _place(numbers, place)
            or _content(chain, place)
            or _link(chain, place)
            or _time(chain, place)
            or _salts(chain, place, salts)
        )
        if found is not None:
            return found
    return None


def _place(numbers: list[int], place: int) -> Fault | None:
    """Return what is wrong with the number of the event at a place; those before it carry theirs."""
    number = numbers[place - 1]
    if number == place:
        return None
    if number < place:
        return Fault(Why.INSERTED, number, f"two events carry the number {number}; one of them was put in.")
    if place in numbers:
        return Fault(Why.REORDERED, place, f"event {number} stands in its place.")
    after = f"after event {place - 1}" if place > 1 else "at the beginning"
    return Fault(Why.DROPPED, place, f"it is missing: {after} stands event {number}.")


def _content(chain: Chain, place: int) -> Fault | None:
    """Return what is wrong with an event taken by itself: its values, then all else that its digest covers."""
    event = chain.events[place - 1]
    given = {name: field for name, field in event.fields.items() if field.salt is not None}
    wrong = [
        name
        for name, field in given.items()
        if commitment(chain.case, place, name, field.salt or "", field.value) != field.commitment
    ]
    fits = digest_of(chain.case, place, event) == event.digest
    if fits and not wrong:
        return None
    if fits or len(wrong) < len(given):
        return _changed(place, wrong)
    return _moved(chain, place) or (
        Fault(
            Why.FOREIGN_EVENT, place,
            "neither its fields nor its digest fit this case at this place: it was recorded in another case, or its "
            "fields were exchanged or all changed.",
        ) if wrong else _changed(place, [])
    )  # fmt: skip


def _changed(place: int, wrong: list[str]) -> Fault:
    if wrong:
        names = ", ".join(shown(name) for name in wrong)
        return Fault(
            Why.CHANGED_VALUE, place, f"the value or salt of {names} is not what the event committed to."
        )
    return Fault(
        Why.CHANGED_FIELD, place,
        "its digest does not fit what it says: its kind, time, organisation, role, a commitment, the digest itself or "
        "the link to the event before was changed, a field was added or taken out, or it is of another case.",
    )  # fmt: skip


def _moved(chain: Chain, place: int) -> Fault | None:
    """Return the fault of an event that is sound but was recorded under another number."""
    event = chain.events[place - 1]
    numbers = range(max(1, place - _REACH), place + _REACH)
    recorded = next((n for n in numbers if digest_of(chain.case, n, event) == event.digest), None)
    if recorded is None:
        return None
    if recorded < place:
        return Fault(
            Why.INSERTED, place,
            f"it was recorded as event {recorded}: one was put in before it, and the rest numbered anew.",
        )  # fmt: skip
    if any(
        digest_of(chain.case, place, other) == other.digest for other in chain.events[place : place + _REACH]
    ):
        return Fault(Why.REORDERED, place, f"what stands in its place was recorded as event {recorded}.")
    return Fault(
        Why.DROPPED, place,
        f"it is missing: what stands in its place was recorded as event {recorded} and numbered anew.",
    )  # fmt: skip


def _link(chain: Chain, place: int) -> Fault | None:
    event = chain.events[place - 1]
    if place == 1:
        if event.previous == start(chain.case):
            return None
        return Fault(Why.REWRITTEN, 1, "it does not begin the chain of this case: its link leads elsewhere.")
    if event.previous == chain.events[place - 2].digest:
        return None
    return Fault(
        Why.REWRITTEN, place - 1,
        f"event {place} was recorded after another event {place - 1} than the one that stands here.",
    )  # fmt: skip


def _time(chain: Chain, place: int) -> Fault | None:
    if place == 1 or chain.events[place - 1].at >= chain.events[place - 2].at:
        return None
    before: Event = chain.events[place - 2]
    return Fault(
        Why.BACKWARDS, place,
        f"its time {chain.events[place - 1].at.isoformat()} lies before that of event {place - 1}, "
        f"{before.at.isoformat()}.",
    )  # fmt: skip


def _salts(chain: Chain, place: int, seen: set[str]) -> Fault | None:
    for name, field in chain.events[place - 1].fields.items():
        if field.salt in seen:
            return Fault(
                Why.SALT, place,
                f"the salt of {shown(name)} was used before: what one field discloses could betray the other.",
            )  # fmt: skip
        if field.salt is not None:
            seen.add(field.salt)
    return None
