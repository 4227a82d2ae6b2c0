"""The open check, top to bottom: a location and a release in, an assessment out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from geodata.authorities import Adjoining, Authority, Force
from geodata.coverage import Ground
from geodata.errors import LayerUnavailable, LocationNotFound
from geodata.rings import RingTable
from geodata.store import Store
from geodata.types import Area, Location, Outline
from placement_check import __version__
from placement_check.comparators import Bench, load
from placement_check.crime import Exposure
from placement_check.crime_findings import CrimeReport, crime_report, expose_sites
from placement_check.findings import Finding, Measured, NotCovered, Question, Reason, ReasonCode
from placement_check.method import Method
from placement_check.open_findings import find
from placement_check.scene import ground_of
from placement_check.site import Site
from placement_check.surroundings import Nearby, nearby

STEP_MM = 10_000
DOMAINS = ("D1", "D3", "D4", "D6", "D7", "context")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The official areas that hold the place on the day; ``lsoa`` is "" where boundaries are not held."""

    district: Area
    authority: Authority
    force: Force
    adjoining: tuple[Adjoining, ...]
    lsoa: str
    near_boundary_of: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is known about one place on one day, from one release by one method."""

    location: Location
    at: date
    where: Whereabouts
    findings: tuple[Finding, ...]
    crime: CrimeReport
    near: tuple[Nearby, ...]
    reference: tuple[str, int, str]
    data_version: str
    method: Method
    software_version: str
    label: str
    layers: Mapping[str, Mapping[str, Any]]

    @property
    def complete(self) -> bool:
        """Return whether every open indicator that the method rates was measured."""
        return all(isinstance(f, Measured) for f in self.findings if f.question.rated)


def assess(location: Location, store: Store, method: Method, *, at: date) -> Assessment:
    """Return the assessment of a location on a day. No clock, no chance, no network.

    Raises
    ------
    LocationNotFound
        If no English district holds the place.
    LayerUnavailable
        If the release holds no boundaries: without them no place has an authority.
    """
    return assess_many([location], store, method, at=at)[0]


def assess_many(
    locations: Sequence[Location], store: Store, method: Method, *, at: date
) -> tuple[Assessment, ...]:
    """Return the assessments of several locations, in the order given: the same formulas, crime in one pass.

    Raises
    ------
    LocationNotFound
        If no English district holds one of the places.
    LayerUnavailable
        If the release holds no boundaries.
    """
    ground = ground_of(store)
    placed = [locate_areas(location, store, ground, at) for location in locations]
    exposures = expose_sites(store, [(site, where.force.code) for where, site in placed], method)
    return tuple(
        _assessed(location, where, site, exposure, store, method, at)
        for location, (where, site), exposure in zip(locations, placed, exposures, strict=True)
    )


def _assessed(
    location: Location,
    where: Whereabouts,
    site: Site,
    exposure: Exposure | None,
    store: Store,
    method: Method,
    at: date,
) -> Assessment:
    ground = ground_of(store)
    bench = _bench(store, method, where)
    report = crime_report(store, site, exposure, _crime_indicators(store), method, bench, at)
    others = _other_findings(store, ground, site, method, bench, at)
    findings = tuple(sorted((*report.findings, *others), key=lambda f: _order(f, method)))
    name, size = bench.reference()
    return Assessment(
        location=location, at=at, where=where, findings=findings, crime=report,
        near=nearby(store, ground, site, method, findings), reference=(name, size, _kind(store)),
        data_version=store.release.data_version, method=method, software_version=__version__,
        label=store.release.label, layers=store.release.layers,
    )  # fmt: skip


def locate_areas(location: Location, store: Store, ground: Ground, at: date) -> tuple[Whereabouts, Site]:
    """Return the areas that hold a location on a day, and the location as every measure sees it.

    Raises
    ------
    LocationNotFound
        If no English district holds it: outside is outside, never the nearest.
    """
    x, y = location.point.millimetres()
    district = ground.district(x, y)
    if district is None:
        raise LocationNotFound(
            f"{location.matched} lies in no English local authority: at sea, or beyond the border. Check the position."
        )
    code = ground.districts.code(district)
    authority = store.authorities.authority_of_district(code, at)
    lsoa = _lsoa(store, x, y)
    site = Site.at(
        location.point,
        uncertainty_m=location.uncertainty_m,
        district=district,
        lsoa=lsoa,
        outline=location.outline,
    )
    where = Whereabouts(
        district=Area(code=code, name=store.names("districts")[district]), authority=authority,
        force=store.authorities.force_of(authority.code, at),
        adjoining=store.authorities.adjoining(authority.code, at), lsoa=lsoa,
        near_boundary_of=_neighbours_within(location, store, ground, district, authority, at),
    )  # fmt: skip
    return where, site


def _lsoa(store: Store, x: int, y: int) -> str:
    try:
        areas = store.areas("lsoas")
    except LayerUnavailable:
        return ""
    found = areas.holding(x, y)
    return "" if found is None else areas.code(found)


def _neighbours_within(
    location: Location, store: Store, ground: Ground, district: int, authority: Authority, at: date
) -> tuple[Area, ...]:
    """Return other authorities that the true site may lie in, given how far out the location may be."""
    points = [location.point.millimetres()]
    if location.outline is not None:
        points += _along(location.outline)
    reach = round(location.uncertainty_m * 1000)
    found: dict[str, Area] = {}
    for x, y in points:
        for other in ground.districts.near(x, y, reach):
            if other == district or not _reaches(ground.districts, int(other), x, y, reach):
                continue
            near = store.authorities.authority_of_district(ground.districts.code(int(other)), at)
            if near.code != authority.code:
                found[near.code] = Area(code=near.code, name=near.name)
        for other in [] if ground.beyond is None else ground.beyond.near(x, y, reach):
            if ground.beyond is not None and _reaches(ground.beyond, int(other), x, y, reach):
                code = ground.beyond.code(int(other))
                found[code] = Area(code=code, name=store.names("beyond")[int(other)])
    return tuple(found[code] for code in sorted(found))


def _along(outline: Outline) -> list[tuple[int, int]]:
    """Return points of a red line at most 10 m apart: an edge may cross a boundary between two corners."""
    points = []
    for ring in outline.rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            steps = int(math.hypot(x2 - x1, y2 - y1) // STEP_MM) + 1
            points += [(x1 + (x2 - x1) * k // steps, y1 + (y2 - y1) * k // steps) for k in range(steps)]
    return points


def _reaches(areas: RingTable, area: int, x: int, y: int, reach: int) -> bool:
    return areas.distance(area, x, y) <= reach or areas.holding(x, y) == area


def _bench(store: Store, method: Method, where: Whereabouts) -> Bench:
    try:
        comparators, forces = load(store), store.crime().forces
    except LayerUnavailable:
        comparators, forces = None, ()
    force = forces.index(where.force.code) if where.force.code in forces else -1
    authority = store.district_authority(
        store.areas("districts").codes.tolist().index(where.district.code.encode())
    )
    return Bench(comparators, method, force, where.force.name, authority, where.force.code)


def _kind(store: Store) -> str:
    return str(store.release.lock["reference"]["kind"])


def _crime_indicators(store: Store) -> list[Mapping[str, Any]]:
    return [i for i in store.release.layers["crime"]["indicators"] if i["measure"] == "crime_exposure"]


def _other_findings(
    store: Store, ground: Ground, site: Site, method: Method, bench: Bench, at: date
) -> list[Finding]:
    findings = [
        find(store, ground, site, layer, indicator, method, bench, at)
        for layer, entry in store.release.layers.items()
        for indicator in entry["indicators"]
        if indicator["measure"] != "crime_exposure"
    ]
    asked = {f.question.indicator for f in findings}
    for indicator, about in _unasked(method).items():
        if indicator not in asked:
            question = Question(
                indicator=indicator, domain=about["domain"], title=about["title"], unit=about["unit"],
                worse=about["worse"], rated=True, evidence="D",
            )  # fmt: skip
            text = "No file held answers this; a council can bring its own list (docs/how-to/add-a-layer.md)."
            findings.append(
                NotCovered(question=question, reason=Reason(ReasonCode.NO_DATA, text), provenance=())
            )
    return findings


def _unasked(method: Method) -> Mapping[str, Mapping[str, str]]:
    """Return every rated question outside crime, with its words: a release may lack the manifest that asks it."""
    plain = {
        indicator: {"domain": domain, "title": indicator, "unit": "", "worse": "higher"}
        for domain, group in method.rated.items()
        for indicator in group
        if not indicator.startswith("crime.")
    }
    return {**plain, **method.asked_of_councils}


def _order(finding: Finding, method: Method) -> tuple[int, int, str]:
    """Return the place of a finding in the report: by domain, rated ones in the method's order, then by id."""
    indicator = finding.question.indicator
    stem = indicator.rsplit(".", 1)[0] if indicator.startswith("crime.") else indicator
    rated = list(method.rated.get(finding.question.domain, {}))
    return (
        DOMAINS.index(finding.question.domain),
        rated.index(stem) if stem in rated else len(rated),
        indicator,
    )
