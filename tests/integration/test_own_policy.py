"""A council's own layers, manifests and policy change a report, and no Python is touched (drawn council)."""

import json
import re
import tomllib
from pathlib import Path

import geopandas
import jsonschema
import pytest
from conftest import once
from drawn import country, layers
from drawn.commands import ROOT
from shapely.geometry import box

from placement_check.cli import run
from placement_check.records import wording

AT = "2024-06-30"
EAST, NORTH = layers.HERE
PLACE = f"{EAST},{NORTH}"
EXAMPLES = ROOT / "docs/how-to/examples"
POLICY = (EXAMPLES / "policy.toml").read_text("utf-8")
CLUBS = ((0, 900, "Riverside"), (300, 400, "Old Mill"), (0, -450, "Elm"))


def manifest(home, name, data):
    home.mkdir(exist_ok=True)
    (home / f"{name}.toml").write_text(
        f"""title = "The council's {name}"
class = "open"
note = "Drawn by a test."
source = {layers.toml(layers.SOURCE)}
data = {layers.toml(data)}
""",
        "utf-8",
    )


def draw_council(home: Path) -> None:
    """Draw the country, then what the council itself holds: a CSV of clubs and a GeoPackage of areas."""
    files, own = home / "files", home / "own-layers"
    country.draw(files)
    rows = [f"{name},{EAST + dx},{NORTH + dy}" for dx, dy, name in CLUBS]
    (files / "clubs.csv").write_text("\n".join(["name,e,n", *rows]) + "\n", "utf-8")
    manifest(own, "youth_clubs", {
        "reader": "table", "files": ["**/clubs.csv"], "geometry": "point", "vintage": "2024-01",
        "coverage": {"areas": [country.LUTON]},
        "options": {"columns": ["name", "e", "n"], "easting": "e", "northing": "n", "class": "youth_club",
                    "name_column": "name"},
    })  # fmt: skip
    area = box(EAST + 500, NORTH - 300, EAST + 1_500, NORTH + 300)
    geopandas.GeoDataFrame({"name": ["Town centre"]}, geometry=[area], crs="EPSG:27700").to_file(
        files / "regeneration.gpkg", driver="GPKG"
    )
    manifest(own, "regeneration", {
        "reader": "vector", "files": ["**/regeneration.gpkg"], "geometry": "polygon", "vintage": "2023-06",
        "coverage": {"areas": [country.LUTON]},
        "options": {"class": "regeneration_area", "name_column": "name", "geometry": "polygon"},
    })  # fmt: skip
    assert run(["data", "build", "--from", str(files), "--to", str(home), "--layers", str(own)]) in (0, 5)


@pytest.fixture(scope="session")
def council(tmp_path_factory):
    return once(tmp_path_factory, "drawn-council", draw_council)


@pytest.fixture
def asked(council, capsys, tmp_path):
    """Return a function that asks the command line, and gives its code, standard output and standard error."""

    def asked(*more, policy=POLICY, place=PLACE, form="--json", proposal="proposal.toml"):
        path = tmp_path / "policy.toml"
        path.write_text(policy, "utf-8")
        arguments = ["check", place, "--data", str(council), "--at", AT, "--purpose", "planning"]
        arguments += ["--policy", str(path), "--profile-only", *([form] if form else []), *more]
        if proposal:
            arguments += ["--planning", str(EXAMPLES / proposal)]
        code = run(arguments)
        out, err = capsys.readouterr()
        return code, out, err

    return asked


def hooks(answer):
    code, out, err = answer
    assert code in (0, 3), err
    return {h["id"]: h for h in json.loads(out)["planning"]["hooks"]}


def changed(old, new):
    assert old in POLICY, old
    return POLICY.replace(old, new, 1)


def test_a_policy_file_and_own_layers_answer_the_policy_of_the_council(asked):
    found = hooks(asked())
    results = {name: h["result"] for name, h in found.items()}
    assert results["H12a"] == "pass"
    assert results["H12b"] == "pass"
    assert results["H12c"] == "pass"
    assert results["H12e"] == results["H12f"] == "not_known"
    assert found["H12a"]["measured"].startswith("Nearest: \u201cElm\u201d (youth_club), 450 m; limit 1000 m.")
    assert found["H12a"]["value"] == pytest.approx(450.0)
    assert found["H12a"]["as_at"] == "2024-01"
    assert found["H12a"]["provenance"][0]["publisher"] == "Drawn by a test"
    assert found["H12c"]["value"] == 2


@pytest.mark.parametrize(
    ("old", "new", "hook", "result"),
    [
        ("limit_m = 1000", "limit_m = 400", "H12a", "fail"),
        ("limit_m = 1000", "limit_m = 450", "H12a", "not_known"),
        ('pass_when = "within"', 'pass_when = "beyond"', "H12a", "fail"),
        ('pass_when = "outside"', 'pass_when = "inside"', "H12b", "fail"),
        ("radius_m = 500", "radius_m = 950", "H12c", "fail"),
        ("at_most = 2 ", "at_most = 1 ", "H12c", "not_known"),
        ("at_most = 2 ", "at_least = 3 ", "H12c", "fail"),
        ('use_classes = ["C2"]', 'use_classes = ["C3b"]', "H12c", "not_applicable"),
        ('use_classes = ["C2"]', "children_at_least = 4", "H12c", "not_applicable"),
        ('use_classes = ["C2"]', 'application_types = ["full"]', "H12c", "not_applicable"),
    ],
)  # fmt: skip
def test_changing_a_line_of_the_policy_changes_the_report(asked, old, new, hook, result):
    assert hooks(asked(policy=changed(old, new)))[hook]["result"] == result


def test_a_place_inside_the_area_and_one_at_its_edge(asked):
    inside = hooks(asked(place=f"{EAST + 1_000},{NORTH}"))["H12b"]
    assert (inside["result"], inside["measured"]) == (
        "fail",
        "The site lies inside an area \u201cTown centre\u201d.",
    )
    edge = hooks(asked(place=f"{EAST + 500},{NORTH}"))["H12b"]
    assert edge["result"] == "not_known"


def line_of(tmp_path, west, south, side):
    x, y = EAST + west, NORTH + south
    ring = f"{x} {y}, {x + side} {y}, {x + side} {y + side}, {x} {y + side}, {x} {y}"
    path = tmp_path / "site.wkt"
    path.write_text(f"SRID=27700;POLYGON (({ring}))", "utf-8")
    return str(path)


def test_a_red_line_is_measured_from_its_edge_and_refused_where_an_area_cuts_it(asked, tmp_path):
    found = hooks(asked(place=line_of(tmp_path, -50, -50, 100)))
    assert found["H12a"]["value"] == pytest.approx(400.0)
    assert "edge of the red line" in found["H12a"]["method"]
    assert found["H12b"]["result"] == "pass"
    assert hooks(asked(place=line_of(tmp_path, 450, -50, 100)))["H12b"]["result"] == "fail"
    inside = line_of(tmp_path, 900, -50, 100)
    assert hooks(asked(place=inside, policy=changed('"outside"', '"inside"')))["H12b"]["result"] == "pass"
    cut = line_of(tmp_path, 450, -50, 100)
    assert hooks(asked(place=cut, policy=changed('"outside"', '"inside"')))["H12b"]["result"] == "not_known"


def test_missing_data_is_never_a_pass(asked):
    """Beyond the council's own area nobody looked: neither near nor far can be said, whichever would pass."""
    x, y = country.corner(country.LUTON)
    border = f"{x + 9_990},{y + 5_000}"
    for side in ("within", "beyond"):
        found = hooks(asked(place=border, policy=changed('pass_when = "within"', f'pass_when = "{side}"')))
        assert found["H12a"]["result"] == "not_known"
        assert "does not cover all the land so near" in found["H12a"]["measured"]
        assert found["H12c"]["result"] == "not_known"
        assert found["H12b"]["result"] == "not_known"


def test_a_finding_that_is_missing_and_a_layer_that_is_stale_or_absent_pass_nothing(asked, capsys, council):
    assert hooks(asked(policy=changed('indicator = "crime.asb.density"', 'indicator = "services.camhs"')))["H12d"][
        "result"
    ] == "not_known"  # fmt: skip
    path = council / "policy-later.toml"
    path.write_text(POLICY, "utf-8")
    run(["check", PLACE, "--data", str(council), "--at", "2030-01-01", "--purpose", "planning", "--policy", str(path),
         "--profile-only", "--json"])  # fmt: skip
    late = {h["id"]: h for h in json.loads(capsys.readouterr().out)["planning"]["hooks"]}
    assert late["H12a"]["result"] == "not_known"
    assert "not used after 60" in late["H12a"]["measured"]
    absent = hooks(asked(policy=changed('layer = "regeneration"', 'layer = "gias"')))["H12b"]
    assert absent["result"] == "not_known"


def test_no_distance_to_a_home_is_computed_and_the_sentence_is_exact(asked):
    found = hooks(asked())["H12e"]
    assert re.fullmatch(r"To be answered by children's services of .+: restricted check", found["measured"])
    assert (found["value"], found["method"], found["provenance"]) == (None, "", [])


def test_an_indicator_is_compared_as_the_report_has_it(asked):
    _, out, _ = asked(policy=changed('of = "force_percentile"', 'of = "value"'))
    body = json.loads(out)
    own = next(f for f in body["findings"] if f["indicator"] == "crime.asb.density")
    hook = next(h for h in body["planning"]["hooks"] if h["id"] == "H12d")
    assert hook["value"] == own["value"]
    assert hook["result"] == ("pass" if own["value"] <= 90 else "fail")
    assert "Interval" in hook["measured"]


def test_a_certificate_weighs_no_policy_and_says_that_location_risk_is_no_material_matter(asked, tmp_path):
    text = (EXAMPLES / "proposal.toml").read_text("utf-8")
    path = tmp_path / "proposal.toml"
    path.write_text(text.replace('"change_of_use"', '"lawful_development_certificate"'), "utf-8")
    found = hooks(asked("--planning", str(path), proposal=""))
    assert {h["result"] for h in found.values()} == {"not_applicable"}
    _, out, _ = asked("--planning", str(path), proposal="", form="")
    flat = " ".join(out.replace("#", " ").split())
    assert "Location risk is not a material matter for a lawful development certificate." in flat
    assert "Neighbours' fears" not in flat


def test_the_report_in_words_keeps_risks_to_children_and_neighbours_fears_apart(asked):
    _, out, _ = asked(form="")
    lines = out.splitlines()
    assert lines.index("Risks to children from the place") < lines.index("Neighbours' fears")
    flat = " ".join(out.split())
    assert "This is not a recommendation to refuse or approve." in flat
    assert "NOT ASKED: no entry in the consultation log" in flat
    assert "Written ministerial statement of 23 May 2023" in flat


def test_without_a_proposal_its_fields_stand_empty_and_a_narrow_policy_is_not_known(asked):
    found = hooks(asked(proposal=""))
    assert (found["H12a"]["result"], found["H12c"]["result"]) == ("pass", "not_known")
    _, out, _ = asked(proposal="", form="")
    assert "No file describes the proposal" in out


BAD = {
    "an unknown layer": ('layer = "regeneration"', 'layer = "regenaration"', "layer"),
    "an unknown class": ('["youth_club"]', '["youth_clubs"]', "class"),
    "a layer of points for an area": ('layer = "regeneration"', 'layer = "youth_clubs"', "layer"),
    "a layer that holds no features": ('layer = "regeneration"', 'layer = "districts"', "layer"),
    "an unknown indicator": ('"crime.asb.density"', '"crime.asb"', "indicator"),
    "another council's code": ('"E06000032"', '"E06000056"', "authority"),
    "a misspelt key": ("limit_m = 1000", "limit = 1000", "unknown_key"),
    "unsound TOML": ("limit_m = 1000", "limit_m = ", "toml"),
}  # fmt: skip


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_policy_is_refused_with_the_line_and_the_rule(asked, fault):
    old, new, rule = BAD[fault]
    code, out, err = asked(policy=changed(old, new))
    assert (code, out) == (2, "")
    assert re.search(rf"policy\.toml, line \d+: rule '{rule}' failed: .+", err), err


def test_a_national_park_may_be_the_planning_authority(asked):
    assert hooks(asked(policy=changed('"E06000032"', '"E26000001"')))["H12a"]["result"] == "pass"


@pytest.mark.parametrize("option", ["--planning", "--policy"])
def test_a_proposal_or_policy_needs_the_purpose(council, capsys, option):
    code = run(["check", PLACE, "--data", str(council), "--at", AT, option, str(EXAMPLES / "policy.toml")])
    assert code == 2
    assert "needs --purpose planning" in capsys.readouterr().err


def test_the_html_report_holds_the_planning_section_and_the_decision(council, tmp_path, capsys):
    decision = (EXAMPLES / "decision.toml").read_text("utf-8")
    start, end = decision.index("[band_move]"), decision.index("[not_placing_here]")
    (tmp_path / "decision.toml").write_text(
        (decision[:start] + decision[end:]).replace("valid_until = 2024-09-30", "#"), "utf-8"
    )
    out = tmp_path / "report.html"
    code = run(["check", PLACE, "--data", str(council), "--at", AT, "--purpose", "planning", "--profile-only",
                "--policy", str(EXAMPLES / "policy.toml"), "--planning", str(EXAMPLES / "proposal.toml"),
                "--decision", str(tmp_path / "decision.toml"), "--site-visit", str(EXAMPLES / "site-visit.toml"),
                "--correction", str(EXAMPLES / "correction.toml"), "-o", str(out)])  # fmt: skip
    assert code in (0, 3), capsys.readouterr().err
    text = out.read_text("utf-8")
    for words in (
        "The planning application",
        "Cost of not placing here",
        "Disputed data",
        "Risk matrix",
        "Consultees",
    ):
        assert words in text


def test_a_placement_prints_where_its_duties_are_to_be_looked_up(council, capsys):
    run(["check", PLACE, "--data", str(council), "--at", AT, "--purpose", "placement", "--profile-only"])
    out = " ".join(capsys.readouterr().out.split())
    told = "does not work out the duties that a placement here would bring: the command 'duties' does"
    assert told in out.replace("# ", "")


CASE = jsonschema.Draft202012Validator(json.loads((ROOT / "docs/schemas/check.v1.json").read_text("utf-8")))
FORBIDDEN = re.compile(
    r"\b(" + "|".join(w.replace(" ", r"[\s\-]+") for w in wording.FORBIDDEN) + r")\b", re.IGNORECASE
)


def papers_of(tmp_path):
    decision = (EXAMPLES / "decision.toml").read_text("utf-8")
    start, end = decision.index("[band_move]"), decision.index("[not_placing_here]")
    path = tmp_path / "decided.toml"
    path.write_text((decision[:start] + decision[end:]).replace("valid_until = 2024-09-30", "#"), "utf-8")
    return ["--decision", str(path), "--site-visit", str(EXAMPLES / "site-visit.toml"),
            *(["--correction", str(EXAMPLES / "correction.toml")] * 2)]  # fmt: skip


def test_what_a_case_adds_to_the_json_is_valid_and_the_same_every_time(asked, tmp_path):
    answers = [asked(*papers_of(tmp_path)) for _ in range(2)]
    assert answers[0] == answers[1]
    body = json.loads(answers[0][1])
    CASE.validate(body)
    assert len(body["decision"]["corrections"]) == 2
    assert body["decision"]["status"] in ("DECIDED", "EXPIRED")
    assert str(tmp_path) not in answers[0][1]
    body = json.loads(asked(proposal="")[1])
    CASE.validate(body)
    assert body["decision"] is None


def test_a_plain_check_says_that_it_has_no_case(council, capsys):
    run(["check", PLACE, "--data", str(council), "--at", AT, "--profile-only", "--json"])
    body = json.loads(capsys.readouterr().out)
    assert body["planning"] is None
    assert body["decision"] is None


@pytest.mark.parametrize("form", ["", "--json"])
def test_no_forbidden_word_stands_outside_what_people_and_publishers_wrote(asked, tmp_path, form):
    hostile = POLICY.replace("Near to something to do", "A safe low-risk place, no hotspot")
    _, out, _ = asked(*papers_of(tmp_path), policy=hostile, form=form)
    if form:
        body = json.loads(out)["planning"]
        for hook in body["hooks"]:
            del hook["title"]
        out = json.dumps([body["hooks"], body["consultees"], body["statements"]])
    else:
        out = out[out.index("THE PLANNING APPLICATION") :]
        assert "safe low-risk" in " ".join(out.split())
    left = re.sub("\u201c[^\u201d]*\u201d", " ", out)
    assert FORBIDDEN.search(left) is None


@pytest.mark.parametrize(
    ("option", "old", "new", "rule"),
    [
        ("--decision", "[young_people]", '[young_people]\nname = "x"', "no_names"),
        ("--decision", "crime.asb.density", "crime.asb", "finding"),
        ("--decision", "valid_until = 2024-09-30", "valid_until = 2025-09-30", "valid_until"),
        ("--decision", "to = 4", "to = 4", "band_move"),
    ],
)
def test_a_bad_decision_is_refused_with_the_line_and_the_rule(asked, tmp_path, option, old, new, rule):
    path = tmp_path / "bad.toml"
    text = (EXAMPLES / "decision.toml").read_text("utf-8")
    if rule == "band_move":
        text = text.replace("valid_until = 2024-09-30", "#")
    path.write_text(text.replace(old, new, 1), "utf-8")
    code, out, err = asked(option, str(path))
    assert (code, out) == (2, "")
    assert re.search(rf"bad\.toml, line \d+: rule '{rule}' failed: .+", err), err


def test_json_files_serve_as_well_as_toml(asked, tmp_path):
    given = tomllib.loads((EXAMPLES / "proposal.toml").read_text("utf-8"))
    path = tmp_path / "proposal.json"
    path.write_text(json.dumps(given, default=str), "utf-8")
    assert asked("--planning", str(path), proposal="")[1] == asked()[1]
