"""What is owed for a placement: pure, dated, and blind to any score.

The geography and the law of a duty are those of the day of its event: the decision for regs 10, 11 and 18, the start
for regs 9, 13 and 27, the ending for reg 14. An event without a time stands on the day of the one before it, and the
first on the day that is asked about.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Final, cast

from geodata.authorities import BEGINS, Authorities, Authority, Force
from geodata.calendar import Holidays, end_of
from geodata.errors import TableError
from placement_check.duties import doubts as doubt_table
from placement_check.duties.answer import Approver, Due, Duty, Owed, Remark, Step, Stop
from placement_check.duties.breach import breaches, late
from placement_check.duties.doubts import Doubts
from placement_check.duties.placement import Placement, PlacementRefused
from placement_check.duties.rules import Case, Clock, Event, PlaceWord, Rule, rules
from placement_check.duties.standing import Standing, standing
from placement_check.duties.wording import AFTER, BEFORE, NUMBERS, moment_words

__all__ = ["Due", "Duty", "Owed", "Remark", "Stop", "duties"]

EVENTS: Final = ("approved", "started", "ended")
WEIGHT: Final = {"none": 0, "nominated_officer": 1, "dcs": 2, "notify": 1, "consult": 2}


def duties(
    placement: Placement,
    on: date,
    authorities: Authorities,
    holidays: Holidays,
    *,
    doubts: Doubts | None = None,
    book: tuple[Rule, ...] | None = None,
) -> Owed:
    """Return what was, is or will be owed for a placement, as the law stands on a day.

    Parameters
    ----------
    on
        The day that is asked about; an event with a time of its own goes by its own day.
    doubts, book
        The doubtful pairs and the rules; the shipped ones where none are given.

    Raises
    ------
    PlacementRefused
        If a day is not modelled, or a code is unknown or stands for several authorities.
    TableError
        If a period runs beyond the table of bank holidays.
    """
    days = _days(placement, on, holidays)
    table = doubt_table.shipped() if doubts is None else doubts
    codes = (placement.responsible, placement.area)
    stands = {
        event: standing(codes, days[event], authorities, table, strict=event == "approved")
        for event in EVENTS
    }
    asked = _Asked(placement, on, stands, holidays, rules() if book is None else book, authorities)
    stops = asked.stops()
    if stops:
        return asked.stopped(stops)
    place = stands["approved"].place
    if place != "confirm":
        return asked.answer(place)
    return _confirm(asked.answer("adjoining"), asked.answer("distant"))


def _days(placement: Placement, on: date, holidays: Holidays) -> dict[str, date]:
    """Return the day of each event, one without a time on the day of the event before it."""
    days: dict[str, date] = {}
    first = placement.day_of("approved") or placement.day_of("started") or on
    for event in EVENTS:
        days[event] = placement.day_of(event) or (max(on, *days.values()) if days else first)
    if placement.started is None:  # it began no later than it ended, though it was approved after that
        days["started"] = min(days["started"], days["ended"])
    for day in (on, *days.values()):
        if not BEGINS <= day <= holidays.last:
            raise PlacementRefused(
                "not_modelled",
                f"The law on {day.isoformat()} is not modelled: it begins here on {BEGINS.isoformat()}, when the duty "
                f"to consult came into force, and the table of bank holidays ends on {holidays.last.isoformat()}.",
                "Ask about a day between them.",
            )
    return days


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with everything that its answer is made from."""

    placement: Placement
    on: date
    stands: dict[str, Standing]
    holidays: Holidays
    book: tuple[Rule, ...]
    authorities: Authorities

    def stops(self) -> tuple[Stop, ...]:
        """Return the hard stops that apply."""
        found = [r for r in self.book if r.kind == "stop" and self._applies(r, "distant")]
        return tuple(
            Stop(rule=r.id, text=self._filled(r.duty, r), citation=r.citation, confidence=r.confidence,
                 advice=self._filled(r.advice, r))
            for r in found
        )  # fmt: skip

    def stopped(self, stops: tuple[Stop, ...]) -> Owed:
        """Return the answer that says only why it stops."""
        here = self.stands["approved"]
        return replace(
            self._frame(), at_a_distance="confirm", why="Not computed: see the stop.", approver="stop",
            area_authority_step="confirm", stops=stops, notes=here.remarks,
        )  # fmt: skip

    def answer(self, place: PlaceWord) -> Owed:
        """Return what is owed if the placement lies in the own area, in an adjoining one, or at a distance."""
        applying = [r for r in self.book if r.kind != "stop" and self._applies(r, place)]
        owed = tuple(self._duty(r) for r in applying if r.kind in ("approval", "duty"))
        approver = max((r.approver for r in applying if r.approver), key=WEIGHT.__getitem__, default="none")
        step = max((r.step for r in applying if r.step), key=WEIGHT.__getitem__, default="none")
        return replace(
            self._frame(), at_a_distance=place == "distant", approver=cast("Approver", approver),
            area_authority_step=cast("Step", step), duties=owed,
            breaches=breaches(self._missed(applying), self.placement),
            offers=tuple(self._remark(r) for r in applying if r.kind == "offer"),
            notes=(*self._readings(owed), *(self._remark(r) for r in applying if r.kind == "note")),
        )  # fmt: skip

    def _missed(self, applying: Iterable[Rule]) -> tuple[Rule, ...]:
        """Return the rules whose duty was done too late."""
        return tuple(r for r in applying if r.clock and late(r, self._due(r.clock), self.placement))

    def _frame(self) -> Owed:
        here = self.stands["approved"]
        own = here.place == "own"
        return Owed(
            placement=self.placement, on=self.on, responsible=here.responsible[0],
            area=None if own or not here.area else here.area[0], force=self._force(here),
            neighbours=here.neighbours, at_a_distance=False, why=here.why, approver="none",
            area_authority_step="none",
        )  # fmt: skip

    def _force(self, here: Standing) -> Force | None:
        """Return the force of the place, never that of the responsible authority."""
        if not here.area:
            return None
        try:
            return self.authorities.force_of(here.area[0].code, here.day)
        except TableError:
            return None

    def _applies(self, rule: Rule, place: PlaceWord) -> bool:
        here = self.stands[rule.day]
        if not rule.in_force(here.day):
            return False
        if rule.day != "approved" and here.place != "confirm":
            place = here.place
        elif len(here.area) > 1 or len(here.responsible) > 1:
            place = "distant"  # nobody knows which council holds what: no notice is taken away by that
        nation = here.area[0].nation if here.area else "outside"
        case = Case(
            placement=self.placement, place=place, area_nation=nation,
            responsible_nation=here.responsible[0].nation,
        )  # fmt: skip
        return rule.when.holds(case)

    def _duty(self, rule: Rule) -> Duty:
        added = f" {rule.in_emergency}" if rule.in_emergency and self.placement.emergency else ""
        due = None if rule.clock is None else self._due(rule.clock)
        return Duty(
            rule=rule.id, duty=self._filled(rule.duty, rule) + added, who=self._filled(rule.who, rule),
            recipients=tuple(self._filled(each, rule) for each in rule.recipients), documents=rule.documents,
            due=due, citation=rule.citation, confidence=rule.confidence, late=late(rule, due, self.placement),
        )  # fmt: skip

    def _remark(self, rule: Rule) -> Remark:
        return Remark(
            rule=rule.id,
            text=self._filled(rule.duty, rule),
            citation=rule.citation,
            confidence=rule.confidence,
            confirm=rule.confirm,
        )

    def _filled(self, text: str, rule: Rule) -> str:
        here = self.stands[rule.day]
        force = self._force(here)
        return text.format(
            responsible=_either(here.responsible, "looks after the child"),
            area=_either(here.area) or here.outside,
            force="not known here" if force is None else force.name,
        )  # fmt: skip

    def _due(self, clock: Clock) -> Due:
        """Return by when: a period of working days where it runs after an event, and otherwise before one."""
        p = self.placement
        if clock.at_once:
            moment = getattr(p, clock.at_once)
            return Due(words=f"without delay after {AFTER[clock.at_once]}", by=None,
                       counted_from="" if moment is None else moment_words(moment))  # fmt: skip
        late = {"emergency": p.emergency, "not_practicable": bool(p.not_practicable)}
        runs = clock.days and (not clock.before or any(late[case] for case in clock.late))
        let_go = ", unless that is not reasonably practicable" if clock.unless_not_practicable else ""
        if not runs:
            return Due(words=BEFORE[clock.before] + let_go, by=getattr(p, clock.before), counted_from="")
        words = f"within {NUMBERS[clock.days]} working days of {AFTER[clock.after]}{let_go}"
        moment, day = getattr(p, clock.after), p.day_of(clock.after)
        if moment is None or day is None:
            return Due(words=words, by=None, counted_from="")
        by = end_of(self.holidays.after(day, clock.days))
        return Due(words=words, by=by, counted_from=moment_words(moment))

    def _readings(self, owed: tuple[Duty, ...]) -> tuple[Remark, ...]:
        """Return what has to be said of codes, of clocks that run together, and of the order of events."""
        said = dict.fromkeys(remark for event in self._told() for remark in self.stands[event].remarks)
        found = list(said)
        for earlier, later in pairwise(self._told()):
            found += self._changed(self.stands[earlier], self.stands[later])
        return (*found, *_clocks(owed), *_practicable(self.placement))

    def _told(self) -> tuple[Event, ...]:
        """Return the events whose day counts: the decision's always, others where their time is given."""
        given = [e for e in EVENTS[1:] if getattr(self.placement, e) is not None]
        return tuple(cast("Event", e) for e in ("approved", *given))

    def _changed(self, one: Standing, other: Standing) -> list[Remark]:
        """Return the remark that an authority is another one at a later event, where it is."""
        found = []
        for what, does, before, after in (
            ("responsible authority", "looks after the child", one.responsible, other.responsible),
            ("area", "holds the place", one.area, other.area),
        ):
            if before and {a.code for a in before} != {a.code for a in after}:
                passes = f"passes from {_either(before, does)} to {_either(after, does)}"
                found.append(
                    Remark(
                        rule="authority_of_each_event",
                        citation="geodata/tables/authorities.csv",
                        confidence="verified",
                        text=f"Between the events the {what} {passes}: each duty goes by the day of its own event.",
                    )
                )
        return found


def _confirm(adjoining: Owed, distant: Owed) -> Owed:
    """Return the answer where nobody can say yet whether the authorities adjoin: what both outcomes share, and both."""
    shared = {d.rule: d for d in distant.duties}
    same = adjoining.approver == distant.approver
    return replace(
        adjoining, at_a_distance="confirm",
        approver=adjoining.approver if same else "confirm",
        area_authority_step=adjoining.area_authority_step
        if adjoining.area_authority_step == distant.area_authority_step else "confirm",
        duties=tuple(d for d in adjoining.duties if shared.get(d.rule) == d),
        offers=tuple(o for o in adjoining.offers if o in distant.offers),
        breaches=tuple(dict.fromkeys((*adjoining.breaches, *distant.breaches))),
        notes=tuple(n for n in adjoining.notes if n in distant.notes), both=(adjoining, distant),
    )  # fmt: skip


def _either(found: tuple[Authority, ...], does: str = "holds the place") -> str:
    names = " or ".join(f"{one.name} ({one.code})" for one in found)
    return f"{names}, whichever {does}" if len(found) > 1 else names


def _clocks(owed: tuple[Duty, ...]) -> list[Remark]:
    """Return which of two running clocks ends first."""
    ends = {d.due.by: d.due for d in owed if d.due and d.due.by and d.due.counted_from}
    if len(ends) < 2:
        return []
    first = min(ends)
    return [Remark(
        rule="earlier_clock", citation="regs 9(2), 11(3), 13(1), 13(4), SI 2010/959", confidence="unverified",
        text=f"Several clocks run. The first ends on {moment_words(first)} ({ends[first].words}): go by it for "
        "reminders, and keep both times.",
    )]  # fmt: skip


def _practicable(placement: Placement) -> list[Remark]:
    if not placement.not_practicable:
        return []
    return [Remark(
        rule="not_practicable", citation="reg 13(1), (4), SI 2010/959", confidence="verified",
        text="It is recorded why notice before the placement was not reasonably practicable. The regulation names no "
        "later time for that case outside an emergency: give it as soon as you can. Nothing excuses the steps of reg "
        "11(2) on this ground.",
    )]  # fmt: skip
