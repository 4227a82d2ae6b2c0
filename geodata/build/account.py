"""The account of a layer: every row in is kept, unlocated or rejected, and the assertions of its manifest hold."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.build.harvest import Harvest, SourceFile
from geodata.errors import ManifestError, SourceFileError
from geodata.manifest import Coverage, Layer, Part
from geodata.types import Rejection

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

NOTHING = {"rows_in": 0, "rows_kept": 0, "rows_unlocated": 0, "rows_rejected": 0}


@dataclass(frozen=True, slots=True)
class Read:
    """One file of a layer, read."""

    file: SourceFile
    harvest: Harvest
    part: Part | None

    @property
    def unlocated(self) -> int:
        """How many rows were kept without a position."""
        return int(unlocated(self.harvest.frame).sum())


def unlocated(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which rows of a reader's frame have no position."""
    missing: NDArray[np.bool_] = np.zeros(len(frame), dtype=bool)
    if "x" in frame:
        missing = np.isnan(frame["x"].to_numpy(dtype=float))
    elif "geometry" in frame:
        missing = frame["geometry"].isna().to_numpy(dtype=bool)
    return missing


def declared(layer: Layer) -> dict[str, Any]:
    """Return what a layer's entry in the lock says whatever became of its files."""
    return {
        "id": layer.id,
        "title": layer.title,
        "class": layer.layer_class.value,
        "note": layer.note,
        "publisher": layer.source.publisher,
        "url": layer.source.url,
        "licence": layer.source.licence,
        "attribution": layer.source.attribution,
        "review_after_months": layer.source.review_after_months,
        "stale_after_months": layer.source.stale_after_months,
        "format_verified": layer.data.format_verified,
        "geometry": layer.data.geometry,
        "options": dict(sorted(layer.data.options.items())),
        "indicators": [i.model_dump(mode="json") for i in layer.indicators],
        "manifest_sha256": layer.digest,
        "rows_in": 0, "rows_kept": 0, "rows_unlocated": 0, "rows_rejected": 0,
        "rejections": {}, "vintage": "", "coverage": {"areas": [], "boxes": []}, "sha256": "", "files": [],
    }  # fmt: skip


def absent(layer: Layer) -> dict[str, Any]:
    """Return the entry of a layer for which no file was found."""
    globs = " or ".join(layer.data.files)
    text = f"No file of {layer.title} is held (looked for {globs})."
    return {**declared(layer), "status": "absent", "reason": {"code": "no_data", "text": text}}


def failed(layer: Layer, error: SourceFileError, files: list[SourceFile]) -> dict[str, Any]:
    """Return the entry of a layer whose files failed their checks."""
    code = "unreadable" if error.rule == "readable" else "failed_check"
    text = f"The file of {layer.title} failed the check '{error.rule}': {error.text}"
    return {
        **declared(layer), "status": "failed",
        "files": [{"name": f.name, "sha256": f.sha256, **NOTHING} for f in files],
        "reason": {"code": code, "text": text, "rule": error.rule, "row": error.row},
    }  # fmt: skip


def built(layer: Layer, reads: list[Read]) -> dict[str, Any]:
    """Return the entry of a layer that was read whole; raises when the account does not balance.

    Raises
    ------
    SourceFileError
        If rows were lost, or an assertion of the manifest does not hold.
    """
    entry = declared(layer)
    files = [_file_entry(read) for read in reads]
    for key in ("rows_in", "rows_kept", "rows_unlocated", "rows_rejected"):
        entry[key] = sum(f[key] for f in files)
    rejections = [r for read in reads for r in read.harvest.rejections]
    entry["rejections"] = dict(sorted(Counter(r.rule for r in rejections).items()))
    entry["files"] = files
    entry["sha256"] = combined_hash([f["sha256"] for f in files])
    entry["vintage"] = span([vintage_of(layer, read) for read in reads])
    entry["coverage"] = coverage_of(layer, reads)
    if any(read.harvest.extra.get("format_verified") is False for read in reads):
        entry["format_verified"] = False
    entry["status"], entry["reason"] = "built", {}
    _assert(layer, reads, entry)
    return entry


def combined_hash(hashes: list[str]) -> str:
    """Return the SHA-256 over sorted hashes, one a line (method S-4)."""
    return hashlib.sha256("".join(f"{h}\n" for h in sorted(hashes)).encode("utf-8")).hexdigest()


def span(vintages: list[str]) -> str:
    """Return one vintage, or "oldest/newest" where the files differ; "" where one of them is undated.

    An old or undated file must not hide behind a new one.
    """
    known = sorted(vintages)
    if not known or not known[0]:
        return ""
    return known[0] if known[0] == known[-1] else f"{known[0]}/{known[-1]}"


def vintage_of(layer: Layer, read: Read) -> str:
    """Return the file's vintage: what a part says, else the manifest, else the file itself."""
    if read.part is not None and read.part.vintage:
        return read.part.vintage
    if layer.data.vintage != "from_file":
        return layer.data.vintage
    return read.harvest.vintage


def coverage_of(layer: Layer, reads: list[Read]) -> dict[str, Any]:
    """Return where the layer's files, all together, would have shown a feature."""
    areas: set[str] = set()
    boxes: list[list[int]] = []
    for read in reads:
        declared_coverage: Coverage = (read.part and read.part.coverage) or layer.data.coverage
        if declared_coverage.areas == "from_file":
            areas.update(code for code in read.harvest.coverage if _is_whole(code, reads))
        elif declared_coverage.areas == "england":
            areas.add("england")
        elif declared_coverage.areas != "none":
            areas.update(declared_coverage.areas)
        if declared_coverage.box:
            boxes.append(list(declared_coverage.box))
    return {"areas": ["england"] if "england" in areas else sorted(areas), "boxes": sorted(boxes)}


def _is_whole(code: str, reads: list[Read]) -> bool:
    """Return whether all the files that an area needs are held; part of an area is not coverage of it."""
    mine = [read.harvest.coverage_needs for read in reads if code in read.harvest.coverage]
    return len(mine) >= max(mine)


def _file_entry(read: Read) -> dict[str, Any]:
    harvest = read.harvest
    kept, rejected = len(harvest.frame), len(harvest.rejections)
    if kept + rejected != harvest.rows_in:
        raise SourceFileError(
            read.file.name, "rows_accounted_for",
            f"{harvest.rows_in} rows came in but {kept} were kept and {rejected} rejected.",
            advice="This is a fault in the reader: please report it with the file's address.",
        )  # fmt: skip
    return {
        "name": read.file.name, "sha256": read.file.sha256, "rows_in": harvest.rows_in,
        "rows_kept": kept - read.unlocated, "rows_unlocated": read.unlocated, "rows_rejected": rejected,
        "extra": {k: v for k, v in sorted(harvest.extra.items()) if isinstance(v, (int, str))},
    }  # fmt: skip


def _assert(layer: Layer, reads: list[Read], entry: dict[str, Any]) -> None:
    expect, name = layer.expect, reads[0].file.name
    rows = entry["rows_in"]
    if rows < expect.min_rows:
        raise SourceFileError(name, "min_rows", f"{rows} rows where at least {expect.min_rows} are expected.")
    if expect.max_rows is not None and rows > expect.max_rows:
        raise SourceFileError(name, "max_rows", f"{rows} rows where at most {expect.max_rows} are expected.")
    if rows and entry["rows_rejected"] / rows > expect.max_rejected_share:
        share = 100 * entry["rows_rejected"] / rows
        worst = ", ".join(f"{n} for '{rule}'" for rule, n in entry["rejections"].items())
        first = next(r for read in reads for r in read.harvest.rejections)
        raise SourceFileError(
            first.file, "max_rejected_share",
            f"{share:.1f} % of the rows were rejected ({worst}); at most {100 * expect.max_rejected_share:g} % may be.",
            row=first.row,
        )  # fmt: skip
    _assert_files(layer, reads)
    for read in reads:
        _assert_bounds(layer, read)
    for column in expect.unique:
        _assert_unique(layer, reads, column)
    held = {c for read in reads if "class" in read.harvest.frame for c in read.harvest.frame["class"]}
    for wanted in expect.classes:
        if wanted not in held:
            raise SourceFileError(name, "classes", f"no row of class '{wanted}' was found.")


def _assert_files(layer: Layer, reads: list[Read]) -> None:
    """Refuse one file of several that is empty or a second copy: the sum would hide it, and its area read as held."""
    seen: dict[str, str] = {}
    for read in reads:
        if layer.data.geometry != "none" and len(read.harvest.frame) == read.unlocated:
            raise SourceFileError(read.file.name, "empty_file", "not one row of it has a position.")
        for mark in (read.file.sha256, str(read.harvest.extra.get("source_code", read.file.sha256))):
            first = seen.setdefault(mark, read.file.name)
            if first != read.file.name:
                raise SourceFileError(
                    read.file.name,
                    "twice",
                    f"the same data are also in {first}.",
                    advice="Remove one of the two files.",
                )


def _assert_bounds(layer: Layer, read: Read) -> None:
    frame, expect = read.harvest.frame, layer.expect
    if "x" in frame:
        west, south, east, north = expect.bounds
        x, y = frame["x"].to_numpy(dtype=float), frame["y"].to_numpy(dtype=float)
        outside = np.isfinite(x) & ~((x >= west) & (x <= east) & (y >= south) & (y <= north))
        if outside.any():
            at = int(np.flatnonzero(outside)[0])
            raise SourceFileError(
                read.file.name,
                "bounds",
                f"a position lies outside {expect.bounds}.",
                row=int(frame["row"].iloc[at]),
            )


def _assert_unique(layer: Layer, reads: list[Read], column: str) -> None:
    """Refuse a key that comes twice, be it in one file or in two.

    An area of the same shape in two files is one area: districts that were merged have files of their own.
    """
    import pandas as pd

    if any(column not in read.harvest.frame for read in reads):
        raise ManifestError(f"[expect] unique names the column '{column}', which the reader does not give.")
    key = pd.concat([r.harvest.frame[column].reset_index(drop=True) for r in reads], keys=range(len(reads)))
    for here, at in key.index[key.duplicated()]:
        value = key[here][at]
        there, before = key.index[(key == value).argmax()]
        if here != there and layer.data.geometry == "polygon":
            shapes = (reads[n].harvest.frame["geometry"].iloc[m] for n, m in ((there, before), (here, at)))
            if _alike(*shapes):
                continue
        text, advice = f"'{column}' holds '{value}' twice.", ""
        if here != there:
            text = f"'{column}' holds '{value}', which {reads[there].file.name} holds too."
            advice = "Use the publisher's files of one day: what is in two files would count twice."
        row = int(reads[here].harvest.frame["row"].iloc[at])
        raise SourceFileError(reads[here].file.name, "unique", text, row=row, advice=advice)


def _alike(one: BaseGeometry | None, other: BaseGeometry | None) -> bool:
    return one is not None and other is not None and bool(one.equals(other))


def rejected_lines(rejections: list[Rejection]) -> list[list[str]]:
    """Return rejections as table lines: file, row, rule, text."""
    return [[r.file, str(r.row), r.rule, r.text] for r in rejections]
