"""PostGIS's side, in its best form: the same rows as the product holds, loaded once, indexed, analysed and cached.

Coordinates are whole millimetres, so that both sides compare the same integers and a record at exactly the radius is
inside on both. The unit changes nothing of the cost. Everything is asked by one prepared statement a place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import psycopg
import shapely

from benchmarks.question import RADII_M, Answer, Question, window_sums, within_reach

if TYPE_CHECKING:
    from geodata.rings import RingTable
    from geodata.store import CrimeLayer

VERTICES = 128  # of a subdivided area: the fastest of 8, 16, 32, 64, 128, 256 and whole on the real release
SETTINGS = {"shared_buffers": "2GB", "work_mem": "64MB", "maintenance_work_mem": "512MB"}
POINT = "ST_MakePoint(%(x)s::float8, %(y)s::float8)"


class PostGIS:
    """The question asked of a database. Loads it on construction."""

    def __init__(self, dsn: str, question: Question) -> None:
        self.connection = psycopg.connect(dsn, autocommit=True)
        self.connection.prepare_threshold = 1
        self.question = question
        self.width = len(question.store.crime().categories)
        self._load()
        self.statement = self._statement()
        self.cursor = self.connection.cursor(binary=True)
        self.execute("SET max_parallel_workers_per_gather = 0", "SET jit = off")

    def execute(self, *statements: str) -> None:
        """Run statements that answer nothing."""
        for statement in statements:
            self.connection.execute(statement)

    def ask(self, x: int, y: int) -> Answer:
        """Return the numbers at a place, in whole millimetres of EPSG:27700."""
        row = self.cursor.execute(self.statement, {"x": x, "y": y}).fetchone()
        assert row is not None
        rings, nearest, lsoa, authority = row
        table = np.zeros((len(RADII_M), self.width), dtype=np.int64)
        for ring, *row in rings or ():
            table[ring] = row
        counts = tuple(map(tuple, table.cumsum(axis=0).tolist()))
        return Answer(counts, tuple(within_reach(d / 1000.0) for d in nearest), lsoa or "", authority or "")

    def _load(self) -> None:
        store = self.question.store
        self.execute("CREATE EXTENSION IF NOT EXISTS postgis")
        self._load_crime(store.crime())
        self._load_places()
        self._load_areas("lsoas", store.areas("lsoas"), None)
        districts = store.areas("districts")
        authorities = [store.district_authority(d) for d in range(len(districts.codes))]
        self._load_areas("districts", districts, authorities)
        self.execute("VACUUM ANALYZE")

    def _load_crime(self, crime: CrimeLayer) -> None:
        wide = window_sums(crime, self.question.months, self.question.tables)
        columns = ", ".join(f"c{n} int" for n in range(self.width))
        self.execute(f"CREATE TABLE raw (x float8, y float8, {columns})")
        used = wide.any(axis=1)
        rows = np.column_stack([np.asarray(crime.index.x), np.asarray(crime.index.y), wide])[used]
        self._copy("raw", rows.tolist())
        self.execute(
            "CREATE TABLE crime AS SELECT ST_MakePoint(x, y)::geometry(Point) AS geom, raw.* FROM raw",
            "CREATE INDEX crime_geom ON crime USING gist (geom)",
            "CLUSTER crime USING crime_geom",
            "DROP TABLE raw",
        )

    def _load_places(self) -> None:
        self.execute("CREATE TABLE raw (class smallint, x float8, y float8)")
        number = {named: i for i, named in enumerate(self.question.classes)}
        for layer_id in self.question.layers:
            layer = self.question.store.points(layer_id)
            kinds = [number.get((layer_id, kind), -1) for kind in layer.classes]
            own = np.array(kinds)[np.asarray(layer.kind)]
            self._copy("raw", zip(own.tolist(), layer.index.x.tolist(), layer.index.y.tolist(), strict=True))
        self.execute(
            "CREATE TABLE place AS SELECT class, ST_MakePoint(x, y)::geometry(Point) AS geom FROM raw",
            *(
                f"CREATE INDEX place_{n} ON place USING gist (geom) WHERE class = {n}"
                for n in range(len(number))
            ),
            "DROP TABLE raw",
        )

    def _load_areas(self, name: str, areas: RingTable, codes: list[str] | None) -> None:
        codes = [areas.code(a) for a in range(len(areas.codes))] if codes is None else codes
        self.execute("CREATE TABLE raw (code text, shape bytea)")
        shapes = (shapely.to_wkb(polygon) for polygon in polygons(areas))
        self._copy("raw", zip(codes, shapes, strict=True))
        self.execute(
            f"CREATE TABLE {name} AS SELECT code, ST_Subdivide(ST_GeomFromWKB(shape), {VERTICES}) AS geom FROM raw",
            f"CREATE INDEX {name}_geom ON {name} USING gist (geom)",
            f"CLUSTER {name} USING {name}_geom",
            "DROP TABLE raw",
        )

    def _copy(self, table: str, rows: Iterable[Any]) -> None:
        with self.connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def _statement(self) -> str:
        """Return the statement: of the forms tried, each part in its fastest (see README.md)."""
        sums = ", ".join(f"sum(c{n})" for n in range(self.width))
        squared = [f"{(r * 1000) ** 2}::float8" for r in RADII_M]
        cuts = " ".join(f"WHEN d2 <= {s} THEN {i}" for i, s in enumerate(squared[:-1]))
        dx, dy = "(x - %(x)s::float8)", "(y - %(y)s::float8)"
        each = " UNION ALL ".join(
            f"(SELECT geom <-> {POINT} AS d, {n} AS class FROM place WHERE class = {n} "
            f"ORDER BY geom <-> {POINT} LIMIT 1)"
            for n in range(len(self.question.classes))
        )
        return f"""
            SELECT
              (SELECT array_agg(a) FROM (
                 SELECT ARRAY[CASE {cuts} ELSE {len(RADII_M) - 1} END, {sums}] AS a FROM (
                   SELECT {dx} * {dx} + {dy} * {dy} AS d2, crime.* FROM crime
                   WHERE geom && ST_Expand({POINT}, {RADII_M[-1] * 1000}) OFFSET 0) boxed
                 WHERE d2 <= {squared[-1]}
                 GROUP BY CASE {cuts} ELSE {len(RADII_M) - 1} END) summed),
              (SELECT array_agg(d ORDER BY class) FROM ({each}) nearest),
              (SELECT code FROM lsoas WHERE ST_Intersects(geom, {POINT}) LIMIT 1),
              (SELECT code FROM districts WHERE ST_Intersects(geom, {POINT}) LIMIT 1)
            """


def polygons(areas: RingTable) -> Iterator[Any]:
    """Yield each area as a polygon."""
    yield from (polygon(areas, number) for number in range(len(areas.codes)))


def polygon(areas: RingTable, number: int) -> Any:
    """Return the polygon that the even-odd rule makes of an area's rings, in millimetres."""
    ends = areas.ring_start[areas.area_start[number] : areas.area_start[number + 1] + 1]
    rings = [
        np.column_stack([areas.x[lo:hi], areas.y[lo:hi]]).astype(np.float64)
        for lo, hi in pairwise(ends.tolist())
    ]
    return shapely.build_area(shapely.multilinestrings([shapely.linestrings(ring) for ring in rings]))
