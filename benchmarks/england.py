"""A generated England, built by the product's own pipeline into a release.

Real: every unit postcode, the 296 districts, the codes, positions and residents of the 33,755 neighbourhoods, and
every other layer held but stops. Generated, from one seed: the neighbourhoods' outlines (Voronoi cells of their real
points inside their real district), 750,000 map points near real postcodes with the records of three years, and
50,000 places in 15 classes. The pipeline runs whole; only the parsing of street files is replaced, for their rows are
made here already counted by map point, category and month.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import numpy as np
import pandas as pd
import shapely

from geodata.build import crime
from geodata.build.crime import Streets
from geodata.build.pipeline import Outcome, Request, build
from geodata.build.police_files import StreetFile
from geodata.errors import TableError
from geodata.release import Release
from geodata.store import Store

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Stops are held for six small areas only: from anywhere else each search for one would go out to 128 km.
NOT_LINKED = ("lsoa21_bgc", "gm_lsoa_generalised", "-street.csv", "/naptan/")
CLASSES = tuple(f"kind_{n:02d}" for n in range(1, 16))
UNLOCATED_SHARE = 0.02
MANIFEST = """
title = "Generated places"
class = "open"
note = "Generated for a benchmark."
[source]
publisher = "Nobody"
url = "https://www.example.gov.uk/"
licence = "OGL-UK-3.0"
attribution = "None."
review_after_months = 600
stale_after_months = 600
[data]
reader = "table"
files = ["**/generated_places.csv"]
geometry = "point"
vintage = "2024-04"
coverage = { areas = "england" }
[data.options]
columns = ["kind", "easting", "northing"]
easting = "easting"
northing = "northing"
class_column = "kind"
"""


@dataclass(frozen=True, slots=True)
class Size:
    """How large an England to draw."""

    map_points: int = 778_000  # about 750,000 of them get a record in three years
    records_a_year: int = 5_500_000
    months: int = 36
    places: int = 50_000
    seed: int = 20_240_430


def generate(
    real: Path, source: Path, to: Path, size: Size, finish: Callable[[Release, Any], None] | None = None
) -> Outcome:
    """Build the release from the real files in ``source`` and the real release ``real``; return what came of it."""
    rng = np.random.default_rng(size.seed)
    store = Store.of(Release.open(real))
    files = to / "files"
    _link(source, files)
    _draw_neighbourhoods(store, files, source)
    manifests = _draw_places(store, files, size, rng)
    streets = _draw_streets(store, size, rng)
    with patch.object(crime, "read_all", lambda *_: streets):
        return build(Request(source=files, to=to, layers=(manifests,), finish=finish, label="GENERATED"))


def _link(source: Path, files: Path) -> None:
    """Link every real file that nothing generated replaces, and one street file to name the layer."""
    street = min(source.rglob("*-street.csv*"))
    for path in sorted(source.rglob("*")):
        replaced = any(part in path.as_posix() for part in NOT_LINKED) and path != street
        if path.is_file() and not replaced:
            link = files / path.relative_to(source)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.unlink(missing_ok=True)
            link.symlink_to(path)


def _draw_neighbourhoods(store: Store, files: Path, source: Path) -> None:
    points = pd.read_csv(next(source.rglob("lsoa21_england_points.csv*")))
    districts = store.areas("districts")
    held = {districts.code(d): d for d in range(len(districts.codes))}
    features = []
    for code, mine in points.groupby("lad25cd", sort=True):
        features += _cells(_district(store, held[str(code)]), mine, str(code))
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    path = files / "lsoa" / "lsoa21_bgc" / "generated.geojson"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}))


def _district(store: Store, number: int) -> Any:
    from benchmarks.postgis import polygon

    return shapely.transform(polygon(store.areas("districts"), number), lambda xy: xy / 1000.0)


def _cells(district: Any, points: pd.DataFrame, code: str) -> list[dict[str, Any]]:
    """Return the Voronoi cells of the points within a district; a point beyond its edge keeps a small square."""
    at = shapely.points(points["easting"].to_numpy(float), points["northing"].to_numpy(float))
    if len(at) == 1:
        shapes = np.array([district])
    else:
        cells = shapely.get_parts(
            shapely.voronoi_polygons(
                shapely.multipoints(at), extend_to=shapely.envelope(district), ordered=True
            )
        )
        shapes = shapely.intersection(cells, district)
        shapes = np.where(
            shapely.area(shapes) > 0, shapes, shapely.box(*shapely.bounds(shapely.buffer(at, 20)).T)
        )
    return [
        {
            "type": "Feature", "geometry": json.loads(shapely.to_geojson(_areal(shape))),
            "properties": {"LSOA21CD": lsoa, "LSOA21NM": lsoa, "LADCD_ACTIVE": code},
        }
        for lsoa, shape in zip(points["lsoa21cd"], shapes, strict=True)
    ]  # fmt: skip


def _areal(shape: Any) -> Any:
    """Return the polygons of a shape, without the lines and points that clipping can leave."""
    parts = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon"]
    return shape if shape.geom_type == "Polygon" else shapely.multipolygons(parts)


def _draw_places(store: Store, files: Path, size: Size, rng: np.random.Generator) -> Path:
    """Write places near postcodes, in classes of very unequal size, and the manifest that declares them."""
    people = store.people().index
    share = 0.72 ** np.arange(len(CLASSES))
    chosen = rng.integers(0, people.x.size, size.places)
    frame = pd.DataFrame(
        {
            "kind": rng.choice(CLASSES, size.places, p=share / share.sum()),
            "easting": (people.x[chosen] / 1000.0 + rng.normal(0, 60, size.places)).round(1),
            "northing": (people.y[chosen] / 1000.0 + rng.normal(0, 60, size.places)).round(1),
        }
    )
    frame.to_csv(files / "generated_places.csv", index=False)
    home = files.parent / "manifests"
    home.mkdir(exist_ok=True)
    classes = ", ".join(f'"{c}" = "{c}"' for c in CLASSES)
    (home / "venues.toml").write_text(f"{MANIFEST}classes = {{ {classes} }}\n")
    return home


def _draw_streets(store: Store, size: Size, rng: np.random.Generator) -> Streets:
    """Return a street file for every force and month.

    Each map point lies about 30 m from a postcode of its own and takes the mean monthly records, by category, of a map
    point drawn from the real ones; the whole is scaled to the records wanted a year, and each month is Poisson.
    """
    people, real = store.people(), store.crime()
    slugs = np.array(_slugs(store))
    english = np.flatnonzero(slugs[people.district] != "")
    chosen = np.sort(rng.choice(english, size.map_points, replace=False))
    x = people.index.x[chosen] + np.rint(rng.normal(0, 30_000, chosen.size)).astype(np.int32)
    y = people.index.y[chosen] + np.rint(rng.normal(0, 30_000, chosen.size)).astype(np.int32)
    slug = slugs[people.district[chosen]]
    point, category, mean = _profiles(real, size, rng)
    files: list[StreetFile] = []
    for month in crime.month_range(*_span(size.months)):
        n = rng.poisson(mean)
        some = np.flatnonzero(n)
        files += _files(month, x, y, slug, point[some], category[some], n[some], len(real.categories), rng)
    return Streets(tuple(sorted(files, key=lambda f: (f.slug, f.month))), ())


def _span(months: int) -> tuple[str, str]:
    last = 2024 * 12 + 3
    first = last - months + 1
    return f"{first // 12:04d}-{first % 12 + 1:02d}", f"{last // 12:04d}-{last % 12 + 1:02d}"


def _slugs(store: Store) -> list[str]:
    """Return the force of each postcode's district, "" where the postcode states no English district."""
    authorities, slugs = store.authorities, []
    for code in store.people().districts:
        try:
            slugs.append(authorities.force_of_district(code, store.boundary_day).slug)
        except TableError:
            slugs.append("")
    return slugs


def _profiles(
    real: Any, size: Size, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return (map point, category, mean records a month) for every pair that can occur."""
    from benchmarks.question import window_sums

    sums = window_sums(real, range(len(real.months)))
    sums = sums[sums.sum(axis=1) > 0]
    drawn = rng.integers(0, len(sums), size.map_points)
    point, category = np.nonzero(sums[drawn])
    mean = sums[drawn][point, category].astype(np.float64)
    return point, category, mean * (size.records_a_year / 12 / mean.sum())


def _files(
    month: str, x: NDArray[np.int32], y: NDArray[np.int32], slug: NDArray[np.str_],
    point: NDArray[np.int64], category: NDArray[np.int64], n: NDArray[np.int64], categories: int,
    rng: np.random.Generator,
) -> Iterator[StreetFile]:  # fmt: skip
    own = slug[point]
    order = np.lexsort((category, point, own))
    own, point, category, n = own[order], point[order], category[order], n[order]
    names, first = np.unique(own, return_index=True)
    for name, lo, hi in zip(names, first, [*first[1:], own.size], strict=True):
        at, kind, many = point[lo:hi], category[lo:hi], n[lo:hi]
        located = np.bincount(kind, many, categories).astype(np.int64)
        unlocated = rng.binomial(located, UNLOCATED_SHARE)
        digest = hashlib.sha256(b"".join(a.tobytes() for a in (x[at], y[at], kind, many))).hexdigest()
        yield StreetFile(
            f"generated/{month}-{name}-street", digest, str(name), month, int((located + unlocated).sum()),
            x[at], y[at], kind, many, located, unlocated, (),
        )  # fmt: skip
