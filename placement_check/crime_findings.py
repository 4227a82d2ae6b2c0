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
from placement_check.crime import Exposure, Scene, WindowTables, expose, plain_counts, window_tables
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
from placement_check.scene import crime_scene
from placement_check.site import Site
from placement_check.spacing import smallest_circle

INTERVAL = "95 % interval of the recorded figure (exact below 10 effective events, Byar's above)"


@dataclass(frozen=True, slots=True)
class CrimeReport:
    """The crime findings, the plain counts for lay checking, and the state of the force-months behind them."""

    findings: tuple[Finding, ...]
    counts: Mapping[str, Any]
    window: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Asked:
    store: Store
    method: Method
    bench: Bench
    at: date
    scene: Scene
    tables: WindowTables | None
    found: Exposure
    provenance: tuple[Provenance, ...]

    @property
    def own(self) -> int:
        return int(self.found.own[0])

    def month(self, column: int) -> str:
        """Return the month of a window column; months before the first held are counted back from it."""
        crime = self.scene.crime
        assert self.tables is not None  # noqa: S101 - asked only where there is a window
        first = crime.months[0]
        n = (
            int(first[:4]) * 12
            + int(first[5:7])
            - 1
            + self.tables.end
            - self.tables.covered.shape[1]
            + 1
            + column
        )
        return f"{n // 12:04d}-{n % 12 + 1:02d}"


def expose_sites(store: Store, sites: list[tuple[Site, str]], method: Method) -> list[Exposure | None]:
    """Return the exposure of each site, given with the code of the police force whose land holds it.

    None where the crime layer, the postcodes or the boundaries are not held: the report then says which.
    """
    try:
        scene = crime_scene(store)
    except LayerUnavailable:
        return [None] * len(sites)
    forces = scene.crime.forces
    own = [forces.index(code) if code in forces else -1 for _, code in sites]
    x, y = (
        np.array([s.x for s, _ in sites], dtype=np.int64),
        np.array([s.y for s, _ in sites], dtype=np.int64),
    )
    found = expose(scene, x, y, np.array(own, dtype=np.int64), method)
    return [found.one(place) for place in range(len(sites))]


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
        return CrimeReport(
            tuple(_absent(_question(i, method), error, provenance) for i in indicators),
            {"unavailable": error.text}, {},
        )  # fmt: skip
    assert found is not None  # noqa: S101 - the scene could be set, so the site was exposed in it
    end = int(found.end[0])
    tables = window_tables(scene.crime, end, method) if end >= 0 else None
    asked = _Asked(store, method, bench, at, scene, tables, found, provenance)
    stop = _stop(asked)
    findings = tuple(_finding(asked, i, stop) for i in indicators)
    return CrimeReport(findings, _counts(asked, site, stop), _window(asked))


def _question(indicator: Mapping[str, Any], method: Method) -> Question:
    return Question(
        indicator=indicator["id"], domain=indicator["domain"], title=indicator["title"], unit=indicator["unit"],
        worse=indicator["worse"], rated=method.rates(indicator["id"]), evidence=indicator["evidence"],
        approximation=indicator["approximation"],
    )  # fmt: skip


def _absent(question: Question, error: LayerUnavailable, provenance: tuple[Provenance, ...]) -> Finding:
    reason = Reason(ReasonCode(error.code), error.text)
    kind = NotCovered if reason.code is ReasonCode.NO_DATA else Unavailable
    return kind(question=question, reason=reason, provenance=provenance)


def _stop(asked: _Asked) -> tuple[bool, Reason] | None:
    """Return what bars every crime figure here, and whether somebody looked; None if nothing does."""
    name = asked.bench.force_name
    held = int(asked.tables.covered[asked.own].sum()) if asked.tables is not None and asked.own >= 0 else 0
    if held < asked.method.crime.min_covered_months:
        return _too_few(asked, name, held)
    assert asked.tables is not None  # noqa: S101 - some month is covered
    age = _months_between(asked.scene.crime.months[asked.tables.end], asked.at)
    if age > asked.method.crime.stale_window_months:
        month = asked.scene.crime.months[asked.tables.end]
        text = f"The latest month held is {month}, {age} months before this assessment."
        return True, Reason(ReasonCode.STALE, text)
    if not np.isfinite(asked.found.h[0]):
        text = (
            f"The publisher's map points lie about {asked.found.spacing_m[0]:.0f} m apart here: no radius up to "
            f"{asked.method.crime.steps_m[-1]:.0f} m gives an honest figure."
        )
        return True, Reason(ReasonCode.RADIUS_REFUSED, text)
    return None


def _too_few(asked: _Asked, name: str, held: int) -> tuple[bool, Reason]:
    crime = asked.scene.crime
    states = crime.status_by_month[asked.own] if asked.own >= 0 else []
    broken = sorted({s for s in states if s not in ("no_data", "covered")})
    if held == 0 and not broken:
        return False, Reason(ReasonCode.NO_DATA, f"No street-level crime file of {name} is held.")
    if held == 0 and broken == ["failed_check"]:
        bad = [m for m, s in zip(crime.months, states, strict=True) if s == "failed_check"]
        return True, Reason(
            ReasonCode.FAILED_CHECK,
            f"The files of {name} for {_listed(bad)} failed their checks, and no other is held.",
        )
    if held == 0 and broken == ["btp_only"]:
        text = f"Only British Transport Police records are held for the area of {name}; they make no month covered."
        return True, Reason(ReasonCode.COVERAGE_BELOW_MINIMUM, text)
    needed = asked.method.crime.min_covered_months
    text = f"Only {held} months of {name} are covered in the window; at least {needed} are needed."
    return True, Reason(ReasonCode.COVERAGE_BELOW_MINIMUM, text)


def _listed(months: list[str]) -> str:
    return ", ".join(months[:3]) + (f" and {len(months) - 3} more" if len(months) > 3 else "")


def _finding(asked: _Asked, indicator: Mapping[str, Any], stop: tuple[bool, Reason] | None) -> Finding:
    question = _question(indicator, asked.method)
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


def _uncovered(asked: _Asked, question: Question, g: int, detail: Mapping[str, Any]) -> Finding:
    assert asked.tables is not None  # noqa: S101 - nothing stopped
    tables, own = asked.tables, asked.own
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


def _missing_forces(asked: _Asked, g: int) -> list[str]:
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


def _why(asked: _Asked, f: int) -> str:
    assert asked.tables is not None  # noqa: S101 - nothing stopped
    if asked.tables.enough[f]:
        return "too many records without a position"
    held = int(asked.tables.covered[f].sum())
    return f"only {held} months covered" if held else "no file held"


def _rate(asked: _Asked, question: Question, g: int, detail: Mapping[str, Any]) -> Finding:
    """Return the rate per 1,000 residents, or why one cannot be given."""
    found = asked.found
    if not rate_is_given(found.residents[:, g], found.residents_missing[:, g], asked.method)[0]:
        if found.residents_missing[0, g] > asked.method.crime.max_uncovered_share:
            share = 100 * found.residents_missing[0, g]
            reason = Reason(
                ReasonCode.NO_DATA,
                f"Resident numbers are not held for {share:.0f} % of the postcodes around.",
            )
            return NotCovered(question=question, reason=reason, provenance=asked.provenance, detail=detail)
        reason = Reason(
            ReasonCode.COVERAGE_BELOW_MINIMUM,
            f"Too few people live around this place ({found.residents[0, g]:.0f}, kernel-weighted) for a rate per "
            f"resident; at least {asked.method.crime.population_min:.0f} are needed.",
        )
        return Unavailable(question=question, reason=reason, provenance=asked.provenance, detail=detail)
    provenance = (*asked.provenance, *_held(asked.store, ("population", "postcodes")))
    asked_with_people = _Asked(
        asked.store, asked.method, asked.bench, asked.at, asked.scene, asked.tables, asked.found, provenance
    )
    return _measured(
        asked_with_people, question, g, float(found.rate[0, g]), float(found.e_rate[0, g]), 1000.0,
        {**detail, "residents_weighted": float(found.residents[0, g])},
    )  # fmt: skip


def _held(store: Store, layers: tuple[str, ...]) -> tuple[Provenance, ...]:
    return tuple(store.provenance(layer) for layer in layers if layer in store.release.layers)


def _measured(
    asked: _Asked,
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


def _grade(asked: _Asked, g: int) -> Grade:
    """Return the grade: months covered, silence since, records without position, coarse bandwidth (S-11..S-12a).

    The forces that count are those that hold over a tenth of the disc's land, and the place's own.
    """
    m = asked.method.crime
    assert asked.tables is not None  # noqa: S101 - nothing stopped
    share = asked.found.force_share[0] / max(asked.found.land[0], 1e-12)
    counted = [
        f
        for f in np.flatnonzero(asked.tables.usable[:, g])
        if share[f] > m.max_uncovered_share or f == asked.own
    ]
    coarse = bool(asked.found.h[0] > m.h_m)
    grade = worst(*(_force_grade(asked.tables, int(f), g, asked.method, coarse=coarse) for f in counted))
    age = _months_between(asked.scene.crime.months[asked.tables.end], asked.at)
    return worst(grade, Grade.C) if age > m.old_window_months else grade


def _why_ungraded(asked: _Asked, g: int) -> Reason:
    """Return why the data behind a figure have grade N: a force fell silent, or too little is left and points are far."""
    assert asked.tables is not None  # noqa: S101 - a grade was asked for
    limit = asked.method.crime.fallen_silent_months[-1]
    last = asked.scene.crime.months[asked.tables.end]
    share = asked.found.force_share[0]
    here = [f for f in np.flatnonzero(asked.tables.usable[:, g]) if share[f] > 0 or f == asked.own]
    if any(_silence(asked.tables, int(f)) > limit for f in here):
        text = f"A police force here has published nothing for over {limit} months before {last}."
        return Reason(ReasonCode.STALE, text)
    held = min(int(asked.tables.covered[f].sum()) for f in here)
    text = f"Only {held} months are covered and the publisher's map points are sparse here: too little for a figure."
    return Reason(ReasonCode.COVERAGE_BELOW_MINIMUM, text)


def _force_grade(tables: WindowTables, f: int, g: int, method: Method, *, coarse: bool) -> Grade:
    """Return one force's grade: months, silence and bandwidth first, then the worst of that and S-11 (S-12)."""
    m = method.crime
    months = int(tables.covered[f].sum())
    grade = list(Grade)[sum(months < cut for cut in m.grade_months)]
    silent = _silence(tables, f)
    if silent > m.fallen_silent_months[1]:
        return Grade.N
    if silent > m.fallen_silent_months[0]:
        grade = grade.lowered()
    if coarse:
        grade = grade.lowered()
    return worst(grade, list(Grade)[sum(tables.unlocated[f, g] > cut for cut in m.unlocated_cuts)])


def _silence(tables: WindowTables, f: int) -> int:
    """Return how many months before the window's end the force last published."""
    return int(tables.covered.shape[1] - 1 - np.flatnonzero(tables.covered[f])[-1])


def _months_between(month: str, at: date) -> int:
    return at.year * 12 + at.month - int(month[:4]) * 12 - int(month[5:7])


def _detail(asked: _Asked, g: int) -> dict[str, Any]:
    found = asked.found
    return {
        "h_m": float(found.h[0]), "map_point_spacing_m": float(found.spacing_m[0]),
        "events_weighted": float(found.events[0, g]), "exposure_km2_years": float(found.e[0, g]),
        "n_effective": float(found.n_eff[0, g]), "n_star": float(found.n_star[0, g]), "phi": float(found.phi[0, g]),
        "records_within_h": int(found.monthly[0, g].sum()), "uncovered_share": max(0.0, float(found.uncovered[0, g])),
        "months_covered": int(asked.tables.covered[asked.own].sum()) if asked.tables is not None else 0,
        "unlocated_share": float(asked.tables.unlocated[asked.own, g]) if asked.tables is not None else None,
    }  # fmt: skip


def _counts(asked: _Asked, site: Site, stop: tuple[bool, Reason] | None) -> Mapping[str, Any]:
    """Return plain counts by category in the one-mile circle, or why there are none (S-22)."""
    if stop is not None or asked.tables is None:
        return {
            "unavailable": {
                "code": stop[1].code.value if stop else "no_data",
                "text": stop[1].text if stop else "",
            }
        }
    radius = asked.method.crime.lay_radius_m
    least = smallest_circle(float(asked.found.spacing_m[0]), asked.method.crime)
    if radius < least:
        text = f"A plain count needs a radius of at least {least:.0f} m here, because the publisher moves records."
        return {"unavailable": {"code": ReasonCode.RADIUS_REFUSED.value, "text": text}}
    if float(np.nanmax(asked.found.uncovered[0])) > asked.method.crime.max_uncovered_share:
        text = "Too much of the circle has no data."
        return {"unavailable": {"code": ReasonCode.COVERAGE_BELOW_MINIMUM.value, "text": text}}
    counts = plain_counts(asked.scene, asked.tables, site.x, site.y, radius)
    return {
        "radius_m": radius, "from": asked.month(0), "to": asked.scene.crime.months[asked.tables.end],
        "by_category": dict(zip(asked.scene.crime.categories, (int(n) for n in counts), strict=True)),
    }  # fmt: skip


def _window(asked: _Asked) -> Mapping[str, Any]:
    """Return the window, which rule set it, and the force-months behind it."""
    if asked.tables is None:
        return {}
    crime, tables = asked.scene.crime, asked.tables
    forces = [int(f) for f in np.flatnonzero(asked.found.force_share[0] > 0)] or [asked.own]
    months = [asked.month(c) for c in range(tables.covered.shape[1])]
    return {
        "from": months[0], "to": crime.months[tables.end],
        "rule": "latest month covered by 90 % of English forces" if crime.window_rule == "england"
        else "latest covered month of the place's own force",
        "forces": [
            {
                "code": crime.forces[f], "name": asked.store.authorities.force_by_code(crime.forces[f]).name,
                "share_of_disc": float(asked.found.force_share[0, f]), "months_covered": int(tables.covered[f].sum()),
                "months_not_covered": _gaps(asked, f, months),
            }
            for f in forces
        ],
    }  # fmt: skip


def _gaps(asked: _Asked, f: int, months: list[str]) -> list[dict[str, str]]:
    """Return the months of the window that do not count for a force, each with its reason."""
    assert asked.tables is not None  # noqa: S101 - the caller has looked
    state = dict(zip(asked.scene.crime.months, asked.scene.crime.status_by_month[f], strict=True))
    lost = [m for m, covered in zip(months, asked.tables.covered[f], strict=True) if not covered]
    return [{"month": m, "outcome": "not_covered" if state.get(m, "no_data") == "no_data" else "unavailable",
             "reason": state.get(m, "no_data")} for m in lost]  # fmt: skip
