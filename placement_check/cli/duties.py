"""What the law asks of a placement: which step, by whom, to whom, by when and under which paragraph."""

from __future__ import annotations

import re
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from placement_check.cli.exits import Exit
from placement_check.cli.options import data_option, day_of, in_london

if TYPE_CHECKING:
    from enum import StrEnum

    from placement_check.duties.owed import Owed

    Word = TypeVar("Word", bound=StrEnum)

TYPES = (
    "childrens_home", "supported_accommodation", "ifa_foster", "other_la_foster", "own_la_foster", "connected_person",
    "parent", "other_arrangement", "unregistered",
)  # fmt: skip
STATUSES = ("care_order", "interim_care_order", "section_20", "section_21")
SETTINGS = (
    "care_home", "hospital", "residential_family_centre", "school", "holiday_scheme",
    "registered_supported_accommodation", "excepted_accommodation", "none_of_these",
)  # fmt: skip
ELSEWHERE = (
    "For a place in Wales give --area with the Welsh council's code, as in --area W06000015 for Cardiff; for one in "
    "Scotland give --area scotland."
)
A_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(Z|[+-]\d\d:\d\d)?")


@click.command()
@click.option(
    "--responsible",
    metavar="CODE",
    required=True,
    help="Official code (GSS) of the authority that looks after the child.",
)
@click.option(
    "--area",
    metavar="CODE",
    default="",
    help="Official code of the authority where the child is to live; or scotland, northern_ireland or elsewhere.",
)
@click.option("--place", metavar="PLACE", default="", help="Where the child is to live, looked up in --data.")
@data_option
@click.option("--type", "kind", type=click.Choice(TYPES), required=True, help="With whom, or in what.")
@click.option("--age", type=int, required=True, help="Whole years on the day of the placement.")
@click.option("--emergency", is_flag=True, help="An emergency; needs --reason.")
@click.option("--reason", metavar="TEXT", default=None, help="Why it is an emergency. Name nobody.")
@click.option(
    "--on", metavar="DATE", default="", help="Day that is asked about, YYYY-MM-DD.  [default: today]"
)
@click.option(
    "--approved", metavar="DATETIME", default="", help="When approved, YYYY-MM-DDTHH:MM, London time."
)
@click.option("--started", metavar="DATETIME", default="", help="When it starts or started.")
@click.option("--ended", metavar="DATETIME", default="", help="When it ends or ended.")
@click.option("--ks4-disruption", is_flag=True, help="The move disrupts education in the fourth key stage.")
@click.option("--remand", is_flag=True, help="The child is looked after because remanded.")
@click.option(
    "--legal-status", type=click.Choice(STATUSES), help="Under which section the child is looked after."
)
@click.option(
    "--setting", type=click.Choice(SETTINGS), help="The kind of an other arrangement (regs 27A, 27C)."
)
@click.option(
    "--not-practicable",
    metavar="TEXT",
    default="",
    help="Why notice before the placement was not reasonably practicable. Name nobody.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON (schema duties, version 1).")
def duties(
    area: str, place: str, data: Path, emergency: bool, reason: str | None, on: str, as_json: bool,
    **facts: Any,  # noqa: ANN401 - each option has its own type
) -> int:  # fmt: skip
    """Say what the law asks of a placement of a looked-after child.

    Regulations 9 to 14, 18 and 27 to 27C of the Care Planning, Placement and Case Review (England) Regulations 2010.
    Every duty has its paragraph and its day. It never looks at a score or a band. Exits with 3 where something must be
    confirmed first, the law stops the placement, or the times that are given show a breach of it.
    """
    if bool(area) == bool(place):
        raise click.UsageError("Say where: give one of --area CODE and --place PLACE.")
    _check_reason(emergency, reason)
    day = day_of(on, "--on")
    times = {name: _moment(facts.pop(name), f"--{name}") for name in ("approved", "started", "ended")}
    found = _owed(
        facts | times | {"area": area or _district(place, data), "emergency_reason": reason or ""}, day
    )
    sys.stdout.write(_printed(found, as_json=as_json))
    return Exit.DONE if found.settled else Exit.INCOMPLETE


def _check_reason(emergency: bool, reason: str | None) -> None:
    if emergency and not (reason or "").strip():
        raise click.UsageError(
            "Rule 'emergency_reason' failed: --emergency stands without its reason. Give --reason TEXT: why the "
            "placement could not wait."
        )
    if reason is not None and not emergency:
        raise click.UsageError(
            "Rule 'emergency_reason' failed: --reason stands without --emergency. Give both or neither."
        )


def _owed(facts: dict[str, Any], day: date) -> Owed:
    from geodata.authorities import Authorities
    from geodata.calendar import Holidays
    from geodata.tables import SHIPPED, read_tables
    from placement_check.duties.owed import duties as owed
    from placement_check.duties.placement import LegalStatus, Placement, PlacementType, Setting

    tables = read_tables(SHIPPED)
    placement = Placement(
        type=PlacementType(facts.pop("kind")), legal_status=_word(facts.pop("legal_status"), LegalStatus),
        setting=_word(facts.pop("setting"), Setting), **facts,
    )  # fmt: skip
    return owed(placement, day, Authorities.from_tables(tables), Holidays.from_tables(tables))


def _word(value: str | None, words: type[Word]) -> Word | None:
    return None if value is None else words(value)


def _printed(found: Owed, *, as_json: bool) -> str:
    from placement_check.duties.document import to_document, to_text

    if not as_json:
        return to_text(found)
    import json

    return json.dumps(to_document(found), ensure_ascii=False, indent=2) + "\n"


def _district(place: str, data: Path) -> str:
    """Return the code of the district that holds a place of a release."""
    from geodata.errors import LocationNotFound
    from geodata.release import Release
    from geodata.store import Store
    from placement_check.places import gazetteer_of
    from placement_check.scene import ground_of

    store = Store.of(Release.open(data))
    try:
        location = gazetteer_of(store).locate(place)
    except LocationNotFound as error:
        raise LocationNotFound(f"{error} {ELSEWHERE}") from error
    ground = ground_of(store)
    district = ground.district(*location.point.millimetres())
    if district is None:
        raise LocationNotFound(
            f"{location.matched} lies in no English local authority. Give --area with the authority's code instead. "
            f"{ELSEWHERE}"
        )
    return ground.districts.code(district)


def _moment(text: str, option: str) -> datetime | None:
    """Return a time with its zone; London time where none is written."""
    if not text:
        return None
    try:
        if A_TIME.fullmatch(text) is None:
            raise ValueError(text)
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(
            f"'{text}' is not a time; write it as YYYY-MM-DDTHH:MM, in London time.", param_hint=option
        ) from error
    return in_london(moment, text, option)
