"""The method's parameters, from one versioned file; nothing is a default in code."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CURRENT = "2026-1"
DIRECTORY = Path(__file__).parent / "methods"


class MethodError(Exception):
    """A method file is missing or incomplete."""


@dataclass(frozen=True, slots=True, eq=False)
class CrimeMethod:
    """Parameters of recorded crime (method sections 9.2 and 9.3, as amended)."""

    h_m: float
    steps_m: tuple[float, ...]
    kernel_spacing: float
    circle_spacing: float
    minimum_m: float
    spacing_search_m: float
    spacing_min_postcodes: int
    max_uncovered_share: float
    min_covered_months: int
    phi_cap: float
    population_min: float
    seasonal_min_forces: int
    seasonal_min_events: float
    unlocated_cuts: tuple[float, ...]
    lost_group_records: int
    grade_months: tuple[int, ...]
    fallen_silent_months: tuple[int, ...]
    old_window_months: int
    stale_window_months: int
    lay_radius_m: float


@dataclass(frozen=True, slots=True, eq=False)
class RatingMethod:
    """Parameters of the rating (method sections 1.5, 1.6, 9.4 and 9.5, as amended); the file names each one's rule."""

    transform_constant: float
    power: float
    band_cuts: tuple[float, ...]
    completeness_min: float
    completeness_band_1: float
    band_1_grade: str
    f1_percentile: float
    f1_probability: float
    f1_rate_percentile: float
    f1_band: int
    f1_groups_for_band_4: int
    f2_percentile: float
    f2_band: int
    f3_hazard: float
    f3_band: int
    rt3_share: float
    rt4_points: float
    rt5_percentile: float
    rt5_domains: tuple[str, ...]
    police_groups: tuple[str, ...]
    sensitive_points: float
    review_percent: float
    police_sensitivity_points: float
    draws: int
    scenarios: int
    quantile_points: int
    interval_percentiles: tuple[float, ...]
    band_set_mass: float
    adverse_percentile: float
    weight_spread: float
    denominators: tuple[str, ...]
    bandwidths_m: tuple[float, ...]
    half_lives_months: tuple[float, ...]
    without_police_probability: float
    missing_hazard_probability: float
    uncovered_noise_from: float
    uncovered_noise_factor: float
    weights: Mapping[str, float]
    aggregators: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Method:
    """One version of the method."""

    version: str
    digest: str
    blocks: int
    months_per_block: int
    half_life_months: float
    crime: CrimeMethod
    england_areas: int
    england_share: float
    force_min_points: int
    percentile_min_n: int
    max_uncovered_share: float
    bandwidth_m: Mapping[str, float]
    rated: Mapping[str, Mapping[str, float]]
    asked_of_councils: Mapping[str, Mapping[str, str]]
    rating: RatingMethod

    def weight(self, block: int) -> float:
        """Return u_b, the weight of a 12-month block, 0 the latest (method S-15)."""
        return float(2.0 ** (-block * self.months_per_block / self.half_life_months))

    def rates(self, indicator: str) -> bool:
        """Return whether an indicator is one that the method rates; crime groups by either denominator."""
        stem = indicator.rsplit(".", 1)[0] if indicator.startswith("crime.") else indicator
        return any(stem in group for group in self.rated.values())


def load(version: str = CURRENT) -> Method:
    """Return a version of the method.

    Raises
    ------
    MethodError
        If there is no such version, or its file lacks a parameter.
    """
    path = DIRECTORY / f"{version}.toml"
    try:
        if not re.fullmatch(r"\d{4}-\d+", version):
            raise FileNotFoundError(version)
        raw = path.read_bytes()
    except OSError as error:
        held = ", ".join(sorted(p.stem for p in DIRECTORY.glob("*.toml")))
        raise MethodError(f"There is no method version '{version}'. Held: {held}.") from error
    document: dict[str, Any] = tomllib.loads(raw.decode("utf-8"))
    try:
        return Method(
            version=document["version"], digest=hashlib.sha256(raw).hexdigest(),
            blocks=document["window"]["blocks"], months_per_block=document["window"]["months_per_block"],
            half_life_months=document["window"]["half_life_months"], crime=CrimeMethod(**_listed(document["crime"])),
            england_areas=document["reference"]["england_areas"],
            england_share=document["reference"]["england_share"],
            force_min_points=document["reference"]["force_min_points"],
            percentile_min_n=document["reference"]["percentile_min_n"],
            max_uncovered_share=document["coverage"]["max_uncovered_share"],
            bandwidth_m=document["bandwidth_m"], rated=document["rated"],
            asked_of_councils=document["asked_of_councils"],
            rating=RatingMethod(**_listed(document["rating"])),
        )  # fmt: skip
    except (KeyError, TypeError) as error:
        raise MethodError(f"{path.name}: a parameter is missing or unknown ({error}).") from error


def _listed(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table of the file with its lists frozen."""
    return {k: tuple(v) if isinstance(v, list) else v for k, v in table.items()}
