"""A drawing as SVG that may stand in a page: shapes and words only, nothing that runs, nothing from outside."""

from __future__ import annotations

import re
import xml.etree.ElementTree as tree
from collections.abc import Callable

from placement_check.records.furniture import FONT

_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_SHAPES = frozenset(
    [
        "svg",
        "g",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "defs",
        "clipPath",
        "mask",
        "pattern",
        "marker",
        "symbol",
        "use",
        "linearGradient",
        "radialGradient",
        "stop",
        "title",
        "desc",
    ]
)
_OWN_SIZE = ("width", "height", "id", "class", "role", "aria-label", "aria-labelledby", "tabindex")
_LOCAL = re.compile(r"url\(\s*['\"]?#([^'\")\s]+)['\"]?\s*\)")
_FAMILY = re.compile(r"font-family\s*:[^;]*;?\s*")


def embedded(svg: str, words: Callable[[str], str], *, prefix: str = "", label: str = "") -> str:
    """Return the drawing as one ``svg`` element with no size of its own.

    Parameters
    ----------
    svg
        The drawing as text.
    words
        What is done to each text in it.
    prefix
        Set before every id, so that two drawings can stand in one page.
    label
        With a label the element is one image to assistive technology, and takes its fonts from the page; without,
        the words take the bundled font.

    Raises
    ------
    ValueError
        When the drawing is not SVG, or holds anything but shapes and words.
    """
    root = _parsed(svg)
    for element in root.iter():
        _element(element, words, prefix)
    for name in _OWN_SIZE:
        root.attrib.pop(name, None)
    if label:
        root.attrib.update({"role": "img", "aria-label": label, "focusable": "false"})
    else:
        root.attrib.update({"xmlns": _SVG.strip("{}"), "font-family": FONT})
    return tree.tostring(root, encoding="unicode", short_empty_elements=True)


def _parsed(svg: str) -> tree.Element:
    if "<!DOCTYPE" in svg or "<!ENTITY" in svg:
        raise ValueError("The drawing declares a document type: leave it out, nothing in it is needed.")
    try:
        root = tree.fromstring(svg)  # noqa: S314 - entities cannot be declared without a document type
    except tree.ParseError as fault:
        raise ValueError(f"The drawing is not well-formed SVG: {fault}.") from fault
    if root.tag != f"{_SVG}svg" or "viewBox" not in root.attrib:
        raise ValueError("The drawing's outermost element is not an svg with a viewBox.")
    for parent in list(root.iter()):
        for child in [c for c in parent if c.tag == f"{_SVG}metadata"]:
            parent.remove(child)
    return root


def _element(element: tree.Element, words: Callable[[str], str], prefix: str) -> None:
    name = str(element.tag).removeprefix(_SVG)
    if name not in _SHAPES:
        raise ValueError(
            f"The drawing holds '{name}': only {', '.join(sorted(_SHAPES))} may stand in a page."
        )
    element.tag = name
    element.text = words(element.text) if element.text else None
    element.tail = words(element.tail) if element.tail else None
    for key, value in list(element.attrib.items()):
        del element.attrib[key]
        key = "href" if key == _LINK else key
        if key == "font-family":
            continue
        element.set(key, _attribute(name, key, value, prefix))


def _attribute(name: str, key: str, value: str, prefix: str) -> str:
    outside = "url(" in _LOCAL.sub("", value) or (key == "href" and not value.startswith("#"))
    if outside or key.startswith("on") or (key.startswith("{") and not key.endswith("}space")):
        raise ValueError(
            f"The drawing's '{name}' has {key}='{value[:60]}': nothing may run or come from outside."
        )
    if key == "id":
        return prefix + value
    if key == "href":
        return f"#{prefix}{value[1:]}"
    value = _FAMILY.sub("", value) if key == "style" else value
    return _LOCAL.sub(lambda found: f"url(#{prefix}{found[1]})", value)
