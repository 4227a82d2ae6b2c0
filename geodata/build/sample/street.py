"""Street-level crime files as data.police.uk publishes them, with the dirt that the real ones have."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geodata.build.police_files import HEADER
from geodata.build.sample import sheet
from geodata.build.sample.chance import stream
from geodata.build.sample.country import COUNCILS, DEEPWATER, SALTMARSH, Police
from geodata.build.sample.map_points import MapPoints, map_points
from geodata.build.sample.settlement import Settlement
from geodata.build.sample.statistics import residents

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIRST: Final = (2023, 10)
MONTHS: Final = 36
# The month from which the first force's records lie on another set of map points (method S-22a).
NEW_POINTS_FROM: Final = 15
A_YEAR_EACH: Final = 0.088
UNLOCATED: Final = 0.025
SEASON: Final = 0.08
ASB: Final = "Anti-social behaviour"
# How often each category is recorded: around homes, and in the midst of a town.
CATEGORIES: Final = {
    ASB: (0.17, 0.20), "Bicycle theft": (0.01, 0.03), "Burglary": (0.05, 0.03),
    "Criminal damage and arson": (0.09, 0.06), "Drugs": (0.03, 0.04), "Other crime": (0.02, 0.02),
    "Other theft": (0.07, 0.08), "Possession of weapons": (0.01, 0.012), "Public order": (0.08, 0.09),
    "Robbery": (0.008, 0.018), "Shoplifting": (0.04, 0.15), "Theft from the person": (0.005, 0.02),
    "Vehicle crime": (0.07, 0.03), "Violence and sexual offences": (0.347, 0.22),
}  # fmt: skip
OUTCOMES: Final = (
    "Under investigation", "Investigation complete; no suspect identified", "Unable to prosecute suspect",
    "Awaiting court outcome",
)  # fmt: skip
TRANSPORT: Final = "Fictional Transport Police"
STATION_RECORDS: Final = 6


@dataclass(frozen=True, slots=True)
class _Drawn:
    """One month's records: the map point of each (-1: none is published) and its category."""

    point: NDArray[np.int64]
    category: NDArray[np.int64]


def write_streets(to: Path, settlement: Settlement) -> None:
    """Write every month that each fictional force published, and two files of a transport police.

    Raises
    ------
    OSError
        If the disk is full or may not be written.
    """
    for force in (SALTMARSH, DEEPWATER):
        mine = [number for number, council in enumerate(COUNCILS) if council.force == force.code]
        before, after = (map_points(settlement, mine, f"{force.slug} {age}") for age in ("before", "after"))
        people = residents(len(settlement.areas))
        total = int(people[[a.council in mine for a in settlement.areas]].sum())
        for number in range(force.months):
            moved = force is SALTMARSH and number >= NEW_POINTS_FROM
            _write_month(to, settlement, force, after if moved else before, number, total)
    _write_transport(to, settlement)


def month(number: int) -> str:
    """Return a month by its number from the first, YYYY-MM."""
    at = FIRST[0] * 12 + FIRST[1] - 1 + number
    return f"{at // 12:04d}-{at % 12 + 1:02d}"


def _write_month(
    to: Path, settlement: Settlement, force: Police, points: MapPoints, number: int, people: int
) -> None:
    named = month(number)
    records = _records(points, f"{force.slug} {named}", people * A_YEAR_EACH / 12, int(named[5:]))
    rows = _rows(settlement, points, records, force.name, f"{force.slug} {named}", named)
    if number % 5 == 2:
        # The publisher now and then repeats a record that has an id: a true duplicate.
        rows += [row for row in rows if row[0]][:2]
    sheet.write(to / "crime" / named / f"{named}-{force.slug}-street.csv", [HEADER, *rows], line_end="\r\n")


def _records(points: MapPoints, purpose: str, mean: float, calendar: int) -> _Drawn:
    """Return one month's records: more in summer, more where more has been recorded before."""
    chance = stream(purpose)
    size = int(chance.poisson(mean * (1 + SEASON * np.sin(2 * np.pi * (calendar - 4) / 12))))
    point = chance.choice(points.x.size, size, p=points.weight)
    mix = np.array(list(CATEGORIES.values())).T
    mix = (mix / mix.sum(axis=1, keepdims=True)).cumsum(axis=1)
    town = points.town[point, None]
    edges = (1 - town) * mix[0] + town * mix[1]
    category = np.minimum((chance.random(size)[:, None] > edges).sum(axis=1), len(CATEGORIES) - 1)
    return _Drawn(np.where(chance.random(size) < UNLOCATED, -1, point), category)


def _rows(
    settlement: Settlement, points: MapPoints, records: _Drawn, police: str, purpose: str, named: str
) -> list[list[Any]]:
    """Return rows as published: incidents of anti-social behaviour have neither id nor outcome."""
    labels = list(CATEGORIES)
    outcome = stream(f"outcome {purpose}").choice(len(OUTCOMES), records.point.size, p=(0.2, 0.4, 0.3, 0.1))
    rows = []
    for at, (point, category) in enumerate(
        zip(records.point.tolist(), records.category.tolist(), strict=True)
    ):
        asb = labels[category] == ASB
        name = "" if asb else hashlib.sha256(f"fictional {purpose} {at}".encode()).hexdigest()
        where = ["", "", "No Location", "", ""] if point < 0 else points.where(settlement, point)
        rows.append(
            [name, named, police, police, *where, labels[category], "" if asb else OUTCOMES[outcome[at]], ""]
        )
    return rows


def _write_transport(to: Path, settlement: Settlement) -> None:
    """Write two months of records at the station: events, but no force's coverage (method S-13)."""
    points = map_points(settlement, [0], "transport")
    station = int(np.argmax(points.town))
    theft = list(CATEGORIES).index("Theft from the person")
    for number in (MONTHS - 2, MONTHS - 1):
        named = month(number)
        size = STATION_RECORDS
        records = _Drawn(np.full(size, station, dtype=np.int64), np.full(size, theft, dtype=np.int64))
        rows = _rows(settlement, points, records, TRANSPORT, f"btp {named}", named)
        sheet.write(to / "crime" / named / f"{named}-btp-street.csv", [HEADER, *rows], line_end="\r\n")
