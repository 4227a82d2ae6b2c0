"""National statistics: residents of every neighbourhood, its code of 2011, and the Indices of Deprivation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from geodata.build.readers.deprivation import SHORT_2019, SHORT_2025
from geodata.build.readers.lsoa_lookup import HEADER as LOOKUP_HEADER
from geodata.build.readers.lsoa_lookup import SPLIT, UNCHANGED
from geodata.build.readers.population import HEADER as POPULATION_HEADER
from geodata.build.sample import sheet
from geodata.build.sample.chance import stream
from geodata.build.sample.settlement import Settlement

if TYPE_CHECKING:
    from numpy.typing import NDArray

# As many as England has: the publishers' files are national, and are checked for it.
NATION: Final = 33_755
NATION_2011: Final = 32_844
DOMAINS: Final = 8
SCORES_2019: Final = 3


def write_statistics(to: Path, settlement: Settlement) -> None:
    """Write the national tables; the drawn neighbourhoods are the first of their rows.

    Raises
    ------
    OSError
        If the disk is full or may not be written.
    """
    codes = [area.code for area in settlement.areas]
    codes += [f"E01{900_000 + number}" for number in range(NATION - len(codes))]
    people = residents(len(settlement.areas))
    rest = stream("far residents").integers(1_000, 2_600, NATION - people.size)
    rows = zip(codes, [*people.tolist(), *rest.tolist()], strict=True)
    header = [POPULATION_HEADER]
    sheet.write(to / "population" / "lsoa_population_geographydb.csv", [*header, *rows], encoding="utf-8-sig")
    _write_lookup(to, codes)
    _write_deprivation(to, codes, settlement)


def residents(areas: int) -> NDArray[np.int64]:
    """Return how many people live in each drawn neighbourhood."""
    return stream("residents").integers(1_150, 2_050, areas)


def _write_lookup(to: Path, codes: list[str]) -> None:
    """Write the neighbourhoods of 2011: most are unchanged, the last of 2021 were split from others."""
    rows = []
    for number, code in enumerate(codes):
        kept = number < NATION_2011
        old = code if kept else codes[number - NATION // 2]
        name = f"Fictional {code}"
        change = UNCHANGED if kept else SPLIT
        rows.append(
            (old, f"Fictional {old}", code, name, change, "E06999001", "Fictional Eastbank", "", number + 1)
        )
    sheet.write(to / "lookups" / "lsoa11_to_lsoa21_exact.csv", [LOOKUP_HEADER, *rows], encoding="utf-8-sig")


def _write_deprivation(to: Path, codes: list[str], settlement: Settlement) -> None:
    """Write tenths, ranks and scores; the midst of towns is more deprived than the land around."""
    chance = stream("deprivation")
    town = np.bincount(settlement.area, settlement.town) / np.bincount(settlement.area)
    shared = chance.normal(0, 0.7, NATION)
    shared[: town.size] += 1.2 * town
    need = shared[:, None] + chance.normal(0, 0.7, (NATION, DOMAINS))
    before = need[:NATION_2011] + chance.normal(0, 0.3, (NATION_2011, DOMAINS))
    sheet.write(
        to / "imd" / "iod2025_england_lsoa21_domains.csv", [SHORT_2025, *_lines(codes, need, DOMAINS)]
    )
    earlier = _lines(codes[:NATION_2011], before, SCORES_2019)
    sheet.write(to / "imd" / "iod2019_england_lsoa11_domains.csv", [SHORT_2019, *earlier])


def _lines(codes: list[str], need: NDArray[np.float64], scores: int) -> list[list[object]]:
    """Return rows of code, tenths, ranks and the first few scores; rank 1 is the greatest need."""
    size = len(codes)
    rank = size - need.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    decile = (rank * 10 + size - 1) // size
    columns = zip(codes, decile.tolist(), rank.tolist(), need[:, :scores].tolist(), strict=True)
    return [
        [code, *tenths, *ranks, *(f"{score:.3f}" for score in shown)]
        for code, tenths, ranks, shown in columns
    ]
