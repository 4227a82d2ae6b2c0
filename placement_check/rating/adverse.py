"""What is missing, taken at its worst: the adverse bound of the band set (method S-33, decision 0008)."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from placement_check.method import Method
from placement_check.rating import floors as rules
from placement_check.rating.bands import band_of, lowest_band
from placement_check.rating.crime_evidence import central
from placement_check.rating.floors import GroupDensity
from placement_check.rating.indicators import DOMAINS, adverse_hazard, missing_hazard
from placement_check.rating.rating import Cap
from placement_check.rating.reference import DENSITY, RESIDENT, ReferenceSet
from placement_check.rating.scenarios import groups_of
from placement_check.rating.score import CrimeRanks, Inputs, Score, domain_scores, scored_by_domain
from placement_check.rating.shrinkage import Posterior
from placement_check.rating.transform import HAZARDS

ANY = Posterior(math.inf, 0.0, 0.0)  # of a lost offence group: it may have been as dense as any


def densities(score: Score, reference: ReferenceSet, method: Method) -> list[GroupDensity]:
    """Return what F1 asks of each offence group that is measured."""
    cuts = reference.f1_cuts(method)[central(method)]
    return [
        GroupDensity(group, found, float(cut), score.crime.ranks[RESIDENT, g])
        for g, (group, found, cut) in enumerate(
            zip(groups_of(method), score.crime.posteriors, cuts, strict=True)
        )
        if found is not None
    ]


def inputs_with(
    missing: Collection[str], percentile: float, score: Score, reference: ReferenceSet, method: Method
) -> Inputs:
    """Return what a score is made of with some missing indicators at a percentile, the others left out."""
    hazard = score.hazard
    for name in method.rated[HAZARDS]:
        if name in missing:
            index = missing_hazard(np.array(percentile), reference.values[name], method)
            hazard = float(np.fmax(hazard, index))
    crime, percentiles = _filled(missing, percentile, score, method)
    return Inputs(crime, percentiles, hazard)


def _filled(
    missing: Collection[str], percentile: float, score: Score, method: Method
) -> tuple[CrimeRanks, dict[str, float]]:
    ranks = score.crime.ranks.copy()
    for g, group in enumerate(groups_of(method)):
        if f"crime.{group}" in missing:
            ranks[DENSITY, g] = percentile
    others = {n: percentile for d in DOMAINS for n in method.rated[d] if n in missing}
    return replace(score.crime, ranks=ranks), {**score.percentiles, **others}


def adverse_score(missing: Collection[str], score: Score, reference: ReferenceSet, method: Method) -> Score:
    """Return the score with everything missing at the adverse percentile, or left out where that is worse.

    A domain that stands above the adverse percentile would be lowered by it: what is lost may not do that.
    """
    hazard = score.hazard
    for name in method.rated[HAZARDS]:
        if name in missing:
            hazard = float(np.fmax(hazard, adverse_hazard(reference.values[name], method)))
    crime, percentiles = _filled(missing, method.rating.adverse_percentile, score, method)
    case = [Inputs(crime, percentiles, hazard)]
    s = {d: np.fmax(found, score.s[d]) for d, found in domain_scores(case, method).items()}
    return scored_by_domain(case, s, reference, method)[0]


def lost_groups(missing: Collection[str], method: Method) -> list[GroupDensity]:
    """Return the missing offence groups as F1 takes them at their worst: firing."""
    return [GroupDensity(g, ANY, 0.0, math.nan) for g in groups_of(method) if f"crime.{g}" in missing]


def adverse_band(
    missing: Collection[str], score: Score, reference: ReferenceSet, method: Method, caps: Sequence[Cap], *,
    visited: bool,
) -> int:  # fmt: skip
    """Return the final band with everything missing at its worst (S-33).

    A lost offence group is taken to fire F1: it asks for a density of the highest twentieth, which a group whose
    percentile over both denominators is 90 may well have.
    """
    m, worst = method.rating, adverse_score(missing, score, reference, method)
    found = (
        rules.f1([*densities(score, reference, method), *lost_groups(missing, method)], m),
        rules.f2(worst.q["D1"], m),
        rules.f3(worst.hazard, visited, m),
    )
    band = max(band_of(worst.score, m.band_cuts), lowest_band(caps))
    return rules.highest(band, [floor for floor in found if floor is not None])
