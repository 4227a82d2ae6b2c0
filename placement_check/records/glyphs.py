"""Which characters the bundled font can draw, and what is printed for the others."""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path

from placement_check.records.furniture import FONTS


@cache
def covered() -> frozenset[int]:
    """Return the code points that the bundled font draws, in regular and in bold."""
    return frozenset.intersection(*(_code_points(path) for path in sorted(FONTS.glob("*.ttf"))))


def printable(text: str) -> str:
    """Return the text with every character that the font cannot draw written as its number, ``[U+1F984]``.

    A character left out without a trace could make one name read as another.
    """
    drawn = covered()
    return "".join(c if ord(c) in drawn else f"[U+{ord(c):04X}]" for c in text)


def _code_points(path: Path) -> frozenset[int]:
    """Return the code points of a font file, from the format 12 part of its ``cmap`` table (OpenType, 'cmap')."""
    font = path.read_bytes()
    tables = struct.unpack_from(">H", font, 4)[0]
    cmap = next(
        offset
        for tag, _, offset, _ in (struct.unpack_from(">4sIII", font, 12 + 16 * i) for i in range(tables))
        if tag == b"cmap"
    )
    parts = struct.unpack_from(">H", font, cmap + 2)[0]
    starts = (cmap + struct.unpack_from(">I", font, cmap + 8 + 8 * i)[0] for i in range(parts))
    full = next(start for start in starts if struct.unpack_from(">H", font, start)[0] == 12)
    groups = struct.unpack_from(">I", font, full + 12)[0]
    found: set[int] = set()
    for i in range(groups):
        first, last, _ = struct.unpack_from(">III", font, full + 16 + 12 * i)
        found.update(range(first, last + 1))
    return frozenset(found)
