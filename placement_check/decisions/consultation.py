"""The consultation log: who was asked, when and how, what came back, and what followed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from placement_check.forms import Form

KEYS = ("consultee", "organisation", "role", "date", "method", "response", "response_date", "follow_up")


class Consultee(StrEnum):
    """Whom a report looks for in the log; ``other`` for anyone else."""

    POLICE_DESIGNING_OUT_CRIME = "police_designing_out_crime"
    POLICE_PUBLIC_PROTECTION = "police_public_protection"
    CHILDRENS_SERVICES = "childrens_services"
    OFSTED = "ofsted"
    HIGHWAYS = "highways"
    ENVIRONMENTAL_HEALTH = "environmental_health"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Consultation:
    """One entry of the log; ``response`` is "" and ``answered`` None where no answer is recorded."""

    consultee: Consultee
    organisation: str
    role: str
    asked: date
    method: str
    response: str
    answered: date | None
    follow_up: str


def consultations_of(form: Form, at: date) -> tuple[Consultation, ...]:
    """Return the entries of a form's consultation log, in its order.

    Raises
    ------
    FormRefused
        If one is incomplete, lies in the future, or has an answer without its day or before the question.
    """
    return tuple(_one(item, at) for item in form.tables("consultation", KEYS))


def _one(form: Form, at: date) -> Consultation:
    asked = form.day("date", latest=at)
    answered = form.day("response_date", latest=at) if "response" in form or "response_date" in form else None
    if answered is not None and answered < asked:
        raise form.refusal(
            "response_date", "order", f"the answer ({answered}) is dated before the question ({asked}).",
            "Correct one of the days.",
        )  # fmt: skip
    return Consultation(
        consultee=form.word("consultee", Consultee), organisation=form.text("organisation"),
        role=form.role("role"), asked=asked, method=form.text("method"),
        response="" if answered is None else form.text("response"), answered=answered,
        follow_up=form.text_or("follow_up"),
    )  # fmt: skip
