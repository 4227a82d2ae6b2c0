"""A chain: the events of one case in order, each holding the digest of the one before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from placement_check.chain.errors import ChainError, shown
from placement_check.chain.event import (
    Act,
    Event,
    Field,
    case_id,
    commitment,
    digest_of,
    few_enough,
    name_text,
    office_text,
    plain,
    salt_text,
    start,
    time_kept,
)
from placement_check.chain.heads import SignedHead


@dataclass(frozen=True, slots=True)
class Chain:
    """The case, its events, and the signed heads that travel with them."""

    case: str
    events: tuple[Event, ...] = ()
    heads: tuple[SignedHead, ...] = ()


def begin(case: str) -> Chain:
    """Return the chain of a case with no events yet; the case is 32 small hexadecimal figures drawn at random.

    Raises
    ------
    ChainError
        If the case has another form.
    """
    return Chain(case_id(case, "the case"))


def append(chain: Chain, act: Act, salts: Iterator[str] | Callable[[], str]) -> Chain:
    """Return the chain with one event more; the events before it are untouched.

    ``salts`` gives 128 random bits as 32 small hexadecimal figures, one for each field. Texts are composed (NFC) and
    the time is kept to the second.

    Raises
    ------
    ChainError
        If the act cannot be recorded, its time lies before the last event's, a salt is malformed or was used before,
        there are too few salts, or the last event of the chain does not fit.
    """
    number = len(chain.events) + 1
    where = f"event {number}"
    few_enough(len(act.fields), where)
    bare = Event(
        number,
        name_text(act.kind, f"{where}, kind"),
        time_kept(act.at, f"{where}, at"),
        office_text(act.organisation, f"{where}, organisation"),
        office_text(act.role, f"{where}, role"),
        {},
        chain.events[-1].digest if chain.events else start(chain.case),
        "",
    )
    _follows(chain, bare)
    event = replace(bare, fields=_committed(chain, number, act, salts))
    return replace(chain, events=(*chain.events, replace(event, digest=digest_of(chain.case, number, event))))


def with_head(chain: Chain, signed: SignedHead) -> Chain:
    """Return the chain with a signed head more among those that travel with it.

    Raises
    ------
    ChainError
        If the head is of another case, or covers what this chain does not hold.
    """
    found = signed.head
    covered = chain.events[found.count - 1].digest if found.count <= len(chain.events) else ""
    if found.case != chain.case or found.digest != covered:
        raise ChainError(
            f"case {chain.case}", f"the head of case {found.case} over {found.count} events does not fit it.",
            "Verify the case file against that head.",
        )  # fmt: skip
    return chain if signed in chain.heads else replace(chain, heads=(*chain.heads, signed))


def _follows(chain: Chain, event: Event) -> None:
    """Refuse an event that the chain cannot take."""
    if not chain.events:
        return
    last = chain.events[-1]
    if last.number != event.number - 1 or digest_of(chain.case, last.number, last) != last.digest:
        raise ChainError(
            f"event {last.number}", "it does not fit the chain, so nothing may be added to it.",
            "Verify the case file, and go back to a copy that is whole.",
        )  # fmt: skip
    if event.at < last.at:
        raise ChainError(
            f"event {event.number}, at",
            f"its time {event.at.isoformat()} lies before that of event {last.number}, {last.at.isoformat()}.",
            "Events are recorded in the order of their times: correct the time or the clock.",
        )


def _committed(
    chain: Chain, number: int, act: Act, salts: Iterator[str] | Callable[[], str]
) -> dict[str, Field]:
    """Return the fields of an act by name, in the order of their names, each with its commitment."""
    draw: Iterator[str | None] = iter(salts, None) if callable(salts) else salts
    used = {field.salt for event in chain.events for field in event.fields.values()}
    fields: dict[str, Field] = {}
    for name in sorted(name_text(name, f"event {number}, a field") for name in act.fields):
        where = f"event {number}, field {shown(name)}"
        drawn = next(draw, None)
        if drawn is None:
            raise ChainError(where, "there is no salt left for it.", "Give one salt for each field.")
        salt = salt_text(drawn, f"{where}, salt")
        if salt in used:
            raise ChainError(where, "its salt was used before.", "Draw each salt anew.")
        used.add(salt)
        value = plain(act.fields[name], where)
        fields[name] = Field(commitment(chain.case, number, name, salt, value), salt, value)
    return fields
