"""Sites side by side as text and as JSON: the profile first, then what was rated, then every two of them."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence

from placement_check.assess import Assessment
from placement_check.compare.sites import letter, pairs
from placement_check.findings import Finding, Measured, Percentile
from placement_check.records import wording
from placement_check.records.document import document, reference_sentence
from placement_check.records.text import number

WIDTH = 120
NAME, CELL = 40, 16


def to_json(assessments: Sequence[Assessment]) -> str:
    """Return every site's whole document, in the order given, and what can be said of every two."""
    body = {
        "schema_version": 1, "order": "as given; never a rank",
        "places": [{"letter": letter(n), "assessment": document(a)} for n, a in enumerate(assessments)],
        "pairs": [
            {"one": letter(p.one), "other": letter(p.other), "intervals_overlap": p.overlap, "text": p.text}
            for p in pairs(assessments)
        ],
    }  # fmt: skip
    return json.dumps(body, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def to_text(assessments: Sequence[Assessment]) -> str:
    """Return the sites side by side, 120 columns wide at most."""
    return "\n".join(line.rstrip() for line in _lines(assessments)) + "\n"


def _lines(assessments: Sequence[Assessment]) -> Iterator[str]:
    first = assessments[0]
    if first.label:
        yield from _wrapped(wording.FICTIONAL)
    yield "PLACES SIDE BY SIDE: in the order given; this is no rank"
    yield "=" * WIDTH
    yield from _wrapped(wording.HEADER)
    for n, a in enumerate(assessments):
        yield from _wrapped(
            f"{letter(n)}: {a.location.input}. {a.location.matched}; {a.where.authority.name}."
        )
    yield from _wrapped(reference_sentence(first))
    yield ""
    yield "THE PROFILE (P: percentile among the places compared with; at least: part of the land is not covered)"
    yield "-" * WIDTH
    yield _row("", [letter(n) for n in range(len(assessments))])
    yield from _profile(assessments)
    yield ""
    yield "Missing evidence is not good news."
    yield ""
    yield from _rating(assessments)
    yield ""
    yield from _wrapped(wording.HUMAN)
    yield f"Data {first.data_version}; method {first.method.version}; software {first.software_version}."


def _profile(assessments: Sequence[Assessment]) -> Iterator[str]:
    by_name = [{f.question.indicator: f for f in a.findings} for a in assessments]
    against = "england" if assessments[0].reference[0] == "england" else "force"
    for domain, title in wording.DOMAINS.items():
        mine = [f.question for f in assessments[0].findings if f.question.domain == domain]
        if mine:
            yield title
        for question in mine:
            found = [held[question.indicator] for held in by_name]
            kind = question.indicator.rpartition(".")[2]
            words = {"density": ", by area", "rate": ", by residents"}.get(kind, "") if domain == "D1" else ""
            yield from _row_named(f"  {question.title}{words}", [_value(f) for f in found])
            yield _row(f"    {question.unit}", [_percentile(f, against) for f in found])


def _value(finding: Finding) -> str:
    if not isinstance(finding, Measured):
        return finding.outcome.replace("_", " ").upper()
    word = {"exact": "", "at_least": "at least ", "at_most": "at most "}[finding.bound]
    return f"{word}{number(finding.value)}"


def _percentile(finding: Finding, against: str) -> str:
    found = finding.percentiles.get(against) if isinstance(finding, Measured) else None
    return f"P {found.value:.0f}" if isinstance(found, Percentile) and found.value is not None else ""


def _rating(assessments: Sequence[Assessment]) -> Iterator[str]:
    ratings = [a.rating for a in assessments]
    if all(r is None for r in ratings):
        return
    yield "SCORE AND BAND"
    yield "-" * WIDTH
    held = [r for r in ratings if r is not None]
    yield _row("Completeness", [f"{100 * r.completeness:.1f} %" for r in held])
    yield _row("Score", [f"{r.score:.0f}" if r.score is not None else "NOT RATED" for r in held])
    intervals = [
        f"{r.spread.interval[0]:.0f} to {r.spread.interval[1]:.0f}" if r.spread else "" for r in held
    ]
    yield _row("  5 % to 95 % of the draws", intervals)
    yield _row("Band set", [" or ".join(map(str, r.spread.band_set)) if r.spread else "" for r in held])
    yield _row("Floors", [", ".join(f.code for f in r.floors) or "none" for r in held])
    yield _row("Review triggers", [", ".join(t.code for t in r.triggers) or "none" for r in held])
    yield from _wrapped(wording.NOT_BACK_TESTED)
    yield ""
    for pair in pairs(assessments):
        yield from _wrapped(pair.text)


def _row_named(name: str, cells: Sequence[str]) -> Iterator[str]:
    """Return a row; a long name stands on a line of its own."""
    if len(name) >= NAME:
        yield name
        name = ""
    yield _row(name, cells)


def _row(name: str, cells: Sequence[str]) -> str:
    return f"{name:<{NAME}}" + "".join(f"{cell:>{CELL}}" for cell in cells)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH)
