import csv
import io

import numpy as np
import pytest

from geodata.build.harvest import Context, PostcodeTable, SourceFile, sha256_of
from geodata.build.readers import gias
from geodata.errors import SourceFileError

CONTEXT = Context({}, PostcodeTable(np.array(["LU11AA"]), np.array([509000.0]), np.array([221000.0])))
WIDE = ("FederationFlag (name)", *gias.HEADER, "UPRN", "SiteName")


def school(**values):
    usual = {
        "URN": "100000", "LA (code)": "821", "EstablishmentName": "High Town School",
        gias.TYPE: "Academy converter",
        gias.STATUS: "Open", gias.PHASE: "Secondary", "StatutoryLowAge": "11", gias.HIGH_AGE: "18",
        gias.BOARDERS: "No boarders", "Postcode": "LU1 1AA", "Easting": "509200", "Northing": "221300",
    }  # fmt: skip
    return {**usual, **values}


@pytest.fixture
def drawn(tmp_path):
    def draw(*rows, header=WIDE, name="edubasealldata20260401.csv", encoding="cp1252"):
        text = io.StringIO()
        writer = csv.DictWriter(text, header, extrasaction="ignore", restval="", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)
        path = tmp_path / name
        path.write_bytes(text.getvalue().encode(encoding))
        return SourceFile(path, name, sha256_of(path), path.stat().st_size)

    return draw


def test_an_open_school_is_placed_and_the_further_columns_do_no_harm(drawn):
    harvest = gias.read(drawn(school(EstablishmentName="St Anne\u2019s \u2013 Upper")), CONTEXT)
    row = harvest.frame.iloc[0]
    assert (row["row"], row["class"], row["name"]) == (2, "secondary", "St Anne\u2019s \u2013 Upper")
    assert (row["x"], row["y"], harvest.vintage) == (509200, 221300, "2026-04-01")


@pytest.mark.parametrize(
    ("kind", "phase", "high", "expected"),
    [
        ("Community school", "Secondary", "16", "secondary"),
        ("Community school", "Middle deemed secondary", "13", "secondary"),
        ("Free schools", "All-through", "19", "secondary"),
        ("Free schools", "16 plus", "19", "secondary"),
        ("Free schools 16 to 19", "16 plus", "19", "college"),
        ("Academy 16-19 converter", "16 plus", "19", "college"),
        ("Further education", "16 plus", "", "college"),
        ("Special post 16 institution", "Not applicable", "25", "college"),
        ("Pupil referral unit", "Not applicable", "16", "alternative_provision"),
        ("Free Schools - Alternative Provision", "Secondary", "16", "alternative_provision"),
        ("Academy alternative provision converter", "", "16", "alternative_provision"),
        ("Voluntary aided school", "Primary", "11", "primary"),
        ("Local authority nursery school", "Nursery", "5", "primary"),
        ("Foundation school", "Middle deemed primary", "12", "primary"),
        ("Studio schools", "Not applicable", "19", "secondary"),
        ("Foundation school", "Not applicable", "11", "primary"),
        ("Foundation school", "Not applicable", "", "other"),
        ("Other independent school", "Not applicable", "18", "other"),
        ("Community special school", "Not applicable", "19", "other"),
        ("Children\u2019s centre", "", "", "other"),
    ],
)
def test_the_class_follows_type_then_phase_then_leaving_age(drawn, kind, phase, high, expected):
    row = school(**{gias.TYPE: kind, gias.PHASE: phase, gias.HIGH_AGE: high})
    assert gias.read(drawn(row), CONTEXT).frame["class"].tolist() == [expected]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({gias.STATUS: "Closed"}, "closed"),
        ({gias.STATUS: "Proposed to open"}, "not_open"),
        ({gias.STATUS: ""}, "not_open"),
        ({gias.TYPE: "Welsh establishment"}, "outside_england"),
        ({gias.TYPE: "Service children's education"}, "outside_england"),
        ({gias.TYPE: "Secure units"}, "reveals_home"),
        ({gias.TYPE: "Academy secure 16 to 19"}, "reveals_home"),
        ({gias.BOARDERS: "Children's home (Boarding school)"}, "reveals_home"),
        ({"EstablishmentName": "Rosewood Children's Home School"}, "reveals_home"),
        ({gias.STATUS: "Closed", "EstablishmentName": "Rosewood Refuge"}, "reveals_home"),
        ({"Easting": "0", "Northing": "0", "Postcode": ""}, "bad_coordinates"),
    ],
)
def test_what_cannot_be_used_is_rejected_with_its_rule(drawn, change, rule):
    harvest = gias.read(drawn(school(**change), school()), CONTEXT)
    assert [(r.row, r.rule) for r in harvest.rejections] == [(2, rule)]
    assert harvest.frame["row"].tolist() == [3]
    assert "Rosewood" not in str(harvest.rejections)


def test_a_school_about_to_close_is_still_open(drawn):
    assert len(gias.read(drawn(school(**{gias.STATUS: "Open, but proposed to close"})), CONTEXT).frame) == 1


def test_blank_or_zero_coordinates_give_way_to_the_postcode(drawn):
    rows = [
        school(Easting="", Northing=""),
        school(Easting="0", Northing="0"),
        school(Easting="", Northing="", Postcode=""),
    ]
    x = gias.read(drawn(*rows), CONTEXT).frame["x"]
    assert x.tolist()[:2] == [509000.0, 509000.0]
    assert np.isnan(x.iloc[2])


@pytest.mark.parametrize("column", [gias.STATUS, gias.PHASE, gias.TYPE])
def test_a_new_status_phase_or_type_fails_the_file(drawn, column):
    with pytest.raises(SourceFileError) as caught:
        gias.read(drawn(school(), school(**{column: "Something new"})), CONTEXT)
    assert (caught.value.rule, caught.value.row) == ("known_category", 3)


def test_a_needed_column_that_is_missing_fails_the_file(drawn):
    with pytest.raises(SourceFileError) as caught:
        gias.read(drawn(school(), header=tuple(name for name in WIDE if name != gias.PHASE)), CONTEXT)
    assert caught.value.rule == "header"
    assert gias.PHASE in caught.value.text


@pytest.mark.parametrize("name", ["edubasealldata.csv", "edubasealldata20260230.csv"])
def test_a_name_without_a_real_date_states_no_vintage(drawn, name):
    assert gias.read(drawn(school(), name=name), CONTEXT).vintage == ""


def test_utf_8_is_read_as_well_as_windows_1252(drawn):
    harvest = gias.read(drawn(school(EstablishmentName="Caf\u00e9 School"), encoding="utf-8-sig"), CONTEXT)
    assert harvest.frame["name"].tolist() == ["Caf\u00e9 School"]
