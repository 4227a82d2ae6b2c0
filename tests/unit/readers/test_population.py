"""Residents: counted, never guessed."""

from __future__ import annotations

import pytest

from geodata.build.harvest import Context, SourceFile
from geodata.build.readers import population
from geodata.errors import SourceFileError


def read(path, text):
    (path / "p.csv").write_text(text, encoding="utf-8-sig")
    return population.read(SourceFile(path / "p.csv", "p.csv", "", 0), Context({}))


def test_wales_is_left_out_and_a_blank_is_not_nobody(tmp_path):
    text = "lsoacd,population\nE01000001,1866\nW01000001,1500\nE01000002,\nE01000003,-1\n"
    text += "E01000004,1.5\nE02000001,7\n"
    harvest = read(tmp_path, text)
    assert harvest.frame.to_dict("records") == [{"row": 2, "code": "E01000001", "population": 1866.0}]
    assert [(r.row, r.rule) for r in harvest.rejections] == [
        (3, "outside_england"),
        (4, "population"),
        (5, "population"),
        (6, "population"),
        (7, "lsoa_code"),
    ]
    assert harvest.rows_in == 6


def test_a_renamed_column_is_refused(tmp_path):
    with pytest.raises(SourceFileError, match="'population' is missing"):
        read(tmp_path, "lsoacd,residents\nE01000001,1\n")
