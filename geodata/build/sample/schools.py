"""Get Information about Schools: the whole imaginary country's establishments, as edubasealldata."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from geodata.build.readers.gias import BOARDERS, HIGH_AGE, PHASE, STATUS, TYPE
from geodata.build.sample import sheet
from geodata.build.sample.country import COUNCILS
from geodata.build.sample.settlement import Settlement, far_postcodes

HEADER: Final = (
    "URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName", TYPE, STATUS, "OpenDate",
    "CloseDate", PHASE, "StatutoryLowAge", HIGH_AGE, BOARDERS, "Street", "Locality", "Address3", "Town", "Postcode",
    "Easting", "Northing",
)  # fmt: skip
# Type, phase, ages, what follows the council's name, and for how many neighbourhoods there is one.
KINDS: Final = (
    ("Community school", "Primary", "4", "11", "Café Quay Primary School", 26),
    ("Academy converter", "Primary", "4", "11", "Primary School", 3),
    ("Academy sponsor led", "Secondary", "11", "16", "Secondary School", 8),
    ("Further education", "Not applicable", "16", "99", "College", 20),
    ("Pupil referral unit", "Not applicable", "11", "16", "Alternative Provision", 24),
    ("Community special school", "Not applicable", "3", "19", "Special School", 12),
)
FAR_SCHOOLS: Final = 1_000
OPEN_ONE_IN: Final = 2
FIRST_URN: Final = 990_001


def write_schools(to: Path, settlement: Settlement) -> None:
    """Write every establishment, closed ones among them, in the encoding that the publisher uses.

    Raises
    ------
    OSError
        If the disk is full or may not be written.
    """
    rows = [*_drawn(settlement), *_far()]
    numbered = [[FIRST_URN + number, *row] for number, row in enumerate(rows)]
    sheet.write(
        to / "schools" / "edubasealldata20261001.csv", [HEADER, *numbered], encoding="cp1252", line_end="\r\n",
        quote_texts=True,
    )  # fmt: skip


def _drawn(settlement: Settlement) -> Iterator[list[Any]]:
    for number, council in enumerate(COUNCILS):
        kinds = [kind for kind in KINDS for _ in range(council.neighbourhoods // kind[5])]
        sites = settlement.pick("schools", number, len(kinds)).tolist()
        for at, (kind, site) in enumerate(zip(kinds, sites, strict=True), start=1):
            name = f"{council.name} {kind[4]} {at}"
            place = settlement.postcode[site], int(settlement.x[site]), int(settlement.y[site])
            yield _row(f"{991 + number}", council.name, at, name, kind, "Open", place)
        yield _row(
            f"{991 + number}", council.name, 99, f"{council.name} Former School", KINDS[2], "Closed",
            (settlement.postcode[sites[0]], int(settlement.x[sites[0]]), int(settlement.y[sites[0]])),
        )  # fmt: skip


def _far() -> Iterator[list[Any]]:
    for at, far in zip(range(FAR_SCHOOLS), far_postcodes(), strict=False):
        status = "Open" if at % OPEN_ONE_IN == 0 else "Closed"
        name = f"{far.islet.name} School {at}"
        yield _row("990", far.islet.name, at, name, KINDS[1 + at % 2], status, (far.text, far.x, far.y))


def _row(
    code: str, council: str, number: int, name: str, kind: tuple[str, str, str, str, str, int], status: str,
    place: tuple[str, int, int],
) -> list[Any]:  # fmt: skip
    closed = "" if status == "Open" else "31-08-2019"
    return [
        code, council, number, name, kind[0], status, "01-09-2010", closed, kind[1], kind[2], kind[3], "No boarders",
        "Fictional Street", "", "", council, *place,
    ]  # fmt: skip
