"""Code-Point Open: the position, quality and district of each unit postcode (Ordnance Survey)."""

from __future__ import annotations

import csv
import re

import numpy as np
import pandas as pd

from geodata.build.harvest import Context, Harvest, SourceFile, text_of
from geodata.build.readers import codepoint_extract
from geodata.build.readers.table import check_options
from geodata.errors import SourceFileError

# An edition has ten columns, or nine where one of the two retired health columns is gone; the country is
# counted from the left and the district from the right, so both forms are read alike.
WIDTHS = (9, 10)
COUNTRY, DISTRICT = 4, -2
COUNTRY_CODE = re.compile(r"[ENSW]92\d{6}")
DISTRICT_CODE = re.compile(r"((E0[6-9]|W06|S12|N09)\d{6})?")
WHOLE_NUMBER = re.compile(r"\d{1,7}")


def read(file: SourceFile, context: Context) -> Harvest:
    """Return postcodes without blanks, their quality, district and country, and metres of EPSG:27700.

    Both forms of the postcode are read: with one blank, and in a field of seven characters ("LU1 1AA",
    "MK401AA"). A file with the header of the national extract goes to ``codepoint_extract``. Postcodes of
    quality 90 have no position: NaN.

    Raises
    ------
    ManifestError
        If an option is given: there is none.
    SourceFileError
        If a row does not have the columns of Code-Point Open, each in its place.
    """
    check_options("codepoint", context.options, frozenset())
    with text_of(file.path) as stream:
        first = stream.readline().strip().split(",")
        stream.seek(0)
        if not first[0].replace(" ", "").strip('"')[-3:-2].isdigit():
            return codepoint_extract.read(file, context)
        rows = [(number, fields) for number, fields in enumerate(csv.reader(stream), start=1) if fields]
    for number, fields in rows:
        _check(file, number, fields, len(rows[0][1]))
    frame = pd.DataFrame(
        {
            "postcode": [fields[0] for _, fields in rows],
            "quality": np.array([int(fields[1]) for _, fields in rows], dtype=np.int16),
            "x": np.array([int(fields[2]) for _, fields in rows], dtype=np.int32),
            "y": np.array([int(fields[3]) for _, fields in rows], dtype=np.int32),
            "district": [fields[DISTRICT].strip() for _, fields in rows],
            "country": [fields[COUNTRY].strip() for _, fields in rows],
        }
    )
    return codepoint_extract.accounted(file, frame, np.array([number for number, _ in rows], dtype=np.int64))


def _check(file: SourceFile, number: int, fields: list[str], width: int) -> None:
    if width not in WIDTHS or len(fields) != width:
        text = f"{len(fields)} columns where {width if width in WIDTHS else '9 or 10'} are expected"
    elif not all(WHOLE_NUMBER.fullmatch(field) for field in fields[1:4]):
        text = f"'{', '.join(fields[1:4])}' are not a quality, an easting and a northing in whole numbers"
    elif not COUNTRY_CODE.fullmatch(fields[COUNTRY].strip()):
        text = f"'{fields[COUNTRY]}' stands where the country's code is expected"
    elif not DISTRICT_CODE.fullmatch(fields[DISTRICT].strip()):
        text = f"'{fields[DISTRICT]}' stands where the district's code is expected"
    else:
        return
    raise SourceFileError(
        file.name, "columns", f"{text}.", row=number,
        advice="Use the CSV files of Code-Point Open as published; fetch a file that was cut short again.",
    )  # fmt: skip
