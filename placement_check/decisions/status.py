"""Whether a report is a draft, decided, or past its date."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from placement_check.decisions.decision import Decision, Verdict
from placement_check.rating.rating import Rating


class Status(StrEnum):
    """The mark on every page: DRAFT without a decision, EXPIRED past its date, none once decided."""

    DRAFT = "DRAFT"
    DECIDED = "DECIDED"
    EXPIRED = "EXPIRED"


def status_of(decision: Decision | None, day: date, valid_until: date) -> Status:
    """Return the status of a report on the day it is read.

    Past its date it is expired whatever was decided. A decision that asks for more information leaves it a draft.
    """
    if day > valid_until:
        return Status.EXPIRED
    if decision is None or decision.verdict is Verdict.MORE_INFORMATION:
        return Status.DRAFT
    return Status.DECIDED


def provisional_for(rating: Rating | None, decision: Decision | None) -> tuple[str, ...]:
    """Return the codes for which the band is still provisional (S-30).

    A review trigger stands until role, date and reason are recorded; floor F3 until a site visit lifts it.
    """
    if rating is None:
        return ()
    floors = tuple(f.code for f in rating.floors if f.provisional)
    decided = decision is not None and decision.verdict is not Verdict.MORE_INFORMATION
    return floors if decided else (*floors, *(t.code for t in rating.triggers))
