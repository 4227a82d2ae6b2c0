"""A drawn scene: two councils at sea, with their own tables, in the publishers' formats, or as arrays at once.

The west council and the east council are squares of five kilometres that share a side; each has its own police
force. 288 islets far off make the national boundary file as long as its manifest expects.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import resource
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geodata import grid
from geodata.build.land import forces_of_points
from geodata.build.pipeline import Outcome, Request, build
from geodata.build.police_files import HEADER as STREET_HEADER
from geodata.build.shapes import rings_of
from geodata.coverage import Ground
from geodata.crs import to_degrees
from geodata.rings import RingTable
from geodata.store import CrimeLayer, People
from geodata.tables import COLUMNS, SHIPPED, read_tables
from placement_check.crime import Scene

WEST, EAST = "E06999101", "E06999102"
WEST_FORCE, EAST_FORCE, WELSH_FORCE = "E23999101", "E23999102", "W15999101"
SLUGS = {WEST_FORCE: "westmark", EAST_FORCE: "eastmark", WELSH_FORCE: "farmark"}
SOURCE = "drawn for the tests; no such place exists"
ISLETS = tuple(f"E06998{n:03d}" for n in range(288))
WEST_BOX, EAST_BOX = (570_000, 510_000, 575_000, 515_000), (575_000, 510_000, 580_000, 515_000)
NATION = 33_755
NOBODY = 65534
ANY_FORCE = "Drawn Police"
GROUPS = ("vso", "drg", "rob", "asb", "wpn", "po")
BNG = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}

Shape = Any
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Where the drawn files lie."""

    source: Path
    tables: Path


def write_csv(path: Path, rows: Iterable[Sequence[Any]]) -> Path:
    """Write rows as CSV, packed if the name says so, and return the path."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = text.getvalue().encode()
    path.write_bytes(gzip.compress(raw, mtime=0) if path.suffix == ".gz" else raw)
    return path


def write_features(path: Path, features: Iterable[tuple[Mapping[str, Any], Shape]]) -> Path:
    """Write a GeoJSON file in metres of EPSG:27700, so that no millimetre is lost, and return the path."""
    collection = {
        "type": "FeatureCollection",
        "crs": BNG,
        "features": [
            {
                "type": "Feature",
                "properties": p,
                "geometry": g if g is None or isinstance(g, dict) else geometry(g),
            }
            for p, g in features
        ],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(collection), encoding="utf-8")
    return path


def geometry(shape: Shape) -> dict[str, Any]:
    return json.loads(shapely.to_geojson(shape))


def islet(number: int) -> Shape:
    x, y = 590_000 + 200 * (number % 40), 530_000 + 200 * (number // 40)
    return shapely.box(x, y, x + 100, y + 100)


def write_districts(source: Path, shapes: Mapping[str, Shape] | None = None) -> Path:
    """Write the boundary file: the two councils (or ``shapes``) and the islets."""
    mine = {WEST: shapely.box(*WEST_BOX), EAST: shapely.box(*EAST_BOX)} if shapes is None else shapes
    areas = [(code, shape) for code, shape in mine.items()] + [(c, islet(n)) for n, c in enumerate(ISLETS)]
    return write_features(
        source / "boundaries" / "lad_england_bgc_dissolved_from_lsoa21.geojson",
        [({"LADCD": code, "LADNM": f"Place {code}"}, shape) for code, shape in areas],
    )


def write_lsoas(source: Path, areas: Mapping[str, Shape], council: str = WEST) -> Path:
    return write_features(
        source / "lsoa21_bgc" / f"{council}.geojson",
        [
            ({"LSOA21CD": code, "LSOA21NM": f"Area {code}", "LADCD_ACTIVE": council}, s)
            for code, s in areas.items()
        ],
    )


def write_postcodes(source: Path, rows: Iterable[tuple[str, int, int, int, str]]) -> Path:
    """Write Code-Point Open: postcode, quality, easting, northing, district."""
    full = [[p, q, x, y, "E92000001", "E19999001", "E18999001", "", d, "E05999001"] for p, q, x, y, d in rows]
    return write_csv(source / "Data" / "CSV" / "zz.csv", full)


def write_population(source: Path, residents: Mapping[str, int]) -> Path:
    """Write the national table of residents; neighbourhoods not named have 1,500 each."""
    far = [(f"E01{900_000 + n}", 1_500) for n in range(NATION - len(residents))]
    rows = [("lsoacd", "population"), *residents.items(), *far]
    return write_csv(source / "population" / "lsoa_population_geographydb.csv", rows)


def street_row(x: float, y: float, category: str, month: str, crime_id: str = "", **other: str) -> list[str]:
    """Return one record of a street file at a position in metres."""
    lon, lat = to_degrees(easting=[x], northing=[y])
    row = dict.fromkeys(STREET_HEADER, "")
    row |= {
        "Crime ID": crime_id, "Month": month, "Reported by": ANY_FORCE, "Falls within": ANY_FORCE,
        "Longitude": f"{lon[0]:.9f}", "Latitude": f"{lat[0]:.9f}", "Location": "On or near A Street",
        "Crime type": category,
    }  # fmt: skip
    return list((row | other).values())


def write_street(
    folder: Path, slug: str, month: str, rows: Iterable[Sequence[str]], suffix: str = ".csv"
) -> Path:
    """Write one month's street file of a force; records that name no force of their own are this force's."""
    name = "British Transport Police" if slug == "btp" else f"{slug.replace('-', ' ').title()} Police"
    named = [[name if text == ANY_FORCE else text for text in row] for row in rows]
    return write_csv(folder / month / f"{month}-{slug}-street{suffix}", [STREET_HEADER, *named])


def table_rows() -> dict[str, list[tuple[str, ...]]]:
    """Return the drawn country's tables, without their headers."""
    shipped = read_tables(SHIPPED)["crime_categories"]
    both = ((WEST, WEST_FORCE), (EAST, EAST_FORCE))
    return {
        "adjacency": [(WEST, EAST, "land", "", "", "", SOURCE)],
        "authorities": [
            (code, f"Place {code}", "unitary", "E", "A Region", "", "", "true", "", SOURCE)
            for code, _ in both
        ],
        "authority_forces": [(code, force, "", "", SOURCE) for code, force in both],
        "coverage_overrides": [],
        "crime_categories": [tuple(row[c] for c in COLUMNS["crime_categories"]) for row in shipped],
        "districts": [
            (c, f"Place {c}", c if c in (WEST, EAST) else WEST, "", "", SOURCE) for c in (WEST, EAST, *ISLETS)
        ],
        "fhrs_authorities": [("991", "Place", WEST, SOURCE)],
        "forces": [
            (code, f"Police {code}", slug, code[0], "An Area", "", "", SOURCE) for code, slug in SLUGS.items()
        ],
        "naptan_areas": [("990", "Stops", f"{WEST};{EAST}", SOURCE)],
    }


def write_tables(to: Path, **changed: list[tuple[str, ...]]) -> Path:
    """Write the drawn country's tables, some of them with other rows."""
    for name, rows in (table_rows() | changed).items():
        write_csv(to / f"{name}.csv", [COLUMNS[name], *rows])
    return to


@cache
def labels() -> tuple[str, ...]:
    """Return the labels of recorded crime, in the order of the table."""
    return tuple(row["label"] for row in read_tables(SHIPPED)["crime_categories"])


def months_from(first: str, count: int) -> list[str]:
    start = int(first[:4]) * 12 + int(first[5:]) - 1
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(start, start + count)]


def postcodes_of(
    box: tuple[int, int, int, int], district: str, area: str, count: int = 60
) -> list[tuple[Any, ...]]:
    """Return postcodes spread evenly over a box."""
    west, south, _, _ = box
    letters = "ABDEFGHJLN"
    return [
        (f"{area} {n // 100 + 1}{letters[n // 10 % 10]}{letters[n % 10]}", 10, west + 250 + 500 * (n % 10),
         south + 250 + 500 * (n // 10), district)
        for n in range(count)
    ]  # fmt: skip


def draw(home: Path, *, months: int = 13, population: bool = False) -> Drawn:
    """Draw the country: boundaries, postcodes, four neighbourhoods of the west, and both forces' street files."""
    source, tables = home / "source", home / "tables"
    write_tables(tables)
    write_districts(source)
    west, south, _, _ = WEST_BOX
    quarters = {
        f"E0199910{n}": shapely.box(west + 2500 * (n % 2), south + 2500 * (n // 2),
                                    west + 2500 * (n % 2) + 2500, south + 2500 * (n // 2) + 2500)
        for n in range(4)
    }  # fmt: skip
    write_lsoas(source, quarters)
    write_postcodes(source, [*postcodes_of(WEST_BOX, WEST, "ZZ1"), *postcodes_of(EAST_BOX, EAST, "ZZ2")])
    if population:
        write_population(source, dict.fromkeys(quarters, 1_200))
    for force, box in ((WEST_FORCE, WEST_BOX), (EAST_FORCE, EAST_BOX)):
        for month in months_from("2024-01", months):
            rows = [
                street_row(
                    box[0] + 500 * (n % 9 + 1), box[1] + 450 * (n % 7 + 1), labels()[n % 14], month, f"id{n}"
                )
                for n in range(20)
            ]
            write_street(source / "street", SLUGS[force], month, rows)
    return Drawn(source, tables)


def build_drawn(drawn: Drawn, to: Path, **more: Any) -> Outcome:
    """Build a release of the drawn country."""
    return build(Request(source=drawn.source, to=to, tables=drawn.tables, label="DRAWN", **more))


def ring_table(shapes: Mapping[str, Shape]) -> RingTable:
    """Return areas in metres as the store holds them, sorted by code."""
    codes = sorted(shapes)
    arrays = rings_of([shapes[c] for c in codes])
    return RingTable(np.array(codes, dtype="S"), *(arrays[n] for n in
                     ("ring_x", "ring_y", "ring_start", "area_start", "bounds")))  # fmt: skip


def ground(districts: Mapping[str, Shape], beyond: Mapping[str, Shape] | None = None) -> Ground:
    return Ground(ring_table(districts), None if beyond is None else ring_table(beyond))


@dataclass(frozen=True, slots=True)
class Event:
    """``n`` records on a map point (metres), in a month counted from 0."""

    x: int
    y: int
    month: int = 35
    category: int = 0
    n: int = 1


@dataclass(frozen=True, slots=True)
class Home:
    """A unit postcode (metres) with its residents, in a district by number."""

    x: int
    y: int
    residents: float = 50.0
    district: int = 0


def people(homes: Sequence[Home], codes: Sequence[str]) -> People:
    x, y = _mm([h.x for h in homes]), _mm([h.y for h in homes])
    index, order = grid.build(x, y)
    residents = np.array([h.residents for h in homes], dtype=np.float64)[order]
    district = np.array([h.district for h in homes], dtype=np.int16)[order]
    return People(index, residents, district, tuple(codes))


def crime_layer(
    events: Sequence[Event], *, months: int = 36, forces: Sequence[str] = ("F0",),
    land: Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]] | None = None,
    covered: np.ndarray | None = None, unlocated: np.ndarray | None = None,
) -> CrimeLayer:  # fmt: skip
    """Return a crime layer made of events; ``land`` gives map points' forces, else all are the first force's.

    Categories 0 to 5 are the six groups; category 6 belongs to none. Every force-month is covered unless said.
    """
    points = sorted({(e.x, e.y) for e in events})
    number = {p: i for i, p in enumerate(points)}
    index, order = grid.build(_mm([p[0] for p in points]), _mm([p[1] for p in points]))
    place = np.empty(len(points), dtype=np.int64)
    place[order] = np.arange(len(points))
    rows = sorted((int(place[number[e.x, e.y]]), e.month, e.category, e.n) for e in events)
    own, other = np.zeros(len(points), np.int16), np.full(len(points), -1, np.int16)
    if land is not None:
        own, other = land(index.x, index.y)
    shape = (len(forces), len(GROUPS), months)
    located = np.zeros(shape, dtype=np.int32)
    for point, month, category, n in rows:
        if category < len(GROUPS) and own[point] >= 0:
            located[own[point], category, month] += n
    counts = np.bincount([r[0] for r in rows], minlength=len(points)) if rows else np.zeros(len(points), int)
    return CrimeLayer(
        index=index, land=own, land_near=other, active=np.ones(len(points), dtype=bool),
        row_start=np.concatenate(([0], np.cumsum(counts))).astype(np.int32),
        row_month=np.array([r[1] for r in rows], dtype=np.uint16),
        row_category=np.array([r[2] for r in rows], dtype=np.uint8),
        row_n=np.array([r[3] for r in rows], dtype=np.uint16),
        covered=np.ones((len(forces), months), dtype=bool) if covered is None else covered,
        located=located, unlocated=np.zeros(shape, dtype=np.int32) if unlocated is None else unlocated,
        months=tuple(months_from("2022-01", months)), forces=tuple(forces), groups=GROUPS,
        categories=tuple("abcdefg"), category_group=np.array([0, 1, 2, 3, 4, 5, -1]),
        window_end=np.full(len(forces), months - 1), window_rule="force",
        status_by_month=[["covered"] * months for _ in forces],
    )  # fmt: skip


def scene_of(
    events: Sequence[Event], homes: Sequence[Home], districts: Mapping[str, Shape], force_of: Sequence[int],
    beyond: Mapping[str, Shape] | None = None, **crime: Any,
) -> Scene:  # fmt: skip
    """Return what crime is measured against, from points and areas in metres; districts are sorted by code."""
    codes = sorted(districts)
    polygons = np.array([districts[c] for c in codes], dtype=object)
    force = np.array(force_of, dtype=np.int64)
    layer = crime_layer(
        events, forces=tuple(f"F{f}" for f in range(max(force_of) + 1)),
        land=lambda x, y: forces_of_points(x, y, polygons, force), **crime,
    )  # fmt: skip
    where = people(homes, codes)
    return Scene(
        crime=layer, people=where, spacing=_spacing(where, layer), ground=ground(districts, beyond),
        force_of_district=force, force_of_postcodes=force,
    )  # fmt: skip


def _spacing(where: People, layer: CrimeLayer) -> np.ndarray:
    x, y = where.index.x.astype(np.int64), where.index.y.astype(np.int64)
    px, py = layer.index.x.astype(np.int64), layer.index.y.astype(np.int64)
    if px.size == 0:
        return np.full(x.size, np.nan)
    d2 = (x[:, None] - px) ** 2 + (y[:, None] - py) ** 2
    return np.sqrt(d2.min(axis=1).astype(np.float64)) / 1000.0


def _mm(metres: Sequence[float]) -> np.ndarray:
    return np.rint(np.asarray(metres, dtype=np.float64) * 1000).astype(np.int32)


@contextmanager
def open_folder() -> Iterator[Path]:
    """Give a folder that every user may enter, for as long as it is needed: pytest's own are closed to others."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def as_nobody(do: Callable[[], object]) -> str:
    """Return what happens when a user without rights does it: the error's type and text, or "nothing".

    Root may read everything, so for root the rights of the process are lowered meanwhile.
    """
    root = os.geteuid() == 0
    if root:
        os.setegid(NOBODY)
        os.seteuid(NOBODY)
    try:
        do()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    finally:
        if root:
            os.seteuid(0)
            os.setegid(0)
    return "nothing"


@contextmanager
def disk_of(size: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes: to a program, a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
