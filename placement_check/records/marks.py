"""What stands on every export: DRAFT without a decision, EXPIRED past its date, and what kind of paper it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from placement_check.assess import Assessment
from placement_check.findings import Measured
from placement_check.purpose import Purpose
from placement_check.records.wording import OFFICIAL_SENSITIVE
from placement_check.validity import Due, Validity, validity

DRAFT, EXPIRED, SAMPLE = "DRAFT", "EXPIRED", "FICTIONAL SAMPLE"
PLACED_BY = ("districts", "postcodes", "lsoas")


def marks_of(assessment: Assessment, *, decided: bool = False, expired: bool = False) -> tuple[str, ...]:
    """Return the marks; ``expired`` says that a decision on it had ended, though the assessment itself had not."""
    said = [
        (OFFICIAL_SENSITIVE, assessment.purpose is Purpose.REVIEW),
        (DRAFT, not decided),
        (EXPIRED, expired or validity_of(assessment).expired),
        (SAMPLE, bool(assessment.label)),
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
    used = dict.fromkeys((*PLACED_BY, *(p.layer for f in rated for p in f.provenance)))
    return validity(
        assessment.at, [assessment.layers[name] for name in used if name in assessment.layers], others
    )
