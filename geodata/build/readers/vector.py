"""Any file of points, lines or areas that GDAL reads: GeoJSON, GeoPackage, FlatGeobuf or Shapefile."""

from __future__ import annotations

import re
import sqlite3
import warnings
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FieldError, GeometryError
from pyproj import CRS
from pyproj.exceptions import CRSError

from geodata.build.harvest import Context, Harvest, SourceFile, read_bytes
from geodata.build.readers.table import (
    DEGREES,
    GRID,
    Sieve,
    check_options,
    mapped,
    screen,
)
from geodata.crs import to_grid
from geodata.errors import ManifestError, SourceFileError

if TYPE_CHECKING:
    from numpy.typing import NDArray

OPTIONS = frozenset({
    "class", "class_column", "classes", "name_column", "code_column", "code_prefixes", "coverage_column",
    "crs", "geometry", "layer", "where",
})  # fmt: skip
MAGIC = {
    ".geojson": (b"{",),
    ".json": (b"{",),
    ".gpkg": (b"SQLite format 3\0",),
    ".fgb": (b"fgb\x03fgb",),
    ".shp": (b"\x00\x00\x27\x0a",),
}
DRIVERS = frozenset({"GeoJSON", "TopoJSON", "GPKG", "FlatGeobuf", "ESRI Shapefile"})
KINDS = np.array(["point", "line", "line", "polygon", "point", "line", "polygon", "mixed"])
DIMENSION = {"point": 0, "line": 1, "polygon": 2}
CUT = re.compile(rb'"exceededTransferLimit"\s*:\s*true')


def read(file: SourceFile, context: Context) -> Harvest:
    """Return the features of one layer of a file, in metres of EPSG:27700.

    The options: ``class``, or ``class_column`` (with ``classes``); ``name_column``; ``code_column`` with
    ``code_prefixes``; ``coverage_column`` (codes of the areas the file covers); ``crs`` where the file states
    none; ``geometry`` (else the kind most features have); ``layer`` where there are several; ``where``, a
    condition that selects features before any is counted. A column option may name alternatives: "A|B".

    Raises
    ------
    ManifestError
        If an option is unknown or does not fit another.
    SourceFileError
        If the file is not what the options promise, or is in neither EPSG:4326 nor EPSG:27700.
    """
    options = dict(context.options)
    check_options("vector", options, OPTIONS)
    if ("class" in options) == ("class_column" in options):
        raise ManifestError(
            "The reader 'vector' needs either 'class' (one class for every feature) or 'class_column'. "
            "Correct [data.options] of the manifest."
        )
    frame, info, faults = _features(file, options)
    crs = _system(file, info["crs"], options.get("crs"))
    sieve = Sieve(file.name, np.arange(1, len(frame) + 1, dtype=np.int64))
    texts = pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
    screen(texts, sieve)
    out = _attributes(file, texts, options, sieve)
    shapes = np.asarray(frame["geometry"].array if "geometry" in frame else [None] * len(frame), dtype=object)
    kind = _usable(shapes, options.get("geometry"), sieve)
    shapes = _on_grid(shapes, crs, sieve)
    repaired = _repair(shapes, kind, sieve)
    if kind == "point":
        out["x"], out["y"] = _single(shapes, sieve)
    else:
        out["geometry"] = shapes
    kept = out[sieve.kept].reset_index(drop=True)
    coverage = _column(file, texts, options.get("coverage_column"), required=False)
    areas = () if coverage is None else tuple(sorted({c for c in coverage[sieve.kept].dropna() if c}))
    extra = {"repaired": repaired, "reader_warnings": faults, "features_in_file": int(info["features"])}
    return Harvest(len(frame), kept, sieve.rejections, _last_change(file), areas, extra=extra)


def _source(file: SourceFile) -> Path | bytes:
    """Return what GDAL is to read: text and packed files as bytes, so that damage is seen before parsing."""
    plain = file.path.with_suffix("") if file.path.suffix == ".gz" else file.path
    magic = MAGIC.get(plain.suffix.lower())
    if magic is None or (plain is not file.path and plain.suffix == ".shp"):
        raise SourceFileError(
            file.name, "format", f"'{''.join(file.path.suffixes[-2:])}' is not a format this reader knows.",
            advice="Use GeoJSON, GeoPackage or FlatGeobuf (each also .gz), or an unpacked Shapefile.",
        )  # fmt: skip
    if magic == (b"{",) or plain is not file.path:
        raw = read_bytes(file.path)
        start = raw[:400].removeprefix(b"\xef\xbb\xbf").lstrip() if magic == (b"{",) else raw[:400]
    else:
        raw, start = b"", _head(file)
    if not start.startswith(magic):
        page = start.lstrip().lower().startswith((b"<!doctype html", b"<html"))
        what = "a web page, not the data file" if page else "not the kind of file its name says"
        raise SourceFileError(file.name, "is_data", f"this is {what}.")
    if magic == (b"{",) and CUT.search(raw):
        raise SourceFileError(
            file.name, "truncated", "its service held more features than it sent (exceededTransferLimit).",
            advice="Download the whole layer instead of one page of a query.",
        )  # fmt: skip
    return raw or file.path


def _head(file: SourceFile) -> bytes:
    try:
        with file.path.open("rb") as stream:
            return stream.read(400)
    except OSError as error:
        raise SourceFileError(file.name, "readable", f"it cannot be read ({error.strerror}).") from error


def _features(file: SourceFile, options: Mapping[str, Any]) -> tuple[Any, Mapping[str, Any], int]:
    source = _source(file)
    try:
        with warnings.catch_warnings(record=True) as faults:
            warnings.simplefilter("always")
            held = [str(name) for name, _ in pyogrio.list_layers(source)]
            layer = _layer(file, held, options.get("layer"))
            info = pyogrio.read_info(source, layer=layer, force_feature_count=True)
            if info["driver"] not in DRIVERS:
                raise SourceFileError(file.name, "format", f"GDAL takes it for '{info['driver']}'.")
            frame = pyogrio.read_dataframe(
                source, layer=layer, where=options.get("where"), on_invalid="ignore", datetime_as_string=True
            )
    except (DataSourceError, DataLayerError, FieldError, GeometryError, ValueError, RuntimeError) as error:
        reason = re.sub(r"'?/vsimem/\S+", "the file", str(error)).replace(str(file.path), file.name)
        raise SourceFileError(file.name, "readable", f"GDAL cannot read it ({reason}).") from error
    if "where" not in options and len(frame) != info["features"]:
        raise SourceFileError(
            file.name, "truncated", f"{len(frame)} features could be read where it has {info['features']}.",
            row=len(frame) + 1,
        )  # fmt: skip
    return frame, info, len(faults)


def _layer(file: SourceFile, held: list[str], wanted: str | None) -> int:
    """Return the layer's number: a file read from memory may give its layer another name each time."""
    if len(held) == 1:
        return 0
    if wanted in held:
        return held.index(str(wanted))
    raise SourceFileError(
        file.name, "layer", f"it holds {len(held)} layers ({', '.join(held[:6])}), and not '{wanted or ''}'.",
        advice="Name the layer to read with the option 'layer' of the manifest.",
    )  # fmt: skip


def _system(file: SourceFile, stated: str | None, declared: str | None) -> str:
    """Return the file's coordinate system: one of the two that this project converts without loss."""
    if declared not in (None, GRID, DEGREES):
        raise ManifestError(f"The option crs = '{declared}' is neither '{GRID}' nor '{DEGREES}'. Correct it.")
    if stated is None and declared is None:
        raise SourceFileError(
            file.name, "crs", "the file does not state its coordinate system.",
            advice=f"If the publisher says which it is, declare it: crs = \"{DEGREES}\" or crs = \"{GRID}\".",
        )  # fmt: skip
    found = declared if stated is None else _epsg(stated)
    if declared is not None and found != declared:
        raise SourceFileError(
            file.name, "crs", f"the file states {found}, but the manifest declares {declared}.",
            advice="Ask the publisher which is right, and correct the other.",
        )  # fmt: skip
    if found not in (GRID, DEGREES):
        raise SourceFileError(
            file.name, "crs", f"the file is in {found}, which is not converted here.",
            advice=f"Export it again in {DEGREES} (longitude, latitude) or {GRID} (British National Grid), "
            "through OSTN15: a plain shift is wrong by two metres without saying so.",
        )  # fmt: skip
    return str(found)


def _epsg(stated: str) -> str:
    try:
        crs = CRS.from_user_input(stated)
    except CRSError:
        return "a system that cannot be identified"
    flat = crs.sub_crs_list[0] if crs.is_compound else crs
    if flat.to_authority() == ("OGC", "CRS84"):
        return DEGREES
    code = flat.to_epsg()
    return f"EPSG:{code}" if code else f"'{flat.name}'"


def _column(
    file: SourceFile, texts: pd.DataFrame, wanted: str | None, *, required: bool = True
) -> pd.Series[Any] | None:
    if wanted is None:
        return None
    present = [name for name in wanted.split("|") if name in texts]
    if len(present) == 1:
        return texts[present[0]]
    if not present and not required:
        return None
    held = ", ".join(str(c) for c in texts.columns) or "none"
    what = "is missing" if not present else "stands for two columns that are both there"
    raise SourceFileError(
        file.name, "columns", f"the column '{wanted}' {what} (it has: {held}).",
        advice="If the publisher has renamed it, correct the manifest.",
    )  # fmt: skip


def _words(values: pd.Series[Any]) -> pd.Series[str]:
    return values.astype(object).map(lambda v: "" if pd.isna(v) else str(v).strip()).astype(str)


def _attributes(
    file: SourceFile, texts: pd.DataFrame, options: Mapping[str, Any], sieve: Sieve
) -> pd.DataFrame:
    out = pd.DataFrame({"row": sieve.rows})
    code = _column(file, texts, options.get("code_column"))
    if code is not None:
        codes = _words(code)
        out["code"] = codes
        sieve.take((codes == "").to_numpy(dtype=bool), "no_code", "the feature has no code")
        prefixes = tuple(options.get("code_prefixes", ("",)))
        other = ~codes.str.startswith(prefixes).to_numpy(dtype=bool)
        sieve.take(other, "other_nation", lambda at: f"code '{codes.iloc[at]}' is not of this layer")
    kind = _column(file, texts, options.get("class_column"))
    constant = pd.Series([options.get("class", "")] * len(texts), dtype=str)
    out["class"] = constant if kind is None else mapped(_words(kind), options.get("classes"), sieve)
    name = _column(file, texts, options.get("name_column"))
    out["name"] = "" if name is None else _words(name)
    return out


def _usable(shapes: NDArray[Any], declared: str | None, sieve: Sieve) -> str:
    """Reject what has no shape, an unreal one, or one of another kind; return the layer's kind."""
    if declared is not None and declared not in DIMENSION:
        raise ManifestError(f"The option geometry = '{declared}' is not point, line or polygon. Correct it.")
    empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    sieve.take(empty, "empty_geometry", "the feature has no geometry, so it lies nowhere")
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    unreal = np.bincount(owner[~np.isfinite(xy).all(axis=1)], minlength=len(shapes)) > 0
    sieve.take(unreal, "not_finite", "a coordinate is not a finite number")
    kinds = np.where(empty, "none", KINDS[np.maximum(shapely.get_type_id(shapes), 0)])
    counts = {kind: int(np.count_nonzero(kinds[sieve.kept] == kind)) for kind in DIMENSION}
    kind = declared or max(counts, key=lambda k: counts[k])
    sieve.take(kinds != kind, "geometry_kind", lambda at: f"a {kinds[at]} where the layer has {kind}s")
    return kind


def _on_grid(shapes: NDArray[Any], crs: str, sieve: Sieve) -> NDArray[Any]:
    """Return the kept shapes in metres of EPSG:27700: from degrees through OSTN15, and no other way."""
    out = np.full(len(shapes), None, dtype=object)
    flat = shapely.force_2d(shapes)
    at = np.flatnonzero(sieve.kept)
    xy, owner = shapely.get_coordinates(flat[at], return_index=True)
    if crs == GRID:
        wrong = (np.abs(xy[:, 0]) <= 180) & (np.abs(xy[:, 1]) <= 90)
        rule, text = "degrees_not_metres", "the position is in degrees, but the file says metres"
    else:
        east, north = to_grid(longitude=xy[:, 0], latitude=xy[:, 1])
        xy = np.column_stack([east, north])
        wrong = np.isnan(xy).any(axis=1)
        rule, text = "outside_grid", "a position is outside the national grid (are x and y swapped?)"
    broken = np.zeros(len(shapes), dtype=bool)
    broken[at[np.unique(owner[wrong])]] = True
    sieve.take(broken, rule, text)
    good = ~broken[at]
    out[at[good]] = shapely.set_coordinates(flat[at[good]].copy(), xy[good[owner]])
    return out


def _repair(shapes: NDArray[Any], kind: str, sieve: Sieve) -> int:
    """Repair invalid shapes in place where the repair is still a line or an area; return how many were."""
    repaired = 0
    lost = np.zeros(len(shapes), dtype=bool)
    for at in np.flatnonzero(sieve.kept & ~shapely.is_valid(shapes)):
        parts = shapely.get_parts(shapely.make_valid(shapes[at]), return_index=False)
        parts = np.concatenate([shapely.get_parts(part) for part in parts]) if len(parts) else parts
        whole = [p for p in parts if shapely.get_dimensions(p) == DIMENSION[kind] and not p.is_empty]
        lost[at] = not whole
        if whole:
            multi = shapely.MultiPolygon if kind == "polygon" else shapely.MultiLineString
            shapes[at] = whole[0] if len(whole) == 1 else multi(whole)
            repaired += 1
    sieve.take(lost, "invalid_geometry", f"the shape is invalid and cannot be repaired into a {kind}")
    return repaired


def _single(shapes: NDArray[Any], sieve: Sieve) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    several = shapely.get_num_geometries(shapes) > 1
    sieve.take(several, "several_points", "the feature has several points: give each its own feature")
    points = shapely.get_geometry(shapes, 0)
    return shapely.get_x(points), shapely.get_y(points)


def _last_change(file: SourceFile) -> str:
    """Return the date a GeoPackage says it was last changed: the nearest to a vintage that it states."""
    if file.path.suffix != ".gpkg":
        return ""
    address = f"{file.path.resolve().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as database:
        found = database.execute("SELECT max(last_change) FROM gpkg_contents").fetchone()
    return str(found[0] or "")[:10]
