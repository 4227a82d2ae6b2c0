"""Blocks of a report as plain text for a terminal, 100 columns: each table row as a list of its columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from placement_check.records.blocks import Block, Bullets, Callout, Field, Heading, Pairs, Paragraph, Table
from placement_check.records.text import WIDTH


def blocks_text(blocks: Sequence[Block]) -> str:
    """Return the blocks as text with a line end; drawings and page breaks have no words of their own."""
    return "\n".join(line.rstrip() for block in blocks for line in _lines(block)) + "\n"


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield ""
        yield block.text.upper() if block.level <= 2 else block.text
        yield ("=" if block.level <= 2 else "-") * WIDTH
    elif isinstance(block, Callout):
        inner = [line for part in (Paragraph(block.title.upper()), *block.blocks) for line in _lines(part)]
        yield "#" * WIDTH
        yield from (f"# {line}" for line in inner)
        yield "#" * WIDTH
    elif isinstance(block, Table):
        yield block.caption
        for row in block.rows:
            yield from _row(block.columns, row)
    else:
        yield from _plain(block)


def _plain(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield from _wrapped(block.text)
    elif isinstance(block, Bullets):
        for number, item in enumerate(block.items, 1):
            yield from _wrapped(item, f"{number}. " if block.numbered else "- ")
    elif isinstance(block, Pairs):
        for term, text in block.rows:
            yield from _wrapped(f"{term}: {text}")
    elif isinstance(block, Field):
        yield from _wrapped(f"{block.label} ({block.hint.rstrip('.')}): " + "." * 20)


def _row(columns: Sequence[str], row: Sequence[str]) -> Iterator[str]:
    yield from _wrapped(row[0], "- ")
    for name, cell in zip(columns[1:], row[1:], strict=True):
        yield from _wrapped(f"{name}: {cell}" if name else cell, "    ")


def _wrapped(text: str, lead: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH - 2, initial_indent=lead, subsequent_indent=" " * len(lead)) or [""]
