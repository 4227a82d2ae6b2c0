"""The numbers of a place beside PostGIS's, on the real release: the bounded form of ``python -m benchmarks real``.

Times are never asserted here: they belong to docs/performance.md.
"""

from __future__ import annotations

import sys

import numpy as np
import pytest

from benchmarks import comparison, places
from benchmarks.ours import Product
from benchmarks.postgis import PostGIS
from benchmarks.question import RADII_M, Answer, Question, differences

pytest_plugins = ("postgres",)
pytestmark = pytest.mark.real_data
SEED, PLACES = 20_240_430, 60
NONE = {"counts": 0, "nearest": 0, "lsoa": 0, "authority": 0}


@pytest.fixture(scope="module")
def question(real_release) -> Question:
    return Question.of(real_release, comparison.ALL)


@pytest.fixture(scope="module")
def drawn(question) -> list[tuple[int, int]]:
    return places.draw(question.store, PLACES, SEED)


@pytest.fixture(scope="module")
def database(postgres, question) -> PostGIS:
    loaded = PostGIS(postgres, question)
    yield loaded
    loaded.connection.close()


def test_counts_nearest_places_and_areas_are_the_same_as_in_postgis(question, drawn, database, capsys):
    sizes = comparison.sizes(question, drawn)
    with capsys.disabled():
        sys.stdout.write(f"\nseed {SEED}: " + ", ".join(f"{name} {n:,}" for name, n in sizes.items()) + "\n")
    assert sizes["places_on_a_tie"] >= PLACES // 5
    assert sizes["months"] == 36
    assert comparison.agree(question, database, drawn) == NONE


def test_the_places_hold_something_to_count_and_lie_somewhere(question, drawn, database):
    answers = [database.ask(x, y) for x, y in drawn]
    counts = np.array([answer.counts for answer in answers])
    assert (counts[:, -1].sum(axis=1) > 0).all()
    assert (np.diff(counts, axis=1) >= 0).all()
    assert len({answer.lsoa for answer in answers}) > PLACES // 2
    assert len({answer.authority for answer in answers} - {""}) >= 3
    assert all(len(answer.nearest_m) == len(question.classes) for answer in answers)


def test_a_record_at_exactly_the_radius_is_inside(question, database):
    ours, index = Product(question), question.store.crime().index
    px, py = np.asarray(index.x, dtype=np.int64), np.asarray(index.y, dtype=np.int64)
    busiest = int(ours.tally.sum(axis=1).argmax())
    x, y = int(px[busiest]), int(py[busiest])
    for number, radius in enumerate(r * 1000 for r in RADII_M):
        for place in ((x - radius, y), (x - radius * 3 // 5, y + radius * 4 // 5)):
            squared = (px - place[0]) ** 2 + (py - place[1]) ** 2
            inside, within = squared <= radius**2, squared < radius**2
            assert (inside & ~within)[busiest]
            expected = tuple(ours.tally[inside].sum(axis=0).tolist())
            assert database.ask(*place).counts[number] == ours.ask(*place).counts[number] == expected
            assert expected != tuple(ours.tally[within].sum(axis=0).tolist())


def test_a_differing_answer_is_told_by_its_kind():
    one = Answer(((1, 2),), (10.0, float("inf")), "E01000001", "E09000001")
    far = Answer(((1, 3),), (10.00001, float("inf")), "", "E09000001")
    assert differences([one], [one]) == NONE
    assert differences([one], [far]) == {"counts": 1, "nearest": 1, "lsoa": 1, "authority": 0}
