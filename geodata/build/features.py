"""Layers of points, lines and polygons: from readers' frames to the arrays a check reads."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geodata import grid, segments
from geodata.build.account import Read, unlocated
from geodata.build.linkage import cluster
from geodata.build.shapes import millimetres, rings_of, segments_of, texts_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.build.draft import Draft


NOWHERE = ("bad_coordinates", "coordinates", "outside_grid", "degrees_not_metres", "not_finite")
ANY = "*"


def write_points(draft: Draft, layer_id: str, reads: list[Read], options: dict[str, Any]) -> dict[str, Any]:
    """Write a point layer; return what its lock entry gains: classes, grid and unlocated tallies."""
    frame = _joined(reads, ["x", "y", "class", "name"])
    placed = frame[np.isfinite(frame["x"].to_numpy(dtype=float))].reset_index(drop=True)
    if "cluster_class" in options:
        placed = _clustered(placed, str(options["cluster_class"]), float(options["cluster_within_m"]))
    placed = placed.sort_values(["y", "x", "class", "name"], kind="stable").reset_index(drop=True)
    classes = sorted(set(frame["class"]))
    x, y = millimetres(placed["x"].to_numpy(float)), millimetres(placed["y"].to_numpy(float))
    index, order = grid.build(x, y)
    _add_grid(draft, layer_id, index)
    draft.add(f"{layer_id}.class", _class_codes(placed["class"], classes)[order])
    _add_names(draft, layer_id, placed["name"].iloc[order].tolist())
    return {
        "classes": classes, "features": len(placed),
        "grid": {"origin": list(index.origin), "shape": list(index.shape)},
        "unlocated": tally(reads),
    }  # fmt: skip


def write_lines(draft: Draft, layer_id: str, reads: list[Read], geometry: str) -> dict[str, Any]:
    """Write a line or polygon layer as segments, polygons with their rings too; return its lock gains."""
    frame = _joined(reads, ["geometry", "class", "name"])
    placed = frame[~frame["geometry"].isna().to_numpy()]
    key = [(g.wkb, c, n) for g, c, n in zip(placed["geometry"], placed["class"], placed["name"], strict=True)]
    placed = placed.iloc[sorted(range(len(key)), key=key.__getitem__)].reset_index(drop=True)
    classes = sorted(set(frame["class"]))
    geometries = placed["geometry"].tolist()
    pieces = segments_of(geometries)
    index = segments.build((pieces["x1"], pieces["y1"], pieces["x2"], pieces["y2"]), pieces["feature"])
    for name in ("x1", "y1", "x2", "y2", "feature", "item", "start"):
        draft.add(f"{layer_id}.{name}", getattr(index, name))
    draft.add(f"{layer_id}.class", _class_codes(placed["class"], classes))
    _add_names(draft, layer_id, placed["name"].tolist())
    if geometry == "polygon":
        add_rings(draft, layer_id, geometries)
    return {
        "classes": classes, "features": len(placed),
        "grid": {"origin": list(index.origin), "shape": list(index.shape)},
        "unlocated": tally(reads),
    }  # fmt: skip


def add_rings(draft: Draft, layer_id: str, geometries: list[Any]) -> None:
    """Write polygons' rings."""
    for name, array in rings_of(geometries).items():
        draft.add(f"{layer_id}.{name}", array)


def write_areas(draft: Draft, layer_id: str, reads: list[Read]) -> dict[str, Any]:
    """Write the areas of an official geography, sorted by code; return its lock gains.

    An area that comes in several rows is the union of their rings.
    """
    frame = _joined(reads, ["geometry", "code", "name"]).sort_values("code", kind="stable")
    first = frame.drop_duplicates("code")
    if len(first) != len(frame):
        import geopandas as gpd

        merged = (
            gpd.GeoSeries(frame["geometry"].to_numpy())
            .groupby(frame["code"].to_numpy())
            .agg(lambda parts: parts.union_all())
        )
        first = first.assign(geometry=[merged[code] for code in first["code"]])
    add_rings(draft, layer_id, first["geometry"].tolist())
    draft.add(f"{layer_id}.code", first["code"].to_numpy(dtype="S"))
    _add_names(draft, layer_id, first["name"].tolist())
    return {"features": len(first)}


def tally(reads: list[Read]) -> dict[str, dict[str, list[int]]]:
    """Return, for each area a file covers and each class, how many rows were located and how many were not.

    Rows rejected for an impossible position count as not located, under the class ``*``: they may be of any.
    """
    counts: dict[str, dict[str, list[int]]] = {}
    for read in reads:
        frame = read.harvest.frame
        lost = unlocated(frame)
        for area in read.harvest.coverage or ("",):
            here = counts.setdefault(area, {})
            for name, n in Counter(frame["class"][~lost]).items():
                here.setdefault(name, [0, 0])[0] += n
            for name, n in Counter(frame["class"][lost]).items():
                here.setdefault(name, [0, 0])[1] += n
            nowhere = sum(r.rule in NOWHERE for r in read.harvest.rejections)
            if nowhere:
                here.setdefault(ANY, [0, 0])[1] += nowhere
    return {area: dict(sorted(c.items())) for area, c in sorted(counts.items())}


def _joined(reads: list[Read], columns: list[str]) -> pd.DataFrame:
    return pd.concat([read.harvest.frame[columns] for read in reads], ignore_index=True)


def _clustered(frame: pd.DataFrame, name: str, within_m: float) -> pd.DataFrame:
    """Return the frame with each cluster of one class as a single place at its mean position (method S-24)."""
    mine = frame["class"] == name
    group = frame[mine].sort_values(["y", "x", "name"], kind="stable")
    labels = cluster(group["x"].to_numpy(float), group["y"].to_numpy(float), within_m)
    places = group.groupby(labels, sort=True).agg(
        {"x": "mean", "y": "mean", "class": "first", "name": "first"}
    )
    return pd.concat([frame[~mine], places], ignore_index=True)


def _class_codes(column: pd.Series[str], classes: list[str]) -> NDArray[np.uint8]:
    code = {name: number for number, name in enumerate(classes)}
    return np.array([code[name] for name in column], dtype=np.uint8)


def _add_grid(draft: Draft, layer_id: str, index: grid.GridIndex) -> None:
    for name in ("x", "y", "start"):
        draft.add(f"{layer_id}.{name}", getattr(index, name))


def _add_names(draft: Draft, layer_id: str, names: list[str]) -> None:
    for name, array in texts_of(names).items():
        draft.add(f"{layer_id}.{name}", array)
