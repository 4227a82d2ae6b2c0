"""Recorded events month by month, one small plot for each offence group; a month nobody published stays a gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from placement_check.records.drawings.lettering import shortened
from placement_check.records.drawings.svg import (
    BLUE,
    GREY,
    INK,
    PAPER,
    RED,
    RULE,
    SMALL,
    TITLE,
    WIDTH,
    Box,
    Drawing,
    Sheet,
)

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
GUTTER, PLOT, TALL, ROW = 46.0, 258.0, 86.0, 162.0
LEFTS = (8.0, 326.0)
TOPS = (2, 4, 6, 8, 10, 12, 16, 20, 24, 30, 40, 50, 60, 80)


@dataclass(frozen=True, slots=True)
class Series:
    """One offence group's count of each month, the oldest first; None where the month is not covered."""

    title: str
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Counts by month (YYYY-MM, the oldest first); ``about`` says what is counted and where, as a noun phrase."""

    about: str
    months: tuple[str, ...]
    groups: tuple[Series, ...]


def trend(counted: Trend) -> Drawing:
    """Return small plots of monthly counts, each from zero, with months not covered marked as gaps.

    Raises
    ------
    ValueError
        If there are no months or no groups, or a group has not one value for each month.
    """
    if (
        not counted.months
        or not counted.groups
        or any(len(g.values) != len(counted.months) for g in counted.groups)
    ):
        raise ValueError(
            "a trend needs at least one month and one group, and every group one value for each month"
        )
    sheet = Sheet()
    span = f"{month_words(counted.months[0])} to {month_words(counted.months[-1])}"
    head = f"{counted.about}, {span}. Each plot has its own scale, from 0."
    top = sheet.paragraph((8, 18), head, WIDTH - 16, size=SMALL, fill=GREY) + 6
    for number, group in enumerate(counted.groups):
        _plot(sheet, counted.months, group, LEFTS[number % 2], top + ROW * (number // 2))
    y = top + ROW * ((len(counted.groups) + 1) // 2) + 6
    for line in _gap_lines(counted):
        y = sheet.paragraph((8, y), line, WIDTH - 16, size=SMALL) + 2
    alt = f"Small bar charts of monthly counts, {counted.about}, {span}: " + "; ".join(
        f"{g.title} {_total(g)}" for g in counted.groups
    )
    return sheet.finished(y, f"{alt}.", (f"{counted.about}, {span}.", *_told(counted)))


def month_words(month: str) -> str:
    """Return a month written YYYY-MM as "Jan 2024"."""
    year, number = month.split("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def runs(months: Sequence[str], values: Sequence[int | None]) -> str:
    """Return the months without a value, in words, neighbours joined: "Mar 2022; Jun 2022 to Aug 2022"."""
    lost: list[list[str]] = []
    for k, (month, value) in enumerate(zip(months, values, strict=True)):
        if value is None:
            if k and values[k - 1] is None:
                lost[-1].append(month)
            else:
                lost.append([month])
    return "; ".join(
        month_words(r[0]) if len(r) == 1 else f"{month_words(r[0])} to {month_words(r[-1])}" for r in lost
    )


def round_top(highest: int) -> int:
    """Return the top of an axis: an even round number, not below the highest count and at least 2."""
    step = 1
    while True:
        for first in TOPS if step == 1 else TOPS[4:]:
            if first * step >= highest:
                return first * step
        step *= 10


def _plot(sheet: Sheet, months: Sequence[str], group: Series, left: float, top: float) -> None:
    known = [v for v in group.values if v is not None]
    sheet.text(
        (left, top + 12), shortened(group.title, TITLE, PLOT + GUTTER, bold=True), size=TITLE, bold=True
    )
    sheet.text((left, top + 28), _total(group), size=SMALL, fill=GREY)
    box = Box(left + GUTTER, top + 42, left + GUTTER + PLOT, top + 42 + TALL)
    if not known:
        sheet.hatch(box, step=9, stroke=RED)
        sheet.rect(box, stroke=RED, dash="4 3")
        _plate(sheet, box, "No month covered")
        _month_axis(sheet, months, box)
        return
    highest = round_top(max(known))
    for share in (0, 1, 2):
        y = box.bottom - TALL * share / 2
        sheet.line(
            (box.left - 4, y),
            (box.right, y),
            stroke=INK if share == 0 else RULE,
            width=1 if share == 0 else 0.6,
        )
        sheet.text((box.left - 7, y + 4), f"{highest * share // 2:,}", size=SMALL, anchor="end")
    _bars(sheet, group.values, highest, box)
    _month_axis(sheet, months, box)


def _bars(sheet: Sheet, values: Sequence[int | None], highest: int, box: Box) -> None:
    """Draw a bar for a count, a short stroke for a count of nothing, and a hatched column where nobody looked."""
    step = PLOT / len(values)
    for k, value in enumerate(values):
        left, right = box.left + k * step, box.left + (k + 1) * step
        if value is None:
            column = Box(left, box.top, right, box.bottom)
            sheet.rect(column, fill=PAPER)
            sheet.hatch(column, step=5, stroke=RED, width=0.9)
            continue
        inset = min(step * 0.12, 2)
        if value == 0:
            sheet.rect(Box(left + inset, box.bottom - 2, right - inset, box.bottom), fill=INK)
            continue
        sheet.rect(
            Box(left + inset, box.bottom - TALL * value / highest, right - inset, box.bottom), fill=BLUE
        )


def _month_axis(sheet: Sheet, months: Sequence[str], box: Box) -> None:
    """Mark every month, and name the first of each twelve; the last month stands in the heading."""
    step, said = PLOT / len(months), -1.0
    for k, month in enumerate(months):
        x = box.left + (k + 0.5) * step
        named = k % 12 == 0 and x > said and (x + 60 < box.right + 8 or k == 0)
        sheet.line((x, box.bottom), (x, box.bottom + (6 if named else 3)), width=0.8)
        if named:
            said = sheet.text((x - 3, box.bottom + 18), month_words(month), size=SMALL).right + 6


def _plate(sheet: Sheet, box: Box, words: str) -> None:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    sheet.rect(Box(x - 70, y - 12, x + 70, y + 12), fill=PAPER, stroke=INK)
    sheet.text((x, y + 4), words, bold=True, anchor="middle")


def _total(group: Series) -> str:
    known = [v for v in group.values if v is not None]
    if not known:
        return "no count: no month covered"
    return f"n = {sum(known):,} in {len(known)} of {len(group.values)} months covered"


def _gap_lines(counted: Trend) -> list[str]:
    """Return what the marks mean and which months they stand for, once where all groups share them."""
    said = [(g.title, runs(counted.months, g.values)) for g in counted.groups]
    gaps = {gap for _, gap in said}
    if gaps == {""}:
        return ["Every month is covered. A low black stroke is a count of 0."]
    lines = [
        "Hatched: month not covered, so there is no count; it is not 0. A low black stroke is a count of 0."
    ]
    if len(gaps) == 1:
        return [*lines, f"Not covered: {said[0][1]}."]
    return [*lines, *(f"Not covered, {title}: {gap}." for title, gap in said if gap)]


def _told(counted: Trend) -> list[str]:
    lines = []
    for group in counted.groups:
        by_month = ", ".join(
            f"{month_words(m)} {'not covered' if v is None else v}"
            for m, v in zip(counted.months, group.values, strict=True)
        )
        lines.append(f"{group.title}: {_total(group)}. {by_month}.")
    return lines
