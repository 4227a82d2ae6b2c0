"""Which code a proof was about: a digest of the files it rests on, so that a resumed run never mixes two."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from benchmarks.record import ROOT

KINDS = {".py", ".toml", ".csv", ".json"}


def digest(rooms: Sequence[str]) -> str:
    """Return the SHA-256 of every source file below some paths of the repository, with its name."""
    found = hashlib.sha256()
    for room in rooms:
        home = ROOT / room
        for path in [home] if home.is_file() else sorted(home.rglob("*")):
            if path.suffix in KINDS and path.is_file():
                name = path.relative_to(ROOT).as_posix()
                found.update(f"{name}\n{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return found.hexdigest()
