"""A chain of events that both sides of a case can check, offline and redacted."""

from __future__ import annotations

from placement_check.chain.canonical import Value
from placement_check.chain.chain import Chain, append, begin, with_head
from placement_check.chain.document import of_json, to_json
from placement_check.chain.errors import ChainError
from placement_check.chain.event import Act, Event, Field
from placement_check.chain.heads import THEIR_HEAD, Head, SignedHead, check, head, sign
from placement_check.chain.redact import redact

__all__ = [
    "THEIR_HEAD",
    "Act",
    "Chain",
    "ChainError",
    "Event",
    "Field",
    "Head",
    "SignedHead",
    "Value",
    "append",
    "begin",
    "check",
    "head",
    "of_json",
    "redact",
    "sign",
    "to_json",
    "with_head",
]
