"""The records that may stand: one run's parts added up, with sizes, seed, versions and commit."""

from __future__ import annotations

import importlib.metadata
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.record import Record, plain
from proofs import against, laws, ratings
from proofs.comparison import ABSOLUTE, RELATIVE, Tally

REFERENCE, RATINGS, LAWS = "proofs-reference.json", "proofs-ratings.json", "proofs-laws.json"


def of_reference(record: Record, run: against.Run) -> dict[str, Any]:
    """Return the whole comparison with the reference as one record."""
    names = [against.WHOLE, *(name for name, _ in run.batches())]
    results = [record.parts[name]["result"] for name in names]
    answers: Counter[str] = Counter()
    for result in results:
        answers.update(result["answers"])
    return {
        "run": plain(run),
        "places": {"all": run.inside + run.border, "inside": run.inside, "border": run.border},
        "batches": len(run.batches()),
        "places_that_differ": sum(result["places_that_differ"] for result in results[1:]),
        "answers": dict(sorted(answers.items())),
        **_added(results),
        **_made(record, names),
    }


def of_ratings(record: Record, run: ratings.Run) -> dict[str, Any]:
    """Return the whole comparison of ratings' uncertainty as one record."""
    names = [name for name, _ in ratings.parts(run, _unused)]
    results = {name: record.parts[name]["result"] for name in names}
    places = [results[name] for name, _ in run.batches()]
    counts = {
        key: sum(result[key] for result in places)
        for key in ("places", "places_that_differ", "not_rated", "lacking", "draws")
    }
    return {
        "run": plain(run), "batches": len(places), **counts, **_added(list(results.values())), **_made(record, names),
    }  # fmt: skip


def _unused() -> Any:
    raise AssertionError("the names of parts need no data")


def _added(results: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return what some parts compared, added up by check and in all."""
    checks: dict[str, Tally] = {}
    for result in results:
        for name, tally in result["checks"].items():
            checks.setdefault(name, Tally()).merge(tally)
    everything = Tally()
    for tally in checks.values():
        everything.merge(asdict(tally))
    differences = [text for result in results for text in result["differences"]]
    return {
        "differences": differences[: against.SHOWN],
        "in_all": asdict(everything),
        "limits": {"relative": RELATIVE, "absolute": ABSOLUTE, "counts_and_words": "exact"},
        "checks": {name: asdict(tally) for name, tally in checks.items()},
        "seconds": round(sum(result["seconds"] for result in results), 1),
    }


def of_laws(record: Record, run: laws.Run, files: Sequence[str]) -> dict[str, Any]:
    """Return what became of every law as one record."""
    names = [name for file in files for name in record.parts[file]["result"]["laws"]]
    results = {name: record.parts[name]["result"] for name in names}
    return {
        "run": plain(run),
        "files": list(files),
        "laws": len(names),
        "examples": sum(result["examples"] for result in results.values()),
        "failed": [name for name, result in results.items() if result["result"] != "passed"],
        "fewer_examples_than_asked": [n for n, r in results.items() if r["examples"] < run.examples],
        "each": results,
        "seconds": round(sum(result["seconds"] for result in results.values()), 1),
        "hypothesis": importlib.metadata.version("hypothesis"),
        **_made(record, names),
    }


def _made(record: Record, names: Sequence[str]) -> dict[str, Any]:
    """Return when, where and at which commits some parts were measured."""
    parts = [record.parts[name] for name in names]
    loads = [part[key] for part in parts for key in ("load_before", "load_after")]
    machines = [part["machine"] for part in parts]
    return {
        "commits": sorted({part["commit"] for part in parts}),
        "days": sorted({part["day"] for part in parts}),
        "machines": [machine for n, machine in enumerate(machines) if machine not in machines[:n]],
        "load": [min(loads), max(loads)],
    }


def holds(found: dict[str, Any]) -> bool:
    """Say whether nothing differs and every check had something to compare."""
    checks = found["checks"].values()
    return all(check["compared"] and not check["differ"] for check in checks)


def write(path: Path, record: dict[str, Any]) -> None:
    text = json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False)
    path.write_text(f"{text}\n", "utf-8")
