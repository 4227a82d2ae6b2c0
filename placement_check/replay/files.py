"""The files that an assessment was made with besides its own place and release, and which of them are given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from placement_check.kept import Kept, KeptError, malformed
from placement_check.purpose import Purpose

PEOPLE = ("--decision", "--site-visit", "--correction")
PROPOSAL = ("--planning", "--policy")
PREVIOUS = "--previous"
OF_FILES = {"decision": PEOPLE, "planning": (*PEOPLE, *PROPOSAL)}


def files_of(kept: Kept) -> dict[str, int]:
    """Return how many files of each option an assessment was made with.

    Raises
    ------
    KeptError
        If a part of the document is not as the schema says.
    """
    try:
        planning, decision = kept.body.get("planning") or {}, kept.body.get("decision") or {}
        review = kept.body.get("review") or {}
        return {
            "--decision": int(decision.get("decision") is not None),
            "--site-visit": int(decision.get("site_visit") is not None),
            "--correction": len(decision.get("corrections") or ()),
            "--planning": int(planning.get("application") is not None),
            "--policy": int(planning.get("policy") is not None),
            PREVIOUS: int(review.get("changes") is not None),
        }
    except (TypeError, AttributeError) as error:
        raise malformed(kept, error) from error


def day_of(kept: Kept) -> date:
    """Return the day of an assessment.

    Raises
    ------
    KeptError
        If it is no day.
    """
    try:
        return date.fromisoformat(kept.body["at"])
    except (TypeError, ValueError) as error:
        raise malformed(kept, error) from error


def purpose_of(kept: Kept) -> str:
    """Return what an assessment was made for.

    Raises
    ------
    KeptError
        If it is nothing that an assessment is made for.
    """
    try:
        return Purpose(kept.body["purpose"]).value
    except ValueError as error:
        raise malformed(kept, error) from error


def lacking(kept: Kept, given: Mapping[str, int]) -> tuple[str, ...]:
    """Return the options whose files an assessment was made with and that are not all given, by how many are.

    Raises
    ------
    KeptError
        If a file is given that it was made without, or a part of the document is not as the schema says.
    """
    needed = files_of(kept)
    for name, count in needed.items():
        if given[name] > count:
            raise KeptError(
                f"{kept.name}: it was made with {count or 'no'} {name} file{'s' * (count > 1)}, and {given[name]} "
                f"{'is' if given[name] == 1 else 'are'} given. Leave out what it was made without."
            )
    return tuple(name for name, count in needed.items() if given[name] < count)
