"""What in a text looks like a person: names, birth dates, telephone and vehicle numbers, addresses of e-mail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from placement_check.chain import Value
from placement_check.consultation.capitals import full_name

_TITLES = r"mr|mrs|ms|miss|mx|dr|prof|sir|dame|lord|lady|rev|cllr|pc|dc|di|ds|dci|sgt|insp"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_NAME = r"[^\W\d_][\w'’-]*"
_ALONE, _ENDED = r"(?<![\w/-])", r"(?![\w/-])"
_GAP = r"[\s.,/_-]*"

PATTERNS: Final[Mapping[str, tuple[re.Pattern[str], ...]]] = {
    "a name": (
        re.compile(rf"\b(?:{_TITLES})\b\.?\s*{_NAME}", re.IGNORECASE),
        re.compile(rf"\b(?:named|called|known as|a\.?k\.?a\.?|alias|surname|forename|first name|christian name)\b"
                   rf"[\s:=\"'“‘]+(?!as\b|the\b|in\b|to\b|by\b|a\b|an\b){_NAME}", re.IGNORECASE),
        re.compile(rf"\b[Nn]ame(?:\s+is|\s+was)?\s*[:=]?\s+(?:is\s+)?[A-Z]{_NAME}"),
        re.compile(r"\b(?:[A-Z]\.\s*){1,3}[A-Z][\w'’-]+"),
        re.compile(r"\b[A-Z][a-z'’-]+,\s+[A-Z][a-z'’-]+\s*(?:\(|born|d\.?o\.?b)", re.IGNORECASE),
    ),
    "a full date, which may be of birth": (
        re.compile(rf"\b{_DAY}\s*[./\s-]\s*(?:0?[1-9]|1[0-2])\s*[./\s-]\s*(?:19|20)?\d\d\b"),
        re.compile(r"\b(?:19|20)\d\d\s*[./-]\s*(?:0?[1-9]|1[0-2])\s*[./-]\s*(?:0?[1-9]|[12]\d|3[01])\b"),
        re.compile(rf"\b{_DAY}\s*(?:of\s+)?[\s.-]*{_MONTH}[\s.,'’-]*(?:19|20)?\d\d\b", re.IGNORECASE),
        re.compile(rf"\b{_MONTH}[\s.-]*{_DAY}[\s.,-]+(?:19|20)?\d\d\b", re.IGNORECASE),
        re.compile(r"\b(?:d\.?\s?o\.?\s?b\.?|date of birth|birthday|born)\b", re.IGNORECASE),
    ),
    "a telephone number": (
        re.compile(rf"(?<!\d)(?:\+|00){_GAP}44{_GAP}(?:\(0\){_GAP})?(?:[()]*\d[()\s.,/_-]*){{9,10}}(?!\d)"),
        re.compile(r"(?<![\d+])0(?:[()\s.,/_-]*\d){9,10}(?!\d)"),
    ),
    "a vehicle number": (
        # AA99 AAA, A999 AAA and AAA 999A, never as a part of a longer reference such as EX-AB12-CDE-1 or SOT-2024-17.
        # In small letters only without the first gap: "to 31 May" and "a 12 bed" are ordinary words.
        re.compile(rf"{_ALONE}[A-Z]{{2}}[\s-]?\d{{2}}[\s-]?[A-Z]{{3}}{_ENDED}"),
        re.compile(rf"{_ALONE}[A-Z]{{2}}\d{{2}}[\s-]?[A-Z]{{3}}{_ENDED}", re.IGNORECASE),
        re.compile(rf"{_ALONE}[A-Z]\d{{1,3}}[\s-]?[A-Z]{{3}}{_ENDED}", re.IGNORECASE),
        re.compile(rf"{_ALONE}[A-Z]{{3}}[\s-]?\d{{1,3}}[A-Z]{_ENDED}", re.IGNORECASE),
    ),
    "an e-mail address": (re.compile(r"[\w.+-]+\s?@\s?[\w-]+"),),
    "a National Health Service number": (re.compile(r"(?<!\w)\d{3}[\s-]?\d{3}[\s-]?\d{4}(?!\w)"),),
}  # fmt: skip
"""What is looked for, as what it would be."""

UNREAD: Final = frozenset(
    {
        "act", "address_verified", "age_band", "answered", "assessment", "case", "digest", "duties",
        "earlier_case", "earlier_head", "happened", "method", "placement_code", "profile", "reply_by",
        "reuse_until", "sent", "services", "sha256", "their_head", "to_date", "conversation_at",
    }
)  # fmt: skip
"""Fields that the program fills or that hold a time, a code or a hash: no person wrote a text there."""


@dataclass(frozen=True, slots=True)
class Warned:
    """Something in a text that looks like a person: in which field, what it may be, and the words themselves."""

    where: str
    what: str
    found: str

    def __str__(self) -> str:
        """Return the warning as one sentence."""
        return (
            f"'{self.where}' may hold {self.what} ('{self.found}'). No person is named in a case, child or officer: "
            "give the role or office, or nothing."
        )


def warnings(text: str, where: str = "the text") -> tuple[Warned, ...]:
    """Return what in a text looks like a person; at most one warning of a sort."""
    return tuple(_warned(text, where))


def _warned(text: str, where: str) -> Iterator[Warned]:
    named = full_name(text)
    if named and not any(pattern.search(text) for pattern in PATTERNS["a name"]):
        yield Warned(where, "a name", named)
    for what, patterns in PATTERNS.items():
        for pattern in patterns:
            found = pattern.search(text)
            if found is not None:
                yield Warned(where, what, " ".join(found[0].split()))
                break


def warnings_of(fields: Mapping[str, Value]) -> tuple[Warned, ...]:
    """Return the warnings of every text that a person wrote in the fields of an act."""
    return tuple(w for where, text in _texts(fields, "") for w in warnings(text, where))


def _texts(value: Value, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in UNREAD:
                yield from _texts(inner, f"{where}.{key}" if where else key)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _texts(inner, where)
