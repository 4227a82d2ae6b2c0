"""Who is who on a day: codes that are followed or refused, pairs in doubt, and the placement's own rules."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from duties.asked import AUTHORITIES, HOLIDAYS, LUTON, ON, ROCHDALE, ask, at, told

from geodata.authorities import Authorities
from geodata.errors import TableError
from geodata.tables import SHIPPED, read_tables
from placement_check.cli import duties as command
from placement_check.duties import doubts
from placement_check.duties.document import to_document, to_text
from placement_check.duties.doubts import Doubts
from placement_check.duties.owed import duties
from placement_check.duties.placement import (
    LegalStatus,
    Placement,
    PlacementRefused,
    PlacementType,
    Setting,
)
from placement_check.duties.rules import FILE, rules, rules_of
from placement_check.duties.standing import outside, standing

TABLES = read_tables(SHIPPED)
WANDSWORTH, WESTMINSTER, KENT, THURROCK = "E09000032", "E09000033", "E10000016", "E06000034"


def refusal(**facts):
    with pytest.raises(PlacementRefused) as caught:
        ask(**facts)
    return caught.value


# --- codes


@pytest.mark.parametrize("code", ["", "Luton", "E06000999", "E07000999", "E92000001", "K02000001"])
@pytest.mark.parametrize("which", ["responsible", "area"])
def test_a_code_of_nothing_known_is_refused_with_what_to_give(code, which):
    found = refusal(**{which: code})
    assert found.rule == "unknown_authority"
    assert "GSS" in found.advice


def test_a_split_authority_is_refused_with_the_names_of_its_successors():
    found = refusal(area="E10000006")
    assert found.rule == "authority_of_the_day"
    assert "Cumberland (E06000063), Westmorland and Furness (E06000064)" in found.text


def test_a_district_of_today_that_had_several_authorities_is_refused():
    assert refusal(on="2018-01-10", area="E06000058").rule == "authority_of_the_day"


def test_outside_is_named_with_what_is_known_of_it():
    assert outside("S12000026", ON, AUTHORITIES) == "Scottish Borders, Scotland"
    assert outside("S12000033", ON, AUTHORITIES) == "Scotland (S12000033)"
    assert outside("N09000003", ON, AUTHORITIES) == "Northern Ireland (N09000003)"
    assert outside(LUTON, ON, AUTHORITIES) == ""


def test_both_ends_of_a_reorganisation_are_told_for_the_responsible_authority_too():
    owed = ask(
        responsible="E10000030", area="E06000039", type="ifa_foster", approved="2027-03-01T10:00",
        started="2027-03-02T10:00", ended="2027-05-04T10:00",
    )  # fmt: skip
    said = [n.text for n in owed.notes if n.rule == "authority_of_each_event"]
    assert any("responsible authority passes from Surrey (E10000030) to East Surrey" in text for text in said)
    assert told(owed)["ending_notice_area"].who == (
        "East Surrey (X-EAST-SURREY) or West Surrey (X-WEST-SURREY), whichever looks after the child"
    )


def test_a_split_of_the_responsible_authority_never_takes_a_notice_away():
    owed = ask(
        responsible="E10000030", area="E07000207", type="ifa_foster", approved="2027-03-30T10:00",
        started="2027-04-06T10:00",
    )  # fmt: skip
    assert owed.approver == "none"
    assert told(owed)["notice_13_4"].recipients == ("East Surrey (X-EAST-SURREY), the area authority",)


def test_a_child_and_a_place_of_the_same_split_county_are_not_taken_for_the_own_area():
    owed = ask(
        responsible="E10000030", area="E10000030", type="ifa_foster", approved="2027-03-01T10:00",
        started="2027-03-02T10:00", ended="2027-05-04T10:00",
    )  # fmt: skip
    assert owed.at_a_distance is False
    assert "ending_notice_area" in told(owed)
    assert "notice_13_4" not in told(owed)


def test_the_force_is_not_known_where_the_table_has_none():
    tables = TABLES | {
        "authority_forces": [r for r in TABLES["authority_forces"] if r["authority"] != ROCHDALE]
    }
    placement = Placement(responsible=LUTON, area=ROCHDALE, type=PlacementType.CHILDRENS_HOME, age=14)
    owed = duties(placement, ON, Authorities.from_tables(tables), HOLIDAYS)
    assert owed.force is None
    assert "not known here" in told(owed)["offer_tell_the_police"].text
    assert "Police there" not in to_text(owed)
    assert to_document(owed)["force"] is None


# --- adjacency


def test_a_water_boundary_that_a_council_has_confirmed_is_a_boundary():
    rows = [
        row | ({"confirmed_by": "both councils, 2026"} if {row["code_a"], row["code_b"]} == {WANDSWORTH, WESTMINSTER}
               else {})
        for row in TABLES["adjacency"]
    ]  # fmt: skip
    confirmed = Authorities.from_tables(TABLES | {"adjacency": rows})
    found = standing((WANDSWORTH, WESTMINSTER), ON, confirmed, doubts.shipped())
    assert found.place == "adjoining"
    assert "confirmed by both councils, 2026" in found.why
    assert standing((WANDSWORTH, WESTMINSTER), ON, AUTHORITIES, doubts.shipped()).place == "confirm"


def test_the_basis_confirmed_settles_a_doubt():
    row = {"code_a": THURROCK, "code_b": KENT, "basis": "confirmed", "valid_from": "", "valid_to": "",
           "confirmed_by": "", "source": "s"}  # fmt: skip
    settled = Authorities.from_tables(TABLES | {"adjacency": [*TABLES["adjacency"], row]})
    found = standing((KENT, THURROCK), ON, settled, doubts.shipped())
    assert found.place == "adjoining"
    assert "confirmed by the councils" in found.why


def test_every_doubt_is_between_codes_of_its_days_and_is_answered_with_confirm():
    for doubt in doubts.shipped().all:
        on = min(max(doubt.first, ON), doubt.last)
        one, other = sorted(doubt.pair)
        assert {AUTHORITIES.authority(c, on).code for c in doubt.pair} == doubt.pair
        if not other.startswith("S"):
            assert standing((one, other), on, AUTHORITIES, doubts.shipped()).place == "confirm"
        assert doubt.source
        assert doubt.why.endswith(".")


def test_a_doubt_holds_both_ways_and_on_its_days_only():
    table = doubts.shipped()
    assert table.of(KENT, THURROCK, ON) == table.of(THURROCK, KENT, ON) is not None
    assert table.of("E06000009", "E10000006", date(2023, 3, 31)) is not None
    assert table.of("E06000009", "E10000006", date(2023, 4, 1)) is None
    assert table.of(LUTON, ROCHDALE, ON) is None


def test_a_confirmed_answer_does_not_depend_on_the_direction():
    for one, other in ((KENT, THURROCK), (WANDSWORTH, WESTMINSTER)):
        assert (
            ask(responsible=one, area=other).approver
            == ask(responsible=other, area=one).approver
            == "confirm"
        )


def test_without_doubts_an_unlisted_pair_is_at_a_distance():
    placement = Placement(responsible=KENT, area=THURROCK, type=PlacementType.CHILDRENS_HOME, age=14)
    assert duties(placement, ON, AUTHORITIES, HOLIDAYS, doubts=Doubts(())).at_a_distance is True


# --- the placement


@pytest.mark.parametrize("age", [-1, 18, 40])
def test_an_age_that_is_no_child_s_is_refused(age):
    assert refusal(age=age).rule == "age"


def test_a_setting_without_other_arrangements_is_refused():
    assert refusal(setting="school").rule == "setting"


def test_a_blank_reason_why_notice_was_not_practicable_is_refused():
    assert refusal(not_practicable="  ").rule == "not_practicable"


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(PlacementRefused) as caught:
        Placement(
            responsible=LUTON,
            area=ROCHDALE,
            type=PlacementType.PARENT,
            age=3,
            started=datetime(2024, 5, 3, 9),  # noqa: DTZ001
        )
    assert caught.value.rule == "time_zone"


@pytest.mark.parametrize("age", [0, 9, 12])
def test_a_fourth_key_stage_long_before_its_years_is_refused_with_what_to_do(age):
    found = refusal(age=age, ks4_disruption=True)
    assert (found.rule, "14 to 16" in found.text) == ("ks4_age", True)
    assert found.advice.startswith("Correct the age")
    ask(age=13, ks4_disruption=True)


def test_the_day_of_an_event_is_the_day_in_london():
    utc = datetime(2024, 5, 3, 23, 30, tzinfo=UTC)
    placement = Placement(responsible=LUTON, area=ROCHDALE, type=PlacementType.PARENT, age=3, started=utc)
    assert placement.day_of("started") == date(2024, 5, 4)
    assert placement.day_of("ended") is None


@pytest.mark.parametrize("event", ["approved", "started", "ended"])
@pytest.mark.parametrize("when", ["2014-01-26T10:00", "2029-01-01T10:00"])
def test_an_event_on_a_day_that_is_not_modelled_is_refused(event, when):
    assert refusal(**{event: when}).rule == "not_modelled"


def test_a_clock_that_runs_beyond_the_table_is_refused():
    with pytest.raises(TableError, match="not modelled"):
        ask(on="2028-12-22", emergency_reason="The carer fell ill.", approved="2028-12-22T10:00",
            started="2028-12-22T12:00")  # fmt: skip


def test_every_type_status_and_setting_has_words_and_stands_in_the_command():
    assert tuple(PlacementType) == command.TYPES
    assert tuple(LegalStatus) == command.STATUSES
    assert tuple(Setting) == command.SETTINGS
    assert all(each.words for words in (PlacementType, LegalStatus, Setting) for each in words)


def test_equal_times_are_in_order():
    moment = at("2024-05-03T10:00")
    ask(approved=moment, started=moment, ended=moment)


# --- the file of rules

ROW = {"id": "one", "kind": "duty", "duty": "d", "citation": "c", "from": date(2014, 1, 27), "confidence": "verified",
       "tag": "[V]", "source": "s"}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"citation": ""}, "missing ['citation']"),
        ({"cost": 1}, "unknown ['cost']"),
        ({"kind": "wish"}, "'wish' is not one of"),
        ({"day": "never"}, "'never' is not one of"),
        ({"confidence": "sure"}, "'sure' is not one of"),
        ({"approver": "panel"}, "'panel' is not one of"),
        ({"step": "tell"}, "'tell' is not one of"),
        ({"when": {"place": ["own"]}}, "place is not known"),
        ({"when": {"places": ["near"]}}, "'near' is not one of"),
        ({"when": {"types": ["home"]}}, "'home' is not one of"),
        ({"clock": {"before": "noon"}}, "'noon' is not one of"),
        ({"kind": "approval"}, "names in 'breach' the paragraph"),
        ({"breach": "reg 11(1)"}, "names in 'breach' the paragraph"),
        ({"clock": {"days": 5}}, "days and after go together"),
        ({"clock": {"hours": 5}}, "hours is not known"),
    ],
)
def test_a_row_that_is_wrong_is_refused_by_name(change, said):
    with pytest.raises(TableError) as caught:
        rules_of({"rule": [ROW | change]})
    assert "rule 'one'" in str(caught.value)
    assert said in str(caught.value)


def test_a_row_that_stands_twice_is_refused():
    assert len(rules_of({"rule": [ROW]})) == 1
    with pytest.raises(TableError, match="'one' twice"):
        rules_of({"rule": [ROW, ROW]})


def test_the_file_is_read_in_its_order_and_once():
    ids = [rule.id for rule in rules()]
    text = FILE.read_text("utf-8")
    assert ids == sorted(ids, key=lambda each: text.index(f'id = "{each}"'))
    assert rules() is rules()
