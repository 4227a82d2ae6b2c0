"""The review of an existing home: run with and without the home's own map points, over all its buildings."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from scene import Event, Home, scene_of
from shapely import box

from geodata.errors import LocationNotFound
from geodata.release import Release
from geodata.store import Store
from geodata.types import Outline
from placement_check import method as methods
from placement_check.assess import Options, assess
from placement_check.home import ExistingHome, Setting
from placement_check.places import gazetteer_of
from placement_check.purpose import Purpose
from placement_check.rating.own_point import own_rows, records, without
from placement_check.records.document import document
from placement_check.records.text import to_text

SCHEMA = json.loads((Path(__file__).resolve().parents[3] / "docs/schemas/check.v1.json").read_text("utf-8"))
METHOD, AT = methods.load(), date(2026, 6, 30)
HOME = ExistingHome(Setting.CHILDRENS_HOME)


@pytest.fixture(scope="module")
def kept(sample) -> Store:
    return Store.of(Release.open(sample))


def reviewed(kept: Store, home: ExistingHome = HOME, place: str = "ZZ1 1AA"):
    options = Options(purpose=Purpose.REVIEW, home=home)
    return assess(gazetteer_of(kept).locate(place), kept, METHOD, at=AT, options=options)


def test_the_records_at_the_homes_own_map_point_are_counted_and_the_score_stands_without_them(kept):
    found = reviewed(kept)
    assert sum(found.review.own_records.values()) > 0
    line = next(a for a in found.rating.alternatives if a.name == "own_point")
    assert line.score is not None
    assert line.score <= found.rating.score
    plain = assess(gazetteer_of(kept).locate("ZZ1 1AA"), kept, METHOD, at=AT)
    assert plain.review is None
    assert all(a.name != "own_point" for a in plain.rating.alternatives)
    assert plain.rating.score == found.rating.score


def test_a_review_is_marked_and_says_its_year_and_setting_but_no_address(kept):
    body = document(reviewed(kept, ExistingHome(Setting.SUPPORTED_ACCOMMODATION)))["review"]
    assert body["marking"] == "OFFICIAL-SENSITIVE"
    assert (body["setting"], body["year"], body["buildings"]) == ("supported_accommodation", 2026, 1)
    assert "ZZ1" not in str(body)


def test_every_building_of_a_home_is_measured_and_the_highest_is_printed(kept):
    gazetteer = gazetteer_of(kept)
    other = next(p for p in ("ZZ1 1AC", "ZZ1 1AD", "ZZ1 2AA", "ZZ1 2AB") if _known(gazetteer, p))
    found = reviewed(kept, ExistingHome(Setting.CHILDRENS_HOME, (gazetteer.locate(other),)))
    assert found.review.buildings == 2
    assert found.span.squares == 2
    assert found.rating.score == found.span.score[1]


def _known(gazetteer, place: str) -> bool:
    try:
        gazetteer.locate(place)
    except LocationNotFound:
        return False
    return True


BASE = 500_000
ALONE = {"E06999001": box(BASE - 9_000, BASE - 9_000, BASE + 9_000, BASE + 9_000)}


def recorded(*events: Event):
    """Return a scene of one force with events placed from the home, in metres."""
    moved = [replace(e, x=e.x + BASE, y=e.y + BASE) for e in events]
    return scene_of(moved, [Home(BASE, BASE)], ALONE, [0])


def test_the_own_point_is_the_nearest_map_point_and_nothing_else_is_left_out():
    scene = recorded(Event(10, 0, n=3), Event(300, 0, n=5), Event(0, 900, 30, 1, 2))
    rows = own_rows(scene, {}, 0, [(BASE * 1_000, BASE * 1_000)])
    assert records(scene, rows, 35, 36)["vso"] == 3
    left = without(scene, rows)
    assert int(left.crime.row_n.sum()) == int(scene.crime.row_n.sum()) - 3 == 7
    assert np.array_equal(left.crime.covered, scene.crime.covered)


def test_after_a_break_of_the_grid_each_period_has_its_own_nearest_point():
    scene = recorded(Event(10, 0, 5, n=3), Event(300, 0, 35, n=5), Event(900, 0, 35, n=7))
    home, breaks = [(BASE * 1_000, BASE * 1_000)], {"F0": [scene_month(20)]}
    assert int(scene.crime.row_n[own_rows(scene, breaks, 0, home)].sum()) == 8
    assert int(scene.crime.row_n[own_rows(scene, {}, 0, home)].sum()) == 3


def scene_month(number: int) -> str:
    return f"{2022 + number // 12}-{number % 12 + 1:02d}"


def test_two_map_points_equally_near_are_both_the_homes_own():
    scene = recorded(Event(100, 0, n=3), Event(-100, 0, n=5), Event(500, 0, n=7))
    assert int(scene.crime.row_n[own_rows(scene, {}, 0, [(BASE * 1_000, BASE * 1_000)])].sum()) == 8


def test_far_from_every_map_point_a_home_has_none_of_its_own():
    scene = recorded(Event(6_000, 0, n=3))
    assert own_rows(scene, {}, 0, [(BASE * 1_000, BASE * 1_000)]).size == 0


def test_buildings_of_one_home_lie_in_one_authority(kept):
    gazetteer = gazetteer_of(kept)
    far = next(p for p in ("ZZ2 1AA", "ZZ3 1AA", "ZZ9 1AA") if _known(gazetteer, p))
    with pytest.raises(LocationNotFound, match="buildings of one home lie in one authority"):
        reviewed(kept, ExistingHome(Setting.CHILDRENS_HOME, (gazetteer.locate(far),)))


def test_a_homes_further_buildings_are_measured_beside_its_red_line(kept):
    gazetteer = gazetteer_of(kept)
    home, other = gazetteer.locate("ZZ1 1AA"), gazetteer.locate("ZZ1 1AD")
    x, y = (v // 100_000 * 100_000 for v in home.point.millimetres())
    corners = ((0, 0), (90, 0), (90, 90), (0, 90), (0, 0))
    ring = tuple((x + 5_000 + 1_000 * dx, y + 5_000 + 1_000 * dy) for dx, dy in corners)
    outlined = replace(home, outline=Outline(rings=(ring,)))
    for buildings, squares in (((), None), ((other,), 2)):
        options = Options(purpose=Purpose.REVIEW, home=ExistingHome(Setting.CHILDRENS_HOME, buildings))
        found = assess(outlined, kept, METHOD, at=AT, options=options)
        assert (found.span and found.span.squares) == squares
    centres = {one.point.snapped() for one in (home, other)}
    assert found.square in centres
    body = document(found)["inputs"]["square"]
    assert (body["easting"], body["northing"]) == (found.square.easting, found.square.northing)


def square(location, east: int, north: int, size: int):
    """Return a location with a red line, placed in metres from the corner of its 100 m square."""
    x, y = (v // 100_000 * 100_000 for v in location.point.millimetres())
    corners = ((0, 0), (size, 0), (size, size), (0, size), (0, 0))
    ring = tuple((x + 1_000 * (east + dx), y + 1_000 * (north + dy)) for dx, dy in corners)
    return replace(location, outline=Outline(rings=(ring,)))


def test_the_outline_of_a_further_building_is_measured_over_every_square_that_it_touches(kept):
    gazetteer = gazetteer_of(kept)
    home, other = gazetteer.locate("ZZ1 1AA"), gazetteer.locate("ZZ1 1AD")
    wide = square(other, 50, 50, 200)
    found = reviewed(kept, ExistingHome(Setting.CHILDRENS_HOME, (wide,)))
    assert found.span.squares == 1 + 9
    x, y = (v // 100_000 * 100 for v in other.point.millimetres())
    alone = [
        assess(gazetteer.locate(f"{x + 50 + dx},{y + 50 + dy}"), kept, METHOD, at=AT)
        for dx in (0, 100, 200)
        for dy in (0, 100, 200)
    ]
    values = [
        f.value
        for a in (*alone, assess(home, kept, METHOD, at=AT))
        for f in a.findings
        if f.question.indicator == "crime.vso.density"
    ]
    assert found.span.figures["crime.vso.density"] == (min(values), max(values))
    assert found.rating.score == found.span.score[1]


def test_a_square_that_two_buildings_touch_counts_once(kept):
    home = square(gazetteer_of(kept).locate("ZZ1 1AA"), 10, 10, 20)
    beside = square(home, 50, 50, 30)
    options = Options(
        purpose=Purpose.REVIEW, home=ExistingHome(Setting.CHILDRENS_HOME, (beside, square(home, 60, 60, 80)))
    )
    found = assess(home, kept, METHOD, at=AT, options=options)
    assert found.span.squares == 4
    options = replace(options, home=ExistingHome(Setting.CHILDRENS_HOME, (beside,)))
    one = assess(home, kept, METHOD, at=AT, options=options)
    assert one.span.squares == 1
    jsonschema.validate(document(one), SCHEMA)
    text = " ".join(to_text(one).split())
    assert "The buildings of the site touch one square of 100 m. It was measured for each of them;" in text
    assert "Over the buildings of the site: score" in text


def test_further_buildings_with_outlines_lie_in_one_authority_too(kept):
    gazetteer = gazetteer_of(kept)
    far = next(p for p in ("ZZ2 1AA", "ZZ3 1AA", "ZZ9 1AA") if _known(gazetteer, p))
    there = square(gazetteer.locate(far), 10, 10, 20)
    with pytest.raises(LocationNotFound, match="buildings of one home lie in one authority"):
        reviewed(kept, ExistingHome(Setting.CHILDRENS_HOME, (there,)))
