"""Whose heads a case holds: a key in two names, a name with two keys, and events that nobody's own head covers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from placement_check.chain.chain import Chain
from placement_check.chain.document import head_of
from placement_check.chain.errors import ChainError
from placement_check.chain.event import Event
from placement_check.chain.heads import THEIR_HEAD, Head, SignedHead

_SHORT = 16


@dataclass(frozen=True, slots=True)
class Seal:
    """The head in an organisation's own name that covers an event, and who else's heads its key signs."""

    head: SignedHead
    also: tuple[str, ...]


def carried(chain: Chain) -> Iterator[tuple[str, Head | SignedHead]]:
    """Yield every head of this case that the file itself holds, and where; a field may hold other things."""
    for i, signed in enumerate(chain.heads, 1):
        yield f"head {i} in the file", signed
    for event in chain.events:
        field = event.fields.get(THEIR_HEAD)
        if field is None or field.redacted:
            continue
        where = f"the head that event {event.number} holds"
        try:
            found = head_of(field.value, where)
        except ChainError:
            continue
        if bare(found).case == chain.case:  # the other side may keep a case of its own
            yield where, found


def bare(found: Head | SignedHead) -> Head:
    """Return a head without its signature."""
    return found if isinstance(found, Head) else found.head


def signed_of(chain: Chain, outside: Head | SignedHead | None = None) -> tuple[SignedHead, ...]:
    """Return every signed head of a case once, those that cover least first: in the file, and one from outside."""
    every = [found for _, found in carried(chain)] + ([] if outside is None else [outside])
    signed = dict.fromkeys(found for found in every if isinstance(found, SignedHead))
    return tuple(sorted(signed, key=lambda s: (s.head.count, s.at)))


def seal_of(chain: Chain, event: Event) -> Seal | None:
    """Return the first head that covers an event in the name of the organisation that recorded it; None where none.

    The signature is not checked: that needs the key, which comes by another way.
    """
    signed = signed_of(chain)
    own = [s for s in signed if s.organisation == event.organisation and s.head.count >= event.number]
    if not own:
        return None
    names = dict.fromkeys(s.organisation for s in signed if s.key == own[0].key)
    return Seal(own[0], tuple(name for name in names if name != event.organisation))


def shared_keys(signed: Iterable[SignedHead]) -> tuple[str, ...]:
    """Return a line for each head whose key signs in another organisation's name too."""
    by_key: dict[str, dict[str, SignedHead]] = {}
    for one in signed:
        by_key.setdefault(one.key, {}).setdefault(one.organisation, one)
    return tuple(
        f"The key of {one.organisation}'s head over {_events(range(1, one.head.count + 1))} is also {first}'s: "
        "this does not show two parties."
        for names in by_key.values()
        for first in [next(iter(names))]
        for one in list(names.values())[1:]
    )


def keys_of_one(signed: Iterable[SignedHead]) -> tuple[str, ...]:
    """Return a line for each organisation whose heads are signed by more than one key."""
    by_name: dict[str, dict[str, None]] = {}
    for one in signed:
        by_name.setdefault(one.organisation, {})[one.key] = None
    return tuple(
        f"The heads in the name of {name} are signed by {len(keys)} keys "
        f"({', '.join(f'{key[:_SHORT]}...' for key in keys)}): ask it by another way which of them are its own."
        for name, keys in by_name.items()
        if len(keys) > 1
    )


def not_sealed(chain: Chain, signed: Iterable[SignedHead]) -> tuple[str, ...]:
    """Return a line for each organisation with events that no head signed in its own name covers."""
    reach: dict[str, int] = {}
    for one in signed:
        reach[one.organisation] = max(one.head.count, reach.get(one.organisation, 0))
    left: dict[str, list[Event]] = {}
    for event in chain.events:
        if event.number > reach.get(event.organisation, 0):
            left.setdefault(event.organisation, []).append(event)
    return tuple(
        f"No head signed in the name of {name} covers {_named(events)}: the file does not show that {name} recorded "
        f"{'it' if len(events) == 1 else 'them'}."
        for name, events in left.items()
    )


def _named(events: list[Event]) -> str:
    if len(events) == 1:
        return f"event {events[0].number} ({events[0].kind})"
    return _events(event.number for event in events)


def _events(numbers: Iterable[int]) -> str:
    runs = [[n for _, n in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    said = [f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    single = len(runs) == 1 and len(runs[0]) == 1
    return f"event{'' if single else 's'} {', '.join(said)}"
