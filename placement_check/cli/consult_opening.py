"""The opening of a case: the form, the assessment of the place, and the duties, put into one act."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from geodata.authorities import Authorities
from geodata.calendar import LONDON, Holidays
from geodata.tables import SHIPPED, read_tables
from placement_check.chain import Act
from placement_check.consultation.acts.opening import Opening, opened, read_opening
from placement_check.consultation.refusal import StepRefused
from placement_check.duties.answer import Owed
from placement_check.duties.document import to_document
from placement_check.duties.owed import duties


def opening_act(path: Path, data: Path, at: datetime) -> tuple[str, Act, tuple[str, ...]]:
    """Return the case that a form names ("" where one is to be drawn), the act that opens it, and what is to be said.

    Raises
    ------
    FormRefused
        If the form breaks a rule, or its area is not that of its place.
    StepRefused
        If the law stops the placement: a stop explains itself and nothing is opened.
    ReleaseError
        If there is no usable release.
    LocationNotFound
        If the place is not found in England.
    """
    found = read_opening(path)
    day = at.astimezone(LONDON).date()
    tables = read_tables(SHIPPED)
    authorities, holidays = Authorities.from_tables(tables), Holidays.from_tables(tables)
    if found.area:  # a stop or an unknown authority must not cost an assessment first
        _lawful(duties(found.placement(found.area), day, authorities, holidays))
    else:
        authorities.authority(found.responsible, day)
    area, kept = _place(found, data, at)
    owed = _lawful(duties(found.placement(area), day, authorities, holidays))
    act = opened(found, at, area, {"duties": to_document(owed), **kept})
    return found.case, act, _said(owed)


def _place(found: Opening, data: Path, at: datetime) -> tuple[str, dict[str, Any]]:
    if found.area.startswith("W"):
        gap = "The place is in Wales, and the data are of England: nothing was looked for."
        return found.area, {"assessment": {}, "profile": {"said": gap}, "services": []}
    from placement_check.cli.consult_profile import worked_out

    area, kept = worked_out(found.place, data, at.astimezone(LONDON).date(), found.needs)
    if found.area and found.area != area:
        raise found.form.refusal(
            "area", "area", f"The place lies in {area}, and the form says {found.area}.",
            "Correct one of them, or leave 'area' out.",
        )  # fmt: skip
    return area, kept


def _lawful(owed: Owed) -> Owed:
    if owed.stops:
        stop = owed.stops[0]
        raise StepRefused(stop.rule, f"{stop.text} ({stop.citation}, {stop.confidence})", stop.advice)
    return owed


def _said(owed: Owed) -> tuple[str, ...]:
    if owed.at_a_distance == "confirm":
        return (f"It must be confirmed whether this is at a distance: {owed.why} Until then the stricter duty is "
                "followed.",)  # fmt: skip
    return ()
