"""The consultation record as a JSON document, schema version 1 (docs/schemas/consultation.v1.json)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from placement_check.chain import Chain
from placement_check.consultation.state import CaseState
from placement_check.records import wording as of_places
from placement_check.records.consultation import wording
from placement_check.records.consultation.asking import services
from placement_check.records.consultation.edition import FULL, Edition, told_in
from placement_check.records.consultation.facts import (
    Act,
    Answered,
    Attempt,
    Enclosed,
    Facts,
    Line,
    Office,
    Place,
    Told,
    Withheld,
)
from placement_check.records.consultation.record import marks
from placement_check.records.consultation.stage import advisory, basis

SCHEMA_VERSION = 1
WITHHELD = {"withheld": True}


def to_json(chain: Chain, state: CaseState, edition: Edition = FULL) -> str:
    """Return the record as text with a line end; the same case and edition give the same text."""
    return json.dumps(document(chain, state, edition), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def document(chain: Chain, state: CaseState, edition: Edition = FULL) -> dict[str, Any]:
    """Return the record as plain values; null is "not recorded", and ``{"withheld": true}`` is what it says."""
    facts = told_in(chain, state, edition)
    text, law = basis(facts)
    area = Office(wording.NO_AREA_AUTHORITY) if facts.step == "none" else facts.area
    return {
        "schema_version": SCHEMA_VERSION, "marks": list(marks(facts)), "redacted": facts.redacted,
        "statements": statements(facts), "handling": wording.HANDLING,
        "case": facts.case, "reference": _told(facts.reference),
        "responsible_authority": _office(facts.responsible), "area_authority": _office(area),
        "police_force": _office(facts.force),
        "basis": {"area_authority_step": facts.step, "to_confirm": facts.to_confirm, "text": text, "citation": law},
        "status": [{"act": act, "status": status} for act, status in facts.status],
        "open": _or_withheld(facts.open, lambda o: {"text": o.text, "holds_up": o.holds_up or None}),
        "clocks": _or_withheld(facts.clocks, lambda c: {
            "what": c.what, "by": _at(c.by), "counted_from": c.counted_from, "basis": c.basis, "met": c.met,
            "done": None if c.done is None else _at(c.done), "working_days_late": c.late, "overdue": c.overdue,
            "state": c.stands,
        }),
        "duties": _or_withheld(facts.duties, lambda d: {
            "rule": d.rule, "duty": d.duty, "who": d.who, "due": d.due or None, "by": d.by or None,
            "citation": d.citation, "confidence": d.confidence,
        }),
        "placement": _lines(facts.placement), "emergency": _told(facts.emergency), "place": _place(facts.place),
        "needs": _or_withheld(facts.needs, lambda n: {
            "need": n.category, "listed": n.listed, "services": list(n.services), "text": services(n),
        }),
        "questions": [
            {"id": q.id, "block": q.block, "text": q.text, "answers": list(q.choices)} for q in facts.questions
        ],
        "enclosures": [_enclosed(e) for e in facts.enclosures], "answer_to": _lines(facts.where),
        "attempts": [_attempt(a) for a in facts.attempts], **_replied(facts), **_acts(facts),
        "history": [
            {"number": h.number, "at": _at(h.at), "act": h.kind, "organisation": h.organisation, "role": h.role,
             "sha256": h.digest, "fields_withheld": h.withheld}
            for h in facts.history
        ],
        "head": {"events": len(facts.history), "sha256": facts.head}, "verify": wording.VERIFY,
    }  # fmt: skip


def statements(facts: Facts) -> list[str]:
    """Return the fixed sentences that stand over every record."""
    return [of_places.HEADER, of_places.NOT_CSE, *advisory(facts), wording.SEPARATE, wording.NO_PERSON]


def _replied(facts: Facts) -> dict[str, Any]:
    """Return the answers, or what silence is: never both, and never nothing."""
    return {
        "reply": "answered" if facts.answers else "no_reply",
        "reply_text": None if facts.answers else wording.NO_REPLY_MEANS,
        "answers": [_answered(a) for a in facts.answers],
    }


def _acts(facts: Facts) -> dict[str, Any]:
    return {
        "no_reply": [_act(a) for a in facts.silence], "considered": [_act(a) for a in facts.considered],
        "confirmed": [_act(a) for a in facts.confirmed],
        "satisfactions": [_act(a) for a in facts.satisfactions], "decisions": [_act(a) for a in facts.decisions],
        "notices": [_act(a) for a in facts.notices], "endings": [_act(a) for a in facts.endings],
    }  # fmt: skip


def _or_withheld(found: Iterable[Any] | Withheld, put: Any) -> Any:  # noqa: ANN401 - a value of JSON
    return WITHHELD if isinstance(found, Withheld) else [put(item) for item in found]


def _told(value: Told) -> str | dict[str, bool] | None:
    return WITHHELD if isinstance(value, Withheld) else value or None


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _office(found: Office) -> dict[str, str | None]:
    return {"name": found.name, "code": found.code or None}


def _lines(found: Iterable[Line]) -> list[dict[str, Any]]:
    return [{"field": n.name, "term": n.term, "text": _told(n.text), "quoted": n.written} for n in found]


def _place(found: Place | Withheld | None) -> Any:  # noqa: ANN401 - a value of JSON
    if found is None or isinstance(found, Withheld):
        return None if found is None else WITHHELD
    return {
        "assessment_sha256": found.digest or None, "day": found.day or None, "data": found.data or None,
        "method": found.method or None, "score": found.score or None, "band": found.band or None,
        "text": found.said or None, "reference": found.reference or None, "completeness": found.completeness or None,
        "figures": [
            {"title": f.title, "value": f.value, "compared": f.compared or None, "source": f.source or None,
             "published_after_the_day": f.later}
            for f in found.figures
        ],
        "missing": [
            {"title": g.title, "reason": g.reason, "text": of_places.MISSING.format(reason=g.reason.rstrip("."))}
            for g in found.gaps
        ],
    }  # fmt: skip


def _enclosed(found: Enclosed) -> dict[str, Any]:
    return {
        "paper": _told(found.what), "what": _told(found.described), "reference": _told(found.reference),
        "sha256": _told(found.sha256), "sent": _at(found.sent), "sent_with": _told(found.sent_with),
    }  # fmt: skip


def _attempt(found: Attempt) -> dict[str, Any]:
    return {
        "at": _at(found.at), "act": found.what, "role": found.role, "to": _told(found.to),
        "fields": _lines(found.lines),
    }  # fmt: skip


def _answered(found: Answered) -> dict[str, Any]:
    return {
        "at": _at(found.at), "recorded": _at(found.recorded), "organisation": found.organisation, "role": found.role,
        "signed": found.signed, "reused": found.reused, "asks_for_a_conversation": found.pauses,
        "replies": [
            {"id": r.id, "block": r.block, "question": r.question, "answer": _told(r.answer)} for r in found.replies
        ],
        "texts": _lines(found.texts), "not_searched": _told(found.searched),
        "searched": [{"records": s.records, "what": s.what or None, "to": s.to or None} for s in found.searches],
        "fields": _lines(found.lines),
    }  # fmt: skip


def _act(found: Act) -> dict[str, Any]:
    return {
        "number": found.number, "kind": found.kind, "title": found.title, "happened": _at(found.at),
        "recorded": _at(found.recorded), "organisation": found.organisation, "role": found.role,
        "fields": _lines(found.lines),
    }  # fmt: skip
