"""One place as the product and as the reference see it, and every pair of figures that must be the same.

A pair is (place, what, the product's, the reference's). `OF_A_PLACE` and `OF_THE_RELEASE` name all that is compared.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from numbers import Real
from pathlib import Path
from typing import Any

import numpy as np
from reference import places
from reference.crime_files import CATEGORIES, GROUPS, text_of
from reference.everything import FORCE, everything, outcomes_of, values_of
from reference.position import MM

from geodata.release import Release
from geodata.store import Store
from placement_check import method
from placement_check.assess import assess
from placement_check.crime import window_tables
from placement_check.places import gazetteer_of
from placement_check.records.document import document

AT = date(2024, 6, 30)
RELATIVE, ABSOLUTE = 1e-9, 1e-12
DOMAINS = ("crime", "venues", "services", "hazards")
DETAIL = {
    "events_weighted": "events",
    "exposure_km2_years": "exposure",
    "n_effective": "n_eff",
    "n_star": "n_star",
    "phi": "phi",
    "records_within_h": "within",
    "uncovered_share": "uncovered_share",
    "unlocated_share": "unlocated_share",
}
Place = tuple[int, int]
Pair = tuple[Any, str, Any, Any]


class Asked:
    """One place, as the product and the reference see it."""

    def __init__(self, place: Place, report: Any, crime: Any, found: Any, district: str | None) -> None:
        self.place, self.report = place, report
        self.crime, self.found, self.district = crime, found, district
        self.findings = {row["indicator"]: row for row in report["findings"]}
        self.values, self.outcomes = values_of(crime, found), outcomes_of(crime, found)

    def measured(self) -> list[tuple[str, Any]]:
        """Return the indicators that both have a figure for, with the product's finding."""
        return [
            (name, self.findings[name])
            for name in self.values
            if self.findings[name]["outcome"] == "measured"
        ]

    def limits(self, name: str) -> Any:
        if name in self.found:
            return self.found[name]["lower"], self.found[name]["upper"]
        _, group, kind = name.split(".")
        return self.crime.groups[group]["D_limits" if kind == "density" else "R_limits"]


class Sides:
    """The product over a release, and the reference over the publishers' files that it was built from."""

    def __init__(self, data: Path, release: Path) -> None:
        self.reference = everything(data)
        self.store = Store.of(Release.open(release))
        self.gazetteer, self.method = gazetteer_of(self.store), method.load()

    def draw(self, inside: int, border: int, seed: int) -> list[Place]:
        """Return random places inside the force's area, then along its border."""
        land = self.reference.land
        return [*places.inside(land, inside, seed), *places.border(land, border, seed)]

    def ask(self, place: Place) -> Asked:
        easting, northing = place
        try:
            location = self.gazetteer.locate(f"{easting},{northing}")
            report = document(assess(location, self.store, self.method, at=AT))
            around = self.reference.around(easting * MM, northing * MM, location.uncertainty_m)
        except Exception as error:
            error.add_note(f"at the place {easting},{northing}")
            raise
        return Asked(place, report, *around)


def is_number(thing: Any) -> bool:
    return isinstance(thing, Real) and not isinstance(thing, bool)


def same(product: Any, reference: Any) -> bool:
    """Say whether both are the same: counts and words exactly, other numbers to nine digits."""
    if product is None or reference is None or isinstance(product, (str, int)):
        return bool(product == reference)
    return math.isclose(float(product), float(reference), rel_tol=RELATIVE, abs_tol=ABSOLUTE)


@dataclass
class Tally:
    """How much was compared, and how much of it differs."""

    compared: int = 0
    figures: int = 0  # of them, numbers on both sides; the rest are words and absences
    differ: int = 0
    worst_relative_difference: float = 0.0
    same_by_absolute_limit_only: int = 0  # nought but for rounding, left out of the worst

    def add(self, product: Any, reference: Any) -> bool:
        """Count one pair; return whether both are the same."""
        equal = same(product, reference)
        self.compared += 1
        self.differ += not equal
        if is_number(product) and is_number(reference):
            self.figures += 1
            a, b = float(product), float(reference)
            apart = abs(a - b) / (max(abs(a), abs(b)) or 1.0)
            if equal and apart > RELATIVE:
                self.same_by_absolute_limit_only += 1
            else:
                self.worst_relative_difference = max(self.worst_relative_difference, apart)
        return equal

    def merge(self, other: dict[str, Any]) -> None:
        """Add what another run of the same check counted."""
        for name, value in asdict(self).items():
            both = max if name == "worst_relative_difference" else int.__add__
            setattr(self, name, both(value, other[name]))


def district(row: Asked, reference: Any) -> Iterator[Pair]:
    yield row.place, "district", row.report["area"]["district"]["code"], row.district


def outcomes(row: Asked, reference: Any) -> Iterator[Pair]:
    for name, outcome in row.outcomes.items():
        if name != "services.isolation":
            yield row.place, f"{name} outcome", row.findings[name]["outcome"], outcome


def isolation(row: Asked, reference: Any) -> Iterator[Pair]:
    name = "services.isolation"
    yield row.place, f"{name} outcome", row.findings[name]["outcome"], row.outcomes[name]


def figures(row: Asked, reference: Any, domain: str) -> Iterator[Pair]:
    for name, finding in row.measured():
        if name.startswith(domain):
            yield row.place, name, finding["value"], row.values[name]


def intervals(row: Asked, reference: Any, domain: str) -> Iterator[Pair]:
    for name, finding in row.measured():
        if name.startswith(domain):
            for end, limit in zip(("lower", "upper"), row.limits(name), strict=True):
                yield row.place, f"{name} {end}", finding["interval"][end], limit


def crime_rests_on(row: Asked, reference: Any) -> Iterator[Pair]:
    for name, finding in row.measured():
        if name.startswith("crime"):
            group = row.crime.groups[name.split(".")[1]]
            for key, known in DETAIL.items():
                yield row.place, f"{name} {key}", finding["detail"][key], group[known]


def bandwidth(row: Asked, reference: Any) -> Iterator[Pair]:
    for name, finding in row.measured():
        if name == "crime.vso.density":
            for key, known in (("h_m", row.crime.h), ("map_point_spacing_m", row.crime.spacing)):
                yield row.place, key, finding["detail"][key], known


def residents(row: Asked, reference: Any) -> Iterator[Pair]:
    for name, finding in row.measured():
        if name.endswith(".rate"):
            known = row.crime.groups[name.split(".")[1]]["residents"]
            yield row.place, f"{name} residents", finding["detail"]["residents_weighted"], known


def others_rest_on(row: Asked, reference: Any) -> Iterator[Pair]:
    for name, finding in row.measured():
        for key in ("count", "uncovered_share", "unlocated_share"):
            if name in row.found and key in finding["detail"] and key in row.found[name]:
                yield row.place, f"{name} {key}", finding["detail"][key], row.found[name][key]


def railway(row: Asked, reference: Any) -> Iterator[Pair]:
    known = row.found["hazards.rail"]
    if known["value"] > 0:
        nearest = row.findings["hazards.rail"]["detail"]["nearest"]
        yield row.place, "metres to the railway", nearest["metres"], known["metres"]


def grades(row: Asked, reference: Any) -> Iterator[Pair]:
    for name, finding in row.measured():
        if name.startswith("crime"):
            yield row.place, f"{name} grade", finding["grade"], row.crime.groups[name.split(".")[1]]["grade"]


def plain_counts(row: Asked, reference: Any) -> Iterator[Pair]:
    nothing = dict.fromkeys(CATEGORIES)
    counted = row.report["recorded_crime"]["plain_counts"].get("by_category", nothing)
    for label, n in (row.crime.counts or nothing).items():
        yield row.place, f"{label} within the circle", counted[label], n


def percentiles(row: Asked, reference: Any, level: str) -> Iterator[Pair]:
    if row.crime.last is None:
        return  # the other side of the border: no neighbourhood of that force is measured
    within = row.district if level == "authority" else None
    for name, finding in row.measured():
        value, n = reference.compared(name, row.values[name], within)
        yield row.place, f"{name} percentile", finding["percentiles"][level]["value"], value
        yield row.place, f"{name} n", finding["percentiles"][level]["n"], n


def compared_with_nobody(row: Asked, reference: Any) -> Iterator[Pair]:
    if row.crime.last is None:  # a place of a force without files
        for name, finding in row.measured():
            for level in ("england", "force", "authority"):
                absent = "unavailable" in finding["percentiles"][level]
                yield row.place, f"{name} without a percentile in {level}", absent, True


def reference_set(row: Asked, reference: Any) -> Iterator[Pair]:
    if row.crime.last:
        yield row.place, "neighbourhoods", row.report["reference"]["n"], len(reference.reference_values)


def window(row: Asked, reference: Any) -> Iterator[Pair]:
    if row.crime.last is None or not row.crime.groups:
        return
    crime = reference.exposure.crime
    last, told = crime.last(FORCE), row.report["recorded_crime"]["window"]
    yield row.place, "window from", told["from"], text_of(last - 35)
    yield row.place, "window to", told["to"], text_of(last)
    covered = [force["months_covered"] for force in told["forces"] if force["code"] == FORCE]
    yield row.place, "times that the force is named", len(covered), 1
    yield row.place, "months covered", covered[0], len(crime.covered_in(FORCE, last))


def share_of_disc(row: Asked, reference: Any) -> Iterator[Pair]:
    if row.crime.groups:
        for force in row.report["recorded_crime"]["window"]["forces"]:
            known = row.crime.disc.get(force["code"], 0.0)
            yield row.place, f"share of {force['code']}", force["share_of_disc"], known


def seasonal_index(sides: Sides) -> Iterator[Pair]:
    layer, crime = sides.store.crime(), sides.reference.exposure.crime
    tables = window_tables(layer, int(layer.window_end[layer.forces.index(FORCE)]), sides.method)
    last = crime.last(FORCE)
    for group in GROUPS:
        for at, month in enumerate(crime.window(last)):
            found = tables.season[layer.groups.index(group), at]
            yield group, text_of(month), float(found), crime.season(group, last)[month % 12]


def map_points(sides: Sides) -> Iterator[Pair]:
    layer = sides.store.crime()
    active = np.column_stack([layer.index.x[layer.active], layer.index.y[layer.active]])
    ours = {tuple(p) for p in active.tolist()}
    theirs = {tuple(p) for p in sides.reference.exposure.crime.period_points.tolist()}
    yield FORCE, "map points in use", len(ours), len(theirs)
    yield FORCE, "map points on both sides", len(ours & theirs), len(theirs)


Check = Callable[[Asked, Any], Iterable[Pair]]
OF_A_PLACE: dict[str, Check] = {
    "district": district,
    "outcomes": outcomes,
    "outcome of the nearest stop or shop": isolation,
    **{f"figures, {domain}": partial(figures, domain=domain) for domain in DOMAINS},
    **{f"intervals, {domain}": partial(intervals, domain=domain) for domain in DOMAINS},
    "what crime figures rest on": crime_rests_on,
    "what other figures rest on": others_rest_on,
    "bandwidth and spacing of map points": bandwidth,
    "residents behind a rate": residents,
    "distance to the railway": railway,
    "grades of recorded crime": grades,
    "plain counts by category": plain_counts,
    "percentiles in the force": partial(percentiles, level="force"),
    "percentiles in the authority": partial(percentiles, level="authority"),
    "no percentile in a force without files": compared_with_nobody,
    "size of the reference set": reference_set,
    "window and months covered": window,
    "share of each force in the disc": share_of_disc,
}
OF_THE_RELEASE: dict[str, Callable[[Sides], Iterable[Pair]]] = {
    "seasonal index": seasonal_index,
    "map points in use": map_points,
}
