"""The words of a paper in every form, and what may never stand among them."""

from __future__ import annotations

import json
import re
from html import unescape

from placement_check.records import wording
from placement_check.records.html import to_html
from placement_check.records.pdf import content
from placement_check.records.view.words import texts

NAMED = re.compile(
    r"\b(" + "|".join(w.replace(" ", r"[\s\-\u2010\u2011]+") for w in wording.FORBIDDEN) + r")\b",
    re.IGNORECASE,
)
OUTDATED = re.compile(
    r"\b(LSCBs?|PCTs?|CCGs?|GCSX|local safeguarding children board|primary care trust|clinical commissioning group|"
    r"regulation 31|reg\.? 31|SI 2001|of 2001|minicom|fax)\b",
    re.IGNORECASE,
)


def forms(paper) -> dict[str, str]:
    """Return the words of a document as it is, as a page and as the typesetter is given them."""
    page = re.sub(r"<style.*?</style>", " ", to_html(paper), flags=re.DOTALL).replace("<wbr>", "")
    given = " ".join(_strings(json.loads(content(paper))))
    return {"document": " ".join(texts(paper)), "html": unescape(re.sub(r"<[^>]*>", " ", page)), "pdf": given}


def unsaid(text: str) -> str:
    """Return what this project itself says: without quotations and without the method's header."""
    flat = re.sub("\u201c[^\u201d]*\u201d", " ", " ".join(text.split()))
    for fixed in (wording.HEADER, "This is not evidence of low risk.", "This is not a finding of low risk."):
        flat = flat.replace(fixed, " ")
    return flat


def _strings(value) -> list[str]:
    if isinstance(value, dict):
        return [t for v in value.values() for t in _strings(v)]
    if isinstance(value, list):
        return [t for v in value for t in _strings(v)]
    return [value] if isinstance(value, str) else []
