"""What is owed as JSON: the public document of ``docs/schemas/duties.v1.json``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from geodata.authorities import Authority
from placement_check.duties.answer import Due, Duty, Owed, Remark, Stop
from placement_check.duties.placement import Placement
from placement_check.duties.text import to_text
from placement_check.duties.wording import GOOD_PRACTICE, HEADER, NOT_COVERED

__all__ = ["to_document", "to_text"]

VERSION = 1


def to_document(owed: Owed) -> dict[str, Any]:
    """Return what is owed as a JSON object: text, whole numbers, booleans, null, lists and objects only."""
    return {
        "schema_version": VERSION,
        "statement": HEADER,
        "on": owed.on.isoformat(),
        "asked": _asked(owed.placement),
        "responsible": _authority(owed.responsible),
        "area": None if owed.area is None else _authority(owed.area),
        "force": None if owed.force is None else {"code": owed.force.code, "name": owed.force.name},
        "neighbours": [
            {"code": n.code, "name": n.name, "nation": n.nation, "basis": n.basis, "confirmed_by": n.confirmed_by}
            for n in owed.neighbours
        ],
        **_outcome(owed),
        "both": [_outcome(one) for one in owed.both],
        "not_covered": list(NOT_COVERED),
    }  # fmt: skip


def _outcome(owed: Owed) -> dict[str, Any]:
    return {
        "at_a_distance": owed.at_a_distance,
        "why": owed.why,
        "approver": owed.approver,
        "area_authority_step": owed.area_authority_step,
        "duties": [_duty(duty) for duty in owed.duties],
        "remind_by": _moment(owed.remind_by),
        "stops": [_stop(stop) for stop in owed.stops],
        "breaches": [_remark(breach) for breach in owed.breaches],
        "offers": [{**_remark(offer), "label": GOOD_PRACTICE} for offer in owed.offers],
        "notes": [{**_remark(note), "confirm": note.confirm} for note in owed.notes],
    }


def _asked(p: Placement) -> dict[str, Any]:
    return {
        "responsible": p.responsible, "area": p.area, "type": p.type.value, "age": p.age, "emergency": p.emergency,
        "emergency_reason": p.emergency_reason, "approved": _moment(p.approved), "started": _moment(p.started),
        "ended": _moment(p.ended), "ks4_disruption": p.ks4_disruption, "remand": p.remand,
        "legal_status": None if p.legal_status is None else p.legal_status.value,
        "setting": None if p.setting is None else p.setting.value, "not_practicable": p.not_practicable,
    }  # fmt: skip


def _authority(authority: Authority) -> dict[str, Any]:
    return {
        "code": authority.code, "name": authority.name, "nation": authority.nation,
        "code_issued": authority.code_issued,
    }  # fmt: skip


def _duty(duty: Duty) -> dict[str, Any]:
    return {
        "rule": duty.rule, "duty": duty.duty, "who": duty.who, "recipients": list(duty.recipients),
        "documents": list(duty.documents), "due": _due(duty.due), "citation": duty.citation,
        "confidence": duty.confidence, "late": duty.late,
    }  # fmt: skip


def _due(due: Due | None) -> dict[str, Any] | None:
    if due is None:
        return None
    return {"words": due.words, "by": _moment(due.by), "counted_from": due.counted_from}


def _stop(stop: Stop) -> dict[str, Any]:
    return {
        "rule": stop.rule, "text": stop.text, "citation": stop.citation, "confidence": stop.confidence,
        "advice": stop.advice,
    }  # fmt: skip


def _remark(remark: Remark) -> dict[str, Any]:
    return {
        "rule": remark.rule,
        "text": remark.text,
        "citation": remark.citation,
        "confidence": remark.confidence,
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
