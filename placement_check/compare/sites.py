"""What may be said of two sites beside each other, and when nothing may (method S-5a)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from pathlib import Path

from geodata.errors import GeodataError
from geodata.release import Release
from geodata.store import Store
from placement_check import method
from placement_check.assess import Assessment, Options, assess_many
from placement_check.findings import Finding, Measured, NoComparator
from placement_check.places import gazetteer_of
from placement_check.purpose import Purpose
from placement_check.records import wording

FEWEST, MOST = 2, 5
APART = (
    "The 5 % to 95 % intervals of {one} ({a_low:.0f} to {a_high:.0f}) and {other} ({b_low:.0f} to {b_high:.0f}) do not "
    "overlap. That alone decides nothing."
)
TOGETHER = (
    "These two places cannot be told apart: {one} ({a_low:.0f} to {a_high:.0f}) and {other} ({b_low:.0f} to "
    "{b_high:.0f}). Their 5 % to 95 % intervals overlap."
)
DIFFERENT = "Not comparable: different reference sets."
NOT_COMPARABLE = (
    "Scores, bands and percentiles are not comparable: different reference sets ({said}). A force-referenced result is "
    "never compared with an England-referenced one, nor with that of another force, so none is shown here; check each "
    "place by itself for its own. The figures stand side by side as they were recorded. Police forces record and place "
    "crime in ways of their own, so a difference between their figures is not all a difference between the places."
)
TWO_SETS = "{one} and {other}: not comparable by score, band or percentile: different reference sets."
ONE_SET = "{one} and {other} have the same reference set: compare these two by themselves for score and band."
UNRATED = "{one} and {other} cannot be compared by score: {which} not rated."


class CompareError(GeodataError):
    """Places that may not be set beside each other."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sites by their numbers, whether their intervals overlap (None: one has no score), and the sentence."""

    one: int
    other: int
    overlap: bool | None
    text: str


def look(places: Sequence[str], data: Path, at: date, purpose: str, *, rated: bool) -> tuple[Assessment, ...]:
    """Return the assessments of two to five places of one release, in the order given.

    Raises
    ------
    CompareError
        If there are too few or too many.
    ReleaseError
        If there is no usable release.
    LocationNotFound
        If a text names no place in England.
    """
    if not FEWEST <= len(places) <= MOST:
        raise CompareError(f"Give {FEWEST} to {MOST} places to compare; {len(places)} were given.")
    store = Store.of(Release.open(data))
    gazetteer = gazetteer_of(store)
    located = [gazetteer.locate(place) for place in places]
    options = Options(Purpose(purpose), rated=rated)
    return assess_many(located, store, method.load(), at=at, options=options)


def apart(assessments: Sequence[Assessment]) -> str:
    """Return why nothing but figures may be set side by side: their reference sets differ (S-5a); "" if they do not."""
    sets: dict[str, list[str]] = {}
    for number, a in enumerate(assessments):
        sets.setdefault(_set_of(a), []).append(letter(number))
    if len(sets) == 1:
        return ""
    said = "; ".join(f"{' and '.join(letters)}: {name}" for name, letters in sets.items())
    return NOT_COMPARABLE.format(said=said)


def figures_only(assessments: Sequence[Assessment]) -> tuple[Assessment, ...]:
    """Return the assessments without rating and percentiles: each percentile says why it is not there."""
    return tuple(replace(a, rating=None, findings=tuple(map(_uncompared, a.findings))) for a in assessments)


def _uncompared(finding: Finding) -> Finding:
    if not isinstance(finding, Measured):
        return finding
    return replace(finding, percentiles={name: NoComparator(DIFFERENT) for name in finding.percentiles})


def _set_of(a: Assessment) -> str:
    """Return the words for what a place's percentiles are against: without a set, its own police area."""
    name = a.reference[0]
    return (
        f"no reference set, in the {wording.force_name(a.where.force.name)} police area"
        if name == "none"
        else wording.reference_area(name)
    )


def letter(number: int) -> str:
    """Return the letter by which a site is named in the table: A for the first."""
    return "ABCDE"[number]


def pairs(assessments: Sequence[Assessment]) -> list[Pair]:
    """Return what can be said of every two sites, in the order given."""
    said = _unpaired if apart(assessments) else _pair
    return [said(i, j, assessments) for i, j in combinations(range(len(assessments)), 2)]


def _unpaired(i: int, j: int, assessments: Sequence[Assessment]) -> Pair:
    one_set = _set_of(assessments[i]) == _set_of(assessments[j])
    names = {"one": _name(i, assessments), "other": _name(j, assessments)}
    return Pair(i, j, None, (ONE_SET if one_set else TWO_SETS).format(**names))


def _pair(i: int, j: int, assessments: Sequence[Assessment]) -> Pair:
    names = {"one": _name(i, assessments), "other": _name(j, assessments)}
    first, second = _interval(assessments[i]), _interval(assessments[j])
    if first is None or second is None:
        lacking = [n for n, s in ((i, first), (j, second)) if s is None]
        which = " and ".join(letter(n) for n in lacking) + (" is" if len(lacking) == 1 else " are")
        return Pair(i, j, None, UNRATED.format(**names, which=which))
    (a_low, a_high), (b_low, b_high) = first, second
    ends = {"a_low": a_low, "a_high": a_high, "b_low": b_low, "b_high": b_high}
    if a_low <= b_high and b_low <= a_high:
        return Pair(i, j, True, TOGETHER.format(**names, **ends))
    return Pair(i, j, False, APART.format(**names, **ends))


def _name(number: int, assessments: Sequence[Assessment]) -> str:
    return f"{letter(number)}, {assessments[number].location.input}"


def _interval(a: Assessment) -> tuple[float, float] | None:
    return None if a.rating is None or a.rating.spread is None else a.rating.spread.interval
