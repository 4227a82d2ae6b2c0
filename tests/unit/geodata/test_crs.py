"""Degrees to grid and back through OSTN15; the plain shift that is two metres wrong would fail here."""

from __future__ import annotations

import math

import numpy as np
import pytest

from geodata.crs import grid_point, lon_lat, to_degrees, to_grid
from geodata.errors import CoordinatesOutside
from geodata.types import GridPoint, LonLat

# Ordnance Survey, "A guide to coordinate systems in Great Britain": Caister water tower, through OSTN15.
CAISTER = LonLat(longitude=1.716073973, latitude=52.658007833)
CAISTER_GRID = GridPoint(easting=651_409.804, northing=313_177.450)


def test_the_ordnance_surveys_own_test_point_comes_out_within_two_millimetres():
    found = grid_point(CAISTER)
    assert found.easting == pytest.approx(CAISTER_GRID.easting, abs=0.002)
    assert found.northing == pytest.approx(CAISTER_GRID.northing, abs=0.002)


def test_the_test_point_goes_back_within_a_centimetre():
    found = lon_lat(CAISTER_GRID)
    assert found.longitude == pytest.approx(CAISTER.longitude, abs=1.5e-7)
    assert found.latitude == pytest.approx(CAISTER.latitude, abs=1e-7)


@pytest.mark.parametrize(
    ("longitude", "latitude"),
    [
        (-6.3450, 49.8930),  # St Agnes, south of what the library's forward door accepts
        (-6.4450, 49.8650),  # Bishop Rock
        (-6.2920, 49.9620),  # St Martin's, north of it
    ],
)
def test_the_south_of_scilly_is_on_the_grid(longitude, latitude):
    easting, northing = to_grid(longitude=longitude, latitude=latitude)
    back_lon, back_lat = to_degrees(easting=easting, northing=northing)
    assert 80_000 < easting[0] < 100_000
    assert 0 < northing[0] < 20_000
    assert abs(back_lon[0] - longitude) * 71_700 < 0.003
    assert abs(back_lat[0] - latitude) * 111_200 < 0.003


def test_going_out_and_back_lands_on_the_same_millimetre():
    east, north = np.meshgrid(np.arange(90_000, 650_000, 70_000.0), np.arange(12_000, 650_000, 80_000.0))
    lon, lat = to_degrees(easting=east.ravel(), northing=north.ravel())
    again_east, again_north = to_grid(longitude=lon, latitude=lat)
    assert np.abs(again_east - east.ravel()).max() <= 0.0021
    assert np.abs(again_north - north.ravel()).max() <= 0.0021


@pytest.mark.parametrize(
    ("longitude", "latitude"),
    [(51.88, -0.41), (2.3522, 48.8566), (-77.0, 38.9), (0.0, 0.0), (math.nan, math.nan), (-0.4, math.nan), (2.0, 49.8)],
)  # fmt: skip
def test_what_the_grid_does_not_reach_is_not_a_number_and_never_a_number_nearby(longitude, latitude):
    easting, northing = to_grid(longitude=longitude, latitude=latitude)
    assert np.isnan(easting[0])
    assert np.isnan(northing[0])


def test_a_place_abroad_is_not_on_the_grid_even_beside_one_that_is():
    easting, northing = to_grid(
        longitude=[CAISTER.longitude, 2.3522, -6.345], latitude=[CAISTER.latitude, 48.8566, 49.893]
    )
    assert list(np.isnan(easting)) == list(np.isnan(northing)) == [False, True, False]


def test_a_position_inside_the_frame_that_no_transformation_reaches_is_lost():
    easting, northing = to_grid(longitude=[-8.9], latitude=[49.75])
    assert np.isnan(easting[0])
    assert np.isnan(northing[0])


def test_nothing_in_is_nothing_out():
    assert [a.size for a in to_grid(longitude=[], latitude=[])] == [0, 0]
    assert [a.size for a in to_degrees(easting=[], northing=[])] == [0, 0]


def test_swapped_degrees_are_refused_with_the_likely_reason():
    with pytest.raises(
        CoordinatesOutside, match=r"Latitude -0.41, longitude 51.88 .* order \(latitude first\)"
    ):
        grid_point(LonLat(longitude=51.88, latitude=-0.41))


@pytest.mark.parametrize(
    ("easting", "northing"), [(-1.0, 5.0), (700_600.0, 5.0), (5.0, 1_250_001.0), (5.0, -1.0)]
)
def test_a_point_off_the_grid_has_no_degrees(easting, northing):
    with pytest.raises(CoordinatesOutside, match="outside the British National Grid"):
        lon_lat(GridPoint(easting=easting, northing=northing))


def test_degrees_are_given_to_seven_decimals():
    found = lon_lat(GridPoint(easting=508_653.0, northing=221_332.0))
    assert found == LonLat(longitude=round(found.longitude, 7), latitude=round(found.latitude, 7))
