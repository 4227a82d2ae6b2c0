"""The seeded draws of one place: score and band in each, with what is missing at random, at its least, at its worst.

The random numbers are those of the product: the same generator, in the order of decision 0008, reading 31.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from reference.choices import BANDWIDTHS, COMBINATIONS, HALF_LIVES, choices_of
from reference.rating import (
    CUTS,
    F1_RATE,
    F2_PERCENTILE,
    F3_INDEX,
    FEWER_IS_WORSE,
    HAZARDS,
    OMEGA,
    SERVICES,
    VENUES,
)
from reference.tables import (
    COLUMNS,
    EACH,
    adverse_hazard,
    combined,
    composite,
    generator,
    held,
    missing_hazard,
    percentile_of_group,
    ranked,
    read,
)

NOISE_FROM, NOISE = 0.005, 2  # S-10: the uncovered share above which each draw is multiplied by exp(N(0, 2s))
REACH = {"hazards.rail": 400, "hazards.water": 400, "hazards.road": 200}
STREAMS = [*(f"crime.{group}" for group in OMEGA), "blind", *VENUES, *HAZARDS, *SERVICES]
WAYS = ("drawn", "least", "worst")


@dataclass(frozen=True)
class Drawn:
    """Scores, and bands in each way of taking what is missing, by draw; the scenarios that were not skipped."""

    used: list
    scores: list
    bands: dict

    def shares(self, way="drawn"):
        """Return the share of the draws in bands 1 to 4."""
        return [self.bands[way].count(band) / len(self.bands[way]) for band in (1, 2, 3, 4)]

    def interval(self):
        """Return the 5th and the 95th percentile of the scores, between two of them where need be."""
        ordered, ends = sorted(self.scores), []
        for share in (0.05, 0.95):
            at = share * (len(ordered) - 1)
            low = math.floor(at)
            high = min(low + 1, len(ordered) - 1)
            ends.append(ordered[low] + (at - low) * (ordered[high] - ordered[low]))
        return tuple(ends)


class Evidence:
    """What the draws need to know of a place beside its central figures."""

    def __init__(self, reference, point, tables):
        self.reference, self.point, self.tables = reference, point, tables
        choices = choices_of(reference.all.exposure)
        self.h, self.crime = {}, {}
        for bandwidth in BANDWIDTHS:
            h, found = choices.at(point.x, point.y, point.last, point.spacing, bandwidth)
            for half_life in HALF_LIVES:
                combination = COMBINATIONS.index((bandwidth, half_life))
                self.h[combination] = h
                self.crime[combination] = {
                    group: self._shrunk(combination, group, row)
                    for group, row in found[half_life].items()
                    if group in point.groups and "Y" in row
                }

    def _shrunk(self, combination, group, row):
        """Return a group's thetas, whether each may vary, and the shape of its relative error (S-31a a)."""
        found = {"uncovered": row["uncovered"], "theta": {}, "varies": {}, "percentile": {}}
        shapes = {}
        for figure, e, star in (("D", "e", "e_star"), ("R", "e_R", "e_R_star")):
            prior = self.tables.priors[combination, figure, group]
            found["varies"][figure] = prior is not None and prior.variance > 0
            shapes[figure] = (
                prior.mean**2 / prior.variance + row["n_star"] if found["varies"][figure] else None
            )
            theta = None if row[e] is None else held(prior.theta(row["n_star"], row[star], row[e]))
            found["theta"][figure] = theta
            found["percentile"][figure] = read(self.tables.thetas[combination, figure, group], theta)
        found["shape"] = shapes["R"] if shapes["D"] is None else shapes["D"]
        return found

    def figure(self, name):
        """Return an indicator outside crime, higher the worse: its value, least and highest; None if missing."""
        row = self.point.rows.get(name)
        if row is None:
            return None
        ends = (row["lower"], row["value"], row["upper"])
        low, value, high = (-end for end in reversed(ends)) if name in FEWER_IS_WORSE else ends
        return float(value), float(low), float(high)


class Chances:
    """The random numbers of a place's draws: one stream for each indicator, in the order of reading 31."""

    def __init__(self, seed, evidence, used):
        self.n = len(used) * EACH
        children = generator(seed).spawn(len(STREAMS))
        self.streams = dict(zip(STREAMS, children, strict=True))
        self.error, self.lost, self.moved = {}, {}, {}
        for group in OMEGA:
            stream, shapes = self.streams[f"crime.{group}"], []
            for scenario in used:
                row = evidence.crime[scenario.combination].get(group)
                shapes += [1.0 if row is None or not row["shape"] else row["shape"]] * EACH
            gammas = [stream.standard_gamma(a) for a in shapes]
            self.error[group] = [g / a for g, a in zip(gammas, shapes, strict=True)]
            self.lost[group] = self.even(stream)
        self.blind = [self.streams["blind"].standard_normal() for _ in range(self.n)]
        for name in [*VENUES, *HAZARDS, *SERVICES]:
            stream = self.streams[name]
            radius = [math.sqrt(stream.random()) for _ in range(self.n)]
            self.moved[name] = [r * math.cos(2 * math.pi * stream.random()) for r in radius]
            self.lost[name] = self.even(stream)

    def even(self, stream):
        return [stream.uniform(0, 100) for _ in range(self.n)]


class Draws:
    """The draws of one place."""

    def __init__(self, evidence, seed, low_cap, low_cap_least):
        self.evidence, self.tables = evidence, evidence.tables
        self.point, self.reference = evidence.point, evidence.reference
        numbers = [n for n, s in enumerate(self.tables.scenarios) if evidence.crime[s.combination]]
        self.used = [self.tables.scenarios[n] for n in numbers]
        self.chances = Chances(seed, evidence, self.used)
        self.low = {"drawn": low_cap, "least": low_cap_least, "worst": low_cap}
        self.sorted = {
            name: sorted(self._turned(name, v) for v in reference_values if v is not None)
            for name, reference_values in self.reference.values.items()
        }
        scores, bands = [], {way: [] for way in WAYS}
        for at, scenario in enumerate(self.used):
            for draw in range(at * EACH, (at + 1) * EACH):
                for way, (score, band) in self._one(scenario, self.tables.scores[numbers[at]], draw).items():
                    bands[way].append(band)
                    if way == "drawn":
                        scores.append(score)
        self.result = Drawn(numbers, scores, bands)

    @staticmethod
    def _turned(name, value):
        return -value if name in FEWER_IS_WORSE else value

    def _one(self, scenario, tables, draw):
        """Return the score and the band of one draw, in each of the three ways."""
        groups, fires = self._groups(scenario, draw)
        figures = {d: {n: self._figure(n, draw) for n in names} for d, names in COLUMNS.items()}
        hazards = {n: self._hazard(n, draw) for n in HAZARDS}
        return {
            way: self._banded(way, scenario, tables, draw, groups, fires, figures, hazards) for way in WAYS
        }

    def _groups(self, scenario, draw):
        """Return P_g of each group, None if it is lost, and the groups whose drawn density fires F1 (1.6)."""
        percentiles, fires = {}, set()
        for group in OMEGA:
            row = self.evidence.crime[scenario.combination].get(group)
            if row is None:
                percentiles[group] = None
                continue
            factor = self.chances.error[group][draw] if row["shape"] else 1.0
            if row["uncovered"] > NOISE_FROM:
                factor *= math.exp(NOISE * row["uncovered"] * self.chances.blind[draw])
            p, theta = {}, {}
            for figure in "DR":
                theta[figure], p[figure] = row["theta"][figure], row["percentile"][figure]
                if theta[figure] is not None and row["varies"][figure]:
                    theta[figure] *= factor
                    p[figure] = read(self.tables.thetas[scenario.combination, figure, group], theta[figure])
            percentiles[group] = percentile_of_group(p["D"], p["R"], scenario.denominator)
            dense = row["varies"]["D"] and theta["D"] >= self.tables.cut_95(scenario.combination, group)
            if dense and (p["R"] is None or p["R"] >= F1_RATE):
                fires.add(group)
        return percentiles, fires

    def _figure(self, name, draw):
        """Return the percentile of an indicator at the moved point (S-1a), None if it is missing."""
        found = self.evidence.figure(name)
        if found is None:
            return None
        value, low, high = found
        if low == high:
            return self.reference.percentile(name, self.point.found[name])
        moved = self.chances.moved[name][draw]
        end = high if moved > 0 else low
        return ranked(self.sorted[name], value + abs(moved) * (end - value))

    def _hazard(self, name, draw):
        """Return the index of a class of hazard at the moved point, None if it is missing."""
        row = self.point.rows.get(name)
        if row is None:
            return None
        d = abs(row["metres"] + self.point.u * self.chances.moved[name][draw])
        return 100 * (1 - (d / REACH[name]) ** 2) ** 2 if d < REACH[name] else 0.0

    def _banded(self, way, scenario, tables, draw, groups, fires, figures, hazards):
        q1 = read(tables["D1"], combined(
            [self._filled(g, groups[g], way, 100, draw) for g in OMEGA], scenario.omega.values(), scenario.aggregator
        ))  # fmt: skip
        q = {"D1": q1}
        for domain, weights in COLUMNS.items():
            p = [self._filled(n, figures[domain][n], way, 90, draw) for n in weights]
            q[domain] = read(tables[domain], combined(p, weights.values(), scenario.aggregator))
        hazard = max(self._index(n, hazards[n], way, draw) for n in HAZARDS)
        score = read(tables["S"], composite(q, hazard, scenario.weights, scenario.aggregator))
        firing = fires | {g for g in OMEGA if groups[g] is None} if way == "worst" else fires
        band = max(
            1 + sum(score >= cut for cut in CUTS), self.low[way], (0, 3)[bool(firing)], (0, 4)[len(firing) > 1],
            3 if q1 >= F2_PERCENTILE else 0, 3 if hazard >= F3_INDEX else 0,
        )  # fmt: skip
        return score, band

    def _filled(self, name, percentile, way, worst, draw):
        """Return a percentile, or that which a missing one is given: drawn, nought, or never below the worst."""
        if percentile is not None:
            return percentile
        drawn = self.chances.lost[name][draw]
        return {"drawn": drawn, "least": 0.0, "worst": max(drawn, float(worst))}[way]

    def _index(self, name, index, way, draw):
        if index is not None:
            return index
        stored = self.tables.values[name]
        drawn = missing_hazard(self.chances.lost[name][draw], stored)
        return {"drawn": drawn, "least": 0.0, "worst": max(drawn, adverse_hazard(stored))}[way]
