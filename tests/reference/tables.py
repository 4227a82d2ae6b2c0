"""The reference set under each choice: scenarios, quantile tables, percentiles read back from them (S-31a, 0008)."""

from __future__ import annotations

import hashlib
import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

import numpy as np

from reference.choices import CENTRAL, COMBINATIONS
from reference.rating import DOMAINS, HAZARDS, OMEGA, POLICE_GENERATED, SERVICES, VENUES, exponential

SCENARIOS, EACH = 500, 4
STEPS = 1000  # of a quantile table, which has one entry more
DIGITS = 11  # reading 16
DENOMINATORS = ("density", "resident", "mean")
AGGREGATORS = {"exponential": 0.50, "arithmetic": 0.25, "power": 0.25}
SPREAD, WITHOUT_POLICE, POWER = 0.25, 0.5, 4
HAZARD_THERE = 0.15  # a class that nobody holds (S-31a d)
COLUMNS = {"D3": VENUES, "D6": SERVICES}
TABLES = ("D1", "D3", "D6", "S")


def seed_of(case, data_version, method_version):
    """Return the first eight bytes of SHA-256 of the three joined by bars (S-32)."""
    text = f"{case}|{data_version}|{method_version}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def generator(seed):
    return np.random.Generator(np.random.PCG64(seed))


def held(value):
    """Return a number to eleven significant digits (reading 16)."""
    return None if value is None else float(f"{value:.{DIGITS - 1}e}")


def quantiles(values):
    """Return the table of 1,001: entry i is the sorted value number floor(i N / 1000) (reading 3); None of nothing."""
    ordered = sorted(value for value in values if value is not None)
    if not ordered:
        return None
    return [ordered[min(i * len(ordered) // STEPS, len(ordered) - 1)] for i in range(STEPS + 1)]


def read(table, value):
    """Return the percentile of a value in a table: the middle of a flat stretch, else between two entries."""
    if value is None or table is None:
        return None
    below, up_to = bisect_left(table, value), bisect_right(table, value)
    if up_to > below:
        place = (below + up_to - 1) / 2
    elif below == 0:
        place = 0
    elif below == len(table):
        place = STEPS
    else:
        low, high = table[below - 1], table[below]
        place = below - 1 + (value - low) / (high - low)
    return 100 * place / STEPS


def ranked(ordered, value):
    """Return the mid-rank among sorted values, equal ones counting half (S-21)."""
    return (
        None
        if value is None
        else 50 * (bisect_left(ordered, value) + bisect_right(ordered, value)) / len(ordered)
    )


def among_themselves(values):
    ordered = sorted(value for value in values if value is not None)
    return [ranked(ordered, value) for value in values]


def mean(values, weights):
    """Return the weighted mean of what there is; None where that has no weight."""
    total = above = 0.0
    for value, weight in zip(values, weights, strict=True):
        if value is not None:
            total += weight
            above += weight * value
    return above / total if total > 0 else None


def percentile_of(e):
    """Return the P with E(P) = e (reading 1)."""
    return 100 * (1 - math.exp(-e / 23)) / (1 - math.exp(-100 / 23))


def combined(percentiles, weights, aggregator):
    """Return a domain's score by one kind of mean (S-25, 1.6), to eleven digits."""
    if aggregator == "exponential":
        terms = [None if p is None else exponential(p) for p in percentiles]
    elif aggregator == "power":
        terms = [None if p is None else p**POWER for p in percentiles]
    else:
        terms = percentiles
    found = mean(terms, weights)
    return held(found ** (1 / POWER) if aggregator == "power" and found is not None else found)


def composite(q, hazard, weights, aggregator):
    """Return S of the Q of D1, D3 and D6 and of H itself (S-26), to eleven digits; ``weights`` by domain."""
    names = list(q)
    values, scale = [q[name] for name in names], [weights[name] for name in names]
    if aggregator == "exponential":
        terms = [None if p is None else exponential(p) for p in values]
        return held(mean([*terms, hazard], [*scale, weights["D4"]]))
    term = None if hazard is None else percentile_of(hazard)
    return combined([*values, term], [*scale, weights["D4"]], aggregator)


def percentile_of_group(density, rate, denominator):
    """Return P_g (1.3); density's where no rate is given."""
    if rate is None or denominator == "density":
        return density
    return rate if denominator == "resident" else (density + rate) / 2


@dataclass(frozen=True)
class Scenario:
    """One set of choices; ``combination`` numbers the bandwidth and half-life."""

    weights: dict = field(default_factory=lambda: dict(DOMAINS))
    omega: dict = field(default_factory=lambda: dict(OMEGA))
    denominator: str = "mean"
    combination: int = CENTRAL
    aggregator: str = "exponential"


def to_one(weights):
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}


def drawn_scenarios(data_version, method_version):
    """Return the 500 scenarios of a release (S-31a e), in the order of reading 31."""
    rng = generator(seed_of("scenarios", data_version, method_version))
    spread = [[rng.uniform(1 - SPREAD, 1 + SPREAD) for _ in DOMAINS] for _ in range(SCENARIOS)]
    omegas = [[rng.uniform(1 - SPREAD, 1 + SPREAD) for _ in OMEGA] for _ in range(SCENARIOS)]
    denominators = rng.integers(0, len(DENOMINATORS), SCENARIOS)
    combinations = rng.integers(0, len(COMBINATIONS), SCENARIOS)
    aggregators = [_chosen(rng.random()) for _ in range(SCENARIOS)]
    without = [rng.random() < WITHOUT_POLICE for _ in range(SCENARIOS)]
    found = []
    for s in range(SCENARIOS):
        omega = {g: weight * factor for (g, weight), factor in zip(OMEGA.items(), omegas[s], strict=True)}
        if without[s]:
            omega |= dict.fromkeys(POLICE_GENERATED, 0.0)
        weights = {d: weight * factor for (d, weight), factor in zip(DOMAINS.items(), spread[s], strict=True)}
        found.append(
            Scenario(
                to_one(weights),
                to_one(omega),
                DENOMINATORS[denominators[s]],
                int(combinations[s]),
                aggregators[s],
            )
        )
    return found


def _chosen(share):
    """Return the aggregator whose stretch of 0 to 1 holds a random number."""
    for name, probability in AGGREGATORS.items():
        if share < probability:
            return name
        share -= probability
    return name


def alternatives():
    """Return every choice of 1.6 that is varied one at a time, by name (S-34); the central one first."""
    found = {"central": Scenario()}
    for name in ("density", "resident"):
        found[f"denominator.{name}"] = Scenario(denominator=name)
    for h in (800, 1200, 2400):
        found[f"bandwidth.{h}"] = Scenario(combination=COMBINATIONS.index((h, 24)))
    for name, months in (("12", 12), ("none", math.inf)):
        found[f"half_life.{name}"] = Scenario(combination=COMBINATIONS.index((1600, months)))
    for name in ("arithmetic", "power"):
        found[f"aggregator.{name}"] = Scenario(aggregator=name)
    kept = {g: 0.0 if g in POLICE_GENERATED else weight for g, weight in OMEGA.items()}
    found["without_police_generated"] = Scenario(omega=to_one(kept))
    for words, factor in (("less", 1 - SPREAD), ("more", 1 + SPREAD)):
        for domain, weight in DOMAINS.items():
            found[f"weight.{domain}.{words}"] = Scenario(weights=to_one(DOMAINS | {domain: weight * factor}))
        for group, weight in OMEGA.items():
            found[f"omega.{group}.{words}"] = Scenario(omega=to_one(OMEGA | {group: weight * factor}))
    return found


class Tables:
    """What a draw reads: theta's tables and priors by (combination, figure, group), and each scenario's tables.

    ``scores`` gives (D1, D3, D6, S) tables by a scenario's number or an alternative's name.
    """

    def __init__(self, scenarios, thetas, priors, scores, values):
        self.scenarios, self.alternatives = scenarios, alternatives()
        self.thetas, self.priors, self.scores, self.values = thetas, priors, scores, values

    def cut_95(self, combination, group):
        """Return F1's cut: the table's entry at 95 % of its length (reading 17)."""
        return self.thetas[combination, "D", group][STEPS * 95 // 100]


def missing_hazard(percentile, stored):
    """Return the index of a lost class of hazard at a percentile of what it is drawn from (reading 20)."""
    share = percentile / 100
    if stored:
        return stored[min(int(share * len(stored)), len(stored) - 1)]
    return max(0.0, min(100.0, 100 * (share - (1 - HAZARD_THERE)) / HAZARD_THERE))


def adverse_hazard(stored, percentile=90):
    """Return the lowest stored index whose own percentile is above 90, or that of a class that nobody holds."""
    if not stored:
        return missing_hazard(percentile, stored)
    return next((value for value in stored if ranked(stored, value) > percentile), stored[-1])


def lost_classes(points):
    """Return the classes of hazard, and by domain the indicators, that no point has."""
    names = {"D4": HAZARDS, **COLUMNS}
    return {
        d: [n for n in some if not any(n in point.found for point in points)] for d, some in names.items()
    }
