"""What is due and by when: the law's clocks in working days, and the reply that local policy asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from geodata.calendar import LONDON, Holidays, end_of
from placement_check.consultation import asked
from placement_check.consultation.kinds import EndingStatus, Kind, Limb
from placement_check.consultation.state import CaseState, Clock

AFTER_APPROVAL: Final = 5  # regulation 11(3)
AFTER_START: Final = 5  # regulations 9(2), 13(1), 13(4)
AFTER_END: Final = 10  # regulation 14(4)
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
        yield from _of_approval(state, _after(state.approved.happened, AFTER_APPROVAL, holidays))
    started = state.times.get(Kind.PLACEMENT_STARTED)
    if started is not None:
        yield from _of_start(state, started, holidays)
    ended = state.times.get(Kind.PLACEMENT_ENDED)
    if ended is not None and state.ending in (EndingStatus.OWED, EndingStatus.GIVEN_AFTER):
        yield _clock("reg14_4", "written notification that the placement ended", _after(ended, AFTER_END, holidays),
                     "the end of the placement", "reg 14(4)")  # fmt: skip


def _of_approval(state: CaseState, by: datetime) -> Iterator[Clock]:
    counted = "the approval of the decision"
    what = "consultation with the area authority, with the care plan" if state.area_step == "consult" else (
        "notification of the area authority")  # fmt: skip
    yield _clock("reg11_3_d", what, by, counted, "reg 11(3) with 11(2)(d)")
    for limb, words in (
        (Limb.C, "relatives consulted, where appropriate"),
        (Limb.E, "the reviewing officer informed"),
    ):
        yield _clock(f"reg11_3_{limb}", words, by, counted, f"reg 11(3) with 11(2)({limb})")


def _of_start(state: CaseState, started: datetime, holidays: Holidays) -> Iterator[Clock]:
    """Yield what is due before the start, or in an emergency five working days after it; the plan always has those.

    A notice that was not reasonably practicable before has no day in law: it is among what is open.
    """
    after, counted = _after(started, AFTER_START, holidays), "the start of the placement"
    by = after if state.emergency else started
    if state.area_step != "none" and (state.emergency or not _put_off(state, "notification")):
        what = "written notification of the area authority, with all that it must include"
        yield _clock("reg13_4", what, by, counted, "reg 13(4)")
    if state.emergency or not _put_off(state, "notices"):
        yield _clock("reg13_1", "written notices of reg 13(2)", by, counted, "reg 13(1)")
    yield _clock("reg9_2", "the placement plan", after, counted, "reg 9(2)")


def _put_off(state: CaseState, notice: str) -> bool:
    """Return whether it was recorded that a notice was not reasonably practicable before."""
    return notice in state.put_off


def _after(event: datetime, working_days: int, holidays: Holidays) -> datetime:
    return end_of(holidays.after(event.astimezone(LONDON).date(), working_days))
