"""Whatever is typed wrongly: what is wrong, where, and what to do; a code, no stack trace, nothing half-written."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from conftest import once
from drawn import country, layers, releases
from drawn.commands import command

from placement_check.cli import run

AT = ("--at", "2024-06-30")


@pytest.fixture(scope="session")
def drawn(tmp_path_factory):
    return once(tmp_path_factory, "drawn-country", lambda home: releases.build_drawn(home) and None)


@pytest.fixture(scope="session")
def source(tmp_path_factory):
    """Return a directory of files of the drawn country, with three months of crime."""
    home = tmp_path_factory.mktemp("source")
    country.ground(home)
    country.crime(home, months=country.MONTHS[-3:], others=False)
    return home


@pytest.fixture
def refused(capsys, tmp_path):
    """Return a function that runs a command which must be refused, and gives what it said."""

    def refused(*arguments: object, code: int = 2) -> str:
        before = sorted(tmp_path.rglob("*"))
        assert run([str(a) for a in arguments]) == code
        out, err = capsys.readouterr()
        assert out == ""
        assert "Traceback" not in err
        assert sorted(tmp_path.rglob("*")) == before
        return " ".join(err.split())

    return refused


def check(place: object, data: object, *more: object) -> tuple[object, ...]:
    return ("check", place, "--data", data, *AT, *more)


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("ZZ9 9ZZ", ["ZZ9 9ZZ", "looks like a postcode", "no district ZZ9", "grid reference"]),
        ("CF10 1AA", ["CF10 1AA", "in Wales", "This tool covers England"]),
        ("EH1 1AA", ["EH1 1AA", "in Scotland", "This tool covers England"]),
        ("-0.4164,51.880", ["'-0.4164,51.880'", "other way round", "The latitude comes first: 51.88,-0.4164"]),
        ("0.4725,51.5713", ["other way round", "The latitude comes first: 51.5713,0.4725"]),
        ("221450,509150", ["'221450,509150'", "other way round", "The easting comes first: 509150,221450"]),
        ("650000,200000", ["Easting 650000, northing 200000", "in the sea", "Check the figures and their order"]),
        ("318000,176000", ["Easting 318000, northing 176000", "Wales"]),
        ("325000,673000", ["Easting 325000, northing 673000", "Scotland"]),
        ("9000000,1", ["9000000"]),
        ("51.5,-3.2", ["Wales"]),
        ("48.85,2.35", ["48.85,2.35"]),
        ("somewhere nice", ["somewhere nice", "Give a full postcode"]),
        ("", ["No place was given", "Give a full postcode"]),
        ("LU1", ["LU1"]),
    ],
)  # fmt: skip
def test_a_place_that_cannot_be_found_says_what_where_and_what_to_do(real_release, refused, place, words):
    said = refused(*check(place, real_release))
    for word in words:
        assert word in said
    assert re.search(r"[Gg]ive|[Cc]heck|covers England|comes first|Write|Use", said)


@pytest.mark.real_data
def test_a_place_that_begins_with_a_minus_sign_is_a_place_and_not_an_option(real_release):
    code, out, err = command(*check("-0.4164,51.880", real_release))
    assert (code, out) == (2, "")
    assert "latitude comes first" in err
    code, out, _ = command("check", "--data", real_release, *AT, "--", "-0.4164,51.880")
    assert (code, out) == (2, "")


@pytest.mark.parametrize("name", ["site.geojson", "site.wkt"])
def test_a_boundary_file_that_is_a_directory_or_binary_or_missing_is_named(drawn, refused, tmp_path, name):
    missing = refused(*check(tmp_path / name, drawn))
    assert name in missing
    (tmp_path / name).mkdir()
    said = refused(*check(tmp_path / name, drawn))
    assert name in said
    assert "directory" in said
    (tmp_path / name).rmdir()
    (tmp_path / name).write_bytes(bytes(range(256)) * 20)
    said = refused(*check(tmp_path / name, drawn))
    assert name in said
    assert "UTF-8" in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", []), ("{}", []), ('{"type": "Point", "coordinates": [0, 51]}', []), ("", []), ("[1, 2]", []),
        ('{"type": "Polygon", "coordinates": [[[51.9, -0.4], [51.9, -0.5], [51.8, -0.5], [51.9, -0.4]]]}', []),
        ('{"type": "Polygon", "coordinates": [[[NaN, 1], [2, 3], [4, 5], [NaN, 1]]]}', []),
    ],
)  # fmt: skip
def test_a_red_line_that_is_none_is_refused_by_name(drawn, refused, tmp_path, text, words):
    (tmp_path / "plan.geojson").write_text(text, "utf-8")
    said = refused(*check(tmp_path / "plan.geojson", drawn))
    for word in ["plan.geojson", *words]:
        assert word in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "LU1 1AA", "--jsn"], ["--jsn", "option"]),
        (["check", "--jsn", "LU1 1AA"], ["--jsn", "option"]),
        (["layers", "--jsn"], ["--jsn", "option", "--json"]),
        (["data", "build", "--form", "x"], ["--form", "option", "--from"]),
        (["check", "LU1 1AA", "--json", "--geojson"], ["one of --json and --geojson"]),
        (["check", "LU1 1AA", "--at", "30/06/2024"], ["30/06/2024", "YYYY-MM-DD"]),
        (["check", "LU1 1AA", "--at", "2024-06-31"], ["2024-06-31", "YYYY-MM-DD"]),
        (["check", "LU1 1AA", "-o", "report.odt"], ["report.odt", ".json, .geojson, .csv or .txt"]),
        (["check", "LU1 1AA", "-o", "report"], ["report", ".json, .geojson, .csv or .txt"]),
        (["check"], ["Missing argument 'PLACE'"]),
        (["check", "LU1", "1AA"], ["1AA"]),
        (["chek", "LU1 1AA"], ["chek", "check"]),
        (["data", "build"], ["--from"]),
    ],
)
def test_a_misspelt_or_contradictory_command_names_what_was_misspelt(refused, arguments, words):
    said = refused(*arguments)
    for word in words:
        assert word in said


def test_a_day_before_the_tables_begin_is_refused(drawn, refused):
    said = refused("check", "305050,105050", "--data", drawn, "--at", "2010-01-01")
    assert "2014-01-27" in said
    assert "later day" in said


def test_a_report_into_a_directory_that_is_not_there_writes_nothing(drawn, refused, tmp_path):
    said = refused(*check("305050,105050", drawn, "-o", tmp_path / "none" / "r.json"), code=6)
    assert str(tmp_path / "none") in said
    assert "there is no such directory" in said
    assert "r.json." not in said  # a name that the user never gave says nothing to him


def test_a_day_a_form_and_a_file_are_refused_before_the_data_are_even_looked_for(refused, tmp_path):
    assert "YYYY-MM-DD" in refused("check", "LU1 1AA", "--data", tmp_path / "none", "--at", "x")
    assert ".pdf" in refused("check", "LU1 1AA", "--data", tmp_path / "none", "-o", "x.odt")


def built(files: Path, to: Path, *more: object) -> list[str]:
    return ["data", "build", "--from", str(files), "--to", str(to), *(str(m) for m in more)]


def test_a_crime_file_with_a_new_column_fails_by_name_and_its_month_is_not_covered(source, tmp_path, capsys):
    files, to = shutil.copytree(source, tmp_path / "files"), tmp_path / "to"
    name = "2024-04-bedfordshire-street.csv"
    text = (files / "crime" / name).read_text("utf-8")
    (files / "crime" / name).write_text(text.replace("Context\n", "Context,Sentence\n", 1), "utf-8")
    assert run(built(files, to)) == 5
    _out, err = capsys.readouterr()
    assert f"crime/{name}, row 1: rule 'columns' failed" in err
    assert "Sentence" in err
    assert "update the reader" in err or "Its force-month counts as not covered." in err
    assert "Traceback" not in err
    run(["data", "status", "--data", str(to), "--json"])
    crime = next(x for x in json.loads(capsys.readouterr().out)["layers"] if x["id"] == "crime")
    assert crime["coverage"]["force_months_failed"] == ["E23000026 2024-04"]
    assert crime["coverage"]["force_months"] == {"E23000026": 2}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.replace("publisher", "publishr"), ["publishr", "misspelt", "publisher", "missing"]),
        (lambda t: t.replace('class = "open"', 'class = "confidential_location"'),
         ["confidential_location", "open layers only", "keep the file out"]),
        (lambda t: t.replace('class = "open"', 'class = "restricted_count"'), ["restricted_count", "open layers only"]),
        (lambda t: t.replace('class = "open"', 'class = "opn"'), ["'class'", "'open'"]),
        (lambda t: t.replace('title = "Layer drawn_clubs"', 'title = "Children\'s homes of the area"'),
         ["Children's homes", "never held", "Remove the layer"]),
        (lambda t: t.replace("Indicator venues.drawn", "Women's refuge places"), ["refuge", "never held"]),
        (lambda t: t.replace("= 800", "= 0"), ["venues.drawn", "reach_m"]),
        (lambda t: t.replace("kernel_presence", "kernel_absence"), ["measure"]),
        (lambda t: t + "\n[broken", ["not valid TOML"]),
        (lambda t: t.replace("venues.drawn", "venues.pubs"), ["venues.pubs", "already declared", "fhrs"]),
        (lambda t: t.replace('"table"', '"tabel"'), ["no reader 'tabel'", "add-a-layer"]),
        (lambda t: t.replace("easting", "eastng"), ["eastng", "misspelt"]),
    ],
)  # fmt: skip
def test_a_wrong_manifest_stops_the_build_before_anything_is_current(source, tmp_path, capsys, change, words):
    files, to, home = shutil.copytree(source, tmp_path / "files"), tmp_path / "to", tmp_path / "layers"
    layers.clubs(files, home)
    (home / "drawn_absent.toml").unlink()
    manifest = home / "drawn_clubs.toml"
    text = change(manifest.read_text("utf-8"))
    assert text != manifest.read_text("utf-8")
    manifest.write_text(text, "utf-8")
    assert run(built(files, to, "--layers", home)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    for word in words:
        assert word in err
    assert not to.exists() or list(to.iterdir()) == []


def test_a_layer_named_after_a_home_is_refused_by_its_files_name(source, tmp_path, capsys):
    files, home = shutil.copytree(source, tmp_path / "files"), tmp_path / "layers"
    layers.clubs(files, home)
    (home / "drawn_clubs.toml").rename(home / "childrens_homes.toml")
    assert run(built(files, tmp_path / "to", "--layers", home)) == 2
    assert "never held" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "words"), [("--from", "no such directory"), ("--layers", "no such directory")]
)
def test_a_directory_that_is_not_there_is_named(source, tmp_path, refused, option, words):
    given = {"--from": source, "--to": tmp_path / "to"} | {option: tmp_path / "none"}
    said = refused("data", "build", *(x for pair in given.items() for x in pair))
    assert str(tmp_path / "none") in said
    assert words in said


def test_rejections_of_a_layer_that_is_not_there_name_those_that_are(drawn, refused):
    said = refused("data", "status", "--data", drawn, "--rejections", "crimes")
    assert "'crimes' is no layer" in said
    assert "crime," in said
