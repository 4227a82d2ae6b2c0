"""Every drawn law of tests/property with thousands of examples, each file in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.record import ROOT, Record
from proofs.counting import ROOMS
from proofs.sources import digest

HOME = ROOT / "tests" / "property"
RESTS_ON = (
    "geodata", "placement_check", "tests/property", "tests/scene.py", "tests/drawn/rated.py",
    "tests/proofs/counting.py",
)  # fmt: skip


@dataclass(frozen=True)
class Run:
    """What is asked for, and of which code."""

    examples: int
    seed: int
    code: str

    @classmethod
    def of(cls, examples: int, seed: int) -> Run:
        return cls(examples, seed, digest(RESTS_ON))


def files(named: Sequence[str]) -> list[str]:
    """Return the files of laws, or those that are named with or without their folder and suffix."""
    found = {path.stem: path.relative_to(ROOT).as_posix() for path in sorted(HOME.glob("test_*.py"))}
    stems = [Path(name).stem for name in named] or list(found)
    unknown = sorted(set(stems) - set(found))
    if unknown:
        raise SystemExit(f"No file of laws is called {', '.join(unknown)}. There are: {', '.join(found)}.")
    return [found[stem] for stem in stems]


def prove(work: Path, run: Run, names: Sequence[str]) -> Record:
    """Return the record of a whole run, after running the laws that it did not hold yet."""
    path = work / "laws.json"
    for name in names:
        if Record(path).holds(name, run):
            continue
        print(f"{name}: {run.examples:,} examples of each law", file=sys.stderr, flush=True)  # noqa: T201
        code = _pytest(name, path.resolve(), run)
        if not Record(path).holds(name, run):
            raise SystemExit(f"{name} stopped before its end, with exit code {code}. Run the command again.")
    return Record(path, ROOMS)


def _pytest(name: str, path: Path, run: Run) -> int:
    """Run one file of laws; what has run is in the record, so the exit code says only how it stopped."""
    places = [str(ROOT), str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")]
    asked = json.dumps(asdict(run))
    command = [
        sys.executable, "-m", "pytest", name, "-p", "proofs.counting", "-p", "no:xdist", "-p", "no:cov",
        "--quiet", f"--laws-record={path}", f"--laws-run={asked}", f"--hypothesis-seed={run.seed}",
    ]  # fmt: skip
    # Hypothesis keeps tables of its own beside its examples: none of them in the checkout.
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    kept |= {
        "PYTHONPATH": os.pathsep.join(filter(None, places)),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(path.parent / "hypothesis"),
    }
    return subprocess.run(command, cwd=ROOT, env=kept, stdout=sys.stderr.fileno(), check=False).returncode
