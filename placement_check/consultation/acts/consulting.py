"""The acts of a consultation: sent, chased, escalated, extended, answered, silent, considered."""

from __future__ import annotations

from datetime import datetime

from geodata.calendar import LONDON
from placement_check.chain import Value
from placement_check.consultation.acts.reading import Context, Reading, addressed, happened, policy_of, stamp
from placement_check.consultation.answers import answer_fields, old_searches
from placement_check.consultation.approval import not_the_director
from placement_check.consultation.codes import PAUSES, Effect
from placement_check.consultation.directory import Purpose
from placement_check.consultation.kinds import Kind, Paper
from placement_check.consultation.local_policy import LABEL, Urgency
from placement_check.forms import Form

SENT_KEYS = ("to", "channel", "urgency", "reply_by", "papers_held", "note")
CHASED_KEYS = ("to", "channel", "reason", "note")
ESCALATED_KEYS = ("to", "channel", "from_role", "reply_by", "note")
EXTENDED_KEYS = ("reply_by", "reason")
NO_REPLY_KEYS = ("reason",)
CONSIDERED_KEYS = ("how", "departs", "why_departs", "conversation_happened", "conversation_at", "effect")


def sent(form: Form, context: Context) -> Reading:
    """Return the sending of a consultation, with the time to reply that local policy gives or the form sets."""
    when = happened(form, context)
    where = addressed(form, context, Purpose.CONSULT)
    urgency = form.word("urgency", Urgency) if "urgency" in form else Urgency.STANDARD
    policy = policy_of(context.state)
    if "reply_by" in form:
        until, words = form.moment("reply_by", LONDON), f"set in the consultation ({LABEL})"
    else:
        until, words = policy.reply_by(when, urgency, context.holidays), policy.words(urgency)
    papers = form.words("papers_held", Paper)
    return Reading(
        {
            "happened": stamp(when), **where.fields, "channel": form.text("channel"), "urgency": urgency.value,
            "reply_by": stamp(until.astimezone(LONDON)), "reply_policy": words,
            "papers_held": [p.value for p in papers], "note": form.text_or("note"),
        },
        (*where.warnings, *_unread(papers)),
    )  # fmt: skip


def _unread(papers: tuple[Paper, ...]) -> tuple[str, ...]:
    wanted = (Paper.STATEMENT_OF_PURPOSE, Paper.INSPECTION_REPORT, Paper.LOCATION_ASSESSMENT)
    missing = [p.value for p in wanted if p not in papers]
    if not missing:
        return ()
    return (
        f"Good practice is to hold these before asking, and the form does not say so: {', '.join(missing)}.",
    )


def chased(form: Form, context: Context) -> Reading:
    """Return one further attempt; with ``reason`` where it comes before the time to reply is over."""
    where = addressed(form, context, Purpose.CONSULT)
    return Reading(
        {"happened": stamp(happened(form, context)), **where.fields, "channel": form.text("channel"),
         "reason": form.text_or("reason"), "note": form.text_or("note")},
        where.warnings,
    )  # fmt: skip


def escalated(form: Form, context: Context) -> Reading:
    """Return an escalation from director to director."""
    fields = {
        "happened": stamp(happened(form, context)), "to": form.role("to"), "from_role": form.role("from_role"),
        "channel": form.text("channel"), "note": form.text_or("note"),
    }  # fmt: skip
    if "reply_by" in form:
        fields["reply_by"] = stamp(form.moment("reply_by", LONDON).astimezone(LONDON))
    directors = [
        k for k in ("to", "from_role") if "director" not in fields[k].lower() and fields[k].upper() != "DCS"
    ]
    if directors:
        raise form.refusal(
            directors[0], "director_to_director", f"'{fields[directors[0]]}' is not a director.",
            "An escalation goes from director of children's services to director of children's services.",
        )  # fmt: skip
    doubtful = tuple(not_the_director(fields[k], k) for k in ("to", "from_role"))
    return Reading(dict(fields), contradictory=tuple(text for text in doubtful if text))


def extended(form: Form, context: Context) -> Reading:
    """Return more time to reply, and why."""
    until = form.moment("reply_by", LONDON).astimezone(LONDON)
    if context.state.reply_by is not None and until <= context.state.reply_by:
        raise form.refusal(
            "reply_by", "order", f"'reply_by' is not after the time given before ({context.state.reply_by}).",
            "Give a later time; time to reply is not shortened.",
        )  # fmt: skip
    return Reading(
        {"happened": stamp(happened(form, context)), "reply_by": stamp(until), "reason": form.text("reason")}
    )


def answered(form: Form, context: Context) -> Reading:
    """Return the area authority's answer."""
    when = happened(form, context)
    fields = answer_fields(form, when.date())
    until = fields["reuse_until"]
    over = isinstance(until, str) and bool(until) and until < when.date().isoformat()
    said = (f"'reuse_until' ({until}) is over: this answer may not be reused.",) if over else ()
    return Reading({"happened": stamp(when), **fields}, (*said, *old_searches(fields, when.date())))


def no_reply(form: Form, context: Context) -> Reading:
    """Return silence, with the attempts that were made; it is no answer and never becomes one."""
    return Reading(
        {
            "happened": stamp(happened(form, context)), "attempts": len(context.state.attempts),
            "reason": form.text("reason"),
            "says": "No reply. Silence is recorded, and is not consultation.",
        }
    )  # fmt: skip


def considered(form: Form, context: Context) -> Reading:
    """Return how an answer was considered; of a conversation only that it happened, when, and its effect.

    Without ``conversation_at`` the conversation was held when the answer was considered.
    """
    talked = form.truth("conversation_happened")
    fields: dict[str, Value] = {
        "happened": stamp(happened(form, context)), "how": form.text("how"), "departs": form.truth("departs"),
        "why_departs": form.text_or("why_departs"), "conversation_happened": talked,
        "conversation_at": stamp(_talked(form, context)) if talked else "", "effect": form.word("effect", Effect).value,
    }  # fmt: skip
    answer = context.state.answer
    said: tuple[str, ...] = ()
    if answer is not None and answer.intelligence in PAUSES:
        said = (
            "The answer asked for a conversation. Nothing of what was said belongs in this record: check 'how' and "
            "'why_departs'.",
        )
    return Reading(fields, said)


def _talked(form: Form, context: Context) -> datetime:
    if "conversation_at" not in form:
        return happened(form, context)
    found = form.moment("conversation_at", LONDON).astimezone(LONDON)
    answered_at = context.state.times.get(Kind.CONSULTATION_ANSWERED)
    if found > happened(form, context) or (answered_at is not None and found < answered_at):
        raise form.refusal(
            "conversation_at", "order", "The conversation is not between the answer and its consideration.",
            "Correct the time.",
        )  # fmt: skip
    return found
