"""Postcode districts ("LU1"): how many unit postcodes each has in which local authority districts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.build.harvest import Context, Harvest, SourceFile
from geodata.build.readers.table import check_options, numbers, read_sheet

if TYPE_CHECKING:
    from numpy.typing import NDArray

HEADER = (
    "district", "postcodes", "easting", "northing", "min_e", "max_e", "min_n", "max_n", "main_lad_code",
    "main_lad_share", "lads",
)  # fmt: skip
DISTRICT = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?")
LADS = re.compile(r"[EWSN]\d{8}:\d+([ ;][EWSN]\d{8}:\d+)*")


def read(file: SourceFile, context: Context) -> Harvest:
    """Return ``code`` (the postcode district), ``postcodes`` (how many) and ``lads`` ("code:count;...").

    Raises
    ------
    ManifestError
        If an option is given: there is none.
    SourceFileError
        If the file is not the summary made from Code-Point Open.
    """
    check_options("postcode_districts", context.options, frozenset())
    frame, sieve = read_sheet(file, HEADER)
    sieve.take(
        _unlike(frame["district"], DISTRICT), "district", "the code is not that of a postcode district"
    )
    sieve.take(_unlike(frame["lads"], LADS), "lads", "the authorities are not listed as code:count")
    counts = numbers(frame["postcodes"])
    sieve.take(np.isnan(counts), "number", "the count of postcodes is not a number")
    out = pd.DataFrame(
        {
            "row": sieve.rows,
            "code": frame["district"],
            "postcodes": counts,
            "lads": frame["lads"].str.replace(" ", ";"),
        }
    )
    return Harvest(len(frame), out[sieve.kept].reset_index(drop=True), sieve.rejections)


def _unlike(texts: pd.Series[str], pattern: re.Pattern[str]) -> NDArray[np.bool_]:
    return np.array([pattern.fullmatch(text) is None for text in texts], dtype=bool)
