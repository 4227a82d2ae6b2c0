"""The choices that the draws vary: 500 random scenarios, and the alternatives that are varied one at a time.

Scenarios belong to a release and a version of the method, never to a place, so that two places are always compared
under the same choices (method S-31a e).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from placement_check.method import Method
from placement_check.rating.crime_evidence import central, combinations
from placement_check.rating.seed import SCENARIOS, generator, seed_of
from placement_check.rating.transform import Aggregator

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

AGGREGATORS = tuple(Aggregator)


@dataclass(frozen=True, slots=True, eq=False)
class Scenarios:
    """One row for each scenario: domain weights, offence-group weights (zero: left out), and choices by number.

    ``denominator`` indexes the method's denominators, ``combination`` its bandwidths with half-lives, ``aggregator``
    the ``Aggregator`` values in order.
    """

    weights: Floats
    omega: Floats
    denominator: NDArray[np.int64]
    combination: NDArray[np.int64]
    aggregator: NDArray[np.int64]

    @property
    def size(self) -> int:
        """How many scenarios there are."""
        return int(self.denominator.size)

    def joined(self, other: Scenarios) -> Scenarios:
        """Return these scenarios and the others after them."""
        return Scenarios(
            *(np.concatenate([getattr(self, n), getattr(other, n)]) for n in self.__dataclass_fields__)
        )


def domain_weights(method: Method) -> Floats:
    """Return W by domain, in the method's order."""
    return np.array(list(method.rating.weights.values()))


def group_weights(method: Method) -> Floats:
    """Return omega by offence group, in the method's order."""
    return np.array(list(method.rated["D1"].values()))


def groups_of(method: Method) -> tuple[str, ...]:
    """Return the offence groups in the method's order."""
    return tuple(stem.removeprefix("crime.") for stem in method.rated["D1"])


def draw(method: Method, data_version: str) -> Scenarios:
    """Return the random scenarios of a release (method 1.6, S-31a e)."""
    m = method.rating
    rng = generator(seed_of(SCENARIOS, data_version, method.version))
    size, low, high = m.scenarios, 1.0 - m.weight_spread, 1.0 + m.weight_spread
    weights = domain_weights(method) * rng.uniform(low, high, (size, len(m.weights)))
    omega = group_weights(method) * rng.uniform(low, high, (size, len(method.rated["D1"])))
    denominator = rng.integers(0, len(m.denominators), size)
    combination = rng.integers(0, len(combinations(method)), size)
    shares = [m.aggregators[a.value] for a in AGGREGATORS]
    aggregator = rng.choice(len(AGGREGATORS), size, p=shares)
    without = rng.random(size) < m.without_police_probability
    omega[np.ix_(np.flatnonzero(without), _police(method))] = 0.0
    return Scenarios(
        weights / weights.sum(axis=1, keepdims=True), omega / omega.sum(axis=1, keepdims=True),
        denominator, combination, aggregator,
    )  # fmt: skip


def _police(method: Method) -> NDArray[np.int64]:
    return np.flatnonzero([g in method.rating.police_groups for g in groups_of(method)])


class Choice(NamedTuple):
    """One alternative of the one-at-a-time table: its name, its words, and where it departs from the central choice."""

    name: str
    text: str
    weights: tuple[float, ...] | None = None
    omega: tuple[float, ...] | None = None
    without_police: bool = False
    denominator: str = "mean"
    bandwidth_m: float | None = None
    half_life_months: float | None = None
    aggregator: Aggregator = Aggregator.EXPONENTIAL


def choices(method: Method) -> list[Choice]:
    """Return the alternatives of method 1.6 that are varied one at a time (S-34); the central choice comes first."""
    m = method.rating
    found = [Choice("central", "The central choice")]
    found += [
        Choice(f"denominator.{d}", f"Recorded crime by {words} alone", denominator=d)
        for d, words in (("density", "area"), ("resident", "residents"))
    ]
    found += [
        Choice(f"bandwidth.{h:.0f}", f"Recorded crime within {h:,.0f} m", bandwidth_m=h)
        for h in m.bandwidths_m if h != method.crime.h_m
    ]  # fmt: skip
    found += [
        Choice(f"half_life.{t:.0f}" if np.isfinite(t) else "half_life.none",
               f"Records at half weight after {t:.0f} months" if np.isfinite(t) else "All 36 months weighing alike",
               half_life_months=t)
        for t in m.half_lives_months if t != method.half_life_months
    ]  # fmt: skip
    found += [
        Choice("aggregator.arithmetic", "Plain means of percentiles", aggregator=Aggregator.ARITHMETIC),
        Choice(
            "aggregator.power", f"Power means of percentiles (p = {m.power:.0f})", aggregator=Aggregator.POWER
        ),
        Choice("without_police_generated", "Without the police-generated groups", without_police=True),
    ]
    for number, domain in enumerate(m.weights):
        for factor, words in ((1.0 - m.weight_spread, "less"), (1.0 + m.weight_spread, "more")):
            weights = domain_weights(method)
            weights[number] *= factor
            text = f"Domain {domain} weighing {100 * m.weight_spread:.0f} % {words}"
            found.append(Choice(f"weight.{domain}.{words}", text, weights=tuple(weights / weights.sum())))
    return found + _group_choices(method)


def _group_choices(method: Method) -> list[Choice]:
    """Return each offence group weighing less and more, as the domains do (1.6)."""
    spread, found = method.rating.weight_spread, []
    for number, group in enumerate(groups_of(method)):
        for factor, words in ((1.0 - spread, "less"), (1.0 + spread, "more")):
            omega = group_weights(method)
            omega[number] *= factor
            text = f"Offence group {group} weighing {100 * spread:.0f} % {words}"
            found.append(Choice(f"omega.{group}.{words}", text, omega=tuple(omega / omega.sum())))
    return found


def fixed(method: Method) -> Scenarios:
    """Return the alternatives as scenarios, one row each."""
    rows = choices(method)
    pairs, names = combinations(method), list(method.rating.denominators)
    omega = np.array([group_weights(method) if c.omega is None else c.omega for c in rows])
    omega[np.ix_(np.flatnonzero([c.without_police for c in rows]), _police(method))] = 0.0
    return Scenarios(
        weights=np.array([domain_weights(method) if c.weights is None else c.weights for c in rows]),
        omega=omega / omega.sum(axis=1, keepdims=True),
        denominator=np.array([names.index(c.denominator) for c in rows]),
        combination=np.array([_combination(c, pairs, method) for c in rows]),
        aggregator=np.array([AGGREGATORS.index(c.aggregator) for c in rows]),
    )


def _combination(choice: Choice, pairs: list[tuple[float, float]], method: Method) -> int:
    h, half_life = pairs[central(method)]
    wanted = choice.bandwidth_m or h, choice.half_life_months or half_life
    return pairs.index(wanted)
