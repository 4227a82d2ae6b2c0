"""A recorded site visit: what was seen, and what is done about each physical hazard. It may lift floor F3 (1.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from placement_check.forms import read
from placement_check.validity import Due, months_later

KEYS = ("date", "role", "seen", "hazard")
FEWEST_WORDS = 3  # of a text that is to lift a floor
HAZARD_KEYS = ("hazard", "seen", "mitigation")
STANDS_MONTHS = 12


@dataclass(frozen=True, slots=True)
class HazardSeen:
    """One hazard as seen on the visit (an indicator's id, as hazards.rail), and what is done about it."""

    hazard: str
    seen: str
    mitigation: str
    line: int | None


@dataclass(frozen=True, slots=True)
class SiteVisit:
    """A visit as a person recorded it."""

    day: date
    role: str
    seen: str
    hazards: tuple[HazardSeen, ...]
    file: str


@dataclass(frozen=True, slots=True)
class Lift:
    """Whether a visit lifts floor F3, and by which rule it does or does not."""

    lifted: bool
    rule: str


def read_visit(path: Path, at: date) -> SiteVisit:
    """Return the site visit that a file records, for an assessment of the day ``at``.

    Raises
    ------
    FormRefused
        If the file breaks a rule, names a hazard twice or a day after the assessment.
    """
    form = read(path, KEYS)
    hazards = tuple(
        HazardSeen(item.text("hazard"), item.text("seen"), item.text("mitigation"), item.line("hazard"))
        for item in form.tables("hazard", HAZARD_KEYS)
    )
    for item in form.tables("hazard", HAZARD_KEYS):
        for key in ("seen", "mitigation"):
            if len(item.text(key).split()) < FEWEST_WORDS:
                raise item.refusal(
                    key,
                    "says_something",
                    f"'{item.text(key)}' does not say what was seen or done.",
                    "Write a sentence: what is there, and what keeps a child from it. Leave the hazard out if nothing "
                    "does.",
                )  # fmt: skip
    named = [h.hazard for h in hazards]
    for item, hazard in zip(form.tables("hazard", HAZARD_KEYS), named, strict=True):
        if named.count(hazard) > 1:
            raise item.refusal(
                "hazard", "once", f"'{hazard}' stands twice.", "Write one entry for each hazard."
            )
    return SiteVisit(form.day("date", latest=at), form.role("role"), form.text("seen"), hazards, form.file)


def due_of(visit: SiteVisit | None, lift: Lift | None) -> tuple[Due, ...]:
    """Return the last day on which a visit stands, where it lifts floor F3; nothing where it lifts none."""
    if visit is None or lift is None or not lift.lifted:
        return ()
    end = months_later(visit.day, STANDS_MONTHS)
    return (Due(end, f"the site visit of {visit.day}", f"{STANDS_MONTHS} months old"),)


def lift_of(visit: SiteVisit, at: date, firing: Sequence[str]) -> Lift:
    """Return whether a visit lifts floor F3 on the day ``at``, where the hazards ``firing`` each reach F3's cut.

    Method 1.5: a dated visit that records mitigation. It must record it for every hazard that fires the floor, and not
    be after the assessment. That it stands for 12 months is our own choice, in no rule of the method (decision 0008,
    reading 30).
    """
    if visit.day > at:
        return Lift(False, f"The visit of {visit.day} is after the day of the assessment ({at}): F3 stands.")
    if at > months_later(visit.day, STANDS_MONTHS):
        return Lift(
            False, f"The visit of {visit.day} is older than {STANDS_MONTHS} months on {at}: F3 stands."
        )
    if not visit.hazards:
        return Lift(False, f"The visit of {visit.day} records no mitigation of any hazard: F3 stands.")
    recorded = {h.hazard for h in visit.hazards}
    without = [hazard for hazard in firing if hazard not in recorded]
    if without:
        return Lift(
            False, f"The visit of {visit.day} records no mitigation for {', '.join(without)}: F3 stands."
        )
    return Lift(
        True,
        f"The visit of {visit.day} records mitigation for {', '.join(firing)}: F3 is lifted (method 1.5).",
    )
