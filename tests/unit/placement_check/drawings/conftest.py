"""What every drawing must be, whatever it shows."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET

import pytest

from placement_check.records import wording
from placement_check.records.drawings.scale import NOT_RATED
from placement_check.records.drawings.svg import SMALL, Box, text_box

NS = "{http://www.w3.org/2000/svg}"
KNOWN = {"rect", "circle", "line", "path", "polygon", "text"}
FIXED = (NOT_RATED, "This is not evidence of low risk")
NAMED = re.compile(
    r"\b(" + "|".join(w.replace(" ", r"[\s-]+") for w in wording.FORBIDDEN) + r")\b", re.IGNORECASE
)


def boxes_of(element) -> list[Box]:
    """Return the room of an element, from its own numbers."""
    get = element.attrib
    number = lambda key: float(get[key])  # noqa: E731
    kind = element.tag.removeprefix(NS)
    if kind == "rect":
        return [Box(number("x"), number("y"), number("x") + number("width"), number("y") + number("height"))]
    if kind == "circle":
        r = number("r")
        return [Box(number("cx") - r, number("cy") - r, number("cx") + r, number("cy") + r)]
    if kind == "text":
        at = number("x"), number("y")
        bold, anchor = get.get("font-weight") == "bold", get.get("text-anchor", "start")
        return [text_box(at, element.text or "", size=number("font-size"), bold=bold, anchor=anchor)]
    if kind == "line":
        xs, ys = [number("x1"), number("x2")], [number("y1"), number("y2")]
    else:
        found = [float(v) for v in re.findall(r"-?\d+(?:\.\d+)?", get["d" if kind == "path" else "points"])]
        xs, ys = found[::2], found[1::2]
    return [Box(min(xs), min(ys), max(xs), max(ys))]


def contrast(colour: str) -> float:
    """Return the contrast of a colour with white (WCAG 2.2)."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def texts_of(drawing) -> list[str]:
    return [e.text for e in ET.fromstring(drawing.svg).iter(f"{NS}text")]


def check(drawing) -> None:
    root = ET.fromstring(drawing.svg)
    view = Box(*map(float, root.get("viewBox").split()))
    assert root.get("role") == "img"
    assert root.get("aria-label") == drawing.alt
    written = []
    for element in root:
        kind = element.tag.removeprefix(NS)
        assert kind in KNOWN
        assert not {"id", "style", "class", "transform", "href"} & set(element.attrib)
        for box in boxes_of(element):
            assert view.holds(box), (ET.tostring(element), box)
            assert box.right >= box.left
            assert box.bottom >= box.top
        for key in ("fill", "stroke"):
            colour = element.get(key, "none")
            if colour not in ("none", "#ffffff"):
                assert contrast(colour) >= (4.5 if kind == "text" else 3)
        if kind == "text":
            assert float(element.get("font-size")) >= SMALL
            written.append((element.text, boxes_of(element)[0]))
    for (a, room), (b, other) in itertools.combinations(written, 2):
        assert not room.meets(other), (a, room, b, other)
    said = " ".join((*(t for t, _ in written), drawing.alt, *drawing.listed))
    for fixed in FIXED:
        said = said.replace(fixed, " ")
    assert NAMED.search(said) is None
    assert drawing.alt.endswith(".")
    assert all(drawing.listed)


@pytest.fixture(scope="session")
def looks_right():
    return check


@pytest.fixture(scope="session")
def texts():
    return texts_of
