"""What people recorded, in the plain lines that the open report has room for."""

from __future__ import annotations

from placement_check.decisions.settled import Settled
from placement_check.decisions.status import Status
from placement_check.records.decision_blocks import VERDICTS
from placement_check.records.view.edition import Decision, Human


def _moved(settled: Settled) -> str:
    """Return the sentence on a band that a person set, "" where none was."""
    move = settled.move
    if move is None:
        return ""
    return (
        f"A person set the band: {move.after}, where the method gives {move.before}. The reasons stand with the "
        "decision."
    )


def human_of(settled: Settled) -> Human:
    """Return what people recorded, for the open view; a report that is still a draft has no decision there."""
    papers = settled.papers
    made = papers.decision
    visit, cost = papers.visit, None if made is None else made.not_placing_here
    decided = None
    if made is not None and settled.status is not Status.DRAFT:
        decided = Decision(made.role, made.day, VERDICTS[made.verdict], made.reasons)
    return Human(
        decision=decided,
        visits=() if visit is None else (f"{visit.day.isoformat()}, {visit.role}: {visit.seen}",),
        corrections=tuple(
            f"{c.indicator}: recorded {c.recorded}; said to be {c.said_to_be}; {c.reason} "
            f"({c.role}, {c.day.isoformat()})"
            for c in papers.corrections
        ),
        not_placing=() if cost is None else (
            ("Alternatives considered", "; ".join(cost.alternatives)),
            ("Distance from the home area", cost.distance_from_home_area),
            ("Sufficiency", cost.sufficiency),
        ),
        views=() if made is None or made.young_people is None else (made.young_people.views,),
        consultations=() if made is None else tuple(
            f"{e.asked.isoformat()}, {e.organisation} ({e.role}), {e.method}: {e.response or 'no answer recorded'}"
            for e in made.consultations
        ),
        until=settled.valid_until, expired=settled.status is Status.EXPIRED, band_moved=_moved(settled),
    )  # fmt: skip
