"""A small case of five events, the keys of its two sides, and the ways to tamper with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from placement_check.chain import THEIR_HEAD, Act, Chain, append, begin, head, sign
from placement_check.chain.event import commitment, digest_of
from placement_check.chain.keys import make

CASE = "c0ffee" + "0" * 26
BEGUN = datetime(2026, 11, 22, 10, 15, tzinfo=UTC)
OURS = make(b"o" * 32)
THEIRS = make(b"t" * 32)


def salts(seed: int = 0):
    """Yield salts that are all different and the same every time."""
    number = seed << 64
    while True:
        number += 1
        yield f"{number:032x}"


def act(kind: str, minutes: int, **fields) -> Act:
    return Act(kind, BEGUN + timedelta(minutes=minutes), "E06000032", "nominated officer", fields)


def grown(case: str = CASE) -> Chain:
    """Return five events; the third holds the signed head that the other side made over the first two."""
    draw = salts()
    chain = append(begin(case), act("case_opened", 0, placement={"age": 14, "emergency": False}), draw)
    chain = append(chain, act("consultation_sent", 1, questions=["home", "area"], note="Café"), draw)
    held = sign(head(chain), THEIRS, BEGUN + timedelta(minutes=2), "E08000005")
    chain = append(chain, act("consultation_answered", 3, answer="SPEAK", **{THEIR_HEAD: held.plain()}), draw)
    chain = append(chain, act("answer_considered", 4, reason=None, conversation=True), draw)
    return append(chain, act("approved", 5), draw)


def remade(chain: Chain, place: int, **changes) -> Chain:
    """Return the chain with one event changed and its own digest made anew, and nothing else."""
    event = replace(chain.events[place - 1], **changes)
    event = replace(event, digest=digest_of(chain.case, event.number, event))
    return replace(chain, events=(*chain.events[: place - 1], event, *chain.events[place:]))


def recommitted(chain: Chain, place: int, name: str, value):
    """Return the fields of an event with one value changed and its commitment made anew."""
    fields = dict(chain.events[place - 1].fields)
    made = commitment(chain.case, place, name, fields[name].salt, value)
    return {**fields, name: replace(fields[name], value=value, commitment=made)}


def changed(chain: Chain, place: int, **changes) -> Chain:
    """Return the chain with one event changed and nothing made anew."""
    event = replace(chain.events[place - 1], **changes)
    return replace(chain, events=(*chain.events[: place - 1], event, *chain.events[place:]))


def numbered(chain: Chain, *places: int) -> Chain:
    """Return the chain with only these events, in this order, numbered from 1."""
    picked = (replace(chain.events[place - 1], number=i) for i, place in enumerate(places, 1))
    return replace(chain, events=tuple(picked), heads=())


def kept(chain: Chain, *places: int) -> Chain:
    """Return the chain with only these events, in this order, with the numbers they had."""
    return replace(chain, events=tuple(chain.events[place - 1] for place in places), heads=())
