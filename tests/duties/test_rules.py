"""One test for each row of duties.toml, called by its id: where it applies, where it does not, what it says."""

from __future__ import annotations

import re
import sys
from datetime import date

import pytest
from duties.asked import (
    CARDIFF,
    CENTRAL_BEDFORDSHIRE,
    HEREFORDSHIRE,
    LUTON,
    POWYS,
    REASON,
    ROCHDALE,
    ask,
    told,
)

from placement_check.duties.rules import rules

NEAR = {"area": CENTRAL_BEDFORDSHIRE}
OWN = {"area": LUTON}
EMERGENCY = {"emergency_reason": REASON, "approved": "2024-05-03T16:00", "started": "2024-05-07T09:00"}
FIVE_OF_APPROVAL, FIVE_OF_START = "2024-05-13T23:59:59+01:00", "2024-05-14T23:59:59+01:00"
ENDED = {"started": "2024-01-08T10:00", "ended": "2024-05-03T10:00"}
EXEMPT = ("own_la_foster", "connected_person")
NOT_UNDER_11 = (*EXEMPT, "parent")
UNDER_11 = ("childrens_home", "ifa_foster", "other_la_foster")


def says(rule, citation, confidence="verified", **facts):
    """Return what the rule says in a case where it applies, its paragraph and its confidence checked."""
    found = told(ask(**facts)).get(rule)
    assert found is not None, f"{rule} does not apply"
    assert found.citation.startswith(citation)
    assert found.confidence == confidence
    return found


def absent(rule, **facts):
    """Check that the rule does not apply in a case."""
    assert rule not in told(ask(**facts))


def by(duty):
    return None if duty.due.by is None else duty.due.by.isoformat()


# --- stops


def test_rule_stop_unregistered():
    found = says("stop_unregistered", "Children Act 1989 s.22C(6)(c)", "unverified", type="unregistered")
    assert "High Court" in found.advice
    absent("stop_unregistered")


def test_rule_stop_under_16_outside_27a():
    rule, other = "stop_under_16_outside_27a", {"type": "other_arrangement", "setting": "none_of_these"}
    says(rule, "reg 27A", on="2021-09-09", age=15, **other)
    absent(rule, on="2021-09-08", age=15, **other)
    absent(rule, age=16, **other)
    for setting in ("care_home", "hospital", "residential_family_centre", "school", "holiday_scheme"):
        absent(rule, age=15, type="other_arrangement", setting=setting)
    for setting in ("registered_supported_accommodation", "excepted_accommodation"):
        says(rule, "reg 27A", age=15, type="other_arrangement", setting=setting)


def test_rule_stop_under_16_supported_accommodation():
    rule, supported = "stop_under_16_supported_accommodation", {"type": "supported_accommodation"}
    says(rule, "reg 27A", on="2021-09-09", age=15, **supported)
    absent(rule, on="2021-09-08", age=15, **supported)
    absent(rule, age=16, **supported)


def test_rule_stop_16_17_outside_27c():
    rule, other = "stop_16_17_outside_27c", {"type": "other_arrangement", "setting": "none_of_these"}
    found = says(rule, "reg 27C", on="2023-10-28", age=16, **other)
    assert "excepted accommodation" in found.advice
    says(rule, "reg 27C", age=17, type="other_arrangement", setting="hospital")
    absent(rule, on="2023-10-27", age=16, **other)
    absent(rule, age=15, **other)
    for setting in ("registered_supported_accommodation", "excepted_accommodation"):
        absent(rule, age=16, type="other_arrangement", setting=setting)
    absent(rule, age=16, type="supported_accommodation")


@pytest.mark.parametrize("area", ["scotland", "northern_ireland", "elsewhere", "S12000026", "N09000003"])
def test_rule_stop_outside_england_and_wales(area):
    rule = "stop_outside_england_and_wales"
    found = says(rule, "Children Act 1989 Sch 2 para 19", "unverified", area=area)
    assert "court" in found.text
    assert "advice only" in found.advice
    absent(rule, area=CARDIFF)


def test_rule_stop_welsh_responsible():
    found = says("stop_welsh_responsible", "reg 1(2)", responsible=CARDIFF)
    assert "WSI 2015/1818 reg 12" in found.citation
    assert "Cardiff" in found.text
    absent("stop_welsh_responsible", area=CARDIFF)


def test_rule_stop_scottish_responsible():
    says("stop_scottish_responsible", "reg 1(2)", responsible="S12000026")
    absent("stop_scottish_responsible", area="S12000026")


def test_rule_stop_remand():
    found = says("stop_remand", "SI 2013/706", "unverified", remand=True)
    assert "remand procedure" in found.advice
    absent("stop_remand")


# --- approval


def test_rule_own_area_no_approval():
    says("own_area_no_approval", "regs 2(1) and 11(1)", **OWN)
    owed = ask(**OWN)
    assert (owed.approver, owed.area_authority_step, owed.area) == ("none", "none", None)
    absent("own_area_no_approval", **NEAR)


@pytest.mark.parametrize("kind", EXEMPT)
def test_rule_exempt_carer_no_approval(kind):
    for place in (NEAR, {}):
        says("exempt_carer_no_approval", "reg 11(4)", type=kind, **place)
        owed = ask(type=kind, **place)
        assert (owed.approver, owed.area_authority_step) == ("none", "notify")
    absent("exempt_carer_no_approval", type=kind, **OWN)
    absent("exempt_carer_no_approval", type="ifa_foster")


def test_rule_parent_nominated_officer():
    for place in (OWN, NEAR, {}):
        found = says("parent_nominated_officer", "reg 18", type="parent", **place)
        assert found.who == "nominated officer of Luton (E06000032)"
        assert ask(type="parent", **place).approver == "nominated_officer"
    absent("parent_nominated_officer", type="own_la_foster")


def test_rule_ks4_nominated_officer():
    for place, approver in ((OWN, "nominated_officer"), (NEAR, "nominated_officer"), ({}, "dcs")):
        found = says("ks4_nominated_officer", "reg 10", ks4_disruption=True, **place)
        assert "designated teacher" in found.duty
        assert ask(ks4_disruption=True, **place).approver == approver
    absent("ks4_nominated_officer")


@pytest.mark.parametrize("kind", UNDER_11)
def test_rule_adjoining_nominated_officer(kind):
    rule = "adjoining_nominated_officer"
    found = says(rule, "reg 11(1)(a)", type=kind, started="2024-05-07T09:00", **NEAR)
    assert by(found) == "2024-05-07T09:00:00+01:00"
    assert ask(type=kind, **NEAR).approver == "nominated_officer"
    absent(rule, type=kind)
    absent(rule, type=kind, emergency_reason=REASON, **NEAR)
    for other in NOT_UNDER_11:
        absent(rule, type=other, **NEAR)


@pytest.mark.parametrize("kind", UNDER_11)
def test_rule_distant_dcs(kind):
    rule = "distant_dcs"
    found = says(rule, "reg 11(1)(b)", type=kind)
    assert found.who == "director of children's services of Luton (E06000032)"
    assert (ask(type=kind).approver, ask(type=kind).at_a_distance) == ("dcs", True)
    absent(rule, type=kind, **NEAR)
    absent(rule, type=kind, emergency_reason=REASON)
    for other in NOT_UNDER_11:
        absent(rule, type=other)


def test_rule_adjoining_emergency_nominated_officer():
    rule = "adjoining_emergency_nominated_officer"
    says(rule, "reg 11(1)(a), (3)", "unverified", **EMERGENCY, **NEAR)
    assert ask(**EMERGENCY, **NEAR).approver == "nominated_officer"
    absent(rule, **EMERGENCY)
    absent(rule, **NEAR)


def test_rule_distant_emergency_dcs():
    found = says("distant_emergency_dcs", "reg 11(1)(b), (3)", "unverified", **EMERGENCY)
    assert found.who.startswith("director of children's services of Luton")
    assert ask(**EMERGENCY).approver == "dcs"
    absent("distant_emergency_dcs")
    absent("distant_emergency_dcs", **EMERGENCY, **NEAR)


# --- satisfaction, notification, consultation


@pytest.mark.parametrize("place", [NEAR, {}])
def test_rule_satisfied_a_wishes(place):
    rule = "satisfied_a_wishes"
    for facts in ({}, EMERGENCY):
        found = says(rule, "reg 11(2)(a)", "unverified", **facts, **place)
        assert found.due.words == "before the decision is approved"
        assert ("emergency" in found.duty) == bool(facts)
    absent(rule, **OWN)
    absent(rule, type="connected_person", **place)


@pytest.mark.parametrize("place", [NEAR, {}])
def test_rule_satisfied_b_most_appropriate(place):
    for facts in ({}, EMERGENCY):
        found = says("satisfied_b_most_appropriate", "reg 11(2)(b)", "unverified", **facts, **place)
        assert ("emergency" in found.duty) == bool(facts)
    absent("satisfied_b_most_appropriate", type="parent", **place)


@pytest.mark.parametrize("place", [NEAR, {}])
def test_rule_satisfied_c_relatives(place):
    says("satisfied_c_relatives", "reg 11(2)(c)", "unverified", **place)
    absent("satisfied_c_relatives", **EMERGENCY, **place)


def test_rule_notify_before_approval():
    rule = "notify_before_approval"
    found = says(rule, "reg 11(2)(d)(i)", approved="2024-05-03T16:00", **NEAR)
    assert found.recipients == ("Central Bedfordshire (E06000056), the area authority",)
    assert by(found) == "2024-05-03T16:00:00+01:00"
    assert found.documents == ()
    absent(rule)
    absent(rule, **EMERGENCY, **NEAR)
    absent(rule, type="own_la_foster", **NEAR)


def test_rule_consult_before_approval():
    rule = "consult_before_approval"
    found = says(rule, "reg 11(2)(d)(ii)")
    assert found.recipients == ("Rochdale (E08000005), the area authority",)
    assert found.documents == ("a copy of the care plan",)
    assert ask().area_authority_step == "consult"
    absent(rule, **NEAR)
    absent(rule, **EMERGENCY)
    absent(rule, type="own_la_foster")


@pytest.mark.parametrize("place", [NEAR, {}])
def test_rule_satisfied_e_iro(place):
    says("satisfied_e_iro", "reg 11(2)(e)", "unverified", **place)
    absent("satisfied_e_iro", **EMERGENCY, **place)


def test_rule_emergency_notify():
    found = says("emergency_notify", "reg 11(3) with (2)(d)(i)", "unverified", **EMERGENCY, **NEAR)
    assert by(found) == FIVE_OF_APPROVAL
    assert found.due.words == "within five working days of approval of the decision"
    assert ask(**EMERGENCY, **NEAR).area_authority_step == "notify"
    absent("emergency_notify", **NEAR)
    absent("emergency_notify", **EMERGENCY)


def test_rule_emergency_consult():
    found = says("emergency_consult", "reg 11(3) with (2)(d)(ii)", "unverified", **EMERGENCY)
    assert by(found) == FIVE_OF_APPROVAL
    assert found.documents == ("a copy of the care plan",)
    absent("emergency_consult")
    absent("emergency_consult", **EMERGENCY, **NEAR)


@pytest.mark.parametrize("place", [NEAR, {}])
def test_rule_emergency_relatives_and_iro(place):
    found = says("emergency_relatives_and_iro", "reg 11(3)", "unverified", **EMERGENCY, **place)
    assert by(found) == FIVE_OF_APPROVAL
    absent("emergency_relatives_and_iro", **place)
    absent("emergency_relatives_and_iro", emergency_reason=REASON, type="own_la_foster", **place)


# --- reg 13


@pytest.mark.parametrize("place", [NEAR, {}])
@pytest.mark.parametrize("kind", ["childrens_home", "ifa_foster", *EXEMPT])
def test_rule_notice_13_4(kind, place):
    found = says("notice_13_4", "reg 13(4)(a), (b)(i)", type=kind, started="2024-05-07T09:00", **place)
    assert by(found) == "2024-05-07T09:00:00+01:00"
    assert "reasons why the placement is the most suitable" in found.documents[0]
    late = says("notice_13_4", "reg 13(4)", type=kind, **EMERGENCY, **place)
    assert by(late) == FIVE_OF_START
    assert "reasonably practicable" in late.due.words
    absent("notice_13_4", type=kind, **OWN)
    absent("notice_13_4", type="parent", **place)


@pytest.mark.parametrize("place", [NEAR, {}])
def test_rule_notice_13_4_parent(place):
    found = says("notice_13_4_parent", "reg 13(4)", "unverified", type="parent", **EMERGENCY, **place)
    assert by(found) == FIVE_OF_START
    assert ask(type="parent", **place).area_authority_step == "notify"
    absent("notice_13_4_parent", type="parent", **OWN)
    absent("notice_13_4_parent", **place)


@pytest.mark.parametrize("place", [NEAR, {}])
@pytest.mark.parametrize("kind", ["childrens_home", *NOT_UNDER_11])
def test_rule_notice_13_4_care_plan(kind, place):
    found = says("notice_13_4_care_plan", "reg 13(4)(b)(ii)", "unverified", type=kind, **EMERGENCY, **place)
    assert by(found) == FIVE_OF_START
    assert found.documents == ("a copy of the care plan, where not already provided",)
    absent("notice_13_4_care_plan", type=kind, **OWN)


@pytest.mark.parametrize("place", [OWN, NEAR, {}])
def test_rule_notices_13_2(place):
    found = says("notices_13_2", "reg 13(1), (2)(a), (b), (e), (g), (h), (i)", **EMERGENCY, **place)
    assert [each[:3] for each in found.recipients] == ["(a)", "(b)", "(e)", "(g)", "(h)", "(i)"]
    assert by(found) == FIVE_OF_START
    planned = says("notices_13_2", "reg 13(1)", **place)
    assert planned.due.words == "before the placement is made, unless that is not reasonably practicable"


def test_rule_notices_13_2_c():
    for status in ("care_order", "interim_care_order", None):
        says("notices_13_2_c", "reg 13(2)(c)", legal_status=status, **OWN)
    for status in ("section_20", "section_21"):
        absent("notices_13_2_c", legal_status=status)


def test_rule_notices_13_2_d():
    for status in ("section_20", "section_21", None):
        says("notices_13_2_d", "reg 13(2)(d)", legal_status=status, **OWN)
    for status in ("care_order", "interim_care_order"):
        absent("notices_13_2_d", legal_status=status)


def test_rule_notices_13_2_f_ccg():
    found = says("notices_13_2_f_ccg", "reg 13(2)(f)", "unverified", on="2022-06-30")
    assert "clinical commissioning group" in found.recipients[0]
    absent("notices_13_2_f_ccg", on="2022-07-01")


def test_rule_notices_13_2_f_icb():
    found = says("notices_13_2_f_icb", "reg 13(2)(f)", "unverified", on="2022-07-01")
    assert "integrated care board" in found.recipients[0]
    absent("notices_13_2_f_icb", on="2022-06-30")


# --- the placement itself


@pytest.mark.parametrize("kind", ["childrens_home", *EXEMPT])
def test_rule_own_area_first(kind):
    says("own_area_first", "Children Act 1989 s.22C(7) to (9)", "unverified", type=kind, **NEAR)
    absent("own_area_first", type=kind, **OWN)
    # s.22C(7) to (9) govern the placements of s.22C(6), and a parent is none of them
    for place in (NEAR, {}):
        absent("own_area_first", type="parent", **place)


def test_rule_placement_plan():
    planned = says("placement_plan", "reg 9(1)(a), (2)", started="2024-05-07T09:00", **OWN)
    assert by(planned) == "2024-05-07T09:00:00+01:00"
    for late in (EMERGENCY, {"not_practicable": "The carer was away.", "started": "2024-05-07T09:00"}):
        assert by(says("placement_plan", "reg 9", **late, **OWN)) == FIVE_OF_START


def test_rule_placement_plan_agreed():
    found = says("placement_plan_agreed", "reg 9(3)", **OWN)
    assert found.recipients == ("the appropriate person",)


def test_rule_wishes_ascertained():
    for facts in ({}, EMERGENCY):
        found = says("wishes_ascertained", "reg 9(1)(b)(i)", **facts, **OWN)
        assert found.due.words == "before the placement is made"


@pytest.mark.parametrize("place", [OWN, NEAR, {}])
def test_rule_iro_informed(place):
    found = says("iro_informed", "reg 9(1)(b)(ii)", **place)
    assert found.due.words == "before the placement is made"
    absent("iro_informed", **EMERGENCY, **place)


def test_rule_iro_informed_emergency_own_area():
    rule = "iro_informed_emergency_own_area"
    says(rule, "reg 9(1)(b)(ii)", "unverified", **EMERGENCY, **OWN)
    absent(rule, **EMERGENCY, **NEAR)
    absent(rule, **OWN)


@pytest.mark.parametrize("kind", NOT_UNDER_11)
def test_rule_iro_informed_emergency_exempt(kind):
    rule = "iro_informed_emergency_exempt"
    says(rule, "reg 9(1)(b)(ii)", "unverified", type=kind, **EMERGENCY)
    absent(rule, **EMERGENCY)
    absent(rule, type=kind)
    absent(rule, type=kind, **EMERGENCY, **OWN)


def test_rule_other_arrangements_suitable():
    rule = "other_arrangements_suitable"
    says(rule, "reg 27", "unverified", age=16, type="supported_accommodation")
    says(rule, "reg 27", "unverified", type="other_arrangement", setting="school", **OWN)
    absent(rule)


def test_rule_three_months_s85():
    rule, school = "three_months_s85", {"type": "other_arrangement", "setting": "school"}
    found = says(rule, "Children Act 1989 ss.85", "unverified", legal_status="section_20", **school)
    assert found.who.startswith("the health or education body")
    absent(rule, legal_status="care_order", **school)
    absent(rule, **school, **OWN)
    absent(rule, type="other_arrangement", setting="holiday_scheme")


def test_rule_home_notifies_admission():
    rule = "home_notifies_admission"
    found = says(rule, "reg 41, Children's Homes", started="2024-05-07T09:00")
    assert (found.who, found.recipients) == (
        "the registered person of the children's home", ("Rochdale (E08000005)",)
    )  # fmt: skip
    assert found.due.words.startswith("without delay")
    absent(rule, **OWN)
    absent(rule, type="ifa_foster")
    absent(rule, area=CARDIFF)
    absent(rule, on="2015-03-31")


# --- the end


def test_rule_ending_notice_area():
    found = says("ending_notice_area", "reg 14(2)(c)(iii)", **ENDED)
    assert found.recipients == ("Rochdale (E08000005), the area authority",)
    assert by(found) == "2024-05-03T10:00:00+01:00"
    absent("ending_notice_area", **ENDED, **OWN)
    absent("ending_notice_area")


@pytest.mark.parametrize("place", [OWN, NEAR, {}])
def test_rule_ending_notice_others(place):
    found = says("ending_notice_others", "reg 14(2)(c)(i), (ii)", **ENDED, **place)
    assert "everyone who was notified under reg 13" in found.recipients
    absent("ending_notice_others", **place)


def test_rule_ending_arrangements_and_iro():
    found = says("ending_arrangements_and_iro", "reg 14(2)(a), (b), (3)", **ENDED, **OWN)
    assert "immediate risk" in found.duty
    absent("ending_arrangements_and_iro", **OWN)


def test_rule_ending_after_review():
    says("ending_after_review", "reg 14(1), (3), (5)", **ENDED, **OWN)
    absent("ending_after_review")


def test_rule_ending_late_notice():
    found = says("ending_late_notice", "reg 14(4)", **ENDED, **OWN)
    assert (
        by(found) == "2024-05-20T23:59:59+01:00"
    )  # ten working days after 3 May, over the bank holiday of 6 May
    absent("ending_late_notice")


def test_rule_home_notifies_discharge():
    found = says("home_notifies_discharge", "reg 41, Children's Homes", **ENDED)
    assert found.recipients == ("Rochdale (E08000005)",)
    absent("home_notifies_discharge")
    absent("home_notifies_discharge", **ENDED, **OWN)
    absent("home_notifies_discharge", type="ifa_foster", **ENDED)


# --- offers and notes


def test_rule_offer_voluntary_consultation():
    found = says(
        "offer_voluntary_consultation", "Office of the Children's Commissioner", "unverified", **NEAR
    )
    assert found in ask(**NEAR).offers
    absent("offer_voluntary_consultation")
    absent("offer_voluntary_consultation", **OWN)


def test_rule_offer_tell_the_police():
    found = says("offer_tell_the_police", "ADCS", "unverified")
    assert "Greater Manchester" in found.text
    absent("offer_tell_the_police", **OWN)


def test_rule_offer_papers_first():
    says("offer_papers_first", "council procedures", "unverified", **NEAR)
    absent("offer_papers_first", type="ifa_foster")


def test_rule_note_no_veto():
    found = says("note_no_veto", "reg 11(2)(d)(ii)", "unverified")
    assert "no veto" in found.text
    absent("note_no_veto", **NEAR)


def test_rule_note_whose_director():
    found = says("note_whose_director", "reg 2(1)")
    assert "that of Luton (E06000032), never that of Rochdale" in found.text
    absent("note_whose_director", **NEAR)
    absent("note_whose_director", type="own_la_foster")


def test_rule_note_emergency_at_a_distance():
    found = says("note_emergency_at_a_distance", "reg 11(3)", "unverified", **EMERGENCY)
    assert "nominated officer" in found.text
    absent("note_emergency_at_a_distance")
    absent("note_emergency_at_a_distance", **EMERGENCY, **NEAR)


def test_rule_note_one_document():
    says("note_one_document", "regs 11(2)(d)(i) and 13(4)", "unverified", **NEAR)
    absent("note_one_document")
    absent("note_one_document", **EMERGENCY, **NEAR)


def test_rule_note_withholding():
    found = says("note_withholding", "reg 13(3)", **OWN)
    assert "may not be withheld from (a), (f) to (i) or from the area authority" in found.text


def test_rule_note_parent_reg_11():
    says("note_parent_reg_11", "regs 11 and 18", "unverified", type="parent", **NEAR)
    absent("note_parent_reg_11", type="parent", **OWN)
    absent("note_parent_reg_11", **NEAR)


@pytest.mark.parametrize("place", [OWN, NEAR, {}])
def test_rule_note_parent_not_in_care(place):
    rule = "note_parent_not_in_care"
    for status in ("section_20", "section_21", None):
        owed = ask(type="parent", legal_status=status, **place)
        found = says(rule, "Part 4 chapter 1", "unverified", type="parent", legal_status=status, **place)
        assert "legal advice" in found.text
        assert owed.to_confirm == (found,)
        assert "parent_nominated_officer" in told(owed)
        assert not owed.settled
    for status in ("care_order", "interim_care_order"):
        absent(rule, type="parent", legal_status=status, **place)
        assert ask(type="parent", legal_status=status, **place).settled
    absent(rule, legal_status="section_20", **place)


def test_rule_note_ks4_early():
    says("note_ks4_early", "reg 10", "unverified", age=13, ks4_disruption=True)
    absent("note_ks4_early", age=14, ks4_disruption=True)
    absent("note_ks4_early", age=13)


def test_rule_note_ks4_late():
    says("note_ks4_late", "reg 10", "unverified", age=17, ks4_disruption=True)
    absent("note_ks4_late", age=16, ks4_disruption=True)
    absent("note_ks4_late", age=17)


def test_rule_note_wales():
    found = says("note_wales", "regs 2(1), 11(5)", "unverified", area=CARDIFF)
    assert "Cardiff" in found.text
    says("note_wales", "regs 2(1), 11(5)", "unverified", responsible=HEREFORDSHIRE, area=POWYS)
    absent("note_wales")


def test_rule_note_supported_before_registration():
    rule, supported = "note_supported_before_registration", {"type": "supported_accommodation", "age": 16}
    says(rule, "SI 2023/416", on="2023-10-27", **supported)
    absent(rule, on="2023-10-28", **supported)
    absent(rule, on="2023-10-27", age=16)


def test_rule_note_before_27a():
    rule, other = "note_before_27a", {"type": "other_arrangement", "setting": "none_of_these", "age": 15}
    says(rule, "SI 2021/161", on="2021-09-08", **other)
    absent(rule, on="2021-09-09", **other)
    absent(rule, on="2021-09-08", age=15)


def test_rule_note_2020_relaxations():
    for on in ("2020-04-24", "2020-09-30"):
        says("note_2020_relaxations", "SI 2020/445", "unverified", on=on, **OWN)
    for on in ("2020-04-23", "2020-10-01"):
        absent("note_2020_relaxations", on=on, **OWN)


def test_rule_note_2020_relaxations_start():
    rule, outside = "note_2020_relaxations_start", {"on": "2020-04-20", "approved": "2020-04-20T10:00"}
    for day in ("2020-04-24", "2020-09-30"):
        found = says(rule, "SI 2020/445", "unverified", started=f"{day}T10:00", **outside, **OWN)
        assert "not modelled" in found.text
    for day in ("2020-04-23", "2020-10-01"):
        absent(rule, started=f"{day}T10:00", **outside, **OWN)
    absent(rule, on="2020-05-01", **OWN)  # of a start without a time nothing is said twice


def test_rule_note_2020_relaxations_ending():
    rule, before = "note_2020_relaxations_ending", {"on": "2020-04-20", "started": "2020-02-03T10:00"}
    for day in ("2020-04-24", "2020-09-30"):
        found = says(rule, "SI 2020/445", "unverified", ended=f"{day}T10:00", **before, **OWN)
        assert "not modelled" in found.text
    for day in ("2020-04-23", "2020-10-01"):
        absent(rule, ended=f"{day}T10:00", **before, **OWN)
    absent(rule, on="2020-05-01", started="2020-05-01T10:00", **OWN)


def test_rule_note_reg_27b():
    rule, other = "note_reg_27b", {"type": "other_arrangement", "setting": "hospital", "age": 15}
    assert "not modelled" in says(rule, "reg 27B", "unverified", on="2021-09-09", **other).text
    says(rule, "reg 27B", "unverified", type="supported_accommodation", age=16)
    absent(rule, on="2021-09-08", **other)
    absent(rule)


def test_rule_note_reg_40():
    assert "not modelled" in says("note_reg_40", "reg 40", "unverified", on="2015-04-01").text
    absent("note_reg_40", on="2015-03-31")
    absent("note_reg_40", type="ifa_foster")
    absent("note_reg_40", area=CARDIFF)


def test_rule_note_ending():
    says("note_ending", "reg 14", **OWN)
    absent("note_ending", **ENDED, **OWN)


# --- the rows together

MODULE = sys.modules[__name__]


def test_each_row_has_one_test_and_each_test_a_row():
    tested = {name.removeprefix("test_rule_") for name in vars(MODULE) if name.startswith("test_rule_")}
    assert {rule.id for rule in rules()} == tested


def test_every_row_of_the_decision_table_is_there():
    # Row 8 (Wales) is rows 4 and 5 with notes of its own.
    assert {rule.row for rule in rules() if rule.row is not None} == set(range(13))


def test_only_what_was_read_in_a_primary_source_is_verified():
    for rule in rules():
        marked = re.findall(r"\[([VPRD])\b", rule.tag)
        read = set(marked) == {"V"} and "reading" not in rule.duty
        assert read or rule.confidence == "unverified", rule.id
        assert rule.confidence == "verified" or set(marked) != {"V"} or " for " in rule.tag, rule.id


def test_the_rows_that_begin_or_end_do_so_on_the_days_of_their_instruments():
    dated = {(r.in_force_from, r.in_force_to) for r in rules()}
    base = {(date(2011, 4, 1), None), (date(2014, 1, 27), None)}
    assert dated - base == {
        (date(2013, 4, 1), None), (date(2013, 4, 1), date(2022, 6, 30)), (date(2022, 7, 1), None),
        (date(2015, 4, 1), None), (date(2021, 9, 9), None), (date(2023, 10, 28), None),
        (date(2014, 1, 27), date(2023, 10, 27)), (date(2014, 1, 27), date(2021, 9, 8)),
        (date(2020, 4, 24), date(2020, 9, 30)),
    }  # fmt: skip


def test_the_consultation_of_2014_begins_on_the_day_of_its_instrument():
    for rule in rules():
        if "SI 2013/3239" in rule.citation:
            assert rule.in_force_from == date(2014, 1, 27), rule.id


def test_no_area_of_a_duty_is_left_open():
    for facts in ({}, NEAR, OWN, {"area": CARDIFF}, EMERGENCY, ENDED):
        for each in told(ask(**facts)).values():
            assert "{" not in str(each)
    assert ROCHDALE in str(ask().duties)
