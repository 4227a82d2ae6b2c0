"""The one-at-a-time table: the score and band under each other choice, all else as it is (S-34)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from placement_check.method import Method
from placement_check.rating.bands import band_of, lowest_band
from placement_check.rating.composite import composite, crime_ranked, figures_ranked
from placement_check.rating.crime_evidence import combinations
from placement_check.rating.crime_percentiles import by_denominator, percentiles_of, posteriors
from placement_check.rating.evidence import Evidence
from placement_check.rating.indicators import DOMAINS
from placement_check.rating.ranks import mid_rank
from placement_check.rating.rating import Alternative, Cap
from placement_check.rating.reference import ReferenceSet
from placement_check.rating.scenarios import Choice, choices
from placement_check.rating.score import score_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SKIPPED = "Over a tenth of the area within this bandwidth has no data."


def alternatives(
    evidence: Evidence, reference: ReferenceSet, method: Method, caps: Sequence[Cap]
) -> tuple[Alternative, ...]:
    """Return the table for a rated place, the central choice left out.

    Bands are by the cuts and caps, without floors. F1 and F2 rest on recorded crime and may themselves change with its
    bandwidth, half-life, denominator or weights; they are told at the central choice, beside the table.
    """
    others = list(enumerate(choices(method)))[1:]
    used = method.rating.scenarios + np.array([n for n, _ in others])
    found = _scores(evidence, reference, used, method)
    rows = [_row(choice.name, _text(choice, evidence, method), float(q), method, caps)
            for (_, choice), q in zip(others, found, strict=True)]  # fmt: skip
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
    return _row(name, text, score_of(evidence, reference, method).score, method, caps)


def _row(name: str, text: str, q: float, method: Method, caps: Sequence[Cap]) -> Alternative:
    if np.isnan(q):
        return Alternative(name, text, None, None, SKIPPED)
    return Alternative(name, text, q, max(band_of(q, method.rating.band_cuts), lowest_band(caps)))


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


def _scores(
    evidence: Evidence, reference: ReferenceSet, used: NDArray[np.int64], method: Method
) -> NDArray[np.float64]:
    """Return Q under each fixed choice, by the same tables as the draws; NaN where its bandwidth gives no crime."""
    mean, _ = posteriors(evidence, reference)
    ranks = percentiles_of(mean[:, reference.scenarios.combination[used]][:, :, None, :], used, reference)
    p = by_denominator(ranks, used, reference, method)
    q = {"D1": crime_ranked(p, used, reference, method)}
    for domain in DOMAINS:
        figures = [(n, evidence.figures.get(n)) for n in method.rated[domain]]
        columns = [np.nan if f is None else mid_rank(reference.values[n], f.value) for n, f in figures]
        all_alike = np.broadcast_to(np.array(columns), (used.size, 1, len(columns)))
        q[domain] = figures_ranked(all_alike, domain, used, reference, method)
    hazard = np.full((used.size, 1), evidence.hazard())
    terms = np.stack([q.get(d, np.full(hazard.shape, np.nan)) for d in method.rating.weights], axis=-1)
    found = composite(terms, hazard, used, reference, method)
    return np.asarray(np.where(np.isnan(p).all(axis=-1), np.nan, found)[:, 0])
