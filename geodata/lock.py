"""What a release's lock must hold for the code that reads it: a part that is missing is named, never stumbled on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

TOP = ("arrays", "data_version", "label", "layers", "tables_sha256", "texts")
ARRAY = ("bytes", "dtype", "sha256", "shape")
TEXT = ("bytes", "sha256")
NEEDED_LAYERS = (
    "crime",
    "districts",
    "postcodes",
)  # without them nothing can be placed, and crime not refused
DECLARED = (
    "attribution", "class", "coverage", "files", "format_verified", "geometry", "id", "indicators", "licence", "note",
    "options", "publisher", "reason", "rejections", "review_after_months", "rows_in", "rows_kept", "rows_rejected",
    "rows_unlocated", "sha256", "stale_after_months", "status", "title", "url", "vintage",
)  # fmt: skip
INDICATOR = (
    "also_layers", "approximation", "classes", "column", "domain", "evidence", "fallback_layers", "id", "measure",
    "question", "rationale", "reach_m", "title", "unit", "worse",
)  # fmt: skip
CRIME = (
    "breaks", "categories", "category_group", "forces", "grid", "groups", "months", "other_forces_held", "periods",
    "status_by_month", "window_end", "window_rule",
)  # fmt: skip
POSTCODES = ("districts", "grid")
FEATURES = ("classes", "features", "grid", "unlocated")
PARTS = {  # entries that are read together with arrays of the same name
    "comparators": ("method", "method_sha256"), "people": ("grid",), "rating": ("forces", "method_sha256", "sets"),
    "nearest": (),
}  # fmt: skip


def lacking(lock: Mapping[str, Any]) -> str:
    """Return the path of the first key that a published release's lock lacks, as ``layers.crime``; "" for none.

    Only a lock that was cut or edited lacks one: a build writes them all.
    """
    return next(_lacking(lock), "")


def _lacking(lock: Mapping[str, Any]) -> Iterator[str]:
    yield from _absent(lock, (*TOP, "reference"), "")
    yield from _absent(lock["reference"], ("kind",), "reference")
    for part, keys in (("arrays", ARRAY), ("texts", TEXT)):
        yield from _absent(lock[part], (), part)
        for name, entry in lock[part].items():
            yield from _absent(entry, keys, f"{part}.{name}")
    yield from _absent(lock["layers"], NEEDED_LAYERS, "layers")
    for name, entry in lock["layers"].items():
        yield from _layer(entry, name, lock["arrays"])
    for part in sorted({name.partition(".")[0] for name in lock["arrays"]} & PARTS.keys()):
        yield from _absent(lock, (part,), "")
        if PARTS[part]:
            yield from _absent(lock[part], PARTS[part], part)
    if "people" in lock:
        yield from _grid(lock["people"], "people")
    if "rating" in lock:
        yield from _absent(lock["rating"], ("sets",), "rating")
        yield from _each(lock["rating"]["sets"], ("n", "name", "national"), "rating.sets")


def _layer(entry: Mapping[str, Any], name: str, arrays: Mapping[str, Any]) -> Iterator[str]:
    path = f"layers.{name}"
    yield from _absent(entry, DECLARED, path)
    yield from _absent(entry["coverage"], ("areas", "boxes"), f"{path}.coverage")
    yield from _each(entry["indicators"], INDICATOR, f"{path}.indicators")
    if entry["status"] != "built":
        yield from _absent(entry["reason"], ("code", "text"), f"{path}.reason")
        return
    features = FEATURES if f"{name}.class" in arrays else ()
    yield from _absent(entry, {"crime": CRIME, "postcodes": POSTCODES}.get(name, features), path)
    if "grid" in entry:
        yield from _grid(entry, path)


def _grid(entry: Mapping[str, Any], path: str) -> Iterator[str]:
    yield from _absent(entry, ("grid",), path)
    yield from _absent(entry["grid"], ("origin", "shape"), f"{path}.grid")


def _absent(entry: object, keys: Iterable[str], path: str) -> Iterator[str]:
    """Yield what of the keys an entry lacks; the entry itself where it is no table of keys."""
    if not isinstance(entry, Mapping):
        yield path
        return
    for key in keys:
        if key not in entry:
            yield f"{path}.{key}" if path else key


def _each(listed: object, keys: Iterable[str], path: str) -> Iterator[str]:
    """Yield what the entries of a list lack; the list itself where it is none."""
    if not isinstance(listed, list):
        yield path
        return
    for number, one in enumerate(listed):
        yield from _absent(one, keys, f"{path}.{number}")
