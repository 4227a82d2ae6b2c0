"""What the duties of a case say is owed and no act of a case records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from placement_check.consultation import asked
from placement_check.consultation.state import CaseState

_TRACKED: Final = re.compile(
    r"reg 9\(1\)\(a\)|reg 9\(1\)\(b\)\(ii\)|reg 10\b|reg 11\(|reg 13\(|reg 14\(2\)\(c\)|reg 14\(4\)"
)
"""Paragraphs that an act, a clock or an open item of the case is about, at the start of a duty's citation."""
PARENTS: Final = (
    "what the nominated officer must be satisfied of for a placement with a parent: read it in the regulation; the "
    "approval is recorded with its reasons"
)


def untracked(state: CaseState) -> tuple[tuple[str, str], ...]:
    """Return each duty that the case does not track, in words and with its citation."""
    return tuple(dict.fromkeys(_untracked(state)))


def _untracked(state: CaseState) -> Iterator[tuple[str, str]]:
    if asked.reg_18(state):
        yield PARENTS, "reg 18, SI 2010/959"
    approved = bool(asked.matters(state))  # its first matter is the child's wishes and feelings
    for row in asked.rows(state):
        text, citation = row.get("duty"), row.get("citation")
        tracked = isinstance(citation, str) and (_TRACKED.match(citation) or citation.startswith("reg 18"))
        if isinstance(citation, str) and citation.startswith("reg 9(1)(b)(i),") and approved:
            continue
        if isinstance(text, str) and isinstance(citation, str) and not tracked:
            yield text.rstrip("."), citation
