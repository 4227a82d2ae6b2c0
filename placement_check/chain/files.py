"""Case files, heads and receipts on a disk: read whole, within bounds, and named when they break."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from placement_check.chain import document, ordinary
from placement_check.chain.chain import Chain
from placement_check.chain.errors import ChainError
from placement_check.chain.heads import Head, SignedHead

LARGEST = 32 * 1024 * 1024  # bytes; a case of a thousand events has some three million

_Read = TypeVar("_Read")


def read_case(path: Path) -> Chain:
    """Return the chain of a case file; a link to one is followed.

    Raises
    ------
    ChainError
        If the file cannot be read, is larger than 32 MiB, or is no case file.
    """
    return _read(path, document.of_json)


def read_head(path: Path) -> Head | SignedHead:
    """Return the head in a head file or receipt.

    Raises
    ------
    ChainError
        If the file cannot be read, is larger than 32 MiB, or holds no head.
    """
    return _read(path, document.head_of_json)


def _read(path: Path, reader: Callable[[str], _Read]) -> _Read:
    data, _ = ordinary.read(path, LARGEST)
    try:
        return reader(data.decode("utf-8"))
    except UnicodeDecodeError as fault:
        raise ChainError(
            str(path),
            f"byte {fault.start + 1} is not UTF-8.",
            "Ask for the file again from whoever wrote it.",
        ) from None
    except ChainError as fault:
        raise ChainError(f"{path}: {fault.where}", fault.text, fault.advice) from None
