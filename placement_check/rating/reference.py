"""The reference set as a release holds it: what a place's figures are ranked against (method S-5, S-5a, S-31a)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.release import Release
from geodata.store import Store
from placement_check.method import Method
from placement_check.rating.indicators import names_of
from placement_check.rating.scenarios import Scenarios
from placement_check.rating.shrinkage import Prior

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DENSITY, RESIDENT = 0, 1
TABLES = ("D1", "D3", "D6", "S")
SCENARIO_ARRAYS = ("weights", "omega", "denominator", "combination", "aggregator")


@dataclass(frozen=True, slots=True, eq=False)
class ReferenceSet:
    """One reference set.

    ``thetas`` are sorted posterior means at the central choice by (denominator, group), NaN last; ``theta_tables``
    their quantile tables by (combination, denominator, group). ``priors`` is by (combination, force, denominator,
    group, [mean, alpha, beta]). ``scores`` are the sorted central S_d, S and S1 without police-generated groups;
    ``tables`` their quantile tables by (scenario, table), the alternatives after the random scenarios. ``values`` are
    the sorted figures of the other indicators, higher the worse, and ``hazards`` the sorted H.
    """

    name: str
    n: int
    points: str
    national: bool
    forces: tuple[str, ...]
    thetas: Floats
    theta_tables: Floats
    priors: Floats
    scores: Mapping[str, Floats]
    values: Mapping[str, Floats]
    hazards: Floats
    scenarios: Scenarios
    tables: Floats

    def prior(self, combination: int, force: str, denominator: int, group: int) -> Prior:
        """Return the prior of a force's figures."""
        row = self.priors[combination, self.forces.index(force), denominator, group]
        return Prior(float(row[0]), float(row[1]), float(row[2]))

    def f1_cuts(self, method: Method) -> Floats:
        """Return F1's percentile of density by (combination, group), as the tables hold it; NaN where there is none."""
        size = method.rating.quantile_points
        return self.theta_tables[:, DENSITY, :, round(method.rating.f1_percentile / 100.0 * (size - 1))]


def reference_of(store: Store, method: Method, name: str) -> ReferenceSet | None:
    """Return a reference set of a release by its name, or None if the release holds no such set by this method."""
    entry: Mapping[str, Any] = store.release.lock.get("rating", {})
    if entry.get("method_sha256") != method.digest:
        return None
    number = next((n for n, one in enumerate(entry["sets"]) if one["name"] == name), None)
    if number is None:
        return None
    return store.remember(
        f"rating {name} {method.digest}", lambda: _load(store.release, entry, number, method)
    )


def _load(release: Release, entry: Mapping[str, Any], number: int, method: Method) -> ReferenceSet:
    about = entry["sets"][number]

    def array(name: str) -> NDArray[Any]:
        return release.array(f"rating.{number}_{name}")

    return ReferenceSet(
        name=about["name"], n=about["n"], points=str(release.lock["reference"]["kind"]), national=about["national"],
        forces=tuple(entry["forces"]), thetas=array("thetas"), theta_tables=array("theta_tables"),
        priors=array("priors"),
        scores={name: held(row) for name, row in zip((*TABLES, "D1 without"), array("scores"), strict=True)},
        values={name: held(row) for name, row in zip(names_of(method), array("values"), strict=True)},
        hazards=held(array("hazards")),
        scenarios=Scenarios(*(release.array(f"rating.scenario_{n}") for n in SCENARIO_ARRAYS)),
        tables=array("tables"),
    )  # fmt: skip


def held(sorted_values: Floats) -> Floats:
    """Return sorted values without the missing ones at their end."""
    return sorted_values[: int(np.count_nonzero(~np.isnan(sorted_values)))]
