"""The acts of a case as people write them: one form for each, read strictly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from placement_check.chain import Act
from placement_check.consultation import answers
from placement_check.consultation.acts import approving, confirming, consulting, telling
from placement_check.consultation.acts.reading import COMMON, Context, Reading
from placement_check.consultation.acts.reusing import KEYS as REUSE_KEYS
from placement_check.consultation.kinds import Kind
from placement_check.consultation.refusal import StepRefused
from placement_check.consultation.wary import warnings_of
from placement_check.forms import Form, read

__all__ = ["Context", "Given", "Reading", "read_act"]

Reader = Callable[[Form, Context], Reading]

READERS: Final[Mapping[Kind, tuple[tuple[str, ...], Reader]]] = MappingProxyType(
    {
        Kind.CONSULTATION_SENT: (consulting.SENT_KEYS, consulting.sent),
        Kind.CONSULTATION_CHASED: (consulting.CHASED_KEYS, consulting.chased),
        Kind.CONSULTATION_ESCALATED: (consulting.ESCALATED_KEYS, consulting.escalated),
        Kind.CONSULTATION_EXTENDED: (consulting.EXTENDED_KEYS, consulting.extended),
        Kind.CONSULTATION_ANSWERED: (answers.KEYS, consulting.answered),
        Kind.NO_REPLY_RECORDED: (consulting.NO_REPLY_KEYS, consulting.no_reply),
        Kind.ANSWER_CONSIDERED: (consulting.CONSIDERED_KEYS, consulting.considered),
        Kind.NOTIFICATION_SENT: (telling.NOTIFICATION_KEYS, telling.notification),
        Kind.NOTICES_SENT: (telling.NOTICES_KEYS, telling.notices),
        Kind.NOT_PRACTICABLE_RECORDED: (telling.NOT_PRACTICABLE_KEYS, telling.not_practicable),
        Kind.MATTER_CONFIRMED: (confirming.KEYS, confirming.confirmed),
        Kind.ENCLOSURE_RECORDED: (telling.ENCLOSURE_KEYS, telling.enclosure),
        Kind.SATISFACTION_RECORDED: (approving.SATISFIED_KEYS, approving.satisfied),
        Kind.APPROVED: (approving.APPROVED_KEYS, approving.approved),
        Kind.PLACEMENT_STARTED: (approving.STARTED_KEYS, approving.started),
        Kind.ENDING_NOTICE_SENT: (telling.ENDING_KEYS, telling.ending_notice),
        Kind.PLACEMENT_ENDED: (approving.ENDED_KEYS, approving.ended),
        Kind.WITHDRAWN: (approving.WITHDRAWN_KEYS, approving.withdrawn),
    }
)
"""The keys and the reader of each act. A case is opened, and an earlier answer reused, from other files as well."""


REQUIRED: Final[Mapping[Kind, tuple[str, ...]]] = MappingProxyType(
    {
        Kind.CONSULTATION_SENT: ("to", "channel"),
        Kind.CONSULTATION_CHASED: ("to", "channel"),
        Kind.CONSULTATION_ESCALATED: ("to", "from_role", "channel"),
        Kind.CONSULTATION_EXTENDED: ("reply_by", "reason"),
        Kind.CONSULTATION_ANSWERED: ("case", *answers.NEEDS),
        Kind.NO_REPLY_RECORDED: ("reason",),
        Kind.ANSWER_CONSIDERED: ("how", "effect"),
        Kind.NOTIFICATION_SENT: ("to", "channel"),
        Kind.NOTICES_SENT: ("recipient[].who", "recipient[].outcome"),
        Kind.NOT_PRACTICABLE_RECORDED: ("what", "reason"),
        Kind.MATTER_CONFIRMED: ("what", "outcome", "evidence_reference", "evidence_sha256"),
        Kind.ENCLOSURE_RECORDED: ("paper", "reference", "sha256", "sent_with"),
        Kind.SATISFACTION_RECORDED: ("limb", "evidence", "approver"),
        Kind.APPROVED: ("reasons", "approver"),
        Kind.ENDING_NOTICE_SENT: ("channel",),
        Kind.PLACEMENT_ENDED: ("reason",),
        Kind.WITHDRAWN: ("reason",),
    }
)
"""The keys that no form of an act may leave out, as :meth:`placement_check.forms.Form.complete` takes them."""


@dataclass(frozen=True, slots=True)
class Given:
    """An act as read from a form, and what is to be said before it is recorded.

    ``looks_personal`` holds texts that look like a person, and ``contradictory`` roles that contradict what they do;
    ``--strict`` refuses both.
    """

    act: Act
    warnings: tuple[str, ...]
    looks_personal: tuple[str, ...]
    contradictory: tuple[str, ...] = ()

    @property
    def said(self) -> tuple[str, ...]:
        """Return everything that is to be said before the act is recorded."""
        return (*self.warnings, *self.looks_personal, *self.contradictory)

    def refused_strictly(self) -> StepRefused | None:
        """Return why ``--strict`` refuses the act, under the rule that it breaks; None where it does not."""
        again = "or record without --strict."
        if self.looks_personal:
            return StepRefused("no_names", self.looks_personal[0], f"Reword it, {again}")
        if self.contradictory:
            return StepRefused("contradiction", self.contradictory[0], f"Correct one of the two, {again}")
        return None


def read_act(path: Path, context: Context, only: Kind | None = None) -> Given:
    """Return the act that a form holds; with ``only``, of that kind alone.

    Raises
    ------
    FormRefused
        If the form breaks a rule, is of another act, or names another case.
    """
    kind = only or read(path, _every_key()).word("act", Kind)
    if kind not in READERS:
        form = read(path, _every_key())
        raise form.refusal("act", "act", f"'{kind}' has a form of its own.", "See docs/consultation.md.")
    keys, reader = READERS[kind]
    form = read(path, (*COMMON, *keys))
    check_case(form, kind, context)
    form.complete("organisation", "role", *REQUIRED.get(kind, ()))
    found = reader(form, context)
    fields = dict(found.fields)
    if "entered_late" in form:
        fields["entered_late"] = form.text("entered_late")
    act = Act(kind.value, context.at, form.text("organisation"), form.role("role"), fields)
    return Given(act, found.warnings, tuple(str(w) for w in warnings_of(fields)), found.contradictory)


def check_case(form: Form, kind: Kind, context: Context) -> None:
    """Refuse a form of another act or another case.

    Raises
    ------
    FormRefused
        If it is one, or an answer names no case.
    """
    if "act" in form and form.word("act", Kind) is not kind:
        raise form.refusal("act", "act", f"The form is of '{form.text('act')}'.", f"Give one of '{kind}'.")
    if kind is not Kind.CONSULTATION_ANSWERED and "case" not in form:
        return
    if form.text("case") != context.state.case:
        raise form.refusal(
            "case", "case", f"The form is for case {form.text('case')}, and the file is of {context.state.case}.",
            "Give the case file that the form belongs to.",
        )  # fmt: skip


def _every_key() -> tuple[str, ...]:
    every = (key for keys, _ in READERS.values() for key in keys)
    return tuple(dict.fromkeys((*COMMON, *every, *REUSE_KEYS)))
