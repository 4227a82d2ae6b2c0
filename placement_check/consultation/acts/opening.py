"""The opening of a case: the facts of a proposed placement without identity, and what is asked of whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from placement_check.chain import Act, Value
from placement_check.consultation.kinds import Kind
from placement_check.consultation.local_policy import STANDARD_WORKING_DAYS, URGENT_HOURS, ReplyPolicy
from placement_check.consultation.needs import Need, Vulnerability, band_of
from placement_check.consultation.wary import warnings_of
from placement_check.duties.placement import LegalStatus, Placement, PlacementType, Setting
from placement_check.forms import Form, read

KEYS: Final = (
    "case", "reference", "responsible", "role", "area", "place", "placement", "home", "needs", "vulnerabilities",
    "answer_to", "policy",
)  # fmt: skip
PLACEMENT_KEYS: Final = (
    "type", "age", "emergency", "emergency_reason", "ks4_disruption", "remand", "legal_status", "setting",
    "not_practicable", "proposed_start", "expected_length", "why_proposed",
)  # fmt: skip
NEEDS: Final = (
    "reference", "responsible", "role", "place", "placement", "placement.type", "placement.age", "home.kind",
    "answer_to", "answer_to.office", "answer_to.channel",
)  # fmt: skip
MOST_DAYS, MOST_HOURS = 20, 96


class HomeKind(StrEnum):
    """Whether the home is new to the area or known there."""

    NEW = "new"
    ESTABLISHED = "established"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a form for a new case says; ``case`` is "" where one is to be drawn, ``area`` where the place tells it."""

    case: str
    reference: str
    responsible: str
    role: str
    area: str
    place: str
    type: PlacementType
    age: int
    emergency_reason: str
    ks4_disruption: bool
    remand: bool
    legal_status: LegalStatus | None
    setting: Setting | None
    not_practicable: str
    proposed: Mapping[str, Value]
    home: Mapping[str, Value]
    needs: tuple[Need, ...]
    vulnerabilities: tuple[Vulnerability, ...]
    answer_to: Mapping[str, Value]
    policy: ReplyPolicy
    form: Form

    def placement(self, area: str) -> Placement:
        """Return the placement that the duties are asked for.

        Raises
        ------
        PlacementRefused
            If its facts contradict each other.
        """
        return Placement(
            responsible=self.responsible, area=area, type=self.type, age=self.age,
            emergency_reason=self.emergency_reason, ks4_disruption=self.ks4_disruption, remand=self.remand,
            legal_status=self.legal_status, setting=self.setting, not_practicable=self.not_practicable,
        )  # fmt: skip


def read_opening(path: Path) -> Opening:
    """Return what a form for a new case says.

    Raises
    ------
    FormRefused
        If the form breaks a rule, an emergency has no reason, or anything in it looks like a person: what opens a case
        goes to another authority.
    """
    form = read(path, KEYS)
    form.complete(*NEEDS)
    table = form.table("placement", PLACEMENT_KEYS)
    found = Opening(
        case=form.text_or("case"), reference=form.text("reference"), responsible=form.text("responsible"),
        role=form.role("role"), area=form.text_or("area"), place=form.text("place"),
        type=table.word("type", PlacementType), age=table.whole("age", 0, 17),
        emergency_reason=_emergency(table), ks4_disruption=table.truth("ks4_disruption"),
        remand=table.truth("remand"),
        legal_status=table.word("legal_status", LegalStatus) if "legal_status" in table else None,
        setting=table.word("setting", Setting) if "setting" in table else None,
        not_practicable=table.text_or("not_practicable"), proposed=_proposed(table), home=_home(form),
        needs=form.words("needs", Need),
        vulnerabilities=form.words("vulnerabilities", Vulnerability), answer_to=_answer_to(form),
        policy=_policy(form), form=form,
    )  # fmt: skip
    _nobody(found)
    return found


def _proposed(table: Form) -> dict[str, Value]:
    """Return when the placement is to start, for how long, and why this one; what is left out is not stated."""
    said: dict[str, Value] = {}
    if "proposed_start" in table:
        said["proposed_start"] = table.day("proposed_start").isoformat()
    return said | {key: table.text(key) for key in ("expected_length", "why_proposed") if key in table}


def opened(found: Opening, at: datetime, area: str, worked_out: Mapping[str, Any]) -> Act:
    """Return the act that opens a case.

    Parameters
    ----------
    worked_out
        What was worked out from the form: ``duties`` (the document), ``profile``, ``assessment`` and ``services``.
    """
    placement: dict[str, Value] = {
        "type": found.type.value, "age": found.age, "emergency_reason": found.emergency_reason,
        "ks4_disruption": found.ks4_disruption, "remand": found.remand,
        "legal_status": None if found.legal_status is None else found.legal_status.value,
        "setting": None if found.setting is None else found.setting.value,
        "not_practicable": found.not_practicable, **found.proposed,
    }  # fmt: skip
    fields: dict[str, Value] = {
        "reference": found.reference, "responsible": found.responsible, "area": area, "place": found.place,
        "placement": placement, "age_band": band_of(found.age).value, "home": found.home,
        "needs": [n.value for n in found.needs], "vulnerabilities": [v.value for v in found.vulnerabilities],
        "answer_to": found.answer_to,
        "policy": {
            "standard_working_days": found.policy.standard_working_days, "urgent_hours": found.policy.urgent_hours,
        },
        **worked_out,
    }  # fmt: skip
    return Act(Kind.CASE_OPENED.value, at, found.responsible, found.role, fields)


def _emergency(table: Form) -> str:
    said, reason = table.truth("emergency"), table.text_or("emergency_reason")
    if said and not reason:
        raise table.refusal(
            "emergency", "emergency_reason", "It is said to be an emergency, and no reason is given.",
            "Write the 'emergency_reason'; without one it is no emergency.",
        )  # fmt: skip
    if reason and "emergency" in table and not said:
        raise table.refusal(
            "emergency_reason", "emergency_reason", "A reason for an emergency is given, and 'emergency' is false.",
            "Correct one of them.",
        )  # fmt: skip
    return reason


def _home(form: Form) -> Mapping[str, Value]:
    if "home" not in form:
        return {}
    table = form.table("home", ("kind", "urn"))
    return {"kind": table.word("kind", HomeKind).value, "urn": table.text_or("urn")}


def _answer_to(form: Form) -> Mapping[str, Value]:
    table = form.table("answer_to", ("office", "channel"))
    return {"office": table.role("office"), "channel": table.text("channel")}


def _policy(form: Form) -> ReplyPolicy:
    if "policy" not in form:
        return ReplyPolicy()
    table = form.table("policy", ("standard_working_days", "urgent_hours"))
    days = table.whole("standard_working_days", 1, MOST_DAYS) if "standard_working_days" in table else None
    hours = table.whole("urgent_hours", 1, MOST_HOURS) if "urgent_hours" in table else None
    return ReplyPolicy(days or STANDARD_WORKING_DAYS, hours or URGENT_HOURS)


def _nobody(found: Opening) -> None:
    texts: dict[str, Value] = {
        "reference": found.reference, "placement": {
            "emergency_reason": found.emergency_reason, "not_practicable": found.not_practicable,
            **{key: text for key, text in found.proposed.items() if key != "proposed_start"},
        }, "answer_to": found.answer_to, "home": {"urn": found.home.get("urn", "")},
    }  # fmt: skip
    for warned in warnings_of(texts):
        raise found.form.refusal(
            warned.where.split(".")[0],
            "no_names",
            str(warned),
            "Reword it: this form goes to another authority.",
        )
