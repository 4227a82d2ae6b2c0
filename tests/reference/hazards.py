"""The railway as a hazard: its distance from the exact point, and the index H (S-1a, S-24)."""

from __future__ import annotations

import json

import numpy as np

from reference.kernel import kernel
from reference.polygons import edges_of, nearest_edge
from reference.position import MM, square_of

RAIL = "hazards/rail/rail_tracks_simplified_bedfordshire_20km.geojson"
BOX = (485_010, 205_010, 534_990, 274_990)  # where the clip holds every line
REACH = 400
SQUARE = 71  # half the diagonal of a 100 m square, rounded up


def read_rail(data):
    """Return the pieces of every railway line as (x1, y1, x2, y2) in millimetres."""
    features = json.loads((data / RAIL).read_text(encoding="utf-8"))["features"]
    shapes = [feature["geometry"] for feature in features]
    lines = [
        line
        for s in shapes
        for line in ([s["coordinates"]] if s["type"] == "LineString" else s["coordinates"])
    ]
    return edges_of([np.array(line, float)[:, :2] for line in lines])


def rail(pieces, place):
    """Return the distance to the nearest line and H, with H's range over the place's uncertainty."""
    x, y, u, _ = place
    qx, qy = (value / MM for value in square_of(x, y))
    margin = REACH + u + SQUARE
    assert BOX[0] + margin <= qx <= BOX[2] - margin
    assert BOX[1] + margin <= qy <= BOX[3] - margin
    d = float(nearest_edge(pieces, np.array([x]), np.array([y]))[0])
    near, far = (100 * float(kernel(at, REACH)) for at in (max(0.0, d - u), d + u))
    return {"metres": d, "value": near, "lower": far, "upper": near}
