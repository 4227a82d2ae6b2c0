"""The written notices and what went with them: regs 13(4), 13(1) and (2), 14, enclosures, and what was put off."""

from __future__ import annotations

from enum import StrEnum

from placement_check.chain import Value
from placement_check.consultation.acts.reading import Context, Reading, addressed, happened, stamp
from placement_check.consultation.directory import Purpose
from placement_check.consultation.enclosures import well_formed
from placement_check.consultation.kinds import Paper, SentWith
from placement_check.consultation.paragraphs import ENDING_NOTICE
from placement_check.consultation.recipients import Outcome, Recipient, faults, recipients
from placement_check.duties import book
from placement_check.duties.placement import LegalStatus
from placement_check.forms import Form

NOTIFICATION_KEYS = ("to", "channel", "note")
NOTICES_KEYS = ("recipient",)
ENCLOSURE_KEYS = ("paper", "reference", "sha256", "sent_with", "what")
ENDING_KEYS = ("to", "channel", "regulation_13_recipients_told", "carer_told", "not_told", "note")
NOT_PRACTICABLE_KEYS = ("what", "reason")
_RECIPIENT_KEYS = ("who", "outcome", "reason", "date")


class Notice(StrEnum):
    """A notice that may be put off where it is not reasonably practicable before."""

    NOTIFICATION = "notification"
    NOTICES = "notices"
    ENDING = "ending"


def notification(form: Form, context: Context) -> Reading:
    """Return the notification of the area authority; what it must include is recorded as enclosures."""
    where = addressed(form, context, Purpose.NOTIFY)
    return Reading(
        {"happened": stamp(happened(form, context)), **where.fields, "channel": form.text("channel"),
         "note": form.text_or("note")},
        where.warnings,
    )  # fmt: skip


def notices(form: Form, context: Context) -> Reading:
    """Return the notices of regulation 13(2), every recipient with its outcome.

    Raises
    ------
    FormRefused
        If a recipient is missing or stands twice, a notice is withheld from one whom 13(3) does not reach, or no reason
        is given where one is owed.
    """
    items = form.tables("recipient", _RECIPIENT_KEYS)
    given = [(i.word("who", Recipient), i.word("outcome", Outcome), i.text_or("reason")) for i in items]
    day = happened(form, context).date()
    found = faults(given, recipients(_legal_status(context), day))
    if found:
        rule, text = found[0]
        letters = ", ".join(book.rule("note_withholding").recipients)
        raise form.refusal(
            "recipient", rule, f"{text}.",
            f"Withholding is for {letters} alone, with the significant harm that telling would risk as the reason.",
        )  # fmt: skip
    rows: list[Value] = [{"who": r.value, "outcome": o.value, "reason": why} for r, o, why in given]
    return Reading({"happened": stamp(happened(form, context)), "recipients": rows})


def _legal_status(context: Context) -> LegalStatus | None:
    found = context.state.placement.get("legal_status")
    return LegalStatus(found) if isinstance(found, str) and found in list(LegalStatus) else None


def enclosure(form: Form, context: Context) -> Reading:
    """Return a paper that was sent, by its reference, its SHA-256 and the time; the paper is not kept."""
    sha256 = form.text("sha256")
    if not well_formed(sha256):
        raise form.refusal(
            "sha256",
            "sha256",
            "This is not a SHA-256.",
            "Write 64 small hexadecimal figures, as sha256sum prints.",
        )
    paper = form.word("paper", Paper)
    return Reading(
        {
            "happened": stamp(happened(form, context)), "paper": paper.value, "reference": form.text("reference"),
            "sha256": sha256, "sent_with": form.word("sent_with", SentWith).value,
            "what": form.text("what") if paper is Paper.OTHER else form.text_or("what"),
        }
    )  # fmt: skip


def ending_notice(form: Form, context: Context) -> Reading:
    """Return the notice of regulation 14: to the area authority, the recipients of regulation 13, and the carer."""
    fields: dict[str, Value] = {"happened": stamp(happened(form, context)), "channel": form.text("channel")}
    said: tuple[str, ...] = ()
    if context.state.notice_owed:
        where = addressed(form, context, Purpose.NOTIFY)
        fields.update(where.fields)
        said = where.warnings
    told = {k: form.truth(k) for k in ("regulation_13_recipients_told", "carer_told")}
    if not all(told.values()) and "not_told" not in form:
        raise form.refusal(
            "", "reason", f"Not everyone whom {ENDING_NOTICE} names is said to be told, and it is not said why.",
            "Write under 'not_told' who was not told and why it was not reasonably practicable.",
        )  # fmt: skip
    return Reading(
        {**fields, **told, "not_told": form.text_or("not_told"), "note": form.text_or("note")}, said
    )


def not_practicable(form: Form, context: Context) -> Reading:
    """Return why a notice was not reasonably practicable in time."""
    return Reading(
        {"happened": stamp(happened(form, context)), "what": form.word("what", Notice).value,
         "reason": form.text("reason")}
    )  # fmt: skip
