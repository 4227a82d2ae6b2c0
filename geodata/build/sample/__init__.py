"""A fictional district out at sea, drawn in the publishers' own formats: the same bytes every time.

Nothing in it is real: every name says so, and no file of it is kept anywhere. It is read by the same readers, under
the same manifests and checks, as the files of real publishers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from geodata.build.sample.boundaries import write_boundaries
from geodata.build.sample.food import write_food
from geodata.build.sample.hazards import write_hazards
from geodata.build.sample.health import write_health
from geodata.build.sample.postcodes import write_postcodes
from geodata.build.sample.premises import write_premises
from geodata.build.sample.schools import write_schools
from geodata.build.sample.settlement import settle
from geodata.build.sample.social_care import write_social_care
from geodata.build.sample.statistics import write_statistics
from geodata.build.sample.stops import write_stops
from geodata.build.sample.street import write_streets
from geodata.build.sample.tables import write_tables
from geodata.build.sample.youth import write_youth

__all__ = ["Drawn", "draw"]

# What to try: the midst of a town; where the force stopped publishing after 20 of 36 months; 300 m from the border
# between the two forces; and the open country.
PLACES: Final[Mapping[str, str]] = MappingProxyType(
    {"town": "ZZ1 1AA", "stopped": "ZZ4 1AA", "border": "ZZ1 1AB", "rural": "562000,518500"}
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn: the publishers' ``files``, the dated ``tables``, a council's manifests, and places to try."""

    files: Path
    tables: Path
    manifests: Path
    postcode: str
    places: Mapping[str, str]


def draw(directory: Path) -> Drawn:
    """Return where the fictional district was drawn: below ``directory``, which is made if it is not there.

    Raises
    ------
    OSError
        If the disk is full or may not be written.
    """
    files, tables, manifests = directory / "publishers", directory / "tables", directory / "manifests"
    settlement = settle()
    write_tables(tables)
    write_boundaries(files, settlement)
    write_postcodes(files, settlement)
    write_statistics(files, settlement)
    write_streets(files, settlement)
    write_food(files, settlement)
    write_stops(files, settlement)
    write_schools(files, settlement)
    write_health(files, settlement)
    write_premises(files, settlement)
    write_social_care(files)
    write_hazards(files)
    write_youth(files, manifests, settlement)
    return Drawn(files, tables, manifests, PLACES["town"], PLACES)
