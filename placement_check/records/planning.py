"""The planning case as plain values of the JSON document."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from placement_check.assess import Assessment
from placement_check.decisions.settled import Settled
from placement_check.planning.answers import HookAnswer
from placement_check.planning.application import Application
from placement_check.planning.case import PlanningCase
from placement_check.planning.consultees import checklist
from placement_check.planning.statements import statements
from placement_check.records.decision import consultation
from placement_check.records.planning_blocks import OF_CERTIFICATES, OF_PERMISSIONS


def planning_document(
    case: PlanningCase, assessment: Assessment, settled: Settled | None = None
) -> dict[str, Any]:
    """Return the proposal, the policy's hooks with their answers, the consultee checklist and what the law says."""
    where, log = assessment.where, case.log(None if settled is None else settled.papers.decision)
    return {
        "application": None if case.application is None else _application(case.application),
        "policy": None if case.policy is None else {
            "authority": case.policy.authority, "title": case.policy.title, "as_at": case.policy.as_at.isoformat(),
        },
        "hooks": [_hook(each) for each in case.answers],
        "consultees": [
            {"consultee": c.consultee.value, "who": c.who, "about": c.about, "state": c.reply.name.lower(),
             "text": c.reply.value}
            for c in checklist(log, authority=where.authority.name, force=where.force.name)
        ],
        "consultation": [consultation(entry) for entry in log],
        "statements": [
            {"id": s.id, "heading": s.heading, "text": s.text, "citation": s.citation, "read_on": s.read_on}
            for s in statements(assessment.at).values()
            if s.id in _said(case)
        ],
    }  # fmt: skip


def _application(found: Application) -> dict[str, Any]:
    return {
        "type": found.application_type.value, "reference": found.reference or None,
        "use_class_sought": found.use_class_sought.value,
        "existing_use_class": None if found.existing_use_class is None else found.existing_use_class.value,
        "residents": asdict(found.children), "staff": asdict(found.staff), "need": found.need or None,
    }  # fmt: skip


def _said(case: PlanningCase) -> tuple[str, ...]:
    if case.is_certificate:
        return ("not_a_recommendation", "lawful_development_certificate", *OF_CERTIFICATES)
    return ("not_a_recommendation", "risks_to_children", "neighbours_fears", *OF_PERMISSIONS)


def _hook(found: HookAnswer) -> dict[str, Any]:
    hook, answer = found.hook, found.answer
    return {
        "id": hook.id, "title": hook.title, "reference": hook.reference, "question": hook.question,
        "kind": hook.kind.value, "result": answer.outcome.value.replace(" ", "_"), "measured": answer.measured,
        "value": answer.value, "unit": answer.unit, "method": answer.method, "as_at": answer.as_at or None,
        "provenance": [asdict(p) for p in answer.sources],
    }  # fmt: skip
