"""Finished rows beside the output until it is whole: what makes a run that was stopped go on where it was."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias

from placement_check.batch.errors import BatchError

Cell: TypeAlias = str | float | int | bool | None
Cells: TypeAlias = list[Cell]
FORMAT = "placement-check batch 1"


def part_of(output: Path) -> Path:
    """Return the file that holds the finished rows of an output."""
    return output.with_name(output.name + ".part")


class Journal:
    """Finished rows, a line of JSON each, in whole chunks; the first line says which run they belong to.

    A chunk that was cut short is dropped on resuming, so that the rest is computed in the same chunks as before.
    """

    def __init__(self, path: Path, about: Mapping[str, Any], chunk: int) -> None:
        self.path = path
        self._about = {"format": FORMAT, **about}
        self.rows: list[Cells] = []
        whole = self._held(chunk) if path.exists() else 0
        self._stream = path.open("r+b" if whole else "wb")
        if whole:
            self._stream.truncate(whole)
            self._stream.seek(whole)
        else:
            self._write(json.dumps(self._about, ensure_ascii=False) + "\n")

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def add(self, rows: Sequence[Cells]) -> None:
        """Write a chunk of finished rows and wait until the disk holds it."""
        self._write("".join(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n" for row in rows))
        self.rows += rows

    def _write(self, text: str) -> None:
        self._stream.write(text.encode("utf-8"))
        self._stream.flush()
        os.fsync(self._stream.fileno())

    def _held(self, chunk: int) -> int:
        """Read what an earlier run finished; return how many bytes of the file are whole chunks of it.

        Raises
        ------
        BatchError
            If the file belongs to another run.
        """
        lines = self.path.read_bytes().splitlines(keepends=True)
        about = _of_line(lines[0]) if lines else None
        if about is None and len(lines) <= 1:
            return 0  # stopped before its first line was written
        self._refuse_other(about)
        rows, size = [], len(lines[0])
        for line in lines[1:]:
            row = _of_line(line)
            if not isinstance(row, list):
                break
            rows.append((row, len(line)))
        whole = len(rows) if len(rows) == self._about.get("rows") else len(rows) // chunk * chunk
        self.rows = [row for row, _ in rows[:whole]]
        return size + sum(length for _, length in rows[:whole])

    def _refuse_other(self, about: object) -> None:
        if about == self._about:
            return
        advice = f"Delete {self.path.name} to begin anew, or choose another output."
        if not isinstance(about, dict) or about.get("format") != FORMAT:
            raise BatchError(f"{self.path}: is in the way, and no run of this program wrote it. {advice}")
        other = [k for k in dict.fromkeys([*self._about, *about]) if about.get(k) != self._about.get(k)]
        raise BatchError(f"{self.path}: holds rows of another run, whose {', '.join(other)} differ. {advice}")


def _of_line(line: bytes) -> object:
    """Return what a whole line of JSON holds, None where it was cut short."""
    try:
        return json.loads(line) if line.endswith(b"\n") else None
    except ValueError:
        return None
