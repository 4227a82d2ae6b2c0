"""Bands: the cuts on Q, completeness, what leaves a place not rated, the caps, and the printed set (S-27 to S-33)."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from placement_check.findings import Grade, worst
from placement_check.rating.rating import Cap

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from placement_check.method import Method, RatingMethod

__all__ = [
    "Cap", "Unrated", "band_of", "band_set", "bands_of", "caps_of", "completeness", "highest_end", "lowest_band",
    "why_not_rated",
]  # fmt: skip

# A sum of decimal fractions may miss its cut by a few units in the last place; no rule means so little.
_DUST = 1e-9


class Unrated(StrEnum):
    """Why a place is not rated (S-27, S-5a)."""

    CRIME_NOT_AVAILABLE = "crime_not_available"
    EVIDENCE_INCOMPLETE = "evidence_incomplete"
    REFERENCE_TOO_SMALL = "reference_too_small"


def band_of(q: float, cuts: Sequence[float]) -> int:
    """Return the band of a score Q by the cuts (S-28): a score on a cut is in the higher band.

    Raises
    ------
    ValueError
        If there is no score: a place without one is not rated, which is no band.
    """
    return int(bands_of(np.array([q]), cuts)[0])


def bands_of(q: NDArray[np.float64], cuts: Sequence[float]) -> NDArray[np.int64]:
    """Return the band of each score, as ``band_of``."""
    if np.isnan(q).any():
        raise ValueError("a missing score has no band: the place is not rated")
    return np.asarray(
        1 + np.searchsorted(np.asarray(cuts, dtype=np.float64), q, side="right"), dtype=np.int64
    )


def completeness(held: Mapping[str, Mapping[str, bool]], method: Method) -> float:
    """Return C = sum of W_d x the share of the domain's weight that is held at the place, 0 to 1 (S-27).

    ``held`` says, by domain and indicator, what was answered; what it does not name is not held.

    Raises
    ------
    ValueError
        If it names a domain or an indicator that the method does not rate.
    """
    strange = [f"{d} {i}" for d, some in held.items() for i in some if i not in method.rated.get(d, {})]
    if strange:
        raise ValueError(f"method {method.version} does not rate {', '.join(sorted(strange))}")
    parts = []
    for domain, weight in method.rating.weights.items():
        rated, here = method.rated[domain], held.get(domain, {})
        share = math.fsum(w for i, w in rated.items() if here.get(i, False)) / math.fsum(rated.values())
        parts.append(weight * share)
    return math.fsum(parts) / math.fsum(method.rating.weights.values())


def why_not_rated(
    *, crime_available: bool, completeness: float, reference_n: int, method: Method
) -> tuple[Unrated, ...]:
    """Return why a place is not rated (S-27, S-5a); empty where it is. It is never a finding of low risk."""
    reasons = []
    if not crime_available:
        reasons.append(Unrated.CRIME_NOT_AVAILABLE)
    if completeness < method.rating.completeness_min - _DUST:
        reasons.append(Unrated.EVIDENCE_INCOMPLETE)
    if reference_n < method.force_min_points:
        reasons.append(Unrated.REFERENCE_TOO_SMALL)
    return tuple(reasons)


def caps_of(
    *, completeness: float, crime_grade: Grade, national: bool, method: RatingMethod
) -> tuple[Cap, ...]:
    """Return what keeps the place out of band 1: incomplete or poor evidence (S-28), a local reference (S-5a)."""
    wanted = Grade(method.band_1_grade)
    caps = []
    if completeness < method.completeness_band_1 - _DUST or worst(crime_grade, wanted) is not wanted:
        caps.append(Cap.EVIDENCE_INCOMPLETE)
    if not national:
        caps.append(Cap.LOCAL_REFERENCE)
    return tuple(caps)


def lowest_band(caps: Sequence[Cap]) -> int:
    """Return the lowest band that the caps leave: the band is the greater of this and that of the cuts (S-28)."""
    return 2 if caps else 1


def band_set(probabilities: Sequence[float], mass: float, also: Iterable[int] = ()) -> tuple[int, ...]:
    """Return the bands to print, contiguous and rising, of the probabilities of band 1, 2, ... (S-33).

    The shortest set that holds the modal band and at least ``mass``; of two as short, the one of higher bands; of two
    modes, the higher. Widened to hold ``also``: the final band, and that of the adverse bound.

    Raises
    ------
    ValueError
        If all bands together do not hold ``mass``.
    """
    count = len(probabilities)
    if not math.fsum(probabilities) >= mass - _DUST:
        raise ValueError(f"the probabilities {list(probabilities)} hold less than {mass:g} in all")
    modal = max(range(count), key=lambda i: (probabilities[i], i))
    first, last = next(
        (start, start + length)
        for length in range(1, count + 1)
        for start in range(min(modal, count - length), max(-1, modal - length), -1)
        if math.fsum(probabilities[start : start + length]) >= mass - _DUST
    )
    bands = {first + 1, last, *also}
    return tuple(range(min(bands), max(bands) + 1))


def highest_end(low: Sequence[float], high: Sequence[float], mass: float) -> int:
    """Return the highest upper end of the band sets of all distributions between two (S-33, decision 0008).

    Each is given by the probabilities of bands 1 to 4, ``low`` never above ``high`` in any Pr(band >= k). The shortest
    set may lose its highest band when probability moves upward, as {3, 4} becomes {3}; so the end of what is missing
    taken at its worst does not bound the ends between, and each is looked at.
    """
    rest = 1.0 - mass + _DUST
    (_, low2, low3, low4), (_, high2, high3, high4) = _tails(low), _tails(high)
    enough = mass - _DUST
    triple = high2 >= enough and high3 > rest and high4 > max(low2, enough) - enough
    if high4 > rest or (high3 >= enough and high4 > max(low3, enough) - enough) or triple:
        return 4
    if high3 > rest or (high2 - low4 >= enough and high3 > max(low2, enough + low4) - enough):
        return 3
    return 2 if high2 > rest else 1


def _tails(probabilities: Sequence[float]) -> tuple[float, float, float, float]:
    _, two, three, four = probabilities
    return 1.0, two + three + four, three + four, four
