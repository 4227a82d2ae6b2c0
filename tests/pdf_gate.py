"""What a PDF of ours must hold to be read by everyone and kept: the gate that every report passes.

It is not a validator: it counts what can be counted in the file (PDF/UA-1 section 7, PDF/A-2a section 6).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

PAINTS = {"Tj", "TJ", "'", '"', "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "EI"}


def faults(made: bytes) -> list[str]:
    """Return what is wrong with a PDF, one sentence a fault."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        return [*_document(pdf), *_structure(pdf), *_fonts(pdf), *_pages(pdf)]


def tags(made: bytes) -> list[str]:
    """Return the names of the structure elements in reading order."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        return [str(e.S) for e in elements(pdf.Root.StructTreeRoot.K)]


def alternatives(made: bytes) -> list[str]:
    """Return the alternative text of every figure."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        return [str(e.get("/Alt", "")) for e in elements(pdf.Root.StructTreeRoot.K) if str(e.S) == "/Figure"]


def page_texts(made: bytes) -> list[str]:
    """Return the text of every page in the order in which it is drawn, without spaces between the pieces."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        return ["".join(_drawn(page)) for page in pdf.pages]


def elements(node: Object) -> Iterator[Object]:
    """Yield every structure element below a node."""
    if isinstance(node, Array):
        for below in node:
            yield from elements(below)
    elif isinstance(node, Dictionary) and "/S" in node:
        yield node
        if "/K" in node:
            yield from elements(node.K)


def _document(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if str(root.get("/Lang", "")) != "en-GB":
        yield f"The language is {root.get('/Lang')!r}, not en-GB."
    if not root.get("/MarkInfo", {}).get("/Marked", False):
        yield "The document does not say that it is tagged."
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "The window would show the file's name and not its title."
    if "/Outlines" not in root:
        yield "There are no bookmarks."
    meta = pdf.open_metadata()
    wanted = {"pdfuaid:part": "1", "pdfaid:part": "2", "pdfaid:conformance": "A"}
    for key, value in wanted.items():
        if meta.get(key) != value:
            yield f"The metadata say {key} = {meta.get(key)!r}, not {value!r}."
    if not meta.get("dc:title") or meta.get("dc:title") != str(pdf.docinfo.get("/Title", "")):
        yield "The title is missing or is not the same in both its places."


def _structure(pdf: pikepdf.Pdf) -> Iterator[str]:
    if "/StructTreeRoot" not in pdf.Root:
        yield "There is no structure tree."
        return
    above = 0
    for element in elements(pdf.Root.StructTreeRoot.K):
        kind = str(element.S)
        if kind == "/Figure" and not str(element.get("/Alt", "")).strip():
            yield "A figure has no alternative text."
        if kind == "/TH" and not any("/Scope" in a for a in _attributes(element)):
            yield "A header cell does not say what it heads."
        if kind == "/Table" and not any(str(e.S) == "/TH" for e in elements(element.K)):
            yield "A table has no header cell."
        if level := re.fullmatch(r"/H([1-6])", kind):
            if int(level[1]) > above + 1:
                yield f"A heading of level {level[1]} follows one of level {above}."
            above = int(level[1])


def _attributes(element: Object) -> list[Object]:
    held = element.get("/A", Array())
    return list(held) if isinstance(held, Array) else [held]


def _pages(pdf: pikepdf.Pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages, start=1):
        depth = loose = 0
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            depth += (name in {"BMC", "BDC"}) - (name == "EMC")
            loose += name in PAINTS and depth == 0
            del operands
        if loose:
            yield f"Page {number} has {loose} unmarked operators."
        if depth:
            yield f"Page {number} does not close what it marks."
        if "/StructParents" not in page:
            yield f"Page {number} is not joined to the structure tree."
        for note in page.get("/Annots", Array()):
            if not str(note.get("/Contents", "")):
                yield f"A link on page {number} does not say where it leads."


def _resources(owner: Object) -> Iterator[Object]:
    held = owner.get("/Resources", Dictionary())
    yield held
    for inner in held.get("/XObject", Dictionary()).values():
        if inner.get("/Subtype") == Name.Form:
            yield from _resources(inner)


def _fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    for page in pdf.pages:
        for held in _resources(page.obj):
            for font in held.get("/Font", Dictionary()).values():
                name = str(font.get("/BaseFont", "a font"))
                inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
                described = inner.get("/FontDescriptor", Dictionary())
                if not any(f"/FontFile{n}" in described for n in ("", "2", "3")):
                    yield f"{name} is not embedded."
                if "/ToUnicode" not in font:
                    yield f"{name} does not say which characters it draws."


def _drawn(page: pikepdf.Page) -> Iterator[str]:
    fonts = {name: _characters(font) for name, font in page.obj.Resources.get("/Font", Dictionary()).items()}
    codes: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            codes = fonts[str(operands[0])]
        elif str(operator) in {"Tj", "TJ"}:
            pieces = operands[0] if str(operator) == "TJ" else operands
            for raw in (bytes(p) for p in pieces if isinstance(p, pikepdf.String)):
                yield "".join(codes.get(raw[i] << 8 | raw[i + 1], "") for i in range(0, len(raw), 2))


def _characters(font: Object) -> dict[int, str]:
    table = font.ToUnicode.read_bytes().decode("latin-1")
    found: dict[int, str] = {}
    for part in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", part):
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for part in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", part):
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + step] = chr(int(text, 16) + step)
    return found
