"""The one-at-a-time table: the score and band under each other choice, all else as it is (S-34)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from placement_check.method import Method
from placement_check.rating.bands import band_of, lowest_band
from placement_check.rating.crime_evidence import combinations
from placement_check.rating.evidence import Evidence
from placement_check.rating.indicators import DOMAINS, domain_weights_of
from placement_check.rating.ranks import mid_rank, percentile_in
from placement_check.rating.rating import Alternative, Cap
from placement_check.rating.reference import TABLES, ReferenceSet
from placement_check.rating.scenarios import AGGREGATORS, Choice, choices
from placement_check.rating.score import DENSITY, RESIDENT, score_of
from placement_check.rating.shrinkage import significant
from placement_check.rating.transform import combine, combine_domains

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SKIPPED = "Over a tenth of the area within this bandwidth has no data."


def alternatives(
    evidence: Evidence, reference: ReferenceSet, method: Method, caps: Sequence[Cap]
) -> tuple[Alternative, ...]:
    """Return the table for a rated place, the central choice left out.

    Bands are by the cuts and caps, without floors. F1 and F2 rest on recorded crime and may themselves change with its
    bandwidth, half-life, denominator or weights; they are told at the central choice, beside the table.
    """
    first, here = method.rating.scenarios, _Here(evidence, reference, method)
    rows = [
        _row(choice.name, _text(choice, evidence, method), here, first + n, caps)
        for n, choice in enumerate(choices(method)) if n
    ]  # fmt: skip
    words, raised = "Records without a position counted here as well", _inflated(evidence)
    return (*rows, _central("unlocated", words, raised, reference, method, caps))


def _text(choice: Choice, evidence: Evidence, method: Method) -> str:
    """Return a choice in words; a bandwidth as it was used, raised where no smaller one is honest (S-22a, S-31a b)."""
    assert evidence.crime is not None  # noqa: S101 - only a rated place has alternatives
    if choice.bandwidth_m is None:
        return choice.text
    used = float(
        evidence.crime.h_m[combinations(method).index((choice.bandwidth_m, method.half_life_months)), 0]
    )
    return f"{choice.text}, raised to {used:,.0f} m here" if used > choice.bandwidth_m else choice.text


def own_point_row(
    evidence: Evidence, reference: ReferenceSet, method: Method, caps: Sequence[Cap]
) -> Alternative:
    """Return the line of an existing home without the records of its own map points (S-34, 2.4)."""
    words = "Without the records of the home's own map point"
    return _central("own_point", words, evidence, reference, method, caps)


def _central(
    name: str, text: str, evidence: Evidence, reference: ReferenceSet, method: Method, caps: Sequence[Cap]
) -> Alternative:
    """Return the line of other evidence under the central choice, ranked as the score itself is."""
    q = score_of(evidence, reference, method).score
    if np.isnan(q):
        return Alternative(name, text, None, None, SKIPPED)
    return Alternative(name, text, q, max(band_of(q, method.rating.band_cuts), lowest_band(caps)))


class _Here:
    """The place's percentiles, looked up once for all the choices."""

    def __init__(self, evidence: Evidence, reference: ReferenceSet, method: Method) -> None:
        self.evidence, self.reference, self.method = evidence, reference, method
        self._crime: dict[int, Floats] = {}
        self.figures = {d: self._percentiles(d) for d in DOMAINS}

    def _percentiles(self, domain: str) -> Floats:
        """Return the percentiles of a domain's indicators, NaN where missing."""
        figures = [(n, self.evidence.figures.get(n)) for n in self.method.rated[domain]]
        return np.array([
            np.nan if f is None else float(mid_rank(self.reference.values[n], f.value)) for n, f in figures
        ])  # fmt: skip

    def crime(self, combination: int, denominator: str) -> Floats:
        """Return P_g at one combination of bandwidth and half-life, by a denominator."""
        if combination not in self._crime:
            self._crime[combination] = _ranks(self.evidence, self.reference, combination)
        density, rate = self._crime[combination]
        rate = np.where(np.isnan(rate), density, rate)
        options: dict[str, Floats] = {"density": density, "resident": rate, "mean": (density + rate) / 2.0}
        return options[denominator]


def _row(name: str, text: str, here: _Here, s: int, caps: Sequence[Cap]) -> Alternative:
    q = _score(here, s)
    if np.isnan(q):
        return Alternative(name, text, None, None, SKIPPED)
    return Alternative(name, text, q, max(band_of(q, here.method.rating.band_cuts), lowest_band(caps)))


def _inflated(evidence: Evidence) -> Evidence:
    """Return the evidence with each group's records raised to what they would be had none lost its position (S-34).

    Only the place is raised, not the reference: an adverse bound.
    """
    assert evidence.crime is not None  # noqa: S101 - only a rated place has alternatives
    factor = 1.0 / (1.0 - evidence.unlocated)
    crime = replace(
        evidence.crime, events=evidence.crime.events * factor, n_star=evidence.crime.n_star * factor
    )
    return replace(evidence, crime=crime)


def _score(here: _Here, s: int) -> float:
    """Return Q under one fixed choice, by the same tables as the draws; NaN where its bandwidth gives no crime."""
    reference, m = here.reference, here.method.rating
    scenarios = reference.scenarios
    aggregator, denominator = AGGREGATORS[scenarios.aggregator[s]], m.denominators[scenarios.denominator[s]]
    p = here.crime(int(scenarios.combination[s]), denominator)
    if np.isnan(p).all():
        return float("nan")
    terms = {"D1": significant(combine(p, scenarios.omega[s], aggregator, m))}
    for domain, columns in here.figures.items():
        terms[domain] = significant(combine(columns, domain_weights_of(domain, here.method), aggregator, m))
    q = np.array([
        float(percentile_in(reference.tables[s, TABLES.index(d)], terms[d])) if d in terms else np.nan
        for d in m.weights
    ])  # fmt: skip
    hazard = np.array(here.evidence.hazard())
    composite = significant(combine_domains(q, hazard, scenarios.weights[s], tuple(m.weights), aggregator, m))
    return float(percentile_in(reference.tables[s, TABLES.index("S")], composite))


def _ranks(evidence: Evidence, reference: ReferenceSet, c: int) -> Floats:
    """Return percentiles by (denominator, group) at one combination, NaN where a figure is not given."""
    assert evidence.crime is not None  # noqa: S101 - only a rated place has alternatives
    crime = evidence.crime
    ranks = np.full((2, crime.events.shape[2]), np.nan)
    for d, exposure in ((DENSITY, crime.density), (RESIDENT, crime.rate)):
        star = crime.effective(exposure)
        for g in np.flatnonzero(~np.isnan(exposure[c, 0])):
            prior = reference.prior(c, evidence.force, d, int(g))
            theta = prior.posterior_mean(
                crime.n_star[c, 0, g], star[c, 0, g], crime.events[c, 0, g], exposure[c, 0, g]
            )
            ranks[d, g] = float(percentile_in(reference.theta_tables[c, d, g], theta))
    return ranks
