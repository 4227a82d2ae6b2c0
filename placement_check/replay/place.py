"""Where a kept assessment was of: found again in its release, or taken from its positions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from geodata.boundary import boundary_of
from geodata.crs import lon_lat
from geodata.errors import CoordinatesOutside, GeodataError, LocationNotFound
from geodata.store import Store
from geodata.types import GridPoint, Location, LocationKind, LonLat, Outline
from placement_check.kept import Kept, KeptError
from placement_check.places import gazetteer_of
from placement_check.records.marks import marking_of

LONGEST_MM = 100_000_000
CORNERS = 4  # of the smallest closed ring, the first again as the last


def located(kept: Kept, store: Store) -> tuple[list[str], Location]:
    """Return where the release puts the place, and what of that differs from the file."""
    stored = stored_location(kept)
    if stored.outline is not None:  # the file with the red line may be gone; its corners are in the document
        return [], stored
    try:
        found = gazetteer_of(store).locate(stored.input, read_file=False)
    except GeodataError as error:
        said = f"'{stored.input}' is not found in this release ({error})"
        return [f"Place: {unnamed(kept, said)}"], stored
    names = ("matched", "point", "position", "uncertainty_m", "notes")
    moved = [n for n in names if getattr(found, n) != getattr(stored, n)]
    if moved and marking_of(kept.body):
        return [f"Place: {', '.join(moved)} of the home: found otherwise here."], found
    return [f"Place: {name} is {getattr(found, name)} here." for name in moved], found


def unnamed(kept: Kept, said: str) -> str:
    """Return what is said of a place; of a home under review, a sentence that holds no address."""
    return "the home, or a building of it, is not found in this release." if marking_of(kept.body) else said


def buildings_lost(kept: Kept) -> list[str]:
    """Return why a home of several buildings cannot be made again from its file; nothing where it can."""
    review = kept.body.get("review")
    if review is None:
        return []
    said, held = review["buildings"] - 1, len(review.get("further_buildings") or ())
    if said == held:
        return []
    return [
        f"Place: the home has {said} further buildings by the file, which holds the positions of {held}: an earlier "
        "version wrote it, or it was edited. Review the home again."
    ]


def further(kept: Kept) -> tuple[Location, ...]:
    """Return the further buildings of a home, by their positions alone: the file holds no address of theirs.

    Raises
    ------
    KeptError
        If one lies outside the national grid.
    """
    try:
        review = kept.body.get("review") or {}
        return tuple(_building(each) for each in review.get("further_buildings") or ())
    except CoordinatesOutside:  # its own words give the position
        raise KeptError(f"{kept.name}: a further building lies outside the national grid.") from None


def unlike_its_line(kept: Kept) -> list[str]:
    """Return what of a red line does not follow from its corners: they were edited, or what they gave was.

    The document does not say which of several rings are holes, so of those no point and area can be worked out.
    """
    named = [(stored_location(kept), "the place"), *((each, "a further building") for each in further(kept))]
    return [f"Place: {said.format(what)}" for found, what in named if (said := _unlike(found))]


def _unlike(found: Location) -> str:
    rings = () if found.outline is None else found.outline.rings
    if any(len(ring) < CORNERS or ring[0] != ring[-1] for ring in rings):
        return "the red line of {} is not closed."
    if any(max(axis) - min(axis) > LONGEST_MM for ring in rings for axis in zip(*ring, strict=True)):
        return "the red line of {} is no site's: it is too long."
    if len(rings) != 1:
        return ""
    try:
        drawn = boundary_of([[np.array(rings[0], dtype=np.int64)]], (), "red line")
    except LocationNotFound:
        return "the red line of {} is not one sound boundary."
    area = f" of {drawn.area_m2:,.0f} m² with {drawn.corners} corners, "
    same = drawn.point == found.point and (not found.matched or area in found.matched)
    return "" if same else "the point or area of {} is not that of its red line."


def _building(about: Mapping[str, Any]) -> Location:
    point = GridPoint(easting=about["easting"], northing=about["northing"])
    return Location(
        input="", matched="", kind=LocationKind.EASTING_NORTHING, point=point,
        position=lon_lat(point), uncertainty_m=about["uncertainty_m"], outline=_outline(about["red_line_mm"]),
    )  # fmt: skip


def stored_location(kept: Kept) -> Location:
    """Return the location that a document holds."""
    about = kept.body["location"]
    return Location(
        input=about["input"], matched=about["matched"], kind=LocationKind(about["kind"]),
        point=GridPoint(easting=about["easting"], northing=about["northing"]),
        position=LonLat(longitude=about["longitude"], latitude=about["latitude"]),
        uncertainty_m=about["uncertainty_m"], notes=tuple(about["notes"]),
        outline=_outline(kept.body["inputs"]["red_line_mm"]),
    )  # fmt: skip


def _outline(rings: Any) -> Outline | None:  # noqa: ANN401 - as it stands in the document
    if rings is None:
        return None
    return Outline(rings=tuple(tuple((int(x), int(y)) for x, y in ring) for ring in rings))
