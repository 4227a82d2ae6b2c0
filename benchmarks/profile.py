"""The whole profile: a check against the part of it that one SQL statement can state.

The statement answers, at the centre of the same 100 m square: neighbourhood and authority with their deciles; the
map points' mean spacing; residents under the kernel; the six groups of recorded crime under the kernel, weighted by
year (and so their densities, but for a constant); records by category within a mile; each density's rank among the
reference places; the places of six kinds under their kernels or within reach; the nearest service of each kind; the
nearest railway and water. It does not answer what a check adds: which share of the disc any file covers, the season,
over-dispersion and intervals, force and authority comparators, grades, reasons, provenance and words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.postgis import POINT, PostGIS, polygon
from benchmarks.question import Question, window_sums
from geodata.types import GridPoint, Location, LocationKind, LonLat
from placement_check import method as methods
from placement_check.assess import Assessment, assess
from placement_check.crime import counting_force, window_tables
from placement_check.scene import crime_scene

if TYPE_CHECKING:
    from geodata.store import Store
    from placement_check.method import Method

AT = date(2024, 6, 1)
PRESENCE = {
    "pubs": ("fhrs", "pubs", 800), "takeaways": ("fhrs", "takeaways", 800), "hotels": ("fhrs", "hotels", 1600),
    "gambling": ("gambling", "", 800), "interchanges": ("naptan", "interchange", 800),
    "stops": ("naptan", "bus_stop", 800),
}  # fmt: skip
SERVICES = {
    "gp": ("gp_practices", ""),
    "library": ("libraries", ""),
    "interchange": ("naptan", "interchange"),
}
HAZARDS = {"rail": 400, "water": 400}
H_MM = 1_600_000


@dataclass(frozen=True, slots=True)
class Profiles:
    """Both sides, ready to be asked."""

    store: Store
    method: Method
    database: PostGIS
    statement: str
    window: int

    @classmethod
    def of(cls, question: Question, database: PostGIS) -> Profiles:
        """Load what the profile needs beside the counts' tables, and return both sides."""
        store, method = question.store, methods.load()
        ends = store.crime().window_end
        window = int(ends[ends >= 0].max())
        _load_crime(database, store, method, window)
        _load_people(database, store)
        _load_places(database, store)
        _load_lines(database, store)
        _load_comparators(database, store)
        database.execute("VACUUM ANALYZE")
        return cls(store, method, database, _statement(store), window)

    def ours(self, x: int, y: int) -> Assessment:
        """Return the product's assessment of a place."""
        point = GridPoint(easting=x / 1000, northing=y / 1000)
        place = Location(
            input="", matched="the place", kind=LocationKind.EASTING_NORTHING, point=point,
            position=LonLat(longitude=0.0, latitude=0.0), uncertainty_m=1.0,
        )  # fmt: skip
        return assess(place, self.store, self.method, at=AT)

    def theirs(self, x: int, y: int) -> Any:
        """Return the statement's row for a place."""
        sx, sy = (v // 100_000 * 100_000 + 50_000 for v in (x, y))
        return self.database.cursor.execute(self.statement, {"x": sx, "y": sy}).fetchone()

    def worst_difference(self, places: list[tuple[int, int]]) -> dict[str, Any]:
        """Return how far the two sides' figures lie apart where both give one, and how many were compared."""
        worst, compared = 0.0, 0
        for x, y in places:
            row, found = self.theirs(x, y), self.ours(x, y).findings
            own = {f.question.indicator: f for f in found if hasattr(f, "detail")}
            for g, group in enumerate(self.store.crime().groups):
                finding = own.get(f"crime.{group}.density")
                if finding is None or finding.detail.get("h_m") != H_MM / 1000:
                    continue
                a, b = finding.detail["events_weighted"], float(row[4][g] or 0.0)
                worst, compared = max(worst, abs(a - b) / max(abs(a), 1e-9)), compared + 1
        return {"figures_compared": compared, "worst_relative_difference": worst}


def _load_crime(database: PostGIS, store: Store, method: Method, end: int) -> None:
    scene = crime_scene(store)
    crime, tables = scene.crime, window_tables(scene.crime, end, method)
    size = tables.covered.shape[1]
    first = end - size + 1
    kernel = np.zeros((crime.index.x.size, len(crime.groups)))
    plain = window_sums(crime, range(max(first, 0), end + 1))
    for block in range(method.blocks):
        lo = first + (method.blocks - 1 - block) * method.months_per_block
        sums = window_sums(crime, range(max(lo, 0), max(lo + method.months_per_block, 0)))
        for category, group in enumerate(crime.category_group):
            if group >= 0:
                kernel[:, group] += method.weight(block) * sums[:, category]
    counted = counting_force(crime, tables, np.arange(crime.index.x.size)) >= 0
    kernel[~counted], plain[~counted] = 0.0, 0
    groups = ", ".join(f"g{n} float8" for n in range(kernel.shape[1]))
    counts = ", ".join(f"c{n} int" for n in range(plain.shape[1]))
    rows = zip(crime.index.x.tolist(), crime.index.y.tolist(), kernel.tolist(), plain.tolist(), strict=True)
    _table(database, "weighted", f"{groups}, {counts}", ((x, y, *k, *c) for x, y, k, c in rows))


def _load_people(database: PostGIS, store: Store) -> None:
    people, spacing = store.people(), store.release.array("people.spacing")
    rows = zip(
        people.index.x.tolist(), people.index.y.tolist(),
        _nulls(people.residents), _nulls(spacing), strict=True,
    )  # fmt: skip
    _table(database, "people", "residents float8, spacing float8", rows)


def _nulls(values: Any) -> list[float | None]:
    return [None if v != v else v for v in values.tolist()]


def _held(store: Store, wanted: Mapping[str, tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
    """Return the questions whose layer the release holds."""
    layers = store.release.layers
    return {name: about for name, about in wanted.items() if layers[about[0]]["status"] == "built"}


def _load_places(database: PostGIS, store: Store) -> None:
    wanted = _held(store, {**PRESENCE, **{k: (*v, 0) for k, v in SERVICES.items()}})
    for name, (layer_id, kind, _) in wanted.items():
        layer = store.points(layer_id)
        mine = np.array([kind in ("", c) for c in layer.classes])[np.asarray(layer.kind)]
        rows = zip(layer.index.x[mine].tolist(), layer.index.y[mine].tolist(), strict=True)
        _table(database, f"layer_{name}", "", rows)


def _load_lines(database: PostGIS, store: Store) -> None:
    import shapely

    for name in HAZARDS:
        layer = store.lines(name)
        ends = np.column_stack([np.asarray(getattr(layer.index, n)) for n in ("x1", "y1", "x2", "y2")])
        lines = shapely.linestrings(ends.reshape(-1, 2, 2).astype(np.float64))
        shapes = [(shapely.to_wkb(line),) for line in lines]
        if layer.areas is not None:
            shapes += [(shapely.to_wkb(polygon(layer.areas, n)),) for n in range(len(layer.areas.codes))]
        database.execute("CREATE TABLE raw (shape bytea)")
        database._copy("raw", shapes)
        database.execute(
            f"CREATE TABLE layer_{name} AS SELECT ST_GeomFromWKB(shape) AS geom FROM raw",
            f"CREATE INDEX ON layer_{name} USING gist (geom)", "DROP TABLE raw",
        )  # fmt: skip


def _load_comparators(database: PostGIS, store: Store) -> None:
    release, rows = store.release, []
    if release.has("comparators.values"):
        names = [bytes(n).decode("ascii") for n in release.array("comparators.indicator")]
        for g, group in enumerate(store.crime().groups):
            values = release.array("comparators.values")[names.index(f"crime.{group}.density")]
            rows += [(g, v) for v in values[np.isfinite(values)].tolist()]
    database.execute("CREATE TABLE comparator (g smallint, value float8)")
    database._copy("comparator", rows)
    database.execute("CREATE INDEX ON comparator (g, value)")
    database.execute("CREATE TABLE decile (code text PRIMARY KEY, imd float8, crime float8)")
    codes = [bytes(c).decode("ascii") for c in release.array("deprivation_2025.code")]
    columns = [release.array(f"deprivation_2025.{n}_decile").tolist() for n in ("imd", "crime")]
    database._copy("decile", zip(codes, *columns, strict=True))


def _table(database: PostGIS, name: str, columns: str, rows: Any) -> None:
    extra = f", {columns}" if columns else ""
    database.execute(f"CREATE TABLE raw (x float8, y float8{extra})")
    database._copy("raw", rows)
    database.execute(
        f"CREATE TABLE {name} AS SELECT ST_MakePoint(x, y)::geometry(Point) AS geom, raw.* FROM raw",
        f"CREATE INDEX {name}_geom ON {name} USING gist (geom)",
        f"CLUSTER {name} USING {name}_geom",
        "DROP TABLE raw",
    )


def _near(table: str, radius_mm: int, columns: str) -> str:
    """Return the rows of a table within a radius, with d2, the squared distance in mm²."""
    dx, dy = "(x - %(x)s::float8)", "(y - %(y)s::float8)"
    return (
        f"(SELECT {dx} * {dx} + {dy} * {dy} AS d2{columns} FROM {table} "
        f"WHERE geom && ST_Expand({POINT}, {radius_mm}) OFFSET 0) AS near "
        f"WHERE d2 <= {radius_mm**2}::float8"
    )


def _kernel(radius_mm: int) -> str:
    share = f"(1 - d2 / {radius_mm**2}::float8)"
    return f"{share} * {share}"


def _statement(store: Store) -> str:
    crime = store.crime()
    groups, categories = range(len(crime.groups)), range(len(crime.categories))
    sums = ", ".join(
        [*(f"sum(g{g} * k) AS g{g}" for g in groups), *(f"sum(c{c}) AS c{c}" for c in categories)]
    )
    columns = "".join(f", g{g}" for g in groups) + "".join(f", c{c}" for c in categories)
    presence = ", ".join(
        f"(SELECT sum({_kernel(r * 1000)}) FROM {_near(f'layer_{name}', r * 1000, '')})"
        for name, (_, _, r) in _held(store, PRESENCE).items()
    )
    services = ", ".join(
        f"(SELECT geom <-> {POINT} FROM layer_{name} ORDER BY geom <-> {POINT} LIMIT 1)"
        for name in _held(store, SERVICES)
    )
    hazards = ", ".join(
        f"(SELECT min(geom <-> {POINT}) FROM layer_{name} WHERE geom && ST_Expand({POINT}, {r * 1000}))"
        for name, r in HAZARDS.items()
    )
    ranks = ", ".join(
        f"(SELECT count(*) FROM comparator WHERE g = {g} AND value < crime.g{g})" for g in groups
    )
    return f"""
        WITH crime AS MATERIALIZED (
          SELECT {sums} FROM (
            SELECT {_kernel(H_MM)} AS k, near.* FROM {_near("weighted", H_MM, columns)}) weighed),
        lsoa AS MATERIALIZED (SELECT code FROM lsoas WHERE ST_Intersects(geom, {POINT}) LIMIT 1)
        SELECT
          (SELECT ROW(lsoa.code, imd, crime) FROM lsoa LEFT JOIN decile USING (code)),
          (SELECT code FROM districts WHERE ST_Intersects(geom, {POINT}) LIMIT 1),
          (SELECT avg(spacing) FROM {_near("people", 3_000_000, ", spacing")}),
          (SELECT sum({_kernel(H_MM)} * residents) FROM {_near("people", H_MM, ", residents")}),
          ARRAY[{", ".join(f"crime.g{g}" for g in groups)}],
          ARRAY[{", ".join(f"crime.c{c}" for c in categories)}],
          ARRAY[{ranks}], ARRAY[{presence}], ARRAY[{services}], ARRAY[{hazards}]
        FROM crime
        """
