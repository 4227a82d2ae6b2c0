"""Points, lines and areas from any of four formats: one metre frame, every feature accounted for."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon, box

from geodata.build.harvest import Context, Harvest, SourceFile
from geodata.build.readers import vector
from geodata.crs import to_grid
from geodata.errors import ManifestError, SourceFileError

LUTON = (-0.41, 51.88)


def source(path: Path) -> SourceFile:
    return SourceFile(path, path.name, "", path.stat().st_size)


def read(path: Path, **options: object) -> Harvest:
    return vector.read(source(path), Context({"class": "thing", **options}))


def geojson(path: Path, features: list[tuple[dict[str, object], object]], **members: object) -> Path:
    collection = {
        "type": "FeatureCollection",
        **members,
        "features": [{"type": "Feature", "properties": p, "geometry": g} for p, g in features],
    }
    text = json.dumps(collection).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


def point(x: float, y: float) -> dict[str, object]:
    return {"type": "Point", "coordinates": [x, y]}


def drawn(
    path: Path, shapes: list[object], crs: str | None = "EPSG:27700", layer: str | None = None, **columns
):
    frame = gpd.GeoDataFrame(
        {"name": [f"n{i}" for i in range(len(shapes))], **columns}, geometry=shapes, crs=crs
    )
    frame.to_file(path, engine="pyogrio", **({"layer": layer} if layer else {}))
    return path


def rules(harvest: Harvest) -> list[tuple[int, str]]:
    assert harvest.rows_in == len(harvest.frame) + len(harvest.rejections)
    return [(r.row, r.rule) for r in harvest.rejections]


def test_degrees_become_metres_through_ostn15_and_through_nothing_else(tmp_path):
    path = geojson(tmp_path / "a.geojson", [({"name": " Elm "}, point(*LUTON))])
    harvest = read(path, name_column="name")
    (east,), (north,) = to_grid(longitude=[LUTON[0]], latitude=[LUTON[1]])
    row = harvest.frame.iloc[0]
    assert (row["row"], row["class"], row["name"], row["x"], row["y"]) == (1, "thing", "Elm", east, north)
    shifted = gpd.GeoSeries([Point(*LUTON)], crs="EPSG:4326").to_crs("EPSG:27700").iloc[0]
    assert abs(shifted.x - east) + abs(shifted.y - north) >= 0.001


@pytest.mark.parametrize("name", ["a.geojson", "a.geojson.gz", "a.gpkg", "a.fgb", "a.shp"])
def test_four_formats_give_the_same_metres(tmp_path, name):
    line = LineString([(500_000, 200_000), (500_100, 200_050)])
    if ".geojson" in name:
        crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
        path = geojson(tmp_path / name, [({"name": "n0"}, shapely.geometry.mapping(line))], crs=crs)
    else:
        path = drawn(tmp_path / name, [line])
    harvest = read(path, name_column="name", geometry="line")
    assert harvest.frame["geometry"].iloc[0].equals(line)
    assert list(harvest.frame.columns) == ["row", "class", "name", "geometry"]
    assert (harvest.vintage != "") == (name == "a.gpkg")


def test_an_empty_feature_is_nowhere_and_must_never_be_nearest(tmp_path):
    features = [({}, None), ({}, {"type": "Point", "coordinates": []}), ({}, point(*LUTON))]
    harvest = read(geojson(tmp_path / "a.geojson", features))
    assert rules(harvest) == [(1, "empty_geometry"), (2, "empty_geometry")]


def test_coordinates_that_are_no_numbers_are_rejected(tmp_path):
    path = drawn(tmp_path / "a.gpkg", [Point(500_000, float("inf")), Point(500_000, 200_000)])
    assert rules(read(path)) == [(1, "not_finite")]


def test_a_bow_tie_is_repaired_and_counted_and_a_line_of_no_length_is_not(tmp_path):
    tie = Polygon([(500_000, 200_000), (500_100, 200_100), (500_100, 200_000), (500_000, 200_100)])
    whole = box(500_200, 200_000, 500_300, 200_100)
    spike = Polygon(
        [
            (501_000, 200_000),
            (501_100, 200_000),
            (501_100, 200_100),
            (501_100, 200_300),
            (501_100, 200_100),
            (501_000, 200_100),
        ]
    )
    flat = Polygon([(502_000, 200_000), (502_100, 200_100), (502_000, 200_000), (502_000, 200_000)])
    harvest = read(drawn(tmp_path / "a.gpkg", [tie, whole, spike, flat]), geometry="polygon")
    assert harvest.extra["repaired"] == 2
    assert rules(harvest) == [(4, "invalid_geometry")]
    assert shapely.is_valid(harvest.frame["geometry"].to_numpy()).all()
    assert harvest.frame["geometry"].iloc[0].geom_type == "MultiPolygon"
    assert harvest.frame["geometry"].iloc[2].area == pytest.approx(10_000)
    still = LineString([(500_000, 200_000), (500_000, 200_000)])
    harvest = read(drawn(tmp_path / "b.gpkg", [still, LineString([(1000, 1000), (1000, 1001)])]))
    assert rules(harvest) == [(1, "invalid_geometry")]


def test_multi_part_shapes_with_a_third_dimension_are_flattened(tmp_path):
    lines = MultiLineString(
        [[(500_000, 200_000, 9), (500_100, 200_000, 9)], [(1000, 1000, 0), (1000, 2000, 0)]]
    )
    harvest = read(drawn(tmp_path / "a.gpkg", [lines]))
    assert not harvest.frame["geometry"].iloc[0].has_z


def test_a_feature_of_another_kind_is_rejected(tmp_path):
    features = [
        ({}, point(*LUTON)),
        ({}, point(*LUTON)),
        ({}, {"type": "LineString", "coordinates": [LUTON, [-0.4, 51.8]]}),
        ({}, {"type": "GeometryCollection", "geometries": [point(*LUTON)]}),
    ]
    harvest = read(geojson(tmp_path / "a.geojson", features))
    assert rules(harvest) == [(3, "geometry_kind"), (4, "geometry_kind")]
    assert harvest.rejections[0].text == "a line where the layer has points"
    assert len(read(geojson(tmp_path / "b.geojson", features), geometry="line").frame) == 1


def test_one_point_wrapped_as_several_is_a_point_and_several_are_not(tmp_path):
    shapes = [MultiPoint([(500_000, 200_000)]), MultiPoint([(500_000, 200_000), (500_001, 200_000)])]
    harvest = read(drawn(tmp_path / "a.gpkg", shapes))
    assert harvest.frame["x"].tolist() == [500_000.0]
    assert rules(harvest) == [(2, "several_points")]


def test_swapped_degrees_and_degrees_called_metres_are_rejected(tmp_path):
    harvest = read(geojson(tmp_path / "a.geojson", [({}, point(51.88, -0.41)), ({}, point(*LUTON))]))
    assert rules(harvest) == [(1, "outside_grid")]
    harvest = read(drawn(tmp_path / "a.gpkg", [Point(*LUTON), Point(500_000, 200_000)]))
    assert rules(harvest) == [(1, "degrees_not_metres")]


def test_a_feature_that_suggests_a_home_is_rejected_without_its_name(tmp_path):
    features = [
        ({"name": "Ash House Refuge"}, None),
        ({"amenity": "social_facility"}, point(*LUTON)),
        ({"name": "Elm", "group_home": True}, point(*LUTON)),
        ({"name": "Skate park", "group_home": False}, point(*LUTON)),
    ]
    harvest = read(geojson(tmp_path / "a.geojson", features), name_column="name")
    assert rules(harvest) == [(1, "reveals_home"), (2, "reveals_home"), (3, "reveals_home")]
    assert not any("Ash" in r.text for r in harvest.rejections)


def test_areas_have_codes_and_another_nations_are_left_out(tmp_path):
    shape = shapely.geometry.mapping(box(-0.42, 51.87, -0.41, 51.88))
    features = [({"CD": c, "lad": "E06000032"}, shape) for c in ("W06000001", "E06000032", "", "S12000005")]
    path = geojson(tmp_path / "a.geojson", features)
    harvest = read(path, code_column="LSOA21CD|CD", code_prefixes=["W", "S"], coverage_column="lad")
    assert list(harvest.frame["code"]) == ["W06000001", "S12000005"]
    assert rules(harvest) == [(2, "other_nation"), (3, "no_code")]
    assert harvest.coverage == ("E06000032",)
    assert read(path, coverage_column="authority").coverage == ()


def test_classes_come_from_a_column(tmp_path):
    path = drawn(
        tmp_path / "a.gpkg", [Point(1000, 1000 + i) for i in range(3)], road=["Motorway", "B Road", None]
    )
    options = {"class_column": "road", "classes": {"Motorway": "motorway"}}
    harvest = vector.read(source(path), Context(options))
    assert list(harvest.frame["class"]) == ["motorway"]
    assert rules(harvest) == [(2, "other_class"), (3, "no_class")]


def test_open_roads_as_drawn_gives_motorways_and_a_roads_only(tmp_path):
    from geodata.manifest import SHIPPED, load

    path = tmp_path / "oproad_gb.gpkg"
    lines = [LineString([(500_000, 200_000 + i), (500_100, 200_000 + i)]) for i in range(4)]
    drawn(path, [Point(500_000, 200_000)], layer="road_node")
    drawn(
        path, lines, layer="road_link",
        road_classification=["Motorway", "A Road", "B Road", "Unclassified"],
        road_classification_number=["M1", "A6", "B653", None],
    )  # fmt: skip
    declared = load(SHIPPED / "roads.toml")
    harvest = vector.read(source(path), Context(declared.data.options))
    assert harvest.rows_in == 2
    assert harvest.extra["features_in_file"] == 4
    assert list(zip(harvest.frame["class"], harvest.frame["name"], strict=True)) == [
        ("motorway", "M1"),
        ("a_road", "A6"),
    ]
    assert len(harvest.vintage) == 10


def test_open_rivers_as_drawn_is_read_by_the_same_manifest_as_the_extract(tmp_path):
    from geodata.manifest import SHIPPED, load

    path = tmp_path / "oprvrs_gb.gpkg"
    drawn(path, [Point(500_000, 200_000)], layer="hydro_node")
    drawn(
        path,
        [LineString([(500_000, 200_000), (500_100, 200_000)])],
        layer="watercourse_link",
        watercourse_name=["Lea"],
    )
    with pytest.raises(SourceFileError, match="stands for two columns"):
        vector.read(source(path), Context(load(SHIPPED / "water.toml").data.options))
    frame = gpd.read_file(path, layer="watercourse_link").drop(columns="name")
    other = tmp_path / "b.gpkg"
    frame.to_file(other, layer="watercourse_link")
    harvest = vector.read(source(other), Context(load(SHIPPED / "water.toml").data.options))
    assert list(harvest.frame["name"]) == ["Lea"]


def test_a_file_of_several_layers_needs_to_be_told_which(tmp_path):
    path = drawn(tmp_path / "a.gpkg", [Point(1000, 1000)], layer="one")
    drawn(path, [Point(2000, 2000)], layer="two")
    with pytest.raises(SourceFileError, match="holds 2 layers"):
        read(path)
    assert read(path, layer="two").frame["x"].tolist() == [2000.0]


def test_a_missing_column_is_named_with_those_that_are_there(tmp_path):
    path = geojson(tmp_path / "a.geojson", [({"nom": "x"}, point(*LUTON))])
    with pytest.raises(SourceFileError, match=r"'name' is missing \(it has: nom\)"):
        read(path, name_column="name")


def test_the_file_and_the_manifest_must_agree_on_the_coordinate_system(tmp_path):
    path = geojson(tmp_path / "a.geojson", [({}, point(*LUTON))])
    assert len(read(path, crs="EPSG:4326").frame) == 1
    with pytest.raises(SourceFileError, match="states EPSG:4326, but the manifest declares EPSG:27700"):
        read(path, crs="EPSG:27700")


@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:4258"])
def test_any_other_coordinate_system_is_refused(tmp_path, crs):
    path = drawn(tmp_path / "a.gpkg", [Point(1, 51)], crs=crs)
    with pytest.raises(SourceFileError, match="is not converted here") as caught:
        read(path)
    assert "OSTN15" in caught.value.advice


def test_a_system_that_cannot_be_named_is_refused():
    assert vector._epsg("not a system") == "a system that cannot be identified"
    assert vector._epsg("+proj=tmerc +lat_0=1 +lon_0=2 +ellps=airy") == "'unknown'"


def test_grid_metres_with_a_height_are_grid_metres_and_crs84_is_degrees():
    assert vector._epsg("EPSG:7405") == "EPSG:27700"
    assert vector._epsg("OGC:CRS84") == "EPSG:4326"


def test_a_file_that_states_no_system_needs_one_declared(tmp_path):
    path = drawn(tmp_path / "a.shp", [Point(500_000, 200_000)])
    path.with_suffix(".prj").unlink()
    with pytest.raises(SourceFileError, match="does not state its coordinate system"):
        read(path)
    assert read(path, crs="EPSG:27700").frame["x"].tolist() == [500_000.0]


def test_a_page_of_a_query_is_not_the_whole_layer(tmp_path):
    path = geojson(tmp_path / "a.geojson", [({}, point(*LUTON))], exceededTransferLimit=True)
    with pytest.raises(SourceFileError, match="truncated"):
        read(path)


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("a.geojson", b"<!DOCTYPE html><html></html>", "is_data"),
        ("a.gpkg", b"<html>no</html>", "is_data"),
        ("a.fgb", b"something else", "is_data"),
        ("a.geojson", b'{"error": {"code": 500, "message": "no"}}', "readable"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": [{"type": "Fea', "readable"),
        ("a.vrt", b"<OGRVRTDataSource/>", "format"),
        ("a.shp.gz", b"", "format"),
        ("a.geojson.gz", b"\x1f\x8b\x08\x00broken", "readable"),
    ],
)
def test_a_file_that_is_not_the_data_is_refused(tmp_path, name, content, rule):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceFileError) as caught:
        read(path)
    assert caught.value.rule == rule
    assert str(tmp_path) not in caught.value.text


def test_a_json_of_another_kind_of_map_is_refused(tmp_path):
    path = tmp_path / "a.json"
    esri = {
        "geometryType": "esriGeometryPoint",
        "spatialReference": {"wkid": 4326},
        "fields": [{"name": "n", "type": "esriFieldTypeString"}],
        "features": [{"attributes": {"n": "a"}, "geometry": {"x": LUTON[0], "y": LUTON[1]}}],
    }
    path.write_text(json.dumps(esri))
    with pytest.raises(SourceFileError, match="GDAL takes it for 'ESRIJSON'"):
        read(path)


def test_a_geopackage_or_a_flatgeobuf_cut_short_is_refused(tmp_path):
    shapes = [box(500_000 + i, 200_000, 500_001 + i, 200_001) for i in range(3000)]
    for name in ("a.gpkg", "a.fgb"):
        path = drawn(tmp_path / name, shapes)
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) * 2 // 3])
        with pytest.raises(SourceFileError):
            read(path)


def test_a_file_that_holds_fewer_features_than_it_says_is_refused(tmp_path):
    path = drawn(tmp_path / "a.gpkg", [Point(500_000, 200_000)])
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE gpkg_ogr_contents SET feature_count = 9")
    with pytest.raises(SourceFileError, match="1 features could be read where it has 9"):
        read(path)


def test_a_file_that_vanishes_is_unreadable(tmp_path):
    file = SourceFile(tmp_path / "gone.gpkg", "gone.gpkg", "", 0)
    with pytest.raises(SourceFileError, match="cannot be read"):
        vector.read(file, Context({"class": "thing"}))


def test_a_collection_of_nothing_is_no_features_and_no_fault(tmp_path):
    harvest = read(geojson(tmp_path / "a.geojson", []), geometry="polygon")
    assert harvest.rows_in == 0
    assert harvest.frame.empty


@pytest.mark.parametrize(
    "options",
    [{"colour": "red"}, {"class_column": "kind"}, {"crs": "EPSG:3857"}, {"geometry": "blob"}],
)
def test_options_that_do_not_fit_together_are_refused(tmp_path, options):
    path = geojson(tmp_path / "a.geojson", [({"kind": "a"}, point(*LUTON))])
    with pytest.raises(ManifestError):
        read(path, **options)


def test_areas_keep_every_part(tmp_path):
    parts = MultiPolygon([box(500_000, 200_000, 500_010, 200_010), box(600_000, 200_000, 600_010, 200_010)])
    harvest = read(drawn(tmp_path / "a.gpkg", [parts]))
    assert np.isclose(harvest.frame["geometry"].iloc[0].area, 200)
