"""Kernel-weighted exposure to recorded crime, for one place or many at once (method 1.3, 9.3).

One implementation serves both: a single check is a batch of one. What lies around is gathered once for a bandwidth and
then weighed by age, so that several half-lives cost little more than one. Arrays are (places, groups) unless said
otherwise; distances are metres, areas km², positions whole millimetres of EPSG:27700.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geodata.kernel import full_mass_km2, quartic
from geodata.store import CrimeLayer
from placement_check.crime import Scene, WindowTables, counting_force
from placement_check.method import Method
from placement_check.spacing import mean_spacing, smallest_bandwidth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CHUNK = 64
KAPPA = 5.0 / 3.0  # (integral of K)^2 / (area x integral of K^2) of the quartic kernel, S-18 in 9.11


@dataclass(frozen=True, slots=True, eq=False)
class Exposure:
    """Crime around each place. NaN in ``h`` means that no bandwidth is honest here (S-22)."""

    own: NDArray[np.int64]
    end: NDArray[np.int64]
    spacing_m: Floats
    h: Floats
    force_share: Floats
    land: Floats
    uncovered: Floats
    events: Floats
    e: Floats
    e_rate: Floats
    residents: Floats
    residents_missing: Floats
    n_eff: Floats
    n_star: Floats
    phi: Floats
    monthly: NDArray[np.int64]

    @property
    def density(self) -> Floats:
        """Return D_g in events per km² per year."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(self.events / self.e)

    @property
    def rate(self) -> Floats:
        """Return R_g in events per 1,000 residents per year."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(1000.0 * self.events / self.e_rate)

    def one(self, place: int) -> Exposure:
        """Return the exposure of one of the places, as a batch of one."""
        return Exposure(*(getattr(self, name)[place : place + 1] for name in self.__dataclass_fields__))


class Gathered(NamedTuple):
    """What lies around places that share one window and one bandwidth, before its age is weighed.

    ``kernel``, ``kernel2`` and ``monthly`` are sums of K, of K² and plain counts by (place, group, month). ``placed``,
    ``seen`` and ``blind`` are by (place, force): kernel-weighted residents, postcodes, and postcodes without a figure.
    """

    share: Floats
    land: Floats
    kernel: Floats
    kernel2: Floats
    monthly: NDArray[np.int64]
    phi: Floats
    placed: Floats
    seen: Floats
    blind: Floats


def expose(
    scene: Scene, x: NDArray[np.int64], y: NDArray[np.int64], own: NDArray[np.int64], method: Method
) -> Exposure:
    """Return the exposure of places at the centres of 100 m squares, each at its own central bandwidth (S-22a).

    Parameters
    ----------
    x, y
        Whole millimetres of EPSG:27700.
    own
        The number of each place's own force, -1 where no district holds it.
    """
    spacing = spacing_of(scene, x, y, own, method)
    h = np.array([smallest_bandwidth(float(d), method.crime) for d in spacing])
    return expose_at(scene, x, y, own, spacing, h, method, [method.half_life_months])[0]


def spacing_of(
    scene: Scene, x: NDArray[np.int64], y: NDArray[np.int64], own: NDArray[np.int64], method: Method
) -> Floats:
    """Return d_nn in metres for each place, NaN where its own force has no window (S-22a)."""
    spacing = np.full(x.size, np.nan)
    asked = np.flatnonzero(_ends(scene, own) >= 0)
    spacing[asked] = mean_spacing(scene.people, scene.spacing, x[asked], y[asked], method.crime)
    return spacing


def expose_at(
    scene: Scene, x: NDArray[np.int64], y: NDArray[np.int64], own: NDArray[np.int64], spacing: Floats, h: Floats,
    method: Method, half_lives: Sequence[float],
) -> list[Exposure]:  # fmt: skip
    """Return the exposure of places at given bandwidths (metres; NaN: none), once for each half-life (months)."""
    end = _ends(scene, own)
    out = [_blank(scene, method, own, end, spacing, h) for _ in half_lives]
    aged = [replace(method, half_life_months=half_life) for half_life in half_lives]
    for t0, width in _groups(end, h):
        mine = np.flatnonzero((end == t0) & (h == width))
        for part in np.split(mine, range(CHUNK, mine.size, CHUNK)):
            gathered = gather(scene, scene.tables(t0, method), x[part], y[part], width, method)
            for one, by in zip(out, aged, strict=True):
                _weigh(one, part, gathered, scene.tables(t0, by), width)
    return out


def _ends(scene: Scene, own: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.where(own >= 0, scene.crime.window_end[np.maximum(own, 0)], -1)


def _groups(end: NDArray[np.int64], h: Floats) -> Iterator[tuple[int, float]]:
    usable = (end >= 0) & np.isfinite(h)
    yield from sorted({(int(t), float(w)) for t, w in zip(end[usable], h[usable], strict=True)})


def _blank(
    scene: Scene, method: Method, own: NDArray[np.int64], end: NDArray[np.int64], spacing: Floats, h: Floats
) -> Exposure:
    size, groups, forces = own.size, len(scene.crime.groups), len(scene.crime.forces)
    months = method.blocks * method.months_per_block
    uncovered, events, e, e_rate, residents, lost, n_eff, n_star, phi = (
        np.full((size, groups), np.nan) for _ in range(9)
    )
    return Exposure(
        own, end, spacing, h, np.zeros((size, forces)), np.zeros(size), uncovered, events, e, e_rate, residents, lost,
        n_eff, n_star, phi, np.zeros((size, groups, months), dtype=np.int64),
    )  # fmt: skip


def gather(
    scene: Scene, tables: WindowTables, x: NDArray[np.int64], y: NDArray[np.int64], h: float, method: Method
) -> Gathered:
    """Return what lies around places, one bandwidth for all; ``tables`` of any half-life."""
    share, land = _force_shares(scene, x, y, h)
    kernel, kernel2, monthly = _events(scene, tables, x, y, h)
    phi = _overdispersion(monthly, share, tables, method)
    return Gathered(share, land, kernel, kernel2, monthly, phi, *_residents(scene, tables, x, y, h))


def _weigh(out: Exposure, mine: NDArray[np.int64], found: Gathered, tables: WindowTables, h: float) -> None:
    """Write the figures of places that share one window, one bandwidth and one half-life."""
    usable = tables.usable.astype(np.float64)
    mass = full_mass_km2(h)
    e = mass * _over_forces(found.share, usable * tables.exposure)
    e2 = mass * _over_forces(found.share, usable * tables.exposure2)
    events = (found.kernel * tables.weight).sum(axis=2)
    squares = (found.kernel2 * tables.weight**2).sum(axis=2)
    total = _over_forces(found.seen, usable)
    with np.errstate(divide="ignore", invalid="ignore"):
        n_eff = np.where(events > 0, events**2 / squares, 0.0)
        kappa = KAPPA * e / e2
        n_star = np.where(events > 0, np.minimum(n_eff, kappa * events) / found.phi, 0.0)
    out.force_share[mine], out.land[mine] = found.share, found.land
    out.uncovered[mine] = 1.0 - _over_forces(found.share, usable) / np.maximum(found.land, 1e-12)[:, None]
    out.events[mine], out.e[mine] = events, e
    out.e_rate[mine] = _over_forces(found.placed, usable * tables.exposure)
    out.residents[mine] = _over_forces(found.placed, usable)
    out.residents_missing[mine] = _over_forces(found.blind, usable) / np.maximum(total, 1e-12)
    out.n_eff[mine], out.n_star[mine], out.phi[mine] = n_eff, n_star, found.phi
    out.monthly[mine] = found.monthly


def _over_forces(by_force: Floats, table: Floats) -> Floats:
    """Return sum over forces of (places, forces) x (forces, groups), added in one fixed order.

    A matrix product would round differently with the size of the batch, and a batch of one must equal any other.
    """
    return np.asarray((by_force[:, :, None] * table[None, :, :]).sum(axis=1))


def _force_shares(
    scene: Scene, x: NDArray[np.int64], y: NDArray[np.int64], h: float
) -> tuple[Floats, Floats]:
    share = np.zeros((x.size, len(scene.crime.forces)))
    land = np.zeros(x.size)
    for p in range(x.size):
        disc = scene.ground.disc(int(x[p]), int(y[p]), h)
        land[p] = disc.land
        for district, part in sorted(disc.by_district.items()):
            if scene.force_of_district[district] >= 0:
                share[p, scene.force_of_district[district]] += part
    return share, land


def _events(
    scene: Scene, tables: WindowTables, x: NDArray[np.int64], y: NDArray[np.int64], h: float
) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Return sums of K and K² and plain counts by (place, group, month).

    An event counts when its map point lies on the land of a covered force, or within 100 m of one, in a month that
    this force covers (S-9, S-10 in 9.11).
    """
    crime = scene.crime
    near = crime.index.within(x, y, h)
    force = counting_force(crime, tables, near.index)
    found, row = rows_of(crime, near.index)
    group = scene.crime.category_group[crime.row_category[row]]
    months = tables.covered.shape[1]
    column = crime.row_month[row].astype(np.int64) - (tables.end - months + 1)
    f = force[found]
    keep = (group >= 0) & (f >= 0) & (column >= 0) & (column < months)
    found, row, group, column, f = found[keep], row[keep], group[keep], column[keep], f[keep]
    keep = tables.covered[f, column] & tables.usable[f, group]
    found, row, group, column = found[keep], row[keep], group[keep], column[keep]
    k = quartic(near.metres(), h)[found]
    n = crime.row_n[row].astype(np.int64)
    groups = len(crime.groups)
    shape = (x.size, groups, months)
    key = (near.owner[found] * groups + group) * months + column
    total = x.size * groups * months
    kernel: Floats = np.bincount(key, k * n, total).astype(np.float64).reshape(shape)
    kernel2: Floats = np.bincount(key, k * k * n, total).astype(np.float64).reshape(shape)
    counts: NDArray[np.int64] = np.bincount(key, n, total).astype(np.int64).reshape(shape)
    return kernel, kernel2, counts


def rows_of(crime: CrimeLayer, point: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows of the points, in order, and for each row which of the points it belongs to."""
    lo = crime.row_start[point].astype(np.int64)
    count = crime.row_start[point + 1].astype(np.int64) - lo
    found = np.repeat(np.arange(point.size), count)
    return found, np.arange(found.size) + np.repeat(lo - (np.cumsum(count) - count), count)


def _residents(
    scene: Scene, tables: WindowTables, x: NDArray[np.int64], y: NDArray[np.int64], h: float
) -> tuple[Floats, Floats, Floats]:
    """Return kernel-weighted residents, postcodes, and postcodes without any figure, by (place, force)."""
    near = scene.people.index.within(x, y, h)
    force = scene.force_of_postcodes[scene.people.district[near.index]]
    k = quartic(near.metres(), h)
    residents = scene.people.residents[near.index]
    known = np.isfinite(residents)
    forces = tables.covered.shape[0]
    inside = force >= 0
    key = near.owner * forces + np.maximum(force, 0)
    weights = (
        np.where(known & inside, k * np.nan_to_num(residents), 0.0),
        np.where(inside, k, 0.0),
        np.where(inside & ~known, k, 0.0),
    )
    placed, seen, blind = (
        np.bincount(key, w, x.size * forces).astype(np.float64).reshape(x.size, forces) for w in weights
    )
    return placed, seen, blind


def _overdispersion(
    monthly: NDArray[np.int64], share: Floats, tables: WindowTables, method: Method
) -> Floats:
    """Return phi from the covered monthly counts in the hard circle of radius h (S-18 in 9.11, cap 5).

    The months are those of the usable force that holds most of the kernel.
    """
    phi = np.ones(monthly.shape[:2])
    for p in range(monthly.shape[0]):
        main = np.argmax(np.where(tables.usable, share[p][:, None], -1.0), axis=0)
        main[~tables.usable.any(axis=0)] = -1
        for force in sorted(set(main.tolist()) - {-1}):
            held, groups = tables.covered[force], np.flatnonzero(main == force)
            y, season = monthly[p, groups][:, held], tables.season[groups][:, held]
            phi[p, groups] = overdispersion(y, season, tables.block[held], method)
    return phi


def overdispersion(
    y: NDArray[np.int64], season: Floats, block: NDArray[np.int64], method: Method
) -> NDArray[np.float64]:
    """Return phi of covered monthly counts (..., months) against their own block's mean, from 1 to the cap (S-18)."""
    blocks, months = sorted(set(block.tolist())), y.shape[-1]
    total = np.zeros(y.shape[:-1])
    if months <= len(blocks):
        return np.ones(y.shape[:-1])
    for b in blocks:
        mine = block == b
        counts, seasons = (np.ascontiguousarray(a[..., mine]) for a in (y, season))
        expected = counts.sum(axis=-1, keepdims=True) * seasons / seasons.sum(axis=-1, keepdims=True)
        with np.errstate(divide="ignore", invalid="ignore"):
            total += np.where(expected > 0, (counts - expected) ** 2 / expected, 0.0).sum(axis=-1)
    phi = np.minimum(np.maximum(1.0, total / (months - len(blocks))), method.crime.phi_cap)
    return np.asarray(phi, dtype=np.float64)
