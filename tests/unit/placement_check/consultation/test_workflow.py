"""The table, its completeness, and the acts it refuses."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from drawn import cases
from drawn.cases import APPROVAL, AREA, MONDAY, PLACING, Drawn, answer, opening, salts

from placement_check.chain import Act, ChainError, append, begin, redact
from placement_check.consultation.case import state_of
from placement_check.consultation.kinds import STATUSES, ConsultationStatus, EndingStatus, Kind, Track, Who
from placement_check.consultation.next_acts import acts_next
from placement_check.consultation.state import BEGIN, CaseState
from placement_check.consultation.table import TRANSITIONS, Needs, When, rows_for, tracks_of
from placement_check.consultation.workflow import Step, StepRefused, allowed, record

C = ConsultationStatus


def test_every_status_is_reached_and_every_status_that_is_left_is_reached():
    for track, words in STATUSES.items():
        reached = {BEGIN[track]} | {row.next for row in TRANSITIONS if row.track is track}
        assert reached == set(words), track
        assert {row.status for row in TRANSITIONS if row.track is track} <= reached


def test_every_act_moves_at_least_one_track():
    assert {row.act for row in TRANSITIONS} == set(Kind)
    assert all(tracks_of(kind) for kind in Kind)


def test_every_condition_and_every_sort_of_row_is_used():
    assert {row.needs for row in TRANSITIONS} == set(Needs)
    assert {row.when for row in TRANSITIONS} == set(When)
    assert {row.who for row in TRANSITIONS} == set(Who)


def test_the_last_of_several_rows_is_for_all_that_is_left():
    for track, kind in product(Track, Kind):
        for status in STATUSES[track]:
            rows = rows_for(track, status, kind)
            assert len({row.when for row in rows}) == len(rows)
            if len(rows) > 1:
                assert rows[-1].when is When.ALWAYS


@pytest.mark.parametrize("kind", Kind)
def test_every_status_of_every_track_has_an_answer_to_every_act(kind):
    now = datetime(2024, 7, 1, 9, tzinfo=UTC)
    for track, words in STATUSES.items():
        for status in words:
            state = CaseState(case=cases.CASE, responsible=PLACING, area=AREA, area_step="consult",
                              statuses={**BEGIN, Track.CASE: STATUSES[Track.CASE].OPEN, track: status})  # fmt: skip
            found = allowed(state, Act(kind.value, now, PLACING, "Placements team", {}))
            assert isinstance(found, Step | StepRefused)
            if not rows_for(track, status, kind) and track in tracks_of(kind):
                assert isinstance(found, StepRefused)


def test_silence_has_no_row_that_leads_to_an_answer_without_an_answer():
    replied = {C.ANSWERED, C.ANSWERED_NOT_SEARCHED, C.PAUSED, C.CONSIDERED}
    for row in TRANSITIONS:
        if row.status in (C.SENT, C.CHASED, C.ESCALATED, C.NO_REPLY) and row.next in replied:
            assert (row.act, row.who) == (Kind.CONSULTATION_ANSWERED, Who.AREA)


def test_a_word_that_is_no_act_is_refused():
    assert cases.opened().refusal("deleted") == "act"


def test_nothing_is_recorded_before_the_case_is_opened_and_it_is_opened_once():
    assert Drawn().refusal(Kind.CONSULTATION_SENT) == "case_open"
    assert cases.opened().refusal(Kind.CASE_OPENED, **opening()) == "out_of_turn"


def test_nothing_is_recorded_in_a_case_that_was_withdrawn():
    case = cases.opened().do(Kind.WITHDRAWN, reason="Another home was found.")
    for kind in set(Kind) - {Kind.CASE_OPENED}:
        assert case.refusal(kind) == "case_open"
    assert case.state.open == ()
    assert acts_next(case.state) == ()


def test_an_act_is_recorded_by_whom_it_belongs_to():
    assert cases.asked().refusal(Kind.CONSULTATION_ANSWERED, by=PLACING, **answer()) == "who"
    assert cases.opened().refusal(Kind.CONSULTATION_SENT, by=AREA) == "who"
    assert Drawn().refusal(Kind.CASE_OPENED, by=AREA, **opening()) == "who"


@pytest.mark.parametrize(
    ("case", "kind"),
    [
        (cases.opened, Kind.CONSULTATION_CHASED), (cases.opened, Kind.CONSULTATION_ANSWERED),
        (cases.opened, Kind.ANSWER_CONSIDERED), (cases.asked, Kind.ANSWER_CONSIDERED),
        (cases.asked, Kind.CONSULTATION_ESCALATED), (cases.asked, Kind.NO_REPLY_RECORDED),
        (cases.asked, Kind.CONSULTATION_SENT), (cases.silent, Kind.ANSWER_CONSIDERED),
        (cases.silent, Kind.CONSULTATION_EXTENDED), (cases.answered, Kind.NO_REPLY_RECORDED),
        (cases.answered, Kind.CONSULTATION_CHASED), (cases.approved, Kind.APPROVED),
        (cases.started, Kind.PLACEMENT_STARTED), (cases.opened, Kind.PLACEMENT_ENDED),
        (cases.answered, Kind.CONSULTATION_REUSED), (cases.asked, Kind.CONSULTATION_REUSED),
    ],
)  # fmt: skip
def test_an_act_out_of_turn_is_refused(case, kind):
    fields = answer() if kind is Kind.CONSULTATION_ANSWERED else {}
    assert case().refusal(kind, **fields) == "out_of_turn"


def test_what_has_not_happened_yet_is_not_recorded():
    later = (MONDAY + timedelta(days=9)).isoformat(timespec="seconds")
    assert cases.opened().refusal(Kind.CONSULTATION_SENT, happened=later) == "future"


@pytest.mark.parametrize(
    ("case", "kind"),
    [
        (cases.asked, Kind.CONSULTATION_CHASED), (cases.asked, Kind.CONSULTATION_ANSWERED),
        (cases.answered, Kind.ANSWER_CONSIDERED), (lambda: cases.noticed(cases.notified(cases.approved())),
                                                  Kind.PLACEMENT_STARTED),
        (cases.started, Kind.PLACEMENT_ENDED), (cases.started, Kind.ENDING_NOTICE_SENT),
    ],
)  # fmt: skip
def test_dates_out_of_order_are_refused(case, kind):
    fields = answer() if kind is Kind.CONSULTATION_ANSWERED else {"how": "Read."}
    before = (MONDAY + timedelta(minutes=1)).isoformat(timespec="seconds")
    assert case().refusal(kind, **{**fields, "happened": before}) == "order"


def test_the_time_to_reply_ends_after_the_asking():
    case = cases.opened()
    assert case.refusal(Kind.CONSULTATION_SENT, reply_by=MONDAY.isoformat(timespec="seconds")) == "order"


def test_a_withdrawn_case_cannot_have_started():
    assert cases.started().refusal(Kind.WITHDRAWN, reason="x") == "started"


def test_the_end_needs_a_start_and_its_notice_is_given_before_or_owed_after():
    before = (
        cases.started().do(Kind.ENDING_NOTICE_SENT).do(Kind.PLACEMENT_ENDED, reason="It ended as planned.")
    )
    assert before.state.ending is EndingStatus.GIVEN
    after = cases.started().do(Kind.PLACEMENT_ENDED, reason="Immediate risk.")
    assert after.state.ending is EndingStatus.OWED
    assert "ending_notice" in [o.rule for o in after.state.open]
    late = after.do(Kind.ENDING_NOTICE_SENT)
    assert late.state.ending is EndingStatus.GIVEN_AFTER
    assert cases.opened().refusal(Kind.ENDING_NOTICE_SENT) == "not_started"


def test_a_chain_with_an_act_out_of_turn_gives_no_state():
    act = cases.opened().act(Kind.ANSWER_CONSIDERED, how="Read.")
    chain = append(cases.opened().chain, act, salts(900))
    with pytest.raises(ChainError, match="event 2: 'answer_considered' is out of turn"):
        state_of(chain)
    with pytest.raises(ChainError, match="event 2"):
        record(chain, act, salts(1900))


def test_a_chain_with_a_foreign_event_gives_no_state():
    chain = append(begin(cases.CASE), Act("minutes", MONDAY, PLACING, "Team", {"a": 1}), salts())
    with pytest.raises(ChainError, match="not an act of a case"):
        state_of(chain)


def test_a_redacted_copy_is_read_as_far_as_it_shows():
    whole = cases.started()
    shown = redact(whole.chain, lambda event, name: name not in ("happened", "what"))
    state = state_of(shown)
    assert state.statuses[Track.PLACEMENT] == "started"
    assert state.statuses[Track.CONSULTATION] == "considered"
    assert state.answer is not None
    assert (state.answer.intelligence, state.answer.search) == (None, None)
    assert (state.enclosures, state.satisfied, state.approved) == ((), {}, None)


def test_a_chain_is_not_without_end(monkeypatch):
    monkeypatch.setattr("placement_check.consultation.workflow.MOST_EVENTS", 1)
    with pytest.raises(ChainError, match="1 events already"):
        cases.asked()


def test_recording_never_changes_what_was_recorded():
    case = cases.asked()
    again = cases.answered(case)
    assert again.chain.events[: len(case.chain.events)] == case.chain.events


def test_a_refused_act_raises_with_rule_text_and_advice():
    with pytest.raises(StepRefused, match="Rule 'out_of_turn' failed: 'approved' is out of turn") as caught:
        cases.approved().do(Kind.APPROVED, **APPROVAL)
    assert caught.value.rule == "out_of_turn"


def test_what_can_come_next_is_what_the_table_has():
    assert Kind.CONSULTATION_SENT in dict(acts_next(cases.opened().state))
    nexts = dict(acts_next(cases.asked().state))
    assert nexts[Kind.CONSULTATION_ANSWERED] is Who.AREA
    assert Kind.PLACEMENT_STARTED not in nexts
    assert Kind.ENDING_NOTICE_SENT not in nexts
    assert Kind.PLACEMENT_STARTED in dict(acts_next(cases.noticed(cases.notified(cases.approved())).state))
    assert dict(acts_next(replace(cases.opened().state, statuses=BEGIN))) == {Kind.CASE_OPENED: Who.PLACING}
