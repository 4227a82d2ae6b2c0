"""Indicators of the lock as questions, and the answer when a layer has none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geodata.errors import LayerUnavailable
from geodata.types import Provenance
from placement_check.findings import Finding, NotCovered, Question, Reason, ReasonCode, Unavailable
from placement_check.method import Method


def question_of(indicator: Mapping[str, Any], method: Method) -> Question:
    """Return the question that an indicator asks."""
    return Question(
        indicator=indicator["id"], domain=indicator["domain"], title=indicator["title"], unit=indicator["unit"],
        worse=indicator["worse"], rated=method.rates(indicator["id"]), evidence=indicator["evidence"],
        approximation=indicator["approximation"],
    )  # fmt: skip


def unanswered(question: Question, error: LayerUnavailable, provenance: tuple[Provenance, ...]) -> Finding:
    """Return the finding of a layer that cannot answer: nobody looked, or what was held cannot be used."""
    reason = Reason(ReasonCode(error.code), error.text)
    if reason.code is ReasonCode.NO_DATA:
        return NotCovered(question=question, reason=reason, provenance=provenance)
    return Unavailable(question=question, reason=reason, provenance=provenance)


def rated_outside_crime(method: Method) -> Mapping[str, Mapping[str, str]]:
    """Return every rated question outside crime, with its words: a release may lack the manifest that asks it."""
    plain = {
        indicator: {"domain": domain, "title": indicator, "unit": "", "worse": "higher"}
        for domain, group in method.rated.items()
        for indicator in group
        if not indicator.startswith("crime.")
    }
    return {**plain, **method.asked_of_councils}
