"""The measures of open layers asked at many places: the answers of ``placement_check.measures``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.coverage import STEP_MM, UNSEEN_SHARE, Ground, Held
from geodata.edges import segment_distance_squared
from geodata.nearest import NearestTable, square_number
from geodata.segments import EXACT
from geodata.store import LineLayer, Store
from placement_check.findings import ReasonCode
from placement_check.measures.answer import Ask
from placement_check.measures.nearest import FARTHEST_M, find_nearest
from placement_check.method import Method
from placement_check.profiles.answers import Answers, not_looked, state_of
from placement_check.profiles.crime import candidates, squared
from placement_check.profiles.holding import blocks, holding
from placement_check.profiles.land import REACH_M
from placement_check.profiles.places import Places
from placement_check.site import HALF_DIAGONAL_M, Site
from placement_check.sources import sources_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Floats = NDArray[np.float64]

BLOCK_MM = 1_000_000
SAMPLES = 128  # of a line's first: one each 100 m


@dataclass(frozen=True, slots=True)
class Asking:
    """One indicator asked at many places."""

    store: Store
    method: Method
    layer: str
    indicator: Mapping[str, Any]
    places: Places

    @property
    def reach_m(self) -> float:
        """Return the method's bandwidth for the indicator, or the manifest's reach where the method has none."""
        return float(self.method.bandwidth_m.get(self.indicator["id"], self.indicator["reach_m"]))

    def held(self, layer: str) -> Held:
        """Return where a layer's source file is held."""
        return Held.of(self.store.release.layer(layer))

    def uncovered(self, h_m: Floats) -> Floats:
        """Return the share of each disc's land without the layer's file."""
        p = self.places
        return p.around.uncovered(self.held(self.layer), h_m, p.mostly_land)

    def one(self, p: int) -> Ask:
        """Return the same question at one place, for what neighbours cannot share."""
        at = self.places
        site = Site(
            x=int(at.x[p]), y=int(at.y[p]), exact_x=int(at.exact_x[p]), exact_y=int(at.exact_y[p]),
            uncertainty_m=float(at.uncertainty[p]), district=int(at.district[p]), lsoa=str(at.lsoa[p]),
        )  # fmt: skip
        return Ask(self.store, at.around.land.ground, self.method, self.layer, self.indicator, site)


def _quartic(d: Floats, h: float) -> Floats:
    return np.asarray(np.maximum(1.0 - (d / h) ** 2, 0.0) ** 2)


def kernel_presence(ask: Asking) -> Answers:
    """Return V = sum of K(d; h), with the range over the positions that the location may have (S-1a)."""

    def figures(d: Floats, u: Floats, h: float) -> tuple[Floats, Floats, Floats]:
        sums = (d, d + u, np.maximum(d - u, 0.0))
        value, low, high = (_quartic(some, h).sum(axis=1) for some in sums)
        return value, low, high

    return _presence(ask, figures)


def count_within(ask: Asking) -> Answers:
    """Return how many places lie within the reach, its edge included, and within it less and plus the uncertainty."""

    def figures(d: Floats, u: Floats, r: float) -> tuple[Floats, Floats, Floats]:
        value, low, high = (
            np.count_nonzero(d <= some, axis=1).astype(np.float64) for some in (r, r - u, r + u)
        )
        return value, low, high

    return _presence(ask, figures)


def _presence(
    ask: Asking, figures: Callable[[Floats, Floats, float], tuple[Floats, Floats, Floats]]
) -> Answers:
    p, h = ask.places, ask.reach_m
    share = ask.uncovered(np.full(p.size, h))
    out = Answers.blank(p.size)
    layer = ask.store.points(ask.layer)
    wanted = layer.only(tuple(ask.indicator["classes"]))
    for part in blocks(p.x, p.y, BLOCK_MM):
        u = p.uncertainty[part][:, None]
        found = candidates(layer.index, p.x[part], p.y[part], h + float(u.max()))
        found = found[wanted[layer.kind[found]]]
        d = np.sqrt(squared(layer.index, found, p.x[part], p.y[part])) / 1000.0
        out.value[part], out.low[part], out.high[part] = figures(d, u, h)
    out.at_least = share > 0
    out.silence(share > ask.method.max_uncovered_share, not_looked(share))
    return out


def hazard_index(ask: Asking) -> Answers:
    """Return 100 K(d; h) from the near end of the distance interval, from the exact point (S-1a, S-24 D4)."""
    p, h = ask.places, ask.reach_m
    layer = ask.store.lines(ask.layer)
    metres = _passing(ask, layer, h)
    share = ask.uncovered(h + p.uncertainty + HALF_DIAGONAL_M)
    out = Answers.blank(p.size)
    found = np.isfinite(metres)
    far, near = metres + p.uncertainty, np.maximum(0.0, metres - p.uncertainty)
    out.value = np.where(found, 100.0 * _quartic(np.where(found, near, 0.0), h), 0.0)
    out.low = np.where(found, 100.0 * _quartic(np.where(found, far, 0.0), h), 0.0)
    out.high = out.value.copy()
    out.at_least = share > 0
    out.silence((share > 0) & ~found, not_looked(share))
    return out


def _passing(ask: Asking, layer: LineLayer, h: float) -> Floats:
    """Return the metres to the nearest wanted line or edge within h and the uncertainty, infinite where none is."""
    p, index = ask.places, layer.index
    wanted = layer.only(tuple(ask.indicator["classes"]))[layer.kind]
    out = np.full(p.size, np.inf)
    for part in blocks(p.exact_x, p.exact_y, BLOCK_MM):
        x, y = p.exact_x[part], p.exact_y[part]
        reach = np.rint((h + p.uncertainty[part]) * 1000).astype(np.int64)
        widest = int(reach.max())
        box = x.min() - widest, y.min() - widest, x.max() + widest, y.max() + widest
        found = index.touching(*(int(b) for b in box))
        found = found[wanted[index.feature[found]]]
        if found.size:
            ends = tuple(np.asarray(getattr(index, n)[found])[:, None] for n in ("x1", "y1", "x2", "y2"))
            least = segment_distance_squared(ends, x, y).min(axis=0)  # type: ignore[arg-type]
            near = least <= reach.astype(np.float64) ** 2 * (1 + EXACT)
            out[part[near]] = np.sqrt(least[near]) / 1000.0
    if layer.areas is not None:
        inside = holding(layer.areas, p.exact_x, p.exact_y)
        held = np.flatnonzero(inside >= 0)
        out[held[wanted[inside[held]]]] = 0.0
    return out


def nearest_distance(ask: Asking) -> Answers:
    """Return the metres to the nearest feature, not given where something nearer may be missing (S-10a)."""
    p = ask.places
    sources = sources_of(ask.store.release.layers, ask.layer, ask.indicator)
    best, bx, by = np.full(p.size, np.inf), np.zeros(p.size, dtype=np.int64), np.zeros(p.size, dtype=np.int64)
    for layer, classes in sources:
        metres, x, y = _nearest(ask, layer, classes)
        nearer = metres < best
        best[nearer], bx[nearer], by[nearer] = metres[nearer], x[nearer], y[nearer]
    out = Answers.blank(p.size)
    out.value = best.copy()
    out.low, out.high = np.maximum(0.0, best - p.uncertainty), best + p.uncertainty
    found = np.isfinite(best)
    blind = np.zeros(p.size, dtype=bool)
    for layer, _ in sources:
        blind[found] |= ~_sees(ask, ask.held(layer), best, bx, by)[found]
    out.silence(blind, state_of("not_covered", ReasonCode.COVERAGE_BELOW_MINIMUM))
    out.silence(~found, state_of("not_covered", ReasonCode.NO_DATA))
    return out


def _nearest(ask: Asking, layer_id: str, classes: tuple[str, ...]) -> tuple[Floats, Whole, Whole]:
    """Return the metres to the nearest feature of a layer (infinite: none within 128 km), and where it is."""
    p, layer, table = ask.places, ask.store.points(layer_id), ask.store.nearest()
    metres, x, y = np.full(p.size, np.inf), np.zeros(p.size, dtype=np.int64), np.zeros(p.size, dtype=np.int64)
    numbers = (
        [] if table is None else [table.number.get((layer_id, kind)) for kind in classes or layer.classes]
    )
    for part in blocks(p.x, p.y, 4_000_000):
        member = None if table is None else _members(table, int(p.x[part[0]]), int(p.y[part[0]]), numbers)
        if member is None or table is None:
            for one in part.tolist():
                first = find_nearest(ask.one(one), layer_id, classes)
                if first is not None:
                    metres[one], x[one], y[one] = first.metres, first.x, first.y
            continue
        if member.size:
            d2 = (table.x[member].astype(np.int64) - p.x[part, None]) ** 2
            d2 += (table.y[member].astype(np.int64) - p.y[part, None]) ** 2
            at = d2.argmin(axis=1)
            metres[part] = np.sqrt(d2[np.arange(part.size), at].astype(np.float64)) / 1000.0
            x[part], y[part] = table.x[member[at]], table.y[member[at]]
    metres[metres > FARTHEST_M] = np.inf
    return metres, x, y


def _members(table: NearestTable, x: int, y: int, numbers: list[int | None]) -> Whole | None:
    """Return the places of some classes that may be nearest in the square of a point; None if it has no entry."""
    wanted = square_number(x, y)
    at = int(table.square.searchsorted(wanted))
    if at >= table.square.size or table.square[at] != wanted:
        return None
    first = at * len(table.number)
    parts = [
        table.member[table.start[first + n] : table.start[first + n + 1]] for n in numbers if n is not None
    ]
    found = np.concatenate(parts).astype(np.int64) if parts else np.empty(0, dtype=np.int64)
    return np.asarray(found[np.lexsort((table.x[found], table.y[found]))])


def _sees(ask: Asking, held: Held, metres: Floats, bx: Whole, by: Whole) -> NDArray[np.bool_]:
    """Return whether nine tenths of the land on each line lie where the file is held, as ``Held.sees``."""
    p, around = ask.places, ask.places.around
    ground = around.land.ground
    known = ground.beyond is not None or ground.beyond_known
    mine = np.array(
        [held.england or ground.districts.code(d) in held.codes for d in range(around.edge.shape[1])]
    )
    length = np.where(np.isfinite(metres), metres, 0.0) + 1.0
    near = around.near(length)
    inner = (around.inside >= 0) & ~around.beyond & (length <= REACH_M) & known
    every = inner & ~(near & ~mine).any(axis=1)
    none = inner & ~(near & mine).any(axis=1) & (not held.boxes)
    if held.england and known:
        bounds = None if ground.beyond is None else ground.beyond.bounds
        every |= (around.inside >= 0) & _clear(bounds, p, bx, by)
    out: NDArray[np.bool_] = every.copy()
    for one in np.flatnonzero(~(every | none) & np.isfinite(metres)).tolist():
        line = (int(p.x[one]), int(p.y[one])), (int(bx[one]), int(by[one]))
        out[one] = not blind_soon(held, ground, mine, line) and held.sees(ground, *line)
    return out


def blind_soon(
    held: Held, ground: Ground, mine: NDArray[np.bool_], line: tuple[tuple[int, int], tuple[int, int]]
) -> bool:
    """Return whether the first few kilometres of a line already show too much land without a file for it.

    The samples are those of ``Held.sees``; as held counts at most what lies in the boxes of held districts.
    """
    (x1, y1), (x2, y2) = line
    steps = int(float(np.hypot(x2 - x1, y2 - y1)) // STEP_MM) + 1
    xs = np.rint(np.linspace(x1, x2, steps + 1)).astype(np.int64)
    ys = np.rint(np.linspace(y1, y2, steps + 1)).astype(np.int64)
    boxes: list[list[int]] = ground.districts.bounds[mine].tolist()
    boxes += [[1000 * v for v in box] for box in held.boxes]
    most = np.zeros(xs.size, dtype=bool)
    for w, s, e, n in boxes:
        most |= (xs >= w) & (xs <= e) & (ys >= s) & (ys <= n)
    first = ~most[:SAMPLES]
    lost = int((holding(ground.districts, xs[:SAMPLES][first], ys[:SAMPLES][first]) >= 0).sum())
    held_at_most = int(np.count_nonzero(most))
    return lost > 0 and lost / (lost + held_at_most) > UNSEEN_SHARE + 1e-9


def _clear(bounds: NDArray[np.int32] | None, p: Places, bx: Whole, by: Whole) -> NDArray[np.bool_]:
    """Return which lines' boxes meet none of the boxes of land beyond England."""
    out = np.ones(p.size, dtype=bool)
    for w, s, e, n in [] if bounds is None else bounds.tolist():
        meets = (np.maximum(p.x, bx) >= w) & (np.minimum(p.x, bx) <= e)
        out &= ~(meets & (np.maximum(p.y, by) >= s) & (np.minimum(p.y, by) <= n))
    return out


def area_value(ask: Asking) -> Answers:
    """Return the layer's figure for the small area or authority that holds each place."""
    p, out = ask.places, Answers.blank(ask.places.size)
    small = str(ask.store.release.layer(ask.layer)["options"].get("area", "lsoa21")).startswith("lsoa")
    codes = p.lsoa
    if not small:
        by_district = {d: ask.store.district_authority(d) for d in np.unique(p.district).tolist()}
        codes = np.array([by_district[d] for d in p.district.tolist()], dtype=object)
    values = {
        code: ask.store.value(ask.layer, ask.indicator["column"], code) if code else None
        for code in set(codes.tolist())
    }
    out.value = np.array(
        [np.nan if (v := values[c]) is None else v for c in codes.tolist()], dtype=np.float64
    )
    out.silence(np.isnan(out.value), state_of("not_covered", ReasonCode.NO_DATA))
    return out


MEASURES: Mapping[str, Callable[[Asking], Answers]] = {
    "area_value": area_value, "count_within": count_within, "hazard_index": hazard_index,
    "kernel_presence": kernel_presence, "nearest_distance": nearest_distance,
}  # fmt: skip
