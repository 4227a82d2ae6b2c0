"""Postcodes, where people live, and the point that stands for each small area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geodata import grid
from geodata.build.account import Read
from geodata.build.harvest import PostcodeTable
from geodata.build.shapes import millimetres

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.build.draft import Draft
    from geodata.release import Release

PLACED = (10, 20, 30, 40, 50)  # positional qualities of postcodes that stand for people (reading 11)
STRAY_M = 100.0  # a postcode outside every small area belongs to one so near (reading 11)


def postcode_table(reads: list[Read]) -> PostcodeTable:
    """Return located postcodes sorted by key, for readers that place rows by postcode."""
    frame = pd.concat([r.harvest.frame for r in reads], ignore_index=True)
    frame = frame[np.isfinite(frame["x"].to_numpy(float))].drop_duplicates("postcode").sort_values("postcode")
    return PostcodeTable(
        frame["postcode"].to_numpy(dtype=str), frame["x"].to_numpy(float), frame["y"].to_numpy(float)
    )


def write_postcodes(draft: Draft, reads: list[Read]) -> dict[str, Any]:
    """Write the gazetteer's postcodes, sorted by key, with a grid over those that have a position."""
    frame = pd.concat([r.harvest.frame for r in reads], ignore_index=True)
    frame = frame.drop_duplicates("postcode").sort_values("postcode", kind="stable").reset_index(drop=True)
    located = np.isfinite(frame["x"].to_numpy(float))
    x = np.where(located, np.nan_to_num(frame["x"].to_numpy(float)), 0.0)
    y = np.where(located, np.nan_to_num(frame["y"].to_numpy(float)), 0.0)
    draft.add("postcodes.key", frame["postcode"].to_numpy(dtype="S7"))
    draft.add("postcodes.x", millimetres(x))
    draft.add("postcodes.y", millimetres(y))
    draft.add("postcodes.quality", frame["quality"].to_numpy(dtype=np.uint8))
    where = np.flatnonzero(located)
    index, order = grid.build(millimetres(x[where]), millimetres(y[where]))
    for name in ("x", "y", "start"):
        draft.add(f"postcodes.grid_{name}", getattr(index, name))
    draft.add("postcodes.grid_row", where[order].astype(np.int32))
    districts = sorted(set(frame["district"]))
    code = {name: number for number, name in enumerate(districts)}
    draft.add("postcodes.district", frame["district"].map(code).to_numpy(dtype=np.int16))
    return {
        "features": len(frame), "districts": districts,
        "grid": {"origin": list(index.origin), "shape": list(index.shape)},
    }  # fmt: skip


def place_population(
    draft: Draft, postcodes: pd.DataFrame, lsoas: pd.DataFrame | None, population: pd.DataFrame | None
) -> dict[str, Any]:
    """Write residents at unit postcodes, and the mean postcode position of each LSOA (method N_K and S-5 in 9.11).

    Each LSOA's residents are divided equally among its located unit postcodes (positional quality 10 to 50). A
    postcode outside every polygon but within 100 m of one belongs to the nearest: polygons are generalised.

    Returns
    -------
    dict
        Tallies for the lock: LSOAs placed, and residents of LSOAs that hold no postcode.
    """
    usable = postcodes[postcodes["quality"].isin(PLACED) & np.isfinite(postcodes["x"].to_numpy(float))]
    usable = usable.sort_values(["y", "x", "postcode"], kind="stable").reset_index(drop=True)
    px, py = usable["x"].to_numpy(float), usable["y"].to_numpy(float)
    codes: list[str] = [] if lsoas is None else sorted(lsoas["code"])
    owner = np.full(len(usable), -1, dtype=np.int32)
    if lsoas is not None and codes:
        owner = _owners(px, py, lsoas.sort_values("code", kind="stable")["geometry"].to_numpy())
    residents = np.full(len(codes), np.nan)
    if population is not None:
        known = dict(zip(population["code"], population["population"], strict=True))
        residents = np.array([float(known.get(code, np.nan)) for code in codes])
    held = np.bincount(owner[owner >= 0], minlength=len(codes))
    share = np.where(owner >= 0, residents[np.maximum(owner, 0)] / np.maximum(held[np.maximum(owner, 0)], 1), np.nan) \
        if codes else np.full(len(usable), np.nan)  # fmt: skip
    index, order = grid.build(millimetres(px), millimetres(py))
    for name in ("x", "y", "start"):
        draft.add(f"people.{name}", getattr(index, name))
    draft.add("people.residents", share[order])
    draft.add("people.district", usable["district_index"].to_numpy(dtype=np.int16)[order])
    _write_reference_points(draft, codes, owner, px, py, residents)
    return {
        "grid": {"origin": list(index.origin), "shape": list(index.shape)},
        "lsoas": len(codes), "lsoas_without_postcode": int((held == 0).sum()),
        "residents_not_placed": int(np.nansum(residents[held == 0])) if codes else 0,
    }  # fmt: skip


def _owners(px: NDArray[np.float64], py: NDArray[np.float64], polygons: NDArray[Any]) -> NDArray[np.int32]:
    """Return the polygon each point belongs to (lowest index on ties), -1 where none is within 100 m."""
    owner = np.full(px.size, -1, dtype=np.int32)
    west, south, east, north = shapely.total_bounds(polygons)
    near = np.flatnonzero(
        (px >= west - STRAY_M) & (px <= east + STRAY_M) & (py >= south - STRAY_M) & (py <= north + STRAY_M)
    )
    points = shapely.points(px[near], py[near])
    tree = shapely.STRtree(points)
    area, point = tree.query(polygons, predicate="contains")
    for polygon, at in zip(area[::-1], point[::-1], strict=True):
        owner[near[at]] = polygon
    stray = near[owner[near] < 0]
    if stray.size:
        found, polygon = shapely.STRtree(polygons).query_nearest(
            shapely.points(px[stray], py[stray]), max_distance=STRAY_M, all_matches=False
        )
        owner[stray[found]] = polygon
    return owner


def _write_reference_points(
    draft: Draft, codes: list[str], owner: NDArray[np.int32],
    px: NDArray[np.float64], py: NDArray[np.float64], residents: NDArray[np.float64],
) -> None:  # fmt: skip
    held = owner >= 0
    n = np.bincount(owner[held], minlength=len(codes)) if codes else np.empty(0)
    with_any = np.flatnonzero(n > 0)
    x = np.bincount(owner[held], px[held], len(codes))[with_any] / n[with_any] if codes else np.empty(0)
    y = np.bincount(owner[held], py[held], len(codes))[with_any] / n[with_any] if codes else np.empty(0)
    draft.add("reference.lsoa", np.array([codes[i] for i in with_any], dtype="S9"))
    draft.add("reference.x", millimetres(x))
    draft.add("reference.y", millimetres(y))
    draft.add("reference.residents", residents[with_any] if codes else np.empty(0))


def write_spacing(draft: Draft, release: Release, has_force: NDArray[np.bool_]) -> None:
    """Write, for each unit postcode, the distance in metres to the nearest map point in use (method S-22a).

    NaN where the postcode's own force has no covered month (``has_force``, by postcode district): there it would
    measure the missing file and not the grid.
    """
    x, y = release.array("people.x") / 1000.0, release.array("people.y") / 1000.0
    active = release.array("crime.active")
    points = shapely.points(
        release.array("crime.x")[active] / 1000.0, release.array("crime.y")[active] / 1000.0
    )
    spacing = np.full(x.size, np.nan)
    mine = np.flatnonzero(has_force[release.array("people.district")])
    if mine.size and points.size:
        asked = shapely.points(x[mine], y[mine])
        (found, _), distance = shapely.STRtree(points).query_nearest(
            asked, return_distance=True, all_matches=False
        )
        spacing[mine[found]] = distance
    draft.add("people.spacing", spacing)


def write_uprns(draft: Draft, frame: pd.DataFrame) -> dict[str, Any]:
    """Write addresses' unique reference numbers, sorted, with their positions."""
    ordered = (
        frame[np.isfinite(frame["x"].to_numpy(float))]
        .sort_values("uprn", kind="stable")
        .drop_duplicates("uprn")
    )
    draft.add("uprns.key", ordered["uprn"].to_numpy(dtype=np.int64))
    draft.add("uprns.x", millimetres(ordered["x"].to_numpy(float)))
    draft.add("uprns.y", millimetres(ordered["y"].to_numpy(float)))
    return {"features": len(ordered)}
