from __future__ import annotations

import math
import random
import xml.etree.ElementTree as ET

import pytest

from placement_check.records.drawings.frame import Frame, Labels, bearing, line_distance, ticks
from placement_check.records.drawings.map import LEFTS, SIDE, TOP, Lines, MapInput, Place, draw_map, frames
from placement_check.records.drawings.svg import BLUE, RED, Box
from placement_check.records.drawings.symbols import SYMBOLS, LineKind, symbol_of

CENTRE = (500_000.0, 200_000.0)
KINDS = [*SYMBOLS, "skate_park", ""]
RAIL = Lines(kind=LineKind.RAIL, runs=(((490_000.0, 200_300.0), (510_000.0, 200_300.0)),))
EVERY = (
    RAIL,
    Lines(
        kind=LineKind.WATER,
        runs=(((499_700.0, 199_000.0), (499_700.0, 199_950.0), (503_000.0, 199_951.0)),),
        metres=12.0,
    ),
    Lines(kind=LineKind.ROAD, runs=(((500_100.0, 190_000.0), (500_100.0, 210_000.0)),)),
    Lines(kind=LineKind.BOUNDARY, runs=()),
)
RED_LINE = (((499_900.0, 199_900.0), (500_150.0, 199_920.0), (500_100.0, 200_100.0), (499_950.0, 200_050.0)),)


def places(n, spread, seed=1):
    r = random.Random(seed)
    return tuple(
        Place(
            number=k + 1,
            kind=KINDS[k % len(KINDS)],
            x=CENTRE[0] + r.gauss(0, spread),
            y=CENTRE[1] + r.gauss(0, spread),
            name=f"Place {k} with quite a long name of its own",
        )
        for k in range(n)
    )


def around(**more):
    return MapInput(**{"centre": CENTRE, "reach_m": (800.0, 1_600.0), **more})


CASES = {
    "nothing": around(),
    "one place": around(places=places(1, 100), lines=EVERY, square=(499_950.0, 200_050.0), uncertainty_m=50),
    "thirty close together": around(places=places(30, 60), lines=EVERY, square=(499_950.0, 200_050.0)),
    "thirty far apart": around(
        places=places(30, 1_500), lines=EVERY, reach_m=(800.0, 1_600.0, 5_000.0), uncertainty_m=900
    ),
    "thirty at one point": around(places=places(30, 0)),
    "beyond the map": around(places=places(5, 50_000)),
    "a red line": around(places=places(9, 300), outline=RED_LINE, lines=EVERY),
    "a tiny red line": around(
        outline=(tuple((CENTRE[0] + a, CENTRE[1] + b) for a, b in ((0, 0), (9, 0), (9, 9))), ())
    ),
    "a tiny reach": around(reach_m=(50.0,), attribution=("Contains OS data © Crown copyright.",)),
    "a layer missing": around(missing=("Not drawn: Rivers: no file that covers this place is held.",)),
}


@pytest.mark.parametrize("case", CASES, ids=list(CASES))
def test_nothing_collides_and_the_list_says_the_same(case, looks_right, texts):
    drawn = CASES[case]
    drawing = draw_map(drawn)
    looks_right(drawing)
    for place in drawn.places:
        line = next(t for t in drawing.listed if t.startswith(f"{place.number}. "))
        assert place.name in line
        assert symbol_of(place.kind).words in line
        assert (
            f"{math.dist(CENTRE if drawn.square is None else drawn.square, (place.x, place.y)):,.0f} m"
            in line
        )
    for line in (*drawn.missing, *drawn.attribution):
        assert line in drawing.listed
    assert f"{len(drawn.places)} numbered place" in drawing.alt
    assert "1,600 m" in drawing.alt or drawn.reach_m == (50.0,)


def test_every_number_is_on_the_map_once_and_in_the_list_once(texts):
    for case in ("thirty close together", "one place", "a red line"):
        said = texts(draw_map(CASES[case]))
        assert all(said.count(str(p.number)) == 2 for p in CASES[case].places)


def test_a_place_beyond_the_edge_is_listed_and_said_to_be_beyond():
    drawing = draw_map(CASES["beyond the map"])
    assert sum("(beyond the edge of the map)" in line for line in drawing.listed) == 5


def test_a_number_without_room_is_said():
    drawing = draw_map(around(places=places(600, 0)))
    lost = [line for line in drawing.listed if "(no room for its number on the map)" in line]
    assert 0 < len(lost) < 600


def test_lines_are_clipped_to_their_frames():
    drawing = draw_map(around(lines=EVERY))
    boxes = [Box(left, TOP, left + SIDE, TOP + SIDE) for left in LEFTS]
    for path in ET.fromstring(drawing.svg).iter("{http://www.w3.org/2000/svg}path"):
        points = [
            tuple(map(float, p.split())) for p in path.get("d").replace("M", "L").split("L") if p.strip()
        ]
        if points[0][1] > TOP + SIDE + 20:
            continue  # the key
        assert any(
            b.left - 0.01 <= x <= b.right + 0.01 and b.top - 0.01 <= y <= b.bottom + 0.01
            for b in boxes
            for x, y in points
        )
        assert any(
            all(
                b.left - 0.01 <= x <= b.right + 0.01 and b.top - 0.01 <= y <= b.bottom + 0.01
                for x, y in points
            )
            for b in boxes
        )


def test_lines_are_said_with_their_distance_and_direction_or_that_none_is_there():
    listed = draw_map(around(lines=EVERY)).listed
    assert "Railway line: nearest 300 m from the site, north." in listed
    assert "River, canal or lake: nearest 12 m from the site, south." in listed
    assert "Motorway or A road: nearest 100 m from the site, east." in listed
    assert "District boundary: none on the map, in the file held." in listed


def test_classes_differ_without_their_colour():
    drawing = draw_map(around(lines=EVERY))
    assert 'stroke-dasharray="9 3 2 3"' not in drawing.svg.split("All round")[0]
    assert f'stroke="{BLUE}" stroke-width="3.6"' in drawing.svg
    assert f'stroke="{RED}" stroke-width="3"' in drawing.svg
    signs = {(s.shape, s.filled) for s in SYMBOLS.values()}
    assert len(signs) == len({(s.shape, s.filled, s.colour) for s in SYMBOLS.values()})
    assert symbol_of("skate_park").words == "skate park"


def test_a_measured_distance_is_told_as_measured():
    place = Place(number=4, kind="gp", x=CENTRE[0] + 100, y=CENTRE[1], name="", metres=87.4)
    assert "4. GP practice (no name given): 87 m, east." in draw_map(around(places=(place,))).listed


def test_a_hostile_name_breaks_nothing(looks_right):
    place = Place(
        number=1, kind="gp", x=CENTRE[0] + 100, y=CENTRE[1], name='</text><script>x</script>&"' * 40
    )
    drawing = draw_map(around(places=(place,)))
    looks_right(drawing)
    assert "<script" not in drawing.svg


@pytest.mark.parametrize(
    "bad",
    [around(reach_m=()), around(reach_m=(0.0,)), around(places=places(1, 5) * 2)],
    ids=["none", "nought", "twice"],
)
def test_a_map_that_cannot_be_read_is_refused(bad):
    with pytest.raises(ValueError, match="a number of its own"):
        draw_map(bad)


def test_north_is_up_and_east_is_right():
    wide, close = frames(around())
    assert wide.half_m == pytest.approx(1_696)
    assert close.half_m == 400
    x, y = close.at((CENTRE[0] + 100, CENTRE[1] + 100))
    middle = close.at(CENTRE)
    assert x > middle[0]
    assert y < middle[1]


@pytest.mark.parametrize(
    ("east", "north", "words"),
    [
        (0, 5, "north"),
        (5, 5, "north-east"),
        (5, 0, "east"),
        (-5, -5, "south-west"),
        (-5, 12, "north-north-west"),
        (-0.01, 9, "north"),
        (0, 0.5, "at the site"),
    ],
)
def test_a_direction_is_one_of_sixteen(east, north, words):
    assert bearing((0, 0), (east, north)) == words


def test_a_clipped_line_that_comes_back_is_two_runs():
    frame = Frame((0.0, 0.0), 100.0, Box(0, 0, 100, 100))
    seen = frame.clipped(
        [
            ((-50.0, 0.0), (500.0, 0.0), (500.0, 50.0), (0.0, 50.0)),
            ((900.0, 0.0), (900.0, 5.0)),
            ((90.0, 190.0), (190.0, 90.0)),
            ((0.0, 0.0), (0.0, 0.0)),
        ]
    )
    assert seen == [[(25.0, 50.0), (100.0, 50.0)], [(100.0, 25.0), (50.0, 25.0)]]


def test_points_too_close_to_tell_apart_are_left_out():
    frame = Frame((0.0, 0.0), 50.0, Box(0, 0, 100, 100))
    run = tuple((k / 10, 0.0) for k in range(101))
    assert 10 <= len(frame.clipped([run])[0]) <= 20


def test_the_nearest_point_of_a_line_is_found():
    assert line_distance((0, 0), []) is None
    assert line_distance((0, 0), [((3.0, 4.0), (3.0, 4.0))]) == (5.0, (3.0, 4.0))
    assert line_distance(
        (0, 0), [((-5.0, 9.0), (5.0, 9.0)), ((-5.0, 7.0), (5.0, 7.0)), ((0.0, 20.0), (1.0, 20.0))]
    ) == (7.0, (0.0, 7.0))


def test_railway_strokes_are_evenly_spaced_across_corners():
    strokes = ticks([(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)], 4.0, 1.0)
    assert len(strokes) == 5
    assert strokes[0] == [(2.0, 1.0), (2.0, -1.0)]


def test_labels_never_share_room():
    labels = Labels(Box(0, 0, 200, 200))
    found = [labels.place((100, 100), str(k), 12) for k in range(40)]
    assert all(f is not None for f in found)
    assert not any(a.meets(b) for i, a in enumerate(labels.taken) for b in labels.taken[:i])
    assert Labels(Box(0, 0, 1, 1)).place((0, 0), "1", 12) is None
