"""The signs of the map: each class by its shape, its filling and its words as well as by its colour."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from placement_check.records.drawings.frame import ticks
from placement_check.records.drawings.svg import BLUE, GREEN, INK, PAPER, PURPLE, RED, Box, Sheet, Xy

RADIUS = 5.5
CORNERS = {
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "diamond": ((0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)),
    "triangle": ((0.0, -1.15), (1.1, 0.85), (-1.1, 0.85)),
    "wedge": ((-1.1, -0.85), (1.1, -0.85), (0.0, 1.15)),
    "pentagon": ((0.0, -1.15), (1.1, -0.35), (0.68, 0.95), (-0.68, 0.95), (-1.1, -0.35)),
    "hexagon": ((-0.6, -1.0), (0.6, -1.0), (1.15, 0.0), (0.6, 1.0), (-0.6, 1.0), (-1.15, 0.0)),
}


class LineKind(StrEnum):
    """What a line of the map stands for."""

    RAIL = "rail"
    WATER = "water"
    ROAD = "road"
    BOUNDARY = "boundary"


LINE_WORDS = {
    LineKind.RAIL: "Railway line (line with cross strokes)",
    LineKind.WATER: "River, canal or lake (double line)",
    LineKind.ROAD: "Motorway or A road (thick line)",
    LineKind.BOUNDARY: "District boundary (dashes and dots)",
}


@dataclass(frozen=True, slots=True)
class Symbol:
    """A class of place: what it is called, and its shape, filling and colour."""

    words: str
    shape: str
    filled: bool
    colour: str


GAMBLING = Symbol("gambling premises", "diamond", False, RED)
EDUCATION = {
    "secondary": "secondary school",
    "college": "college",
    "alternative_provision": "alternative provision",
}
SYMBOLS = {
    "pubs": Symbol("pub, bar or club", "square", True, RED),
    "takeaways": Symbol("takeaway", "square", False, RED),
    "hotels": Symbol("hotel, bed and breakfast or guest house", "diamond", True, RED),
    "interchange": Symbol("station, bus station or taxi rank", "triangle", True, BLUE),
    "bus_stop": Symbol("bus stop", "triangle", False, BLUE),
    **{kind: Symbol(words, "pentagon", True, PURPLE) for kind, words in EDUCATION.items()},
    "phase_unknown": Symbol("school, phase not known", "pentagon", False, PURPLE),
    "gp": Symbol("GP practice", "circle", True, GREEN),
    "camhs": Symbol("child and adolescent mental health site", "circle", False, GREEN),
    "library": Symbol("public library", "wedge", True, INK),
    "shops": Symbol("food shop", "wedge", False, INK),
    **dict.fromkeys(
        ("adult_gaming_centre", "betting_shop", "bingo", "casino", "family_entertainment_centre"), GAMBLING
    ),
}


def symbol_of(kind: str) -> Symbol:
    """Return the sign of a class; a hollow hexagon and the class's own words where a council brought it."""
    return SYMBOLS.get(kind) or Symbol(kind.replace("_", " ") or "place", "hexagon", False, INK)


def draw_symbol(sheet: Sheet, at: Xy, symbol: Symbol) -> None:
    """Draw the sign of a class round a point, edged in white so that it stands out of the lines below."""
    fill = symbol.colour if symbol.filled else PAPER
    if symbol.shape == "circle":
        sheet.circle(at, RADIUS + 1.6, fill=PAPER)
        sheet.circle(at, RADIUS, fill=fill, stroke=symbol.colour, width=1.8)
        return
    for radius, inside, edge in ((RADIUS + 1.8, PAPER, PAPER), (RADIUS, fill, symbol.colour)):
        corners = [(at[0] + x * radius, at[1] + y * radius) for x, y in CORNERS[symbol.shape]]
        sheet.shape(corners, fill=inside, stroke=edge, width=1.8)


def draw_site(sheet: Sheet, at: Xy) -> None:
    """Draw the cross of the site, open in the middle."""
    arms = [
        [(at[0] + a * 4, at[1] + b * 4), (at[0] + a * 12, at[1] + b * 12)]
        for a, b in ((1, 0), (-1, 0), (0, 1), (0, -1))
    ]
    sheet.lines(arms, stroke=PAPER, width=5)
    sheet.lines(arms, stroke=INK, width=2.6)


def draw_lines(sheet: Sheet, kind: LineKind, seen: list[list[Xy]], box: Box) -> None:
    """Draw lines already clipped to a box in the manner of their class."""
    if kind is LineKind.RAIL:
        sheet.lines(seen, stroke=INK, width=1.4)
        strokes = [s for run in seen for s in ticks(run, 9, 3.5) if all(_in(box, end) for end in s)]
        sheet.lines(strokes, stroke=INK, width=1.2)
    elif kind is LineKind.WATER:
        sheet.lines(seen, stroke=BLUE, width=3.6)
        sheet.lines(seen, stroke=PAPER, width=1.4)
    elif kind is LineKind.ROAD:
        sheet.lines(seen, stroke=RED, width=3)
    else:
        sheet.lines(seen, stroke=PURPLE, width=1.8, dash="9 3 2 3")


def _in(box: Box, at: Xy) -> bool:
    return box.left <= at[0] <= box.right and box.top <= at[1] <= box.bottom
