"""An assessment as GeoJSON and as a table of findings."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from geodata.crs import to_degrees
from geodata.types import Outline
from placement_check.assess import Assessment
from placement_check.records.document import document

NOT_GIVEN = "not given"  # where a spreadsheet would reckon with a blank as nought
COLUMNS = (
    "indicator", "domain", "title", "outcome", "value", "bound", "unit", "lower", "upper", "grade", "from", "to",
    "england_percentile", "england_n", "force_percentile", "force_n", "authority_percentile", "authority_n",
    "reason_code", "reason", "sources", "data_version", "method_version", "marks", "note",
)  # fmt: skip
MEASURED = COLUMNS[COLUMNS.index("value") : COLUMNS.index("reason_code")]


def to_geojson(assessment: Assessment) -> str:
    """Return a FeatureCollection (WGS84): the place, its red line if it has one, and the nearest open features.

    The findings travel with the place, so that a map never shows a place without what is missing.
    """
    body = document(assessment)
    here = [body["location"]["longitude"], body["location"]["latitude"]]
    features = [_feature({"type": "Point", "coordinates": here}, {"role": "place", **body})]
    if assessment.location.outline is not None:
        features.append(_feature(_polygon(assessment.location.outline), {"role": "red line"}))
    for role in ("nearest", "helps"):
        for near in body[role]:
            if near["longitude"] is not None:
                point = {"type": "Point", "coordinates": [near["longitude"], near["latitude"]]}
                features.append(_feature(point, {"role": role, **near}))
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _feature(geometry: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _polygon(outline: Outline) -> dict[str, Any]:
    rings = []
    for ring in outline.rings:
        lon, lat = to_degrees(easting=[x / 1000 for x, _ in ring], northing=[y / 1000 for _, y in ring])
        rings.append([[round(float(a), 7), round(float(b), 7)] for a, b in zip(lon, lat, strict=True)])
    if len(rings) == 1:
        return {"type": "Polygon", "coordinates": rings}
    return {"type": "MultiLineString", "coordinates": rings}


def to_csv(assessment: Assessment) -> str:
    """Return one line per finding, missing ones included, as CSV (UTF-8, CRLF as RFC 4180 has it).

    No cell of a figure is blank: what there is none of is ``not given``, and ``reason`` says why.
    """
    body = document(assessment)
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    for found in body["findings"]:
        writer.writerow(_line(found, body))
    return text.getvalue()


def _line(found: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    interval, window, reason = found["interval"] or {}, found["window"] or {}, found["reason"] or {}
    line = {
        name: found.get(name)
        for name in ("indicator", "domain", "title", "outcome", "value", "bound", "unit", "grade")
    }
    line |= {"lower": interval.get("lower"), "upper": interval.get("upper")}
    line |= {"from": window.get("from"), "to": window.get("to")}
    for name, compared in (found["percentiles"] or {}).items():
        line[f"{name}_percentile"] = compared.get("value", compared.get("rank", "not available"))
        line[f"{name}_n"] = compared.get("n")
    line |= {"reason_code": reason.get("code"), "reason": reason.get("text")}
    line["sources"] = "; ".join(f"{p['title']} ({p['vintage']})" for p in found["provenance"])
    line |= {"data_version": body["versions"]["data"], "method_version": body["versions"]["method"]}
    line["marks"] = "; ".join(body["marks"])
    line["note"] = body["label"] or ""
    return line | {name: NOT_GIVEN for name in MEASURED if line.get(name) is None}
