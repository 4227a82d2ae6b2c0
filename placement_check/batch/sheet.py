"""A file of places: its columns, its rows as text, and what of each row names the place."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from placement_check.batch.errors import BatchError
from placement_check.batch.identity import refuse_identities

POSTCODE = re.compile(r"\s*[A-Za-z]{1,2}\d[A-Za-z\d]?\s*\d[A-Za-z]{2}\s*$")
LARGEST_BYTES, MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 50_000_000, 50_000, 200, 10_000
PLACE_COLUMNS = ("place", "postcode", "post code", "address", "location", "grid reference", "uprn", "site")
FORMS = (".csv", ".xlsx", ".geojson", ".json")
ENCODING_ADVICE = "Save it again as 'CSV UTF-8' (in a spreadsheet: Save as, CSV UTF-8)."


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file, its cells, the text that names its place, and its geometry if it has one.

    ``fault`` says why the row cannot be read, "" where it can.
    """

    number: int
    cells: tuple[str, ...]
    place: str
    geometry: Mapping[str, Any] | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole file: columns and rows in its order, and the SHA-256 of its bytes."""

    name: str
    sha256: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read(path: Path, place_column: str = "") -> Sheet:
    """Return the places of a CSV, Excel or GeoJSON file, in the file's order.

    Raises
    ------
    BatchError
        If the file is too large, empty or damaged, its header repeats a name, no column names the places, or one seems
        to say who a person is.
    """
    form = path.suffix.lower()
    if form not in FORMS:
        raise BatchError(f"{path.name}: give a .csv, .xlsx or .geojson file of places.")
    try:
        size = path.stat().st_size
        raw = path.read_bytes() if size <= LARGEST_BYTES else b""
    except OSError as error:
        raise BatchError(f"{path.name}: cannot be read ({error.strerror}). Check the path.") from error
    if size > LARGEST_BYTES:
        raise BatchError(f"{path.name}: {size:,} bytes; at most {LARGEST_BYTES:,} are read. Split the file.")
    if not raw.strip():
        raise BatchError(f"{path.name}: is empty. Give a header and one place in each row.")
    sha256 = hashlib.sha256(raw).hexdigest()
    if form in (".geojson", ".json"):
        columns, rows = _features(raw, path.name, place_column)
    else:
        cells = _workbook(raw, path.name) if form == ".xlsx" else _csv(raw, path.name)
        columns, rows = _table(cells, path.name, place_column)
    refuse_identities(columns, path.name)
    if not rows:
        raise BatchError(f"{path.name}: has a header and no row. Give one place in each row.")
    return Sheet(path.name, sha256, columns, tuple(rows))


def _csv(raw: bytes, name: str) -> list[tuple[int, list[str]]]:
    """Return each line's number and cells; lines with nothing at all are left out."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise BatchError(f"{name}: is in UTF-16 and not in UTF-8. {ENCODING_ADVICE}")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BatchError(f"{name}, line {line}: is not in UTF-8. {ENCODING_ADVICE}") from error
    header = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            if cells:
                rows.append((reader.line_num, cells))
            _refuse_many(len(rows) - 1, name)
    except csv.Error as error:
        raise BatchError(
            f"{name}, line {reader.line_num}: is not CSV ({error}). Check its quotes."
        ) from error
    return rows


def _workbook(raw: bytes, name: str) -> list[tuple[int, list[str]]]:
    """Return the rows of the first sheet as text: a formula as it is written, never its stored result."""
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise BatchError(
            f"{name}: reading Excel needs the package openpyxl. Install it (pip install 'placement-check[excel]'), or "
            "save the sheet as CSV UTF-8."
        ) from error
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(io.BytesIO(raw)) as archive:
            if sum(part.file_size for part in archive.infolist()) > 8 * LARGEST_BYTES:
                raise BatchError(f"{name}: unpacks to more than {8 * LARGEST_BYTES:,} bytes. Split the file.")
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=False)
        rows = []
        for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
            if any(cell is not None for cell in cells):
                rows.append((number, [_text(cell) for cell in cells]))
            _refuse_many(len(rows) - 1, name)
    except (BadZipFile, KeyError, ValueError, IndexError, OSError) as error:
        raise BatchError(f"{name}: is not an Excel workbook (.xlsx) that can be read ({error}).") from error
    width = max((len(c) for c in rows[0][1:]), default=0) if rows else 0
    return [(n, _trimmed(c, width)) for n, c in rows]


def _trimmed(cells: list[str], width: int) -> list[str]:
    """Return cells without the empty ones behind the last: a sheet's rows are all as wide as its widest."""
    while cells and not cells[-1] and len(cells) > width:
        cells = cells[:-1]
    return cells


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _refuse_many(rows: int, name: str) -> None:
    if rows > MOST_ROWS:
        raise BatchError(
            f"{name}: has over {MOST_ROWS:,} rows; that many are assessed at once. Split the file."
        )


def _table(
    lines: list[tuple[int, list[str]]], name: str, place_column: str
) -> tuple[tuple[str, ...], list[Row]]:
    if not lines:
        raise BatchError(f"{name}: is empty. Give a header and one place in each row.")
    columns = _header(lines[0][1], name)
    if any(POSTCODE.match(cell) for cell in columns):
        raise BatchError(
            f"{name}: its first row holds a postcode, so it seems to lack a header and its first place would be lost. "
            "Put the columns' names in the first row, for instance 'place'."
        )
    at = columns.index(_place_column(columns, place_column, name))
    return columns, [_row(number, cells, columns, at) for number, cells in lines[1:]]


def _header(cells: Sequence[str], name: str) -> tuple[str, ...]:
    named = tuple(cell.strip() or f"column {n}" for n, cell in enumerate(cells, 1))
    if len(named) > MOST_COLUMNS:
        raise BatchError(f"{name}: has {len(named)} columns; at most {MOST_COLUMNS} are read.")
    twice = sorted({n for n in named if named.count(n) > 1})
    if twice:
        raise BatchError(
            f"{name}: the header names {', '.join(twice)} more than once. Give each column its own name."
        )
    return named


def _place_column(columns: Sequence[str], wanted: str, name: str) -> str:
    if wanted:
        found = [c for c in columns if c.casefold() == wanted.strip().casefold()]
        if not found:
            raise BatchError(f"{name}: has no column '{wanted}'. Its columns: {', '.join(columns)}.")
        return found[0]
    by_name = {c.casefold().replace("_", " "): c for c in columns}
    found = [by_name[n] for n in PLACE_COLUMNS if n in by_name]
    if found or len(columns) == 1:
        return (found or list(columns))[0]
    raise BatchError(
        f"{name}: no column is called {', '.join(PLACE_COLUMNS)}. Say with --place-column which names the places; the "
        f"columns are: {', '.join(columns)}."
    )


def _row(number: int, cells: list[str], columns: Sequence[str], at: int) -> Row:
    fault = ""
    if len(cells) > len(columns):
        fault = f"The row has {len(cells)} cells and the header {len(columns)}: a comma may lack its quotes."
    elif any(len(cell) > LONGEST_CELL for cell in cells):
        fault = f"A cell holds more than {LONGEST_CELL:,} characters."
    whole = tuple(cell[:LONGEST_CELL] for cell in cells[: len(columns)]) + ("",) * (len(columns) - len(cells))
    place = whole[at].strip()
    if not fault and place.startswith("="):
        fault = "The cell that names the place holds a formula. Put its value there."
    return Row(number, whole, place, fault=fault)


def _features(raw: bytes, name: str, place_column: str) -> tuple[tuple[str, ...], list[Row]]:
    advice = "Give a FeatureCollection with one site in each feature (WGS84, longitude first)."
    try:
        body = json.loads(raw.decode("utf-8-sig"))
        features = body["features"] if body["type"] == "FeatureCollection" else None
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BatchError(f"{name}: is not GeoJSON. {advice}") from error
    if not isinstance(features, list) or not all(isinstance(f, dict) for f in features):
        raise BatchError(f"{name}: is no list of features. {advice}")
    _refuse_many(len(features), name)
    properties = [f.get("properties") if isinstance(f.get("properties"), dict) else {} for f in features]
    columns = tuple(dict.fromkeys(str(key) for p in properties for key in p))
    if len(columns) > MOST_COLUMNS:
        raise BatchError(f"{name}: has {len(columns)} properties; at most {MOST_COLUMNS} are read.")
    at = _place_column(columns, place_column, name) if place_column else ""
    rows = []
    for number, (feature, held) in enumerate(zip(features, properties, strict=True), 1):
        cells = tuple(_property(held.get(c))[:LONGEST_CELL] for c in columns)
        if at:
            rows.append(_row(number, list(cells), columns, columns.index(at)))
        else:
            rows.append(_of_geometry(number, cells, feature.get("geometry")))
    return columns, rows


def _property(value: object) -> str:
    return _text(value) if not isinstance(value, (dict, list)) else json.dumps(value, ensure_ascii=False)


def _of_geometry(number: int, cells: tuple[str, ...], geometry: object) -> Row:
    """Return a row whose place is a point, written as latitude and longitude, or a red line."""
    kinds: dict[str, Callable[[Any], str]] = {
        "Point": lambda at: f"{float(at[1]):.7f},{float(at[0]):.7f}", "Polygon": lambda _: f"feature {number}",
        "MultiPolygon": lambda _: f"feature {number}",
    }  # fmt: skip
    try:
        assert isinstance(geometry, dict)  # noqa: S101 - told below
        place = kinds[geometry["type"]](geometry["coordinates"])
    except (AssertionError, KeyError, TypeError, ValueError, IndexError):
        return Row(number, cells, "", fault="The feature has no geometry that is read: a point or a polygon.")
    return Row(number, cells, place, geometry=geometry)
