from __future__ import annotations

import copy
import dataclasses
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from drawn import layers

from geodata.release import Release
from geodata.store import Store
from placement_check.places import assess_place
from placement_check.records.drawings.map import draw_map, frames
from placement_check.records.drawings.sketch import LAYERS, joined, places_of, sketch
from placement_check.records.drawings.symbols import LineKind

AT = date(2024, 6, 30)
REACH = (800.0, 1_600.0)


@pytest.fixture(scope="session")
def here(assessed):
    return assessed(*layers.HERE)


def test_a_map_of_the_drawn_country_is_whole(here, store, looks_right):
    drawn = sketch(here, store, REACH)
    drawing = draw_map(drawn)
    looks_right(drawing)
    assert drawn.centre == (here.location.point.easting, here.location.point.northing)
    named = [n for n in here.near if n.longitude is not None]
    assert {(p.name, p.kind) for p in drawn.places} == {(n.name, n.kind) for n in named}
    assert [p.metres for p in drawn.places] == sorted(p.metres for p in drawn.places)
    assert [p.number for p in drawn.places] == list(range(1, len(drawn.places) + 1))


def test_each_kind_of_line_is_drawn_or_said_to_be_missing(here, store):
    drawn = sketch(here, store, REACH)
    kinds = [lines.kind for lines in drawn.lines]
    missing = [m for m in drawn.missing if m.startswith("Not drawn: ")]
    assert LineKind.BOUNDARY in kinds
    assert len(kinds) - 1 + len(missing) == len(LAYERS)


def test_only_findings_with_an_answer_draw_lines(here, store):
    silent = dataclasses.replace(here, findings=())
    drawn = sketch(silent, store, REACH)
    assert [lines.kind for lines in drawn.lines] == [LineKind.BOUNDARY]
    assert len(drawn.missing) == 3
    assert all("This does not say that there is none." in m for m in drawn.missing)


def test_lines_lie_near_the_frame_and_the_assessments_own_distance_is_told(here, store):
    drawn = sketch(here, store, REACH)
    wide, _ = frames(drawn)
    near = {n.indicator: n.metres for n in here.near}
    for lines in drawn.lines:
        if lines.kind in LAYERS:
            assert lines.metres == near.get(LAYERS[lines.kind][1])
        assert lines.runs == () or wide.clipped(lines.runs) is not None


def test_a_place_that_answers_twice_has_one_number(here):
    held = next(n for n in here.near if n.longitude is not None)
    twice = dataclasses.replace(here, near=(*here.near, dataclasses.replace(held, indicator="another")))
    assert places_of(twice) == places_of(here)
    assert places_of(dataclasses.replace(here, near=())) == ()


def test_another_release_is_refused(here, store):
    with pytest.raises(ValueError, match="the release of the assessment"):
        sketch(dataclasses.replace(here, data_version="0" * 64), store, REACH)


@pytest.fixture(scope="session")
def fictional(sample):
    return Store.of(Release.open(sample))


@pytest.mark.parametrize(
    ("postcode", "drawn"), [("ZZ2 2QW", {"rail", "road"}), ("ZZ5 1SZ", {"water", "road", "boundary"})]
)
def test_lines_of_the_fictional_district_are_drawn(postcode, drawn, sample, fictional, looks_right):
    found = sketch(assess_place(postcode, sample, AT), fictional, REACH)
    looks_right(draw_map(found))
    assert {lines.kind.value for lines in found.lines if lines.runs} == drawn
    assert found.missing == ()
    assert len(found.attribution) == len(set(found.attribution)) >= 3
    edges = [frozenset(e) for lines in found.lines for run in lines.runs for e in pairwise(run)]
    assert len(edges) == len(set(edges))


@pytest.mark.parametrize(
    ("coverage", "said"),
    [
        ({"areas": [], "boxes": [[0, 0, 700_000, 1_300_000]]}, 0),
        ({"areas": [], "boxes": [[0, 0, 9, 9]]}, 3),
        ({"areas": ["E06999001"], "boxes": []}, 3),
    ],
)
def test_a_file_that_does_not_reach_the_edge_is_said(coverage, said, sample, fictional):
    lock = copy.deepcopy(dict(fictional.release.lock))
    for layer, _ in LAYERS.values():
        lock["layers"][layer]["coverage"] = coverage
    store = Store.of(dataclasses.replace(fictional.release, lock=lock))
    found = sketch(assess_place("XR63 1AA", sample, AT), store, REACH)
    assert sum("may not reach all of this map" in line for line in found.missing) == said


def test_segments_that_go_on_become_one_run():
    ends = np.array([[0, 0, 1000, 0], [1000, 0, 2000, 0], [5000, 0, 6000, 0], [6000, 0, 7000, 0]])
    assert joined(ends, np.array([1, 1, 1, 2])) == (
        ((0.0, 0.0), (1.0, 0.0), (2.0, 0.0)), ((5.0, 0.0), (6.0, 0.0)), ((6.0, 0.0), (7.0, 0.0)),
    )  # fmt: skip
