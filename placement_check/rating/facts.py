"""The single facts that would change the band: missing, held, what a visit would lift, what caps it (method 7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from placement_check.method import Method
from placement_check.rating import floors as rules
from placement_check.rating.adverse import densities, inputs_with, lost_groups
from placement_check.rating.bands import band_of, caps_of, completeness, lowest_band
from placement_check.rating.evidence import Evidence
from placement_check.rating.indicators import DOMAINS, missing_hazard
from placement_check.rating.rating import Cap, Fact, Rating
from placement_check.rating.reference import ReferenceSet
from placement_check.rating.scenarios import groups_of
from placement_check.rating.score import Inputs, Score, scored_together
from placement_check.rating.transform import HAZARDS

MIDDLE = 50.0  # percentile: the middle of the reference set


def facts(
    rated: Rating, evidence: Evidence, score: Score, reference: ReferenceSet, method: Method, *, visited: bool
) -> tuple[Fact, ...]:
    """Return the single facts that would change the band of a rated place, each with the band that it would give.

    A missing indicator at the low and the high end, a held one in the middle of the reference set, each floor gone,
    and the evidence no longer too poor for band 1. That only a police area is compared with is no fact of the place.
    """
    here = _Place(rated, evidence, score, reference, method, visited)
    found = (
        *here.answers([*here.missing(), *here.held()]),
        *_without_floors(rated),
        *_uncapped(rated, method),
    )
    return tuple(fact for fact in found if fact.band != rated.final)


class _Case(NamedTuple):
    """One fact that is tried: what it is of, what the score is then made of, and the offence groups it would fire."""

    code: str
    indicator: str
    inputs: Inputs
    groups: Sequence[rules.GroupDensity]
    caps: tuple[Cap, ...]


class _Place(NamedTuple):
    """The place as it is, with what it is rated by."""

    rated: Rating
    evidence: Evidence
    score: Score
    reference: ReferenceSet
    method: Method
    visited: bool

    def answers(self, cases: Sequence[_Case]) -> Iterator[Fact]:
        """Yield the band that each case would give."""
        scores = scored_together([case.inputs for case in cases], self.reference, self.method)
        for case, changed in zip(cases, scores, strict=True):
            yield Fact(case.code, case.indicator, self._final(case, changed))

    def missing(self) -> Iterator[_Case]:
        """Yield each missing indicator at the low and at the adverse percentile."""
        adverse = self.method.rating.adverse_percentile
        for name in self.rated.would_change:
            for percentile, words in ((100.0 - adverse, "low"), (adverse, "high")):
                inputs = inputs_with([name], percentile, self.score, self.reference, self.method)
                groups = lost_groups([name], self.method) if words == "high" else []
                yield _Case(f"missing.{name}.{words}", name, inputs, groups, self._caps(name))

    def held(self) -> Iterator[_Case]:
        """Yield each held indicator in the middle of the reference set."""
        caps = self._caps()
        for domain, some in self.evidence.held(self.method).items():
            for name in (name for name, there in some.items() if there):
                yield _Case(f"held.{name}.middle", name, self._middling(domain, name), [], caps)

    def _middling(self, domain: str, name: str) -> Inputs:
        """Return the inputs with a held indicator in the middle; an offence group there fires no F1."""
        crime, percentiles, hazard = self.score.crime, dict(self.score.percentiles), self.score.hazard
        if domain == HAZARDS:
            others = [h.index for n, h in self.evidence.hazards.items() if n != name]
            middle = float(missing_hazard(np.array(MIDDLE), self.reference.values[name], self.method))
            hazard = max([*others, middle])
        elif domain in DOMAINS:
            percentiles[name] = MIDDLE
        else:
            g = groups_of(self.method).index(name.removeprefix("crime."))
            ranks = crime.ranks.copy()
            ranks[:, g] = np.where(np.isnan(ranks[:, g]), np.nan, MIDDLE)
            posteriors = (*crime.posteriors[:g], None, *crime.posteriors[g + 1 :])
            crime = replace(crime, ranks=ranks, posteriors=posteriors)
        return Inputs(crime, percentiles, hazard)

    def _caps(self, found: str = "") -> tuple[Cap, ...]:
        """Return the caps that would apply, an indicator being found."""
        held = {
            domain: {name: there or name == found for name, there in some.items()}
            for domain, some in self.evidence.held(self.method).items()
        }
        return caps_of(
            completeness=completeness(held, self.method), crime_grade=self.evidence.grade,
            national=self.reference.national, method=self.method.rating,
        )  # fmt: skip

    def _final(self, case: _Case, changed: Score) -> int:
        """Return the final band of a changed score, each floor asked of it anew."""
        m = self.method.rating
        found = (
            rules.f1([*densities(changed, self.reference, self.method), *case.groups], m),
            rules.f2(changed.q["D1"], m),
            rules.f3(changed.hazard, self.visited, m),
            *(f for f in self.rated.floors if f.code == "LOST" and f.detail["indicators"] != case.indicator),
        )
        band = max(band_of(changed.score, m.band_cuts), lowest_band(case.caps))
        return rules.highest(band, [floor for floor in found if floor is not None])


def _without_floors(rated: Rating) -> Iterator[Fact]:
    assert rated.band is not None  # noqa: S101 - only a rated place has facts
    for floor in rated.floors:
        rest = [f for f in rated.floors if f is not floor]
        yield Fact(f"floor.{floor.code}", floor.code, rules.highest(rated.band, rest))


def _uncapped(rated: Rating, method: Method) -> Iterator[Fact]:
    """Yield the band with the evidence no longer too incomplete or poor for band 1."""
    assert rated.score is not None  # noqa: S101 - only a rated place has facts
    rest = [cap for cap in rated.caps if cap is not Cap.EVIDENCE_INCOMPLETE]
    if len(rest) < len(rated.caps):
        band = max(band_of(rated.score, method.rating.band_cuts), lowest_band(rest))
        yield Fact("cap", Cap.EVIDENCE_INCOMPLETE.value, rules.highest(band, rated.floors))
