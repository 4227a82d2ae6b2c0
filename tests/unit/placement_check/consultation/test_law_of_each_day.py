"""Each act is held to the law of its own day: authorities that change, borders that move, and rows that begin."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from drawn import cases
from drawn.cases import APPROVAL, SHA, salts

from geodata.calendar import LONDON
from placement_check.chain import append
from placement_check.consultation.case import state_of
from placement_check.consultation.kinds import ApprovalStatus, Kind
from placement_check.consultation.next_acts import acts_next
from placement_check.consultation.workflow import StepRefused, record

KINGSTON, SURREY, GUILDFORD = "E09000021", "E10000030", "E07000209"
WEST, EAST = "X-WEST-SURREY", "X-EAST-SURREY"
BEFORE, AFTER = datetime(2027, 3, 22, 9, tzinfo=LONDON), datetime(2027, 4, 5, 9, tzinfo=LONDON)
OFFICER = {
    "approver": "nominated_officer",
    "nomination": "N-1",
    "role": "Head of service",
    "reasons": "It fits.",
}
WHO = {key: OFFICER[key] for key in ("approver", "nomination")}
EVIDENCE = {"evidence_reference": "DMS-1", "evidence_sha256": SHA}


def moved(case):
    """Return a case whose next act is of April 2027, after the reorganisation."""
    return replace(case, at=AFTER)


def satisfied(case):
    """Return a case that an officer may approve by the law of March: adjoining, notified."""
    return cases.satisfied(
        cases.notified(case), "abcde", "nominated_officer", OFFICER["role"], nomination="N-1"
    )


def confirmed(case, outcome=WEST, **more):
    return case.do(
        Kind.MATTER_CONFIRMED, **{"what": "area_authority", "outcome": outcome, **EVIDENCE, **more}
    )


def test_before_the_reorganisation_of_surrey_the_officer_approves_and_the_law_stays_as_it_was():
    case = satisfied(cases.between(KINGSTON, SURREY, BEFORE)).do(Kind.APPROVED, **OFFICER)
    assert case.state.approval is ApprovalStatus.APPROVED
    assert case.state.changes == ()
    assert case.state.duties_doubt == ""


@pytest.mark.parametrize("area", [SURREY, GUILDFORD])
def test_what_adjoined_and_is_at_a_distance_on_the_day_of_approval_is_not_approved_by_an_officer(area):
    case = moved(satisfied(cases.between(KINGSTON, area, BEFORE)))
    if area == SURREY:
        assert case.refusal(Kind.APPROVED, **OFFICER) == "authority_of_the_day"
        case = confirmed(case)
    found = case.tried(Kind.APPROVED, **OFFICER)
    assert isinstance(found, StepRefused)
    assert found.rule == "approver"
    assert "at a distance" in found.text
    assert case.refusal(Kind.APPROVED, **APPROVAL) == "same_role"
    again = cases.satisfied(case, "abce")
    assert again.refusal(Kind.SATISFACTION_RECORDED, limb="d", evidence="x", approver="dcs") == "consulted"
    assert again.state.needed_approver == "dcs"
    assert again.state.area_step == "consult"
    assert "by the law of 2027-04-05" in next(
        o.text for o in again.state.open if o.rule == "duties_changed_1"
    )


def test_at_a_distance_since_the_reorganisation_the_director_approves_once_the_new_authority_was_consulted():
    case = confirmed(moved(cases.between(KINGSTON, SURREY, BEFORE)))
    case = cases.considered(
        cases.enclosed(cases.asked(case)).do(Kind.CONSULTATION_ANSWERED, by=WEST, **cases.answer())
    )
    case = cases.satisfied(case).do(Kind.APPROVED, **APPROVAL)
    assert case.state.approval is ApprovalStatus.APPROVED
    assert case.state.area == WEST
    assert case.state.duties_doubt == ""


def test_what_still_adjoins_after_the_reorganisation_is_approved_by_the_officer():
    case = satisfied(confirmed(moved(cases.between(KINGSTON, SURREY, BEFORE)), EAST)).do(
        Kind.APPROVED, **OFFICER
    )
    assert case.state.approval is ApprovalStatus.APPROVED
    assert case.state.area == EAST


def test_an_approval_of_march_keeps_the_law_of_march_when_the_child_moves_in_april():
    case = cases.noticed(satisfied(cases.between(KINGSTON, GUILDFORD, BEFORE)).do(Kind.APPROVED, **OFFICER))
    case = moved(case).do(Kind.PLACEMENT_STARTED)
    assert (case.state.needed_approver, case.state.area_step) == ("nominated_officer", "notify")
    assert case.state.approval is ApprovalStatus.APPROVED
    assert WEST in case.state.area_codes


def test_an_approval_that_is_entered_late_goes_by_its_own_day():
    case = moved(satisfied(cases.between(KINGSTON, GUILDFORD, BEFORE)))
    late = {"happened": "2027-03-26T10:00:00+00:00", "entered_late": "The form lay in a tray."}
    assert case.do(Kind.APPROVED, **OFFICER, **late).state.approval is ApprovalStatus.APPROVED


def test_what_started_in_march_and_is_approved_in_april_is_approved_by_the_law_of_april():
    case = satisfied(cases.in_breach(cases.between(KINGSTON, GUILDFORD, BEFORE)))
    late = moved(case)
    assert case.do(Kind.APPROVED, **OFFICER).state.approval is ApprovalStatus.AFTER_START
    assert late.refusal(Kind.APPROVED, **OFFICER) == "approver"
    ended = late.do(Kind.PLACEMENT_ENDED, reason="x").state
    assert ended.needed_approver == "nominated_officer"  # an ending decides nothing about the approval


def test_the_own_area_that_became_two_asks_for_an_officer_and_a_notice():
    case = moved(cases.between("E07000207", GUILDFORD, BEFORE))
    assert case.state.needed_approver == "none"
    assert case.refusal(Kind.PLACEMENT_STARTED, by="E07000207") == "approved"
    notified = case.do(Kind.NOTIFICATION_SENT, by=EAST, to="Team")
    assert notified.state.needed_approver == "nominated_officer"
    assert notified.state.notice_owed


def test_whose_area_became_two_says_which_of_them_looks_after_the_child():
    case = moved(cases.between(SURREY, "E10000014", BEFORE))
    assert case.refusal(Kind.NOTIFICATION_SENT, to="Team") == "authority_of_the_day"
    what = {"what": "responsible_authority", **EVIDENCE}
    assert case.refusal(Kind.MATTER_CONFIRMED, by=KINGSTON, outcome=WEST, **what) == "who"
    assert case.refusal(Kind.MATTER_CONFIRMED, outcome=KINGSTON, **what) == "outcome"
    case = case.do(Kind.MATTER_CONFIRMED, by=WEST, outcome=WEST, **what)
    assert case.state.responsible == WEST
    assert isinstance(case.tried(Kind.NOTIFICATION_SENT, by=EAST, to="Team"), StepRefused)
    assert case.do(Kind.NOTIFICATION_SENT, by=WEST, to="Team").state.notification == "sent"


def test_an_authority_whose_code_was_issued_anew_goes_on_under_either_code():
    old, new = "E08000016", "E08000038"
    case = cases.between(old, "E08000019", datetime(2025, 3, 25, 9, tzinfo=LONDON))
    assert case.refusal(Kind.NOTIFICATION_SENT, by=new, to="Team") == "who"
    case = replace(case, at=datetime(2025, 4, 7, 9, tzinfo=LONDON)).do(
        Kind.NOTIFICATION_SENT, by=new, to="Team"
    )
    assert {old, new} <= case.state.responsible_codes
    assert case.state.changes == ()


def test_a_row_that_begins_after_the_opening_stops_what_was_lawful_before():
    october = datetime(2023, 10, 20, 9, tzinfo=LONDON)
    case = cases.between(
        "E06000032", "E06000032", october, type="other_arrangement", setting="none_of_these", age=16
    )
    assert case.state.stopped == ""
    late = replace(case, at=datetime(2023, 11, 1, 9, tzinfo=LONDON))
    assert late.refusal(Kind.PLACEMENT_STARTED) == "stopped"
    told = cases.in_breach(late).state
    assert "placement started although the law of the day stops" in next(
        o.text for o in told.open if o.rule == "breach_stopped"
    )


def test_a_file_made_by_other_means_that_keeps_to_the_old_law_says_so_for_good():
    case = moved(satisfied(cases.between(KINGSTON, GUILDFORD, BEFORE)))
    chain = append(case.chain, case.act(Kind.APPROVED, **OFFICER), salts(9_000))
    found = next(o.text for o in state_of(chain).open if o.rule == "duties_differ")
    assert "'approved' of 2027-04-05 was held to other duties" in found
    assert "approver nominated_officer, now dcs" in found


def test_a_file_made_by_other_means_of_which_no_law_can_be_worked_out_says_so():
    case = moved(cases.between(KINGSTON, SURREY, BEFORE))
    sent = case.act(Kind.NOTIFICATION_SENT, to="Team")
    found = next(
        o.text for o in state_of(append(case.chain, sent, salts(9_000))).open if o.rule == "duties_differ"
    )
    assert "could not be worked out again for 'notification_sent' of 2027-04-05" in found
    bare = cases.Drawn().do(Kind.CASE_OPENED, 0, **{**cases.opening(), "placement": {}})
    assert "could not be worked out again from the placement" in bare.state.duties_doubt


def test_what_became_several_can_be_confirmed_next_and_what_is_unknown_cannot():
    case = moved(cases.between(KINGSTON, SURREY, BEFORE)).do(Kind.ENCLOSURE_RECORDED, paper="other")
    assert Kind.MATTER_CONFIRMED in dict(acts_next(case.state))
    unknown = cases.Drawn().do(Kind.CASE_OPENED, 0, **{**cases.opening(), "area": "E99999999"})
    what = {"what": "area_authority", "outcome": WEST, **EVIDENCE}
    assert unknown.refusal(Kind.MATTER_CONFIRMED, **what) == "nothing_to_confirm"


def test_the_duties_that_an_act_says_it_brings_are_worked_out_again_and_never_believed():
    case = cases.opened()
    act = case.act(
        Kind.CONSULTATION_SENT, to="Team", duties={"approver": "none", "area_authority_step": "none"}
    )
    assert "duties" not in record(case.chain, act, salts(9_000)).events[-1].fields


def test_an_act_that_depends_on_duties_that_cannot_be_worked_out_is_refused():
    case = cases.opened(placement={"type": "childrens_home", "age": 14}, duties={"approver": "dcs"})
    odd = cases.Drawn().do(Kind.CASE_OPENED, 0, **{**cases.opening(), "placement": {"age": 14}})
    assert case.refusal(Kind.APPROVED, **APPROVAL) == "consulted"
    assert odd.refusal(Kind.CONSULTATION_SENT, to="Team") == "duties_of_the_day"
    assert odd.refusal(Kind.CONSULTATION_CHASED) == "out_of_turn"
    unknown = cases.Drawn().do(Kind.CASE_OPENED, 0, **{**cases.opening(), "area": "E99999999"})
    assert unknown.refusal(Kind.CONSULTATION_SENT, to="Team") == "unknown_authority"
