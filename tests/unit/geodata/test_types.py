"""Positions cannot be confused: no order to get wrong, no number that is none."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError

import pytest

from geodata.errors import LayerUnavailable, SourceFileError
from geodata.types import GridPoint, LonLat, Outline, Rejection


def test_easting_and_northing_cannot_be_swapped_because_neither_can_be_left_unnamed():
    with pytest.raises(TypeError):
        GridPoint(508_653.0, 221_332.0)  # type: ignore[misc]
    with pytest.raises(TypeError):
        LonLat(-0.41, 51.88)  # type: ignore[misc]


def test_a_grid_point_does_not_unpack_and_has_no_index():
    point = GridPoint(easting=1.0, northing=2.0)
    with pytest.raises(TypeError):
        _, _ = point  # type: ignore[misc]
    with pytest.raises(TypeError):
        point[0]  # type: ignore[index]


def test_a_grid_point_is_never_changed():
    with pytest.raises(FrozenInstanceError):
        GridPoint(easting=1.0, northing=2.0).easting = 3.0  # type: ignore[misc]


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("axis", ["easting", "northing"])
def test_a_coordinate_that_is_no_number_makes_no_point(axis, wrong):
    with pytest.raises(ValueError, match="finite"):
        GridPoint(**{"easting": 1.0, "northing": 2.0, axis: wrong})


def test_a_grid_point_is_not_a_position_in_degrees():
    assert GridPoint(easting=1.0, northing=2.0) != LonLat(longitude=1.0, latitude=2.0)


@pytest.mark.parametrize(
    ("given", "centre"),
    [
        (508_600.0, 508_650.0),  # on the west or south edge: this square's
        (508_599.999, 508_550.0),
        (508_699.999, 508_650.0),
        (508_700.0, 508_750.0),
        (508_650.0, 508_650.0),
        (0.0, 50.0),
        (-0.001, -50.0),
        (-100.0, -50.0),
    ],
)
def test_a_point_belongs_to_the_square_whose_south_west_edge_it_is_on_or_past(given, centre):
    snapped = GridPoint(easting=given, northing=221_350.0).snapped()
    assert (snapped.easting, snapped.northing) == (centre, 221_350.0)
    turned = GridPoint(easting=221_350.0, northing=given).snapped()
    assert (turned.easting, turned.northing) == (221_350.0, centre)


def test_snapping_twice_is_snapping_once():
    once = GridPoint(easting=512_345.678, northing=234_567.891).snapped()
    assert once.snapped() == once


def test_millimetres_are_whole_and_easting_first():
    assert GridPoint(easting=508_653.0006, northing=221_332.0004).millimetres() == (508_653_001, 221_332_000)


def test_an_error_of_a_file_names_the_file_the_row_and_the_rule_and_says_what_to_do():
    error = SourceFileError("lu.csv", "columns", "a column is missing.", row=3)
    assert str(error) == (
        "lu.csv, row 3: rule 'columns' failed: a column is missing. "
        "Fetch the file again from its publisher, or remove it."
    )
    assert str(SourceFileError("lu.csv", "columns", "x.", advice="Do this.")).startswith(
        "lu.csv: rule 'columns'"
    )


def test_a_layer_that_cannot_answer_says_which_and_why():
    error = LayerUnavailable("rail", "no_data", "No file is held.")
    assert (error.layer, error.code, error.text) == ("rail", "no_data", "No file is held.")
    assert str(error) == "Layer 'rail' is not available (no_data): No file is held."


def test_records_of_the_store_are_keyword_only():
    assert Rejection(file="a", row=1, rule="b").text == ""
    with pytest.raises(TypeError):
        Outline(((0, 0),))  # type: ignore[misc]
