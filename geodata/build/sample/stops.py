"""NaPTAN: bus stops, and two stations with their entrances, bays and rank."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np

from geodata.build.readers.naptan import HEADER
from geodata.build.sample import sheet
from geodata.build.sample.chance import stream
from geodata.build.sample.country import COUNCILS, ORIGIN
from geodata.build.sample.land import in_degrees
from geodata.build.sample.settlement import Settlement
from geodata.build.sample.tables import STOPS_AREA

CHANGED: Final = "2026-07-21T09:00:00"
STOPS_EACH: Final = 6
KERB_M: Final = 20
INACTIVE_ONE_IN: Final = 45
# Stop type, and how far east and north of the station's middle it stands, in metres: all are one place.
STATION: Final = (
    ("RLY", 0, 0), ("RSE", -30, 10), ("RSE", 45, -5), ("TXR", -60, 25), ("BCE", 80, 20), ("BCS", 95, 30),
    ("BCS", 110, 38), ("BCS", 125, 46), ("RPL", 5, -8),
)  # fmt: skip
STATIONS: Final = (("Fictional Eastbank", (9_000, 8_230)), ("Fictional Southholm", (15_460, 6_340)))


def write_stops(to: Path, settlement: Settlement) -> None:
    """Write the stops of all five councils as the file of one administrative area.

    Raises
    ------
    OSError
        If the disk is full or may not be written.
    """
    rows: list[dict[str, Any]] = []
    for number, council in enumerate(COUNCILS):
        sites = settlement.pick("stops", number, STOPS_EACH * council.neighbourhoods)
        off = stream(f"kerbs {number}").integers(-KERB_M, KERB_M + 1, (sites.size, 2))
        for at, (site, (dx, dy)) in enumerate(zip(sites.tolist(), off.tolist(), strict=True), start=1):
            x, y = int(settlement.x[site]) + dx, int(settlement.y[site]) + dy
            name = f"Fictional Stop {at}"
            rows.append(_stop(f"{STOPS_AREA}{number}{at:05d}", name, council.name, "BCT", x, y))
    for place, (x, y) in STATIONS:
        for kind, dx, dy in STATION:
            code = f"{STOPS_AREA}9{len(rows):05d}"
            rows.append(_stop(code, f"{place} Station", place, kind, x + dx + ORIGIN[0], y + dy + ORIGIN[1]))
    for number, row in enumerate(rows):
        if row["StopType"] == "BCT" and number % INACTIVE_ONE_IN == INACTIVE_ONE_IN - 1:
            row["Status"] = "inactive"
    lon, lat = in_degrees([row["Easting"] for row in rows], [row["Northing"] for row in rows])
    for row, a, b in zip(rows, np.round(lon, 5), np.round(lat, 5), strict=True):
        row |= {"Longitude": f"{a:.5f}", "Latitude": f"{b:.5f}"}
    path = to / "transport" / "naptan" / f"{STOPS_AREA}Stops.csv"
    sheet.write(path, [HEADER, *([row.get(name, "") for name in HEADER] for row in rows)])


def _stop(code: str, name: str, locality: str, kind: str, x: int, y: int) -> dict[str, Any]:
    return {
        "ATCOCode": code, "CommonName": name, "Street": "Fictional Street", "LocalityName": locality,
        "LocalityCentre": "false", "GridType": "UKOS", "Easting": x, "Northing": y, "StopType": kind,
        "BusStopType": "MKD" if kind == "BCT" else "", "TimingStatus": "OTH" if kind == "BCT" else "",
        "AdministrativeAreaCode": STOPS_AREA, "CreationDateTime": "2013-05-31T00:00:00",
        "ModificationDateTime": CHANGED, "RevisionNumber": 1, "Modification": "new", "Status": "active",
    }  # fmt: skip
