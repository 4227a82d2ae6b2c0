"""The product beside the reference at thousands of places, batch by batch, each recorded when it is done."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from benchmarks.record import Record
from geodata.release import Release
from placement_check import method
from proofs.comparison import AT, OF_A_PLACE, OF_THE_RELEASE, Asked, Pair, Place, Sides, Tally
from proofs.sources import digest

PRODUCT = ("geodata", "placement_check")
RESTS_ON = (*PRODUCT, "tests/reference", "tests/proofs/comparison.py", "tests/proofs/against.py")
WHOLE = "the release as a whole"
SHOWN = 10  # differences described in a record


@dataclass(frozen=True)
class Run:
    """What is asked for, and of which data and code."""

    inside: int
    border: int
    seed: int
    batch: int
    at: str
    method: str
    data_version: str
    release: str
    code: str

    @classmethod
    def of(cls, release: Path, places: int, batch: int, seed: int) -> Run:
        opened = Release.open(release)
        return cls(
            inside=places, border=round(0.3 * places), seed=seed, batch=batch, at=AT.isoformat(),
            method=method.load().version, data_version=opened.data_version, release=opened.path.name,
            code=digest(RESTS_ON),
        )  # fmt: skip

    def batches(self) -> list[tuple[str, slice]]:
        """Return the name of every batch, and which of the drawn places it holds."""
        total = self.inside + self.border
        starts = range(0, total, self.batch)
        ends = [min(start + self.batch, total) for start in starts]
        return [(f"places {a + 1:06} to {b:06}", slice(a, b)) for a, b in zip(starts, ends, strict=True)]


def built(work: Path, data: Path) -> Path:
    """Return the release of the publishers' files in the work directory, built again if the product has changed."""
    home = work / "real"

    def build() -> dict[str, Any]:
        from placement_check.cli import run

        begun = time.perf_counter()
        code = run(["data", "build", "--from", str(data), "--to", str(home)])
        if code != 0:
            raise SystemExit(f"The release of the publishers' files could not be built: exit code {code}.")
        return {"release": Release.open(home).path.name, "seconds": time.perf_counter() - begun}

    record = Record(work / "reference.json", (*PRODUCT, "tests"))
    if not (home / "current").is_file():
        record.parts.pop("build", None)
    record.part("build", build, run=digest(PRODUCT))
    return home


def prove(work: Path, data: Path, release: Path, run: Run) -> Record:
    """Return the record of a whole run, after measuring the batches that it did not hold yet."""

    @cache
    def sides() -> Sides:
        return Sides(data, release)

    @cache
    def drawn() -> list[Place]:
        return sides().draw(run.inside, run.border, run.seed)

    record = Record(work / "reference.json", (*PRODUCT, "tests"))

    def places(some: slice) -> dict[str, Any]:
        return batch(sides(), drawn()[some])

    parts: list[tuple[str, Callable[[], dict[str, Any]]]] = [(WHOLE, lambda: whole(sides()))]
    parts += [(name, partial(places, some)) for name, some in run.batches()]
    for name, measure in parts:
        if not record.holds(name, run):
            result = record.part(name, measure, run=run)
            told = (
                f"{name}: {result['compared']:,} compared, {result['differ']:,} differ, {result['seconds']} s"
            )
            print(told, file=sys.stderr, flush=True)  # noqa: T201
    return record


def whole(sides: Sides) -> dict[str, Any]:
    """Return what is compared once, whatever the places."""
    return counted([], {name: check(sides) for name, check in OF_THE_RELEASE.items()})


def batch(sides: Sides, places: Sequence[Place]) -> dict[str, Any]:
    """Return what is compared at some places, and how much of it differs."""
    begun = time.perf_counter()
    rows = [sides.ask(place) for place in places]
    pairs = {
        name: [pair for row in rows for pair in check(row, sides.reference)]
        for name, check in OF_A_PLACE.items()
    }
    return counted(rows, pairs, begun)


def counted(
    rows: Sequence[Asked], checks: Mapping[str, Iterable[Pair]], begun: float | None = None
) -> dict[str, Any]:
    begun = time.perf_counter() if begun is None else begun
    tallies = {name: Tally() for name in checks}
    differing = [
        pair for name, pairs in checks.items() for pair in pairs if not tallies[name].add(pair[2], pair[3])
    ]
    answers = Counter(f"{name.split('.')[0]} {o}" for row in rows for name, o in row.outcomes.items())
    return {
        "places": len(rows),
        "compared": sum(tally.compared for tally in tallies.values()),
        "differ": len(differing),
        "places_that_differ": len({pair[0] for pair in differing}),
        "differences": [
            f"{place} {what}: product {a}, reference {b}" for place, what, a, b in differing[:SHOWN]
        ],
        "checks": {name: asdict(tally) for name, tally in tallies.items()},
        "answers": dict(sorted(answers.items())),
        "seconds": time.perf_counter() - begun,
    }
