"""Planted faults: each is put into a copy of the project, where the tests named beside it must fail.

::

    python tests/proofs/faults.py            every fault, one after another
    python tests/proofs/faults.py NAME ...   some of them

A fault is a text of a source that is replaced by another; it must stand there exactly once. The exit code is 1 if one
is not caught, or if the tests fail without it. The list, with what caught each: docs/decisions/0009-planted-faults.md.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
COPIED = ("placement_check", "geodata", "api", "tests", "benchmarks", "docs", "pyproject.toml", ".ci")
UNIT = "tests/unit/placement_check/rating"
LAWS = "tests/property/test_rating_laws.py"


@dataclass(frozen=True)
class Fault:
    """One fault: where, what stands there, what is put there, and the tests that must fail."""

    name: str
    path: str
    old: str
    new: str
    caught_by: str


FAULTS = (
    Fault(
        "a month that nobody published counted as a quiet one", "placement_check/crime.py",
        "years = covered[:, None, :] * season", "years = (covered[:, None, :] | True) * season", "tests/spec",
    ),
    Fault(
        "easting and northing swapped", "placement_check/rating/reference_build.py",
        'for n in ("x", "y"))', 'for n in ("y", "x"))', f"{UNIT}/test_crime_evidence.py",
    ),
    Fault(
        "floor F2 dropped", "placement_check/rating/rate.py",
        '        rules.f2(score.q["D1"], m),\n', "        None,\n", f"{UNIT}/test_rate.py",
    ),
    Fault(
        "draws without a seed", "placement_check/rating/seed.py",
        "np.random.Generator(np.random.PCG64(seed))", "np.random.Generator(np.random.PCG64())",
        f"{UNIT}/test_scenarios.py {UNIT}/test_draws.py",
    ),
    Fault(
        "a percentile that ignores ties", "placement_check/rating/ranks.py",
        "50.0 * (below + not_above) / n", "100.0 * below / n", f"{UNIT}/test_ranks.py",
    ),
    Fault(
        "the central reference for every bandwidth", "placement_check/rating/reference_build.py",
        "members.ranks[scenarios.combination[s]]", "members.ranks[scenarios.combination[0] * 0 + 4]",
        f"{UNIT}/test_reference_build.py",
    ),
    Fault(
        "caps forgotten in the draws", "placement_check/rating/draws.py",
        "np.maximum(bands_of(score, m.band_cuts), lowest_band(caps))", "bands_of(score, m.band_cuts)",
        f"{UNIT}/test_draws.py",
    ),
    Fault(
        "a missing indicator taken as P = 0", "placement_check/rating/score.py",
        "percentiles.get(n, np.nan)", "percentiles.get(n, 0.0)", f"{UNIT}/test_rate.py",
    ),
    Fault(
        "H from the far end of the distance", "placement_check/measures/hazard.py",
        "        index[1], (index[0]", "        index[0], (index[0]", "tests/unit/placement_check/test_hazard.py",
    ),
    Fault(
        "a rate where too few live for one", "placement_check/comparators.py",
        "(residents >= method.crime.population_min) &", "(residents >= 0) &",
        "tests/unit/placement_check/test_crime_findings.py tests/spec",
    ),
    Fault(
        "percentiles of figures that are not shrunk", "placement_check/rating/shrinkage.py",
        "theta = np.where(alpha > 0, shrunk, y / e)", "theta = y / e", f"{UNIT}/test_shrinkage.py tests/spec",
    ),
    Fault(
        "a lost offence group left out of the draws", "placement_check/rating/draws.py",
        "p = np.where(lost, missing.percentiles(known.crime_drawn, 100.0), known.crime)", "p = known.crime",
        f"{UNIT}/test_draws.py {LAWS}",
    ),
    Fault(
        "the upper end of the worst case only", "placement_check/rating/bands.py",
        "high4 > max(low3, enough) - enough", "high4 > max(high3, enough) - enough", f"{UNIT}/test_rate.py {LAWS}",
    ),
    Fault(
        "no adverse bound", "placement_check/rating/rate.py",
        "also.append(adverse_band(", "_ = (adverse_band(", f"{UNIT}/test_rate.py {LAWS}",
    ),
    Fault(
        "one record better than none", "placement_check/rating/shrinkage.py",
        "shrunk = np.maximum((alpha + n_star) / (beta + e_star), alpha / (beta + e))",
        "shrunk = (alpha + n_star) / (beta + e_star)", f"{UNIT}/test_rate.py",
    ),
    Fault(
        "one stream of random numbers for all indicators", "placement_check/rating/draws.py",
        "dict(zip(names, rng.spawn(len(names)), strict=True))", "dict.fromkeys(names, rng)",
        f"{UNIT}/test_draws.py {LAWS}",
    ),
    Fault(
        "reference points measured where they stand, places at their squares",
        "placement_check/rating/reference_build.py",
        "millimetres // SQUARE_MM * SQUARE_MM + SQUARE_MM // 2", "millimetres", f"{UNIT}/test_reference_build.py",
    ),
    Fault(
        "a lost layer forgotten", "placement_check/rating/rate.py",
        "floors=(*rated.floors, *rules.lost(gone, band))", "floors=rated.floors", f"{UNIT}/test_rate.py {LAWS}",
    ),
    Fault(
        "every draw ranked in the first scenario's table", "placement_check/rating/composite.py",
        "(used[:, None], TABLES.index(table))", "(used[:1, None], TABLES.index(table))", f"{UNIT}/test_draws.py",
    ),
    Fault(
        "a move down below a floor that is left open", "placement_check/decisions/settled.py",
        "unruled = 1 if rating is None else highest_open(rating, assessment.method.rating)", "unruled = 1",
        "tests/unit/placement_check/decisions/test_settled.py",
    ),
    Fault(
        "a bank holiday counted as a working day", "geodata/calendar.py",
        "day.weekday() < 5 and day not in self._days", "day.weekday() < 5",
        "tests/duties/test_calendar.py",
    ),
    Fault(
        "a dropped last event passed over", "placement_check/chain/verify.py",
        "    if found.count > held:\n", "    if found.count > held + 10**6:\n", "tests/property/test_chain_laws.py",
    ),
    Fault(
        "a value left in a redacted copy", "placement_check/chain/redact.py",
        "name: Field(field.commitment) if hide(event, name) else field", "name: field",
        "tests/unit/placement_check/chain tests/property/test_chain_laws.py",
    ),
    Fault(
        "silence that opens an approval", "placement_check/consultation/conditions.py",
        "*unconfirmed(state), *area_step_open(state, when),", "*unconfirmed(state),",
        "tests/property/test_consultation_laws.py",
    ),
)  # fmt: skip


def copy(home: Path) -> None:
    """Copy the project without what running it has left behind."""
    left = shutil.ignore_patterns("__pycache__", ".hypothesis", ".*_cache")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, home / name, ignore=left)
        elif source.is_file():
            shutil.copy2(source, home / name)


def passes(home: Path, tests: str) -> bool:
    """Say whether some tests pass in a copy."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "PYTHONPATH"))}
    command = [
        sys.executable,
        "-m",
        "pytest",
        *tests.split(),
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
    ]
    env = {**kept, "PYTHONPATH": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    code = subprocess.run(command, cwd=home, env=env, capture_output=True, check=False).returncode
    if code not in (0, 1):
        raise SystemExit(f"The tests {tests} could not be run (exit code {code}).")
    return code == 0


def caught(fault: Fault, home: Path) -> bool:
    """Plant a fault, run its tests, and take it out again."""
    path = home / fault.path
    text = path.read_text("utf-8")
    if text.count(fault.old) != 1:
        raise SystemExit(f"{fault.name}: {fault.path} holds its text {text.count(fault.old)} times.")
    path.write_text(text.replace(fault.old, fault.new), "utf-8")
    try:
        return not passes(home, fault.caught_by)
    finally:
        path.write_text(text, "utf-8")


def main(names: Sequence[str]) -> int:
    """Plant the faults; return 1 if one is not caught."""
    chosen = [f for f in FAULTS if not names or any(name in f.name for name in names)]
    escaped = []
    with tempfile.TemporaryDirectory(prefix="placement-check-faults-") as name:
        home = Path(name)
        copy(home)
        every = " ".join(sorted({test for f in chosen for test in f.caught_by.split()}))
        if not passes(home, every):
            raise SystemExit("The tests fail without any fault planted.")
        for fault in chosen:
            found = caught(fault, home)
            print(f"{'caught ' if found else 'ESCAPED'}  {fault.name}  ({fault.caught_by})", flush=True)  # noqa: T201
            escaped += [] if found else [fault.name]
    return 1 if escaped else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
