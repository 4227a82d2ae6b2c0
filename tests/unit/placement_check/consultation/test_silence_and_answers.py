"""Consultation: silence, answers, gates, consideration, reuse."""

from datetime import date, timedelta

import pytest
from drawn import cases
from drawn.cases import AREA, answer

from placement_check.consultation.codes import PAUSES, WORDS, Intelligence, Searched
from placement_check.consultation.kinds import ConsultationStatus, Kind
from placement_check.consultation.questions import QUESTIONS, Block

C = ConsultationStatus


def test_silence_is_recorded_chased_and_escalated_and_is_no_answer():
    state = cases.silent().state
    assert state.consultation is C.NO_REPLY
    assert state.answer is None
    assert [a.kind.value for a in state.attempts] == [
        "consultation_sent", "consultation_chased", "consultation_escalated",
    ]  # fmt: skip
    assert "silence is recorded, and is not consultation" in " ".join(o.text for o in state.open)


def test_no_reply_needs_a_chase_an_escalation_and_the_time_to_be_over():
    sooner = {"to": "Team", "reason": "The child must move tomorrow."}
    chased = cases.enclosed(cases.asked()).do(Kind.CONSULTATION_CHASED, 2, **sooner)
    assert chased.refusal(Kind.NO_REPLY_RECORDED, 48, reason="x") == "out_of_turn"
    escalated = chased.do(Kind.CONSULTATION_ESCALATED, to="Director")
    assert escalated.refusal(Kind.NO_REPLY_RECORDED, 1, reason="x") == "reply_by"
    assert escalated.do(Kind.NO_REPLY_RECORDED, 48, reason="x").state.consultation is C.NO_REPLY


def test_after_no_reply_it_can_be_chased_and_escalated_again_and_a_late_answer_is_taken():
    case = (
        cases.silent().do(Kind.CONSULTATION_CHASED, to="Team").do(Kind.CONSULTATION_ESCALATED, to="Director")
    )
    assert case.state.consultation is C.NO_REPLY
    assert cases.answered(case).state.consultation is C.ANSWERED


def test_more_time_can_be_given():
    case = cases.asked()
    until = (case.at + timedelta(days=3)).isoformat(timespec="seconds")
    assert case.do(
        Kind.CONSULTATION_EXTENDED, reply_by=until, reason="x"
    ).state.reply_by == case.at + timedelta(days=3)


@pytest.mark.parametrize("code", Intelligence)
def test_speak_and_police_hold_the_decision_and_no_other_code_does(code):
    case = cases.answered(code=code.value)
    held = code in PAUSES
    assert held is (code in (Intelligence.SPEAK, Intelligence.POLICE))
    assert case.state.consultation is (C.PAUSED if held else C.ANSWERED)
    if held:
        assert case.refusal(Kind.ANSWER_CONSIDERED, how="Read.") == "conversation"
        assert "conversation" in [o.rule for o in case.state.open]
    done = cases.considered(case, conversation=held)
    assert done.state.consultation is C.CONSIDERED
    assert "conversation" not in [o.rule for o in done.state.open]


def test_a_search_that_was_not_made_is_a_status_of_its_own():
    case = cases.answered(code="NCND", search="not_searched")
    assert case.state.consultation is C.ANSWERED_NOT_SEARCHED
    assert case.state.answer is not None
    assert case.state.answer.search is Searched.NOT_SEARCHED


def test_speaking_comes_before_the_want_of_a_search():
    assert cases.answered(code="SPEAK", search="not_searched").state.consultation is C.PAUSED


def test_a_later_answer_stands_and_must_be_considered_again():
    case = cases.answered(cases.considered(cases.answered()), "POLICE")
    assert case.state.consultation is C.PAUSED
    assert case.state.considered is None


def test_it_is_said_how_an_answer_was_considered_and_why_it_was_departed_from():
    case = cases.answered(view={"code": "advise_against"})
    assert case.refusal(Kind.ANSWER_CONSIDERED, how="") == "how"
    assert case.refusal(Kind.ANSWER_CONSIDERED, how="Read.", departs=True) == "why_departs"
    done = case.do(Kind.ANSWER_CONSIDERED, how="Read.", departs=True, why_departs="The plan meets it.")
    assert done.state.considered is not None
    assert done.state.considered.why_departs == "The plan meets it."


def test_a_view_against_the_placement_is_no_veto():
    case = cases.answered(view={"code": "advise_against"})
    case = cases.satisfied(
        case.do(Kind.ANSWER_CONSIDERED, how="Read.", departs=True, why_departs="The plan meets it.")
    )
    assert cases.approved(case).state.approved is not None


def earlier(**more):
    return {
        **answer(), "earlier_case": "f" * 32, "earlier_head": "e" * 64, "answered": "2024-06-20T10:00:00+01:00",
        "answered_by": AREA, "answered_role": "Team", "reuse_until": "2024-07-31", "same_child": True, "reason": "x",
        "no_receipt": "None was kept then.",
        **more,
    }  # fmt: skip


def test_a_recent_answer_about_the_same_child_and_place_is_reused_and_says_so():
    case = cases.opened().do(Kind.CONSULTATION_REUSED, **earlier())
    found = case.state.answer
    assert case.state.consultation is C.REUSED
    assert found is not None
    assert (found.reused, found.earlier_head, found.reuse_until) == (True, "e" * 64, date(2024, 7, 31))
    assert found.happened.isoformat() == "2024-06-20T10:00:00+01:00"
    done = cases.satisfied(cases.considered(cases.enclosed(case)))
    assert cases.approved(done).state.approved is not None


def test_a_reused_answer_that_asks_to_speak_holds_the_decision_too():
    case = cases.opened().do(Kind.CONSULTATION_REUSED, **earlier(intelligence={"code": "SPEAK"}))
    assert case.refusal(Kind.ANSWER_CONSIDERED, how="Read.") == "conversation"


def test_an_answer_about_another_child_informs_and_is_no_consultation():
    case = cases.opened().do(Kind.CONSULTATION_REUSED, **earlier(same_child=False))
    assert case.state.consultation is C.NOT_SENT
    assert case.state.answer is None
    assert case.state.earlier is not None
    assert "consulted" in [o.rule for o in case.state.open]


@pytest.mark.parametrize(("until", "rule"), [("2024-06-30", "answer_expired"), ("", "reusable")])
def test_an_answer_is_not_reused_after_its_day_or_without_one(until, rule):
    assert cases.opened().refusal(Kind.CONSULTATION_REUSED, **earlier(reuse_until=until)) == rule


def test_a_reused_answer_that_expires_before_the_approval_is_no_longer_enough():
    case = cases.opened().do(Kind.CONSULTATION_REUSED, **earlier(reuse_until="2024-07-01"))
    case = cases.satisfied(cases.considered(cases.enclosed(case)))
    assert case.refusal(Kind.APPROVED, 72, **cases.APPROVAL) == "answer_expired"


def test_asking_again_puts_the_reused_answer_away_so_that_silence_cannot_lean_on_it():
    case = cases.asked(cases.opened().do(Kind.CONSULTATION_REUSED, **earlier()))
    assert case.state.answer is None
    assert cases.silent(cases.enclosed(case)).refusal(Kind.ANSWER_CONSIDERED, how="Read.") == "out_of_turn"


def test_there_is_no_area_authority_to_consult_in_the_own_area():
    case = cases.opened(step="none", approver="none")
    assert case.refusal(Kind.CONSULTATION_SENT, to="x") == "area_authority"
    assert case.refusal(Kind.NOTIFICATION_SENT, to="x") == "area_authority"


def test_every_closed_code_has_words_and_nothing_known_is_not_the_same_as_no_risk():
    for question in QUESTIONS:
        assert (question.block is Block.CONTACTS) == (question.codes is None)
        assert all(code in WORDS for code in question.codes or ())
    assert WORDS[Intelligence.NK] == "nothing known to this authority - not the same as no risk"
    assert len({q.id for q in QUESTIONS}) == len(QUESTIONS)
