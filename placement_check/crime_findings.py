"""Recorded crime as findings: which figure, how good, or why there is none (method 9.2, 9.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from geodata.errors import LayerUnavailable
from geodata.store import Store
from geodata.types import Provenance
from placement_check.comparators import Bench, rate_is_given
from placement_check.crime import WindowTables
from placement_check.crime_window import (
    Asked,
    CrimeTrend,
    lay_counts,
    months_between,
    refused,
    silence,
    trend_of,
    window_of,
)
from placement_check.exposure import Exposure
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
from placement_check.intervals import ZERO_UPPER, poisson_limits
from placement_check.method import Method
from placement_check.questions import question_of, unanswered
from placement_check.scene import crime_scene
from placement_check.site import Site

INTERVAL = "95 % interval of the recorded figure (exact below 10 effective events, Byar's above)"


@dataclass(frozen=True, slots=True)
class CrimeReport:
    """The crime findings, the plain counts for lay checking, and the state of the force-months behind them."""

    findings: tuple[Finding, ...]
    counts: Mapping[str, Any]
    window: Mapping[str, Any]
    trend: CrimeTrend | None = None


def crime_report(
    store: Store,
    site: Site,
    found: Exposure | None,
    indicators: list[Mapping[str, Any]],
    method: Method,
    bench: Bench,
    at: date,
) -> CrimeReport:
    """Return what is recorded around a site, from its exposure."""
    provenance = (store.provenance("crime"),)
    try:
        scene = crime_scene(store)
    except LayerUnavailable as error:
        findings = tuple(unanswered(question_of(i, method), error, provenance) for i in indicators)
        return CrimeReport(findings, refused(ReasonCode(error.code), error.text), {})
    assert found is not None  # noqa: S101 - the scene could be set, so the site was exposed in it
    end = int(found.end[0])
    tables = scene.tables(end, method) if end >= 0 else None
    asked = Asked(store, method, bench, at, scene, tables, found, provenance)
    stop = _stop(asked)
    findings = tuple(_finding(asked, i, stop) for i in indicators)
    counts = lay_counts(asked, site, stop[1] if stop else None)
    return CrimeReport(findings, counts, window_of(asked), None if stop else trend_of(asked))


def _stop(asked: Asked) -> tuple[bool, Reason] | None:
    """Return what bars every crime figure here, and whether somebody looked; None if nothing does."""
    name = asked.bench.force_name
    held = int(asked.tables.covered[asked.own].sum()) if asked.tables is not None and asked.own >= 0 else 0
    if held < asked.method.crime.min_covered_months:
        return _too_few(asked, name, held)
    assert asked.tables is not None  # noqa: S101 - some month is covered
    age = months_between(asked.scene.crime.months[asked.tables.end], asked.at)
    if age > asked.method.crime.stale_window_months:
        month = asked.scene.crime.months[asked.tables.end]
        text = f"The latest month held is {month}, {age} months before this assessment."
        return True, Reason(ReasonCode.STALE, text)
    if not np.isfinite(asked.found.spacing_m[0]):
        text = "Too few postcodes lie around this place to tell how far the publisher's map points are apart."
        return True, Reason(ReasonCode.RADIUS_REFUSED, text)
    if not np.isfinite(asked.found.h[0]):
        text = (
            f"The publisher's map points lie about {asked.found.spacing_m[0]:.0f} m apart here: no radius up to "
            f"{asked.method.crime.steps_m[-1]:.0f} m gives an honest figure."
        )
        return True, Reason(ReasonCode.RADIUS_REFUSED, text)
    return None


def _too_few(asked: Asked, name: str, held: int) -> tuple[bool, Reason]:
    """Return why fewer months are covered than are needed, by what became of the force's files."""
    crime = asked.scene.crime
    states = crime.status_by_month[asked.own] if asked.own >= 0 else ["no_data"] * len(crime.months)
    broken = sorted({s for s in states if s not in ("no_data", "covered")})
    bad = [m for m, s in zip(crime.months, states, strict=True) if s == "failed_check"]
    if "covered" not in states and not broken:
        return False, Reason(ReasonCode.NO_DATA, f"No street-level crime file of {name} is held.")
    if "covered" not in states and broken == ["failed_check"]:
        text = f"The files of {name} for {_listed(bad)} failed their checks, and no other is held."
        return True, Reason(ReasonCode.FAILED_CHECK, text)
    if "covered" not in states and broken == ["btp_only"]:
        text = f"Only British Transport Police records are held for the area of {name}; they make no month covered."
        return True, Reason(ReasonCode.COVERAGE_BELOW_MINIMUM, text)
    needed = asked.method.crime.min_covered_months
    text = f"Only {held} months of {name} are covered in the window; at least {needed} are needed."
    if bad:
        text += f" Files that failed their checks: {_listed(bad)}."
    return True, Reason(ReasonCode.COVERAGE_BELOW_MINIMUM, text)


def _listed(months: list[str]) -> str:
    return ", ".join(months[:3]) + (f" and {len(months) - 3} more" if len(months) > 3 else "")


def _finding(asked: Asked, indicator: Mapping[str, Any], stop: tuple[bool, Reason] | None) -> Finding:
    question = question_of(indicator, asked.method)
    if stop is not None:
        kind = Unavailable if stop[0] else NotCovered
        return kind(question=question, reason=stop[1], provenance=asked.provenance)
    g = asked.scene.crime.groups.index(indicator["id"].split(".")[1])
    detail = _detail(asked, g)
    if not asked.found.uncovered[0, g] <= asked.method.crime.max_uncovered_share:
        return _uncovered(asked, question, g, detail)
    if indicator["id"].endswith(".rate"):
        return _rate(asked, question, g, detail)
    return _measured(
        asked, question, g, float(asked.found.density[0, g]), float(asked.found.e[0, g]), 1.0, detail
    )


def _uncovered(asked: Asked, question: Question, g: int, detail: Mapping[str, Any]) -> Finding:
    assert asked.tables is not None  # noqa: S101 - nothing stopped
    tables, own = asked.tables, asked.own
    if (
        tables.enough[own]
        and not tables.usable[own, g]
        and tables.unlocated[own, g] <= asked.method.crime.unlocated_cuts[-1]
    ):
        text = f"{asked.bench.force_name} has no record of this kind at all: the category is missing from its files."
        reason = Reason(ReasonCode.FAILED_CHECK, text)
        return Unavailable(question=question, reason=reason, provenance=asked.provenance, detail=detail)
    if tables.enough[own] and not tables.usable[own, g]:
        text = (
            f"{100 * tables.unlocated[own, g]:.0f} % of these records of {asked.bench.force_name} have no position; "
            f"over {100 * asked.method.crime.unlocated_cuts[-1]:.0f} % no figure is given."
        )
        return Unavailable(
            question=question, reason=Reason(ReasonCode.COVERAGE_BELOW_MINIMUM, text), provenance=asked.provenance,
            detail=detail,
        )  # fmt: skip
    names = ", ".join(_missing_forces(asked, g))
    text = (
        f"{100 * asked.found.uncovered[0, g]:.0f} % of the area around this place has no data ({names}); at most "
        f"{100 * asked.method.crime.max_uncovered_share:.0f} % may be missing."
    )
    return NotCovered(
        question=question, reason=Reason(ReasonCode.COVERAGE_BELOW_MINIMUM, text), provenance=asked.provenance,
        detail=detail,
    )  # fmt: skip


def _missing_forces(asked: Asked, g: int) -> list[str]:
    """Return the names of forces on whose land part of the disc lies and whose data do not count."""
    assert asked.tables is not None  # noqa: S101 - nothing stopped
    share = asked.found.force_share[0]
    lost = [f for f in np.flatnonzero(share > 0) if not asked.tables.usable[f, g]]
    names = [
        f"{asked.store.authorities.force_by_code(asked.scene.crime.forces[f]).name}: {_why(asked, int(f))}"
        for f in lost
    ]
    beyond = asked.found.land[0] - share.sum()
    return names + (["land beyond England"] if beyond > 1e-9 else [])


def _why(asked: Asked, f: int) -> str:
    assert asked.tables is not None  # noqa: S101 - nothing stopped
    if asked.tables.enough[f]:
        return "too many records without a position"
    held = int(asked.tables.covered[f].sum())
    if held:
        return f"only {held} months covered"
    return (
        "no file held" if set(asked.scene.crime.status_by_month[f]) == {"no_data"} else "no usable file held"
    )


def _rate(asked: Asked, question: Question, g: int, detail: Mapping[str, Any]) -> Finding:
    """Return the rate per 1,000 residents, or why one cannot be given."""
    found = asked.found
    if not rate_is_given(found.residents[:, g], found.residents_missing[:, g], asked.method)[0]:
        if found.residents_missing[0, g] > asked.method.crime.max_uncovered_share:
            return _no_residents(asked, question, g, detail)
        reason = Reason(
            ReasonCode.COVERAGE_BELOW_MINIMUM,
            f"Too few people live around this place ({found.residents[0, g]:.0f}, kernel-weighted) for a rate per "
            f"resident; at least {asked.method.crime.population_min:.0f} are needed.",
        )
        return Unavailable(question=question, reason=reason, provenance=asked.provenance, detail=detail)
    provenance = (*asked.provenance, *residents_behind(asked.store))
    asked_with_people = Asked(
        asked.store, asked.method, asked.bench, asked.at, asked.scene, asked.tables, asked.found, provenance
    )
    return _measured(
        asked_with_people, question, g, float(found.rate[0, g]), float(found.e_rate[0, g]), 1000.0,
        {
            **detail, "residents_weighted": float(found.residents[0, g]),
            "exposure_thousand_resident_years": float(found.e_rate[0, g]) / 1000.0,
        },
    )  # fmt: skip


def _no_residents(asked: Asked, question: Question, g: int, detail: Mapping[str, Any]) -> Finding:
    """Return why residents are not known: the layer's own reason, or boundaries not held for some of them."""
    for layer in ("population", "lsoas"):
        try:
            asked.store.release.layer(layer)
        except LayerUnavailable as error:
            return unanswered(question, error, asked.provenance)
    share = 100 * asked.found.residents_missing[0, g]
    text = f"Resident numbers are not held for {share:.0f} % of the postcodes around."
    return NotCovered(
        question=question, reason=Reason(ReasonCode.NO_DATA, text), provenance=asked.provenance, detail=detail
    )


def residents_behind(store: Store) -> tuple[Provenance, ...]:
    """Return the sources of the residents of a rate, besides recorded crime itself."""
    return tuple(
        store.provenance(layer) for layer in ("population", "postcodes") if layer in store.release.layers
    )


def _measured(
    asked: Asked,
    question: Question,
    g: int,
    value: float,
    exposure: float,
    per: float,
    detail: Mapping[str, Any],
) -> Finding:
    found, crime = asked.found, asked.scene.crime
    assert asked.tables is not None  # noqa: S101 - nothing stopped
    grade = _grade(asked, g)
    if grade is Grade.N:
        reason = _why_ungraded(asked, g)
        return Unavailable(question=question, reason=reason, provenance=asked.provenance, detail=detail)
    limits = interval(float(found.events[0, g]), float(found.n_star[0, g]), exposure, per)
    return Measured(
        question=question, value=value, interval=limits, interval_kind=INTERVAL, grade=grade,
        window=Window(asked.month(0), crime.months[asked.tables.end]), provenance=asked.provenance,
        percentiles=asked.bench.compare(question.indicator, value), detail=detail,
    )  # fmt: skip


def interval(events: float, n_star: float, exposure: float, per: float) -> tuple[float, float]:
    """Return the 95 % limits of a figure: those of n* times Y/(n* e), the upper never below 3.689/e (S-19 in 9.11)."""
    floor = per * ZERO_UPPER / exposure
    if events <= 0 or n_star <= 0:
        return 0.0, floor
    lower, upper = poisson_limits(n_star)
    scale = per * events / (n_star * exposure)
    return lower * scale, max(upper * scale, floor)


def _grade(asked: Asked, g: int) -> Grade:
    """Return the grade: months covered, silence since, records without position, coarse bandwidth (S-11..S-12a).

    The forces that count are those that hold over a tenth of the disc's land, and the place's own.
    """
    m = asked.method.crime
    assert asked.tables is not None  # noqa: S101 - nothing stopped
    coarse = bool(asked.found.h[0] > m.h_m)
    grade = worst(
        *(_force_grade(asked.tables, int(f), g, asked.method, coarse=coarse) for f in _grading(asked, g))
    )
    age = months_between(asked.scene.crime.months[asked.tables.end], asked.at)
    return worst(grade, Grade.C) if age > m.old_window_months or age < 0 else grade


def _grading(asked: Asked, g: int) -> list[int]:
    """Return the forces that count for the grade: the place's own, and those with over a tenth of the disc's land."""
    assert asked.tables is not None  # noqa: S101 - a grade was asked for
    share = asked.found.force_share[0] / max(asked.found.land[0], 1e-12)
    usable = [int(f) for f in np.flatnonzero(asked.tables.usable[:, g])]
    return [f for f in usable if share[f] > asked.method.crime.max_uncovered_share or f == asked.own]


def _why_ungraded(asked: Asked, g: int) -> Reason:
    """Return why the data behind a figure have grade N: a force fell silent, or several weaknesses come together."""
    assert asked.tables is not None  # noqa: S101 - a grade was asked for
    limit = asked.method.crime.fallen_silent_months[-1]
    last = asked.scene.crime.months[asked.tables.end]
    here = _grading(asked, g)
    if any(silence(asked.tables, f) > limit for f in here):
        text = f"A police force here has published nothing for over {limit} months before {last}."
        return Reason(ReasonCode.STALE, text)
    held = min(int(asked.tables.covered[f].sum()) for f in here)
    quiet = max(silence(asked.tables, f) for f in here)
    text = f"The data are too weak for a figure: {held} months covered, the last {quiet} months of the window silent, "
    text += f"bandwidth {asked.found.h[0]:.0f} m."
    return Reason(ReasonCode.COVERAGE_BELOW_MINIMUM, text)


def _force_grade(tables: WindowTables, f: int, g: int, method: Method, *, coarse: bool) -> Grade:
    """Return one force's grade: months, silence and bandwidth first, then the worst of that and S-11 (S-12)."""
    m = method.crime
    months = int(tables.covered[f].sum())
    grade = list(Grade)[sum(months < cut for cut in m.grade_months)]
    silent = silence(tables, f)
    if silent > m.fallen_silent_months[1]:
        return Grade.N
    if silent > m.fallen_silent_months[0]:
        grade = grade.lowered()
    if coarse:
        grade = grade.lowered()
    return worst(grade, list(Grade)[sum(tables.unlocated[f, g] > cut for cut in m.unlocated_cuts)])


def _detail(asked: Asked, g: int) -> dict[str, Any]:
    found = asked.found
    return {
        "h_m": float(found.h[0]), "map_point_spacing_m": float(found.spacing_m[0]),
        "events_weighted": float(found.events[0, g]), "exposure_km2_years": float(found.e[0, g]),
        "n_effective": float(found.n_eff[0, g]), "n_star": float(found.n_star[0, g]), "phi": float(found.phi[0, g]),
        "records_within_h": int(found.monthly[0, g].sum()), "uncovered_share": max(0.0, float(found.uncovered[0, g])),
        "months_covered": int(asked.tables.covered[asked.own].sum()) if asked.tables is not None else 0,
        "unlocated_share": float(asked.tables.unlocated[asked.own, g]) if asked.tables is not None else None,
    }  # fmt: skip
