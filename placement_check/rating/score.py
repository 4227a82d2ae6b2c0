"""The central score of a place: percentiles, domain scores, the composite and its own percentile (S-20..S-26)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from placement_check.method import Method
from placement_check.rating.crime_evidence import central
from placement_check.rating.crime_percentiles import group_percentiles
from placement_check.rating.evidence import Evidence
from placement_check.rating.indicators import DOMAINS, domain_weights_of
from placement_check.rating.ranks import mid_rank
from placement_check.rating.reference import DENSITY, RESIDENT, ReferenceSet, held
from placement_check.rating.scenarios import group_weights, groups_of
from placement_check.rating.shrinkage import Posterior, significant
from placement_check.rating.transform import HAZARDS, Aggregator, combine, combine_domains

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

EXPONENTIAL = Aggregator.EXPONENTIAL


@dataclass(frozen=True, slots=True, eq=False)
class CrimeRanks:
    """Offence groups against the reference at the central choice; NaN where a group or its rate is not given."""

    posteriors: tuple[Posterior | None, ...]
    variation: NDArray[np.bool_]
    theta: Floats
    ranks: Floats

    @property
    def percentiles(self) -> Floats:
        """P_g: the mean of both denominators, or density's alone (1.3, N_K in 9.11)."""
        return group_percentiles(*self.ranks)


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """The central figures: S_d and Q_d by domain (NaN: nothing held), H, S and Q.

    ``percentiles`` are those of the indicators outside crime. ``without`` is Q1 without police-generated groups.
    """

    crime: CrimeRanks
    percentiles: Mapping[str, float]
    s: Mapping[str, float]
    q: Mapping[str, float]
    hazard: float
    composite: float
    score: float
    without: float

    def plain_mean(self, method: Method) -> float:
        """Return the weighted mean of the Q_d themselves (S-26)."""
        q = np.array([self.q[d] for d in method.rating.weights])
        weights = np.array(list(method.rating.weights.values()))
        return float(combine(q, weights, Aggregator.ARITHMETIC, method.rating))


def crime_ranks(evidence: Evidence, reference: ReferenceSet, method: Method) -> CrimeRanks:
    """Return theta and its percentile for each group and denominator."""
    groups, c = groups_of(method), central(method)
    theta, ranks = np.full((2, len(groups)), np.nan), np.full((2, len(groups)), np.nan)
    variation = np.ones(len(groups), dtype=bool)
    posteriors: list[Posterior | None] = [None] * len(groups)
    if evidence.crime is None or evidence.force not in reference.forces:
        return CrimeRanks(tuple(posteriors), variation, theta, ranks)
    crime = evidence.crime
    for d, exposure in ((DENSITY, crime.density), (RESIDENT, crime.rate)):
        star = crime.effective(exposure)
        for g in np.flatnonzero(~np.isnan(exposure[c, 0])):
            prior = reference.prior(c, evidence.force, d, int(g))
            found = prior.posterior(
                float(crime.n_star[c, 0, g]), float(star[c, 0, g]), float(crime.events[c, 0, g]),
                float(exposure[c, 0, g]),
            )  # fmt: skip
            theta[d, g] = found.mean
            ranks[d, g] = float(mid_rank(held(reference.thetas[d, g]), found.mean))
            if d == DENSITY:
                posteriors[g], variation[g] = found, prior.variation
    return CrimeRanks(tuple(posteriors), variation, theta, ranks)


def score_of(evidence: Evidence, reference: ReferenceSet, method: Method) -> Score:
    """Return the central score of a place, NaN for whatever is not held; whether it is printed is not its concern."""
    crime = crime_ranks(evidence, reference, method)
    percentiles = {
        name: float(mid_rank(reference.values[name], figure.value))
        for name, figure in evidence.figures.items()
    }
    return scored(crime, percentiles, evidence.hazard(), reference, method)


def scored(
    crime: CrimeRanks,
    percentiles: Mapping[str, float],
    hazard: float,
    reference: ReferenceSet,
    method: Method,
) -> Score:
    """Return the score that given percentiles and a given H make."""
    return scored_together([Inputs(crime, percentiles, hazard)], reference, method)[0]


class Inputs(NamedTuple):
    """What a score is made of: crime against the reference, the other indicators' percentiles, and H."""

    crime: CrimeRanks
    percentiles: Mapping[str, float]
    hazard: float


def scored_together(cases: Sequence[Inputs], reference: ReferenceSet, method: Method) -> list[Score]:
    """Return the scores of several cases at one place, in one pass: each fact that would change a band is a case."""
    return scored_by_domain(cases, domain_scores(cases, method), reference, method)


def domain_scores(cases: Sequence[Inputs], method: Method) -> dict[str, Floats]:
    """Return S_d of the cases by domain, that of D4 being H; NaN where nothing is held."""
    s = {
        "D1": _combined(_group_percentiles(cases), group_weights(method), method),
        HAZARDS: np.array([case.hazard for case in cases]),
    }
    for domain in DOMAINS:
        columns = np.array([[c.percentiles.get(n, np.nan) for n in method.rated[domain]] for c in cases])
        s[domain] = _combined(columns, domain_weights_of(domain, method), method)
    return s


def scored_by_domain(
    cases: Sequence[Inputs], s: Mapping[str, Floats], reference: ReferenceSet, method: Method
) -> list[Score]:
    """Return the scores that given domain scores make."""
    weights = method.rating.weights
    q = {d: mid_rank(reference.scores[d], s[d]) for d in ("D1", *DOMAINS)}
    q[HAZARDS] = mid_rank(reference.hazards, s[HAZARDS])
    composite = significant(combine_domains(
        np.stack([q[d] for d in weights], axis=-1), s[HAZARDS], np.array(list(weights.values())), tuple(weights),
        EXPONENTIAL, method.rating,
    ))  # fmt: skip
    score = mid_rank(reference.scores["S"], composite)
    victims = [
        0.0 if g in method.rating.police_groups else w
        for g, w in zip(groups_of(method), group_weights(method), strict=True)
    ]
    alone = _combined(_group_percentiles(cases), np.array(victims), method)
    without = mid_rank(reference.scores["D1 without"], alone)
    return [
        Score(
            case.crime, dict(case.percentiles), {d: float(s[d][k]) for d in s}, {d: float(q[d][k]) for d in q},
            float(s[HAZARDS][k]), float(composite[k]), float(score[k]), float(without[k]),
        )
        for k, case in enumerate(cases)
    ]  # fmt: skip


def _group_percentiles(cases: Sequence[Inputs]) -> Floats:
    return np.array([case.crime.percentiles for case in cases])


def _combined(p: Floats, weights: Floats, method: Method) -> Floats:
    return significant(combine(p, weights, EXPONENTIAL, method.rating))
