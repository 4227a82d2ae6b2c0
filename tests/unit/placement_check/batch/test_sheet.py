import json
import sys

import pytest

from placement_check.batch import sheet
from placement_check.batch.errors import BatchError
from placement_check.batch.sheet import read


def written(tmp_path, content, name="places.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def test_a_file_keeps_its_order_and_its_columns(tmp_path):
    found = read(written(tmp_path, "label,Postcode\nB,LU1 2TL\nA,MK40 1TJ\n\nC, LU1 2TL \n"))
    assert found.columns == ("label", "Postcode")
    assert [(r.number, r.cells[0], r.place) for r in found.rows] == [
        (2, "B", "LU1 2TL"), (3, "A", "MK40 1TJ"), (5, "C", "LU1 2TL"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "column", "words"),
    [
        ("", "", "is empty"),
        ("  \n", "", "is empty"),
        ("postcode\n", "", "a header and no row"),
        ("name,notes\na,b\n", "", "--place-column"),
        ("name,postcode\na,b\n", "town", "has no column 'town'. Its columns: name, postcode"),
        ("postcode,name,postcode\na,b,c\n", "", "names postcode more than once"),
        (b"\xff\xfep\x00", "", "UTF-16"),
        (b"postcode\nLU1 2TL\nCaf\xe9\n", "", "line 3: is not in UTF-8"),
        ('postcode\n"LU1 2TL\n', "", "is not CSV"),
        (",".join(f"c{n}" for n in range(201)) + "\n", "", "has 201 columns"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(tmp_path, content, column, words):
    with pytest.raises(BatchError, match=words):
        read(written(tmp_path, content), column)


def test_a_mark_at_the_beginning_belongs_to_no_column(tmp_path):
    found = read(written(tmp_path, "\ufeffpostcode,n\r\nLU1 2TL,1\r\n"))
    assert found.columns == ("postcode", "n")


@pytest.mark.parametrize("mark", [";", "\t"])
def test_other_marks_between_cells_are_read_too(tmp_path, mark):
    assert read(written(tmp_path, f"label{mark}postcode\na{mark}LU1 2TL\n")).rows[0].place == "LU1 2TL"


def test_a_single_column_names_the_places_whatever_it_is_called(tmp_path):
    assert read(written(tmp_path, "somewhere\nLU1 2TL\n")).rows[0].place == "LU1 2TL"


def test_a_column_is_found_whatever_its_case_and_one_without_a_name_is_numbered(tmp_path):
    found = read(written(tmp_path, "SITE ADDRESS,\na,b\n"), "site address")
    assert found.columns == ("SITE ADDRESS", "column 2")
    assert found.rows[0].place == "a"


def test_a_bad_row_is_kept_with_its_fault_and_stops_nothing(tmp_path):
    long = "x" * 10_001
    found = read(written(tmp_path, f"label,postcode\na,b,c\nonly\n{long},LU1 2TL\nn,=A1\nn,LU1 2TL\n"))
    faults = [r.fault for r in found.rows]
    assert "3 cells and the header 2" in faults[0]
    assert faults[1] == ""
    assert found.rows[1].cells == ("only", "")
    assert "more than 10,000 characters" in faults[2]
    assert "formula" in faults[3]
    assert faults[4] == ""


def test_too_many_rows_or_bytes_are_refused_before_anything_is_assessed(tmp_path, monkeypatch):
    path = written(tmp_path, "postcode\n" + "LU1 2TL\n" * 4)
    monkeypatch.setattr(sheet, "MOST_ROWS", 3)
    with pytest.raises(BatchError, match="over 3 rows"):
        read(path)
    monkeypatch.setattr(sheet, "LARGEST_BYTES", 10)
    with pytest.raises(BatchError, match="at most 10 are read"):
        read(path)


def test_a_file_that_is_not_there_or_of_another_kind_is_refused(tmp_path):
    with pytest.raises(BatchError, match="cannot be read"):
        read(tmp_path / "none.csv")
    with pytest.raises(BatchError, match=r"give a .csv"):
        read(written(tmp_path, "x", "places.ods"))


def workbook(tmp_path, rows):
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(row)
    path = tmp_path / "places.xlsx"
    book.save(path)
    return path


def test_a_workbook_is_read_as_text_and_its_formulas_are_never_worked_out(tmp_path):
    path = workbook(
        tmp_path,
        [["postcode", "beds", "note"], ["LU1 2TL", 4.0, "=1+1"], [None, None, None], ["=A2", 2.5, None]],
    )
    found = read(path)
    assert [r.cells for r in found.rows] == [("LU1 2TL", "4", "=1+1"), ("=A2", "2.5", "")]
    assert found.rows[0].fault == ""
    assert "formula" in found.rows[1].fault


def test_a_workbook_that_is_none_or_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    with pytest.raises(BatchError, match="not an Excel workbook"):
        read(written(tmp_path, "not a zip", "places.xlsx"))
    path = workbook(tmp_path, [["postcode"], *(["x" * 2_000 for _ in range(1)] for _ in range(3_000))])
    monkeypatch.setattr(sheet, "LARGEST_BYTES", path.stat().st_size)
    with pytest.raises(BatchError, match="unpacks to more"):
        read(path)


def test_an_empty_workbook_is_refused(tmp_path):
    with pytest.raises(BatchError, match="is empty"):
        read(workbook(tmp_path, []))


def test_without_its_package_a_workbook_is_refused_with_what_to_install(tmp_path, monkeypatch):
    path = workbook(tmp_path, [["postcode"], ["LU1 2TL"]])
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(BatchError, match=r"placement-check\[excel\]"):
        read(path)


def features(*pairs):
    listed = [{"type": "Feature", "geometry": g, "properties": p} for g, p in pairs]
    return json.dumps({"type": "FeatureCollection", "features": listed})


def test_features_are_places_by_their_geometry(tmp_path):
    ring = [[0, 0], [1, 0], [1, 1], [0, 0]]
    content = features(
        ({"type": "Point", "coordinates": [-0.41, 51.88]}, {"label": "a", "n": 1}),
        ({"type": "Polygon", "coordinates": [ring]}, {"label": "b", "more": [1]}),
        ({"type": "LineString", "coordinates": ring}, None),
        (None, {"label": "d"}),
    )
    found = read(written(tmp_path, content, "sites.geojson"))
    assert found.columns == ("label", "n", "more")
    assert found.rows[0].place == "51.8800000,-0.4100000"
    assert found.rows[0].cells == ("a", "1", "")
    assert found.rows[1].place == "feature 2"
    assert found.rows[1].cells == ("b", "", "[1]")
    assert all("no geometry that is read" in r.fault for r in found.rows[2:])


def test_a_property_may_name_the_places_instead(tmp_path):
    content = features(({"type": "Point", "coordinates": [0, 0]}, {"where": "LU1 2TL"}))
    assert read(written(tmp_path, content, "sites.geojson"), "where").rows[0].place == "LU1 2TL"


@pytest.mark.parametrize(
    "content",
    ["{", '{"type": "Feature"}', '{"type": "FeatureCollection", "features": 3}',
     '{"type": "FeatureCollection", "features": [1]}', "[]"],
)  # fmt: skip
def test_what_is_no_list_of_features_is_refused(tmp_path, content):
    with pytest.raises(BatchError, match="FeatureCollection"):
        read(written(tmp_path, content, "sites.geojson"))


def test_features_with_too_many_properties_are_refused(tmp_path):
    content = features((None, {f"p{n}": n for n in range(201)}))
    with pytest.raises(BatchError, match="201 properties"):
        read(written(tmp_path, content, "sites.geojson"))
