"""What a hook's answer is: pass, fail, not applicable or not known, with the measurement, its source and its date."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from geodata.types import Provenance
from placement_check.planning.policy import Hook, Limits


class Outcome(StrEnum):
    """The four answers; missing data is never a pass."""

    PASS = "pass"  # noqa: S105 - an answer, not a password
    FAIL = "fail"
    NOT_APPLICABLE = "not applicable"
    NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was measured and how. ``value`` is None where nothing was; ``as_at`` is the data's date."""

    outcome: Outcome
    measured: str
    value: float | None = None
    unit: str = ""
    method: str = ""
    as_at: str = ""
    sources: tuple[Provenance, ...] = ()


@dataclass(frozen=True, slots=True)
class HookAnswer:
    """A hook with its answer."""

    hook: Hook
    answer: Answer


def unknown(why: str, method: str = "", as_at: str = "", sources: tuple[Provenance, ...] = ()) -> Answer:
    """Return the answer that is none, with its reason."""
    return Answer(Outcome.NOT_KNOWN, why, method=method, as_at=as_at, sources=sources)


def judged(low: float, high: float, limits: Limits, *, more_possible: bool) -> Outcome:
    """Return whether every figure from ``low`` to ``high`` keeps the limits, none does, or it cannot be told.

    ``more_possible`` where part of what should have been looked at was not: the true figure may be higher than any.
    """
    least = float("-inf") if limits.at_least is None else limits.at_least
    most = float("inf") if limits.at_most is None else limits.at_most
    if low > most or (high < least and not more_possible):
        return Outcome.FAIL
    if low >= least and high <= most and not (more_possible and most != float("inf")):
        return Outcome.PASS
    return Outcome.NOT_KNOWN


def limits_text(limits: Limits) -> str:
    """Return limits in words."""
    parts = [
        f"{word} {value:g}"
        for word, value in (("at least", limits.at_least), ("at most", limits.at_most))
        if value is not None
    ]
    return " and ".join(parts)
