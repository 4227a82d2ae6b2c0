from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from geodata.errors import TableError
from geodata.tables import COLUMNS, SHIPPED, by_code, period, read_tables, rows_of, word

HEADER = "code,name,district,source\n"


def write(directory: Path, text: str | bytes, name: str = "fhrs_authorities") -> Path:
    path = directory / f"{name}.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refusal(directory: Path) -> str:
    with pytest.raises(TableError) as caught:
        read_tables(directory)
    return str(caught.value)


def test_rows_come_back_by_the_stem_of_their_file_in_the_order_of_the_file(tmp_path):
    write(tmp_path, HEADER + '702,Second,E06000056,s\n701,"First, of two",E06000055,s\n')
    write(tmp_path, "label,group,valid_from,valid_to,source\n", "crime_categories")
    assert read_tables(tmp_path) == {
        "crime_categories": [],
        "fhrs_authorities": [
            {"code": "702", "name": "Second", "district": "E06000056", "source": "s"},
            {"code": "701", "name": "First, of two", "district": "E06000055", "source": "s"},
        ],
    }


def test_columns_may_stand_in_another_order(tmp_path):
    write(tmp_path, "source,district,name,code\ns,E06000055,Bedford,701\n")
    assert read_tables(tmp_path)["fhrs_authorities"][0]["code"] == "701"


def test_the_shipped_tables_are_read_and_every_row_of_them_has_a_source():
    tables = read_tables(SHIPPED)
    assert set(tables) <= set(COLUMNS)
    assert {"adjacency", "authorities", "authority_forces", "districts", "forces"} <= set(tables)
    assert [(name, row) for name, rows in tables.items() for row in rows if not row["source"].strip()] == []


@pytest.mark.parametrize(
    "name",
    [
        "adjacency",
        "authorities",
        "authority_forces",
        "districts",
        "fhrs_authorities",
        "forces",
        "naptan_areas",
    ],
)
def test_a_shipped_table_is_sorted_and_ends_its_lines_with_a_line_feed_only(name):
    raw = (SHIPPED / f"{name}.csv").read_bytes()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    keys = [tuple(row.values()) for row in read_tables(SHIPPED)[name]]
    assert keys == sorted(set(keys))


def test_a_missing_directory_is_not_an_empty_set_of_tables(tmp_path):
    assert "no such directory" in refusal(tmp_path / "absent")


def test_a_directory_without_tables_is_refused(tmp_path):
    assert "holds no tables" in refusal(tmp_path)


def test_an_unknown_table_is_refused_by_name(tmp_path):
    write(tmp_path, HEADER, "fhrs_authorites")
    assert "fhrs_authorites.csv: is not a table this version knows" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        ("code,name,source\n", "column 'district' is missing"),
        ("code,name,distrct,source\n", "column 'distrct' is unknown (is it misspelt?)"),
        ("code,name,district,source,note\n", "column 'note' is unknown"),
        ("code,name,district,source,name\n", "column 'name' stands twice"),
        ("", "column 'code' is missing"),
    ],
)
def test_a_header_that_differs_is_refused(tmp_path, header, fault):
    write(tmp_path, header)
    text = refusal(tmp_path)
    assert "fhrs_authorities.csv, row 1" in text
    assert fault in text


@pytest.mark.parametrize("line", ["701,Bedford,E06000055\n", "701,Bedford,E06000055,s,more\n", "\n"])
def test_a_row_of_another_width_is_refused_with_its_row(tmp_path, line):
    write(tmp_path, HEADER + "702,Central Bedfordshire,E06000056,s\n" + line)
    assert "fhrs_authorities.csv, row 3: has" in refusal(tmp_path)


def test_a_quotation_that_never_ends_is_refused_with_its_row(tmp_path):
    write(tmp_path, HEADER + '701,"Bedford,E06000055,s\n')
    assert "fhrs_authorities.csv, row 2: is not CSV" in refusal(tmp_path)


def test_another_encoding_is_refused(tmp_path):
    write(tmp_path, HEADER.encode() + "701,Ynys Môn,E06000055,s\n".encode("cp1252"))
    assert "is not UTF-8" in refusal(tmp_path)


def test_a_table_that_cannot_be_opened_is_refused(tmp_path):
    (tmp_path / "forces.csv").mkdir()
    assert "forces.csv: cannot be read" in refusal(tmp_path)


def test_a_table_that_is_not_there_is_missing_and_not_empty():
    with pytest.raises(TableError, match="'forces' is missing"):
        rows_of({}, "forces")
    assert rows_of({"forces": []}, "forces") == []


def test_a_code_that_stands_twice_is_refused():
    assert by_code({"forces": [{"code": "a"}]}, "forces") == {"a": {"code": "a"}}
    with pytest.raises(TableError, match="code a twice"):
        by_code({"forces": [{"code": "a"}, {"code": "a"}]}, "forces")


def test_an_open_period_runs_to_the_ends_of_the_calendar():
    assert period({"valid_from": "", "valid_to": ""}, "here") == (date.min, date.max)
    assert period({"valid_from": "2027-04-01", "valid_to": "2027-04-01"}, "here") == (
        date(2027, 4, 1),
        date(2027, 4, 1),
    )


@pytest.mark.parametrize(
    ("since", "until", "fault"),
    [
        ("1 April 2027", "", "Write dates as YYYY-MM-DD"),
        ("", "2027-02-30", "Write dates as YYYY-MM-DD"),
        ("2027-04-01", "2027-03-31", "ends on 2027-03-31, before it begins"),
    ],
)
def test_a_period_that_is_none_is_refused_with_its_place(since, until, fault):
    with pytest.raises(TableError, match=fault) as caught:
        period({"valid_from": since, "valid_to": until}, "Table 'districts', E1")
    assert str(caught.value).startswith("Table 'districts', E1: ")


def test_a_word_outside_its_vocabulary_is_refused():
    assert word("land", ("land", "water"), "here") == "land"
    with pytest.raises(TableError, match="here: 'sea' is not one of land, water"):
        word("sea", ("land", "water"), "here")
