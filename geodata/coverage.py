"""Where a layer would have shown something: shares of a disc, and lines of sight, in held areas."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from geodata.edges import contains, points_inside, points_near
from geodata.kernel import lattice
from geodata.rings import RingTable, kernel_shares

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

NEIGHBOUR_M = 500.0  # method S-10: land so near to land beyond England, and of no district, counts as theirs
UNSEEN_SHARE = 0.10  # method S-10a: a line of which more lies where no file is held says nothing
STEP_MM = 100_000  # method S-10a: the steps in which the line is looked at (reading 17)
REMEMBERED = 4_096
DUST = 1e-9  # a share of a disc's mass: less than a hundredth of one 25 m cell of the widest
SHORE_MM = 50_000  # a point outside every generalised boundary belongs to the district so near (reading 3)


class Disc(NamedTuple):
    """How a kernel disc is shared out: by English district, and land beyond England; the rest is sea."""

    by_district: Mapping[int, float]
    beyond: float

    @property
    def land(self) -> float:
        """The share of the disc that is land."""
        return math.fsum([*self.by_district.values(), self.beyond])


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Land: English districts at full detail, and Wales and Scotland, generalised, behind them.

    Where the file of the land beyond England is not held (``beyond_known`` false), whatever no district holds counts
    as such land: sea must be known to be sea.
    """

    districts: RingTable
    beyond: RingTable | None
    beyond_known: bool = True
    _discs: dict[tuple[int, int, float], Disc] = field(default_factory=dict)

    def district(self, x: int, y: int) -> int | None:
        """Return the district that holds a point (millimetres), or None: outside is outside, never the nearest.

        Boundaries are generalised to 20 m, so a quay or a pier may stand outside every polygon; a point that no
        district holds and that no land beyond England holds belongs to a district whose edge is within 50 m.
        """
        held = self.districts.holding(x, y)
        if held is not None or (self.beyond is not None and self.beyond.holding(x, y) is not None):
            return held
        near = [(self.districts.distance(int(d), x, y), int(d)) for d in self.districts.near(x, y, SHORE_MM)]
        distance, district = min(near, default=(float("inf"), -1))
        return district if distance <= SHORE_MM else None

    def disc(self, x: int, y: int, h_m: float) -> Disc:
        """Return the shares of the kernel disc at the centre of a 100 m square (millimetres).

        Land of Wales and Scotland is known only in a generalised form; whatever lies within 500 m of it and in no
        English district counts as theirs, so that a seam of imagined sea never hides land that no file covers.
        """
        known = self._discs.get((x, y, h_m))
        if known is None:
            if len(self._discs) >= REMEMBERED:
                self._discs.clear()
            known = self._discs[x, y, h_m] = self._shared(x, y, h_m)
        return known

    def _shared(self, x: int, y: int, h_m: float) -> Disc:
        shares = kernel_shares(self.districts, x, y, h_m)
        free = 1.0 - math.fsum(shares.values())
        if free < 1e-9:
            return Disc(shares, 0.0)
        if self.beyond is None:
            return Disc(shares, 0.0 if self.beyond_known else free)
        reach = round((h_m + NEIGHBOUR_M) * 1000)
        near = [a for a in self.beyond.near(x, y, reach) if _comes_within(self.beyond, int(a), x, y, reach)]
        return Disc(shares, min(free, self._beyond_share(x, y, h_m, near)) if near else 0.0)

    def _beyond_share(self, x: int, y: int, h_m: float, near: list[Any]) -> float:
        """Return the share of the disc within 500 m of land beyond England and in no English district."""
        assert self.beyond is not None  # noqa: S101 - the caller has looked
        offsets, weight = lattice(h_m)
        rows, columns = np.nonzero(weight > 0)
        px, py = offsets[columns] + x, offsets[rows] + y
        free = np.ones(px.size, dtype=bool)
        for area in self.districts.near(x, y, round(h_m * 1000)):
            free &= ~points_inside(self.districts.edges(int(area)), px, py)
        px, py, mass = px[free], py[free], weight[rows, columns][free]
        theirs = np.zeros(px.size, dtype=bool)
        for area in near:
            edges = self.beyond.edges(int(area))
            theirs |= points_inside(edges, px, py)
            theirs[~theirs] = points_near(edges, px[~theirs], py[~theirs], NEIGHBOUR_M * 1000)
        return float(mass[theirs].sum() / weight.sum())


def _comes_within(table: RingTable, area: int, x: int, y: int, reach: int) -> bool:
    return contains(table.edges(area), x, y) or table.distance(area, x, y) <= reach


def _crossed(table: RingTable, xs: NDArray[np.int64], ys: NDArray[np.int64]) -> list[int]:
    """Return the areas whose bounding box meets that of the points."""
    b = table.bounds
    hit = (b[:, 0] <= xs.max()) & (b[:, 2] >= xs.min()) & (b[:, 1] <= ys.max()) & (b[:, 3] >= ys.min())
    return [int(area) for area in np.flatnonzero(hit)]


class Held(NamedTuple):
    """The areas and boxes in which a layer's source file is held."""

    england: bool
    codes: frozenset[str]
    boxes: tuple[tuple[int, int, int, int], ...]

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> Held:
        """Return the coverage that a layer's lock entry states."""
        areas = entry["coverage"]["areas"]
        boxes = tuple((b[0], b[1], b[2], b[3]) for b in entry["coverage"]["boxes"])
        return cls(areas == ["england"], frozenset(areas) - {"england"}, boxes)

    def uncovered(self, ground: Ground, x: int, y: int, h_m: float) -> float:
        """Return the share of the disc's land in which the source file is not held.

        1.0 where the disc holds no land at all: nothing was looked at.
        """
        disc = ground.disc(x, y, h_m)
        if disc.land <= 0:
            return 1.0
        named = [d for d in disc.by_district if self.england or ground.districts.code(d) in self.codes]
        held = math.fsum(disc.by_district[d] for d in named)
        # What a box holds beside the named districts, at the least: the disc's sea may all lie in the box.
        boxed = max(0.0, self._boxed_share(x, y, h_m) - (1.0 - disc.land) - held)
        share = 1.0 - (held + boxed) / disc.land
        # What rounding leaves of nothing, or of all, is not a part: "nobody looked" must not become "too little".
        return 0.0 if share < DUST else 1.0 if share > 1.0 - DUST else share

    def sees(self, ground: Ground, start: tuple[int, int], end: tuple[int, int]) -> bool:
        """Return whether at least 90 % of the land on the straight line lies where the file is held (S-10a).

        The line is looked at in equal steps of at most 100 m, both ends included.
        """
        length = float(np.hypot(end[0] - start[0], end[1] - start[1]))
        steps = int(length // STEP_MM) + 1
        xs = np.rint(np.linspace(start[0], end[0], steps + 1)).astype(np.int64)
        ys = np.rint(np.linspace(start[1], end[1], steps + 1)).astype(np.int64)
        boxed = np.zeros(xs.size, dtype=bool)
        for w, s, e, n in self.boxes:
            boxed |= (xs >= w * 1000) & (xs <= e * 1000) & (ys >= s * 1000) & (ys <= n * 1000)
        held, land = boxed.copy(), boxed.copy()
        crossed = _crossed(ground.districts, xs, ys)
        if not (self.england or self.boxes or any(ground.districts.code(a) in self.codes for a in crossed)):
            return False
        for area in crossed:
            inside = points_inside(ground.districts.edges(area), xs, ys)
            land |= inside
            if self.england or ground.districts.code(area) in self.codes:
                held |= inside
        if ground.beyond is None and not ground.beyond_known:
            land[:] = True
        elif ground.beyond is not None and not land.all():
            for area in _crossed(ground.beyond, xs, ys):
                land |= points_inside(ground.beyond.edges(area), xs, ys)
        return bool(land.any()) and 1.0 - held.sum() / land.sum() <= UNSEEN_SHARE

    def _boxed_share(self, x: int, y: int, h_m: float) -> float:
        """Return the share of the kernel disc that lies in any of the boxes."""
        if not self.boxes:
            return 0.0
        offsets, weight = lattice(h_m)
        inside = np.zeros(weight.shape, dtype=bool)
        for w, s, e, n in self.boxes:
            columns = (offsets + x >= w * 1000) & (offsets + x <= e * 1000)
            rows = (offsets + y >= s * 1000) & (offsets + y <= n * 1000)
            inside |= rows[:, None] & columns[None, :]
        return 1.0 if inside[weight > 0].all() else float(weight[inside].sum() / weight.sum())
