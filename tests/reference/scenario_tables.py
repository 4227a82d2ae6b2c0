"""The reference set's tables, made from its own figures: of theta at each bandwidth, of scores under each scenario."""

from __future__ import annotations

from functools import cache

from reference.choices import COMBINATIONS, choices_of
from reference.crime_files import GROUPS
from reference.rating import HAZARDS, OMEGA, prior_of
from reference.tables import (
    COLUMNS,
    HAZARD_THERE,
    SCENARIOS,
    Tables,
    alternatives,
    among_themselves,
    combined,
    composite,
    drawn_scenarios,
    generator,
    held,
    lost_classes,
    percentile_of_group,
    quantiles,
    seed_of,
)


class ScenarioTables:
    """The tables of one release and version of the method; each is made when it is asked for."""

    def __init__(self, reference, data_version, method_version):
        self.reference, self.points = reference, reference.set
        self.versions = data_version, method_version
        self.choices = choices_of(reference.all.exposure)
        self.scenarios, self.alternatives = drawn_scenarios(*self.versions), alternatives()
        self.lost = lost_classes(self.points)
        self.around = cache(self._around)
        self.shrunk = cache(self._shrunk)
        self.ranks = cache(self._ranks)
        self.hazard = [point.hazard for point in self.points]
        self.columns = {
            domain: [[reference.percentile(n, point.found.get(n)) for n in names] for point in self.points]
            for domain, names in COLUMNS.items()
        }

    def _around(self, bandwidth):
        """Return what is recorded round every point, each at its own smallest honest bandwidth or wider."""
        return [self.choices.at(p.x, p.y, p.last, p.spacing, bandwidth)[1] for p in self.points]

    def _shrunk(self, combination, figure, group):
        """Return the prior of the points that have a figure, and theta of every point, or None (S-20)."""
        bandwidth, half_life = COMBINATIONS[combination]
        rows = [point[half_life][group] for point in self.around(bandwidth)]
        e, star = ("e", "e_star") if figure == "D" else ("e_R", "e_R_star")
        prior = prior_of([(row["Y"], row[e], row[star]) for row in rows if row.get(e) is not None])
        return prior, [
            None if row.get(e) is None else held(prior.theta(row["n_star"], row[star], row[e]))
            for row in rows
        ]

    def _ranks(self, combination, figure, group):
        return among_themselves(self.shrunk(combination, figure, group)[1])

    def theta_table(self, combination, figure, group):
        return quantiles(self.shrunk(combination, figure, group)[1])

    def chances(self):
        """Yield, for scenario after scenario, what is missing for the whole reference (S-31a d, reading 31).

        Percentiles by domain, point and lost indicator; the index of each lost class of hazard by point.
        """
        rng = generator(seed_of("reference", *self.versions))
        for _ in range(SCENARIOS):
            found = {d: [[rng.uniform(0, 100) for _ in self.lost[d]] for _ in self.points] for d in COLUMNS}
            found["D4"] = []
            for _ in self.lost["D4"]:
                there = [rng.random() < HAZARD_THERE for _ in self.points]
                index = [rng.uniform(0, 100) for _ in self.points]
                found["D4"].append([h if yes else 0.0 for yes, h in zip(there, index, strict=True)])
            yield found

    def scores(self, scenario, chance=None):
        """Return S_d and S of every point under one scenario; without a chance what is missing takes no part."""
        found = {"D1": self._crime(scenario)}
        for domain, weights in COLUMNS.items():
            found[domain] = []
            for at, row in enumerate(self.columns[domain]):
                some = chance[domain][at] if chance else [None] * len(self.lost[domain])
                drawn = dict(zip(self.lost[domain], some, strict=True))
                p = [drawn.get(n, value) for n, value in zip(weights, row, strict=True)]
                found[domain].append(combined(p, weights.values(), scenario.aggregator))
        q = {domain: among_themselves(found[domain]) for domain in ("D1", "D3", "D6")}
        found["S"] = [
            None
            if found["D1"][at] is None
            else self._composite(at, {d: q[d][at] for d in q}, scenario, chance)
            for at in range(len(self.points))
        ]
        return found

    def _composite(self, at, q, scenario, chance):
        """Return S of a point; one whose disc is not covered at this bandwidth has none (reading 33)."""
        some = [self.hazard[at], *(row[at] for row in (chance["D4"] if chance else []))]
        top = max((h for h in some if h is not None), default=None)
        return composite(q, top, scenario.weights, scenario.aggregator)

    def _crime(self, scenario):
        p = []
        for group in OMEGA:
            density, rate = (self.ranks(scenario.combination, figure, group) for figure in "DR")
            p.append(
                [percentile_of_group(*both, scenario.denominator) for both in zip(density, rate, strict=True)]
            )
        return [combined(row, scenario.omega.values(), scenario.aggregator) for row in zip(*p, strict=True)]

    def score_tables(self, wanted):
        """Yield (scenario's number or alternative's name, its four tables) of those that are wanted."""
        for number, chance in enumerate(self.chances()):
            if number in wanted:
                yield number, self._tables(self.scores(self.scenarios[number], chance))
        for name, choice in self.alternatives.items():
            if name in wanted:
                yield name, self._tables(self.scores(choice))

    @staticmethod
    def _tables(scores):
        return {name: quantiles(values) for name, values in scores.items()}

    def whole(self):
        """Return all tables, as draws read them."""
        keys = [(c, f, g) for c in range(len(COMBINATIONS)) for f in "DR" for g in GROUPS]
        values = {n: sorted(p.found[n] for p in self.points if n in p.found) for n in HAZARDS}
        return Tables(
            self.scenarios,
            {key: self.theta_table(*key) for key in keys},
            {key: self.shrunk(*key)[0] for key in keys},
            dict(self.score_tables({*range(SCENARIOS), *self.alternatives})),
            values,
        )
