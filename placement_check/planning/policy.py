"""A council's own policy as questions of open layers: read strictly, so that a misspelt limit never passes unseen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from placement_check.forms import Form, FormRefused, read
from placement_check.planning.application import ApplicationType, UseClass

KEYS = ("authority", "title", "as_at", "hook")
FARTHEST_M = 20_000.0
LARGEST = 1e9


class Kind(StrEnum):
    """How a hook is answered."""

    NEAR_FEATURE = "near_feature"
    WITHIN_AREA = "within_area"
    COUNT_WITHIN = "count_within"
    INDICATOR = "indicator"
    OTHER_HOMES = "other_homes"
    STATEMENT = "statement"


COMMON = (
    "id",
    "title",
    "reference",
    "question",
    "kind",
    "application_types",
    "use_classes",
    "children_at_least",
)
OWN: Mapping[Kind, tuple[str, ...]] = {
    Kind.NEAR_FEATURE: ("layer", "classes", "limit_m", "pass_when"),
    Kind.WITHIN_AREA: ("layer", "classes", "pass_when"),
    Kind.COUNT_WITHIN: ("layer", "classes", "radius_m", "at_least", "at_most"),
    Kind.INDICATOR: ("indicator", "of", "at_least", "at_most"),
    Kind.OTHER_HOMES: (),
    Kind.STATEMENT: (),
}
ALL = (*COMMON, *dict.fromkeys(key for keys in OWN.values() for key in keys))


class Side(StrEnum):
    """On which side of a distance the hook is passed."""

    WITHIN = "within"
    BEYOND = "beyond"


class Place(StrEnum):
    """Where the site must lie for the hook to be passed."""

    INSIDE = "inside"
    OUTSIDE = "outside"


class Figure(StrEnum):
    """Which figure of a finding is compared: its own, or its percentile among one set of places."""

    VALUE = "value"
    ENGLAND = "england_percentile"
    FORCE = "force_percentile"
    AUTHORITY = "authority_percentile"


@dataclass(frozen=True, slots=True)
class NearFeature:
    """The distance in metres to the nearest feature, against a limit."""

    layer: str
    classes: tuple[str, ...]
    limit_m: float
    pass_when: Side


@dataclass(frozen=True, slots=True)
class WithinArea:
    """Whether a polygon of a layer holds the site."""

    layer: str
    classes: tuple[str, ...]
    pass_when: Place


@dataclass(frozen=True, slots=True)
class Limits:
    """The least and the most that pass, both passing; one may be None."""

    at_least: float | None
    at_most: float | None


@dataclass(frozen=True, slots=True)
class CountWithin:
    """How many features lie within a radius in metres, against limits."""

    layer: str
    classes: tuple[str, ...]
    radius_m: float
    limits: Limits


@dataclass(frozen=True, slots=True)
class IndicatorLimit:
    """A finding of the report, against limits."""

    indicator: str
    of: Figure
    limits: Limits


Test: TypeAlias = NearFeature | WithinArea | CountWithin | IndicatorLimit | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """One question of the policy. ``test`` is None where a person answers; ``line`` is where it stands in the file.

    It applies to the application types and use classes named (all, where none is), from so many children up.
    """

    id: str
    title: str
    reference: str
    question: str
    kind: Kind
    test: Test
    application_types: tuple[ApplicationType, ...]
    use_classes: tuple[UseClass, ...]
    children_at_least: int
    line: int | None


@dataclass(frozen=True, slots=True)
class Policy:
    """A council's hooks; ``authority`` is the official code of the planning authority."""

    authority: str
    title: str
    as_at: date
    hooks: tuple[Hook, ...]
    file: str
    authority_line: int | None

    def refusal(self, hook: Hook, rule: str, text: str, advice: str) -> FormRefused:
        """Return the refusal of one hook, by its line."""
        return FormRefused(self.file, rule, f"Hook '{hook.id}': {text}", advice, line=hook.line)


def read_policy(path: Path, at: date) -> Policy:
    """Return the policy that a file declares, for an assessment of the day ``at``.

    Raises
    ------
    FormRefused
        If the file breaks a rule.
    """
    form = read(path, KEYS)
    authority = form.text("authority")
    if not re.fullmatch(r"E\d{8}", authority):
        raise form.refusal(
            "authority", "code", f"'{authority}' is no code of an English authority.",
            "Give the planning authority's official code, such as E06000032.",
        )  # fmt: skip
    items = form.tables("hook", ALL)
    if not items:
        raise form.refusal("hook", "empty", "The file holds no hook.", "Write each as [[hook]].")
    hooks = tuple(_hook(item) for item in items)
    named = [hook.id for hook in hooks]
    for item, name in zip(items, named, strict=True):
        if named.count(name) > 1:
            raise item.refusal(
                "id", "once", f"the id '{name}' stands twice.", "Give each hook an id of its own."
            )
    return Policy(
        authority, form.text("title"), form.day("as_at", latest=at), hooks, form.file, form.line("authority")
    )


def _hook(form: Form) -> Hook:
    kind = form.word("kind", Kind)
    _own_keys_only(form, kind)
    return Hook(
        id=form.text("id"), title=form.text("title"), reference=form.text("reference"),
        question=form.text("question"), kind=kind, test=_test(form, kind),
        application_types=form.words("application_types", ApplicationType),
        use_classes=form.words("use_classes", UseClass),
        children_at_least=form.whole("children_at_least", 1, 50) if "children_at_least" in form else 1,
        line=form.line(),
    )  # fmt: skip


def _own_keys_only(form: Form, kind: Kind) -> None:
    for key in ALL:
        if key in form and key not in (*COMMON, *OWN[kind]):
            if kind is Kind.OTHER_HOMES:
                advice = "Remove it: the open edition computes no distance to a home and counts none."
            else:
                advice = f"Remove it; '{kind}' takes: {', '.join(OWN[kind]) or 'no key of its own'}."
            raise form.refusal(
                key, "unknown_key", f"'{key}' does not belong to a hook of kind '{kind}'.", advice
            )


def _test(form: Form, kind: Kind) -> Test:
    if kind is Kind.NEAR_FEATURE:
        limit = form.number("limit_m", 1.0, FARTHEST_M)
        return NearFeature(form.text("layer"), form.texts("classes"), limit, form.word("pass_when", Side))
    if kind is Kind.WITHIN_AREA:
        return WithinArea(form.text("layer"), form.texts("classes"), form.word("pass_when", Place))
    if kind is Kind.COUNT_WITHIN:
        radius = form.number("radius_m", 1.0, FARTHEST_M)
        return CountWithin(form.text("layer"), form.texts("classes"), radius, _limits(form))
    if kind is Kind.INDICATOR:
        of = form.word("of", Figure) if "of" in form else Figure.VALUE
        return IndicatorLimit(form.text("indicator"), of, _limits(form))
    return None


def _limits(form: Form) -> Limits:
    least, most = (
        form.number(key, -LARGEST, LARGEST) if key in form else None for key in ("at_least", "at_most")
    )
    if least is None and most is None:
        raise form.refusal(
            "", "missing_key", "neither 'at_least' nor 'at_most' is given.", "Give one or both."
        )
    if least is not None and most is not None and least > most:
        raise form.refusal("at_least", "order", "'at_least' is above 'at_most'.", "Correct one of them.")
    return Limits(least, most)
