"""Rows that must never be stored because they give a home, refuge or shelter away (S-24)."""

from __future__ import annotations

import re

_TELLING = (
    r"social[_ ]facility",
    r"group[_ ]home",
    r"shelter(?!ed housing)",
    r"refuge(?!e)",
    r"child(ren)?'?s?[_ ]?(homes?|residential)\b",
    r"(kids|young persons?'?|young people'?s?)[_ ]homes?\b",
    r"care[_ ]?homes?\b",
    r"rest[_ ]homes?\b",
    r"crisis house",
    r"residential (child ?)?(care|home|unit)",
    r"nursing home",
    r"supported (living|accommodation|housing|lodgings?)",
    r"semi[- ]independent",
    r"leaving care",
    r"mother (and|&) baby",
    r"respite",
    r"childmind",
    r"ymca",
    r"homeless",
    r"bail hostel",
    r"safe ?house",
    r"women'?s aid",
    r"domestic (abuse|violence)",
    r"foster",
    r"approved premises",
    r"hostel",
    r"secure unit",
    r"probation",
)
_STREET = r"(road|street|lane|avenue|close|way|drive|crescent|hill|green)"
_INNOCENT = (r"\bcockfosters\b", r"\bbus shelters?\b", rf"\bfosters?( (?!care|home)[a-z]+)? {_STREET}\b")
_PLAIN = {"′": "'", "’": "'", "‘": "'", "ʼ": "'", "`": "'", "-": " ", "_": " ", "‐": " ", "–": " "}


def gives_away(text):
    """Return whether a text names a home, refuge or shelter."""
    for fancy, plain in _PLAIN.items():
        text = text.replace(fancy, plain)
    text = " ".join(text.split()).lower()
    for innocent in _INNOCENT:
        text = re.sub(innocent, " ", text)
    return any(re.search(telling, text) for telling in _TELLING)
