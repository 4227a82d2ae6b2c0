"""Entries of a release's lock as a build writes them, for releases that a test writes by hand."""

from __future__ import annotations

from typing import Any

from geodata.lock import DECLARED, NEEDED_LAYERS

REFERENCE = {"kind": "none"}


def entry(layer: str, status: str = "absent", **gains: Any) -> dict[str, Any]:
    """Return a layer's entry with every key that a build declares."""
    empty: dict[str, Any] = dict.fromkeys(DECLARED, "")
    empty |= {"id": layer, "title": layer, "indicators": [], "files": [], "options": {}, "rejections": {}}
    empty |= {"coverage": {"areas": [], "boxes": []}, "status": status, "format_verified": True}
    empty["reason"] = {} if status == "built" else {"code": "no_data", "text": "No file is held."}
    return empty | gains


def needed() -> dict[str, dict[str, Any]]:
    """Return the entries without which no release is whole."""
    return {name: entry(name) for name in NEEDED_LAYERS}
