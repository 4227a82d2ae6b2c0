"""Many places: records by category within four radii, 10,000 postcodes at once, by the product and by PostGIS.

PostGIS is asked in both its forms: one prepared statement a place, and one
statement that joins a table of all the places. The whole of `batch --profile-only` is timed as a process beside them.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command has it

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.postgis import POINT, SETTINGS, PostGIS
from benchmarks.question import RADII_M, Question
from benchmarks.server import server
from geodata.release import Release
from geodata.store import Store
from placement_check import method as methods
from placement_check.profiles.counting import counts_within
from placement_check.scene import crime_scene
from placement_check.tallies import tally_of

SIZE, SEED, ROUNDS, ALONE = 10_000, 20_240_430, 5, 1_000


def postcodes(store: Store) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return postcodes whose own force's records are held, and where they are, in millimetres."""
    people, known = store.people().index, np.isfinite(store.release.array("people.spacing"))
    held = set(zip(people.x[known].tolist(), people.y[known].tolist(), strict=True))
    x, y = (store.release.array(f"postcodes.{axis}").astype(np.int64) for axis in "xy")
    at = np.array([n for n, place in enumerate(zip(x.tolist(), y.tolist(), strict=True)) if place in held])
    chosen = np.random.default_rng(SEED).choice(at, min(SIZE, at.size), replace=False)
    keys = store.release.array("postcodes.key")[chosen]
    return [bytes(k).decode("ascii") for k in keys], x[chosen], y[chosen]


def timed(work) -> list[float]:
    """Return the seconds of each round."""
    out = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        out.append(time.perf_counter() - begun)
    return out


class Counts(PostGIS):
    """PostGIS with the records and nothing else loaded."""

    def _load(self) -> None:
        self.execute("CREATE EXTENSION IF NOT EXISTS postgis")
        self._load_crime(self.question.store.crime())
        self.execute("VACUUM ANALYZE")

    def _counts(self, point: str, x: str, y: str) -> str:
        sums = ", ".join(f"sum(c{n})" for n in range(self.width))
        squared = [f"{(r * 1000) ** 2}::float8" for r in RADII_M]
        cuts = " ".join(f"WHEN d2 <= {s} THEN {i}" for i, s in enumerate(squared[:-1]))
        ring = f"CASE {cuts} ELSE {len(RADII_M) - 1} END"
        return f"""
            SELECT array_agg(a) AS rings FROM (SELECT ARRAY[{ring}, {sums}] AS a FROM (
              SELECT (x - {x}) * (x - {x}) + (y - {y}) * (y - {y}) AS d2, crime.* FROM crime
              WHERE geom && ST_Expand({point}, {RADII_M[-1] * 1000}) OFFSET 0) boxed
            WHERE d2 <= {squared[-1]} GROUP BY {ring}) summed"""

    def _statement(self) -> str:
        return self._counts(POINT, "%(x)s::float8", "%(y)s::float8")

    def joined(self, x: np.ndarray, y: np.ndarray) -> list[list[list[int]] | None]:
        """Return the counts of all places by one statement."""
        self.execute("DROP TABLE IF EXISTS asked", "CREATE TABLE asked (n int, px float8, py float8)")
        self._copy("asked", zip(range(x.size), x.tolist(), y.tolist(), strict=True))
        self.execute("ANALYZE asked")
        inner = self._counts("ST_MakePoint(px, py)", "px", "py")
        rows = self.cursor.execute(f"SELECT rings FROM asked, LATERAL ({inner}) found ORDER BY n").fetchall()
        return [row[0] for row in rows]


def table_of(rings: list[list[int]] | None, width: int) -> np.ndarray:
    """Return counts by radius and category of one place's rings."""
    table = np.zeros((len(RADII_M), width), dtype=np.int64)
    for ring, *row in rings or ():
        table[ring] = row
    return table.cumsum(axis=0)


def whole(release: Path, names: list[str]) -> dict[str, float]:
    """Return the seconds and the memory (MB) of the whole command, as a process, reading and writing included."""
    with tempfile.TemporaryDirectory() as home:
        file = Path(home) / "places.csv"
        file.write_text("postcode\n" + "\n".join(names) + "\n", encoding="utf-8")
        command = [sys.executable, "-m", "placement_check", "batch", str(file), "-o", f"{home}/out.csv",
                   "--profile-only", "--at", "2024-06-30", "--data", str(release)]  # fmt: skip
        begun = time.perf_counter()
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        _, _, used = os.wait4(process.pid, 0)
        spent = time.perf_counter() - begun
    return {
        "seconds": spent,
        "cpu_seconds": used.ru_utime + used.ru_stime,
        "memory_mb": used.ru_maxrss / 1024,
    }


def measure(data: Path) -> dict[str, Any]:
    """Return what many places cost, on both sides."""
    store, method = Store.of(Release.open(data)), methods.load()
    names, x, y = postcodes(store)
    scene = crime_scene(store)
    end = int(scene.crime.window_end.max())
    tally = tally_of(store, scene.tables(end, method), method)
    radii = [float(r) for r in RADII_M]
    found: dict = {
        "places": len(names),
        "radii_m": radii,
        "categories": tally.shape[1],
    }
    ours = counts_within(scene.crime.index, tally, x, y, radii)
    found["ours_seconds"] = timed(lambda: counts_within(scene.crime.index, tally, x, y, radii))
    found["batch_profile_only"] = whole(data, names)
    with server(SETTINGS) as dsn:
        database = Counts(dsn, Question.of(data, ()))
        rows = database.joined(x, y)
        found["differ"] = sum(
            not np.array_equal(table_of(row, tally.shape[1]), mine)
            for row, mine in zip(rows, ours, strict=True)
        )
        found["postgis_joined_seconds"] = timed(lambda: database.joined(x, y))
        some = list(zip(x[:ALONE].tolist(), y[:ALONE].tolist(), strict=True))
        alone = timed(lambda: [
            database.cursor.execute(database.statement, {"x": a, "y": b}).fetchone() for a, b in some
        ])  # fmt: skip
        found["postgis_one_by_one_ms_a_place"] = [1000 * t / len(some) for t in alone]
        database.connection.close()
    mine = statistics.median(found["ours_seconds"])
    found["times_postgis_joined"] = statistics.median(found["postgis_joined_seconds"]) / mine
    found["times_postgis_one_by_one"] = (
        statistics.median(found["postgis_one_by_one_ms_a_place"]) * len(names) / 1000 / mine
    )
    return found
