"""The open layers of a release, ready to be asked what lies around a point.

Nothing here takes a name of a person or a zone: the restricted store, which answers for a zone or a case only, is
another room.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from geodata.authorities import Authorities
from geodata.errors import LayerUnavailable
from geodata.grid import GridIndex
from geodata.nearest import NearestTable
from geodata.release import Release
from geodata.rings import RingTable
from geodata.segments import SegmentIndex
from geodata.types import Provenance

if TYPE_CHECKING:
    from numpy.typing import NDArray

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """Names of features as one run of UTF-8 bytes."""

    start: NDArray[np.int32]
    text: NDArray[np.uint8]

    def __getitem__(self, number: int) -> str:
        return bytes(self.text[int(self.start[number]) : int(self.start[number + 1])]).decode("utf-8")


@dataclass(frozen=True, slots=True, eq=False)
class PointLayer:
    """Places of an open layer; ``kind`` indexes ``classes``."""

    layer: str
    index: GridIndex
    kind: NDArray[np.uint8]
    classes: tuple[str, ...]
    names: Names
    _few: dict[tuple[str, ...], tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]] = field(
        default_factory=dict
    )

    def only(self, classes: tuple[str, ...]) -> NDArray[np.bool_]:
        """Return, for each class number, whether it is one of those wanted; all are, if none is named."""
        return np.array([c in classes or not classes for c in self.classes], dtype=bool)

    def members(
        self, classes: tuple[str, ...]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Return the eastings and northings (millimetres) and numbers of the places of some classes."""
        if classes not in self._few:
            at = np.flatnonzero(self.only(classes)[self.kind])
            self._few[classes] = self.index.x[at].astype(np.int64), self.index.y[at].astype(np.int64), at
        return self._few[classes]


@dataclass(frozen=True, slots=True, eq=False)
class LineLayer:
    """Lines, or polygons by their boundary and (``areas``) their inside; ``kind`` is by feature."""

    layer: str
    index: SegmentIndex
    kind: NDArray[np.uint8]
    classes: tuple[str, ...]
    names: Names
    areas: RingTable | None

    def only(self, classes: tuple[str, ...]) -> NDArray[np.bool_]:
        """Return, for each class number, whether it is one of those wanted; all are, if none is named."""
        return np.array([c in classes or not classes for c in self.classes], dtype=bool)


@dataclass(frozen=True, slots=True, eq=False)
class CrimeLayer:
    """Map points with their rows, and the force-months they came from.

    Axes: ``covered`` (forces, months); ``located`` and ``unlocated`` (forces, groups, months). ``land`` and
    ``land_near`` give each map point's force and the nearest other force within 100 m (-1: none).
    """

    index: GridIndex
    land: NDArray[np.int16]
    land_near: NDArray[np.int16]
    active: NDArray[np.bool_]
    row_start: NDArray[np.int32]
    row_month: NDArray[np.uint16]
    row_category: NDArray[np.uint8]
    row_n: NDArray[np.uint16]
    covered: NDArray[np.bool_]
    located: NDArray[np.int32]
    unlocated: NDArray[np.int32]
    months: tuple[str, ...]
    forces: tuple[str, ...]
    groups: tuple[str, ...]
    categories: tuple[str, ...]
    category_group: NDArray[np.int64]
    window_end: NDArray[np.int64]
    window_rule: str
    status_by_month: list[list[str]]


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Unit postcodes with the residents placed at each; ``district`` indexes ``districts`` (codes)."""

    index: GridIndex
    residents: NDArray[np.float64]
    district: NDArray[np.int16]
    districts: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Store:
    """Loads layers of one release on demand; each is loaded once."""

    release: Release
    authorities: Authorities
    _loaded: dict[str, Any] = field(default_factory=dict)
    _made: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, release: Release) -> Store:
        """Return the store of an opened release."""
        return cls(release, Authorities.from_tables(release.tables))

    def remember(self, name: str, make: Callable[[], Made]) -> Made:
        """Return what ``make`` made the first time it was asked for under this name."""
        if name not in self._made:
            self._made[name] = make()
        made: Made = self._made[name]
        return made

    def points(self, layer: str) -> PointLayer:
        """Return a point layer.

        Raises
        ------
        LayerUnavailable
            If the layer is absent, failed or unreadable.
        """
        found = self._loaded.get(layer)
        if found is None:
            entry = self.release.layer(layer)
            found = PointLayer(
                layer, self._grid(layer, "", entry), self._array(layer, "class"), tuple(entry["classes"]),
                self._names(layer),
            )  # fmt: skip
            self._loaded[layer] = found
        return found

    def lines(self, layer: str) -> LineLayer:
        """Return a line or polygon layer.

        Raises
        ------
        LayerUnavailable
            If the layer is absent, failed or unreadable.
        """
        found = self._loaded.get(layer)
        if found is None:
            entry = self.release.layer(layer)
            x1, y1, x2, y2, feature, item, start = (
                self._array(layer, n) for n in ("x1", "y1", "x2", "y2", "feature", "item", "start")
            )
            origin, shape = entry["grid"]["origin"], entry["grid"]["shape"]
            index = SegmentIndex(
                x1, y1, x2, y2, feature, item, start, (origin[0], origin[1]), (shape[0], shape[1])
            )
            areas = (
                self._rings(layer, np.arange(entry["features"]).astype("S"))
                if entry["geometry"] == "polygon"
                else None
            )
            found = LineLayer(
                layer, index, self._array(layer, "class"), tuple(entry["classes"]), self._names(layer), areas
            )
            self._loaded[layer] = found
        return found

    def areas(self, layer: str) -> RingTable:
        """Return the areas of an official geography: ``districts``, ``beyond`` or ``lsoas``.

        Raises
        ------
        LayerUnavailable
            If the layer is absent, failed or unreadable.
        """
        found = self._loaded.get(layer)
        if found is None:
            self.release.layer(layer)
            found = self._loaded[layer] = self._rings(layer, self._array(layer, "code"))
        return found

    def nearest(self) -> NearestTable | None:
        """Return the table of the nearest places of every class, None where the release holds none that is readable.

        It holds nothing that the layers do not: without it the same answers take longer.
        """

        def make() -> NearestTable | None:
            if not self.release.has("nearest.square"):
                return None
            names = ("x", "y", "feature", "square", "start", "member")
            classes = {(layer, kind): n for n, (layer, kind) in enumerate(self.release.lock["nearest"])}
            try:
                return NearestTable(classes, *(self._array("nearest", n) for n in names))
            except LayerUnavailable:
                return None

        return self.remember("nearest", make)

    def names(self, layer: str) -> Names:
        """Return the names of a layer's features, by number."""
        self.release.layer(layer)
        return self._names(layer)

    def crime(self) -> CrimeLayer:
        """Return the crime layer.

        Raises
        ------
        LayerUnavailable
            If no street file is held, or none could be read.
        """
        found = self._loaded.get("crime")
        if found is None:
            entry = self.release.layer("crime")
            names = ("land", "land_near", "active", "row_start", "row_month", "row_category", "row_n", "covered",
                     "located", "unlocated")  # fmt: skip
            found = CrimeLayer(
                index=self._grid("crime", "", entry), **{n: self._array("crime", n) for n in names},
                months=tuple(entry["months"]), forces=tuple(entry["forces"]), groups=tuple(entry["groups"]),
                categories=tuple(entry["categories"]),
                category_group=np.array(entry["category_group"], dtype=np.int64),
                window_end=np.array(entry["window_end"], dtype=np.int64), window_rule=entry["window_rule"],
                status_by_month=entry["status_by_month"],
            )  # fmt: skip
            self._loaded["crime"] = found
        return found

    def people(self) -> People:
        """Return where residents are placed.

        Raises
        ------
        LayerUnavailable
            If no postcodes are held.
        """
        found = self._loaded.get("people")
        if found is None:
            postcodes = self.release.layer("postcodes")
            entry = self.release.lock["people"]
            found = self._loaded["people"] = People(
                self._grid("people", "", entry), self._array("people", "residents"),
                self._array("people", "district"), tuple(postcodes["districts"]),
            )  # fmt: skip
        return found

    @property
    def boundary_day(self) -> date:
        """The first day of the month of the district boundaries: the day on which their codes are read."""
        return date.fromisoformat(f"{self.release.layer('districts')['vintage'][:7]}-01")

    def district_authority(self, district: int) -> str:
        """Return the code of the authority that held a district on the day of the boundaries, "" for no district."""
        if district < 0:
            return ""
        code = self.areas("districts").code(district)
        return self.authorities.authority_of_district(code, self.boundary_day).code

    def value(self, layer: str, column: str, code: str) -> float | None:
        """Return a table layer's value for an area code, or None if the table does not list the code.

        Raises
        ------
        LayerUnavailable
            If the layer is absent, failed or unreadable.
        """
        self.release.layer(layer)
        codes = self._array(layer, "code")
        wanted = np.bytes_(code.encode("ascii"))
        at = int(np.searchsorted(codes, wanted))
        if at >= codes.size or codes[at] != wanted:
            return None
        found = float(self._array(layer, column)[at])
        return None if np.isnan(found) else found

    def provenance(self, layer: str) -> Provenance:
        """Return where a layer's facts come from, whether or not it could be built."""
        entry: Mapping[str, Any] = self.release.layers[layer]
        publisher = str(entry["publisher"])
        if self.release.label:
            publisher = f"fictional, in the format of {publisher}"
        return Provenance(
            layer=layer, title=entry["title"], publisher=publisher, url=entry["url"],
            licence=entry["licence"], attribution=entry["attribution"], vintage=entry["vintage"],
            sha256=entry["sha256"], format_verified=entry["format_verified"], coverage=coverage_text(entry),
        )  # fmt: skip

    def _array(self, layer: str, name: str) -> NDArray[Any]:
        return self.release.array(f"{layer}.{name}")

    def _grid(self, layer: str, prefix: str, entry: Mapping[str, Any]) -> GridIndex:
        origin, shape = entry["grid"]["origin"], entry["grid"]["shape"]
        x, y, start = (self._array(layer, prefix + n) for n in ("x", "y", "start"))
        return GridIndex(x, y, start, (origin[0], origin[1]), (shape[0], shape[1]))

    def _rings(self, layer: str, codes: NDArray[np.bytes_]) -> RingTable:
        names = ("ring_x", "ring_y", "ring_start", "area_start", "bounds")
        return RingTable(codes, *(self._array(layer, n) for n in names))

    def _names(self, layer: str) -> Names:
        return Names(self._array(layer, "name_start"), self._array(layer, "name_text"))


def coverage_text(entry: Mapping[str, Any]) -> str:
    """Return a layer's coverage as one line of words and codes."""
    coverage = entry["coverage"]
    areas: list[str] = coverage["areas"]
    if "force_months" in coverage:
        return "; ".join(f"{code}: {n} force-months" for code, n in sorted(coverage["force_months"].items()))
    if areas == ["england"]:
        return "England"
    boxes = [f"E {w}-{e}, N {s}-{n}" for w, s, e, n in coverage["boxes"]]
    return "; ".join([*areas, *boxes]) or "not stated"


__all__ = [
    "CrimeLayer", "LayerUnavailable", "LineLayer", "Names", "People", "PointLayer", "Store", "coverage_text",
]  # fmt: skip
