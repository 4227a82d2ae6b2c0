"""A small writer of SVG that prints the same bytes everywhere.

640 user units are the 160 mm of a report's column, so that a unit is a quarter of a millimetre and the smallest text
prints at 8 points. Only presentation attributes are used: no style sheet, script, identifier, transformation, pattern
or clipping, so every renderer shows the same and two drawings can stand in one page. Colours are told apart from white
by at least 3:1 (text 4.5:1), and nothing is told by colour alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from placement_check.records.drawings.lettering import NO_BREAK, advance, wrapped

WIDTH = 640.0
SMALL, BODY, TITLE, HEADLINE = 11.5, 12.5, 14.0, 20.0
LEADING = 1.3
NOT_PRINTED = (
    "Cc",
    "Cf",
    "Cs",
    "Co",
    "Cn",
)  # of Unicode: controls, formats, surrogates, private, not assigned
FONT = "&quot;DejaVu Sans&quot;, sans-serif"

INK, GREY, RULE, PAPER = "#1a1a1a", "#555555", "#868686", "#ffffff"
BLUE, RED, PURPLE, GREEN = "#1d5a96", "#a3231f", "#6b2f8a", "#1e6b3a"

Xy: TypeAlias = tuple[float, float]
Anchor: TypeAlias = Literal["start", "middle", "end"]
Value: TypeAlias = str | float


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG, a sentence that stands for it, and everything it says as lines of text."""

    svg: str
    alt: str
    listed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in user units: its left, top, right and bottom edges."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Return whether the two share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: Box) -> bool:
        """Return whether the other lies wholly inside."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


def plain(text: str) -> str:
    """Return text as one line that XML can hold: no control sign, no half of a pair, no change of direction."""
    kept = (" " if c.isspace() else "" if unicodedata.category(c) in NOT_PRINTED else c for c in text)
    return " ".join("".join(kept).split())


def bound(*words: str) -> str:
    """Return words that stay on one line of a paragraph, such as a number and its unit."""
    return NO_BREAK.join(words)


def escaped(text: str) -> str:
    """Return text as it stands in an XML attribute or element."""
    marks = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
    return "".join(marks.get(c, c) for c in plain(text))


def number(value: float) -> str:
    """Return a coordinate with at most two decimals, the same wherever it is printed."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


class Sheet:
    """Elements in the order in which they are drawn; ``height`` is given when the sheet is finished."""

    def __init__(self) -> None:
        self._elements: list[str] = []

    def _add(self, name: str, attributes: dict[str, Value], inside: str | None = None) -> None:
        body = "".join(
            f' {key.replace("_", "-")}="{value if isinstance(value, str) else number(value)}"'
            for key, value in attributes.items()
        )
        self._elements.append(f"<{name}{body}/>" if inside is None else f"<{name}{body}>{inside}</{name}>")

    def rect(
        self, box: Box, *, fill: str = "none", stroke: str = "none", width: float = 1, dash: str = ""
    ) -> None:
        """Draw a rectangle."""
        self._add("rect", {
            "x": box.left, "y": box.top, "width": box.right - box.left, "height": box.bottom - box.top,
            **_paint(fill, stroke, width, dash),
        })  # fmt: skip

    def circle(
        self,
        centre: Xy,
        radius: float,
        *,
        fill: str = "none",
        stroke: str = "none",
        width: float = 1,
        dash: str = "",
    ) -> None:
        """Draw a circle."""
        self._add(
            "circle", {"cx": centre[0], "cy": centre[1], "r": radius, **_paint(fill, stroke, width, dash)}
        )

    def line(self, start: Xy, end: Xy, *, stroke: str = INK, width: float = 1, dash: str = "") -> None:
        """Draw a straight line."""
        ends: dict[str, Value] = {"x1": start[0], "y1": start[1], "x2": end[0], "y2": end[1]}
        self._add("line", {**ends, **_paint("none", stroke, width, dash)})

    def lines(
        self, runs: Iterable[Sequence[Xy]], *, stroke: str = INK, width: float = 1, dash: str = ""
    ) -> None:
        """Draw broken lines as one element; nothing if there are none."""
        told = [f"M{' L'.join(f'{number(x)} {number(y)}' for x, y in run)}" for run in runs]
        if told:
            self._add("path", {"d": " ".join(told), **_paint("none", stroke, width, dash)})

    def shape(
        self, corners: Sequence[Xy], *, fill: str = "none", stroke: str = "none", width: float = 1
    ) -> None:
        """Draw a closed shape."""
        points = " ".join(f"{number(x)},{number(y)}" for x, y in corners)
        self._add("polygon", {"points": points, **_paint(fill, stroke, width, "")})

    def text(
        self,
        at: Xy,
        text: str,
        *,
        size: float = BODY,
        bold: bool = False,
        fill: str = INK,
        anchor: Anchor = "start",
    ) -> Box:
        """Write one line with its baseline at the point, and return the room that it takes."""
        attributes: dict[str, Value] = {"x": at[0], "y": at[1], "font-size": size, "fill": fill}
        if bold:
            attributes["font-weight"] = "bold"
        if anchor != "start":
            attributes["text-anchor"] = anchor
        self._add("text", attributes, escaped(text))
        return text_box(at, plain(text), size=size, bold=bold, anchor=anchor)

    def paragraph(
        self, at: Xy, text: str, room: float, *, size: float = BODY, bold: bool = False, fill: str = INK
    ) -> float:
        """Write text in lines that fit the room, and return the baseline of the line that would follow."""
        x, y = at
        for row in wrapped(text, size, room, bold=bold):
            self.text((x, y), row, size=size, bold=bold, fill=fill)
            y += size * LEADING
        return y

    def hatch(self, box: Box, *, step: float = 6, stroke: str = INK, width: float = 1) -> None:
        """Rule a rectangle with lines that rise to the right."""
        tall, runs = box.bottom - box.top, []
        start = box.left - tall + step / 2
        for k in range(int((box.right - start) / step) + 1):
            foot = start + k * step  # where the line meets the bottom edge
            left, right = max(foot, box.left), min(foot + tall, box.right)
            if right > left:
                runs.append([(left, box.bottom - (left - foot)), (right, box.bottom - (right - foot))])
        self.lines(runs, stroke=stroke, width=width)

    def finished(self, height: float, alt: str, listed: Iterable[str]) -> Drawing:
        """Return the drawing."""
        size = f"0 0 {number(WIDTH)} {number(height)}"
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}" font-family="{FONT}" role="img" '
            f'aria-label="{escaped(alt)}">'
        )
        paper = f'<rect x="0" y="0" width="{number(WIDTH)}" height="{number(height)}" fill="{PAPER}"/>'
        svg = "\n".join([head, paper, *self._elements, "</svg>"]) + "\n"
        return Drawing(svg, plain(alt), tuple(plain(line) for line in listed))


def text_box(at: Xy, text: str, *, size: float, bold: bool = False, anchor: Anchor = "start") -> Box:
    """Return the room that a line of text takes, with its baseline at the point."""
    wide = advance(text, size, bold=bold)
    left = at[0] - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
    return Box(left, at[1] - 0.78 * size, left + wide, at[1] + 0.24 * size)


def _paint(fill: str, stroke: str, width: float, dash: str) -> dict[str, Value]:
    paint: dict[str, Value] = {"fill": fill}
    if stroke != "none":
        paint |= {"stroke": stroke, "stroke-width": width}
    if dash:
        paint["stroke-dasharray"] = dash
    return paint
