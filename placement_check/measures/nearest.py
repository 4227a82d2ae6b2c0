"""How far the nearest service is, in a straight line (method S-24 D6; section 6 rows 18, 20, 21)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from placement_check.findings import ReasonCode
from placement_check.measures.answer import Answer, Ask, Silence, Value
from placement_check.site import Site
from placement_check.sources import sources_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.store import PointLayer

FEW = 20_000
FIRST_M = 1_000.0
FARTHEST_M = 128_000.0


class Found(NamedTuple):
    """The nearest feature of one layer."""

    layer: str
    metres: float
    name: str
    kind: str
    x: int
    y: int


def nearest_distance(ask: Ask) -> Answer:
    """Return the straight-line distance in metres to the nearest feature of the wanted classes.

    Features of the manifest's ``also_layers`` count too, and each of those layers must be held; ``fallback_layers``
    stand in where the layer itself is not. Not given when more than a tenth of the line to it lies
    where a source file is not held (S-10a): something nearer may be missing.
    """
    sources = sources_of(ask.store.release.layers, ask.layer, ask.indicator)
    nearest = [
        found for layer, classes in sources if (found := find_nearest(ask, layer, classes)) is not None
    ]
    if not nearest:
        return Silence(ReasonCode.NO_DATA, "No feature of this kind is held within 128 km.", covered=False)
    best = min(nearest, key=lambda found: found.metres)
    line = (ask.site.x, ask.site.y), (best.x, best.y)
    blind = [layer for layer, _ in sources if not ask.held(layer).sees(ask.ground, *line)]
    if blind:
        titles = ", ".join(str(ask.store.release.layer(layer)["title"]) for layer in blind)
        return Silence(
            ReasonCode.COVERAGE_BELOW_MINIMUM,
            f"{titles}: the line to the nearest one known crosses land for which no file is held, so a nearer one may "
            "be missing.",
            covered=False,
        )
    u = ask.site.reach_m
    return Value(
        best.metres, (max(0.0, best.metres - u), best.metres + u),
        detail={"nearest": {"name": best.name, "kind": best.kind, "layer": best.layer, "metres": best.metres,
                            "x": best.x, "y": best.y}},
    )  # fmt: skip


def find_nearest(ask: Ask, layer_id: str, classes: tuple[str, ...]) -> Found | None:
    """Return the nearest feature of a layer within 128 km; ties go to the southernmost, then westernmost."""
    layer = ask.store.points(layer_id)
    first = _first(ask, layer, classes)
    if first is None or first[0] > (FARTHEST_M * 1000) ** 2:
        return None
    d2, number = first
    return Found(
        layer_id, float(np.sqrt(float(d2))) / 1000.0, layer.names[number],
        layer.classes[int(layer.kind[number])], int(layer.index.x[number]), int(layer.index.y[number]),
    )  # fmt: skip


def _first(ask: Ask, layer: PointLayer, classes: tuple[str, ...]) -> tuple[int, int] | None:
    """Return the least squared distance (mm²) and the feature's number, by the quickest way that the release has."""
    table = ask.store.nearest()
    around = None if table is None else table.around(ask.site.x, ask.site.y)
    if table is not None and around is not None:
        held = [table.number.get((layer.layer, kind)) for kind in classes or layer.classes]
        found = [table.first(around, number) for number in held if number is not None]
        return min(found, key=lambda f: (f[0], layer.index.y[f[1]], layer.index.x[f[1]], f[1]), default=None)
    x, y, numbers = layer.members(classes)
    if x.size > FEW:
        return _of_many(layer, classes, ask.site)
    few = _of_few(x, y, ask.site)
    return None if few is None else (few[0], int(numbers[few[1]]))


def _of_few(x: NDArray[np.int64], y: NDArray[np.int64], site: Site) -> tuple[int, int] | None:
    """Return the least squared distance (mm²) and its place among few, of which looking at each is cheapest."""
    if x.size == 0:
        return None
    d2 = (x - site.x) ** 2 + (y - site.y) ** 2
    least = int(d2.min())
    ties = np.flatnonzero(d2 == least)
    return least, int(ties[np.lexsort((ties, x[ties], y[ties]))[0]])


def _of_many(layer: PointLayer, classes: tuple[str, ...], site: Site) -> tuple[int, int] | None:
    """Return the least squared distance (mm²) and the feature's number, by circles twice as wide each time."""
    wanted = layer.only(classes)
    radius = FIRST_M
    while radius <= FARTHEST_M:
        near = layer.index.within(np.array([site.x]), np.array([site.y]), radius)
        mine = wanted[layer.kind[near.index]]
        if mine.any():
            first = int(np.argmin(near.d2[mine]))
            return int(near.d2[mine][first]), int(near.index[mine][first])
        radius *= 2
    return None
