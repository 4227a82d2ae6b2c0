"""Laws of lines: the nearest is the nearest, what has no shape is never near, and order changes no distance."""

from __future__ import annotations

import tempfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geodata import segments
from geodata.build.account import Read
from geodata.build.draft import Draft
from geodata.build.features import write_areas, write_lines, write_points
from geodata.build.harvest import Harvest, SourceFile
from geodata.build.people import place_population, write_postcodes
from geodata.build.shapes import segments_of

METRE = st.integers(-1_500, 1_500)
END = st.tuples(METRE, METRE)
LINE = st.tuples(END, END)
LINES = st.lists(LINE, min_size=1, max_size=12)
REACH = st.one_of(st.integers(0, 4_000), st.sampled_from([5, 500, 1_000]))
# Shapes without extent, as harvests give them: none at all, or a polygon of nothing.
SHAPELESS = st.sampled_from([None, "POLYGON EMPTY", "MULTIPOLYGON EMPTY"])


def index_of(lines: list[tuple[tuple[int, int], tuple[int, int]]]) -> segments.SegmentIndex:
    pieces = segments_of([shapely.LineString(line) for line in lines])
    return segments.build((pieces["x1"], pieces["y1"], pieces["x2"], pieces["y2"]), pieces["feature"])


@given(LINES, END, REACH)
def test_the_nearest_is_what_an_exhaustive_search_finds(lines, at, reach):
    distances = shapely.distance(shapely.Point(at), [shapely.LineString(line) for line in lines])
    assume(abs(distances.min() - reach) > 1e-6)
    found = index_of(lines).nearest(at[0] * 1000, at[1] * 1000, reach)
    if distances.min() > reach:
        assert found is None
    else:
        assert abs(found.metres - distances.min()) < 1e-6
        assert distances[found.feature] < distances.min() + 1e-6


@given(st.integers(-300, 300), st.integers(1, 300), st.integers(1, 400), st.booleans(), st.booleans())
def test_a_straight_line_at_exactly_the_reach_is_found(start, length, away, upright, turned):
    line = ((start, away), (start + length, away))
    place = (start + length // 2, 0)
    if upright:
        line, place = tuple((y, x) for x, y in line), place[::-1]
    index = index_of([line[::-1] if turned else line])
    assert index.nearest(place[0] * 1000, place[1] * 1000, away).metres == away
    assert index.nearest(place[0] * 1000, place[1] * 1000, away - 0.001) is None


@given(LINES, END, REACH, REACH)
def test_a_wider_search_never_loses_a_line_nor_finds_another(lines, at, one, other):
    narrow, wide = sorted((one, other))
    index = index_of(lines)
    found = index.nearest(at[0] * 1000, at[1] * 1000, narrow)
    assume(found is not None)
    assert index.nearest(at[0] * 1000, at[1] * 1000, wide) == found


@given(LINES, END, st.integers(-30, 30), st.integers(-30, 30))
def test_moving_lines_and_place_together_changes_nothing(lines, at, east, north):
    dx, dy = 100 * east, 100 * north
    moved = [((a + dx, b + dy), (c + dx, d + dy)) for (a, b), (c, d) in lines]
    here = index_of(lines).nearest(at[0] * 1000, at[1] * 1000, 9_000)
    assert index_of(moved).nearest((at[0] + dx) * 1000, (at[1] + dy) * 1000, 9_000) == here


@given(LINES, END, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_no_distance(lines, at, chance):
    shuffled = lines[:]
    chance.shuffle(shuffled)
    one, other = (index_of(some).nearest(at[0] * 1000, at[1] * 1000, 9_000) for some in (lines, shuffled))
    assert one.metres == other.metres


@given(
    st.lists(st.one_of(LINE, SHAPELESS), min_size=1, max_size=8),
    st.sampled_from(["", "LINESTRING (0 0, 1 0)"]), END,
)  # fmt: skip
@settings(max_examples=20, deadline=None)
def test_what_has_no_shape_can_never_win_nearest(mixed, also, at):
    shapes = [
        None if s is None else shapely.from_wkt(s) if isinstance(s, str) else shapely.LineString(s)
        for s in mixed
    ]
    shapes += [shapely.from_wkt(also)] if also else []
    real = [s for s in shapes if s is not None and not s.is_empty]
    found, names = nearest_written(shapes, at)
    if not real:
        assert found is None
        return
    distances = shapely.distance(shapely.Point(at), real)
    assert abs(found.metres - distances.min()) < 1e-6
    assert names[found.feature] not in {str(n) for n, s in enumerate(shapes) if s is None or s.is_empty}


def nearest_written(shapes: list[object], at: tuple[int, int]) -> tuple[segments.Passing | None, list[str]]:
    """Return the nearest line of a layer written with these shapes, and the names of its features."""
    frame = pd.DataFrame({
        "row": range(len(shapes)), "geometry": pd.Series(shapes, dtype=object), "class": "rail",
        "name": [str(n) for n in range(len(shapes))],
    })  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        draft = Draft(Path(folder), {}, "")
        entry = write_lines(draft, "t", [read(frame)], "line")
        release = draft.opened()
        arrays = (
            np.array(release.array(f"t.{n}")) for n in ("x1", "y1", "x2", "y2", "feature", "item", "start")
        )
        index = segments.SegmentIndex(*arrays, tuple(entry["grid"]["origin"]), tuple(entry["grid"]["shape"]))
        start, text = np.array(release.array("t.name_start")), bytes(release.array("t.name_text"))
        names = [text[a:b].decode() for a, b in pairwise(start.tolist())]
    return index.nearest(at[0] * 1000, at[1] * 1000, 9_000), names


def read(frame: pd.DataFrame) -> Read:
    return Read(SourceFile(None, "a.csv", "0" * 64, 1), Harvest(len(frame), frame), None)


def written(write: object, frame: pd.DataFrame) -> dict[str, bytes]:
    """Return the bytes of every array that a layer of these rows becomes."""
    with tempfile.TemporaryDirectory() as folder:
        draft = Draft(Path(folder), {}, "")
        write(draft, frame)
        return {p.name: p.read_bytes() for p in sorted(draft.path.glob("*.npy"))}


def same_in_any_order(write: object, frame: pd.DataFrame, chance: object) -> None:
    rows = list(range(len(frame)))
    chance.shuffle(rows)
    assert written(write, frame) == written(write, frame.iloc[rows].reset_index(drop=True))


PLACE = st.tuples(
    st.sampled_from([0.0, 0.0004, 250.0, 399.9996, 400.0, 2_000.5]),
    st.sampled_from([0.0, 250.0, 400.0, 900.25]),
    st.sampled_from("ab"),
    st.sampled_from(["", "x", "y"]),
)
CHANCE = st.randoms(use_true_random=False)


@given(st.lists(PLACE, min_size=1, max_size=12), CHANCE, st.booleans())
@settings(max_examples=20, deadline=None)
def test_the_order_of_rows_changes_no_byte_of_a_point_layer(places, chance, clustered):
    options = {"cluster_class": "a", "cluster_within_m": 300} if clustered else {}
    frame = pd.DataFrame(places, columns=["x", "y", "class", "name"])
    same_in_any_order(lambda draft, f: write_points(draft, "t", [read(f)], options), frame, chance)


def test_the_order_of_rows_changes_no_byte_of_a_line_layer():
    # Two lines equally near must give one answer: the numbers that break the tie may not be the file's row numbers.
    lines = ["LINESTRING (0 10, 100 10)", "LINESTRING (0 -10, 100 -10)", "LINESTRING (500 0, 600 0)"]
    frame = pd.DataFrame(
        {
            "geometry": pd.Series([shapely.from_wkt(w) for w in lines], dtype=object),
            "class": "rail",
            "name": ["a", "b", "c"],
        }
    )
    backwards = frame.iloc[::-1].reset_index(drop=True)
    write = lambda draft, f: write_lines(draft, "t", [read(f)], "line")  # noqa: E731
    assert written(write, frame) == written(write, backwards)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=8), CHANCE)
@settings(max_examples=20, deadline=None)
def test_the_order_of_rows_changes_no_byte_of_areas(corners, chance):
    frame = pd.DataFrame({
        "code": [f"E{n:02d}" for n in corners],
        "geometry": pd.Series([shapely.box(n, 0, n + 1, 1) for n in corners], dtype=object),
        "name": [f"Area {n}" for n in corners],
    })  # fmt: skip
    same_in_any_order(lambda draft, f: write_areas(draft, "t", [read(f)]), frame, chance)


HOUSE = st.tuples(st.integers(0, 2_000), st.integers(0, 2_000), st.sampled_from([10, 50, 60, 90]))


@given(st.lists(HOUSE, min_size=1, max_size=15), CHANCE)
@settings(max_examples=20, deadline=None)
def test_the_order_of_rows_changes_no_byte_of_postcodes_or_people(homes, chance):
    frame = pd.DataFrame({
        "postcode": [f"AA1{n}AA" for n in range(len(homes))], "district": "E06999101", "district_index": 0,
        "quality": [q for _, _, q in homes],
        "x": [np.nan if q == 90 else float(x) for x, _, q in homes],
        "y": [np.nan if q == 90 else float(y) for _, y, q in homes],
    })  # fmt: skip
    lsoas = pd.DataFrame(
        {"code": ["L1", "L2"], "geometry": [shapely.box(0, 0, 1000, 2000), shapely.box(1000, 0, 1900, 2000)]}
    )
    residents = pd.DataFrame({"code": ["L2", "L1"], "population": [70.0, 1_000.0]})

    def write(draft: Draft, rows: pd.DataFrame) -> None:
        write_postcodes(draft, [read(rows)])
        place_population(draft, rows, lsoas.sample(frac=1, random_state=len(rows)), residents)

    same_in_any_order(write, frame, chance)
