"""A release while it is being written: nothing is current until everything is on disk."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.errors import ReleaseError
from geodata.release import BUILDING, FORMAT, LOCK, POINTER, TABLES, Release
from geodata.tables import of_places

if TYPE_CHECKING:
    from numpy.typing import NDArray


def canonical(document: object) -> bytes:
    """Return a document's one JSON form: sorted keys, no blanks to vary, a line end."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, indent=1).encode("utf-8") + b"\n"


def _is_whole(home: Path) -> bool:
    """Return whether a release already there still has every byte; a damaged one is written anew."""
    try:
        return not Release.open(home).damaged()
    except ReleaseError:
        return False


class Draft:
    """A directory that becomes a release when it is published, and is removed when it is not."""

    def __init__(self, to: Path, tables: Mapping[str, list[dict[str, str]]], label: str) -> None:
        to.mkdir(parents=True, exist_ok=True)
        self.to = to
        self.path = Path(tempfile.mkdtemp(prefix=BUILDING, dir=to))
        self.path.chmod(0o755)
        self._arrays: dict[str, dict[str, Any]] = {}
        self._texts: dict[str, dict[str, Any]] = {}
        self.layers: dict[str, dict[str, Any]] = {}
        self.lock: dict[str, Any] = {"format": FORMAT, "label": label, "data_version": ""}
        try:
            (self.path / TABLES).write_bytes(canonical(of_places(tables)))
        except OSError:
            self.discard()
            raise

    def add(self, name: str, array: NDArray[Any]) -> None:
        """Write one array and remember its hash.

        Raises
        ------
        OSError
            If the disk is full or may not be written.
        """
        if name in self._arrays:
            raise ValueError(f"the array '{name}' is already written")
        file = self.path / f"{name}.npy"
        whole = io.BytesIO()
        np.save(whole, np.ascontiguousarray(array), allow_pickle=False)
        content = whole.getvalue()
        with file.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        self._arrays[name] = {
            "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(),
            "dtype": array.dtype.str, "shape": list(array.shape),
        }  # fmt: skip

    def add_text(self, name: str, content: bytes) -> None:
        """Write one text file and remember its hash."""
        (self.path / name).write_bytes(content)
        self._texts[name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}

    def tables_hash(self) -> str:
        """Return the SHA-256 of the dated tables as written, which are those of places."""
        return hashlib.sha256((self.path / TABLES).read_bytes()).hexdigest()

    def opened(self) -> Release:
        """Write the lock as it stands and return the draft opened as a release, for phases that read it."""
        self.lock["layers"] = dict(sorted(self.layers.items()))
        self.lock["arrays"] = dict(sorted(self._arrays.items()))
        self.lock["texts"] = dict(sorted(self._texts.items()))
        self.lock["tables_sha256"] = self.tables_hash()
        (self.path / LOCK).write_bytes(canonical(self.lock))
        return Release.open(self.path)

    def publish(self, *, make_current: bool) -> Path:
        """Give the directory the hash of its lock as a name, and move the pointer last.

        Returns
        -------
        Path
            The release's own directory. The same inputs give the same name and the same bytes.
        """
        self.opened()
        name = hashlib.sha256((self.path / LOCK).read_bytes()).hexdigest()
        home = self.to / name
        if home.exists() and _is_whole(home):
            shutil.rmtree(self.path)
        else:
            shutil.rmtree(home, ignore_errors=True)
            self.path.rename(home)
        if make_current:
            pointer = self.to / f".{POINTER}-{os.getpid()}"
            pointer.write_text(f"{name}\n", encoding="utf-8")
            pointer.replace(self.to / POINTER)
        return home

    def discard(self) -> None:
        """Remove what was written; the current release stays as it was."""
        shutil.rmtree(self.path, ignore_errors=True)
