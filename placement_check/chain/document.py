"""Case files, heads and receipts as JSON: written one way, read strictly."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from placement_check.chain.canonical import Value, canonical
from placement_check.chain.chain import Chain
from placement_check.chain.errors import ChainError, shown
from placement_check.chain.event import (
    FORMAT,
    Event,
    Field,
    case_id,
    digest_text,
    few_enough,
    name_text,
    office_text,
    salt_text,
    time_of,
)
from placement_check.chain.heads import HEAD_FORMAT, Head, SignedHead
from placement_check.chain.reading import count_of, entries, listed, parse, text_of

RECEIPT_FORMAT = "placement-check receipt 1"

_SIGNATURE = re.compile(r"[0-9a-f]{128}")


def to_json(chain: Chain) -> str:
    """Return a chain as the text of a case file; the same chain gives the same text."""
    return _text(
        {
            "format": FORMAT,
            "case": chain.case,
            "events": [_event_plain(event) for event in chain.events],
            "heads": [signed.plain() for signed in chain.heads],
        }
    )


def of_json(text: str) -> Chain:
    """Return the chain of a case file. Whether it fits is for ``verify`` to say.

    Raises
    ------
    ChainError
        If the text is no case file; the message names the event and field.
    """
    body = entries(
        _formatted(text, "the case file", FORMAT), "the case file", "format", "case", "events", "heads"
    )
    return Chain(
        case_id(text_of(body["case"], "case"), "case"),
        tuple(_event(entry, f"event {i}") for i, entry in enumerate(listed(body["events"], "events"), 1)),
        tuple(signed_of(entry, f"head {i}") for i, entry in enumerate(listed(body["heads"], "heads"), 1)),
    )


def head_to_json(found: Head | SignedHead) -> str:
    """Return a head, signed or not, as the text of a head file."""
    return _text({"format": HEAD_FORMAT, "head": found.plain()})


def head_of_json(text: str) -> Head | SignedHead:
    """Return the head in a head file or a receipt.

    Raises
    ------
    ChainError
        If the text is neither.
    """
    body = entries(_formatted(text, "the head", HEAD_FORMAT, RECEIPT_FORMAT), "the head", "format", "head")
    if body["format"] == RECEIPT_FORMAT:
        return signed_of(body["head"], "the head")
    return head_of(body["head"], "the head")


def receipt_to_json(signed: SignedHead) -> str:
    """Return a signed head as the text of the receipt that the other side keeps."""
    return _text({"format": RECEIPT_FORMAT, "head": signed.plain()})


def receipt_of_json(text: str) -> SignedHead:
    """Return the signed head in a receipt.

    Raises
    ------
    ChainError
        If the text is no receipt.
    """
    body = entries(_formatted(text, "the receipt", RECEIPT_FORMAT), "the receipt", "format", "head")
    return signed_of(body["head"], "the receipt")


def head_of(value: object, where: str) -> Head | SignedHead:
    """Return the head that stands in JSON, signed or not, as ``plain`` gives it.

    Raises
    ------
    ChainError
        If the value is none.
    """
    if isinstance(value, dict) and "signature" not in value:
        return _head(entries(value, where, "case", "count", "digest"), where)
    return signed_of(value, where)


def signed_of(value: object, where: str) -> SignedHead:
    """Return the signed head that stands in JSON, as ``SignedHead.plain`` gives it.

    Raises
    ------
    ChainError
        If the value is none.
    """
    keys = ("case", "count", "digest", "at", "organisation", "key", "signature")
    body = entries(value, where, *keys)
    signature = text_of(body["signature"], f"{where}, signature")
    if _SIGNATURE.fullmatch(signature) is None:
        raise ChainError(
            f"{where}, signature", "it is not 128 small hexadecimal figures.", "Ask for the head again."
        )
    return SignedHead(
        _head(body, where),
        time_of(text_of(body["at"], f"{where}, at"), f"{where}, at"),
        office_text(text_of(body["organisation"], f"{where}, organisation"), f"{where}, organisation"),
        digest_text(text_of(body["key"], f"{where}, key"), f"{where}, key"),
        signature,
    )


def _head(body: Mapping[str, object], where: str) -> Head:
    return Head(
        case_id(text_of(body["case"], f"{where}, case"), f"{where}, case"),
        count_of(body["count"], f"{where}, count"),
        digest_text(text_of(body["digest"], f"{where}, digest"), f"{where}, digest"),
    )


def _formatted(text: str, what: str, *formats: str) -> object:
    """Return what a text holds if it names one of the formats."""
    body = parse(text, what)
    if isinstance(body, dict) and body.get("format") in formats:
        return body
    found = body.get("format") if isinstance(body, dict) else None
    named = f"its format is {shown(found)}" if isinstance(found, str) else "it names no format"
    raise ChainError(
        what, f"{named}; wanted: {shown(' or '.join(formats))}.", "Give the file of that format."
    )


def _event(value: object, where: str) -> Event:
    keys = ("number", "kind", "at", "organisation", "role", "fields", "previous", "digest")
    body = entries(value, where, *keys)
    fields = body["fields"]
    named = entries(fields, f"{where}, fields", *(fields if isinstance(fields, dict) else ()))
    few_enough(len(named), where)
    return Event(
        count_of(body["number"], f"{where}, number"),
        name_text(text_of(body["kind"], f"{where}, kind"), f"{where}, kind"),
        time_of(text_of(body["at"], f"{where}, at"), f"{where}, at"),
        office_text(text_of(body["organisation"], f"{where}, organisation"), f"{where}, organisation"),
        office_text(text_of(body["role"], f"{where}, role"), f"{where}, role"),
        {
            name_text(name, f"{where}, a field"): _field(named[name], f"{where}, field {shown(name)}")
            for name in sorted(named)
        },
        digest_text(text_of(body["previous"], f"{where}, previous"), f"{where}, previous"),
        digest_text(text_of(body["digest"], f"{where}, digest"), f"{where}, digest"),
    )


def _field(value: object, where: str) -> Field:
    if isinstance(value, dict) and value.keys() == {"commitment"}:
        return Field(digest_text(text_of(value["commitment"], where), where))
    body = entries(value, where, "salt", "value", "commitment")
    return Field(
        digest_text(text_of(body["commitment"], f"{where}, commitment"), f"{where}, commitment"),
        salt_text(text_of(body["salt"], f"{where}, salt"), f"{where}, salt"),
        _value(body["value"], where),
    )


def _value(value: object, where: str) -> Value:
    kept: Value = json.loads(canonical(value, where))
    return kept


def _event_plain(event: Event) -> dict[str, object]:
    return {
        "number": event.number,
        "kind": event.kind,
        "at": event.at.isoformat(timespec="seconds"),
        "organisation": event.organisation,
        "role": event.role,
        "fields": {name: _field_plain(event.fields[name]) for name in sorted(event.fields)},
        "previous": event.previous,
        "digest": event.digest,
    }


def _field_plain(field: Field) -> dict[str, object]:
    if field.redacted:
        return {"commitment": field.commitment}
    return {"salt": field.salt, "value": field.value, "commitment": field.commitment}


def _text(body: Mapping[str, object]) -> str:
    return json.dumps(body, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
