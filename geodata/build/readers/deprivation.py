"""The English Indices of Deprivation, by neighbourhood: deciles (1 is the most deprived tenth of England)."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from geodata.build.harvest import Context, Harvest, SourceFile, text_of
from geodata.build.readers.table import HEADER_ADVICE, check_options, numbers, read_sheet
from geodata.errors import ManifestError, SourceFileError

YEARS = {"lsoa11": "2011", "lsoa21": "2021"}
DOMAINS = ("IMD", "Income", "Employment", "Education", "Health", "Crime")
SHORT_2019 = (
    "lsoa11_code",
    *(f"{d}_decile" for d in (*DOMAINS, "Housing_and_Access", "Environment")),
    *(f"{d}_rank" for d in (*DOMAINS, "Housing_and_Access", "Environment")),
    "IMD_score", "Income_score_pct", "Employment_score_pct",
)  # fmt: skip
SHORT_2025 = (
    "lsoa21_code",
    *(
        f"{d}_{k}"
        for k in ("decile", "rank", "score")
        for d in (*DOMAINS, "Housing_and_Services", "Environment")
    ),
)
# The publisher's "File 7": a long header in words, of which these are read.
WORDS = {
    "imd_decile": r"Index of Multiple Deprivation \(IMD\) Decile\b.*",
    "income_decile": r"Income Decile\b.*",
    "employment_decile": r"Employment Decile\b.*",
    "education_decile": r"Education, Skills and Training Decile\b.*",
    "health_decile": r"Health Deprivation and Disability Decile\b.*",
    "crime_decile": r"Crime Decile\b.*",
    "housing_decile": r"Barriers to Housing and Services Decile\b.*",
    "environment_decile": r"Living Environment Decile\b.*",
}
OTHER_WORDS = re.compile(
    r"LSOA name \(\d{4}\)|Local Authority District (code|name) \(\d{4}\)|.+ (Score|Rank|Decile)\b.*"
    r"|(Total population|Dependent Children|Population aged|Older population|Working age population).*"
)


def read(file: SourceFile, context: Context) -> Harvest:
    """Return ``code`` and the deciles of the index and its domains, ``imd_decile``, ``crime_decile``...

    The option ``area`` is "lsoa21" (the indices of 2025) or "lsoa11" (2019), and must agree with the file;
    ``recode`` is for the build. Two layouts are read: the converted tables with short names, and the
    publisher's "File 7", which has not been tried on the publisher's own file (``extra["format_verified"]``
    is False).

    Raises
    ------
    ManifestError
        If ``area`` is missing or unknown.
    SourceFileError
        If the columns are of neither layout, or of neighbourhoods of another year.
    """
    check_options("deprivation", context.options, frozenset({"area", "recode"}))
    area = str(context.options.get("area", ""))
    if area not in YEARS:
        raise ManifestError(
            'The reader \'deprivation\' needs the option area = "lsoa21" or "lsoa11". Add it.'
        )
    with text_of(file.path) as stream:
        header = [" ".join(name.split()) for name in next(csv.reader(stream), [])]
    short = header[:1] in (["lsoa11_code"], ["lsoa21_code"])
    year = header[0][4:6] if short else _year(file, header)
    if year != YEARS[area][2:]:
        raise SourceFileError(
            file.name, "area", f"its neighbourhoods are of 20{year}, where {YEARS[area]} is expected.", row=1,
            advice="Give the file to the layer of its own year.",
        )  # fmt: skip
    wanted = _short(header) if short else _long(file, header)
    columns: Sequence[str] = (SHORT_2019 if year == "11" else SHORT_2025) if short else header
    frame, sieve = read_sheet(file, columns)
    codes = frame.iloc[:, 0]
    wrong = ~codes.str.fullmatch(r"E01\d{6}").to_numpy(dtype=bool)
    sieve.take(
        wrong, "lsoa_code", lambda at: f"'{codes.iloc[at]}' is not the code of an English neighbourhood"
    )
    out = pd.DataFrame({"row": sieve.rows, "code": codes})
    for stored, column in wanted.items():
        values = numbers(frame[column])
        sieve.take(
            ~np.isin(values, np.arange(1, 11)), "decile", f"{column} is not a whole number from 1 to 10"
        )
        out[stored] = values
    extra = {} if short else {"format_verified": False}
    return Harvest(len(frame), out[sieve.kept].reset_index(drop=True), sieve.rejections, extra=extra)


def _short(header: Sequence[str]) -> Mapping[str, str]:
    found = {
        column.split("_")[0].lower() + "_decile": column for column in header if column.endswith("_decile")
    }
    return {stored: column for stored, column in found.items() if stored in WORDS}


def _year(file: SourceFile, header: Sequence[str]) -> str:
    found = re.fullmatch(r"LSOA code \(20(\d\d)\)", header[0] if header else "")
    if found is None:
        raise SourceFileError(
            file.name, "columns", "its first column is none of lsoa21_code, lsoa11_code, 'LSOA code (year)'.",
            row=1, advice=HEADER_ADVICE,
        )  # fmt: skip
    return found.group(1)


def _long(file: SourceFile, header: Sequence[str]) -> Mapping[str, str]:
    wanted: dict[str, str] = {}
    for stored, words in WORDS.items():
        found = [column for column in header if re.fullmatch(words, column)]
        if len(found) != 1:
            text = f"the column '{words.split(chr(92))[0].strip()} ... Decile' is there {len(found)} times"
            raise SourceFileError(file.name, "columns", f"{text}.", row=1, advice=HEADER_ADVICE)
        wanted[stored] = found[0]
    new = [column for column in header[1:] if not OTHER_WORDS.fullmatch(column)]
    if new:
        text = f"the column '{new[0]}' is not one of the publisher's File 7"
        raise SourceFileError(file.name, "columns", f"{text}.", row=1, advice=HEADER_ADVICE)
    return wanted
