"""The range over the squares of a red line, and which square stands for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from drawn.asking import at_place
from drawn.layers import HERE

from geodata.types import Outline
from placement_check.findings import Measured
from placement_check.records.document import document
from placement_check.records.text import to_text
from placement_check.span import gravity, span_of


def ring(east: int, north: int, size: int) -> Outline:
    corners = (
        (east, north),
        (east + size, north),
        (east + size, north + size),
        (east, north + size),
        (east, north),
    )
    return Outline(rings=(tuple((1_000 * x, 1_000 * y) for x, y in corners),))


@pytest.fixture(scope="module")
def outlined(store):
    east, north = (v // 100 * 100 for v in HERE)
    return at_place(store, *HERE, uncertainty_m=0.0, outline=ring(east + 50, north + 50, 100))


def test_every_square_that_the_red_line_touches_is_measured(store, outlined):
    assert outlined.span.squares == 4
    east, north = (v // 100 * 100 + 50 for v in HERE)
    alone = [at_place(store, east + dx, north + dy, uncertainty_m=0.0) for dx in (0, 100) for dy in (0, 100)]
    for name, (low, high) in outlined.span.figures.items():
        if name.startswith("hazards."):
            continue
        values = [f.value for a in alone for f in a.findings if f.question.indicator == name]
        assert (low, high) == (min(values), max(values)), name


def test_hazards_are_measured_from_the_edge_whatever_the_square(outlined):
    for name, (low, high) in outlined.span.figures.items():
        if name.startswith("hazards."):
            assert low == high


def test_a_point_has_no_range(store):
    assert at_place(store, *HERE).span is None
    assert document(at_place(store, *HERE))["red_line"] is None


def test_the_ranges_are_printed_and_explained(outlined):
    body = document(outlined)["red_line"]
    assert body["squares"] == 4
    assert "highest square" in body["text"]
    assert body["figures"].keys() == outlined.span.figures.keys()
    assert "touches 4 squares of 100 m" in " ".join(to_text(outlined).split())


def test_a_square_that_is_not_rated_stands_with_the_highest(store, outlined):
    rating = outlined.rating
    low, high = (replace(rating, final=band, score=s) for band, s in ((2, 40.0), (4, 91.0)))
    unrated = replace(rating, final=None, score=None)
    assert gravity(None) < gravity(low) < gravity(high) < gravity(unrated)


def test_squares_without_a_figure_or_a_score_are_counted_once_however_many_buildings_touch_them(outlined):
    lost = tuple(f for f in outlined.findings if not isinstance(f, Measured))
    assert lost
    unrated = replace(outlined.rating, final=None, score=None)
    some = (outlined.findings, outlined.findings, outlined.findings)
    rated = replace(outlined.rating, final=2, score=40.0)
    found = span_of(some, (unrated, unrated, rated), ("a", "a", "b"))
    assert (found.squares, found.not_rated) == (2, 1)
    assert found.unmeasured == {f.question.indicator: 2 for f in lost}
