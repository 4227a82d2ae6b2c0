"""The duties of a case worked out again from its own facts: whether the law held now says what event 1 says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from typing import Any, Final

from geodata.authorities import Authorities
from geodata.calendar import LONDON, Holidays
from geodata.errors import TableError
from geodata.tables import SHIPPED, read_tables
from placement_check.consultation import asked
from placement_check.consultation.fold import approver_of, step_of
from placement_check.consultation.state import CaseState
from placement_check.duties.document import to_document
from placement_check.duties.owed import duties
from placement_check.duties.placement import LegalStatus, Placement, PlacementRefused, PlacementType, Setting

_WHAT: Final = (
    "approver", "the step towards the area authority", "the regulations of the approval", "at a distance",
)  # fmt: skip


def doubt(state: CaseState) -> str:
    """Return how the duties of event 1 differ from those of the law held now, on the day of opening; "" where not.

    An honest case may differ, where the law's table was corrected since: it is said, and never refused.
    """
    if state.opened is None:
        return ""
    try:
        now = _duties(_placement(state), state.opened.astimezone(LONDON).date())
    except (PlacementRefused, TableError, ValueError, KeyError, TypeError):
        return "the duties could not be worked out again from the placement that event 1 records"
    if now.get("stops"):
        return "the duties as recorded differ from those of the law held now: it stops the placement"
    pairs = zip(_WHAT, _led_to(state), _led_to(_with(state, now)), strict=True)
    found = "; ".join(
        f"{what} {was or 'none'}, now {is_now or 'none'}" for what, was, is_now in pairs if was != is_now
    )
    return found and f"the duties as recorded differ from those of the law held now: {found}"


def _led_to(state: CaseState) -> tuple[str, ...]:
    """Return what of the duties the workflow goes by."""
    distance = "to be confirmed" if state.to_confirm else "settled"
    return (state.needed_approver, state.area_step, asked.regulations(state), distance)


def _with(state: CaseState, found: Mapping[str, Any]) -> CaseState:
    return replace(
        state, duties=found, needed_approver=approver_of(found), area_step=step_of(found),
        to_confirm="confirm" in (found.get("at_a_distance"), found.get("approver")),
    )  # fmt: skip


def _placement(state: CaseState) -> Placement:
    facts: Mapping[str, Any] = state.placement
    status, setting = facts.get("legal_status"), facts.get("setting")
    return Placement(
        responsible=state.responsible, area=state.area, type=PlacementType(facts["type"]), age=facts["age"],
        emergency_reason=facts.get("emergency_reason", ""), ks4_disruption=facts.get("ks4_disruption", False),
        remand=facts.get("remand", False), legal_status=None if status is None else LegalStatus(status),
        setting=None if setting is None else Setting(setting), not_practicable=facts.get("not_practicable", ""),
    )  # fmt: skip


@lru_cache(maxsize=64)
def _duties(placement: Placement, day: date) -> dict[str, Any]:
    authorities, holidays = _tables()
    return to_document(duties(placement, day, authorities, holidays))


@cache
def _tables() -> tuple[Authorities, Holidays]:
    tables = read_tables(SHIPPED)
    return Authorities.from_tables(tables), Holidays.from_tables(tables)
