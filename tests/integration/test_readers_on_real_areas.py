"""The held files of areas, tables and lines read whole, with the counts of their publishers."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from geodata.build.harvest import Context, Harvest, PostcodeTable, SourceFile, read_bytes, sha256_of
from geodata.build.readers import codepoint, topojson, vector
from geodata.build.sources import find
from geodata.crs import to_grid
from geodata.errors import SourceFileError
from geodata.manifest import SHIPPED, Layer, load

pytestmark = pytest.mark.real_data
TABLES = SHIPPED.parent / "tables"
MINE = (
    "districts", "beyond", "lsoas", "postcode_districts", "lsoa_lookup", "population",
    "deprivation_2025", "deprivation_2019", "ofsted_providers", "rail", "water",
)  # fmt: skip
NOT_HELD = ("uprns", "roads", "mappa")


def source(root: Path, name: str) -> SourceFile:
    path = root / name
    return SourceFile(path, name, sha256_of(path), path.stat().st_size)


@cache
def layer(layer_id: str) -> Layer:
    return load(SHIPPED / f"{layer_id}.toml")


@cache
def harvests(root: Path, layer_id: str) -> tuple[Harvest, ...]:
    declared = layer(layer_id)
    read = import_module(f"geodata.build.readers.{declared.data.reader}").read
    context = Context(declared.data.options, None, TABLES)
    return tuple(read(file, context) for file in find(root, declared))


@cache
def postcodes(root: Path) -> tuple[Harvest, float]:
    started = time.perf_counter()
    harvest = codepoint.read(source(root, "national/codepoint_england.csv.gz"), Context({}))
    return harvest, time.perf_counter() - started


@pytest.mark.parametrize("layer_id", MINE)
def test_every_row_of_a_held_layer_is_kept_or_rejected_for_a_reason(data_dir, layer_id):
    found = harvests(data_dir, layer_id)
    assert found
    for harvest in found:
        assert harvest.rows_in == len(harvest.frame) + len(harvest.rejections)
        assert all(r.row >= 1 and r.rule and r.text for r in harvest.rejections)
        assert harvest.frame["row"].is_unique
    rows = sum(h.rows_in for h in found)
    expect = layer(layer_id).expect
    assert rows >= expect.min_rows
    assert sum(len(h.rejections) for h in found) <= expect.max_rejected_share * rows
    for column in expect.unique:
        assert pd.concat([h.frame[column] for h in found]).is_unique


@pytest.mark.parametrize("layer_id", [i for i in MINE if "aggregate" not in layer(i).data.options])
def test_the_columns_a_manifest_declares_are_there(data_dir, layer_id):
    declared = layer(layer_id)
    for harvest in harvests(data_dir, layer_id):
        assert set(declared.data.columns) <= set(harvest.frame.columns)


@pytest.mark.parametrize("layer_id", NOT_HELD)
def test_a_layer_that_is_not_held_finds_no_file(data_dir, layer_id):
    assert find(data_dir, layer(layer_id)) == []


@pytest.mark.parametrize(
    ("layer_id", "rows", "kept"),
    [
        ("districts", 296, 296),
        ("beyond", 218, 54),
        ("postcode_districts", 2864, 2864),
        ("lsoa_lookup", 35_796, 35_796),
        ("population", 35_672, 33_755),
        ("deprivation_2025", 33_755, 33_755),
        ("deprivation_2019", 32_844, 32_844),
        ("ofsted_providers", 5600, 5596),
        ("rail", 17 + 111, 17 + 111),
        ("water", 1313, 1313),
    ],
)
def test_the_counts_are_those_of_the_publisher(data_dir, layer_id, rows, kept):
    found = harvests(data_dir, layer_id)
    assert sum(h.rows_in for h in found) == rows
    assert sum(len(h.frame) for h in found) == kept


def test_the_isles_of_scilly_are_not_lost_to_the_converters_rectangle(data_dir):
    frame = harvests(data_dir, "districts")[0].frame.set_index("code")
    west, south, east, north = frame.loc["E06000053", "geometry"].bounds
    assert 80_000 < west < east < 97_000
    assert 5_000 < south < north < 21_000


def test_a_vertex_stands_where_ostn15_puts_it_and_not_two_metres_off(data_dir):
    name = "boundaries/lad_england_bgc_dissolved_from_lsoa21.geojson.gz"
    feature = next(
        f
        for f in json.loads(read_bytes(data_dir / name))["features"]
        if f["properties"]["LADCD"] == "E06000032"
    )
    longitude, latitude = feature["geometry"]["coordinates"][0][0][:2]
    if feature["geometry"]["type"] == "MultiPolygon":
        longitude, latitude = feature["geometry"]["coordinates"][0][0][0][:2]
    (easting,), (northing,) = to_grid(longitude=[longitude], latitude=[latitude])
    luton = harvests(data_dir, "districts")[0].frame.set_index("code").loc["E06000032", "geometry"]
    gaps = np.hypot(*(shapely.get_coordinates(luton) - (easting, northing)).T)
    assert gaps.min() < 0.001


def test_all_shapes_are_valid_once_read_and_the_repairs_are_counted(data_dir):
    for layer_id in ("districts", "beyond", "lsoas"):
        for harvest in harvests(data_dir, layer_id):
            assert shapely.is_valid(harvest.frame["geometry"].to_numpy()).all()
    repaired = Counter(h.extra["repaired"] for h in harvests(data_dir, "lsoas"))
    assert repaired == {0: 12, 4: 1}


def test_neighbourhood_files_say_which_authorities_they_cover(data_dir):
    covered = {code for h in harvests(data_dir, "lsoas") for code in h.coverage}
    assert len(covered) == 12
    assert {"E06000032", "E06000055", "E06000056"} <= covered
    assert sum(len(h.frame) for h in harvests(data_dir, "lsoas")) == 1652 + 1702


@pytest.mark.parametrize(
    ("name", "rows", "repaired"),
    [("boundaries/geogLA2022EW.json", 331, 11), ("boundaries/geogUACounty2019GB.json", 205, 18)],
)
def test_topojson_is_read_and_its_self_touching_areas_repaired(data_dir, name, rows, repaired):
    options = {"class": "area", "crs": "EPSG:4326", "code_column": "areacd|AREACD"}
    harvest = topojson.read(source(data_dir, name), Context(options))
    assert (harvest.rows_in, len(harvest.frame), harvest.extra["repaired"]) == (rows, rows, repaired)
    assert shapely.is_valid(harvest.frame["geometry"].to_numpy()).all()


def test_topojson_without_a_declared_system_is_refused(data_dir):
    with pytest.raises(SourceFileError, match="does not state its coordinate system"):
        topojson.read(source(data_dir, "boundaries/geogLA2022EW.json"), Context({"class": "area"}))


def test_a_shapefile_in_the_national_grid_stays_as_it_is(data_dir):
    harvest = vector.read(
        source(data_dir, "boundaries/county_bgc.shp"), Context({"class": "county", "code_column": "CTY23CD"})
    )
    assert len(harvest.frame) == 21
    assert harvest.frame["geometry"].iloc[0].bounds[0] > 200_000


def test_the_national_postcodes_are_all_there_in_a_few_seconds(data_dir):
    harvest, seconds = postcodes(data_dir)
    frame = harvest.frame
    assert harvest.rows_in == len(frame) == 1_492_125
    assert int(frame["x"].isna().sum()) == int((frame["quality"] == 90).sum()) == 813
    assert not frame["postcode"].str.contains(" ").any()
    assert seconds < 20


@pytest.mark.parametrize(("area", "rows"), [("lu", 6434), ("mk", 16_155), ("sg", 12_145)])
def test_code_point_open_as_published_agrees_with_the_extract(data_dir, area, rows):
    harvest = codepoint.read(
        source(data_dir, f"postcodes/codepoint_open/Data/CSV/{area}.csv.gz"), Context({})
    )
    assert harvest.rows_in == len(harvest.frame) == rows
    assert not harvest.rejections
    both = harvest.frame.merge(postcodes(data_dir)[0].frame, on="postcode", suffixes=("", "_national"))
    assert len(both) == rows
    for column in ("x", "y", "district", "quality", "country"):
        assert both[column].equals(both[f"{column}_national"].astype(both[column].dtype))


def test_bedfordshires_postcodes_are_all_there(data_dir):
    frame = postcodes(data_dir)[0].frame
    counts = frame["district"].value_counts()
    assert (counts["E06000032"], counts["E06000055"], counts["E06000056"]) == (3233, 4819, 6821)


def test_in_this_tree_the_national_extract_wins_over_the_three_areas(data_dir):
    assert [f.name for f in find(data_dir, layer("postcodes"))] == ["national/codepoint_england.csv.gz"]


def test_the_population_adds_up_to_england(data_dir):
    harvest = harvests(data_dir, "population")[0]
    assert harvest.frame["population"].sum() == 57_106_398
    assert Counter(r.rule for r in harvest.rejections) == {"outside_england": 1917}


def test_a_tenth_of_england_is_in_each_decile(data_dir):
    for layer_id in ("deprivation_2025", "deprivation_2019"):
        frame = harvests(data_dir, layer_id)[0].frame
        for column in layer(layer_id).data.columns:
            assert set(frame[column]) == set(range(1, 11))
        assert (frame["imd_decile"].value_counts(normalize=True).sub(0.1).abs() < 0.001).all()


def test_the_homes_of_bedfordshire_are_counted_by_authority_only(data_dir):
    harvest = harvests(data_dir, "ofsted_providers")[0]
    homes = harvest.frame[harvest.frame["kind"] == "childrens_homes"]["code"].value_counts()
    assert (homes["Luton"], homes["Bedford"], homes["Central Bedfordshire"]) == (13, 21, 18)
    assert harvest.vintage == "2025-03-31"
    assert Counter(r.rule for r in harvest.rejections) == {"outside_england": 4}
    assert list(harvest.frame.columns) == ["row", "code", "kind", "places"]
    assert harvest.frame["kind"].value_counts().to_dict() == {
        "childrens_homes": 3938 + 8 + 49 + 14,
        "supported_accommodation": 893 - 4,
        "other_providers": 698,
    }


def test_last_years_list_of_providers_reads_in_its_own_encoding(data_dir):
    declared = layer("ofsted_providers")
    files = replace_first(declared)
    (file,) = find(data_dir, files)
    read = import_module("geodata.build.readers.ofsted_providers").read
    harvest = read(file, Context(declared.data.options))
    assert (harvest.rows_in, len(harvest.frame), harvest.vintage) == (3876, 3876, "2024-03-31")


def replace_first(declared: Layer) -> Layer:
    return declared.model_copy(
        update={"data": declared.data.model_copy(update={"files": declared.data.files[1:]})}
    )


def test_libraries_are_placed_by_postcode_and_the_closed_ones_left_out(data_dir):
    frame = postcodes(data_dir)[0].frame.dropna(subset=["x"]).sort_values("postcode")
    table = PostcodeTable(frame["postcode"].to_numpy(dtype=str), frame["x"].to_numpy(), frame["y"].to_numpy())
    declared = layer("libraries")
    (file,) = find(data_dir, declared)
    read = import_module("geodata.build.readers.table").read
    harvest = read(file, replace(Context(declared.data.options), postcodes=table))
    rules = Counter(r.rule for r in harvest.rejections)
    assert harvest.rows_in == 3487
    assert harvest.rows_in == len(harvest.frame) + len(harvest.rejections)
    assert rules.keys() == {"keep", "reveals_home"}
    assert rules["reveals_home"] == 13
    assert len(harvest.rejections) <= declared.expect.max_rejected_share * harvest.rows_in
    assert harvest.frame["x"].isna().mean() < 0.05


@pytest.mark.parametrize("at", [0, 1])
def test_a_rail_box_lies_inside_what_the_clip_really_covers(data_dir, at):
    declared = layer("rail")
    part = declared.data.parts[at]
    harvest = harvests(data_dir, "rail")[at]
    file = find(data_dir, declared)[at]
    assert file.path in set(data_dir.glob(part.files))
    west, south, east, north = part.coverage.box
    bounds = shapely.total_bounds(harvest.frame["geometry"].to_numpy())
    assert bounds[0] < west < east < bounds[2]
    assert bounds[1] < south < north < bounds[3]
    assert max(west - bounds[0], south - bounds[1], bounds[2] - east, bounds[3] - north) < 20


def test_the_tracks_pass_the_mileposts_that_network_rail_set_beside_them(data_dir):
    posts = pd.read_csv(data_dir / "hazards/rail/network_rail_waymarks_bedfordshire_20km.csv")
    tracks = shapely.union_all(harvests(data_dir, "rail")[0].frame["geometry"].to_numpy())
    far = shapely.distance(shapely.points(posts["easting"], posts["northing"]), tracks) > 100
    assert set(posts["ELR"][far]) == {"WLN"}
    assert int(far.sum()) == 14


def test_the_press_cuttings_on_offenders_are_nobodys_layer(data_dir):
    cuttings = data_dir / "mappa/mappa_rso_cited_points.csv"
    for path in SHIPPED.glob("*.toml"):
        files = {f.path for f in find(data_dir, load(path))}
        assert cuttings not in files
