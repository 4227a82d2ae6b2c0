"""How far the nearest service is, in a straight line (method S-24 D6; section 6 rows 18, 20, 21)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from placement_check.findings import ReasonCode
from placement_check.measures.answer import Answer, Ask, Silence, Value
from placement_check.sources import sources_of

FIRST_M = 1_000.0
FARTHEST_M = 128_000.0


@dataclass(frozen=True, slots=True)
class Found:
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
    wanted = layer.only(classes)
    x, y = np.array([ask.site.x]), np.array([ask.site.y])
    radius = FIRST_M
    while radius <= FARTHEST_M:
        near = layer.index.within(x, y, radius)
        mine = wanted[layer.kind[near.index]]
        if mine.any():
            index, d2 = near.index[mine], near.d2[mine]
            first = int(np.argmin(d2))
            at = int(index[first])
            return Found(
                layer_id, float(np.sqrt(float(d2[first]))) / 1000.0, layer.names[at],
                layer.classes[int(layer.kind[at])], int(layer.index.x[at]), int(layer.index.y[at]),
            )  # fmt: skip
        radius *= 2
    return None
