"""What people decided as plain values of the JSON document; no file's name, and no person's."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from placement_check.decisions.consultation import Consultation
from placement_check.decisions.decision import Decision
from placement_check.decisions.risk import Risk
from placement_check.decisions.settled import Settled
from placement_check.decisions.visit import SiteVisit


def decision_document(settled: Settled) -> dict[str, Any]:
    """Return the status, the decision with its band move, the site visit and the corrections."""
    papers = settled.papers
    return {
        "status": settled.status.value, "valid_until": settled.valid_until.isoformat(),
        "provisional_for": list(settled.provisional),
        "decision": None if papers.decision is None else _decision(papers.decision),
        "band_move": None if settled.move is None else asdict(settled.move),
        "site_visit": None if papers.visit is None else _visit(papers.visit, settled),
        "corrections": [
            {"indicator": c.indicator, "recorded": c.recorded, "said_to_be": c.said_to_be, "reason": c.reason,
             "role": c.role, "date": c.day.isoformat()}
            for c in papers.corrections
        ],
    }  # fmt: skip


def _decision(decision: Decision) -> dict[str, Any]:
    views = decision.young_people
    return {
        "role": decision.role, "date": decision.day.isoformat(), "decision": decision.verdict.value,
        "reasons": decision.reasons,
        "not_placing_here": {
            "alternatives": list(decision.not_placing_here.alternatives),
            "distance_from_home_area": decision.not_placing_here.distance_from_home_area,
            "sufficiency": decision.not_placing_here.sufficiency,
        },
        "young_people": None if views is None else asdict(views),
        "mitigation": [
            {"finding": m.finding, "action": m.action, "responsible_role": m.responsible_role,
             "inherent": _risk(m.inherent), "residual": _risk(m.residual)}
            for m in decision.mitigations
        ],
        "consultation": [consultation(entry) for entry in decision.consultations],
    }  # fmt: skip


def consultation(entry: Consultation) -> dict[str, Any]:
    """Return one entry of the consultation log; ``response`` and its day are null where no answer is recorded."""
    answered = entry.answered
    return {
        "consultee": entry.consultee.value, "organisation": entry.organisation, "role": entry.role,
        "date": entry.asked.isoformat(), "method": entry.method, "response": entry.response or None,
        "response_date": None if answered is None else answered.isoformat(), "follow_up": entry.follow_up or None,
    }  # fmt: skip


def _risk(risk: Risk) -> dict[str, int]:
    return {"likelihood": risk.likelihood, "impact": risk.impact, "product": risk.product}


def _visit(visit: SiteVisit, settled: Settled) -> dict[str, Any]:
    lift = settled.lift
    return {
        "date": visit.day.isoformat(), "role": visit.role, "seen": visit.seen,
        "hazards": [{"hazard": h.hazard, "seen": h.seen, "mitigation": h.mitigation} for h in visit.hazards],
        "floor_f3": None if lift is None else asdict(lift),
    }  # fmt: skip
