"""Columns that seem to say who a child is: a place is checked without them, so no file with one is taken (truth 6)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from placement_check.batch.errors import BatchError

WHOLE = frozenset(  # headings that are refused when they stand alone
    (
        "name", "names", "full name", "name in full", "known as", "child", "young person", "yp", "pupil", "patient",
        "service user", "lcs", "born", "birth", "initials", "alias", "aka", "mother", "father", "parent", "parents",
        "guardian", "carer", "social worker", "passport",
    )
)  # fmt: skip
ANYWHERE = (  # words that are refused wherever they stand
    "surname", "surnames", "forename", "forenames", "first name", "last name", "given name", "family name",
    "middle name", "preferred name", "date of birth", "birth date", "birthdate", "birthday", "dob", "d o b", "upn",
    "passport", "ni number", "national insurance number",
)  # fmt: skip
PERSONS = (
    "child", "childs", "children", "childrens", "young person", "young persons", "young people", "yp", "pupil",
    "pupils", "student", "students", "resident", "residents", "patient", "patients", "service user", "service users",
    "client", "clients", "person", "persons", "sibling", "siblings", "looked after child", "lac", "cla",
)  # fmt: skip
NAMING = ("name", "names", "initials")
ONE = ("child", "childs", "young person", "young persons", "yp", "pupil", "student", "resident", "patient",
       "service user", "client", "person", "looked after child", "lac", "cla", "nhs", "lcs", "case")  # fmt: skip
NUMBERING = ("number", "no", "num", "id", "ids", "ref", "reference", "identifier", "code", "pin")
LOOK_ALIKE = str.maketrans("АВЕКМНОРСТХаеорсухіјѕԁ", "ABEKMHOPCTXaeopcyxijsd")
HOME = re.compile(r"\b(childrens?|childs) (residential )?(home|homes|house|services)\b")
COUNT = re.compile(r"^(number|no|num|count|total) of\b")
ADVICE = (
    "No one's name, date of birth or number is needed to check a place, and what a file holds is copied to the output: "
    "delete the column. If it holds something else, rename it, for instance 'site name'."
)


def refuse_identities(columns: Sequence[str], name: str) -> None:
    """Refuse a file with columns whose headings seem to say who a person is.

    Raises
    ------
    BatchError
        If there are any; it names the columns and none of what they hold.
    """
    found = [f"'{column}'" for column in columns if identifies(column)]
    if found:
        some = f"column {found[0]} looks" if len(found) == 1 else f"columns {', '.join(found)} look"
        raise BatchError(f"{name}: {some} as if a child or another person could be known by it. {ADVICE}")


def identifies(heading: str) -> bool:
    """Return whether a column's heading seems to be that of a person's name, date of birth or own number.

    Counted are a heading's words, however they are joined (``childName``, ``child_name``, ``Child's name``). A count of
    people, the name of a children's home and the reference of a planning case are harmless.
    """
    text = HOME.sub("home", _words(heading))
    joined = {"".join(phrase.split()) for phrase in (*WHOLE, *ANYWHERE)}
    if text in WHOLE or text.replace(" ", "") in joined or _has(text, ANYWHERE):
        return True
    if _has(text, PERSONS) and _has(text, NAMING):
        return True
    harmless = COUNT.match(text) or (_has(text, ("case",)) and _has(text, ("planning", "application")))
    return bool(not harmless and _has(text, ONE) and _has(text, NUMBERING)) or _squashed(text)


def _squashed(text: str) -> bool:
    """Return whether a heading without any space is a person and a name or number: ``childid``, ``nhsno``."""
    return bool(SQUASHED.fullmatch(text.replace(" ", "")))


def _words(heading: str) -> str:
    """Return a heading as words in small letters, one space between them."""
    plain = (
        unicodedata.normalize("NFKC", heading).replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")
    )
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", plain)
    # A running number says which of several columns it is, and letters of other alphabets that look alike hide a word.
    words = re.findall(r"[^\W_]+", parted.translate(LOOK_ALIKE).casefold())
    return " ".join(word.rstrip("0123456789") or word for word in words if not word.isdigit())


def _has(text: str, phrases: Sequence[str]) -> bool:
    return any(f" {phrase} " in f" {text} " for phrase in phrases)


def _either(phrases: Sequence[str]) -> str:
    return "|".join("".join(phrase.split()) for phrase in phrases)


SQUASHED = re.compile(f"({_either(PERSONS)})({_either(NAMING)})|({_either(ONE)})({_either(NUMBERING)})")
