"""An event of a case: what was recorded, by which office, when; each field behind its own salted commitment."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from placement_check.chain.canonical import DEEPEST, Value, canonical, composed
from placement_check.chain.errors import ChainError, shown

FORMAT = "placement-check case 1"

_CASE = re.compile(r"[0-9a-f]{32}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}")
_MARKS = "‘’–—"
_LONGEST = 200
_MOST = 256


@dataclass(frozen=True, slots=True)
class Act:
    """What is to be recorded: an office's act, its time (aware, kept to the second) and its fields."""

    kind: str
    at: datetime
    organisation: str
    role: str
    fields: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an event: its commitment, and its salt and value unless they were taken out."""

    commitment: str
    salt: str | None = None
    value: Value = None

    @property
    def redacted(self) -> bool:
        """Return whether the salt and value were taken out."""
        return self.salt is None


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a chain; ``previous`` is the digest of the event before it, ``digest`` its own."""

    number: int
    kind: str
    at: datetime
    organisation: str
    role: str
    fields: Mapping[str, Field]
    previous: str
    digest: str

    def value(self, name: str) -> Value:
        """Return the value of a field.

        Raises
        ------
        ChainError
            If the event has no such field, or its value was taken out of this copy.
        """
        field = self.fields.get(name)
        if field is None:
            raise ChainError(f"event {self.number}", f"it has no field {shown(name)}.", "Ask for one it has.")
        if field.redacted:
            raise ChainError(
                f"event {self.number}, field {shown(name)}", "the value was taken out of this copy.",
                "Ask whoever holds the full case file.",
            )  # fmt: skip
        return field.value


def start(case: str) -> str:
    """Return what stands as ``previous`` in the first event: SHA-256 of the format line and the case."""
    return hashlib.sha256(f"{FORMAT}\n{case}".encode("ascii")).hexdigest()


def commitment(case: str, number: int, name: str, salt: str, value: Value) -> str:
    """Return the commitment to a field: SHA-256 of the canonical list of case, number, name, salt and value."""
    body = [case, number, name, salt, value]
    return hashlib.sha256(canonical(body, f"field {shown(name)}", DEEPEST + 1)).hexdigest()


def digest_of(case: str, number: int, event: Event) -> str:
    """Return the digest that an event has in a case under a number, from its commitments as they stand."""
    body = {
        "case": case,
        "number": number,
        "kind": event.kind,
        "at": event.at.isoformat(timespec="seconds"),
        "organisation": event.organisation,
        "role": event.role,
        "commitments": {name: field.commitment for name, field in event.fields.items()},
        "previous": event.previous,
    }
    return hashlib.sha256(canonical(body, f"event {number}")).hexdigest()


def plain(value: Value, where: str) -> Value:
    """Return a copy of a value as it is recorded: texts composed, keys in their canonical order.

    Raises
    ------
    ChainError
        If the value cannot be recorded.
    """
    kept: Value = json.loads(canonical(composed(value), where))
    return kept


def few_enough(count: int, where: str) -> None:
    """Refuse an event with more than 256 fields.

    Raises
    ------
    ChainError
        If it has more.
    """
    if count > _MOST:
        raise ChainError(where, f"it has {count} fields.", f"Give {_MOST} at most.")


def case_id(text: str, where: str) -> str:
    """Return the text if it is a case: 32 small hexadecimal figures."""
    return _matching(_CASE, text, where, "32 small hexadecimal figures")


def salt_text(text: str, where: str) -> str:
    """Return the text if it is a salt: 32 small hexadecimal figures, 128 bits."""
    return _matching(_CASE, text, where, "32 small hexadecimal figures (128 bits)")


def digest_text(text: str, where: str) -> str:
    """Return the text if it is a digest: 64 small hexadecimal figures."""
    return _matching(_DIGEST, text, where, "64 small hexadecimal figures")


def name_text(text: str, where: str) -> str:
    """Return the text if it can name a kind or field: plain small letters, so that no two names look alike."""
    return _matching(_NAME, text, where, "a small letter, then small letters a-z, figures and _ (64 at most)")


def _matching(pattern: re.Pattern[str], text: str, where: str, form: str) -> str:
    if pattern.fullmatch(text) is None:
        raise ChainError(where, f"{shown(text)} is not {form}.", "Give it in that form.")
    return text


def office_text(text: str, where: str) -> str:
    """Return the text if it can name an organisation or a role: letters a-z with or without accents, figures, marks.

    Raises
    ------
    ChainError
        If it is empty, longer than 200 characters, begins or ends with a space, is not in composed form, or holds
        any other letter, which can look like one of these, or a character that does not show.
    """
    odd = [sign for sign in text if not _plain_sign(sign)]
    if odd:
        raise ChainError(
            where, f"the character U+{ord(odd[0]):04X} may look like another, or like nothing.",
            "Use the letters a to z, with accents where they have them, figures and plain marks.",
        )  # fmt: skip
    if not 0 < len(text) <= _LONGEST or text != text.strip() or not unicodedata.is_normalized("NFC", text):
        raise ChainError(
            where, f"{shown(text)} is empty, too long, not in composed form, or begins or ends with a space.",
            f"Give 1 to {_LONGEST} characters.",
        )  # fmt: skip
    return text


def _plain_sign(sign: str) -> bool:
    if sign.isascii():
        return sign.isprintable()
    return sign in _MARKS or (sign.isalpha() and unicodedata.normalize("NFD", sign)[0].isascii())


def time_kept(at: datetime, where: str) -> datetime:
    """Return a time as it is kept: to the second, with its fixed offset from UTC.

    Raises
    ------
    ChainError
        If the time has no offset, or one that is no whole number of minutes.
    """
    text = at.isoformat(timespec="seconds")
    if _TIME.fullmatch(text) is None:
        raise ChainError(where, f"the time {text} has no offset from UTC.", "Give it with its offset.")
    return datetime.fromisoformat(text)


def time_of(text: str, where: str) -> datetime:
    """Return the time that a text like 2026-11-22T10:15:00+00:00 stands for.

    Raises
    ------
    ChainError
        If the text has another form, or there is no such time.
    """
    try:
        at = datetime.fromisoformat(text) if _TIME.fullmatch(text) else None
    except ValueError:
        at = None
    if at is None or at.isoformat(timespec="seconds") != text:
        raise ChainError(where, f"{shown(text)} is no time like 2026-11-22T10:15:00+00:00.", "Correct it.")
    return at
