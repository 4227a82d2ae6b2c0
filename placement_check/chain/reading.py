"""Reading JSON strictly: every key expected, none twice, no fractions, and where it breaks is named."""

from __future__ import annotations

import json

from placement_check.chain.canonical import LARGEST, Refused, canonical
from placement_check.chain.errors import ChainError, shown

_AGAIN = "Ask for the file again from whoever wrote it."


def parse(text: str, what: str) -> object:
    """Return what a JSON text holds, with a ``Refused`` wherever it holds what no record may hold.

    Raises
    ------
    ChainError
        If the text is no JSON, or nested too deeply.
    """
    try:
        return json.loads(
            text, object_pairs_hook=_pairs, parse_int=_whole, parse_float=_fraction, parse_constant=_fraction
        )
    except json.JSONDecodeError as fault:
        raise ChainError(
            f"{what}, line {fault.lineno}", f"it is not whole JSON ({fault.msg}).", _AGAIN
        ) from None
    except RecursionError:
        raise ChainError(what, "it is nested too deeply to be read.", _AGAIN) from None


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object] | Refused:
    whole = dict(pairs)
    if len(whole) == len(pairs):
        return whole
    left = dict.fromkeys(whole, True)
    twice = next(key for key, _ in pairs if not left.pop(key, False))
    return Refused(f"the key {shown(twice)} stands twice in one object.")


def _whole(text: str) -> int | Refused:
    if len(text) > len(str(-LARGEST)) or abs(int(text)) > LARGEST:
        return Refused("a number lies beyond 2^53 - 1.")
    return int(text)


def _fraction(text: str) -> Refused:
    return Refused(f"{shown(text)} is no whole number.")


def entries(value: object, where: str, *keys: str) -> dict[str, object]:
    """Return an object that has exactly these keys.

    Raises
    ------
    ChainError
        If the value is no object, a key is missing, or there is one that the format does not know.
    """
    if not isinstance(value, dict):
        raise ChainError(where, _why(value, "an object"), _AGAIN)
    unknown = sorted(value.keys() - set(keys))
    if unknown:
        raise ChainError(where, f"the format knows no key {shown(unknown[0])} here.", _AGAIN)
    missing = [key for key in keys if key not in value]
    if missing:
        raise ChainError(where, f"the key {shown(missing[0])} is missing.", _AGAIN)
    return value


def listed(value: object, where: str) -> list[object]:
    """Return a list, or raise ``ChainError``."""
    if not isinstance(value, list):
        raise ChainError(where, _why(value, "a list"), _AGAIN)
    return value


def text_of(value: object, where: str) -> str:
    """Return a text in canonical form, or raise ``ChainError``."""
    if not isinstance(value, str):
        raise ChainError(where, _why(value, "a text"), _AGAIN)
    canonical(value, where)
    return value


def count_of(value: object, where: str) -> int:
    """Return a whole number from 1 up (true is none), or raise ``ChainError``."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ChainError(where, _why(value, "a whole number from 1 up"), _AGAIN)
    return value


def _why(value: object, wanted: str) -> str:
    return value.why if isinstance(value, Refused) else f"{wanted} is wanted here."
