"""A country of 296 square districts: what a test knows of it, it drew itself.

Every district is a square of 10 km. Luton stands in the south-west corner, Central Bedfordshire east of it, North
Hertfordshire east of that; Wales lies west of Luton and the sea south of all. Bedfordshire has 36 months of crime,
Hertfordshire none, Cambridgeshire one file that fails, Essex three months, Kent only British Transport Police.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

from geodata.crs import to_degrees
from geodata.tables import SHIPPED

SIDE = 10_000
WEST, SOUTH, COLUMNS = 300_000, 100_000, 18
LUTON, CENTRAL_BEDS, NORTH_HERTS = "E06000032", "E06000056", "E07000099"
PETERBOROUGH, SOUTHEND, MEDWAY = "E06000031", "E06000033", "E06000035"
CRIME_HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context"
)
ENGLISH_AREAS = 33_755
MONTHS = tuple(f"{y}-{m:02d}" for y in range(2021, 2025) for m in range(1, 13))[4:40]
INWARD = "ABDEFGHJLNPQRSTUWXYZ"


def codes() -> list[str]:
    """Return the districts of April 2025, those that tests speak of first."""
    with (SHIPPED / "districts.csv").open(encoding="utf-8", newline="") as stream:
        rows = [
            r
            for r in csv.DictReader(stream)
            if (r["valid_from"] or "0") <= "2025-04-01" and (r["valid_to"] or "9") >= "2025-04-01"
        ]
    held = sorted(r["code"] for r in rows if r["code"].startswith("E"))
    first = [LUTON, CENTRAL_BEDS, NORTH_HERTS]
    return [*first, *(c for c in held if c not in first)]


def corner(code: str) -> tuple[int, int]:
    """Return the south-west corner of a district, in metres."""
    at = codes().index(code)
    return WEST + SIDE * (at % COLUMNS), SOUTH + SIDE * (at // COLUMNS)


def middle(code: str) -> tuple[int, int]:
    """Return the middle of a district, in metres."""
    x, y = corner(code)
    return x + SIDE // 2, y + SIDE // 2


def square(x: int, y: int, wide: int = SIDE, tall: int = SIDE) -> dict[str, object]:
    """Return a rectangle as a GeoJSON polygon in metres."""
    ring = [[x, y], [x + wide, y], [x + wide, y + tall], [x, y + tall], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


def features(path: Path, rows: list[tuple[dict[str, object], dict[str, object]]]) -> None:
    """Write a GeoJSON file in metres of EPSG:27700."""
    path.parent.mkdir(parents=True, exist_ok=True)
    body = {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}},
        "features": [{"type": "Feature", "properties": p, "geometry": g} for g, p in rows],
    }
    path.write_text(json.dumps(body), encoding="utf-8")


def areas() -> list[tuple[str, str, int, int, int, int]]:
    """Return the small areas as code, district, x, y, width, height: 40 in Luton, 12 in Central Bedfordshire."""
    found = []
    for district, across, up in ((LUTON, 5, 8), (CENTRAL_BEDS, 4, 3)):
        x, y = corner(district)
        wide, tall = SIDE // across, SIDE // up
        for i in range(across * up):
            number = len(found) + 1
            found.append(
                (
                    f"E01{900_000 + number}",
                    district,
                    x + wide * (i % across),
                    y + tall * (i // across),
                    wide,
                    tall,
                )
            )
    return found


def postcodes() -> list[tuple[str, int, int, int, str]]:
    """Return postcodes as postcode, quality, easting, northing, district: four to a small area, 30 in Hertfordshire."""
    spots = []
    for _, district, x, y, wide, tall in areas():
        spots += [(x + wide * i // 5, y + tall * i // 5, district) for i in (1, 2, 3, 4)]
    x, y = corner(NORTH_HERTS)
    spots += [(x + 300 * i, y + 300 * i, NORTH_HERTS) for i in range(1, 31)]
    found = []
    for i, (e, n, district) in enumerate(spots):
        outward = "SG1" if district == NORTH_HERTS else "LU1"
        inward = f"{i // 400 + 1}{INWARD[i // 20 % 20]}{INWARD[i % 20]}"
        found.append((f"{outward} {inward}", 10, e, n, district))
    return found


def ground(home: Path) -> None:
    """Write boundaries, postcodes, small areas and residents."""
    rows = [(square(*corner(c)), {"LADCD": c, "LADNM": f"District {c}"}) for c in codes()]
    features(home / "boundaries" / "lad_england_bgc_dissolved_from_lsoa21.geojson", rows)
    wales = [(square(WEST - SIDE, SOUTH), {"CTYUA24CD": "W06000015", "CTYUA24NM": "Cardiff"})]
    far = [
        (
            square(10_000 + 2_000 * i, 900_000, 1_000, 1_000),
            {"CTYUA24CD": f"S120000{i:02d}", "CTYUA24NM": f"Isle {i}"},
        )
        for i in range(53)
    ]
    english = [(square(*corner(LUTON)), {"CTYUA24CD": LUTON, "CTYUA24NM": "Luton"})]
    name = "Counties_and_Unitary_Authorities_December_2024_Boundaries_UK_BUC.geojson"
    features(home / "boundaries" / name, wales + far + english)
    small = [
        (square(x, y, w, h), {"LSOA21CD": code, "LSOA21NM": code, "LADCD_ACTIVE": district})
        for code, district, x, y, w, h in areas()
    ]
    features(home / "lsoa21_bgc" / "drawn.geojson", small)
    lines = [
        f'"{p}",{q},{e},{n},"E92000001","E19000002","E18000002","","{d}","E05000001"'
        for p, q, e, n, d in postcodes()
    ]
    lines.append(f'"LU1 9ZZ",90,0,0,"E92000001","E19000002","E18000002","","{LUTON}","E05000001"')
    _text(home / "codepo" / "Data" / "CSV" / "lu.csv", lines)
    known = [f"{code},1000" for code, *_ in areas()]
    filler = [f"E01{100_000 + i},1500" for i in range(ENGLISH_AREAS - len(known))]
    _text(home / "population" / "lsoa_population_geographydb.csv", ["lsoacd,population", *known, *filler])


def crime_rows(month: str, points: list[tuple[int, int]], force: str = "Bedfordshire Police") -> list[str]:
    """Return a month's records: at each point two of violence, and one of drugs, disorder and public order.

    Robbery lies at the first point only, and of several points a weapon at the last; three in four robberies and one
    in eight public order offences have no position.
    """
    lon, lat = to_degrees(easting=[p[0] for p in points], northing=[p[1] for p in points])
    kinds = ("Violence and sexual offences", "Violence and sexual offences", "Drugs", "Anti-social behaviour",
             "Public order")  # fmt: skip
    rows = []
    for at, (a, b) in enumerate(zip(lon.tolist(), lat.tolist(), strict=True)):
        for n, kind in enumerate(kinds):
            identity = "" if kind == "Anti-social behaviour" else f"{month}-{at}-{n}"
            where = "," if kind == "Public order" and at % 8 == 0 else f"{a:.6f},{b:.6f}"
            rows.append(f"{identity},{month},{force},{force},{where},On or near,,,{kind},,")
    where = f"{lon[0]:.6f},{lat[0]:.6f}"
    for n in range(4):
        spot = where if n == 0 else ","
        rows.append(f"{month}-rob-{n},{month},{force},{force},{spot},On or near,,,Robbery,,")
    if len(points) > 1:
        where = f"{lon[-1]:.6f},{lat[-1]:.6f}"
        rows.append(f"{month}-wpn,{month},{force},{force},{where},On or near,,,Possession of weapons,,")
    return rows


def map_points() -> list[tuple[int, int]]:
    """Return Bedfordshire's map points: 30 m from every postcode of Luton and of western Central Bedfordshire."""
    x, _ = corner(CENTRAL_BEDS)
    return [
        (e + 30, n)
        for _, _, e, n, d in postcodes()
        if d == LUTON or (d == CENTRAL_BEDS and e < x + SIDE // 2)
    ]


def crime(home: Path, *, months: tuple[str, ...] = MONTHS, others: bool = True) -> None:
    """Write street files: Bedfordshire's, and (``others``) one that fails, three of Essex and one of the railways."""
    for month in months:
        _street(home, month, "bedfordshire", crime_rows(month, map_points()))
    if not others:
        return
    lines = [CRIME_HEADER + ",Weather", "x,2024-04,Cambridgeshire,,,,,,,Drugs,,,wet"]
    _text(home / "crime" / "2024-04-cambridgeshire-street.csv", lines)
    for month in months[-3:]:
        _street(home, month, "essex", crime_rows(month, [middle(SOUTHEND)], "Essex Police"))
    _street(home, months[-1], "btp", crime_rows(months[-1], [middle(MEDWAY)], "British Transport Police"))


def _street(home: Path, month: str, force: str, rows: list[str]) -> None:
    _text(home / "crime" / f"{month}-{force}-street.csv", [CRIME_HEADER, *rows])


def _text(path: Path, lines: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def draw(home: Path, *, with_crime: bool = True) -> Path:
    """Write the whole country below ``home`` and return it."""
    ground(home)
    if with_crime:
        crime(home)
    return home
