"""When what each clock asks for was done: the moment at which all of it was there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from placement_check.consultation import asked, conditions
from placement_check.consultation.kinds import Kind, Limb, NotificationStatus, Paper, SentWith
from placement_check.consultation.state import CaseState, Enclosure


def with_done(state: CaseState) -> CaseState:
    """Return the state with what has been done for the first time; what comes later makes nothing late."""
    return replace(state, done={**dict(_done(state)), **state.done})


def _done(state: CaseState) -> Iterator[tuple[str, datetime]]:
    if state.answer is not None and not state.answer.reused:
        yield "reply_by", state.answer.happened
    if asked.reg_11(state) and not conditions.area_step_open(state):
        yield "reg11_3_d", max(_of_the_area_step(state))
    for limb in (Limb.C, Limb.E):
        if limb in state.satisfied:
            yield f"reg11_3_{limb}", state.satisfied[limb].happened
    if conditions.notified(state):
        yield "reg13_4", max(_of_the_notification(state))
    if state.notices is NotificationStatus.SENT and Kind.NOTICES_SENT in state.times:
        yield "reg13_1", state.times[Kind.NOTICES_SENT]
    plan = next((e for e in state.enclosures if e.paper is Paper.PLACEMENT_PLAN), None)
    if plan is not None:
        yield "reg9_2", plan.sent
    if Kind.ENDING_NOTICE_SENT in state.times:
        yield "reg14_4", state.times[Kind.ENDING_NOTICE_SENT]


def _of_the_area_step(state: CaseState) -> Iterator[datetime]:
    if state.area_step == "notify":
        yield from _of_the_notification(state)
        return
    if state.answer is not None:
        yield state.answer.happened
    if state.considered is not None:
        yield state.considered.happened
    yield from _sent(state.enclosed(Paper.CARE_PLAN, SentWith.CONSULTATION))


def _of_the_notification(state: CaseState) -> Iterator[datetime]:
    yield state.times[Kind.NOTIFICATION_SENT]
    yield from _sent(state.enclosed(Paper.NEEDS_AND_REASONS, SentWith.NOTIFICATION))
    yield from _sent(state.enclosed(Paper.CARE_PLAN, SentWith.CONSULTATION, SentWith.NOTIFICATION))


def _sent(paper: Enclosure | None) -> Iterator[datetime]:
    if paper is not None:
        yield paper.sent
