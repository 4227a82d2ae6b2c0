"""Who is to be notified under regulation 13(2), and from whom the notice may be withheld under 13(3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from placement_check.consultation.paragraphs import WITHHOLDING
from placement_check.duties import book
from placement_check.duties.placement import LegalStatus
from placement_check.duties.rules import rules


class Recipient(StrEnum):
    """A recipient by the letter of regulation 13(2). The area authority is none of them: 13(4) is another duty."""

    CHILD = "a_child"
    PARENTS = "b_parents"
    CONTACT_IN_CARE = "c_contact_in_care"
    CONTACT_BY_ORDER = "d_contact_by_order"
    PREVIOUS_CARER = "e_previous_carer"
    HEALTH = "f_integrated_care_boards"
    GP = "g_general_practitioners"
    EDUCATION = "h_education"
    IRO = "i_reviewing_officer"


class Outcome(StrEnum):
    """What became of one recipient."""

    SENT = "sent"
    WITHHELD = "withheld"
    NONE = "there_is_none"
    INAPPROPRIATE = "inappropriate_for_age_or_understanding"
    NOT_PRACTICABLE = "not_practicable"


_NOTICES: Final = "notices_13_2"


def words_of(recipient: Recipient, on: date | None = None) -> str:
    """Return what the row of the law of a day says of a recipient; without a day, the last row that says it."""
    sign = f"({recipient.value[0]}) "
    found = [
        text.removeprefix(sign)
        for row in rules()
        if row.id.startswith(_NOTICES) and (on is None or row.in_force(on))
        for text in row.recipients
        if text.startswith(sign)
    ]
    return found[-1]


WORDS: Final[Mapping[Recipient, str]] = MappingProxyType({r: words_of(r) for r in Recipient})

WITHHOLDABLE: Final = frozenset(
    r for r in Recipient if f"({r.value[0]})" in book.rule("note_withholding").recipients
)
"""Whom the paragraph on withholding reaches: no other, and never the area authority."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One recipient of the list, what the letter says, and whether the notice may be withheld from it."""

    recipient: Recipient
    words: str
    may_withhold: bool


def recipients(legal_status: LegalStatus | None, on: date | None = None) -> tuple[Owed, ...]:
    """Return the list for a child, in the order of the letters, in the words of the law of a day.

    Limb (c) is for a child in care and (d) for one who is looked after and not in care; both are listed where the legal
    status is not known.
    """
    left_out: set[Recipient] = set()
    if legal_status is not None:
        left_out.add(Recipient.CONTACT_BY_ORDER if legal_status.in_care else Recipient.CONTACT_IN_CARE)
    return tuple(Owed(r, words_of(r, on), r in WITHHOLDABLE) for r in Recipient if r not in left_out)


def faults(
    given: Sequence[tuple[Recipient, Outcome, str]], owed: Sequence[Owed]
) -> tuple[tuple[str, str], ...]:
    """Return what is wrong with a list of outcomes, each as a rule and a text; nothing where nothing is."""
    told = [recipient for recipient, _, _ in given]
    found = [("once", f"'{r}' stands twice") for r in dict.fromkeys(told) if told.count(r) > 1]
    found += [
        ("recipients", f"'{o.recipient}' is missing: {o.words}") for o in owed if o.recipient not in told
    ]
    for recipient, outcome, reason in given:
        if outcome is Outcome.WITHHELD and recipient not in WITHHOLDABLE:
            letters = ", ".join(book.rule("note_withholding").recipients)
            found.append(("withholding", f"'{recipient}' may not be left without notice: {WITHHOLDING} reaches "
                          f"{letters} only"))  # fmt: skip
        if outcome is Outcome.INAPPROPRIATE and recipient is not Recipient.CHILD:
            found.append(
                ("inappropriate", f"'{recipient}': only the child's notice depends on age or understanding")
            )
        if outcome is Outcome.NONE and recipient in (Recipient.CHILD, Recipient.IRO):
            found.append(("recipients", f"'{recipient}': there always is one"))
        if outcome is not Outcome.SENT and not reason:
            found.append(("reason", f"'{recipient}' is '{outcome}' and no reason is given"))
    return tuple(found)
