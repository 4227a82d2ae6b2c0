"""Which dated tables a data version rests on: those that an assessment reads, and no others (S-4, S-32)."""

from __future__ import annotations

import json

import pytest
import scene

from geodata.build.pipeline import Request, build
from geodata.errors import TableError
from geodata.release import TABLES
from geodata.tables import COLUMNS, OF_DUTIES, SHIPPED, of_places, read_tables

HOLIDAY = ("england-and-wales", "2029-01-01", "New Year's Day", scene.SOURCE)
DOUBT = (scene.WEST, scene.EAST, "water", "They meet in an estuary.", "", "", scene.SOURCE)


@pytest.fixture
def drawn(tmp_path):
    return scene.draw(tmp_path, months=1)


def built(drawn, to, **tables):
    scene.write_tables(drawn.tables, **tables)
    return scene.build_drawn(drawn, to)


def test_a_new_bank_holiday_leaves_the_data_version_and_every_byte_of_a_release_as_they_are(drawn, tmp_path):
    """It decides when a duty falls due and nothing about a place; hashed, it would draw every score anew (S-32)."""
    before = built(drawn, tmp_path / "before")
    first = built(drawn, tmp_path / "first", bank_holidays=[HOLIDAY], adjacency_doubts=[])
    later = built(drawn, tmp_path / "later", bank_holidays=[], adjacency_doubts=[DOUBT])
    assert before.lock["data_version"] == first.lock["data_version"] == later.lock["data_version"]
    assert before.path.name == first.path.name == later.path.name


@pytest.mark.parametrize(
    "tables",
    [
        {"adjacency": [(scene.WEST, scene.EAST, "water", "", "", "", scene.SOURCE)]},
        {"forces": [(*row[:1], "Renamed Police", *row[2:]) for row in scene.table_rows()["forces"]]},
    ],
    ids=lambda tables: next(iter(tables)),
)
def test_a_table_that_an_assessment_reads_changes_the_data_version(drawn, tmp_path, tables):
    before, after = built(drawn, tmp_path / "before"), built(drawn, tmp_path / "after", **tables)
    assert before.lock["data_version"] != after.lock["data_version"]


def test_a_release_stores_every_table_but_those_of_the_duties(drawn, tmp_path):
    outcome = built(drawn, tmp_path / "out", bank_holidays=[HOLIDAY], adjacency_doubts=[DOUBT])
    assert set(json.loads((outcome.path / TABLES).read_bytes())) == set(scene.table_rows())
    assert set(of_places(read_tables(SHIPPED))) == set(COLUMNS) - OF_DUTIES
    assert set(COLUMNS) > OF_DUTIES


def test_a_table_of_the_duties_that_is_torn_is_refused_all_the_same(drawn, tmp_path):
    scene.write_tables(drawn.tables)
    (drawn.tables / "bank_holidays.csv").write_text("day\n2029-01-01\n", encoding="utf-8")
    with pytest.raises(TableError, match=r"bank_holidays\.csv, row 1"):
        build(Request(source=drawn.source, to=tmp_path / "out", tables=drawn.tables))
