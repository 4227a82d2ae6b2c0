"""What a release holds, as lists."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from geodata.errors import GeodataError, ReleaseError
from geodata.release import Release
from geodata.store import coverage_text

STATUS_KEYS = (
    "id", "class", "rows_in", "rows_kept", "rows_unlocated", "rows_rejected", "vintage", "coverage", "licence",
    "sha256", "format_verified",
)  # fmt: skip


def status_text(data: Path, *, as_json: bool, verify: bool) -> tuple[str, bool]:
    """Return the release's account, and whether every file still has its hash (true where that was not asked).

    Raises
    ------
    ReleaseError
        If there is no usable release.
    """
    release = Release.open(data)
    damaged = release.damaged() if verify else []
    if as_json:
        document = {
            "data_version": release.data_version, "label": release.label or None, "release": release.path.name,
            "layers": [_entry(e) for e in release.layers.values()],
            **({"damaged": damaged} if verify else {}),
        }  # fmt: skip
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n", not damaged
    lines = [f"release {release.path.name}", f"data version {release.data_version}"]
    lines += [release.label] if release.label else []
    lines.append(
        f"{'layer':<20}{'rows in':>10}{'kept':>10}{'unlocated':>11}{'rejected':>10}  vintage, coverage"
    )
    for entry in release.layers.values():
        lines.append(_line(entry))
    lines += [f"damaged: {name}" for name in damaged]
    lines += ["every file has its hash"] if verify and not damaged else []
    return "\n".join(lines) + "\n", not damaged


def _entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    shown = {key: entry[key] for key in STATUS_KEYS}
    shown |= {"title": entry["title"], "status": entry["status"], "rejections": entry["rejections"]}
    shown["coverage_text"] = coverage_text(entry)
    return shown | {"reason": entry["reason"] or None, "files": entry["files"]}


def _line(entry: Mapping[str, Any]) -> str:
    if entry["status"] != "built":
        return f"{entry['id']:<20}{entry['status'].upper()}: {entry['reason']['text']}"
    counts = f"{entry['rows_in']:>10}{entry['rows_kept']:>10}{entry['rows_unlocated']:>11}{entry['rows_rejected']:>10}"
    why = ", ".join(f"{n} {rule}" for rule, n in entry["rejections"].items())
    unverified = "" if entry["format_verified"] else "; format not verified against a publisher's file"
    return f"{entry['id']:<20}{counts}  {entry['vintage']}, {coverage_text(entry)}{unverified}" + (
        f"  [{why}]" if why else ""
    )


def rejections_text(data: Path, layer: str) -> str:
    """Return every rejected row of a layer as CSV: file, row, rule, text.

    Raises
    ------
    GeodataError
        If the release has no such layer, or its list of rejections is gone.
    """
    release = Release.open(data)
    if layer not in release.layers:
        held = ", ".join(release.layers)
        raise GeodataError(f"'{layer}' is no layer of this release. Its layers are: {held}.")
    files = {f["name"] for f in release.layers[layer]["files"]}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    try:
        text = (release.path / "rejections.csv").read_text(encoding="utf-8")
    except OSError as error:
        raise ReleaseError(
            f"{release.path / 'rejections.csv'}: cannot be read ({error}). Build again."
        ) from error
    rows = csv.reader(io.StringIO(text, newline=""))
    writer.writerow(next(rows))
    writer.writerows(row for row in rows if row[0] in files)
    return out.getvalue()


def layers_text(data: Path, at: date, *, as_json: bool) -> str:
    """Return the layers with their coverage, age in months and licence.

    Raises
    ------
    ReleaseError
        If there is no usable release.
    """
    release = Release.open(data)
    rows = [_layer(entry, at) for entry in release.layers.values()]
    if as_json:
        return (
            json.dumps({"label": release.label or None, "layers": rows}, ensure_ascii=False, indent=2) + "\n"
        )
    lines = [release.label] if release.label else []
    for row in rows:
        age = "" if row["age_months"] is None else f", {row['age_months']} months old"
        lines.append(f"{row['id']}: {row['title']}")
        lines.append(f"    {row['status']}; {row['vintage'] or 'no vintage'}{age}; covers {row['coverage']}")
        lines.append(f"    {row['publisher']}; {row['licence']}")
        if row["reason"]:
            lines.append(f"    {row['reason']}")
        for indicator in row["indicators"]:
            lines.append(f"      {indicator}")
    return "\n".join(lines) + "\n"


def _layer(entry: Mapping[str, Any], at: date) -> dict[str, Any]:
    ages = entry["vintage"].split("/")
    stated = ages[-1] if entry["id"] == "crime" else ages[0]
    month = int(stated[5:7]) if len(stated) >= 7 else 1
    age = at.year * 12 + at.month - int(stated[:4]) * 12 - month if stated[:4].isdigit() else None
    return {
        "id": entry["id"], "title": entry["title"], "class": entry["class"], "status": entry["status"],
        "vintage": entry["vintage"], "age_months": age,
        "overdue_for_review": age is not None and age > entry["review_after_months"],
        "coverage": coverage_text(entry), "publisher": entry["publisher"], "licence": entry["licence"],
        "attribution": entry["attribution"], "url": entry["url"], "format_verified": entry["format_verified"],
        "reason": entry["reason"].get("text", ""), "indicators": [i["id"] for i in entry["indicators"]],
        "note": entry["note"],
    }  # fmt: skip
