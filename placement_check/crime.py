"""Recorded crime around a place: kernel-weighted exposure, for one place or many at once (method 1.3, 9.2, 9.3).

One implementation serves both: a single check is a batch of one. Arrays are (places, groups) unless said otherwise;
distances are metres, areas km², positions whole millimetres of EPSG:27700.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geodata.coverage import Ground
from geodata.kernel import full_mass_km2, quartic
from geodata.store import CrimeLayer, People
from placement_check.method import Method
from placement_check.spacing import mean_spacing, smallest_bandwidth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CHUNK = 64
KAPPA = 5.0 / 3.0  # (integral of K)^2 / (area x integral of K^2) of the quartic kernel, S-18 in 9.11


@dataclass(frozen=True, slots=True)
class Scene:
    """What crime is measured against: the layer, where people live, the land, and who polices which district.

    ``spacing`` is by postcode, metres to the nearest map point in use (NaN: own force not covered).
    ``force_of_district`` is by district of the ground, ``force_of_postcodes`` by district of ``people.districts``;
    both hold numbers of the crime layer's forces, -1 for none.
    """

    crime: CrimeLayer
    people: People
    spacing: Floats
    ground: Ground
    force_of_district: NDArray[np.int64]
    force_of_postcodes: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class WindowTables:
    """What one 36-month window gives every place in it. Columns are months, the oldest first.

    ``exposure`` (forces, groups) is sum_b u_b T_b and ``exposure2`` the same with u_b squared, in years;
    ``unlocated`` (forces, groups) is the worse of the window's and the last year's share; ``usable`` says where a
    force counts as covered for a group.
    """

    end: int
    covered: NDArray[np.bool_]
    season: Floats
    weight: Floats
    block: NDArray[np.int64]
    exposure: Floats
    exposure2: Floats
    enough: NDArray[np.bool_]
    unlocated: Floats
    usable: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
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


def window_tables(crime: CrimeLayer, end: int, method: Method) -> WindowTables:
    """Return the tables of the window that ends at month ``end`` (S-2, S-8..S-11, seasonal index of 1.3)."""
    size = method.blocks * method.months_per_block
    columns = np.arange(end - size + 1, end + 1)
    held = columns >= 0
    covered = np.zeros((crime.covered.shape[0], size), dtype=bool)
    covered[:, held] = crime.covered[:, columns[held]]
    recorded = _columns(crime.located, columns) + _columns(crime.unlocated, columns)
    season = _season(recorded, covered, end, crime, method)
    block = (size - 1 - np.arange(size)) // method.months_per_block
    weight = np.array([method.weight(int(b)) for b in block])
    years = covered[:, None, :] * season[None, :, :] / method.months_per_block
    enough = covered.sum(axis=1) >= method.crime.min_covered_months
    unlocated = _unlocated_share(_columns(crime.unlocated, columns), recorded, covered, method)
    present = _present(recorded, covered, method)
    usable = enough[:, None] & present & (unlocated <= method.crime.unlocated_cuts[-1])
    return WindowTables(
        end,
        covered,
        season,
        weight,
        block,
        (years * weight).sum(axis=2),
        (years * weight**2).sum(axis=2),
        enough,
        unlocated,
        usable,
    )


def _columns(tally: NDArray[np.int32], columns: NDArray[np.int64]) -> NDArray[np.int64]:
    out = np.zeros((*tally.shape[:2], columns.size), dtype=np.int64)
    held = columns >= 0
    out[:, :, held] = tally[:, :, columns[held]]
    return out


def _present(recorded: NDArray[np.int64], covered: NDArray[np.bool_], method: Method) -> NDArray[np.bool_]:
    """Return where a force has any record of a group, or too few of all for none to be odd.

    A force with thousands of records and not one of a kind has lost that kind from its files: nothing is not found.
    """
    held = (recorded * covered[:, None, :]).sum(axis=2)
    return np.asarray((held > 0) | (held.sum(axis=1) < method.crime.lost_group_records)[:, None])


def _season(
    recorded: NDArray[np.int64], covered: NDArray[np.bool_], end: int, crime: CrimeLayer, method: Method
) -> Floats:
    """Return s(g, m) for each group and month of the window, mean 1 over a calendar year (1.3, 9.11).

    Estimated on covered months only. A force that lacks some calendar month altogether is left out; with fewer than
    ten forces, or fewer than 100 events in some calendar month, the six groups are taken together, and below that
    no season is assumed.
    """
    size = recorded.shape[2]
    last = int(crime.months[end][5:7]) - 1
    calendar = (last - (size - 1 - np.arange(size))) % 12
    means = np.zeros((recorded.shape[1], 12))
    forces = 0
    for f in range(recorded.shape[0]):
        n = np.bincount(calendar[covered[f]], minlength=12)
        if (n == 0).any():
            continue
        forces += 1
        for g in range(recorded.shape[1]):
            means[g] += np.bincount(calendar[covered[f]], recorded[f, g, covered[f]], 12) / n
    pooled = means.sum(axis=0)
    least = method.crime.seasonal_min_events
    out = np.ones((recorded.shape[1], size))
    for g in range(recorded.shape[1]):
        own = forces >= method.crime.seasonal_min_forces and means[g].min() >= least
        basis = means[g] if own else pooled
        if basis.min() >= least:
            out[g] = (basis / basis.mean())[calendar]
    return out


def _unlocated_share(
    unlocated: NDArray[np.int64], recorded: NDArray[np.int64], covered: NDArray[np.bool_], method: Method
) -> Floats:
    """Return each force's and group's share of records without a position: the worse of window and last year (S-11)."""
    shares = []
    for months in (slice(None), slice(-method.months_per_block, None)):
        mask = covered[:, None, months]
        lost = (unlocated[:, :, months] * mask).sum(axis=2)
        total = (recorded[:, :, months] * mask).sum(axis=2)
        shares.append(lost / np.maximum(total, 1))
    return np.asarray(np.maximum(*shares))


def expose(
    scene: Scene, x: NDArray[np.int64], y: NDArray[np.int64], own: NDArray[np.int64], method: Method
) -> Exposure:
    """Return the exposure of places at the centres of 100 m squares.

    Parameters
    ----------
    x, y
        Whole millimetres of EPSG:27700.
    own
        The number of each place's own force, -1 where no district holds it.
    """
    parts = [
        _expose(scene, x[i : i + CHUNK], y[i : i + CHUNK], own[i : i + CHUNK], method)
        for i in range(0, max(x.size, 1), CHUNK)
    ]
    names = Exposure.__dataclass_fields__
    return Exposure(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _expose(
    scene: Scene, x: NDArray[np.int64], y: NDArray[np.int64], own: NDArray[np.int64], method: Method
) -> Exposure:
    crime, size = scene.crime, x.size
    end = np.where(own >= 0, crime.window_end[np.maximum(own, 0)], -1)
    spacing = np.full(size, np.nan)
    asked = np.flatnonzero(end >= 0)
    spacing[asked] = mean_spacing(scene.people, scene.spacing, x[asked], y[asked], method.crime)
    h = np.array([smallest_bandwidth(float(d), method.crime) for d in spacing])
    out = _blank(size, len(crime.groups), len(crime.forces), method, own, end, spacing, h)
    for t0, width in _groups(end, h):
        mine = np.flatnonzero((end == t0) & (h == width))
        tables = window_tables(crime, t0, method)
        _fill(out, mine, scene, tables, x[mine], y[mine], width, method)
    return out


def _groups(end: NDArray[np.int64], h: Floats) -> Iterator[tuple[int, float]]:
    usable = (end >= 0) & np.isfinite(h)
    yield from sorted({(int(t), float(w)) for t, w in zip(end[usable], h[usable], strict=True)})


def _blank(
    size: int, groups: int, forces: int, method: Method,
    own: NDArray[np.int64], end: NDArray[np.int64], spacing: Floats, h: Floats,
) -> Exposure:  # fmt: skip
    def nan() -> Floats:
        return np.full((size, groups), np.nan)

    months = method.blocks * method.months_per_block
    return Exposure(
        own, end, spacing, h, np.zeros((size, forces)), np.zeros(size), nan(), nan(), nan(), nan(), nan(), nan(),
        nan(), nan(), nan(), np.zeros((size, groups, months), dtype=np.int64),
    )  # fmt: skip


def _fill(
    out: Exposure, mine: NDArray[np.int64], scene: Scene, tables: WindowTables,
    x: NDArray[np.int64], y: NDArray[np.int64], h: float, method: Method,
) -> None:  # fmt: skip
    """Write the figures of places that share one window and one bandwidth."""
    share, land = _force_shares(scene, x, y, h)
    out.force_share[mine], out.land[mine] = share, land
    usable = tables.usable.astype(np.float64)
    out.uncovered[mine] = 1.0 - _over_forces(share, usable) / np.maximum(land, 1e-12)[:, None]
    mass = full_mass_km2(h)
    e = mass * _over_forces(share, usable * tables.exposure)
    e2 = mass * _over_forces(share, usable * tables.exposure2)
    kernel, kernel2, monthly = _events(scene, tables, x, y, h)
    events, squares = (kernel * tables.weight).sum(axis=2), (kernel2 * tables.weight**2).sum(axis=2)
    residents, missing, e_rate = _residents(scene, tables, x, y, h)
    phi = _overdispersion(monthly, share, tables, method)
    with np.errstate(divide="ignore", invalid="ignore"):
        n_eff = np.where(events > 0, events**2 / squares, 0.0)
        kappa = KAPPA * e / e2
        n_star = np.where(events > 0, np.minimum(n_eff, kappa * events) / phi, 0.0)
    out.events[mine], out.e[mine], out.e_rate[mine] = events, e, e_rate
    out.residents[mine], out.residents_missing[mine] = residents, missing
    out.n_eff[mine], out.n_star[mine], out.phi[mine], out.monthly[mine] = n_eff, n_star, phi, monthly


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
    found, row = _rows(crime, near.index)
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


def _rows(crime: CrimeLayer, point: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows of the points, in order, and for each row which of the points it belongs to."""
    lo = crime.row_start[point].astype(np.int64)
    count = crime.row_start[point + 1].astype(np.int64) - lo
    found = np.repeat(np.arange(point.size), count)
    return found, np.arange(found.size) + np.repeat(lo - (np.cumsum(count) - count), count)


def counting_force(crime: CrimeLayer, tables: WindowTables, point: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the covered force each map point counts for: its land's, else one within 100 m, else -1 (S-10)."""
    land, second = crime.land[point].astype(np.int64), crime.land_near[point].astype(np.int64)
    enough = np.append(tables.enough, False)
    return np.where(enough[land], land, np.where(enough[second], second, -1))


def _residents(
    scene: Scene, tables: WindowTables, x: NDArray[np.int64], y: NDArray[np.int64], h: float
) -> tuple[Floats, Floats, Floats]:
    """Return kernel-weighted residents of usable forces, the share of postcodes without any figure, and e_R."""
    near = scene.people.index.within(x, y, h)
    force = scene.force_of_postcodes[scene.people.district[near.index]]
    k = quartic(near.metres(), h)
    residents = scene.people.residents[near.index]
    known = np.isfinite(residents)
    forces = tables.covered.shape[0]
    inside = force >= 0
    key = near.owner * forces + np.maximum(force, 0)
    placed = np.bincount(key, np.where(known & inside, k * np.nan_to_num(residents), 0.0), x.size * forces)
    seen = np.bincount(key, np.where(inside, k, 0.0), x.size * forces)
    blind = np.bincount(key, np.where(inside & ~known, k, 0.0), x.size * forces)
    by_force = placed.astype(np.float64).reshape(x.size, forces)
    usable = tables.usable.astype(np.float64)
    total = _over_forces(seen.astype(np.float64).reshape(x.size, forces), usable)
    missing = _over_forces(blind.astype(np.float64).reshape(x.size, forces), usable) / np.maximum(
        total, 1e-12
    )
    return _over_forces(by_force, usable), missing, _over_forces(by_force, usable * tables.exposure)


def _overdispersion(
    monthly: NDArray[np.int64], share: Floats, tables: WindowTables, method: Method
) -> Floats:
    """Return phi from the covered monthly counts in the hard circle of radius h (S-18 in 9.11, cap 5).

    The months are those of the usable force that holds most of the kernel.
    """
    phi = np.ones(monthly.shape[:2])
    for p in range(monthly.shape[0]):
        for g in range(monthly.shape[1]):
            usable = tables.usable[:, g]
            if not usable.any():
                continue
            main = int(np.argmax(np.where(usable, share[p], -1.0)))
            held = tables.covered[main]
            phi[p, g] = overdispersion(
                monthly[p, g][held], tables.season[g][held], tables.block[held], method
            )
    return phi


def overdispersion(y: NDArray[np.int64], season: Floats, block: NDArray[np.int64], method: Method) -> float:
    """Return phi of covered monthly counts against their own block's mean, between 1 and the cap (S-18)."""
    blocks = sorted(set(block.tolist()))
    if y.size <= len(blocks):
        return 1.0
    total = 0.0
    for b in blocks:
        mine = block == b
        expected = y[mine].sum() * season[mine] / season[mine].sum()
        with np.errstate(divide="ignore", invalid="ignore"):
            total += float(np.where(expected > 0, (y[mine] - expected) ** 2 / expected, 0.0).sum())
    return float(min(max(1.0, total / (y.size - len(blocks))), method.crime.phi_cap))
