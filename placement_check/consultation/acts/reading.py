"""What reading an act gives: its fields, and what is to be said on the way. The common keys of every form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from geodata.calendar import LONDON, Holidays
from placement_check.chain import Value
from placement_check.consultation.directory import Directory, Purpose, doubts
from placement_check.consultation.local_policy import ReplyPolicy
from placement_check.consultation.state import CaseState
from placement_check.forms import Form

COMMON: Final = ("act", "case", "organisation", "role", "happened", "entered_late")


@dataclass(frozen=True, slots=True)
class Context:
    """What an act is read against: the case as it stands, when it is recorded, and the directory given, if any."""

    at: datetime
    state: CaseState
    holidays: Holidays
    directory: Directory | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The fields of an act, warnings, and contradictions: warnings that ``--strict`` refuses."""

    fields: dict[str, Value]
    warnings: tuple[str, ...] = ()
    contradictory: tuple[str, ...] = ()


def happened(form: Form, context: Context) -> datetime:
    """Return when an act happened; when it is recorded, where the form does not say. Times are London's.

    Raises
    ------
    FormRefused
        If it is no time.
    """
    found = form.moment("happened", LONDON) if "happened" in form else context.at
    return found.astimezone(LONDON)


def stamp(moment: datetime) -> str:
    """Return a time as it is recorded."""
    return moment.isoformat(timespec="seconds")


def addressed(form: Form, context: Context, purpose: Purpose) -> Reading:
    """Return to which office something goes and when its address was verified, with what is to be said against it."""
    office = form.role("to")
    code = context.state.area
    said = doubts(context.directory, code, purpose, office, context.at.astimezone(LONDON).date())
    contact = None if context.directory is None else context.directory.contact(code, purpose)
    verified = None if contact is None or contact.office != office else contact.last_verified
    return Reading({"to": office, "address_verified": "" if verified is None else verified.isoformat()}, said)


def policy_of(state: CaseState) -> ReplyPolicy:
    """Return the local policy that a case was opened with."""
    days, hours = (state.policy.get(k) for k in ("standard_working_days", "urgent_hours"))
    plain = ReplyPolicy()
    return ReplyPolicy(
        days if isinstance(days, int) else plain.standard_working_days,
        hours if isinstance(hours, int) else plain.urgent_hours,
    )
