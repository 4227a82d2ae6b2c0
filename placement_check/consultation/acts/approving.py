"""The acts of the approving role, and the course of the placement."""

from __future__ import annotations

from placement_check.chain import Value
from placement_check.consultation import asked
from placement_check.consultation.acts.reading import Context, Reading, happened, stamp
from placement_check.consultation.approval import contradictions, doubts
from placement_check.consultation.kinds import Approver, Ks4, Limb, Matter
from placement_check.forms import Form

WHO_KEYS = ("approver", "nomination", "delegation")
SATISFIED_KEYS = ("limb", "evidence", "not_appropriate", *WHO_KEYS)
APPROVED_KEYS = ("reasons", "in_emergency", "emergency_reason", *WHO_KEYS)
STARTED_KEYS = ("emergency_reason", "breach", "breach_reason")
ENDED_KEYS = ("immediate_risk", "reason")
WITHDRAWN_KEYS = ("reason",)


def _who(form: Form) -> Reading:
    approver = form.word("approver", Approver)
    nomination, delegation = form.text_or("nomination"), form.text_or("delegation")
    if approver is Approver.NOMINATED_OFFICER and not nomination:
        raise form.refusal(
            "approver", "nomination", "A nominated officer is nominated in writing, and no reference is given.",
            "Write the reference of the nomination.",
        )  # fmt: skip
    return Reading(
        {"approver": approver.value, "nomination": nomination, "delegation": delegation},
        doubts(approver, delegation),
        contradictions(form.role("role"), approver),
    )


def satisfied(form: Form, context: Context) -> Reading:
    """Return one limb of which the approver is satisfied, with its evidence."""
    who = _who(form)
    return Reading(
        {
            "happened": stamp(happened(form, context)), "limb": _matter(form, context).value,
            "evidence": form.text("evidence"), "not_appropriate": form.text_or("not_appropriate"), **who.fields,
        },
        who.warnings,
        who.contradictory,
    )  # fmt: skip


def _matter(form: Form, context: Context) -> Matter:
    """Return the matter that a form is about: a limb of regulation 11(2), or a matter of regulation 10."""
    of_reg_10 = not asked.reg_11(context.state) and asked.reg_10(context.state)
    if of_reg_10 or form.text("limb") in list(Ks4):
        return form.word("limb", Ks4)
    return form.word("limb", Limb)


def approved(form: Form, context: Context) -> Reading:
    """Return an approval with its reasons, as an emergency or not."""
    who = _who(form)
    emergency, reason = form.truth("in_emergency"), form.text_or("emergency_reason")
    if emergency and not reason and not context.state.emergency:
        raise form.refusal(
            "in_emergency", "emergency_reason", "It is approved as an emergency, and no reason is given.",
            "Write the 'emergency_reason'.",
        )  # fmt: skip
    if reason and not emergency:
        raise form.refusal(
            "emergency_reason", "emergency_reason",
            "A reason for an emergency is given, and 'in_emergency' is not true.", "Correct one of them.",
        )  # fmt: skip
    return Reading(
        {
            "happened": stamp(happened(form, context)), "reasons": form.text("reasons"), "in_emergency": emergency,
            "emergency_reason": reason, **who.fields,
        },
        who.warnings,
        who.contradictory,
    )  # fmt: skip


def started(form: Form, context: Context) -> Reading:
    """Return the start of the placement; with ``breach`` one that came before what had to precede it."""
    breach, reason = form.truth("breach"), form.text_or("breach_reason")
    if breach is not bool(reason):
        raise form.refusal(
            "breach" if breach else "breach_reason", "breach_reason",
            "'breach = true' and a 'breach_reason' stand together, and one of them is missing.",
            "Write both where the child lived there before what had to precede it, or leave both out.",
        )  # fmt: skip
    fields: dict[str, Value] = {
        "happened": stamp(happened(form, context)), "emergency_reason": form.text_or("emergency_reason"),
    }  # fmt: skip
    if breach:
        fields |= {"breach": True, "breach_reason": reason}
    return Reading(fields)


def ended(form: Form, context: Context) -> Reading:
    """Return the end of the placement; with ``immediate_risk`` it was ended under regulation 14(3)."""
    fields: dict[str, Value] = {
        "happened": stamp(happened(form, context)), "immediate_risk": form.truth("immediate_risk"),
        "reason": form.text("reason"),
    }  # fmt: skip
    return Reading(fields)


def withdrawn(form: Form, context: Context) -> Reading:
    """Return that the placement is no longer proposed, and why; the reason may reveal no intelligence."""
    return Reading({"happened": stamp(happened(form, context)), "reason": form.text("reason")})
