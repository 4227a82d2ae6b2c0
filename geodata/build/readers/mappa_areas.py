"""Registered sexual offenders by MAPPA area, from the Ministry of Justice's yearly tables (ODS).

The published unit is the area of a whole police force and nothing finer (method S-40). The layout is not
verified against the publisher's own file: the table is found by its header, and anything unclear is refused.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd

from geodata.build.harvest import Context, Harvest, SourceFile
from geodata.build.readers.ofsted_providers import MONTHS
from geodata.build.readers.table import Sieve, check_options, numbers
from geodata.errors import SourceFileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OPTIONS = frozenset({"area_column", "count_column", "rate_column", "as_at"})
COLUMNS = {
    "area_column": r"(MAPPA )?area.*",
    "count_column": r"(?!.*100,000).*\b(registered sex(ual)? offenders?|RSOs?)\b.*",
    "rate_column": r".*\b(registered sex(ual)? offenders?|RSOs?)\b.*\b100,000\b.*",
}
WHOLE = ("England and Wales",)
DAY = re.compile(r"(\d{1,2}) (" + "|".join(MONTHS) + r") (\d{4})")
ADVICE = (
    "If the publisher has changed the layout, state the header's own words in the manifest's options "
    "area_column, count_column and rate_column, and the date in as_at."
)
LARGEST = 50_000_000
WIDEST = 64
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
Row = tuple[int, list[str]]


def read(file: SourceFile, context: Context) -> Harvest:
    """Return ``code`` (the MAPPA area's name as in forces.csv), ``registered`` and ``per_100k_aged_10_plus``.

    The line "England and Wales" is kept, for comparison. The vintage is the day the table is as at.

    Raises
    ------
    ManifestError
        If an option is unknown.
    SourceFileError
        If no table, more than one, or another set of areas is found; the message names the area.
    """
    check_options("mappa_areas", context.options, OPTIONS)
    sheets = [sheet for sheet in _sheets(file) if _header(sheet, context.options) is not None]
    if len(sheets) != 1:
        raise _fault(file, "table", f"{len(sheets)} sheets have a table of areas, where one is expected")
    sheet = sheets[0]
    at, columns = _header(sheet, context.options) or (0, {})
    rows = _body(sheet[at + 1 :], columns["area_column"])
    known = _areas(file, context.tables)
    names = [known.get(_plain(cells[columns["area_column"]])) for _, cells in rows]
    _require_all(file, rows, names, columns["area_column"], known)
    sieve = Sieve(file.name, np.array([number for number, _ in rows], dtype=np.int64))
    out = pd.DataFrame({"row": sieve.rows, "code": names})
    for stored, key in (("registered", "count_column"), ("per_100k_aged_10_plus", "rate_column")):
        texts = [cells[columns[key]].replace(",", "") for _, cells in rows]
        out[stored] = numbers(pd.Series(texts, dtype=str))
        sieve.take(out[stored].isna().to_numpy(), "number", f"'{stored}' is not a number")
    kept = out[sieve.kept].reset_index(drop=True)
    return Harvest(len(rows), kept, sieve.rejections, _as_at(file, sheet, context.options))


def _fault(
    file: SourceFile, rule: str, text: str, row: int | None = None, advice: str = ADVICE
) -> SourceFileError:
    return SourceFileError(file.name, rule, f"{text}.", row=row, advice=advice)


def _sheets(file: SourceFile) -> list[list[Row]]:
    """Return each sheet's rows that hold a text, with their numbers counting from 1."""
    again = "Fetch the file again from its publisher."
    try:
        with zipfile.ZipFile(file.path) as book:
            if book.getinfo("content.xml").file_size > LARGEST:
                raise _fault(file, "size", "the sheets are too large to be these tables", advice=again)
            content = book.read("content.xml")
    except (OSError, zipfile.BadZipFile, KeyError) as error:
        raise _fault(file, "readable", f"this is not a whole ODS file ({error})", advice=again) from error
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise _fault(
            file, "is_data", "the sheets declare XML entities, which no such table does", advice=again
        )
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 - entities are refused above, so none can expand
    except ElementTree.ParseError as error:
        raise _fault(file, "readable", f"the sheets are damaged ({error})", advice=again) from error
    return [list(_rows(table)) for table in root.iter(f"{_TABLE}table")]


def _rows(table: ElementTree.Element) -> Iterator[Row]:
    number = 1
    for row in table.iter(f"{_TABLE}table-row"):
        cells: list[str] = []
        for cell in row:
            if cell.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                repeated = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
                cells.extend([_cell(cell)] * min(repeated, WIDEST - len(cells)))
        if any(cells):
            yield number, cells + [""] * (WIDEST - len(cells))
        number += int(row.get(f"{_TABLE}number-rows-repeated", "1"))


def _cell(cell: ElementTree.Element) -> str:
    value = cell.get(f"{_OFFICE}value") or cell.get(f"{_OFFICE}date-value")
    texts = ("".join(paragraph.itertext()) for paragraph in cell.findall(f"{_TEXT}p"))
    return value or " ".join(" ".join(texts).split())


def _header(sheet: Sequence[Row], options: Mapping[str, Any]) -> tuple[int, dict[str, int]] | None:
    """Return where the header stands and its three columns, if a row has each of them just once."""
    for at, (_, cells) in enumerate(sheet):
        found = {key: _matching(cells, options.get(key), words) for key, words in COLUMNS.items()}
        if all(len(places) == 1 for places in found.values()):
            return at, {key: places[0] for key, places in found.items()}
    return None


def _matching(cells: Sequence[str], stated: str | None, words: str) -> list[int]:
    if stated is not None:
        return [i for i, cell in enumerate(cells) if cell == stated]
    return [i for i, cell in enumerate(cells) if re.fullmatch(words, cell, re.IGNORECASE)]


def _body(rows: Sequence[Row], area: int) -> list[Row]:
    """Return the rows of the table: those that name something and hold more than that name."""
    return [(n, cells) for n, cells in rows if cells[area] and any(cells[:area] + cells[area + 1 :])]


def _plain(name: str) -> str:
    return " ".join(name.replace("&", " and ").casefold().split())


def _areas(file: SourceFile, tables: Path | None) -> dict[str, str]:
    if tables is None:
        raise _fault(file, "areas", "no directory of code tables was given", advice="Build with the tables.")
    with (tables / "forces.csv").open(encoding="utf-8", newline="") as stream:
        names = {row["mappa_area"] for row in csv.DictReader(stream)}
    return {_plain(name): name for name in sorted({*names, *WHOLE}) if name}


def _require_all(
    file: SourceFile, rows: Sequence[Row], names: Sequence[str | None], area: int, known: Mapping[str, str]
) -> None:
    advice = "Compare it with the column mappa_area of forces.csv, and correct the one that is out of date."
    for (number, cells), name in zip(rows, names, strict=True):
        if name is None:
            raise _fault(file, "areas", f"'{cells[area]}' is not a known MAPPA area", number, advice)
    missing = sorted(set(known.values()) - set(names) - set(WHOLE), key=str)
    if missing:
        raise _fault(file, "areas", f"the area '{missing[0]}' is not in the table", None, advice)
    twice = [name for at, name in enumerate(names) if name in names[:at]]
    if twice:
        raise _fault(file, "areas", f"the area '{twice[0]}' stands twice", None, advice)


def _as_at(file: SourceFile, sheet: Sequence[Row], options: Mapping[str, Any]) -> str:
    if "as_at" in options:
        return str(options["as_at"])
    said = {match.groups() for _, cells in sheet for cell in cells for match in DAY.finditer(cell)}
    if len(said) != 1:
        raise _fault(file, "as_at", f"the sheet names {len(said)} dates, where one is expected")
    day, month, year = said.pop()
    return date(int(year), MONTHS.index(month) + 1, int(day)).isoformat()
