"""Premises placed by their postcode: licensed gambling, and public libraries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from geodata.build.readers.gambling import REGISTER
from geodata.build.sample import sheet
from geodata.build.sample.country import COUNCILS
from geodata.build.sample.settlement import Settlement, far_postcodes
from geodata.manifest import SHIPPED, load

ACTIVITIES: Final = ("Betting Shop", "Betting Shop", "Adult Gaming Centre", "Bingo")
FAR_PREMISES: Final = 100
NEIGHBOURHOODS_A_LIBRARY: Final = 8
FAR_LIBRARIES: Final = 3_000
CLOSED_ONE_IN: Final = 8


def write_premises(to: Path, settlement: Settlement) -> None:
    """Write the register of gambling premises and the list of libraries, for the whole imaginary country.

    Raises
    ------
    OSError
        If the disk is full or may not be written.
    """
    rows = [*_gambling(settlement)]
    sheet.write(to / "gambling" / "premises-licence-register-20261001.csv", [REGISTER, *rows])
    options = load(SHIPPED / "libraries.toml").data.options
    columns = options["columns"]
    assert isinstance(columns, list)  # noqa: S101 - the reader has the same need
    lines = [[library.get(name, "") for name in columns] for library in _libraries(settlement)]
    sheet.write(to / "libraries" / "libraries_england_2023.csv", [columns, *lines], encoding="utf-8-sig")


def _gambling(settlement: Settlement) -> Iterator[list[str]]:
    for number, council in enumerate(COUNCILS):
        sites = settlement.pick("gambling", number, max(2, council.neighbourhoods // 5)).tolist()
        for at, site in enumerate(sites):
            activity = ACTIVITIES[at % len(ACTIVITIES)]
            name = f"Fictional {activity} {at + 1}"
            yield [
                "999",
                name,
                activity,
                council.name,
                f"{at + 1} Fictional Street",
                "",
                "",
                settlement.postcode[site],
            ]
    for at, far in zip(range(FAR_PREMISES), far_postcodes(), strict=False):
        name = f"Fictional Far Betting Shop {at + 1}"
        yield ["998", name, "Betting Shop", far.islet.name, "Fictional Street", "", "", far.text]


def _libraries(settlement: Settlement) -> Iterator[dict[str, str]]:
    for number, council in enumerate(COUNCILS):
        sites = settlement.pick(
            "libraries", number, max(1, council.neighbourhoods // NEIGHBOURHOODS_A_LIBRARY)
        )
        for at, site in enumerate(sites.tolist(), start=1):
            yield _library(
                council.name, f"{council.name} Library {at}", settlement.postcode[site], closed=False
            )
    far = list(far_postcodes())
    for at in range(FAR_LIBRARIES):
        place = far[at % len(far)]
        name = f"{place.islet.name} Library {at}"
        yield _library(place.islet.name, name, place.text, closed=at % CLOSED_ONE_IN == 0)


def _library(council: str, name: str, postcode: str, *, closed: bool) -> dict[str, str]:
    return {
        "reporting": council, "authority": council, "name": name, "address1": "Fictional Street",
        "postcode": postcode, "type": "Static Library", "operation_23": "Closed" if closed else "LA",
        "closed": "2019" if closed else "", "statutory_23": "No" if closed else "Yes",
        "co_located": "No", "hours": "30", "staffed_hours": "30",
    }  # fmt: skip
