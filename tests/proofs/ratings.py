"""The uncertainty of ratings beside the reference, part by part: scenarios, tables of the reference set, places."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from reference.choices import COMBINATIONS

from benchmarks.record import Record
from geodata.release import Release
from placement_check import method
from proofs.against import PRODUCT, counted
from proofs.comparison import AT, Sides
from proofs.sources import digest
from proofs.uncertainty import OF_A_RATING, RatedSides, chosen, score_tables, theta_tables

RESTS_ON = (
    *PRODUCT, "tests/reference", "tests/proofs/comparison.py", "tests/proofs/uncertainty.py",
    "tests/proofs/ratings.py",
)  # fmt: skip
SCENARIOS = "scenarios as drawn"
AT_ONCE = 50  # scenarios recorded at a time
MOST_TAKEN = 4  # indicators taken away from every second place


@dataclass(frozen=True)
class Run:
    """What is asked for, and of which data and code; fewer scenarios than the release's leave tables unmade."""

    ratings: int
    scenarios: int
    seed: int
    batch: int
    at: str
    method: str
    data_version: str
    release: str
    code: str

    @classmethod
    def of(cls, release: Path, ratings: int, scenarios: int, batch: int, seed: int) -> Run:
        opened = Release.open(release)
        return cls(
            ratings=ratings, scenarios=scenarios, seed=seed, batch=batch, at=AT.isoformat(),
            method=method.load().version, data_version=opened.data_version, release=opened.path.name,
            code=digest(RESTS_ON),
        )  # fmt: skip

    def batches(self) -> list[tuple[str, slice]]:
        """Return the name of every batch of places, and which of the drawn ones it holds."""
        return [
            (f"ratings {a + 1:05} to {min(a + self.batch, self.ratings):05}", slice(a, a + self.batch))
            for a in range(0, self.ratings, self.batch)
        ]


def parts(run: Run, sides: Callable[[], RatedSides]) -> list[tuple[str, Callable[[], dict[str, Any]]]]:
    """Return the name of every part, and how it is measured."""
    found: list[tuple[str, Callable[[], dict[str, Any]]]] = [
        (SCENARIOS, lambda: counted([], {SCENARIOS: chosen(sides())}))
    ]
    for number, (h, months) in enumerate(COMBINATIONS):
        name = f"theta within {h} m, half-life {months} months"
        found.append((name, partial(_theta, sides, number, run)))
    for first in range(0, run.scenarios, AT_ONCE):
        last = min(first + AT_ONCE, run.scenarios)
        found.append(
            (
                f"scores under scenarios {first + 1:03} to {last:03}",
                partial(_scores, sides, range(first, last)),
            )
        )
    if whole(run):
        found.append(
            ("scores under the alternatives", lambda: _scores(sides, list(sides().own.alternatives)))
        )
    return [*found, *((name, partial(places, run, sides, some)) for name, some in run.batches())]


def whole(run: Run) -> bool:
    """Say whether every table is made again, so that places are drawn for by the reference's own."""
    return run.scenarios >= method.load().rating.scenarios


def _theta(sides: Callable[[], RatedSides], number: int, run: Run) -> dict[str, Any]:
    needed = whole(run) or number in {s.combination for s in sides().own.scenarios[: run.scenarios]}
    return counted([], {"theta of the reference set": theta_tables(sides(), number) if needed else ()})


def _scores(sides: Callable[[], RatedSides], wanted: Any) -> dict[str, Any]:
    return counted([], {"scores of the reference set": score_tables(sides(), set(wanted))})


def drawn(run: Run, sides: RatedSides) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield random postcodes of the force; from every second one some indicators are taken away."""
    names = [name for some in sides.method.rated.values() for name in some]
    random = np.random.default_rng(run.seed)
    for at, postcode in enumerate(sides.postcodes(run.ratings, run.seed)):
        some = random.choice(names, random.integers(1, MOST_TAKEN + 1), replace=False)
        yield postcode, tuple(str(name) for name in some) if at % 2 else ()


def places(run: Run, sides: Callable[[], RatedSides], some: slice) -> dict[str, Any]:
    """Return what is compared at some places, and how many of them are not rated."""
    begun = time.perf_counter()
    tables = own_tables(sides()) if whole(run) else None
    rows = [sides().ask(*place, tables=tables) for place in list(drawn(run, sides()))[some]]
    rated = [row for row in rows if row is not None]
    pairs = {name: [pair for row in rated for pair in check(row)] for name, check in OF_A_RATING.items()}
    found = counted([], pairs, begun)
    lacking = sum(bool(row.without) for row in rated)
    draws = sum(row.drawn.score.size for row in rated)
    return found | {
        "places": len(rated),
        "not_rated": len(rows) - len(rated),
        "lacking": lacking,
        "draws": draws,
    }


@cache
def own_tables(sides: RatedSides) -> Any:
    return sides.own.whole()


def prove(work: Path, data: Path, release: Path, run: Run) -> Record:
    """Return the record of a whole run, after measuring the parts that it did not hold yet."""

    @cache
    def sides() -> RatedSides:
        return RatedSides(Sides(data, release), data)

    record = Record(work / "ratings.json", (*PRODUCT, "tests"))
    for name, measure in parts(run, sides):
        if not record.holds(name, run):
            result = record.part(name, measure, run=run)
            told = (
                f"{name}: {result['compared']:,} compared, {result['differ']:,} differ, {result['seconds']} s"
            )
            print(told, file=sys.stderr, flush=True)  # noqa: T201
    return record
