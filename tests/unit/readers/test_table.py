"""A council's own CSV: every row accounted for, nothing placed by accident, no home let in."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from geodata.build.harvest import Context, PostcodeTable, SourceFile
from geodata.build.readers import table
from geodata.crs import to_grid
from geodata.errors import ManifestError, SourceFileError

COLUMNS = ["name", "kind", "x", "y"]
OPTIONS = {
    "columns": COLUMNS,
    "x_column": "x",
    "y_column": "y",
    "crs": "EPSG:27700",
    "class_column": "kind",
    "name_column": "name",
}
POSTCODES = PostcodeTable(np.array(["LU11AA"]), np.array([508653.0]), np.array([221332.0]))


@pytest.fixture
def csv_file(tmp_path):
    def write(text: str | bytes, name: str = "clubs.csv") -> SourceFile:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return SourceFile(path, name, "", path.stat().st_size)

    return write


def read(file: SourceFile, postcodes: PostcodeTable | None = None, **options: object):
    return table.read(file, Context({**OPTIONS, **options}, postcodes))


def without(*keys: str) -> dict[str, object]:
    return {key: value for key, value in OPTIONS.items() if key not in keys}


def rules(harvest) -> list[tuple[int, str]]:
    return [(r.row, r.rule) for r in harvest.rejections]


def test_a_row_is_kept_where_it_lies(csv_file):
    harvest = read(csv_file("name,kind,x,y\nElm Club,youth,508653,221332\n"))
    assert harvest.rows_in == 1
    assert harvest.frame.to_dict("records") == [
        {"row": 2, "x": 508653.0, "y": 221332.0, "class": "youth", "name": "Elm Club"}
    ]


def test_every_row_in_is_kept_unlocated_or_rejected(csv_file):
    text = (
        "name,kind,x,y\nA,youth,508653,221332\nB,youth,,\nC,youth,0,0\nD,youth,east,221332\n"
        "E,youth,508653,\nF,,508653,221332\nG,youth,508653\nH,youth,inf,1\nI,youth,1.5,51.9\nJ,youth,508653,221332\n"
    )
    harvest = read(csv_file(text))
    assert harvest.rows_in == 10
    assert list(harvest.frame["name"]) == ["A", "B", "C", "J"]
    assert list(harvest.frame["x"].isna()) == [False, True, True, False]
    assert rules(harvest) == [
        (5, "coordinates"),
        (6, "coordinates"),
        (7, "no_class"),
        (8, "fields"),
        (9, "coordinates"),
        (10, "degrees_not_metres"),
    ]


def test_a_blank_coordinate_is_not_the_corner_of_the_map(csv_file):
    harvest = read(csv_file("name,kind,x,y\nA,youth,,\n"))
    assert np.isnan(harvest.frame["x"].iloc[0])


def test_degrees_go_through_ostn15(csv_file):
    harvest = read(csv_file("name,kind,x,y\nA,youth,-0.41,51.88\n"), crs="EPSG:4326")
    (east,), (north,) = to_grid(longitude=[-0.41], latitude=[51.88])
    assert harvest.frame.loc[0, ["x", "y"]].tolist() == [east, north]


def test_degrees_the_wrong_way_round_are_refused_not_moved(csv_file):
    harvest = read(csv_file("name,kind,x,y\nA,youth,51.88,-0.41\n"), crs="EPSG:4326")
    assert rules(harvest) == [(2, "outside_grid")]


def test_the_south_of_scilly_has_a_position(csv_file):
    harvest = read(csv_file("name,kind,x,y\nSt Agnes,youth,-6.3456,49.8907\n"), crs="EPSG:4326")
    assert harvest.frame.loc[0, ["x", "y"]].tolist() == pytest.approx([88_000, 8_001], abs=1.5)


def test_eastings_and_northings_need_no_crs(csv_file):
    options = {**without("x_column", "y_column", "crs"), "easting": "x", "northing": "y"}
    harvest = table.read(csv_file("name,kind,x,y\nA,youth,508653,221332\n"), Context(options))
    assert harvest.frame["x"].tolist() == [508653.0]


def test_a_postcode_places_a_row_and_an_unknown_one_leaves_it_unlocated(csv_file):
    options = {"columns": ["name", "postcode"], "postcode_column": "postcode", "class": "club"}
    file = csv_file("name,postcode\nA,lu1 1aa\nB,ZZ1 1ZZ\nC,\n")
    harvest = table.read(file, Context(options, POSTCODES))
    assert harvest.frame["x"].tolist()[0] == 508653.0
    assert harvest.frame["x"].isna().tolist() == [False, True, True]
    assert set(harvest.frame["class"]) == {"club"}
    assert set(harvest.frame["name"]) == {""}


def test_postcodes_without_a_postcode_layer_fail_the_file(csv_file):
    options = {"columns": ["postcode"], "postcode_column": "postcode", "class": "club"}
    with pytest.raises(SourceFileError, match="no layer of postcodes is held"):
        table.read(csv_file("postcode\nLU1 1AA\n"), Context(options))


@pytest.mark.parametrize(
    "name", ["Elm Children's Home", "Ash women's aid", "The Night Shelter", "amenity=social_facility"]
)
def test_a_row_that_suggests_a_home_is_rejected_without_its_name(csv_file, name):
    harvest = read(csv_file(f"name,kind,x,y\n{name},youth,nonsense,221332\n"))
    assert rules(harvest) == [(2, "reveals_home")]
    assert name.split()[0] not in harvest.rejections[0].text


def test_a_tag_that_suggests_a_home_is_heeded_unless_it_says_no(csv_file):
    columns = ["name", "group_home", "x", "y"]
    options = {**without("class_column"), "columns": columns, "class": "club"}
    text = (
        "name,group_home,x,y\nA,yes,508653,221332\nB,no,508653,221332\nC,,508653,221332\nD,0,508653,221332\n"
    )
    harvest = table.read(csv_file(text), Context(options))
    assert rules(harvest) == [(2, "reveals_home")]


def test_only_rows_that_the_manifest_keeps_are_kept(csv_file):
    text = "name,kind,x,y\nA,Youth Club,1000,1000\nB,closed,1000,1000\nC,,1000,1000\n"
    harvest = read(csv_file(text), keep={"kind": "youth club|open"})
    assert rules(harvest) == [(3, "keep"), (4, "keep")]
    assert harvest.rejections[0].text == "kind is 'closed'"


def test_classes_are_renamed_and_a_class_that_is_not_listed_is_rejected(csv_file):
    text = "name,kind,x,y\nA,Y,1000,1000\nB,Z,1000,1000\n"
    harvest = read(csv_file(text), classes={"Y": "youth"})
    assert list(harvest.frame["class"]) == ["youth"]
    assert [(r.rule, r.text) for r in harvest.rejections] == [
        ("other_class", "class 'Z' is not one of this layer's")
    ]


def test_a_table_of_areas_keeps_its_numbers_and_never_reads_a_blank_as_nought(csv_file):
    options = {"columns": ["area", "n"], "code_column": "area", "values": {"clubs": "n"}}
    harvest = table.read(csv_file("area,n\nE1,4\nE2,\nE3,c\n,5\nE5,0\n"), Context(options))
    assert harvest.frame.to_dict("records") == [
        {"row": 2, "code": "E1", "clubs": 4.0},
        {"row": 6, "code": "E5", "clubs": 0.0},
    ]
    assert rules(harvest) == [(3, "no_value"), (4, "number"), (5, "no_code")]


def test_a_new_a_missing_and_a_renamed_column_are_named(csv_file):
    with pytest.raises(SourceFileError, match="'y' is missing; the column 'up' is not declared") as caught:
        read(csv_file("name,kind,x,up\nA,youth,1,2\n"))
    assert (caught.value.rule, caught.value.row) == ("columns", 1)
    assert "manifest" in caught.value.advice
    with pytest.raises(SourceFileError, match="another order"):
        read(csv_file("kind,name,x,y\nA,youth,1,2\n"))


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "columns"),
        (b"<!DOCTYPE html><html>Not found</html>", "is_data"),
        (b"name,kind,x,y\nA,youth,1000,1000\nB,you", "truncated"),
        (b'name,kind,x,y\nA,"youth,1000,1000\n', "csv"),
    ],
)
def test_a_file_that_is_not_the_data_is_refused(csv_file, content, rule):
    with pytest.raises(SourceFileError) as caught:
        read(csv_file(content))
    assert caught.value.rule == rule
    assert "clubs.csv" in str(caught.value)


def test_a_packed_file_cut_short_is_refused(csv_file):
    packed = gzip.compress(b"name,kind,x,y\n" + b"A,youth,1000,1000\n" * 500)
    with pytest.raises(SourceFileError, match="readable"):
        read(csv_file(packed[:-20], "clubs.csv.gz"))


def test_a_byte_order_mark_windows_letters_and_empty_tail_columns_are_read_through(csv_file):
    for content in (
        "\ufeffname,kind,x,y,,\nCafé,youth,1000,1000,,\n".encode(),
        "name,kind,x,y\nCafé,youth,1000,1000\n".encode("cp1252"),
    ):
        assert list(read(csv_file(content)).frame["name"]) == ["Café"]


def test_a_value_beyond_the_declared_columns_is_not_dropped_in_silence(csv_file):
    harvest = read(csv_file("name,kind,x,y\nA,youth,1000,1000,extra\nB,youth,1000,1000\n"))
    assert rules(harvest) == [(2, "fields")]


def test_blank_lines_are_no_rows_but_count_in_the_numbering(csv_file):
    harvest = read(csv_file("name,kind,x,y\n\nA,youth,1000,1000\n\n"))
    assert harvest.rows_in == 1
    assert list(harvest.frame["row"]) == [3]


@pytest.mark.parametrize(
    "options",
    [
        {**OPTIONS, "colour": "red"},
        without("columns"),
        {**OPTIONS, "columns": ["x", "x"]},
        {**OPTIONS, "name_column": "title"},
        {**OPTIONS, "keep": {"status": "open"}},
        {**OPTIONS, "easting": "x", "northing": "y"},
        without("y_column"),
        without("crs"),
        {**OPTIONS, "crs": "EPSG:3857"},
        {**OPTIONS, "class": "club"},
        without("class_column"),
        {"columns": ["area"], "code_column": "area"},
        {"columns": COLUMNS, "class": "club"},
    ],
)
def test_options_that_do_not_fit_together_are_refused(csv_file, options):
    with pytest.raises(ManifestError, match=r"\[data.options\]"):
        table.read(csv_file("name,kind,x,y\n"), Context(options))


def test_the_how_to_page_says_what_the_code_does(tmp_path):
    import re

    from geodata.build.readers import vector
    from geodata.manifest import load

    page = (Path(__file__).parents[3] / "docs" / "how-to" / "add-a-layer.md").read_text(encoding="utf-8")
    manifests = re.findall(r"```toml\n# my-layers/(\w+\.toml)\n(.*?)```", page, re.DOTALL)
    assert [name for name, _ in manifests] == ["youth_clubs.toml", "skate_parks.toml"]
    loaded = []
    for name, text in manifests:
        (tmp_path / name).write_text(text, encoding="utf-8")
        loaded.append(load(tmp_path / name))
    data = dict(re.findall(r"```(csv|json)\n(.*?)```", page, re.DOTALL))
    (tmp_path / "clubs.csv").write_text(data["csv"], encoding="utf-8")
    (tmp_path / "parks.geojson").write_text(data["json"], encoding="utf-8")
    clubs = table.read(
        SourceFile(tmp_path / "clubs.csv", "clubs.csv", "", 0), Context(loaded[0].data.options, POSTCODES)
    )
    assert [r.rule for r in clubs.rejections] == ["keep", "reveals_home"]
    assert clubs.frame["x"].isna().sum() == 0
    parks = vector.read(
        SourceFile(tmp_path / "parks.geojson", "parks.geojson", "", 0), Context(loaded[1].data.options)
    )
    assert len(parks.frame) == 1
