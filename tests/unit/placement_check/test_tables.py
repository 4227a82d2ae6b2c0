import csv
import io
import json
from dataclasses import replace

import pytest
from drawn.country import MEDWAY, middle
from drawn.layers import HERE

from geodata.types import Outline
from placement_check.records.tables import COLUMNS, to_csv, to_geojson


def lines(assessment):
    return list(csv.DictReader(io.StringIO(to_csv(assessment))))


def test_the_table_has_a_line_for_every_finding_the_missing_ones_too(assessed):
    a = assessed(*HERE)
    rows = lines(a)
    assert tuple(rows[0]) == COLUMNS
    assert [r["indicator"] for r in rows] == [f.question.indicator for f in a.findings]
    for row in rows:
        assert (row["outcome"] == "measured") == (row["value"] != "not given")
        assert (row["outcome"] == "measured") == (row["reason_code"] == "")


def test_nothing_found_reads_nought_and_nothing_looked_for_reads_not_given(assessed):
    rows = {r["indicator"]: r for r in lines(assessed(*HERE))}
    assert float(rows["crime.wpn.density"]["value"]) == 0
    assert float(rows["crime.wpn.density"]["upper"]) > 0
    assert rows["services.absent"]["value"] == "not given"
    blank = {r["indicator"]: r for r in lines(assessed(*middle(MEDWAY)))}
    assert blank["crime.wpn.density"]["value"] == blank["crime.wpn.density"]["upper"] == "not given"


def test_a_rank_or_the_want_of_a_comparator_stands_where_a_percentile_would(assessed):
    rows = {r["indicator"]: r for r in lines(assessed(*HERE))}
    assert rows["crime.vso.density"]["england_percentile"] == "not available"
    assert float(rows["crime.vso.density"]["force_percentile"]) > 0
    assert "of" in rows["hazards.any"]["authority_percentile"]


def test_lines_end_as_rfc_4180_has_it_and_fiction_is_marked_on_each(assessed):
    a = assessed(*HERE)
    assert to_csv(a).count("\r\n") == len(a.findings) + 1
    assert {r["note"] for r in lines(a)} == {""}
    assert {r["note"] for r in lines(replace(a, label="drawn"))} == {"drawn"}


def test_on_a_map_the_place_carries_all_its_findings_and_what_is_missing(assessed):
    body = json.loads(to_geojson(assessed(*HERE)))
    place, *others = body["features"]
    assert place["properties"]["role"] == "place"
    assert place["properties"]["missing"]
    assert place["geometry"]["coordinates"] == [
        place["properties"]["location"]["longitude"], place["properties"]["location"]["latitude"],
    ]  # fmt: skip
    assert {f["properties"]["role"] for f in others} == {"nearest", "helps"}
    for feature in others:
        longitude, latitude = feature["geometry"]["coordinates"]
        assert -9 < longitude < 2
        assert 49 < latitude < 61


@pytest.mark.parametrize("rings", [1, 2])
def test_a_red_line_is_drawn_closed_and_in_degrees(assessed, rings):
    e, n = HERE
    drawn = []
    for i in range(rings):
        d = 100 - 40 * i
        ring = ((e - d, n - d), (e + d, n - d), (e + d, n + d), (e - d, n + d), (e - d, n - d))
        drawn.append(tuple((x * 1000, y * 1000) for x, y in ring))
    a = assessed(*HERE)
    with_line = replace(a, location=replace(a.location, outline=Outline(rings=tuple(drawn))))
    features = json.loads(to_geojson(with_line))["features"]
    (line,) = [f for f in features if f["properties"]["role"] == "red line"]
    assert line["geometry"]["type"] == ("Polygon" if rings == 1 else "MultiLineString")
    for ring in line["geometry"]["coordinates"]:
        assert ring[0] == ring[-1]
        assert -9 < ring[0][0] < 2
