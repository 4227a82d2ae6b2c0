"""The uncertainty of one place's rating: interval, bands' probabilities, band set, the table, the single facts."""

from __future__ import annotations

from reference import rating
from reference.band_set import highest_end, printed
from reference.choices import COMBINATIONS
from reference.draws import Draws, Evidence
from reference.rating import HAZARDS, OMEGA, SERVICES, VENUES
from reference.tables import (
    COLUMNS,
    adverse_hazard,
    combined,
    composite,
    missing_hazard,
    percentile_of_group,
    read,
    seed_of,
)

PURPOSE = "check"
ADVERSE, MIDDLE = 90, 50
POORER = "evidence incomplete"


class Central:
    """A rated place's central percentiles, which a single fact or what is missing may change."""

    def __init__(self, reference, point, tables):
        self.reference, self.point, self.tables = reference, point, tables
        self.rated = reference.rating_of(point)
        self.groups = self.rated["groups"]
        self.p = {g: row["P"] for g, row in self.groups.items()}
        self.figures = {n: self.rated[f"P.{n}"] for n in [*VENUES, *SERVICES]}

    def final(
        self, p=None, figures=None, hazard=None, fires=(), spared=(), found=None, floor_of_scores=False
    ):
        """Return the final band with some percentiles changed, floors and caps asked anew (S-28, S-29).

        ``fires`` are groups that fire F1 whatever they are, ``spared`` those that do not; ``found`` is an indicator no
        longer missing. With ``floor_of_scores`` no domain is lower than it is (reading 22).
        """
        s = self.scores(p or self.p, figures or self.figures)
        if floor_of_scores:
            own = self.scores(self.p, self.figures)
            s = {d: max((x for x in (s[d], own[d]) if x is not None), default=None) for d in s}
        reference = self.reference
        q = {d: rating.rank(s[d], reference.domain[f"S{d[1]}"]) for d in s}
        hazard = self.point.hazard if hazard is None else hazard
        terms = {d: None if value is None else rating.exponential(value) for d, value in q.items()}
        total = rating.weighted_mean(terms | {"D4": hazard}, rating.DOMAINS)
        score = rating.rank(total, reference.total["S"])
        asked = {g: row for g, row in self.groups.items() if g not in spared}
        asked |= {g: {"pr_above_95": 1.0, "P_R": None} for g in fires}
        floors, _ = rating.floors(asked, q["D1"], hazard)
        return max(self.capped(score, found), *floors.values())

    @staticmethod
    def scores(p, figures):
        scores = {"D1": rating.weighted_mean({g: rating.exponential(v) for g, v in p.items()}, OMEGA)}
        for domain, weights in COLUMNS.items():
            held = {n: None if figures[n] is None else rating.exponential(figures[n]) for n in weights}
            scores[domain] = rating.weighted_mean(held, weights)
        return scores

    def capped(self, score, found=None, *, local=True):
        """Return the band by the cuts and the caps: force mode caps band 1 whatever else does."""
        band = rating.band_by_cuts(score)
        band, _ = rating.capped(band, self.completeness(found), self.point.grade)
        return rating.capped_locally(band)[0] if local else band

    def completeness(self, found=None):
        """Return C, with one missing indicator found."""
        held = dict(self.rated["held"])
        weights = {"D1": OMEGA, "D3": VENUES, "D4": HAZARDS, "D6": SERVICES}
        for domain, some in weights.items():
            for name, weight in some.items():
                if found in (name, f"crime.{name}"):
                    held[domain] += weight
        return rating.completeness(held)

    def with_missing(self, name, percentile):
        """Return the final band with one missing indicator at a percentile, the others left out (reading 29)."""
        fires = [group for group in OMEGA if f"crime.{group}" == name] if percentile == ADVERSE else []
        p = self.p | {group: percentile for group in OMEGA if f"crime.{group}" == name}
        figures = self.figures | ({name: percentile} if name in self.figures else {})
        hazard = self.point.hazard
        if name in HAZARDS:
            index = missing_hazard(percentile, self.tables.values[name])
            hazard = index if hazard is None else max(hazard, index)
        return self.final(p, figures, hazard, fires=fires, found=name)

    def adverse(self):
        """Return the final band with everything missing at P = 90, or left out where that is worse (S-33, 22)."""
        missing = self.rated["missing"]
        lost = [group for group in OMEGA if f"crime.{group}" in missing]
        hazards = [adverse_hazard(self.tables.values[n]) for n in HAZARDS if n in missing]
        return self.final(
            self.p | dict.fromkeys(lost, ADVERSE),
            {n: ADVERSE if value is None else value for n, value in self.figures.items()},
            max([*hazards, *([] if self.point.hazard is None else [self.point.hazard])]),
            fires=lost,
            floor_of_scores=True,
        )

    def middling(self, name):
        """Return the final band with one held indicator in the middle of the reference set (reading 29)."""
        if name in HAZARDS:
            others = [self.point.found[n] for n in HAZARDS if n != name and n in self.point.found]
            return self.final(hazard=max([missing_hazard(MIDDLE, self.tables.values[name]), *others]))
        if name in self.figures:
            return self.final(figures=self.figures | {name: MIDDLE})
        group = name.removeprefix("crime.")
        return self.final(self.p | {group: MIDDLE}, spared=[group])


class Uncertainty:
    """All that is said of how far a rated place's score depends on chance, choices and what is missing."""

    def __init__(self, reference, point, tables, data_version, method_version):
        self.central, self.tables = Central(reference, point, tables), tables
        self.rated, self.evidence = self.central.rated, Evidence(reference, point, tables)
        x, y = (100 * int(value // 100_000) + 50 for value in (point.x, point.y))
        self.seed = seed_of(f"E{x}N{y}|{PURPOSE}", data_version, method_version)
        # Only a police area is compared with here, and that alone keeps every draw out of band 1.
        self.drawn = Draws(self.evidence, self.seed, low_cap=2, low_cap_least=2).result

    def interval(self):
        """Return the 5 to 95 % interval, widened to the score (reading 15)."""
        low, high = self.drawn.interval()
        return min(low, self.rated["Q"]), max(high, self.rated["Q"])

    def band_set(self):
        """Return the printed set, and what carried its upper end beyond the shortest (S-33)."""
        missing = bool(self.rated["missing"])
        also = {"final band": self.rated["final_band"]}
        ways = ("least", "worst") if missing else ("drawn", "drawn")
        also["what is missing"] = highest_end(*(self.drawn.shares(way) for way in ways))
        if missing:
            also["adverse bound"] = self.central.adverse()
        return printed(self.drawn.shares(), also)

    def table(self):
        """Return score and band under each other choice, and with records without a position counted (S-34)."""
        found = {name: self._under(name) for name in self.tables.alternatives if name != "central"}
        score = self._unlocated()
        return found | {"unlocated": (score, self.central.capped(score))}

    def _under(self, name):
        choice, tables = self.tables.alternatives[name], self.tables.scores[name]
        here = self.evidence.crime[choice.combination]
        if not here:
            return None, None
        p = []
        for group in OMEGA:
            pair = here[group]["percentile"] if group in here else {"D": None, "R": None}
            p.append(percentile_of_group(pair["D"], pair["R"], choice.denominator))
        q = {"D1": read(tables["D1"], combined(p, choice.omega.values(), choice.aggregator))}
        for domain, weights in COLUMNS.items():
            s = combined([self.central.figures[n] for n in weights], weights.values(), choice.aggregator)
            q[domain] = read(tables[domain], s)
        s = composite(q, self.central.point.hazard, choice.weights, choice.aggregator)
        score = read(tables["S"], s)
        return score, self.central.capped(score)

    def _unlocated(self):
        """Return the score with each group's records raised to what they were had none lost its position."""
        reference, p = self.central.reference, {}
        for group, row in self.central.groups.items():
            factor = 1 / (1 - (row["unlocated"] or 0.0))
            ranks = {}
            for figure, star, whole in (("D", "e_star", "e"), ("R", "e_R_star", "e_R")):
                prior = reference.priors[group, figure]
                theta = row[star] and prior.theta(factor * row["n_star"], row[star], row[whole])
                ranks[figure] = rating.rank(theta, reference.thetas[group, figure])
            p[group] = percentile_of_group(ranks["D"], ranks["R"], "mean")
        q = {
            d: rating.rank(s, reference.domain[f"S{d[1]}"])
            for d, s in self.central.scores(p, self.central.figures).items()
        }
        terms = {d: None if value is None else rating.exponential(value) for d, value in q.items()}
        total = rating.weighted_mean(terms | {"D4": self.central.point.hazard}, rating.DOMAINS)
        return rating.rank(total, reference.total["S"])

    def raised_bandwidths(self):
        """Return the bandwidth used for each alternative of the table whose own is not honest here (S-22a)."""
        used = {}
        for name, choice in self.tables.alternatives.items():
            h = self.evidence.h[choice.combination]
            if name.startswith("bandwidth.") and h > COMBINATIONS[choice.combination][0]:
                used[name] = h
        return used

    def facts(self):
        """Return the single facts that would change the band, with the band that each gives (section 7)."""
        central, missing = self.central, self.rated["missing"]
        found = {}
        for name in missing:
            found[f"missing.{name}.low"] = central.with_missing(name, 100 - ADVERSE)
            found[f"missing.{name}.high"] = central.with_missing(name, ADVERSE)
        for name in [*(f"crime.{g}" for g in OMEGA), *VENUES, *HAZARDS, *SERVICES]:
            if name not in missing:
                found[f"held.{name}.middle"] = central.middling(name)
        floors = {code: band for code, band in self.rated["floors"].items() if band}
        for code in floors:
            rest = [band for other, band in floors.items() if other != code]
            found[f"floor.{code}"] = max([self.rated["band"], *rest])
        if POORER in self.rated["caps"]:
            without = rating.capped_locally(self.rated["band_by_cuts"])[0]
            found["cap"] = max([without, *floors.values()])
        return {code: band for code, band in found.items() if band != self.rated["final_band"]}
