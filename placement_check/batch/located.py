"""The place of every row: found, not found, or outside England; plain postcodes are looked up together."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from geodata import place_text
from geodata.crs import to_degrees
from geodata.errors import CoordinatesOutside, LocationNotFound
from geodata.gazetteer import COARSE_M, ELSEWHERE, Gazetteer
from geodata.place_text import PostcodeText, written
from geodata.postcodes import IMPUTED_M, NEAREST_M, SEARCH_M, PostcodeBook
from geodata.types import MM, Location, LocationKind, LonLat
from placement_check.batch.sheet import Row
from placement_check.profiles.holding import holding

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.rings import RingTable

    Whole = NDArray[np.int64]
    Floats = NDArray[np.float64]

NOT_FOUND, OUTSIDE, FAILED = "not_found", "outside_england", "failed"
BEYOND = "lies in no English local authority"
EMPTY = "The cell that names the place is empty."
TOGETHER = (10, 20, 30, 40, 50)  # positional qualities whose uncertainty depends on the next postcode alone
Located: TypeAlias = "Location | tuple[str, str]"


def locate(gazetteer: Gazetteer, row: Row) -> Located:
    """Return where a row's place lies, or its status and why in words. No file that a row names is opened."""
    if row.fault:
        return FAILED, row.fault
    if not row.place:
        return NOT_FOUND, EMPTY
    try:
        if row.geometry is not None and row.geometry["type"] != "Point":
            return gazetteer.locate_boundary(json.dumps(row.geometry), row.place)
        return gazetteer.locate(row.place, read_file=False)
    except LocationNotFound as error:
        return refused(error)


def refused(error: LocationNotFound) -> tuple[str, str]:
    """Return the status of a place that was refused: outside England, or not found."""
    beyond = any(words in str(error) for words in (*ELSEWHERE.values(), BEYOND))
    outside = beyond or isinstance(error.__cause__, CoordinatesOutside)
    return (OUTSIDE if outside else NOT_FOUND), str(error)


def locate_many(gazetteer: Gazetteer, districts: RingTable, rows: Sequence[Row]) -> list[Located]:
    """Return the place of every row, as ``locate``; plain postcodes well inside England cost next to nothing."""
    keys = [_key(row) for row in rows]
    wanted = sorted({key for key in keys if key})
    together = _postcodes(gazetteer.postcodes, districts, wanted)
    out: list[Located] = []
    for row, key in zip(rows, keys, strict=True):
        found = together.get(key)
        out.append(locate(gazetteer, row) if found is None else _named(found, row.place))
    return out


def _key(row: Row) -> str:
    """Return the postcode that a row names and nothing else, "" where it names its place in another way."""
    if row.fault or not row.place or row.geometry is not None:
        return ""
    try:
        reading = place_text.read(row.place)
    except LocationNotFound:
        return ""
    if isinstance(reading, PostcodeText) and reading.alone and len(reading.keys) == 1:
        return reading.keys[0]
    return ""


def _named(found: Location, text: str) -> Location:
    from dataclasses import replace

    return replace(found, input=" ".join(text.encode("utf-8", "replace").decode("utf-8").split()))


def _postcodes(book: PostcodeBook, districts: RingTable, keys: Sequence[str]) -> dict[str, Location]:
    """Return the places of postcodes that a district holds and whose uncertainty is below a kilometre."""
    if not keys:
        return {}
    held = {key: row for key, row in book.find(keys).items() if int(book.quality[row]) in TOGETHER}
    rows = np.array(list(held.values()), dtype=np.int64)
    if rows.size == 0:
        return {}
    x, y = book.x[rows].astype(np.int64), book.y[rows].astype(np.int64)
    inside = holding(districts, x, y) >= 0
    uncertainty = _uncertainty(book, rows, x, y)
    lon, lat = to_degrees(easting=x / MM, northing=y / MM)
    return {
        key: Location(
            input=key,
            matched=f"postcode {written(key)}, centre of the postcode (positional quality {int(book.quality[row])})",
            kind=LocationKind.POSTCODE, point=book.point(row),
            position=LonLat(longitude=round(float(lon[n]), 7), latitude=round(float(lat[n]), 7)),
            uncertainty_m=float(uncertainty[n]),
        )
        for n, (key, row) in enumerate(held.items())
        if inside[n] and uncertainty[n] < COARSE_M
    }  # fmt: skip


def _uncertainty(book: PostcodeBook, rows: Whole, x: Whole, y: Whole) -> Floats:
    """Return how far each may be out, by the rules of ``geodata.postcodes``."""
    spacing = np.full(rows.size, SEARCH_M[-1], dtype=np.float64)
    left = np.arange(rows.size)
    for reach in SEARCH_M:
        near = book.index.within(x[left], y[left], reach)
        order = np.lexsort((near.d2, near.owner))
        first = np.searchsorted(near.owner[order], np.arange(left.size))
        count = np.bincount(near.owner, minlength=left.size)
        some = count >= 2
        spacing[left[some]] = np.sqrt(near.d2[order][first[some] + 1].astype(np.float64)) / MM
        left = left[~some]
        if left.size == 0:
            break
    quality = book.quality[rows]
    exact = np.maximum(NEAREST_M, spacing)
    return np.where(
        quality >= 40, np.maximum(IMPUTED_M, 3 * spacing), np.where(quality == 30, exact + NEAREST_M, exact)
    )
