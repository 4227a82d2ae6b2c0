"""What a case keeps of an assessment: its digest and versions, the open figures as printed, and services by need."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from placement_check.consultation.needs import Need, matches

MEASURED = "measured"


def worked_out(place: str, data: Path, day: date, needs: Sequence[Need]) -> tuple[str, dict[str, Any]]:
    """Return the code of the authority that holds a place, and the fields that a case keeps of its assessment.

    Raises
    ------
    ReleaseError
        If there is no usable release.
    LocationNotFound
        If the text names no place in England.
    """
    from placement_check.cli.checking import render
    from placement_check.places import assess_place

    text = render(assess_place(place, data, day), "json")
    document = json.loads(text)
    return document["area"]["authority"]["code"], {
        "assessment": {
            "digest": hashlib.sha256(text.encode("utf-8")).hexdigest(), "day": day.isoformat(),
            "data": document["versions"]["data"], "method": document["versions"]["method"],
        },
        "profile": profile(document),
        "services": services(document, needs),
    }  # fmt: skip


def profile(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the open figures of an assessment as texts: a case holds no fractions."""
    found = document["findings"]
    rating = document["rating"] or {}
    return {
        "score": _score(rating.get("score")),
        "band": _band(rating.get("band")),
        "said": str(rating.get("text") or ""),
        "reference": str(document["reference"]["text"]),
        "completeness": _share(rating.get("completeness")),
        "floors": [str(f["code"]) for f in rating.get("floors") or ()],
        "figures": [_figure(f) for f in found if f["outcome"] == MEASURED],
        "gaps": [
            {"indicator": f["indicator"], "title": f["title"], "outcome": f["outcome"], "reason": f["reason"]["text"]}
            for f in found if f["outcome"] != MEASURED
        ],
    }  # fmt: skip


def services(document: Mapping[str, Any], needs: Sequence[Need]) -> list[dict[str, Any]]:
    """Return each need with the services found near the place; ``listed`` is false where no list was read for it."""
    measured = {f["indicator"] for f in document["findings"] if f["outcome"] == MEASURED}
    rows = []
    for match in matches(needs, measured):
        there = [_service(h) for h in document["helps"] if h["indicator"] in match.indicators]
        rows.append({"need": match.need.value, "services": there, "listed": match.listed})
    return rows


def _service(found: Mapping[str, Any]) -> str:
    name = f"{found['name']}, {found['kind']}" if found["name"] else str(found["kind"])
    return f"{name}: about {round(found['metres'], -1):.0f} m, give or take {found['uncertainty_m']:.0f} m"


def _figure(found: Mapping[str, Any]) -> dict[str, str]:
    source = found["provenance"][0] if found["provenance"] else {}
    return {
        "indicator": found["indicator"], "title": found["title"],
        "value": f"{_number(found['value'])} {found['unit']}".strip(),
        "compared": _compared(found["percentiles"] or {}),
        "source": ", ".join(str(source[k]) for k in ("publisher", "vintage") if source.get(k)),
        "vintage": str(source.get("vintage") or ""),
    }  # fmt: skip


def _compared(percentiles: Mapping[str, Mapping[str, Any]]) -> str:
    """Return where a figure stands among others: of every set that can be compared with, or why of none."""
    said = [
        f"percentile {_number(found['value'])} of {found['n']} small areas ({name})"
        for name, found in percentiles.items() if "value" in found
    ]  # fmt: skip
    why = dict.fromkeys(str(f["unavailable"]) for f in percentiles.values() if "unavailable" in f)
    return "; ".join(said) or " ".join(why)


def _score(found: Mapping[str, Any] | None) -> str:
    """Return a score with its interval: it is never shown without."""
    if not found:
        return "not rated"
    low, high = found["interval"]["lower"], found["interval"]["upper"]
    return f"{_number(found['value'])} of 100, {_number(low)} to {_number(high)}"


def _band(found: Mapping[str, Any] | None) -> str:
    if not found:
        return "not rated"
    return f"{found['final']}; the draws give {' or '.join(str(b) for b in found['set'])}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}".removesuffix(".0")


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.0%}"
