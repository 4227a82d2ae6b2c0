"""Cases of a consultation at every stage, made of acts that the workflow allows, with a profile drawn by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from drawn.cases import salts
from geodata.authorities import Authorities
from geodata.calendar import LONDON, Holidays
from geodata.tables import SHIPPED, read_tables
from placement_check.chain import Act, Chain, begin
from placement_check.consultation.kinds import Kind
from placement_check.consultation.questions import QUESTIONS, Block
from placement_check.consultation.recipients import recipients
from placement_check.consultation.workflow import record
from placement_check.duties.document import to_document
from placement_check.duties.owed import duties
from placement_check.duties.placement import LegalStatus, Placement, PlacementType

LUTON, ROCHDALE, CENTRAL_BEDS = "E06000032", "E08000005", "E06000056"
START = datetime(2024, 7, 1, 9, 30, tzinfo=LONDON)
CASE = "0f" * 16
NO_CRIME = "No street-level crime file of Greater Manchester is held."
GROUPS = (
    "Violence and sexual offences",
    "Drugs",
    "Robbery",
    "Anti-social behaviour",
    "Possession of weapons",
)
REASONS = "It is the home that answers the needs, and the office of the area authority was spoken to."
SECRET = "QZX-SECRET-WORDS"


def profile() -> dict[str, Any]:
    """Return a profile like that of a place whose police force publishes nothing."""
    figures = [
        (
            "Railway line, nearest",
            "412.5 m",
            "percentile 61.2 of England",
            "OpenStreetMap contributors, 2026-02",
        ),
        (
            "Venues that sell alcohol",
            "3.2 kernel sum",
            "percentile 88 of England",
            "Food Standards Agency, 2024-04",
        ),
        (
            "Deprivation decile",
            "2 decile",
            "Fewer than 20 places to compare with: rank only.",
            "MHCLG, 2025-10",
        ),
    ]
    gaps = [{"indicator": f"crime.{n}.{k}", "title": t, "outcome": "not_covered", "reason": NO_CRIME}
            for n, t in enumerate(GROUPS) for k in ("density", "rate")]  # fmt: skip
    gaps += [{"indicator": "services.camhs", "title": "Mental health service for children", "outcome": "unavailable",
              "reason": "The list could not be read."}]  # fmt: skip
    return {
        "score": "not rated", "band": "not rated",
        "said": "Not rated: the evidence needed is missing. This is not a finding of low risk.",
        "reference": "No comparison with other neighbourhoods can be made: recorded crime is measured for 0 small "
        "areas of this police area, and at least 30 are needed.",
        "completeness": "41%",
        "figures": [{"indicator": t, "title": t, "value": v, "compared": c, "source": s} for t, v, c, s in figures],
        "gaps": gaps,
    }  # fmt: skip


def opened(
    area: str = ROCHDALE, *, emergency: str = "", found: Mapping[str, Any] | None = None, case: str = CASE
) -> Chain:
    """Return a case that was opened and nothing more."""
    tables = read_tables(SHIPPED)
    placement = Placement(
        responsible=LUTON,
        area=area,
        type=PlacementType.CHILDRENS_HOME,
        age=14,
        emergency_reason=emergency,
        legal_status=LegalStatus.CARE_ORDER,
    )
    owed = duties(placement, START.date(), Authorities.from_tables(tables), Holidays.from_tables(tables))
    services = [
        {
            "need": "education_secondary",
            "services": ["Safe Harbour High School, school: about 640 m, give or take 50 m"],
            "listed": True,
        },
        {
            "need": "health_gp",
            "services": [
                "The Old Surgery, general practice: about 310 m, give or take 50 m",
                "Mill Lane Practice, general practice: about 900 m, give or take 50 m",
            ],
            "listed": True,
        },
        {"need": "leisure_and_play", "services": [], "listed": True},
        {"need": "mental_health", "services": [], "listed": False},
    ]
    fields = {
        "reference": "LUT-2024-0417",
        "responsible": LUTON,
        "area": area,
        "place": "OL16 1AE",
        "placement": {
            "type": "childrens_home",
            "age": 14,
            "emergency_reason": emergency,
            "ks4_disruption": False,
            "remand": False,
            "legal_status": "care_order",
            "setting": None,
            "not_practicable": "",
        },
        "age_band": "14-15",
        "home": {"kind": "established", "urn": "SC000000"},
        "needs": [s["need"] for s in services],
        "vulnerabilities": ["child_criminal_exploitation", "goes_missing"],
        "answer_to": {
            "office": "placements team manager",
            "channel": "sealed route, as the directory gives it",
        },
        "policy": {"standard_working_days": 1, "urgent_hours": 4},
        "duties": to_document(owed),
        "assessment": {"digest": "ab" * 32, "day": "2024-06-30", "data": "cd" * 32, "method": "2026-1"},
        "profile": profile() if found is None else dict(found),
        "services": services,
    }
    act = Act(Kind.CASE_OPENED.value, START, LUTON, "placements team manager", fields)
    return record(begin(case), act, salts())


class Going:
    """A case that acts are added to, each some hours after the one before."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self._salts = salts()
        for event in chain.events:
            for _ in event.fields:
                next(self._salts)
        self.at = chain.events[-1].at.astimezone(LONDON)

    def add(
        self, kind: Kind, hours: float, role: str = "placements team manager", org: str = LUTON, **fields: Any
    ):
        """Add an act that happened and was recorded so many hours later."""
        self.at += timedelta(hours=hours)
        act = Act(
            kind.value, self.at, org, role, {"happened": self.at.isoformat(timespec="seconds"), **fields}
        )
        self.chain = record(self.chain, act, self._salts)
        return self


def sent(area: str = ROCHDALE, **how: Any) -> Going:
    """Return a case in which the area authority was asked, with the care plan."""
    going = Going(opened(area, **how))
    going.add(
        Kind.CONSULTATION_SENT,
        1,
        to="placements duty desk",
        address_verified="2024-05-02",
        channel="sealed route",
        urgency="standard",
        reply_by=(START + timedelta(hours=25)).isoformat(timespec="seconds"),
        reply_policy="1 working day (local policy, not law)",
        papers_held=["statement_of_purpose", "inspection_report"],
        note="",
    )
    return going.add(
        Kind.ENCLOSURE_RECORDED,
        0.1,
        paper="care_plan",
        reference="DMS-2024-88",
        sha256="5e" * 32,
        sent_with="consultation",
        what="",
    )


def answer(
    code: str = "SPEAK", *, texts: bool = True, not_to: tuple[str, ...] = ("provider",)
) -> dict[str, Any]:
    """Return the fields of an answer with a code on intelligence."""
    searched = code != "NOT_SEARCHED"
    found: dict[str, Any] = {b.value: {} for b in Block}
    for q in QUESTIONS:
        if q.codes is None:
            found[q.block.value][q.name] = "multi-agency duty desk"
        else:
            said = {
                "home": "cannot_say",
                "area": "unable_to_comment",
                "intelligence": code,
                "matching": "unable_to_comment",
                "capacity": "limited",
                "view": "no_objection_with_conditions",
            }
            found[q.block.value][q.name] = said[q.block.value]
    found["view"]["conditions"] = f"A return interview within 72 hours, each time. {SECRET}"
    if texts:
        found["area"]["text"] = f"The bus station needs a plan for the way home. {SECRET}"
    rows = [
        {"system": "childrens_social_care_records", "to_date": "2024-07-01"},
        {"system": "other", "to_date": "2024-06-28", "what": f"The duty log {SECRET}"},
    ]
    return {
        **found,
        "search": "searched" if searched else "not_searched",
        "searched": rows if searched else [],
        "not_searched": "" if searched else "The system was down.",
        "do_not_disclose_to": list(not_to),
        "reuse_until": "2024-09-30",
    }


def answered(code: str = "SPEAK", **how: Any) -> Going:
    """Return a case that was answered with a code."""
    return sent().add(
        Kind.CONSULTATION_ANSWERED, 5, "safeguarding duty manager", ROCHDALE, **answer(code, **how)
    )


def silent() -> Going:
    """Return a case in which nobody replied: chased, escalated, and recorded as no reply."""
    going = sent()
    going.add(
        Kind.CONSULTATION_CHASED,
        25,
        to="placements duty desk",
        address_verified="2024-05-02",
        channel="sealed route",
        note="",
    )
    going.add(
        Kind.CONSULTATION_ESCALATED,
        3,
        "director of children's services",
        to="director of children's services",
        from_role="director of children's services",
        channel="sealed route",
        note="",
    )
    return going.add(
        Kind.NO_REPLY_RECORDED,
        48,
        attempts=3,
        reason="No office answered in the time asked for.",
        says="No reply. Silence is recorded, and is not consultation.",
    )


def completed(code: str = "SPEAK", *, ended: bool = True) -> Going:
    """Return a case carried to the end of the placement."""
    dcs = "director of children's services"
    who = {"approver": "dcs", "nomination": "", "delegation": ""}
    going = answered(code)
    going.add(
        Kind.ANSWER_CONSIDERED,
        20,
        dcs,
        how=f"Read with the social worker's assessment. {SECRET}",
        departs=True,
        why_departs=f"A return interview is offered within 72 hours where the child agrees. {SECRET}",
        conversation_happened=True,
        conversation_at=going.at.isoformat(timespec="seconds"),
        effect="conditions_added",
    )
    for limb in "abcde":
        going.add(
            Kind.SATISFACTION_RECORDED,
            0.2,
            dcs,
            limb=limb,
            evidence=f"Paper {limb.upper()}-1 {SECRET}",
            not_appropriate="",
            **who,
        )
    going.add(
        Kind.APPROVED, 1, dcs, reasons=f"{REASONS} {SECRET}", in_emergency=False, emergency_reason="", **who
    )
    going.add(
        Kind.NOTIFICATION_SENT,
        2,
        to="placements duty desk",
        address_verified="",
        channel="sealed route",
        note="",
    )
    going.add(
        Kind.ENCLOSURE_RECORDED,
        0.1,
        paper="needs_and_reasons",
        reference="DMS-2024-89",
        sha256="6f" * 32,
        sent_with="notification",
        what="",
    )
    rows = [
        {"who": r.recipient.value, "outcome": "sent", "reason": ""}
        for r in recipients(LegalStatus.CARE_ORDER)
    ]
    rows[1] = {"who": "b_parents", "outcome": "withheld", "reason": f"Risk of significant harm. {SECRET}"}
    going.add(Kind.NOTICES_SENT, 1, recipients=rows)
    going.add(Kind.PLACEMENT_STARTED, 24, emergency_reason="")
    if ended:
        going.add(
            Kind.ENDING_NOTICE_SENT,
            2000,
            to="placements duty desk",
            address_verified="2024-05-02",
            channel="sealed route",
            regulation_13_recipients_told=True,
            carer_told=True,
            not_told="",
            note="",
        )
        going.add(
            Kind.PLACEMENT_ENDED, 300, immediate_risk=False, reason=f"As planned at the review. {SECRET}"
        )
    return going


LAST = date(2024, 12, 31)
