"""A publisher's CSV as text columns: every record whole, every column expected, or no table at all."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from geodata.build.harvest import SourceFile, text_of
from geodata.errors import SourceFileError

if TYPE_CHECKING:
    from typing import IO

LAYOUT_ADVICE = "If the publisher changed the layout, this reader must change too; if not, fetch it again."
_DATE = re.compile(r"(?<!\d)(20\d{2})-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)")


def table(
    file: SourceFile, header: Sequence[str], wanted: Sequence[str], *, wide: bool = False
) -> pd.DataFrame:
    """Return the wanted columns as stripped text, with the line each record starts on as ``row``.

    Parameters
    ----------
    file
        A comma-separated file whose first line names its columns.
    header
        The columns the file must have, in any order.
    wanted
        The columns to return.
    wide
        Whether the file may have further columns.

    Raises
    ------
    SourceFileError
        If a column is missing, new or named twice, or a record is cut short, over-long or badly quoted.
    """
    with text_of(file.path) as stream:
        records = _records(file, stream)
        _, names = next(records, (1, []))
        found = [name.strip() for name in names]
        _check_header(file, found, header, wide=wide)
        return _frame(file, records, {name: found.index(name) for name in wanted}, len(found))


def headerless(file: SourceFile, width: int, wanted: dict[str, int]) -> pd.DataFrame:
    """Return columns of a file without a header line, by position from 0, with ``row``.

    Raises
    ------
    SourceFileError
        If the file is empty, or a record has not ``width`` values.
    """
    with text_of(file.path) as stream:
        frame = _frame(file, _records(file, stream), wanted, width)
    if frame.empty:
        raise SourceFileError(file.path, "not_empty", "the file holds no record.")
    return frame


def require_known(file: SourceFile, frame: pd.DataFrame, column: str, known: Iterable[str]) -> None:
    """Check that a column holds known values only.

    Raises
    ------
    SourceFileError
        If a value is unknown, naming the first row that holds it.
    """
    strange = ~frame[column].isin(list(known))
    if strange.any():
        first = frame.loc[strange].iloc[0]
        raise SourceFileError(
            file.path, "known_category", f"'{first[column]}' is not a known value of {column}.",
            row=int(first["row"]),
            advice="Decide what the new value means and add it to the reader; nothing is guessed.",
        )  # fmt: skip


def date_in_name(name: str) -> str:
    """Return the ISO date a file's name states, or empty text."""
    found = _DATE.search(name.rsplit("/", 1)[-1])
    if not found:
        return ""
    try:
        return date(*(int(part) for part in found.groups())).isoformat()
    except ValueError:
        return ""


def _records(file: SourceFile, stream: IO[str]) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(stream, strict=True)
    start = 1
    try:
        for values in reader:
            if values:
                yield start, values
            start = reader.line_num + 1
    except csv.Error as error:
        rule = "truncated" if "end of data" in str(error) else "csv"
        raise SourceFileError(file.path, rule, f"the record cannot be read ({error}).", row=start) from error


def _check_header(file: SourceFile, found: list[str], header: Sequence[str], *, wide: bool) -> None:
    missing = [name for name in header if name not in found]
    new = [] if wide else [name for name in found if name not in header]
    twice = sorted({name for name in header if found.count(name) > 1})
    faults = [
        f"{what} {', '.join(repr(name) for name in names)}"
        for what, names in (("missing", missing), ("new", new), ("named twice", twice))
        if names
    ]
    if faults:
        raise SourceFileError(
            file.path, "header", f"the columns are not those expected: {'; '.join(faults)}.",
            row=1, advice=LAYOUT_ADVICE,
        )  # fmt: skip


def _frame(
    file: SourceFile, records: Iterator[tuple[int, list[str]]], wanted: dict[str, int], width: int
) -> pd.DataFrame:
    rows: list[int] = []
    columns: dict[str, list[str]] = {name: [] for name in wanted}
    for row, values in records:
        if len(values) != width:
            raise _misfit(file, row, len(values), width, last=next(records, None) is None)
        rows.append(row)
        for name, at in wanted.items():
            columns[name].append(values[at].strip())
    text = {name: pd.Series(values, dtype="object") for name, values in columns.items()}
    return pd.DataFrame({"row": pd.Series(rows, dtype="int64"), **text})


def _misfit(file: SourceFile, row: int, got: int, width: int, *, last: bool) -> SourceFileError:
    if last and got < width:
        text = f"the last record stops after {got} of {width} values."
        return SourceFileError(file.path, "truncated", text, row=row)
    text = f"the record has {got} values where {width} are expected."
    return SourceFileError(file.path, "width", text, row=row, advice=LAYOUT_ADVICE)
