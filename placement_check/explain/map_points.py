"""The inputs of recorded crime at map-point level: what each of the publisher's points adds to a place's figures."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.errors import LayerUnavailable
from geodata.kernel import quartic
from geodata.store import Store
from geodata.types import GridPoint
from placement_check.crime import counting_force
from placement_check.exposure import rows_of
from placement_check.kept import Kept, KeptError
from placement_check.method import Method
from placement_check.rating.crime_evidence import central
from placement_check.rating.reference import DENSITY, RESIDENT, reference_of
from placement_check.rating.scenarios import groups_of
from placement_check.rating.shrinkage import Prior
from placement_check.records.marks import marking_of
from placement_check.scene import crime_scene

if TYPE_CHECKING:
    from numpy.typing import NDArray

COLUMNS = (
    "easting", "northing", "distance_m", "ring_m", "kernel", "group", "block", "records", "block_weight", "weighted",
)  # fmt: skip
MARKING = "marking"
RING_M = 200


def priors_of(kept: Kept, store: Store, method: Method) -> dict[tuple[str, str], Prior]:
    """Return the release's priors of the place's force, by group and denominator; empty where it holds none."""
    rating, force = kept.body["rating"], kept.body["area"]["police_force"]["code"]
    reference = None if rating is None else reference_of(store, method, rating["reference"]["name"])
    if reference is None or force not in reference.forces:
        return {}
    return {
        (group, kind): reference.prior(central(method), force, d, g)
        for g, group in enumerate(groups_of(method))
        for kind, d in (("density", DENSITY), ("rate", RESIDENT))
    }


def to_csv(kept: Kept, store: Store, method: Method) -> str:
    """Return one line for each map point, offence group and 12-month block within the bandwidth, nearest first.

    The sum of ``weighted`` over a group is its events_weighted in the document; positions are the publisher's own,
    EPSG:27700 metres. Of a review, each line begins with its mark.

    Raises
    ------
    KeptError
        If recorded crime was not measured at the place, so that there is nothing to list.
    """
    rows = _rows(kept, store, method)
    text = io.StringIO()
    writer = csv.writer(text)
    marking = marking_of(kept.body)
    writer.writerow((MARKING, *COLUMNS) if marking else COLUMNS)
    writer.writerows((marking, *row) if marking else row for row in rows)
    return text.getvalue()


def is_working(path: Path) -> bool:
    """Return whether a file is one that ``to_csv`` wrote, by its first line."""
    heads = [",".join(names).encode("ascii") for names in (COLUMNS, (MARKING, *COLUMNS))]
    with path.open("rb") as stream:
        return stream.readline(1_000).rstrip(b"\r\n") in heads


def _measured(kept: Kept) -> dict[str, Any]:
    """Return the details of the measured densities by group."""
    return {
        f["indicator"].split(".")[1]: f["detail"]
        for f in kept.body["findings"]
        if f["indicator"].startswith("crime.")
        and f["indicator"].endswith(".density")
        and f["outcome"] == "measured"
    }


def _rows(kept: Kept, store: Store, method: Method) -> list[tuple[Any, ...]]:
    held, nothing = (
        _measured(kept),
        "recorded crime was not measured at this place, so there are no map points to list.",
    )
    try:
        scene = crime_scene(store)
    except LayerUnavailable as error:
        raise KeptError(f"{kept.name}: {nothing} {error.text}") from error
    if not held:
        raise KeptError(f"{kept.name}: {nothing}")
    crime = scene.crime
    end = crime.months.index(kept.body["recorded_crime"]["window"]["to"])
    tables, h = scene.tables(end, method), float(next(iter(held.values()))["h_m"])
    x, y = _square(kept)
    near = crime.index.within(x, y, h)
    point, row = rows_of(crime, near.index)
    group = crime.category_group[crime.row_category[row]]
    months = tables.covered.shape[1]
    column = crime.row_month[row].astype(np.int64) - (tables.end - months + 1)
    force = counting_force(crime, tables, near.index)[point]
    keep = (group >= 0) & (force >= 0) & (column >= 0) & (column < months)
    keep[keep] = tables.covered[force[keep], column[keep]] & tables.usable[force[keep], group[keep]]
    keep &= np.isin(group, [crime.groups.index(g) for g in held])
    point, row, group, column = point[keep], row[keep], group[keep], column[keep]
    block = tables.block[column]
    key, where = np.unique(np.stack([point, group, block]), axis=1, return_inverse=True)
    counts = np.bincount(where.ravel(), crime.row_n[row], key.shape[1]).astype(np.int64)
    metres = near.metres()
    kernel = quartic(metres, h)
    order = np.lexsort((key[2], key[1], key[0], metres[key[0]]))
    return [
        _line(near.index[key[0, n]], metres[key[0, n]], kernel[key[0, n]], crime.groups[key[1, n]], int(key[2, n]),
              int(counts[n]), method, crime.index.x, crime.index.y)
        for n in order
    ]  # fmt: skip


def _square(kept: Kept) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    square = kept.body["inputs"]["square"]
    x, y = GridPoint(easting=square["easting"], northing=square["northing"]).millimetres()
    return np.array([x], dtype=np.int64), np.array([y], dtype=np.int64)


def _line(
    number: int,
    metres: float,
    kernel: float,
    group: str,
    block: int,
    n: int,
    method: Method,
    xs: NDArray[np.int32],
    ys: NDArray[np.int32],
) -> tuple[Any, ...]:
    weight = method.weight(block)
    ring = f"{RING_M * int(metres // RING_M)} to {RING_M * (int(metres // RING_M) + 1)}"
    return (
        int(xs[number]) / 1000, int(ys[number]) / 1000, repr(float(metres)), ring, repr(float(kernel)), group, block, n,
        repr(weight), repr(float(kernel) * weight * n),
    )  # fmt: skip
