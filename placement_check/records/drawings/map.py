"""A map round the site from the project's own layers: lines, numbered places, and how far the measures reach.

Never bands, and never a crime: a crime's published point is not where it happened. The same is said in words by the
drawing's list.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from placement_check.records.drawings.frame import TRIED, Frame, Labels, bearing, line_distance
from placement_check.records.drawings.key import Sign, draw_key
from placement_check.records.drawings.lettering import shortened, wrapped
from placement_check.records.drawings.svg import (
    BODY,
    GREY,
    INK,
    LEADING,
    PAPER,
    RED,
    RULE,
    SMALL,
    TITLE,
    WIDTH,
    Box,
    Drawing,
    Sheet,
    Xy,
    bound,
    plain,
    text_box,
)
from placement_check.records.drawings.symbols import (
    LINE_WORDS,
    RADIUS,
    LineKind,
    draw_lines,
    draw_site,
    draw_symbol,
    symbol_of,
)

MARGIN, SIDE, TOP = 8.0, 308.0, 28.0
LEFTS = (MARGIN, WIDTH - MARGIN - SIDE)
CLOSE_M = 400.0
BARS_M = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
LINE = SMALL * LEADING
NAME_ROOM = 260.0
EDGE = 9.0  # a sign this near the edge would hang over it


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Lines of one class as runs of points; ``metres`` is the distance to the nearest as assessed."""

    kind: LineKind
    runs: tuple[tuple[Xy, ...], ...]
    metres: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A numbered place. ``metres`` is the distance that the assessment measured; without it, it is worked out."""

    number: int
    kind: str
    x: float
    y: float
    name: str
    metres: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MapInput:
    """What is round a site, in metres of EPSG:27700.

    ``centre`` is the site as given, ``square`` the centre of its 100 m square, from which the reaches, the places'
    distances and their directions are taken (method S-1). ``outline`` holds the rings of a red line, ``missing``
    sentences on layers that could not be drawn, and ``attribution`` the publishers' own lines.
    """

    centre: Xy
    reach_m: tuple[float, ...]
    square: Xy | None = None
    lines: tuple[Lines, ...] = ()
    places: tuple[Place, ...] = ()
    outline: tuple[tuple[Xy, ...], ...] = ()
    uncertainty_m: float = 0.0
    missing: tuple[str, ...] = ()
    attribution: tuple[str, ...] = ()

    @property
    def measured_from(self) -> Xy:
        """Return the point from which places are measured."""
        return self.square or self.centre


def draw_map(around: MapInput) -> Drawing:
    """Return two maps side by side, all of the reach and a close-up, with scale, north, key and list outside them.

    Raises
    ------
    ValueError
        If no reach is given, one is not positive, or two places have the same number.
    """
    if (
        not around.reach_m
        or min(around.reach_m) <= 0
        or len({p.number for p in around.places}) < len(around.places)
    ):
        raise ValueError("a map needs at least one reach above 0 m, and a number of its own for every place")
    sheet, (wide, close) = Sheet(), frames(around)
    near = [p for p in around.places if _fits(close, p)]
    far = [p for p in around.places if p not in near and _fits(wide, p)]
    unnumbered: list[Place] = []
    titles = (f"All round: {wide.half_m:,.0f} m each way", f"Close up: {close.half_m:,.0f} m each way")
    for frame, title, places in zip((wide, close), titles, (far, near), strict=True):
        sheet.text((frame.box.left, TOP - 9), title, size=TITLE, bold=True)
        if not places and frame is close:
            sheet.text((frame.box.right, TOP - 9), "no place here", size=SMALL, fill=GREY, anchor="end")
        unnumbered += _picture(sheet, around, frame, places, overview=frame is wide)
        _below(sheet, frame)
    y = draw_key(sheet, _entries(around), LEFTS, SIDE, TOP + SIDE + 44) + 10
    notes = {p.number: "beyond the edge of the map" for p in around.places if p not in near and p not in far}
    notes |= {p.number: "no room for its number on the map" for p in unnumbered}
    y = _numbered(sheet, around, notes, y)
    y = _foot(sheet, around, y)
    return sheet.finished(y, _alt(around, wide), _told(around, wide, notes))


def frames(around: MapInput) -> tuple[Frame, Frame]:
    """Return the frame that holds every reach, and the close-up."""
    off = math.dist(around.centre, around.measured_from)
    half = max(1.06 * (off + max(around.reach_m)), 1.5 * CLOSE_M)
    boxes = (Box(left, TOP, left + SIDE, TOP + SIDE) for left in LEFTS)
    wide, close = (Frame(around.centre, h, b) for h, b in zip((half, CLOSE_M), boxes, strict=True))
    return wide, close


def _fits(frame: Frame, place: Place) -> bool:
    x, y = frame.at((place.x, place.y))
    box = frame.box
    return box.left + EDGE <= x <= box.right - EDGE and box.top + EDGE <= y <= box.bottom - EDGE


def _picture(
    sheet: Sheet, around: MapInput, frame: Frame, places: Sequence[Place], *, overview: bool
) -> list[Place]:
    """Draw one frame, and return the places whose number found no room."""
    for lines in around.lines:
        draw_lines(sheet, lines.kind, frame.clipped(lines.runs), frame.box)
    labels = Labels(Box(frame.box.left + 2, frame.box.top + 2, frame.box.right - 2, frame.box.bottom - 2))
    site = frame.at(around.centre)
    labels.keep(site, 13)
    for place in places:
        labels.keep(frame.at((place.x, place.y)), RADIUS + 2)
    _reaches(sheet, around, frame, labels)
    if overview:
        _close_square(sheet, frame, site)
    elif around.square is not None:
        _hundred(sheet, frame, around.square, labels)
    lost = _places(sheet, frame, places, labels)
    _site(sheet, around, frame, close=not overview)
    sheet.rect(frame.box, stroke=INK, width=1.5)
    return lost


def _reaches(sheet: Sheet, around: MapInput, frame: Frame, labels: Labels) -> None:
    """Draw the circles that lie wholly inside, each with its radius on it."""
    middle = frame.at(around.measured_from)
    for reach in sorted(set(around.reach_m)):
        radius = reach * frame.scale
        if not frame.box.holds(
            Box(middle[0] - radius, middle[1] - radius, middle[0] + radius, middle[1] + radius)
        ):
            continue
        sheet.circle(middle, radius, stroke=INK, width=1.1, dash="2 3")
        words = f"{reach:,.0f} m"
        for across, down in TRIED:
            at = middle[0] + across * radius, middle[1] + down * radius
            room = _plate_box(at, words)
            if labels.box.holds(room) and not any(room.meets(other) for other in labels.taken):
                labels.taken.append(room)
                _plate(sheet, at, words, bold=False)
                break


def _hundred(sheet: Sheet, frame: Frame, square: Xy, labels: Labels) -> None:
    """Draw the 100 m square that the site lies in, and the dot at its centre from which places are measured."""
    (x, y), half = frame.at(square), 50 * frame.scale
    sheet.rect(Box(x - half, y - half, x + half, y + half), stroke=RULE, width=1)
    sheet.circle((x, y), 2.6, fill=INK)
    labels.keep((x, y), 4)


def _close_square(sheet: Sheet, frame: Frame, site: Xy) -> None:
    half = CLOSE_M * frame.scale
    box = Box(site[0] - half, site[1] - half, site[0] + half, site[1] + half)
    sheet.rect(box, stroke=GREY, width=1.4, dash="7 4")


def _site(sheet: Sheet, around: MapInput, frame: Frame, *, close: bool) -> None:
    """Draw the site: its red line if there is one, with a cross where that is too small to be seen."""
    corners = [frame.at(corner) for ring in around.outline for corner in ring]
    extent = max((math.dist(frame.at(around.centre), c) for c in corners), default=0.0)
    closed = [(*ring, ring[0]) for ring in around.outline if ring]
    sheet.lines(frame.clipped(closed), stroke=RED, width=2.2)
    if extent < 10:
        draw_site(sheet, frame.at(around.centre))
    if close and 0 < around.uncertainty_m < frame.half_m:
        sheet.circle(
            frame.at(around.centre), around.uncertainty_m * frame.scale, stroke=GREY, width=1.2, dash="5 3"
        )


def _places(sheet: Sheet, frame: Frame, places: Sequence[Place], labels: Labels) -> list[Place]:
    """Draw the signs and their numbers, each number on a plate with a line to its sign."""
    placed = [
        (p, frame.at((p.x, p.y)), labels.place(frame.at((p.x, p.y)), str(p.number), BODY, bold=True))
        for p in places
    ]
    sheet.lines([[at, label] for _, at, label in placed if label is not None], stroke=INK, width=0.9)
    for place, at, _ in placed:
        draw_symbol(sheet, at, symbol_of(place.kind))
    for place, _, label in placed:
        if label is not None:
            _plate(sheet, label, str(place.number))
    return [place for place, _, label in placed if label is None]


def _plate_box(centre: Xy, words: str, *, size: float = SMALL, bold: bool = False) -> Box:
    written = text_box((centre[0], centre[1] + 0.36 * size), words, size=size, bold=bold, anchor="middle")
    return Box(written.left - 2, centre[1] - 0.6 * size, written.right + 2, centre[1] + 0.6 * size)


def _plate(sheet: Sheet, centre: Xy, words: str, *, bold: bool = True) -> None:
    size = BODY if bold else SMALL
    edge = RULE if bold else PAPER
    sheet.rect(_plate_box(centre, words, size=size, bold=bold), fill=PAPER, stroke=edge, width=0.8)
    sheet.text((centre[0], centre[1] + 0.36 * size), words, size=size, bold=bold, anchor="middle")


def _below(sheet: Sheet, frame: Frame) -> None:
    """Draw the scale bar and the north arrow under a frame."""
    metres = max(m for m in BARS_M if m * frame.scale <= 110 or m == BARS_M[0])
    left, y = frame.box.left, frame.box.bottom + 18
    right = left + metres * frame.scale
    sheet.rect(Box(left, y - 4, (left + right) / 2, y), fill=INK, stroke=INK)
    sheet.rect(Box((left + right) / 2, y - 4, right, y), fill=PAPER, stroke=INK)
    sheet.text((right + 6, y + 2), f"{metres:,} m", size=SMALL)
    x = frame.box.right - 8
    sheet.shape([(x, y - 13), (x + 5, y + 3), (x, y - 1), (x - 5, y + 3)], fill=INK)
    sheet.text((x - 10, y + 2), "grid north", size=SMALL, anchor="end")


def _entries(around: MapInput) -> list[tuple[Sign | LineKind, str]]:
    """Return what the key explains, in order."""
    site = (Sign.RED_LINE, "The site: its red line") if around.outline else (Sign.CROSS, "The site")
    entries: list[tuple[Sign | LineKind, str]] = [
        site,
        (Sign.REACH, f"Reach of measures: {_reach_words(around)}"),
    ]
    entries.append((Sign.CLOSE_UP, "The close-up: places numbered there"))
    if around.uncertainty_m > 0:
        entries.append((Sign.SPREAD, f"The site lies within {around.uncertainty_m:,.0f} m of the cross"))
    if around.square is not None:
        entries.append((Sign.HUNDRED, "100 m square; distances from its dot"))
    return entries + [(k, LINE_WORDS[k]) for k in LineKind if any(ln.kind is k for ln in around.lines)]


def _numbered(sheet: Sheet, around: MapInput, notes: dict[int, str], top: float) -> float:
    """List the places in two columns, and return the baseline of what follows."""
    sheet.text(
        (MARGIN, top), "Numbered places, measured from the centre of the site's 100 m square", bold=True
    )
    top += 20
    if not around.places:
        return sheet.paragraph((MARGIN, top), "None is shown on this map.", WIDTH, size=SMALL) + 6
    ordered = sorted(around.places, key=lambda p: p.number)
    entries = [(p, wrapped(_entry(around, p, notes, short=True), SMALL, SIDE - 56)) for p in ordered]
    half = (sum(len(rows) for _, rows in entries) + 1) // 2
    written, bottom, y = 0, top, top
    column = 0
    for place, rows in entries:
        if written >= half and column == 0:
            column, y = 1, top
        left = LEFTS[column]
        draw_symbol(sheet, (left + 10, y - 4), symbol_of(place.kind))
        sheet.text((left + 48, y), str(place.number), size=SMALL, bold=True, anchor="end")
        for row in rows:
            sheet.text((left + 56, y), row, size=SMALL)
            y += LINE
        y += 3
        written += len(rows)
        bottom = max(bottom, y)
    return bottom + 8


def _foot(sheet: Sheet, around: MapInput, y: float) -> float:
    for line in around.missing:
        y = sheet.paragraph((MARGIN, y), line, WIDTH - 2 * MARGIN, size=SMALL, bold=True) + 2
    for line in around.attribution:
        y = sheet.paragraph((MARGIN, y), line, WIDTH - 2 * MARGIN, size=SMALL, fill=GREY)
    return y


def _metres(around: MapInput, place: Place) -> float:
    return math.dist(around.measured_from, (place.x, place.y)) if place.metres is None else place.metres


def _entry(around: MapInput, place: Place, notes: dict[int, str], *, short: bool) -> str:
    """Return a place as its name, kind, metres and direction; ``short`` cuts a very long name."""
    words = symbol_of(place.kind).words
    name = plain(place.name)
    name = shortened(name, SMALL, NAME_ROOM) if short else name
    name = f"{name}, {words}" if name else f"{words} (no name given)"
    away = bearing(around.measured_from, (place.x, place.y))
    note = f" ({notes[place.number]})" if place.number in notes else ""
    return f"{name}: {bound(f'{_metres(around, place):,.0f}', 'm,', away)}{note}"


def _line_words(around: MapInput, lines: Lines, wide: Frame) -> str:
    """Return where the nearest line of a class passes, or that none is on the map in the file held."""
    words = LINE_WORDS[lines.kind].split(" (")[0]
    found = line_distance(around.centre, lines.runs)
    if found is None or not wide.clipped(lines.runs):
        return f"{words}: none on the map, in the file held."
    metres = found[0] if lines.metres is None else lines.metres
    return f"{words}: nearest {metres:,.0f} m from the site, {bearing(around.centre, found[1])}."


def _reach_words(around: MapInput) -> str:
    said = [f"{r:,.0f} m" for r in sorted(set(around.reach_m))]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def _alt(around: MapInput, wide: Frame) -> str:
    n = len(around.places)
    parts = [
        f"A map of {wide.half_m:,.0f} m each way round the site and a close-up of {CLOSE_M:,.0f} m each way, grid "
        f"north at the top, with the reach of {_reach_words(around)} as circles and {n} numbered place{'s' * (n != 1)}"
    ]
    if n:
        nearest = min(around.places, key=lambda p: (_metres(around, p), p.number))
        parts.append(f"the nearest is number {nearest.number}, {_entry(around, nearest, {}, short=False)}")
    parts += [_line_words(around, lines, wide).rstrip(".") for lines in around.lines]
    parts += [line.rstrip(".") for line in around.missing]
    return "; ".join(parts) + ". The list says the same in words."


def _told(around: MapInput, wide: Frame, notes: dict[int, str]) -> tuple[str, ...]:
    spread = (
        f"The site lies within {around.uncertainty_m:,.0f} m of the point drawn. "
        if around.uncertainty_m
        else ""
    )
    first = (
        f"{spread}Measures reach {_reach_words(around)} from the centre of the site's 100 m square; "
        "distances and directions of places are from there."
    )
    ordered = sorted(around.places, key=lambda p: p.number)
    return (
        first,
        *(f"{p.number}. {_entry(around, p, notes, short=False)}." for p in ordered),
        *(_line_words(around, lines, wide) for lines in around.lines),
        *around.missing,
        *around.attribution,
    )
