"""The rating of a place, top to bottom: central score, caps, floors, triggers, draws, band set (method 9.4, 9.5)."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from placement_check.method import Method
from placement_check.rating import draws as drawing
from placement_check.rating import floors as rules
from placement_check.rating.adverse import adverse_band, densities
from placement_check.rating.alternatives import alternatives, own_point_row
from placement_check.rating.bands import band_of, band_set, caps_of, completeness, lowest_band, why_not_rated
from placement_check.rating.evidence import Evidence
from placement_check.rating.facts import facts
from placement_check.rating.indicators import DOMAINS
from placement_check.rating.ranks import percentile_of
from placement_check.rating.rating import (
    Cap,
    DomainRating,
    Floor,
    GroupRating,
    IndicatorRating,
    Rating,
    Reference,
    Spread,
    Trigger,
)
from placement_check.rating.reference import DENSITY, RESIDENT, ReferenceSet
from placement_check.rating.scenarios import group_weights, groups_of
from placement_check.rating.score import Score, score_of
from placement_check.rating.seed import generator

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def rate(
    evidence: Evidence, reference: ReferenceSet | None, about: Reference, method: Method, seed: int, *,
    visited: bool = False, draw: bool = True, own_point: Evidence | None = None,
    lost: Collection[str] = (),
) -> Rating:  # fmt: skip
    """Return the rating of a place.

    Parameters
    ----------
    about
        What the place is compared with; its size decides whether it can be rated at all (S-5a).
    seed
        Of the draws, fixed by place, purpose, data and method (S-32).
    visited
        Whether a dated site visit records mitigation of the hazards: it lifts F3.
    draw
        Without draws there is no interval and no band set, and the rating must not be printed as a score.
    own_point
        For an existing home: its evidence without the records of its own map points (2.4).
    lost
        Indicators of layers that an earlier release held and this one does not.
    """
    complete = completeness(evidence.held(method), method)
    available = bool(evidence.groups(method).any())
    if reference is None:
        return _unranked(evidence, about, method, complete, available=available, visited=visited)
    score = score_of(evidence, reference, method)
    reasons = why_not_rated(
        crime_available=available, completeness=complete, reference_n=about.n, method=method
    )
    caps = caps_of(
        completeness=complete, crime_grade=evidence.grade, national=reference.national, method=method.rating
    )
    rated = replace(
        _described(evidence, score, reference, about, method, complete),
        floors=_floors(score, reference, method, visited=visited),
        triggers=_triggers(evidence, score, method), not_rated=tuple(r.value for r in reasons),
    )  # fmt: skip
    if reasons:
        return rated
    gone = tuple(name for name in rated.would_change if name in lost)
    if gone:
        rated = _held_up(rated, gone, score, reference, method, caps, visited=visited)
    rated = _centred(rated, score, caps, method)
    if not draw:
        return rated
    rated = _spread(rated, evidence, score, reference, method, seed, caps, visited=visited)
    rows = () if own_point is None else (own_point_row(own_point, reference, method, caps),)
    return replace(rated, alternatives=(*rated.alternatives, *rows))


def _held_up(
    rated: Rating, gone: tuple[str, ...], score: Score, reference: ReferenceSet, method: Method, caps: tuple[Cap, ...],
    *, visited: bool,
) -> Rating:  # fmt: skip
    """Return the rating with the floor of what an earlier release held, so that no band falls with a lost layer."""
    band = adverse_band(gone, score, reference, method, caps, visited=visited)
    return replace(rated, floors=(*rated.floors, *rules.lost(gone, band)))


def _centred(rated: Rating, score: Score, caps: tuple[Cap, ...], method: Method) -> Rating:
    """Return the rating with the central score and its band: by cuts, caps and then floors (S-28, S-29)."""
    cut = band_of(score.score, method.rating.band_cuts)
    band = max(cut, lowest_band(caps))
    return replace(
        rated, score=score.score, plain_mean=score.plain_mean(method), caps=caps if band > cut else (),
        applicable_caps=caps, band=band, final=rules.highest(band, rated.floors),
    )  # fmt: skip


def _unranked(
    evidence: Evidence, about: Reference, method: Method, complete: float, *, available: bool, visited: bool
) -> Rating:
    """Return the rating of a place that nothing is held to compare with."""
    reasons = why_not_rated(crime_available=available, completeness=complete, reference_n=0, method=method)
    hazard = evidence.hazard()
    floor = rules.f3(hazard, visited, method.rating)
    return Rating(
        reference=about, completeness=complete, groups=(), indicators=(), domains=(),
        hazard=None if math.isnan(hazard) else hazard, score=None, plain_mean=None, spread=None, band=None, caps=(),
        floors=() if floor is None else (floor,), triggers=(), final=None, not_rated=tuple(r.value for r in reasons),
        would_change=_missing(evidence, method), without_police_generated=None, alternatives=(), facts=(),
    )  # fmt: skip


def _described(
    evidence: Evidence,
    score: Score,
    reference: ReferenceSet,
    about: Reference,
    method: Method,
    complete: float,
) -> Rating:
    """Return everything about the score that does not depend on whether the place is rated."""
    return Rating(
        reference=about, completeness=complete, groups=_groups(score, method),
        indicators=tuple(
            IndicatorRating(n, w, score.percentiles.get(n)) for d in DOMAINS for n, w in method.rated[d].items()
        ),
        domains=_domains(evidence, score, method), hazard=_or_none(score.hazard), score=None, plain_mean=None,
        spread=None, band=None, caps=(), floors=(), triggers=(), final=None, not_rated=(),
        would_change=_missing(evidence, method),
        without_police_generated=_or_none(score.without), alternatives=(), facts=(),
    )  # fmt: skip


def _or_none(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _groups(score: Score, method: Method) -> tuple[GroupRating, ...]:
    crime = score.crime
    return tuple(
        GroupRating(
            group, float(weight), float(crime.theta[DENSITY, g]), _or_none(crime.theta[RESIDENT, g]),
            float(crime.ranks[DENSITY, g]), _or_none(crime.ranks[RESIDENT, g]), float(crime.percentiles[g]),
            bool(crime.variation[g]),
        )
        for g, (group, weight) in enumerate(zip(groups_of(method), group_weights(method), strict=True))
        if not math.isnan(crime.ranks[DENSITY, g])
    )  # fmt: skip


def _domains(evidence: Evidence, score: Score, method: Method) -> tuple[DomainRating, ...]:
    held_here = evidence.held(method)
    shares = {
        d: math.fsum(w for n, w in rated.items() if held_here[d][n]) / math.fsum(rated.values())
        for d, rated in method.rated.items()
    }
    return tuple(
        DomainRating(d, w, shares[d], _or_none(score.s[d]), _or_none(score.q[d]))
        for d, w in method.rating.weights.items()
    )


def _missing(evidence: Evidence, method: Method) -> tuple[str, ...]:
    """Return the rated indicators that are missing here: what would raise completeness (S-27)."""
    return tuple(n for some in evidence.held(method).values() for n, there in some.items() if not there)


def _floors(score: Score, reference: ReferenceSet, method: Method, *, visited: bool) -> tuple[Floor, ...]:
    m = method.rating
    found = (
        rules.f1(densities(score, reference, method), m),
        rules.f2(score.q["D1"], m),
        rules.f3(score.hazard, visited, m),
    )
    return tuple(floor for floor in found if floor is not None)


def _triggers(evidence: Evidence, score: Score, method: Method) -> tuple[Trigger, ...]:
    m, (density, rate_) = method.rating, score.crime.ranks
    gap = float(rules.denominator_gap(density, rate_, group_weights(method)))
    found = (rules.rt3(evidence.top_share, m), rules.rt4(gap, m), rules.rt5(score.q, m))
    return tuple(trigger for trigger in found if trigger is not None)


def _spread(
    rated: Rating, evidence: Evidence, score: Score, reference: ReferenceSet, method: Method, seed: int,
    caps: tuple[Cap, ...], *, visited: bool,
) -> Rating:  # fmt: skip
    """Return the rating with its interval, band set, one-at-a-time table and the facts that would change it."""
    m = method.rating
    lost = max((f.band for f in rated.floors if f.code == "LOST"), default=1)
    drawn = drawing.draw(evidence, reference, generator(seed), method, caps, visited=visited, least_band=lost)
    low, high = (percentile_of(drawn.score, p) for p in m.interval_percentiles)
    assert rated.final is not None  # noqa: S101 - the caller has rated it
    assert rated.score is not None  # noqa: S101 - the caller has rated it
    also = [rated.final, drawn.end(m.band_set_mass)]
    if rated.would_change:
        also.append(adverse_band(rated.would_change, score, reference, method, caps, visited=visited))
    bands, narrow = (band_set(drawn.shares(), m.band_set_mass, more) for more in (also, ()))
    reach = dict(zip(("final band", "what is missing", "adverse bound"), also, strict=False))
    raised = tuple(name for name, band in reach.items() if band == bands[-1] > narrow[-1])
    spread = Spread(
        (min(low, rated.score), max(high, rated.score)), drawn.shares(), bands,
        int(drawn.score.size), int(drawn.used.size), seed, raised,
    )  # fmt: skip
    return replace(
        rated, spread=spread, alternatives=alternatives(evidence, reference, method, caps),
        facts=facts(rated, evidence, score, reference, method, visited=visited),
    )  # fmt: skip
