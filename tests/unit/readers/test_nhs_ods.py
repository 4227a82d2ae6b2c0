import csv
import io

import numpy as np
import pytest

from geodata.build.harvest import Context, PostcodeTable, SourceFile, sha256_of
from geodata.build.readers import nhs_ods
from geodata.errors import SourceFileError

POSTCODES = PostcodeTable(np.array(["LU11AA"]), np.array([509000.0]), np.array([221000.0]))
GP = Context({"kind": "gp"}, POSTCODES)
CAMHS = Context({"kind": "camhs"}, POSTCODES)


def organisation(**values):
    usual = {
        "name": "HIGH TOWN SURGERY", "grouping": "Y61", "address": "1 HIGH STREET", "postcode": "LU1 1AA",
        "opened": "19740401", "closed": "", "status": "A", "setting": "4",
    }  # fmt: skip
    row = [""] * nhs_ods.WIDTH
    for name, value in {**usual, **values}.items():
        row[nhs_ods.COLUMNS[name]] = value
    return row


@pytest.fixture
def drawn(tmp_path):
    def draw(*rows):
        text = io.StringIO()
        csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
        path = tmp_path / "report.csv"
        path.write_bytes(text.getvalue().encode("cp1252"))
        return SourceFile(path, path.name, sha256_of(path), path.stat().st_size)

    return draw


def test_an_active_practice_is_placed_by_its_postcode_from_the_first_line_on(drawn):
    harvest = nhs_ods.read(drawn(organisation(), organisation(opened="20211104", postcode="ZZ1 1ZZ")), GP)
    row = harvest.frame.iloc[0]
    assert (row["row"], row["class"], row["name"], row["x"]) == (1, "gp", "HIGH TOWN SURGERY", 509000.0)
    assert np.isnan(harvest.frame["x"].iloc[1])
    assert harvest.vintage == "2021-11-04"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"setting": "14"}, "not_a_practice"),
        ({"setting": "18", "name": "ROSEWOOD"}, "not_a_practice"),
        ({"status": "C"}, "closed"),
        ({"status": "D"}, "closed"),
        ({"status": "P"}, "closed"),
        ({"grouping": "W00"}, "outside_england"),
        ({"name": "ROSEWOOD NURSING HOME"}, "reveals_home"),
        ({"address": "ROSEWOOD CARE HOME"}, "reveals_home"),
    ],
)
def test_what_is_no_practice_in_use_is_rejected_and_not_named(drawn, change, rule):
    harvest = nhs_ods.read(drawn(organisation(**change), organisation()), GP)
    assert [(r.row, r.rule) for r in harvest.rejections] == [(1, rule)]
    assert "ROSEWOOD" not in str(harvest.rejections)


@pytest.mark.parametrize(
    "name",
    [
        "LUTON CAMHS",
        "CAMH CLINIC",
        "Child and Adolescent Mental Health Service",
        "CHILD & ADOLESCENT MENTAL HEALTH",
        "CHILDREN'S AND ADOLESCENTS MENTAL HEALTH TEAM",
    ],
)
def test_sites_named_for_child_and_adolescent_mental_health_are_kept(drawn, name):
    row = organisation(name=name, status="", setting="")
    assert nhs_ods.read(drawn(row), CAMHS).frame["class"].tolist() == ["camhs"]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"name": "LUTON HOSPITAL"}, "not_camhs"),
        ({"name": "CAMHSHIRE CLINIC"}, "not_camhs"),
        ({"name": "CAMHS", "closed": "20200331"}, "closed"),
        ({"name": "CAMHS", "status": "C"}, "closed"),
        ({"name": "CAMHS ROSEWOOD HOSTEL"}, "reveals_home"),
        ({"name": "CAMHS", "grouping": "W00"}, "outside_england"),
    ],
)
def test_other_sites_and_closed_ones_are_rejected(drawn, change, rule):
    row = organisation(**{"status": "", "setting": "", **change})
    harvest = nhs_ods.read(drawn(row), CAMHS)
    assert [r.rule for r in harvest.rejections] == [rule]


@pytest.mark.parametrize("days", [["", ""], ["20211399", ""], ["soon", ""]])
def test_without_a_real_opening_date_the_file_states_no_vintage(drawn, days):
    assert nhs_ods.read(drawn(*(organisation(opened=day) for day in days)), GP).vintage == ""


@pytest.mark.parametrize(
    ("change", "context", "rule"),
    [
        ({"setting": "99"}, GP, "known_category"),
        ({"setting": ""}, GP, "known_category"),
        ({"status": "X"}, GP, "known_category"),
        ({"status": "X"}, CAMHS, "known_category"),
        ({}, Context({"kind": "dentist"}), "option_kind"),
        ({}, Context({}), "option_kind"),
    ],
)
def test_an_unknown_value_or_option_fails_the_file(drawn, change, context, rule):
    with pytest.raises(SourceFileError) as caught:
        nhs_ods.read(drawn(organisation(**change)), context)
    assert caught.value.rule == rule


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ([organisation()[:20]], "truncated"),
        ([organisation(), organisation()[:26]], "truncated"),
        ([organisation()[:26], organisation()], "width"),
        ([[*organisation(), ""]], "width"),
        ([], "not_empty"),
    ],
)
def test_a_report_that_is_not_27_values_wide_and_whole_fails(drawn, rows, rule):
    with pytest.raises(SourceFileError) as caught:
        nhs_ods.read(drawn(*rows), GP)
    assert caught.value.rule == rule


def test_without_a_postcode_table_every_practice_is_unlocated_and_none_is_lost(drawn):
    harvest = nhs_ods.read(drawn(organisation()), Context({"kind": "gp"}))
    assert np.isnan(harvest.frame["x"]).tolist() == [True]
