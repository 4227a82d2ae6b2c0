"""What the times of a placement show to be against the law: approval that comes after what it should come before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from placement_check.duties.answer import Due, Remark
from placement_check.duties.placement import Placement
from placement_check.duties.rules import Rule
from placement_check.duties.wording import moment_words

RULE: Final = "effect_before_approval"


def late(rule: Rule, due: Due | None, placement: Placement) -> bool | None:
    """Return whether a duty was done after it was due; None where the time of doing it, or the limit, is not known.

    Only approvals have a time of their own among the facts of a placement. Where the start has no time and the ending
    has one, the start was no later than the ending.
    """
    if rule.kind != "approval" or due is None or placement.approved is None:
        return None
    if due.by is not None:
        return placement.approved > due.by
    return True if placement.ended is not None and placement.approved > placement.ended else None


def breaches(missed: Iterable[Rule], placement: Placement) -> tuple[Remark, ...]:
    """Return the breach of each paragraph whose approval came too late, in the order of the rows."""
    return tuple(
        Remark(rule=RULE, text=_text(rule, placement), citation=rule.breach, confidence=rule.confidence)
        for rule in missed
    )


def _text(rule: Rule, p: Placement) -> str:
    assert p.approved is not None  # noqa: S101 - only an approval with a time is late
    what, moment = ("start", p.started) if p.started is not None else ("end", p.ended)
    assert moment is not None  # noqa: S101 - nor without a start or an ending to be later than
    return (
        f"Approval ({moment_words(p.approved)}) comes after the {what} of the placement ({moment_words(moment)}). "
        f"The decision must be approved before it is put into effect.{_excuse(rule, p)} Keep the times as they were, "
        "record why, and take legal advice."
    )


def _excuse(rule: Rule, p: Placement) -> str:
    if rule.when.ks4:
        return " Reg 10 lets go where a placement is terminated for immediate risk: if that is so here, record it."
    if p.emergency and rule.when.emergency:
        return (
            " An emergency does not excuse it: reg 11(3) puts off what reg 11(2) asks, and never the approval that reg "
            "11(1) asks."
        )
    return ""
