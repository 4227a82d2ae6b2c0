"""Enclosures: a reference, a hash and a time, and never the paper."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from placement_check.consultation.refusal import StepRefused

_SHA256 = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes; nothing of the file is kept.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def well_formed(sha256: str) -> bool:
    """Return whether a text can be a SHA-256: 64 small hexadecimal figures."""
    return _SHA256.fullmatch(sha256) is not None


def matches(sha256: str, path: Path) -> bool:
    """Return whether a file is the paper with this SHA-256.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    return sha256_of(path) == sha256


def check(sha256: str, path: Path) -> None:
    """Refuse a file that is not the paper with this SHA-256.

    Raises
    ------
    StepRefused
        If its hash is another.
    OSError
        If it cannot be read.
    """
    found = sha256_of(path)
    if found != sha256:
        raise StepRefused(
            "enclosure", f"The SHA-256 of '{path.name}' is {found}, and the form says {sha256}.",
            "Give the file that was sent, or correct the hash: one of them is not the paper.",
        )  # fmt: skip
