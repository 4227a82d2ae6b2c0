"""Laws of what is owed that hold for every placement."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from duties.asked import AUTHORITIES, HOLIDAYS
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geodata.calendar import LONDON
from geodata.errors import GeodataError
from placement_check.duties import doubts
from placement_check.duties.owed import Owed, duties
from placement_check.duties.placement import LegalStatus, Placement, PlacementType, Setting
from placement_check.duties.rules import rules

FIRST, LAST = date(2014, 1, 27), date(2028, 11, 30)
CODES = sorted(
    {a.code for day in (FIRST, date(2024, 5, 3), date(2027, 4, 1)) for a in AUTHORITIES.english(day)}
    | {"W06000015", "W06000023", "W06000005", "scotland", "elsewhere", "E07000207", "E07000103"}
)
RULES = {rule.id: rule for rule in rules()}
MOMENTS = st.builds(
    lambda day, minutes: datetime.combine(day, time(), LONDON) + timedelta(minutes=minutes),
    st.dates(FIRST, LAST), st.integers(0, 1439),
)  # fmt: skip


@st.composite
def questions(draw: st.DrawFn) -> tuple[Placement, date]:
    kind = draw(st.sampled_from(PlacementType))
    other = kind is PlacementType.OTHER_ARRANGEMENT
    approved = draw(st.none() | MOMENTS)
    gap = st.integers(0, 60 * 24 * 40).map(lambda m: timedelta(minutes=m))
    early = st.integers(-60 * 24 * 9, -1).map(lambda m: timedelta(minutes=m))
    begins = st.one_of(gap, early)
    started = draw(st.none() | begins.map(lambda g: (approved or datetime(2024, 5, 3, 9, tzinfo=LONDON)) + g))
    age = draw(st.integers(0, 17))
    facts: dict[str, Any] = {
        "responsible": draw(st.sampled_from(CODES)), "area": draw(st.sampled_from(CODES)), "type": kind,
        "age": age, "emergency_reason": draw(st.sampled_from(["", "The carer fell ill."])),
        "approved": approved, "started": started,
        "ended": None if started is None else draw(st.none() | gap.map(lambda g: started + g)),
        "ks4_disruption": age >= 13 and draw(st.booleans()), "remand": draw(st.integers(0, 9)) == 0,
        "legal_status": draw(st.none() | st.sampled_from(LegalStatus)),
        "setting": draw(st.sampled_from(Setting)) if other else None,
        "not_practicable": draw(st.sampled_from(["", "Nobody could be reached."])),
    }  # fmt: skip
    return Placement(**facts), draw(st.dates(FIRST, LAST))


def answered(question: tuple[Placement, date]) -> Owed:
    try:
        return duties(*question, AUTHORITIES, HOLIDAYS)
    except GeodataError:
        assume(False)
        raise


@given(questions())
@settings(max_examples=400)
def test_a_stop_computes_nothing_else_and_anything_else_computes_something(question):
    owed = answered(question)
    if owed.stops:
        assert owed.approver == "stop"
        assert (owed.duties, owed.offers, owed.both) == ((), (), ())
    else:
        assert owed.approver != "stop"
        assert owed.duties


@given(questions())
@settings(max_examples=400)
def test_every_deadline_that_is_counted_is_the_end_of_a_working_day_in_london(question):
    owed = answered(question)
    for duty in owed.duties:
        if duty.due and duty.due.by and duty.due.counted_from:
            by = duty.due.by.astimezone(LONDON)
            assert (by.hour, by.minute, by.second) == (23, 59, 59)
            assert HOLIDAYS.working_day(by.date())
            assert by.date() > question[0].day_of(RULES[duty.rule].clock.after)
    duties_of_all = [d for one in (owed, *owed.both) for d in one.duties]
    ends = [d.due.by for d in duties_of_all if d.due and d.due.counted_from and d.due.by]
    assert owed.remind_by == min(ends, default=None)


@given(questions())
@settings(max_examples=400)
def test_confirm_is_said_with_both_outcomes_and_only_then(question):
    owed = answered(question)
    if owed.stops:
        return
    assert (owed.at_a_distance == "confirm") == bool(owed.both)
    if owed.both:
        near, far = owed.both
        assert (near.at_a_distance, far.at_a_distance) == (False, True)
        assert set(owed.duties) == set(near.duties) & set(far.duties)
        assert owed.approver == (near.approver if near.approver == far.approver else "confirm")


@given(questions())
@settings(max_examples=400)
def test_outside_the_own_area_the_area_authority_is_always_told_whoever_the_carer_is(question):
    owed = answered(question)
    if owed.stops:
        return
    told = {d.rule for d in owed.duties}
    placement = question[0]
    if owed.area is not None and (placement.started is None or placement.started == placement.approved):
        assert told & {"notice_13_4", "notice_13_4_parent"}
    if owed.area is None:
        assert owed.area_authority_step == "none"
        assert owed.at_a_distance is False


@given(questions())
@settings(max_examples=300)
def test_every_duty_was_law_on_the_day_it_goes_by_and_names_its_paragraph(question):
    owed = answered(question)
    placement, on = question
    decided = placement.day_of("approved") or placement.day_of("started") or on
    for one in (owed, *owed.both):
        for duty in one.duties:
            rule = RULES[duty.rule]
            begun = placement.day_of("started") or max(decided, on)
            if placement.started is None and placement.ended is not None:
                begun = min(begun, placement.day_of("ended"))
            day = {"approved": decided, "started": begun, "ended": placement.day_of("ended")}[rule.day]
            assert rule.in_force(day)
            assert duty.citation == rule.citation
            assert "{" not in duty.who + "".join(duty.recipients)


@given(questions())
@settings(max_examples=400)
def test_approval_after_the_start_is_a_breach_wherever_approval_is_owed_and_nowhere_else(question):
    owed, placement = answered(question), question[0]
    if owed.stops:
        assert owed.breaches == ()
        return
    for one in (owed, *owed.both):
        approvals = [d for d in one.duties if RULES[d.rule].kind == "approval"]
        after = None not in (placement.approved, placement.started) and placement.approved > placement.started
        if one is owed and owed.both:
            assert one.breaches == owed.both[0].breaches == owed.both[1].breaches
        else:
            assert len(one.breaches) == (len(approvals) if after else 0)
        assert all(bool(d.late) == after for d in approvals)
        assert all(d.late is None for d in one.duties if d not in approvals)
    assert not (owed.breaches and owed.settled)


@given(questions(), st.sampled_from(["An entirely different reason.", "x"]))
@settings(max_examples=150)
def test_the_words_of_a_reason_change_nothing_that_is_owed(question, words):
    placement, on = question
    assume(placement.emergency)
    facts = {name: getattr(placement, name) for name in Placement.__dataclass_fields__}
    other = Placement(**facts | {"emergency_reason": words})
    assert answered((placement, on)).duties == answered((other, on)).duties


@given(st.sampled_from(CODES[:150]), st.sampled_from(CODES[:150]), st.dates(FIRST, LAST))
@settings(max_examples=300)
def test_adjoining_is_mutual(one, other, on):
    """Two English authorities see each other alike, on every day."""
    table = doubts.shipped()
    try:
        there = duties(_home(one, other), on, AUTHORITIES, HOLIDAYS, doubts=table)
        back = duties(_home(other, one), on, AUTHORITIES, HOLIDAYS, doubts=table)
    except GeodataError:
        assume(False)
        raise
    assert there.at_a_distance == back.at_a_distance


def _home(responsible: str, area: str) -> Placement:
    return Placement(responsible=responsible, area=area, type=PlacementType.CHILDRENS_HOME, age=14)
