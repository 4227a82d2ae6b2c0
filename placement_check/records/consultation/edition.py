"""Editions of a record: the full one, and redacted ones that are read from a redacted chain and can say no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from placement_check.chain import THEIR_HEAD, Chain, Event, redact
from placement_check.consultation.case import state_of
from placement_check.consultation.codes import Withheld as Reader
from placement_check.consultation.kinds import Kind
from placement_check.consultation.questions import Block
from placement_check.consultation.state import CaseState
from placement_check.records.consultation.case_facts import facts_of
from placement_check.records.consultation.facts import Facts


@dataclass(frozen=True, slots=True)
class Edition:
    """Which edition: full, or redacted for a reader; ``reader`` None is anyone at all, who may read least."""

    redacted: bool = False
    reader: Reader | None = None


FULL: Final = Edition()
REDACTED: Final = Edition(redacted=True)

_WHEN = frozenset({"happened", THEIR_HEAD})
SHOWN: Final[Mapping[Kind, frozenset[str]]] = MappingProxyType(
    {
        Kind.CASE_OPENED: frozenset({"responsible", "area"}),
        Kind.CONSULTATION_SENT: _WHEN | {"urgency", "reply_by", "reply_policy"},
        Kind.CONSULTATION_CHASED: _WHEN,
        Kind.CONSULTATION_ESCALATED: _WHEN | {"reply_by"},
        Kind.CONSULTATION_EXTENDED: _WHEN | {"reply_by"},
        Kind.CONSULTATION_ANSWERED: _WHEN,
        Kind.CONSULTATION_REUSED: _WHEN,
        Kind.NO_REPLY_RECORDED: _WHEN | {"attempts"},
        Kind.ANSWER_CONSIDERED: _WHEN,
        Kind.NOTIFICATION_SENT: _WHEN,
        Kind.NOTICES_SENT: _WHEN,
        Kind.NOT_PRACTICABLE_RECORDED: _WHEN | {"what"},
        Kind.MATTER_CONFIRMED: _WHEN | {"what", "outcome"},
        Kind.ENCLOSURE_RECORDED: _WHEN | {"paper", "sent_with"},
        Kind.SATISFACTION_RECORDED: _WHEN | {"limb", "approver"},
        Kind.APPROVED: _WHEN | {"approver", "in_emergency"},
        Kind.PLACEMENT_STARTED: _WHEN,
        Kind.ENDING_NOTICE_SENT: _WHEN | {"regulation_13_recipients_told", "carer_told"},
        Kind.PLACEMENT_ENDED: _WHEN,
        Kind.WITHDRAWN: _WHEN,
    }
)
"""Every field that a redacted edition shows to anyone: times, closed words, codes of authorities. All else is withheld.

What asks for a conversation, and whether one was held, is never shown: it would tell which code was given.
"""
OF_THE_PLACE: Final = frozenset({"profile", "assessment", "services"})
KNOW_THE_PLACE: Final = frozenset({Reader.PROVIDER, Reader.CHILD, Reader.FAMILY, Reader.CARERS})
CODES: Final = frozenset({b.value for b in Block if b is not Block.CONTACTS})


def told_in(chain: Chain, state: CaseState, edition: Edition) -> Facts:
    """Return what an edition may say of a case.

    A redacted edition is read from the redacted chain alone, and its state worked out from that: nothing that was known
    before the values were taken out can come through.

    Raises
    ------
    ChainError
        If the chain has no events, or cannot be the chain of a case.
    """
    if not edition.redacted and not _redacted(chain):
        return facts_of(chain, state)
    shown = redacted_for(chain, edition.reader) if edition.redacted else chain
    return facts_of(shown, state_of(shown))


def _redacted(chain: Chain) -> bool:
    return any(field.redacted for event in chain.events for field in event.fields.values())


def redacted_for(chain: Chain, reader: Reader | None = None) -> Chain:
    """Return the chain with every value taken out that a reader may not see; it still verifies."""
    return redact(chain, lambda event, name: not _may_see(event, name, reader))


def _may_see(event: Event, name: str, reader: Reader | None) -> bool:
    if event.kind not in list(Kind):
        return False
    kind = Kind(event.kind)
    if name in SHOWN.get(kind, frozenset()):
        return True
    if kind is Kind.CASE_OPENED:
        return name in OF_THE_PLACE and reader in KNOW_THE_PLACE
    if kind in (Kind.CONSULTATION_ANSWERED, Kind.CONSULTATION_REUSED):
        return name in CODES and reader is not None and not _covers(event, reader) and not _wordy(event, name)
    return False


def _covers(event: Event, reader: Reader) -> bool:
    """Return whether an answer may not be disclosed to a reader; where this copy does not say, it may not."""
    field = event.fields.get("do_not_disclose_to")
    if field is None or field.redacted or not isinstance(field.value, list):
        return True
    return reader.value in field.value


def _wordy(event: Event, block: str) -> bool:
    """Return whether a block holds words that a person wrote: a field is shown whole or not at all."""
    found = event.fields[block].value
    return not isinstance(found, Mapping) or "text" in found or "conditions" in found
