"""Files made by other means: hidden parts, forged duties, times that cannot be, and roles that do not fit."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from drawn import cases
from drawn.cases import APPROVAL, AREA, CASE, MONDAY, Drawn, opening, salts

from geodata.calendar import LONDON
from placement_check.chain import Act, ChainError, append, begin, redact
from placement_check.consultation.answers import a_year_after
from placement_check.consultation.approval import contradictions, not_the_director
from placement_check.consultation.case import state_of
from placement_check.consultation.kinds import Approver, Kind
from placement_check.consultation.recomputed import doubt
from placement_check.consultation.state import CaseState
from placement_check.consultation.workflow import StepRefused, record


def rules(state):
    return {item.rule for item in state.open}


def made(*acts):
    """Return a copy of a chain that no workflow made, with one field of its first event hidden."""
    chain = append(begin(CASE), acts[0], salts())
    for number, act in enumerate(acts[1:], 1):
        chain = append(chain, act, salts(number * 100))
    return redact(chain, lambda event, name: name == "odd")


def opened_act():
    return Drawn().act(Kind.CASE_OPENED, 0, **opening(), odd="x")


def test_nothing_is_recorded_on_a_redacted_copy():
    case = cases.opened()
    shown = redact(case.chain, lambda event, name: name == "place")
    with pytest.raises(StepRefused, match="whole file") as refused:
        record(shown, case.act(Kind.WITHDRAWN, reason="x"), salts(900))
    assert refused.value.rule == "redacted"


@pytest.mark.parametrize(
    ("kind", "by", "hours", "more", "words"),
    [
        (Kind.CONSULTATION_ANSWERED, AREA, 1, cases.answer(), "out of turn"),
        (Kind.APPROVED, "E06000001", 1, APPROVAL, "not for E06000001"),
        (Kind.APPROVED, "", 1, {**APPROVAL, "happened": "2024-08-01T09:00:00+01:00"}, "after it is recorded"),
        (Kind.APPROVED, "", 1, {**APPROVAL, "happened": "2024-01-01T09:00:00+00:00"}, "before the case was opened"),
    ],
)  # fmt: skip
def test_one_hidden_field_does_not_let_an_act_of_another_stand(kind, by, hours, more, words):
    act = Drawn().act(kind, hours, by=by, **more)
    with pytest.raises(ChainError, match=words):
        state_of(made(opened_act(), act))


def test_what_comes_before_the_first_hidden_field_is_checked_as_ever():
    chain = append(begin(CASE), Drawn().act(Kind.CASE_OPENED, 0, **opening()), salts())
    chain = append(chain, Drawn().act(Kind.APPROVED, 1, **APPROVAL), salts(100))
    chain = append(chain, Drawn().act(Kind.WITHDRAWN, 2, reason="x"), salts(200))
    with pytest.raises(ChainError, match="event 2"):
        state_of(redact(chain, lambda event, name: event.number == 3))


def test_a_copy_says_that_something_was_not_checked():
    case = cases.considered(cases.answered())
    assert not case.state.redacted
    for name in ("happened", "intelligence", "duties", "entered_late"):
        shown = redact(case.chain, lambda event, n, name=name: n == name)
        assert state_of(shown).redacted is any(name in e.fields for e in case.chain.events)


def test_every_field_of_an_honest_case_may_be_hidden_and_it_is_still_read():
    talked = cases.considered(cases.answered(code="SPEAK"), True)
    for case in (cases.started(), cases.in_breach(), cases.silent(), talked):
        for name in {n for e in case.chain.events for n in e.fields}:
            assert state_of(redact(case.chain, lambda event, n, name=name: n == name)).redacted
        assert state_of(redact(case.chain, lambda event, n: True)).redacted


def test_hidden_intelligence_may_ask_for_a_conversation():
    case = cases.answered()
    shown = state_of(redact(case.chain, lambda event, name: name == "intelligence"))
    assert shown.consultation == "paused_for_conversation"
    assert "conversation" in rules(shown)


EARLIER = {
    **cases.answer(), "earlier_case": "e" * 32, "earlier_head": "e" * 64, "answered": "2024-06-20T09:00:00+01:00",
    "answered_by": AREA, "answered_role": "Team", "reuse_until": "2024-07-31", "same_child": True, "reason": "x",
    "no_receipt": "None was kept then.",
}  # fmt: skip


def test_a_reused_answer_about_this_child_is_known_by_what_it_carries():
    case = cases.considered(cases.opened().do(Kind.CONSULTATION_REUSED, **EARLIER))
    shown = state_of(redact(case.chain, lambda event, name: name == "same_child"))
    assert shown.consultation == "considered"


def test_an_answer_that_ran_out_is_not_reused_by_dating_the_reuse_back():
    case = cases.opened()
    dated = {**EARLIER, "happened": case.at.isoformat()}
    assert case.refusal(Kind.CONSULTATION_REUSED, 24 * 40, **dated) == "answer_expired"
    assert (
        cases.opened().refusal(Kind.CONSULTATION_REUSED, **{**EARLIER, "reuse_until": "2026-07-31"})
        == "reusable"
    )


def test_a_start_is_held_against_the_day_of_the_notification_and_not_of_its_entry():
    case = cases.noticed(cases.notified(cases.approved()))
    early = case.state.times[Kind.APPROVED].isoformat()
    assert case.refusal(Kind.PLACEMENT_STARTED, 48, happened=early) in ("notified", "needs_and_reasons")
    went = cases.in_breach(case, 48, happened=early)
    assert went.state.breaches


def test_the_reason_of_an_emergency_stands_only_in_an_approval_as_one():
    case = cases.satisfied(cases.considered(cases.answered()))
    for said in ({}, {"in_emergency": False}):
        assert case.refusal(Kind.APPROVED, **APPROVAL, emergency_reason="x y", **said) == "emergency_reason"


def test_a_care_plan_that_came_after_the_answer_was_considered_holds_the_approval_up():
    late = cases.considered(cases.answered(cases.asked()))
    late = replace(late, at=late.at.replace(hour=20))
    late = cases.enclosed(late)
    assert "care_plan_late" in rules(late.state)
    assert (
        late.refusal(Kind.SATISFACTION_RECORDED, limb="d", evidence="x", approver="dcs") == "care_plan_late"
    )
    assert "care_plan_late" not in rules(cases.considered(late).state)


@pytest.mark.parametrize("year", ["0001", "9999"])
@pytest.mark.parametrize("name", ["happened", "reply_by"])
def test_a_time_that_cannot_be_is_refused_in_words(name, year):
    case = cases.opened()
    assert case.refusal(Kind.CONSULTATION_SENT, **{name: f"{year}-01-01T00:00:00+14:00"}) == "limits"


def test_an_event_recorded_in_no_year_that_can_be_is_refused():
    act = Act(Kind.CASE_OPENED, datetime(1990, 1, 1, tzinfo=LONDON), cases.PLACING, "Team", opening())
    with pytest.raises(StepRefused, match="outside the years"):
        record(begin(CASE), act, salts())


OF_AN_OFFICER = {"approver": "nominated_officer", "area_authority_step": "notify"}


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"duties": OF_AN_OFFICER}, "approver nominated_officer, now dcs"),
        ({"area": "E06000056"}, "the step towards the area authority consult, now notify"),
        ({"area": "E99999999"}, "could not be worked out"),
        ({"placement": {**opening()["placement"], "type": "unregistered"}}, "it stops the placement"),
    ],
)
def test_duties_that_the_law_does_not_give_are_said_for_good(how, words):
    case = cases.opened(**how)
    found = next(item for item in case.state.open if item.rule == "duties_differ")
    assert words in found.text


def test_duties_that_the_law_gives_leave_nothing_to_say():
    assert cases.opened().state.duties_doubt == ""
    assert doubt(CaseState(case=CASE)) == ""
    assert MONDAY.tzinfo is LONDON


@pytest.mark.parametrize(
    ("role", "approver", "wrong"),
    [
        ("Director of children's services", Approver.DCS, False),
        ("DCS", Approver.DCS, False),
        ("Nominated officer, placements team", Approver.DCS, True),
        ("Assistant director", Approver.DCS, True),
        ("Head of placements", Approver.DCS, True),
        ("Director of children's services", Approver.NOMINATED_OFFICER, True),
        ("Nominated officer", Approver.NOMINATED_OFFICER, False),
        ("Head of service", Approver.DELEGATE, False),
    ],
)
def test_a_role_that_contradicts_the_approver_is_said(role, approver, wrong):
    assert bool(contradictions(role, approver)) is wrong


def test_an_escalation_by_another_post_than_the_director_is_said():
    assert not_the_director("Clerk of the director", "from_role")
    assert not not_the_director("Director of children's services", "from_role")


def test_a_year_after_a_leap_day_ends_on_the_last_of_february():
    assert a_year_after(date(2024, 2, 29)) == date(2025, 2, 28)
    assert a_year_after(date(2024, 3, 1), -1) == date(2023, 3, 1)
