"""The English rows of Code-Point Open as one file with a header: postcode, quality, position, district."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.build.harvest import Context, Harvest, SourceFile, text_of
from geodata.build.readers.table import Sieve, check_header, check_options
from geodata.errors import SourceFileError

if TYPE_CHECKING:
    from numpy.typing import NDArray

HEADER = ("postcode", "positional_quality", "easting", "northing", "district")
TYPES: dict[str, type[str] | str] = {
    "postcode": str,
    "positional_quality": "int16",
    "easting": "int32",
    "northing": "int32",
    "district": str,
}
ENGLAND = "E92000001"
NO_POSITION = 90
POSTCODE = r"[A-Z]{1,2}[0-9][0-9A-Z]?[0-9][A-Z]{2}"
WHOLE_NUMBER = re.compile(r"\d{1,7}")


def read(file: SourceFile, context: Context) -> Harvest:
    """Return what ``codepoint`` returns, from a table of 1.5 million rows in about two seconds.

    Raises
    ------
    ManifestError
        If an option is given: there is none.
    SourceFileError
        If the header differs, a row is cut short, or a number is not one.
    """
    check_options("codepoint_extract", context.options, frozenset())
    with text_of(file.path) as stream:
        check_header(file, stream.readline().strip().split(","), HEADER)
        text = stream.read().rstrip("\r\n")
    # A row cut short is filled up in silence by the parser; counting commas is cheap, and sees it.
    if text.count(",") != (len(HEADER) - 1) * (text.count("\n") + 1):
        raise _fault(file, text)
    try:
        frame = pd.read_csv(
            io.StringIO(text), header=None, names=list(HEADER), dtype=TYPES, index_col=False,
            keep_default_na=False, skip_blank_lines=False, engine="c",
        )  # fmt: skip
    except (ValueError, OverflowError) as error:
        raise _fault(file, text) from error
    frame = frame.rename(columns={"positional_quality": "quality", "easting": "x", "northing": "y"})
    frame["country"] = ENGLAND
    return accounted(file, frame, np.arange(2, len(frame) + 2, dtype=np.int64))


def accounted(file: SourceFile, frame: pd.DataFrame, rows: NDArray[np.int64]) -> Harvest:
    """Return the harvest of postcodes as read: blanks closed up, and no position where there is none."""
    sieve = Sieve(file.name, rows)
    written = frame["postcode"]
    postcode = written.str.replace(" ", "").str.upper()
    wrong = ~postcode.str.fullmatch(POSTCODE).to_numpy(dtype=bool)
    sieve.take(wrong, "postcode", lambda at: f"'{written.iloc[at]}' is not a postcode")
    x, y = frame["x"].to_numpy(dtype=float), frame["y"].to_numpy(dtype=float)
    nowhere = (frame["quality"].to_numpy() == NO_POSITION) | ((x == 0) & (y == 0))
    out = pd.DataFrame(
        {
            "row": rows,
            "postcode": postcode,
            "quality": frame["quality"],
            "district": frame["district"],
            "country": frame["country"],
            "x": np.where(nowhere, np.nan, x),
            "y": np.where(nowhere, np.nan, y),
            "class": "",
            "name": "",
        }
    )
    return Harvest(len(frame), out[sieve.kept].reset_index(drop=True), sieve.rejections)


def _fault(file: SourceFile, text: str) -> SourceFileError:
    """Return the fault of the first row that is not whole: found the slow way, being rarely looked for."""
    records = enumerate(csv.reader(io.StringIO(text)), start=2)
    row, fields = next(((row, fields) for row, fields in records if not _whole(fields)), (2, []))
    return SourceFileError(
        file.name, "rows", f"{fields} is not a postcode, three whole numbers and a district.", row=row,
        advice="The file may be cut short or damaged: fetch it again.",
    )  # fmt: skip


def _whole(fields: list[str]) -> bool:
    return len(fields) == len(HEADER) and all(WHOLE_NUMBER.fullmatch(field) for field in fields[1:4])
