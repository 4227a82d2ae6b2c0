"""Boundary files: districts, neighbourhoods, and the country's outer land, as GeoJSON in degrees."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from geodata.build.sample.country import COUNCILS, EVERYWHERE, FORCES, ISLET_SIDE_M, ISLETS, REGION
from geodata.build.sample.land import Ring, block_of, square
from geodata.build.sample.settlement import Settlement

REGION_CODE = "E12999001"
CRS84 = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
# Land beyond the imaginary England: code, name, and the south-west corner of a square of ten kilometres.
BEYOND = (
    ("W06999001", "Fictional Westerland", (546_000, 528_000)),
    ("S12999001", "Fictional Northerland", (588_000, 528_000)),
)
BEYOND_SIDE_M = 10_000


def write_boundaries(to: Path, settlement: Settlement) -> None:
    """Write districts, the neighbourhoods of each council, and the upper-tier areas of all nations.

    Raises
    ------
    OSError
        If the disk is full or may not be written.
    """
    outlines = {c.code: settlement.land.ring(block_of(c.box)) for c in COUNCILS}
    outlines |= {islet.code: square(islet.x, islet.y, ISLET_SIDE_M) for islet in ISLETS}
    police = {force.code: force.name for force in FORCES}
    write_features(
        to / "boundaries" / "lad_england_bgc_dissolved_from_lsoa21.geojson",
        (
            _area(
                {
                    "LADCD": a.code, "LADNM": a.name, "UTLACD": a.code, "UTLANM": a.name, "RGNCD": REGION_CODE,
                    "RGNNM": REGION, "PFACD": a.force, "PFANM": police[a.force],
                },
                outlines[a.code],
            )
            for a in EVERYWHERE
        ),
    )  # fmt: skip
    whole = [(a.code, a.name, outlines[a.code]) for a in EVERYWHERE]
    whole += [(code, name, square(*corner, BEYOND_SIDE_M)) for code, name, corner in BEYOND]
    write_features(
        to / "boundaries" / "Counties_and_Unitary_Authorities_Fictional_Boundaries_UK_BUC.geojson",
        (_area({"CTYUA24CD": code, "CTYUA24NM": name}, ring) for code, name, ring in whole),
    )
    for number, council in enumerate(COUNCILS):
        mine = [a for a in settlement.areas if a.council == number]
        write_features(
            to / "lsoa" / "lsoa21_bgc" / f"{council.code}.geojson",
            (
                _area(
                    {
                        "LSOA21CD": a.code, "LSOA21NM": a.name, "LADCD_ACTIVE": council.code,
                        "UTLACD": council.code, "RGNCD": REGION_CODE,
                    },
                    settlement.land.ring(a.block),
                )
                for a in mine
            ),
        )  # fmt: skip


def write_features(path: Path, features: Iterable[Mapping[str, Any]]) -> None:
    """Write a GeoJSON file in degrees, one feature a line.

    Raises
    ------
    OSError
        If the disk is full or may not be written.
    """
    head = (
        f'{{\n"type": "FeatureCollection",\n"name": {json.dumps(path.stem)},\n"crs": {json.dumps(CRS84)},\n'
    )
    body = ",\n".join(json.dumps(feature) for feature in features)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(f'{head}"features": [\n{body}\n]\n}}\n'.encode("ascii"))


def _area(properties: Mapping[str, Any], ring: Ring) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
