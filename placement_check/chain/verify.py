"""What a case file proves: by itself, and against a head that someone else kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from placement_check.chain import parties
from placement_check.chain.canonical import Value
from placement_check.chain.chain import Chain
from placement_check.chain.faults import Fault, Why, first_fault
from placement_check.chain.heads import Head, SignedHead, check, fingerprint

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PROVEN, UNPROVEN, FAULTY = 0, 3, 7  # exit codes: cli/exits.py

ALONE = "consistent within itself; this does not prove that nothing was removed or rewritten"
KEPT = (
    "The head shows that the file agrees with what you kept; it is worth as much as your own keeping of it."
)
SIGNED = (
    "The signature shows that whoever held that key signed exactly these events in this order. It does not show whose "
    "key it is (ask the organisation for its fingerprint by another way), nor when it was signed (the time is the "
    "signer's own word), nor that what was written is true."
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found.

    ``anchored``: a head from outside covers every event of the file. ``covered``: up to which event it covers it.
    ``two_parties``: no key signs in two organisations' names. ``parties``: what is to be said of whose heads there are.
    ``first_fault`` is empty where there is none; ``says`` is the whole finding in words.
    """

    consistent: bool
    anchored: bool
    events: int
    redacted: int
    covered: int
    fault: Fault | None
    first_fault: str
    says: str
    exit_code: int
    two_parties: bool = True
    parties: tuple[str, ...] = ()

    def plain(self) -> dict[str, Value]:
        """Return the verdict as it stands in JSON."""
        fault = self.fault
        return {
            "consistent": self.consistent,
            "anchored": self.anchored,
            "events": self.events,
            "covered": self.covered,
            "redacted": self.redacted,
            "two_parties": self.two_parties,
            "parties": list(self.parties),
            "fault": None
            if fault is None
            else {"event": fault.event, "why": fault.why.value, "text": fault.text},
            "says": self.says,
            "exit_code": self.exit_code,
        }


def verify(
    chain: Chain, *, outside: Head | SignedHead | None = None, keys: Sequence[Ed25519PublicKey] = ()
) -> Verdict:
    """Return whether a chain fits together, and whether it agrees with a head that was kept outside the file.

    Without such a head nothing can be proven: whoever holds the file can drop its last events, or make it all anew.
    """
    trusted = {fingerprint(key): key for key in keys}
    carried = list(parties.carried(chain))
    fault = (
        first_fault(chain)
        or next((f for name, signed in carried if (f := _inside(chain, name, signed, trusted))), None)
        or (None if outside is None else _outside(chain, outside, trusted))
    )
    if fault is not None:
        return _verdict(chain, fault, 0, [f"This file does not verify. {fault.says()}"])
    lines = [_counted(chain), *_heads_said(carried, trusted)]
    if outside is None:
        lines = [ALONE, *lines]
    else:
        lines = [_agrees(chain, parties.bare(outside)), *lines, *_outside_said(chain, outside, trusted)]
    signed = parties.signed_of(chain, outside)
    shared = parties.shared_keys(signed)
    told = (*shared, *parties.keys_of_one(signed), *parties.not_sealed(chain, signed))
    covered = 0 if outside is None else parties.bare(outside).count
    found = _verdict(chain, None, covered, [*lines, *told])
    code = PROVEN if found.anchored and not shared else UNPROVEN
    return replace(found, two_parties=not shared, parties=told, exit_code=code)


def _verdict(chain: Chain, fault: Fault | None, covered: int, lines: list[str]) -> Verdict:
    redacted = sum(field.redacted for event in chain.events for field in event.fields.values())
    return Verdict(
        consistent=fault is None,
        anchored=fault is None and 0 < covered == len(chain.events),
        events=len(chain.events),
        redacted=redacted,
        covered=covered,
        fault=fault,
        first_fault="" if fault is None else fault.says(),
        says="\n".join(lines),
        exit_code=FAULTY,
    )


def _inside(
    chain: Chain, name: str, found: Head | SignedHead, trusted: dict[str, Ed25519PublicKey]
) -> Fault | None:
    if isinstance(found, SignedHead) and found.key in trusted and not check(found, trusted[found.key]):
        return Fault(Why.SIGNATURE, None, f"{name} was not signed by the key {found.key} that it names.")
    return _covers(chain, name, parties.bare(found))


def _outside(chain: Chain, outside: Head | SignedHead, trusted: dict[str, Ed25519PublicKey]) -> Fault | None:
    name = "the head given"
    if trusted and isinstance(outside, Head):
        return Fault(
            Why.UNSIGNED, None,
            f"{name} carries no signature, and a key was given to check one. Ask for the signed head, or give no key.",
        )  # fmt: skip
    if trusted and isinstance(outside, SignedHead) and outside.key not in trusted:
        return Fault(
            Why.UNKNOWN_KEY, None, f"{name} names the key {outside.key}, which is none of those given."
        )
    return _inside(chain, name, outside, trusted)


def _covers(chain: Chain, name: str, found: Head) -> Fault | None:
    """Return why a head is not of this chain, None where it is."""
    held = len(chain.events)
    if found.case != chain.case:
        return Fault(
            Why.FOREIGN_HEAD, None, f"{name} is of case {found.case}; the file is of case {chain.case}."
        )
    if found.count > held:
        gone = "it is" if found.count == held + 1 else f"events {held + 1} to {found.count} are"
        return Fault(
            Why.DROPPED_LAST, held + 1, f"{gone} missing: {name} covers {found.count}, the file holds {held}."
        )
    if chain.events[found.count - 1].digest != found.digest:
        return Fault(
            Why.REWRITTEN, found.count,
            f"it is not the event that {name} covers: one of events 1 to {found.count} was changed, dropped or put in "
            "and all after it made anew, or the head is of another copy that parted from this one.",
        )  # fmt: skip
    return None


def _counted(chain: Chain) -> str:
    fields = [field for event in chain.events for field in event.fields.values()]
    gone = sum(field.redacted for field in fields)
    taken = f"; the values of {gone} were taken out of this copy, their commitments stand" if gone else ""
    return f"Events: {len(chain.events)}. Fields: {len(fields)}{taken}."


def _heads_said(
    carried: list[tuple[str, Head | SignedHead]], trusted: dict[str, Ed25519PublicKey]
) -> list[str]:
    return [f"{name[0].upper()}{name[1:]}: {_said(found, trusted)}" for name, found in carried]


def _said(signed: Head | SignedHead, trusted: dict[str, Ed25519PublicKey]) -> str:
    if isinstance(signed, Head):
        return f"events 1 to {signed.count}, not signed."
    found = (
        "signature good"
        if signed.key in trusted
        else "signature not checked, no key with that fingerprint given"
    )
    return (
        f"events 1 to {signed.head.count}, key {signed.key}, {found}; by its own word of {signed.organisation}, "
        f"{signed.at.isoformat()}."
    )


def _agrees(chain: Chain, found: Head) -> str:
    held = len(chain.events)
    if found.count == held:
        return f"The file agrees with the head given, which covers all its events: 1 to {held}."
    rest = held - found.count
    after = f"event {held} is" if rest == 1 else f"events {found.count + 1} to {held} ({rest} events) are"
    return (
        f"The file agrees with the head given up to event {found.count}; {after} not covered: whether anything there "
        "was changed, dropped or put in, this does not show. Ask for a later head."
    )


def _outside_said(
    chain: Chain, outside: Head | SignedHead, trusted: dict[str, Ed25519PublicKey]
) -> list[str]:
    if isinstance(outside, Head):
        return [f"The head given: {_said(outside, trusted)}", KEPT]
    lines = [f"The head given: {_said(outside, trusted)}", SIGNED if outside.key in trusted else KEPT]
    last = chain.events[outside.head.count - 1]
    if outside.at < last.at:
        lines.append(
            f"The head given says an earlier time than event {last.number}, which it covers: one clock was wrong."
        )
    return lines
