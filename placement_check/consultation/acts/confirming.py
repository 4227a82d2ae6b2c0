"""The confirmation of a matter that the tables of law leave open, on evidence that is kept elsewhere."""

from __future__ import annotations

from placement_check.consultation.acts.reading import Context, Reading, happened, stamp
from placement_check.consultation.enclosures import well_formed
from placement_check.consultation.kinds import Distance, ToConfirm
from placement_check.forms import Form

KEYS = ("what", "outcome", "evidence_reference", "evidence_sha256", "note")


def confirmed(form: Form, context: Context) -> Reading:
    """Return which matter was confirmed, which outcome it has, and the evidence by its reference and SHA-256.

    The outcome is a word for the matter of distance, and the code of an authority for the others.

    Raises
    ------
    FormRefused
        If the form breaks a rule.
    """
    what, sha256 = form.word("what", ToConfirm), form.text("evidence_sha256")
    outcome = (
        form.word("outcome", Distance).value if what is ToConfirm.AT_A_DISTANCE else form.text("outcome")
    )
    if not well_formed(sha256):
        raise form.refusal(
            "evidence_sha256", "sha256", "This is not a SHA-256.",
            "Write 64 small hexadecimal figures, as sha256sum prints.",
        )  # fmt: skip
    return Reading(
        {
            "happened": stamp(happened(form, context)), "what": what.value, "outcome": outcome,
            "evidence_reference": form.text("evidence_reference"), "evidence_sha256": sha256,
            "note": form.text_or("note"),
        }
    )  # fmt: skip
