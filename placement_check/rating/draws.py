"""The seeded draws: how far score and band depend on chance, on choices and on what is missing (S-31, S-31a).

Every indicator has a stream of random numbers of its own, drawn from whether it is missing or not: taking one datum
away moves no other draw, so that two states of the evidence are compared under the same chances (decision 0008).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from placement_check.method import Method
from placement_check.rating.bands import bands_of, highest_end, lowest_band
from placement_check.rating.composite import composite, crime_ranked, figures_ranked
from placement_check.rating.crime_percentiles import by_denominator, percentiles_of, posteriors
from placement_check.rating.evidence import Evidence, Hazard
from placement_check.rating.floors import f1_bands, f1_fires, f2_fires, f3_fires
from placement_check.rating.indicators import DOMAINS, adverse_hazard, missing_hazard, names_of
from placement_check.rating.ranks import mid_rank
from placement_check.rating.rating import Cap
from placement_check.rating.reference import DENSITY, RESIDENT, ReferenceSet
from placement_check.rating.transform import HAZARDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Streams = Mapping[str, np.random.Generator]


class Missing(Enum):
    """How the draws take what is missing: at random (S-31), or at its least or worst, which bound the band set."""

    DRAWN = auto()
    LEAST = auto()
    WORST = auto()

    def percentiles(self, drawn: Floats, worst: float) -> Floats:
        """Return the percentiles to take, of those drawn; at its worst a missing one is never below ``worst``."""
        if self is Missing.DRAWN:
            return drawn
        return np.zeros(1) if self is Missing.LEAST else np.maximum(drawn, worst)


class Draws(NamedTuple):
    """Scores and bands, (scenarios, draws of each); ``used`` scenarios of the release's, the others being skipped.

    ``least`` and ``worst`` are the bands with what is missing at its least and at its worst.
    """

    score: Floats
    band: NDArray[np.int64]
    used: NDArray[np.int64]
    least: NDArray[np.int64]
    worst: NDArray[np.int64]

    def shares(self) -> tuple[float, float, float, float]:
        """Return the share of the draws in each band."""
        return _shares(self.band)

    def end(self, mass: float) -> int:
        """Return the highest upper end of the band set, wherever what is missing may lie (S-33, decision 0008)."""
        return highest_end(_shares(self.least), _shares(self.worst), mass)


def _shares(band: NDArray[np.int64]) -> tuple[float, float, float, float]:
    n = [float((band == number).mean()) for number in (1, 2, 3, 4)]
    return n[0], n[1], n[2], n[3]


def draw(
    evidence: Evidence, reference: ReferenceSet, rng: np.random.Generator, method: Method, caps: Sequence[Cap], *,
    visited: bool, least_band: int = 1,
) -> Draws:  # fmt: skip
    """Return the draws for a place whose recorded crime is held.

    No draw's band is below ``least_band``, a floor that holds in each of them alike.

    Scenarios whose bandwidth leaves over a tenth of the disc without data are skipped (S-10 in 9.11).
    """
    assert evidence.crime is not None  # noqa: S101 - only a rated place is drawn for
    m, chosen = method.rating, reference.scenarios
    here = np.asarray(~np.isnan(evidence.crime.events[:, 0]).all(axis=1))
    used = np.flatnonzero(here[chosen.combination[: m.scenarios]])
    known = _known(evidence, reference, used, rng, method)
    score, band = _banded(known, Missing.DRAWN, reference, method, caps, visited=visited)
    band = np.maximum(band, least_band)
    if known.whole:
        return Draws(score, band, used, band, band)
    # What is missing may itself be why band 1 is capped, and before it was lost nothing was.
    kept = [cap for cap in caps if cap is not Cap.EVIDENCE_INCOMPLETE]
    _, least = _banded(known, Missing.LEAST, reference, method, kept, visited=visited)
    _, worst = _banded(known, Missing.WORST, reference, method, caps, visited=visited)
    return Draws(score, band, used, np.maximum(least, least_band), np.maximum(worst, least_band))


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What is drawn of the evidence itself, and what each missing indicator would be at random; NaN for the missing.

    ``crime`` and ``figures`` are percentiles by (scenario, draw, indicator); ``hazard`` is H of the classes held,
    ``lost`` the drawn index and the worst one of each class that is missing.
    """

    used: NDArray[np.int64]
    crime: Floats
    fires: NDArray[np.bool_]
    crime_drawn: Floats
    figures: Mapping[str, Floats]
    figures_drawn: Mapping[str, Floats]
    hazard: Floats
    lost: tuple[tuple[Floats, float], ...]
    _ranks: dict[str, Floats] = field(default_factory=dict)

    def ranked(self, domain: str, whole: bool, rank: Callable[[], Floats]) -> Floats:
        """Return a domain's percentiles; one of which nothing is missing is ranked once for all the draws made."""
        if not whole:
            return rank()
        if domain not in self._ranks:
            self._ranks[domain] = rank()
        return self._ranks[domain]

    @property
    def whole(self) -> bool:
        """Whether nothing is missing."""
        columns = (self.crime, *self.figures.values())
        return not self.lost and not any(np.isnan(c).any() for c in columns)


def _known(
    evidence: Evidence,
    reference: ReferenceSet,
    used: NDArray[np.int64],
    rng: np.random.Generator,
    method: Method,
) -> _Known:
    shape = (used.size, method.rating.draws // method.rating.scenarios)
    names = [*method.rated["D1"], "blind", *names_of(method)]
    streams = dict(zip(names, rng.spawn(len(names)), strict=True))
    ranks, fires = _crime(evidence, reference, used, shape, streams, method)
    figures = {d: _figures(evidence, d, reference, shape, streams, method) for d in DOMAINS}
    hazard, lost = _hazards(evidence, reference, shape, streams, method)
    return _Known(
        used=used, crime=by_denominator(ranks, used, reference, method), fires=fires,
        crime_drawn=_even(method.rated["D1"], shape, streams),
        figures=figures, figures_drawn={d: _even(method.rated[d], shape, streams) for d in DOMAINS},
        hazard=hazard, lost=lost,
    )  # fmt: skip


def _even(names: Mapping[str, float], shape: tuple[int, int], streams: Streams) -> Floats:
    """Return U(0, 100) for each indicator from its own stream (S-31)."""
    return np.stack([streams[name].uniform(0.0, 100.0, shape) for name in names], axis=-1)


def _banded(
    known: _Known,
    missing: Missing,
    reference: ReferenceSet,
    method: Method,
    caps: Sequence[Cap],
    *,
    visited: bool,
) -> tuple[Floats, NDArray[np.int64]]:
    """Return scores and final bands, the floors applied in each draw (1.6)."""
    m, used, names = method.rating, known.used, list(method.rating.weights)
    q = np.full((*known.hazard.shape, len(names)), np.nan)
    # A lost offence group may have had any percentile in a draw, whatever its central one was.
    lost = np.isnan(known.crime)
    p = np.where(lost, missing.percentiles(known.crime_drawn, 100.0), known.crime)
    q[..., names.index("D1")] = known.ranked(
        "D1", not lost.any(), lambda: crime_ranked(p, used, reference, method)
    )
    for domain, figures in known.figures.items():
        taken = missing.percentiles(known.figures_drawn[domain], m.adverse_percentile)
        gone = np.isnan(figures)
        columns = np.where(gone, taken, figures)
        rank = partial(figures_ranked, columns, domain, used, reference, method)
        q[..., names.index(domain)] = known.ranked(domain, not gone.any(), rank)
    hazard = known.hazard
    for drawn, worst in known.lost:
        hazard = np.fmax(hazard, missing.percentiles(drawn, worst))
    score = composite(q, hazard, used, reference, method)
    fires = known.fires | lost if missing is Missing.WORST else known.fires
    band = np.maximum(bands_of(score, m.band_cuts), lowest_band(caps))
    band = np.maximum(band, f1_bands(fires, m))
    band = np.where(f2_fires(q[..., names.index("D1")], m), np.maximum(band, m.f2_band), band)
    band = np.where(f3_fires(hazard, visited, m), np.maximum(band, m.f3_band), band)
    return score, band


def _crime(
    evidence: Evidence, reference: ReferenceSet, used: NDArray[np.int64], shape: tuple[int, int],
    streams: Streams, method: Method,
) -> tuple[Floats, NDArray[np.bool_]]:  # fmt: skip
    """Return percentiles (denominator, scenario, draw, group), and where a group's drawn density fires F1.

    Density and rate share one relative error, Gamma(a, 1)/a with a = alpha + n* (S-31a a), and one lognormal error
    for the part of the disc without data (S-10). Where no variation could be told (A = 0) theta is the mean, and
    neither moves it (S-20); where that is so of density alone, a is that of the rate.
    """
    combination = reference.scenarios.combination[used]
    mean, shapes = posteriors(evidence, reference)
    told = np.isfinite(shapes)[:, combination][:, :, None, :]
    error = _errors(np.where(np.isinf(shapes[DENSITY]), shapes[RESIDENT], shapes[DENSITY])[combination],
                    shape, streams, method)  # fmt: skip
    error *= _blind(evidence, combination, shape, streams["blind"], method)
    theta = mean[:, combination][:, :, None, :] * np.where(told, error, 1.0)
    ranks = percentiles_of(theta, used, reference)
    cut = reference.f1_cuts(method)[combination][:, None, :]
    return ranks, f1_fires(theta[DENSITY], cut, ranks[RESIDENT], method.rating) & told[DENSITY]


def _errors(a: Floats, shape: tuple[int, int], streams: Streams, method: Method) -> Floats:
    """Return relative errors Gamma(a, 1)/a by (scenario, draw, group); 1 where there is nothing to vary."""
    varies = np.isfinite(a) & (a > 0)
    shapes = np.where(varies, a, 1.0)[:, None, :]
    drawn = [
        streams[name].standard_gamma(np.broadcast_to(shapes[..., g], shape))
        for g, name in enumerate(method.rated["D1"])
    ]
    return np.where(varies[:, None, :], np.stack(drawn, axis=-1) / shapes, 1.0)


def _blind(
    evidence: Evidence, combination: NDArray[np.int64], shape: tuple[int, int], rng: np.random.Generator,
    method: Method,
) -> Floats:  # fmt: skip
    """Return exp(N(0, 2s)) where the uncovered share s of the disc exceeds 0.005, else 1 (S-10 in 9.11)."""
    assert evidence.crime is not None  # noqa: S101 - the caller has looked
    share = evidence.crime.uncovered[combination, 0]
    spread = np.where(
        share > method.rating.uncovered_noise_from, method.rating.uncovered_noise_factor * share, 0.0
    )
    z = rng.standard_normal(shape)[:, :, None]
    return np.asarray(np.exp(z * np.nan_to_num(spread)[:, None, :]))


def _figures(
    evidence: Evidence, domain: str, reference: ReferenceSet, shape: tuple[int, int], streams: Streams,
    method: Method,
) -> Floats:  # fmt: skip
    """Return percentiles of a domain's indicators over the location's range (S-1a), NaN where missing.

    One draw of each scenario stands for all where no figure has a range.
    """
    columns = []
    for name in method.rated[domain]:
        figure, value = evidence.figures.get(name), np.full((shape[0], 1), np.nan)
        if figure is None:
            _moved(
                streams[name], shape
            )  # its numbers are taken all the same: see reading 31 of decision 0008
        elif figure.low == figure.high:
            value[:] = figure.value
        else:
            moved = _moved(streams[name], shape)
            value = np.interp(moved, [-1.0, 0.0, 1.0], [figure.low, figure.value, figure.high])
        columns.append(mid_rank(reference.values[name], value))
    return np.stack(np.broadcast_arrays(*columns), axis=-1)


def _moved(rng: np.random.Generator, shape: tuple[int, int]) -> Floats:
    """Return how much nearer or farther a point drawn evenly from the disc of radius 1 is, seen from afar (S-1a).

    Drawn for each figure on its own (decision 0008, reading 27).
    """
    return np.asarray(np.sqrt(rng.random(shape)) * np.cos(2.0 * np.pi * rng.random(shape)))


def _hazards(
    evidence: Evidence, reference: ReferenceSet, shape: tuple[int, int], streams: Streams, method: Method
) -> tuple[Floats, tuple[tuple[Floats, float], ...]]:
    """Return H of the classes held, the point moved as it may be (S-1a), and each lost one drawn and at its worst."""
    out, lost = np.full(shape, np.nan), []
    for name in method.rated[HAZARDS]:
        hazard, moved = evidence.hazards.get(name), _moved(streams[name], shape)
        if hazard is not None:
            out = np.fmax(out, _index(hazard, moved))
        else:
            stored = reference.values[name]
            drawn = missing_hazard(streams[name].uniform(0.0, 100.0, shape), stored, method)
            lost.append((drawn, adverse_hazard(stored, method)))
    return out, tuple(lost)


def _index(hazard: Hazard, moved: Floats) -> Floats:
    """Return 100 K(d; h) of the moved point, the hazard taken as straight over so short a way (0008, 27)."""
    d = (
        np.abs(hazard.metres + hazard.uncertainty_m * moved)
        if np.isfinite(hazard.metres)
        else np.full(moved.shape, np.inf)
    )
    return np.asarray(
        np.where(d < hazard.reach_m, 100.0 * (1.0 - np.fmin(d / hazard.reach_m, 1.0) ** 2) ** 2, 0.0)
    )
