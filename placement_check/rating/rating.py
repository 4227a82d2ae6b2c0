"""What the rating of a place is: a score with its interval and reference set, a band set, and what raised or capped it.

Plain values only; nothing here computes. ``rate`` in ``placement_check.rating.rate`` fills it (method 9.4, 9.5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Cap(StrEnum):
    """Why band 1 became band 2."""

    EVIDENCE_INCOMPLETE = "evidence_incomplete"  # S-28
    LOCAL_REFERENCE = "local_reference"  # S-5a in 9.11


class Reference(NamedTuple):
    """What the place was compared with: ``name`` is "england" or "force:<name>"; ``n`` places."""

    name: str
    n: int
    points: str


class Floor(NamedTuple):
    """A floor that applies: no lower band than ``band``; ``provisional`` until a dated site visit is recorded."""

    code: str
    band: int
    provisional: bool
    detail: Mapping[str, float | str]


class Trigger(NamedTuple):
    """A review trigger that fires: the result stands as provisional until a named role decides."""

    code: str
    detail: Mapping[str, float | str]


class GroupRating(NamedTuple):
    """One offence group: shrunk figures (events per km² and per 1,000 residents, a year) and their percentiles.

    ``percentile_rate`` and ``theta_rate`` are None where no rate per resident is given; ``percentile`` is then that
    of the density. ``variation`` is false where no variation between neighbourhoods could be told from chance.
    """

    group: str
    weight: float
    theta_density: float
    theta_rate: float | None
    percentile_density: float
    percentile_rate: float | None
    percentile: float
    variation: bool


class IndicatorRating(NamedTuple):
    """One indicator outside crime: its percentile, higher is worse; None where it is missing."""

    indicator: str
    weight: float
    percentile: float | None


class DomainRating(NamedTuple):
    """One domain: its score S_d, percentile Q_d and weight; None where nothing in it is held."""

    domain: str
    weight: float
    held: float
    score: float | None
    percentile: float | None


class Alternative(NamedTuple):
    """One line of the one-at-a-time table: what the score and band would be under another choice (S-34)."""

    name: str
    text: str
    score: float | None
    band: int | None
    skipped: str = ""


class Fact(NamedTuple):
    """A single fact that would change the band: what it is, and the band that it would give."""

    code: str
    text: str
    band: int


class Spread(NamedTuple):
    """What the seeded draws gave: the 5-95 % interval of the score, the share of each band, the printed band set.

    ``raised_by`` names what carried the upper end of the set beyond the shortest set of S-33: "final band", "adverse
    bound" and "what is missing" (decision 0008, readings 22 and 23), each that reaches that end; empty where none did.
    """

    interval: tuple[float, float]
    probabilities: tuple[float, float, float, float]
    band_set: tuple[int, ...]
    draws: int
    scenarios: int
    seed: int
    raised_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """The rating of one place. ``band`` is by the cuts and caps, ``final`` after the floors; None where not rated.

    ``not_rated`` holds the reasons, empty where the place is rated. A floor or trigger may stand beside "not rated".
    ``without_police_generated`` is Q1 without the police-generated groups. ``applicable_caps`` keep the place out of
    band 1, by a person's decision too; ``caps`` are the same where they raised the band by the cuts, else empty.
    """

    reference: Reference
    completeness: float
    groups: tuple[GroupRating, ...]
    indicators: tuple[IndicatorRating, ...]
    domains: tuple[DomainRating, ...]
    hazard: float | None
    score: float | None
    plain_mean: float | None
    spread: Spread | None
    band: int | None
    caps: tuple[Cap, ...]
    applicable_caps: tuple[Cap, ...] = ()
    floors: tuple[Floor, ...]
    triggers: tuple[Trigger, ...]
    final: int | None
    not_rated: tuple[str, ...]
    would_change: tuple[str, ...]
    without_police_generated: float | None
    alternatives: tuple[Alternative, ...]
    facts: tuple[Fact, ...]

    @property
    def provisional(self) -> bool:
        """Return whether a named person must still record a decision before the band stands (S-30, F3)."""
        return bool(self.triggers) or any(floor.provisional for floor in self.floors)
