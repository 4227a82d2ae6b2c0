"""How the discs round many places are shared out between districts: the same shares as ``Ground.disc``.

Places of one 2 km block share one raster of the 25 m lattice, and those whose disc no boundary crosses need none.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geodata.coverage import NEIGHBOUR_M, Disc, Ground, Held
from geodata.edges import segment_distance_squared
from geodata.kernel import LATTICE_MM, lattice
from placement_check.profiles.holding import ROW, holding

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Floats = NDArray[np.float64]

BLOCK_MM = 2_000_000
REACH_M = 5_000.0  # boundaries are looked for so far round a block; wider discs are shared out one by one
MOST_BLOCKS = 1_500
MOSTLY_LAND = 0.98


@dataclass(slots=True)
class Block:
    """A 2 km block: the districts near it with their edges, whether land beyond England is near, and its raster."""

    x: int
    y: int
    districts: list[int]
    edges: list[tuple[NDArray[np.int32], ...]]
    beyond: bool
    raster: NDArray[np.int16] | None = None
    margin: int = 0


@dataclass(slots=True)
class Land:
    """The land of a release as many places see it; what is made for one batch serves the next."""

    ground: Ground
    _blocks: dict[int, Block] = field(default_factory=dict)
    _discs: dict[tuple[int, int, float], Disc] = field(default_factory=dict)

    def around(self, x: Whole, y: Whole) -> Around:
        """Return the land round the centres of 100 m squares (millimetres)."""
        edge = np.full((x.size, len(self.ground.districts.codes)), np.inf)
        beyond = np.zeros(x.size, dtype=bool)
        number = (y // BLOCK_MM) * ROW + x // BLOCK_MM
        for one in np.unique(number):
            mine = np.flatnonzero(number == one)
            block = self._block(int(one))
            beyond[mine] = block.beyond
            for district, edges in zip(block.districts, block.edges, strict=True):
                if edges[0].size:
                    edge[mine, district] = _least(edges, x[mine], y[mine])
        return Around(self, x, y, holding(self.ground.districts, x, y), edge, beyond)

    def disc(self, x: int, y: int, h_m: float, inside: int, alone: bool) -> Disc:
        """Return the disc at the centre of a square; ``alone`` says that no boundary comes within it."""
        if alone:
            return Disc({inside: 1.0}, 0.0)
        known = self._discs.get((x, y, h_m))
        if known is None:
            if len(self._discs) > 200_000:
                self._discs.clear()
            known = self._discs[x, y, h_m] = self._shared(x, y, h_m)
        return known

    def _shared(self, x: int, y: int, h_m: float) -> Disc:
        block = self._block((y // BLOCK_MM) * ROW + x // BLOCK_MM)
        if h_m > REACH_M or block.beyond:
            return self.ground.disc(x, y, h_m)
        offsets, weight = lattice(h_m)
        raster = self._raster(block, h_m)
        row, column = (
            (at + int(offsets[0]) - start + block.margin) // LATTICE_MM
            for at, start in ((y, block.y), (x, block.x))
        )
        window = raster[row : row + offsets.size, column : column + offsets.size]
        total, shares = float(weight.sum()), {}
        for district in block.districts:
            mass = float(weight[window == district].sum())
            if mass > 0:
                shares[district] = mass / total
        free = 1.0 - math.fsum(shares.values())
        unknown = self.ground.beyond is None and not self.ground.beyond_known and free >= 1e-9
        return Disc(shares, free if unknown else 0.0)

    def _block(self, number: int) -> Block:
        known = self._blocks.get(number)
        if known is None:
            if len(self._blocks) >= MOST_BLOCKS:
                self._blocks.clear()
            known = self._blocks[number] = self._made(number)
        return known

    def _made(self, number: int) -> Block:
        x, y = number % ROW * BLOCK_MM, number // ROW * BLOCK_MM
        half = BLOCK_MM // 2
        reach = half + round(REACH_M * 1000) + LATTICE_MM
        box = x + half - reach, y + half - reach, x + half + reach, y + half + reach
        districts: list[int] = []
        edges: list[tuple[NDArray[np.int32], ...]] = []
        for district in self.ground.districts.near(x + half, y + half, reach).tolist():
            x1, y1, x2, y2 = self.ground.districts.edges(district)
            near = (np.maximum(x1, x2) >= box[0]) & (np.minimum(x1, x2) <= box[2])
            near &= (np.maximum(y1, y2) >= box[1]) & (np.minimum(y1, y2) <= box[3])
            districts.append(district)
            edges.append((x1[near], y1[near], x2[near], y2[near]))
        beyond = self.ground.beyond
        far = reach + round(NEIGHBOUR_M * 1000)
        return Block(
            x, y, districts, edges, beyond is not None and beyond.near(x + half, y + half, far).size > 0
        )

    def _raster(self, block: Block, h_m: float) -> NDArray[np.int16]:
        margin = (round(h_m * 1000) // LATTICE_MM + 4) * LATTICE_MM
        if block.raster is None or block.margin < margin:
            count = (BLOCK_MM + 2 * margin) // LATTICE_MM
            raster = np.full((count, count), -1, dtype=np.int16)
            for district in block.districts:
                inside = _cells(self.ground.districts.edges(district), block.x, block.y, margin, count)
                raster[inside & (raster < 0)] = district
            block.raster, block.margin = raster, margin
        return block.raster


def _least(edges: tuple[NDArray[np.int32], ...], x: Whole, y: Whole) -> Floats:
    """Return each point's distance to the nearest edge, in metres."""
    many = tuple(e[:, None] for e in edges)
    return np.asarray(np.sqrt(segment_distance_squared(many, x, y).min(axis=0)) / 1000.0)  # type: ignore[arg-type]


def _cells(
    edges: tuple[NDArray[np.int32], ...], x: int, y: int, margin: int, count: int
) -> NDArray[np.bool_]:
    """Return which cells of a block's raster have their centre inside: the rule of ``geodata.rings``."""
    low = LATTICE_MM // 2 - margin
    x1, y1, x2, y2 = (e.astype(np.float64) - o for e, o in zip(edges, (x, y, x, y), strict=True))
    high = low + (count - 1) * LATTICE_MM
    reaches = (np.minimum(y1, y2) <= high) & (np.maximum(y1, y2) > low)
    x1, y1, x2, y2 = x1[reaches], y1[reaches], x2[reaches], y2[reaches]
    first = np.maximum(np.ceil((np.minimum(y1, y2) - low) / LATTICE_MM).astype(np.int64), 0)
    last = np.minimum(np.ceil((np.maximum(y1, y2) - low) / LATTICE_MM).astype(np.int64), count)
    rows = np.maximum(last - first, 0)
    edge = np.repeat(np.arange(x1.size), rows)
    row = np.arange(edge.size) - np.repeat(np.cumsum(rows) - rows, rows) + first[edge]
    at = low + row * LATTICE_MM
    crossing = x1[edge] + (at - y1[edge]) * (x2[edge] - x1[edge]) / (y2[edge] - y1[edge])
    column = np.clip(np.ceil((crossing - low) / LATTICE_MM), 0, count).astype(np.int64)
    parity = np.bincount(row * (count + 1) + column, minlength=count * (count + 1)).reshape(count, count + 1)
    flips = parity[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]
    return np.asarray(flips % 2 == 1)


@dataclass(frozen=True, slots=True)
class Around:
    """The land round places: the district that holds each (-1: none), and the metres to each district's edge."""

    land: Land
    x: Whole
    y: Whole
    inside: Whole
    edge: Floats
    beyond: NDArray[np.bool_]

    def near(self, h_m: Floats | float) -> NDArray[np.bool_]:
        """Return which districts a disc of so many metres reaches into, by (place, district)."""
        out = self.edge <= (h_m if isinstance(h_m, float) else h_m[:, None])
        held = np.flatnonzero(self.inside >= 0)
        out[held, self.inside[held]] = True
        return np.asarray(out)

    def discs(self, h_m: float) -> list[Disc]:
        """Return the disc of each place."""
        alone = (self.inside >= 0) & (self.edge > h_m).all(axis=1) & ~self.beyond & (h_m <= REACH_M)
        return [
            self.land.disc(int(x), int(y), h_m, int(d), alone=bool(a))
            for x, y, d, a in zip(self.x, self.y, self.inside, alone, strict=True)
        ]

    def uncovered(self, held: Held, h_m: Floats, mostly_land: NDArray[np.bool_]) -> Floats:
        """Return the share of each disc's land in which a layer's file is not held, as ``Held.uncovered``.

        ``mostly_land`` says where hardly any of the 1,600 m round a place is sea.
        """
        districts = self.land.ground.districts
        named = [held.england or districts.code(d) in held.codes for d in range(self.edge.shape[1])]
        near, mine = self.near(h_m), np.array(named)
        known = self.land.ground.beyond is not None or self.land.ground.beyond_known
        inner = (self.inside >= 0) & ~self.beyond & (h_m <= REACH_M) & known
        every, none = ~(near & ~mine).any(axis=1), ~(near & mine).any(axis=1)
        boxed, clear = self._boxed(held, h_m)
        whole = inner & (every | (none & boxed & mostly_land))
        nothing = inner & none & clear & ~every
        out = np.where(nothing, 1.0, 0.0)
        for p in np.flatnonzero(~(whole | nothing)).tolist():
            out[p] = self._one(held, p, float(h_m[p]))
        return out

    def _boxed(self, held: Held, h_m: Floats) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return where one box holds the whole disc, and where no box comes near it."""
        boxed, clear = np.zeros(self.x.size, dtype=bool), np.ones(self.x.size, dtype=bool)
        reach = (np.ceil(h_m / 25.0) + 2.0) * 25_000.0
        for w, s, e, n in held.boxes:
            inside = (self.x - reach >= w * 1000) & (self.x + reach <= e * 1000)
            boxed |= inside & (self.y - reach >= s * 1000) & (self.y + reach <= n * 1000)
            off = (self.x + reach < w * 1000) | (self.x - reach > e * 1000)
            clear &= off | (self.y + reach < s * 1000) | (self.y - reach > n * 1000)
        return boxed, clear

    def _one(self, held: Held, p: int, h_m: float) -> float:
        ground, x, y = self.land.ground, int(self.x[p]), int(self.y[p])
        if h_m <= REACH_M and not self.beyond[p]:
            alone = bool((self.edge[p] > h_m).all()) and self.inside[p] >= 0
            disc = self.land.disc(x, y, h_m, int(self.inside[p]), alone=alone)
            ground = Ground(ground.districts, ground.beyond, ground.beyond_known, {(x, y, h_m): disc})
        return held.uncovered(ground, x, y, h_m)
