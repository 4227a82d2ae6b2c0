"""The dated tables: rows of law and geography that are data, each with its source.

Every table is a CSV file (UTF-8, LF) with a header row. A table that is not listed here, or whose columns
differ from those listed, is refused: a misspelt column would otherwise read as an empty one.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from geodata.errors import TableError

Row = Mapping[str, str]
Rows = Sequence[Row]

SHIPPED: Final = Path(__file__).parent / "tables"

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "adjacency": ("code_a", "code_b", "basis", "valid_from", "valid_to", "confirmed_by", "source"),
    "adjacency_doubts": ("code_a", "code_b", "ground", "why", "valid_from", "valid_to", "source"),
    "authorities": (
        "code", "name", "kind", "nation", "region", "valid_from", "valid_to", "code_issued", "successors",
        "source",
    ),
    "authority_forces": ("authority", "force", "valid_from", "valid_to", "source"),
    "bank_holidays": ("division", "date", "title", "source"),
    "coverage_overrides": ("force", "from_month", "to_month", "covered", "reason", "source"),
    "crime_categories": ("label", "group", "valid_from", "valid_to", "source"),
    "districts": ("code", "name", "authority", "valid_from", "valid_to", "source"),
    "fhrs_authorities": ("code", "name", "district", "source"),
    "forces": ("code", "name", "slug", "nation", "mappa_area", "valid_from", "valid_to", "source"),
    "naptan_areas": ("code", "name", "districts", "source"),
}  # fmt: skip

# Read from SHIPPED by the duties of a placement alone: in a release, a new bank holiday would change every seed (S-32).
OF_DUTIES: Final = frozenset({"adjacency_doubts", "bank_holidays"})


def read_tables(directory: Path) -> dict[str, list[dict[str, str]]]:
    """Return the rows of every ``*.csv`` in the directory, by the file's stem, in the order of the file.

    Parameters
    ----------
    directory
        ``SHIPPED``, or a directory of tables in the same columns.

    Raises
    ------
    TableError
        If there is no such directory, it holds no table, or a file is unknown, unreadable or malformed; the
        message names the file and the row.
    """
    if not directory.is_dir():
        raise TableError(f"{directory}: there is no such directory of tables. Check the path.")
    tables = {path.stem: _rows(path) for path in sorted(directory.glob("*.csv"))}
    if not tables:
        raise TableError(f"{directory}: holds no tables (*.csv). Check the path.")
    return tables


def of_places(tables: Mapping[str, list[dict[str, str]]]) -> dict[str, list[dict[str, str]]]:
    """Return the tables that a release stores and hashes (S-4): all but those of the duties, sorted by name."""
    return {name: tables[name] for name in sorted(tables) if name not in OF_DUTIES}


def rows_of(tables: Mapping[str, Rows], name: str) -> Rows:
    """Return the rows of one table.

    Raises
    ------
    TableError
        If the table is not among them.
    """
    if name not in tables:
        raise TableError(f"Table '{name}' is missing. Put {name}.csv back beside the other tables.")
    return tables[name]


def by_code(tables: Mapping[str, Rows], name: str) -> dict[str, Row]:
    """Return the rows of a table that has one row for each code, by that code.

    Raises
    ------
    TableError
        If the table is not among them, or a code stands twice in it.
    """
    found: dict[str, Row] = {}
    for row in rows_of(tables, name):
        if row["code"] in found:
            raise TableError(f"Table '{name}' has code {row['code']} twice. Remove one of the rows.")
        found[row["code"]] = row
    return found


def period(row: Row, where: str) -> tuple[date, date]:
    """Return the first and the last day on which a row holds; the calendar's ends where it leaves them open.

    Raises
    ------
    TableError
        If a date is not one, or the row ends before it begins; ``where`` names the row in the message.
    """
    try:
        first = date.fromisoformat(row["valid_from"]) if row["valid_from"] else date.min
        last = date.fromisoformat(row["valid_to"]) if row["valid_to"] else date.max
    except ValueError as error:
        raise TableError(f"{where}: {error}. Write dates as YYYY-MM-DD.") from error
    if last < first:
        raise TableError(f"{where}: ends on {last.isoformat()}, before it begins. Correct its dates.")
    return first, last


def word(value: str, allowed: Sequence[str], where: str) -> str:
    """Return the value, which is one of the words allowed there.

    Raises
    ------
    TableError
        If it is not; ``where`` names the row in the message.
    """
    if value not in allowed:
        raise TableError(f"{where}: '{value}' is not one of {', '.join(allowed)}. Correct that word.")
    return value


def _rows(path: Path) -> list[dict[str, str]]:
    if path.stem not in COLUMNS:
        known = ", ".join(COLUMNS)
        raise TableError(f"{path}: is not a table this version knows ({known}). Rename or remove the file.")
    rows: list[dict[str, str]] = []
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            columns = next(reader, [])
            _check_columns(path, columns)
            for values in reader:
                if len(values) != len(columns):
                    raise TableError(
                        f"{path}, row {reader.line_num}: has {len(values)} values where the header has "
                        f"{len(columns)}. Correct that line."
                    )
                rows.append(dict(zip(columns, values, strict=True)))
    except OSError as error:
        raise TableError(f"{path}: cannot be read ({error.strerror}). Check its permissions.") from error
    except UnicodeDecodeError as error:
        raise TableError(f"{path}: is not UTF-8 ({error.reason}). Save it as UTF-8.") from error
    except csv.Error as error:
        raise TableError(f"{path}, row {reader.line_num}: is not CSV: {error}. Correct that line.") from error
    return rows


def _check_columns(path: Path, columns: list[str]) -> None:
    """Refuse a header that is not exactly the table's columns, in any order."""
    expected = COLUMNS[path.stem]
    faults = [f"column '{name}' is missing" for name in expected if name not in columns]
    faults += [f"column '{name}' is unknown (is it misspelt?)" for name in columns if name not in expected]
    faults += [f"column '{name}' stands twice" for name in sorted(set(columns)) if columns.count(name) > 1]
    if faults:
        raise TableError(f"{path}, row 1: {'; '.join(faults)}. The columns are: {', '.join(expected)}.")
