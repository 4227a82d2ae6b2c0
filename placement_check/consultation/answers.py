"""The area authority's answer as a person writes it: every question by closed code, and what was searched when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from placement_check.chain import Value
from placement_check.consultation.codes import (
    Concern,
    Intelligence,
    Matching,
    Searched,
    System,
    View,
    Withheld,
    YesNo,
)
from placement_check.consultation.questions import QUESTIONS, Block, names
from placement_check.forms import Form

KEYS: Final = (
    *(b.value for b in Block), "searched", "not_searched", "do_not_disclose_to", "reuse_until",
)  # fmt: skip
NAMED_OFFICE: Final = "named_office"
_SEARCH_KEYS: Final = ("system", "to", "what")
_BLANK: Final = re.compile(
    r"\s*(there (are|is) )?(no|nil|none|nothing|n/?a)\b[\s.,]*(known|current|identified|particular|specific|to report)?"
    r"[\s.,]*(concerns?|issues?|risks?|problems?|information|comments?|intelligence)?"
    r"[\s.,]*(known|held|identified|at all|to report)?[\s.!]*",
    re.IGNORECASE,
)
NEEDS: Final = (
    *(block.value for block in Block),
    *(f"{q.block}.{q.name}" for q in QUESTIONS if q.codes is not None or q.name == NAMED_OFFICE),
    "searched[].system", "searched[].to",
)  # fmt: skip
"""What no answer may leave out."""
_FROM_A_SEARCH: Final = frozenset({YesNo.NO_FOUND, Concern.NONE_KNOWN, Matching.NONE_KNOWN, Intelligence.NK})
"""Codes that say that a search found nothing: none of them may be given where nothing was searched."""


def answer_fields(form: Form, at: date) -> dict[str, Value]:
    """Return the fields of an answer.

    Raises
    ------
    FormRefused
        If a question is left out, a code is none of the closed ones, nothing is said of what was searched, a code says
        that nothing was found where nobody looked, or a text is a blank "no concerns".
    """
    searched, reason = _searched(form, at)
    fields: dict[str, Value] = {block.value: _block(form, block, bool(searched)) for block in Block}
    fields["search"] = (Searched.SEARCHED if searched else Searched.NOT_SEARCHED).value
    fields["searched"] = searched
    fields["not_searched"] = reason
    fields["do_not_disclose_to"] = [w.value for w in form.words("do_not_disclose_to", Withheld)]
    fields["reuse_until"] = _reuse(form, at)
    return fields


def _searched(form: Form, at: date) -> tuple[list[Value], str]:
    """Return what was searched, and why nothing was: one of them is empty."""
    found: list[Value] = []
    for item in form.tables("searched", _SEARCH_KEYS):
        system = item.word("system", System)
        row = {"system": system.value, "to_date": _searched_to(item, at).isoformat()}
        if system is System.OTHER or "what" in item:
            row["what"] = item.text("what")
        found.append(row)
    reason = form.text_or("not_searched")
    if found and reason:
        raise form.refusal(
            "not_searched", "searched", "The answer says both what was searched and that nothing was.",
            "Keep one of them.",
        )  # fmt: skip
    if not found and not reason:
        raise form.refusal(
            "", "nothing_searched", "The answer does not say what was searched, and to what date.",
            "Add a [[searched]] for each system, or say with 'not_searched' why nothing was searched: that is an "
            "answer of its own, and not 'nothing known'.",
        )  # fmt: skip
    return found, reason


def _searched_to(item: Form, at: date) -> date:
    found = item.day("to")
    if found > at:
        raise item.refusal(
            "to", "future_date", f"'to' is {found}, after the day of the answer ({at}): nobody searched to then.",
            "Write the last day that the search covers.",
        )  # fmt: skip
    return found


def _block(form: Form, block: Block, searched: bool) -> Mapping[str, Value]:
    extra = {Block.INTELLIGENCE: (), Block.CONTACTS: (), Block.VIEW: ("conditions", "text")}.get(
        block, ("text",)
    )
    table = form.table(block.value, (*names(block), *extra))
    found: dict[str, Value] = {}
    for question in QUESTIONS:
        if question.block is not block:
            continue
        if question.codes is None:
            if question.name == NAMED_OFFICE or question.name in table:
                found[question.name] = table.role(question.name)
            continue
        code = table.word(question.name, question.codes)
        _looked(table, question.name, code in _FROM_A_SEARCH, code is Intelligence.NOT_SEARCHED, searched)
        found[question.name] = code.value
    for key in extra:
        if key in table:
            found[key] = _text(table, key)
    if block is Block.VIEW and found["code"] == View.CONDITIONS and "conditions" not in found:
        raise table.refusal("code", "conditions", "The view has conditions, and none is given.",
                            "Write them under 'conditions'.")  # fmt: skip
    return found


def _looked(form: Form, key: str, says_found_nothing: bool, says_not_searched: bool, searched: bool) -> None:
    if says_found_nothing and not searched:
        raise form.refusal(
            key, "nothing_searched", "This code says that a search found nothing, and nothing was searched.",
            "Search and say to what date, or answer 'cannot_say', 'unable_to_comment', NOT_SEARCHED or another code "
            "that claims no search.",
        )  # fmt: skip
    if says_not_searched and searched:
        raise form.refusal(
            key, "searched", "This code says that nothing was searched, and a search is listed.",
            "Answer with what the search gave.",
        )  # fmt: skip


def _text(form: Form, key: str) -> str:
    found = form.text(key)
    if _BLANK.fullmatch(found):
        raise form.refusal(
            key, "blank_no_concerns", f"'{found}' is a blank answer: it does not say who looked where.",
            "Leave the text out; the codes and what was searched say it.",
        )  # fmt: skip
    return found


def _reuse(form: Form, at: date) -> str:
    if "reuse_until" not in form:
        return ""
    found = form.day("reuse_until")
    if found > a_year_after(at):
        raise form.refusal(
            "reuse_until", "limits", f"'reuse_until' is {found}, more than twelve months after the answer ({at}).",
            "Give a day within twelve months: what is known of a place grows old.",
        )  # fmt: skip
    return found.isoformat()


def a_year_after(day: date, years: int = 1) -> date:
    """Return the same day of another year, the last day of February for the 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def old_searches(fields: Mapping[str, Value], at: date) -> tuple[str, ...]:
    """Return what is to be said of searches that reach to a day more than a year before the answer."""
    rows = fields.get("searched")
    found = [str(r["to_date"]) for r in rows if isinstance(r, Mapping)] if isinstance(rows, list) else []
    return tuple(
        f"A search reaches to {day} only, more than a year before the answer ({at}): is the day right?"
        for day in dict.fromkeys(found)
        if date.fromisoformat(day) < a_year_after(at, -1)
    )
