"""A red line is read as it stands, or refused with its fault; nothing is repaired."""

from __future__ import annotations

import contextlib
import json
import math
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import crs, redline
from geodata.errors import LocationNotFound

E, N = 509_000, 221_000
SQUARE = [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]


def moved(ring, dx=0, dy=0):
    return [[E + x + dx, N + y + dy] for x, y in ring]


def geojson(*polygons, **members):
    rings = [[moved(r) for r in p] for p in polygons]
    return json.dumps({"type": "MultiPolygon", "coordinates": rings, **members})


def read(text):
    return redline.parse(text, "site")


def refused(text) -> str:
    with pytest.raises(LocationNotFound) as caught:
        read(text)
    message = str(caught.value)
    assert "site" in message or "corners outside" in message
    return message


def degrees(ring):
    lon, lat = crs.to_degrees(easting=[E + x for x, _ in ring], northing=[N + y for _, y in ring])
    return [[float(a), float(b)] for a, b in zip(lon, lat, strict=True)]


def test_a_square_in_metres_is_read_to_the_millimetre():
    found = read(geojson([SQUARE]))
    assert found.area_m2 == 10_000
    assert found.corners == 4
    assert found.centroid_inside
    assert (found.point.easting, found.point.northing) == (E + 50, N + 50)
    assert found.outline.rings == (tuple(((E + x) * 1000, (N + y) * 1000) for x, y in SQUARE),)


def test_a_square_in_degrees_is_the_same_square():
    found = read(json.dumps({"type": "Polygon", "coordinates": [degrees(SQUARE)]}))
    assert found.area_m2 == pytest.approx(10_000, abs=1)
    assert math.hypot(found.point.easting - E - 50, found.point.northing - N - 50) < 0.01


@pytest.mark.parametrize("wrap", ["feature", "collection", "geometries"])
def test_a_feature_a_collection_and_a_geometry_collection_hold_the_same_boundary(wrap):
    polygon = {"type": "Polygon", "coordinates": [moved(SQUARE)]}
    feature = {"type": "Feature", "properties": {"name": "site"}, "geometry": polygon}
    document = {
        "feature": feature,
        "collection": {"type": "FeatureCollection", "features": [feature]},
        "geometries": {"type": "GeometryCollection", "geometries": [polygon]},
    }[wrap]
    assert read(json.dumps(document)) == read(geojson([SQUARE]))


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:EPSG::27700", "EPSG:27700"])
def test_a_legacy_crs_member_is_believed(name):
    member = {"type": "name", "properties": {"name": name}}
    assert read(geojson([SQUARE], crs=member)).area_m2 == 10_000
    assert read(geojson([SQUARE], crs=None)).area_m2 == 10_000


def test_the_named_grid_is_believed_where_a_coordinate_is_below_a_thousand():
    text = "SRID=27700;POLYGON ((400000 900, 400100 900, 400100 1000, 400000 1000, 400000 900))"
    assert read(text).area_m2 == 10_000
    assert "neither all degrees nor all metres" in refused(text.removeprefix("SRID=27700;"))


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"])
def test_a_file_of_degrees_may_say_so(name):
    member = {"type": "name", "properties": {"name": name}}
    document = {"type": "Polygon", "coordinates": [degrees(SQUARE)], "crs": member}
    assert read(json.dumps(document)).area_m2 == pytest.approx(10_000, abs=1)


@pytest.mark.parametrize(
    "text",
    [
        "POLYGON ((509000 221000, 509100 221000, 509100 221100, 509000 221100, 509000 221000))",
        "SRID=27700; polygon((509000 221000,509100. 221000,5.091e5 221100,509000 221100,509000 221000));",
        "POLYGON Z ((509000 221000 5, 509100 221000 5, 509100 221100 6, 509000 221100 6, 509000 221000 5))",
        "MULTIPOLYGON (((509000 221000, 509100 221000, 509100 221100, 509000 221100, 509000 221000)))",
    ],
)
def test_wkt_in_its_usual_forms_is_the_same_square(text):
    assert read(text) == read(geojson([SQUARE]))


def test_wkt_in_degrees_is_longitude_first():
    corners = ", ".join(f"{lon} {lat}" for lon, lat in degrees(SQUARE))
    assert read(f"POLYGON (({corners}))").area_m2 == pytest.approx(10_000, abs=1)


def test_corners_repeated_in_a_row_are_one_corner():
    doubled = [corner for corner in SQUARE for _ in range(2)]
    assert read(geojson([doubled])) == read(geojson([SQUARE]))


def test_shapes_that_are_not_polygons_are_left_out_and_counted():
    polygon = {"type": "Polygon", "coordinates": [moved(SQUARE)]}
    point = {"type": "Point", "coordinates": [E, N]}
    document = {"type": "GeometryCollection", "geometries": [point, polygon, None]}
    assert read(json.dumps(document)).notes == ("Shapes in the file that are not polygons were left out: 1.",)


@pytest.mark.parametrize(
    ("ring", "words"),
    [
        (SQUARE[:-1], "not closed"),
        ([(0, 0), (5, 5), (0, 0)], "fewer than three different corners"),
    ],
)
def test_a_ring_that_is_none_is_refused_for_what_it_lacks(ring, words):
    assert words in refused(geojson([ring]))


def test_the_holes_and_parcels_of_a_file_are_told_apart():
    hole, island = (
        [(20, 20), (20, 40), (40, 40), (40, 20), (20, 20)],
        [(25, 25), (35, 25), (35, 35), (25, 25)],
    )
    assert read(geojson([SQUARE, hole])).area_m2 == 9_600
    assert read(geojson([SQUARE, hole], [island])).area_m2 == 9_650


def test_the_shape_that_was_read_is_checked():
    message = refused(geojson([[(0, 0), (100, 100), (100, 0), (0, 100), (0, 0)]]))
    assert message.startswith("The boundary 'site' crosses or meets itself near easting 509")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "neither GeoJSON nor WKT"),
        ("LU1 2TL", "neither GeoJSON nor WKT"),
        ("{", "not valid JSON"),
        ('{"type": "Polygon", "coordinates": [[[NaN, 1]]]}', "not valid JSON"),
        ('{"a":' * 100_000, "not valid JSON"),
        ("{}", "holds no polygon"),
        ('{"type": "FeatureCollection", "features": []}', "holds no polygon"),
        ('{"type": "FeatureCollection", "features": "none"}', "holds no polygon"),
        ('{"type": "Feature", "geometry": null}', "holds no polygon"),
        ('{"type": ["odd"], "coordinates": [1, 2]}', "holds no polygon"),
        ('{"type": "LineString", "coordinates": [[1, 2], [3, 4]]}', "holds no polygon"),
        ('{"type": "Polygon", "coordinates": []}', "empty or broken"),
        ('{"type": "MultiPolygon", "coordinates": {}}', "empty or broken"),
        ('{"type": "Polygon", "coordinates": [[]]}', "empty or broken"),
        ('{"type": "Polygon", "coordinates": [["ab"]]}', "not a pair of numbers"),
        ('{"type": "Polygon", "coordinates": [[[1]]]}', "not a pair of numbers"),
        ('{"type": "Polygon", "coordinates": [[[true, false]]]}', "not a pair of numbers"),
        ('{"type": "Polygon", "coordinates": [[[1e999, 1]]]}', "impossible coordinate"),
        ('{"type": "Polygon", "coordinates": [[[' + "9" * 400 + ", 1]]]}", "impossible coordinate"),
        ("POINT (509000 221000)", "holds no polygon"),
        ("SRID=27700; GEOMETRYCOLLECTION (POINT (1 1))", "holds no polygon"),
        ("POLYGON EMPTY", "holds no polygon"),
        ("POLYGON ((509000 221000, 509100 221000", "neither GeoJSON nor WKT"),
        ("POLYGON ((509000 221000, spam))", "not valid WKT"),
        ("POLYGON ((1e999 1, 2 2))", "not a pair of numbers"),
        ("POLYGON (" + "(" * 100_000 + ")", "not valid WKT"),
    ],
)
def test_text_that_holds_no_boundary_is_refused(text, words):
    assert words in refused(text)


@pytest.mark.parametrize(
    ("xy", "declared", "words"),
    [
        ((-45_898, 6_776_543), "", "Web Mercator"),
        ((45_898, 6_776_543), "3857", "Web Mercator"),
        ((509_000, 221_000), "900913", "Web Mercator"),
        ((509_000, 221_000), "32630", "EPSG:32630, which is not read"),
        ((509_000, 0.5), "", "neither all degrees nor all metres"),
        ((-0.41, 51.88), "27700", "says EPSG:27700 but holds degrees"),
        ((51.88, -0.41), "", "latitude first"),
        ((2.35, 48.85), "", "corners outside Great Britain"),
    ],
)
def test_another_system_of_coordinates_is_refused_by_name(xy, declared, words):
    x, y = xy
    step = 0.0005 if abs(x) < 180 else 50
    ring = ", ".join(f"{x + a * step} {y + b * step}" for a, b in [(0, 0), (1, 0), (1, 1), (0, 0)])
    assert words in refused(f"{f'SRID={declared};' if declared else ''}POLYGON (({ring}))")


def circle(corners, radius=400):
    turns = [2 * math.pi * k / corners for k in range(corners)]
    ring = [(radius * math.cos(t), radius * math.sin(t)) for t in turns]
    return [*ring, ring[0]]


def test_the_most_corners_are_checked_and_one_more_is_refused():
    assert read(geojson([circle(redline.CORNER_LIMIT - 1)])).area_m2 == pytest.approx(
        math.pi * 400**2, rel=1e-4
    )
    assert "more than 5000 corners" in refused(geojson([circle(redline.CORNER_LIMIT)]))


def test_more_rings_than_a_site_has_are_refused():
    parcels = [[[(x + 200 * k, y) for x, y in SQUARE]] for k in range(redline.RING_LIMIT + 1)]
    assert "50 rings" in refused(geojson(*parcels))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_file_is_read_with_or_without_a_byte_order_mark(tmp_path, encoding):
    path = tmp_path / "site.geojson"
    path.write_text(geojson([SQUARE]), encoding=encoding)
    assert redline.read(path) == read(geojson([SQUARE]))


def test_a_file_that_cannot_be_used_is_refused_with_the_reason(tmp_path):
    def why(path):
        with pytest.raises(LocationNotFound) as caught:
            redline.read(path)
        return str(caught.value)

    assert "does not exist" in why(tmp_path / "none.json")
    assert "is a directory" in why(tmp_path)
    (tmp_path / "utf16.json").write_text("{}", encoding="utf-16")
    assert "not text in UTF-8" in why(tmp_path / "utf16.json")
    (tmp_path / "large.json").write_bytes(b" " * (redline.BYTES_LIMIT + 1))
    assert "larger than 5 MB" in why(tmp_path / "large.json")
    (tmp_path / "loop.json").symlink_to(tmp_path / "loop.json")
    assert "does not exist" in why(tmp_path / "loop.json") or "cannot be read" in why(tmp_path / "loop.json")


def refusal_for_anyone_else(path):
    """Return what a user without rights is told of a file; the superuser, who may read any, steps down for it."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setgid(65_534)
                os.setuid(65_534)
            with pytest.raises(PermissionError):
                path.open()
            with pytest.raises(LocationNotFound) as refused:
                redline.read(path)
            os.write(write_end, str(refused.value).encode())
        finally:
            os._exit(0)
    os.close(write_end)
    os.waitpid(child, 0)
    with os.fdopen(read_end) as told:
        return told.read()


def test_a_file_without_permission_is_refused(tmp_path):
    path = tmp_path / "closed.json"
    path.write_text("{}")
    path.chmod(0)
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    assert "cannot be read" in refusal_for_anyone_else(path)


def test_a_name_too_long_for_the_file_system_is_refused(tmp_path):
    with pytest.raises(LocationNotFound, match=r"cannot be read|does not exist"):
        redline.read(tmp_path / ("a" * 300 + ".json"))


numbers = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3))
nested = st.recursive(numbers, lambda inner: st.lists(inner, max_size=4), max_leaves=20)
pairs = st.lists(st.one_of(st.floats(-10, 60), st.floats(1e5, 6e5)), min_size=2, max_size=3)
rings = st.lists(pairs, min_size=3, max_size=6).map(lambda r: [*r, r[0]])
documents = st.fixed_dictionaries(
    {"type": st.sampled_from(["Polygon", "MultiPolygon", "Feature", "FeatureCollection", 1])},
    optional={
        "coordinates": st.one_of(nested, st.lists(rings, max_size=3), st.lists(st.lists(rings, max_size=2))),
        "features": nested,
        "geometry": nested,
        "crs": nested,
    },
)
texts = st.one_of(
    st.text(max_size=80),
    documents.map(json.dumps),
    nested.map(lambda n: f"POLYGON {json.dumps(n)}".replace("[", "(").replace("]", ")")),
    st.text(alphabet="POLYGNMUTI(), 0123456789.-eE;=SRD", max_size=60).map("POLYGON ((".__add__),
)


@settings(max_examples=300)
@given(texts)
def test_text_is_a_boundary_or_a_location_not_found_and_nothing_else(text):
    found = None
    with contextlib.suppress(LocationNotFound):
        found = read(text)
    assert found is None or 10 <= found.area_m2 <= 1_000_000
