"""Which fault ends with which exit code, and how it is told."""

from __future__ import annotations

import errno
import os
import sys
from enum import IntEnum


class Exit(IntEnum):
    """The documented exit codes."""

    DONE = 0
    FAULT = 1
    BAD_INPUT = 2
    INCOMPLETE = 3
    NO_RELEASE = 4
    FAILED_CHECKS = 5
    NOT_WRITTEN = 6
    DIFFERS = 7
    INTERRUPTED = 130


def tell(message: str) -> None:
    """Write a message to standard error."""
    sys.stderr.write(message.rstrip() + "\n")


def of_error(error: BaseException) -> Exit | None:
    """Tell a known fault on standard error and return its exit code; None for a fault that is not known."""
    from geodata import errors
    from placement_check.method import MethodError

    if isinstance(error, KeyboardInterrupt):
        tell("Interrupted. Nothing was left half-written.")
        return Exit.INTERRUPTED
    if isinstance(error, errors.ReleaseError | errors.LayerUnavailable | MethodError):
        tell(f"No usable data release. {error}")
        return Exit.NO_RELEASE
    if isinstance(error, errors.GeodataError):
        tell(str(error))
        return Exit.BAD_INPUT
    if isinstance(error, BrokenPipeError):
        _quiet_stdout()
        return Exit.NOT_WRITTEN
    if isinstance(error, OSError):
        tell(f"The result could not be written. {_explained(error)}")
        return Exit.NOT_WRITTEN
    return None


def _explained(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return (
            f"{where}the disk is full, or a size limit was reached. Nothing was left half-written, and the current "
            "release stays as it was. Free some space and run the command again."
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{where}permission was refused. Choose a directory that this user may write to."
    return f"{where}{error.strerror or error}. Check the path and run the command again."


def _quiet_stdout() -> None:
    """Point standard output nowhere, so that the interpreter does not complain at exit about a closed pipe."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
