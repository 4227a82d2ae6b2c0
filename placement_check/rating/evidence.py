"""What the rating knows of one place: its crime under every choice, its other figures, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from placement_check.findings import Finding, Grade, Measured, worst
from placement_check.method import Method
from placement_check.rating.crime_evidence import CrimeEvidence, central
from placement_check.rating.indicators import DOMAINS
from placement_check.rating.scenarios import groups_of
from placement_check.rating.transform import HAZARDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure turned so that higher is worse, with its range over the positions the location may have."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Hazard:
    """One class of hazard: its index at the near end, and the distance in metres (infinite where none is near)."""

    index: float
    metres: float
    uncertainty_m: float
    reach_m: float


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """One place. ``crime`` holds NaN for every group that its findings do not give; missing figures are absent.

    ``unlocated`` is each group's share of records without a position; ``top_share`` the largest share of the weighted
    recorded crime on one map point (S-23), NaN where crime is not measured.
    """

    force: str
    crime: CrimeEvidence | None
    grade: Grade
    unlocated: Floats
    top_share: float
    figures: Mapping[str, Figure]
    hazards: Mapping[str, Hazard]

    def held(self, method: Method) -> dict[str, dict[str, bool]]:
        """Return what was answered, by domain and indicator of the method (S-27)."""
        groups = self.groups(method)
        crime = {stem: bool(there) for stem, there in zip(method.rated["D1"], groups, strict=True)}
        others = {d: {n: n in self.figures for n in method.rated[d]} for d in DOMAINS}
        return {"D1": crime, HAZARDS: {n: n in self.hazards for n in method.rated[HAZARDS]}, **others}

    def groups(self, method: Method) -> NDArray[np.bool_]:
        """Return which offence groups are measured."""
        if self.crime is None:
            return np.zeros(len(groups_of(method)), dtype=bool)
        return np.asarray(~np.isnan(self.crime.events[central(method), 0]))

    def hazard(self) -> float:
        """Return H = 100 max K(d; h) over the classes held, NaN where none is (S-24 D4)."""
        return max((h.index for h in self.hazards.values()), default=float("nan"))


def evidence_of(
    findings: Sequence[Finding], crime: CrimeEvidence | None, force: str, top_share: float,
    signs: Mapping[str, float], method: Method,
) -> Evidence:  # fmt: skip
    """Return the evidence that a place's findings give."""
    measured = {f.question.indicator: f for f in findings if isinstance(f, Measured)}
    groups = groups_of(method)
    densities = [measured.get(f"crime.{g}.density") for g in groups]
    rated = {name for domain in (*DOMAINS, HAZARDS) for name in method.rated[domain]} & measured.keys()
    unlocated = [0.0 if f is None else float(f.detail["unlocated_share"] or 0.0) for f in densities]
    return Evidence(
        force=force,
        crime=None if crime is None else _only(crime, measured, method),
        grade=worst(*(f.grade for f in densities if f is not None), Grade.A),
        unlocated=np.array(unlocated), top_share=top_share,
        figures={n: _figure(measured[n], signs[n]) for n in rated if not n.startswith("hazards.")},
        hazards={n: _hazard(measured[n]) for n in rated if n.startswith("hazards.")},
    )  # fmt: skip


def _only(crime: CrimeEvidence, measured: Mapping[str, Measured], method: Method) -> CrimeEvidence:
    """Return the crime evidence of the groups that the findings give.

    Whether there is a rate is asked at each bandwidth by itself, as at the reference points: in open country too few
    people may live within the central one, and enough within a wider.
    """
    given = np.array([f"crime.{g}.density" in measured for g in groups_of(method)])
    fields = ("events", "density", "rate", "n_star")
    return replace(crime, **{name: np.where(given, getattr(crime, name), np.nan) for name in fields})


def _figure(finding: Measured, sign: float) -> Figure:
    ends = finding.interval or (finding.value, finding.value)
    low, high = sorted(sign * end for end in ends)
    return Figure(sign * finding.value, low, high)


def _hazard(finding: Measured) -> Hazard:
    nearest, reach = finding.detail["nearest"], float(finding.detail["radius_m"])
    if nearest is None:
        return Hazard(finding.value, float("inf"), 0.0, reach)
    far = float(nearest["metres_interval"][1])
    metres = float(nearest["metres"])
    return Hazard(finding.value, metres, far - metres, reach)
