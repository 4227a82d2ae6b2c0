"""`placement-check duties`: its text, its JSON against the published schema, its refusals and its exit codes."""

from __future__ import annotations

import io
import json
import re
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import click
import jsonschema
import pytest
from duties.scenarios import scenarios

from placement_check.cli.duties import duties
from placement_check.cli.exits import Exit, of_error
from placement_check.duties.document import to_document, to_text
from placement_check.duties.placement import PlacementRefused
from placement_check.duties.rules import rules

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs/schemas/duties.v1.json").read_text("utf-8"))
VALID = jsonschema.Draft202012Validator(SCHEMA)
BASE = ("--responsible", "E06000032", "--type", "childrens_home", "--age", "14", "--on", "2024-05-03")
FAR, NEAR = ("--area", "E08000005"), ("--area", "E06000056")
EMERGENCY = ("--emergency", "--reason", "The last placement broke down.")
ANSWERS = [a for a in (s.answer() for s in scenarios()) if not isinstance(a, PlacementRefused)]


def ask(*arguments):
    """Return the exit code and what was printed, as the program's front door would."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = duties.main(list(arguments), standalone_mode=False)
        except click.ClickException as fault:
            fault.show(err)
            code = Exit.BAD_INPUT
        except Exception as error:
            code = of_error(error)
            if code is None:
                raise
    return int(code), out.getvalue(), " ".join(err.getvalue().split())


def body(*arguments):
    code, out, err = ask(*BASE, *arguments, "--json")
    assert err == ""
    return code, json.loads(out)


# --- JSON


def test_the_schema_is_valid_closed_and_asks_for_every_property():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)

    def objects(part):
        if isinstance(part, dict):
            if part.get("type") == "object":
                yield part
            for value in part.values():
                yield from objects(value)
        elif isinstance(part, list):
            for value in part:
                yield from objects(value)

    found = list(objects(SCHEMA))
    assert len(found) > 8
    for each in found:
        assert each["additionalProperties"] is False
        assert set(each["required"]) == set(each["properties"])


@pytest.mark.parametrize("owed", ANSWERS, ids=[s.name for s in scenarios() if "refused" not in s.body])
def test_the_json_of_every_scenario_is_as_the_schema_says_and_holds_no_fraction(owed):
    document = json.loads(json.dumps(to_document(owed)))
    VALID.validate(document)
    assert not re.search(r"-?\d+\.\d+(?!\d*[\w\"])", re.sub(r'"[^"]*"', "", json.dumps(document)))


def test_a_document_with_a_word_too_many_is_not_valid():
    document = to_document(ANSWERS[0])
    for path in ("", "asked", "responsible"):
        wrong = json.loads(json.dumps(document))
        (wrong[path] if path else wrong)["score"] = 3
        assert not VALID.is_valid(wrong)


def test_the_json_answers_what_the_issue_asks_for():
    code, found = body(*FAR, *EMERGENCY, "--approved", "2024-05-02T22:00", "--started", "2024-05-03T01:00")
    assert (code, found["approver"], found["area_authority_step"], found["at_a_distance"]) == (
        0, "dcs", "consult", True,
    )  # fmt: skip
    assert found["remind_by"] == "2024-05-10T23:59:59+01:00"
    consult = next(d for d in found["duties"] if d["rule"] == "emergency_consult")
    assert consult["due"] == {
        "words": "within five working days of approval of the decision", "by": "2024-05-10T23:59:59+01:00",
        "counted_from": "Thursday 2 May 2024, 22:00",
    }  # fmt: skip
    assert found["asked"]["emergency"] is True
    assert (found["stops"], found["both"]) == ([], [])


def test_each_type_status_and_setting_is_a_word_of_the_schema():
    asked = SCHEMA["$defs"]["asked"]["properties"]
    options = {p.name: p for p in duties.params}
    assert asked["type"]["enum"] == list(options["kind"].type.choices)
    assert asked["legal_status"]["enum"][1:] == list(options["legal_status"].type.choices)
    assert asked["setting"]["enum"][1:] == list(options["setting"].type.choices)


# --- exit codes


def test_an_answer_exits_with_0_a_doubt_and_a_stop_with_3():
    assert body(*FAR)[0] == Exit.DONE
    thames = ("--responsible", "E10000016", "--area", "E06000034", "--type", "childrens_home", "--age", "14")
    assert ask(*thames, "--on", "2024-05-03")[0] == Exit.INCOMPLETE
    exempt = ("--responsible", "E10000016", "--area", "E06000034", "--type", "own_la_foster", "--age", "4")
    assert ask(*exempt, "--on", "2024-05-03")[0] == Exit.INCOMPLETE
    code, found = body(*FAR, "--remand")
    assert (code, found["approver"]) == (Exit.INCOMPLETE, "stop")


@pytest.mark.parametrize("more", [EMERGENCY, ()])
def test_approval_after_the_start_is_recorded_and_exits_with_3(more):
    code, found = body(*FAR, *more, "--approved", "2025-12-25T22:00", "--started", "2025-12-24T01:00")
    assert code == Exit.INCOMPLETE
    assert found["asked"]["approved"] == "2025-12-25T22:00:00+00:00"
    assert [b["citation"] for b in found["breaches"]] == ["reg 11(1), SI 2010/959"]
    assert (
        body(*FAR, *more, "--approved", "2025-12-24T01:00", "--started", "2025-12-24T01:00")[0] == Exit.DONE
    )


def test_a_parent_and_a_child_who_is_not_known_to_be_in_care_exit_with_3():
    parent = (*FAR, "--type", "parent")
    for status in (("--legal-status", "section_20"), ()):
        code, found = body(*parent, *status)
        assert (code, found["approver"]) == (Exit.INCOMPLETE, "nominated_officer")
        assert [n["rule"] for n in found["notes"] if n["confirm"]] == ["note_parent_not_in_care"]
        text = " ".join(ask(*BASE, *parent, *status)[1].split())
        assert text.index("CONFIRM FIRST - Reg 18") < text.index("WHAT IS OWED")
        assert text.count("normally no longer looked after") == 1
    assert body(*parent, "--legal-status", "care_order")[0] == Exit.DONE


def test_a_code_in_small_letters_is_taken():
    code, found = body("--area", "e08000005")
    assert (code, found["asked"]["area"], found["at_a_distance"]) == (0, "E08000005", True)


# --- text


def test_the_text_says_distance_approver_step_duties_and_what_is_not_covered_in_this_order():
    code, text, _ = ask(*BASE, *FAR)
    assert code == 0
    places = [text.index(part) for part in (
        "At a distance   YES. Rochdale", "Approver        the director", "Area authority  CONSULT", "WHAT IS OWED",
        "OFFERED (good practice, not law)", "NOTES", "WHAT THIS DOES NOT COVER",
    )]  # fmt: skip
    assert places == sorted(places)
    assert "Central Bedfordshire (land), Hertfordshire (land)" in " ".join(text.split())


@pytest.mark.parametrize("owed", ANSWERS, ids=[s.name for s in scenarios() if "refused" not in s.body])
def test_the_text_of_every_scenario_fits_a_terminal_and_names_each_paragraph(owed):
    text = to_text(owed)
    assert max(len(line) for line in text.splitlines()) <= 96
    assert not any(line != line.rstrip() for line in text.splitlines())
    flat = " ".join(text.split())
    for one in (owed, *owed.both):
        for each in (*one.duties, *one.stops):
            assert f"{each.citation} [{each.confidence}; rule {each.rule}]" in flat
        for remark in (*one.offers, *one.notes):
            assert " ".join(remark.text.split()) in flat


def test_a_stop_says_what_to_do_and_no_duty():
    text = ask(*BASE, "--area", "scotland")[1]
    assert "STOP. Nothing else is computed." in text
    assert "What to do" in text
    assert "WHAT IS OWED" not in text
    assert "Due" not in text


def test_both_outcomes_of_a_doubt_are_shown():
    text = ask(
        "--responsible", "E10000016", "--area", "E06000034", "--type", "childrens_home", "--age", "14"
    )[1]
    places = [text.index(part) for part in (
        "At a distance   CONFIRM", "Ask both authorities", "OWED EITHER WAY", "IF THEY ADJOIN",
        "IF IT IS AT A DISTANCE",
    )]  # fmt: skip
    assert places == sorted(places)
    assert "Offered (good practice, not law): Consult Thurrock" in " ".join(text.split())


def test_status_setting_reasons_and_times_are_repeated():
    text = ask(
        "--responsible", "E06000032", "--type", "other_arrangement", "--setting", "school", "--age", "12", *FAR,
        "--legal-status", "section_20", "--not-practicable", "The school could not be reached.",
        "--approved", "2024-05-02 10:00", "--started", "2024-05-03T10:00:30", "--ended", "2024-06-03T10:00+01:00",
    )[1]  # fmt: skip
    for part in ("accommodated (Children Act 1989 s.20)", "not registered as a children's home", "could not be reached",
                 "Thursday 2 May 2024, 10:00", "Friday 3 May 2024, 10:00", "Monday 3 June 2024, 10:00"):  # fmt: skip
        assert part in " ".join(text.split())


# --- bad input


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "give one of --area CODE and --place PLACE"),
        ((*FAR, "--place", "LU1 2TL"), "give one of --area CODE and --place PLACE"),
        ((*FAR, "--emergency"), "Rule 'emergency_reason' failed: --emergency stands without its reason"),
        ((*FAR, "--emergency", "--reason", "  "), "--emergency stands without its reason"),
        ((*FAR, "--reason", "It was late."), "--reason stands without --emergency"),
        ((*FAR, "--reason", ""), "--reason stands without --emergency"),
        ((*FAR, "--on", "3 May 2024"), "'3 May 2024' is not a day"),
        ((*FAR, "--on", "2024-02-30"), "'2024-02-30' is not a day"),
        ((*FAR, "--started", "2024-05-03"), "'2024-05-03' is not a time; write it as YYYY-MM-DDTHH:MM"),
        ((*FAR, "--started", "2024-05-03T25:00"), "is not a time"),
        ((*FAR, "--started", "2024-05-03T10:00+99:00"), "is not a time"),
        ((*FAR, "--started", "2024-03-31T01:30"), "There was no 2024-03-31T01:30"),
        (("--area", "E06000099"), "Rule 'unknown_authority' failed"),
        (("--area", "E10000006"), "Rule 'authority_of_the_day' failed"),
        ((*FAR, "--on", "2013-12-31"), "Rule 'not_modelled' failed"),
        ((*FAR, "--on", "2030-01-01"), "Rule 'not_modelled' failed"),
        ((*FAR, "--age", "18"), "Rule 'age' failed"),
        ((*FAR, "--setting", "school"), "Rule 'setting' failed"),
        ((*FAR, "--type", "other_arrangement"), "Rule 'setting' failed"),
        ((*FAR, "--started", "2024-05-03T10:00", "--ended", "2024-05-02T10:00"), "Rule 'dates_out_of_order' failed"),
        ((*FAR, "--age", "9", "--ks4-disruption"), "Rule 'ks4_age' failed: The age is 9"),
        (("--area", "Rochdale"), "Rochdale is E08000005: give the code"),
        ((*FAR, "--type", "hotel"), "Invalid value for '--type'"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_with_the_rule_and_what_to_do_and_nothing_is_printed(arguments, said):
    code, out, err = ask(*BASE, *arguments)
    assert (code, out) == (Exit.BAD_INPUT, "")
    assert said in err


def test_london_time_is_meant_where_no_zone_is_written():
    _, summer = body(*FAR, "--started", "2024-07-03T00:30")
    assert summer["asked"]["started"] == "2024-07-03T00:30:00+01:00"
    _, winter = body(*FAR, "--started", "2024-01-03T00:30")
    assert winter["asked"]["started"] == "2024-01-03T00:30:00+00:00"
    _, zulu = body(*FAR, "--started", "2024-07-02T23:30Z")
    assert zulu["asked"]["started"] == summer["asked"]["started"]


def test_the_hour_that_comes_twice_is_taken_as_the_first():
    _, autumn = body(*FAR, "--started", "2024-10-27T01:30")
    assert autumn["asked"]["started"] == "2024-10-27T01:30:00+01:00"


def test_today_is_asked_about_where_no_day_is_given():
    code, out, _ = ask(
        "--responsible", "E06000032", "--area", "E08000005", "--type", "ifa_foster", "--age", "4", "--json"
    )
    assert code == 0
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", json.loads(out)["on"])


def test_the_help_names_every_option_and_no_rule_is_missing_its_place():
    assert {p.name for p in duties.params} >= {
        "responsible", "area", "place", "kind", "age", "emergency", "reason", "on", "approved", "started", "ended",
        "ks4_disruption", "remand", "legal_status", "setting", "as_json",
    }  # fmt: skip
    assert len(rules()) >= 40


# --- a place of a release


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    from conftest import once
    from drawn import releases

    return once(tmp_path_factory, "drawn-country", lambda home: releases.build_drawn(home) and None)


def test_a_place_is_looked_up_in_a_release_and_stands_in_its_own_authority(place):
    from drawn import country

    far, near = country.middle("E08000005"), country.middle(country.CENTRAL_BEDS)
    for (x, y), code, distant in ((far, "E08000005", True), (near, "E06000056", False)):
        exit_code, found = body("--place", f"{x},{y}", "--data", str(place))
        assert (exit_code, found["asked"]["area"], found["at_a_distance"]) == (0, code, distant)
        assert str(x) not in json.dumps(found)


def test_a_place_that_is_not_found_says_how_to_name_wales_and_scotland(place):
    code, out, err = ask(*BASE, "--place", "1,1", "--data", str(place))
    assert (code, out) == (Exit.BAD_INPUT, "")
    assert "give --area with the Welsh council's code" in err
    assert "--area scotland" in err


def test_a_place_without_a_release_says_so(tmp_path):
    assert ask(*BASE, "--place", "LU1 2TL", "--data", str(tmp_path / "none"))[0] == Exit.NO_RELEASE
