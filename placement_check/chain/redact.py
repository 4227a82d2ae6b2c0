"""A redacted copy of a chain: salts and values taken out, commitments kept, so that it still verifies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from placement_check.chain.chain import Chain
from placement_check.chain.event import Event, Field


def redact(chain: Chain, hide: Callable[[Event, str], bool]) -> Chain:
    """Return a copy of the chain without the salt and value of every field that ``hide`` names.

    ``hide`` is asked with the event and the name of the field. What stays readable in every copy: kinds, times,
    organisations, roles, the names of fields, and the signed heads.
    """
    return replace(chain, events=tuple(_redacted(event, hide) for event in chain.events))


def _redacted(event: Event, hide: Callable[[Event, str], bool]) -> Event:
    fields = {
        name: Field(field.commitment) if hide(event, name) else field for name, field in event.fields.items()
    }
    return replace(event, fields=fields)
