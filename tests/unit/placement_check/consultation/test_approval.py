"""Approval and start: what holds them up, who approves, and the two clocks of an emergency."""

import pytest
from drawn import cases
from drawn.cases import APPROVAL

from geodata.calendar import Holidays
from placement_check.consultation.clocks import clocks
from placement_check.consultation.kinds import ApprovalStatus, Kind, Ks4, PlacementStatus
from placement_check.consultation.state import CaseState

FULL = {"approver": "dcs", "reasons": "x", "role": "Director"}


def rules(state: CaseState) -> set[str]:
    return {o.rule for o in state.open if o.holds_up == "approval"}


def test_everything_is_open_at_first():
    assert rules(cases.opened().state) == {"consulted", "care_plan", *(f"satisfied_{x}" for x in "abcde")}


@pytest.mark.parametrize(
    ("case", "rule"),
    [
        (cases.opened, "consulted"), (cases.asked, "consulted"), (cases.silent, "consulted"),
        (cases.answered, "answer_considered"), (lambda: cases.answered(code="SPEAK"), "conversation"),
        (lambda: cases.considered(cases.answered(cases.asked())), "care_plan"),
        (lambda: cases.considered(cases.answered()), "satisfied_a"),
        (lambda: cases.satisfied(cases.considered(cases.answered()), "abce"), "satisfied_d"),
        (lambda: cases.satisfied(cases.considered(cases.answered()), "bcde"), "satisfied_a"),
        (lambda: cases.opened(step="notify", approver="nominated_officer"), "notified"),
    ],
)  # fmt: skip
def test_approval_is_refused_while_a_step_before_it_is_open(case, rule):
    assert case().refusal(Kind.APPROVED, **APPROVAL) == rule


def test_limb_d_cannot_be_satisfied_while_the_area_authority_is_silent():
    fields = {"approver": "dcs", "limb": "d", "evidence": "It was sent."}
    assert cases.silent().refusal(Kind.SATISFACTION_RECORDED, **fields) == "consulted"


def test_all_five_limbs_then_approval():
    state = cases.approved().state
    assert state.approval is ApprovalStatus.APPROVED
    assert state.approved is not None
    assert state.approved.approver == "dcs"
    assert rules(state) == set()


def test_an_approval_cannot_be_dated_before_the_answer_was_considered_or_a_limb_recorded():
    case = cases.satisfied(cases.considered(cases.answered()))
    early = cases.MONDAY.replace(hour=10).isoformat(timespec="seconds")
    assert case.refusal(Kind.APPROVED, **{**APPROVAL, "happened": early}) in ("order", "satisfied_a")
    late_limb = cases.considered(cases.answered())
    middle = late_limb.at.isoformat(timespec="seconds")
    assert (
        cases.satisfied(late_limb).refusal(Kind.APPROVED, **{**APPROVAL, "happened": middle}) == "satisfied_a"
    )


def test_an_adjoining_placement_is_notified_with_needs_reasons_and_care_plan_first():
    case = cases.opened(step="notify", approver="nominated_officer")
    officer = {"approver": "nominated_officer", "nomination": "N-1"}
    sent = case.do(Kind.NOTIFICATION_SENT, to="Team")
    assert sent.refusal(Kind.APPROVED, **{**FULL, **officer}) == "needs_and_reasons"
    whole = cases.satisfied(cases.notified(case), **officer)
    assert cases.approved(whole, **officer).state.approval is ApprovalStatus.APPROVED


def test_a_nominated_officer_needs_a_written_nomination():
    case = cases.notified(cases.opened(step="notify", approver="nominated_officer"))
    fields = {"limb": "a", "evidence": "x", "approver": "nominated_officer"}
    assert case.refusal(Kind.SATISFACTION_RECORDED, **fields) == "nomination"


def test_a_nominated_officer_may_not_approve_at_a_distance_even_in_an_emergency():
    officer = {"approver": "nominated_officer", "nomination": "N-1"}
    case = cases.considered(cases.answered())
    assert case.refusal(Kind.SATISFACTION_RECORDED, limb="a", evidence="x", **officer) == "approver"
    assert case.refusal(Kind.APPROVED, **officer, in_emergency=True, emergency_reason="x") == "approver"


def test_an_approver_who_is_none_of_the_three_is_refused():
    assert cases.opened().refusal(Kind.APPROVED, approver="panel") == "approver"


def test_each_limb_has_its_evidence_and_only_c_has_where_appropriate():
    case = cases.opened()
    who = {"approver": "dcs"}
    assert case.refusal(Kind.SATISFACTION_RECORDED, limb="a", evidence="", **who) == "evidence"
    assert case.refusal(Kind.SATISFACTION_RECORDED, limb="z", evidence="x", **who) == "evidence"
    more = {"evidence": "x", "not_appropriate": "No relatives are known.", **who}
    assert case.refusal(Kind.SATISFACTION_RECORDED, limb="e", **more) == "not_appropriate"
    assert case.do(Kind.SATISFACTION_RECORDED, limb="c", **more).state.satisfied["c"].not_appropriate


def test_whoever_approves_is_the_one_who_was_satisfied():
    case = cases.satisfied(cases.considered(cases.answered()))
    other = {"approver": "delegate_of_dcs", "delegation": "D-1"}
    assert case.refusal(Kind.APPROVED, **{**APPROVAL, **other}) == "same_role"
    assert case.refusal(Kind.APPROVED, **{**APPROVAL, "role": "Deputy director"}) == "same_role"


def test_where_it_is_to_be_confirmed_the_stricter_duty_is_followed():
    state = cases.opened(step="confirm", approver="confirm").state
    assert (state.area_step, state.needed_approver, state.to_confirm) == ("consult", "dcs", True)
    assert "confirm" in [o.rule for o in state.open]


def test_an_exempt_carer_needs_no_approval_and_still_the_notification():
    case = cases.opened(step="notify", approver="none")
    assert case.refusal(Kind.APPROVED, **APPROVAL) == "no_approval"
    assert case.refusal(Kind.APPROVED, **APPROVAL, in_emergency=True, emergency_reason="x") == "no_approval"
    assert case.refusal(Kind.PLACEMENT_STARTED) == "notified"
    assert cases.started(cases.noticed(cases.notified(case))).state.course is PlacementStatus.STARTED


def test_in_the_own_area_limb_d_is_not_asked_and_nobody_is_notified():
    officer = {"approver": "nominated_officer", "nomination": "N-1"}
    case = cases.approved(cases.satisfied(cases.ks4(), Ks4, **officer), **officer)
    assert cases.planned(cases.started(cases.noticed(case))).state.open == ()


@pytest.mark.parametrize(
    ("more", "rule"), [({}, "emergency_reason"), ({"emergency_reason": "Tonight."}, "satisfied_a")]
)
def test_an_emergency_has_a_reason_and_the_limbs_a_and_b(more, rule):
    assert cases.opened().refusal(Kind.APPROVED, **APPROVAL, in_emergency=True, **more) == rule


def emergency():
    case = cases.satisfied(cases.opened(emergency="The last placement broke down tonight."), "ab")
    return cases.approved(case, in_emergency=True)


def test_an_emergency_goes_before_the_steps_and_leaves_them_open():
    case = emergency()
    assert case.state.approval is ApprovalStatus.APPROVED_IN_EMERGENCY
    assert {"consulted", "care_plan", "satisfied_c", "satisfied_d", "satisfied_e"} <= {
        o.rule for o in case.state.open
    }
    assert cases.started(case).state.course is PlacementStatus.STARTED


def test_an_emergency_that_is_approved_in_the_ordinary_way_needs_all_of_it():
    case = cases.satisfied(cases.opened(emergency="Tonight."), "ab")
    assert case.refusal(Kind.APPROVED, **APPROVAL) == "consulted"


def test_both_clocks_run_from_their_own_event_and_the_earlier_comes_first():
    case = cases.started(emergency(), hours=24)  # approved on Monday, started on Tuesday
    by = {c.rule: c.by.date().isoformat() for c in case.state.clocks}
    assert by["reg11_3_d"] == by["reg11_3_c"] == by["reg11_3_e"] == "2024-07-08"
    assert by["reg13_4"] == by["reg13_1"] == by["reg9_2"] == "2024-07-09"
    assert [c.by for c in case.state.clocks] == sorted(c.by for c in case.state.clocks)
    assert case.state.first_clock is not None
    assert case.state.first_clock.rule.startswith("reg11_3")


def test_a_clock_is_met_when_its_act_is_recorded():
    case = cases.noticed(cases.notified(cases.considered(cases.answered(cases.enclosed(cases.asked(cases.started(
        emergency()))))), ))  # fmt: skip
    case = cases.enclosed(cases.satisfied(case, "cde"), "placement_plan", "notices")
    assert {c.rule: c.met for c in case.state.clocks if not c.met} == {}
    assert case.state.first_clock is None
    assert case.state.open == ()


def test_the_adjoining_emergency_notifies_and_does_not_consult():
    officer = {"approver": "nominated_officer", "nomination": "N-1"}
    case = cases.satisfied(
        cases.opened(step="notify", approver="nominated_officer", emergency="Tonight."), "ab", **officer
    )
    case = cases.approved(case, in_emergency=True, **officer)
    assert "notification" in next(c.what for c in case.state.clocks if c.rule == "reg11_3_d")
    own = cases.started(cases.noticed(cases.opened(step="none", approver="none", emergency="Tonight.")))
    assert {c.rule for c in own.state.clocks} == {"reg13_1", "reg9_2"}


def test_the_end_starts_ten_working_days_where_no_notice_was_given():
    case = cases.started().do(Kind.PLACEMENT_ENDED, reason="Immediate risk.")
    clock = next(c for c in clocks(case.state, Holidays.load()) if c.rule == "reg14_4")
    assert (clock.by.date().isoformat(), clock.met) == ("2024-07-15", False)
    assert cases.planned(case.do(Kind.ENDING_NOTICE_SENT)).state.first_clock is None


def test_a_start_waits_for_approval_notification_and_notices():
    assert cases.satisfied(cases.considered(cases.answered())).refusal(Kind.PLACEMENT_STARTED) == "approved"
    assert cases.approved().refusal(Kind.PLACEMENT_STARTED) == "notified"
    assert cases.notified(cases.approved()).refusal(Kind.PLACEMENT_STARTED) == "notices"


def test_not_practicable_needs_a_reason_and_never_stands_for_a_notice_that_was_sent():
    case = cases.approved()
    assert case.refusal(Kind.NOT_PRACTICABLE_RECORDED, what="notification", reason="") == "reason"
    assert case.refusal(Kind.NOT_PRACTICABLE_RECORDED, what="supper", reason="x") == "out_of_turn"
    put_off = case.do(
        Kind.NOT_PRACTICABLE_RECORDED, what="notification", reason="The office had no secure route."
    )
    put_off = put_off.do(
        Kind.NOT_PRACTICABLE_RECORDED, what="notices", reason="The addresses were not known."
    )
    begun = put_off.do(Kind.PLACEMENT_STARTED)
    assert {o.rule for o in begun.state.open} == {"notified", "notices", "placement_plan"}
    sent = cases.notified(cases.approved())
    assert sent.refusal(Kind.NOT_PRACTICABLE_RECORDED, what="notification", reason="x") == "sent"
    ending = begun.do(Kind.NOT_PRACTICABLE_RECORDED, what="ending", reason="It broke down at night.")
    assert ending.do(Kind.PLACEMENT_ENDED, reason="x").state.ending == "owed_after_the_end"


def test_not_practicable_does_not_open_the_way_to_an_approval():
    case = cases.opened(step="notify", approver="nominated_officer")
    case = case.do(Kind.NOT_PRACTICABLE_RECORDED, what="notification", reason="x")
    assert case.refusal(Kind.APPROVED, **APPROVAL) == "notified"


def test_a_start_may_be_an_emergency_of_its_own_where_no_approval_is_asked():
    case = cases.opened(step="notify", approver="none")
    state = case.do(
        Kind.PLACEMENT_STARTED, emergency_reason="The carer could take the child tonight only."
    ).state
    assert state.emergency
    assert "reg13_4" in [c.rule for c in state.clocks]


def test_a_voluntary_answer_must_be_considered_too():
    case = cases.notified(cases.opened(step="notify", approver="nominated_officer"))
    case = cases.answered(cases.asked(case), "SPEAK")
    assert case.refusal(Kind.APPROVED, **APPROVAL) == "conversation"
