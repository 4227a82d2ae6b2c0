"""The score on its scale of 0 to 100, with its interval, the band cuts and the band set; or "Not rated"."""

from __future__ import annotations

from dataclasses import dataclass

from placement_check.records.drawings.svg import (
    BLUE,
    BODY,
    GREY,
    HEADLINE,
    INK,
    LEADING,
    PAPER,
    RULE,
    SMALL,
    TITLE,
    WIDTH,
    Box,
    Drawing,
    Sheet,
    text_box,
)

NOT_RATED = "Not rated: the evidence needed is missing. This is not a finding of low risk"
AXIS = "Percentile of documented location risk factors: 0 fewest, 100 most"
LEFT, RIGHT = 56.0, 584.0
MARGIN = 8.0
HEAD = 58.0  # the same box for a band and for "Not rated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A score with what must be printed beside it (method S-26, S-33).

    ``cuts`` are the three band cuts, ``bands`` the printed band set in order, ``probabilities`` the share of the
    draws in bands 1 to 4, ``compared_with`` the reference set in words, ``completeness`` a share of 1, and ``notes``
    sentences on caps, floors and triggers.
    """

    score: float
    interval: tuple[float, float]
    cuts: tuple[float, float, float]
    bands: tuple[int, ...]
    probabilities: tuple[float, float, float, float]
    draws: int
    compared_with: str
    completeness: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRated:
    """Why there is no band; ``notes`` may name a floor or trigger that stands beside it."""

    reasons: tuple[str, ...]
    completeness: float
    notes: tuple[str, ...] = ()


def scale(rating: Scored | NotRated) -> Drawing:
    """Return the drawing of a score with its interval and band set, or of its absence (method S-26..S-33)."""
    return _scored(rating) if isinstance(rating, Scored) else _not_rated(rating)


def band_words(bands: tuple[int, ...]) -> str:
    """Return a band set in words, as "Band 2" or "Band 2 to 3"."""
    return f"Band {bands[0]}" if len(bands) == 1 else f"Band {bands[0]} to {bands[-1]}"


def share_words(share: float) -> str:
    """Return a share of 1 in whole per cent; a few draws are never nought and all but a few never all."""
    if 0 < share < 0.01:
        return "less than 1 %"
    if 0.99 < share < 1:
        return "more than 99 %"
    return f"{100 * share:.0f} %"


def _x(value: float) -> float:
    return LEFT + (RIGHT - LEFT) * value / 100


def _scored(rating: Scored) -> Drawing:
    sheet, (low, high) = Sheet(), rating.interval
    figure = f"Score {rating.score:.1f}, 5-95 % interval {low:.1f} to {high:.1f}"
    _head(sheet, band_words(rating.bands), figure)
    _bands(sheet, rating, top=HEAD + 52)
    _interval(sheet, rating, y=HEAD + 146)
    y = _shares(sheet, rating, top=HEAD + 216)
    about = (
        f"Compared with {rating.compared_with}. Completeness of the evidence: {share_words(rating.completeness)}.",
        *rating.notes,
    )
    for line in about:
        y = sheet.paragraph((MARGIN, y), line, WIDTH - 2 * MARGIN) + 3
    told = [
        f"Band {n} ({a:g} to {b:g}): {share_words(p)} of the draws{', in the band set' * (n in rating.bands)}"
        for n, a, b, p in _spans(rating)
    ]
    alt = (
        f"A scale from 0 to 100 cut into four bands at {_and(rating.cuts)}: the score is {rating.score:.1f} with a "
        f"5-95 % interval from {low:.1f} to {high:.1f}, and the band set is {band_words(rating.bands)}."
    )
    return sheet.finished(y, alt, (f"{band_words(rating.bands)}. {figure}.", *told, *about))


def _not_rated(rating: NotRated) -> Drawing:
    sheet = Sheet()
    _head(sheet, "Not rated", "")
    y = sheet.paragraph((MARGIN, HEAD + 32), f"{NOT_RATED}.", WIDTH - 2 * MARGIN, bold=True) + 3
    about = (
        *rating.reasons,
        f"Completeness of the evidence: {share_words(rating.completeness)}.",
        *rating.notes,
    )
    for line in about:
        y = sheet.paragraph((MARGIN, y), line, WIDTH - 2 * MARGIN) + 3
    alt = (
        f"A box across the whole width that says: {NOT_RATED}. Completeness of the evidence is "
        f"{share_words(rating.completeness)}."
    )
    return sheet.finished(y, alt, (f"{NOT_RATED}.", *about))


def _head(sheet: Sheet, words: str, figure: str) -> None:
    """Draw the box that says the band set, or that there is none: the same size, weight and type for both."""
    box = Box(MARGIN, MARGIN, WIDTH - MARGIN, MARGIN + HEAD)
    sheet.rect(box, stroke=INK, width=3)
    sheet.text((MARGIN + 14, MARGIN + HEAD / 2 + 7), words, size=HEADLINE, bold=True)
    if figure:
        sheet.text((WIDTH - MARGIN - 14, MARGIN + HEAD / 2 + 5), figure, size=TITLE, anchor="end")


def _spans(rating: Scored) -> list[tuple[int, float, float, float]]:
    edges = (0.0, *rating.cuts, 100.0)
    return [(n + 1, edges[n], edges[n + 1], p) for n, p in enumerate(rating.probabilities)]


def _bands(sheet: Sheet, rating: Scored, top: float) -> None:
    """Draw the four bands; those of the set are hatched, thickly outlined and named by a bracket."""
    bottom = top + 40
    for n, low, high, _ in _spans(rating):
        box = Box(_x(low), top, _x(high), bottom)
        chosen = n in rating.bands
        if chosen:
            sheet.hatch(box, step=7, stroke=BLUE)
        sheet.rect(box, stroke=INK if chosen else RULE, width=2.5 if chosen else 1)
        middle = ((box.left + box.right) / 2, top + 24)
        words = f"Band {n}"
        label = text_box(middle, words, size=SMALL, bold=chosen, anchor="middle")
        if chosen:
            room = Box(
                max(label.left - 3, box.left + 2),
                label.top - 3,
                min(label.right + 3, box.right - 2),
                label.bottom + 3,
            )
            sheet.rect(room, fill=PAPER)
        sheet.text(middle, words, size=SMALL, bold=chosen, fill=INK if chosen else GREY, anchor="middle")
    for value in (0.0, *rating.cuts, 100.0):
        sheet.line((_x(value), bottom), (_x(value), bottom + 5), stroke=INK)
        sheet.text((_x(value), bottom + 17), f"{value:g}", size=SMALL, anchor="middle")
    first, last = _spans(rating)[rating.bands[0] - 1], _spans(rating)[rating.bands[-1] - 1]
    left, right, y = _x(first[1]), _x(last[2]), top - 8
    sheet.lines([[(left, y + 5), (left, y), (right, y), (right, y + 5)]], width=2)
    words = f"The band set: {band_words(rating.bands)}"
    half = (text_box((0, 0), words, size=BODY, bold=True).right) / 2
    centre = min(max((left + right) / 2, MARGIN + half), WIDTH - MARGIN - half)
    sheet.text((centre, y - 7), words, bold=True, anchor="middle")


def _interval(sheet: Sheet, rating: Scored, y: float) -> None:
    """Draw the interval as a bar with end strokes, the score as a diamond on it, each with its figure."""
    low, high, at = _x(rating.interval[0]), _x(rating.interval[1]), _x(rating.score)
    sheet.line((LEFT, y), (RIGHT, y), stroke=RULE)
    for end in (low, high):
        sheet.line((end, y - 9), (end, y + 9), width=2)
    sheet.rect(Box(low, y - 4, high, y + 4), fill=BLUE, stroke=INK)
    sheet.shape([(at, y - 10), (at + 8, y), (at, y + 10), (at - 8, y)], fill=PAPER, stroke=INK, width=2.5)
    sheet.text((at, y - 16), f"score {rating.score:.1f}", bold=True, anchor="middle")
    sheet.text((low - 2, y + 24), f"{rating.interval[0]:.1f}", size=SMALL, anchor="end")
    sheet.text((high + 2, y + 24), f"{rating.interval[1]:.1f}", size=SMALL)
    sheet.text((WIDTH / 2, y + 42), f"{AXIS}. Bar: 5-95 % interval.", size=SMALL, fill=GREY, anchor="middle")


def _shares(sheet: Sheet, rating: Scored, top: float) -> float:
    """Draw how the draws fall into the bands, and return the baseline of what follows."""
    title = f"Share of {rating.draws:,} draws of the uncertain inputs that fall in each band"
    sheet.text((LEFT, top), title, bold=True)
    y = top + 9
    for n, low, high, share in _spans(rating):
        chosen = n in rating.bands
        sheet.text((LEFT, y + 12), f"Band {n}: {low:g} to {high:g}", size=SMALL, bold=chosen)
        bar = Box(LEFT + 130, y + 2, LEFT + 130 + 215 * share, y + 14)
        if share > 0:
            if chosen:
                sheet.hatch(bar, step=7, stroke=BLUE)
            sheet.rect(bar, stroke=INK, width=1.5 if chosen else 1)
        sheet.line((LEFT + 130, y), (LEFT + 130, y + 16), stroke=INK)
        words = f"{share_words(share)}{', in the band set' * chosen}"
        sheet.text((bar.right + 6, y + 12), words, size=SMALL, bold=chosen)
        y += 18
    return y + 10 + BODY * LEADING


def _and(cuts: tuple[float, float, float]) -> str:
    return f"{cuts[0]:g}, {cuts[1]:g} and {cuts[2]:g}"
