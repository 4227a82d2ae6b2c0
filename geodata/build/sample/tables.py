"""The dated tables of the imaginary country, in the columns of the shipped ones."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from geodata.build.sample import sheet
from geodata.build.sample.country import ADJOINING, COUNCILS, EVERYWHERE, FORCES, REGION, SOURCE
from geodata.tables import COLUMNS, SHIPPED, Rows, read_tables, rows_of

FHRS_CODES = tuple(str(991 + number) for number in range(len(COUNCILS)))
STOPS_AREA = "990"


def write_tables(to: Path) -> None:
    """Write the tables of places; crime's categories are those shipped, for they are no place's own.

    Raises
    ------
    OSError
        If the disk is full or may not be written.
    """
    shipped = read_tables(SHIPPED)
    rows: dict[str, list[tuple[str, ...]]] = {
        "adjacency": [(a, b, basis, "", "", "", SOURCE) for a, b, basis in ADJOINING],
        "authorities": [
            (a.code, a.name, "unitary", "E", REGION, "", "", "true", "", SOURCE) for a in EVERYWHERE
        ],
        "authority_forces": [(a.code, a.force, "", "", SOURCE) for a in EVERYWHERE],
        "coverage_overrides": [],
        "crime_categories": _as_shipped(shipped, "crime_categories"),
        "districts": [(a.code, a.name, a.code, "", "", SOURCE) for a in EVERYWHERE],
        "fhrs_authorities": [
            (code, council.name, council.code, SOURCE)
            for code, council in zip(FHRS_CODES, COUNCILS, strict=True)
        ],
        "forces": [(f.code, f.name, f.slug, f.nation, f.mappa_area, "", "", SOURCE) for f in FORCES],
        "naptan_areas": [(STOPS_AREA, "Fictional Stops", ";".join(c.code for c in COUNCILS), SOURCE)],
    }
    for name, lines in rows.items():
        sheet.write(to / f"{name}.csv", [COLUMNS[name], *lines])


def _as_shipped(shipped: Mapping[str, Rows], name: str) -> list[tuple[str, ...]]:
    return [tuple(row[column] for column in COLUMNS[name]) for row in rows_of(shipped, name)]
