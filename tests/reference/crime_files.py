"""The street-level files of data.police.uk: one force and month each."""

from __future__ import annotations

import csv
import gzip
import re
import zlib
from dataclasses import dataclass

import numpy as np

from reference.position import grid_of

GROUPS = {
    "vso": "Violence and sexual offences",
    "drg": "Drugs",
    "rob": "Robbery",
    "asb": "Anti-social behaviour",
    "wpn": "Possession of weapons",
    "po": "Public order",
}
CATEGORIES = sorted(
    [
        *GROUPS.values(),
        "Bicycle theft",
        "Burglary",
        "Criminal damage and arson",
        "Other crime",
        "Other theft",
        "Shoplifting",
        "Theft from the person",
        "Vehicle crime",
    ]
)
_NAME = re.compile(r"(\d{4})-(\d{2})-(.+)-street\.csv(\.gz)?$")


@dataclass(frozen=True)
class Month:
    """The records of one file: categories by place in ``CATEGORIES``; positions of those that have one."""

    slug: str
    number: int
    category: np.ndarray
    x: np.ndarray
    y: np.ndarray
    located: np.ndarray


def number_of(text):
    """Return the months since the year 0 of "YYYY-MM"."""
    return int(text[:4]) * 12 + int(text[5:7]) - 1


def text_of(number):
    """Return "YYYY-MM" of the months since the year 0."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def read_months(directory):
    """Return the months of every whole file below a directory; a file that is spoilt holds no month (S-3)."""
    paths = sorted(path for path in directory.rglob("*-street.csv*") if _NAME.search(path.name))
    return [month for month in map(read_month, paths) if month is not None]


def read_month(path):
    """Return one file's records, or nothing if the file is damaged or has a label that nobody knows."""
    year, month, slug, _ = _NAME.search(path.name).groups()
    try:
        opened = gzip.open if path.name.endswith(".gz") else open
        with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return None
    if any(row["Crime type"] not in CATEGORIES for row in rows):
        return None
    seen, kept = set(), []
    for row in rows:
        whole = tuple(row.values())
        if row["Crime ID"] and whole in seen:
            continue
        seen.add(whole)
        kept.append(row)
    category = np.array([CATEGORIES.index(row["Crime type"]) for row in kept])
    has = [bool(row["Longitude"] and row["Latitude"]) for row in kept]
    longitude = [float(row["Longitude"]) if there else np.nan for row, there in zip(kept, has, strict=True)]
    latitude = [float(row["Latitude"]) if there else np.nan for row, there in zip(kept, has, strict=True)]
    x, y, reached = grid_of(longitude, latitude)
    return Month(slug, number_of(f"{year}-{month}"), category, x, y, reached & np.array(has))
