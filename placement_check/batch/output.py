"""Finished rows as CSV, JSON lines, GeoJSON or Excel: the input's own columns first, then what was found."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from placement_check.batch.errors import BatchError
from placement_check.batch.journal import Cells
from placement_check.batch.sheet import Sheet
from placement_check.records.tables import NOT_GIVEN

FORMS = (".csv", ".jsonl", ".geojson", ".xlsx")
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"[+-]?\d{1,20}(\.\d{0,20})?")


def form_of(output: Path) -> str:
    """Return the form that a file's ending asks for.

    Raises
    ------
    BatchError
        If it is none of those written here, or its package is not installed.
    """
    form = output.suffix.lower()
    if form not in FORMS:
        raise BatchError(f"'{output.name}' must end in {', '.join(FORMS)}.")
    if form == ".xlsx":
        try:
            import openpyxl  # noqa: F401 - only whether it is there
        except ImportError as error:
            raise BatchError(
                "Writing Excel needs the package openpyxl. Install it (pip install 'placement-check[excel]'), or write "
                "CSV."
            ) from error
    return form


def render(form: str, sheet: Sheet, columns: Sequence[str], rows: Sequence[Cells]) -> bytes:
    """Return the whole file; the same rows give the same bytes.

    Raises
    ------
    BatchError
        If the input has a column of the same name as one that is added.
    """
    both = sorted(set(sheet.columns) & set(columns))
    if both:
        more = f" and {len(both) - 3} more" if len(both) > 3 else ""
        named = f"{', '.join(both[:3])}{more}"
        raise BatchError(
            f"{sheet.name}: has columns named as those that are added: {named}. Rename or remove them."
        )
    writers = {".csv": _csv, ".jsonl": _lines, ".geojson": _features, ".xlsx": _workbook}
    return writers[form](sheet, columns, rows)


def _csv(sheet: Sheet, columns: Sequence[str], rows: Sequence[Cells]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([inert(c) for c in (*sheet.columns, *columns)])
    for asked, found in zip(sheet.rows, rows, strict=True):
        added = (inert(c) if isinstance(c, str) else c for c in told(found))
        writer.writerow([*map(inert, asked.cells), *added])
    return text.getvalue().encode("utf-8")


def told(found: Cells) -> Cells:
    """Return the cells for a table, in which a spreadsheet would reckon with a blank as nought."""
    return [NOT_GIVEN if c is None else c for c in found]


def inert(cell: str) -> str:
    """Return text that no spreadsheet takes for a formula: an apostrophe before it, unless it is a plain number."""
    return f"'{cell}" if cell.startswith(STARTS_FORMULA) and not NUMBER.fullmatch(cell) else cell


def _lines(sheet: Sheet, columns: Sequence[str], rows: Sequence[Cells]) -> bytes:
    text = "".join(
        json.dumps(
            {"row": asked.number, "input": dict(zip(sheet.columns, asked.cells, strict=True)),
             **dict(zip(columns, found, strict=True))},
            ensure_ascii=False, allow_nan=False,
        ) + "\n"
        for asked, found in zip(sheet.rows, rows, strict=True)
    )  # fmt: skip
    return text.encode("utf-8")


def _features(sheet: Sheet, columns: Sequence[str], rows: Sequence[Cells]) -> bytes:
    features: list[dict[str, Any]] = []
    for asked, found in zip(sheet.rows, rows, strict=True):
        about = dict(zip(columns, found, strict=True))
        geometry = asked.geometry
        if geometry is None and about.get("check_longitude") is not None:
            at = [about["check_longitude"], about["check_latitude"]]
            geometry = {"type": "Point", "coordinates": at}
        held = {**dict(zip(sheet.columns, asked.cells, strict=True)), **about}
        features.append({"type": "Feature", "geometry": geometry, "properties": held})
    body = {"type": "FeatureCollection", "features": features}
    return (json.dumps(body, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")


def _workbook(sheet: Sheet, columns: Sequence[str], rows: Sequence[Cells]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    page = book.create_sheet("places")

    def shown(value: object) -> object:
        if not isinstance(value, str):
            return value
        cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub(" ", value))
        cell.data_type = "s"  # text, whatever it begins with: never a formula
        return cell

    page.append([shown(c) for c in (*sheet.columns, *columns)])
    for asked, found in zip(sheet.rows, rows, strict=True):
        page.append([*map(shown, asked.cells), *map(shown, told(found))])
    stream = io.BytesIO()
    book.save(stream)
    return undated(stream.getvalue())


def undated(raw: bytes) -> bytes:
    """Return a workbook without the time of writing, so that the same rows give the same bytes."""
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

    out = io.BytesIO()
    with ZipFile(io.BytesIO(raw)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part.filename)
            if part.filename == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:\w+[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", content)
            new.writestr(ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0)), content, ZIP_DEFLATED)
    return out.getvalue()
