"""What places are compared with: one point for each small area, measured by the same formulas (method S-5, S-5a).

Computed once, when a release is built; a check then only counts how many reference places lie below it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.coverage import Ground
from geodata.errors import LayerUnavailable, TableError
from geodata.release import Release
from geodata.store import Store
from geodata.types import GridPoint
from placement_check.exposure import expose
from placement_check.findings import Comparison, NoComparator, Percentile
from placement_check.measures import MEASURES, Ask
from placement_check.measures.answer import Value
from placement_check.method import Method
from placement_check.scene import crime_scene, district_forces, ground_of
from placement_check.site import Site

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Comparators:
    """Reference places as rows: their values by indicator (NaN: none), force number, district and authority."""

    method: str
    digest: str
    values: Mapping[str, Floats]
    covered: NDArray[np.bool_]
    force: NDArray[np.int64]
    authority: NDArray[np.bytes_]
    area_share: Mapping[str, float]
    kind: str

    def made_by(self, method: Method) -> bool:
        """Return whether this very version of the method computed the values."""
        return (self.method, self.digest) == (method.version, method.digest)


def compute(release: Release, method: Method, progress: Callable[[str], None]) -> dict[str, NDArray[Any]]:
    """Return the arrays to add to a release: one column of values for each indicator, and each point's areas.

    Only points whose recorded crime can be measured are compared with (S-5a); the others hold NaN throughout.
    """
    store = Store.of(release)
    try:
        points = [release.array(f"reference.{n}") for n in ("x", "y")]
        forces = district_forces(store, store.boundary_day)
    except LayerUnavailable:
        return {}
    ground = ground_of(store)
    lsoas = release.array("reference.lsoa")
    sites = [
        _site(ground, int(x), int(y), bytes(code).decode("ascii"))
        for x, y, code in zip(*points, lsoas, strict=True)
    ]
    own = np.array([forces[s.district] if s.district >= 0 else -1 for s in sites], dtype=np.int64)
    values = _crime_values(store, method, sites, own)
    covered = np.zeros(len(sites), dtype=bool)
    for density in (v for k, v in values.items() if k.endswith(".density")):
        covered |= np.isfinite(density)
    for layer_id, entry in release.layers.items():
        for indicator in entry["indicators"]:
            if indicator["measure"] in MEASURES:
                progress(indicator["id"])
                values[indicator["id"]] = _measured(
                    store, ground, method, layer_id, indicator, sites, covered
                )
    authorities = [store.district_authority(s.district) for s in sites]
    names = sorted(values)
    known = _known_shares(store)
    return {
        "area": np.array(sorted(known), dtype="S9"),
        "area_share": np.array([known[code] for code in sorted(known)], dtype=np.float64),
        "values": np.array([values[n] for n in names]).reshape(len(names), len(sites)),
        "indicator": np.array(names, dtype="S"),
        "covered": covered,
        "force": own,
        "authority": np.array(authorities, dtype="S9"),
    }


def _known_shares(store: Store) -> dict[str, float]:
    """Return, for each police force and authority, the share of its unit postcodes whose small area is held.

    A force of which part of the small areas is missing is no reference set: what is left may be its quiet half.
    """
    people, day = store.people(), store.boundary_day
    known = np.isfinite(people.residents)
    total = np.bincount(people.district, minlength=len(people.districts))
    held = np.bincount(people.district, known, minlength=len(people.districts))
    sums: dict[str, tuple[float, float]] = {}
    for number, district in enumerate(people.districts):
        try:
            authority = store.authorities.authority_of_district(district, day).code
            codes = {authority, store.authorities.force_of(authority, day).code}
        except TableError:  # a district beyond England
            continue
        for code in codes:
            n, k = sums.get(code, (0.0, 0.0))
            sums[code] = n + float(total[number]), k + float(held[number])
    return {code: k / n for code, (n, k) in sums.items() if n}


def _site(ground: Ground, x: int, y: int, lsoa: str) -> Site:
    point = GridPoint(easting=x / 1000, northing=y / 1000)
    district = ground.district(x, y)
    return Site.at(point, uncertainty_m=0.0, district=-1 if district is None else district, lsoa=lsoa)


def _crime_values(
    store: Store, method: Method, sites: list[Site], own: NDArray[np.int64]
) -> dict[str, Floats]:
    try:
        scene = crime_scene(store)
    except LayerUnavailable:
        return {}
    x = np.array([s.x for s in sites], dtype=np.int64)
    y = np.array([s.y for s in sites], dtype=np.int64)
    found = expose(scene, x, y, own, method)
    ok = found.uncovered <= method.crime.max_uncovered_share
    density = np.where(ok, found.density, np.nan)
    rate = np.where(ok & rate_is_given(found.residents, found.residents_missing, method), found.rate, np.nan)
    values = {}
    for g, group in enumerate(scene.crime.groups):
        values[f"crime.{group}.density"] = density[:, g]
        values[f"crime.{group}.rate"] = rate[:, g]
    return values


def rate_is_given(residents: Floats, missing: Floats, method: Method) -> NDArray[np.bool_]:
    """Return where a rate per resident can be given: enough residents, and hardly any of them unknown (9.11)."""
    return (residents >= method.crime.population_min) & (missing <= method.crime.max_uncovered_share)


def _measured(
    store: Store, ground: Ground, method: Method, layer: str, indicator: Mapping[str, Any],
    sites: list[Site], covered: NDArray[np.bool_],
) -> Floats:  # fmt: skip
    values = np.full(len(sites), np.nan)
    for number in np.flatnonzero(covered):
        try:
            answer = MEASURES[indicator["measure"]](
                Ask(store, ground, method, layer, indicator, sites[number])
            )
        except LayerUnavailable:  # true of the layer, and so of every other place as well
            break
        if isinstance(answer, Value):
            values[number] = answer.value
    return values


def load(store: Store) -> Comparators | None:
    """Return the comparators of a release, or None if it holds none."""
    if not store.release.has("comparators.values"):
        return None
    return store.remember("comparators", lambda: _load(store.release))


def _load(release: Release) -> Comparators:
    names = ("values", "indicator", "covered", "force", "authority", "area", "area_share")
    arrays = {name: release.array(f"comparators.{name}") for name in names}
    return of_arrays(
        arrays,
        str(release.lock["comparators"]["method"]),
        str(release.lock["comparators"]["method_sha256"]),
        str(release.lock["reference"]["kind"]),
    )


def of_arrays(arrays: Mapping[str, NDArray[Any]], method: str, digest: str, kind: str) -> Comparators:
    """Return the comparators that a release's arrays hold, or that ``compute`` has just made."""
    names = [bytes(n).decode("ascii") for n in arrays["indicator"]]
    areas = [bytes(code).decode("ascii") for code in arrays["area"]]
    return Comparators(
        method=method, digest=digest, values={name: arrays["values"][row] for row, name in enumerate(names)},
        covered=arrays["covered"], force=arrays["force"], authority=arrays["authority"],
        area_share=dict(zip(areas, arrays["area_share"].tolist(), strict=True)), kind=kind,
    )  # fmt: skip


def percentile(value: float, reference: Floats) -> float:
    """Return the mid-rank percentile 100 (#{r < x} + 0.5 #{r = x}) / N (method 1.3, S-21)."""
    below = int(np.count_nonzero(reference < value))
    same = int(np.count_nonzero(reference == value))
    return 100.0 * (below + 0.5 * same) / reference.size


@dataclass(frozen=True, slots=True, eq=False)
class Bench:
    """The comparators as one place sees them."""

    comparators: Comparators | None
    method: Method
    force: int
    force_name: str
    authority: str
    force_code: str = ""

    def is_national(self) -> bool:
        """Return whether at least 90 % of English small areas have their recorded crime measured (S-5a)."""
        c = self.comparators
        return c is not None and int(c.covered.sum()) >= self.method.england_share * self.method.england_areas

    def reference(self) -> tuple[str, int]:
        """Return the reference set's name and size: "england", "force:<name>", or "none"."""
        if self.comparators is None or not self.comparators.made_by(self.method):
            return "none", 0
        if self.is_national():
            return "england", int(self.comparators.covered.sum())
        n = (
            int((self.comparators.covered & (self.comparators.force == self.force)).sum())
            if self.force >= 0
            else 0
        )
        whole = self._partial(self.comparators, self.force_code, "police area") is None
        return (f"force:{self.force_name}", n) if whole and n >= self.method.force_min_points else ("none", n)

    def compare(self, indicator: str, value: float) -> dict[str, Comparison]:
        """Return the three comparators of a figure; one that cannot be had says why."""
        c = self.comparators
        if c is None or indicator not in c.values:
            why = NoComparator("This release holds no comparison values for this indicator.")
            return {"england": why, "force": why, "authority": why}
        if not c.made_by(self.method):
            why = NoComparator(
                f"The release's comparison values were computed with method {c.method}; build the release again."
            )
            return {"england": why, "force": why, "authority": why}
        return {
            "england": self._england(c, indicator, value),
            "force": self._force(c, indicator, value),
            "authority": self._authority(c, indicator, value),
        }

    def _england(self, c: Comparators, indicator: str, value: float) -> Comparison:
        known = c.values[indicator][c.covered & np.isfinite(c.values[indicator])]
        needed = self.method.england_share * self.method.england_areas
        if known.size < needed:
            return NoComparator(
                f"Data are held for {known.size} of {self.method.england_areas} small areas of England; at least "
                f"{100 * self.method.england_share:.0f} % are needed."
            )
        return Percentile(percentile(value, known), known.size)

    def _partial(self, c: Comparators, code: str, whose: str) -> NoComparator | None:
        """Return why an area is no reference set: too many of its small areas are not held."""
        share = c.area_share.get(code, 0.0)
        if share >= self.method.england_share:
            return None
        return NoComparator(
            f"Small areas are held for {100 * share:.0f} % of this {whose}'s postcodes; at least "
            f"{100 * self.method.england_share:.0f} % are needed."
        )

    def _force(self, c: Comparators, indicator: str, value: float) -> Comparison:
        mine = c.values[indicator][c.covered & (c.force == self.force) & np.isfinite(c.values[indicator])]
        if mine.size and (partial := self._partial(c, self.force_code, "police area")) is not None:
            return partial
        if self.force < 0 or mine.size < self.method.force_min_points:
            return NoComparator(
                f"Only {mine.size} small areas of this police area are measured; at least "
                f"{self.method.force_min_points} are needed."
            )
        return Percentile(percentile(value, mine), mine.size)

    def _authority(self, c: Comparators, indicator: str, value: float) -> Comparison:
        at = c.authority == np.bytes_(self.authority.encode("ascii"))
        mine = c.values[indicator][c.covered & at & np.isfinite(c.values[indicator])]
        if mine.size == 0:
            return NoComparator("No small area of this authority is measured.")
        if (partial := self._partial(c, self.authority, "authority")) is not None:
            return partial
        if mine.size < self.method.percentile_min_n:
            place = int((mine > value).sum()) + 1
            return Percentile(None, mine.size, rank=f"{place} of {mine.size + 1}, highest first")
        return Percentile(percentile(value, mine), mine.size)
