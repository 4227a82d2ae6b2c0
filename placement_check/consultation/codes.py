"""The closed codes of an answer, with the words that each stands for."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class YesNo(StrEnum):
    """An answer about the home."""

    YES = "yes"
    NO_FOUND = "no_after_search"
    CANNOT_SAY = "cannot_say"


class Concern(StrEnum):
    """An answer about one kind of concern near the home."""

    NONE_KNOWN = "none_known"
    MANAGEABLE = "known_and_manageable"
    SERIOUS = "known_and_serious"
    UNABLE = "unable_to_comment"
    ASK_POLICE = "ask_police"


class Intelligence(StrEnum):
    """The grammar of an answer about intelligence: a code and never its content."""

    NK = "NK"
    CONCERN_GENERAL = "CONCERN_GENERAL"
    CONCERN_SPECIFIC_TO_ADDRESS = "CONCERN_SPECIFIC_TO_ADDRESS"
    SPEAK = "SPEAK"
    POLICE = "POLICE"
    NCND = "NCND"
    NOT_SEARCHED = "NOT_SEARCHED"


class Matching(StrEnum):
    """An answer about other children there or nearby, none of them identified."""

    NONE_KNOWN = "none_known"
    RISK_KNOWN = "risk_known"
    UNABLE = "unable_to_comment"


class Capacity(StrEnum):
    """An answer about a local service."""

    AVAILABLE = "available"
    LIMITED = "limited"
    NOT_AVAILABLE = "not_available"
    NOT_KNOWN = "not_known"


class View(StrEnum):
    """The area authority's view. It is advisory."""

    ADVISE_AGAINST = "advise_against"
    CONDITIONS = "no_objection_with_conditions"
    NO_OBJECTION = "no_objection"
    NO_VIEW = "no_view"


class Searched(StrEnum):
    """Whether anything was searched: a status of its own, beside every code."""

    SEARCHED = "searched"
    NOT_SEARCHED = "not_searched"


class System(StrEnum):
    """What an area authority can search."""

    SOCIAL_CARE = "childrens_social_care_records"
    LADO = "designated_officer_records"
    COMMISSIONING = "commissioning_records"
    MISSING_EXPLOITATION = "missing_and_exploitation_records"
    YOUTH_JUSTICE = "youth_justice_records"
    EDUCATION = "education_records"
    HOSTED_CHILDREN = "register_of_children_placed_by_others"
    COMMUNITY_SAFETY = "community_safety_records"
    POLICE_ANSWER = "answer_of_the_police"
    OTHER = "other"


class Withheld(StrEnum):
    """To whom an answer, or a part of it, may not be disclosed."""

    PROVIDER = "provider"
    CHILD = "child"
    FAMILY = "family"
    CARERS = "carers"
    OTHER_AUTHORITIES = "other_authorities"


class Effect(StrEnum):
    """What a conversation or an answer did to the decision; never why."""

    NONE = "no_effect"
    CONDITIONS = "conditions_added"
    PLAN_CHANGED = "plan_changed"
    NOT_PLACED = "not_placed_here"


PAUSES: Final = frozenset({Intelligence.SPEAK, Intelligence.POLICE})
"""Codes that hold the decision until a conversation has happened. They add to no score."""

WORDS: Final = MappingProxyType(
    {
        YesNo.YES: "yes",
        YesNo.NO_FOUND: "searched, and nothing found",
        YesNo.CANNOT_SAY: "cannot say",
        Concern.NONE_KNOWN: "none known to this authority - not the same as none",
        Concern.MANAGEABLE: "known and manageable",
        Concern.SERIOUS: "known and serious",
        Concern.UNABLE: "unable to comment",
        Concern.ASK_POLICE: "ask the police",
        Intelligence.NK: "nothing known to this authority - not the same as no risk",
        Intelligence.CONCERN_GENERAL: "a concern about the area in general",
        Intelligence.CONCERN_SPECIFIC_TO_ADDRESS: "a concern about this address",
        Intelligence.SPEAK: "speak with the named office before deciding",
        Intelligence.POLICE: "ask the public protection unit of the police force of the place",
        Intelligence.NCND: "unable to confirm or deny - a routine answer, from which nothing follows",
        Intelligence.NOT_SEARCHED: "not searched - nobody looked",
        Matching.NONE_KNOWN: "none known to this authority - not the same as none",
        Matching.RISK_KNOWN: "a risk is known",
        Matching.UNABLE: "unable to comment",
        Capacity.AVAILABLE: "available",
        Capacity.LIMITED: "available with a wait or a limit",
        Capacity.NOT_AVAILABLE: "not available",
        Capacity.NOT_KNOWN: "not known",
        View.ADVISE_AGAINST: "advises against the placement",
        View.CONDITIONS: "does not object if the conditions are met",
        View.NO_OBJECTION: "does not object",
        View.NO_VIEW: "gives no view",
        Searched.SEARCHED: "searched",
        Searched.NOT_SEARCHED: "not searched",
    }
)
