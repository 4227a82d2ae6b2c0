"""Where the figures come from, which versions made them, and how anyone can make them again."""

from __future__ import annotations

from collections.abc import Iterator

from placement_check.purpose import Purpose
from placement_check.records import numbers
from placement_check.records.blocks import Block, Bullets, Heading, Pairs, Paragraph, Table
from placement_check.records.view.edition import Edition, Source
from placement_check.records.view.words import asked_for, sentence
from placement_check.validity import reviews


def sources(e: Edition) -> Iterator[Block]:
    """Yield the layers that the report rests on, each with its licence and attribution."""
    yield Heading(3, "Sources, licences and attributions", "sources")
    rows = tuple(_row(e, s) for s in e.sources)
    yield Table("Sources of the figures", ("Key", "Source and publisher", "Dates from", "Licence and attribution",
                "Review due"), rows, widths=(7, 28, 15, 36, 14))  # fmt: skip
    unverified = [s.key for s in e.sources if not e.assessment.layers[s.layer]["format_verified"]]
    if unverified:
        yield Paragraph(
            f"The layout of these has not been verified against the publisher's own file: {', '.join(unverified)}."
        )


def _row(e: Edition, source: Source) -> tuple[str, ...]:
    entry = e.assessment.layers[source.layer]
    due = reviews([entry])
    first = "Fictional, in the format of: " if e.assessment.label else ""
    vintage = numbers.window(*_ends(str(entry["vintage"])))
    return (
        source.key, f"{entry['title']}. {entry['publisher']}", vintage or "not stated",
        f"{first}{sentence(entry['attribution'])} {entry['licence']}",
        numbers.day(due[0].day) if due else "not known",
    )  # fmt: skip


def _ends(vintage: str) -> tuple[str, str]:
    oldest, _, newest = vintage.partition("/")
    return oldest, newest or oldest


def versions(e: Edition) -> Iterator[Block]:
    """Yield the versions of data, method and software, the digest, and the seed of the draws."""
    a = e.assessment
    yield Heading(3, "Versions and digest", "versions")
    rows = [
        ("Data version", a.data_version), ("Method version", a.method.version),
        ("Software version", a.software_version),
        ("Points that stand for neighbourhoods", a.reference[2].replace("_", " ")),
        ("Digest of this assessment (SHA-256 of its JSON document)", e.digest),
    ]  # fmt: skip
    if a.rating is not None and a.rating.spread is not None:
        rows.append(
            ("Seed of the draws, fixed by place, purpose, data and method", str(a.rating.spread.seed))
        )
    window = a.crime.window
    if window:
        rows.append(("Window of recorded crime", numbers.window(window["from"], window["to"])))
        rows.append(("What set the end of the window", str(window["rule"])))
        rows += [(f"Months covered, {f['name']}", _covered(f["months_covered"], f["months_not_covered"]))
                 for f in window["forces"]]  # fmt: skip
    yield Pairs(tuple(rows))


def _covered(held: int, lost: list[dict[str, str]]) -> str:
    gaps = ", ".join(numbers.period(g["month"]) for g in lost)
    return f"{held} of {held + len(lost)}" + (f"; not covered: {gaps}" if gaps else "")


def steps(e: Edition) -> Iterator[Block]:
    """Yield how anyone with the same release makes the same report, byte for byte."""
    a = e.assessment
    yield Heading(3, "Steps to recompute", "steps")
    place = "PLACE" if a.purpose is Purpose.REVIEW else asked_for(a)
    purpose = "" if a.purpose is Purpose.CHECK else f" --purpose {a.purpose.value}"
    bare = "" if a.rating is not None else " --profile-only"
    yield Bullets((
        "Take the data release and the software of the versions above. The release names every file by its hash.",
        f"placement-check check {place} --at {a.at.isoformat()}{purpose}{bare} -o FILE.json",
        "sha256sum FILE.json gives the digest above where every byte is the same.",
        "placement-check replay FILE.json says whether the release still gives the same, or which input differs.",
        "placement-check explain FILE.json prints every step of the arithmetic.",
    ), numbered=True)  # fmt: skip
