"""The reuse of a recent answer, given in another case file, until the day that its giver set."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from placement_check.chain import Act, Chain, Head, SignedHead, Value, head
from placement_check.consultation.acts.reading import COMMON, Context, happened, stamp
from placement_check.consultation.given import OF_THE_CHILD
from placement_check.consultation.kinds import Kind
from placement_check.consultation.proof import proven
from placement_check.consultation.refusal import StepRefused
from placement_check.consultation.state import Answered, CaseState
from placement_check.forms import Form, read

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

KEYS: Final = (*COMMON, "reason", "no_receipt")


def read_reuse(
    path: Path,
    context: Context,
    chain: Chain,
    earlier: CaseState,
    *,
    receipt: Head | SignedHead | None = None,
    keys: Sequence[Ed25519PublicKey] = (),
) -> Act:
    """Return the act that reuses the answer of an earlier case; ``chain`` is the earlier one, and holds together.

    The earlier file's word is not enough: a head over the answer is asked for, signed by the authority that gave it, or
    the reason why there is none.

    An answer about the same child and place stands as an answer. One about another child tells what is known of the
    place, and is no consultation about this child.

    Raises
    ------
    FormRefused
        If the form breaks a rule.
    StepRefused
        If the earlier case has no answer of its own, is this very case, is of another authority or place, does not
        agree with the receipt, or nothing proves the answer and no reason is given for that.
    """
    form = read(path, KEYS)
    answer = _usable(context.state, earlier)
    same = (earlier.reference, earlier.responsible) == (context.state.reference, context.state.responsible)
    found = head(chain)
    signed = proven(chain, answer.organisation, receipt, keys)
    no_receipt = _no_receipt(form, signed)
    fields: dict[str, Value] = {
        "happened": stamp(happened(form, context)), "reason": form.text("reason"), "same_child": same,
        "earlier_case": found.case, "earlier_head": found.digest, **_carried(answer, same),
    }  # fmt: skip
    if signed is not None:
        fields["earlier_receipt"] = signed.plain()
    else:
        fields["no_receipt"] = no_receipt
    if "entered_late" in form:
        fields["entered_late"] = form.text("entered_late")
    return Act(
        Kind.CONSULTATION_REUSED.value, context.at, form.text("organisation"), form.role("role"), fields
    )


def _carried(answer: Answered, same: bool) -> dict[str, Value]:
    """Return what is carried over of an answer: of another child's only what is of the place."""
    blocks: dict[str, Value] = {
        block: codes for block, codes in answer.blocks.items() if same or block not in OF_THE_CHILD
    }
    return {
        "answered": stamp(answer.happened), "answered_by": answer.organisation, "answered_role": answer.role,
        "search": None if answer.search is None else answer.search.value,
        "searched": [{"system": s.system, "to_date": s.to, "what": s.what} for s in answer.searches],
        "do_not_disclose_to": list(answer.not_to),
        "reuse_until": "" if answer.reuse_until is None else answer.reuse_until.isoformat(), **blocks,
    }  # fmt: skip


def _no_receipt(form: Form, signed: SignedHead | None) -> str:
    said = form.text_or("no_receipt")
    if signed is not None and said:
        raise form.refusal(
            "no_receipt", "no_receipt", "It is said why no receipt exists, and the answer is proven by one.",
            "Leave 'no_receipt' out.",
        )  # fmt: skip
    if signed is None and not said:
        raise StepRefused(
            "earlier_receipt", "Nothing proves the earlier answer: no head over it is signed by the authority that "
            "gave it with a key that is given.",
            "Give that authority's receipt and its public key; or write under 'no_receipt' why there is none: the "
            "record then says that the answer is not proven by a receipt.",
        )  # fmt: skip
    return said


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
