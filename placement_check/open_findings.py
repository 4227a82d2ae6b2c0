"""Venues, hazards, services and context as findings: measured, graded, compared, or why not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

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
from placement_check.site import Site

LOCATION_INTERVAL = "range over positions the location may have; not a sampling interval"


def question_of(indicator: Mapping[str, Any], method: Method) -> Question:
    """Return the question that an indicator asks."""
    return Question(
        indicator=indicator["id"], domain=indicator["domain"], title=indicator["title"], unit=indicator["unit"],
        worse=indicator["worse"], rated=method.rates(indicator["id"]), evidence=indicator["evidence"],
        approximation=indicator["approximation"],
    )  # fmt: skip


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
    provenance = _sources(store, layer, indicator)
    try:
        stale = _stale(store, provenance, at)
        if stale is not None:
            return Unavailable(question=question, reason=stale, provenance=provenance)
        answer = MEASURES[indicator["measure"]](Ask(store, ground, method, layer, indicator, site))
    except LayerUnavailable as error:
        reason = Reason(ReasonCode(error.code), error.text)
        kind = NotCovered if reason.code is ReasonCode.NO_DATA else Unavailable
        return kind(question=question, reason=reason, provenance=provenance)
    if isinstance(answer, Silence):
        kind = Unavailable if answer.covered else NotCovered
        return kind(question=question, reason=Reason(answer.code, answer.text), provenance=provenance)
    return _graded(store, ground, site, question, indicator, answer, provenance, method, bench, at)


def _graded(
    store: Store, ground: Ground, site: Site, question: Question, indicator: Mapping[str, Any], answer: Value,
    provenance: tuple[Provenance, ...], method: Method, bench: Bench, at: date,
) -> Finding:  # fmt: skip
    lost = max((_unlocated(store, p.layer, indicator, ground, site) for p in provenance), default=0.0)
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


def _sources(store: Store, layer: str, indicator: Mapping[str, Any]) -> tuple[Provenance, ...]:
    """Return the provenance of every layer that is held for the question; the asked layer's alone if none is."""
    named = dict.fromkeys([layer, *(also.partition(":")[0] for also in indicator["also_layers"])])
    built = [n for n in named if store.release.layers.get(n, {}).get("status") == "built"]
    return tuple(store.provenance(n) for n in built or [layer])


def _stale(store: Store, provenance: tuple[Provenance, ...], at: date) -> Reason | None:
    """Return why the layers are too old to answer, if every one of them is."""
    old = [p for p in provenance if _age(p.vintage, at) > store.release.layers[p.layer]["stale_after_months"]]
    if len(old) < len(provenance) or not old:
        return None
    p = old[0]
    return Reason(
        ReasonCode.STALE,
        f"{p.title} dates from {p.vintage}, {_age(p.vintage, at)} months before this assessment; it is not used after "
        f"{store.release.layers[p.layer]['stale_after_months']} months.",
    )


def _age_grade(store: Store, layer: str, at: date) -> Grade:
    entry = store.release.layers[layer]
    return Grade.C if _age(entry["vintage"], at) > entry["review_after_months"] else Grade.A


def _age(vintage: str, at: date) -> int:
    """Return whole months from a vintage (YYYY, YYYY-MM, YYYY-MM-DD, or oldest/newest) to the day; 0 if not stated."""
    oldest = vintage.split("/", 1)[0]
    if not oldest[:4].isdigit():
        return 0
    month = int(oldest[5:7]) if len(oldest) >= 7 else 1
    return at.year * 12 + at.month - int(oldest[:4]) * 12 - month


def _unlocated(store: Store, layer: str, indicator: Mapping[str, Any], ground: Ground, site: Site) -> float:
    """Return the share of rows of the wanted classes, in the files that cover the place, that have no position."""
    tally: Mapping[str, Mapping[str, list[int]]] = store.release.layers[layer].get("unlocated", {})
    code = ground.districts.code(site.district) if site.district >= 0 else ""
    here = tally.get(code, tally.get("", {}))
    wanted = set(indicator["classes"]) | {a.partition(":")[2] for a in indicator["also_layers"]}
    rows = [n for name, n in here.items() if name in wanted or not indicator["classes"]]
    located, lost = sum(n[0] for n in rows), sum(n[1] for n in rows)
    return lost / (located + lost) if located + lost else 0.0
