"""Gambling premises licences: the Gambling Commission's register, or a council's reshaped copy of it."""

from __future__ import annotations

import re

import pandas as pd

from geodata.build.csv_file import date_in_name, require_known, table
from geodata.build.harvest import Context, Harvest, SourceFile, text_of
from geodata.build.placing import Position, Sieve, in_degrees, nowhere
from geodata.errors import SourceFileError

REGISTER = (
    "Account Number", "Account Name", "Premises Activity", "Local Authority", "Address Line 1",
    "Address Line 2", "City", "Postcode",
)  # fmt: skip
RESHAPED = (
    "name", "activity", "address", "postcode", "area_name", "area_code", "ward_code", "ward_name",
    "msoa_code", "msoa_hcl_name", "lsoa_code", "lsoa_name", "la_code", "la_name", "lon", "lat",
)  # fmt: skip
CLASSES = {
    "Adult Gaming Centre": "adult_gaming_centre",
    "Betting Shop": "betting_shop",
    "Betting Track": "betting_track",
    "Bingo": "bingo",
    "Casino": "casino",
    "Casino 2005": "casino",
    "Family Entertainment Centre": "family_entertainment_centre",
    "Track": "betting_track",
}
_DISTRICT = re.compile(r"E0[6-9]\d{6}")
# The reshaped copy writes the letters NA where a value is missing.
_MISSING = "NA"


def read(file: SourceFile, context: Context) -> Harvest:
    """Return licensed premises by activity; the reshaped form also states the districts it covers.

    Raises
    ------
    SourceFileError
        If the columns are those of neither form, an activity is new, or a record is cut short.
    """
    with text_of(file.path) as stream:
        reshaped = stream.readline().startswith("name,")
    return _reshaped(file, context) if reshaped else _register(file, context)


def _register(file: SourceFile, context: Context) -> Harvest:
    frame = table(file, REGISTER, ("Account Name", "Premises Activity", "Address Line 1", "Postcode"))
    frame = frame.rename(
        columns={
            "Account Name": "name",
            "Premises Activity": "activity",
            "Address Line 1": "address",
            "Postcode": "postcode",
        }
    )
    return _harvest(file, frame, nowhere(len(frame)).or_postcode(frame["postcode"], context))


def _reshaped(file: SourceFile, context: Context) -> Harvest:
    wanted = ("name", "activity", "address", "postcode", "la_code", "lon", "lat")
    frame = table(file, RESHAPED, wanted).replace(_MISSING, "")
    for row, code in zip(frame["row"], frame["la_code"], strict=True):
        if code and not _DISTRICT.fullmatch(code):
            raise SourceFileError(
                file.path,
                "authority_code",
                f"la_code '{code}' is not the code of an English district.",
                row=int(row),
            )
    position = in_degrees(frame["lon"], frame["lat"]).or_postcode(frame["postcode"], context)
    return _harvest(
        file, frame, position, coverage=tuple(sorted({code for code in frame["la_code"] if code}))
    )


def _harvest(
    file: SourceFile, frame: pd.DataFrame, position: Position, *, coverage: tuple[str, ...] = ()
) -> Harvest:
    require_known(file, frame, "activity", {"", *CLASSES})
    sieve = Sieve(file, frame["row"])
    sieve.refuse(frame["activity"] == "", "no_activity", "it states no licensed activity.")
    sieve.refuse_revealing(frame["name"], frame["address"])
    return sieve.harvest(
        frame["activity"].map(CLASSES),
        frame["name"],
        position,
        vintage=date_in_name(file.name),
        coverage=coverage,
    )
