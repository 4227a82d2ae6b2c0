"""What moved between two assessments, and why: what they are compared with first, then versions, then figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from placement_check.kept import Kept, malformed

Body = Mapping[str, Any]
ASKED = ("input", "matched", "easting", "northing", "uncertainty_m")
RATED = {
    "status": "Whether it is rated", "completeness": "Completeness", "provisional": "Whether it is provisional",
    "hazard_index": "Hazard index H",
}  # fmt: skip
BANDS = {
    "final": "Band", "by_score": "Band before floors", "set": "Band set",
    "probabilities": "Share of the draws in each band", "caps": "Caps", "seed": "Seed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: its kind, what it is of, both sides as plain values, and the sentence that says it."""

    kind: str
    what: str
    before: Any
    after: Any
    text: str

    def plain(self) -> dict[str, Any]:
        """Return the change as plain values."""
        return asdict(self)


def changed(before: Kept, after: Kept) -> list[Change]:
    """Return every difference between two kept assessments, causes first.

    Raises
    ------
    KeptError
        If a part of either document is not as the schema says.
    """
    try:
        return changes(before.body, after.body)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise malformed(after, error) from error


def changes(before: Body, after: Body) -> list[Change]:
    """Return every difference that matters, causes first; empty where nothing differs."""
    return [
        *_reference(before, after),
        *_versions(before, after),
        *_layers(before, after),
        *_question(before, after),
        *_area(before, after),
        *_findings(before, after),
        *_rating(before, after),
        *_rest(before, after),
    ]


def _said(value: object) -> str:
    if value is None:
        return "not given"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list):
        return ", ".join(_said(v) for v in value) or "none"
    return str(value)


def _change(kind: str, what: str, title: str, before: object, after: object) -> Iterator[Change]:
    if before != after:
        one, other = _said(before), _said(after)
        if one == other:  # they differ further down than is said
            one, other = repr(before), repr(after)
        yield Change(kind, what, before, after, f"{title}: {one} became {other}.")


def _reference(a: Body, b: Body) -> Iterator[Change]:
    one, other = a["reference"], b["reference"]
    if one["set"] != other["set"]:
        text = f"Reference set changed: {one['set']} ({one['n']} places) became {other['set']} ({other['n']} places). "
        text += "Percentiles, score and band of the two must not be compared with each other."
        yield Change("reference", "reference.set", one["set"], other["set"], text)
    elif one["n"] != other["n"]:
        text = f"Reference set changed: {one['set']} has {other['n']} places where it had {one['n']}."
        yield Change("reference", "reference.n", one["n"], other["n"], text)
    yield from _change(
        "reference", "reference.points", "Points that stand for the places compared with", one["points"],
        other["points"],
    )  # fmt: skip


def _versions(a: Body, b: Body) -> Iterator[Change]:
    for name, title in (("data", "Data release"), ("method", "Method"), ("software", "Software")):
        yield from _change("versions", f"versions.{name}", title, a["versions"][name], b["versions"][name])
    digest = "method_sha256"
    if a["versions"]["method"] == b["versions"]["method"]:
        yield from _change(
            "versions", f"inputs.{digest}", "Method file", a["inputs"][digest], b["inputs"][digest]
        )


def _sources(body: Body) -> dict[str, Mapping[str, Any]]:
    return {p["layer"]: p for f in body["findings"] for p in f["provenance"]}


def _layers(a: Body, b: Body) -> Iterator[Change]:
    one, other = _sources(a), _sources(b)
    for layer in sorted(one.keys() | other.keys()):
        if layer not in one or layer not in other:
            text = f"Layer {layer} {'no longer takes part' if layer in one else 'takes part now'}."
            yield Change("layer", layer, layer in one, layer in other, text)
            continue
        p, q = one[layer], other[layer]
        yield from _change("layer", f"{layer}.vintage", f"{p['title']}, vintage", p["vintage"], q["vintage"])
        yield from _change(
            "layer", f"{layer}.coverage", f"{p['title']}, coverage", p["coverage"], q["coverage"]
        )
        if p["sha256"] != q["sha256"] and p["vintage"] == q["vintage"]:
            text = f"{p['title']}: other files of the same vintage."
            yield Change("layer", f"{layer}.sha256", p["sha256"], q["sha256"], text)


def _question(a: Body, b: Body) -> Iterator[Change]:
    for name in ASKED:
        title = f"Place, {name.removesuffix('_m').replace('_', ' ')}"
        yield from _change(
            "question", f"location.{name}", title, a["location"].get(name), b["location"].get(name)
        )
    yield from _change("question", "at", "Day of the assessment", a["at"], b["at"])
    yield from _change("question", "purpose", "Purpose", a["purpose"], b["purpose"])
    for name, title in (("rated", "Rating asked for"), ("site_visit", "Site visit recorded")):
        yield from _change("question", f"inputs.{name}", title, a["inputs"][name], b["inputs"][name])
    yield from _home(a.get("review"), b.get("review"))
    if a["inputs"]["red_line_mm"] != b["inputs"]["red_line_mm"]:
        sides = a["inputs"]["red_line_mm"], b["inputs"]["red_line_mm"]
        yield Change("question", "inputs.red_line_mm", *sides, "The red line is another.")


def _home(one: Body | None, other: Body | None) -> Iterator[Change]:
    """Return what differs in what was asked of an existing home; no position stands in a sentence."""
    if one is None or other is None:
        return
    yield from _change("question", "review.setting", "Setting", one.get("setting"), other.get("setting"))
    yield from _change(
        "question", "review.buildings", "Buildings of the home", one.get("buildings"), other.get("buildings")
    )
    sides = one.get("further_buildings"), other.get("further_buildings")
    if sides[0] != sides[1] and one.get("buildings") == other.get("buildings"):
        text = "A further building of the home is another, or stands elsewhere."
        yield Change("question", "review.further_buildings", *sides, text)


def _area(a: Body, b: Body) -> Iterator[Change]:
    one, other = a.get("area", {}), b.get("area", {})
    for name in ("authority", "district", "police_force"):
        yield from _change(
            "area", f"area.{name}", name.replace("_", " ").capitalize(), one.get(name, {}).get("name"),
            other.get(name, {}).get("name"),
        )  # fmt: skip
    yield from _change("area", "area.lsoa21", "Small area", one.get("lsoa21"), other.get("lsoa21"))


def _findings(a: Body, b: Body) -> Iterator[Change]:
    one, other = ({f["indicator"]: f for f in body["findings"]} for body in (a, b))
    for name in dict.fromkeys([*one, *other]):
        if name not in one or name not in other:
            text = f"{name}: {'no longer asked' if name in one else 'asked now'}."
            yield Change("finding", name, name in one, name in other, text)
        else:
            yield from _finding(name, one[name], other[name])


def _finding(name: str, p: Body, q: Body) -> Iterator[Change]:
    title = f"{p['title']} ({name})"
    if p["outcome"] != q["outcome"]:
        why = f" {q['reason']['text']}" if q["reason"] else ""
        words = [f["outcome"].replace("_", " ") for f in (p, q)]
        text = f"{title}: {words[0]} became {words[1]}.{why}"
        yield Change("finding", f"{name}.outcome", p["outcome"], q["outcome"], text)
    elif p["reason"] != q["reason"]:
        text = (
            f"{title}: no figure, for another reason. {q['reason']['text'] if q['reason'] else ''}".rstrip()
        )
        yield Change("finding", f"{name}.reason", p["reason"], q["reason"], text)
    else:
        yield from _change("finding", f"{name}.value", f"{title}, {q['unit']}", p["value"], q["value"])
        yield from _change(
            "finding", f"{name}.interval", f"{title}, interval", _ends(p["interval"]), _ends(q["interval"])
        )
        yield from _change("finding", f"{name}.bound", f"{title}, bound", p.get("bound"), q.get("bound"))
    for against in dict.fromkeys([*(p["percentiles"] or {}), *(q["percentiles"] or {})]):
        yield from _change(
            "finding", f"{name}.percentiles.{against}", f"{title}, percentile ({against})",
            _percentile(p, against), _percentile(q, against),
        )  # fmt: skip
    yield from _change("finding", f"{name}.grade", f"{title}, data grade", p["grade"], q["grade"])


def _ends(interval: Body | None) -> list[float] | None:
    return None if interval is None else [interval["lower"], interval["upper"]]


def _percentile(finding: Body, against: str) -> object:
    found = (finding["percentiles"] or {}).get(against)
    return None if found is None else found.get("value", found.get("rank"))


def _rating(a: Body, b: Body) -> Iterator[Change]:
    p, q = a["rating"], b["rating"]
    if p is None or q is None:
        if p is not q:
            text = "A rating is given now." if p is None else "No rating is given now."
            yield Change("rating", "rating", p is not None, q is not None, text)
        return
    yield from _change("rating", "rating.score", "Score", _score(p), _score(q))
    yield from _change("rating", "rating.score.interval", "Interval of the score", _spread(p), _spread(q))
    for part, title in BANDS.items():
        yield from _change(
            "rating", f"rating.band.{part}", title, (p["band"] or {}).get(part), (q["band"] or {}).get(part)
        )
    for name, title in RATED.items():
        yield from _change("rating", f"rating.{name}", title, p[name], q[name])
    for name in ("floors", "triggers"):
        codes = [[x["code"] for x in side[name]] for side in (p, q)]
        yield from _change("rating", f"rating.{name}", name.capitalize(), *codes)
    yield from _domains(p, q)


def _domains(p: Body, q: Body) -> Iterator[Change]:
    one, other = ({d["domain"]: d for d in side["domains"]} for side in (p, q))
    for name in dict.fromkeys([*one, *other]):
        for part, title in (("percentile", "percentile Q"), ("score", "score S"), ("held", "share held")):
            yield from _change(
                "rating", f"rating.domains.{name}.{part}", f"Domain {name}, {title}",
                one.get(name, {}).get(part), other.get(name, {}).get(part),
            )  # fmt: skip


def _score(rating: Body) -> object:
    return None if rating["score"] is None else rating["score"]["value"]


def _spread(rating: Body) -> object:
    return None if rating["score"] is None else _ends(rating["score"]["interval"])


def _rest(a: Body, b: Body) -> Iterator[Change]:
    """Return one line for each remaining part that differs and that no line above accounts for."""
    told = {
        "reference",
        "versions",
        "location",
        "at",
        "purpose",
        "inputs",
        "area",
        "findings",
        "rating",
        "missing",
    }
    told |= {"statements", "attribution", "schema_version"}  # words that follow from the others
    for name in dict.fromkeys([*a, *b]):
        if name not in told and _own(a.get(name)) != _own(b.get(name)):
            text = f"Part '{name.replace('_', ' ')}' differs."
            yield Change("part", name, a.get(name), b.get(name), text)


def _own(part: object) -> object:
    """Return a part without what a review says of an earlier one, and without what it was asked."""
    asked = ("changes", "setting", "buildings", "further_buildings")
    return {k: v for k, v in part.items() if k not in asked} if isinstance(part, Mapping) else part


def differing_parts(a: Body, b: Body) -> list[str]:
    """Return the paths of every value in which two documents differ, to the first twenty: for what has no words."""
    return list(_paths(a, b, ""))[:20]


def _paths(a: object, b: object, at: str) -> Iterator[str]:
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        for key in dict.fromkeys([*a, *b]):
            yield from _paths(a.get(key), b.get(key), f"{at}.{key}" if at else str(key))
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for number, (one, other) in enumerate(zip(a, b, strict=True)):
            yield from _paths(one, other, f"{at}[{number}]")
    elif a != b or type(a) is not type(b):
        yield at
