"""Ofsted's list of providers with every address redacted, and the MAPPA tables of police areas."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

from geodata.build.readers.ofsted_providers import ADDRESS, LAYOUT_2025, REDACTED
from geodata.build.sample import sheet
from geodata.build.sample.chance import stream
from geodata.build.sample.country import EVERYWHERE, FORCES, REGION

PROVIDERS: Final = 3_000
KINDS: Final = ("Children's home", "Supported accommodation", "Independent fostering agency")
TITLE: Final = "Fictional children's social care data – Provider level as at 31 March 2025"
PREAMBLE: Final = (
    "This worksheet contains one table, drawn for a fictional sample.",
    "Some cells are empty.",
)
MAPPA_TITLE: Final = "Fictional table: Registered sexual offenders (RSOs) by area, 31 March 2026"
MAPPA_HEADER: Final = ("Area", "Total RSOs", "RSOs per 100,000 head of population aged 10 or over")
SPACES: Final = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"


def write_social_care(to: Path) -> None:
    """Write both files.

    Raises
    ------
    OSError
        If the disk is full or may not be written.
    """
    providers = [_provider(number, EVERYWHERE[number % len(EVERYWHERE)].name) for number in range(PROVIDERS)]
    rows = [[TITLE], *([line] for line in PREAMBLE), LAYOUT_2025]
    lines = [[provider.get(name, "") for name in LAYOUT_2025] for provider in providers]
    sheet.write(
        to / "social_care" / "ofsted" / "provider_at_march_2025.csv", [*rows, *lines], encoding="utf-8-sig"
    )
    _write_mappa(to / "mappa" / "fictional-mappa-area-tables-2026.ods")


def _provider(number: int, council: str) -> dict[str, Any]:
    kind = KINDS[(number // 7) % len(KINDS)]
    return {
        **dict.fromkeys(("Name", *ADDRESS), REDACTED),
        "URN": f"SC99{number:05d}", "Provision type": kind, "Registration status": "Active",
        "Government Office Region": REGION, "Ofsted Region": REGION, "Local authority": council,
        "Sector": "Private", "Places": 3 + number % 4 if kind == KINDS[0] else "",
    }  # fmt: skip


def _write_mappa(path: Path) -> None:
    """Write the table as an OpenDocument sheet, whose zip bears no clock time and is not compressed."""
    chance = stream("mappa")
    body: list[tuple[Any, ...]] = [
        (force.mappa_area, int(chance.integers(300, 1_900)), round(float(chance.uniform(80, 190)), 1))
        for force in FORCES
    ]
    body.append(("England and Wales", sum(row[1] for row in body), 131.4))
    table = [(MAPPA_TITLE,), MAPPA_HEADER, *body]
    rows = "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in table)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {SPACES}><office:body><office:spreadsheet>'
        f'<table:table table:name="Fictional_areas">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as book:
        book.writestr(zipfile.ZipInfo("mimetype"), ODS)
        book.writestr(zipfile.ZipInfo("content.xml"), content)


def _cell(value: str | float) -> str:
    text = f"<text:p>{escape(str(value))}</text:p>"
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'
    return f'<table:table-cell office:value-type="float" office:value="{value}">{text}</table:table-cell>'
