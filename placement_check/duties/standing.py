"""Who is who on a day, and whether the placement is in the own area, in an adjoining one, or at a distance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from geodata.authorities import Adjoining, Authorities, Authority
from geodata.errors import TableError
from placement_check.duties.answer import Remark
from placement_check.duties.doubts import Doubts
from placement_check.duties.names import WHERE, meant
from placement_check.duties.placement import OUTSIDE, PlacementRefused
from placement_check.duties.wording import BASIS, day_words

PlaceAnswer = Literal["own", "adjoining", "distant", "confirm"]

SCOTTISH_CODE: Final = "S12"
IRISH_CODE: Final = "N09"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The two authorities on a day; several where a code's area was split and the code alone does not say which.

    ``area`` is empty where the place lies outside England and Wales; ``outside`` then names it.
    """

    day: date
    responsible: tuple[Authority, ...]
    area: tuple[Authority, ...]
    outside: str
    place: PlaceAnswer
    why: str
    neighbours: tuple[Adjoining, ...]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """The authorities that a code stands for on a day, and what has to be said of that."""

    authorities: tuple[Authority, ...]
    remarks: tuple[Remark, ...] = ()


def standing(
    codes: tuple[str, str], day: date, authorities: Authorities, doubts: Doubts, *, strict: bool = True
) -> Standing:
    """Return how a placement stands on a day.

    Parameters
    ----------
    codes
        The responsible authority's, and the area's.
    strict
        Whether a code that stands for several authorities on that day is refused.

    Raises
    ------
    PlacementRefused
        If a code is unknown, or stands for several authorities where one is needed.
    """
    ours = named(codes[0], day, authorities, strict=strict)
    beyond = outside(codes[1], day, authorities)
    theirs = Named(()) if beyond else named(codes[1], day, authorities, strict=strict)
    said = dict.fromkeys((*ours.remarks, *theirs.remarks))
    us = ours.authorities[0]
    neighbours = () if us.nation != "E" else authorities.adjoining(us.code, day)
    place, why = _place(ours.authorities, theirs.authorities, neighbours, day, doubts)
    return Standing(
        day=day, responsible=ours.authorities, area=theirs.authorities, outside=beyond, place=place, why=why,
        neighbours=neighbours, remarks=tuple(said),
    )  # fmt: skip


def outside(code: str, day: date, authorities: Authorities) -> str:
    """Return the name of a place outside England and Wales that a code or word stands for; "" where it is inside."""
    if code in OUTSIDE:
        return OUTSIDE[code]
    if code.startswith(SCOTTISH_CODE):
        try:
            return f"{authorities.resolve(code, day)[0].name}, Scotland"
        except TableError:
            return f"Scotland ({code})"
    return f"Northern Ireland ({code})" if code.startswith(IRISH_CODE) else ""


def named(code: str, day: date, authorities: Authorities, *, strict: bool) -> Named:
    """Return the authorities that a code stands for on a day.

    A code that was issued anew, or whose area passed to one other authority, is followed to that one. A district's code
    is followed to its authority of the day. Both are said.

    Raises
    ------
    PlacementRefused
        If the code is unknown, or stands for several authorities that day and ``strict`` asks for one.
    """
    try:
        found = authorities.resolve(code, day)
    except TableError:
        return _of_district(code, day, authorities)
    if len(found) == 1:
        return Named(found, () if found[0].code == code else (_followed(code, found[0], day),))
    if strict or not found:
        names = ", ".join(f"{other.name} ({other.code})" for other in found)
        raise PlacementRefused(
            "authority_of_the_day",
            f"The code {code} stands for no single authority on {day_words(day)}: {names or 'none is known'}.",
            "Give the code of the one that holds the place, or the code of its district, on that day.",
        )
    names = " or ".join(other.name for other in found)
    return Named(
        found,
        (Remark(
            rule="authority_of_the_day", citation="reg 2(1), SI 2010/959", confidence="unverified",
            text=f"On {day_words(day)} the area of code {code} belongs to {names}. The code alone does not say which: "
            "give the code of the district, or the place.",
        ),),
    )  # fmt: skip


def _of_district(code: str, day: date, authorities: Authorities) -> Named:
    try:
        found = authorities.authority_of_district(code, day)
    except TableError as error:
        raise PlacementRefused(
            "unknown_authority",
            f"'{code}' is the code of no authority and of no district known here on {day_words(day)}.",
            _advice(meant(code, day, authorities)),
        ) from error  # fmt: skip
    return Named((found,), (Remark(
        rule="district_code", citation="reg 2(1), SI 2010/959; Children Act 1989", confidence="unverified",
        text=f"{code} is the code of a district, which is no children's services authority. Its authority on "
        f"{day_words(day)} is {found.name} ({found.code}), which is meant here.",
    ),))  # fmt: skip


def _advice(hint: str) -> str:
    if hint:
        return f"{hint} Only official codes (GSS) are taken, never names. {WHERE}"
    return (
        "Give the official code (GSS) of the authority with children's services: a county, a unitary authority, a "
        "metropolitan district, a London borough or a Welsh council; or scotland, northern_ireland or elsewhere. "
        f"{WHERE}"
    )


def _followed(code: str, found: Authority, day: date) -> Remark:
    return Remark(
        rule="authority_of_the_day", citation="geodata/tables/authorities.csv", confidence="verified",
        text=f"The code {code} is not valid on {day_words(day)}: its area is then that of {found.name} "
        f"({found.code}), which is meant here.",
    )  # fmt: skip


def _place(
    ours: tuple[Authority, ...], theirs: tuple[Authority, ...], neighbours: tuple[Adjoining, ...], day: date,
    doubts: Doubts,
) -> tuple[PlaceAnswer, str]:  # fmt: skip
    us, when = ours[0], day_words(day)
    if not theirs or us.nation != "E":
        return "confirm", "Not computed."
    if len(ours) > 1 or len(theirs) > 1:
        return "confirm", f"On {when} one of the codes stands for several authorities."
    them = theirs[0]
    if them.code == us.code:
        return "own", f"{us.name} is the responsible authority's own area, so there is no area authority."
    border = next((n for n in neighbours if n.code == them.code), None)
    doubt = doubts.of(us.code, them.code, day)
    told = f"Neighbours of {us.name} on {when}: {_listed(neighbours)}."
    if border is not None and (border.confirmed_by or border.basis == "confirmed"):
        by = f", confirmed by {border.confirmed_by}" if border.confirmed_by else ""
        return "adjoining", f"{them.name} adjoins {us.name} ({BASIS[border.basis]}{by}). {told}"
    if doubt is not None:
        return "confirm", f"Whether {them.name} adjoins {us.name} is in doubt. {doubt.why} {told}"
    if border is None:
        return "distant", f"{them.name} is neither {us.name}'s own area nor adjoins it. {told}"
    if border.basis == "water":
        return "confirm", (
            f"{them.name} and {us.name} meet only in water, where the boundary runs, and neither has confirmed that "
            f"they adjoin. {told}"
        )
    return "adjoining", f"{them.name} adjoins {us.name} by land; neither has confirmed it here. {told}"


def _listed(neighbours: tuple[Adjoining, ...]) -> str:
    return ", ".join(f"{n.name} ({BASIS[n.basis]})" for n in neighbours) or "none by land"
