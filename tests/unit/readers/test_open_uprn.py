"""OS Open UPRN, as drawn from its specification."""

from __future__ import annotations

import pytest

from geodata.build.harvest import Context, SourceFile
from geodata.build.readers import open_uprn
from geodata.errors import SourceFileError

HEADER = "\ufeffUPRN,X_COORDINATE,Y_COORDINATE,LATITUDE,LONGITUDE\n"
ROW = "100080000001,508653.00,221332.00,51.8800000,-0.4200000\n"


def read(path, text, name="osopenuprn_202601.csv"):
    (path / name).write_text(text, encoding="utf-8")
    return open_uprn.read(SourceFile(path / name, name, "", 0), Context({}))


def test_a_reference_number_is_an_integer_with_metres(tmp_path):
    harvest = read(tmp_path, HEADER + ROW + "2,0.00,0.00,49.77,-7.56\n")
    assert harvest.frame["uprn"].tolist() == [100080000001, 2]
    assert harvest.frame["uprn"].dtype == "int64"
    assert harvest.frame["x"].tolist()[0] == 508653.0
    assert list(harvest.frame["x"].isna()) == [False, True]
    assert set(harvest.frame["class"]) == {""}
    assert harvest.vintage == "2026-01"
    assert harvest.rows_in == len(harvest.frame) + len(harvest.rejections)


def test_a_position_that_is_no_number_is_rejected(tmp_path):
    harvest = read(tmp_path, HEADER + ROW + "2,,221332.00,51.88,-0.42\n", "uprns.csv")
    assert [(r.row, r.rule) for r in harvest.rejections] == [(3, "coordinates")]
    assert harvest.vintage == ""


@pytest.mark.parametrize(
    ("text", "rule", "row"),
    [
        (HEADER.replace("UPRN", "URN"), "columns", 1),
        (HEADER + ROW + "2,508653.00,2213", "rows", 3),
        (HEADER + "abc,1,2,3,4\n", "rows", None),
    ],
)
def test_a_file_in_another_layout_or_cut_short_is_refused(tmp_path, text, rule, row):
    with pytest.raises(SourceFileError) as caught:
        read(tmp_path, text)
    assert (caught.value.rule, caught.value.row) == (rule, row)
