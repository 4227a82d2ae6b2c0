"""The one text that a value has: what is hashed and signed (RFC 8785, of which this is the part without fractions)."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from placement_check.chain.errors import ChainError, shown

Value: TypeAlias = "bool | int | str | Sequence[Value] | Mapping[str, Value] | None"

LARGEST = 2**53 - 1  # beyond it, programs that hold every number as a double read another number
DEEPEST = 32


@dataclass(frozen=True, slots=True)
class Refused:
    """What a reader of JSON puts where the text holds what no record may hold; ``why`` says what it was."""

    why: str


def canonical(value: object, where: str = "the value", deepest: int = DEEPEST) -> bytes:
    """Return the canonical JSON of a value as UTF-8: no spaces, keys in order of their UTF-16 code units.

    Different values have different texts, and the order in which keys were given does not matter.

    Raises
    ------
    ChainError
        If the value holds anything but null, true, false, whole numbers up to 2^53 - 1, texts in composed form (NFC),
        lists and objects, or is nested more than ``deepest`` deep. The message names where.
    """
    return _written(value, where, deepest).encode("utf-8")


def _written(value: object, where: str, room: int) -> str:
    if value is None or isinstance(value, bool):
        return "null" if value is None else "true" if value else "false"
    if isinstance(value, int):
        return _number(value, where)
    if isinstance(value, str):
        return _text(value, where)
    if isinstance(value, list | dict) and room == 0:
        raise ChainError(where, f"it is nested more than {DEEPEST} deep.", "Record it in a flatter form.")
    if isinstance(value, list):
        parts = (_written(part, f"{where}, item {i}", room - 1) for i, part in enumerate(value, 1))
        return f"[{','.join(parts)}]"
    if isinstance(value, dict):
        return _object(value, where, room)
    why = value.why if isinstance(value, Refused) else f"a {type(value).__name__} cannot be recorded."
    raise ChainError(where, why, "Record texts, whole numbers, true, false, null, lists and objects only.")


def _object(value: dict[object, object], where: str, room: int) -> str:
    texts: dict[str, object] = {}
    for key, part in value.items():
        if not isinstance(key, str):
            raise ChainError(where, f"a key is a {type(key).__name__}.", "Keys are texts.")
        texts[key] = part
    parts = [
        f"{_text(key, f'{where}, a key')}:{_written(texts[key], f'{where}, {shown(key)}', room - 1)}"
        for key in sorted(texts, key=_units)
    ]
    return f"{{{','.join(parts)}}}"


def _units(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass")


def _number(value: int, where: str) -> str:
    if abs(value) > LARGEST:
        raise ChainError(where, "the number lies beyond 2^53 - 1.", "Record so long a number as a text.")
    return str(int(value))


def _text(value: str, where: str) -> str:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise ChainError(
            where, "the text holds half a character (a lone surrogate).", "Type it again."
        ) from None
    if not unicodedata.is_normalized("NFC", value):
        raise ChainError(
            where, "the text is not in composed form (Unicode NFC), so that its look does not tell its bytes.",
            "Compose it before it is recorded.",
        )  # fmt: skip
    return json.dumps(str(value), ensure_ascii=False)


def composed(value: object) -> object:
    """Return the value with every text in composed form (NFC) and every tuple as a list.

    Raises
    ------
    ChainError
        If two keys of one object become the same.
    """
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list | tuple):
        return [composed(part) for part in value]
    if isinstance(value, Mapping):
        pairs = [(composed(key), composed(part)) for key, part in value.items()]
        whole = dict(pairs)
        if len(whole) != len(pairs):
            raise ChainError("the value", "two keys are the same once composed (NFC).", "Rename one of them.")
        return whole
    return value
