"""A recorded decision: by which role, on which day, what was decided and why, and what was weighed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from placement_check.decisions.band_move import HIGHEST
from placement_check.decisions.consultation import Consultation, consultations_of
from placement_check.decisions.mitigation import Mitigation, mitigations_of
from placement_check.forms import Form, read

KEYS = (
    "role", "date", "decision", "reasons", "valid_until", "band_move", "not_placing_here", "young_people", "mitigation",
    "consultation",
)  # fmt: skip
COST_KEYS = ("alternatives", "distance_from_home_area", "sufficiency")


class Verdict(StrEnum):
    """What was decided about the report."""

    RELIED_ON = "relied_on"
    NOT_RELIED_ON = "not_relied_on"
    MORE_INFORMATION = "more_information"


@dataclass(frozen=True, slots=True)
class BandWish:
    """The band that a person would set, and why; ``line`` is where it stands in the file."""

    to: int
    reasons: str
    line: int | None


@dataclass(frozen=True, slots=True)
class NotPlacingHere:
    """The cost of not placing here: what else was considered, how far it is, and what the area lacks."""

    alternatives: tuple[str, ...]
    distance_from_home_area: str
    sufficiency: str


@dataclass(frozen=True, slots=True)
class YoungPeople:
    """What young people said of the area, and how they were asked; no name of theirs."""

    views: str
    how_asked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision as a person wrote it. ``file`` and the lines serve refusals and are printed nowhere."""

    role: str
    day: date
    verdict: Verdict
    reasons: str
    valid_until: date | None
    band: BandWish | None
    not_placing_here: NotPlacingHere
    young_people: YoungPeople | None
    mitigations: tuple[Mitigation, ...]
    consultations: tuple[Consultation, ...]
    file: str
    valid_until_line: int | None


def read_decision(path: Path, at: date) -> Decision:
    """Return the decision that a file records, for an assessment of the day ``at``.

    Raises
    ------
    FormRefused
        If the file breaks a rule.
    """
    form = read(path, KEYS)
    day = form.day("date", latest=at)
    until = form.day("valid_until") if "valid_until" in form else None
    if until is not None and until < day:
        raise form.refusal(
            "valid_until",
            "order",
            f"'valid_until' ({until}) is before the decision ({day}).",
            "Correct one of them.",
        )
    return Decision(
        role=form.role("role"), day=day, verdict=form.word("decision", Verdict), reasons=form.text("reasons"),
        valid_until=until, band=_band(form), not_placing_here=_cost(form), young_people=_views(form),
        mitigations=mitigations_of(form), consultations=consultations_of(form, at), file=form.file,
        valid_until_line=form.line("valid_until"),
    )  # fmt: skip


def _band(form: Form) -> BandWish | None:
    if "band_move" not in form:
        return None
    move = form.table("band_move", ("to", "reasons"))
    return BandWish(move.whole("to", 1, HIGHEST), move.text_or("reasons"), move.line("to"))


def _cost(form: Form) -> NotPlacingHere:
    cost = form.table("not_placing_here", COST_KEYS)
    alternatives = cost.texts("alternatives")
    if not alternatives:
        raise cost.refusal(
            "alternatives", "empty", "no alternative is named.",
            "List what else was considered; if nothing was, write that and why.",
        )  # fmt: skip
    return NotPlacingHere(alternatives, cost.text("distance_from_home_area"), cost.text("sufficiency"))


def _views(form: Form) -> YoungPeople | None:
    if "young_people" not in form:
        return None
    views = form.table("young_people", ("views", "how_asked"))
    return YoungPeople(views.text("views"), views.text("how_asked"))
