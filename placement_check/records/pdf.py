"""A document as an accessible PDF that can be kept: PDF/UA-1 and PDF/A-2a, with its fonts inside it."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime, time
from functools import cache
from typing import TYPE_CHECKING, Any

from placement_check.records import furniture
from placement_check.records.blocks import (
    Block,
    Bullets,
    Callout,
    Document,
    Field,
    Figure,
    Heading,
    Pairs,
    Paragraph,
    Table,
)  # fmt: skip
from placement_check.records.columns import shares
from placement_check.records.drawing import embedded
from placement_check.records.glyphs import printable
from placement_check.records.plain import WIDEST_MM, legible, plain

if TYPE_CHECKING:
    import typst

STANDARDS = ["a-2a", "ua-1"]
_LETTER_MM = 2.15  # of a table's text; capitals are about this wide
_LONG_ROW = (
    1_800  # characters across a whole line: about a third of a page, which may be more than is left of it
)
_LONG_CALLOUT = 1_200


class TypesettingError(Exception):
    """A document could not be set as a PDF without a fault."""


def to_pdf(document: Document) -> bytes:
    """Return the document as a PDF; the same document gives the same bytes.

    A character that the bundled font cannot draw is printed as its number.

    Raises
    ------
    ValueError
        When the document, or a drawing in it, is not well formed.
    TypesettingError
        When the typesetter complains of anything at all.
    """
    made = datetime.combine(document.day, time(), UTC)
    return typeset("report.typ", content(document), format="pdf", pdf_standards=STANDARDS, timestamp=made)


def content(document: Document) -> str:
    """Return what the template is given of a document, as JSON."""
    return json.dumps(_shown(_content(plain(document))), ensure_ascii=False)


def picture(figure: Figure, ppi: int) -> bytes:
    """Return a figure's drawing as a PNG of so many pixels to the inch, its words in the bundled font."""
    data = {"svg": embedded(figure.svg, _words), "width_mm": figure.width_mm, "font": furniture.FONT}
    return typeset("picture.typ", json.dumps(data, ensure_ascii=False), format="png", ppi=ppi)


def typeset(template: str, data: str, **how: Any) -> bytes:  # noqa: ANN401 - passed on as they are
    """Return what the typesetter makes of a template of ours and data, which are text to it and never code.

    Raises
    ------
    TypesettingError
        On an error, and on a warning too: a font not found would be no more than that.
    """
    import typst

    try:
        made, warnings = typst.compile_with_warnings(
            furniture.TEMPLATES / template,
            root=furniture.TEMPLATES,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": data},
            **how,
        )
    except typst.TypstError as fault:
        raise TypesettingError(
            f"{template} could not be set: {'; '.join([fault.message, *fault.hints])}"
        ) from fault
    if warnings:
        raise TypesettingError(f"{template} was set with faults: {'; '.join(w.message for w in warnings)}")
    return bytes(made)


@cache
def _fonts() -> typst.Fonts:
    # Loaded here because a check that prints no page must not pay for it.
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[furniture.FONTS])


def _words(text: str) -> str:
    return printable(legible(text))


def _shown(value: Any) -> Any:  # noqa: ANN401 - a value of JSON
    """Return the data with every text but a drawing's in characters that the font can draw."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list):
        return [_shown(v) for v in value]
    if isinstance(value, dict):
        return {k: v if k == "svg" else _shown(v) for k, v in value.items()}
    return value


def _content(document: Document) -> dict[str, Any]:
    level, blocks = 1, []
    for block in document.blocks:
        if isinstance(block, Heading):
            level = block.level
        blocks.append(_block(block, level))
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "reference": document.reference,
        "digest": document.digest,
        "marks": list(document.marks),
        "footer": document.footer,
        "author": furniture.AUTHOR,
        "font": furniture.FONT,
        "page": furniture.PAGE,
        "of": furniture.OF,
        "mark_lines": math.ceil(sum(len(m) + 5 for m in document.marks) / 70),
        "foot_lines": 1 + max(math.ceil(len(document.footer) / 55), math.ceil(len(document.reference) / 28)),
        "blocks": blocks,
    }


def _block(block: Block, level: int) -> dict[str, Any]:
    made: dict[str, Any] = {"kind": type(block).__name__.lower()}
    match block:
        case Heading():
            made |= {"level": block.level - 1, "text": block.text}
        case Paragraph():
            made |= {"text": block.text, "strong": block.strong}
        case Bullets():
            made |= {"items": list(block.items), "numbered": block.numbered}
        case Pairs():
            made |= {"rows": [list(row) for row in block.rows]}
        case Table():
            made |= _table(block)
        case Figure():
            svg = embedded(block.svg, _words)
            made |= {"svg": svg, "alt": block.alt, "caption": block.caption, "width_mm": block.width_mm}
        case Field():
            made |= {"label": block.label, "hint": block.hint, "lines": block.lines}
        case Callout():
            made |= _callout(block, level)
    return made


def _table(table: Table) -> dict[str, Any]:
    widths = shares(table)
    return {
        "caption": table.caption,
        "columns": list(table.columns),
        "rows": [{"cells": list(row), "long": _long(row, widths)} for row in table.rows],
        "numeric": list(table.numeric),
        "shares": list(widths),
        # The longest word that fits a column unbroken.
        "rooms": [int((share * WIDEST_MM - 3) / _LETTER_MM) + 1 for share in widths],
    }


def _long(row: tuple[str, ...], widths: tuple[float, ...]) -> bool:
    return any(len(cell) > _LONG_ROW * share for cell, share in zip(row, widths, strict=True))


def _callout(callout: Callout, level: int) -> dict[str, Any]:
    word = furniture.tone_word(callout)
    blocks = [_block(inner, level) for inner in callout.blocks]
    return {
        "tone": callout.tone.value,
        "title": f"{word}: {callout.title}" if word else callout.title,
        "level": level,
        "blocks": blocks,
        "long": len(json.dumps(blocks)) > _LONG_CALLOUT,
    }
