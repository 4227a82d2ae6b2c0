"""What may be said of one question: three different answers, and no fourth.

``Measured`` is an answer, a count of nothing included. ``NotCovered`` says that nobody looked here. ``Unavailable``
says that someone should have an answer and it cannot be given: failed, stale or too damaged to use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, NamedTuple, TypeAlias

from geodata.types import Provenance


class ReasonCode(StrEnum):
    """Why there is no figure; the codes of the public contract."""

    NO_DATA = "no_data"
    COVERAGE_BELOW_MINIMUM = "coverage_below_minimum"
    STALE = "stale"
    FAILED_CHECK = "failed_check"
    UNREADABLE = "unreadable"
    RADIUS_REFUSED = "radius_refused"
    WITHHELD = "withheld"


class Grade(StrEnum):
    """How far the data behind a figure can be trusted (method S-12); A is best, N is none."""

    A = "A"
    B = "B"
    C = "C"
    N = "N"

    def lowered(self, steps: int = 1) -> Grade:
        """Return the grade so many steps worse, N at worst."""
        order = list(Grade)
        return order[min(order.index(self) + steps, len(order) - 1)]


def worst(*grades: Grade) -> Grade:
    """Return the worst of the grades."""
    order = list(Grade)
    return max(grades, key=order.index)


class Reason(NamedTuple):
    """Why a figure is missing, as a code and in words."""

    code: ReasonCode
    text: str


class Percentile(NamedTuple):
    """A mid-rank percentile against ``n`` reference places (method S-21); fewer than 20 give a rank only."""

    value: float | None
    n: int
    rank: str = ""


class NoComparator(NamedTuple):
    """Why a comparator cannot be had; never blank."""

    reason: str


Comparison: TypeAlias = Percentile | NoComparator


class Window(NamedTuple):
    """The first and last month or day that a figure speaks of."""

    start: str
    end: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The indicator that was asked, as its manifest declares it."""

    indicator: str
    domain: str
    title: str
    unit: str
    worse: str
    rated: bool
    evidence: str
    approximation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """An answer. ``bound`` says whether the true figure may be higher or lower than ``value``.

    ``interval`` is (lower, upper); what it covers is said in ``interval_kind``.
    """

    question: Question
    value: float
    interval: tuple[float, float] | None
    interval_kind: str
    grade: Grade
    window: Window | None
    provenance: tuple[Provenance, ...]
    bound: Literal["exact", "at_least", "at_most"] = "exact"
    percentiles: Mapping[str, Comparison] = field(default_factory=dict)
    detail: Mapping[str, Any] = field(default_factory=dict)
    outcome: Literal["measured"] = "measured"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCovered:
    """Nobody looked: no file is held for here, or for too much of what lies around."""

    question: Question
    reason: Reason
    provenance: tuple[Provenance, ...]
    detail: Mapping[str, Any] = field(default_factory=dict)
    outcome: Literal["not_covered"] = "not_covered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unavailable:
    """There should be an answer and there is none: failed, stale, unreadable, or too little left of it."""

    question: Question
    reason: Reason
    provenance: tuple[Provenance, ...]
    detail: Mapping[str, Any] = field(default_factory=dict)
    outcome: Literal["unavailable"] = "unavailable"


Finding: TypeAlias = Measured | NotCovered | Unavailable
