"""The fictional district as drawn: nothing real in it, nothing left to chance, and the dirt of the real files."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
import xml.etree.ElementTree as ElementTree
from collections import Counter
from contextlib import closing
from itertools import combinations
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from geodata.authorities import Authorities
from geodata.build.sample import draw
from geodata.build.sample.country import ADJOINING, COUNCILS, EVERYWHERE, FORCES
from geodata.build.sample.land import in_degrees
from geodata.build.sample.settlement import far_postcodes, settle
from geodata.tables import COLUMNS, OF_DUTIES, SHIPPED, read_tables

FICTIONAL = "fictional"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    return draw(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def settlement():
    return settle()


def hashes(directory: Path) -> dict[str, str]:
    return {
        path.relative_to(directory).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


def rows(path: Path, encoding="utf-8-sig") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as stream:
        return list(csv.DictReader(stream))


def polygons(path: Path, key: str) -> dict[str, shapely.Geometry]:
    features = json.loads(path.read_text())["features"]
    return {f["properties"][key]: shapely.from_geojson(json.dumps(f["geometry"])) for f in features}


def districts(drawn) -> dict[str, shapely.Geometry]:
    found = polygons(drawn.files / "boundaries" / "lad_england_bgc_dissolved_from_lsoa21.geojson", "LADCD")
    return {council.code: found[council.code] for council in COUNCILS}


def test_drawing_twice_gives_the_same_bytes_in_another_place_and_over_the_first(drawn, tmp_path):
    first = hashes(drawn.files.parent)
    assert hashes(draw(tmp_path / "other").files.parent) == first
    assert hashes(draw(drawn.files.parent).files.parent) == first


def test_chance_is_really_what_draws_it(monkeypatch, tmp_path, drawn):
    monkeypatch.setattr("zlib.crc32", lambda text: len(text))
    other = draw(tmp_path)
    name = "crime/2024-01/2024-01-saltmarsh-street.csv"
    assert (other.files / name).read_bytes() != (drawn.files / name).read_bytes()


def test_geopackages_bear_a_fixed_day_and_the_setting_is_put_back(drawn):
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None
    for name in ("oprvrs_gb.gpkg", "oproad_gb.gpkg"):
        with closing(sqlite3.connect(drawn.files / "hazards" / name)) as book:
            assert book.execute("SELECT last_change FROM gpkg_contents").fetchall() == [
                ("2026-04-01T00:00:00.000Z",)
            ]


def test_a_directory_that_cannot_be_made_is_an_error_of_the_system(tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(OSError, match="taken"):
        draw(tmp_path / "taken")


def test_every_authority_and_force_says_that_it_is_fictional():
    assert all(place.name.startswith("Fictional ") for place in EVERYWHERE)
    assert all(force.name.startswith("Fictional ") for force in FORCES)
    assert all(force.mappa_area.startswith("Fictional ") for force in FORCES)
    assert len({force.mappa_area for force in FORCES}) == len(FORCES)


def test_no_code_of_it_is_a_real_one(drawn):
    real = read_tables(SHIPPED)
    for table, key in (
        ("authorities", "code"),
        ("districts", "code"),
        ("forces", "code"),
        ("forces", "slug"),
    ):
        ours = {row[key] for row in read_tables(drawn.tables)[table]}
        assert not ours & {row[key] for row in real[table]}


def test_no_postcode_of_it_can_be_a_real_one(settlement):
    assert {text[:2] for text in settlement.postcode} == {"ZZ"}
    assert {postcode.text[0] for postcode in far_postcodes()} == {"X"}
    assert len(set(settlement.postcode)) == len(settlement.postcode)


@pytest.mark.parametrize(
    ("name", "column", "encoding"),
    [
        ("schools/edubasealldata20261001.csv", "EstablishmentName", "cp1252"),
        ("gambling/premises-licence-register-20261001.csv", "Account Name", "utf-8"),
        ("libraries/libraries_england_2023.csv", "name", "utf-8-sig"),
        ("transport/naptan/990Stops.csv", "CommonName", "utf-8"),
    ],
)
def test_every_named_thing_says_that_it_is_fictional(drawn, name, column, encoding):
    assert all(row[column].startswith("Fictional ") for row in rows(drawn.files / name, encoding))


def test_the_tables_of_places_have_the_shipped_columns_and_hold_together(drawn):
    tables = read_tables(drawn.tables)
    assert set(tables) == set(COLUMNS) - OF_DUTIES
    assert tables["crime_categories"] == read_tables(SHIPPED)["crime_categories"]
    known = Authorities.from_tables(tables)
    assert {force.slug for force in known.forces("E")} >= {"saltmarsh", "deepwater"}
    assert known.force_by_code("W15999001").nation == "W"


def test_neighbourhoods_tile_each_district_to_the_last_digit(drawn):
    for code, district in districts(drawn).items():
        tiles = list(polygons(drawn.files / "lsoa" / "lsoa21_bgc" / f"{code}.geojson", "LSOA21CD").values())
        assert all(tile.is_valid for tile in tiles)
        assert shapely.union_all(tiles).equals(district)
        assert sum(tile.area for tile in tiles) == pytest.approx(district.area, rel=1e-12)


def test_the_table_of_neighbours_says_what_the_boundaries_say(drawn):
    shapes = districts(drawn)
    land = {
        (a, b) for a, b in combinations(sorted(shapes), 2) if shapes[a].intersection(shapes[b]).length > 0
    }
    assert land == {(a, b) for a, b, basis in ADJOINING if basis == "land"}
    ((a, b),) = {(a, b) for a, b, basis in ADJOINING if basis == "water"}
    apart = [
        shapes[c].distance(shapes[d])
        for c, d in combinations(sorted(shapes), 2)
        if not shapes[c].touches(shapes[d])
    ]
    assert shapes[a].distance(shapes[b]) == min(apart) > 0
    assert len(ADJOINING) < 10


def test_there_are_enough_neighbourhoods_for_one_comparator_and_too_few_for_another(settlement):
    size = Counter(COUNCILS[area.council].code for area in settlement.areas)
    assert sum(n for code, n in size.items() if code in ("E06999001", "E06999002", "E06999003")) >= 45
    assert size["E06999001"] >= 20 > size["E06999003"]


def test_each_neighbourhood_has_several_postcodes_inside_its_boundary(drawn, settlement):
    lon, lat = in_degrees(settlement.x, settlement.y)
    points = shapely.points(lon, lat)
    for area in settlement.areas:
        ring = settlement.land.ring(area.block)
        assert np.count_nonzero(shapely.contains(shapely.Polygon(ring), points)) >= 5, area.name


def test_some_postcodes_are_rough_and_one_has_no_position(drawn):
    with (drawn.files / "postcodes/codepoint_open/Data/CSV/zz.csv").open(newline="") as stream:
        lines = list(csv.reader(stream))
    quality = Counter(line[1] for line in lines)
    assert quality["90"] == 1
    assert quality["60"] >= 3
    assert [line[2:4] for line in lines if line[1] == "90"] == [["0", "0"]]
    assert lines[0][:4] == ["ZZ1 1AA", "10", "569000", "508000"]


def test_one_force_published_every_month_and_the_other_stopped(drawn):
    held = sorted(path.name for path in drawn.files.rglob("*-street.csv"))
    months = {slug: [n[:7] for n in held if slug in n] for slug in ("saltmarsh", "deepwater", "btp")}
    assert (len(months["saltmarsh"]), months["saltmarsh"][0], months["saltmarsh"][-1]) == (
        36,
        "2023-10",
        "2026-09",
    )
    assert (len(months["deepwater"]), months["deepwater"][-1]) == (20, "2025-05")
    assert months["btp"] == ["2026-08", "2026-09"]


def test_street_files_have_the_dirt_of_the_real_ones(drawn):
    records = []
    for path in sorted(drawn.files.rglob("*-saltmarsh-street.csv")):
        raw = path.read_bytes()
        assert raw.count(b"\r\n") == raw.count(b"\n")
        records += rows(path)
    assert len({r["Crime type"] for r in records}) == 14
    asb = [r for r in records if r["Crime type"] == "Anti-social behaviour"]
    assert all(r["Crime ID"] == "" for r in asb)
    assert all(r["Crime ID"] for r in records if r["Crime type"] != "Anti-social behaviour")
    same = Counter(tuple(r.values()) for r in records)
    assert max(n for row, n in same.items() if row[0] == "") > 1
    assert sum(n - 1 for row, n in same.items() if row[0]) == 14
    lost = [r for r in records if r["Longitude"] == ""]
    assert 0.02 < len(lost) / len(records) < 0.03
    assert {(r["Location"], r["LSOA code"]) for r in lost} == {("No Location", "")}


def test_map_points_are_several_hundred_and_change_once(drawn):
    points = {}
    for month in ("2024-12", "2025-01", "2025-02"):
        path = drawn.files / "crime" / month / f"{month}-saltmarsh-street.csv"
        points[month] = {(r["Longitude"], r["Latitude"]) for r in rows(path) if r["Longitude"]}
    assert 200 < len(points["2025-01"]) < 900
    assert not points["2024-12"] & points["2025-01"]
    assert len(points["2025-01"] & points["2025-02"]) > 50


def test_food_premises_lack_what_real_ones_lack_and_include_one_kind_that_is_never_stored(drawn):
    for path in sorted((drawn.files / "fhrs").iterdir()):
        items = ElementTree.fromstring(path.read_text(encoding="utf-8")).findall(".//EstablishmentDetail")
        kinds = Counter(item.findtext("BusinessTypeID") for item in items)
        assert kinds["5"] >= 1
        assert min(kinds[k] for k in ("1", "4613", "7840", "7842", "7843", "7844", "7846")) >= 1
        without = {(item.find("Geocode") is None, item.find("PostCode") is None) for item in items}
        assert without == {(False, False), (True, False), (False, True), (True, True)}
        assert all(FICTIONAL in (item.findtext("BusinessName") or "").lower() for item in items)


def test_a_station_is_several_nodes_within_150_metres_and_some_stops_are_out_of_use(drawn):
    stops = rows(drawn.files / "transport/naptan/990Stops.csv")
    station = [s for s in stops if s["CommonName"] == "Fictional Eastbank Station"]
    at = shapely.points([[int(s["Easting"]), int(s["Northing"])] for s in station])
    assert {s["StopType"] for s in station} >= {"RLY", "RSE", "TXR", "BCS", "BCE"}
    assert shapely.STRtree(at).query(at, predicate="dwithin", distance=150).shape[1] > len(station) ** 2 / 2
    assert sum(s["Status"] == "inactive" for s in stops) >= 3


def test_one_school_has_a_letter_that_only_the_publishers_encoding_explains(drawn):
    raw = (drawn.files / "schools/edubasealldata20261001.csv").read_bytes()
    assert raw.count("Café".encode("cp1252")) == 1
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")


def test_every_provider_is_redacted(drawn):
    text = (drawn.files / "social_care/ofsted/provider_at_march_2025.csv").read_text(encoding="utf-8-sig")
    providers = list(csv.DictReader(text.splitlines()[3:]))
    assert len(providers) == 3000
    assert {p[c] for p in providers for c in ("Name", "Address 1", "Town", "Postcode")} == {"REDACTED"}


def test_a_picked_site_is_never_picked_twice(settlement):
    sites = settlement.pick("anything", 0, 300)
    assert len(set(sites.tolist())) == 300
    assert set(settlement.council[sites].tolist()) == {0}


def test_open_sea_belongs_to_no_neighbourhood(settlement):
    assert settlement.area_at(np.array([599_000]), np.array([501_000])).tolist() == [-1]
