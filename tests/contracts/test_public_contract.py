"""What others build on: every schema closed, every command that prints JSON named with its own, and real output valid.

The JSON of a check and of a release's status is held against its schema here; that of the law and of a case in
test_public_contract_of_cases.py.
"""

from __future__ import annotations

import ast
import copy
import inspect
import json
import shutil
from datetime import date
from typing import get_args

import jsonschema
import pytest
from conftest import once
from contracts.test_docs_current import COMMANDS
from drawn import country, layers, releases
from drawn.commands import ROOT

from geodata.release import Release
from placement_check import findings
from placement_check.cli import run
from placement_check.findings import Finding, ReasonCode
from placement_check.places import assess_place
from placement_check.records import document as records

SCHEMAS = {
    path.name.removesuffix(".v1.json"): json.loads(path.read_text("utf-8"))
    for path in (ROOT / "docs/schemas").iterdir()
}
PUBLISHED = {
    "check": "check", "consult render": "consultation", "consult show": "case_state", "data status": "status",
    "duties": "duties", "review": "check", "verify": "verify",
}  # fmt: skip
WITHOUT = {
    "compare",
    "data shares",
    "diff",
    "layers",
}  # to be read by a person's script: their keys may still change
OTHERS = {  # of the files that these write, the form is told elsewhere
    "batch": "docs/reference/command-line.md", "consult answer": "docs/chain.md", "consult new": "docs/chain.md",
    "consult record": "docs/chain.md", "consult redact": "docs/chain.md",
}  # fmt: skip
CHECK, STATUS = (jsonschema.Draft202012Validator(SCHEMAS[n]) for n in ("check", "status"))
AT = date(2024, 6, 30)
GROUPS = ("vso", "drg", "rob", "asb", "wpn", "po")
X, Y = country.corner(country.CENTRAL_BEDS)
PLACES = {
    "measured": layers.HERE, "too far apart": (X + 5_600, Y + 5_000), "sparse": (X + 8_500, Y + 5_000),
    "no file": country.middle(country.NORTH_HERTS), "failed file": country.middle(country.PETERBOROUGH),
    "three months": country.middle(country.SOUTHEND), "railways only": country.middle(country.MEDWAY),
    "Welsh border": (country.WEST + 400, country.SOUTH + 5_000), "coast": (country.WEST + 5_000, country.SOUTH + 50),
    "near border": (country.WEST + 950, country.SOUTH + 5_000), "far away": country.middle("E08000005"),
}  # fmt: skip
REAL = ("LU1 2TL", "TL 0500 4970", "52.00362,-0.45174", "OL16 1AE", "512600,221050", "513200,221050", "514400,221050",
        "247700,54500", "340000,556000", "90300,10500", "354000,253000", "622000,340000")  # fmt: skip


@pytest.fixture(scope="session")
def drawn(tmp_path_factory):
    return once(tmp_path_factory, "drawn-country", lambda home: releases.build_drawn(home) and None)


@pytest.fixture(scope="session")
def body(drawn):
    return records.document(assess_place("305050,105050", drawn, AT))


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_each_schema_is_itself_valid_and_closed(name):
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])
    assert SCHEMAS[name]["additionalProperties"] is False
    properties = {k for k in SCHEMAS[name]["properties"] if k != "damaged"}
    assert properties == set(SCHEMAS[name]["required"])


def test_every_schema_says_which_command_prints_it_and_every_command_of_json_has_one():
    assert set(PUBLISHED.values()) == set(SCHEMAS)
    for command, name in PUBLISHED.items():
        if command != "review":  # the same document, of a home
            assert f"`placement-check {command} " in SCHEMAS[name]["description"], command
    printing = {
        name
        for name, command in COMMANDS.items()
        if {"--json", "-o"} & {option for parameter in command.params for option in parameter.opts}
    }
    assert printing == {*PUBLISHED, *WITHOUT, *OTHERS}
    for command, page in OTHERS.items():
        assert (ROOT / page).is_file(), command


def test_the_pages_lead_to_every_schema():
    pages = "".join(
        (ROOT / "docs" / page).read_text("utf-8") for page in ("index.md", "reference/command-line.md")
    )
    assert [name for name in SCHEMAS if f"schemas/{name}.v1.json" not in pages] == []


def spoiled(body):
    """Yield copies of a document, each with one fault that a reader must never see."""

    def changed(change):
        other = copy.deepcopy(body)
        change(other)
        return other

    gap = next(i for i, f in enumerate(body["findings"]) if f["outcome"] != "measured")
    crime = next(
        i for i, f in enumerate(body["findings"]) if f["outcome"] == "measured" and f["domain"] == "D1"
    )
    yield "nought for missing", changed(lambda b: b["findings"][gap].update(value=0))
    yield "missing without reason", changed(lambda b: b["findings"][gap].update(reason=None))
    yield "missing with a grade", changed(lambda b: b["findings"][gap].update(grade="A"))
    yield "unknown reason", changed(lambda b: b["findings"][gap]["reason"].update(code="lost"))
    yield "measured without a value", changed(lambda b: b["findings"][crime].update(value=None))
    yield "crime without limits", changed(lambda b: b["findings"][crime].update(interval=None))
    yield "crime without a window", changed(lambda b: b["findings"][crime].update(window=None))
    yield "figure without a source", changed(lambda b: b["findings"][crime].update(provenance=[]))
    yield "percentile without n", changed(lambda b: b["findings"][crime]["percentiles"]["force"].pop("n"))
    yield "no missing list", changed(lambda b: b.pop("missing"))
    yield "an unknown key", changed(lambda b: b.update(verdict="fine"))
    yield "no version", changed(lambda b: b["versions"].pop("data"))


def test_the_schema_refuses_each_fault_that_a_reader_must_never_see(body):
    CHECK.validate(body)
    for name, wrong in spoiled(body):
        assert not CHECK.is_valid(wrong), name


@pytest.mark.parametrize("name", PLACES)
def test_every_kind_of_drawn_place_gives_a_valid_document(drawn, name):
    easting, northing = PLACES[name]
    found = json.loads(records.to_json(assess_place(f"{easting},{northing}", drawn, AT)))
    CHECK.validate(found)
    crime = {f["indicator"] for f in found["findings"] if f["indicator"].startswith("crime.")}
    assert crime == {f"crime.{g}.{k}" for g in GROUPS for k in ("density", "rate")}


@pytest.mark.parametrize("at", [date(2015, 1, 1), date(2025, 4, 30), date(2027, 6, 1), date(2040, 1, 1)])
def test_a_day_long_before_or_after_the_data_gives_a_valid_document(drawn, at):
    CHECK.validate(records.document(assess_place("305050,105050", drawn, at)))


def test_a_release_with_lost_layers_still_gives_valid_documents(drawn):
    from placement_check import method
    from placement_check.assess import assess

    release = Release.open(drawn)
    location = assess_place("305050,105050", drawn, AT).location
    for name in ("crime.covered", "people.residents", "lsoas.code", "comparators.values", "drawn_clubs.x"):
        store = releases.without(release, name)
        CHECK.validate(records.document(assess(location, store, method.load(), at=AT)))


@pytest.mark.real_data
@pytest.mark.parametrize("place", REAL)
def test_real_places_give_valid_documents(real_release, place):
    CHECK.validate(json.loads(records.to_json(assess_place(place, real_release, AT))))


def test_the_fictional_sample_gives_a_valid_document_marked_as_fiction(sample, capsys):
    key = bytes(Release.open(sample).array("postcodes.key")[0]).decode("ascii")
    postcode = f"{key[:-3]} {key[-3:]}"
    assert run(["check", postcode, "--data", str(sample), "--at", "2024-06-30", "--json"]) in (0, 3)
    found = json.loads(capsys.readouterr().out)
    CHECK.validate(found)
    assert found["label"].startswith("FICTIONAL")
    assert found["statements"][0].startswith("FICTIONAL DATA")


def test_the_keys_that_others_read_are_where_the_contract_puts_them(body):
    assert set(body["location"]) >= {
        "input", "matched", "kind", "easting", "northing", "longitude", "latitude", "uncertainty_m",
    }  # fmt: skip
    assert set(body["area"]) >= {"authority", "police_force", "mappa_area", "adjoining", "lsoa21"}
    assert set(body["area"]["authority"]) == set(body["area"]["police_force"]) == {"code", "name"}
    assert set(body["checks"]) == {"police_numbers", "consultation"}
    assert set(body["versions"]) == {"data", "method", "software"}
    for found in body["findings"]:
        assert set(found) >= {
            "indicator", "domain", "outcome", "value", "unit", "interval", "percentiles", "grade", "window", "reason",
            "provenance",
        }  # fmt: skip
        for compared in (found["percentiles"] or {}).values():
            assert set(compared) == {"value", "n"} or "unavailable" in compared


def test_searched_and_nothing_found_is_measured_nought_with_its_upper_limit(body):
    found = next(f for f in body["findings"] if f["indicator"] == "crime.wpn.density")
    assert (found["outcome"], found["value"]) == ("measured", 0)
    assert found["interval"]["upper"] > 0


def test_missing_lists_exactly_the_findings_without_a_figure(body):
    gaps = [
        (f["indicator"], f["outcome"], f["reason"]) for f in body["findings"] if f["outcome"] != "measured"
    ]
    assert [(m["indicator"], m["outcome"], m["reason"]) for m in body["missing"]] == gaps


def test_a_place_given_as_two_whole_numbers_is_easting_then_northing(body):
    assert (body["location"]["easting"], body["location"]["northing"]) == (305_050, 105_050)
    assert body["location"]["kind"] == "easting_northing"


def test_every_reason_code_of_the_program_is_in_the_schema_and_none_besides():
    assert set(SCHEMAS["check"]["$defs"]["reason_code"]["enum"]) == {c.value for c in ReasonCode}


def test_every_key_that_a_finding_may_carry_is_described():
    for kind in ("measured", "not_measured"):
        described = SCHEMAS["check"]["$defs"][kind]
        assert set(described["properties"]) == set(described["required"])


@pytest.mark.parametrize("verify", [False, True])
def test_the_status_of_a_release_is_valid_and_every_row_accounted_for(drawn, capsys, verify):
    assert run(["data", "status", "--data", str(drawn), "--json", *(["--verify"] if verify else [])]) == 0
    found = json.loads(capsys.readouterr().out)
    STATUS.validate(found)
    assert found["release"] == (drawn / "current").read_text("utf-8").strip()
    for layer in found["layers"]:
        assert set(layer) >= {
            "id", "class", "rows_in", "rows_kept", "rows_unlocated", "rows_rejected", "vintage", "coverage", "licence",
            "sha256", "format_verified",
        }  # fmt: skip
        for one in (layer, *layer["files"]):
            assert one["rows_in"] == one["rows_kept"] + one["rows_unlocated"] + one["rows_rejected"]


def test_the_status_with_a_failed_layer_is_valid_too(tmp_path, capsys):
    files = tmp_path / "files"
    country.ground(files)
    (lsoas,) = files.rglob("lsoa_population*.csv")
    lsoas.write_text("code,population\nE01000001,5\n", "utf-8")
    assert run(["data", "build", "--from", str(files), "--to", str(tmp_path)]) == 5
    capsys.readouterr()
    assert run(["data", "status", "--data", str(tmp_path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    STATUS.validate(found)
    population = next(x for x in found["layers"] if x["id"] == "population")
    assert population["status"] == "failed"
    assert population["reason"]["code"] == "failed_check"


def test_the_status_with_a_second_copy_of_a_street_file_is_valid_too(tmp_path, capsys):
    files = tmp_path / "files"
    country.ground(files)
    country.crime(files, months=country.MONTHS[-1:], others=False)
    first = min((files / "crime").glob("*-street.csv*"))
    (files / "twice").mkdir()
    shutil.copy(first, files / "twice")
    assert run(["data", "build", "--from", str(files), "--to", str(tmp_path)]) == 0
    capsys.readouterr()
    assert run(["data", "status", "--data", str(tmp_path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    STATUS.validate(found)
    crime = next(x for x in found["layers"] if x["id"] == "crime")
    (copied,) = [f for f in crime["files"] if f["status"] == "duplicate"]
    assert (copied["name"], copied["same_as"]) == (f"twice/{first.name}", f"crime/{first.name}")
    assert copied["rows_repeated"] == next(
        f["rows_in"] for f in crime["files"] if f["name"] == copied["same_as"]
    )
    copied["rows_in"] = 1
    assert not STATUS.is_valid(found)


def test_a_written_finding_states_one_of_the_three_outcomes_and_every_outcome_is_written():
    outcomes = {
        get_args(inspect.get_annotations(kind, eval_str=True)["outcome"])[0] for kind in get_args(Finding)
    }
    assert outcomes == {"measured", "not_covered", "unavailable"}
    described = SCHEMAS["check"]["$defs"]
    in_schema = {described["measured"]["properties"]["outcome"]["const"]}
    in_schema |= set(described["not_measured"]["properties"]["outcome"]["enum"])
    assert in_schema == outcomes


def test_no_part_of_the_program_makes_a_finding_of_a_fourth_kind():
    """Whatever builds a finding names one of the three classes; none is subclassed."""
    kinds = {k.__name__ for k in get_args(Finding)}
    for path in (ROOT / "placement_check").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                assert not kinds & {b.id for b in node.bases if isinstance(b, ast.Name)}, path
    for kind in get_args(Finding):
        assert not kind.__subclasses__()
    assert kinds == {n for n, v in vars(findings).items() if isinstance(v, type) and hasattr(v, "outcome")}
