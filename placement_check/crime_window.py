"""The window behind the crime figures: its months, force by force, and the plain counts of the one-mile circle."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from geodata.store import Store
from geodata.types import Provenance
from placement_check.comparators import Bench
from placement_check.crime import Scene, WindowTables
from placement_check.exposure import Exposure
from placement_check.findings import Reason, ReasonCode
from placement_check.method import Method
from placement_check.site import Site
from placement_check.spacing import smallest_circle
from placement_check.tallies import counts_within, tally_of


class Asked(NamedTuple):
    """One place's exposure, and all that is needed to say what it means."""

    store: Store
    method: Method
    bench: Bench
    at: date
    scene: Scene
    tables: WindowTables | None
    found: Exposure
    provenance: tuple[Provenance, ...]

    @property
    def own(self) -> int:
        """The number of the force whose land holds the place, -1 for none."""
        return int(self.found.own[0])

    def month(self, column: int) -> str:
        """Return the month of a window column; months before the first held are counted back from it."""
        assert self.tables is not None  # noqa: S101 - asked only where there is a window
        first = self.scene.crime.months[0]
        start = int(first[:4]) * 12 + int(first[5:7]) - 1
        n = start + self.tables.end - self.tables.covered.shape[1] + 1 + column
        return f"{n // 12:04d}-{n % 12 + 1:02d}"


class CrimeTrend(NamedTuple):
    """Records of each offence group within the bandwidth by month, the oldest first; None where nobody published.

    ``months`` are written YYYY-MM, ``radius_m`` is in metres. Every record counts alike here, whatever its distance.
    """

    radius_m: float
    months: tuple[str, ...]
    groups: Mapping[str, tuple[int | None, ...]]


def months_between(month: str, at: date) -> int:
    """Return whole months from a month (YYYY-MM) to the month of a day."""
    return at.year * 12 + at.month - int(month[:4]) * 12 - int(month[5:7])


def silence(tables: WindowTables, f: int) -> int:
    """Return how many months before the window's end a force last published."""
    return int(tables.covered.shape[1] - 1 - np.flatnonzero(tables.covered[f])[-1])


def refused(code: ReasonCode, text: str) -> Mapping[str, Any]:
    """Return plain counts that cannot be given, with the reason."""
    return {"unavailable": {"code": code.value, "text": text}}


def lay_counts(asked: Asked, site: Site, stop: Reason | None) -> Mapping[str, Any]:
    """Return plain counts by category in the one-mile circle, or why there are none (S-22).

    They are given where force-months are covered for at least 90 % of the disc's land, whatever share of a group's
    records has no position: the counts are of the records that have one.
    """
    if stop is not None or asked.tables is None:
        return refused(stop.code, stop.text) if stop else refused(ReasonCode.NO_DATA, "No month is covered.")
    radius = asked.method.crime.lay_radius_m
    least = smallest_circle(float(asked.found.spacing_m[0]), asked.method.crime)
    if radius < least:
        text = f"A plain count needs a radius of at least {least:.0f} m here, because the publisher moves records."
        return refused(ReasonCode.RADIUS_REFUSED, text)
    covered = float(asked.found.force_share[0][asked.tables.enough].sum()) / max(
        float(asked.found.land[0]), 1e-12
    )
    if 1.0 - covered > asked.method.crime.max_uncovered_share:
        text = f"{100 * (1.0 - covered):.0f} % of the area around this place has no data."
        return refused(ReasonCode.COVERAGE_BELOW_MINIMUM, text)
    tally = tally_of(asked.store, asked.tables, asked.method)
    (counts,) = counts_within(asked.scene.crime.index, tally, site.x, site.y, [radius])
    return {
        "radius_m": radius, "from": asked.month(0), "to": asked.scene.crime.months[asked.tables.end],
        "by_category": dict(zip(asked.scene.crime.categories, (int(n) for n in counts), strict=True)),
    }  # fmt: skip


def window_of(asked: Asked) -> Mapping[str, Any]:
    """Return the window, which rule set it, and the force-months behind it."""
    if asked.tables is None:
        return {}
    crime, tables = asked.scene.crime, asked.tables
    forces = [int(f) for f in np.flatnonzero(asked.found.force_share[0] > 0)] or [asked.own]
    months = [asked.month(c) for c in range(tables.covered.shape[1])]
    return {
        "from": months[0], "to": crime.months[tables.end],
        "rule": "latest month covered by 90 % of English forces" if crime.window_rule == "england"
        else "latest covered month of the place's own force",
        "forces": [
            {
                "code": crime.forces[f], "name": asked.store.authorities.force_by_code(crime.forces[f]).name,
                "share_of_disc": float(asked.found.force_share[0, f]) or None,
                "months_covered": int(tables.covered[f].sum()),
                "months_not_covered": _gaps(asked, f, months),
            }
            for f in forces
        ],
    }  # fmt: skip


def _gaps(asked: Asked, f: int, months: list[str]) -> list[dict[str, str]]:
    """Return the months of the window that do not count for a force, each with its reason."""
    assert asked.tables is not None  # noqa: S101 - the caller has looked
    state = dict(zip(asked.scene.crime.months, asked.scene.crime.status_by_month[f], strict=True))
    lost = [m for m, covered in zip(months, asked.tables.covered[f], strict=True) if not covered]
    return [{"month": m, "outcome": "not_covered" if state.get(m, "no_data") == "no_data" else "unavailable",
             "reason": state.get(m, "no_data")} for m in lost]  # fmt: skip


def trend_of(asked: Asked) -> CrimeTrend | None:
    """Return the counts by month, or None where no radius is honest here or no month is covered (S-9, S-22).

    A month counts where covered forces hold at least 90 % of the disc's land; else it is a gap and no nought.
    """
    if asked.tables is None or not np.isfinite(asked.found.h[0]):
        return None
    tables, found = asked.tables, asked.found
    share = found.force_share[0] / max(float(found.land[0]), 1e-12)
    groups: dict[str, tuple[int | None, ...]] = {}
    for g, group in enumerate(asked.scene.crime.groups):
        held = share @ (tables.covered & tables.usable[:, g, None])
        known = held >= 1.0 - asked.method.crime.max_uncovered_share
        counts = found.monthly[0, g].tolist()
        groups[group] = tuple(int(n) if k else None for n, k in zip(counts, known.tolist(), strict=True))
    months = tuple(asked.month(c) for c in range(tables.covered.shape[1]))
    return CrimeTrend(float(found.h[0]), months, groups)
