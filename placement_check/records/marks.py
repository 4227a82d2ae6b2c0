"""What stands on every export: DRAFT without a decision, EXPIRED past its date, and what kind of paper it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from placement_check.assess import Assessment
from placement_check.findings import Measured
from placement_check.purpose import Purpose
from placement_check.records import numbers
from placement_check.records.wording import OFFICIAL_SENSITIVE
from placement_check.validity import Due, Validity, validity

DRAFT, EXPIRED, SAMPLE = "DRAFT", "EXPIRED", "FICTIONAL SAMPLE"
PLACED_BY = ("districts", "postcodes", "lsoas")


def marks_of(assessment: Assessment, *, decided: bool = False, expired: bool = False) -> tuple[str, ...]:
    """Return the marks; ``expired`` says that a decision on it had ended, though the assessment itself had not."""
    return marks_said(
        assessment.purpose,
        assessment.label,
        decided=decided,
        expired=expired or validity_of(assessment).expired,
    )


def marks_said(
    purpose: Purpose, label: str, *, decided: bool = False, expired: bool = False
) -> tuple[str, ...]:
    """Return the marks of an export for a purpose from a release with a label, also where no place was assessed."""
    said = [
        (OFFICIAL_SENSITIVE, purpose is Purpose.REVIEW),
        (DRAFT, not decided),
        (EXPIRED, expired),
        (SAMPLE, bool(label)),
    ]
    return tuple(mark for mark, applies in said if applies)


def marking_of(*bodies: Mapping[str, Any]) -> str:
    """Return the mark that must stand on whatever is said of kept assessments: "" if none reviews an existing home.

    Each of the three places that say it counts, so that a file in which one was edited is not let out unmarked.
    """
    reviews = (
        body.get("review") is not None
        or body.get("purpose") == Purpose.REVIEW.value
        or OFFICIAL_SENSITIVE in (body.get("marks") or ())
        for body in bodies
    )
    return OFFICIAL_SENSITIVE if any(reviews) else ""


def validity_of(assessment: Assessment, others: Iterable[Due] = ()) -> Validity:
    """Return until when an assessment may be relied on; ``others`` is what falls due besides its layers.

    Counted are the layers behind the place and behind figures that the method rates: what is printed as context only
    ends nothing.
    """
    rated = [f for f in assessment.findings if isinstance(f, Measured) and f.question.rated]
    return validity_resting_on(
        (p.layer for f in rated for p in f.provenance), assessment.layers, assessment.at, others
    )


def validity_resting_on(
    used: Iterable[str], layers: Mapping[str, Mapping[str, Any]], at: date, others: Iterable[Due] = ()
) -> Validity:
    """Return until when figures that rest on the layers ``used`` may be relied on, from the lock's entries."""
    names = dict.fromkeys((*PLACED_BY, *used))
    return validity(at, [layers[name] for name in names if name in layers], others)


def valid_until(found: Validity, decided_until: date | None = None, *, ended: bool = False) -> str:
    """Return in words until when a report may be relied on and why then, or that it is EXPIRED and since when.

    ``decided_until`` is the last day of a decision on it; ``ended`` says that it had ended when the report was read.
    """
    until = numbers.day(found.until)
    if found.expired:
        return f"EXPIRED: {found.what} was {found.how} on {until}"
    if decided_until is not None and decided_until < found.until:
        day = numbers.day(decided_until)
        return (
            f"EXPIRED: the decision on it ended on {day}" if ended else f"{day}, when the decision on it ends"
        )
    return f"{until}, when {found.what} is {found.how}" if found.what else until
