"""How far a case has come, which decides its title, its tense and whether it still asks."""

from __future__ import annotations

from typing import Literal, TypeAlias

from placement_check.consultation.kinds import Kind
from placement_check.records.consultation import wording
from placement_check.records.consultation.facts import Facts
from placement_check.records.consultation.law_words import regulation, working_days
from placement_check.records.consultation.speech import LONDON

Stage: TypeAlias = Literal["open", "answered", "decided", "withdrawn"]

TITLES = {
    "consult": {
        "open": "Consultation on a proposed placement",
        "answered": "Consultation on a proposed placement: the answer",
        "decided": "A placement at a distance: consultation and decision",
    },
    "notify": {
        "open": "A proposed placement: notification, and voluntary consultation",
        "answered": "A proposed placement: notification, and voluntary consultation",
        "decided": "A placement in another authority's area: notification and decision",
    },
    "none": {
        "open": "A proposed placement in the authority's own area",
        "answered": "A proposed placement in the authority's own area",
        "decided": "A placement in the authority's own area: the decision",
    },
    "unknown": {
        "open": "A proposed placement: the record", "answered": "A proposed placement: the record",
        "decided": "A placement: the record",
    },
}  # fmt: skip
WITHDRAWN = "A proposed placement that was withdrawn: the record"
STILL_ASKED = "Consultation on a placement that was approved in an emergency"
LAW = {
    "consult": (wording.CONSULTATION, wording.CONSULTATION_PAST, wording.CONSULTATION_LAW),
    "notify": (wording.VOLUNTARY, wording.VOLUNTARY_PAST, wording.VOLUNTARY_LAW),
    "none": (wording.OWN_AREA, wording.OWN_AREA_PAST, wording.OWN_AREA_LAW),
    "unknown": (wording.EITHER, wording.EITHER_PAST, wording.EITHER_LAW),
}


def stage(facts: Facts) -> Stage:
    """Return how far the case has come, as far as this edition shows it."""
    if any(act.kind == Kind.WITHDRAWN for act in facts.decisions):
        return "withdrawn"
    if facts.decisions or facts.endings:
        return "decided"
    return "answered" if answered(facts) else "open"


def answered(facts: Facts) -> bool:
    """Return whether the questions of this case are answered: what was said of another child informs, and no more."""
    return any(not one.informs for one in facts.answers)


def still_asks(facts: Facts) -> bool:
    """Return whether the questions stand in the record: not answered, and owed or not yet decided."""
    if answered(facts) or facts.redacted or stage(facts) == "withdrawn":
        return False
    return facts.step == "consult" or (facts.step == "notify" and stage(facts) == "open")


def title(facts: Facts) -> str:
    """Return the title of the record as the case stands."""
    now = stage(facts)
    if now == "withdrawn":
        return WITHDRAWN
    if now == "decided" and still_asks(facts):
        return STILL_ASKED
    return TITLES[facts.step][now]


def basis(facts: Facts) -> tuple[str, str]:
    """Return what the record is for, in the tense of its stage, and the law that it rests on."""
    before, after, law = LAW[facts.step]
    past = stage(facts) in ("decided", "withdrawn")
    if past and still_asks(facts):
        since = facts.decisions[0].at.astimezone(LONDON).date()
        days = working_days("reg11_3_d", since, "consult")
        return wording.CONSULTATION_LATE.format(days=days, law=regulation("emergency_relatives_and_iro")), law
    return (after if past else before), law


def advisory(facts: Facts) -> tuple[str, ...]:
    """Return what the view of an area authority is worth; nothing where there is none."""
    if facts.step == "none":
        return ()
    asking = stage(facts) == "open" or still_asks(facts)
    return (wording.ADVISORY if asking and not facts.redacted else wording.VIEW_ADVISORY,)
