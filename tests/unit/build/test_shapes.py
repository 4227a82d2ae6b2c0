"""Geometry as whole millimetres: nothing but shapes goes in, and what has no extent adds nothing."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geodata.build.shapes import millimetres, printable, rings_of, segments_of, texts_of


def test_metres_become_whole_millimetres():
    assert millimetres(np.array([0.0004, 0.0006, 508_653.1234])).tolist() == [0, 1, 508_653_123]


def test_rings_of_areas_holes_and_islands_follow_each_other():
    holed = shapely.box(0, 0, 10, 10) - shapely.box(2, 2, 4, 4)
    two = shapely.MultiPolygon([shapely.box(20, 0, 30, 10), shapely.box(40, 0, 50, 10)])
    found = rings_of([holed, two])
    assert found["area_start"].tolist() == [0, 2, 4]
    assert found["ring_start"].tolist() == [0, 5, 10, 15, 20]
    assert found["bounds"].tolist() == [[0, 0, 10_000, 10_000], [20_000, 0, 50_000, 10_000]]
    for at in (0, 5, 10, 15):
        assert found["ring_x"][at] == found["ring_x"][at + 4]
        assert found["ring_y"][at] == found["ring_y"][at + 4]


def test_vertices_on_one_millimetre_are_one_vertex_and_rings_of_none_are_dropped():
    doubled = shapely.Polygon([(0, 0), (0.0001, 0), (10, 0), (10, 10), (10.0002, 10), (0, 10)])
    speck = shapely.box(3, 3, 3.0001, 3.0001)
    found = rings_of([shapely.MultiPolygon([doubled, speck])])
    assert found["ring_start"].tolist() == [0, 5]
    assert found["area_start"].tolist() == [0, 1]


def test_nothing_has_no_rings_no_segments_and_no_names():
    assert [a.size for a in rings_of([]).values()] == [0, 0, 1, 1, 0]
    assert [a.size for a in segments_of([]).values()] == [0] * 5
    assert [a.tolist() for a in texts_of([]).values()] == [[0], []]


def test_segments_know_the_geometry_they_belong_to():
    lines = [
        shapely.LineString([(0, 0), (1, 0), (1, 1)]),
        shapely.MultiLineString([[(5, 5), (6, 6)], [(7, 7), (8, 8)]]),
        shapely.box(0, 0, 1, 1),
    ]
    found = segments_of(lines)
    assert found["feature"].tolist() == [0, 0, 1, 1, 2, 2, 2, 2]
    assert (found["x1"][3], found["y2"][3]) == (7_000, 8_000)
    assert all(a.dtype == np.int32 for a in found.values())


@pytest.mark.parametrize(
    "text",
    [
        "MULTILINESTRING ((0 0, 1 1), EMPTY)",
        "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), EMPTY)",
        "POLYGON EMPTY",
        "LINESTRING EMPTY",
    ],
)
def test_a_part_without_points_adds_no_segment_and_stops_nothing(text):
    shape = shapely.from_wkt(text)
    found = segments_of([shape, shapely.LineString([(5, 5), (6, 6)])])
    assert found["feature"].tolist()[-1] == 1
    assert found["feature"].size == 1 + max(0, shapely.get_num_coordinates(shape) - 1)


def test_a_publishers_text_is_on_one_line_and_forges_none():
    given = "The  Crown\n\x1b[31mNot covered\u202e \u2028here\t "
    assert printable(given) == "The Crown [31mNot covered here"
    assert bytes(texts_of([given])["name_text"]).decode() == printable(given)


def test_texts_are_one_run_of_bytes():
    found = texts_of(["a", "", "é"])
    assert found["name_start"].tolist() == [0, 1, 1, 3]
    assert bytes(found["name_text"]).decode() == "aé"
