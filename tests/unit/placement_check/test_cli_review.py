"""The review of an existing home on the command line: never public, no address where it could leak."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from geodata.release import Release
from geodata.store import Store
from placement_check.cli import run
from placement_check.places import gazetteer_of

PLACE = "ZZ1 1AA"
ROOT = Path(__file__).resolve().parents[3]
SCHEMA = json.loads((ROOT / "docs/schemas/check.v1.json").read_text("utf-8"))
EXAMPLES = ROOT / "docs/how-to/examples"


def reviewed(sample, *more):
    return ["review", PLACE, "--data", str(sample), "--at", "2026-06-30", *more]


def test_a_review_says_what_is_recorded_at_the_homes_own_map_point(sample, tmp_path, capsys):
    file = tmp_path / "H-2026-17.json"
    assert run(reviewed(sample, "-o", str(file))) == 0
    body = json.loads(file.read_text("utf-8"))
    assert body["purpose"] == "review"
    assert body["review"]["marking"] == "OFFICIAL-SENSITIVE"
    assert any(a["name"] == "own_point" for a in body["rating"]["alternatives"])
    assert "OFFICIAL-SENSITIVE" in capsys.readouterr().err


@pytest.mark.parametrize(
    "name", ["zz1 1aa.pdf", "ZZ11AA.json", "home-zz1-1aa-2026.html", "12 High Street ZZ11AA.txt"]
)
def test_no_address_stands_in_a_file_name_and_the_refusal_does_not_repeat_it(sample, tmp_path, capsys, name):
    assert run(reviewed(sample, "-o", str(tmp_path / name))) == 2
    err = capsys.readouterr().err
    assert "Name it by a reference number" in err
    assert "zz1" not in err.lower().replace(" ", "")
    assert not list(tmp_path.iterdir())


def test_the_name_may_not_hold_the_address_of_a_further_building_either(sample, tmp_path):
    file = tmp_path / "zz11ab.json"
    assert run(reviewed(sample, "--building", "The Lodge, ZZ1 1AB", "-o", str(file))) == 2


@pytest.mark.parametrize(
    ("places", "words"),
    [
        (["ZZ1 9QQ"], "given for PLACE names no place"),
        (["12 High Street, ZZ1 9QQ"], "given for PLACE names no place"),
        ([PLACE, "--building", "ZZ1 1AB", "--building", "ZZ1 9QQ"], "given for building 2 of those given"),
        (["53.9, 2.0"], "given for PLACE names no place"),
        (["ZZ1-9QQ.wkt"], "given for PLACE names no place"),
    ],
)  # fmt: skip
def test_a_refused_place_of_a_review_is_not_repeated_in_the_error(sample, capsys, places, words):
    assert run(["review", *places, "--data", str(sample), "--at", "2026-06-30"]) == 2
    out, err = capsys.readouterr()
    assert words in err
    assert not re.search(r"ZZ1|9QQ|High Street|53\.9", out + err)


def test_buildings_in_two_authorities_are_refused_without_their_addresses(sample, capsys):
    from geodata.release import Release
    from geodata.store import Store
    from placement_check.places import gazetteer_of
    from placement_check.scene import ground_of

    store = Store.of(Release.open(sample))
    gazetteer, ground = gazetteer_of(store), ground_of(store)

    def district(name):
        return ground.district(*gazetteer.locate(name).point.millimetres())

    keys, quality = store.release.array("postcodes.key"), store.release.array("postcodes.quality")
    names = [bytes(k).decode("ascii") for k in keys[quality == 10]]
    other = next(n for n in names if district(n) is not None and district(n) != district(PLACE))
    assert run(reviewed(sample, "--building", other)) == 2
    err = capsys.readouterr().err
    assert "in one English authority, and here they do not" in err
    assert other not in err
    assert other[-3:] not in err


def test_a_building_whose_red_line_is_too_long_is_refused_for_that_and_for_nothing_else(
    sample, tmp_path, capsys
):
    point = gazetteer_of(Store.of(Release.open(sample))).locate(PLACE).point
    east, north = round(point.easting), round(point.northing)
    corners = ", ".join(
        f"{east + a} {north + b}" for a, b in ((0, 0), (3400, 0), (3400, 30), (0, 30), (0, 0))
    )
    line = tmp_path / "annexe.wkt"
    line.write_text(f"POLYGON (({corners}))", "utf-8")
    assert run(reviewed(sample, "--building", str(line))) == 2
    said = capsys.readouterr().err
    assert "The boundary reaches over more than 3 km" in said
    assert "authority" not in said
    assert PLACE not in said


def test_a_review_without_a_file_is_printed_with_its_mark(sample, capsys):
    assert run(reviewed(sample)) == 0
    assert any(line.startswith("OFFICIAL-SENSITIVE") for line in capsys.readouterr().out.splitlines()[:6])


@pytest.mark.parametrize(
    ("line", "name", "code"),
    [("H1/site.wkt", "H1/H-17.json", 0), ("12 High Street/site.wkt", "12 High Street/H-17.json", 2)],
)
def test_the_folder_of_a_red_line_tells_and_the_folders_above_it_do_not(sample, tmp_path, line, name, code):
    from geodata.release import Release
    from geodata.store import Store
    from placement_check.places import gazetteer_of

    point = gazetteer_of(Store.of(Release.open(sample))).locate(PLACE).point
    east, north = point.easting, point.northing
    corners = ", ".join(f"{east + a} {north + b}" for a, b in ((0, 0), (30, 0), (30, 30), (0, 0)))
    folder = (tmp_path / "of one machine" / line).parent
    folder.mkdir(parents=True)
    (folder / "site.wkt").write_text(f"POLYGON (({corners}))", "utf-8")
    out = tmp_path / "of one machine" / name
    asked = ["review", str(folder / "site.wkt"), "--data", str(sample), "--at", "2026-06-30", "-o", str(out)]
    assert run(asked) in (code, 3 if code == 0 else code)
    assert out.exists() == (code == 0)


@pytest.mark.parametrize("form", ["csv", "geojson"])
def test_a_review_is_not_written_as_a_layer_for_a_map(sample, tmp_path, form):
    assert run(reviewed(sample, "-o", str(tmp_path / f"H1.{form}"))) == 2


def test_the_report_of_a_review_is_marked_and_holds_no_address(sample, tmp_path):
    file = tmp_path / "H-2026-17.html"
    assert run(reviewed(sample, "-o", str(file))) == 0
    text = file.read_text("utf-8")
    assert "OFFICIAL-SENSITIVE" in text
    assert "ZZ1" not in text


def test_what_changed_since_the_last_assessment_is_said(sample, tmp_path, capsys):
    before, after = tmp_path / "H1-2025.json", tmp_path / "H1-2026.json"
    assert run(reviewed(sample, "-o", str(before))) == 0
    capsys.readouterr()
    assert run(reviewed(sample, "--previous", str(before), "-o", str(after))) == 0
    assert "Nothing has changed" in capsys.readouterr().out
    body = json.loads(before.read_text("utf-8"))
    body["versions"]["data"] = "0" * 64
    before.write_text(json.dumps(body), "utf-8")
    assert run(reviewed(sample, "--previous", str(before), "-o", str(after))) == 0
    assert "Data release" in capsys.readouterr().out


def test_a_setting_is_said(sample, tmp_path):
    file = tmp_path / "S-1.json"
    assert run(reviewed(sample, "--setting", "supported_accommodation", "-o", str(file))) == 0
    assert json.loads(file.read_text("utf-8"))["review"]["setting"] == "supported_accommodation"


def test_what_changed_stands_in_the_report_and_in_its_json_and_replay_still_works(sample, tmp_path, capsys):
    before, after = tmp_path / "H1-2025.json", tmp_path / "H1-2026.json"
    assert run(reviewed(sample, "-o", str(before))) == 0
    body = json.loads(before.read_text("utf-8"))
    assert body["review"]["changes"] is None
    body["versions"]["data"] = "0" * 64
    body["location"]["matched"] = "postcode ZZ1 1ZZ, centre of the postcode"
    before.write_text(json.dumps(body), "utf-8")
    more = ["--previous", str(before)]
    assert run(reviewed(sample, *more, "-o", str(after))) == 0
    capsys.readouterr()
    made = json.loads(after.read_text("utf-8"))
    jsonschema.validate(made, SCHEMA)
    assert made["review"]["changes"]["since"] == body["at"]
    assert {"versions.data", "location.matched"} == {c["what"] for c in made["review"]["changes"]["list"]}
    assert run(["replay", str(after), "--data", str(sample)]) == 3
    assert "review.changes. To make it again, give --previous FILE." in capsys.readouterr().out
    assert run(["replay", str(after), "--data", str(sample), "--previous", str(before)]) == 0
    for ending in ("html", "txt"):
        paper = tmp_path / f"H1.{ending}"
        assert run(reviewed(sample, *more, "-o", str(paper))) == 0
        text = " ".join(paper.read_text("utf-8").split())
        assert "what changed since the last assessment" in text.lower()
        assert "Data release" in text
        assert "The place asked for, or where it was found, is another" in text
        assert "ZZ1 1ZZ" not in text
    third = tmp_path / "H1-2027.json"
    assert run(reviewed(sample, "--previous", str(after), "-o", str(third))) == 0
    assert json.loads(third.read_text("utf-8"))["review"]["changes"]["list"] == []


def test_a_review_takes_a_decision_and_corrections_and_is_then_no_draft(sample, tmp_path, capsys):
    plain, decided = tmp_path / "H1.json", tmp_path / "H2.json"
    decision, correction = tmp_path / "decision.toml", tmp_path / "correction.toml"
    text = (EXAMPLES / "decision.toml").read_text("utf-8")
    decision.write_text(re.sub(r"^valid_until.*$", "", text, flags=re.MULTILINE), "utf-8")
    correction.write_text((EXAMPLES / "correction.toml").read_text("utf-8"), "utf-8")
    assert run(reviewed(sample, "-o", str(plain))) == 0
    assert "DRAFT" in json.loads(plain.read_text("utf-8"))["marks"]
    more = ["--decision", str(decision), "--correction", str(correction)]
    assert run(reviewed(sample, *more, "-o", str(decided))) in (0, 3), capsys.readouterr().err
    body = json.loads(decided.read_text("utf-8"))
    jsonschema.validate(body, SCHEMA)
    assert body["decision"]["decision"]["decision"] == "relied_on"
    assert len(body["decision"]["corrections"]) == 1
    assert "DRAFT" not in body["marks"]
    assert "OFFICIAL-SENSITIVE" in body["marks"]
    assert run(["replay", str(decided), "--data", str(sample)]) == 3
    assert run(["replay", str(decided), "--data", str(sample), *more]) == 0


@pytest.fixture
def kept(sample, tmp_path, capsys):
    """Return the JSON of a review, and of another with one figure of another release."""
    before, after = tmp_path / "H1-2025.json", tmp_path / "H1-2026.json"
    assert run(reviewed(sample, "-o", str(before))) == 0
    body = json.loads(before.read_text("utf-8"))
    body["versions"]["data"] = "0" * 64
    after.write_text(json.dumps(body), "utf-8")
    capsys.readouterr()
    return before, after


def test_the_mark_of_a_review_stands_first_in_all_that_is_printed_of_it(sample, kept, tmp_path, capsys):
    before, after = map(str, kept)
    table, data = tmp_path / "points.csv", ["--data", str(sample)]
    for command, code in (
        (["explain", before], 0), (["explain", before, *data], 0), (["replay", before, *data], 0),
        (["replay", after, *data], 7), (["diff", before, after], 7),
        (["review", PLACE, *data, "--at", "2026-06-30", "--previous", after, "-o", str(tmp_path / "H3.json")], 0),
    ):  # fmt: skip
        assert run(command) == code
        assert capsys.readouterr().out.splitlines()[0] == "OFFICIAL-SENSITIVE", command
    assert run(["diff", before, after, "--json"]) == 7
    assert json.loads(capsys.readouterr().out)["marking"] == "OFFICIAL-SENSITIVE"
    assert run(["diff", before, before]) == 0
    assert capsys.readouterr().out == ""
    assert run(["explain", before, *data, "--working", str(table)]) == 0
    assert "OFFICIAL-SENSITIVE: handle it" in capsys.readouterr().err
    header, *rows = table.read_text("utf-8").splitlines()
    assert header.startswith("marking,easting,")
    assert rows
    assert all(row.startswith("OFFICIAL-SENSITIVE,") for row in rows)
    assert (
        run(["explain", before, *data, "--working", str(table)]) == 0
    )  # an earlier working may be written anew


@pytest.mark.parametrize("left", ["review", "purpose", "marks"])
def test_a_review_in_which_two_of_the_three_signs_were_taken_out_is_marked_all_the_same(kept, left):
    from placement_check.records.marks import marking_of

    body = json.loads(kept[0].read_text("utf-8"))
    without = {**body, "review": None, "purpose": "check", "marks": None}
    assert marking_of(without) == ""
    assert marking_of(without, {**without, left: body[left]}) == "OFFICIAL-SENSITIVE"


@pytest.mark.parametrize(
    ("visited", "until", "why"),
    [
        ("2023-07-10", "2024-07-10", ", when the site visit of 2023-07-10 is 12 months old"),
        ("2024-05-20", "2024-12-30", ""),
    ],
)  # fmt: skip
def test_a_report_whose_floor_a_visit_lifts_is_valid_no_longer_than_the_visit(
    sample, tmp_path, visited, until, why
):
    visit, asked = tmp_path / "visit.toml", ["check", PLACE, "--data", str(sample), "--at", "2024-06-30"]
    text = (EXAMPLES / "site-visit.toml").read_text("utf-8").replace("hazards.rail", "hazards.road")
    visit.write_text(text.replace("date = 2024-05-20", f"date = {visited}"), "utf-8")
    kept, paper = tmp_path / "checked.json", tmp_path / "checked.html"
    for out in (kept, paper):
        assert run([*asked, "--site-visit", str(visit), "-o", str(out)]) in (0, 3)
    body = json.loads(kept.read_text("utf-8"))
    assert body["decision"]["site_visit"]["floor_f3"]["lifted"]
    assert body["decision"]["valid_until"] == until
    day = f"{int(until[8:])} {'July' if '-07-' in until else 'December'} 2024"
    assert f"{day}{why}" in " ".join(paper.read_text("utf-8").split())


def test_a_previous_file_that_is_no_assessment_is_refused(sample, tmp_path, capsys):
    broken = tmp_path / "H0.json"
    assert run(reviewed(sample, "-o", str(broken))) == 0
    body = json.loads(broken.read_text("utf-8"))
    body["findings"] = 3
    broken.write_text(json.dumps(body), "utf-8")
    assert run(reviewed(sample, "--previous", str(broken))) == 2
    assert "not as the schema says" in " ".join(capsys.readouterr().err.split())
