"""NaPTAN stops as CSV: one administrative area's file or the national one (Department for Transport)."""

from __future__ import annotations

import csv
import re

import pandas as pd

from geodata.build.csv_file import require_known, table
from geodata.build.harvest import Context, Harvest, SourceFile
from geodata.build.placing import Sieve, in_degrees, on_grid
from geodata.errors import SourceFileError

HEADER = (
    "ATCOCode", "NaptanCode", "PlateCode", "CleardownCode", "CommonName", "CommonNameLang",
    "ShortCommonName", "ShortCommonNameLang", "Landmark", "LandmarkLang", "Street", "StreetLang",
    "Crossing", "CrossingLang", "Indicator", "IndicatorLang", "Bearing", "NptgLocalityCode", "LocalityName",
    "ParentLocalityName", "GrandParentLocalityName", "Town", "TownLang", "Suburb", "SuburbLang",
    "LocalityCentre", "GridType", "Easting", "Northing", "Longitude", "Latitude", "StopType", "BusStopType",
    "TimingStatus", "DefaultWaitTime", "Notes", "NotesLang", "AdministrativeAreaCode", "CreationDateTime",
    "ModificationDateTime", "RevisionNumber", "Modification", "Status",
)  # fmt: skip
WANTED = (
    "ATCOCode", "CommonName", "GridType", "Easting", "Northing", "Longitude", "Latitude", "StopType",
    "ModificationDateTime", "Status",
)  # fmt: skip
# Method S-24 (9.11) lists the interchanges. A variable bay (BCQ) is not in that list; in area 910 it marks
# where rail replacement buses stop, which is no ordinary service: it is neither stop nor interchange here.
CLASSES = {
    "BCT": "bus_stop",
    **dict.fromkeys(("BCS", "BCE", "BST", "TXR", "RSE", "RLY", "TMU", "MET"), "interchange"),
    **dict.fromkeys(
        ("AIR", "BCP", "BCQ", "FBT", "FER", "FTD", "GAT", "LCB", "LCE", "LPL", "PLT", "RPL", "SDA", "STR"),
        "other",
    ),
}
STATUSES = frozenset({"active", "inactive", "pending"})
_AREA = re.compile(r"(\d{3})Stops\.csv(\.gz)?$", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NATIONAL_AREAS = 60  # of about a hundred and twenty in England alone


def read(file: SourceFile, context: Context) -> Harvest:
    """Return the stops in use, placed by easting and northing, else by longitude and latitude.

    ``vintage`` is the day of the newest change in the file; ``coverage`` the districts of its area.

    Raises
    ------
    SourceFileError
        If a column, stop type or status is new, a record is cut short, or the area's code is unknown.
    """
    frame = table(file, HEADER, WANTED)
    require_known(file, frame, "StopType", CLASSES)
    require_known(file, frame, "Status", STATUSES)
    sieve = Sieve(file, frame["row"])
    sieve.refuse(
        frame["Status"] != "active", "inactive", "its status is not 'active': the stop is not in use."
    )
    sieve.refuse_revealing(frame["CommonName"])
    british = frame["GridType"].isin(["", "UKOS"])
    grid = on_grid(frame["Easting"].where(british, ""), frame["Northing"].where(british, ""))
    return sieve.harvest(
        frame["StopType"].map(CLASSES),
        frame["CommonName"],
        grid.or_else(in_degrees(frame["Longitude"], frame["Latitude"])),
        vintage=_newest(frame["ModificationDateTime"]),
        coverage=_coverage(file, frame, context),
    )


def _newest(moments: pd.Series[str]) -> str:
    days = [moment[:10] for moment in moments if _DAY.match(moment)]
    return max(days, default="")


def _coverage(file: SourceFile, frame: pd.DataFrame, context: Context) -> tuple[str, ...]:
    """Return the districts of an area's file; none for a file that names no area and so is the whole country's.

    The area is told by the stops' own codes too: a file under another area's name, or one area's file under the
    national name, would claim land that it does not cover.
    """
    named = _AREA.search(file.path.name)
    areas = frame["ATCOCode"].str[:3]
    if not named:
        if areas.nunique() < NATIONAL_AREAS:
            raise SourceFileError(
                file.path, "area", f"it holds stops of {areas.nunique()} areas, but has the national file's name.",
                advice="Name one area's file by its code, such as 020Stops.csv.",
            )  # fmt: skip
        return ()
    others = areas[areas != named.group(1)]
    if len(others) > len(areas) / 10:
        raise SourceFileError(
            file.path, "area", f"{len(others)} of {len(areas)} stops are of other areas, such as '{others.iloc[0]}'.",
            row=int(frame["row"].loc[others.index[0]]), advice="Name the file by the code of its own area.",
        )  # fmt: skip
    known: dict[str, str] = {}
    if context.tables is not None:
        with (context.tables / "naptan_areas.csv").open(encoding="utf-8", newline="") as stream:
            known = {row["code"]: row["districts"] for row in csv.DictReader(stream)}
    if named.group(1) not in known:
        raise SourceFileError(
            file.path, "authority_code", f"area code '{named.group(1)}' is not in naptan_areas.csv.",
            advice="Add the code and its districts to that table, with the source.",
        )  # fmt: skip
    return tuple(sorted(code.strip() for code in known[named.group(1)].split(";") if code.strip()))
