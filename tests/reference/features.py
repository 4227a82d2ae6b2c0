"""Premises, stops and practices as points, with the districts whose files are held."""

from __future__ import annotations

import csv
import gzip
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass

import numpy as np

from reference.position import MM, distances, grid_of
from reference.screening import gives_away

PREMISES = {"7843": "pubs", "7844": "takeaways", "7842": "hotels", "7840": "shops", "4613": "shops"}
CARING = "5"  # hospitals, childcare and caring premises: never held
STOPS = {"020": "E06000055", "021": "E06000056", "029": "E06000032", "049": "E06000042", "910": None}
INTERCHANGES = {"BCS", "BCE", "BST", "TXR", "RSE", "RLY", "TMU", "MET"}
ONE_PLACE = 150  # metres between interchanges that are one place


@dataclass(frozen=True)
class Features:
    """Points of some classes, where a file is held, and the share of rows that have no position there."""

    points: dict  # by class: x and y in millimetres
    held: frozenset | None  # the districts; none where the file is of all England
    lost: dict  # by district (None for England), by class: rows without a position, rows

    def unlocated(self, classes, district):
        """Return the share of rows of some classes without a position in the file that covers a district."""
        tallies = self.lost.get(district if self.held is not None else None, {})
        lost, rows = (sum(tallies.get(c, (0, 0))[part] for c in classes) for part in (0, 1))
        return lost / rows if rows else 0.0


def read_premises(data, postcodes, land):
    """Return pubs, takeaways, hotels and shops of the food hygiene register (FHRS)."""
    codes = {district.properties["LADNM"]: district.code for district in land.districts}
    points, lost = {}, {}
    for path in sorted((data / "fhrs").glob("FHRS*en-GB.xml.gz")):
        with gzip.open(path) as file:
            rows = list(ElementTree.parse(file).getroot().iter("EstablishmentDetail"))
        district = codes[rows[0].findtext("LocalAuthorityName")]
        tallies = lost.setdefault(district, {})
        for row in rows:
            kind = PREMISES.get(row.findtext("BusinessTypeID"))
            if kind is None or gives_away(_text(row)):
                continue
            where = _premises_position(row, postcodes)
            missing, every = tallies.get(kind, (0, 0))
            tallies[kind] = (missing + (where is None), every + 1)
            if where is not None:
                points.setdefault(kind, []).append(where)
    return Features({c: np.array(p) for c, p in points.items()}, frozenset(lost), lost)


def _text(row):
    parts = ["BusinessName", "AddressLine1", "AddressLine2", "AddressLine3", "AddressLine4"]
    return " ".join(row.findtext(part) or "" for part in parts)


def _premises_position(row, postcodes):
    longitude, latitude = row.findtext("Geocode/Longitude"), row.findtext("Geocode/Latitude")
    if longitude and latitude:
        x, y, reached = grid_of([float(longitude)], [float(latitude)])
        if reached[0]:
            return int(x[0]), int(y[0])
    return postcodes.position(row.findtext("PostCode") or "")


def read_stops(data):
    """Return bus stops and interchanges in use (NaPTAN); interchanges near each other are one place (S-24)."""
    stops, interchanges = [], []
    for area in STOPS:
        with gzip.open(
            data / f"transport/naptan/{area}Stops.csv.gz", "rt", encoding="utf-8-sig", newline=""
        ) as file:
            for row in csv.DictReader(file):
                if gives_away(row["CommonName"]):
                    continue
                where = (int(row["Easting"]) * MM, int(row["Northing"]) * MM)
                if row["Status"] == "active" and row["StopType"] == "BCT":
                    stops.append(where)
                elif row["Status"] == "active" and row["StopType"] in INTERCHANGES:
                    interchanges.append(where)
    held = frozenset(code for code in STOPS.values() if code)
    points = {"bus_stop": np.array(stops), "interchange": one_place_each(np.array(interchanges))}
    return Features(points, held, {})


def one_place_each(points):
    """Return the mean position of each group of points linked by steps of at most 150 m."""
    group = np.arange(len(points))
    for at, (x, y) in enumerate(points.tolist()):
        linked = np.flatnonzero(distances(x, y, points[:, 0], points[:, 1]) <= ONE_PLACE)
        group[np.isin(group, group[linked])] = group[at]
    means = [points[group == one].mean(axis=0) for one in np.unique(group)]
    return np.rint(np.array(means)).astype(np.int64)


def read_practices(data, postcodes):
    """Return the active GP practices of England, placed by their postcode (NHS ODS)."""
    points, lost, every = [], 0, 0
    with gzip.open(data / "health/epraccur.csv.gz", "rt", encoding="latin-1", newline="") as file:
        for row in csv.reader(file):
            if (
                row[12] != "A"
                or row[25] != "4"
                or row[2] == "W00"
                or gives_away(" ".join([row[1], *row[4:9]]))
            ):
                continue
            where = postcodes.position(row[9])
            every, lost = every + 1, lost + (where is None)
            if where is not None:
                points.append(where)
    return Features({"gp": np.array(points)}, None, {None: {"gp": (lost, every)}})
