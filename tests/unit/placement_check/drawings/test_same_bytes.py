"""Same inputs, same bytes: twice in one process and under another hash seed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[4]
SCRIPT = """
import hashlib
from placement_check.findings import NoComparator, Percentile
from placement_check.records.drawings.comparators import Row, comparators
from placement_check.records.drawings.map import Lines, MapInput, Place, draw_map
from placement_check.records.drawings.scale import NotRated, Scored, scale
from placement_check.records.drawings.symbols import LineKind
from placement_check.records.drawings.trend import Series, Trend, trend

kinds = ("gp", "pubs", "bus_stop", "library")
places = tuple(
    Place(number=k + 1, kind=kinds[k % 4], x=5e5 + 37 * k, y=2e5 - 21 * k, name=f"Place {k}") for k in range(12)
)
line = Lines(kind=LineKind.RAIL, runs=(((499_000.0, 199_000.0), (501_500.3, 201_111.7)),))
compared = (NoComparator("none"), Percentile(5.0, 9), Percentile(7.0, 9))
row = Row(title="Drugs", unit="a year", value=3.1, interval=(1.0, 4.0), compared=compared)
drawings = (
    scale(Scored(score=61.3, interval=(40.0, 80.0), cuts=(25, 75, 90), bands=(2, 3), probabilities=(0.0, 0.8, 0.2, 0.0),
                 draws=2000, compared_with="9 places", completeness=0.9)),
    scale(NotRated(reasons=("None held.",), completeness=0.1)),
    trend(Trend(about="Counts", months=("2024-01", "2024-02", "2024-03"), groups=(Series("Drugs", (1, None, 7)),))),
    comparators([row], ("A", "B", "C"), "interval"),
    draw_map(MapInput(centre=(5e5, 2e5), reach_m=(800.0,), places=places, lines=(line,))),
)
print(hashlib.sha256(repr(drawings).encode()).hexdigest())
"""


def digest(seed: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return ran.stdout.strip()


def test_the_same_inputs_give_the_same_bytes_under_any_hash_seed():
    first = digest("0")
    assert len(first) == len(hashlib.sha256().hexdigest())
    assert first == digest("0") == digest("4242")
