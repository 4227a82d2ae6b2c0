"""A file written whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path


def write_whole(path: Path, text: str | bytes) -> None:
    """Write a file whole or not at all: a reader never sees half a report.

    Raises
    ------
    OSError
        If the disk is full or the directory may not be written; no part of the file is left behind.
    """
    import tempfile

    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "there is no such directory", str(path.parent))
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(text.encode("utf-8") if isinstance(text, str) else text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:  # an interruption too must leave no half of a file; it is raised again
        Path(name).unlink(missing_ok=True)
        raise
