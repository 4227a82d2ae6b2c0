"""What a map needs from a release: the lines near a site, the boundaries, and the places that its findings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.crs import to_grid
from geodata.store import Store
from geodata.types import MM
from placement_check.assess import Assessment
from placement_check.findings import Measured
from placement_check.records.drawings.map import Lines, MapInput, Place, frames
from placement_check.records.drawings.svg import Xy
from placement_check.records.drawings.symbols import LINE_WORDS, LineKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

# The layer of each class of line, and the indicator whose finding says whether the layer speaks of this place.
LAYERS = {
    LineKind.RAIL: ("rail", "hazards.rail"),
    LineKind.WATER: ("water", "hazards.water"),
    LineKind.ROAD: ("roads", "hazards.road"),
}
BOUNDARIES = "districts"


def sketch(assessment: Assessment, store: Store, reach_m: tuple[float, ...]) -> MapInput:
    """Return what lies round the place of an assessment, from the open layers of the same release.

    A layer that is not held, or that does not speak of this place, is named as missing and never drawn as empty. A
    caller leaves the map out where the address itself must not be shown.

    Raises
    ------
    ValueError
        If the release is not the one that the assessment was made from.
    """
    if store.release.data_version != assessment.data_version:
        raise ValueError(
            "the map must come from the release of the assessment: open the release that it names"
        )
    location = assessment.location
    point, square = location.point, location.point.snapped()
    rings = () if location.outline is None else location.outline.rings
    centre = (point.easting, point.northing)
    bare = MapInput(
        centre=centre, square=(square.easting, square.northing), reach_m=reach_m,
        outline=tuple(tuple((x / MM, y / MM) for x, y in ring) for ring in rings),
        uncertainty_m=location.uncertainty_m if location.outline is None else 0.0,
    )  # fmt: skip
    half = frames(bare)[0].half_m
    boundary = Lines(kind=LineKind.BOUNDARY, runs=_boundaries(store, centre, half))
    found = [_layer(assessment, store, kind, centre, half) for kind in LAYERS]
    drawn = (*(f for f in found if isinstance(f, Lines)), boundary)
    partly = [_partly(store, lines.kind, centre, half) for lines in drawn if lines.kind in LAYERS]
    places = places_of(assessment)
    return MapInput(
        centre=centre, square=bare.square, reach_m=reach_m, lines=drawn, places=places, outline=bare.outline,
        uncertainty_m=bare.uncertainty_m, missing=tuple(f for f in (*found, *partly) if isinstance(f, str) and f),
        attribution=_attribution(assessment, drawn),
    )  # fmt: skip


def places_of(assessment: Assessment) -> tuple[Place, ...]:
    """Return the named places of an assessment, nearest first, numbered; one that answers twice has one number."""
    held = [n for n in assessment.near if n.longitude is not None and n.latitude is not None]
    once = {(n.name, n.kind, n.longitude, n.latitude): n for n in reversed(held)}
    ordered = sorted(once.values(), key=lambda n: (n.metres, n.kind, n.name, n.indicator))
    x, y = to_grid(
        longitude=[n.longitude or 0.0 for n in ordered], latitude=[n.latitude or 0.0 for n in ordered]
    )
    return tuple(
        Place(number=k + 1, kind=n.kind, x=float(x[k]), y=float(y[k]), name=n.name, metres=n.metres)
        for k, n in enumerate(ordered)
    )


def _layer(a: Assessment, store: Store, kind: LineKind, centre: Xy, half: float) -> Lines | str:
    """Return the lines of a class, or the sentence that says why they are not drawn."""
    layer, indicator = LAYERS[kind]
    finding = next((f for f in a.findings if f.question.indicator == indicator), None)
    if not isinstance(finding, Measured):
        words = LINE_WORDS[kind].split(" (")[0]
        reason = f"{words}: no question asks for it" if finding is None else finding.reason.text.rstrip(".")
        return f"Not drawn: {reason}. This does not say that there is none."
    index = store.lines(layer).index
    reach, (x, y) = round(half * MM), (round(centre[0] * MM), round(centre[1] * MM))
    at = index.touching(x - reach, y - reach, x + reach, y + reach)
    ends = np.stack([v[at].astype(np.int64) for v in (index.x1, index.y1, index.x2, index.y2)], axis=1)
    nearest = next((n.metres for n in a.near if n.indicator == indicator), None)
    return Lines(kind=kind, runs=joined(ends, index.feature[at].astype(np.int64)), metres=nearest)


def _partly(store: Store, kind: LineKind, centre: Xy, half: float) -> str:
    """Return the sentence that a layer may not reach all of the map, "" if it does."""
    layer = LAYERS[kind][0]
    coverage = store.release.layer(layer)["coverage"]
    west, south, east, north = (centre[0] - half, centre[1] - half, centre[0] + half, centre[1] + half)
    if any(w <= west and s <= south and e >= east and n >= north for w, s, e, n in coverage["boxes"]):
        return ""
    districts = store.areas(BOUNDARIES)
    near = districts.near(round(centre[0] * MM), round(centre[1] * MM), round(half * MM))
    if "england" in coverage["areas"] or {districts.code(int(a)) for a in near} <= set(coverage["areas"]):
        return ""
    words = LINE_WORDS[kind].split(" (")[0]
    return f"{words}: the file held may not reach all of this map, so a line may be missing at its edges."


def _boundaries(store: Store, centre: Xy, half: float) -> tuple[tuple[Xy, ...], ...]:
    """Return the boundaries of districts within the frame, a line shared by two of them once."""
    areas = store.areas(BOUNDARIES)
    reach, (x, y) = round(half * MM), (round(centre[0] * MM), round(centre[1] * MM))
    runs: list[tuple[Xy, ...]] = []
    seen: set[tuple[int, int, int, int]] = set()
    for area in areas.near(x, y, reach):
        x1, y1, x2, y2 = (e.astype(np.int64) for e in areas.edges(int(area)))
        inside = (np.minimum(x1, x2) <= x + reach) & (np.maximum(x1, x2) >= x - reach)
        inside &= (np.minimum(y1, y2) <= y + reach) & (np.maximum(y1, y2) >= y - reach)
        rows = np.stack([x1[inside], y1[inside], x2[inside], y2[inside]], axis=1)
        # The neighbour's ring walks the shared edge the other way.
        fresh = [
            r for r in map(tuple, rows.tolist()) if r not in seen and (r[2], r[3], r[0], r[1]) not in seen
        ]
        seen.update(fresh)
        ends = np.array(fresh, dtype=np.int64).reshape(-1, 4)
        runs += joined(ends, np.zeros(len(fresh), dtype=np.int64))
    return tuple(runs)


def joined(ends: NDArray[np.int64], feature: NDArray[np.int64]) -> tuple[tuple[Xy, ...], ...]:
    """Return segments (millimetres) as runs of points in metres, broken where a segment does not go on."""
    runs: list[list[Xy]] = []
    last: tuple[int, int, int] | None = None
    for (ax, ay, bx, by), number in zip(ends.tolist(), feature.tolist(), strict=True):
        if last != (ax, ay, number):
            runs.append([(ax / MM, ay / MM)])
        runs[-1].append((bx / MM, by / MM))
        last = (bx, by, number)
    return tuple(tuple(run) for run in runs)


def _attribution(assessment: Assessment, drawn: tuple[Lines, ...]) -> tuple[str, ...]:
    """Return the acknowledgement of each layer whose lines are on the map, once each."""
    used = [*(LAYERS[lines.kind][0] for lines in drawn if lines.kind in LAYERS), BOUNDARIES]
    return tuple(
        dict.fromkeys(str(assessment.layers[u]["attribution"]) for u in used if u in assessment.layers)
    )
