"""What proves an answer that was given in another case file: its giver's own signed head over it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from placement_check.chain import Chain, ChainError, Head, SignedHead, check
from placement_check.chain.document import head_of
from placement_check.chain.heads import fingerprint
from placement_check.chain.parties import shared_keys, signed_of
from placement_check.chain.verify import FAULTY, verify
from placement_check.consultation.kinds import Kind
from placement_check.consultation.refusal import StepRefused
from placement_check.consultation.state import Answered

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def proof_of(answer: Answered) -> SignedHead | None:
    """Return the signed head that is recorded with a reused answer; None where there is none, or it is none."""
    try:
        found = head_of(answer.proof, "earlier_receipt") if answer.proof else None
    except ChainError:
        return None
    return found if isinstance(found, SignedHead) else None


def proven(
    chain: Chain, organisation: str, outside: Head | SignedHead | None, keys: Sequence[Ed25519PublicKey]
) -> SignedHead | None:
    """Return the head by which an organisation signed its last answer in a case; None where none is proven.

    The head may come from outside, as a receipt, or be held by the file: it counts where one of the keys signed it, in
    the organisation's own name alone, and it covers the answer.

    Raises
    ------
    StepRefused
        If the file does not agree with the head from outside, or a signature is not that of its key.
    """
    found = verify(chain, outside=outside, keys=keys)
    if found.exit_code == FAULTY:
        raise StepRefused(
            "earlier_receipt", f"The earlier case file does not verify: {found.first_fault}",
            "Give the receipt and the public key of the authority that answered, and the case file as it was answered.",
        )  # fmt: skip
    given = max((e.number for e in chain.events if e.kind == Kind.CONSULTATION_ANSWERED), default=0)
    known = {fingerprint(key): key for key in keys}
    signed = signed_of(chain, outside)
    if not given or shared_keys(signed):
        return None
    return next(
        (
            one
            for one in signed
            if one.organisation == organisation and one.head.count >= given and one.key in known
            and check(one, known[one.key])
        ),
        None,
    )  # fmt: skip
