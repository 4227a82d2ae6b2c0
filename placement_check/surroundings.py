"""What is nearest and what helps: named open features round a place, never a person's and never a crime's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geodata.coverage import Ground
from geodata.crs import to_degrees
from geodata.store import Store
from placement_check.findings import Finding, Measured
from placement_check.measures import Ask
from placement_check.measures.nearest import find_nearest
from placement_check.method import Method
from placement_check.site import Site

HELPS = ("D6", "context")


@dataclass(frozen=True, slots=True)
class Nearby:
    """The nearest feature that a finding rests on.

    ``longitude`` and ``latitude`` are None where only a distance to a line is known.
    """

    indicator: str
    title: str
    name: str
    kind: str
    metres: float
    uncertainty_m: float
    helps: bool
    longitude: float | None
    latitude: float | None


def nearby(
    store: Store, ground: Ground, site: Site, method: Method, findings: tuple[Finding, ...]
) -> tuple[Nearby, ...]:
    """Return the nearest feature for every measured finding that has one, in the findings' order."""
    found = [_of(store, ground, site, method, f) for f in findings if isinstance(f, Measured)]
    return tuple(n for n in found if n is not None)


def _of(store: Store, ground: Ground, site: Site, method: Method, finding: Measured) -> Nearby | None:
    nearest = finding.detail.get("nearest")
    if nearest is None and "radius_m" in finding.detail and finding.question.domain in ("D3", "D6"):
        nearest = _first_counted(store, ground, site, method, finding)
    if nearest is None:
        return None
    lon = lat = None
    if "x" in nearest:
        east, north = to_degrees(easting=[nearest["x"] / 1000], northing=[nearest["y"] / 1000])
        lon, lat = round(float(east[0]), 6), round(float(north[0]), 6)
    q = finding.question
    return Nearby(
        indicator=q.indicator, title=q.title, name=nearest["name"], kind=nearest["kind"], metres=nearest["metres"],
        uncertainty_m=site.uncertainty_m, helps=q.domain in HELPS, longitude=lon, latitude=lat,
    )  # fmt: skip


def _first_counted(
    store: Store, ground: Ground, site: Site, method: Method, finding: Measured
) -> Mapping[str, Any] | None:
    """Return the nearest of the places that a count or kernel sum rests on, if it lies within the reach."""
    layer, indicator = _indicator(store, finding.question.indicator)
    ask = Ask(store, ground, method, layer, indicator, site)
    first = find_nearest(ask, layer, tuple(indicator["classes"]))
    if first is None or first.metres > finding.detail["radius_m"]:
        return None
    return {"name": first.name, "kind": first.kind, "metres": first.metres, "x": first.x, "y": first.y}


def _indicator(store: Store, wanted: str) -> tuple[str, Mapping[str, Any]]:
    for layer, entry in store.release.layers.items():
        for indicator in entry["indicators"]:
            if indicator["id"] == wanted:
                return layer, indicator
    raise KeyError(wanted)
