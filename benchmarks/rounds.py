"""Interleaved timing: every side asked of every place in turn, round after round, so that a busy machine hits all."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Spread:
    """Milliseconds a place: the median, 95th percentile and extremes over every place and round."""

    median: float
    p95: float
    least: float
    most: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Spread:
        """Return the spread of some timings."""
        ordered = sorted(1000.0 * s for s in seconds)
        return cls(
            statistics.median(ordered), ordered[int(0.95 * (len(ordered) - 1))], ordered[0], ordered[-1]
        )


def interleaved(
    sides: Mapping[str, Callable[[int, int], Any]], places: Sequence[Place], rounds: int, block: int
) -> dict[str, list[list[float]]]:
    """Return seconds by side, round and place; one round before them warms every side and is not counted.

    The sides take turns every ``block`` places. With blocks of one each side finds the processor's caches as the
    other left them; with longer blocks each works as it does when it serves place after place.
    """
    seconds: dict[str, list[list[float]]] = {name: [] for name in sides}
    for number in range(rounds + 1):
        taken: dict[str, list[float]] = {name: [] for name in sides}
        for first in range(0, len(places), block):
            for name, ask in sides.items():
                taken[name] += [_timed(ask, x, y) for x, y in places[first : first + block]]
        if number:
            for name, one in taken.items():
                seconds[name].append(one)
    return seconds


def _timed(ask: Callable[[int, int], Any], x: int, y: int) -> float:
    begun = time.perf_counter()
    ask(x, y)
    return time.perf_counter() - begun


def summary(seconds: Mapping[str, list[list[float]]]) -> dict[str, Spread]:
    """Return each side's spread."""
    return {name: Spread.of([s for one in rounds for s in one]) for name, rounds in seconds.items()}


def ratios(seconds: Mapping[str, list[list[float]]], slow: str, fast: str) -> dict[str, float]:
    """Return how many times as long the slow side takes: its medians by round, over the fast side's.

    ``by_place`` is the median over places of the ratio of the two medians of that place.
    """
    rounds = [
        statistics.median(s) / statistics.median(f) for s, f in zip(seconds[slow], seconds[fast], strict=True)
    ]
    by_place = statistics.median(
        statistics.median(s) / statistics.median(f)
        for s, f in zip(zip(*seconds[slow], strict=True), zip(*seconds[fast], strict=True), strict=True)
    )
    return {
        "median": statistics.median(rounds), "least": min(rounds), "most": max(rounds), "by_place": by_place,
    }  # fmt: skip
