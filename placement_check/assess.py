"""The open check, top to bottom: a location and a release in, an assessment out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from geodata.authorities import Adjoining, Authority, Force
from geodata.coverage import Ground
from geodata.errors import LayerUnavailable, LocationNotFound
from geodata.store import Store
from geodata.types import Area, GridPoint, Location
from placement_check import __version__
from placement_check.comparators import Bench, load
from placement_check.crime_findings import CrimeReport, crime_report
from placement_check.exposure import Exposure
from placement_check.findings import Finding, Measured, NotCovered, Question, Reason, ReasonCode
from placement_check.home import ExistingHome, Review
from placement_check.method import Method
from placement_check.neighbours import neighbours_within
from placement_check.open_findings import find
from placement_check.purpose import Purpose
from placement_check.questions import rated_outside_crime
from placement_check.rating.place import Around, gather_sites, rate_site, records_at_own_points
from placement_check.rating.rating import Rating
from placement_check.scene import ground_of
from placement_check.site import Site
from placement_check.span import Span, gravity, span_of
from placement_check.squares import touched
from placement_check.surroundings import Nearby, nearby

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
class Options:
    """How a place is assessed: for what purpose, with a rating or as a profile only, after a recorded site visit."""

    purpose: Purpose = Purpose.CHECK
    rated: bool = True
    visited: bool = False
    home: ExistingHome | None = None


PLAIN = Options()


@dataclass(frozen=True, slots=True, eq=False)
class Assessment:
    """What is known about one place on one day, from one release by one method.

    ``square`` is the centre of the 100 m square that the figures are of: of a red line or of several buildings, the
    highest.
    """

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
    purpose: Purpose
    rating: Rating | None
    square: GridPoint
    span: Span | None = None
    review: Review | None = None
    visited: bool = False

    @property
    def complete(self) -> bool:
        """Return whether every open indicator that the method rates was measured."""
        return all(isinstance(f, Measured) for f in self.findings if f.question.rated)


def assess(
    location: Location, store: Store, method: Method, *, at: date, options: Options = PLAIN
) -> Assessment:
    """Return the assessment of a location on a day. No clock, no network, and no chance but the place's own seed.

    Raises
    ------
    LocationNotFound
        If no English district holds the place.
    LayerUnavailable
        If the release holds no boundaries: without them no place has an authority.
    """
    return assess_many([location], store, method, at=at, options=options)[0]


def assess_many(
    locations: Sequence[Location], store: Store, method: Method, *, at: date, options: Options = PLAIN
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
    squares = [_squares(where, site, store, ground, at, options) for where, site in placed]
    sites = [
        (site, where.force.code) for (where, _), some in zip(placed, squares, strict=True) for site in some
    ]
    crime = iter(gather_sites(store, sites, method, rated=options.rated))
    return tuple(
        _highest([_assessed(location, where, site, next(crime), store, method, at, options) for site in some])
        for location, (where, _), some in zip(locations, placed, squares, strict=True)
    )


def _squares(
    where: Whereabouts, site: Site, store: Store, ground: Ground, at: date, options: Options
) -> list[Site]:
    """Return the site and the home's further buildings, each with a red line once for every square that it touches."""
    found = _spread(site)
    for building in () if options.home is None else options.home.buildings:
        its, other = locate_areas(building, store, ground, at)
        if its.authority.code != where.authority.code:
            raise LocationNotFound(
                f"{building.matched} lies in {its.authority.name}, the home in {where.authority.name}: buildings "
                "of one home lie in one authority. Review them apart."
            )
        found += _spread(other)
    return found


def _spread(site: Site) -> list[Site]:
    if site.outline is None:
        return [site]
    return [replace(site, x=x, y=y) for x, y in touched(site.outline)]


def _highest(squares: list[Assessment]) -> Assessment:
    """Return the assessment of the highest square, with the range over all of them."""
    if len(squares) == 1:
        return squares[0]
    centres = [(a.square.easting, a.square.northing) for a in squares]
    span = span_of([a.findings for a in squares], [a.rating for a in squares], centres)
    return replace(max(squares, key=lambda a: gravity(a.rating)), span=span)


def _assessed(
    location: Location,
    where: Whereabouts,
    site: Site,
    crime: Around | None,
    store: Store,
    method: Method,
    at: date,
    options: Options,
) -> Assessment:
    ground = ground_of(store)
    bench = _bench(store, method, where)
    exposure = None if crime is None else crime[1]
    report = crime_report(store, site, exposure, _crime_indicators(store), method, bench, at)
    others = _other_findings(store, ground, site, method, bench, at)
    findings = tuple(sorted((*report.findings, *others), key=lambda f: _order(f, method)))
    name, size = bench.reference()
    rating = None
    if options.rated:
        rating = rate_site(
            store, site, findings, crime, bench, method, options.purpose, visited=options.visited,
            buildings=_buildings(location, options),
        )  # fmt: skip
    return Assessment(
        location=location, at=at, where=where, findings=findings, crime=report,
        near=nearby(store, ground, site, method, findings), reference=(name, size, _kind(store)),
        data_version=store.release.data_version, method=method, software_version=__version__,
        label=store.release.label, layers=store.release.layers, purpose=options.purpose, rating=rating,
        square=GridPoint(easting=site.x / 1000, northing=site.y / 1000),
        review=_review(store, location, exposure, bench, method, at, options), visited=options.visited,
    )  # fmt: skip


def _buildings(location: Location, options: Options) -> list[tuple[int, int]]:
    """Return the exact points of an existing home's buildings, none where no home is reviewed."""
    if options.home is None:
        return []
    return [one.point.millimetres() for one in (location, *options.home.buildings)]


def _review(
    store: Store,
    location: Location,
    exposure: Exposure | None,
    bench: Bench,
    method: Method,
    at: date,
    options: Options,
) -> Review | None:
    if options.home is None:
        return None
    points, own = _buildings(location, options), None
    if exposure is not None and exposure.end[0] >= 0:
        own = records_at_own_points(store, bench, method, int(exposure.end[0]), points)
    return Review(options.home.setting, at.year, options.home.buildings, own)


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
        near_boundary_of=neighbours_within(location, store, ground, district, authority, at),
    )  # fmt: skip
    return where, site


def _lsoa(store: Store, x: int, y: int) -> str:
    try:
        areas = store.areas("lsoas")
    except LayerUnavailable:
        return ""
    found = areas.holding(x, y)
    return "" if found is None else areas.code(found)


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
    for indicator, about in rated_outside_crime(method).items():
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
