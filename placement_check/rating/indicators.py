"""The indicators outside crime, as the rating takes them: figures, their percentiles, and the hazard index.

A figure is turned so that higher is worse: for a service that helps by being there, fewer is worse (method 1.2, D6).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from placement_check.comparators import Comparators
from placement_check.method import Method
from placement_check.rating.ranks import mid_rank
from placement_check.rating.transform import HAZARDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DOMAINS = ("D3", "D6")


def names_of(method: Method) -> tuple[str, ...]:
    """Return every rated indicator outside crime, in the method's order."""
    return tuple(name for domain in ("D3", HAZARDS, "D6") for name in method.rated[domain])


def signs_of(layers: Mapping[str, Mapping[str, Any]], method: Method) -> dict[str, float]:
    """Return -1 for each indicator whose manifest says that a lower figure is the worse one, 1 for the others."""
    said = {i["id"]: i["worse"] for entry in layers.values() for i in entry["indicators"]}
    asked = {name: about["worse"] for name, about in method.asked_of_councils.items()}
    return {name: -1.0 if {**asked, **said}.get(name) == "lower" else 1.0 for name in names_of(method)}


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Reference points' figures and their percentiles among themselves, (indicators, points), NaN unknown.

    ``hazard`` is H of each point from the classes held there (S-24 D4).
    """

    names: tuple[str, ...]
    figures: Floats
    ranks: Floats
    hazard: Floats

    def percentiles(self, domain: str, method: Method) -> Floats:
        """Return the percentiles of a domain's indicators, (points, indicators)."""
        return np.asarray(self.ranks[[self.names.index(n) for n in method.rated[domain]]].T)

    def drawn_hazard(self, rng: np.random.Generator, method: Method) -> Floats:
        """Return H of every point, with a draw for each class that no point has (S-31a d)."""
        rows = [self.names.index(n) for n in method.rated[HAZARDS]]
        missing = int(np.isnan(self.figures[rows]).all(axis=1).sum())
        return drawn_hazard(self.hazard, missing, rng, method)


def drawn_hazard(hazard: Floats, missing: int, rng: np.random.Generator, method: Method) -> Floats:
    """Return H with so many missing classes drawn: U(0, 100) with the method's probability, else 0 (S-31a d)."""
    out = hazard
    for _ in range(missing):
        there = rng.random(out.shape) < method.rating.missing_hazard_probability
        out = np.fmax(out, np.where(there, rng.uniform(0.0, 100.0, out.shape), 0.0))
    return out


def missing_hazard(percentile: Floats, stored: Floats, method: Method) -> Floats:
    """Return the index of a class missing at the place, at percentiles of the distribution it is drawn from.

    That of the reference where it holds the class (``stored``, sorted), else U(0, 100) with the method's probability
    and 0 otherwise (S-31a d).
    """
    share = np.asarray(percentile, dtype=np.float64) / 100.0
    if stored.size:
        return np.asarray(stored[np.minimum((share * stored.size).astype(np.int64), stored.size - 1)])
    there = method.rating.missing_hazard_probability
    return np.asarray(np.clip(100.0 * (share - (1.0 - there)) / there, 0.0, 100.0))


def adverse_hazard(stored: Floats, method: Method) -> float:
    """Return an index that no class with a percentile of at most 90 exceeds (S-33)."""
    bound = method.rating.adverse_percentile
    if not stored.size:
        return float(missing_hazard(np.array(bound), stored, method))
    above = int(np.searchsorted(mid_rank(stored, stored), bound, side="right"))
    return float(stored[min(above, stored.size - 1)])


def domain_weights_of(domain: str, method: Method) -> Floats:
    """Return the weights of a domain's indicators, in the method's order."""
    return np.array(list(method.rated[domain].values()))


def panel_of(
    compared: Comparators, signs: Mapping[str, float], at: NDArray[np.int64], method: Method
) -> Panel:
    """Return the panel of some reference points."""
    names, nothing = names_of(method), np.full(at.size, np.nan)
    figures = np.array(
        [signs[n] * compared.values[n][at] if n in compared.values else nothing for n in names]
    )
    ranks = np.array([mid_rank(np.sort(row[np.isfinite(row)]), row) for row in figures])
    hazards = figures[[names.index(n) for n in method.rated[HAZARDS]]]
    return Panel(names, figures, ranks, np.fmax.reduce(hazards, axis=0))
