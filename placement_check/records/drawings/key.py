"""The key of the map: what each sign that is not a numbered place means, outside the frames."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from placement_check.records.drawings.svg import GREY, INK, RED, RULE, SMALL, Box, Sheet, Xy
from placement_check.records.drawings.symbols import LineKind, draw_lines

ROOM = 44.0  # for the sample


class Sign(StrEnum):
    """What the key explains besides lines."""

    CROSS = "cross"
    RED_LINE = "red_line"
    REACH = "reach"
    CLOSE_UP = "close_up"
    SPREAD = "spread"
    HUNDRED = "hundred"


def draw_key(
    sheet: Sheet,
    entries: Sequence[tuple[Sign | LineKind, str]],
    lefts: tuple[float, float],
    wide: float,
    top: float,
) -> float:
    """Draw samples with their meaning, two to a row, and return the baseline of what follows."""
    y = top
    for k in range(0, len(entries), 2):
        deepest = y
        for left, (sign, words) in zip(lefts, entries[k : k + 2], strict=False):
            at = left, y - 4
            if isinstance(sign, LineKind):
                box = Box(left - 1, at[1] - 8, left + 36, at[1] + 8)
                draw_lines(sheet, sign, [[at, (left + 34, at[1])]], box)
            else:
                _sample(sheet, sign, at)
            deepest = max(deepest, sheet.paragraph((left + ROOM, y), words, wide - ROOM, size=SMALL))
        y = deepest + 3
    return y


def _sample(sheet: Sheet, sign: Sign, at: Xy) -> None:
    x, y = at[0] + 17, at[1]
    if sign is Sign.RED_LINE:
        sheet.rect(Box(x - 9, y - 5, x + 9, y + 5), stroke=RED, width=2.2)
    elif sign is Sign.CROSS:
        ways = ((1, 0), (-1, 0), (0, 1), (0, -1))
        sheet.lines(
            [[(x + a * 2, y + b * 2), (x + a * 6, y + b * 6)] for a, b in ways], stroke=INK, width=2.4
        )
    elif sign is Sign.REACH:
        sheet.circle((x, y), 6, stroke=INK, width=1.1, dash="2 3")
    elif sign is Sign.CLOSE_UP:
        sheet.rect(Box(x - 12, y - 6, x + 12, y + 6), stroke=GREY, width=1.4, dash="7 4")
    elif sign is Sign.HUNDRED:
        sheet.rect(Box(x - 7, y - 7, x + 7, y + 7), stroke=RULE, width=1)
        sheet.circle((x, y), 2.6, fill=INK)
    else:
        sheet.circle((x, y), 6, stroke=GREY, width=1.2, dash="5 3")
