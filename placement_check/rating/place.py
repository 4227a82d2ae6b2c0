"""The rating of one site of a release: its evidence put together, and rated against the release's reference set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from geodata.errors import LayerUnavailable
from geodata.store import Store
from placement_check.comparators import Bench
from placement_check.exposure import Exposure, expose
from placement_check.findings import Finding
from placement_check.method import Method
from placement_check.purpose import Purpose
from placement_check.rating.crime_evidence import CrimeEvidence, central, crime_evidence
from placement_check.rating.evidence import Evidence, evidence_of
from placement_check.rating.indicators import signs_of
from placement_check.rating.own_point import own_rows, records, without
from placement_check.rating.rate import rate
from placement_check.rating.rating import Rating, Reference
from placement_check.rating.reference import DENSITY, ReferenceSet, reference_of
from placement_check.rating.scenarios import group_weights
from placement_check.rating.seed import case_of, seed_of
from placement_check.rating.top_point import top_share
from placement_check.scene import crime_scene
from placement_check.site import Site

# Crime round a place under every choice, None where no rating is made; and its exposure at the central one.
Around: TypeAlias = tuple[CrimeEvidence | None, Exposure]


def gather_sites(
    store: Store, sites: Sequence[tuple[Site, str]], method: Method, *, rated: bool
) -> list[Around | None]:
    """Return the crime evidence and central exposure of sites, each given with the code of its police force.

    None where the crime layer, the postcodes or the boundaries are not held: the report then says which. Without a
    rating to make, only the central exposure is computed.
    """
    try:
        scene = crime_scene(store)
    except LayerUnavailable:
        return [None] * len(sites)
    forces = scene.crime.forces
    own = np.array([forces.index(code) if code in forces else -1 for _, code in sites], dtype=np.int64)
    x, y = (np.array([getattr(s, axis) for s, _ in sites], dtype=np.int64) for axis in ("x", "y"))
    if not rated:
        found = expose(scene, x, y, own, method)
        return [(None, found.one(place)) for place in range(len(sites))]
    evidence, found = crime_evidence(scene, x, y, own, method)
    return [(evidence.one(place), found.one(place)) for place in range(len(sites))]


def rate_site(
    store: Store, site: Site, findings: Sequence[Finding], crime: Around | None, bench: Bench,
    method: Method, purpose: Purpose, *, visited: bool = False, buildings: Sequence[tuple[int, int]] = (),
) -> Rating:  # fmt: skip
    """Return the rating of a site from its findings and its crime evidence."""
    name, n = bench.reference()
    reference = reference_of(store, method, name)
    evidence = evidence_at(store, site, findings, crime, bench, method, reference)
    seed = seed_of(
        case_of(site.x / 1000, site.y / 1000, purpose.value), store.release.data_version, method.version
    )
    about = Reference(name, n, str(store.release.lock["reference"]["kind"]))
    own = None
    if buildings and crime is not None and crime[0] is not None:
        around = without_own_point(store, site, bench, method, buildings)
        own = evidence_at(store, site, findings, around, bench, method, reference)
    return rate(evidence, reference, about, method, seed, visited=visited, own_point=own, lost=_lost(store))


def _lost(store: Store) -> frozenset[str]:
    """Return the rated indicators that a release before this one could answer, by their stems for recorded crime."""
    asked = {
        str(name) for entry in store.release.lock.get("lost", {}).values() for name in entry["indicators"]
    }
    return frozenset(n.rsplit(".", 1)[0] if n.startswith("crime.") else n for n in asked)


def without_own_point(
    store: Store, site: Site, bench: Bench, method: Method, buildings: Sequence[tuple[int, int]]
) -> Around:
    """Return what lies around a site without the records of an existing home's own map points (2.4)."""
    scene, own = crime_scene(store), np.array([bench.force])
    rows = own_rows(scene, store.release.layers["crime"]["breaks"], bench.force, buildings)
    x, y = np.array([site.x]), np.array([site.y])
    return crime_evidence(without(scene, rows), x, y, own, method)


def records_at_own_points(
    store: Store, bench: Bench, method: Method, end: int, buildings: Sequence[tuple[int, int]]
) -> dict[str, int]:
    """Return the records by offence group at an existing home's own map points, in the window that ends at ``end``."""
    scene = crime_scene(store)
    rows = own_rows(scene, store.release.layers["crime"]["breaks"], bench.force, buildings)
    return records(scene, rows, end, method.blocks * method.months_per_block)


def evidence_at(
    store: Store, site: Site, findings: Sequence[Finding], crime: Around | None, bench: Bench,
    method: Method, reference: ReferenceSet | None,
) -> Evidence:  # fmt: skip
    """Return what the rating knows of a site."""
    signs = signs_of(store.release.layers, method)
    share = float("nan")
    if crime is not None and reference is not None and bench.force_code in reference.forces:
        share = _top_share(store, site, crime, bench.force_code, reference, method)
    return evidence_of(findings, None if crime is None else crime[0], bench.force_code, share, signs, method)


def _top_share(
    store: Store,
    site: Site,
    crime: Around,
    force: str,
    reference: ReferenceSet,
    method: Method,
) -> float:
    """Return the largest share on one map point, each group against the prior mean of its density (S-23)."""
    found, scene = crime[1], crime_scene(store)
    if found.end[0] < 0 or not np.isfinite(found.h[0]):
        return float("nan")
    means = reference.priors[central(method), reference.forces.index(force), DENSITY, :, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = np.where(means > 0, group_weights(method) / means, 0.0)
    tables = scene.tables(int(found.end[0]), method)
    breaks = store.release.layers["crime"]["breaks"]
    return top_share(scene, tables, breaks, site.x, site.y, float(found.h[0]), weights)
