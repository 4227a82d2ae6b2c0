"""What passes between the two sides of a case: heads, receipts, enclosures and earlier answers."""

from __future__ import annotations

from pathlib import Path

from placement_check.chain import Act, Chain, ChainError, Head, Value, head, to_json
from placement_check.chain.document import head_to_json, receipt_to_json
from placement_check.chain.files import read_head
from placement_check.cli.writing import write_whole
from placement_check.consultation import enclosures
from placement_check.consultation.acts import Context, telling
from placement_check.consultation.acts.reading import COMMON
from placement_check.consultation.acts.reusing import read_reuse
from placement_check.consultation.case import state_of
from placement_check.consultation.kinds import Kind
from placement_check.forms import read


def head_of(chain: Chain) -> Value:
    """Return the head that the other side's file has: signed if it travels signed, else bare."""
    found = head(chain)
    signed = next((s for s in reversed(chain.heads) if s.head == found), None)
    return found.plain() if signed is None else signed.plain()


def receipt_text(chain: Chain) -> str:
    """Return the receipt of the chain's last event: a signed head, or a bare head file where none is signed."""
    found = head(chain)
    signed = next((s for s in reversed(chain.heads) if s.head == found), None)
    return head_to_json(found) if signed is None else receipt_to_json(signed)


def head_in(path: Path, chain: Chain) -> Value:
    """Return the head in the other side's receipt, for a field of this case.

    Raises
    ------
    ChainError
        If it is of another case, or this file is not the one that it covers.
    """
    found = read_head(path)
    bare = found if isinstance(found, Head) else found.head
    held = chain.events[bare.count - 1].digest if 0 < bare.count <= len(chain.events) else ""
    if bare.case != chain.case or bare.digest != held:
        over = f"{bare.count} event{'' if bare.count == 1 else 's'}"
        raise ChainError(
            str(path), f"it is of case {bare.case} over {over}, which this file does not hold.",
            "Give the receipt of this case, and the case file that the other authority sent with it.",
        )  # fmt: skip
    return found.plain()


def check_enclosure(form: Path, enclosure: Path | None) -> None:
    """Refuse a paper whose hash is not the form's.

    Raises
    ------
    StepRefused
        If it is not.
    FormRefused
        If the form is of another act than an enclosure.
    """
    if enclosure is None:
        return
    found = read(form, (*COMMON, *telling.ENCLOSURE_KEYS))
    if found.word("act", Kind) is Kind.ENCLOSURE_RECORDED:
        enclosures.check(found.text("sha256"), enclosure)


def earlier_act(
    form: Path, context: Context, earlier: Chain, receipt: Path | None = None, key: Path | None = None
) -> Act:
    """Return the act that reuses the answer of an earlier case file, proven by its giver's receipt and public key."""
    from placement_check.chain.keys import read_public

    held = None if receipt is None else read_head(receipt)
    keys = () if key is None else (read_public(key),)
    return read_reuse(form, context, earlier, state_of(earlier, context.holidays), receipt=held, keys=keys)


def write_both(chain: Chain, output: Path, receipt: Path, text: str) -> None:
    """Write the case and its receipt to new files, or neither.

    Raises
    ------
    OSError
        If one cannot be written.
    """
    write_whole(receipt, text)
    try:
        write_whole(output, to_json(chain))
    except (
        BaseException
    ):  # a receipt for a case that was not written would be false; the fault is raised again
        receipt.unlink(missing_ok=True)
        raise
