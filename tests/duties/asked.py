"""Questions to the law engine, with the facts that most tests share."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from geodata.authorities import Authorities
from geodata.calendar import LONDON, Holidays
from geodata.tables import SHIPPED, read_tables
from placement_check.duties.owed import Owed, duties
from placement_check.duties.placement import LegalStatus, Placement, PlacementType, Setting

AUTHORITIES = Authorities.from_tables(read_tables(SHIPPED))
HOLIDAYS = Holidays.load()

LUTON, CENTRAL_BEDFORDSHIRE, ROCHDALE = "E06000032", "E06000056", "E08000005"
CARDIFF, POWYS, HEREFORDSHIRE, KENT, THURROCK = (
    "W06000015",
    "W06000023",
    "E06000019",
    "E10000016",
    "E06000034",
)
ON = date(2024, 5, 3)  # a Friday; the Monday after it is a bank holiday
REASON = "The last placement broke down overnight."


def at(text: str) -> datetime:
    """Return a London time."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def ask(on: date | str = ON, **facts: Any) -> Owed:
    """Return what is owed for a child of 14 of Luton in a children's home in Rochdale, but for the facts given."""
    given = {"responsible": LUTON, "area": ROCHDALE, "type": "childrens_home", "age": 14} | facts
    for name, kind in (("type", PlacementType), ("setting", Setting), ("legal_status", LegalStatus)):
        if given.get(name) is not None:
            given[name] = kind(given[name])
    for name in ("approved", "started", "ended"):
        if isinstance(given.get(name), str):
            given[name] = at(given[name])
    day = date.fromisoformat(on) if isinstance(on, str) else on
    return duties(Placement(**given), day, AUTHORITIES, HOLIDAYS)


def told(owed: Owed) -> dict[str, Any]:
    """Return everything the answer says, by rule."""
    return {each.rule: each for each in (*owed.duties, *owed.stops, *owed.offers, *owed.notes)}
