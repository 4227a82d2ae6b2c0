"""A placement as the law asks about it: authorities, type, age, emergency and times; no name and no birth date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from geodata.calendar import LONDON
from geodata.errors import RuleRefused

OUTSIDE: Final = {
    "scotland": "Scotland", "northern_ireland": "Northern Ireland", "elsewhere": "a place outside the United Kingdom"
}  # fmt: skip
YOUNGEST_KEY_STAGE_4: Final = 13
A_CODE: Final = re.compile(r"[A-Z]\d{8}|X-[A-Z-]+", re.IGNORECASE)


class PlacementRefused(RuleRefused):
    """The facts of a placement break a rule; no duty is computed from them."""


class PlacementType(StrEnum):
    """With whom, or in what, the child is to live."""

    CHILDRENS_HOME = "childrens_home"
    SUPPORTED_ACCOMMODATION = "supported_accommodation"
    IFA_FOSTER = "ifa_foster"
    OTHER_LA_FOSTER = "other_la_foster"
    OWN_LA_FOSTER = "own_la_foster"
    CONNECTED_PERSON = "connected_person"
    PARENT = "parent"
    OTHER_ARRANGEMENT = "other_arrangement"
    UNREGISTERED = "unregistered"

    @property
    def words(self) -> str:
        """Return the type in words."""
        return _TYPES[self]


class Setting(StrEnum):
    """The kind of an "other arrangement": those of regulation 27A, those of 27C, and none of these."""

    CARE_HOME = "care_home"
    HOSPITAL = "hospital"
    RESIDENTIAL_FAMILY_CENTRE = "residential_family_centre"
    SCHOOL = "school"
    HOLIDAY_SCHEME = "holiday_scheme"
    REGISTERED_SUPPORTED_ACCOMMODATION = "registered_supported_accommodation"
    EXCEPTED_ACCOMMODATION = "excepted_accommodation"
    NONE_OF_THESE = "none_of_these"

    @property
    def words(self) -> str:
        """Return the kind in words."""
        return _SETTINGS[self]


class LegalStatus(StrEnum):
    """Under which section the child is looked after."""

    CARE_ORDER = "care_order"
    INTERIM_CARE_ORDER = "interim_care_order"
    SECTION_20 = "section_20"
    SECTION_21 = "section_21"

    @property
    def in_care(self) -> bool:
        """Return whether the child is in the authority's care, which decides between 13(2)(c) and (d)."""
        return self in (LegalStatus.CARE_ORDER, LegalStatus.INTERIM_CARE_ORDER)

    @property
    def words(self) -> str:
        """Return the status in words."""
        return _STATUSES[self]


_TYPES = {
    PlacementType.CHILDRENS_HOME: "registered children's home",
    PlacementType.SUPPORTED_ACCOMMODATION: "registered supported accommodation",
    PlacementType.IFA_FOSTER: "foster parent of an independent fostering agency",
    PlacementType.OTHER_LA_FOSTER: "foster parent approved by another local authority",
    PlacementType.OWN_LA_FOSTER: "foster parent approved by the responsible authority",
    PlacementType.CONNECTED_PERSON: "connected person with temporary approval (reg 24)",
    PlacementType.PARENT: "parent or person with parental responsibility",
    PlacementType.OTHER_ARRANGEMENT: "other arrangements, s.22C(6)(d)",
    PlacementType.UNREGISTERED: "setting that must be registered and is not",
}
_SETTINGS = {
    Setting.CARE_HOME: "care home",
    Setting.HOSPITAL: "hospital",
    Setting.RESIDENTIAL_FAMILY_CENTRE: "residential family centre",
    Setting.SCHOOL: "school that is not registered as a children's home",
    Setting.HOLIDAY_SCHEME: "holiday scheme for disabled children",
    Setting.REGISTERED_SUPPORTED_ACCOMMODATION: "registered supported accommodation",
    Setting.EXCEPTED_ACCOMMODATION: "excepted accommodation within reg 27C",
    Setting.NONE_OF_THESE: "none of the kinds of regs 27A and 27C",
}
_STATUSES = {
    LegalStatus.CARE_ORDER: "care order (Children Act 1989 s.31)",
    LegalStatus.INTERIM_CARE_ORDER: "interim care order (Children Act 1989 s.38)",
    LegalStatus.SECTION_20: "accommodated (Children Act 1989 s.20)",
    LegalStatus.SECTION_21: "accommodated (Children Act 1989 s.21)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """One placement.

    Parameters
    ----------
    responsible, area
        Official codes of the authorities, in capital or small letters; a code of a day on which one of the events
        falls. ``area`` may also be ``scotland``, ``northern_ireland`` or ``elsewhere``.
    age
        Whole years on the day of the placement.
    emergency_reason
        Why it is an emergency; "" where it is none.
    approved, started, ended
        When it was, or is to be, approved, begun and ended; with a time zone. An approval that comes too late is a
        fact: it is accepted here, and named as a breach in the answer.
    not_practicable
        Why notice before the placement was not reasonably practicable (reg 13(1), (4)); "" where it was.

    Raises
    ------
    PlacementRefused
        If the facts contradict each other.
    """

    responsible: str
    area: str
    type: PlacementType
    age: int
    emergency_reason: str = ""
    approved: datetime | None = None
    started: datetime | None = None
    ended: datetime | None = None
    ks4_disruption: bool = False
    remand: bool = False
    legal_status: LegalStatus | None = None
    setting: Setting | None = None
    not_practicable: str = ""

    def __post_init__(self) -> None:
        for name in ("responsible", "area"):
            object.__setattr__(self, name, _as_issued(getattr(self, name)))
        _check_age(self)
        _check_key_stage(self)
        _check_reasons(self)
        _check_setting(self)
        _check_times(self)

    @property
    def emergency(self) -> bool:
        """Return whether an emergency, with its reason, was recorded."""
        return bool(self.emergency_reason)

    def day_of(self, event: str) -> date | None:
        """Return the London day of ``approved``, ``started`` or ``ended``; None where no time is given."""
        moment: datetime | None = getattr(self, event)
        return None if moment is None else moment.astimezone(LONDON).date()


def _check_age(placement: Placement) -> None:
    if not 0 <= placement.age <= 17:
        raise PlacementRefused(
            "age", f"The age is {placement.age}, and these regulations are about children: 0 to 17.",
            "Give the age in whole years on the day of the placement.",
        )  # fmt: skip


def _check_key_stage(placement: Placement) -> None:
    if placement.ks4_disruption and placement.age < YOUNGEST_KEY_STAGE_4:
        raise PlacementRefused(
            "ks4_age", f"The age is {placement.age}, and the fourth key stage, of which reg 10 speaks, is normally "
            "that of pupils of 14 to 16.",
            "Correct the age, or leave the disruption of the fourth key stage out. Education at other ages is a matter "
            "of s.22C(8) of the Children Act 1989 and of the placement plan.",
        )  # fmt: skip


def _check_reasons(placement: Placement) -> None:
    for name, text in (
        ("emergency_reason", placement.emergency_reason), ("not_practicable", placement.not_practicable)
    ):  # fmt: skip
        if text and not text.strip():
            raise PlacementRefused(
                name, "The reason is blank.", "Write the reason in words, or leave it out altogether."
            )


def _check_setting(placement: Placement) -> None:
    other = placement.type is PlacementType.OTHER_ARRANGEMENT
    if other and placement.setting is None:
        raise PlacementRefused(
            "setting", "Whether other arrangements are lawful depends on their kind (regs 27A, 27C).",
            f"Give the setting: {', '.join(Setting)}.",
        )  # fmt: skip
    if not other and placement.setting is not None:
        raise PlacementRefused(
            "setting", f"A setting is given, and the type is {placement.type}, not other_arrangement.",
            "Leave the setting out, or give the type other_arrangement.",
        )  # fmt: skip


def _check_times(placement: Placement) -> None:
    times = {name: getattr(placement, name) for name in ("approved", "started", "ended")}
    for name, moment in times.items():
        if moment is not None and moment.utcoffset() is None:
            raise PlacementRefused(
                "time_zone",
                f"The time of '{name}' has no time zone.",
                "Give it in London time, with its zone.",
            )
    started, ended = placement.started, placement.ended
    if started and ended and ended < started:
        raise PlacementRefused(
            "dates_out_of_order", f"The placement ended ({_said(ended)}) before it started ({_said(started)}).",
            "Correct the times.",
        )  # fmt: skip


def _as_issued(code: str) -> str:
    """Return a code in the letters in which it was issued; any other text as it stands."""
    text = code.strip()
    if A_CODE.fullmatch(text):
        return text.upper()
    return text.lower() if text.lower() in OUTSIDE else text


def _said(moment: datetime) -> str:
    return moment.astimezone(LONDON).isoformat(" ", "minutes")
