import csv
import io

import numpy as np
import pytest

from geodata.build.harvest import Context, SourceFile, sha256_of
from geodata.build.readers import naptan
from geodata.errors import SourceFileError


@pytest.fixture
def context(tmp_path):
    tables = tmp_path / "tables"
    tables.mkdir()
    rows = "029,Luton,E06000032,drawn\n910,National rail,,drawn\n555,Two,E06000056; E06000055,drawn\n"
    (tables / "naptan_areas.csv").write_text("code,name,districts,source\n" + rows, encoding="utf-8")
    return Context({}, None, tables)


def stop(**values):
    usual = {
        "ATCOCode": "029001", "CommonName": "High Street", "GridType": "UKOS", "Easting": "509110",
        "Northing": "221589", "Longitude": "-0.41621", "Latitude": "51.8822", "StopType": "BCT",
        "ModificationDateTime": "2026-05-26T15:21:32", "Status": "active",
    }  # fmt: skip
    return {**dict.fromkeys(naptan.HEADER, ""), **usual, **values}


@pytest.fixture
def drawn(tmp_path):
    def draw(*rows, name="029Stops.csv", header=naptan.HEADER, cut=None):
        text = io.StringIO()
        writer = csv.DictWriter(text, header, extrasaction="ignore", restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        path = tmp_path / name
        path.write_text(text.getvalue()[:cut], encoding="utf-8")
        return SourceFile(path, name, sha256_of(path), path.stat().st_size)

    return draw


def test_a_stop_in_use_is_placed_by_its_easting_and_northing(drawn, context):
    harvest = naptan.read(drawn(stop()), context)
    row = harvest.frame.iloc[0]
    assert (row["row"], row["class"], row["name"], row["x"], row["y"]) == (
        2,
        "bus_stop",
        "High Street",
        509110,
        221589,
    )
    assert harvest.coverage == ("E06000032",)


@pytest.mark.parametrize(("kind", "expected"), sorted(naptan.CLASSES.items()))
def test_every_stop_type_has_its_class(drawn, context, kind, expected):
    assert naptan.read(drawn(stop(StopType=kind)), context).frame["class"].tolist() == [expected]


def test_the_interchanges_are_those_the_method_lists():
    listed = {kind for kind, name in naptan.CLASSES.items() if name == "interchange"}
    assert listed == {"BCS", "BCE", "BST", "TXR", "RSE", "RLY", "TMU", "MET"}


def test_a_stop_not_in_use_is_rejected_not_counted(drawn, context):
    harvest = naptan.read(drawn(stop(Status="inactive"), stop(Status="pending"), stop()), context)
    assert [(r.row, r.rule) for r in harvest.rejections] == [(2, "inactive"), (3, "inactive")]
    assert harvest.rows_in == len(harvest.frame) + len(harvest.rejections) == 3


def test_longitude_and_latitude_serve_where_the_grid_reference_does_not(drawn, context):
    harvest = naptan.read(
        drawn(
            stop(Easting="", Northing=""),
            stop(Easting="0", Northing="0"),
            stop(GridType="IrishOS", Easting="315000", Northing="234000"),
        ),
        context,
    )
    assert np.allclose(harvest.frame["x"], 509110, atol=2)
    assert np.allclose(harvest.frame["y"], 221589, atol=2)


def test_a_stop_that_is_nowhere_is_unlocated_and_one_off_the_map_is_rejected(drawn, context):
    nowhere = {"Easting": "", "Northing": "", "Longitude": "", "Latitude": ""}
    harvest = naptan.read(
        drawn(stop(**nowhere), stop(**{**nowhere, "Easting": "0", "Northing": "0"})), context
    )
    assert harvest.frame["row"].tolist() == [2]
    assert np.isnan(harvest.frame["x"]).all()
    assert [(r.row, r.rule) for r in harvest.rejections] == [(3, "bad_coordinates")]


def test_a_stop_named_after_a_home_is_rejected_and_not_repeated(drawn, context):
    harvest = naptan.read(
        drawn(stop(CommonName="Rosewood Care Home"), stop(CommonName="Cockfosters")), context
    )
    assert [(r.row, r.rule) for r in harvest.rejections] == [(2, "reveals_home")]
    assert "Rosewood" not in str(harvest.rejections)


def test_both_spellings_of_the_locality_flag_are_read(drawn, context):
    rows = [stop(LocalityCentre=flag) for flag in ("true", "false", "1", "0", "")]
    assert len(naptan.read(drawn(*rows), context).frame) == 5


def test_the_vintage_is_the_newest_change(drawn, context):
    rows = [
        stop(ModificationDateTime=moment) for moment in ("2026-07-21T19:44:41.889", "2025-01-01T00:00:00", "")
    ]
    assert naptan.read(drawn(*rows), context).vintage == "2026-07-21"
    assert naptan.read(drawn(stop(ModificationDateTime="")), context).vintage == ""


def test_coverage_comes_from_the_area_in_the_files_name(drawn, context):
    two = drawn(stop(ATCOCode="555001"), name="555Stops.csv")
    assert naptan.read(two, context).coverage == ("E06000055", "E06000056")
    assert naptan.read(drawn(stop(ATCOCode="9100A"), name="910Stops.csv"), context).coverage == ()


def test_the_national_file_holds_stops_of_sixty_areas_and_names_no_coverage_of_its_own(drawn):
    stops = [stop(ATCOCode=f"{area:03d}001") for area in range(100, 160)]
    assert naptan.read(drawn(*stops, name="Stops.csv"), Context({})).coverage == ()
    with pytest.raises(SourceFileError) as caught:
        naptan.read(drawn(*stops[1:], *stops[1:], name="Stops.csv"), Context({}))
    assert caught.value.rule == "area"
    assert "stops of 59 areas" in caught.value.text


def test_one_area_in_ten_stops_may_be_a_neighbours_and_no_more(drawn, context):
    own, other = [stop()] * 9, stop(ATCOCode="555001")
    assert naptan.read(drawn(*own, other), context).coverage == ("E06000032",)
    with pytest.raises(SourceFileError) as caught:
        naptan.read(drawn(*own[1:], other, other), context)
    assert (caught.value.rule, caught.value.row) == ("area", 10)
    assert "2 of 10 stops are of other areas, such as '555'" in caught.value.text


@pytest.mark.parametrize("given", ["with the table", "without a table"])
def test_an_area_the_table_does_not_hold_fails(drawn, context, given):
    used = context if given == "with the table" else Context({})
    with pytest.raises(SourceFileError) as caught:
        naptan.read(drawn(stop(ATCOCode="777001"), name="777Stops.csv"), used)
    assert caught.value.rule == "authority_code"


def test_new_missing_and_renamed_columns_fail_by_name(drawn, context):
    renamed = tuple("Type" if name == "StopType" else name for name in naptan.HEADER)
    for header, words in (
        ((*naptan.HEADER, "Shelter"), ["new 'Shelter'"]),
        (naptan.HEADER[:-1], ["missing 'Status'"]),
        (renamed, ["missing 'StopType'", "new 'Type'"]),
        ((*naptan.HEADER[:-1], "Notes"), ["missing 'Status'", "named twice 'Notes'"]),
    ):
        with pytest.raises(SourceFileError) as caught:
            naptan.read(drawn(stop(), header=header), context)
        assert caught.value.rule == "header"
        assert all(word in caught.value.text for word in words)


@pytest.mark.parametrize(
    ("change", "rule"), [({"StopType": "ZZZ"}, "known_category"), ({"Status": "gone"}, "known_category")]
)
def test_an_unknown_value_fails_and_names_the_row(drawn, context, change, rule):
    with pytest.raises(SourceFileError) as caught:
        naptan.read(drawn(stop(), stop(**change)), context)
    assert (caught.value.rule, caught.value.row) == (rule, 3)


def test_a_file_cut_in_its_last_line_fails(drawn, context):
    with pytest.raises(SourceFileError) as caught:
        naptan.read(drawn(stop(), stop(), cut=-30), context)
    assert (caught.value.rule, caught.value.row) == ("truncated", 3)


def test_a_file_cut_inside_a_quoted_value_fails(drawn, context):
    with pytest.raises(SourceFileError) as caught:
        naptan.read(drawn(stop(), stop(CommonName="Long, long name"), cut=-150), context)
    assert caught.value.rule == "truncated"


def test_a_record_of_the_wrong_width_in_the_middle_fails(tmp_path, context):
    path = tmp_path / "029Stops.csv"
    lines = [",".join(naptan.HEADER), "a,b", ",".join("" for _ in naptan.HEADER), ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(SourceFileError) as caught:
        naptan.read(SourceFile(path, path.name, "", 0), context)
    assert (caught.value.rule, caught.value.row) == ("width", 2)


@pytest.mark.parametrize(
    ("content", "rule"),
    [(b"", "header"), (b"<!DOCTYPE html><html></html>", "is_data"), (b'a,"b"c\n', "csv")],
)
def test_what_is_not_a_table_of_stops_fails(tmp_path, context, content, rule):
    path = tmp_path / "029Stops.csv"
    path.write_bytes(content)
    with pytest.raises(SourceFileError) as caught:
        naptan.read(SourceFile(path, path.name, "", 0), context)
    assert caught.value.rule == rule


def test_blank_lines_are_no_records_and_rows_keep_their_line_numbers(drawn, context):
    file = drawn(stop(CommonName="Two\nlines"), stop(CommonName="Last"))
    file.path.write_text(file.path.read_text(encoding="utf-8") + "\n\n", encoding="utf-8")
    assert naptan.read(file, context).frame["row"].tolist() == [2, 4]


def test_the_false_origin_of_the_grid_is_no_position(drawn, context):
    near = {"Easting": "400", "Northing": "300", "Longitude": "", "Latitude": ""}
    harvest = naptan.read(drawn(stop(**near)), context)
    assert [r.rule for r in harvest.rejections] == ["bad_coordinates"]
