"""The uncertainty of a rating as the product and as the reference see it: every draw, the set, the table, the facts.

A pair is (place, what, the product's, the reference's). `OF_A_RATING` and `OF_A_SCENARIO` name all that is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from reference.crime_files import GROUPS
from reference.everything import FORCE
from reference.position import MM
from reference.rating import Prior
from reference.rating_set import Place, rating_reference
from reference.scenario_tables import ScenarioTables
from reference.tables import TABLES, Tables, alternatives
from reference.uncertainty import Uncertainty

from placement_check.assess import _bench, assess, locate_areas
from placement_check.rating import draws as drawing
from placement_check.rating.evidence import Evidence
from placement_check.rating.place import evidence_at, gather_sites
from placement_check.rating.rate import rate
from placement_check.rating.rating import Rating, Reference
from placement_check.rating.reference import ReferenceSet, reference_of
from placement_check.rating.scenarios import AGGREGATORS, choices
from placement_check.rating.seed import generator
from placement_check.scene import ground_of
from proofs.comparison import AT, Pair, Sides

FIGURES = ("D", "R")


@dataclass(frozen=True)
class Asked:
    """One place as both see it; ``without`` are the indicators that were taken away from both."""

    place: str
    without: tuple[str, ...]
    evidence: Evidence
    rating: Rating
    drawn: drawing.Draws
    known: Uncertainty

    @property
    def name(self) -> str:
        return " without ".join([self.place, *([", ".join(self.without)] if self.without else [])])


class RatedSides:
    """The product's rating over a release, and the reference's over the publishers' files."""

    def __init__(self, sides: Sides, data: Path) -> None:
        self.sides, self.store, self.method = sides, sides.store, sides.method
        self.reference = rating_reference(data)
        entry = self.store.release.lock["rating"]["sets"][0]["name"]
        held = reference_of(self.store, self.method, entry)
        assert held is not None
        self.held: ReferenceSet = held
        self.versions = self.store.release.data_version, self.method.version
        self.own = ScenarioTables(self.reference, *self.versions)

    @cached_property
    def published(self) -> Tables:
        """Return the tables that the release holds, as the reference reads them."""
        held, first = self.held, self.method.rating.scenarios
        force = held.forces.index(FORCE)
        keys = list(np.ndindex(held.theta_tables.shape[:3]))
        thetas = {(c, FIGURES[d], GROUP[g]): table_of(held.theta_tables[c, d, g]) for c, d, g in keys}
        priors = {(c, FIGURES[d], GROUP[g]): prior_of(held.priors[c, force, d, g]) for c, d, g in keys}
        names = [*range(first), *(choice.name for choice in choices(self.method))]
        scores = {
            name: {t: table_of(held.tables[s, at]) for at, t in enumerate(TABLES)}
            for s, name in enumerate(names)
        }
        values = {name: held.values[name].tolist() for name in self.method.rated["D4"]}
        return Tables(self.own.scenarios, thetas, priors, scores, values)

    def postcodes(self, size: int, seed: int) -> list[str]:
        """Return postcodes of the force, drawn evenly."""
        book, land = self.reference.all.postcodes, self.reference.all.land
        mine = {d.code for d in land.districts if d.properties["PFACD"] == FORCE}
        names = sorted(n for n, row in book.row.items() if book.placed[row] and book.district[row] in mine)
        return [names[at] for at in np.random.default_rng(seed).choice(len(names), size, replace=False)]

    def ask(self, text: str, without: Collection[str] = (), tables: Tables | None = None) -> Asked | None:
        """Return a postcode, or an easting and a northing, as both see it; None where neither rates it.

        The indicators named in ``without`` are taken away from both.
        """
        location = self.sides.gazetteer.locate(text)
        evidence, rating = self._product(location, without)
        known = self._place(text, location.uncertainty_m, without)
        here = self.reference.rating_of(known)
        assert (rating.score is None) == (here["Q"] is None), text
        if rating.spread is None:
            return None
        drawn = drawing.draw(
            evidence,
            self.held,
            generator(rating.spread.seed),
            self.method,
            rating.applicable_caps,
            visited=False,
        )
        found = Uncertainty(self.reference, known, tables or self.published, *self.versions)
        return Asked(text, tuple(without), evidence, rating, drawn, found)

    def _product(self, location: Any, without: Collection[str]) -> tuple[Evidence, Rating]:
        report = assess(location, self.store, self.method, at=AT)
        where, site = locate_areas(location, self.store, ground_of(self.store), AT)
        ((crime, exposure),) = gather_sites(self.store, [(site, where.force.code)], self.method, rated=True)
        bench = _bench(self.store, self.method, where)
        evidence = evidence_at(
            self.store, site, report.findings, (crime, exposure), bench, self.method, self.held
        )
        assert report.rating is not None
        if not without or report.rating.spread is None:
            return evidence, report.rating
        name, n = bench.reference()
        evidence = taken_away(evidence, without)
        return evidence, rate(
            evidence, self.held, Reference(name, n, ""), self.method, report.rating.spread.seed
        )

    def _place(self, text: str, uncertainty: float, without: Collection[str]) -> Place:
        if "," in text:
            x, y = (int(metres) * MM for metres in text.split(","))
        else:
            x, y = self.reference.all.postcodes.position(text)
        crime, found, _ = self.reference.all.around(x, y, uncertainty)
        place = Place(self.reference, (x, y, uncertainty), crime, found)
        place.groups = {g: row for g, row in place.groups.items() if f"crime.{g}" not in without}
        place.found = {n: value for n, value in place.found.items() if n not in without}
        place.rows = {n: row for n, row in place.rows.items() if n not in without}
        return place


GROUP = tuple(GROUPS)


def taken_away(evidence: Evidence, names: Collection[str]) -> Evidence:
    """Return the evidence without some indicators."""
    crime = evidence.crime
    assert crime is not None
    lost = np.array([f"crime.{group}" in names for group in GROUP])
    fields = ("events", "density", "rate", "n_star")
    return replace(
        evidence,
        crime=replace(crime, **{f: np.where(lost, np.nan, getattr(crime, f)) for f in fields}),
        figures={n: f for n, f in evidence.figures.items() if n not in names},
        hazards={n: h for n, h in evidence.hazards.items() if n not in names},
    )


def table_of(values: Any) -> list[float] | None:
    return None if np.isnan(values[0]) else values.tolist()


def prior_of(row: Any) -> Prior | None:
    """Return a prior as the reference has it: by its mean and variance."""
    mean, alpha, _ = (float(value) for value in row)
    return None if np.isnan(mean) else Prior(mean, 0.0 if np.isinf(alpha) else mean**2 / alpha, 0)


def number(value: Any) -> float | None:
    return None if value is None or np.isnan(value) else float(value)


def seeds(row: Asked) -> Iterator[Pair]:
    assert row.rating.spread is not None
    yield row.name, "seed", row.rating.spread.seed, row.known.seed
    yield row.name, "draws", row.rating.spread.draws, len(row.known.drawn.scores)


def used(row: Asked) -> Iterator[Pair]:
    yield row.name, "scenarios used", str(row.drawn.used.tolist()), str(row.known.drawn.used)


def scores(row: Asked) -> Iterator[Pair]:
    for at, (q, known) in enumerate(zip(row.drawn.score.ravel(), row.known.drawn.scores, strict=True)):
        yield row.name, f"Q in draw {at}", float(q), known


def bands(row: Asked, way: str) -> Iterator[Pair]:
    drawn = row.drawn.band if way == "drawn" else getattr(row.drawn, way)
    for at, (band, known) in enumerate(zip(drawn.ravel(), row.known.drawn.bands[way], strict=True)):
        yield row.name, f"band in draw {at}, {way}", int(band), known


def interval(row: Asked) -> Iterator[Pair]:
    assert row.rating.spread is not None
    for name, end, known in zip(
        ("low", "high"), row.rating.spread.interval, row.known.interval(), strict=True
    ):
        yield row.name, f"{name} end of the interval", end, known


def probabilities(row: Asked) -> Iterator[Pair]:
    assert row.rating.spread is not None
    for band, (p, known) in enumerate(
        zip(row.rating.spread.probabilities, row.known.drawn.shares(), strict=True), 1
    ):
        yield row.name, f"probability of band {band}", p, known


def band_set(row: Asked) -> Iterator[Pair]:
    assert row.rating.spread is not None
    found, raised = row.known.band_set()
    yield row.name, "printed set", str(row.rating.spread.band_set), str(found)
    yield row.name, "what raised it", str(row.rating.spread.raised_by), str(raised)


def table(row: Asked) -> Iterator[Pair]:
    known, theirs = row.known.table(), {line.name: line for line in row.rating.alternatives}
    yield row.name, "lines of the table", str(sorted(theirs)), str(sorted(known))
    for name, (score, band) in known.items():
        yield row.name, f"score under {name}", theirs[name].score, score
        yield row.name, f"band under {name}", theirs[name].band, band
    raised = {n: line.text.split("raised to ")[1] for n, line in theirs.items() if "raised to" in line.text}
    told = {name: f"{h:,} m here" for name, h in row.known.raised_bandwidths().items()}
    yield row.name, "bandwidths raised", str(raised), str(told)


def facts(row: Asked) -> Iterator[Pair]:
    known = sorted(row.known.facts().items())
    yield (
        row.name,
        "single facts",
        str(sorted((fact.code, fact.band) for fact in row.rating.facts)),
        str(known),
    )


Check = Callable[[Asked], Iterable[Pair]]
OF_A_RATING: dict[str, Check] = {
    "seed and number of draws": seeds,
    "scenarios used": used,
    "score in each draw": scores,
    "band in each draw": lambda row: bands(row, "drawn"),
    "band in each draw, what is missing at its least": lambda row: bands(row, "least"),
    "band in each draw, what is missing at its worst": lambda row: bands(row, "worst"),
    "interval of the score": interval,
    "probability of each band": probabilities,
    "printed band set": band_set,
    "one-at-a-time table": table,
    "single facts": facts,
}


def chosen(sides: RatedSides) -> Iterator[Pair]:
    """Yield the scenarios of the release, random and fixed."""
    held, m = sides.held.scenarios, sides.method.rating
    names = [choice.name for choice in choices(sides.method)]
    yield "release", "alternatives", str(sorted(names)), str(sorted(alternatives()))
    for s, name in enumerate([*range(m.scenarios), *names]):
        known = sides.own.scenarios[s] if s < m.scenarios else sides.own.alternatives[str(name)]
        for kind, theirs, ours in (
            ("W", held.weights[s], known.weights), ("omega", held.omega[s], known.omega)
        ):  # fmt: skip
            for one, (key, other) in zip(theirs, ours.items(), strict=True):
                yield name, f"{kind} of {key}", float(one), other
        yield name, "denominator", m.denominators[held.denominator[s]], known.denominator
        yield name, "combination", int(held.combination[s]), known.combination
        yield name, "aggregator", AGGREGATORS[held.aggregator[s]].value, known.aggregator


def theta_tables(sides: RatedSides, combination: int) -> Iterator[Pair]:
    """Yield the priors and theta's tables at one bandwidth and half-life."""
    held, force = sides.held, sides.held.forces.index(FORCE)
    for d, g in np.ndindex(held.theta_tables.shape[1:3]):
        key = (combination, FIGURES[d], GROUP[g])
        prior, _ = sides.own.shrunk(*key)
        published = prior_of(held.priors[combination, force, d, g])
        assert published is not None
        yield key, "mean of the prior", published.mean, prior.mean
        yield key, "variance of the prior", published.variance, prior.variance
        table = sides.own.theta_table(*key)
        for at, (one, other) in enumerate(zip(held.theta_tables[combination, d, g], table, strict=True)):
            yield key, f"entry {at} of theta", float(one), other


def score_tables(sides: RatedSides, wanted: Collection[int | str]) -> Iterator[Pair]:
    """Yield the tables of S_d and S under some scenarios."""
    for name, tables in sides.own.score_tables(wanted):
        for kind in TABLES:
            for at, (one, other) in enumerate(
                zip(sides.published.scores[name][kind], tables[kind], strict=True)
            ):
                yield name, f"entry {at} of {kind}", one, other
