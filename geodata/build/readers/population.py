"""How many people live in each English neighbourhood (LSOA 2021; Office for National Statistics)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geodata.build.harvest import Context, Harvest, SourceFile
from geodata.build.readers.table import check_options, numbers, read_sheet

HEADER = ("lsoacd", "population")


def read(file: SourceFile, context: Context) -> Harvest:
    """Return ``code`` (LSOA 2021) and ``population`` (residents); Welsh rows are rejected (outside_england).

    The file does not state its date: the manifest does.

    Raises
    ------
    ManifestError
        If an option is given: there is none.
    SourceFileError
        If the columns differ or the file is cut short.
    """
    check_options("population", context.options, frozenset())
    frame, sieve = read_sheet(file, HEADER)
    codes = frame["lsoacd"]
    wrong = ~codes.str.fullmatch(r"[EW]01\d{6}").to_numpy(dtype=bool)
    sieve.take(wrong, "lsoa_code", lambda at: f"'{codes.iloc[at]}' is not the code of a neighbourhood")
    sieve.take(
        codes.str.startswith("W").to_numpy(dtype=bool), "outside_england", "the neighbourhood is Welsh"
    )
    count = numbers(frame["population"])
    # Nobody lives in a blank: a missing count is refused, not read as nought.
    bad = ~(np.isfinite(count) & (count >= 0) & (count == np.floor(count)))
    sieve.take(bad, "population", lambda at: f"'{frame['population'].iloc[at]}' is not a count of people")
    out = pd.DataFrame({"row": sieve.rows, "code": codes, "population": count})
    return Harvest(len(frame), out[sieve.kept].reset_index(drop=True), sieve.rejections)
