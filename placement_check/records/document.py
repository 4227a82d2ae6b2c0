"""An assessment as a JSON document, schema version 1 (docs/schemas/check.v1.json)."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from geodata.types import Location, Provenance
from placement_check.assess import Assessment
from placement_check.findings import Comparison, Finding, Measured, Percentile
from placement_check.home import Review
from placement_check.records import wording
from placement_check.records.marks import marks_of
from placement_check.records.rating import rating
from placement_check.span import Span
from placement_check.surroundings import Nearby

SCHEMA_VERSION = 1


def document(assessment: Assessment) -> dict[str, Any]:
    """Return the assessment as plain values; the same assessment gives the same document, byte for byte."""
    return {
        "schema_version": SCHEMA_VERSION,
        "label": assessment.label or None,
        "marks": list(marks_of(assessment)),
        "at": assessment.at.isoformat(),
        "statements": statements(assessment),
        "location": location(assessment),
        "area": area(assessment),
        "findings": [finding(f) for f in assessment.findings],
        "missing": missing(assessment),
        "recorded_crime": {"window": assessment.crime.window, "plain_counts": assessment.crime.counts},
        "nearest": [_near(n) for n in assessment.near if not n.helps],
        "helps": [_near(n) for n in assessment.near if n.helps],
        "checks": {
            "police_numbers": {"status": "not_done", "text": wording.POLICE_NUMBERS},
            "consultation": {"status": "not_done", "text": wording.CONSULTATION},
        },
        "purpose": assessment.purpose.value,
        "inputs": inputs(assessment),
        "rating": rating(assessment.rating, assessment.method),
        "red_line": red_line(assessment.span, rated=assessment.rating is not None),
        "review": review(assessment.review),
        "planning": None,
        "decision": None,
        "reference": reference(assessment),
        "attribution": attributions(assessment),
        "versions": {
            "data": assessment.data_version,
            "method": assessment.method.version,
            "software": assessment.software_version,
        },
    }


def to_json(assessment: Assessment) -> str:
    """Return the document as text with a line end."""
    return json.dumps(document(assessment), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def inputs(assessment: Assessment) -> dict[str, Any]:
    """Return what else the same document needs to be made again, and the square that its figures are of."""
    return {
        "rated": assessment.rating is not None, "site_visit": assessment.visited,
        "red_line_mm": _rings(assessment.location),
        "square": {"easting": assessment.square.easting, "northing": assessment.square.northing},
        "method_sha256": assessment.method.digest,
    }  # fmt: skip


def _rings(found: Location) -> list[list[list[int]]] | None:
    outline = found.outline
    return None if outline is None else [[list(corner) for corner in ring] for ring in outline.rings]


def statements(assessment: Assessment) -> list[str]:
    """Return the fixed sentences that stand over every report."""
    first = [wording.FICTIONAL] if assessment.label else []
    return [
        *first,
        wording.HEADER,
        wording.NOT_BACK_TESTED,
        wording.NOT_CSE,
        wording.PLANNING,
        wording.HUMAN,
        reference_sentence(assessment),
        *(
            f"Data later than the day of the assessment are used: {name}."
            for name in later_than_its_day(assessment)
        ),
    ]


def later_than_its_day(assessment: Assessment) -> list[str]:
    """Return the layers behind figures that date from after the month of the assessment, with their vintage."""
    used = {p.layer: p for f in assessment.findings if isinstance(f, Measured) for p in f.provenance}
    month = assessment.at.isoformat()[:7]
    late = [
        p
        for p in used.values()
        if p.vintage.split("/")[-1][: len(month)] > month[: len(p.vintage.split("/")[-1])]
    ]
    return [f"{p.title} ({p.vintage})" for p in late]


def reference_sentence(assessment: Assessment) -> str:
    """Return what the place was compared with, in the method's own words (S-5a)."""
    name, n, _ = assessment.reference
    if name == "england":
        return wording.ENGLAND_REFERENCE.format(n=n)
    if name.startswith("force:"):
        return wording.FORCE_REFERENCE.format(n=n, force=wording.force_name(name))
    return wording.NO_REFERENCE.format(n=n, needed=assessment.method.force_min_points)


def location(assessment: Assessment) -> dict[str, Any]:
    """Return what was matched, how precisely, and how far out it may be."""
    found = assessment.location
    return {
        "input": found.input, "matched": found.matched, "kind": found.kind.value,
        "easting": found.point.easting, "northing": found.point.northing,
        "longitude": found.position.longitude, "latitude": found.position.latitude,
        "uncertainty_m": found.uncertainty_m, "notes": list(found.notes),
    }  # fmt: skip


def area(assessment: Assessment) -> dict[str, Any]:
    """Return the authority, police force, MAPPA area and small area that hold the place on the day."""
    where = assessment.where
    return {
        "authority": {"code": where.authority.code, "name": where.authority.name},
        "district": asdict(where.district),
        "region": where.authority.region,
        "police_force": {"code": where.force.code, "name": where.force.name},
        "mappa_area": where.force.mappa_area,
        "adjoining": [
            {"code": a.code, "name": a.name, "nation": a.nation, "basis": a.basis,
             "confirmed_by": a.confirmed_by or None}
            for a in where.adjoining
        ],
        "lsoa21": where.lsoa or {"unavailable": "The small-area boundaries of this place are not held."},
        "near_boundary_of": [asdict(a) for a in where.near_boundary_of],
    }  # fmt: skip


def finding(found: Finding) -> dict[str, Any]:
    """Return one finding; ``outcome`` says which of the three answers it is."""
    q = found.question
    common = {
        "indicator": q.indicator, "domain": q.domain, "title": q.title, "rated": q.rated, "evidence": q.evidence,
        "worse": q.worse, "outcome": found.outcome, "unit": q.unit,
    }  # fmt: skip
    tail = {"approximation": q.approximation or None, "provenance": [provenance(p) for p in found.provenance]}
    if not isinstance(found, Measured):
        return {
            **common, "value": None, "interval": None, "percentiles": None, "grade": "N", "window": None,
            "reason": {"code": found.reason.code.value, "text": found.reason.text}, "detail": _plain(found.detail),
            **tail,
        }  # fmt: skip
    return {
        **common, "value": found.value,
        "interval": None if found.interval is None else
        {"lower": found.interval[0], "upper": found.interval[1], "kind": found.interval_kind},
        "bound": found.bound,
        "percentiles": {name: comparison(c) for name, c in found.percentiles.items()},
        "grade": found.grade.value,
        "window": None if found.window is None else {"from": found.window.start, "to": found.window.end},
        "reason": None, "detail": _plain(found.detail), **tail,
    }  # fmt: skip


def comparison(found: Comparison) -> dict[str, Any]:
    """Return a percentile with its N, a rank, or why there is neither."""
    if not isinstance(found, Percentile):
        return {"unavailable": found.reason}
    if found.value is None:
        return {
            "unavailable": "Fewer than 20 places to compare with: rank only.",
            "rank": found.rank,
            "n": found.n,
        }
    return {"value": found.value, "n": found.n}


def provenance(source: Provenance) -> dict[str, Any]:
    """Return where a figure comes from."""
    return asdict(source)


def missing(assessment: Assessment) -> list[dict[str, Any]]:
    """Return every question without a figure, with the method's sentence on what that means."""
    return [
        {
            "indicator": f.question.indicator, "domain": f.question.domain, "rated": f.question.rated,
            "outcome": f.outcome, "reason": {"code": f.reason.code.value, "text": f.reason.text},
            "text": wording.MISSING.format(reason=f.reason.text.rstrip(".")),
        }
        for f in assessment.findings
        if not isinstance(f, Measured)
    ]  # fmt: skip


def reference(assessment: Assessment) -> dict[str, Any]:
    """Return the reference set, its size and the kind of point that stands for each small area."""
    name, n, kind = assessment.reference
    return {"set": name, "n": n, "points": kind, "text": reference_sentence(assessment)}


def squares_sentence(assessment: Assessment) -> str:
    """Return what the figures of a site of several squares stand for, "" for one square."""
    span = assessment.span
    return "" if span is None else squares_text(span, rated=assessment.rating is not None)


def squares_text(span: Span, *, rated: bool) -> str:
    """Return the sentence on the squares: without a rating none of them is the highest."""
    if span.squares == 1:
        return wording.ONE_SQUARE
    return (wording.RED_LINE if rated else wording.RED_LINE_UNRATED).format(n=span.squares)


def partly_covered(assessment: Assessment) -> list[str]:
    """Return a sentence for each share of the area that a measured figure leaves without data."""
    parts: dict[str, list[str]] = {}
    for f in assessment.findings:
        share = float(f.detail.get("uncovered_share") or 0.0) if isinstance(f, Measured) else 0.0
        if share >= 0.005:
            parts.setdefault(f"{100 * share:.0f} %", []).append(f.question.title)
    return [
        f"{share} of the area round the place has no data for: {'; '.join(dict.fromkeys(titles))}. The figures are of "
        "the rest."
        for share, titles in parts.items()
    ]


def red_line(span: Span | None, *, rated: bool) -> dict[str, Any] | None:
    """Return the range of every figure over the squares that a red line touches, None for a point."""
    if span is None:
        return None

    def ends(pair: tuple[float, float] | None) -> dict[str, float] | None:
        return None if pair is None else {"lowest": pair[0], "highest": pair[1]}

    return {
        "squares": span.squares, "not_rated": span.not_rated, "text": squares_text(span, rated=rated),
        "figures": {name: ends(pair) for name, pair in span.figures.items()},
        "not_measured_in": dict(span.unmeasured), "score": ends(span.score), "band": ends(span.bands),
    }  # fmt: skip


def review(found: Review | None) -> dict[str, Any] | None:
    """Return what the review of an existing home adds, None for any other purpose; never an address.

    The further buildings stand by position alone: the review is made again from them, as from the place itself.
    """
    if found is None:
        return None
    return {
        "marking": wording.OFFICIAL_SENSITIVE, "setting": found.setting.value, "year": found.year,
        "buildings": found.buildings,
        "further_buildings": [
            {"easting": one.point.easting, "northing": one.point.northing, "uncertainty_m": one.uncertainty_m,
             "red_line_mm": _rings(one)}
            for one in found.further
        ],
        "text": wording.OWN_POINT,
        "records_at_own_map_points": None if found.own_records is None else dict(found.own_records),
        "changes": None,
    }  # fmt: skip


def attributions(assessment: Assessment) -> list[str]:
    """Return the attribution of every layer that took part, each once."""
    used = {p.layer for f in assessment.findings for p in f.provenance}
    used |= {"districts", "postcodes", "lsoas", "beyond"}
    built = [e for k, e in assessment.layers.items() if k in used and e["status"] == "built"]
    said = dict.fromkeys(f"{e['attribution']} ({e['licence']})" for e in built)
    return [f"Fictional, in the format of: {line}" for line in said] if assessment.label else list(said)


def _near(near: Nearby) -> dict[str, Any]:
    return asdict(near)


def _plain(value: object) -> object:
    """Return a detail with numbers that JSON has words for; not-a-number is said as null, never as zero."""
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
