"""Which 2021 neighbourhoods (LSOA) came from which of 2011 (Office for National Statistics, exact fit)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geodata.build.harvest import Context, Harvest, SourceFile
from geodata.build.readers.table import check_options, read_sheet

HEADER = (
    "LSOA11CD", "LSOA11NM", "LSOA21CD", "LSOA21NM", "CHGIND", "LAD22CD", "LAD22NM", "LAD22NMW", "ObjectId",
)  # fmt: skip
UNCHANGED, SPLIT, MERGED, IRREGULAR = "U", "S", "M", "X"
CHANGES = (UNCHANGED, SPLIT, MERGED, IRREGULAR)


def read(file: SourceFile, context: Context) -> Harvest:
    """Return ``code`` (LSOA 2021), ``lsoa11`` and ``change``: U unchanged, S split, M merged, X irregular.

    A code may stand in several rows: a merged neighbourhood came from several of 2011.

    Raises
    ------
    ManifestError
        If an option is given: there is none.
    SourceFileError
        If the columns are not those of the lookup.
    """
    check_options("lsoa_lookup", context.options, frozenset())
    frame, sieve = read_sheet(file, HEADER)
    for column in ("LSOA21CD", "LSOA11CD"):
        wrong = ~frame[column].str.fullmatch(r"[EW]01\d{6}").to_numpy(dtype=bool)
        sieve.take(wrong, "lsoa_code", f"{column} is not the code of a neighbourhood")
    unknown = ~frame["CHGIND"].isin(list(CHANGES)).to_numpy(dtype=bool)
    sieve.take(unknown, "change", "CHGIND is none of U, S, M, X")
    out = pd.DataFrame(
        {"row": sieve.rows, "code": frame["LSOA21CD"], "lsoa11": frame["LSOA11CD"], "change": frame["CHGIND"]}
    )
    return Harvest(int(np.size(sieve.rows)), out[sieve.kept].reset_index(drop=True), sieve.rejections)
