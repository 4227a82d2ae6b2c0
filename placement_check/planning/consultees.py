"""Whom a planning authority asks, what of, and what the consultation log says came back; a gap is shown as a gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from placement_check.decisions.consultation import Consultation, Consultee

ASKED_OF: dict[Consultee, tuple[str, str]] = {
    Consultee.POLICE_DESIGNING_OUT_CRIME: (
        "Police: designing-out-crime officer, {force} police",
        "Recorded incidents at and near the site, and what the design and management should answer.",
    ),
    Consultee.POLICE_PUBLIC_PROTECTION: (
        "Police: public protection unit, {force} police",
        "Concerns about the area for children that the open record does not show, and the check of numbers of "
        "registered sex offenders.",
    ),
    Consultee.CHILDRENS_SERVICES: (
        "Children's services of {authority}",
        "Whether the service is needed here (sufficiency), whether the area is suitable, and other homes nearby.",
    ),
    Consultee.OFSTED: ("Ofsted", "The state of the registration, and what the location assessment said."),
    Consultee.HIGHWAYS: ("Highways authority", "Access, parking at staff handovers, and the roads children would use."),
    Consultee.ENVIRONMENTAL_HEALTH: ("Environmental health", "Noise, air, contamination and nearby premises."),
}  # fmt: skip


class Reply(StrEnum):
    """What the log says of a consultee."""

    ANSWERED = "Answered"
    NO_ANSWER = "Asked, no answer recorded"
    NOT_ASKED = "NOT ASKED: no entry in the consultation log"


@dataclass(frozen=True, slots=True)
class Check:
    """One consultee of the checklist: who, what is asked, and the entries of the log about it."""

    consultee: Consultee
    who: str
    about: str
    reply: Reply
    entries: tuple[Consultation, ...]


def checklist(log: Sequence[Consultation], *, authority: str, force: str) -> tuple[Check, ...]:
    """Return every consultee with its state, in the checklist's order; none is left out because nobody asked it."""
    found = []
    for consultee, (who, about) in ASKED_OF.items():
        entries = tuple(entry for entry in log if entry.consultee is consultee)
        reply = Reply.NOT_ASKED
        if entries:
            reply = Reply.ANSWERED if any(e.response for e in entries) else Reply.NO_ANSWER
        found.append(Check(consultee, who.format(authority=authority, force=force), about, reply, entries))
    return tuple(found)
