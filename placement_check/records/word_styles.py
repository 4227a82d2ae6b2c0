"""How a Word file looks: its page, styles, header and footer, and the boxes and rules of its tables.

python-docx is loaded inside the functions: it is an extra, and only a Word file needs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from placement_check.records import furniture
from placement_check.records.blocks import Document, Tone
from placement_check.records.plain import WIDEST_MM

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.shared import Mm
    from docx.table import Table, _Cell, _Row
    from docx.text.paragraph import Paragraph

FONT = "Arial"
_INK, _QUIET, _GREY, _GROUND = "0B0C0C", "484949", "8E9293", "F3F2F1"
_LINE_MM = 8.0
_SIDES = ("top", "left", "bottom", "right")
_BORDERS = {
    Tone.NOTE: {"left": ("single", "36", "1A65A6")},
    Tone.MISSING: dict.fromkeys(_SIDES, ("dashed", "12", _INK)),
    Tone.WARNING: dict.fromkeys(_SIDES, ("single", "36", _INK)),
    Tone.HEADLINE: {**dict.fromkeys(_SIDES, ("single", "8", _INK)), "left": ("single", "48", _INK)},
}
_FIELD = dict.fromkeys(_SIDES, ("single", "8", _INK))


def blank(document: Document) -> WordDocument:
    """Return an empty Word document with its properties, page, styles, header and footer set."""
    import docx

    made = docx.Document()
    _properties(made, document)
    _page(made)
    _styles(made)
    _header_and_footer(made, document)
    return made


def restart(made: WordDocument, items: Iterable[Paragraph]) -> None:
    """Start a list's numbers at 1, whatever list stood before it."""
    numbering = made.part.numbering_part.element
    style = made.styles["List Number"].element
    used = style.pPr.numPr.numId.val
    num = numbering.add_num(numbering.num_having_numId(used).abstractNumId.val)
    num.add_lvlOverride(ilvl=0).add_startOverride(1)
    for item in items:
        properties = item._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = num.numId


def ruled(table: Table, caption: str, widths_mm: Sequence[float]) -> None:
    """Draw a line under every row, set the columns' widths in millimetres, and give the table its name."""
    from docx.oxml.ns import qn

    table.autofit = False
    lines = _borders("w:tblBorders", dict.fromkeys(("bottom", "insideH"), ("single", "4", _GREY)))
    # Word refuses a file whose properties are out of their order.
    table._tbl.tblPr.find(qn("w:tblLayout")).addprevious(lines)
    _named(table, caption)
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = millimetres(width)


def whole_row(row: _Row, *, heads: bool) -> None:
    """Keep a row on one page; a heading row is repeated on every page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(element("w:cantSplit"))
    if heads:
        properties.append(element("w:tblHeader"))


def box(to: WordDocument, tone: Tone | None, name: str, *, lines: int = 0) -> _Cell:
    """Add a table of one cell with a border and return the cell: a callout, or with ``lines`` a place to write."""
    from docx.enum.table import WD_ROW_HEIGHT_RULE

    table = to.add_table(rows=1, cols=1)
    table.autofit = False
    _named(table, name)
    cell: _Cell = table.rows[0].cells[0]
    set_width(cell, WIDEST_MM)
    properties = cell._tc.get_or_add_tcPr()
    properties.append(_borders("w:tcBorders", _FIELD if tone is None else _BORDERS[tone]))
    if tone in (Tone.NOTE, Tone.HEADLINE):
        properties.append(element("w:shd", val="clear", color="auto", fill=_GROUND))
    margins = element("w:tcMar")
    margins.extend(element(f"w:{side}", w="140", type="dxa") for side in _SIDES)
    properties.append(margins)
    if lines:
        table.rows[0].height = millimetres(lines * _LINE_MM)
        table.rows[0].height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
    return cell


def set_width(cell: _Cell, width_mm: float) -> None:
    """Set a cell's width, in millimetres."""
    cell.width = millimetres(width_mm)


def to_the_right(paragraph: Paragraph) -> None:
    """Set a paragraph to the right."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def millimetres(number: float) -> Mm:
    """Return a length that Word understands."""
    from docx.shared import Mm

    return Mm(number)


def element(tag: str, **attributes: str) -> BaseOxmlElement:
    """Return an element of WordprocessingML with its attributes."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def _named(table: Table, name: str) -> None:
    table._tbl.tblPr.append(element("w:tblCaption", val=name))


def _borders(tag: str, sides: dict[str, tuple[str, str, str]]) -> BaseOxmlElement:
    made = element(tag)
    order = (*_SIDES, "insideH")
    for side in sorted(sides, key=order.index):
        kind, size, colour = sides[side]
        made.append(element(f"w:{side}", val=kind, sz=size, space="0", color=colour))
    return made


def _properties(made: WordDocument, document: Document) -> None:
    day = datetime.combine(document.day, time(), UTC)
    core = made.core_properties
    core.title, core.subject = _short(document.title), _short(document.subtitle)
    core.author = core.last_modified_by = furniture.AUTHOR
    core.created = core.modified = core.last_printed = day
    core.language, core.revision = furniture.LANGUAGE, 1
    core.identifier, core.keywords, core.comments = _short(document.reference), _short(document.digest), ""
    package = made.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):  # a picture of the empty template
            del package.rels[key]


def _short(text: str) -> str:
    """Return what a property of a Word file can hold: 255 characters."""
    return text if len(text) <= 255 else f"{text[:254]}…"


def _page(made: WordDocument) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = millimetres(210), millimetres(297)
    section.left_margin = section.right_margin = millimetres((210 - WIDEST_MM) / 2)
    section.top_margin = section.bottom_margin = millimetres(22)
    section.header_distance = section.footer_distance = millimetres(10)


def _styles(made: WordDocument) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn

    for lang in made.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), furniture.LANGUAGE)
    for name in ("Callout Title", "Pair", "Hint", "Table Text", "After Table"):
        made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = made.styles["Normal"]
    # name: (points, bold, colour, points before, points after)
    looks = {
        "Normal": (10.5, None, _INK, 0, 6), "Subtitle": (13, False, _QUIET, 0, 12),
        "Heading 1": (24, True, _INK, 0, 6), "Heading 2": (17, True, _INK, 20, 6),
        "Heading 3": (13, True, _INK, 16, 4), "Heading 4": (11.5, True, _INK, 12, 4),
        "Heading 5": (11, True, _INK, 10, 4), "Heading 6": (10.5, True, _INK, 10, 4),
        "Caption": (10.5, True, _INK, 6, 4), "Callout Title": (13, True, _INK, 0, 4),
        "Header": (9, True, _INK, 0, 0), "Footer": (8, None, _QUIET, 0, 0),
        "Pair": (10.5, None, _INK, 0, 4), "Hint": (9, None, _QUIET, 0, 3),
        "Table Text": (9, None, _INK, 2, 2), "After Table": (5, None, _INK, 0, 3),
    }  # fmt: skip
    for name, look in looks.items():
        _style(made, name, *look)
    pair = made.styles["Pair"].paragraph_format
    pair.left_indent, pair.first_line_indent = millimetres(55), millimetres(-55)
    pair.tab_stops.add_tab_stop(millimetres(55))
    made.styles["Callout Title"].paragraph_format.keep_with_next = True


def _style(
    made: WordDocument, name: str, size: float, bold: bool | None, colour: str, before: float, after: float
) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style = made.styles[name]
    font, spacing = style.font, style.paragraph_format
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()  # the template's theme fonts would win over a named one
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    font.size, font.bold, font.italic = Pt(size), bold, False
    font.color.rgb = RGBColor.from_string(colour)
    spacing.space_before, spacing.space_after = Pt(before), Pt(after)
    # The template rules a line under some styles and spaces the letters of others.
    for ornament in [*style.element.iter(qn("w:pBdr")), *style.element.rPr.iter(qn("w:spacing"))]:
        ornament.getparent().remove(ornament)


def _header_and_footer(made: WordDocument, document: Document) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    section = made.sections[0]
    head = section.header.paragraphs[0]
    head.text = "  ·  ".join(document.marks)
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot = section.footer.paragraphs[0]
    foot.add_run(document.footer)
    page = section.footer.add_paragraph(style="Footer")
    page.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    page.add_run(f"{document.reference}  ·  {furniture.PAGE} ")
    _counted(page, "PAGE")
    page.add_run(f" {furniture.OF} ")
    _counted(page, "NUMPAGES")


def _counted(paragraph: Paragraph, field: str) -> None:
    """Add a number that Word itself counts."""
    for kind in ("begin", "instruction", "separate", "text", "end"):
        run = paragraph.add_run("1" if kind == "text" else "")
        if kind == "instruction":
            instruction = element("w:instrText")
            instruction.text = f" {field} "
            run._r.append(instruction)
        elif kind != "text":
            run._r.append(element("w:fldChar", fldCharType=kind))
