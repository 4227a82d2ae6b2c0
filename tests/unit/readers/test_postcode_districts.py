"""Which authorities a postcode district reaches."""

from __future__ import annotations

import pytest

from geodata.build.harvest import Context, SourceFile
from geodata.build.readers import postcode_districts
from geodata.errors import SourceFileError

HEADER = ",".join(postcode_districts.HEADER) + "\n"


def read(path, text):
    (path / "d.csv").write_text(text, encoding="utf-8")
    return postcode_districts.read(SourceFile(path / "d.csv", "d.csv", "", 0), Context({}))


def test_a_district_lists_its_authorities(tmp_path):
    harvest = read(tmp_path, HEADER + "LU1,948,1,2,3,4,5,6,E06000032,0.8,E06000032:800 E06000056:148\n")
    assert harvest.frame.to_dict("records") == [
        {"row": 2, "code": "LU1", "postcodes": 948.0, "lads": "E06000032:800;E06000056:148"}
    ]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("LU1 1,9,1,2,3,4,5,6,E06000032,1,E06000032:9\n", "district"),
        ("LU1,9,1,2,3,4,5,6,E06000032,1,Luton\n", "lads"),
        ("LU1,many,1,2,3,4,5,6,E06000032,1,E06000032:9\n", "number"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected(tmp_path, line, rule):
    harvest = read(tmp_path, HEADER + line)
    assert [r.rule for r in harvest.rejections] == [rule]
    assert harvest.rows_in == 1


def test_another_file_is_refused(tmp_path):
    with pytest.raises(SourceFileError, match="columns"):
        read(tmp_path, "district,postcodes\nLU1,9\n")
