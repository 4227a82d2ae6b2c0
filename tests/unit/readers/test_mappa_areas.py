"""MAPPA area tables, as drawn: 42 areas, one date, and nothing finer."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

import geodata
from geodata.build.harvest import Context, SourceFile
from geodata.build.readers import mappa_areas
from geodata.errors import SourceFileError

TABLES = Path(geodata.__file__).parent / "tables"
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
TITLE = ["Table 5: Registered sexual offenders (RSOs) by area, 31 March 2025"]
HEADER = ["Area", "Total RSOs", "RSOs per 100,000 head of population aged 10 or over"]


def areas() -> list[str]:
    with (TABLES / "forces.csv").open(encoding="utf-8", newline="") as stream:
        return sorted({row["mappa_area"] for row in csv.DictReader(stream)})


def rows(names: list[str] | None = None) -> list[list[object]]:
    body = [[name, 500 + i, 100.5] for i, name in enumerate(names or areas())]
    return [TITLE, [], HEADER, *body, ["England and Wales", 70052, 131.2], [], ["Source: forces"]]


def cell(value: object) -> str:
    if isinstance(value, str):
        return f"<table:table-cell><text:p>{escape(value)}</text:p></table:table-cell>"
    return (
        f'<table:table-cell office:value-type="float" office:value="{value}">'
        f"<text:p>{value:,}</text:p></table:table-cell>"
    )


def sheet(table: list[list[object]]) -> str:
    lines = "".join(
        f"<table:table-row>{''.join(map(cell, line))}"
        '<table:table-cell table:number-columns-repeated="16000"/><text:soft-page-break/></table:table-row>'
        if line
        else '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        for line in table
    )
    return f'<table:table table:name="t"><table:table-column/>{lines}</table:table>'


def ods(path: Path, *tables: list[list[object]], content: str | None = None) -> SourceFile:
    file = path / "mappa-area-tables.ods"
    xml = f"<office:document-content {NAMESPACES}>{''.join(map(sheet, tables))}</office:document-content>"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("content.xml", content or xml)
    return SourceFile(file, file.name, "", 0)


def read(file: SourceFile, tables: Path | None = TABLES, **options: str):
    return mappa_areas.read(file, Context(options, None, tables))


def test_each_area_has_its_count_and_rate_and_the_table_its_date(tmp_path):
    harvest = read(ods(tmp_path, [["Contents"]], rows()))
    assert len(areas()) == 42
    assert harvest.rows_in == len(harvest.frame) == 43
    first = harvest.frame.iloc[0].to_dict()
    assert first == {"row": 5, "code": areas()[0], "registered": 500.0, "per_100k_aged_10_plus": 100.5}
    assert harvest.frame["registered"].iloc[-1] == 70052
    assert harvest.vintage == "2025-03-31"


def test_and_is_and(tmp_path):
    names = [name.replace("&", "and").upper() for name in areas()]
    assert set(areas()) < set(read(ods(tmp_path, rows(names))).frame["code"])


def test_an_unknown_a_missing_and_a_repeated_area_are_named(tmp_path):
    known = areas()
    with pytest.raises(SourceFileError, match="'Rutlandshire' is not a known MAPPA area") as caught:
        read(ods(tmp_path, rows([*known[:-1], "Rutlandshire"])))
    assert caught.value.row is not None
    with pytest.raises(SourceFileError, match=f"the area '{known[3]}' is not in the table"):
        read(ods(tmp_path, rows([*known[:3], *known[4:]])))
    with pytest.raises(SourceFileError, match="stands twice"):
        read(ods(tmp_path, rows([*known, known[0]])))


def test_a_figure_that_is_withheld_is_rejected_not_read_as_nought(tmp_path):
    table = rows()
    table[3][1] = "[c]"
    harvest = read(ods(tmp_path, table))
    assert [(r.row, r.rule) for r in harvest.rejections] == [(5, "number")]


def test_two_tables_or_two_dates_are_not_chosen_between(tmp_path):
    with pytest.raises(SourceFileError, match="2 sheets"):
        read(ods(tmp_path, rows(), rows()))
    table = [*rows(), ["Compared with 31 March 2024"]]
    with pytest.raises(SourceFileError, match="names 2 dates"):
        read(ods(tmp_path, table))
    assert read(ods(tmp_path, table), as_at="2025-03-31").vintage == "2025-03-31"


def test_another_header_needs_the_manifest_to_say_its_words(tmp_path):
    table = rows()
    table[2] = ["Area", "RSOs 2024", "RSOs 2025", "RSOs per 100,000 2025"]
    table[3:] = [[line[0], 1, *line[1:]] if len(line) > 1 else line for line in table[3:]]
    with pytest.raises(SourceFileError, match="0 sheets") as caught:
        read(ods(tmp_path, table))
    assert "count_column" in caught.value.advice
    assert read(ods(tmp_path, table), count_column="RSOs 2025").frame["registered"].iloc[0] == 500


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("<broken", "readable"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "is_data"),
        (" " * 50_000_001, "size"),
    ],
)
def test_sheets_that_are_damaged_or_not_what_they_seem_are_refused(tmp_path, content, rule):
    with pytest.raises(SourceFileError) as caught:
        read(ods(tmp_path, content=content))
    assert caught.value.rule == rule


def test_a_file_that_is_no_ods_is_refused(tmp_path):
    (tmp_path / "mappa.ods").write_bytes(b"<html>")
    with pytest.raises(SourceFileError, match="not a whole ODS"):
        read(SourceFile(tmp_path / "mappa.ods", "mappa.ods", "", 0))


def test_the_table_of_forces_is_needed(tmp_path):
    with pytest.raises(SourceFileError, match="no directory of code tables"):
        read(ods(tmp_path, rows()), None)


def test_the_manifest_finds_tables_and_never_a_csv():
    from geodata.manifest import SHIPPED, load

    layer = load(SHIPPED / "mappa.toml")
    assert all(glob.endswith(".ods") for glob in layer.data.files)
    assert not layer.indicators
    assert not layer.data.format_verified
