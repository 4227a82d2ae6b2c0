"""One table of a file that a person wrote: each value asked for by key and kind, everything else refused."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import Any, TypeVar

from placement_check.forms.lines import Path
from placement_check.forms.missing import missing
from placement_check.forms.refusal import FormRefused

Word = TypeVar("Word", bound=StrEnum)

LONGEST = 4_000
YEARS = range(
    2014, 2101
)  # no time that is written falls outside: an office did not work, or will not, by then
# Whoever signs is known by office: no report of this project names a person, least of all a child.
_PERSONAL = re.compile(
    r"(^|_)(names?|surname|forename|signed|signature|signatory|author|person|officer|birth|dob|born|e_?mail|phone|"
    r"telephone|mobile|initials)(_|$)",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"@|\b(mr|mrs|ms|miss|mx|dr|prof|sir|dame|pc|dc|di|sgt|insp|rev|cllr|lord|lady|fr)\b\.? +[a-z]|\d{6,}",
    re.IGNORECASE,
)
# A post is named by at least one of these, or in small letters; a first name and a surname are neither.
_POST = re.compile(
    r"\b(\w*(manager|officer|worker|director|leader|planner|inspector|commissioner|councillor|adviser|advisor|surveyor|"
    r"engineer|practitioner|coordinator|co-ordinator|chair|head|lead|head of|team|service|panel|committee|authority|"
    r"police|council|constabulary|department|agency|board|deputy|assistant|senior|principal|independent|reviewer|nurse|"
    r"doctor|teacher|solicitor|lawyer|analyst|consultant|secretary|clerk|governor|superintendent|sergeant|constable|"
    r"unit|office|executive|provider|ofsted|resident|representative|member|professional|assessor|guardian|advocate))s?\b",
    re.IGNORECASE,
)
_INITIAL = re.compile(r"\b[A-Z]\.\s*[A-Z][a-z]+")


def _named(role: str) -> bool:
    """Return whether a role reads like a name: initials, or capitalised words of which none is a word for a post."""
    words = re.findall(r"[A-Za-z'-]+", role)
    capitals = len(words) in (2, 3) and all(word[0].isupper() for word in words)
    return bool(_INITIAL.search(role)) or (capitals and not _POST.search(role))


# Controls, and the marks that turn the direction of what follows: a text must read as it was written.
_HIDDEN = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u200b-\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff]"
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The file that a form stands in: its name as given, and the line of each key."""

    file: str
    lines: Mapping[Path, int]

    def line(self, path: Path) -> int | None:
        """Return the line of a key, or of the nearest table round it that begins a line."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return None


class Form:
    """A table with the keys named and no other."""

    def __init__(self, sheet: Sheet, path: Path, body: Mapping[str, Any], keys: Sequence[str]) -> None:
        self._sheet, self._path, self._body = sheet, path, body
        for key in body:
            if key not in keys:
                raise self._unknown(key, keys)

    def __contains__(self, key: str) -> bool:
        return key in self._body

    @property
    def file(self) -> str:
        """Return the file as given."""
        return self._sheet.file

    def line(self, key: str = "") -> int | None:
        """Return the line of a key, or of the table itself."""
        return self._sheet.line((*self._path, key) if key else self._path)

    def refusal(self, key: str, rule: str, text: str, advice: str) -> FormRefused:
        """Return the refusal of what a key holds; "" for the table itself."""
        return FormRefused(self._sheet.file, rule, text, advice, line=self.line(key))

    def complete(self, *needs: str) -> None:
        """Refuse a form in which several needed keys are missing, below it too, and name all of them at once.

        One alone is told where it is read: a key that is misspelt is then named as such. A need is a key (``reasons``),
        a key of a table (``home.kind``) or of every item of a list of tables (``contact[].office``). Of a table that is
        not there only the table is needed, and only where it is named.

        Raises
        ------
        FormRefused
            If more than one is missing.
        """
        gone = list(dict.fromkeys(path for need in needs for path in missing(self._body, need)))
        if len(gone) > 1:
            names = ", ".join(f"'{_dotted((*self._path, *path))}'" for path in gone)
            line = self._sheet.line((*self._path, *gone[0][:-1]))
            raise FormRefused(
                self._sheet.file, "missing_key", f"{names} are missing.", "Add them.", line=line
            )

    def text(self, key: str) -> str:
        """Return a text, which says something.

        Raises
        ------
        FormRefused
            If it is missing, empty, too long, no text, or holds characters that nobody can see.
        """
        found = self._value(key)
        if not isinstance(found, str):
            raise self._kind(key, "a text in quotation marks")
        if not re.search(r"\w", found):
            raise self.refusal(key, "empty", f"'{self._full(key)}' says nothing.", "Write it in words.")
        if len(found) > LONGEST:
            raise self.refusal(
                key, "length", f"'{self._full(key)}' has {len(found):,} characters; the most is {LONGEST:,}.",
                "Shorten it, and name the paper that holds the rest.",
            )  # fmt: skip
        if _HIDDEN.search(found):
            raise self.refusal(
                key,
                "characters",
                f"'{self._full(key)}' holds characters that cannot be seen.",
                "Write it anew.",
            )
        return found.strip()

    def text_or(self, key: str, other: str = "") -> str:
        """Return a text as ``text`` does, or ``other`` where the key is not there."""
        return self.text(key) if key in self else other

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; none where the key is not there.

        Raises
        ------
        FormRefused
            If it is no list of texts that each say something.
        """
        found = self._body.get(key, [])
        if not isinstance(found, list) or not all(isinstance(item, str) and item.strip() for item in found):
            raise self._kind(key, "a list of texts in quotation marks")
        return tuple(Form(self._sheet, self._path, {key: item}, [key]).text(key) for item in found)

    def role(self, key: str) -> str:
        """Return a role or office.

        Raises
        ------
        FormRefused
            If it is missing or looks like a person: a title before a name, initials, an e-mail address, a long number,
            or capitalised words of which none is a word for a post.
        """
        found = self.text(key)
        if _PERSON.search(found) or _named(found):
            raise self.refusal(
                key,
                "no_names",
                f"'{found}' looks like a person.",
                "Give the role or office only, never a person.",
            )
        return found

    def word(self, key: str, words: type[Word]) -> Word:
        """Return one of a closed list of words.

        Raises
        ------
        FormRefused
            If it is missing or another word.
        """
        found = self._value(key)
        allowed = [w.value for w in words]
        if not isinstance(found, str) or found not in allowed:
            raise self.refusal(
                key,
                "word",
                f"'{self._full(key)}' is {_shown(found)}.",
                f"Write one of: {', '.join(allowed)}.",
            )
        return words(found)

    def words(self, key: str, words: type[Word]) -> tuple[Word, ...]:
        """Return a list of words of a closed list, each once; none where the key is not there.

        Raises
        ------
        FormRefused
            If one of them is another word.
        """
        return tuple(
            Form(self._sheet, self._path, {key: item}, [key]).word(key, words)
            for item in dict.fromkeys(self.texts(key))
        )

    def whole(self, key: str, low: int, high: int) -> int:
        """Return a whole number between two limits, both allowed.

        Raises
        ------
        FormRefused
            If it is missing, no whole number, or beyond a limit.
        """
        found = self._value(key)
        if isinstance(found, bool) or not isinstance(found, int):
            raise self._kind(key, "a whole number")
        if not low <= found <= high:
            raise self.refusal(
                key,
                "limits",
                f"'{self._full(key)}' is {_shown(found)}.",
                f"Give a whole number from {low} to {high}.",
            )
        return found

    def number(self, key: str, low: float, high: float) -> float:
        """Return a number between two limits, both allowed.

        Raises
        ------
        FormRefused
            If it is missing, no number, not finite, or beyond a limit.
        """
        found = self._value(key)
        if isinstance(found, bool) or not isinstance(found, int | float):
            raise self._kind(key, "a number")
        if not (math.isfinite(found) and low <= found <= high):
            raise self.refusal(
                key,
                "limits",
                f"'{self._full(key)}' is {_shown(found)}.",
                f"Give a number from {low:g} to {high:g}.",
            )
        return float(found)

    def day(self, key: str, *, latest: date | None = None) -> date:
        """Return a day, none after ``latest``.

        Raises
        ------
        FormRefused
            If it is missing, no day, or in the future.
        """
        found = self._value(key)
        if isinstance(found, str):
            try:
                found = date.fromisoformat(found) if re.fullmatch(r"\d{4}-\d\d-\d\d", found) else None
            except ValueError:
                found = None
        if not isinstance(found, date) or isinstance(found, datetime):
            raise self._kind(key, "a day, YYYY-MM-DD")
        if latest is not None and found > latest:
            raise self.refusal(
                key, "future_date", f"'{self._full(key)}' is {found}, after the day of the assessment ({latest}).",
                "Correct the day, or assess on a later one with --at.",
            )  # fmt: skip
        return found

    def moment(self, key: str, zone: tzinfo) -> datetime:
        """Return a time with its zone; ``zone`` is that of a time written without one.

        Raises
        ------
        FormRefused
            If it is missing, no time, or outside the years 2014 to 2100.
        """
        found = self._value(key)
        if isinstance(found, str):
            try:
                found = (
                    datetime.fromisoformat(found) if re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:", found) else None
                )
            except ValueError:
                found = None
        if not isinstance(found, datetime):
            raise self._kind(key, "a time, YYYY-MM-DDTHH:MM:SS, with its offset or in London time")
        if found.year not in YEARS:
            raise self.refusal(
                key, "limits", f"'{self._full(key)}' is {found.isoformat()}.",
                f"Give a time in the years {YEARS[0]} to {YEARS[-1]}.",
            )  # fmt: skip
        return found if found.tzinfo is not None else found.replace(tzinfo=zone)

    def truth(self, key: str) -> bool:
        """Return whether a key says true; false where the key is not there.

        Raises
        ------
        FormRefused
            If it is neither true nor false.
        """
        if key not in self:
            return False
        found = self._value(key)
        if not isinstance(found, bool):
            raise self._kind(key, "true or false")
        return found

    def table(self, key: str, keys: Sequence[str]) -> Form:
        """Return the table below a key.

        Raises
        ------
        FormRefused
            If it is missing, no table, or holds a key that is not named.
        """
        found = self._value(key)
        if not isinstance(found, dict):
            raise self._kind(key, f"a table: [{self._full(key)}]")
        return Form(self._sheet, (*self._path, key), found, keys)

    def tables(self, key: str, keys: Sequence[str]) -> tuple[Form, ...]:
        """Return the list of tables below a key; none where the key is not there.

        Raises
        ------
        FormRefused
            If it is no list of tables, or one holds a key that is not named.
        """
        found = self._body.get(key, [])
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            raise self._kind(key, f"a list of tables: [[{self._full(key)}]]")
        return tuple(Form(self._sheet, (*self._path, key, i), item, keys) for i, item in enumerate(found))

    def _value(self, key: str) -> Any:  # noqa: ANN401 - what a person wrote may be anything
        if key not in self._body:
            raise self.refusal("", "missing_key", f"'{self._full(key)}' is missing.", "Add it.")
        return self._body[key]

    def _kind(self, key: str, wanted: str) -> FormRefused:
        return self.refusal(
            key, "type", f"'{self._full(key)}' is {_shown(self._body[key])}.", f"Write {wanted}."
        )

    def _unknown(self, key: str, keys: Sequence[str]) -> FormRefused:
        if _PERSONAL.search(key):
            return self.refusal(
                key, "no_names", f"'{self._full(key)}' would name a person.",
                "Remove it: a role is recorded, and no person's name, least of all a child's.",
            )  # fmt: skip
        from difflib import get_close_matches

        near = get_close_matches(key, keys, 1)
        advice = f"Did you mean '{near[0]}'?" if near else f"The keys are: {', '.join(keys)}."
        return self.refusal(key, "unknown_key", f"'{_short(self._full(key))}' is not known.", advice)

    def _full(self, key: str) -> str:
        return _dotted((*self._path, key))


def _dotted(path: Path) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path)


def _shown(value: object) -> str:
    """Return a value for a message, short and on one line."""
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    if isinstance(value, str):
        return f"the text '{_short(value)}'"
    try:
        return _short(str(value).lower() if isinstance(value, bool) else str(value))
    except ValueError:  # a number of more digits than are ever printed
        return "a number without end"


def _short(text: str) -> str:
    clean = _HIDDEN.sub("?", " ".join(text.split()))
    return clean if len(clean) <= 60 else clean[:57] + "..."
