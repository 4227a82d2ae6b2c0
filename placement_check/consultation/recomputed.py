"""The duties of a case worked out again from its own facts, by the law held now, for the day of each act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any, Final

from geodata.authorities import Authorities
from geodata.calendar import LONDON, Holidays
from geodata.errors import TableError
from geodata.tables import SHIPPED, read_tables
from placement_check.consultation.fold import code_of, law_key
from placement_check.consultation.given import Given
from placement_check.consultation.kinds import Distance, Kind, ToConfirm
from placement_check.consultation.law_of_day import adopted, day_of, differences
from placement_check.consultation.refusal import StepRefused
from placement_check.consultation.state import CaseState
from placement_check.duties.document import to_document
from placement_check.duties.owed import duties
from placement_check.duties.placement import LegalStatus, Placement, PlacementRefused, PlacementType, Setting

_FAULTS: Final = (PlacementRefused, TableError, ValueError, KeyError, TypeError)
HELD: Final = frozenset({
    Kind.CONSULTATION_SENT, Kind.NOTIFICATION_SENT, Kind.SATISFACTION_RECORDED, Kind.APPROVED,
})  # fmt: skip
"""The acts that are not taken where the law of their day cannot be worked out."""
CONFIRM: Final = (
    "Where a code became several, record 'matter_confirmed' with 'area_authority' or 'responsible_authority' as "
    "'what', the code that holds the place or looks after the child as 'outcome', and the evidence."
)


def doubt(state: CaseState) -> str:
    """Return how the duties of event 1 differ from those of the law held now, on the day of opening; "" where not.

    An honest case may differ, where the law's table was corrected since: it is said, and never refused on reading.
    """
    if state.opened is None:
        return ""
    try:
        now = law_on(state, state.opened.astimezone(LONDON).date())
    except _FAULTS:
        return "the duties could not be worked out again from the placement that event 1 records"
    if now.get("stops"):
        return "the duties as recorded differ from those of the law held now: it stops the placement"
    found = differences(state, adopted(state, now), "now")
    return found and f"the duties as recorded differ from those of the law held now: {found}"


def doubt_of(state: CaseState, given: Given) -> str:
    """Return how the duties that an act was held to differ from those that the law held now gives for its day."""
    if given.kind not in HELD:
        return ""
    day = day_of(state, given)
    try:
        now = law_on(state, day)
    except _FAULTS:
        return f"the duties could not be worked out again for '{given.kind}' of {day.isoformat()}"
    if law_key(now) == state.law_key:
        return ""
    found = differences(state, adopted(state, now), "now") or "the authorities or a stop"
    return f"'{given.kind}' of {day.isoformat()} was held to other duties than those of the law held now: {found}"


def of_the_day(state: CaseState, given: Given) -> Mapping[str, Any]:
    """Return the duties of an act's own day where they are others than those of the act before; empty where not.

    Raises
    ------
    StepRefused
        If they cannot be worked out, and the act is one that depends on them.
    """
    if given.kind is Kind.CASE_OPENED or state.opened is None:
        return {}
    try:
        found = law_on(state, day_of(state, given))
    except PlacementRefused as refused:
        if given.kind not in HELD:
            return {}
        raise StepRefused(refused.rule, refused.text, CONFIRM) from refused
    except _FAULTS as fault:
        if given.kind not in HELD:
            return {}
        raise StepRefused(
            "duties_of_the_day", f"The duties of {day_of(state, given).isoformat()} cannot be worked out: {fault}",
            "Check the placement that event 1 records, and the time of the act; open another case if it is wrong.",
        ) from fault  # fmt: skip
    return {} if law_key(found) == state.law_key else found


def one_of(code: str, day: date) -> tuple[str, ...]:
    """Return the codes of the authorities that a code stands for on a day; none where it is unknown."""
    try:
        return tuple(found.code for found in _tables()[0].resolve(code, day))
    except TableError:
        return ()


def law_on(state: CaseState, day: date) -> Mapping[str, Any]:
    """Return the duties of the case's placement by the law of a day, as the JSON document, confirmed matters applied.

    Raises
    ------
    PlacementRefused
        If the facts contradict each other, the day is not modelled, or a code stands for several authorities on it.
    TableError
        If a period runs beyond the table of bank holidays.
    ValueError, KeyError, TypeError
        If event 1 records no placement that can be one.
    """
    found = _duties(_placement(state), day)
    if found["at_a_distance"] != "confirm" or not found["both"]:
        return found
    pair = frozenset({code_of(found, "responsible"), code_of(found, "area")})
    for one in reversed(state.settled):
        if one.what is ToConfirm.AT_A_DISTANCE and one.pair == pair:
            return {**found, **found["both"][one.outcome == Distance.DISTANT], "both": []}
    return found


def _placement(state: CaseState) -> Placement:
    facts: Mapping[str, Any] = state.placement
    status, setting = facts.get("legal_status"), facts.get("setting")
    return Placement(
        responsible=state.responsible, area=state.area, type=PlacementType(facts["type"]), age=facts["age"],
        emergency_reason=facts.get("emergency_reason", ""), ks4_disruption=facts.get("ks4_disruption", False),
        remand=facts.get("remand", False), legal_status=None if status is None else LegalStatus(status),
        setting=None if setting is None else Setting(setting), not_practicable=facts.get("not_practicable", ""),
    )  # fmt: skip


@lru_cache(maxsize=512)
def _duties(placement: Placement, day: date) -> dict[str, Any]:
    authorities, holidays = _tables()
    return to_document(duties(placement, day, authorities, holidays))


@cache
def _tables() -> tuple[Authorities, Holidays]:
    tables = read_tables(SHIPPED)
    return Authorities.from_tables(tables), Holidays.from_tables(tables)
