"""A check as a person runs it, in a process of its own, against the cheapest process that could do the work."""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.record import ROOT, peak_mb
from benchmarks.rounds import Spread, ratios

PACKAGES = ("geodata", "placement_check", "api")
NUMPY = ("-c", "import numpy")
# Runs what follows, as Python would, and at the end writes the process's own account of itself to standard error.
TELLING = """
import atexit, runpy, sys
from pathlib import Path
atexit.register(lambda: sys.stderr.write(Path("/proc/self/status").read_text("ascii")))
words = sys.argv[1:]
if words[0] == "-m":
    sys.argv = words[1:]
    runpy.run_module(words[1], run_name="__main__", alter_sys=True)
else:
    exec(words[1])
"""


def compare(data: Path, places: Sequence[str], runs: int) -> dict[str, Any]:
    """Return both processes' times, interleaved, their ratio, and the check's largest memory.

    The bytecode is compiled first; the release's files are in the page cache after the first, uncounted, round.
    """
    for package in PACKAGES:
        compileall.compile_dir(str(ROOT / package), quiet=1)
    seconds: dict[str, list[list[float]]] = {"check": [], "numpy": []}
    for run in range(runs + 1):
        place = places[run % len(places)]
        commands = {
            "numpy": NUMPY, "check": ("-m", "placement_check", "check", place, "--data", str(data), "--json"),
        }  # fmt: skip
        for name, words in commands.items():
            taken, _ = process(words)
            if run:
                seconds[name].append([taken])
    return {
        "runs": runs, "places": len(places),
        **{name: Spread.of([s for one in rounds for s in one]) for name, rounds in seconds.items()},
        "ratio": ratios(seconds, "check", "numpy"),
        "ratio_of_medians": Spread.of([s[0] for s in seconds["check"]]).median
        / Spread.of([s[0] for s in seconds["numpy"]]).median,
        "peak_mb": {name: told(words)[1] for name, words in commands.items()},
    }  # fmt: skip


def process(words: Sequence[str]) -> tuple[float, str]:
    """Run Python with these words; return its seconds and what it wrote to standard error.

    Raises
    ------
    RuntimeError
        If it ends with anything but an answer.
    """
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    begun = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, *words], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    said = child.communicate()[1].decode("utf-8", "replace")
    taken = time.perf_counter() - begun
    if child.returncode not in (0, 3):
        raise RuntimeError(f"{' '.join(words[:3])} ended with {child.returncode}: {said[-500:]}")
    return taken, said


def told(words: Sequence[str]) -> tuple[float, int]:
    """Run Python with these words and have it say its memory last; return its seconds and its largest memory in MB."""
    seconds, said = process(("-c", TELLING, *words))
    return seconds, peak_mb(said)


def build(source: Path, to: Path) -> dict[str, Any]:
    """Build a release in a process of its own; return how long it took and its largest memory."""
    taken, peak = told(("-m", "placement_check", "data", "build", "--from", str(source), "--to", str(to)))
    home = to / (to / "current").read_text("utf-8").strip()
    size = sum(path.stat().st_size for path in home.iterdir())
    return {"seconds": taken, "peak_mb": peak, "release_mb": round(size / 1e6)}
