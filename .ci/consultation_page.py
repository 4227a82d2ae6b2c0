"""The two parts of docs/consultation.md that the code says: the workflow's table and the keys of every form.

The rest of the page is written by hand and left as it is.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from placement_check.consultation.acts import READERS  # noqa: E402
from placement_check.consultation.acts.opening import KEYS as OPENING_KEYS  # noqa: E402
from placement_check.consultation.acts.reading import COMMON  # noqa: E402
from placement_check.consultation.kinds import Kind, Track  # noqa: E402
from placement_check.consultation.table import TRANSITIONS, Row  # noqa: E402

PAGE = ROOT / "docs" / "consultation.md"


class PageError(ValueError):
    """The page cannot be written as it stands."""


ABOUT: Final = {
    Track.CASE: "The case",
    Track.CONSULTATION: "Consultation, regulation 11(2)(d)(ii)",
    Track.NOTIFICATION: "Notification of the area authority, regulation 13(4)",
    Track.NOTICES: "Notices, regulation 13(1) and (2)",
    Track.APPROVAL: "Approval, regulation 11(1) to (3)",
    Track.PLACEMENT: "The placement",
    Track.ENDING: "Notice of the end, regulation 14",
}


def table() -> str:
    """Return the whole table, track by track; rows that differ in nothing but the status share a line."""
    return "\n".join(_table())


def _table() -> Iterator[str]:
    for track in Track:
        yield f"### {ABOUT[track]}"
        yield ""
        yield "| If it is | this act | by | needs | makes it |"
        yield "|---|---|---|---|---|"
        rows = [row for row in TRANSITIONS if row.track is track]
        for _, alike in groupby(rows, key=lambda r: (r.act, r.who, r.needs, r.when)):
            yield from _lines(list(alike))
        yield ""


def _lines(rows: list[Row]) -> Iterator[str]:
    """Yield one line for the rows that lead to each status, and one for those that leave it as it is."""
    if len(rows) > 1 and len({row.next for row in rows}) == 1:
        yield _line(rows, f"`{rows[0].next}`")
        return
    for after in dict.fromkeys(row.next for row in rows if row.next is not row.status):
        yield _line([row for row in rows if row.next is after and row.status is not after], f"`{after}`")
    stays = [row for row in rows if row.next is row.status]
    if stays:
        yield _line(stays, "as it was")


def _line(rows: list[Row], after: str) -> str:
    one = rows[0]
    statuses = ", ".join(f"`{row.status}`" for row in rows)
    needs = "; ".join(part for part in (one.when and f"if {one.when}", one.needs) if part) or "nothing more"
    return f"| {statuses} | `{one.act}` | {one.who} | {needs} | {after} |"


def forms() -> str:
    """Return the keys of every form."""
    return "\n".join(_forms())


def _forms() -> Iterator[str]:
    yield "| act | keys of its own |"
    yield "|---|---|"
    yield f"| `{Kind.CASE_OPENED}` (`consult new`) | {_keys(OPENING_KEYS)} |"
    for kind, (keys, _) in READERS.items():
        yield f"| `{kind}` | {_keys(keys)} |"
    yield f"| `{Kind.CONSULTATION_REUSED}` (`--earlier FILE`) | `reason`, `no_receipt` |"
    yield ""
    yield f"Every form but the first has as well: {_keys(COMMON)}."
    yield ""


def _keys(keys: tuple[str, ...]) -> str:
    return ", ".join(f"`{key}`" for key in keys)


PARTS: Final[Mapping[str, Callable[[], str]]] = {"table": table, "forms": forms}


def content() -> str:
    """Return the page as it stands, with both parts written anew.

    Raises
    ------
    PageError
        If the place of a part is not marked in it.
    """
    text = PAGE.read_text(encoding="utf-8")
    for name, written in PARTS.items():
        place = re.compile(rf"(<!-- {name}: [^\n]*-->\n).*?(\n<!-- /{name} -->)", re.DOTALL)
        found = place.search(text)
        if found is None:
            raise PageError(f"The page has no '<!-- {name}: ... -->' with '<!-- /{name} -->' after it.")
        text = text[: found.end(1)] + written().rstrip() + text[found.start(2) :]
    return text
