"""A place that someone named, looked up in a release and assessed there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from geodata.crs import GRID_EAST_M, GRID_NORTH_M
from geodata.errors import LayerUnavailable
from geodata.gazetteer import Gazetteer, Whereabouts
from geodata.grid import GridIndex
from geodata.postcodes import PostcodeBook
from geodata.release import Release
from geodata.store import Store
from geodata.types import GridPoint
from placement_check import method
from placement_check.assess import PLAIN, Assessment, Options, assess
from placement_check.scene import ground_of


def assess_place(place: str, data: Path, at: date) -> Assessment:
    """Return the assessment of what someone typed.

    Raises
    ------
    ReleaseError
        If there is no usable release.
    LocationNotFound
        If the text names no place in England.
    """
    return assess_in(Store.of(Release.open(data)), place, at)


def assess_in(store: Store, place: str, at: date, options: Options = PLAIN) -> Assessment:
    """Return the assessment of what someone typed, in a release that is open.

    Raises
    ------
    LocationNotFound
        If the text names no place in England.
    """
    location = gazetteer_of(store).locate(place)
    return assess(location, store, method.load(), at=at, options=options)


def gazetteer_of(store: Store) -> Gazetteer:
    """Return the gazetteer of a release.

    Raises
    ------
    LayerUnavailable
        If the release holds no postcodes or no boundaries.
    """
    release = store.release
    entry = release.layer("postcodes")
    origin, shape = entry["grid"]["origin"], entry["grid"]["shape"]
    x, y, start = (release.array(f"postcodes.grid_{n}") for n in ("x", "y", "start"))
    book = PostcodeBook(
        key=release.array("postcodes.key"), x=release.array("postcodes.x"), y=release.array("postcodes.y"),
        quality=release.array("postcodes.quality"),
        index=GridIndex(x, y, start, (origin[0], origin[1]), (shape[0], shape[1])),
    )  # fmt: skip
    return Gazetteer(
        postcodes=book, districts=PostcodeDistricts(store), uprns=_uprns(release),
        whereabouts=lambda point: whereabouts(store, point),
    )  # fmt: skip


class PostcodeDistricts(Mapping[str, Mapping[str, int]]):
    """Postcode districts of Great Britain and the local authorities they lie in, looked up one at a time."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getitem__(self, district: str) -> Mapping[str, int]:
        import numpy as np

        try:
            codes = self._store.release.array("postcode_districts.code")
        except LayerUnavailable as error:
            raise KeyError(district) from error
        wanted = np.bytes_(district.encode("ascii", "replace"))
        at = int(np.searchsorted(codes, wanted))
        if at >= codes.size or codes[at] != wanted:
            raise KeyError(district)
        pairs = (pair.split(":") for pair in self._store.names("postcode_districts")[at].split(";") if pair)
        return {code: int(n) for code, n in pairs}

    def __iter__(self):  # type: ignore[no-untyped-def]  # noqa: ANN204
        """Iterate over district codes."""
        return (bytes(code).decode("ascii") for code in self._store.release.array("postcode_districts.code"))

    def __len__(self) -> int:
        """Return how many districts are held."""
        return int(self._store.release.array("postcode_districts.code").size)


def _uprns(release: Release):  # type: ignore[no-untyped-def]  # noqa: ANN202
    if not release.has("uprns.key"):
        return None
    return tuple(release.array(f"uprns.{n}") for n in ("key", "x", "y"))


def whereabouts(store: Store, point: GridPoint) -> Whereabouts:
    """Return which country holds a point of the grid, or that it lies at sea or outside the grid."""
    if not (0 <= point.easting <= GRID_EAST_M and 0 <= point.northing <= GRID_NORTH_M):
        return Whereabouts.OUTSIDE
    x, y = point.millimetres()
    ground = ground_of(store)
    if ground.district(x, y) is not None:
        return Whereabouts.ENGLAND
    found = None if ground.beyond is None else ground.beyond.holding(x, y)
    if ground.beyond is None or found is None:
        return Whereabouts.SEA
    return Whereabouts.WALES if ground.beyond.code(found).startswith("W") else Whereabouts.SCOTLAND
