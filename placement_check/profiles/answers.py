"""The answers to one question at many places: figures with their limits, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from placement_check.findings import ReasonCode

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Words = NDArray[Any]


@dataclass(slots=True)
class Answers:
    """By place. ``state`` is "" where the figure is measured, else its outcome and reason code ("unavailable: stale").

    Limits and percentiles are NaN where there is none; ``at_least`` says where the figure is a lower bound. ``layers``
    are those behind the figures.
    """

    value: Floats
    low: Floats
    high: Floats
    at_least: NDArray[np.bool_]
    state: Words
    grade: Words
    percentile: Floats
    layers: tuple[str, ...] = ()

    @classmethod
    def blank(cls, size: int, state: str = "") -> Answers:
        """Return answers without a figure."""
        value, low, high, percentile = (np.full(size, np.nan) for _ in range(4))
        return cls(
            value, low, high, np.zeros(size, dtype=bool), np.full(size, state, dtype=object),
            np.full(size, "", dtype=object), percentile,
        )  # fmt: skip

    def silence(self, where: NDArray[np.bool_], state: str | Words) -> None:
        """Take the figures of some places away, and say why."""
        self.state[where] = state if isinstance(state, str) else state[where]
        for figures in (self.value, self.low, self.high, self.percentile):
            figures[where] = np.nan
        self.at_least[where], self.grade[where] = False, ""

    @property
    def measured(self) -> NDArray[np.bool_]:
        """Where there is a figure."""
        return np.asarray(self.state == "")


def state_of(outcome: str, code: ReasonCode) -> str:
    """Return the words of a place without a figure."""
    return f"{outcome}: {code.value}"


def not_looked(share: Floats) -> Words:
    """Return the state of discs of which too much is not covered (method S-10a)."""
    none, part = (state_of("not_covered", c) for c in (ReasonCode.NO_DATA, ReasonCode.COVERAGE_BELOW_MINIMUM))
    out = np.full(share.size, part, dtype=object)
    out[share >= 1] = none
    return out
