"""Who approves, and by what authority: what is to be said where role and approver disagree."""

from __future__ import annotations

import re
from typing import Final

from placement_check.consultation.kinds import Approver

UNDELEGATED = (
    "The approver is neither the director of children's services nor named with a delegation reference. The regulation "
    "names the director; whether it may be delegated is for the authority's own scheme. Record its reference."
)


def doubts(approver: Approver, delegation: str) -> tuple[str, ...]:
    """Return what is to be said against an approver: a delegate without the delegation's reference."""
    return (UNDELEGATED,) if approver is Approver.DELEGATE and not delegation else ()


_ANOTHER_POST: Final = re.compile(
    r"\b(clerk|secretary|assistant|deputy|adviser|advisor|officer|worker|manager|team|office|not)\b",
    re.IGNORECASE,
)
_DIRECTOR: Final = re.compile(r"\bdirectors?\b|\bDCS\b", re.IGNORECASE)
_THE_DIRECTOR: Final = re.compile(r"\s*(the\s+)?(director of children|DCS\b)", re.IGNORECASE)


def contradictions(role: str, approver: Approver) -> tuple[str, ...]:
    """Return what is to be said where the words of a role contradict the approver that is given."""
    if approver is Approver.DCS and (not _DIRECTOR.search(role) or _ANOTHER_POST.search(role)):
        return (_disagree("the director of children's services", role),)
    if approver is Approver.NOMINATED_OFFICER and _THE_DIRECTOR.match(role):
        return (_disagree("a nominated officer", role),)
    return ()


def _disagree(approver: str, role: str) -> str:
    return f"The approver is given as {approver}, and the role is '{role}'. Correct one of them."


def not_the_director(role: str, where: str) -> str:
    """Return what is to be said of a role in an escalation that is named after the director, and is another post."""
    if not _ANOTHER_POST.search(role):
        return ""
    return f"'{where}' is '{role}': an escalation goes from director to director, and this reads like another post."
