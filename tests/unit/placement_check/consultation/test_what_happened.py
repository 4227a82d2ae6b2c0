"""What really happened is recorded as it was: late, in breach, entered late, and never as if it had been in time."""

from datetime import timedelta

import pytest
from drawn import cases
from drawn.cases import APPROVAL, MONDAY, Drawn

from placement_check.chain import redact
from placement_check.consultation.case import state_of
from placement_check.consultation.kinds import ApprovalStatus, Kind, Ks4, PlacementStatus, words_of_matter
from placement_check.consultation.next_acts import acts_next, held_up
from placement_check.consultation.state import Clock, Standing
from placement_check.consultation.table import tracks_of
from placement_check.consultation.untracked import untracked
from placement_check.consultation.workflow import Step

OFFICER = {"approver": "nominated_officer", "nomination": "N-1", "role": "Service director"}


def rules(case: Drawn) -> list[str]:
    return [o.rule for o in case.state.open]


def clock(case: Drawn, rule: str) -> Clock:
    return next(c for c in case.state.clocks if c.rule == rule)


def emergency() -> Drawn:
    case = cases.satisfied(cases.opened(emergency="The last placement broke down tonight."), "ab")
    return cases.started(cases.approved(case, in_emergency=True))


# Clocks.
def test_a_notice_sent_after_its_day_is_met_late_and_never_met():
    case = emergency()
    case = cases.enclosed(case, "needs_and_reasons", "notification")
    case = cases.enclosed(case, "care_plan", "notification").do(Kind.NOTIFICATION_SENT, 24 * 21, to="Team")
    found = clock(case, "reg13_4")
    assert not found.met
    assert found.standing(case.at) is Standing.LATE
    assert (found.late, found.words(case.at)) == (10, "met late, by 10 working days")
    assert "late_reg13_4" in rules(case)
    assert next(o.text for o in case.state.open if o.rule == "late_reg13_4").startswith(
        "met late, by 10 working days"
    )


def test_what_is_late_by_hours_of_a_weekend_is_late_all_the_same():
    by = MONDAY
    found = Clock("x", "x", by, "x", "x", False, by + timedelta(hours=1), 0)
    assert found.words(by) == "met late, before the next working day"
    assert (
        Clock("x", "x", by, "x", "x", False, by + timedelta(1), 1).words(by) == "met late, by 1 working day"
    )


def test_a_clock_is_overdue_at_the_moment_of_asking_and_open_before():
    case = emergency()
    before = state_of(case.chain)
    assert before.first_clock is not None
    assert before.first_clock.standing(case.at) is Standing.OPEN
    later = state_of(case.chain, now=case.at + timedelta(days=30))
    assert later.as_at == case.at + timedelta(days=30)
    assert "late_reg13_4" in [o.rule for o in later.open]
    assert "overdue" in next(o.text for o in later.open if o.rule == "late_reg13_4")
    assert all(c.overdue(later.as_at) for c in later.clocks)


def test_a_late_reply_is_met_late():
    case = cases.enclosed(cases.asked()).do(Kind.CONSULTATION_ANSWERED, 24 * 7, **cases.answer())
    assert clock(case, "reply_by").standing(case.at) is Standing.LATE


@pytest.mark.parametrize("rule", ["reg11_3_d", "reg11_3_c", "reg11_3_e", "reg9_2"])
def test_each_step_of_an_emergency_that_comes_late_is_met_late(rule):
    case = emergency().do(Kind.ENCLOSURE_RECORDED, 24 * 20, paper="placement_plan", sha256=cases.SHA,
                          sent_with="notices", reference="P")  # fmt: skip
    case = cases.satisfied(cases.considered(cases.answered(cases.enclosed(cases.asked(case)))), "cde")
    assert clock(case, rule).standing(case.at) is Standing.LATE


def test_notice_of_the_end_after_ten_working_days_is_late():
    case = cases.started().do(Kind.PLACEMENT_ENDED, reason="Risk.").do(Kind.ENDING_NOTICE_SENT, 24 * 30)
    assert clock(case, "reg14_4").standing(case.at) is Standing.LATE


def test_a_later_answer_makes_a_consultation_in_time_not_late():
    case = cases.considered(cases.answered(cases.enclosed(cases.asked(emergency()))))
    again = case.do(Kind.CONSULTATION_ANSWERED, 24 * 60, **cases.answer())
    assert clock(again, "reg11_3_d").met
    assert "answer_considered" in rules(again)


# A start before its time.
def test_a_start_without_approval_is_refused_and_recorded_only_as_a_breach_with_a_reason():
    case = cases.opened()
    assert case.refusal(Kind.PLACEMENT_STARTED) == "approved"
    assert "breach = true" in case.tried(Kind.PLACEMENT_STARTED).advice
    assert case.refusal(Kind.PLACEMENT_STARTED, breach=True) == "breach_reason"
    state = cases.in_breach(case).state
    assert state.course is PlacementStatus.STARTED
    assert state.open[0].text == "placement started before approval: breach of reg 11(1)"
    assert {"breach_notified", "breach_needs_and_reasons", "breach_notices", "approved"} <= {
        o.rule for o in state.open
    }
    assert state.breaches[0].reason == "No other bed that night."


def test_an_approval_after_a_breach_is_one_after_the_start_and_the_breach_stays():
    case = cases.satisfied(cases.considered(cases.answered(cases.enclosed(cases.asked(cases.in_breach())))))
    early = (MONDAY + timedelta(minutes=30)).isoformat(timespec="seconds")
    assert case.refusal(Kind.APPROVED, **{**APPROVAL, "happened": early}) == "order"
    late = cases.approved(case)
    assert late.state.approval is ApprovalStatus.AFTER_START
    assert "breach_approved" in rules(late)
    assert "approved" not in rules(late)
    assert "breach_approved" in rules(late.do(Kind.PLACEMENT_ENDED, reason="x"))


def test_an_emergency_approved_after_the_start_is_still_after_the_start():
    case = cases.satisfied(cases.in_breach(cases.opened(emergency="Tonight.")), "ab")
    late = cases.approved(case, in_emergency=True)
    assert late.state.approval is ApprovalStatus.AFTER_START
    assert {"reg11_3_c", "reg11_3_d"} <= {c.rule for c in late.state.clocks}
    assert "satisfied_c" in rules(late)


def test_a_start_dated_before_the_approval_that_was_recorded_is_a_breach_too():
    case = cases.noticed(cases.notified(cases.approved()))
    early = (MONDAY + timedelta(hours=1)).isoformat(timespec="seconds")
    assert case.refusal(Kind.PLACEMENT_STARTED, happened=early) == "order"
    assert "breach = true" in case.tried(Kind.PLACEMENT_STARTED, happened=early).advice
    late = cases.in_breach(case, happened=early)
    assert late.state.approval is ApprovalStatus.AFTER_START
    assert "breach_approved" in rules(late)
    assert not clock(late, "reg13_4").met


def test_a_start_in_order_is_no_breach():
    case = cases.noticed(cases.notified(cases.approved()))
    assert case.refusal(Kind.PLACEMENT_STARTED, breach=True, breach_reason="x") == "no_breach"


def test_a_notification_dated_after_the_start_does_not_open_the_way_to_it():
    case = cases.noticed(cases.notified(cases.approved()))
    early = case.state.times[Kind.APPROVED].isoformat(timespec="seconds")
    assert case.refusal(Kind.PLACEMENT_STARTED, happened=early) == "notified"


# Advice.
@pytest.mark.parametrize(
    ("view", "effect", "open_"),
    [
        ("advise_against", "no_effect", "advice_unanswered"),
        ("advise_against", "conditions_added", "advice_unanswered"),
        ("advise_against", "not_placed_here", "not_placed_here"), ("no_objection_with_conditions", "no_effect",
                                                                   "advice_unanswered"),
        ("no_objection_with_conditions", "conditions_added", ""), ("no_objection", "no_effect", ""),
    ],
)  # fmt: skip
def test_advice_is_followed_or_departed_from_with_a_reason(view, effect, open_):
    case = cases.answered(view={"code": view}).do(
        Kind.ANSWER_CONSIDERED, how="Read.", departs=False, effect=effect
    )
    case = cases.satisfied(case, "abce")
    found = case.refusal(Kind.APPROVED, **APPROVAL)
    assert found == (open_ or "satisfied_d")
    if open_ == "advice_unanswered":
        assert "10.1(11)" in case.tried(Kind.APPROVED, **APPROVAL).text
        again = case.do(
            Kind.ANSWER_CONSIDERED, how="Read.", departs=True, why_departs="It is met.", effect=effect
        )
        assert cases.approved(cases.satisfied(again, "d")).state.approval is ApprovalStatus.APPROVED


# Parents and key stage 4.
def test_a_placement_with_a_parent_is_approved_under_reg_18_and_notified_before_it_starts():
    case = cases.with_parent()
    assert not {o.rule for o in case.state.open} & {f"satisfied_{x}" for x in "abcde"}
    assert case.refusal(Kind.SATISFACTION_RECORDED, limb="a", evidence="x", **OFFICER) == "not_asked"
    assert "reg 18" in next(o.text for o in case.state.open if o.rule == "approved")
    done = cases.approved(case, **OFFICER)
    assert done.refusal(Kind.PLACEMENT_STARTED) == "notified"
    assert cases.started(cases.noticed(cases.notified(done))).state.course is PlacementStatus.STARTED
    assert "nominated officer must be satisfied" in untracked(case.state)[0][0]
    assert case.refusal(Kind.APPROVED, in_emergency=True, emergency_reason="x", **OFFICER) == "no_emergency"
    assert "reg 18" in cases.in_breach(case).state.open[0].text


def test_key_stage_4_in_the_own_area_asks_for_the_matters_of_reg_10():
    case = cases.ks4()
    wanted = {f"satisfied_{m}" for m in Ks4}
    assert {o.rule for o in case.state.open if o.holds_up == "approval"} == wanted
    assert case.refusal(Kind.SATISFACTION_RECORDED, limb="a", evidence="x", **OFFICER) == "not_asked"
    assert "reg 10" in words_of_matter(Ks4.TEACHER)
    done = cases.approved(cases.satisfied(case, Ks4, **OFFICER), **OFFICER)
    assert done.state.approval is ApprovalStatus.APPROVED


def test_key_stage_4_at_a_distance_asks_for_both():
    case = cases.ks4(step="consult", approver="dcs", emergency="")
    assert {*(f"satisfied_{x}" for x in "abcde"), *(f"satisfied_{m}" for m in Ks4)} <= set(rules(case))


def test_what_is_asked_follows_the_stored_duties():
    rows = [
        {"rule": "r", "citation": "reg 18, SI 2010/959", "duty": "x"},
        {"citation": "reg 27, SI", "duty": "Look."},
    ]
    duties = {"approver": "nominated_officer", "area_authority_step": "notify", "at_a_distance": False}
    nested = {**duties, "both": [{"duties": rows}, "none"]}
    state = cases.opened(duties=nested).state
    assert not [o for o in state.open if o.rule.startswith("satisfied_")]
    assert ("Look", "reg 27, SI") in untracked(state)


def test_the_plan_and_the_reviewing_officer_are_open_until_they_are_recorded():
    case = cases.started()
    assert rules(case) == ["placement_plan"]
    assert rules(cases.planned(case)) == []
    none = cases.opened(step="none", approver="none")
    assert rules(none) == ["notices", "placement_plan", "iro_informed"]
    told = none.do(Kind.NOTICES_SENT, recipients=[{"who": "i_reviewing_officer", "outcome": "sent"}])
    assert rules(told) == ["placement_plan"]


# Time.
def test_what_happened_before_the_case_was_opened_says_that_it_is_entered_late():
    early = (MONDAY - timedelta(days=3)).isoformat(timespec="seconds")
    case = cases.opened()
    assert case.refusal(Kind.CONSULTATION_SENT, happened=early) == "before_the_case"
    late = case.do(Kind.CONSULTATION_SENT, happened=early, entered_late="The case was opened on Monday.")
    assert [(e.kind, e.reason) for e in late.state.entered_late] == [
        (Kind.CONSULTATION_SENT, "The case was opened on Monday.")
    ]


def test_it_is_chased_when_the_time_is_over_or_with_a_reason_and_the_refusal_after_silence_says_what_remains():
    assert cases.asked().refusal(Kind.CONSULTATION_CHASED) == "reply_by"
    assert cases.asked().refusal(Kind.CONSULTATION_ESCALATED) == "out_of_turn"
    assert isinstance(
        cases.asked().tried(Kind.CONSULTATION_CHASED, 1, reason="The child moves tonight."), Step
    )
    found = cases.silent().tried(Kind.APPROVED, **APPROVAL)
    assert "another placement" in found.text
    assert "legal advice" in found.text
    assert "\n- " in found.text


# What can come next.
GOOD = {
    Kind.APPROVED: APPROVAL, Kind.PLACEMENT_STARTED: {}, Kind.CONSULTATION_ANSWERED: cases.answer(),
    Kind.ANSWER_CONSIDERED: {"how": "Read.", "conversation_happened": True, "effect": "no_effect"},
    Kind.SATISFACTION_RECORDED: {"limb": "a", "evidence": "x", "approver": "dcs", "role": "Director"},
    Kind.CONSULTATION_REUSED: {**cases.answer(), "reuse_until": "2025-06-30", "no_receipt": "None was kept then."},
}  # fmt: skip
STAGES = [
    cases.opened, cases.asked, cases.silent, cases.answered, lambda: cases.considered(cases.answered()),
    lambda: cases.satisfied(cases.considered(cases.answered())), cases.approved, cases.started, cases.in_breach,
    lambda: cases.noticed(cases.notified(cases.approved())), lambda: cases.opened(step="none", approver="none"),
    lambda: cases.opened(step="notify", approver="none"), emergency,
]  # fmt: skip


@pytest.mark.parametrize("stage", STAGES)
def test_what_can_come_next_is_what_is_allowed_and_nothing_else(stage):
    case = stage()
    nexts = dict(acts_next(case.state))
    for kind in set(Kind) - {Kind.NOT_PRACTICABLE_RECORDED}:
        allowed = isinstance(case.tried(kind, 0, **GOOD.get(kind, {})), Step)
        assert (kind in nexts) is allowed, kind
    held = {one.kind: one.held_up for one in held_up(case.state)}
    assert not set(held) & set(nexts)
    assert all(held.values())


def test_an_act_out_of_turn_says_what_comes_first():
    assert "First comes 'consultation_sent', by the responsible authority" in (
        cases.opened().tried(Kind.ANSWER_CONSIDERED, how="x").advice
    )
    assert "First comes 'consultation_answered', by the area authority; then" in (
        cases.asked().tried(Kind.ANSWER_CONSIDERED, how="x").advice
    )
    assert "which is over" in cases.approved().tried(Kind.APPROVED, **APPROVAL).advice


def test_a_redacted_copy_does_not_say_that_advice_was_left_unanswered():
    case = cases.answered(view={"code": "advise_against"})
    case = case.do(Kind.ANSWER_CONSIDERED, how="Read.", departs=True, why_departs="x", effect="no_effect")
    shown = redact(case.chain, lambda event, name: name in ("how", "departs", "why_departs", "effect"))
    assert "advice_unanswered" not in [o.rule for o in state_of(shown).open]
    assert tracks_of(Kind.ANSWER_CONSIDERED)
