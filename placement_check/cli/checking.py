"""What a check prints or writes: the assessment in the form asked for."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from placement_check.assess import Assessment


def render(assessment: Assessment, form: str) -> str:
    """Return the assessment as ``json``, ``geojson``, ``csv`` or ``txt``."""
    if form == "json":
        from placement_check.records.document import to_json

        return to_json(assessment)
    if form == "geojson":
        from placement_check.records.tables import to_geojson

        return to_geojson(assessment)
    if form == "csv":
        from placement_check.records.tables import to_csv

        return to_csv(assessment)
    from placement_check.records.text import to_text

    return to_text(assessment)


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all: a reader never sees half a report.

    Raises
    ------
    OSError
        If the disk is full or the directory may not be written; no part of the file is left behind.
    """
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "there is no such directory", str(path.parent))
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:  # an interruption too must leave no half of a file; it is raised again
        Path(name).unlink(missing_ok=True)
        raise
