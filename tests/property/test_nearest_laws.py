"""Laws of the table of nearest places: whatever it answers is what looking at every place answers."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geodata import grid
from geodata.build.nearest import nearest_table
from geodata.nearest import SQUARE_MM
from geodata.store import Names, PointLayer

# Steps of 500 m on 30 km, so that many places are equally near; and the grid's whole width for the lonely ones.
SPOT = st.one_of(
    st.tuples(st.integers(0, 60), st.integers(0, 60)), st.tuples(st.integers(0, 1_300), st.integers(0, 1_300))
)
PLACES = st.lists(st.tuples(SPOT, st.sampled_from(["club", "hall", "booth"])), min_size=1, max_size=30)
ASKED = st.tuples(st.integers(-2_000, 32_000), st.integers(-2_000, 32_000))
STEP_MM = 500_000


def layer_of(places: list[tuple[tuple[int, int], str]]) -> PointLayer:
    x, y = (np.array([spot[axis] * STEP_MM for spot, _ in places], dtype=np.int32) for axis in (0, 1))
    index, order = grid.build(x, y)
    classes = tuple(sorted({kind for _, kind in places}))
    kind = np.array([classes.index(kind) for _, kind in places], dtype=np.uint8)[order]
    nameless = Names(np.zeros(len(places) + 1, dtype=np.int32), np.empty(0, dtype=np.uint8))
    return PointLayer("drawn", index, kind, classes, nameless)


@given(PLACES, ASKED)
def test_the_table_finds_what_looking_at_every_place_finds(places, asked):
    layer, (x, y) = layer_of(places), (1_000 * asked[0], 1_000 * asked[1])
    table = nearest_table([layer], np.array([x], dtype=np.int32), np.array([y], dtype=np.int32))
    around = table.around(x, y)
    for kind in range(len(layer.classes)):
        mine = np.flatnonzero(layer.kind == kind)
        px, py = layer.index.x[mine].astype(np.int64), layer.index.y[mine].astype(np.int64)
        d2 = (px - x) ** 2 + (py - y) ** 2
        first = min(zip(d2.tolist(), py.tolist(), px.tolist(), mine.tolist(), strict=True))
        assert table.first(around, table.number["drawn", layer.classes[kind]]) == (first[0], first[3])


@given(PLACES, ASKED, st.sampled_from([(0, 0), (1, 0), (-1, 1), (0, -1)]))
def test_a_neighbouring_square_is_answered_and_a_far_one_is_not(places, asked, step):
    x, y = (1_000 * v for v in asked)
    table = nearest_table([layer_of(places)], np.array([x], dtype=np.int32), np.array([y], dtype=np.int32))
    beside = x + step[0] * SQUARE_MM, y + step[1] * SQUARE_MM
    assert table.around(*beside) is not None
    assert table.around(x + 3 * SQUARE_MM, y) is None
    assert table.around(x, y - 2 * SQUARE_MM) is None
