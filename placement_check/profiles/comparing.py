"""Percentiles of many figures: those of ``Bench.compare``, against references sorted once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geodata.errors import LayerUnavailable
from geodata.store import Store
from placement_check.comparators import Bench, Comparators, load
from placement_check.findings import Percentile
from placement_check.method import Method

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SAME = 1e-12


@dataclass(slots=True)
class Comparing:
    """The reference of every police force, as ``Bench`` sees it."""

    store: Store
    method: Method
    _benches: dict[str, Bench] = field(default_factory=dict)
    _sorted: dict[tuple[str, str], NDArray[np.float64] | None] = field(default_factory=dict)

    def bench(self, force_code: str, force_name: str) -> Bench:
        """Return the bench of a force; its authority part is not asked here."""
        known = self._benches.get(force_code)
        if known is None:
            compared: Comparators | None
            try:
                compared, forces = load(self.store), self.store.crime().forces
            except LayerUnavailable:
                compared, forces = None, ()
            number = forces.index(force_code) if force_code in forces else -1
            known = Bench(compared, self.method, number, force_name, "", force_code)
            self._benches[force_code] = known
        return known

    def percentiles(self, bench: Bench, indicator: str, values: Floats, same_within: float = SAME) -> Floats:
        """Return the percentile of each figure among the places of the reference set; NaN where it cannot be had."""
        held = self._held(bench, indicator)
        if held is None:
            return np.full(values.shape, np.nan)
        slack = same_within * np.abs(
            values
        )  # a sum added in another order must not lose a tie in its last digits
        below = np.searchsorted(held, values - slack, side="left")
        same = np.searchsorted(held, values + slack, side="right") - below
        found = 100.0 * (below + 0.5 * same) / held.size
        return np.asarray(np.where(np.isnan(values), np.nan, found))

    def doubtful(self, bench: Bench, indicator: str, values: Floats) -> NDArray[np.bool_]:
        """Return where a figure is that of a place of the reference set, or differs in its last digits only."""
        held = self._held(bench, indicator)
        if held is None:
            return np.zeros(values.shape, dtype=bool)
        slack = SAME * np.abs(values)
        near = np.searchsorted(held, values + slack, side="right") > np.searchsorted(held, values - slack)
        return np.asarray(near & (values != 0) & ~np.isnan(values))

    def _held(self, bench: Bench, indicator: str) -> Floats | None:
        key = bench.force_code, indicator
        if key not in self._sorted:
            self._sorted[key] = self._reference(bench, indicator)
        return self._sorted[key]

    def _reference(self, bench: Bench, indicator: str) -> Floats | None:
        against, c = against_of(bench), bench.comparators
        found = bench.compare(indicator, 0.0)[against]
        if c is None or not isinstance(found, Percentile) or found.value is None:
            return None
        values = c.values[indicator]
        mine = c.covered & np.isfinite(values)
        if against == "force":
            mine &= c.force == bench.force
        return np.sort(values[mine])


def against_of(bench: Bench) -> str:
    """Return which comparator a profile's percentile is of: England where it is held, else the police area."""
    return "england" if bench.is_national() else "force"
