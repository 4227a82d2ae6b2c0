"""Every JSON that a check or a review writes, made again: from itself, and from the files it was made with."""

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

PLACE, OTHER, THIRD = "ZZ1 1AA", "ZZ1 1AD", "ZZ1 1AE"
AT = "2024-06-30"
ROOT = Path(__file__).resolve().parents[3]
SCHEMA = json.loads((ROOT / "docs/schemas/check.v1.json").read_text("utf-8"))
EXAMPLES = ROOT / "docs/how-to/examples"
POLICY = """authority = "E06999001"
title = "Local plan"
as_at = 2024-01-15

[[hook]]
id = "H1"
title = "Near a library"
reference = "Policy 1"
question = "Is a library within {limit} m?"
kind = "near_feature"
layer = "libraries"
limit_m = {limit}
pass_when = "within"
"""


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    """Return the files of a case by option."""
    home = tmp_path_factory.mktemp("papers")
    decision = (EXAMPLES / "decision.toml").read_text("utf-8")
    (home / "decision.toml").write_text(re.sub(r"^valid_until.*$", "", decision, flags=re.MULTILINE), "utf-8")
    visit = (EXAMPLES / "site-visit.toml").read_text("utf-8").replace("hazards.rail", "hazards.road")
    (home / "visit.toml").write_text(visit, "utf-8")
    (home / "policy.toml").write_text(POLICY.format(limit=1000), "utf-8")
    return {
        "--decision": str(home / "decision.toml"), "--site-visit": str(home / "visit.toml"),
        "--correction": str(EXAMPLES / "correction.toml"), "--planning": str(EXAMPLES / "proposal.toml"),
        "--policy": str(home / "policy.toml"),
    }  # fmt: skip


def options(papers, *names):
    return [word for name in names or papers for word in (name, papers[name])]


@pytest.fixture(scope="module")
def made(sample, papers, tmp_path_factory):
    """Return the folder with one JSON of each kind."""
    home = tmp_path_factory.mktemp("made")
    data = ["--data", str(sample), "--at", AT]
    point = gazetteer_of(Store.of(Release.open(sample))).locate(OTHER).point
    east, north = round(point.easting), round(point.northing)
    corners = ", ".join(f"{east + a} {north + b}" for a, b in ((0, 0), (140, 0), (140, 30), (0, 30), (0, 0)))
    line = home / "site.wkt"
    line.write_text(f"POLYGON (({corners}))", "utf-8")
    several = ["--building", OTHER, "--building", THIRD]
    commands = {
        "placement": ["check", PLACE, "--purpose", "placement"],
        "planning": ["check", PLACE, "--purpose", "planning"],
        "case": ["check", PLACE, "--purpose", "planning", *options(papers)],
        "home": ["review", PLACE, *several],
        "supported": ["review", PLACE, *several, "--setting", "supported_accommodation"],
        "line": ["review", str(line), "--building", str(line), "--building", THIRD],
        "drawn": ["check", str(line)],
    }
    for name, command in commands.items():
        assert run([*command, *data, "-o", str(home / f"{name}.json")]) in (0, 3), name
    line.unlink()
    return home


def edited(made, tmp_path, name, change):
    """Return a copy of a JSON with something changed."""
    body = json.loads((made / f"{name}.json").read_text("utf-8"))
    change(body)
    path = tmp_path / "edited.json"
    path.write_text(json.dumps(body, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return path


def replayed(path, sample, *more):
    return run(["replay", str(path), "--data", str(sample), *more])


@pytest.mark.parametrize("name", ["placement", "planning", "home", "supported", "line", "drawn"])
def test_what_was_made_without_further_files_is_made_again_from_itself(made, sample, capsys, name):
    path = made / f"{name}.json"
    jsonschema.validate(json.loads(path.read_text("utf-8")), SCHEMA)
    assert replayed(path, sample) == 0
    assert "Same bytes: " in capsys.readouterr().out


def test_the_further_buildings_of_a_home_stand_in_its_json_by_position_and_without_an_address(made):
    text = (made / "home.json").read_text("utf-8")
    review = json.loads(text)["review"]
    assert review["buildings"] == 3
    assert [set(each) for each in review["further_buildings"]] == [
        {"easting", "northing", "uncertainty_m", "red_line_mm"}
    ] * 2
    assert OTHER not in text
    assert THIRD not in text
    assert json.loads((made / "line.json").read_text("utf-8"))["review"]["further_buildings"][0][
        "red_line_mm"
    ]


def test_a_review_of_several_buildings_is_explained_and_told_apart_from_another(
    made, sample, tmp_path, capsys
):
    home, supported = str(made / "home.json"), str(made / "supported.json")
    points = tmp_path / "points.csv"
    assert run(["explain", home, "--data", str(sample), "--working", str(points)]) == 0
    assert "DIFFERS" not in capsys.readouterr().out
    assert run(["diff", home, supported]) == 7
    assert capsys.readouterr().out.splitlines() == [
        "OFFICIAL-SENSITIVE", "Setting: childrens_home became supported_accommodation.",
    ]  # fmt: skip

    def moved(body):
        body["review"]["further_buildings"][1]["easting"] += 1.0

    assert run(["diff", home, str(edited(made, tmp_path, "home", moved))]) == 7
    out = capsys.readouterr().out
    assert out.splitlines()[1:] == ["A further building of the home is another, or stands elsewhere."]

    def fewer(body):
        body["review"].update(buildings=2, further_buildings=body["review"]["further_buildings"][:1])

    assert run(["diff", home, str(edited(made, tmp_path, "home", fewer))]) == 7
    assert "Buildings of the home: 3 became 2." in capsys.readouterr().out
    assert run(["diff", home, str(made / "placement.json")]) == 7


def building(number, **values):
    return lambda body: body["review"]["further_buildings"][number].update(values)


def corner(metres, ring=0):
    def change(body):
        body["review"]["further_buildings"][0]["red_line_mm"][ring][1][0] -= metres * 1000

    return change


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("home", lambda b: b["review"]["further_buildings"][0].update(easting=b["location"]["easting"] + 400),
         ["Part: red_line"]),
        ("home", building(1, uncertainty_m=900.0), ["Part: red_line"]),
        ("home", lambda b: b["review"].update(buildings=2), ["1 further buildings by the file", "positions of 2"]),
        ("home", lambda b: b["review"].pop("further_buildings"), ["2 further buildings by", "positions of 0"]),
        ("line", corner(60), ["the point or area of a further building is not that of its red line"]),
        ("line", lambda b: b["review"]["further_buildings"][0]["red_line_mm"][0].pop(),
         ["the red line of a further building is not closed"]),
        ("line", lambda b: b["review"]["further_buildings"][0]["red_line_mm"][0].insert(1, [0, 0]),
         ["the red line of a further building is no site's: it is too long"]),
        ("line", lambda b: b["inputs"]["red_line_mm"][0].insert(2, b["inputs"]["red_line_mm"][0][0]),
         ["the red line of the place is not one sound boundary"]),
        ("line", lambda b: b["location"].update(matched="boundary 'site.wkt' of 1 m² with 4 corners, its centroid"),
         ["the point or area of the place is not that of its red line"]),
        ("home", lambda b: b["location"].update(input="ZZ1 9QQ"), ["the home, or a building of it, is not found"]),
        ("home", lambda b: b["location"].update(input=OTHER), ["of the home: found otherwise here"]),
        ("home", lambda b: b["location"].update(easting=b["location"]["easting"] + 300), ["is another than in"]),
    ],
)  # fmt: skip
def test_what_differs_in_a_review_is_said_without_an_address_or_a_position(
    made, sample, tmp_path, capsys, name, change, words
):
    path = edited(made, tmp_path, name, change)
    body = json.loads(path.read_text("utf-8"))
    assert replayed(path, sample) == 7
    out = capsys.readouterr().out
    assert out.startswith("OFFICIAL-SENSITIVE\nedited.json was not reproduced.")
    for said in words:
        assert said in out
    assert "ZZ1" not in out
    for figure in ("easting", "northing"):
        assert str(body["location"][figure]).removesuffix(".0") not in out


def test_a_place_that_alone_was_edited_is_said_alone(made, sample, tmp_path, capsys):
    path = edited(made, tmp_path, "planning", lambda b: b["location"].update(input=OTHER))
    assert replayed(path, sample) == 7
    lines = capsys.readouterr().out.splitlines()[1:]
    assert lines
    assert all(line.startswith("- Place: ") for line in lines)


def test_a_building_outside_england_or_the_grid_is_refused_without_its_position(
    made, sample, tmp_path, capsys
):
    at_sea = edited(made, tmp_path, "home", building(0, easting=1_000.0, northing=1_000.0))
    assert replayed(at_sea, sample) == 7
    assert "the home, or a building of it, is not found in this release." in capsys.readouterr().out
    outside = edited(made, tmp_path, "home", building(0, easting=-5.0))
    assert replayed(outside, sample) == 2
    out, err = capsys.readouterr()
    assert "a further building lies outside the national grid." in err
    assert "-5" not in out + err


def test_a_case_is_made_again_from_all_the_files_it_was_made_with(made, sample, papers, capsys):
    body = json.loads((made / "case.json").read_text("utf-8"))
    assert body["inputs"]["site_visit"]  # the floor that the visit lifts is held against the visit again
    assert replayed(made / "case.json", sample, *options(papers)) == 0
    out = capsys.readouterr().out
    assert "Same bytes: " in out
    assert "Not made again" not in out


PEOPLE = ("--decision", "--site-visit", "--correction")


@pytest.mark.parametrize(
    ("given", "decision", "planning"),
    [
        ((), PEOPLE, (*PEOPLE, "--planning", "--policy")),
        (PEOPLE, (), ("--planning", "--policy")),
        ((*PEOPLE, "--planning"), (), ("--policy",)),
        (("--planning", "--policy"), PEOPLE, PEOPLE),
        (("--decision", "--correction", "--planning", "--policy"), ("--site-visit",), ("--site-visit",)),
    ],
)
def test_a_part_whose_files_are_not_given_is_named_and_is_not_called_the_same(
    made, sample, papers, capsys, given, decision, planning
):
    more = options(papers, *given) if given else []
    assert replayed(made / "case.json", sample, *more) == 3
    out = capsys.readouterr().out
    assert out.startswith("Same bytes, as far as it was made again: case.json from release")
    for part, needed in (("decision", decision), ("planning", planning)):
        said = (
            f"taken as it stands: {part}. To make it again, give {' and '.join(f'{n} FILE' for n in needed)}."
        )
        assert (said in out) == bool(needed)


def test_one_byte_of_what_people_wrote_is_found_where_their_file_is_given(
    made, sample, papers, tmp_path, capsys
):
    path = tmp_path / "case.json"
    whole = (made / "case.json").read_text("utf-8")
    path.write_text(whole.replace("Two staff on duty", "Tvo staff on duty"), "utf-8")
    assert replayed(path, sample) == 3
    assert replayed(path, sample, *options(papers)) == 7
    said = "Files: decision.decision.mitigation[0].action is not what the files given say."
    assert said in capsys.readouterr().out


def test_another_policy_than_the_one_it_was_made_with_is_found(made, sample, papers, tmp_path, capsys):
    other = tmp_path / "policy.toml"
    other.write_text(POLICY.format(limit=10), "utf-8")
    assert replayed(made / "case.json", sample, *options({**papers, "--policy": str(other)})) == 7
    assert "Files: planning.hooks[0].question is not what the files given say." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda b: b.update(marks=[]), "Part: marks differs."),
        (lambda b: b["inputs"].update(site_visit=False), "Site visit recorded"),
    ],
)  # fmt: skip
def test_marks_and_a_lifted_floor_are_made_again_even_where_the_files_are_not_given(
    made, sample, tmp_path, capsys, change, words
):
    assert replayed(edited(made, tmp_path, "case", change), sample) == 7
    assert words in capsys.readouterr().out


def test_a_site_visit_that_no_part_records_is_not_believed(made, sample, tmp_path, capsys):
    path = edited(made, tmp_path, "planning", lambda b: b["inputs"].update(site_visit=True))
    assert replayed(path, sample) == 7
    assert "Site visit recorded" in capsys.readouterr().out


@pytest.mark.parametrize("status", ["DRAFT", "EXPIRED", "DECIDED"])
def test_the_marks_follow_the_decision_that_is_carried(status):
    from placement_check.replay.replay import _marks

    plain, decision = ["OFFICIAL-SENSITIVE", "DRAFT", "FICTIONAL SAMPLE"], {"decision": {}, "status": status}
    marks = {
        "DRAFT": plain, "DECIDED": ["OFFICIAL-SENSITIVE", "FICTIONAL SAMPLE"],
        "EXPIRED": ["OFFICIAL-SENSITIVE", "EXPIRED", "FICTIONAL SAMPLE"],
    }  # fmt: skip
    assert _marks(plain, decision) == marks[status]
    assert "DRAFT" in _marks(plain, {"decision": None, "status": status})


@pytest.mark.parametrize(
    ("name", "more", "words"),
    [
        ("planning", ["--decision"], "made with no --decision file, and 1 is given"),
        ("case", ["--correction", "--correction"], "made with 1 --correction file, and 2 are given"),
    ],
)
def test_a_file_that_an_assessment_was_made_without_is_refused(
    made, sample, papers, capsys, name, more, words
):
    assert replayed(made / f"{name}.json", sample, *(w for n in more for w in (n, papers[n]))) == 2
    assert words in capsys.readouterr().err


def test_the_previous_assessment_of_a_review_is_held_against_it(made, sample, tmp_path, capsys):
    before, after = made / "home.json", tmp_path / "H-2.json"
    review = ["review", PLACE, "--building", OTHER, "--data", str(sample), "--at", AT, "-o", str(after)]
    assert run([*review, "--previous", str(before)]) == 0
    assert replayed(after, sample, "--previous", str(before)) == 0
    assert replayed(after, sample, "--previous", str(made / "supported.json")) == 7
    assert "review.changes" in capsys.readouterr().out
    assert replayed(before, sample, "--previous", str(after)) == 2
    assert "made with no --previous file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda b: b.update(at="soon"), "ValueError"),
        (lambda b: b.update(purpose="x"), "'x' is not a valid Purpose"),
        (lambda b: b.update(decision=3), "AttributeError"),
        (lambda b: b["review"].update(further_buildings=3), "TypeError"),
        (building(0, red_line_mm="x"), "ValueError"),
        (building(0, easting=10**400), "OverflowError"),
    ],
)  # fmt: skip
def test_a_review_whose_parts_are_of_another_kind_is_refused(made, sample, tmp_path, capsys, change, words):
    assert replayed(edited(made, tmp_path, "home", change), sample) == 2
    err = " ".join(capsys.readouterr().err.split())
    assert "not as the schema says" in err
    assert words in err


@pytest.mark.parametrize("command", ["explain", "replay", "diff"])
def test_other_json_of_this_program_is_refused_by_what_it_is(made, sample, tmp_path, capsys, command):
    comparison, differences = tmp_path / "places.json", tmp_path / "differences.json"
    assert run(["compare", PLACE, OTHER, "--data", str(sample), "--at", AT, "-o", str(comparison)]) in (0, 3)
    assert run(["diff", str(made / "home.json"), str(made / "supported.json"), "--json"]) == 7
    differences.write_text(capsys.readouterr().out, "utf-8")
    for path, words in (
        (comparison, "is a comparison of several places"),
        (differences, "is what 'diff' says"),
    ):
        more = [str(path)] if command == "diff" else ["--data", str(sample)]
        assert run([command, str(path), *more]) == 2
        assert words in capsys.readouterr().err
