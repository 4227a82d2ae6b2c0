"""What a measure is asked and what it answers, before grades, comparators and words are added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeAlias

from geodata.coverage import Ground, Held
from geodata.store import Store
from placement_check.findings import ReasonCode
from placement_check.method import Method
from placement_check.site import Site


@dataclass(frozen=True, slots=True, eq=False)
class Ask:
    """One indicator asked at one site."""

    store: Store
    ground: Ground
    method: Method
    layer: str
    indicator: Mapping[str, Any]
    site: Site

    @property
    def reach_m(self) -> float:
        """Return the method's bandwidth for the indicator, or the manifest's reach where the method has none."""
        return float(self.method.bandwidth_m.get(self.indicator["id"], self.indicator["reach_m"]))

    @property
    def entry(self) -> Mapping[str, Any]:
        """Return the layer's entry in the lock; the layer must have been built."""
        return self.store.release.layer(self.layer)

    def held(self, layer: str | None = None) -> Held:
        """Return where the layer's source file is held."""
        return Held.of(self.store.release.layer(layer or self.layer))


class Value(NamedTuple):
    """A figure; ``interval`` carries the location's uncertainty, ``detail`` what the figure rests on."""

    value: float
    interval: tuple[float, float] | None = None
    bound: Literal["exact", "at_least", "at_most"] = "exact"
    detail: Mapping[str, Any] = field(default_factory=dict)


class Silence(NamedTuple):
    """No figure: nobody looked here (``covered`` false), or what was held cannot be used."""

    code: ReasonCode
    text: str
    covered: bool


Answer: TypeAlias = Value | Silence


def bound_of(uncovered: float) -> Literal["exact", "at_least"]:
    """Return whether a sum of what was found is whole, given the share of land where nobody looked."""
    return "at_least" if uncovered > 0 else "exact"


def not_looked(share: float, title: str) -> Silence:
    """Return the answer for a disc of which too much is not covered (method S-10a)."""
    if share >= 1:
        return Silence(ReasonCode.NO_DATA, f"{title}: no file that covers this place is held.", covered=False)
    text = f"{title}: no file is held for {100 * share:.0f} % of the land around this place."
    return Silence(ReasonCode.COVERAGE_BELOW_MINIMUM, text, covered=False)
