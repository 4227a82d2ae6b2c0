"""Code-Point Open: both forms of a postcode, nine or ten columns, and no position that is not one."""

from __future__ import annotations

import gzip

import pytest

from geodata.build.harvest import Context, SourceFile
from geodata.build.readers import codepoint, codepoint_extract
from geodata.errors import ManifestError, SourceFileError

TEN = '"LU1 1AA",10,508653,221332,"E92000001","E19000001","E18000006","","E06000032","E05014742"\n'
NINE = '"LU1 1AA",10,508653,221332,"E92000001","E18000006","","E06000032","E05014742"\n'
FIXED = '"MK401AA",50,505000,249000,"E92000001","","","","E06000055","E05000001"\n'
NOWHERE = '"ZE3 9XX",90,0,0,"S92000003","","","","S12000027",""\n'
HEADER = "postcode,positional_quality,easting,northing,district\n"


@pytest.fixture
def file(tmp_path):
    def write(text: str, name: str = "lu.csv") -> SourceFile:
        path = tmp_path / name
        path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
        return SourceFile(path, name, "", 0)

    return write


def test_both_forms_of_the_postcode_lose_their_blank(file):
    harvest = codepoint.read(file(TEN + FIXED, "lu.csv.gz"), Context({}))
    assert list(harvest.frame["postcode"]) == ["LU11AA", "MK401AA"]
    assert harvest.frame.iloc[0].to_dict() == {
        "row": 1, "postcode": "LU11AA", "quality": 10, "district": "E06000032", "country": "E92000001",
        "x": 508653.0, "y": 221332.0, "class": "", "name": "",
    }  # fmt: skip


def test_nine_columns_read_like_ten(file):
    nine, ten = (codepoint.read(file(text), Context({})).frame for text in (NINE, TEN))
    assert nine.equals(ten)


def test_quality_90_is_unlocated_and_not_the_corner_of_the_map(file):
    harvest = codepoint.read(file(TEN + NOWHERE), Context({}))
    assert harvest.rows_in == len(harvest.frame) == 2
    assert list(harvest.frame["x"].isna()) == [False, True]


def test_quality_90_has_no_position_whatever_its_columns_say(file):
    harvest = codepoint.read(file(TEN.replace(",10,", ",90,")), Context({}))
    assert harvest.frame["x"].isna().all()


def test_a_postcode_that_is_none_is_rejected(file):
    harvest = codepoint.read(file(TEN + TEN.replace("LU1 1AA", "LU1 1A")), Context({}))
    assert [(r.row, r.rule, r.text) for r in harvest.rejections] == [
        (2, "postcode", "'LU1 1A' is not a postcode")
    ]


@pytest.mark.parametrize(
    ("text", "row", "words"),
    [
        (TEN + TEN[:40], 2, "columns where 10"),
        (TEN + NINE, 2, "9 columns where 10"),
        ("LU1 1AA,1,2\n", 1, "3 columns where 9 or 10"),
        (TEN + TEN.replace("221332", "22133x"), 2, "in whole numbers"),
        (TEN.replace("E92000001", "E19000001"), 1, "country's code"),
        (TEN.replace("E06000032", "E05014742"), 1, "district's code"),
    ],
)
def test_a_file_in_another_layout_or_cut_short_is_refused(file, text, row, words):
    with pytest.raises(SourceFileError, match=words) as caught:
        codepoint.read(file(text), Context({}))
    assert (caught.value.rule, caught.value.row) == ("columns", row)


def test_the_extract_is_known_by_its_header(file):
    harvest = codepoint.read(
        file(HEADER + "LU1 1AA,10,508653,221332,E06000032\nZE3 9XX,90,0,0,\n\n"), Context({})
    )
    assert list(harvest.frame["row"]) == [2, 3]
    assert list(harvest.frame["country"]) == ["E92000001"] * 2
    assert list(harvest.frame["x"].isna()) == [False, True]
    assert harvest.frame["quality"].dtype == "int16"


@pytest.mark.parametrize(
    ("body", "row"),
    [
        ("LU1 1AA,10,508653,221332,E06000032\nLU1 1AB,10,508\n", 3),
        ("LU1 1AA,10,508653,221332\n", 2),
        ("LU1 1AA,10,east,221332,E06000032\n", 2),
        ("LU1 1AA,10,508653,221332,E06000032,more\nLU1 1AB,10,508653,221332,E06000032\n", 2),
    ],
)
def test_an_extract_with_a_row_that_is_not_whole_is_refused(file, body, row):
    with pytest.raises(SourceFileError) as caught:
        codepoint_extract.read(file(HEADER + body), Context({}))
    assert (caught.value.rule, caught.value.row) == ("rows", row)


def test_another_header_is_refused(file):
    with pytest.raises(SourceFileError, match="'pqi' is not declared"):
        codepoint.read(file(HEADER.replace("positional_quality", "pqi")), Context({}))


def test_an_empty_file_is_refused(file):
    with pytest.raises(SourceFileError, match="columns"):
        codepoint.read(file(""), Context({}))


@pytest.mark.parametrize("reader", [codepoint, codepoint_extract])
def test_there_are_no_options(file, reader):
    with pytest.raises(ManifestError, match="knows: none"):
        reader.read(file(TEN), Context({"class": "postcode"}))
