"""The command: python -m benchmarks real | england | cold | rated | all. See README.md."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.record import ROOT, Record, peak_mb

DATA = Path(os.environ.get("PLACEMENT_CHECK_TEST_DATA", str(ROOT.parent / "shared" / "data")))
CHECKED = ("LU1 1FW", "MK40 1HG", "509000,221500", "LU6 1EA", "SG18 0DW")


def main() -> None:
    """Run what is asked for, part by part; parts that the work directory already records are not run again."""
    asked = _arguments()
    if asked.what in ("draw", "comparators"):
        _inner(asked)
        return
    work = asked.work or Path(tempfile.mkdtemp(prefix="placement-check-benchmarks-"))
    work.mkdir(parents=True, exist_ok=True)
    print(f"Working in {work}", file=sys.stderr)
    release = work / "real"
    if not (release / "current").is_file():
        from benchmarks import cold

        record = Record(work / "cold.json")
        record.part("build", lambda: cold.build(asked.data, release))
    for what in ("real", "england", "cold", "rated") if asked.what == "all" else (asked.what,):
        {"real": _real, "england": _england, "cold": _cold, "rated": _rated}[what](asked, work, release)
    from benchmarks.table import markdown

    sys.stdout.write(markdown(work))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("what", choices=["real", "england", "cold", "rated", "all", "draw", "comparators"])
    parser.add_argument("--work", type=Path, help="Directory of releases and records; a run resumes there.")
    parser.add_argument("--data", type=Path, default=DATA, help="Directory of the publishers' files.")
    parser.add_argument("--places", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--runs", type=int, default=25, help="Cold processes of each kind.")
    parser.add_argument("--seed", type=int, default=20_240_430)
    return parser.parse_args()


def _real(asked: argparse.Namespace, work: Path, release: Path) -> None:
    from benchmarks.comparison import ALL, Run, numbers
    from benchmarks.question import Question

    run = Run(asked.places, asked.rounds, asked.seed)
    Record(work / "real.json").part("numbers", lambda: numbers(Question.of(release, ALL), run), run=run)


def _england(asked: argparse.Namespace, work: Path, release: Path) -> None:
    from benchmarks.comparison import GENERATED, Run, numbers
    from benchmarks.question import Question

    record, home = Record(work / "england.json"), work / "england"
    record.part("build", lambda: _drawn(asked, work, release))
    run = Run(asked.places, asked.rounds, asked.seed)
    record.part("numbers", lambda: numbers(Question.of(home, GENERATED), run), run=run)


def _drawn(asked: argparse.Namespace, work: Path, release: Path) -> dict[str, Any]:
    from benchmarks import cold

    words = (
        "-m",
        "benchmarks",
        "draw",
        "--work",
        str(work),
        "--data",
        str(asked.data),
        "--seed",
        str(asked.seed),
    )
    seconds, peak = cold.told(words)
    told: dict[str, Any] = json.loads((work / "england" / "told.json").read_text("utf-8"))
    told["pipeline_s"] = seconds - told["comparators_s"]
    told["pipeline_peak_mb"] = peak
    return told


def _cold(asked: argparse.Namespace, work: Path, release: Path) -> None:
    from benchmarks import cold

    record = Record(work / "cold.json")
    record.part("check", lambda: cold.compare(release, CHECKED, asked.runs), run=asked.runs)
    if (work / "england" / "current").is_file():
        record.part(
            "check_in_generated_england",
            lambda: cold.compare(work / "england", CHECKED, asked.runs), run=asked.runs,
        )  # fmt: skip


def _rated(asked: argparse.Namespace, work: Path, release: Path) -> None:
    from benchmarks import many, rated

    record = Record(work / "rated.json")
    size, seed = min(asked.places, 200), asked.seed
    run = {"places": size, "rounds": asked.rounds, "seed": seed}
    record.part("draws", lambda: rated.draws(release, size, asked.rounds, seed), run=run)
    record.part("tables", lambda: rated.tables(release))
    record.part("papers", lambda: rated.papers(release, CHECKED[0], asked.rounds), run=asked.rounds)
    record.part("many", lambda: many.measure(release))
    record.part("rated_list", lambda: rated.rated_list(release, size, seed), run=run)


def _inner(asked: argparse.Namespace) -> None:
    """Run a step in this process, alone, so that its memory is its own."""
    home = asked.work / "england"
    if asked.what == "draw":
        _draw(asked, home)
        return
    from geodata.release import Release
    from placement_check import method
    from placement_check.derived import derive

    begun = time.perf_counter()
    derived = derive(Release.open(Path((home / "draft").read_text("utf-8"))), method.load(), lambda _: None)
    for name, array in derived.arrays.items():
        np.save(home / f"derived.{name}.npy", array)
    (home / "derived.json").write_text(json.dumps(derived.lock), "utf-8")
    held = {name: derived.arrays[f"comparators.{name}"] for name in ("covered", "indicator")}
    told = {
        "comparators_s": time.perf_counter() - begun, "comparators_peak_mb": peak_mb(),
        "comparator_points": int(held["covered"].size), "comparator_indicators": int(held["indicator"].size),
    }  # fmt: skip
    (home / "told.json").write_text(json.dumps(told), "utf-8")


def _draw(asked: argparse.Namespace, home: Path) -> None:
    from benchmarks import cold, england

    home.mkdir(parents=True, exist_ok=True)

    def finish(release: Any, draft: Any) -> None:
        (home / "draft").write_text(str(release.path), "utf-8")
        cold.process(("-m", "benchmarks", "comparators", "--work", str(asked.work)))
        for file in sorted(home.glob("derived.*.npy")):
            draft.add(file.name.removeprefix("derived.").removesuffix(".npy"), np.load(file))
        draft.lock.update(json.loads((home / "derived.json").read_text("utf-8")))

    size = england.Size(seed=asked.seed)
    england.generate(asked.work / "real", asked.data, home, size, finish)
    told = json.loads((home / "told.json").read_text("utf-8"))
    told |= {"drawn": {name: getattr(size, name) for name in england.Size.__dataclass_fields__}}
    (home / "told.json").write_text(json.dumps(told), "utf-8")


if __name__ == "__main__":
    main()
