"""What people recorded, held against an assessment: every reference must name something in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from placement_check.assess import Assessment
from placement_check.decisions.band_move import BandMove, MoveRefused, move_band
from placement_check.decisions.correction import Correction
from placement_check.decisions.decision import Decision
from placement_check.decisions.mitigation import Mitigation
from placement_check.decisions.status import Status, provisional_for, status_of
from placement_check.decisions.visit import Lift, SiteVisit, lift_of
from placement_check.findings import Measured
from placement_check.forms import FormRefused
from placement_check.rating.floors import highest_open
from placement_check.validity import MONTHS, Validity, months_later


@dataclass(frozen=True, slots=True)
class Papers:
    """The files of a case as read; what is not given is None or empty."""

    decision: Decision | None = None
    visit: SiteVisit | None = None
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Settled:
    """The papers of a case, settled against its assessment."""

    papers: Papers
    status: Status
    validity: Validity
    valid_until: date
    move: BandMove | None
    lift: Lift | None
    provisional: tuple[str, ...]

    @property
    def recorded(self) -> bool:
        """Return whether people recorded anything."""
        return bool(self.papers.decision or self.papers.visit or self.papers.corrections)


def settle(
    papers: Papers,
    assessment: Assessment,
    validity: Validity,
    lift: Lift | None = None,
    *,
    day: date | None = None,
) -> Settled:
    """Return the papers settled against an assessment and its validity.

    ``lift`` is what the site visit did to floor F3; ``day`` is when the report is read, if not on its own day.

    Raises
    ------
    FormRefused
        If a mitigation, correction or visit names what the assessment does not hold, the decision is valid for longer
        than the report, or its band move is not allowed (S-30).
    """
    decision = papers.decision
    _check_names(papers, assessment)
    until = validity.until if decision is None else _until(decision, validity)
    return Settled(
        papers=papers, status=status_of(decision, day or assessment.at, until), validity=validity, valid_until=until,
        move=None if decision is None else _moved(decision, assessment), lift=lift,
        provisional=provisional_for(assessment.rating, decision),
    )  # fmt: skip


def hazards_firing(assessment: Assessment) -> tuple[str, ...]:
    """Return the physical hazards that each reach floor F3's cut, at the near end (method 1.5, S-1a)."""
    cut = assessment.method.rating.f3_hazard
    return tuple(
        f.question.indicator
        for f in assessment.findings
        if f.question.domain == "D4" and f.question.rated and isinstance(f, Measured) and f.value >= cut
    )


def lift_for(visit: SiteVisit, assessment: Assessment) -> Lift | None:
    """Return what a visit does to floor F3 of an assessment made without it; None where F3 does not stand."""
    rating = assessment.rating
    if rating is None or not any(f.code == "F3" for f in rating.floors):
        return None
    return lift_of(visit, assessment.at, hazards_firing(assessment))


def _until(decision: Decision, validity: Validity) -> date:
    """Return the earliest of the computed day, the decision's own, and six months after the decision."""
    if decision.valid_until is not None and decision.valid_until > validity.until:
        raise FormRefused(
            decision.file, "valid_until",
            f"'valid_until' is {decision.valid_until}, later than the report is valid ({validity.until}: "
            f"{validity.what or 'six months'}).",
            "Give that day or an earlier one, or leave it out.", line=decision.valid_until_line,
        )  # fmt: skip
    return min(validity.until, decision.valid_until or validity.until, months_later(decision.day, MONTHS))


def _moved(decision: Decision, assessment: Assessment) -> BandMove | None:
    if decision.band is None:
        return None
    rating = assessment.rating
    before = None if rating is None else rating.final
    floors = () if rating is None else rating.floors
    unruled = 1 if rating is None else highest_open(rating, assessment.method.rating)
    lowest = max([2 if rating is not None and rating.applicable_caps else 1, *(f.band for f in floors)])
    try:
        return move_band(before, lowest, decision.band.to, decision.band.reasons, unruled)
    except MoveRefused as error:
        raise FormRefused(
            decision.file, "band_move", error.text, error.advice, line=decision.band.line
        ) from error


def _check_names(papers: Papers, assessment: Assessment) -> None:
    indicators = {f.question.indicator for f in assessment.findings}
    rating = assessment.rating
    codes = set() if rating is None else {f.code for f in rating.floors} | {t.code for t in rating.triggers}
    if papers.visit is not None:  # F3 may be gone because of this very visit
        codes.add("F3")
    if papers.decision is not None:
        for one in papers.decision.mitigations:
            _known(one, indicators | codes, papers.decision.file)
    for correction in papers.corrections:
        if correction.indicator not in indicators:
            raise _stranger(correction.file, correction.indicator, correction.line)
    hazards = {f.question.indicator for f in assessment.findings if f.question.domain == "D4"}
    for seen in () if papers.visit is None else papers.visit.hazards:
        if seen.hazard not in hazards:
            raise FormRefused(
                papers.visit.file if papers.visit else "", "finding", f"'{seen.hazard}' is no hazard of this report.",
                f"Name one of: {', '.join(sorted(hazards))}.", line=seen.line,
            )  # fmt: skip


def _known(one: Mitigation, names: set[str], file: str) -> None:
    if one.finding not in names:
        raise _stranger(file, one.finding, one.line)


def _stranger(file: str, name: str, line: int | None) -> FormRefused:
    return FormRefused(
        file, "finding", f"'{name}' is no finding, floor or review trigger of this report.",
        "Use the indicator's id as the report prints it, or the code of a floor or trigger that applies.", line=line,
    )  # fmt: skip
