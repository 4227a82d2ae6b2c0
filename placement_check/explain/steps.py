"""One step of arithmetic, said as a formula in figures and checked against the figure that was reported."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Step:
    """``formula`` holds the inputs in figures and gives ``value``; ``reported`` is the assessment's own figure.

    Without a formula the value is an input, and ``words`` say where it comes from.
    """

    rule: str
    name: str
    value: float
    formula: str = ""
    words: str = ""
    reported: float | None = None

    @property
    def agrees(self) -> bool:
        """Return whether the step gives the figure that was reported; true where none was."""
        if self.reported is None:
            return True
        return math.isclose(self.value, self.reported, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


@dataclass(frozen=True, slots=True)
class Section:
    """Steps under one heading, with sentences that hold no arithmetic."""

    title: str
    steps: tuple[Step, ...]
    words: tuple[str, ...] = ()


def figure(value: float) -> str:
    """Return a number with twelve digits that mean something: enough to recompute what follows from it."""
    return f"{value:.12g}"


def exponential(name: str, p: float, c: float) -> Step:
    """Return the step E(P) of S-25; ``c`` is the method's constant."""
    value = -c * math.log(1.0 - p / 100.0 * (1.0 - math.exp(-100.0 / c)))
    k = figure(c)
    return Step("S-25", f"E({name})", value, f"-{k} * ln(1 - {figure(p)} / 100 * (1 - exp(-100 / {k})))")


def weighted(
    rule: str, name: str, weights: Sequence[float], terms: Sequence[float], reported: float | None = None
) -> Step:
    """Return the step of a weighted mean over what is held."""
    value = math.fsum(w * t for w, t in zip(weights, terms, strict=True)) / math.fsum(weights)
    products = " + ".join(f"{figure(w)} * {figure(t)}" for w, t in zip(weights, terms, strict=True))
    return Step(rule, name, value, f"({products}) / ({' + '.join(map(figure, weights))})", reported=reported)


def largest(rule: str, name: str, values: Sequence[float], reported: float | None = None) -> Step:
    """Return the step of a largest value."""
    formula = f"max({', '.join(map(figure, values))})" if len(values) > 1 else figure(values[0])
    return Step(rule, name, max(values), formula, reported=reported)


def total(rule: str, name: str, values: Sequence[float]) -> Step:
    """Return the step of a sum."""
    return Step(rule, name, math.fsum(values), " + ".join(map(figure, values)))


def band_by_cuts(q: float, cuts: Iterable[float]) -> Step:
    """Return the step of the band that the cuts give (S-28): one more for each cut that Q reaches."""
    held = list(cuts)
    formula = " + ".join(["1", *(f"({figure(q)} >= {figure(cut)})" for cut in held)])
    return Step("S-28", "band by the cuts", 1 + sum(q >= cut for cut in held), formula)
