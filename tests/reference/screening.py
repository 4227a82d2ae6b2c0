"""Rows that must never be stored because they give a home, refuge or shelter away (S-24)."""

from __future__ import annotations

import re

_TELLING = (
    r"social[_ ]facility",
    r"group[_ ]home",
    r"shelter(?!ed housing)",
    r"refuge(?!e)",
    r"children'?s?[_ ]?homes?",
    r"care[_ ]homes?",
    r"residential (child ?)?care",
    r"nursing home",
    r"supported (living|accommodation|housing)",
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
_PLAIN = {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "-": " ", "_": " ", "‐": " ", "–": " "}


def gives_away(text):
    """Return whether a text names a home, refuge or shelter."""
    for fancy, plain in _PLAIN.items():
        text = text.replace(fancy, plain)
    text = " ".join(text.split()).lower()
    for innocent in _INNOCENT:
        text = re.sub(innocent, " ", text)
    return any(re.search(telling, text) for telling in _TELLING)
