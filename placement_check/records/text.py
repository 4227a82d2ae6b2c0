"""An assessment in words, for a terminal or a printer: plain text, 100 columns, no colour."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterator, Sequence

from placement_check.assess import Assessment
from placement_check.findings import Comparison, Finding, Measured, NoComparator, Percentile
from placement_check.records import document, wording
from placement_check.records.document import later_than_its_day, squares_sentence
from placement_check.records.marks import DRAFT, marks_of, valid_until, validity_of
from placement_check.records.numbers import figure
from placement_check.records.text_rating import own_point_lines, rating_lines
from placement_check.surroundings import Nearby

WIDTH = 100
COMPARATORS = ("force", "authority", "england")
number = figure  # the name that the drawings know
LABELS = {"force": "police area", "authority": "authority", "england": "England"}


def to_text(assessment: Assessment, marks: Sequence[str] | None = None, until: str = "") -> str:
    """Return the whole report: profile first, and what is missing as prominent as what was found.

    ``marks`` and ``until``, the words on how long it is valid, are those of a case with what people recorded; without
    them, those of the assessment alone.
    """
    said = marks_of(assessment) if marks is None else marks
    ends = until or valid_until(validity_of(assessment))
    return "\n".join(line.rstrip() for line in _lines(assessment, said, ends)) + "\n"


def _lines(a: Assessment, marks: Sequence[str], until: str) -> Iterator[str]:
    decided = DRAFT not in marks
    if a.label:
        yield from _box([wording.FICTIONAL, a.label], "!")
    yield "PLACEMENT CHECK: what is known about this place"
    if marks:
        yield " · ".join(marks)
    yield "=" * WIDTH
    yield from _wrapped(wording.HEADER)
    yield wording.NOT_BACK_TESTED
    yield ""
    yield from _place(a, until)
    yield from _missing(a)
    yield from _profile(a)
    yield from _counts(a)
    yield from _near(a, "What is nearest", helps=False)
    yield from _near(a, "What helps here: services and transport", helps=True)
    for line in rating_lines(a.rating, a.span, decided=decided):
        yield from _wrapped(line) if line else [""]
    for line in own_point_lines(a.review, a.rating):
        yield from _wrapped(line) if line else [""]
    yield from _checks()
    yield from _foot(a)


def _place(a: Assessment, until: str) -> Iterator[str]:
    found, where = a.location, a.where
    yield from _field("Asked for", found.input)
    yield from _field("Matched", found.matched)
    yield from _field(
        "Grid position", f"easting {found.point.easting:.0f}, northing {found.point.northing:.0f}"
    )
    yield from _field("Lat, long", f"{found.position.latitude:.6f}, {found.position.longitude:.6f}")
    yield from _field(
        "May be out by",
        f"{found.uncertainty_m:.0f} m; recorded crime, venues and services are asked of the 100 m square",
    )
    for note in found.notes:
        yield from _field("Note", note)
    if a.span is not None:
        yield from _field("Squares", squares_sentence(a))
    yield from _field("Authority", f"{where.authority.name} ({where.authority.code})")
    if where.district.code != where.authority.code:
        yield from _field("District", f"{where.district.name} ({where.district.code})")
    for near in where.near_boundary_of:
        yield from _field(
            "", f"The site may lie in {near.name} ({near.code}): the boundary is within its uncertainty."
        )
    yield from _field(
        "Police force", f"{where.force.name} ({where.force.code}); MAPPA area {where.force.mappa_area}"
    )
    names = [f"{n.name}" + (" (by water)" if n.basis == "water" else "") for n in where.adjoining]
    yield from _field("Adjoining", "; ".join(names) or "no authority by land")
    if where.adjoining and not any(n.confirmed_by for n in where.adjoining):
        yield from _field("", "From published boundaries; no authority has confirmed them.")
    yield from _field("Small area", where.lsoa or "not known: the small-area boundaries here are not held")
    yield from _field("Assessed for", a.at.isoformat())
    later = later_than_its_day(a)
    if later:
        yield from _field("", f"Data later than that day are used: {'; '.join(later)}.")
    yield from _field("Valid until", until)
    yield ""


def _missing(a: Assessment) -> Iterator[str]:
    gaps = [f for f in a.findings if not isinstance(f, Measured)]
    partly = [f"- {sentence}" for sentence in document.partly_covered(a)]
    if not gaps:
        yield from _box(["WHAT IS MISSING", "Every question of this report has a figure. The police and consultation "
                         "checks below are separate.", *partly])  # fmt: skip
        yield ""
        return
    lines = [
        "WHAT IS MISSING",
        "Missing evidence is not good news.",
        "",
    ]
    seen: dict[str, list[str]] = {}
    for gap in gaps:
        mark = "" if gap.question.rated else " (context)"
        seen.setdefault(
            f"{gap.outcome.replace('_', ' ')}, {gap.reason.code.value}: {gap.reason.text}", []
        ).append(f"{gap.question.title}{_kind(gap)}{mark}")
    for reason, titles in seen.items():
        lines.append(f"- {'; '.join(dict.fromkeys(titles))}")
        lines.append(f"    {reason}")
    yield from _box([*lines, *partly])
    yield ""


def _kind(found: Finding) -> str:
    return {"density": ", by area", "rate": ", by residents"}.get(
        found.question.indicator.rsplit(".", 1)[-1], ""
    )


def _profile(a: Assessment) -> Iterator[str]:
    yield "THE PROFILE"
    yield "=" * WIDTH
    yield from _wrapped(document.reference_sentence(a))
    yield from _wrapped("A percentile says how many of 100 compared places have a lower figure.")
    barred = _barred(a)
    for name, reason in barred.items():
        yield from _wrapped(f"{LABELS[name]}: no comparison in this report. {reason}")
    for domain, title in wording.DOMAINS.items():
        mine = [f for f in a.findings if f.question.domain == domain]
        if not mine:
            continue
        yield ""
        yield f"{title}"
        yield "-" * WIDTH
        if domain == "D1":
            yield from _wrapped(wording.NOT_CSE)
        for found in mine:
            yield from _finding(found, barred, a.method.crime.h_m)


def _barred(a: Assessment) -> dict[str, str]:
    """Return the comparators that no measured finding has, with the reason most of them give."""
    measured = [f for f in a.findings if isinstance(f, Measured)]
    barred: dict[str, str] = {}
    for name in COMPARATORS:
        reasons = [c.reason for f in measured if isinstance(c := f.percentiles[name], NoComparator)]
        if reasons and len(reasons) == len(measured):
            barred[name] = max(reasons, key=reasons.count)
    return barred


def _finding(found: Finding, barred: Collection[str], usual_m: float) -> Iterator[str]:
    name = f"{found.question.title}{_kind(found)}"
    if not isinstance(found, Measured):
        yield from _headline(name, f"NO FIGURE ({found.outcome.replace('_', ' ')})")
        yield from _wrapped(wording.MISSING.format(reason=found.reason.text.rstrip(".")), "      ")
        return
    yield from _headline(name, _value(found))
    if found.interval is not None:
        kind = "95 % interval" if found.question.domain == "D1" else "by where the site may lie"
        yield f"      {number(found.interval[0])} to {number(found.interval[1])} ({kind})"
    else:
        yield "      no interval given"
    if found.value == 0 and found.question.domain == "D1" and found.interval is not None:
        upper = f"{number(found.interval[1])} {found.question.unit}"
        yield from _wrapped(wording.ZERO.format(n=_months(found), upper=upper), "      ")
    compared = [_comparison(name, found.percentiles[name]) for name in COMPARATORS if name not in barred]
    yield from _wrapped("; ".join(compared), "      ")
    yield from _wrapped(_limits(found, usual_m), "      ")
    window = f"{found.window.start} to {found.window.end}" if found.window else "undated"
    sources = "; ".join(dict.fromkeys(p.publisher for p in found.provenance))
    yield from _wrapped(f"data grade {found.grade.value}; {window}; source: {sources}", "      ")
    if found.question.approximation:
        yield from _wrapped(found.question.approximation, "      ")


def _limits(found: Measured, usual_m: float) -> str:
    """Return what the reader must know of how the figure was reached: land without data, and a coarse bandwidth.

    ``usual_m`` is the method's central bandwidth in metres (S-22).
    """
    lost = float(found.detail.get("uncovered_share", 0.0))
    width = float(found.detail.get("h_m", 0.0))
    said = [f"{100 * lost:.0f} % of the area has no data."] if lost >= 0.005 else []
    if width > usual_m:
        said.append(f"The publisher's map points are sparse here, so records up to {width:.0f} m away count.")
    return " ".join(said)


def _headline(name: str, value: str) -> Iterator[str]:
    if len(name) <= 52:
        yield f"  {name:<52} {value}"
    else:
        yield f"  {name}"
        yield f"  {'':<52} {value}"


def _months(found: Measured) -> str:
    months = found.detail.get("months_covered")
    return "the" if months is None else str(months)


def _value(found: Measured) -> str:
    word = {"exact": "", "at_least": "at least ", "at_most": "at most "}[found.bound]
    return f"{word}{number(found.value)} {found.question.unit}"


def _comparison(name: str, compared: Comparison) -> str:
    label = LABELS[name]
    if not isinstance(compared, Percentile):
        return f"{label}: not available ({compared.reason.rstrip('.')})"
    if compared.value is None:
        return f"{label}: {compared.rank}"
    return f"{label}: percentile {compared.value:.0f} of {compared.n}"


def _counts(a: Assessment) -> Iterator[str]:
    counts = a.crime.counts
    yield ""
    yield "Plain counts, for checking by hand"
    yield "-" * WIDTH
    if "by_category" not in counts:
        text = (
            counts["unavailable"] if isinstance(counts["unavailable"], str) else counts["unavailable"]["text"]
        )
        yield from _wrapped(wording.MISSING.format(reason=text.rstrip(".")), "  ")
        return
    yield f"  Records within {counts['radius_m']:.0f} m, {counts['from']} to {counts['to']}, months covered only:"
    for category, n in counts["by_category"].items():
        yield f"    {category:<34} {n:>7}"


def _near(a: Assessment, title: str, *, helps: bool) -> Iterator[str]:
    yield ""
    yield title
    yield "-" * WIDTH
    mine = [n for n in a.near if n.helps is helps]
    if not mine:
        yield "  Nothing found within reach in the layers held; see what is missing."
    for near in mine:
        name = near.name or near.kind.replace("_", " ")
        yield f"  {near.title}: {name}, {_distance(near)}"


def _distance(near: Nearby) -> str:
    if near.uncertainty_m < 1:
        return f"{near.metres:.0f} m"
    low = max(0.0, near.metres - near.uncertainty_m)
    return f"{near.metres:.0f} m ({low:.0f}-{near.metres + near.uncertainty_m:.0f})"


def _checks() -> Iterator[str]:
    yield ""
    yield from _box([
        "CHECKS THAT ONLY PEOPLE CAN DO",
        f"Police numbers: {wording.POLICE_NUMBERS}",
        f"Consultation: {wording.CONSULTATION}",
        wording.HUMAN,
    ])  # fmt: skip


def _foot(a: Assessment) -> Iterator[str]:
    yield ""
    yield "Versions and sources"
    yield "-" * WIDTH
    yield f"  data {a.data_version}"
    points = a.reference[2].replace("_", " ")
    yield f"  method {a.method.version}; software {a.software_version}; reference points: {points}"
    for line in document.attributions(a):
        yield from _wrapped(line, "  ")
    yield from _wrapped(wording.PLANNING, "  ")
    if a.label:
        yield from _wrapped(wording.FICTIONAL, "  ")


def _field(name: str, value: str) -> Iterator[str]:
    yield from textwrap.wrap(
        value, WIDTH, initial_indent=f"{name:<16}", subsequent_indent=" " * 16, break_long_words=True
    ) or [name]


def _wrapped(text: str, indent: str = "") -> Iterator[str]:
    yield from textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def _box(lines: list[str], mark: str = "#") -> Iterator[str]:
    yield mark * WIDTH
    for line in lines:
        indent = " " * (len(line) - len(line.lstrip()))
        hang = indent + ("  " if line.lstrip().startswith("- ") else "")
        for part in textwrap.wrap(line.strip(), WIDTH - 4, initial_indent=indent, subsequent_indent=hang) or [
            ""
        ]:
            yield f"{mark} {part:<{WIDTH - 4}} {mark}"
    yield mark * WIDTH
