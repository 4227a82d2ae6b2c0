"""What changed since the last assessment of a home: a section of its review, and a list in its JSON document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from placement_check.difference import Body, Change, changes
from placement_check.kept import Kept, malformed
from placement_check.records import numbers
from placement_check.records.blocks import Block, Bullets, Heading, Paragraph

TITLE = "What changed since the last assessment"
NOTHING = "Nothing has changed since the assessment given."
PLACE_IS_ANOTHER = "The place asked for, or where it was found, is another than in the assessment given."


@dataclass(frozen=True, slots=True)
class Since:
    """The day and data release of the last assessment, and every difference from it, causes first."""

    day: date
    data_version: str
    changes: tuple[Change, ...]

    def plain(self) -> dict[str, Any]:
        """Return the list as plain values of the JSON document."""
        told = [{"kind": c.kind, "what": c.what, "text": c.text} for c in self.changes]
        return {"since": self.day.isoformat(), "data": self.data_version, "list": told}

    def lines(self) -> tuple[str, ...]:
        """Return each change as a sentence that holds no address and no position; one sentence where there is none."""
        told = (PLACE_IS_ANOTHER if c.what.startswith("location.") else c.text for c in self.changes)
        return tuple(dict.fromkeys(told)) or (NOTHING,)


def since(before: Kept, now: Body) -> Since:
    """Return what changed between a kept assessment and the document of this one.

    Raises
    ------
    KeptError
        If a part of the kept document is not as the schema says.
    """
    try:
        day = date.fromisoformat(before.body["at"])
        return Since(day, before.data_version, tuple(changes(before.body, now)))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise malformed(before, error) from error


def changes_blocks(found: Since) -> tuple[Block, ...]:
    """Return the section on what changed."""
    said = (
        f"Compared with the assessment for {numbers.day(found.day)}, data release {found.data_version[:12]}."
    )
    return Heading(2, TITLE, "changes"), Paragraph(said), Bullets(found.lines())
