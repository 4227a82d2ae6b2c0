"""Finished rows beside the output until it is whole: what makes a run that was stopped go on where it was."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, TypeAlias

from placement_check.batch.errors import BatchError

Cell: TypeAlias = str | float | int | bool | None
Cells: TypeAlias = list[Cell]
FORMAT = "placement-check batch 3"


def part_of(output: Path) -> Path:
    """Return the file that holds the finished rows of an output."""
    return output.with_name(output.name + ".part")


def refuse_stranger(path: Path) -> None:
    """Refuse a path to write to that is there and is no plain file: a link, a directory, a device.

    Raises
    ------
    BatchError
        If it is one.
    """
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise BatchError(_stranger(path))


def _stranger(path: Path) -> str:
    return f"{path}: is a link or no plain file, and is not written to. Remove it, or choose another output."


class Journal:
    """Finished rows, a line of JSON each, in whole chunks; the first line says which run they belong to.

    A row's line ends with a SHA-256 over the one before and the row, the first over the run's own line: a row that was
    changed, moved or taken out is told, and is computed again with all that follow it (``refused`` counts them). It
    tells damage and a slip of the hand; whoever means to forge a row can compute the hashes too.

    A chunk that was cut short is dropped on resuming, so that the rest is computed in the same chunks as before.
    """

    def __init__(self, path: Path, about: Mapping[str, Any], chunk: int) -> None:
        self.path = path
        self._about = {"format": FORMAT, **about}
        self._first = (json.dumps(self._about, ensure_ascii=False) + "\n").encode("utf-8")
        self._chain = hashlib.sha256(self._first).hexdigest()
        self.rows: list[Cells] = []
        self.refused = 0
        self._stream = _opened(path)
        try:
            whole = self._held(chunk)
            self._stream.seek(whole)
            self._stream.truncate(whole)
            if not whole:
                self._write(self._first)
        except BaseException:
            self._stream.close()
            raise

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def add(self, rows: Sequence[Cells]) -> None:
        """Write a chunk of finished rows and wait until the disk holds it."""
        lines = []
        for row in rows:
            self._chain = _chained(self._chain, row)
            lines.append(json.dumps([row, self._chain], ensure_ascii=False, allow_nan=False) + "\n")
        self._write("".join(lines).encode("utf-8"))
        self.rows += rows

    def _write(self, content: bytes) -> None:
        self._stream.write(content)
        self._stream.flush()
        os.fsync(self._stream.fileno())

    def _held(self, chunk: int) -> int:
        """Read what an earlier run finished; return how many bytes of the file are whole chunks of it.

        Raises
        ------
        BatchError
            If the file belongs to another run.
        """
        lines = self._stream.read().splitlines(keepends=True)
        about = _of_line(lines[0]) if lines else None
        if about is None and len(lines) <= 1:
            return 0  # stopped before its first line was written
        self._refuse_other(about)
        kept = list(_kept(lines[1:], self._chain))
        whole = len(kept) if len(kept) == self._about.get("rows") else len(kept) // chunk * chunk
        self.refused = sum(_of_line(line) is not None for line in lines[1 + len(kept) :])
        self.rows = [row for row, _ in kept[:whole]]
        self._chain = kept[whole - 1][1] if whole else self._chain
        return sum(map(len, lines[: 1 + whole]))

    def _refuse_other(self, about: object) -> None:
        if about == self._about:
            return
        advice = f"Delete {self.path.name} to begin anew, or choose another output."
        if not isinstance(about, dict) or about.get("format") != FORMAT:
            raise BatchError(f"{self.path}: is in the way, and no run of this version wrote it. {advice}")
        other = [k for k in dict.fromkeys([*self._about, *about]) if about.get(k) != self._about.get(k)]
        raise BatchError(f"{self.path}: holds rows of another run, whose {', '.join(other)} differ. {advice}")


def _opened(path: Path) -> BinaryIO:
    """Return the file opened to read and write, made where there is none; never through a link.

    Raises
    ------
    BatchError
        If it is a link, a directory or a device.
    """
    refuse_stranger(path)
    try:  # a link put there since is not followed, and a pipe is not waited for
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o666)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EISDIR, errno.ENXIO):
            raise BatchError(_stranger(path)) from error
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise BatchError(_stranger(path))
    return os.fdopen(handle, "r+b")


def _chained(before: str, row: object) -> str:
    """Return the hash of a row after the hash of the one before."""
    text = json.dumps(row, ensure_ascii=False)
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def _kept(lines: Sequence[bytes], chain: str) -> Iterator[tuple[Cells, str]]:
    """Yield the rows, each with its hash, up to the first that was cut short or is not as it was written."""
    for line in lines:
        found = _of_line(line)
        if not isinstance(found, list) or len(found) != 2 or not isinstance(found[0], list):
            return
        chain = _chained(chain, found[0])
        if found[1] != chain:
            return
        yield found[0], chain


def _of_line(line: bytes) -> object:
    """Return what a whole line of JSON holds, None where it was cut short."""
    try:
        return json.loads(line) if line.endswith(b"\n") else None
    except (ValueError, RecursionError):
        return None
