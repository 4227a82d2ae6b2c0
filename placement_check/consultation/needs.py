"""A child's needs as closed categories, each with the local services that may meet it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Need(StrEnum):
    """A category of need; never a description of a child."""

    EDUCATION_PRIMARY = "education_primary"
    EDUCATION_SECONDARY = "education_secondary"
    EDUCATION_POST_16 = "education_post_16"
    EDUCATION_SPECIAL = "education_special_ehc_plan"
    HEALTH_GP = "health_gp"
    HEALTH_DENTAL = "health_dental"
    HEALTH_HOSPITAL = "health_hospital"
    MENTAL_HEALTH = "mental_health"
    DISABILITY = "disability"
    SUBSTANCE_MISUSE = "substance_misuse"
    YOUTH_JUSTICE = "youth_justice"
    CONTACT_TRAVEL = "travel_for_contact"
    LEISURE = "leisure_and_play"
    CULTURE_AND_FAITH = "culture_language_and_faith"
    LEAVING_CARE = "preparation_for_independence"


class Vulnerability(StrEnum):
    """A category of vulnerability that the consultation may name; the notification says the rest."""

    CSE = "child_sexual_exploitation"
    CCE = "child_criminal_exploitation"
    MISSING = "goes_missing"
    HARMFUL_SEXUAL_BEHAVIOUR = "harmful_sexual_behaviour"
    SERIOUS_VIOLENCE = "serious_violence"
    SELF_HARM = "self_harm"
    RADICALISATION = "radicalisation"
    OTHER = "other"


class AgeBand(StrEnum):
    """An age band in years, both ends included."""

    UNDER_5 = "0-4"
    AGE_5_TO_10 = "5-10"
    AGE_11_TO_13 = "11-13"
    AGE_14_TO_15 = "14-15"
    AGE_16_TO_17 = "16-17"


SERVICES: Final[Mapping[Need, tuple[str, ...]]] = MappingProxyType(
    {
        Need.EDUCATION_PRIMARY: (),
        Need.EDUCATION_SECONDARY: ("services.school",),
        Need.EDUCATION_POST_16: ("services.school",),
        Need.EDUCATION_SPECIAL: (),
        Need.HEALTH_GP: ("services.gp",),
        Need.HEALTH_DENTAL: (),
        Need.HEALTH_HOSPITAL: (),
        Need.MENTAL_HEALTH: ("services.camhs",),
        Need.DISABILITY: (),
        Need.SUBSTANCE_MISUSE: (),
        Need.YOUTH_JUSTICE: (),
        Need.CONTACT_TRAVEL: ("services.transport", "services.isolation"),
        Need.LEISURE: ("services.youth", "services.library"),
        Need.CULTURE_AND_FAITH: (),
        Need.LEAVING_CARE: (),
    }
)
"""The open indicators that speak of a need; () where no published list is read, so that nothing was looked for."""


@dataclass(frozen=True, slots=True)
class Match:
    """A need, and the indicators that answer it."""

    need: Need
    indicators: tuple[str, ...]

    @property
    def listed(self) -> bool:
        """Return whether a list of such services was read; where none was, nothing was looked for."""
        return bool(self.indicators)


def band_of(age: int) -> AgeBand:
    """Return the band of an age in completed years.

    Raises
    ------
    ValueError
        If it is no age of a child.
    """
    for band in AgeBand:
        low, high = (int(end) for end in band.value.split("-"))
        if low <= age <= high:
            return band
    raise ValueError(f"{age} is no age of a child: 0 to 17")


def matches(needs: Iterable[Need], held: Iterable[str]) -> tuple[Match, ...]:
    """Return each need with the indicators, of those that a profile holds, that speak of it."""
    there = frozenset(held)
    return tuple(Match(need, tuple(i for i in SERVICES[need] if i in there)) for need in needs)
