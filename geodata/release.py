"""A data release: an immutable directory named by its hash, beside a pointer that says which one is current.

::

    DATA/
    ├── current                the name of the release in use, one line
    ├── .building-<name>/      a build that has not finished, or was killed
    └── <hash>/
        ├── lock.json          layers, files, hashes, coverage, vintages, licences
        ├── tables.json        the dated tables of authorities, forces and codes
        └── <array>.npy        memory-mapped arrays
"""

from __future__ import annotations

import hashlib
import json
import math
import mmap
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.errors import LayerUnavailable, ReleaseError
from geodata.lock import lacking

if TYPE_CHECKING:
    from numpy.typing import NDArray

FORMAT = 1
LOCK = "lock.json"
TABLES = "tables.json"
POINTER = "current"
BUILDING = ".building-"
SMALL_BYTES = 32_768  # whose contents are compared: 1 ms of a check, where 64 KB cost 3 (SECURITY.md)
HASH = re.compile(r"[0-9A-Fa-f]{64}")
BUILD_ADVICE = "Build one with: placement-check data build --from DIR --to DIR"


@dataclass(frozen=True, slots=True, eq=False)
class Release:
    """One opened release; reading an array costs a memory map, not a copy."""

    path: Path
    lock: Mapping[str, Any]
    tables: Mapping[str, list[dict[str, str]]]
    _open: dict[str, NDArray[Any]] = field(default_factory=dict)

    @classmethod
    def open(cls, path: Path) -> Release:
        """Return the release in a data directory, or the release whose own directory is given.

        Raises
        ------
        ReleaseError
            If there is none, it was only half written, it may not be read, or another version wrote it.
        """
        home = _home(path)
        spelt = _read_bytes(home / LOCK)
        lock = _json(home / LOCK, spelt)
        written = lock.get("format")
        if written != FORMAT:
            older = isinstance(written, int) and written < FORMAT
            advice = (
                f"Build the release again with this version. {BUILD_ADVICE}"
                if older
                else "Use the version of placement-check that wrote it, or build the release again."
            )
            raise ReleaseError(
                f"{home}: this release has format {written!r}, and this version reads format {FORMAT}. {advice}"
            )
        _same_name(home, hashlib.sha256(spelt).hexdigest())
        _whole_lock(home, lock)
        raw = _read_bytes(home / TABLES)
        if hashlib.sha256(raw).hexdigest() != lock.get("tables_sha256"):
            raise ReleaseError(
                f"{home / TABLES}: the tables are missing or have been changed since the release was built. "
                f"A release is never edited; build it again. {BUILD_ADVICE}"
            )
        return cls(home, lock, _json(home / TABLES, raw))

    @property
    def data_version(self) -> str:
        """The SHA-256 over the sorted hashes of every input (method S-4)."""
        return str(self.lock["data_version"])

    @property
    def label(self) -> str:
        """What must be said wherever this release's facts appear; empty for real data."""
        return str(self.lock["label"])

    @property
    def layers(self) -> Mapping[str, dict[str, Any]]:
        """Every declared layer by id, whether it was built, failed, or had no file."""
        return self.lock["layers"]  # type: ignore[no-any-return]

    def layer(self, layer_id: str) -> dict[str, Any]:
        """Return a built layer's entry.

        Raises
        ------
        LayerUnavailable
            If no file was held for the layer, or its files failed their checks.
        """
        entry = self.layers.get(layer_id)
        if entry is None:
            raise LayerUnavailable(layer_id, "no_data", "This release has no such layer.")
        if entry["status"] != "built":
            raise LayerUnavailable(layer_id, entry["reason"]["code"], entry["reason"]["text"])
        return entry

    def has(self, name: str) -> bool:
        """Return whether the release holds an array of that name."""
        return name in self.lock["arrays"]

    def array(self, name: str) -> NDArray[Any]:
        """Return an array, memory-mapped and read-only.

        Raises
        ------
        LayerUnavailable
            If the array is missing, cannot be read, is not the size that the lock records, or is small and has other
            contents.
        """
        known = self._open.get(name)
        if known is not None:
            return known
        layer = name.split(".", 1)[0]
        entry = self.lock["arrays"].get(name)
        if entry is None:
            raise LayerUnavailable(layer, "no_data", f"The release holds no '{name}'.")
        file = self.path / f"{name}.npy"
        try:
            loaded = _mapped(file, entry)
        except (OSError, ValueError) as error:
            raise LayerUnavailable(
                layer, "unreadable", f"{file.name} cannot be read ({error}). Build the release again."
            ) from error
        self._open[name] = loaded
        return loaded

    def damaged(self) -> list[str]:
        """Return the names of files that no longer match the lock, or the lock its directory; reads everything."""
        files = {f"{name}.npy": entry["sha256"] for name, entry in self.lock["arrays"].items()}
        files |= {name: entry["sha256"] for name, entry in self.lock["texts"].items()}
        files |= {LOCK: self.path.resolve().name}
        return sorted(name for name, sha256 in files.items() if _sha256(self.path / name) != sha256)


def _sha256(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""


def _mapped(file: Path, entry: Mapping[str, Any]) -> NDArray[Any]:
    """Return an array mapped from its file, by the lock's word for its form: cheaper than parsing every header.

    A small one is read instead, and its hash compared.
    """
    with file.open("rb", buffering=0) as stream:
        size = os.fstat(stream.fileno()).st_size
        if size != entry["bytes"]:
            raise ValueError("its size differs from the lock")
        dtype, count = np.dtype(entry["dtype"]), math.prod(entry["shape"])
        if count == 0:
            return np.empty(entry["shape"], dtype=dtype)
        small = size <= SMALL_BYTES
        held = stream.read() if small else mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    if small and hashlib.sha256(held).hexdigest() != entry["sha256"]:
        raise ValueError("its contents differ from the lock")
    flat: NDArray[Any] = np.frombuffer(held, dtype=dtype, count=count, offset=size - count * dtype.itemsize)
    return flat.reshape(entry["shape"])


def _home(path: Path) -> Path:
    """Return the release directory that ``path`` means."""
    try:
        if not path.is_dir():
            raise ReleaseError(f"{path}: there is no such data directory. {BUILD_ADVICE}")
        if (path / LOCK).is_file():
            return path
        pointer = path / POINTER
        if pointer.is_file():
            name = pointer.read_text(encoding="utf-8").strip()
            if not (path / name / LOCK).is_file():
                raise ReleaseError(
                    f"{path}: '{POINTER}' names release {name[:12]}, which is not there or is incomplete. "
                    f"{BUILD_ADVICE}"
                )
            return path / name
        unfinished = sorted(child.name for child in path.iterdir() if child.name.startswith(BUILDING))
    except PermissionError as error:
        raise ReleaseError(
            f"{path}: permission to read it was refused. Give this user read access to the data directory."
        ) from error
    except UnicodeDecodeError as error:
        raise ReleaseError(f"{path}: the pointer '{POINTER}' is damaged. {BUILD_ADVICE}") from error
    if unfinished:
        raise ReleaseError(
            f"{path}: a build was begun here and never finished, so there is no release. Run the build again."
        )
    raise ReleaseError(f"{path}: holds no data release. {BUILD_ADVICE}")


def _same_name(home: Path, sha256: str) -> None:
    """Refuse a directory named by another hash than its lock's; a name that is no hash says nothing.

    Checked are the name given and, where that is a link or says ``.``, the name of the directory itself.
    """
    for name in dict.fromkeys((home.name, home.resolve().name)):
        if HASH.fullmatch(name) and name != sha256:
            raise ReleaseError(
                f"{home / LOCK}: its hash is {sha256[:12]}, and the directory is named {name[:12]}: the lock has been "
                f"changed since the release was built, or the directory renamed. If you renamed it, name it {sha256} "
                f"again; otherwise restore it, or build it again: a release is never edited. {BUILD_ADVICE}"
            )


def _whole_lock(home: Path, lock: Mapping[str, Any]) -> None:
    """Refuse a lock that lacks a part; a build that is not finished reads its own, which still grows."""
    missing = "" if home.name.startswith(BUILDING) else lacking(lock)
    if missing:
        raise ReleaseError(
            f"{home / LOCK}: the lock lacks '{missing}': it was cut or edited since the build. A release is "
            f"never edited; restore it, or build it again. {BUILD_ADVICE}"
        )


def _read_bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except PermissionError as error:
        raise ReleaseError(
            f"{file}: permission to read it was refused. Give this user read access to the data directory."
        ) from error
    except OSError as error:
        raise ReleaseError(
            f"{file}: cannot be read ({error}). Build the release again. {BUILD_ADVICE}"
        ) from error


def _json(file: Path, raw: bytes) -> dict[str, Any]:
    try:
        document = json.loads(raw)
    except ValueError as error:
        raise ReleaseError(
            f"{file}: is damaged ({error}). Build the release again. {BUILD_ADVICE}"
        ) from error
    if not isinstance(document, dict):
        raise ReleaseError(f"{file}: is not a release file. Build the release again. {BUILD_ADVICE}")
    return document
