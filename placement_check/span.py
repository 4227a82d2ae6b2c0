"""What a red line measures over all the squares it touches: the range of every figure, and of the score."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from placement_check.findings import Finding, Measured
from placement_check.rating.rating import Rating


@dataclass(frozen=True, slots=True, eq=False)
class Span:
    """The squares of a red line or of several buildings. The report's own figures are those of the highest.

    ``figures`` gives each indicator's lowest and highest value over the squares where it was measured; ``unmeasured``
    how many squares lack it, where some do. ``score`` and ``bands`` are lowest and highest, None where no square is
    rated; ``not_rated`` counts the squares that are not.
    """

    squares: int
    figures: Mapping[str, tuple[float, float]]
    unmeasured: Mapping[str, int]
    score: tuple[float, float] | None
    bands: tuple[int, int] | None
    not_rated: int


def span_of(
    findings: Sequence[Sequence[Finding]], ratings: Sequence[Rating | None], squares: Sequence[Hashable]
) -> Span:
    """Return the ranges over squares, each given by its findings, its rating and which square it is.

    A square that several buildings touch was measured for each, and counts once.
    """
    values: dict[str, list[float]] = {}
    lost: dict[str, set[Hashable]] = {}
    for square, finding in ((s, f) for s, some in zip(squares, findings, strict=True) for f in some):
        held = values.setdefault(finding.question.indicator, [])
        if isinstance(finding, Measured):
            held.append(finding.value)
        else:
            lost.setdefault(finding.question.indicator, set()).add(square)
    scores = [r.score for r in ratings if r is not None and r.score is not None]
    bands = [r.final for r in ratings if r is not None and r.final is not None]
    return Span(
        squares=len(set(squares)),
        figures={name: (min(v), max(v)) for name, v in values.items() if v},
        unmeasured={name: len(some) for name, some in lost.items()},
        score=_ends(scores),
        bands=(min(bands), max(bands)) if bands else None,
        not_rated=len(
            {s for s, r in zip(squares, ratings, strict=True) if r is not None and r.score is None}
        ),
    )


def _ends(values: Iterable[float]) -> tuple[float, float] | None:
    held = list(values)
    return (min(held), max(held)) if held else None


def gravity(rating: Rating | None) -> tuple[int, float]:
    """Return what puts squares in order: a square that is not rated stands with the highest band (S-27)."""
    if rating is None:
        return 0, 0.0
    if rating.final is None or rating.score is None:
        return 5, 0.0
    return rating.final, rating.score
