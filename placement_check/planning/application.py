"""What is applied for: the facts of the proposal, as the applicant or officer writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from placement_check.decisions.consultation import Consultation, consultations_of
from placement_check.forms import Form, read

KEYS = (
    "application_type", "reference", "use_class_sought", "existing_use_class", "children", "staff", "need",
    "consultation",
)  # fmt: skip
MOST_CHILDREN = 50
MOST_STAFF = 100
OLDEST = 17


class ApplicationType(StrEnum):
    """What kind of application it is: it decides whether location risk matters at all."""

    FULL = "full"
    CHANGE_OF_USE = "change_of_use"
    LAWFUL_DEVELOPMENT_CERTIFICATE = "lawful_development_certificate"


class UseClass(StrEnum):
    """Classes of the Use Classes Order that such proposals seek or leave; ``other`` for any other."""

    C1 = "C1"
    C2 = "C2"
    C2A = "C2A"
    C3A = "C3a"
    C3B = "C3b"
    C3C = "C3c"
    C4 = "C4"
    E = "E"
    SUI_GENERIS = "sui_generis"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Children:
    """How many children would live there, and their ages in years."""

    number: int
    youngest: int
    oldest: int


@dataclass(frozen=True, slots=True)
class Staff:
    """How many staff are on duty by day and by night, and their rota in words."""

    by_day: int
    by_night: int
    rota: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """The proposal; texts are "" and ``existing_use_class`` None where not given."""

    application_type: ApplicationType
    reference: str
    use_class_sought: UseClass
    existing_use_class: UseClass | None
    children: Children
    staff: Staff
    need: str
    consultations: tuple[Consultation, ...]


def read_application(path: Path, at: date) -> Application:
    """Return the planning application that a file describes, for an assessment of the day ``at``.

    Raises
    ------
    FormRefused
        If the file breaks a rule.
    """
    form = read(path, KEYS)
    existing = form.word("existing_use_class", UseClass) if "existing_use_class" in form else None
    return Application(
        application_type=form.word("application_type", ApplicationType), reference=form.text_or("reference"),
        use_class_sought=form.word("use_class_sought", UseClass), existing_use_class=existing,
        children=_children(form.table("children", ("number", "youngest", "oldest"))),
        staff=_staff(form.table("staff", ("by_day", "by_night", "rota"))), need=form.text_or("need"),
        consultations=consultations_of(form, at),
    )  # fmt: skip


def _children(form: Form) -> Children:
    found = Children(
        form.whole("number", 1, MOST_CHILDREN),
        form.whole("youngest", 0, OLDEST),
        form.whole("oldest", 0, OLDEST),
    )
    if found.youngest > found.oldest:
        raise form.refusal(
            "oldest", "order", f"'oldest' ({found.oldest}) is below 'youngest' ({found.youngest}).",
            "Correct one of them.",
        )  # fmt: skip
    return found


def _staff(form: Form) -> Staff:
    return Staff(
        form.whole("by_day", 0, MOST_STAFF), form.whole("by_night", 0, MOST_STAFF), form.text("rota")
    )
