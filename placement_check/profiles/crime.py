"""Recorded crime round many places: the figures of ``exposure.expose``, neighbours sharing what lies around them.

Places of one 1 km block look at the same map points and postcodes, so their sums are products of small matrices. They
differ from those of one check in the last digits of a double, and whole counts do not differ at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.grid import GridIndex
from geodata.kernel import full_mass_km2
from placement_check.crime import Scene, WindowTables, counting_force
from placement_check.exposure import KAPPA, Exposure, rows_of
from placement_check.method import Method
from placement_check.profiles.holding import blocks
from placement_check.profiles.land import Around
from placement_check.spacing import mean_spacing, smallest_bandwidth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Floats = NDArray[np.float64]

BLOCK_MM = 1_000_000


def expose(scene: Scene, around: Around, own: Whole, method: Method) -> Exposure:
    """Return the exposure of places at the centres of 100 m squares, each at its own central bandwidth (S-22a)."""
    x, y = around.x, around.y
    end = np.where(own >= 0, scene.crime.window_end[np.maximum(own, 0)], -1)
    spacing = np.full(x.size, np.nan)
    asked = np.flatnonzero(end >= 0)
    spacing[asked] = _spacing(scene, x[asked], y[asked], method)
    h = np.array([smallest_bandwidth(float(d), method.crime) for d in spacing])
    out = _blank(scene, method, own, end, spacing, h)
    usable = (end >= 0) & np.isfinite(h)
    for t0, width in sorted(set(zip(end[usable].tolist(), h[usable].tolist(), strict=True))):
        mine = np.flatnonzero((end == t0) & (h == width))
        _fill(out, scene, scene.tables(t0, method), around, mine, width, method)
    return out


def _blank(scene: Scene, method: Method, own: Whole, end: Whole, spacing: Floats, h: Floats) -> Exposure:
    size, groups = own.size, len(scene.crime.groups)
    months = method.blocks * method.months_per_block
    columns: list[NDArray[Any]] = [own, end, spacing, h]
    columns += [np.zeros((size, len(scene.crime.forces))), np.zeros(size)]
    columns += [np.full((size, groups), np.nan) for _ in range(9)]
    columns.append(np.zeros((size, groups, months), dtype=np.int64))
    return Exposure(*columns)


def candidates(index: GridIndex, x: Whole, y: Whole, radius_m: float) -> Whole:
    """Return the stored points that may lie within a radius of any of a few neighbouring places."""
    west, east, south, north = int(x.min()), int(x.max()), int(y.min()), int(y.max())
    r, half = round(radius_m * 1000), max(east - west, north - south) // 2 + 1
    runs = index.runs((west + east) // 2, (south + north) // 2, half + r)
    parts = [np.arange(run.start, run.stop) for run in runs]
    found = np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
    px, py = index.x[found], index.y[found]
    near = (px >= west - r) & (px <= east + r) & (py >= south - r) & (py <= north + r)
    return np.asarray(found[near])


def squared(index: GridIndex, found: Whole, x: Whole, y: Whole) -> Floats:
    """Return squared distances (mm²) by (place, point): whole numbers below 2^53, so exact."""
    dx = index.x[found].astype(np.float64)[None, :] - x[:, None]
    dy = index.y[found].astype(np.float64)[None, :] - y[:, None]
    dx *= dx
    dy *= dy
    dx += dy
    return np.asarray(dx)


def _kernel(d2: Floats, h: float) -> Floats:
    """Return K by the distances in metres, as ``geodata.kernel.quartic`` has it."""
    d = np.sqrt(d2)
    d /= 1000.0
    d /= h
    d *= d
    np.subtract(1.0, d, out=d)
    np.maximum(d, 0.0, out=d)
    d *= d
    return d


def _spacing(scene: Scene, x: Whole, y: Whole, method: Method) -> Floats:
    """Return d_nn in metres, as ``spacing.mean_spacing``; one by one where few postcodes are near."""
    out = np.full(x.size, np.nan)
    radius = method.crime.spacing_search_m
    r2 = float(round(radius * 1000)) ** 2
    for part in blocks(x, y, BLOCK_MM):
        found = candidates(scene.people.index, x[part], y[part], radius)
        found = found[np.isfinite(scene.spacing[found])]
        inside = (squared(scene.people.index, found, x[part], y[part]) <= r2).astype(np.float64)
        count = inside.sum(axis=1)
        enough = count >= method.crime.spacing_min_postcodes
        sums = inside @ np.asarray(scene.spacing[found])
        out[part[enough]] = sums[enough] / count[enough]
        few = part[~enough]
        if few.size:
            out[few] = mean_spacing(scene.people, scene.spacing, x[few], y[few], method.crime)
    return out


@dataclass(frozen=True, slots=True)
class Sums:
    """What map points hold by offence group: records weighed by age once and twice, and plain by month."""

    weighted: Floats
    twice: Floats
    monthly: NDArray[np.float32]


def sums_of(scene: Scene, tables: WindowTables, found: Whole) -> Sums:
    """Return what map points add to the figures of a place that they are near to (S-9, S-10 in 9.11)."""
    crime, months, groups = scene.crime, tables.covered.shape[1], len(scene.crime.groups)
    force = counting_force(crime, tables, found)
    point, row = rows_of(crime, found)
    group = crime.category_group[crime.row_category[row]]
    column = crime.row_month[row].astype(np.int64) - (tables.end - months + 1)
    f = force[point]
    keep = (group >= 0) & (f >= 0) & (column >= 0) & (column < months)
    keep[keep] = tables.covered[f[keep], column[keep]] & tables.usable[f[keep], group[keep]]
    point, group, column, n = (
        point[keep],
        group[keep],
        column[keep],
        crime.row_n[row[keep]].astype(np.float64),
    )
    monthly = np.bincount((point * groups + group) * months + column, n, found.size * groups * months)
    by_month = monthly.reshape(found.size, groups, months)
    return Sums(
        by_month @ tables.weight, by_month @ tables.weight**2,
        by_month.reshape(found.size, groups * months).astype(np.float32),
    )  # fmt: skip


def _fill(
    out: Exposure, scene: Scene, tables: WindowTables, around: Around, mine: Whole, h: float, method: Method
) -> None:
    """Write the figures of places that share one window and one bandwidth."""
    x, y = around.x[mine], around.y[mine]
    shape = (mine.size, len(scene.crime.groups))
    events, squares = np.zeros(shape), np.zeros(shape)
    monthly = np.zeros((*shape, tables.covered.shape[1]), dtype=np.int64)
    residents = [np.zeros((mine.size, len(scene.crime.forces))) for _ in range(3)]
    r2 = float(round(h * 1000)) ** 2
    for part in blocks(x, y, BLOCK_MM):
        found = candidates(scene.crime.index, x[part], y[part], h)
        if found.size:
            d2 = squared(scene.crime.index, found, x[part], y[part])
            k, sums = _kernel(d2, h), sums_of(scene, tables, found)
            events[part], squares[part] = k @ sums.weighted, (k * k) @ sums.twice
            counts = (d2 <= r2).astype(np.float32) @ sums.monthly
            monthly[part] = np.rint(counts).astype(np.int64).reshape(part.size, *monthly.shape[1:])
        for total, some in zip(residents, _residents(scene, x[part], y[part], h), strict=True):
            total[part] = some
    share, land = _shares(scene, around, mine, h)
    _weigh(out, mine, tables, h, (events, squares, monthly), residents, (share, land), method)


def _shares(scene: Scene, around: Around, mine: Whole, h: float) -> tuple[Floats, Floats]:
    """Return what share of each disc's land each force polices, and how much of the disc is land."""
    some = Around(around.land, *(getattr(around, n)[mine] for n in ("x", "y", "inside", "edge", "beyond")))
    share, land = np.zeros((mine.size, len(scene.crime.forces))), np.zeros(mine.size)
    for p, disc in enumerate(some.discs(h)):
        land[p] = disc.land
        for district, part in sorted(disc.by_district.items()):
            if scene.force_of_district[district] >= 0:
                share[p, scene.force_of_district[district]] += part
    return share, land


def _residents(scene: Scene, x: Whole, y: Whole, h: float) -> tuple[Floats, Floats, Floats]:
    """Return kernel-weighted residents, postcodes, and postcodes without any figure, by (place, force)."""
    people, forces = scene.people, len(scene.crime.forces)
    found = candidates(people.index, x, y, h)
    force = scene.force_of_postcodes[people.district[found]]
    found, force = found[force >= 0], force[force >= 0]
    k = _kernel(squared(people.index, found, x, y), h)
    residents = np.asarray(people.residents[found])
    known = np.isfinite(residents)
    out = np.zeros((3, x.size, forces))
    for f in np.unique(force).tolist():
        mine = force == f
        columns = np.stack([np.nan_to_num(residents), np.ones(found.size), ~known], axis=1)[mine]
        out[:, :, f] = (k[:, mine] @ columns).T
    return out[0], out[1], out[2]


def _weigh(
    out: Exposure, mine: Whole, tables: WindowTables, h: float, found: tuple[Floats, Floats, Whole],
    residents: Sequence[Floats], land: tuple[Floats, Floats], method: Method,
) -> None:  # fmt: skip
    """Write the figures, by the formulas of ``exposure``."""
    (events, squares, monthly), (placed, seen, blind), (share, whole) = found, residents, land
    usable = tables.usable.astype(np.float64)
    mass = full_mass_km2(h)
    e = mass * _over(share, usable * tables.exposure)
    e2 = mass * _over(share, usable * tables.exposure2)
    phi = overdispersion(monthly, share, tables, method)
    with np.errstate(divide="ignore", invalid="ignore"):
        n_eff = np.where(events > 0, events**2 / squares, 0.0)
        n_star = np.where(events > 0, np.minimum(n_eff, KAPPA * e / e2 * events) / phi, 0.0)
    out.force_share[mine], out.land[mine] = share, whole
    out.uncovered[mine] = 1.0 - _over(share, usable) / np.maximum(whole, 1e-12)[:, None]
    out.events[mine], out.e[mine] = events, e
    out.e_rate[mine] = _over(placed, usable * tables.exposure)
    out.residents[mine] = _over(placed, usable)
    out.residents_missing[mine] = _over(blind, usable) / np.maximum(_over(seen, usable), 1e-12)
    out.n_eff[mine], out.n_star[mine], out.phi[mine], out.monthly[mine] = n_eff, n_star, phi, monthly


def _over(by_force: Floats, table: Floats) -> Floats:
    """Return sum over forces of (places, forces) x (forces, groups), added in one fixed order."""
    used = np.flatnonzero((by_force != 0).any(axis=0))
    return np.asarray((by_force[:, used, None] * table[None, used, :]).sum(axis=1))


def overdispersion(monthly: Whole, share: Floats, tables: WindowTables, method: Method) -> Floats:
    """Return phi of every place and group, as ``exposure.overdispersion`` (S-18 in 9.11)."""
    phi = np.ones(monthly.shape[:2])
    for g in range(monthly.shape[1]):
        usable = tables.usable[:, g]
        if not usable.any():
            continue
        main = np.argmax(np.where(usable, share, -1.0), axis=1)
        for force in np.unique(main).tolist():
            mine = main == force
            held = tables.covered[force]
            y, season = monthly[mine, g][:, held].astype(np.float64), tables.season[g][held]
            phi[mine, g] = _phi(y, season, tables.block[held], method)
    return phi


def _phi(y: Floats, season: Floats, block: Whole, method: Method) -> Floats | float:
    numbers: list[Any] = sorted(set(block.tolist()))
    if block.size <= len(numbers):
        return 1.0
    total = np.zeros(y.shape[0])
    for b in numbers:
        at = block == b
        expected = y[:, at].sum(axis=1)[:, None] * season[at] / season[at].sum()
        with np.errstate(divide="ignore", invalid="ignore"):
            total += np.where(expected > 0, (y[:, at] - expected) ** 2 / expected, 0.0).sum(axis=1)
    return np.asarray(np.clip(total / (block.size - len(numbers)), 1.0, method.crime.phi_cap))
