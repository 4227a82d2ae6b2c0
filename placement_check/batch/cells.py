"""Assessments and profiles as the cells of a row; a missing figure is said in words, never left as nothing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.types import Location
from placement_check import __version__
from placement_check.assess import Assessment
from placement_check.batch.columns import PARTS, PLACE, RATING, categories, indicators
from placement_check.batch.journal import Cell, Cells
from placement_check.findings import Finding, Measured, Percentile
from placement_check.profiles.answers import Answers
from placement_check.profiles.profile import Profiler, Profiles
from placement_check.purpose import Purpose
from placement_check.rating.rating import Rating
from placement_check.records import wording
from placement_check.records.marks import marks_of, marks_said, validity_of, validity_resting_on
from placement_check.records.rating import floors_told, triggers_told

if TYPE_CHECKING:
    from numpy.typing import NDArray

DIGITS = 13  # that a figure has: the last ones of a double depend on the order of adding, and so on a row's neighbours


def rounded(figures: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return figures with thirteen digits that mean something."""
    with np.errstate(divide="ignore", invalid="ignore"):
        power = DIGITS - 1 - np.floor(np.log10(np.abs(figures)))
        scale = 10.0 ** np.where(np.isfinite(power), np.minimum(power, 22.0), 0.0)
        return np.asarray(np.where(np.isnan(figures), figures, np.round(figures * scale) / scale))


@dataclass(frozen=True, slots=True)
class Table:
    """What every row of one run shares: the indicators and which are rated, the categories, the day, the versions.

    ``layers`` are the entries of the release's lock.
    """

    indicators: tuple[str, ...]
    rated: tuple[bool, ...]
    categories: tuple[str, ...]
    at: date
    purpose: Purpose
    data_version: str
    method_version: str
    label: str
    layers: Mapping[str, Mapping[str, Any]]

    @property
    def note(self) -> str:
        """Return that the release is fictional, "" where it is not."""
        return f"{wording.FICTIONAL} {self.label}" if self.label else ""

    @classmethod
    def of(cls, profiler: Profiler, purpose: Purpose = Purpose.CHECK) -> Table:
        """Return what the rows of a run share."""
        store, method = profiler.store, profiler.method
        names = indicators(store, method)
        return cls(
            names, tuple(map(method.rates, names)), categories(store), profiler.at, purpose,
            store.release.data_version, method.version, store.release.label, store.release.layers,
        )  # fmt: skip

    def about(self, reference: tuple[str, int] | None) -> Cells:
        """Return the last cells of a row."""
        name, n = reference or (None, None)
        return [name, n, self.at.isoformat(), self.data_version, self.method_version, __version__, self.note]

    def nothing(self, status: str, why: str, *, rated: bool) -> Cells:
        """Return the row of a place that was not assessed."""
        width = len(PLACE) + len(PARTS) * len(self.indicators) + 1 + len(self.categories)
        blank = [None] * (width + (len(RATING) if rated else 0))
        marks: Cells = [_joined(marks_said(self.purpose, self.label)), None]
        return [status, why, *marks, *blank, *self.about(None)]

    def marked(self, used: Iterable[str]) -> Cells:
        """Return the marks of a row whose rated figures rest on these layers, and its last valid day."""
        ends = validity_resting_on(used, self.layers, self.at)
        return [_joined(marks_said(self.purpose, self.label, expired=ends.expired)), ends.until.isoformat()]


def _joined(marks: tuple[str, ...]) -> str:
    return "; ".join(marks)


def place_cells(found: Location, authority: str, force: str, lsoa: str, near: str) -> Cells:
    """Return where a place lies."""
    return [
        found.matched, found.point.easting, found.point.northing, found.position.longitude, found.position.latitude,
        found.uncertainty_m, " ".join(found.notes), authority, force, lsoa or "not held", near,
    ]  # fmt: skip


def of_assessment(a: Assessment, table: Table) -> Cells:
    """Return the cells of a whole assessment, from its marks on: place, profile, counts, rating, versions."""
    where = a.where
    near = "; ".join(f"{n.name} ({n.code})" for n in where.near_boundary_of)
    against = "england" if a.reference[0] == "england" else "force"
    held = {f.question.indicator: f for f in a.findings}
    cells: Cells = [_joined(marks_of(a)), validity_of(a).until.isoformat()]
    cells += place_cells(a.location, where.authority.name, where.force.name, where.lsoa, near)
    for name in table.indicators:
        cells += _finding(held[name], against)
    cells += _counts(a.crime.counts, table)
    if a.rating is not None:
        cells += _rating(a.rating)
    return [*cells, *table.about(a.reference[:2])]


def _finding(found: Finding, against: str) -> Cells:
    if not isinstance(found, Measured):
        return [f"{found.outcome}: {found.reason.code.value}", None, None, None, None]
    low, high = found.interval or (None, None)
    compared = found.percentiles.get(against)
    percentile = compared.value if isinstance(compared, Percentile) else None
    bound = "" if found.bound == "exact" else f", {found.bound.replace('_', ' ')}"
    figures: Cells = [
        None if v is None else float(f"{v:.{DIGITS}g}") for v in (found.value, low, high, percentile)
    ]
    return [*figures, f"{found.grade.value}{bound}"]


def _counts(counts: Mapping[str, object], table: Table) -> Cells:
    given = counts.get("by_category")
    if not isinstance(given, Mapping):
        refused = counts["unavailable"]
        assert isinstance(refused, Mapping)  # noqa: S101 - the one or the other
        return [f"unavailable: {refused['code']}", *[None] * len(table.categories)]
    within = f"{counts['radius_m']:.0f} m, {counts['from']} to {counts['to']}"
    return [within, *(given[name] for name in table.categories)]


def _rating(found: Rating) -> Cells:
    floors, triggers = floors_told(found), triggers_told(found)
    lost = ", ".join(found.would_change) or "nothing"
    if found.score is None or found.spread is None:
        return [
            wording.NOT_BACK_TESTED, None, None, None, "not rated", None, found.completeness, floors, triggers,
            found.provisional, lost,
        ]  # fmt: skip
    bands = " or ".join(map(str, found.spread.band_set))
    return [
        wording.NOT_BACK_TESTED, found.score, *found.spread.interval, bands, found.final, found.completeness,
        floors, triggers, found.provisional, lost,
    ]  # fmt: skip


def of_profiles(found: Profiles, locations: list[Location], table: Table) -> list[Cells]:
    """Return the cells of many profiles, from their marks on."""
    columns: list[list[Cell]] = []
    for name in table.indicators:
        columns += _columns(found.answers[name])
    counted = np.any(found.crime.counts >= 0, axis=1).tolist()
    marks = _marks(found, table)
    rows: list[Cells] = []
    for p, (location, profile) in enumerate(zip(locations, zip(*columns, strict=True), strict=True)):
        authority, force = found.authority[p], found.force[p]
        name, code = ("", "") if authority is None or force is None else (authority.name, force.name)
        counts: Cells = found.crime.counts[p].tolist() if counted[p] else [None] * len(table.categories)
        rows.append([
            *marks[p], *place_cells(location, name, code, str(found.places.lsoa[p]), found.near_boundary[p]), *profile,
            str(found.crime.window[p]), *counts, *table.about(found.reference[p]),
        ])  # fmt: skip
    return rows


def _marks(found: Profiles, table: Table) -> list[Cells]:
    """Return each profile's marks and last valid day; places whose rated figures are the same ones share a look."""
    asked = [found.answers[name] for name, rated in zip(table.indicators, table.rated, strict=True) if rated]
    which, where = np.unique(np.column_stack([a.measured for a in asked]), axis=0, return_inverse=True)
    marked = [
        table.marked(layer for a, held in zip(asked, row, strict=True) if held for layer in a.layers)
        for row in which.tolist()
    ]
    return [marked[k] for k in where.ravel().tolist()]


def _columns(answers: Answers) -> list[list[Cell]]:
    """Return the five cells of an indicator as columns over the places."""
    states = answers.state.tolist()
    value: list[Cell] = [s or v for s, v in zip(states, rounded(answers.value).tolist(), strict=True)]
    numbers = [
        [None if math.isnan(v) else v for v in rounded(some).tolist()]
        for some in (answers.low, answers.high, answers.percentile)
    ]
    grade: list[Cell] = [
        None if s else f"{g}, at least" if least else g
        for s, g, least in zip(states, answers.grade.tolist(), answers.at_least.tolist(), strict=True)
    ]
    return [value, *numbers, grade]
