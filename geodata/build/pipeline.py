"""The build, phase by phase: publishers' files in, one release out.

A layer whose file fails its checks is recorded as failed, never left out in silence. The current release is
replaced only by one in which nothing failed and no layer was lost, unless the caller accepts that.
"""

from __future__ import annotations

import csv
import importlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geodata.authorities import Authorities
from geodata.build import account, features, people
from geodata.build.account import Read
from geodata.build.crime_layer import write_crime
from geodata.build.draft import Draft
from geodata.build.harvest import Context, PostcodeTable, SourceFile
from geodata.build.losses import Losses, since_current
from geodata.build.nearest import write_nearest
from geodata.build.sources import find, part_of
from geodata.build.tables_layer import write_table
from geodata.errors import GeodataError, ManifestError, SourceFileError, TableError
from geodata.manifest import SHIPPED as SHIPPED_LAYERS
from geodata.manifest import Layer, load_all
from geodata.release import POINTER, Release
from geodata.tables import SHIPPED as SHIPPED_TABLES
from geodata.tables import read_tables
from geodata.types import Rejection

FIRST = ("districts", "beyond", "lsoas", "postcodes", "postcode_districts", "lsoa_lookup", "population")
AREAS = ("districts", "beyond", "lsoas")
Progress = Callable[[str, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to build, and where.

    ``finish`` is called with the draft opened as a release and its writer, so that comparators, whose formulas
    belong to the method and not to the facts, can be added before the release is sealed.
    """

    source: Path
    to: Path
    layers: tuple[Path, ...] = ()
    tables: Path = SHIPPED_TABLES
    label: str = ""
    accept_failures: bool = False
    finish: Callable[[Release, Draft], None] | None = None
    progress: Progress = lambda phase, item: None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a build: the release's directory, whether it is current, what failed and what was lost."""

    path: Path
    current: bool
    failures: tuple[SourceFileError, ...]
    lock: Mapping[str, Any]
    losses: Losses


@dataclass(slots=True)
class _Work:
    """What later phases need of earlier ones."""

    request: Request
    draft: Draft
    layers: dict[str, Layer]
    authorities: Authorities
    tables: Mapping[str, list[dict[str, str]]]
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    postcodes: PostcodeTable | None = None
    rejections: list[Rejection] = field(default_factory=list)
    failures: list[SourceFileError] = field(default_factory=list)


def build(request: Request) -> Outcome:
    """Build one release.

    Returns
    -------
    Outcome
        Where the release lies, every failure, each naming file, row and rule, and every layer that is lost.

    Raises
    ------
    GeodataError
        If a manifest or table is wrong, or the source directory cannot be read; nothing is left behind.
    OSError
        If the disk is full or may not be written; nothing is left behind.
    """
    _readable(request.source)
    layers = load_all([SHIPPED_LAYERS, *request.layers])
    tables = read_tables(request.tables)
    authorities = Authorities.from_tables(tables)
    had_current = (request.to / POINTER).is_file()
    draft = Draft(request.to, tables, request.label)
    try:
        work = _Work(request, draft, layers, authorities, tables)
        _build_layers(work)
        _something_found(work)
        lost = since_current(request.to, request.label, draft.layers) if had_current else Losses()
        if recorded := lost.record(accepted=request.accept_failures):
            draft.lock["lost"] = recorded
        _seal(work)
        make_current = not (work.failures or lost.layers) or request.accept_failures or not had_current
        request.progress("writing", "release")
        path = draft.publish(make_current=make_current)
    except BaseException:  # an interruption too must leave nothing behind; it is raised again
        draft.discard()
        raise
    return Outcome(path, make_current, tuple(work.failures), draft.lock, lost)


def _readable(source: Path) -> None:
    if not source.is_dir():
        raise GeodataError(
            f"{source}: there is no such directory. Give --from the directory of publishers' files."
        )
    try:
        next(source.iterdir(), None)
    except PermissionError as error:
        raise GeodataError(
            f"{source}: permission to read it was refused. Give this user read access to the directory."
        ) from error


def _something_found(work: _Work) -> None:
    """Refuse a directory in which no layer finds a file: an empty release would replace a good one."""
    if all(entry["status"] == "absent" for entry in work.draft.layers.values()):
        raise GeodataError(
            f"{work.request.source}: holds no file of any layer, so nothing was built and the current release stays. "
            "Give --from the directory of publishers' files itself: links to folders are not followed."
        )


def _build_layers(work: _Work) -> None:
    order = [*FIRST, *(i for i in sorted(work.layers) if i not in (*FIRST, "crime")), "crime"]
    for layer_id in order:
        if layer_id in work.layers:
            work.request.progress("reading", layer_id)
            _try_layer(work, work.layers[layer_id])
    work.request.progress("placing", "population")
    _place_people(work)
    if "people" in work.draft.lock:
        work.request.progress("placing", "nearest places")
        write_nearest(work.draft, work.draft.opened())


def _try_layer(work: _Work, layer: Layer) -> None:
    files: list[SourceFile] = []
    try:
        files = find(work.request.source, layer)
        _build_layer(work, layer, files)
    except SourceFileError as error:
        work.failures.append(error)
        work.draft.layers[layer.id] = account.failed(layer, error, files)


def _build_layer(work: _Work, layer: Layer, files: list[SourceFile]) -> None:
    if not files:
        work.draft.layers[layer.id] = account.absent(layer)
        return
    if layer.data.reader == "police_uk":
        entry, rejected, broken = write_crime(
            work.draft, layer, files, work.authorities, work.frames.get("districts"), _day_of_boundaries(work),
            work.request.tables,
            lambda name: work.request.progress("reading", name),
        )  # fmt: skip
        work.rejections += rejected
        work.failures += broken
        work.draft.layers[layer.id] = entry
        return
    context = Context(layer.data.options, work.postcodes, work.request.tables)
    read = _reader(layer)
    try:
        reads = [Read(file, read(file, context), part_of(work.request.source, layer, file)) for file in files]
        entry = account.built(layer, reads)
    except ManifestError as error:
        raise ManifestError(f"layer '{layer.id}': {error}") from error
    entry.update(_write(work, layer, reads))
    work.draft.layers[layer.id] = entry
    work.rejections += [r for one in reads for r in one.harvest.rejections]


def _reader(layer: Layer) -> Callable[..., Any]:
    name = layer.data.reader
    try:
        module = importlib.import_module(f"geodata.build.readers.{name}")
    except ModuleNotFoundError as error:
        raise GeodataError(
            f"layer '{layer.id}': there is no reader '{name}'. See docs/how-to/add-a-layer.md for the list."
        ) from error
    read: Callable[..., Any] = module.read
    return read


def _write(work: _Work, layer: Layer, reads: list[Read]) -> dict[str, Any]:
    frame = pd.concat([r.harvest.frame for r in reads], ignore_index=True)
    if layer.id in AREAS:
        work.frames[layer.id] = frame
        _known_districts(work, layer, reads)
        return features.write_areas(work.draft, layer.id, reads)
    if layer.id == "postcodes":
        work.frames[layer.id] = frame
        work.postcodes = people.postcode_table(reads)
        return people.write_postcodes(work.draft, reads)
    if layer.id == "uprns":
        return people.write_uprns(work.draft, frame)
    if layer.data.geometry == "point":
        return features.write_points(work.draft, layer.id, reads, dict(layer.data.options))
    if layer.data.geometry in ("line", "polygon"):
        return features.write_lines(work.draft, layer.id, reads, layer.data.geometry)
    work.frames[layer.id] = frame
    on = _day_of_boundaries(work) if "aggregate" in layer.data.options else None
    return write_table(work.draft, layer, frame, work.frames, work.authorities, on)


def _day_of_boundaries(work: _Work) -> date:
    """Return the first day of the month of the district boundaries, the day on which codes are read."""
    vintage = work.draft.layers["districts"]["vintage"]
    if not vintage:
        raise SourceFileError(
            "districts", "boundaries", "without district boundaries no place has an authority or a police force.",
            advice="Add the boundary file named in geodata/layers/districts.toml to the source directory.",
        )  # fmt: skip
    return date.fromisoformat(f"{vintage[:7]}-01")


def _known_districts(work: _Work, layer: Layer, reads: list[Read]) -> None:
    """Refuse a district that no row of the tables gives an authority: its places would have none."""
    if layer.id != "districts":
        return
    known = {row["code"] for row in work.tables["districts"]}
    gone = sorted(known - {code for read in reads for code in read.harvest.frame["code"]})
    if gone:
        raise SourceFileError(
            reads[0].file.name, "every_district", f"{len(gone)} districts are not in it, the first {gone[0]}: their "
            "land would read as sea.", advice="Use the boundaries of all districts of England.",
        )  # fmt: skip
    for read in reads:
        for code, row in zip(read.harvest.frame["code"], read.harvest.frame["row"], strict=True):
            if code not in known:
                raise SourceFileError(
                    read.file.name, "district", f"district {code} is not in the table districts.csv.", row=int(row),
                    advice="Add its row, with its authority and dates, or use the boundaries of the tables' vintage.",
                )  # fmt: skip


def _place_people(work: _Work) -> None:
    postcodes = work.frames.get("postcodes")
    if postcodes is None:
        return
    codes = work.draft.layers["postcodes"]["districts"]
    number = {code: i for i, code in enumerate(codes)}
    postcodes = postcodes.drop_duplicates("postcode")
    work.draft.lock["people"] = people.place_population(
        work.draft,
        postcodes.assign(district_index=postcodes["district"].map(number)),
        _one_a_code(work.frames.get("lsoas")),
        work.frames.get("population"),
    )
    work.draft.lock["reference"] = {"kind": "postcode_mean"}
    if work.draft.layers.get("crime", {}).get("status") == "built":
        _place_spacing(work, codes)


def _place_spacing(work: _Work, districts: list[str]) -> None:
    crime = work.draft.layers["crime"]
    covered = set(crime["coverage"]["areas"])
    day = _day_of_boundaries(work)
    has_force = np.zeros(len(districts), dtype=bool)
    for number, code in enumerate(districts):
        try:
            has_force[number] = work.authorities.force_of_district(code, day).code in covered
        except TableError:  # a district beyond England
            continue
    people.write_spacing(work.draft, work.draft.opened(), has_force)


def _one_a_code(lsoas: pd.DataFrame | None) -> pd.DataFrame | None:
    return None if lsoas is None else lsoas.drop_duplicates("code")


def _seal(work: _Work) -> None:
    """Compute the data version, write the rejections, and let the method add its comparators."""
    draft = work.draft
    inputs = [f"{f['sha256']} {f['name']}" for entry in draft.layers.values() for f in entry["files"]]
    inputs += [entry["manifest_sha256"] for entry in draft.layers.values()]
    inputs.append(draft.tables_hash())
    reference = work.draft.lock.setdefault("reference", {"kind": "none"})["kind"]
    draft.lock["data_version"] = account.combined_hash([*inputs, reference])
    _write_rejections(draft, work.rejections)
    if work.request.finish is not None:
        work.request.progress("computing", "comparators")
        work.request.finish(draft.opened(), draft)


def _write_rejections(draft: Draft, rejections: list[Rejection]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["file", "row", "rule", "text"])
    writer.writerows(account.rejected_lines(rejections))
    draft.add_text("rejections.csv", text.getvalue().encode("utf-8"))
