"""A document as one HTML page: nothing to run, nothing to fetch, readable on a phone and printable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from placement_check.records import furniture
from placement_check.records.blocks import Block, Callout, Document, Figure, Heading
from placement_check.records.columns import shares
from placement_check.records.drawing import embedded
from placement_check.records.plain import legible, plain

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_LONG = re.compile(r"\S{25,}")
_PIECE = 12


@dataclass(frozen=True, slots=True)
class _Placed:
    """A block with its kind's name, its number in the document, and the heading level that holds it."""

    kind: str
    number: int
    level: int
    block: Block
    word: str = ""


def to_html(document: Document) -> str:
    """Return the document as an HTML page; the same document gives the same text.

    Raises
    ------
    ValueError
        When the document, or a drawing in it, is not well formed.
    """
    shown = plain(document)
    template = _environment().get_template("report.html.j2")
    return template.render(document=shown, placed=list(_placed(shown)), words=vars(furniture)) + "\n"


def _placed(document: Document) -> Iterator[_Placed]:
    level = 1
    for number, block in enumerate(document.blocks, start=1):
        if isinstance(block, Heading):
            level = block.level
        word = furniture.tone_word(block) if isinstance(block, Callout) else ""
        yield _Placed(_kind(block), number, level, block, word)


def _kind(block: Block) -> str:
    return type(block).__name__.lower()


@cache
def _environment() -> Environment:
    # Loaded here because a check that prints no page must not pay for it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    made = Environment(
        loader=FileSystemLoader(furniture.TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = (furniture.TEMPLATES / "report.css").read_text(encoding="utf-8")
    made.globals["style"] = Markup(style)  # noqa: S704 - our own file
    made.filters.update(breakable=_breakable, drawing=_drawing, kind=_kind, shares=shares)
    return made


def _breakable(text: str) -> Markup:
    """Return the text escaped, with places to break a long word: else one digest would make a column a page wide."""
    from markupsafe import Markup, escape

    parts: list[Markup] = []
    end = 0
    for word in _LONG.finditer(text):
        parts.append(escape(text[end : word.start()]))
        pieces = [word[0][i : i + _PIECE] for i in range(0, len(word[0]), _PIECE)]
        parts.append(Markup("<wbr>").join(pieces))
        end = word.end()
    return Markup("").join([*parts, escape(text[end:])])


def _drawing(figure: Figure, number: int) -> Markup:
    from markupsafe import Markup

    return Markup(embedded(figure.svg, legible, prefix=f"_drawing-{number}-", label=figure.alt))  # noqa: S704 - serialised anew from a list of allowed elements
