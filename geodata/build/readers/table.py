"""Any CSV table a council brings, read column by column as its manifest declares it.

What other readers of tables share lives here too: a sheet of text, a sieve that accounts for every row, and
the screen for names that suggest a home, a refuge or a shelter (method S-24).
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geodata.build.harvest import Context, Harvest, SourceFile, text_of
from geodata.build.screening import RULE, TEXT, reveals
from geodata.crs import to_grid
from geodata.errors import ManifestError, SourceFileError
from geodata.types import Rejection

if TYPE_CHECKING:
    from numpy.typing import NDArray

GRID, DEGREES = "EPSG:27700", "EPSG:4326"
ENCODINGS = ("utf-8-sig", "cp1252")
DEGREE_M = 111_320.0
NOT_SO = frozenset({"", "0", "0.0", "n", "no", "none", "false", "nan"})
HEADER_ADVICE = (
    "Compare the header with the columns the manifest lists; if the publisher has changed the file on "
    "purpose, correct the manifest."
)
PLACES = (("x_column", "y_column"), ("easting", "northing"), ("postcode_column",), ("code_column",))
NAMED = (*(key for way in PLACES for key in way), "class_column", "name_column")
OPTIONS = frozenset({*NAMED, "columns", "crs", "class", "classes", "keep", "values"})


class Sieve:
    """An account of rows: each is kept, or rejected once, by the first rule it breaks."""

    def __init__(self, file: str, rows: NDArray[np.int64]) -> None:
        self.file = file
        self.rows = rows
        self.kept = np.ones(rows.size, dtype=bool)
        self._taken: list[Rejection] = []

    def take(self, broken: NDArray[np.bool_], rule: str, text: str | Callable[[int], str]) -> None:
        """Reject the rows that break a rule and are still kept; ``text`` says why, or says it by place."""
        for at in np.flatnonzero(broken & self.kept).tolist():
            words = text if isinstance(text, str) else text(at)
            self._taken.append(Rejection(file=self.file, row=int(self.rows[at]), rule=rule, text=words))
        self.kept &= ~broken

    @property
    def rejections(self) -> tuple[Rejection, ...]:
        """What was rejected, in the order of the file."""
        return tuple(sorted(self._taken, key=lambda r: r.row))


def check_options(reader: str, options: Mapping[str, Any], allowed: frozenset[str]) -> None:
    """Refuse an option the reader does not know.

    Raises
    ------
    ManifestError
        If an option is misspelt or belongs to another reader.
    """
    unknown = sorted(set(options) - allowed)
    if unknown:
        raise ManifestError(
            f"The reader '{reader}' has no option '{unknown[0]}' (is it misspelt?). "
            f"It knows: {', '.join(sorted(allowed)) or 'none'}. Correct [data.options] of the manifest."
        )


def refused(options: str) -> ManifestError:
    """Return the fault for options of the table reader that do not fit together."""
    return ManifestError(f"The options of the reader 'table' {options} Correct [data.options].")


def check_header(file: SourceFile, found: Sequence[str], wanted: Sequence[str], row: int = 1) -> None:
    """Refuse a header that differs from the one declared, in names or in order.

    Raises
    ------
    SourceFileError
        If a column is missing, new, renamed or moved.
    """
    header = [" ".join(name.split()) for name in found]
    declared = [" ".join(name.split()) for name in wanted]
    if header == declared:
        return
    faults = [f"the column '{name}' is missing" for name in declared if name not in header][:3]
    faults += [f"the column '{name}' is not declared" for name in header if name not in declared][:3]
    text = "; ".join(faults) or "the columns stand in another order, or one stands twice"
    raise SourceFileError(file.name, "columns", f"{text}.", row=row, advice=HEADER_ADVICE)


def read_sheet(
    file: SourceFile, columns: Sequence[str], *, skip: int = 0, encodings: tuple[str, ...] = ENCODINGS
) -> tuple[pd.DataFrame, Sieve]:
    """Return a CSV file's rows as text, without blanks at their ends, and the sieve that accounts for them.

    ``skip`` lines of preamble come before the header. Rows of the wrong width are rejected ('fields'). The
    sieve's row numbers count the file's records from 1, header and preamble included.

    Raises
    ------
    SourceFileError
        If the file is unreadable, not a CSV file, cut short, or its header is not ``columns``.
    """
    records = _records(file, encodings)
    if len(records) <= skip:
        raise SourceFileError(file.name, "columns", "there is no header line: the file is empty.", row=1)
    # A spreadsheet saved as CSV drags empty columns behind its table; they are nobody's.
    check_header(file, _without_tail(records[skip][1], 0), columns, row=records[skip][0])
    width = len(columns)
    body = [(number, _without_tail(fields, width)) for number, fields in records[skip + 1 :]]
    if body and len(body[-1][1]) < width:
        number, fields = body[-1]
        raise SourceFileError(
            file.name, "truncated", f"the last row has {len(fields)} of {width} columns.", row=number,
            advice="It is cut short, or has a note below the table: fetch it again, or remove the note.",
        )  # fmt: skip
    sieve = Sieve(file.name, np.array([number for number, _ in body], dtype=np.int64))
    texts = [[text.strip() for text in (fields + [""] * width)[:width]] for _, fields in body]
    frame = pd.DataFrame(texts, columns=list(columns), dtype=str)
    widths = np.array([len(fields) for _, fields in body], dtype=np.int64)
    sieve.take(widths != width, "fields", lambda at: f"{widths[at]} fields where the header has {width}")
    return frame, sieve


def _without_tail(fields: list[str], width: int) -> list[str]:
    size = len(fields)
    while size > width and not fields[size - 1].strip():
        size -= 1
    return fields[:size]


def _records(file: SourceFile, encodings: tuple[str, ...]) -> list[tuple[int, list[str]]]:
    found: list[tuple[int, list[str]]] = []
    number = 0
    try:
        for number, fields in enumerate(csv.reader(text_of(file.path, encodings), strict=True), start=1):
            if fields:
                found.append((number, fields))
    except csv.Error as error:
        raise SourceFileError(
            file.name, "csv", f"this is no well-formed CSV row ({error}): a quotation mark may be open.",
            row=number + 1, advice="The file may be cut short: fetch it again, or correct that row.",
        ) from error  # fmt: skip
    return found


def revealing(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which rows have an attribute that suggests a home, a refuge or a shelter (method S-24).

    Every text is looked at, and every column whose own name suggests one and which does not say "no".
    """
    found = np.zeros(len(frame), dtype=bool)
    for name in frame.columns:
        values = frame[name]
        if reveals(str(name)):
            denied = values.astype("object").map(lambda v: str(v).strip().casefold() in NOT_SO)
            found |= ~(denied.to_numpy(dtype=bool) | values.isna().to_numpy(dtype=bool))
        if not (pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values)):
            said = {v for v in values.unique() if isinstance(v, str) and reveals(v)}
            found |= values.isin(said).to_numpy(dtype=bool)
    return found


def screen(frame: pd.DataFrame, sieve: Sieve) -> None:
    """Reject rows that would reveal a home; the account says nothing else of them."""
    sieve.take(revealing(frame), RULE, TEXT)


def numbers(texts: pd.Series[str]) -> NDArray[np.float64]:
    """Return texts as numbers, NaN where a text is blank or no finite number."""
    values = pd.to_numeric(texts, errors="coerce").to_numpy(dtype=float)
    return np.where(np.isfinite(values), values, np.nan)


def read(file: SourceFile, context: Context) -> Harvest:
    """Return the rows of a CSV file by the manifest's options.

    The options: ``columns`` lists the header in order. Where a row lies is said by ``x_column``, ``y_column``
    and ``crs`` (EPSG:27700 or EPSG:4326); or ``easting``, ``northing`` (metres of EPSG:27700); or
    ``postcode_column``. A table without positions has ``code_column`` and ``values`` (stored name = column;
    numbers). ``class`` or ``class_column`` (with ``classes``), ``name_column`` and ``keep`` (column = "one|or
    another") choose the rest.

    Raises
    ------
    ManifestError
        If the options do not fit together.
    SourceFileError
        If the file is not what the options promise.
    """
    options = _options(context)
    frame, sieve = read_sheet(file, options["columns"])
    rows_in = len(frame)
    screen(frame, sieve)
    _keep(frame, options, sieve)
    out = pd.DataFrame({"row": sieve.rows})
    if "code_column" in options:
        _values(frame, options, sieve, out)
    else:
        out["x"], out["y"] = _positions(file, frame, context, sieve)
        out["class"] = _classes(frame, options, sieve)
        out["name"] = frame[options["name_column"]] if "name_column" in options else ""
    return Harvest(rows_in, out[sieve.kept].reset_index(drop=True), sieve.rejections)


def _options(context: Context) -> dict[str, Any]:
    options = dict(context.options)
    check_options("table", options, OPTIONS)
    columns = options.get("columns")
    if not columns or len(set(columns)) != len(columns):
        raise refused("need 'columns': the file's header, in order, each name once.")
    used = [options[key] for key in NAMED if key in options]
    used += [*options.get("keep", {}), *options.get("values", {}).values()]
    for name in used:
        if name not in columns:
            raise refused(f"name a column '{name}' that 'columns' does not list.")
    ways = [way for way in PLACES if any(key in options for key in way)]
    if len(ways) != 1 or not all(key in options for key in ways[0]):
        raise refused(
            "must say in one way what a row is about: x_column, y_column and crs; easting and northing; "
            "postcode_column; or code_column and values."
        )
    if ("crs" in options) != ("x_column" in options) or options.get("crs", GRID) not in (GRID, DEGREES):
        raise refused(f"need 'crs' with x_column and only there, and it is '{GRID}' or '{DEGREES}'.")
    if "code_column" in options:
        if not options.get("values"):
            raise refused("need 'values' (stored name = column) beside code_column.")
    elif ("class" in options) == ("class_column" in options):
        raise refused("need either 'class' (one class for every row) or 'class_column'.")
    return options


def _keep(frame: pd.DataFrame, options: Mapping[str, Any], sieve: Sieve) -> None:
    for column, wanted in options.get("keep", {}).items():
        allowed = {value.strip().casefold() for value in wanted.split("|")}
        wrong = np.array([text.casefold() not in allowed for text in frame[column]], dtype=bool)
        sieve.take(wrong, "keep", partial(_quoted, frame[column], f"{column} is '{{}}'"))


def _quoted(texts: pd.Series[str], words: str, at: int) -> str:
    return words.format(texts.iloc[at])


def _classes(frame: pd.DataFrame, options: Mapping[str, Any], sieve: Sieve) -> pd.Series[str]:
    if "class" in options:
        return pd.Series([options["class"]] * len(frame), dtype=str)
    return mapped(frame[options["class_column"]], options.get("classes"), sieve)


def mapped(values: pd.Series[str], classes: Mapping[str, str] | None, sieve: Sieve) -> pd.Series[str]:
    """Return each row's class by the manifest's map; rows of no class, or of one not listed, are rejected."""
    texts = values.fillna("").astype(str).str.strip()
    sieve.take((texts == "").to_numpy(dtype=bool), "no_class", "the row names no class")
    if classes is None:
        return texts
    unknown = ~texts.isin(list(classes)).to_numpy(dtype=bool)
    sieve.take(unknown, "other_class", lambda at: f"class '{texts.iloc[at]}' is not one of this layer's")
    return texts.map(dict(classes)).fillna("")


def _values(frame: pd.DataFrame, options: Mapping[str, Any], sieve: Sieve, out: pd.DataFrame) -> None:
    out["code"] = frame[options["code_column"]]
    sieve.take((out["code"] == "").to_numpy(dtype=bool), "no_code", "the row has no code")
    for stored, column in options["values"].items():
        out[stored] = numbers(frame[column])
        blank = (frame[column] == "").to_numpy(dtype=bool)
        sieve.take(blank, "no_value", f"{column} is blank, which is not nought")
        missing = out[stored].isna().to_numpy(dtype=bool)
        sieve.take(missing, "number", partial(_quoted, frame[column], f"{column} is '{{}}', not a number"))


def _positions(
    file: SourceFile, frame: pd.DataFrame, context: Context, sieve: Sieve
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    options = context.options
    if "postcode_column" in options:
        if context.postcodes is None:
            raise SourceFileError(
                file.name, "postcodes", "its rows have postcodes only, and no layer of postcodes is held.",
                advice="Add Code-Point Open to the source directory and build again.",
            )  # fmt: skip
        return context.postcodes.locate(frame[options["postcode_column"]])
    across, up = (options["x_column"], options["y_column"]) if "x_column" in options else (
        options["easting"], options["northing"])  # fmt: skip
    return located(frame[across], frame[up], options.get("crs", GRID), sieve)


def located(
    across: pd.Series[str], up: pd.Series[str], crs: str, sieve: Sieve
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return eastings and northings in metres of EPSG:27700, through OSTN15 where the texts are degrees.

    Both blank, or both nought, is a row without a position: NaN. What is no position at all is rejected.
    """
    x, y = numbers(across), numbers(up)
    blank = ((across == "") & (up == "")).to_numpy(dtype=bool)
    nowhere = blank | ((x == 0) & (y == 0))
    wrong = (np.isnan(x) | np.isnan(y)) & ~nowhere
    sieve.take(wrong, "coordinates", lambda at: f"'{across.iloc[at]}', '{up.iloc[at]}' are not two numbers")
    x, y = np.where(nowhere, np.nan, x), np.where(nowhere, np.nan, y)
    known = ~np.isnan(x) & ~np.isnan(y)
    if crs == GRID:
        degrees = known & (np.abs(x) <= 180) & (np.abs(y) <= 90)
        sieve.take(degrees, "degrees_not_metres", "the position is in degrees, but the manifest says metres")
        return x, y
    at = np.flatnonzero(known)
    east, north = np.full(x.size, np.nan), np.full(x.size, np.nan)
    east[at], north[at] = to_grid(longitude=x[at], latitude=y[at])
    outside = known & (np.isnan(east) | np.isnan(north))
    sieve.take(outside, "outside_grid", "the position is outside the national grid (are x and y swapped?)")
    return east, north
