"""Whether a name gives away a home, a refuge or a shelter (method S-24): such rows are never stored."""

from __future__ import annotations

import html
import re
import unicodedata

from geodata.manifest import REVEALING

RULE = "reveals_home"
TEXT = "its name or address suggests a home, refuge or shelter; such places are never held in an open layer."

_FOLD = str.maketrans("\u2019\u2018\u02bc\u2032`-_\u2010\u2013", "'''''    ")
# A station, a bus shelter and a street give no home away; dropping them would make a place look emptier.
_INNOCENT = re.compile(
    r"\bcockfosters\b|\bbus shelters?\b"
    r"|\bfosters?(?: (?!care|home)[a-z]+)? (?:road|street|lane|avenue|close|way|drive|crescent|hill|green)\b",
    re.IGNORECASE,
)


def reveals(text: str) -> bool:
    """Return whether the text names a home, refuge or shelter, however it is punctuated."""
    plain = unicodedata.normalize("NFKC", html.unescape(text))
    seen = "".join(c for c in plain if unicodedata.category(c) != "Cf")
    folded = " ".join(seen.translate(_FOLD).split())
    return REVEALING.search(_INNOCENT.sub(" ", folded)) is not None
