"""One run side by side: the same places asked of the product's arrays and of PostGIS, answers compared, times taken."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from benchmarks import places, rounds
from benchmarks.ours import Product
from benchmarks.postgis import SETTINGS, PostGIS
from benchmarks.profile import Profiles
from benchmarks.question import Question, differences
from benchmarks.record import peak_mb
from benchmarks.server import server

ALL = ("fhrs", "gambling", "gp_practices", "libraries", "naptan", "schools_2016")
GENERATED = ("venues",)
BLOCK = 25  # places that a side is asked before the other has its turn


@dataclass(frozen=True, slots=True)
class Run:
    """How many places, drawn with which seed, in how many rounds."""

    places: int
    rounds: int
    seed: int


def numbers(question: Question, run: Run) -> dict[str, Any]:
    """Return sizes, differences, times and ratios of the numbers and of the whole profile."""
    drawn = places.draw(question.store, run.places, run.seed)
    begun = time.perf_counter()
    product = Product(question)
    opened = time.perf_counter() - begun
    with server(SETTINGS) as dsn:
        begun = time.perf_counter()
        database = PostGIS(dsn, question)
        loaded = time.perf_counter() - begun
        sides = {"product": product.ask, "postgis": database.ask}
        answers = {name: [ask(x, y) for x, y in drawn] for name, ask in sides.items()}
        served = rounds.interleaved(sides, drawn, run.rounds, BLOCK)
        alternating = rounds.interleaved(sides, drawn, run.rounds, 1)
        profile = _profile(question, database, drawn, run.rounds)
        versions = database.connection.execute(
            "SELECT current_setting('server_version'), postgis_lib_version()"
        ).fetchone()
        stored = database.connection.execute(
            "SELECT pg_total_relation_size('crime'), pg_total_relation_size('place'), "
            "pg_total_relation_size('lsoas') + pg_total_relation_size('districts')"
        ).fetchone()
    return {
        "sizes": sizes(question, drawn),
        "places_that_differ": {"product": differences(answers["product"], answers["postgis"])},
        "records_counted": sum(a.counts[-1][c] for a in answers["postgis"] for c in range(len(a.counts[-1]))),
        "milliseconds": rounds.summary(served),
        "milliseconds_alternating": rounds.summary(alternating),
        "times_as_fast": {"product": rounds.ratios(served, "postgis", "product")},
        "times_as_fast_alternating": {"product": rounds.ratios(alternating, "postgis", "product")},
        "opening": {"product_s": opened, "postgis_load_s": loaded},
        "postgis": dict(zip(("postgresql", "postgis"), versions or (), strict=False)),
        "postgis_mb": dict(zip(("crime", "places", "areas"), (round(b / 1e6) for b in stored or ()), strict=False)),
        "peak_mb_of_the_run": peak_mb(),
        "profile": profile,
    }  # fmt: skip


def _profile(
    question: Question, database: PostGIS, drawn: list[tuple[int, int]], repeats: int
) -> dict[str, Any]:
    profiles = Profiles.of(question, database)
    inside = [p for p in drawn if question.store.areas("districts").holding(*p) is not None]
    seconds = rounds.interleaved({"ours": profiles.ours, "postgis": profiles.theirs}, inside, repeats, BLOCK)
    return {
        "places": len(inside), "milliseconds": rounds.summary(seconds),
        "times_as_fast": rounds.ratios(seconds, "postgis", "ours"), **profiles.worst_difference(inside[:60]),
    }  # fmt: skip


def sizes(question: Question, drawn: list[tuple[int, int]]) -> dict[str, int]:
    """Return the sizes that a figure must be read with."""
    store, crime = question.store, question.store.crime()
    return {
        "places_measured": len(drawn), "places_on_a_tie": places.ties(store, drawn),
        "map_points": int(crime.index.x.size), "rows": int(crime.row_n.size),
        "records": int(crime.row_n.sum(dtype="int64")), "months": len(question.months),
        "categories": len(crime.categories), "lsoas": len(store.areas("lsoas").codes),
        "lsoa_vertices": int(store.areas("lsoas").x.size), "districts": len(store.areas("districts").codes),
        "postcodes": int(store.people().index.x.size), "classes": len(question.classes),
        "venues": sum(int(store.points(la).index.x.size) for la in question.layers),
        "comparator_points": int(store.release.lock["arrays"].get("comparators.covered", {"shape": [0]})["shape"][0]),
    }  # fmt: skip


def agree(question: Question, database: PostGIS, drawn: list[tuple[int, int]]) -> dict[str, int]:
    """Return how many places differ from PostGIS by kind of number: the bounded proof, without times."""
    product = Product(question)
    return differences([product.ask(x, y) for x, y in drawn], [database.ask(x, y) for x, y in drawn])
