"""Venues, hazards, services and context at many places: the answers of ``open_findings.find``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.errors import LayerUnavailable
from placement_check import open_findings as single
from placement_check.findings import Grade, ReasonCode, worst
from placement_check.profiles.answers import Answers, state_of
from placement_check.profiles.measures import MEASURES, Asking
from placement_check.sources import sources_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


def answer(ask: Asking, at: date) -> Answers:
    """Return the answers to one open indicator, graded. A broken layer is an answer, never a crash."""
    store, size = ask.store, ask.places.size
    sources = sources_of(store.release.layers, ask.layer, ask.indicator)
    provenance = tuple(store.provenance(name) for name, _ in sources if name in store.release.layers)
    try:
        stale = single._stale(store, provenance, at)
        if stale is not None:
            return Answers.blank(size, state_of("unavailable", stale.code))
        out = MEASURES[ask.indicator["measure"]](ask)
    except LayerUnavailable as error:
        return Answers.blank(size, unanswered(error))
    lost = np.zeros(size)
    for district in np.unique(ask.places.district).tolist():
        mine = ask.places.district == district
        site = ask.one(int(np.flatnonzero(mine)[0])).site
        lost[mine] = max(
            single._unlocated(store, name, classes, ask.places.around.land.ground, site)
            for name, classes in sources
        )
    age = worst(*(single._age_grade(store, p.layer, at) for p in provenance))
    _grade(out, lost, age, ask.method.crime.unlocated_cuts)
    out.layers = tuple(p.layer for p in provenance)
    return out


def _grade(out: Answers, lost: NDArray[np.float64], age: Grade, cuts: tuple[float, ...]) -> None:
    held = out.measured
    for share in np.unique(lost).tolist():
        mine = lost == share
        if share > cuts[-1]:
            out.silence(mine & held, state_of("unavailable", ReasonCode.COVERAGE_BELOW_MINIMUM))
        else:
            grade = worst(age, list(Grade)[sum(share > cut for cut in cuts)])
            out.grade[mine & held] = grade.value


def unanswered(error: LayerUnavailable) -> str:
    """Return the state of a layer that cannot answer."""
    code = ReasonCode(error.code)
    return state_of("not_covered" if code is ReasonCode.NO_DATA else "unavailable", code)


def asked(layers: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return every open indicator outside crime with the layer that asks it."""
    return [
        (layer, indicator)
        for layer, entry in layers.items()
        for indicator in entry["indicators"]
        if indicator["measure"] != "crime_exposure"
    ]
