"""The reuse of a recent answer, given in another case file, until the day that its giver set."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from placement_check.chain import Act, Chain, Value, head
from placement_check.consultation.acts.reading import COMMON, Context, happened, stamp
from placement_check.consultation.given import OF_THE_CHILD
from placement_check.consultation.kinds import Kind
from placement_check.consultation.refusal import StepRefused
from placement_check.consultation.state import Answered, CaseState
from placement_check.forms import read

KEYS: Final = (*COMMON, "reason")


def read_reuse(path: Path, context: Context, chain: Chain, earlier: CaseState) -> Act:
    """Return the act that reuses the answer of an earlier case; ``chain`` is the earlier one, and holds together.

    An answer about the same child and place stands as an answer. One about another child tells what is known of the
    place, and is no consultation about this child.

    Raises
    ------
    FormRefused
        If the form breaks a rule.
    StepRefused
        If the earlier case has no answer of its own, is this very case, or is of another authority or place.
    """
    form = read(path, KEYS)
    answer = _usable(context.state, earlier)
    same = (earlier.reference, earlier.responsible) == (context.state.reference, context.state.responsible)
    found = head(chain)
    carried: dict[str, Value] = {
        block: codes for block, codes in answer.blocks.items() if same or block not in OF_THE_CHILD
    }
    fields: dict[str, Value] = {
        "happened": stamp(happened(form, context)), "reason": form.text("reason"), "same_child": same,
        "earlier_case": found.case, "earlier_head": found.digest, "answered": stamp(answer.happened),
        "answered_by": answer.organisation, "answered_role": answer.role,
        "search": None if answer.search is None else answer.search.value,
        "searched": [{"system": s.system, "to_date": s.to, "what": s.what} for s in answer.searches],
        "do_not_disclose_to": list(answer.not_to),
        "reuse_until": "" if answer.reuse_until is None else answer.reuse_until.isoformat(), **carried,
    }  # fmt: skip
    if "entered_late" in form:
        fields["entered_late"] = form.text("entered_late")
    return Act(
        Kind.CONSULTATION_REUSED.value, context.at, form.text("organisation"), form.role("role"), fields
    )


def _usable(state: CaseState, earlier: CaseState) -> Answered:
    answer = earlier.answer
    if earlier.redacted:
        raise StepRefused(
            "redacted", "The earlier case file is a redacted copy: what it hides cannot be checked.",
            "Give the whole file of the earlier case.",
        )  # fmt: skip
    if earlier.case == state.case:
        raise StepRefused(
            "earlier", "The earlier case is this very case.", "Give the file of the earlier one."
        )
    if answer is None or answer.reused:
        raise StepRefused(
            "earlier",
            "The earlier case holds no answer of its own.",
            "Give the file in which it was first answered.",
        )
    if earlier.area != state.area or _plain(earlier.place) != _plain(state.place):
        raise StepRefused(
            "earlier", f"The earlier answer is {earlier.area}'s about another place, or another authority's.",
            "Consult the area authority about this place.",
        )  # fmt: skip
    return answer


def _plain(place: str) -> str:
    return "".join(place.split()).upper()
