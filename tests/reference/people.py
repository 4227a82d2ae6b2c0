"""Unit postcodes and the residents placed at them (N_K)."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from dataclasses import dataclass

import numpy as np

from reference.kernel import kernel
from reference.polygons import edge_distances, holder, read_areas
from reference.position import MM, distances

PLACED = 50  # the worst positional quality that places a unit postcode
NEAR = 100  # metres between a postcode and the neighbourhood that it belongs to


@dataclass(frozen=True)
class Postcodes:
    """Every unit postcode of England: its row by its name without spaces, and the rows' columns."""

    row: dict
    quality: np.ndarray
    x: np.ndarray
    y: np.ndarray
    district: np.ndarray
    placed: np.ndarray

    def position(self, text):
        """Return where a postcode is, or None where it has no position or is unknown."""
        row = self.row.get("".join(text.upper().split()))
        if row is None or not self.placed[row]:
            return None
        return int(self.x[row]), int(self.y[row])


def read_postcodes(data):
    """Return every unit postcode of the country."""
    with gzip.open(data / "national" / "codepoint_england.csv.gz", "rt", encoding="utf-8") as file:
        rows = np.loadtxt(file, delimiter=",", skiprows=1, dtype="U8,i4,i8,i8,U9")
    name, quality, easting, northing, district = (rows[field] for field in rows.dtype.names)
    x, y = easting * MM, northing * MM
    some = x > 0
    names = {text.replace(" ", ""): at for at, text in enumerate(name.tolist())}
    return Postcodes(names, quality, x, y, district, some)


@dataclass(frozen=True)
class People:
    """Unit postcodes with their positions, force, neighbourhood (-1 for none) and residents (NaN for none)."""

    x: np.ndarray
    y: np.ndarray
    force: np.ndarray
    lsoa: np.ndarray
    residents: np.ndarray
    lsoas: list

    def within(self, x, y, bandwidth, forces):
        """Return the kernel-weighted residents of covered forces, and the share of postcodes without a figure."""
        weight = kernel(distances(x, y, self.x, self.y), bandwidth)
        weight[~np.isin(self.force, list(forces))] = 0
        known = ~np.isnan(self.residents)
        every = weight.sum()
        unknown = weight[~known].sum() / every if every else 0.0
        return {
            f: float((weight * (self.force == f))[known] @ self.residents[known]) for f in forces
        }, unknown

    def reference_points(self, districts):
        """Return (neighbourhood, district, x, y) of the mean postcode of each neighbourhood in some districts."""
        points = []
        for at, area in enumerate(self.lsoas):
            mine = self.lsoa == at
            if area.properties["LADCD_ACTIVE"] in districts and mine.any():
                points.append(
                    (area.code, area.properties["LADCD_ACTIVE"], self.x[mine].mean(), self.y[mine].mean())
                )
        return points


def read_people(data, postcodes):
    """Return the postcodes in the box of the neighbourhoods held, with their residents."""
    lsoas = sorted(
        (
            area
            for path in sorted((data / "lsoa/lsoa21_bgc").glob("*.gz"))
            for area in read_areas(path, "LSOA21CD")
        ),
        key=lambda area: area.code,
    )
    bounds = np.array([area.bounds for area in lsoas])
    (west, south), (east, north) = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    x, y = postcodes.x, postcodes.y
    near = (postcodes.quality <= PLACED) & (x > west - MM * NEAR) & (x < east + MM * NEAR)
    near &= (y > south - MM * NEAR) & (y < north + MM * NEAR)
    x, y = x[near], y[near]
    lsoa = holder(lsoas, x, y)
    lsoa[lsoa < 0] = _nearest(lsoas, x[lsoa < 0], y[lsoa < 0])
    with gzip.open(
        data / "population/lsoa_population_geographydb.csv.gz", "rt", encoding="utf-8-sig"
    ) as file:
        population = {row["lsoacd"]: int(row["population"]) for row in csv.DictReader(file)}
    n = Counter(lsoa.tolist())
    each = [population[area.code] / n[at] if n[at] else np.nan for at, area in enumerate(lsoas)]
    residents = np.where(lsoa >= 0, np.array(each)[lsoa], np.nan)
    return People(x, y, _forces(data, postcodes.district[near]), lsoa, residents, lsoas)


def _nearest(lsoas, xs, ys):
    best, found = np.full(len(xs), np.inf), np.full(len(xs), -1)
    for at, area in enumerate(lsoas):
        away = edge_distances(area, xs, ys, NEAR)
        nearer = away < best
        best[nearer], found[nearer] = away[nearer], at
    return found


def _forces(data, districts):
    with (data / "lookups/lad24_csp24_pfa24_ew_geographr.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    lad, pfa = (
        next(name for name in rows[0] if name.startswith(start) and "code" in name)
        for start in ("ltla", "pfa")
    )
    force = {row[lad]: row[pfa] for row in rows}
    return np.array([force.get(district, "") for district in districts], dtype="<U9")
