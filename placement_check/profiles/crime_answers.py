"""Recorded crime at many places: the answers of ``crime_findings``, and the plain counts of ``crime_window``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.errors import LayerUnavailable
from geodata.store import Store
from placement_check import crime_findings as single
from placement_check.comparators import rate_is_given
from placement_check.crime import Scene
from placement_check.crime_window import Asked
from placement_check.exposure import Exposure
from placement_check.findings import Grade, ReasonCode
from placement_check.intervals import ZERO_UPPER
from placement_check.method import Method
from placement_check.profiles.answers import Answers, state_of
from placement_check.profiles.comparing import Comparing
from placement_check.profiles.counting import counts_within
from placement_check.profiles.crime import expose
from placement_check.profiles.limits import poisson_limits
from placement_check.profiles.open_answers import unanswered
from placement_check.profiles.places import Places
from placement_check.questions import question_of
from placement_check.scene import crime_scene
from placement_check.spacing import smallest_circle
from placement_check.tallies import tally_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Words = NDArray[Any]


@dataclass(frozen=True, slots=True)
class CrimeAnswers:
    """By indicator; and the records by category of the lay circle, with their radius and months in words.

    ``counts`` is (places, categories), -1 where no plain count is given; ``window`` then says why.
    """

    answers: Mapping[str, Answers]
    categories: tuple[str, ...]
    counts: NDArray[np.int64]
    window: Words


@dataclass(frozen=True, slots=True)
class Asking:
    """What recorded crime is asked with: the exposures, and one representative place in full where words are due."""

    store: Store
    method: Method
    at: date
    scene: Scene
    found: Exposure
    comparing: Comparing
    names: Mapping[str, str]

    def one(self, p: int) -> Asked:
        """Return one place's question as a single check asks it."""
        code = self.scene.crime.forces[int(self.found.own[p])] if self.found.own[p] >= 0 else ""
        bench = self.comparing.bench(code, self.names.get(code, ""))
        end = int(self.found.end[p])
        tables = self.scene.tables(end, self.method) if end >= 0 else None
        source = (self.store.provenance("crime"),)
        return Asked(self.store, self.method, bench, self.at, self.scene, tables, self.found.one(p), source)


def answer(
    store: Store, places: Places, forces: list[str], names: Mapping[str, str], method: Method, comparing: Comparing,
    at: date,
) -> CrimeAnswers:  # fmt: skip
    """Return the answers to every question of recorded crime; ``forces`` are the places' own, by code."""
    indicators = [i for i in store.release.layers["crime"]["indicators"] if i["measure"] == "crime_exposure"]
    try:
        scene = crime_scene(store)
    except LayerUnavailable as error:
        state = unanswered(error)
        blank = {i["id"]: Answers.blank(places.size, state) for i in indicators}
        nothing = np.full((places.size, 0), -1, dtype=np.int64)
        code = f"unavailable: {error.code}"
        return CrimeAnswers(blank, (), nothing, np.full(places.size, code, dtype=object))
    held = scene.crime.forces
    own = np.array([held.index(code) if code in held else -1 for code in forces], dtype=np.int64)
    found = expose_each_square(scene, places, own, method)
    asking = Asking(store, method, at, scene, found, comparing, names)
    stop = _stops(asking, forces)
    answers = _figures(asking, indicators, stop)
    counts, window = _counts(asking, places, stop)
    return CrimeAnswers(answers, scene.crime.categories, counts, window)


def expose_each_square(scene: Scene, places: Places, own: NDArray[np.int64], method: Method) -> Exposure:
    """Return the exposure of places, each square and force computed once."""
    key, first, where = np.unique(
        np.stack([places.x, places.y, own]), axis=1, return_index=True, return_inverse=True
    )
    around = places.around
    some = type(around)(
        around.land, *(getattr(around, n)[first] for n in ("x", "y", "inside", "edge", "beyond"))
    )
    found = expose(scene, some, key[2], method)
    at = where.ravel()
    return Exposure(*(getattr(found, n)[at] for n in found.__dataclass_fields__))


def _stops(asking: Asking, forces: list[str]) -> Words:
    """Return what bars every crime figure at each place, "" where nothing does."""
    found = asking.found
    out = np.full(found.own.size, "", dtype=object)
    known: dict[tuple[str, bool, bool], str] = {}
    spaced, wide = np.isfinite(found.spacing_m), np.isfinite(found.h)
    for p, code in enumerate(forces):
        key = code, bool(spaced[p]), bool(wide[p])
        if key not in known:
            stop = single._stop(asking.one(p))
            known[key] = (
                "" if stop is None else state_of("unavailable" if stop[0] else "not_covered", stop[1].code)
            )
        out[p] = known[key]
    return out


def _figures(asking: Asking, indicators: list[Mapping[str, Any]], stop: Words) -> dict[str, Answers]:
    found, out = asking.found, {}
    groups = asking.scene.crime.groups
    lower, upper = poisson_limits(np.nan_to_num(found.n_star))
    for indicator in indicators:
        _, group, kind = indicator["id"].split(".")
        g = groups.index(group)
        density = kind == "density"
        per, exposure = (1.0, found.e[:, g]) if density else (1000.0, found.e_rate[:, g])
        answers = Answers.blank(found.own.size)
        with np.errstate(divide="ignore", invalid="ignore"):
            answers.value = per * found.events[:, g] / exposure
            answers.low, answers.high = _limits(found, g, exposure, per, lower[:, g], upper[:, g])
        _silence(asking, answers, indicator, g, stop, density=density)
        residents = () if density else single.residents_behind(asking.store)
        answers.layers = ("crime", *(p.layer for p in residents))
        out[indicator["id"]] = answers
    return out


def _limits(
    found: Exposure, g: int, exposure: Floats, per: float, lower: Floats, upper: Floats
) -> tuple[Floats, Floats]:
    """Return the 95 % limits as ``crime_findings.interval`` (S-19)."""
    y, n = found.events[:, g], found.n_star[:, g]
    floor = per * ZERO_UPPER / exposure
    scale = per * y / (n * exposure)
    some = (y > 0) & (n > 0)
    return np.where(some, lower * scale, 0.0), np.where(some, np.maximum(upper * scale, floor), floor)


def _silence(
    asking: Asking, answers: Answers, indicator: Mapping[str, Any], g: int, stop: Words, *, density: bool
) -> None:
    """Take away what cannot be given, in the order in which a single check asks, and grade the rest."""
    found, most = asking.found, asking.method.crime.max_uncovered_share
    answers.silence(stop != "", stop)
    question = question_of(indicator, asking.method)
    with np.errstate(invalid="ignore"):
        lost = answers.measured & ~(found.uncovered[:, g] <= most)
    for own in np.unique(found.own[lost]).tolist():
        mine = lost & (found.own == own)
        one = single._uncovered(asking.one(int(np.flatnonzero(mine)[0])), question, g, {})
        answers.silence(mine, state_of(one.outcome, one.reason.code))  # type: ignore[union-attr]
    if not density:
        given = rate_is_given(found.residents[:, g], found.residents_missing[:, g], asking.method)
        none = answers.measured & ~given
        blind = none & (found.residents_missing[:, g] > most)
        answers.silence(none & ~blind, state_of("unavailable", ReasonCode.COVERAGE_BELOW_MINIMUM))
        if blind.any():
            one = single._no_residents(asking.one(int(np.flatnonzero(blind)[0])), question, g, {})
            answers.silence(blind, state_of(one.outcome, one.reason.code))  # type: ignore[union-attr]
    _grade(asking, answers, g)


def _grade(asking: Asking, answers: Answers, g: int) -> None:
    """Grade the figures; places with the same forces behind them share one look."""
    found, m = asking.found, asking.method.crime
    held = np.flatnonzero(answers.measured)
    if held.size == 0:
        return
    share = found.force_share[held] / np.maximum(found.land[held], 1e-12)[:, None] > m.max_uncovered_share
    key = np.column_stack([found.own[held], found.end[held], found.h[held] > m.h_m, share])
    _, first, where = np.unique(key, axis=0, return_index=True, return_inverse=True)
    for number, p in enumerate(held[first].tolist()):
        mine = np.zeros(answers.state.size, dtype=bool)
        mine[held[where.ravel() == number]] = True
        asked = asking.one(p)
        grade = single._grade(asked, g)
        if grade is Grade.N:
            answers.silence(mine, state_of("unavailable", single._why_ungraded(asked, g).code))
        else:
            answers.grade[mine] = grade.value


def _counts(asking: Asking, places: Places, stop: Words) -> tuple[NDArray[np.int64], Words]:
    """Return plain counts by category in the one-mile circle, as ``crime_window.lay_counts`` (S-22)."""
    found, m, crime = asking.found, asking.method.crime, asking.scene.crime
    counts = np.full((places.size, len(crime.categories)), -1, dtype=np.int64)
    window = np.array([s.replace("not_covered", "unavailable") for s in stop.tolist()], dtype=object)
    least = np.array([smallest_circle(float(d), m) if np.isfinite(d) else np.inf for d in found.spacing_m])
    window[(window == "") & (m.lay_radius_m < least)] = state_of("unavailable", ReasonCode.RADIUS_REFUSED)
    for end in np.unique(found.end[window == ""]).tolist():
        tables = asking.scene.tables(int(end), asking.method)
        mine = (window == "") & (found.end == end)
        covered = found.force_share[:, tables.enough].sum(axis=1) / np.maximum(found.land, 1e-12)
        lost = mine & (1.0 - covered > m.max_uncovered_share)
        window[lost] = state_of("unavailable", ReasonCode.COVERAGE_BELOW_MINIMUM)
        mine &= ~lost
        if not mine.any():
            continue
        at = np.flatnonzero(mine)
        tally = tally_of(asking.store, tables, asking.method)
        counts[at] = counts_within(crime.index, tally, places.x[at], places.y[at], [m.lay_radius_m])[:, 0]
        asked = asking.one(int(at[0]))
        window[mine] = f"{m.lay_radius_m:.0f} m, {asked.month(0)} to {crime.months[end]}"
    return counts, window
