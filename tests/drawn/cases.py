"""Cases drawn in code: an act at a time, recorded through the workflow, with salts that count."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from geodata.authorities import Authorities
from geodata.calendar import LONDON, Holidays
from geodata.tables import SHIPPED, read_tables
from placement_check.chain import Act, Chain, begin
from placement_check.consultation.case import CaseState, state_of
from placement_check.consultation.kinds import Kind
from placement_check.consultation.workflow import Step, StepRefused, allowed, record
from placement_check.duties.document import to_document
from placement_check.duties.owed import duties
from placement_check.duties.placement import Placement, PlacementType, Setting

PLACING, AREA, NEXT_DOOR = "E06000032", "E08000005", "E06000056"
IN_DOUBT = ("E06000006", "E06000007")
"""Two authorities of which nobody has confirmed whether they adjoin."""
CASE = "0123456789abcdef0123456789abcdef"
MONDAY = datetime(2024, 7, 1, 9, tzinfo=LONDON)
SHA = "ab" * 32
HOLIDAYS = Holidays.load()


def salts(start: int = 0) -> Iterator[str]:
    return (f"{n:032x}" for n in count(start))


@cache
def owed(responsible: str, area: str, facts: str, on: date | None = None) -> dict[str, Any]:
    """Return the duties that the law of the day gives for a placement."""
    known = json.loads(facts)
    tables = read_tables(SHIPPED)
    placement = Placement(
        responsible=responsible, area=area, type=PlacementType(known["type"]), age=known["age"],
        emergency_reason=known.get("emergency_reason", ""), ks4_disruption=known.get("ks4_disruption", False),
        setting=Setting(known["setting"]) if "setting" in known else None,
    )  # fmt: skip
    found = duties(
        placement, on or MONDAY.date(), Authorities.from_tables(tables), Holidays.from_tables(tables)
    )
    return to_document(found)


WHERE = {
    "consult": (PLACING, AREA), "notify": (PLACING, NEXT_DOOR), "none": (PLACING, PLACING), "confirm": IN_DOUBT,
}  # fmt: skip


def opening(step: str = "consult", approver: str = "dcs", emergency: str = "", **more: Any) -> dict[str, Any]:
    """Return the fields of an opening as far as the workflow reads them, with the duties that the law gives."""
    responsible, area = WHERE[step]
    exempt = (step, approver) == ("notify", "none")
    placement = more.pop("placement", None) or {
        "type": "own_la_foster" if exempt else "childrens_home", "age": 14, "emergency_reason": emergency,
        "legal_status": None,
    }  # fmt: skip
    found = more.pop("duties", None)
    if found is None:
        lawful = {**placement, "type": placement["type"].replace("unregistered", "childrens_home")}
        found = owed(responsible, area, json.dumps(lawful, sort_keys=True))
        assert (found["area_authority_step"], found["approver"]) == (step, approver), found
    return {
        "reference": "EX-1", "responsible": responsible, "area": area, "place": "OL16 1AE", "duties": found,
        "placement": placement, "policy": {"standard_working_days": 1, "urgent_hours": 4}, **more,
    }  # fmt: skip


def between(responsible: str, area: str, at: datetime, **facts: Any) -> Drawn:
    """Return a case opened at a time between two authorities, with the duties that the law of that day gives."""
    placement = {"type": "childrens_home", "age": 14, "emergency_reason": "", "legal_status": None, **facts}
    found = owed(responsible, area, json.dumps(placement, sort_keys=True), at.date())
    fields = {**opening(duties=found), "responsible": responsible, "area": area, "placement": placement}
    return Drawn(at=at).do(Kind.CASE_OPENED, 0, **fields)


def answer(code: str = "NK", search: str = "searched", **more: Any) -> dict[str, Any]:
    return {
        "intelligence": {"code": code}, "view": {"code": "no_objection"}, "matching": {"code": "none_known"},
        "home": {"known": "yes"}, "search": search, "do_not_disclose_to": [], "reuse_until": "",
        "searched": [{"system": "commissioning_records", "to_date": "2024-06-30"}] if search == "searched" else [],
        **more,
    }  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """A case as far as it has come, and the hour of its last act."""

    chain: Chain = field(default_factory=lambda: begin(CASE))
    at: datetime = MONDAY

    @property
    def state(self) -> CaseState:
        return state_of(self.chain)

    def act(
        self,
        kind: Kind | str,
        hours: float = 1,
        *,
        by: str = "",
        role: str = "Placements team",
        **fields: Any,
    ) -> Act:
        at = self.at + timedelta(hours=hours)
        given = {"happened": at.isoformat(timespec="seconds"), **fields}
        organisation = by or self._whose(kind, fields)
        return Act(str(kind), at, organisation, role, given)

    def _whose(self, kind: Kind | str, fields: dict[str, Any]) -> str:
        if not self.chain.events:
            return fields.get("responsible", PLACING)
        return self.chain.events[0].value("area" if kind == Kind.CONSULTATION_ANSWERED else "responsible")

    def tried(self, kind: Kind | str, hours: float = 1, **fields: Any) -> Step | StepRefused:
        return allowed(self.state, self.act(kind, hours, **fields))

    def do(self, kind: Kind | str, hours: float = 1, **fields: Any) -> Drawn:
        act = self.act(kind, hours, **fields)
        return replace(self, chain=record(self.chain, act, salts(len(self.chain.events) * 100)), at=act.at)

    def refusal(self, kind: Kind | str, hours: float = 1, **fields: Any) -> str:
        found = self.tried(kind, hours, **fields)
        assert isinstance(found, StepRefused), found
        assert found.text
        assert found.advice
        return found.rule


def opened(**how: Any) -> Drawn:
    return Drawn().do(Kind.CASE_OPENED, 0, **opening(**how))


def ks4(**how: Any) -> Drawn:
    """Return a case in the own area in which the move disrupts education in key stage 4."""
    placement = {**opening()["placement"], "ks4_disruption": True}
    return opened(**{"step": "none", "approver": "nominated_officer", "placement": placement, **how})


def with_parent(**how: Any) -> Drawn:
    """Return a case of a placement with a parent outside the area: notified under 13(4), and approved under reg 18."""
    placement = {**opening()["placement"], "type": "parent"}
    return opened(**{"step": "notify", "approver": "nominated_officer", "placement": placement, **how})


def in_breach(case: Drawn | None = None, hours: float = 1, **more: Any) -> Drawn:
    """Return a case in which the child lives there before what had to precede it."""
    return (case or opened()).do(
        Kind.PLACEMENT_STARTED, hours, **{"breach": True, "breach_reason": "No other bed that night.", **more}
    )


def planned(case: Drawn) -> Drawn:
    """Return a case with what regulation 9 asks for: the plan, and the reviewing officer told by limb (e) or notice."""
    return enclosed(case, "placement_plan", "notices")


def asked(case: Drawn | None = None, hours_to_reply: float = 24) -> Drawn:
    case = case or opened()
    by = case.at + timedelta(hours=1 + hours_to_reply)
    return case.do(
        Kind.CONSULTATION_SENT,
        to="Placements team",
        channel="secure portal",
        reply_by=by.isoformat(timespec="seconds"),
    )


def enclosed(case: Drawn, paper: str = "care_plan", sent_with: str = "consultation") -> Drawn:
    return case.do(
        Kind.ENCLOSURE_RECORDED, 0, paper=paper, sent_with=sent_with, reference="EX-PLAN", sha256=SHA
    )


def answered(case: Drawn | None = None, code: str = "NK", **more: Any) -> Drawn:
    return (case or enclosed(asked())).do(Kind.CONSULTATION_ANSWERED, **answer(code, **more))


def considered(case: Drawn, conversation: bool = False) -> Drawn:
    return case.do(
        Kind.ANSWER_CONSIDERED, how="Read by the panel.", departs=False, conversation_happened=conversation,
        effect="no_effect",
    )  # fmt: skip


def silent(case: Drawn | None = None) -> Drawn:
    """Return a case in which nobody replied: chased, escalated, and recorded so."""
    case = (case or enclosed(asked())).do(Kind.CONSULTATION_CHASED, 25, to="Placements team")
    case = case.do(Kind.CONSULTATION_ESCALATED, to="Director of children's services")
    return case.do(Kind.NO_REPLY_RECORDED, 48, reason="Two attempts and an escalation.")


def satisfied(
    case: Drawn, limbs: Iterable[str] = "abcde", approver: str = "dcs", role: str = "Director", **more: Any
) -> Drawn:
    for limb in limbs:
        case = case.do(
            Kind.SATISFACTION_RECORDED, role=role, limb=limb, evidence=f"Record {limb}", approver=approver,
            **more,
        )  # fmt: skip
    return case


APPROVAL = {"approver": "dcs", "reasons": "The needs are met there.", "role": "Director"}


def approved(case: Drawn | None = None, **more: Any) -> Drawn:
    case = case or satisfied(considered(answered()))
    return case.do(Kind.APPROVED, **{**APPROVAL, **more})


def notified(case: Drawn) -> Drawn:
    case = enclosed(case, "needs_and_reasons", "notification")
    if not any(e.paper == "care_plan" for e in case.state.enclosures):
        case = enclosed(case, "care_plan", "notification")
    return case.do(Kind.NOTIFICATION_SENT, to="Notifications team")


def noticed(case: Drawn) -> Drawn:
    return case.do(Kind.NOTICES_SENT, recipients=[])


def started(case: Drawn | None = None, **more: Any) -> Drawn:
    return (case or noticed(notified(approved()))).do(Kind.PLACEMENT_STARTED, **more)
