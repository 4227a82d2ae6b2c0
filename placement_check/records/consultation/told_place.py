"""The profile of the place and the services for each need, as the case stored them when it was opened."""

from __future__ import annotations

from collections.abc import Mapping

from placement_check.chain import Value
from placement_check.consultation.needs import Need as Category
from placement_check.records.consultation import place_words
from placement_check.records.consultation.facts import WITHHELD, Figure, Gap, Need, Place, Withheld
from placement_check.records.consultation.terms import day
from placement_check.records.consultation.told_events import ToldEvent, table

NEEDS: Mapping[str, str] = {
    Category.EDUCATION_PRIMARY.value: "Education: primary",
    Category.EDUCATION_SECONDARY.value: "Education: secondary",
    Category.EDUCATION_POST_16.value: "Education: after 16",
    Category.EDUCATION_SPECIAL.value: "Education: education, health and care plan",
    Category.HEALTH_GP.value: "Health: general practice",
    Category.HEALTH_DENTAL.value: "Health: dentist",
    Category.HEALTH_HOSPITAL.value: "Health: hospital",
    Category.MENTAL_HEALTH.value: "Mental health",
    Category.DISABILITY.value: "Disability",
    Category.SUBSTANCE_MISUSE.value: "Substance misuse",
    Category.YOUTH_JUSTICE.value: "Youth justice",
    Category.CONTACT_TRAVEL.value: "Travel for contact",
    Category.LEISURE.value: "Leisure and play",
    Category.CULTURE_AND_FAITH.value: "Culture, language and faith",
    Category.LEAVING_CARE.value: "Preparation for independence",
}


def place(first: ToldEvent) -> Place | Withheld | None:
    """Return the stored profile; WITHHELD where this copy does not show it; None where the case has none."""
    if first.withheld("profile") or first.withheld("assessment"):
        return WITHHELD
    found = first.given.table("profile")
    return _place(found, first.given.table("assessment")) if found else None


def _place(found: Mapping[str, Value], of: Mapping[str, Value]) -> Place:
    on = _text(of, "day")
    return Place(
        digest=_text(of, "digest"), data=_text(of, "data"), method=_text(of, "method"), day=day(on),
        score=_text(found, "score"), band=_text(found, "band"),
        said=place_words.headline(_text(found, "said"), _texts(found, "floors")),
        reference=_text(found, "reference"), completeness=_text(found, "completeness"),
        figures=tuple(_figure(f, on) for f in _rows(found, "figures")),
        gaps=tuple(Gap(_text(g, "title"), place_words.reason(_text(g, "reason"))) for g in _rows(found, "gaps")),
    )  # fmt: skip


def _figure(found: Mapping[str, Value], on: str) -> Figure:
    vintage = _text(found, "vintage") or _text(found, "source")
    return Figure(
        _text(found, "title"), place_words.figure(_text(found, "value")),
        place_words.compared(_text(found, "compared")), place_words.source(_text(found, "source")),
        place_words.published_after(vintage, on),
    )  # fmt: skip


def needs(first: ToldEvent) -> tuple[Need, ...] | Withheld:
    """Return each need with what was found for it; WITHHELD where this copy does not show it."""
    if first.withheld("services"):
        return WITHHELD
    return tuple(
        Need(NEEDS.get(_text(r, "need"), _text(r, "need")), _texts(r, "services"), r.get("listed") is True)
        for r in first.given.rows("services")
    )


def _rows(found: Mapping[str, Value], name: str) -> tuple[Mapping[str, Value], ...]:
    value = found.get(name)
    return tuple(table(v) for v in value) if isinstance(value, list | tuple) else ()


def _texts(found: Mapping[str, Value], name: str) -> tuple[str, ...]:
    value = found.get(name)
    return tuple(str(v) for v in value) if isinstance(value, list | tuple) else ()


def _text(found: Mapping[str, Value], name: str) -> str:
    value = found.get(name)
    return value if isinstance(value, str) else ""
