"""Where things are: whole millimetres of EPSG:27700, and the square that a place is snapped to."""

from __future__ import annotations

import math

import numpy as np
from convertbng.cutil import convert_bng

MM = 1000  # millimetres in a metre


def grid_of(longitude, latitude):
    """Return eastings and northings in millimetres, and which of them the grid reaches."""
    easting, northing = convert_bng(np.asarray(longitude, float), np.asarray(latitude, float))
    easting, northing = np.asarray(easting), np.asarray(northing)
    reached = np.isfinite(easting) & np.isfinite(northing)
    x = np.rint(np.where(reached, easting, 0) * MM).astype(np.int64)
    y = np.rint(np.where(reached, northing, 0) * MM).astype(np.int64)
    return x, y, reached


def snapped(metres):
    """Return the centre of the 100 m square that holds a coordinate (S-1), in metres."""
    return 100 * math.floor(metres / 100) + 50


def square_of(x, y):
    """Return the centre, in millimetres, of the square that holds a point in millimetres."""
    return snapped(x / MM) * MM, snapped(y / MM) * MM


def distances(x, y, xs, ys):
    """Return the distance in metres from one point to each of many, all given in millimetres."""
    return np.hypot((xs - x).astype(float), (ys - y).astype(float)) / MM
