"""OS Open UPRN: the position of every unique property reference number (Ordnance Survey)."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from geodata.build.harvest import Context, Harvest, SourceFile, text_of
from geodata.build.readers.table import Sieve, check_header, check_options
from geodata.errors import SourceFileError

HEADER = ("UPRN", "X_COORDINATE", "Y_COORDINATE", "LATITUDE", "LONGITUDE")
EDITION = re.compile(r"osopenuprn_(\d{4})(\d{2})")
TYPES = {"UPRN": "int64", "X_COORDINATE": "float64", "Y_COORDINATE": "float64"}


def read(file: SourceFile, context: Context) -> Harvest:
    """Return each UPRN (an integer) and its position in metres of EPSG:27700.

    The file's own metres are used, not its degrees. The vintage is the month in the file's name.

    Raises
    ------
    ManifestError
        If an option is given: there is none.
    SourceFileError
        If the header differs, a row is cut short, or a number is not one.
    """
    check_options("open_uprn", context.options, frozenset())
    with text_of(file.path) as stream:
        check_header(file, stream.readline().strip().split(","), HEADER)
        try:
            # Every column is read, so that a row cut short is seen.
            frame = pd.read_csv(
                stream, header=None, names=list(HEADER), index_col=False, skip_blank_lines=False,
                dtype={**TYPES, "LATITUDE": "float32", "LONGITUDE": "float32"}, engine="c",
            )  # fmt: skip
        except (ValueError, OverflowError) as error:
            raise _fault(file, f"a row does not hold five numbers ({error})", None) from error
    short = frame["LONGITUDE"].isna().to_numpy()
    if short.any():
        raise _fault(file, "a row is cut short", int(np.flatnonzero(short)[0]) + 2)
    sieve = Sieve(file.name, np.arange(2, len(frame) + 2, dtype=np.int64))
    x, y = frame["X_COORDINATE"].to_numpy(), frame["Y_COORDINATE"].to_numpy()
    sieve.take(~(np.isfinite(x) & np.isfinite(y)), "coordinates", "the easting or the northing is no number")
    nowhere = (x == 0) & (y == 0)
    blank = pd.Categorical.from_codes(np.zeros(len(frame), dtype=np.int8), pd.Index([""]))
    out = pd.DataFrame(
        {
            "row": sieve.rows,
            "uprn": frame["UPRN"],
            "x": np.where(nowhere, np.nan, x),
            "y": np.where(nowhere, np.nan, y),
            "class": blank,
            "name": blank,
        }
    )
    edition = EDITION.search(file.name)
    vintage = "-".join(edition.groups()) if edition else ""
    return Harvest(len(frame), out[sieve.kept].reset_index(drop=True), sieve.rejections, vintage)


def _fault(file: SourceFile, text: str, row: int | None) -> SourceFileError:
    return SourceFileError(
        file.name, "rows", f"{text}.", row=row, advice="The file is cut short or damaged: fetch it again."
    )
