"""A missing figure says so in its own cell: a bare "None", or nothing at all, would read as "none found"."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from html import unescape

import docx
import pytest
from contracts.test_wording import bare
from drawn.extremes import Extremes

from geodata.release import Release
from geodata.store import Store
from placement_check import method
from placement_check.assess import Assessment, Options
from placement_check.batch.cells import Table as Shared
from placement_check.batch.cells import of_assessment
from placement_check.batch.columns import columns
from placement_check.batch.output import render as rows_as
from placement_check.batch.sheet import Row, Sheet
from placement_check.compare.words import to_text
from placement_check.findings import Measured
from placement_check.places import assess_in
from placement_check.profiles.profile import Profiler
from placement_check.records.blocks import Block, Callout, Table
from placement_check.records.html import to_html
from placement_check.records.tables import MEASURED, to_csv
from placement_check.records.view.open_view import open_view
from placement_check.records.word import to_word

AT = date(2026, 7, 1)
BARE = re.compile(r"(none|nothing|null|nan|n/a|[-\u2013\u2014?])?\.?", re.IGNORECASE)
SHEET = Sheet("in.csv", "", ("site",), (Row(2, ("one",), "p"),))


@pytest.fixture(scope="module")
def kept(sample) -> Store:
    return Store.of(Release.open(sample))


@pytest.fixture(scope="module")
def places(kept) -> dict[str, Assessment]:
    """Return places of which little, much and everything is missing, and reports at the edge of what can be."""
    border = assess_in(kept, "ZZ1 1AB", AT)
    found = {name: assess_in(kept, name, AT) for name in ("ZZ5 1SZ", "ZZ2 2QW")}
    found |= {
        "border": border,
        "bare": bare(border),
        "profile": assess_in(kept, "ZZ1 1AB", AT, Options(rated=False)),
    }
    drawn = Extremes([border, *found.values(), assess_in(kept, "ZZ1 1AA", AT)])
    return found | {f"extreme {n}": drawn.report(n) for n in range(12)}


def view_cells(blocks: tuple[Block, ...]) -> list[str]:
    found = []
    for block in blocks:
        if isinstance(block, Callout):
            found += view_cells(block.blocks)
        if isinstance(block, Table):
            found += [*block.columns, *(cell for row in block.rows for cell in row)]
    return found


def html_cells(page: str) -> list[str]:
    cells = re.findall(r"<(td|th|dd)\b[^>]*>(.*?)</\1>", page.replace("<wbr>", ""), flags=re.DOTALL)
    return [unescape(re.sub(r"<[^>]*>", "", text)) for _, text in cells]


def word_cells(made: bytes) -> list[str]:
    """Return every cell but a box to write in, which is a table of one."""
    tables = [t for t in docx.Document(io.BytesIO(made)).tables if len(t.columns) > 1]
    return [cell.text for table in tables for row in table.rows for cell in row.cells]


def wrong(cells: list[str]) -> list[str]:
    assert len(cells) > 100
    return [cell for cell in cells if BARE.fullmatch(cell.strip())]


def test_the_places_lack_figures_comparators_and_ratings(places):
    assert any(not isinstance(f, Measured) for f in places["border"].findings)
    assert not any(isinstance(f, Measured) for f in places["bare"].findings)
    assert any(a.rating is not None and a.rating.score is None for a in places.values())


def test_no_cell_of_a_report_is_a_bare_none_or_empty(places, kept):
    for name, a in places.items():
        paper = open_view(a, kept)
        assert wrong(view_cells(paper.blocks)) == [], name
        assert wrong(html_cells(to_html(paper))) == [], name


def test_no_cell_of_a_report_for_word_is_a_bare_none_or_empty(places, kept):
    assert wrong(word_cells(to_word(open_view(places["border"], kept)))) == []


@pytest.mark.parametrize("cell", ["", " ", "None", "none.", "-", "\u2013", "nan", "N/A"])
def test_what_would_be_read_as_none_found_is_seen(cell):
    page = f"<table>{'<td>1</td>' * 100}<td class='a'><b>{cell}</b></td><th>Not given</th></table>"
    assert wrong(html_cells(page)) == [cell]


def test_no_cell_of_a_figure_in_the_table_of_findings_is_blank(places):
    for name, a in places.items():
        for line in csv.DictReader(io.StringIO(to_csv(a))):
            assert [c for c in MEASURED if BARE.fullmatch(line[c])] == [], name
            assert (line["outcome"] == "measured") == (line["value"] != "not given"), name


def test_no_cell_of_a_figure_in_a_list_of_places_is_blank(places, kept):
    profiler = Profiler(kept, method.load(), AT)
    shared = Shared.of(profiler)
    for name, a in places.items():
        if (
            a.crime.findings == () and name != "bare"
        ):  # an extreme report has other questions than the release
            continue
        rated = a.rating is not None
        for cells in (
            ["assessed", "", *of_assessment(a, shared)],
            shared.nothing("not_found", "Why.", rated=rated),
        ):
            heads = columns(kept, profiler.method, rated=rated)
            raw = rows_as(".csv", SHEET, heads, [cells]).decode("utf-8")
            (line,) = csv.DictReader(io.StringIO(raw, newline=""))
            blank = {c for c in heads if BARE.fullmatch(line[c])}
            allowed = {"check_why", "check_notes", "check_near_boundary_of"}  # words, and no figures
            assert blank - allowed <= {"check_not_in_rating"}, name


def test_places_side_by_side_say_in_each_row_what_is_not_given(places):
    some = [places["border"], places["bare"]]
    text = to_text(some)
    lines = text.split("THE PROFILE")[1].splitlines()
    small = [line for line in lines if re.match(r" {4}\S", line)]
    assert len(small) >= len(some[0].findings)
    assert all(line.endswith("not given") for line in small)  # of the place of which nothing is known
    assert not re.search(r"\bnone\b", text.split("SCORE AND BAND")[1].split("This method")[0])
