"""A document as a Word file that can be edited: real headings, real lists, header rows that repeat."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, TypeAlias

from placement_check.records import furniture, word_styles
from placement_check.records.blocks import (
    Bullets,
    Callout,
    Document,
    Field,
    Figure,
    Heading,
    PageBreak,
    Pairs,
    Paragraph,
    Table,
)  # fmt: skip
from placement_check.records.columns import shares
from placement_check.records.pdf import picture
from placement_check.records.plain import WIDEST_MM, plain

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph as WordParagraph

PPI = 200
_LONG_TERM = 26  # characters that fit before the text's own indent
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can name


_Printed: TypeAlias = Heading | Table | Figure | Field | Callout | Paragraph | Bullets | Pairs


class WordMissing(Exception):
    """The library that writes Word files is not installed."""


def to_word(document: Document) -> bytes:
    """Return the document as a .docx file; the same document gives the same bytes.

    Raises
    ------
    WordMissing
        When python-docx is not installed.
    ValueError
        When the document, or a drawing in it, is not well formed.
    """
    try:
        import docx  # noqa: F401
    except ImportError as fault:
        raise WordMissing(
            "Word files need the package python-docx, which is not installed. Install it with: pip install "
            "'placement-check[word]'. HTML and PDF need nothing more."
        ) from fault
    shown = plain(document)
    made = word_styles.blank(shown)
    made.add_heading(shown.title, level=1)
    if shown.subtitle:
        made.add_paragraph(shown.subtitle, style="Subtitle")
    new_page = False
    for block in shown.blocks:
        if isinstance(block, PageBreak):
            new_page = True
            continue
        first = _add(made, block)
        first.paragraph_format.page_break_before = new_page
        new_page = False
    return _repacked(made)


def _add(to: WordDocument, block: _Printed) -> WordParagraph:
    """Add a block and return its first paragraph."""
    match block:
        case Heading():
            heading: WordParagraph = to.add_heading(block.text, level=block.level)
            return heading
        case Table():
            return _table(to, block)
        case Figure():
            return _figure(to, block)
        case Field():
            return _field(to, block)
        case Callout():
            return _callout(to, block)
    return _simple(to, to, block)


def _simple(
    book: WordDocument, to: WordDocument | _Cell, block: Paragraph | Bullets | Pairs
) -> WordParagraph:
    if isinstance(block, Paragraph):
        made = to.add_paragraph()
        made.add_run(block.text).bold = block.strong or None
        return made
    if isinstance(block, Bullets):
        added = [
            to.add_paragraph(text, style="List Number" if block.numbered else "List Bullet")
            for text in block.items
        ]
        if block.numbered:
            word_styles.restart(book, added)
    else:
        added = [_pair(to.add_paragraph(style="Pair"), term, text) for term, text in block.rows]
    return added[0] if added else to.add_paragraph()


def _pair(made: WordParagraph, term: str, text: str) -> WordParagraph:
    made.add_run(term).bold = True
    run = made.add_run()
    if len(term) > _LONG_TERM:
        run.add_break()
    else:
        run.add_tab()
    made.add_run(text)
    return made


def _table(to: WordDocument, block: Table) -> WordParagraph:
    caption = to.add_paragraph(block.caption, style="Caption")
    caption.paragraph_format.keep_with_next = True
    made = to.add_table(rows=len(block.rows) + 1, cols=len(block.columns))
    widths = [share * WIDEST_MM for share in shares(block)]
    word_styles.ruled(made, block.caption, widths)
    for number, (row, texts) in enumerate(zip(made.rows, (block.columns, *block.rows), strict=True)):
        word_styles.whole_row(row, heads=number == 0)
        for n, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            word_styles.set_width(cell, widths[n])
            paragraph = cell.paragraphs[0]
            paragraph.style = "Table Text"
            paragraph.add_run(text).bold = True if number == 0 else None
            if n in block.numeric:
                word_styles.to_the_right(paragraph)
    to.add_paragraph(style="After Table")
    return caption


def _figure(to: WordDocument, block: Figure) -> WordParagraph:
    made = to.add_paragraph()
    shape = made.add_run().add_picture(
        io.BytesIO(picture(block, PPI)), width=word_styles.millimetres(block.width_mm)
    )
    shape._inline.docPr.set("descr", block.alt)
    made.paragraph_format.keep_with_next = True
    to.add_paragraph(block.caption, style="Caption")
    return made


def _field(to: WordDocument, block: Field) -> WordParagraph:
    label = to.add_paragraph()
    label.add_run(block.label).bold = True
    label.paragraph_format.keep_with_next = True
    label.paragraph_format.space_after = 0
    if block.hint:
        to.add_paragraph(block.hint, style="Hint").paragraph_format.keep_with_next = True
    word_styles.box(to, None, block.label, lines=block.lines)
    to.add_paragraph(style="After Table")
    return label


def _callout(to: WordDocument, block: Callout) -> WordParagraph:
    word = furniture.tone_word(block)
    cell = word_styles.box(to, block.tone, block.title)
    title: WordParagraph = cell.paragraphs[0]
    title.style = "Callout Title"
    title.add_run(f"{word}: {block.title}" if word else block.title)
    for inner in block.blocks:
        _simple(to, cell, inner)
    to.add_paragraph(style="After Table")
    return title


def _repacked(made: WordDocument) -> bytes:
    """Return the file with one fixed time on everything in it."""
    saved, packed = io.BytesIO(), io.BytesIO()
    made.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            new.writestr(entry, old.read(name))
    return packed.getvalue()
