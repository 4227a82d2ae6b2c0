"""Which places can be the nearest of their class somewhere in a square of the grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.build.draft import Draft
from geodata.nearest import ROW, SQUARE_MM, NearestTable
from geodata.release import Release
from geodata.store import PointLayer, Store

if TYPE_CHECKING:
    from numpy.typing import NDArray

NOT_PLACES = ("crime", "postcodes", "uprns")
ARRAYS = ("x", "y", "feature", "square", "start", "member")


def write_nearest(draft: Draft, release: Release) -> None:
    """Write the table of the nearest places of every class held, and its order of classes into the lock."""
    store = Store.of(release)
    held = [
        store.points(layer)
        for layer, entry in release.layers.items()
        if entry["status"] == "built" and entry["geometry"] == "point" and layer not in NOT_PLACES
    ]
    table = nearest_table(held, release.array("people.x"), release.array("people.y"))
    for name in ARRAYS:
        draft.add(f"nearest.{name}", getattr(table, name))
    draft.lock["nearest"] = [list(one) for one in table.number]


def nearest_table(layers: Sequence[PointLayer], x: NDArray[np.int32], y: NDArray[np.int32]) -> NearestTable:
    """Return the table for the squares that hold one of the points, and the eight round each; millimetres."""
    square = _squares(x, y)
    classes = [(layer, kind) for layer in layers for kind in np.unique(layer.kind).tolist()]
    features = [_in_order(layer, kind) for layer, kind in classes]
    first = np.concatenate(([0], np.cumsum([f.size for f in features], dtype=np.int64)))
    px, py = (
        np.concatenate([_none(), *(ends[f] for f, ends in zip(features, axis, strict=True))])
        for axis in ([la.index.x for la, _ in classes], [la.index.y for la, _ in classes])
    )
    owner, member = _none(), _none()
    for number, (lo, hi) in enumerate(zip(first[:-1].tolist(), first[1:].tolist(), strict=True)):
        at, place = _candidates(square, px[lo:hi], py[lo:hi])
        owner = np.concatenate([owner, at * len(classes) + number])
        member = np.concatenate([member, place + lo])
    held = np.bincount(owner, minlength=square.size * len(classes))
    return NearestTable(
        number={(layer.layer, layer.classes[kind]): n for n, (layer, kind) in enumerate(classes)},
        x=px.astype(np.int32), y=py.astype(np.int32),
        feature=np.concatenate([_none(), *features]).astype(np.int32),
        square=square.astype(np.int32), start=np.concatenate(([0], np.cumsum(held))).astype(np.int32),
        member=member[np.lexsort((member, owner))].astype(np.int32),
    )  # fmt: skip


def _none() -> NDArray[np.int64]:
    return np.empty(0, dtype=np.int64)


def _in_order(layer: PointLayer, kind: int) -> NDArray[np.int64]:
    """Return the numbers of a class's places from south to north, then west to east, then by number."""
    feature = np.flatnonzero(np.asarray(layer.kind) == kind)
    return feature[np.lexsort((feature, layer.index.x[feature], layer.index.y[feature]))]


def _squares(x: NDArray[np.int32], y: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return the squares that hold a point, and the eight round each, in order."""
    held = np.unique(y.astype(np.int64) // SQUARE_MM * ROW + x.astype(np.int64) // SQUARE_MM)
    return np.unique([held + dy * ROW + dx for dx in (-1, 0, 1) for dy in (-1, 0, 1)])


def _candidates(
    square: NDArray[np.int64], x: NDArray[np.int64], y: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return pairs of a square and a place of one class that may be nearest to some point of the square.

    With d the distance from the square's centre to its nearest place, that place is within d and half the diagonal
    of every point of the square: a place farther than this from the whole square is nearest to none of its points.
    """
    half = SQUARE_MM / 2
    # In a square that begins west or south of the grid the column is taken from the row before: both signs are kept.
    row = (square + ROW // 2) // ROW
    cx, cy = (square - row * ROW) * SQUARE_MM + half, row * SQUARE_MM + half
    tree, centre = shapely.STRtree(shapely.points(x, y)), shapely.points(cx, cy)
    _, distance = tree.query_nearest(centre, all_matches=False, return_distance=True)
    bound = distance + half * 2**0.5 + 1
    at, place = tree.query(centre, predicate="dwithin", distance=bound + half * 2**0.5)
    beside = (np.maximum(np.abs(p[place] - c[at]) - half, 0) for p, c in ((x, cx), (y, cy)))
    near = np.hypot(*beside) <= bound[at]
    return at[near], place[near]
