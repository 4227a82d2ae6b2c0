"""How near a line or edge of a physical hazard runs (method S-1a and S-24 D4; section 6 rows 15-17)."""

from __future__ import annotations

import numpy as np

from geodata.kernel import quartic
from geodata.segments import Passing
from geodata.store import LineLayer
from placement_check.measures.answer import Answer, Ask, Value, bound_of, not_looked
from placement_check.site import HALF_DIAGONAL_M


def hazard_index(ask: Ask) -> Answer:
    """Return 100 K(d; h) from the near end of the distance interval [max(0, d - u), d + u].

    Measured from the exact point, or from the edge of a red line, not from the square. The whole disc must be
    covered: where part of it is not, a hazard found is a lower bound and none found is no answer.
    """
    h, u = ask.reach_m, ask.site.uncertainty_m
    layer = ask.store.lines(ask.layer)
    passing = _passing(ask, layer, h + u)
    share = ask.held().uncovered(
        ask.ground, ask.site.x, ask.site.y, h + max(u, ask.site.extent_m) + HALF_DIAGONAL_M
    )
    if share > 0 and passing is None:
        return not_looked(share, ask.entry["title"])
    bound = bound_of(share)
    if passing is None:
        return Value(
            0.0, (0.0, 0.0), bound=bound, detail={"nearest": None, "radius_m": h, "uncovered_share": share}
        )
    near, far = max(0.0, passing.metres - u), passing.metres + u
    index = [float(100.0 * quartic(np.array([d]), h)[0]) for d in (far, near)]
    return Value(
        index[1], (index[0], index[1]), bound=bound,
        detail={
            "nearest": {
                "name": layer.names[passing.feature], "kind": layer.classes[int(layer.kind[passing.feature])],
                "layer": ask.layer, "metres": passing.metres, "metres_interval": [near, far],
            },
            "radius_m": h, "uncovered_share": share,
        },
    )  # fmt: skip


def _passing(ask: Ask, layer: LineLayer, reach_m: float) -> Passing | None:
    """Return the nearest feature of the wanted classes; a polygon that holds the point is at no distance."""
    site = ask.site
    wanted = layer.only(tuple(ask.indicator["classes"]))[layer.kind]
    if layer.areas is not None:
        inside = layer.areas.holding(site.exact_x, site.exact_y)
        if inside is not None and wanted[inside]:
            return Passing(0.0, inside)
    if site.outline is not None:
        return layer.index.nearest_to_outline(site.outline, reach_m, wanted)
    return layer.index.nearest(site.exact_x, site.exact_y, reach_m, wanted)
