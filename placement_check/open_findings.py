"""Venues, hazards, services and context as findings: measured, graded, compared, or why not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeAlias

from geodata.coverage import Ground
from geodata.errors import LayerUnavailable
from geodata.store import Store
from geodata.types import Provenance
from placement_check.comparators import Bench
from placement_check.findings import (
    Finding,
    Grade,
    Measured,
    NotCovered,
    Question,
    Reason,
    ReasonCode,
    Unavailable,
    Window,
    worst,
)
from placement_check.measures import MEASURES, Ask
from placement_check.measures.answer import Silence, Value
from placement_check.method import Method
from placement_check.questions import question_of, unanswered
from placement_check.site import Site
from placement_check.sources import sources_of

Sources: TypeAlias = list[tuple[str, tuple[str, ...]]]
LOCATION_INTERVAL = "range over positions the location may have; not a sampling interval"


def find(
    store: Store,
    ground: Ground,
    site: Site,
    layer: str,
    indicator: Mapping[str, Any],
    method: Method,
    bench: Bench,
    at: date,
) -> Finding:
    """Return the finding of one open indicator. A broken layer is a finding, never a crash."""
    question = question_of(indicator, method)
    sources = sources_of(store.release.layers, layer, indicator)
    provenance = tuple(store.provenance(name) for name, _ in sources if name in store.release.layers)
    try:
        stale = _stale(store, provenance, at)
        if stale is not None:
            return Unavailable(question=question, reason=stale, provenance=provenance)
        answer = MEASURES[indicator["measure"]](Ask(store, ground, method, layer, indicator, site))
    except LayerUnavailable as error:
        return unanswered(question, error, provenance)
    if isinstance(answer, Silence):
        kind = Unavailable if answer.covered else NotCovered
        return kind(question=question, reason=Reason(answer.code, answer.text), provenance=provenance)
    return _graded(store, ground, site, question, sources, answer, provenance, method, bench, at)


def _graded(
    store: Store, ground: Ground, site: Site, question: Question, sources: Sources, answer: Value,
    provenance: tuple[Provenance, ...], method: Method, bench: Bench, at: date,
) -> Finding:  # fmt: skip
    lost = max(_unlocated(store, name, classes, ground, site) for name, classes in sources)
    cuts = method.crime.unlocated_cuts
    if lost > cuts[-1]:
        text = (
            f"{100 * lost:.0f} % of the records of this kind here have no position; over {100 * cuts[-1]:.0f} % no "
            "figure is given."
        )
        return Unavailable(
            question=question, reason=Reason(ReasonCode.COVERAGE_BELOW_MINIMUM, text), provenance=provenance
        )
    age_grade = worst(*(_age_grade(store, p.layer, at) for p in provenance))
    grade = worst(age_grade, list(Grade)[sum(lost > cut for cut in cuts)])
    vintages = sorted(v for p in provenance for v in p.vintage.split("/") if v)
    return Measured(
        question=question, value=answer.value, interval=answer.interval,
        interval_kind=LOCATION_INTERVAL if answer.interval else "", grade=grade,
        window=Window(vintages[0], vintages[-1]) if vintages else None, provenance=provenance, bound=answer.bound,
        percentiles=bench.compare(question.indicator, answer.value),
        detail={**answer.detail, "unlocated_share": lost},
    )  # fmt: skip


def _stale(store: Store, provenance: tuple[Provenance, ...], at: date) -> Reason | None:
    """Return why a layer is too old to answer, if one is."""
    for p in provenance:
        age, limit = _age(p.vintage, at), store.release.layers[p.layer]["stale_after_months"]
        if age is not None and age > limit:
            text = f"{p.title} dates from {p.vintage}, {age} months before this assessment; not used after {limit}."
            return Reason(ReasonCode.STALE, text)
    return None


def _age_grade(store: Store, layer: str, at: date) -> Grade:
    """Return C for a layer due for review, later than the assessment, or of no stated age; A otherwise."""
    entry = store.release.layers[layer]
    age = _age(entry["vintage"], at)
    return Grade.C if age is None or not 0 <= age <= entry["review_after_months"] else Grade.A


def _age(vintage: str, at: date) -> int | None:
    """Return whole months from a vintage (YYYY, YYYY-MM, YYYY-MM-DD, oldest/newest) to the day; None if not stated."""
    oldest = vintage.split("/", 1)[0]
    if not oldest[:4].isdigit():
        return None
    month = int(oldest[5:7]) if len(oldest) >= 7 else 1
    return at.year * 12 + at.month - int(oldest[:4]) * 12 - month


def _unlocated(store: Store, layer: str, classes: tuple[str, ...], ground: Ground, site: Site) -> float:
    """Return the share of rows of the wanted classes, in the files that cover the place, that have no position."""
    tally: Mapping[str, Mapping[str, list[int]]] = store.release.layers[layer].get("unlocated", {})
    code = ground.districts.code(site.district) if site.district >= 0 else ""
    here = tally.get(code, tally.get("", {}))
    rows = [n for name, n in here.items() if name in classes or name == "*" or not classes]
    located, lost = sum(n[0] for n in rows), sum(n[1] for n in rows)
    return lost / (located + lost) if located + lost else 0.0
