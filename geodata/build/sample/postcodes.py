"""Code-Point Open, the summary by postcode district, and OS Open UPRN."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from geodata.build.readers.open_uprn import HEADER as UPRN_HEADER
from geodata.build.readers.postcode_districts import HEADER as SUMMARY_HEADER
from geodata.build.sample import sheet
from geodata.build.sample.country import COUNCILS
from geodata.build.sample.land import in_degrees
from geodata.build.sample.settlement import FarPostcode, Settlement, far_postcodes

ENGLAND, REGION_HEALTH, LOCAL_HEALTH = "E92000001", "E19999001", "E18999001"
# Positional quality of some postcodes, by how many come between them; all others are 10, the best.
ROUGH = {50: 97, 60: 401}
NOWHERE = 1_000
FIRST_UPRN = 999_000_000_001
ONE_UPRN_IN = 10


def write_postcodes(to: Path, settlement: Settlement) -> None:
    """Write the postcodes of the drawn councils and of the islets, and what is made from them.

    Raises
    ------
    OSError
        If the disk is full or may not be written.
    """
    far = list(far_postcodes())
    folder = to / "postcodes" / "codepoint_open" / "Data" / "CSV"
    sheet.write(folder / "zz.csv", _drawn(settlement), quote_texts=True)
    for area in sorted({postcode.district[:2] for postcode in far}):
        rows = [_row(p.text, 10, p.x, p.y, p.islet.code) for p in far if p.district.startswith(area)]
        sheet.write(folder / f"{area.lower()}.csv", rows, quote_texts=True)
    summary = to / "postcodes" / "postcode_district_summary_gb_from_codepoint.csv"
    sheet.write(summary, [SUMMARY_HEADER, *_summaries(settlement), *map(_summary, far)])
    _write_uprns(to, settlement)


def _drawn(settlement: Settlement) -> list[list[Any]]:
    rows = []
    for at, text in enumerate(settlement.postcode):
        quality = next((q for q, every in ROUGH.items() if at % every == every - 1), 10)
        x, y = int(settlement.x[at]), int(settlement.y[at])
        if at == NOWHERE:
            quality, x, y = 90, 0, 0
        rows.append(_row(text, quality, x, y, COUNCILS[settlement.council[at]].code))
    return rows


def _row(text: str, quality: int, x: int, y: int, district: str) -> list[Any]:
    ward = f"E05{district[3:]}"
    return [text, quality, x, y, ENGLAND, REGION_HEALTH, LOCAL_HEALTH, "", district, ward]


def _summaries(settlement: Settlement) -> list[list[Any]]:
    rows = []
    for number, council in enumerate(COUNCILS):
        mine = settlement.council == number
        x, y, n = settlement.x[mine], settlement.y[mine], int(mine.sum())
        box = [int(v) for v in (x.mean(), y.mean(), x.min(), x.max(), y.min(), y.max())]
        rows.append([council.postcode_district, n, *box, council.code, 1.0, f"{council.code}:{n}"])
    return rows


def _summary(far: FarPostcode) -> list[Any]:
    code = far.islet.code
    return [far.district, 1, far.x, far.y, far.x, far.x, far.y, far.y, code, 1.0, f"{code}:1"]


def _write_uprns(to: Path, settlement: Settlement) -> None:
    at = np.arange(0, len(settlement.postcode), ONE_UPRN_IN)
    x, y = settlement.x[at] + 5.5, settlement.y[at] + 3.25
    lon, lat = in_degrees(x, y)
    rows = [
        (FIRST_UPRN + int(n), f"{e:.2f}", f"{north:.2f}", f"{la:.7f}", f"{lo:.7f}")
        for n, e, north, la, lo in zip(at, x, y, lat, lon, strict=True)
    ]
    sheet.write(to / "postcodes" / "osopenuprn_202610.csv", [UPRN_HEADER, *rows])
