"""A document as any renderer can print it: well formed, and every text one line of characters that show."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

from placement_check.records.blocks import Document, Field, Figure, Heading, Table

# A no-break space is a choice of the writer's and stays.
_SPACES = re.compile("[ \\t\\r\\n\\f\\v\\x1c-\\x1f\\x85\\u2028\\u2029]+")
# Controls show nothing, and the marks that turn the direction of what follows can make a text read as another.
_UNSEEN = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069\\ufeff\\U000e0000-\\U000e007f]")
_NO_CHARACTER = re.compile(
    "[\\ud800-\\udfff\\ufdd0-\\ufdef"
    + "".join(chr(p << 16 | low) for p in range(17) for low in (0xFFFE, 0xFFFF))
    + "]"
)
_ANCHOR = re.compile(r"[A-Za-z][A-Za-z0-9.-]*")
WIDEST_MM = 170.0


def legible(text: str) -> str:
    """Return the text with runs of white space as one space, and without characters that no one can see."""
    return _NO_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", _UNSEEN.sub("", _SPACES.sub(" ", text)))


def plain(document: Document) -> Document:
    """Return the document with every text made legible.

    Raises
    ------
    ValueError
        When the document is not well formed: a heading level left out, an anchor used twice, a row too short.
    """
    _headings([b for b in document.blocks if isinstance(b, Heading)])
    for block in document.blocks:
        if isinstance(block, Table):
            _table(block)
        elif isinstance(block, Figure):
            _figure(block)
        elif isinstance(block, Field) and block.lines < 1:
            raise ValueError(f"Field '{block.label}' has {block.lines} lines: give it one at least.")
    tidy: Document = _tidy(document)
    if not tidy.title:
        raise ValueError("The document has no title: give it one, or no reader can tell it from another.")
    return tidy


def _tidy(value: Any) -> Any:  # noqa: ANN401 - a value of any block
    if isinstance(value, str) and not isinstance(value, Enum):
        return legible(value).strip(" ")
    if isinstance(value, tuple):
        return tuple(_tidy(v) for v in value)
    if is_dataclass(value) and not isinstance(value, type):
        kept = {f.name: getattr(value, f.name) for f in fields(value) if f.name != "svg"}
        return replace(value, **{name: _tidy(v) for name, v in kept.items()})
    return value


def _headings(headings: list[Heading]) -> None:
    above, used = 1, set()
    for heading in headings:
        if not 2 <= heading.level <= min(above + 1, 6):
            raise ValueError(
                f"Heading '{heading.text}' has level {heading.level} after level {above}: the title is level 1, and "
                "levels follow one another to 6 without a gap."
            )
        if heading.anchor in used or not _ANCHOR.fullmatch(heading.anchor):
            raise ValueError(
                f"Heading '{heading.text}' has the anchor '{heading.anchor}': an anchor is used once, starts with a "
                "letter, and holds letters, digits, hyphens and full stops only."
            )
        above = heading.level
        used.add(heading.anchor)


def _table(table: Table) -> None:
    wide = len(table.columns)
    if not wide or any(len(row) != wide for row in table.rows):
        raise ValueError(f"Table '{table.caption}': every row needs one cell for each of its {wide} columns.")
    if table.widths and (len(table.widths) != wide or min(table.widths) <= 0):
        raise ValueError(
            f"Table '{table.caption}': give every one of its {wide} columns a width above 0, or none."
        )
    if any(not 0 <= n < wide for n in table.numeric):
        raise ValueError(f"Table '{table.caption}': a numeric column is not one of its {wide} columns.")


def _figure(figure: Figure) -> None:
    if not figure.alt.strip():
        raise ValueError(
            f"Figure '{figure.caption}' has no alternative text: say in words what the drawing shows."
        )
    if not 0 < figure.width_mm <= WIDEST_MM:
        raise ValueError(
            f"Figure '{figure.caption}' is {figure.width_mm} mm wide: a page holds {WIDEST_MM:.0f} mm at most."
        )
