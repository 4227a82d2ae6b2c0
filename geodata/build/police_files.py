"""police.uk street files: a folder of months, or the archive zip; read whole, row by row accounted for."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.build.harvest import SourceFile, read_bytes
from geodata.crs import to_grid
from geodata.errors import SourceFileError
from geodata.types import Rejection

if TYPE_CHECKING:
    from numpy.typing import NDArray

HEADER = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code",
    "LSOA name", "Crime type", "Last outcome category", "Context",
)  # fmt: skip
NAME = re.compile(r"(?P<month>\d{4}-(0[1-9]|1[0-2]))-(?P<slug>[a-z-]+)-street\.csv(\.gz)?$")
SLUG_WORDS = {"btp": "transport-police"}
FIRST_MONTH = "2013-06"  # method S-3: categories of earlier months are not comparable


@dataclass(frozen=True, slots=True)
class StreetFile:
    """One force's street file for one month: counts per map point and category, and the account of its rows.

    ``x``, ``y`` are whole millimetres; ``category`` indexes the labels given to :func:`read`; ``located`` and
    ``unlocated`` are counts per category.
    """

    name: str
    sha256: str
    slug: str
    month: str
    rows_in: int
    x: NDArray[np.int32]
    y: NDArray[np.int32]
    category: NDArray[np.int64]
    n: NDArray[np.int64]
    located: NDArray[np.int64]
    unlocated: NDArray[np.int64]
    rejections: tuple[Rejection, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A street file as found: its name, and the force and month that its name states.

    ``load`` reads the content only when asked, so that a damaged file is known by its force and month; ``sha256`` is
    that of the file on disk, be it the archive.
    """

    name: str
    sha256: str
    slug: str
    month: str
    load: Callable[[], bytes]


def members(file: SourceFile) -> Iterator[Member]:
    """Yield every street file in a source file, be it one month's CSV or the archive zip.

    Raises
    ------
    SourceFileError
        If a zip is damaged or holds no street file.
    """
    if file.path.suffix != ".zip":
        yield _member(file.name, file.sha256, lambda: read_bytes(file.path))
        return
    try:
        with zipfile.ZipFile(file.path) as archive:
            names = sorted(n for n in archive.namelist() if NAME.search(n))
            if not names:
                text = "the zip holds no street file (YYYY-MM-force-street.csv)."
                raise SourceFileError(file.name, "is_data", text)
            for name in names:
                yield _member(f"{file.name}!{name}", file.sha256, partial(_unpacked, archive, name))
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise SourceFileError(file.name, "readable", f"the zip is damaged or cut short ({error}).") from error


def _unpacked(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise SourceFileError(name, "readable", f"this member of the zip is damaged ({error}).") from error


def _member(name: str, sha256: str, load: Callable[[], bytes]) -> Member:
    found = NAME.search(PurePosixPath(name.replace("!", "/")).name)
    if found is None:
        raise SourceFileError(name, "file_name", "the name is not YYYY-MM-force-street.csv.")
    return Member(name, sha256, found["slug"], found["month"], load)


def read(member: Member, labels: Mapping[str, int]) -> StreetFile:
    """Return one month's records, counted by map point and category.

    Identical full rows with a crime id are true duplicates and are rejected; identical rows without one are separate
    incidents and are kept (method S-4). Records without coordinates are tallied as unlocated.

    Raises
    ------
    SourceFileError
        If the columns, the month or a category is not what the publisher's format promises (method S-3), or the
        file is cut short.
    """
    frame = _frame(member)
    _check(member, frame, labels)
    duplicate = frame.duplicated(keep="first").to_numpy() & (frame["Crime ID"] != "").to_numpy()
    rejections = tuple(
        Rejection(
            file=member.name,
            row=int(row) + 2,
            rule="duplicate_record",
            text="the same crime id and row twice",
        )
        for row in np.flatnonzero(duplicate)
    )
    kept = frame[~duplicate]
    category = np.array([labels[label] for label in kept["Crime type"]], dtype=np.int64)
    x, y, located = _positions(member, kept)
    size = len(labels)
    return StreetFile(
        member.name, member.sha256, member.slug, member.month, len(frame),
        *_counted(x[located], y[located], category[located], size),
        located=np.bincount(category[located], minlength=size),
        unlocated=np.bincount(category[~located], minlength=size),
        rejections=rejections,
    )  # fmt: skip


def _frame(member: Member) -> pd.DataFrame:
    try:
        text = member.load().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceFileError(member.name, "encoding", f"the text is not UTF-8 ({error}).") from error
    header = text.split("\n", 1)[0].strip("\r").split(",")
    if tuple(header) != HEADER:
        new = [c for c in header if c not in HEADER]
        gone = [c for c in HEADER if c not in header]
        raise SourceFileError(
            member.name, "columns",
            f"the columns changed: new {new}, missing {gone}." if new or gone else "the columns are in another order.",
            row=1, advice="Check what the publisher changed, then update the reader; do not rename columns by hand.",
        )  # fmt: skip
    if not text.endswith("\n"):
        rows = text.count("\n") + 1
        raise SourceFileError(member.name, "complete", "the last line is cut short.", row=rows)
    short = _first_short(text)
    if short is not None:
        raise SourceFileError(member.name, "complete", "a line has the wrong number of fields.", row=short)
    try:
        return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, na_filter=False)
    except pd.errors.ParserError as error:
        raise SourceFileError(
            member.name, "complete", f"a line has the wrong number of fields ({error})."
        ) from error


def _first_short(text: str) -> int | None:
    """Return the first line whose fields are not as many as the header's; a short one would read as left blank."""
    commas = len(HEADER) - 1
    for number, line in enumerate(text.rstrip("\n").split("\n"), start=1):
        if line.count(",") != commas and ('"' not in line or len(next(csv.reader([line]))) != len(HEADER)):
            return number
    return None


def _names(slug: str, force: str) -> bool:
    """Return whether a force's printed name is that of the slug: it holds every word of it."""
    words = set(re.split(r"[^a-z]+", force.lower().replace("&", "and")))
    return set(SLUG_WORDS.get(slug, slug).split("-")) <= words


def _check(member: Member, frame: pd.DataFrame, labels: Mapping[str, int]) -> None:
    if member.month < FIRST_MONTH:
        raise SourceFileError(
            member.name, "window_start",
            f"categories before {FIRST_MONTH} are not comparable (method S-3).", advice="Remove the file.",
        )  # fmt: skip
    rules = (
        (
            "force",
            ~frame["Falls within"].map(partial(_names, member.slug)),
            "Falls within",
            "another force's record",
        ),
        ("month", frame["Month"] != member.month, "Month", "the month differs from the file's name"),
        (
            "category",
            ~frame["Crime type"].isin(list(labels)),
            "Crime type",
            "the category is unknown (method S-3)",
        ),
    )
    for rule, broken, column, text in rules:
        at = np.flatnonzero(broken.to_numpy())
        if at.size:
            value = frame[column].iloc[at[0]][:60]
            raise SourceFileError(
                member.name, rule, f"{text}: '{value}' ({at.size} rows).", row=int(at[0]) + 2,
                advice="The force-month is not covered until the file, or the table crime_categories.csv, is right.",
            )  # fmt: skip


def _positions(
    member: Member, frame: pd.DataFrame
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    lon = pd.to_numeric(frame["Longitude"], errors="coerce").to_numpy(dtype=np.float64)
    lat = pd.to_numeric(frame["Latitude"], errors="coerce").to_numpy(dtype=np.float64)
    blank = ((frame["Longitude"] == "") | (frame["Latitude"] == "")).to_numpy()
    odd = np.flatnonzero(~blank & ~(np.isfinite(lon) & np.isfinite(lat)))
    if odd.size:
        raise SourceFileError(
            member.name, "coordinates", "a coordinate is not a number.", row=int(odd[0]) + 2
        )
    easting, northing = to_grid(longitude=lon, latitude=lat)
    located = np.isfinite(easting) & np.isfinite(northing)
    x = np.where(located, np.rint(np.nan_to_num(easting) * 1000), 0).astype(np.int64)
    y = np.where(located, np.rint(np.nan_to_num(northing) * 1000), 0).astype(np.int64)
    return x, y, located


def _counted(
    x: NDArray[np.int64], y: NDArray[np.int64], category: NDArray[np.int64], size: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
    """Return unique (x, y, category) with their counts, sorted by y, x, category."""
    key = np.stack([y, x, category], axis=1)
    unique, n = (
        np.unique(key, axis=0, return_counts=True) if len(key) else (key.reshape(0, 3), np.empty(0, np.int64))
    )
    return unique[:, 1].astype(np.int32), unique[:, 0].astype(np.int32), unique[:, 2], n
