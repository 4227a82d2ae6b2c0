"""How wide words are, so that labels are broken, shortened and kept apart without a browser.

Widths are the advances of DejaVu Sans in hundredths of the type size; where another font is used they are close
enough, because it is one of the widest in common use.
"""

from __future__ import annotations

import re
import unicodedata

# From the space to the tilde.
REGULAR = (
    32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34,
    84, 84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79, 60, 79, 69, 63, 61, 73, 68, 99,
    69, 61, 69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52,
    39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84,
)  # fmt: skip
BOLD = (
    35, 46, 52, 84, 70, 100, 87, 31, 46, 46, 52, 84, 38, 42, 38, 37, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 40, 40,
    84, 84, 84, 58, 100, 77, 76, 73, 83, 68, 68, 82, 84, 37, 37, 77, 64, 100, 84, 85, 73, 85, 77, 72, 68, 81, 77,
    110, 77, 72, 73, 46, 37, 46, 84, 50, 50, 67, 72, 59, 72, 68, 44, 72, 71, 34, 34, 67, 34, 104, 71, 69, 72, 72, 49,
    60, 48, 71, 65, 92, 65, 65, 58, 71, 37, 71, 84,
)  # fmt: skip
OTHER = 85  # an accented letter or a sign
WIDE = 105  # a letter of a script written in squares
MORE = "\u2026"
NO_BREAK = "\u00a0"


def advance(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a line of text in user units."""
    widths = BOLD if bold else REGULAR
    total = 0
    for letter in text:
        code = ord(letter) - 32
        if 0 <= code < len(widths):
            total += widths[code]
        elif letter == NO_BREAK:
            total += widths[0]
        elif letter == MORE or unicodedata.east_asian_width(letter) in "WF":
            total += WIDE
        elif unicodedata.combining(letter) == 0:
            total += OTHER
    return total * size / 100


def shortened(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """Return the text, its end cut away and marked with an ellipsis if it is wider than the room."""
    if advance(text, size, bold=bold) <= room:
        return text
    kept = text
    while kept and advance(kept.rstrip() + MORE, size, bold=bold) > room:
        kept = kept[:-1]
    return kept.rstrip() + MORE


def wrapped(text: str, size: float, room: float, *, bold: bool = False) -> tuple[str, ...]:
    """Return the text in lines that fit the room; a word wider than a line is broken. No line for no text."""
    lines: list[str] = []
    for word in re.split(r"[^\S\u00a0]+", text):
        if not word:
            continue
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and advance(joined, size, bold=bold) <= room:
            lines[-1] = joined
            continue
        lines.extend(_pieces(word, size, room, bold=bold))
    return tuple(lines)


def _pieces(word: str, size: float, room: float, *, bold: bool) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and advance(pieces[-1] + letter, size, bold=bold) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces
