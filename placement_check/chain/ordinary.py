"""An ordinary file read whole, within bounds."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from placement_check.chain.errors import ChainError


def read(path: Path, largest: int) -> tuple[bytes, int]:
    """Return the bytes of an ordinary file and its mode; a link to one is followed.

    A pipe or device is refused: it could keep the reader waiting for ever.

    Raises
    ------
    ChainError
        If the file cannot be opened, is no ordinary file, or has more than ``largest`` bytes.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError as fault:
        raise ChainError(str(path), f"{fault.strerror or fault}.", "Check the path.") from None
    try:
        mode = os.fstat(handle).st_mode
        if not stat.S_ISREG(mode):
            raise ChainError(str(path), "it is no ordinary file.", "Save it to a file first.")
        with os.fdopen(handle, "rb", closefd=False) as stream:
            data = stream.read(largest + 1)
    finally:
        os.close(handle)
    if len(data) > largest:
        raise ChainError(str(path), f"it is larger than {largest // 1024} KiB.", "No such file is so large.")
    return data, stat.S_IMODE(mode)
