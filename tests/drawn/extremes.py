"""Reports at the edge of what can be: every mix of figures and gaps, nothing and everything, long and strange names."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from placement_check.assess import Assessment
from placement_check.findings import (
    Finding,
    Grade,
    Measured,
    NoComparator,
    NotCovered,
    Percentile,
    Reason,
    ReasonCode,
    Unavailable,
)  # fmt: skip
from placement_check.purpose import Purpose
from placement_check.rating.rating import Cap, Fact, Floor, Rating, Spread, Trigger
from placement_check.records import wording

FIGURES = (0.0, 5e-324, 1e-9, 0.5, 1.0, 99.999999, 100.0, 1e6, 1e12)
SCORES = (0.0, 1e-9, 24.999999, 25.0, 50.0, 75.0, 90.0, 99.999999, 100.0)
NAMES = (
    "X", "St Mary-le-Very-Long " * 12, "Ynys Môn & Sons <b>", "#heading *bold* _it_ $x$", "שלום עולם",
    "O'Brien \"quoted\"",
)  # fmt: skip
DETAILS = {
    "groups": "vso, drg", "q1": 100.0, "hazard": 100.0, "share": 1.0, "gap": -100.0, "domains": "D3, D6", "D3": 100.0,
    "D6": 100.0, "indicators": "hazards.rail, venues.pubs",
}  # fmt: skip


class Extremes:
    """One drawn report after another from real assessments; the same number gives the same report."""

    def __init__(self, bases: Sequence[Assessment]) -> None:
        self.bases = bases

    def report(self, number: int) -> Assessment:
        """Return the report of a number. Bases with and without a rating take turns."""
        rng = np.random.default_rng(number)
        base = self.bases[number % len(self.bases)]
        share = rng.choice([0.0, 0.1, 0.5, 1.0])
        findings = tuple(_finding(rng, f, bool(rng.random() < share)) for f in base.findings)
        name = str(rng.choice(NAMES)).strip()
        where = replace(base.where, authority=replace(base.where.authority, name=name))
        near = base.near if rng.random() < 0.7 else ()
        near = tuple(replace(n, name=str(rng.choice(NAMES)).strip()) for n in near)
        rating = None if base.rating is None else _rating(rng, base.rating)
        return replace(
            base, findings=findings, crime=replace(base.crime, findings=()), where=where, near=near, rating=rating,
            purpose=Purpose(str(rng.choice(["check", "planning", "placement"]))), visited=bool(rng.random() < 0.5),
        )  # fmt: skip


def _finding(rng: np.random.Generator, found: Finding, gap: bool) -> Finding:
    q, sources = found.question, found.provenance
    if gap or not isinstance(found, Measured):
        code = ReasonCode(str(rng.choice([c.value for c in ReasonCode])))
        kind = NotCovered if code is ReasonCode.NO_DATA else Unavailable
        return kind(question=q, reason=Reason(code, f"Reason {code.value}."), provenance=sources)
    value = float(rng.choice(FIGURES))
    counted = q.domain == "D1"
    return replace(
        found, value=value, interval=(0.0, 3.0) if value == 0 and counted else _around(value),
        bound="exact" if value == 0 else str(rng.choice(["exact", "at_least", "at_most"])),
        grade=Grade(str(rng.choice(["A", "B", "C"]))), percentiles={k: _compared(rng) for k in found.percentiles},
    )  # fmt: skip


def _around(value: float) -> tuple[float, float]:
    return value / 2, value * 2 + 1e-9


def _compared(rng: np.random.Generator) -> Percentile | NoComparator:
    kind = int(rng.integers(4))
    if kind == 0:
        return NoComparator("Too few places are held.")
    if kind == 1:
        return Percentile(None, 7, "3 of 7")
    return Percentile(float(rng.choice(SCORES)), int(rng.choice([20, 33_755])))


def _rating(rng: np.random.Generator, base: Rating) -> Rating:
    floors = tuple(Floor(f, 4 if f == "F1" else 3, f == "F3", DETAILS) for f in _some(rng, wording.FLOORS))
    triggers = tuple(Trigger(t, DETAILS) for t in _some(rng, wording.TRIGGERS))
    common: dict[str, Any] = {
        "floors": floors, "triggers": triggers, "completeness": float(rng.choice([0.0, 0.499999, 0.8, 1.0])),
        "hazard": None if rng.random() < 0.3 else float(rng.choice(SCORES)),
        "domains": tuple(_domain(rng, d) for d in base.domains),
    }  # fmt: skip
    if base.score is None or rng.random() < 0.25:
        reasons = tuple(_some(rng, wording.NOT_RATED_REASONS)) or ("evidence_incomplete",)
        return replace(
            base, **common, score=None, plain_mean=None, spread=None, band=None, final=None, caps=(), not_rated=reasons,
            alternatives=(), facts=(),
        )  # fmt: skip
    score = float(rng.choice(SCORES))
    first, last = sorted(int(b) for b in rng.integers(1, 5, 2))
    assert base.spread is not None
    spread: Spread = base.spread._replace(
        interval=(min(score, float(rng.choice(SCORES))), max(score, float(rng.choice(SCORES)))),
        band_set=tuple(range(first, last + 1)), probabilities=_shares(rng),
    )  # fmt: skip
    caps = tuple(Cap(c) for c in _some(rng, wording.CAPS))
    facts = (Fact("floor.F3", "F3", 2), Fact("cap", ", ".join(Cap), 1)) if rng.random() < 0.5 else ()
    return replace(
        base, **common, score=score, plain_mean=float(rng.choice(SCORES)), spread=spread, band=first, final=last,
        caps=caps, facts=facts,
    )  # fmt: skip


def _domain(rng: np.random.Generator, domain: Any) -> Any:
    if rng.random() < 0.3:
        return domain._replace(held=0.0, score=None, percentile=None)
    return domain._replace(percentile=float(rng.choice(SCORES)))


def _shares(rng: np.random.Generator) -> tuple[float, float, float, float]:
    drawn = rng.multinomial(10_000, [0.25] * 4) / 10_000 if rng.random() < 0.5 else np.eye(4)[rng.integers(4)]
    assert math.isclose(drawn.sum(), 1.0)
    a, b, c, d = (float(v) for v in drawn)
    return a, b, c, d


def _some(rng: np.random.Generator, names: Any) -> list[str]:
    return [name for name in names if rng.random() < 0.5]
