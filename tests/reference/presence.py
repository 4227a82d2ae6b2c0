"""What lies round a place: kernel sums and counts (S-24), and the distance to the nearest of a kind."""

from __future__ import annotations

import math

import numpy as np

from reference.kernel import kernel
from reference.position import MM, distances, square_of

UNCOVERED = 0.10  # S-10a
STEP = 100 * MM  # along the line to a service, at most
UNLOCATED = 0.20  # S-11


def uncovered_share(land, features, qx, qy, bandwidth):
    """Return the share of the kernel-weighted land whose file is not held (S-10a)."""
    disc = land.disc(qx, qy, bandwidth)
    held = sum(share for code, share in disc.items() if features.held is None or code in features.held)
    return 1 - held / sum(disc.values())


def kernel_sum(land, features, kind, place, bandwidth):
    """Return the kernel sum of a class with its range over the place's uncertainty, or only why there is none."""
    return _sum(land, features, kind, place, bandwidth, lambda d: kernel(d, bandwidth))


def count(land, features, kind, place, bandwidth):
    """Return how many lie within a distance, with the range over the place's uncertainty."""
    return _sum(land, features, kind, place, bandwidth, lambda d: (d <= bandwidth).astype(float))


def _sum(land, features, kind, place, bandwidth, weigh):
    x, y, u, district = place
    if features.held is not None and district not in features.held:
        return {"measured": False, "outcome": "not_covered"}
    qx, qy = square_of(x, y)
    uncovered = uncovered_share(land, features, qx, qy, bandwidth)
    lost = features.unlocated([kind], district)
    found = {"uncovered_share": uncovered, "unlocated_share": lost}
    if uncovered > UNCOVERED or lost > UNLOCATED:
        return found | {"measured": False, "outcome": "unavailable" if lost > UNLOCATED else "not_covered"}
    points = features.points[kind]
    d = distances(qx, qy, points[:, 0], points[:, 1])
    found |= {"measured": True, "value": float(weigh(d).sum()), "count": int((d <= bandwidth).sum())}
    return found | {"lower": float(weigh(d + u).sum()), "upper": float(weigh(np.maximum(0, d - u)).sum())}


def nearest(land, sources, place):
    """Return the distance to the nearest of some classes of some layers, where the line there is covered."""
    x, y, u, district = place
    qx, qy = square_of(x, y)
    lost = max(features.unlocated(kinds, district) for features, kinds in sources)
    best, where = math.inf, None
    for features, kinds in sources:
        for kind in kinds:
            points = features.points[kind]
            d = distances(qx, qy, points[:, 0], points[:, 1])
            if d.min() < best:
                best, where = float(d.min()), points[int(d.argmin())]
    # Every layer must cover the line: where one does not, something nearer may be missing (S-10a).
    if lost > UNLOCATED or not all(line_covered(land, f.held, (qx, qy), where) for f, _ in sources):
        return {"measured": False, "outcome": "unavailable" if lost > UNLOCATED else "not_covered"}
    found = {"measured": True, "unlocated_share": lost, "value": best}
    return found | {"lower": max(0.0, best - u), "upper": best + u}


def line_covered(land, held, start, end):
    """Return whether at most a tenth of a line's land, in steps of at most 100 m, lies where no file is held."""
    if held is None:
        return True
    steps = max(1, math.ceil(math.hypot(end[0] - start[0], end[1] - start[1]) / STEP))
    codes = [
        land.inside(start[0] + (end[0] - start[0]) * at / steps, start[1] + (end[1] - start[1]) * at / steps)
        for at in range(steps + 1)
    ]
    on_land = [code for code in codes if code]
    return bool(on_land) and sum(code not in held for code in on_land) <= UNCOVERED * len(on_land)
