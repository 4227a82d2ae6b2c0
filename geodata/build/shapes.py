"""Geometry into integer-millimetre arrays: rings for areas, segments for lines."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray


def millimetres(metres: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return metres as whole millimetres, the store's frame."""
    return np.rint(metres * 1000).astype(np.int32)


def rings_of(geometries: list[Any]) -> dict[str, NDArray[Any]]:
    """Return the rings of polygons, one area a geometry, in the order given.

    Vertices that fall on the same millimetre as the one before are dropped.
    """
    xs: list[NDArray[np.int32]] = []
    ys: list[NDArray[np.int32]] = []
    ring_size: list[int] = []
    area_rings: list[int] = []
    bounds = np.zeros((len(geometries), 4), dtype=np.int32)
    for number, geometry in enumerate(geometries):
        rings = shapely.get_rings(shapely.get_parts(geometry))
        kept = 0
        for ring in rings:
            xy = millimetres(shapely.get_coordinates(ring))
            moved = np.concatenate(([True], (np.diff(xy, axis=0) != 0).any(axis=1)))
            xy = xy[moved]
            if len(xy) < 4:
                continue
            xs.append(xy[:, 0])
            ys.append(xy[:, 1])
            ring_size.append(len(xy))
            kept += 1
        area_rings.append(kept)
        bounds[number] = millimetres(np.asarray(geometry.bounds))
    return {
        "ring_x": np.concatenate(xs) if xs else np.empty(0, np.int32),
        "ring_y": np.concatenate(ys) if ys else np.empty(0, np.int32),
        "ring_start": np.concatenate(([0], np.cumsum(ring_size))).astype(np.int32),
        "area_start": np.concatenate(([0], np.cumsum(area_rings))).astype(np.int32),
        "bounds": bounds,
    }


def segments_of(geometries: list[Any]) -> dict[str, NDArray[np.int32]]:
    """Return every segment of lines or polygon boundaries, with the number of the geometry it belongs to."""
    pieces: list[NDArray[np.int32]] = []
    owner: list[NDArray[np.int32]] = []
    for number, geometry in enumerate(geometries):
        for part in shapely.get_parts(geometry):
            lines = shapely.get_rings(part) if part.geom_type == "Polygon" else [part]
            for line in lines:
                xy = millimetres(shapely.get_coordinates(line))
                if len(xy) == 0:
                    continue
                pieces.append(np.hstack([xy[:-1], xy[1:]]))
                owner.append(np.full(len(xy) - 1, number, dtype=np.int32))
    ends = np.concatenate(pieces) if pieces else np.empty((0, 4), np.int32)
    return {
        "x1": ends[:, 0].copy(), "y1": ends[:, 1].copy(), "x2": ends[:, 2].copy(), "y2": ends[:, 3].copy(),
        "feature": np.concatenate(owner) if owner else np.empty(0, np.int32),
    }  # fmt: skip


def printable(text: str) -> str:
    """Return a publisher's text on one line, without the control and format signs that could forge a report."""
    kept = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    return " ".join(kept.split())


def texts_of(texts: list[str]) -> dict[str, NDArray[Any]]:
    """Return texts as one run of UTF-8 bytes with offsets."""
    encoded = [printable(t).encode("utf-8") for t in texts]
    return {
        "name_start": np.concatenate(([0], np.cumsum([len(e) for e in encoded]))).astype(np.int32),
        "name_text": np.frombuffer(b"".join(encoded), dtype=np.uint8).copy(),
    }
