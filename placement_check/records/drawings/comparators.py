"""Each figure with its interval, and where it stands among other places, as rows of small plots."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from placement_check.findings import Comparison, Finding, Measured, NoComparator, Percentile
from placement_check.records import wording
from placement_check.records.drawings.lettering import wrapped
from placement_check.records.drawings.svg import (
    BLUE,
    BODY,
    GREY,
    INK,
    LEADING,
    PAPER,
    PURPLE,
    RULE,
    SMALL,
    WIDTH,
    Box,
    Drawing,
    Sheet,
    number,
)
from placement_check.records.text import number as figure

MARGIN = 8.0
WORDS = 204.0  # room for a title
COLUMN, TRACK = 104.0, 88.0
FIRST = WIDTH - MARGIN - 4 * COLUMN
LINE = SMALL * LEADING
BOUND = {"exact": "", "at_least": "at least ", "at_most": "at most "}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure and its comparators, in the order of the columns; or, with ``missing``, why there is none.

    ``missing`` is a whole sentence. ``bound`` is as in a finding.
    """

    title: str
    unit: str = ""
    value: float = 0.0
    interval: tuple[float, float] | None = None
    bound: str = "exact"
    compared: tuple[Comparison, ...] = ()
    missing: str = ""


def row_of(finding: Finding, comparators: tuple[str, str, str] = ("england", "force", "authority")) -> Row:
    """Return the row of a finding: its figure, or the fixed sentence that there is none."""
    title = finding.question.title
    if finding.question.domain == "D1":
        kind = finding.question.indicator.rsplit(".", 1)[-1]
        title += {"density": ", by area", "rate": ", by residents"}.get(kind, "")
    if not isinstance(finding, Measured):
        return Row(title=title, missing=wording.MISSING.format(reason=finding.reason.text.rstrip(".")))
    absent = NoComparator("no comparison was made")
    return Row(
        title=title, unit=finding.question.unit, value=finding.value, interval=finding.interval, bound=finding.bound,
        compared=tuple(finding.percentiles.get(c, absent) for c in comparators),
    )  # fmt: skip


def comparators(rows: Iterable[Row], names: tuple[str, str, str], interval_kind: str) -> Drawing:
    """Return a row of four small plots for each figure: its interval, and its percentile in three sets of places.

    ``names`` head the three comparators; ``interval_kind`` says what the intervals cover. Give the rows of one domain
    at a time: a row takes about 12 mm of a page.

    Raises
    ------
    ValueError
        If there is no row, or a measured row has not three comparators.
    """
    rows = tuple(rows)
    if not rows or any(not r.missing and len(r.compared) != len(names) for r in rows):
        raise ValueError("the small plots need at least one figure, each with three comparators")
    sheet = Sheet()
    y = _heads(sheet, names)
    for row in rows:
        y = _row(sheet, row, y)
    sheet.line((MARGIN, y), (WIDTH - MARGIN, y), stroke=RULE)
    about = (
        f"Figure: bar with end strokes = {interval_kind}, ring = the figure. Percentile: how many of 100 compared "
        "places have a lower figure; the dot stands on a line from 0 to 100."
    )
    y = sheet.paragraph((MARGIN, y + 16), about, WIDTH - 2 * MARGIN, size=SMALL, fill=GREY)
    told = [_told(row, names, interval_kind) for row in rows]
    measured = sum(not r.missing for r in rows)
    alt = f"Rows of small plots for {len(rows)} figures, {len(rows) - measured} of them missing: " + " ".join(
        told
    )
    return sheet.finished(y, alt, told)


def _heads(sheet: Sheet, names: tuple[str, str, str]) -> float:
    """Write the heads of the columns, and return the top of the first row."""
    heads = [wrapped(h, SMALL, COLUMN - 8, bold=True) for h in ("Figure", *names)]
    deepest = max(len(h) for h in heads)
    for k, head in enumerate(heads):
        for i, line in enumerate(head):
            at = FIRST + k * COLUMN, 16 + LINE * (deepest - len(head) + i)
            sheet.text(at, line, size=SMALL, bold=True)
    sheet.text((MARGIN, 16 + LINE * (deepest - 1)), "What was measured", size=SMALL, bold=True)
    return 16 + LINE * deepest - 6


def _row(sheet: Sheet, row: Row, top: float) -> float:
    """Draw a row, and return its bottom."""
    sheet.line((MARGIN, top), (WIDTH - MARGIN, top), stroke=RULE, width=0.6)
    y = sheet.paragraph((MARGIN, top + 16), row.title, WORDS, size=BODY, bold=True)
    if row.missing:
        room = 4 * COLUMN - 14
        box = Box(FIRST, top + 6, WIDTH - MARGIN, top + 14 + LINE * len(wrapped(row.missing, SMALL, room)))
        sheet.rect(box, stroke=INK, width=1.5, dash="5 3")
        sheet.paragraph((FIRST + 7, top + 19), row.missing, room, size=SMALL)
        return max(y - BODY * LEADING + 12, box.bottom + 6)
    for line in _figure_words(row):
        y = sheet.paragraph((MARGIN, y), line, WORDS, size=SMALL)
    bottom = max(y - LINE + 12, top + 46)
    _figure_plot(sheet, row, FIRST, top)
    for k, compared in enumerate(row.compared):
        bottom = max(bottom, _standing(sheet, compared, FIRST + (k + 1) * COLUMN, top))
    return bottom


def _figure_words(row: Row) -> list[str]:
    words = [f"{BOUND[row.bound]}{figure(row.value)} {row.unit}"]
    if row.interval is not None:
        words.append(f"{figure(row.interval[0])} to {figure(row.interval[1])}")
    return words


def _figure_plot(sheet: Sheet, row: Row, left: float, top: float) -> None:
    """Draw the figure and its interval on a line that begins at 0."""
    low, high = row.interval or (row.value, row.value)
    full = _round_up(max(high, row.value))
    y = top + 27
    sheet.text((left, top + 16), f"0 to {figure(full)}", size=SMALL, fill=GREY)
    sheet.line((left, y), (left + TRACK, y), stroke=RULE)
    for x in (left, left + TRACK):
        sheet.line((x, y - 3), (x, y + 3), stroke=RULE)
    a, b, at = (left + TRACK * max(v, 0.0) / full for v in (low, high, row.value))
    if row.interval is not None:
        sheet.rect(Box(a, y - 2, b, y + 2), fill=BLUE)
        for x in (a, b):
            sheet.line((x, y - 6), (x, y + 6), stroke=BLUE, width=1.5)
    sheet.circle((at, y), 4, fill=PAPER, stroke=INK, width=2)


def _standing(sheet: Sheet, compared: Comparison, left: float, top: float) -> float:
    """Draw where the figure stands among the compared places, or say in words why not; return the bottom."""
    if not isinstance(compared, Percentile) or compared.value is None:
        words = compared.rank or "not available" if isinstance(compared, Percentile) else "not available"
        box_bottom = sheet.paragraph((left, top + 16), words, COLUMN - 10, size=SMALL) - LINE
        return box_bottom + 12
    y = top + 27
    sheet.text((left, top + 16), f"{_percentile(compared.value)} of {compared.n:,}", size=SMALL)
    sheet.line((left, y), (left + TRACK, y), stroke=RULE)
    for share in (0, 0.5, 1):
        x = left + TRACK * share
        sheet.line((x, y - 4), (x, y + 4), stroke=RULE)
    sheet.circle((left + TRACK * compared.value / 100, y), 4.5, fill=PURPLE, stroke=INK)
    return y + 12


def _percentile(value: float) -> str:
    """Return a percentile to one decimal; only a figure at the very end is called 0 or 100."""
    shown = f"{value:.1f}"
    if value < 100 and shown == "100.0":
        return "99.9"
    if value > 0 and shown == "0.0":
        return "0.1"
    return number(float(shown))


def _round_up(value: float) -> float:
    """Return 1, 2, 4, 6 or 10 times a power of ten, not below the value; 1 for nothing."""
    if value <= 0:
        return 1.0
    step = 10.0**-6
    while step * 10 < value:
        step *= 10
    return next(m * step for m in (1, 2, 4, 6, 10) if m * step >= value or m == 10)


def _told(row: Row, names: tuple[str, str, str], interval_kind: str) -> str:
    if row.missing:
        return f"{row.title}: {row.missing}"
    interval = "" if row.interval is None else f" ({_figure_words(row)[1]}, {interval_kind})"
    compared = "; ".join(f"{n}: {_stands(c)}" for n, c in zip(names, row.compared, strict=True))
    return f"{row.title}: {_figure_words(row)[0]}{interval}; {compared}."


def _stands(compared: Comparison) -> str:
    if not isinstance(compared, Percentile):
        return f"not available ({compared.reason.rstrip('.')})"
    if compared.value is None:
        return compared.rank or "not available"
    return f"percentile {_percentile(compared.value)} of {compared.n:,} places"
