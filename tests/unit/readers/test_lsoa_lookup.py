"""From the neighbourhoods of 2011 to those of 2021."""

from __future__ import annotations

import pytest

from geodata.build.harvest import Context, SourceFile
from geodata.build.readers import lsoa_lookup
from geodata.errors import SourceFileError

HEADER = ",".join(lsoa_lookup.HEADER) + "\n"


def read(path, text):
    (path / "l.csv").write_text(text, encoding="utf-8-sig")
    return lsoa_lookup.read(SourceFile(path / "l.csv", "l.csv", "", 0), Context({}))


def test_a_merged_neighbourhood_came_from_two(tmp_path):
    row = "{},Adur 001A,E01035000,Adur 001A,{},E07000223,Adur,,1\n"
    harvest = read(tmp_path, HEADER + row.format("E01000001", "M") + row.format("E01000002", "M"))
    assert harvest.frame[["code", "lsoa11", "change"]].to_numpy().tolist() == [
        ["E01035000", "E01000001", "M"],
        ["E01035000", "E01000002", "M"],
    ]


@pytest.mark.parametrize(
    ("old", "new", "change", "rule"),
    [
        ("E02000001", "E01000001", "U", "lsoa_code"),
        ("E01000001", "", "U", "lsoa_code"),
        ("E01000001", "E01000001", "Z", "change"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected(tmp_path, old, new, change, rule):
    harvest = read(tmp_path, HEADER + f"{old},a,{new},a,{change},E07000223,Adur,,1\n")
    assert [r.rule for r in harvest.rejections] == [rule]


def test_another_file_is_refused(tmp_path):
    with pytest.raises(SourceFileError, match="columns"):
        read(tmp_path, "LSOA21CD,UTLA23CD\n")
