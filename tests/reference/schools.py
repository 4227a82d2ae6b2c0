"""Schools for the ages 11 to 19, from the list of 2016: the types that themselves say so (row 20 of section 6)."""

from __future__ import annotations

import csv
import gzip

import numpy as np

from reference.features import Features
from reference.position import grid_of

FILE = "schools/edubase2016_establishment_locations_england.csv.gz"
KINDS = {
    "college": {
        "Academy 16-19 Converter",
        "Academy 16-19 Sponsor Led",
        "Free Schools - 16-19",
        "Further Education",
        "Sixth Form Centres",
        "Special Post 16 Institution",
    },
    "secondary": {"City Technology College", "Studio Schools", "University Technical College"},
    "alternative_provision": {
        "Academy Alternative Provision Converter",
        "Academy Alternative Provision Sponsor Led",
        "Free Schools - Alternative Provision",
        "Pupil Referral Unit",
    },
}


def read_schools(data):
    """Return colleges, secondary schools and alternative provision of England, by kind."""
    with gzip.open(data / FILE, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    points, lost = {}, {}
    for kind, types in KINDS.items():
        mine = [row for row in rows if row["establishment-type"] in types]
        placed = [row for row in mine if row["longitude"] and row["latitude"]]
        x, y, reached = grid_of(
            [float(row["longitude"]) for row in placed], [float(row["latitude"]) for row in placed]
        )
        points[kind] = np.column_stack([x, y])[reached]
        lost[kind] = (len(mine) - len(points[kind]), len(mine))
    return Features(points, None, {None: lost})
