"""Sites side by side as text and as JSON: the profile first, then what was rated, then every two of them."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from placement_check.assess import Assessment
from placement_check.compare.sites import apart, figures_only, letter, pairs
from placement_check.findings import Finding, Measured, Percentile
from placement_check.records import wording
from placement_check.records.document import document, reference_sentence
from placement_check.records.marks import marks_of, valid_until, validity_of
from placement_check.records.rating import floors_told, triggers_told
from placement_check.records.tables import NOT_GIVEN
from placement_check.records.text import number

WIDTH = 120
NAME, CELL = 40, 16


def to_json(assessments: Sequence[Assessment]) -> str:
    """Return every site's document, in the order given, and what can be said of every two.

    Sites of different reference sets are without rating and percentiles, and ``not_comparable`` says why.
    """
    why = apart(assessments)
    shown = figures_only(assessments) if why else assessments
    body = {
        "schema_version": 1, "order": "as given; never a rank", "not_comparable": why or None,
        "statement": wording.NOT_BACK_TESTED,
        "places": [{"letter": letter(n), "assessment": document(a)} for n, a in enumerate(shown)],
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
    yield from _marks(assessments)
    yield "=" * WIDTH
    yield from _wrapped(wording.HEADER)
    yield wording.NOT_BACK_TESTED
    for n, a in enumerate(assessments):
        yield from _wrapped(
            f"{letter(n)}: {a.location.input}. {a.location.matched}; {a.where.authority.name}. Valid until: "
            f"{valid_until(validity_of(a))}."
        )
    why = apart(assessments)
    yield from _wrapped(why or reference_sentence(first))
    yield ""
    small = "second line: interval" if why else "P: percentile among the places compared with"
    yield f"THE PROFILE ({small}; at least: part of the land is not covered)"
    yield "-" * WIDTH
    yield _row("", [letter(n) for n in range(len(assessments))])
    yield from _profile(assessments, figures=bool(why))
    if why:
        yield from _counts(assessments)
    yield ""
    yield "Missing evidence is not good news."
    if not why:
        yield ""
        yield from _rating(assessments)
    yield ""
    yield from _wrapped(wording.HUMAN)
    yield f"Data {first.data_version}; method {first.method.version}; software {first.software_version}."


def _marks(assessments: Sequence[Assessment]) -> Iterator[str]:
    """Yield the marks that every site has, or each site's own where they differ."""
    said = [" \N{MIDDLE DOT} ".join(marks_of(a)) for a in assessments]
    if len(set(said)) == 1:
        yield said[0]
    else:
        yield from (f"{letter(n)}: {marks}" for n, marks in enumerate(said))


def _profile(assessments: Sequence[Assessment], *, figures: bool) -> Iterator[str]:
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
            small = [_interval(f) if figures else _percentile(f, against) for f in found]
            yield _row(f"    {question.unit}", small)


def _value(finding: Finding) -> str:
    if not isinstance(finding, Measured):
        return finding.outcome.replace("_", " ").upper()
    word = {"exact": "", "at_least": "at least ", "at_most": "at most "}[finding.bound]
    return f"{word}{number(finding.value)}"


def _percentile(finding: Finding, against: str) -> str:
    found = finding.percentiles.get(against) if isinstance(finding, Measured) else None
    if not isinstance(found, Percentile):
        return NOT_GIVEN
    return found.rank if found.value is None else f"P {found.value:.0f}"


def _interval(finding: Finding) -> str:
    if not isinstance(finding, Measured) or finding.interval is None:
        return NOT_GIVEN
    low, high = finding.interval
    whole = f"{number(low)} to {number(high)}"
    return whole if len(whole) < CELL else f"{number(low)}-{number(high)}"


def _counts(assessments: Sequence[Assessment]) -> Iterator[str]:
    """Yield the plain counts of records by category, and of each site in which circle and months, or why none."""
    held = [a.crime.counts for a in assessments]
    yield "Plain counts of records, not compared with anything"
    for n, counts in enumerate(held):
        if "by_category" in counts:
            words = (
                f"within {counts['radius_m']:.0f} m, {counts['from']} to {counts['to']}, months covered only"
            )
        else:
            words = wording.MISSING.format(reason=str(counts["unavailable"]["text"]).rstrip("."))
        yield from _wrapped(f"  {letter(n)}: {words}")
    categories = dict.fromkeys(name for counts in held for name in counts.get("by_category", ()))
    for name in categories:
        yield from _row_named(f"  {name}", [_count(counts, name) for counts in held])


def _count(counts: Mapping[str, Any], category: str) -> str:
    found = counts.get("by_category", {}).get(category)
    return "NOT AVAILABLE" if found is None else str(found)


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
        f"{r.spread.interval[0]:.0f} to {r.spread.interval[1]:.0f}" if r.spread else NOT_GIVEN for r in held
    ]
    yield _row("  5 % to 95 % of the draws", intervals)
    yield _row(
        "Band set", [" or ".join(map(str, r.spread.band_set)) if r.spread else NOT_GIVEN for r in held]
    )
    yield _row("Floors", [floors_told(r) for r in held])
    yield _row("Review triggers", [triggers_told(r) for r in held])
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
