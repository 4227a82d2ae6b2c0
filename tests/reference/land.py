"""Whose land it is: the district of a point, and the shares of a kernel-weighted disc by district (S-10)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reference.kernel import kernel
from reference.polygons import crossings, edge_distances, holder, read_areas
from reference.position import MM

DISTRICTS = "boundaries/lad_england_bgc_dissolved_from_lsoa21.geojson.gz"
CELL = 25 * MM
MARGIN = 6000 * MM  # the widest disc, and some
QUAY = 50  # a point outside every district belongs to one whose edge is this near, in metres
STRAY = 100  # a map point belongs to a force whose land is this near, in metres


@dataclass(frozen=True)
class Land:
    """The districts round one force, with every 25 m cell of the country round it given to a district."""

    districts: list
    west: int
    south: int
    cells: np.ndarray

    def force(self, district):
        """Return the force of a district by its place in the list."""
        return self.districts[district].properties["PFACD"]

    def district_of(self, x, y):
        """Return the code of the district of one point, or None."""
        if found := self.inside(x, y):
            return found
        near = [(edge_distances(d, np.array([x]), np.array([y]), QUAY)[0], d.code) for d in self.districts]
        return min(near)[1] if min(near)[0] <= QUAY else None

    def inside(self, x, y):
        """Return the code of the district that holds a point, or None at sea."""
        at = int(holder(self.districts, np.array([round(x)]), np.array([round(y)]))[0])
        return self.districts[at].code if at >= 0 else None

    def disc(self, x, y, bandwidth):
        """Return the share of the kernel-weighted disc in each district by code; what is missing is sea."""
        reach = int(bandwidth * MM)
        i0, i1 = (x - reach - self.west) // CELL, (x + reach - self.west) // CELL + 1
        j0, j1 = (y - reach - self.south) // CELL, (y + reach - self.south) // CELL + 1
        assert min(i0, j0) >= 0
        assert j1 <= self.cells.shape[0]
        assert i1 <= self.cells.shape[1]
        xs = self.west + CELL // 2 + CELL * np.arange(i0, i1)
        ys = self.south + CELL // 2 + CELL * np.arange(j0, j1)
        weight = kernel(np.hypot(xs[None, :] - x, ys[:, None] - y) / MM, bandwidth)
        whose = self.cells[j0:j1, i0:i1]
        sums = np.bincount(whose.ravel() + 1, weights=weight.ravel(), minlength=len(self.districts) + 1)
        return {d.code: sums[at + 1] / weight.sum() for at, d in enumerate(self.districts) if sums[at + 1]}

    def force_of_points(self, xs, ys, covered):
        """Return the covered force that each map point belongs to, or '' (S-10 as amended)."""
        inside = holder(self.districts, xs, ys)
        own = np.array([self.force(at) if at >= 0 else "" for at in inside], dtype="<U9")
        astray = np.flatnonzero(~np.isin(own, list(covered)))
        own[astray] = self._nearest_force(xs[astray], ys[astray], own[astray], covered)
        return own

    def _nearest_force(self, xs, ys, own, covered):
        forces = np.array(sorted({self.force(at) for at in range(len(self.districts))}))
        away = np.array([self._to_force(force, xs, ys) for force in forces])
        away[forces[:, None] == own[None, :]] = np.inf
        nearest = forces[np.argmin(away, axis=0)]
        return np.where((away.min(axis=0) <= STRAY) & np.isin(nearest, list(covered)), nearest, "")

    def _to_force(self, force, xs, ys):
        away = np.full(len(xs), np.inf)
        for district in self.districts:
            if district.properties["PFACD"] == force:
                away = np.minimum(away, edge_distances(district, xs, ys, STRAY))
        return away


def read_land(data, force):
    """Return the land round one force of England that is far from Wales, Scotland and the sea's edge."""
    box = _bounds_of(data, force)

    def near(_, rings):
        lon = np.concatenate([ring[:, 0] for ring in rings])
        lat = np.concatenate([ring[:, 1] for ring in rings])
        west, south, east, north = box
        return (
            lon.max() > west - 0.1
            and lon.min() < east + 0.1
            and lat.max() > south - 0.1
            and lat.min() < north + 0.1
        )

    districts = read_areas(data / DISTRICTS, "LADCD", near)
    bounds = np.array([d.bounds for d in districts if d.properties["PFACD"] == force])
    west, south = ((bounds[:, :2].min(axis=0) - MARGIN) // CELL * CELL).tolist()
    columns = int((bounds[:, 2].max() + MARGIN - west) // CELL) + 1
    rows = int((bounds[:, 3].max() + MARGIN - south) // CELL) + 1
    # Land beyond England is read nowhere here, so no disc may come near it.
    assert west > 380_000 * MM
    assert south + rows * CELL < 540_000 * MM
    cells = np.full((rows, columns), -1, np.int16)
    for at in reversed(range(len(districts))):
        cells[_raster(districts[at], west, south, rows, columns)] = at
    return Land(districts, west, south, cells)


def _bounds_of(data, force):
    found = []

    def keep(properties, rings):
        if properties["PFACD"] == force:
            found.extend(rings)
        return False

    read_areas(data / DISTRICTS, "LADCD", keep)
    every = np.concatenate(found)
    return (*every.min(axis=0), *every.max(axis=0))


def _raster(area, west, south, rows, columns):
    """Return which cells' centres the area holds, row by row."""
    ys = south + CELL // 2 + CELL * np.arange(rows)
    _, row, limit = crossings(area.edges, ys)
    before = np.clip(
        -((west + CELL // 2 - limit) // CELL), 0, columns
    )  # cells whose centre is left of the edge
    turns = np.zeros((rows, columns + 1), np.int64)
    np.add.at(turns, (row, before), 1)
    return np.cumsum(turns[:, ::-1], axis=1)[:, ::-1][:, 1:] % 2 == 1
