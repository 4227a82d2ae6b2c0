"""Real places, from the publishers' files to the report: what is known, what is missing, and no nought in between."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import signal
import subprocess
from pathlib import Path

import jsonschema
import pytest
from drawn.commands import ROOT, command, start

from geodata.crs import to_degrees
from placement_check.cli import run

AT = ("--at", "2024-06-30")
SCHEMA = json.loads((ROOT / "docs/schemas/check.v1.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
BEDFORD, VILLAGE, ROCHDALE = "TL 0500 4970", "52.00362,-0.45174", "OL16 1AE"
PROFILED = ("LU1 2TL", BEDFORD, VILLAGE)
pytestmark = pytest.mark.real_data


@pytest.fixture
def check(real_release, capsys):
    """Return a function that checks a place and gives its document and exit code."""

    def check(place: str, *more: str):
        code = run(["check", place, "--data", str(real_release), *AT, "--json", *more])
        out, err = capsys.readouterr()
        assert err == ""
        return code, json.loads(out)

    return check


@pytest.fixture
def printed(real_release, capsys):
    """Return a function that checks a place and gives what is printed in a form."""

    def printed(place: str, *form: str) -> str:
        run(["check", place, "--data", str(real_release), *AT, *form])
        return capsys.readouterr().out

    return printed


@pytest.fixture(scope="session")
def red_line(tmp_path_factory) -> Path:
    """Return a red line of 60 m by 40 m in the middle of Bedford, as a GeoJSON file."""
    path = tmp_path_factory.mktemp("plan") / "site.geojson"
    corners = [
        (505_100, 249_800),
        (505_160, 249_800),
        (505_160, 249_840),
        (505_100, 249_840),
        (505_100, 249_800),
    ]
    lon, lat = to_degrees(easting=[c[0] for c in corners], northing=[c[1] for c in corners])
    ring = [[round(float(x), 7), round(float(y), 7)] for x, y in zip(lon, lat, strict=True)]
    path.write_text(
        json.dumps(
            {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        )
    )
    return path


def by_indicator(body):
    return {f["indicator"]: f for f in body["findings"]}


def crime_of(body):
    return [f for f in body["findings"] if f["indicator"].startswith("crime.")]


@pytest.mark.parametrize("place", [*PROFILED, "red line"])
def test_a_place_in_bedfordshire_has_a_full_profile(check, red_line, place):
    code, body = check(str(red_line) if place == "red line" else place)
    VALIDATOR.validate(body)
    assert code == 3  # no file answers every rated question of access to services
    crime = crime_of(body)
    assert len(crime) == 12
    assert {f["indicator"].split(".")[1] for f in crime} == {"vso", "drg", "rob", "asb", "wpn", "po"}
    for found in crime:
        assert found["outcome"] == "measured"
        assert found["interval"]["lower"] <= found["value"] <= found["interval"]["upper"]
        assert found["window"] == {"from": "2021-05", "to": "2024-04"}
        assert found["grade"] in ("A", "B", "C")
        assert set(found["percentiles"]["force"]) == {"value", "n"}
        assert found["percentiles"]["force"]["n"] == 395
        assert "unavailable" in found["percentiles"]["england"]
    assert body["area"]["police_force"] == {"code": "E23000026", "name": "Bedfordshire"}
    assert re.fullmatch(r"E01\d{6}", body["area"]["lsoa21"])


@pytest.mark.parametrize(
    ("place", "kind", "authority"),
    [
        ("LU1 2TL", "postcode", "Luton"), (BEDFORD, "grid_reference", "Bedford"),
        (VILLAGE, "latitude_longitude", "Central Bedfordshire"), ("509150,221450", "easting_northing", "Luton"),
        ("12 Some Street, Luton LU1 2TL", "address", "Luton"), (ROCHDALE, "postcode", "Rochdale"),
    ],
)  # fmt: skip
def test_each_way_of_naming_a_place_says_what_was_matched(check, place, kind, authority):
    _, body = check(place)
    VALIDATOR.validate(body)
    assert body["location"]["input"] == place
    assert body["location"]["kind"] == kind
    assert body["area"]["authority"]["name"] == authority


def test_a_red_line_is_a_place_and_is_drawn_on_the_map(check, printed, red_line):
    _, body = check(str(red_line))
    assert body["location"]["kind"] == "boundary"
    assert body["area"]["authority"]["name"] == "Bedford"
    features = json.loads(printed(str(red_line), "--geojson"))["features"]
    (line,) = [f for f in features if f["properties"]["role"] == "red line"]
    assert line["geometry"]["type"] == "Polygon"
    for longitude, latitude in line["geometry"]["coordinates"][0]:
        assert abs(longitude - body["location"]["longitude"]) < 0.001
        assert abs(latitude - body["location"]["latitude"]) < 0.001


def test_every_indicator_that_the_method_rates_is_answered_one_way_or_the_other(check):
    from placement_check import method

    for place in (*PROFILED, ROCHDALE):
        _, body = check(place)
        asked = {f["indicator"] for f in body["findings"]}
        for domain, group in method.load().rated.items():
            for stem in group:
                names = {f"{stem}.density", f"{stem}.rate"} if domain == "D1" else {stem}
                assert names <= asked
        assert len(asked) == len(body["findings"])


def test_where_no_crime_file_is_held_every_crime_finding_says_so_and_none_says_nought(check, printed):
    code, body = check(ROCHDALE)
    VALIDATOR.validate(body)
    assert code == 3
    crime = crime_of(body)
    assert len(crime) == 12
    for found in crime:
        assert found["outcome"] == "not_covered"
        assert found["value"] is None
        assert found["interval"] is None
        assert found["percentiles"] is None
        assert found["grade"] == "N"
        assert found["reason"]["code"] == "no_data"
        assert "Greater Manchester" in found["reason"]["text"]
    assert body["recorded_crime"]["plain_counts"]["unavailable"]["code"] == "no_data"
    assert {m["indicator"] for m in body["missing"]} >= {f["indicator"] for f in crime}
    text = printed(ROCHDALE)
    profile = text.split("Recorded crime and disorder")[1].split("Venues")[0]
    assert profile.count("NO FIGURE (not covered)") == 12
    assert not re.search(r"\s0 per", profile)


def test_up_to_a_tenth_of_the_disc_may_lie_in_hertfordshire_and_the_share_is_told(check, printed):
    _, body = check("512600,221050")
    found = by_indicator(body)["crime.vso.density"]
    assert found["outcome"] == "measured"
    assert 0.05 < found["detail"]["uncovered_share"] <= 0.10
    assert "9 % of the area has no data" in " ".join(printed("512600,221050").split())


def test_over_a_tenth_in_hertfordshire_there_is_no_figure_and_the_force_is_named(check):
    code, body = check("513200,221050")
    assert code == 3
    for found in crime_of(body):
        assert found["outcome"] == "not_covered"
        assert found["reason"]["code"] == "coverage_below_minimum"
        assert "Hertfordshire" in found["reason"]["text"]
        assert found["detail"]["uncovered_share"] > 0.10


def test_across_the_border_in_hertfordshire_itself_nobody_looked(check):
    _, body = check("514400,221050")
    assert body["area"]["police_force"]["name"] == "Hertfordshire"
    assert {f["reason"]["code"] for f in crime_of(body)} == {"no_data"}


def test_four_forms_say_the_same(check, printed, real_release, tmp_path):
    _, body = check("LU1 2TL")
    place = json.loads(printed("LU1 2TL", "--geojson"))["features"][0]
    assert {k: v for k, v in place["properties"].items() if k != "role"} == body
    text = printed("LU1 2TL")
    for found in body["findings"]:
        assert found["title"] in " ".join(text.split())
    for form in ("json", "geojson", "csv", "txt"):
        file = tmp_path / f"report.{form}"
        assert run(["check", "LU1 2TL", "--data", str(real_release), *AT, "-o", str(file)]) == 3
    assert json.loads((tmp_path / "report.json").read_text("utf-8")) == body
    assert (tmp_path / "report.txt").read_text("utf-8") == text
    with (tmp_path / "report.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(r["indicator"], r["value"]) for r in rows] == [
        (f["indicator"], "not given" if f["value"] is None else str(f["value"])) for f in body["findings"]
    ]
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(
        f"report.{f}" for f in ("json", "geojson", "csv", "txt")
    )


@pytest.mark.parametrize("form", ["--json", "--geojson", None])
def test_the_same_inputs_give_the_same_bytes_in_two_processes(real_release, form):
    arguments = ["check", "LU1 2TL", "--data", real_release, *AT, *([form] if form else [])]
    first = command(*arguments, more={"PYTHONHASHSEED": "1"})
    second = command(*arguments, more={"PYTHONHASHSEED": "2"})
    assert first == second
    assert first[0] == 3


def test_the_report_goes_to_standard_output_and_nothing_to_standard_error(real_release):
    code, out, err = command("check", "LU1 2TL", "--data", real_release, *AT)
    assert (code, err) == (3, "")
    assert out.startswith("PLACEMENT CHECK")


@pytest.mark.parametrize("more", [{}, {"FORCE_COLOR": "1"}, {"TERM": "xterm-256color"}])
def test_no_colour_code_is_written_into_a_pipe(real_release, more):
    for arguments in (
        ("check", "LU1 2TL", *AT),
        ("layers",),
        ("data", "status"),
        ("check", "nowhere at all"),
    ):
        _, out, err = command(*arguments, "--data", real_release, more=more)
        assert "\x1b" not in out + err


@pytest.mark.parametrize(
    "arguments",
    [("check", "LU1 2TL", "--json", *AT), ("layers",), ("data", "status"), ("data", "status", "--json")],
)
def test_a_reader_who_stops_reading_leaves_no_complaint(real_release, arguments):
    with start(*arguments, "--data", real_release) as process:
        process.stdout.close()
        err = process.stderr.read()
        code = process.wait(timeout=60)
    assert "Traceback" not in err
    assert err == ""
    assert code == 6


@pytest.mark.parametrize("arguments", [("check", "LU1 2TL", *AT), ("layers",), ("data", "status")])
def test_a_full_disk_behind_standard_output_is_told_with_its_code(real_release, arguments):
    with Path("/dev/full").open("w") as full:
        code, _, err = command(*arguments, "--data", real_release, stdout=full)
    assert code == 6
    assert "the disk is full" in err
    assert "Traceback" not in err
    assert "Exception ignored" not in err


def test_a_terminal_that_knows_only_ascii_still_gets_an_answer(real_release):
    code, out, err = command(
        "check", "LU1 2TL", "--data", real_release, *AT, more={"PYTHONIOENCODING": "ascii"}
    )
    assert "Traceback" not in err
    assert code == 3
    assert "PLACEMENT CHECK" in out


def test_a_check_loads_nothing_that_only_a_build_needs(real_release):
    script = (
        "import sys; from placement_check.cli import run; code = run(sys.argv[1:]); "
        "heavy = {'geopandas', 'pandas', 'shapely', 'pyogrio', 'pydantic', 'rich'} & set(sys.modules); "
        "print(sorted(heavy), file=sys.stderr); sys.exit(code)"
    )
    import sys

    from drawn.commands import environment

    found = subprocess.run(
        [sys.executable, "-c", script, "check", "LU1 2TL", "--data", str(real_release), *AT],
        env=environment(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert found.returncode == 3
    assert found.stderr == "[]\n"


def test_every_row_of_the_real_release_is_accounted_for(real_release, capsys):
    assert run(["data", "status", "--data", str(real_release), "--json"]) == 0
    body = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator(
        json.loads((ROOT / "docs/schemas/status.v1.json").read_text("utf-8"))
    ).validate(body)
    layers = {layer["id"]: layer for layer in body["layers"]}
    crime = layers["crime"]
    assert [crime[f"rows_{k}"] for k in ("in", "kept", "unlocated", "rejected")] == [
        182_113,
        175_602,
        6_381,
        130,
    ]
    for layer in layers.values():
        assert layer["class"] == "open"
        for one in (layer, *layer["files"]):
            assert one["rows_in"] == one["rows_kept"] + one["rows_unlocated"] + one["rows_rejected"], one
        assert layer["rows_rejected"] == sum(layer["rejections"].values())
        assert layer["rows_in"] == sum(f["rows_in"] for f in layer["files"])


def test_every_file_of_the_real_release_is_one_of_the_publishers(real_release, data_dir, capsys):
    with (data_dir / "MANIFEST.csv").open(encoding="utf-8") as stream:
        listed = {r["path"]: r["sha256"] for r in csv.DictReader(stream)}
    run(["data", "status", "--data", str(real_release), "--json"])
    files = [f for layer in json.loads(capsys.readouterr().out)["layers"] for f in layer["files"]]
    assert len(files) > 60
    for file in files:
        assert file["sha256"] == hashlib.sha256((data_dir / file["name"]).read_bytes()).hexdigest()
        assert listed.get(file["name"], file["sha256"]) == file["sha256"]


def test_each_of_the_130_rejected_crime_records_is_listed_with_its_reason(real_release, capsys):
    assert run(["data", "status", "--data", str(real_release), "--rejections", "crime"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == 130
    assert {r["rule"] for r in rows} == {"duplicate_record"}
    for row in rows:
        assert row["file"].endswith("-bedfordshire-street.csv.gz")
        assert int(row["row"]) >= 2
        assert row["text"]


def test_every_layers_rejections_are_listed_in_full(real_release, capsys):
    run(["data", "status", "--data", str(real_release), "--json"])
    for layer in json.loads(capsys.readouterr().out)["layers"]:
        run(["data", "status", "--data", str(real_release), "--rejections", layer["id"]])
        assert len(capsys.readouterr().out.splitlines()) == layer["rows_rejected"] + 1


def test_the_real_release_still_has_its_hashes(real_release, capsys):
    assert run(["data", "status", "--data", str(real_release), "--verify"]) == 0
    assert "every file has its hash" in capsys.readouterr().out


def test_the_release_itself_may_be_named_instead_of_its_directory(real_release, capsys):
    home = real_release / (real_release / "current").read_text("utf-8").strip()
    assert run(["check", "LU1 2TL", "--data", str(home), *AT, "--json"]) == 3
    by_home = capsys.readouterr().out
    run(["check", "LU1 2TL", "--data", str(real_release), *AT, "--json"])
    assert by_home == capsys.readouterr().out


def test_an_interrupted_check_ends_quietly(real_release):
    with start("check", "LU1 2TL", "--data", real_release, *AT) as process:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert process.returncode in (3, 130, -signal.SIGINT, 1)
