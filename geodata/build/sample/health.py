"""NHS Organisation Data Service reports: GP practices (epraccur) and trust sites (ets), without a header."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geodata.build.readers.nhs_ods import WIDTH
from geodata.build.sample import sheet
from geodata.build.sample.country import COUNCILS
from geodata.build.sample.settlement import Settlement, far_postcodes

NEIGHBOURHOODS_EACH: Final = 6
FAR_PRACTICES: Final = 300
FAR_OTHERS: Final = 700
FAR_SITES: Final = 140
OPENED: Final = "20260401"
GP, OTHER = "4", "1"


def write_health(to: Path, settlement: Settlement) -> None:
    """Write practices of the whole imaginary country, and sites of which one is for children's mental health.

    Raises
    ------
    OSError
        If the disk is full or may not be written.
    """
    far = list(far_postcodes())
    practices: list[tuple[str, str, str, str]] = []
    for number, council in enumerate(COUNCILS):
        size = max(1, council.neighbourhoods // NEIGHBOURHOODS_EACH)
        for at, site in enumerate(settlement.pick("practices", number, size).tolist(), start=1):
            practices.append((f"{council.name} Surgery {at}", settlement.postcode[site], "A", GP))
        practices.append((f"{council.name} Former Surgery", settlement.postcode[site], "C", GP))
    practices += [
        (f"{p.islet.name} Surgery {at}", p.text, "A", GP) for at, p in enumerate(far[:FAR_PRACTICES])
    ]
    practices += [
        (f"{p.islet.name} Clinic {at}", p.text, "A", OTHER) for at, p in enumerate(far[:FAR_OTHERS])
    ]
    _write(to / "health" / "epraccur.csv", practices)
    camhs = int(settlement.pick("camhs", 0, 1)[0])
    sites = [("Fictional Eastbank CAMHS", settlement.postcode[camhs], "", "")]
    sites += [(f"{p.islet.name} Clinic {at}", p.text, "", "") for at, p in enumerate(far[:FAR_SITES])]
    _write(to / "health" / "ets.csv", sites)


def _write(path: Path, organisations: list[tuple[str, str, str, str]]) -> None:
    rows = []
    for number, (name, postcode, status, setting) in enumerate(organisations):
        row = [""] * WIDTH
        closed = "20190331" if status == "C" else ""
        row[:5] = [f"ZZ{number:04d}", name.upper(), "Y99", "ZZZ", "FICTIONAL STREET"]
        row[9:13] = [postcode, OPENED, closed, status]
        row[25] = setting
        rows.append(row)
    sheet.write(path, rows, line_end="\r\n", quote_texts=True)
