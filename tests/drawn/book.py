"""A book of drawn postcodes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from geodata import grid
from geodata.postcodes import PostcodeBook


def book_of(rows: Mapping[str, tuple[int, int, int]]) -> PostcodeBook:
    """Return the book of postcodes given as easting and northing in metres, and positional quality."""
    keys = sorted(rows)
    x, y = (np.array([rows[k][i] * 1000 for k in keys], dtype=np.int32) for i in (0, 1))
    quality = np.array([rows[k][2] for k in keys], dtype=np.uint8)
    index, _ = grid.build(x[quality != 90], y[quality != 90])
    return PostcodeBook(np.array(keys, dtype="S7"), x, y, quality, index)
