"""The traps of the law page, section 10.3, that the law of a placement can fall into; each by its number.

Of the others, 8 and 12 to 14 are also the consultation's; 10, 11, 17, 18 and 22 the score's and the planner's.
"""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path

import pytest
from duties.asked import CARDIFF, CENTRAL_BEDFORDSHIRE, HEREFORDSHIRE, LUTON, POWYS, REASON, ask, told

import placement_check.duties as package
from geodata.calendar import Holidays
from placement_check.duties.document import to_document, to_text
from placement_check.duties.placement import Placement, PlacementRefused
from placement_check.duties.rules import FILE, rules

HOME = Path(package.__file__).parent
SOURCES = {path.name: path.read_text("utf-8") for path in HOME.glob("*.py")}
NORTH_YORKSHIRE, DARLINGTON = "E06000065", "E06000005"
MILTON_KEYNES, BEDFORD, HERTFORDSHIRE, WATFORD = "E06000042", "E06000055", "E10000015", "E07000103"
HARTLEPOOL, DURHAM, RUTLAND, PETERBOROUGH = "E06000001", "E06000047", "E06000017", "E06000031"


def test_trap_1_a_distance_is_a_boundary_and_no_mileage():
    # Northallerton to Middlesbrough's edge is far, yet the councils adjoin; Luton to Bedford is near, and they do not.
    assert ask(responsible=NORTH_YORKSHIRE, area=DARLINGTON).at_a_distance is False
    assert ask(area=BEDFORD).at_a_distance is True
    assert ask(area=MILTON_KEYNES).at_a_distance is True
    assert not re.search(r"\b(miles?|kilomet|metres|easting|northing)", " ".join(SOURCES.values()).lower())
    assert not re.search(r"\b\d+ ?(miles|km)\b|twenty miles", FILE.read_text("utf-8"))


def test_trap_2_the_area_authority_is_the_county_and_not_the_district():
    owed = ask(area=WATFORD)
    assert (owed.area.code, owed.at_a_distance) == (HERTFORDSHIRE, False)
    assert all(WATFORD not in r for d in owed.duties for r in d.recipients)
    assert "district" in told(owed)["district_code"].text
    # The county's districts that do not touch Luton are in an adjoining area all the same: East Hertfordshire.
    assert ask(area="E07000242").at_a_distance is False


def test_trap_3_consult_only_at_a_distance_and_adjoining_asks_for_two_things():
    near, far = ask(area=CENTRAL_BEDFORDSHIRE), ask()
    assert (near.area_authority_step, far.area_authority_step) == ("notify", "consult")
    assert {"notify_before_approval", "notice_13_4"} <= {d.rule for d in near.duties}
    assert not any("consult_" in d.rule for d in near.duties)


def test_trap_4_consultation_and_notification_are_two_duties():
    for owed, first in ((ask(), "consult_before_approval"),
                        (ask(area=CENTRAL_BEDFORDSHIRE), "notify_before_approval")):  # fmt: skip
        duties = told(owed)
        assert duties[first].citation != duties["notice_13_4"].citation
        assert duties[first].due != duties["notice_13_4"].due


def test_trap_5_working_days_are_counted_and_each_clock_from_its_own_event():
    owed = ask(emergency_reason=REASON, approved="2024-05-02T22:00", started="2024-05-04T01:00")
    duties = told(owed)
    assert duties["emergency_consult"].due.by.isoformat() == "2024-05-10T23:59:59+01:00"
    assert duties["notice_13_4"].due.by.isoformat() == "2024-05-13T23:59:59+01:00"
    assert owed.remind_by == duties["emergency_consult"].due.by
    assert "Friday 10 May 2024" in duties["earlier_clock"].text
    # and the other way round, where the child came first
    owed = ask(emergency_reason=REASON, approved="2024-05-07T10:00", started="2024-05-02T22:00")
    assert owed.remind_by == told(owed)["notice_13_4"].due.by
    assert [b.citation for b in owed.breaches] == ["reg 11(1), SI 2010/959"]


@pytest.mark.parametrize("kind", ["own_la_foster", "connected_person"])
def test_trap_6_an_exempt_carer_is_exempt_from_approval_and_not_from_notice(kind):
    owed = ask(type=kind)
    assert owed.approver == "none"
    assert "notice_13_4" in told(owed)
    assert owed.area_authority_step == "notify"


@pytest.mark.parametrize("kind", ["ifa_foster", "other_la_foster"])
def test_trap_6_carers_of_an_agency_or_of_another_council_are_not_exempt(kind):
    assert (ask(type=kind).approver, ask(type=kind).area_authority_step) == ("dcs", "consult")


def test_trap_7_the_director_is_that_of_the_responsible_authority():
    (approval,) = (d for d in ask().duties if d.rule == "distant_dcs")
    assert "Luton" in approval.who
    assert "Rochdale" not in approval.who


def test_trap_8_silence_is_no_consultation_and_an_objection_is_no_veto():
    said = told(ask())["note_no_veto"].text
    assert "no veto" in said
    assert "A message that was sent is not a consultation" in said


def test_trap_9_neighbours_that_only_a_buffer_or_a_clipped_map_would_give():
    assert ask(responsible=RUTLAND, area=PETERBOROUGH).at_a_distance is True
    assert ask(responsible=HARTLEPOOL, area="E06000003").at_a_distance == "confirm"  # across the Tees
    assert ask(responsible="E06000046", area="E06000044").at_a_distance == "confirm"  # the Solent


def test_trap_12_no_name_and_no_birth_date_has_a_field():
    fields = set(Placement.__dataclass_fields__)
    assert not {f for f in fields if re.search(r"name|birth|dob|initial|worker|officer", f)}


def test_trap_15_no_language_of_2014():
    text = FILE.read_text("utf-8") + " ".join(SOURCES.values())
    assert not re.search(r"\bLSCB\b|\bPCT\b|GCSX|primary care trust for", text)
    assert "clinical commissioning" not in str(ask(on="2024-05-03").duties)


def test_trap_16_the_provider_s_notices_cite_the_regulations_in_force():
    for rule in rules():
        assert "2001" not in rule.citation
    assert "SI 2015/541" in told(ask())["home_notifies_admission"].citation


def test_trap_19_no_period_is_a_number_of_calendar_days():
    assert not re.search(r"timedelta|365|366", " ".join(SOURCES.values()))


def test_trap_20_a_welsh_authority_is_another_law_and_a_welsh_neighbour_adjoins():
    assert ask(responsible=CARDIFF, area=LUTON).approver == "stop"
    assert ask(responsible=HEREFORDSHIRE, area=POWYS).at_a_distance is False
    assert ask(responsible=HEREFORDSHIRE, area=CARDIFF).at_a_distance is True


def test_trap_20_a_scottish_neighbour_is_never_taken_for_adjoining():
    owed = ask(responsible="E06000057", area="S12000026")
    assert (owed.approver, owed.at_a_distance) == ("stop", "confirm")
    assert "not settled" in owed.stops[0].advice


def test_trap_21_the_force_is_that_of_the_place():
    assert ask().force.name == "Greater Manchester"
    assert ask(responsible=HARTLEPOOL, area=DURHAM).force.name == "Durham"
    assert ask(area=CARDIFF).force.name == "South Wales"
    assert ask(area=LUTON).force.name == "Bedfordshire"


@pytest.mark.parametrize("reason", [" ", "\n\t"])
def test_trap_23_an_emergency_has_a_reason(reason):
    with pytest.raises(PlacementRefused) as caught:
        ask(emergency_reason=reason)
    assert caught.value.rule == "emergency_reason"


def test_trap_24_the_holidays_are_those_of_england_and_wales():
    # 2 January and 30 November are holidays in Scotland, Easter Monday is not.
    holidays = Holidays.load()
    assert holidays.working_day(date(2025, 1, 2))
    assert not holidays.working_day(date(2025, 4, 21))


def test_trap_25_no_score_and_no_band_is_looked_at():
    for name, text in SOURCES.items():
        imported = {
            (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        ours = {i for i in imported if i.startswith(("placement_check", "geodata", "api"))}
        assert all(
            i.startswith(("placement_check.duties", "geodata.authorities", "geodata.calendar", "geodata.errors",
                          "geodata.tables"))
            for i in ours
        ), name  # fmt: skip


FORBIDDEN = re.compile(r"\b(safe|unsafe|dangerous|low-risk|no-go|crime-free|hotspot)\b", re.IGNORECASE)


@pytest.mark.parametrize("facts", [{}, {"area": CENTRAL_BEDFORDSHIRE}, {"remand": True}, {"area": "scotland"},
                                   {"responsible": "E10000016", "area": "E06000034"}])  # fmt: skip
def test_no_forbidden_word_is_said_of_a_place(facts):
    owed = ask(**facts)
    assert not FORBIDDEN.search(to_text(owed) + str(to_document(owed)))
