"""Recorded crime as the rating needs it: one row for each bandwidth and half-life that the draws may choose."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from placement_check.comparators import rate_is_given
from placement_check.crime import Scene
from placement_check.exposure import Exposure, expose_at, spacing_of
from placement_check.method import Method
from placement_check.spacing import least_bandwidth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def combinations(method: Method) -> list[tuple[float, float]]:
    """Return every bandwidth (metres) with every half-life (months), in the method's order (method 1.6)."""
    return list(product(method.rating.bandwidths_m, method.rating.half_lives_months))


def central(method: Method) -> int:
    """Return which combination is the central one."""
    return combinations(method).index((method.crime.h_m, method.half_life_months))


@dataclass(frozen=True, slots=True, eq=False)
class CrimeEvidence:
    """Crime round places; arrays are (combinations, places, groups), NaN where a figure cannot be given.

    ``events`` is Y, ``density`` e (km² years), ``rate`` e_R (thousands of resident years) and ``n_star``
    n*; ``uncovered`` is the share of the disc without data, ``h_m`` the bandwidth used in metres; both are
    (combinations, places).
    """

    events: Floats
    density: Floats
    rate: Floats
    n_star: Floats
    uncovered: Floats
    h_m: Floats

    def one(self, place: int) -> CrimeEvidence:
        """Return the evidence of one of the places."""
        return CrimeEvidence(*(getattr(self, n)[:, place : place + 1] for n in self.__dataclass_fields__))

    def effective(self, exposure: Floats) -> Floats:
        """Return e* = e n*/Y, or e where there is no event (S-18)."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.where(self.events > 0, exposure * self.n_star / self.events, exposure))


def crime_evidence(
    scene: Scene, x: NDArray[np.int64], y: NDArray[np.int64], own: NDArray[np.int64], method: Method
) -> tuple[CrimeEvidence, Exposure]:
    """Return the evidence for places at the centres of 100 m squares, and their central exposure.

    Each bandwidth is raised to the place's own smallest honest one (S-31a b); one whose uncovered share exceeds a
    tenth gives no figure (S-10).
    """
    spacing = spacing_of(scene, x, y, own, method)
    least = np.array([least_bandwidth(float(d), method.crime) for d in spacing])
    found: list[Exposure] = []
    for h in method.rating.bandwidths_m:
        wide = np.maximum(h, least)
        found += expose_at(scene, x, y, own, spacing, wide, method, method.rating.half_lives_months)
    return _evidence(found, method), found[central(method)]


def _evidence(found: list[Exposure], method: Method) -> CrimeEvidence:
    uncovered = np.array([f.uncovered for f in found])
    given = uncovered <= method.crime.max_uncovered_share
    rate = given & np.array([rate_is_given(f.residents, f.residents_missing, method) for f in found])
    columns = {n: np.array([getattr(f, n) for f in found]) for n in ("events", "e", "e_rate", "n_star")}
    return CrimeEvidence(
        events=np.where(given, columns["events"], np.nan), density=np.where(given, columns["e"], np.nan),
        rate=np.where(rate, columns["e_rate"] / 1000.0, np.nan), n_star=np.where(given, columns["n_star"], np.nan),
        uncovered=uncovered, h_m=np.array([f.h for f in found]),
    )  # fmt: skip
