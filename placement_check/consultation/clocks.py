"""What is due and by when: the clocks that the rows of the law count, and the reply that local policy asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from geodata.calendar import LONDON, Holidays, end_of
from placement_check.consultation import asked
from placement_check.consultation.kinds import EndingStatus, Kind, Limb
from placement_check.consultation.paragraphs import NOTICES
from placement_check.consultation.state import CaseState, Clock
from placement_check.duties import book
from placement_check.duties.rules import Rule

AFTER_APPROVAL: Final = "the approval of the decision"
AFTER_START: Final = "the start of the placement"
AFTER_END: Final = "the end of the placement"
LOCAL: Final = "local policy, not law"


def clocks(state: CaseState, holidays: Holidays) -> tuple[Clock, ...]:
    """Return every clock that runs, the earliest first, each with when it was done and how late.

    Raises
    ------
    TableError
        If a day lies beyond the table of bank holidays.
    """
    found = (_stopped(clock, state.done.get(clock.rule), holidays) for clock in _all(state, holidays))
    return tuple(sorted(found, key=lambda c: (c.by, c.rule)))


def _stopped(clock: Clock, done: datetime | None, holidays: Holidays) -> Clock:
    late = 0 if done is None or done <= clock.by else _working_days(clock.by, done, holidays)
    return replace(clock, done=done, met=done is not None and done <= clock.by, late=late)


def _working_days(by: datetime, done: datetime, holidays: Holidays) -> int:
    first, last = (moment.astimezone(LONDON).date() for moment in (by, done))
    days = (first + timedelta(days=n + 1) for n in range((last - first).days))
    return sum(holidays.working_day(day) for day in days)


def _clock(rule: str, what: str, by: datetime, counted_from: str, basis: str) -> Clock:
    return Clock(rule, what, by, counted_from, basis, met=False)


def _all(state: CaseState, holidays: Holidays) -> Iterator[Clock]:
    if state.reply_by is not None:
        yield _clock("reply_by", "the area authority's reply", state.reply_by, "the consultation", LOCAL)
    if state.approved is not None and state.approved.in_emergency and asked.reg_11(state):
        yield from _of_approval(state, state.approved.happened, holidays)
    started = state.times.get(Kind.PLACEMENT_STARTED)
    if started is not None:
        yield from _of_start(state, started, holidays)
    ended = state.times.get(Kind.PLACEMENT_ENDED)
    if ended is not None and state.ending in (EndingStatus.OWED, EndingStatus.GIVEN_AFTER):
        rule = book.clock("reg14_4", _day(ended))
        yield _clock("reg14_4", "written notification that the placement ended", _after(ended, rule, holidays),
                     AFTER_END, rule.paragraph)  # fmt: skip


def _of_approval(state: CaseState, approved: datetime, holidays: Holidays) -> Iterator[Clock]:
    day = _day(approved)
    step = book.clock("reg11_3_d", day, state.area_step)
    what = "consultation with the area authority, with the care plan" if state.area_step == "consult" else (
        "notification of the area authority")  # fmt: skip
    yield _clock("reg11_3_d", what, _after(approved, step, holidays), AFTER_APPROVAL, step.paragraph)
    rest = book.clock("reg11_3_c_e", day)
    for limb, words, matter in (
        (Limb.C, "relatives consulted, where appropriate", "satisfied_c_relatives"),
        (Limb.E, "the reviewing officer informed", "satisfied_e_iro"),
    ):
        basis = f"{rest.paragraph} with {book.paragraph(matter).removeprefix('reg ')}"
        yield _clock(f"reg11_3_{limb}", words, _after(approved, rest, holidays), AFTER_APPROVAL, basis)


def _of_start(state: CaseState, started: datetime, holidays: Holidays) -> Iterator[Clock]:
    """Yield what is due before the start, or in an emergency so many days after it; the plan always has those.

    A notice that was not reasonably practicable before has no day in law: it is among what is open.
    """
    day = _day(started)
    area, others, plan = (book.clock(name, day) for name in ("reg13_4", "reg13_1", "reg9_2"))
    if state.notice_owed and (state.emergency or not _put_off(state, "notification")):
        what = "written notification of the area authority, with all that it must include"
        by = _after(started, area, holidays) if state.emergency else started
        yield _clock("reg13_4", what, by, AFTER_START, area.paragraph)
    if state.emergency or not _put_off(state, "notices"):
        by = _after(started, others, holidays) if state.emergency else started
        yield _clock("reg13_1", f"written notices of {NOTICES}", by, AFTER_START, others.paragraph)
    yield _clock("reg9_2", "the placement plan", _after(started, plan, holidays), AFTER_START, plan.paragraph)


def _put_off(state: CaseState, notice: str) -> bool:
    """Return whether it was recorded that a notice was not reasonably practicable before."""
    return notice in state.put_off


def _day(event: datetime) -> date:
    return event.astimezone(LONDON).date()


def _after(event: datetime, rule: Rule, holidays: Holidays) -> datetime:
    """Return the end of the working days that a row of the law counts from an event."""
    assert rule.clock is not None  # noqa: S101 - a row that is a clock of a case has one
    return end_of(holidays.after(_day(event), rule.clock.days))
