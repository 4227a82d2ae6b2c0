import csv
import io
import json
import sys
from pathlib import Path

import pytest

from placement_check.batch.errors import BatchError
from placement_check.batch.output import form_of, inert, render
from placement_check.batch.sheet import Row, Sheet

SHEET = Sheet(
    "in.csv", "", ("name", "=evil"),
    (Row(2, ("=cmd|'/C calc'!A0", "-1.5"), "p"), Row(3, ("B", "@x"), "q", {"type": "Point", "coordinates": [1, 2]})),
)  # fmt: skip
COLUMNS = ("check_status", "check_longitude", "check_latitude")
ROWS = [["assessed", -0.4, 51.9], ["not_found", None, None]]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("=1+1", "'=1+1"), ("+44 20", "'+44 20"), ("@x", "'@x"), ("-cmd", "'-cmd"), ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("-1.5", "-1.5"), ("+3", "+3"), ("plain", "plain"), ("", ""), ("-1e5+cmd", "'-1e5+cmd"),
    ],
)  # fmt: skip
def test_no_cell_is_a_formula_to_a_spreadsheet(cell, shown):
    assert inert(cell) == shown


def test_a_table_holds_the_inputs_columns_beside_what_was_found():
    rows = list(csv.reader(io.StringIO(render(".csv", SHEET, COLUMNS, ROWS).decode("utf-8"), newline="")))
    assert rows == [
        ["name", "'=evil", *COLUMNS],
        ["'=cmd|'/C calc'!A0", "-1.5", "assessed", "-0.4", "51.9"],
        ["B", "'@x", "not_found", "not given", "not given"],
    ]


def test_lines_of_json_hold_the_row_and_the_input_as_they_are():
    lines = [json.loads(line) for line in render(".jsonl", SHEET, COLUMNS, ROWS).decode("utf-8").splitlines()]
    assert lines[0]["input"] == {"name": "=cmd|'/C calc'!A0", "=evil": "-1.5"}
    assert [line["row"] for line in lines] == [2, 3]
    assert lines[1]["check_longitude"] is None


def test_features_stand_where_they_were_given_or_found():
    body = json.loads(render(".geojson", SHEET, COLUMNS, ROWS))
    assert [f["geometry"]["coordinates"] for f in body["features"]] == [[-0.4, 51.9], [1, 2]]
    nowhere = render(".geojson", SHEET, COLUMNS, [ROWS[1], ROWS[1]])
    assert json.loads(nowhere)["features"][0]["geometry"] is None


def test_a_workbook_holds_text_and_no_formula_and_is_the_same_whenever_it_is_written():
    from openpyxl import load_workbook

    rows = [["assessed", -0.4, True], ["not\x00found", None, None]]
    raw = render(".xlsx", SHEET, COLUMNS, rows)
    page = load_workbook(io.BytesIO(raw)).active
    assert page["A2"].value == "=cmd|'/C calc'!A0"
    assert page["A2"].data_type == "s"
    assert page["D2"].value == -0.4
    assert page["C3"].value == "not found"
    assert page["D3"].value == "not given"
    assert raw == render(".xlsx", SHEET, COLUMNS, rows)


def test_a_column_that_would_be_there_twice_is_refused():
    twice = Sheet("in.csv", "", ("a", "b", "c", "d"), ())
    with pytest.raises(BatchError, match="a, b, c and 1 more"):
        render(".csv", twice, ("a", "b", "c", "d"), [])


def test_an_output_of_another_form_is_refused_and_excel_needs_its_package(monkeypatch):
    assert form_of(Path("OUT.CSV")) == ".csv"
    assert form_of(Path("out.xlsx")) == ".xlsx"
    with pytest.raises(BatchError, match="must end in"):
        form_of(Path("out.pdf"))
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(BatchError, match=r"placement-check\[excel\]"):
        form_of(Path("out.xlsx"))
