"""How much of something lies around: kernel sums and counts (method S-24 D3; section 6 rows 7-10, 19, 22)."""

from __future__ import annotations

import numpy as np

from geodata.kernel import quartic
from geodata.store import PointLayer
from placement_check.measures.answer import Answer, Ask, Value, bound_of, not_looked


def kernel_presence(ask: Ask) -> Answer:
    """Return V = sum of K(d; h) over the places of the wanted classes, from the centre of the 100 m square.

    The interval is what the same places would give if each were as much nearer or farther as the location may be
    out (S-1a).
    """
    share = ask.held().uncovered(ask.ground, ask.site.x, ask.site.y, ask.reach_m)
    if share > ask.method.max_uncovered_share:
        return not_looked(share, ask.entry["title"])
    h, u = ask.reach_m, ask.site.reach_m
    layer = ask.store.points(ask.layer)
    d, kind = _distances(ask, layer, h + u)
    mine = layer.only(tuple(ask.indicator["classes"]))[kind]
    d = d[mine]
    interval = float(quartic(d + u, h).sum()), float(quartic(np.maximum(d - u, 0.0), h).sum())
    count = int((d <= h).sum())
    return Value(
        float(quartic(d, h).sum()),
        interval,
        bound=bound_of(share),
        detail={"count": count, "radius_m": h, "uncovered_share": share},
    )


def count_within(ask: Ask) -> Answer:
    """Return how many places of the wanted classes lie within the reach, its edge included.

    The interval is the count within the reach less and plus the location's uncertainty (S-1a).
    """
    share = ask.held().uncovered(ask.ground, ask.site.x, ask.site.y, ask.reach_m)
    if share > ask.method.max_uncovered_share:
        return not_looked(share, ask.entry["title"])
    r, u = ask.reach_m, ask.site.reach_m
    layer = ask.store.points(ask.layer)
    d, kind = _distances(ask, layer, r + u)
    d = d[layer.only(tuple(ask.indicator["classes"]))[kind]]
    interval = float((d <= r - u).sum()), float((d <= r + u).sum())
    return Value(
        float((d <= r).sum()),
        interval,
        bound=bound_of(share),
        detail={"radius_m": r, "uncovered_share": share},
    )


def _distances(ask: Ask, layer: PointLayer, radius_m: float) -> tuple[np.ndarray, np.ndarray]:
    near = layer.index.within(np.array([ask.site.x]), np.array([ask.site.y]), radius_m)
    return near.metres(), layer.kind[near.index]
