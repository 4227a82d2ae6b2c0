import csv
import io

import numpy as np
import pytest

from geodata.build.harvest import Context, PostcodeTable, SourceFile, sha256_of
from geodata.build.readers import gambling
from geodata.errors import SourceFileError

CONTEXT = Context({}, PostcodeTable(np.array(["M11LQ"]), np.array([384300.0]), np.array([398300.0])))


def licence(**values):
    usual = {"Account Name": "Luxury Leisure", "Premises Activity": "Betting Shop", "Postcode": "M1 1LQ"}
    return {**dict.fromkeys(gambling.REGISTER, ""), **usual, **values}


def reshaped(**values):
    usual = {
        "name": "Luxury Leisure", "activity": "Bingo", "address": "39 Piccadilly", "postcode": "M1 1LQ",
        "area_code": "E0800003", "la_code": "E08000003", "lon": "-2.235736", "lat": "53.481402",
    }  # fmt: skip
    return {**dict.fromkeys(gambling.RESHAPED, "NA"), **usual, **values}


@pytest.fixture
def drawn(tmp_path):
    def draw(*rows, header=None, name="premises-licence-register.csv", cut=None):
        text = io.StringIO()
        writer = csv.DictWriter(text, header or tuple(rows[0]), extrasaction="ignore", restval="")
        writer.writeheader()
        writer.writerows(rows)
        path = tmp_path / name
        path.write_text(text.getvalue()[:cut], encoding="utf-8", newline="")
        return SourceFile(path, name, sha256_of(path), path.stat().st_size)

    return draw


def test_the_register_is_placed_by_postcode(drawn):
    harvest = gambling.read(drawn(licence(), licence(Postcode="ZZ1 1ZZ")), CONTEXT)
    row = harvest.frame.iloc[0]
    assert (row["row"], row["class"], row["name"], row["x"]) == (
        2,
        "betting_shop",
        "Luxury Leisure",
        384300.0,
    )
    assert np.isnan(harvest.frame["x"].iloc[1])
    assert harvest.coverage == ()


@pytest.mark.parametrize(("activity", "expected"), sorted(gambling.CLASSES.items()))
def test_every_known_activity_has_its_class(drawn, activity, expected):
    frame = gambling.read(drawn(licence(**{"Premises Activity": activity})), CONTEXT).frame
    assert frame["class"].tolist() == [expected]


def test_the_reshaped_form_is_covered_by_la_code_because_its_area_code_is_broken(drawn):
    harvest = gambling.read(
        drawn(reshaped(), reshaped(la_code="NA", lon="NA", lat="NA", postcode="BL9 OBH")), CONTEXT
    )
    assert harvest.coverage == ("E08000003",)
    assert harvest.frame["x"].iloc[0] == pytest.approx(384_400, abs=200)
    assert np.isnan(harvest.frame["x"].iloc[1])


def test_coordinates_off_the_map_give_way_to_the_postcode(drawn):
    harvest = gambling.read(
        drawn(reshaped(lon="0", lat="0"), reshaped(lon="0", lat="0", postcode="NA")), CONTEXT
    )
    assert harvest.frame["x"].tolist() == [384300.0]
    assert [(r.row, r.rule) for r in harvest.rejections] == [(3, "bad_coordinates")]


def test_a_licence_without_an_activity_is_rejected_not_guessed(drawn):
    harvest = gambling.read(drawn(reshaped(activity="NA"), reshaped()), CONTEXT)
    assert [(r.row, r.rule) for r in harvest.rejections] == [(2, "no_activity")]


def test_a_name_that_gives_a_home_away_is_rejected(drawn):
    harvest = gambling.read(drawn(licence(**{"Address Line 1": "Rosewood Hostel"}), licence()), CONTEXT)
    assert [(r.row, r.rule) for r in harvest.rejections] == [(2, "reveals_home")]


def test_the_date_in_the_name_is_the_vintage(drawn):
    assert (
        gambling.read(drawn(licence(), name="premises-licence-register-2026-03-01.csv"), CONTEXT).vintage
        == "2026-03-01"
    )
    assert gambling.read(drawn(licence()), CONTEXT).vintage == ""


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ([licence(**{"Premises Activity": "Dog racing"})], "known_category"),
        ([reshaped(activity="Dog racing")], "known_category"),
        ([reshaped(la_code="E0800003")], "authority_code"),
        ([{**licence(), "Licence Status": "Active"}], "header"),
        ([{**reshaped(), "uprn": "1"}], "header"),
        ([{"a": "b"}], "header"),
    ],
)
def test_a_file_that_is_not_what_was_promised_fails_with_its_rule(drawn, rows, rule):
    with pytest.raises(SourceFileError) as caught:
        gambling.read(drawn(*rows), CONTEXT)
    assert caught.value.rule == rule


def test_a_register_cut_short_fails(drawn):
    with pytest.raises(SourceFileError) as caught:
        gambling.read(drawn(licence(), licence(), cut=-12), CONTEXT)
    assert (caught.value.rule, caught.value.row) == ("truncated", 3)
