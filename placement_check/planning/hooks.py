"""Each hook of a council's policy answered for one assessment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geodata.errors import LayerUnavailable
from geodata.store import Store
from placement_check.assess import Assessment, locate_areas
from placement_check.findings import Finding, Measured, Percentile
from placement_check.forms import FormRefused
from placement_check.open_findings import LOCATION_INTERVAL
from placement_check.planning.answers import Answer, HookAnswer, Outcome, judged, limits_text, unknown
from placement_check.planning.application import Application, ApplicationType
from placement_check.planning.measuring import Measuring
from placement_check.planning.policy import (
    CountWithin,
    Figure,
    Hook,
    IndicatorLimit,
    Kind,
    NearFeature,
    Policy,
    WithinArea,
)
from placement_check.scene import ground_of

OTHER_HOMES = "To be answered by children's services of {authority}: restricted check"
BY_THE_COUNCIL = "To be answered by the council"
NATIONAL_PARK = "E26"


def answer_hooks(
    policy: Policy, application: Application | None, assessment: Assessment, store: Store
) -> tuple[HookAnswer, ...]:
    """Return the policy's hooks with their answers, in the policy's order.

    Raises
    ------
    FormRefused
        If the policy is another authority's, or a hook names a layer, class or indicator that the release does not
        know or that cannot answer it.
    """
    _refuse_other_authority(policy, assessment)
    for hook in policy.hooks:
        _refuse_impossible(policy, hook, assessment, store)
    return tuple(
        HookAnswer(hook, _not_applicable(hook, application) or _answered(hook, assessment, store))
        for hook in policy.hooks
    )


def _refuse_other_authority(policy: Policy, assessment: Assessment) -> None:
    where = assessment.where
    here = {where.authority.code: where.authority.name, where.district.code: where.district.name}
    if policy.authority in here or policy.authority.startswith(NATIONAL_PARK):
        return
    listed = ", ".join(f"{name} ({code})" for code, name in here.items())
    raise FormRefused(
        policy.file, "authority", f"The policy is of {policy.authority}, and the place lies in {listed}.",
        "Give the policy of the planning authority that holds the place.", line=policy.authority_line,
    )  # fmt: skip


def _refuse_impossible(policy: Policy, hook: Hook, assessment: Assessment, store: Store) -> None:
    test = hook.test
    if isinstance(test, IndicatorLimit):
        known = sorted(f.question.indicator for f in assessment.findings)
        if test.indicator not in known:
            raise policy.refusal(
                hook,
                "indicator",
                f"'{test.indicator}' is no finding of this report.",
                f"Known: {', '.join(known)}.",
            )
    elif test is not None:
        _refuse_layer(policy, hook, test, store.release.layers)


def _refuse_layer(
    policy: Policy,
    hook: Hook,
    test: NearFeature | WithinArea | CountWithin,
    layers: Mapping[str, Mapping[str, Any]],
) -> None:
    entry = layers.get(test.layer)
    if entry is None:
        raise policy.refusal(
            hook, "layer", f"the release knows no layer '{test.layer}'.",
            f"Known: {', '.join(sorted(layers))}. Build it in with: data build --layers.",
        )  # fmt: skip
    if entry["status"] != "built":
        return
    kinds = {NearFeature: ("point", "line", "polygon"), WithinArea: ("polygon",), CountWithin: ("point",)}
    classes = entry.get("classes") or []
    if not classes or entry["geometry"] not in kinds[type(test)]:
        raise policy.refusal(
            hook, "layer", f"the layer '{test.layer}' cannot answer a hook of kind '{hook.kind}'.",
            f"That kind needs a layer of features with geometry {' or '.join(kinds[type(test)])}.",
        )  # fmt: skip
    strange = [c for c in test.classes if c not in classes]
    if strange:
        raise policy.refusal(
            hook,
            "class",
            f"the layer '{test.layer}' has no class '{strange[0]}'.",
            f"It has: {', '.join(classes)}.",
        )


def _not_applicable(hook: Hook, application: Application | None) -> Answer | None:
    """Return why a hook does not apply to the application, None where it does."""
    if application is None:
        narrow = hook.application_types or hook.use_classes or hook.children_at_least > 1
        return (
            unknown("The policy applies to some proposals only, and none is described.") if narrow else None
        )
    why = ""
    if application.application_type is ApplicationType.LAWFUL_DEVELOPMENT_CERTIFICATE:
        why = "No policy is weighed on an application for a lawful development certificate."
    elif hook.application_types and application.application_type not in hook.application_types:
        why = f"The policy does not apply to this type of application ({application.application_type})."
    elif hook.use_classes and application.use_class_sought not in hook.use_classes:
        why = f"The policy does not apply to class {application.use_class_sought}."
    elif application.children.number < hook.children_at_least:
        why = f"The policy applies from {hook.children_at_least} children up."
    return Answer(Outcome.NOT_APPLICABLE, why) if why else None


def _answered(hook: Hook, assessment: Assessment, store: Store) -> Answer:
    test = hook.test
    if hook.kind is Kind.OTHER_HOMES:
        return unknown(OTHER_HOMES.format(authority=assessment.where.authority.name))
    if test is None:
        return unknown(BY_THE_COUNCIL)
    if isinstance(test, IndicatorLimit):
        found = next(f for f in assessment.findings if f.question.indicator == test.indicator)
        return _indicator(found, test)
    ground = ground_of(store)
    site = locate_areas(assessment.location, store, ground, assessment.at)[1]
    try:
        measuring = Measuring(store, ground, site, test.layer, assessment.at)
        if measuring.stale:
            return measuring.too_old()
        if isinstance(test, NearFeature):
            return measuring.near_feature(test)
        if isinstance(test, WithinArea):
            return measuring.within_area(test)
        return measuring.count_within(test)
    except LayerUnavailable as error:
        return unknown(
            f"The layer cannot answer ({error.code}): {error.text}", sources=(store.provenance(test.layer),)
        )


def _indicator(found: Finding, test: IndicatorLimit) -> Answer:
    as_at = "; ".join(sorted({p.vintage for p in found.provenance if p.vintage}))
    method = (
        f"The finding '{found.question.title}' ({test.indicator}) of this report, {_figure_words(test.of)}."
    )
    if not isinstance(found, Measured):
        return unknown(f"No usable data: {found.reason.text}", method, as_at, found.provenance)
    value, low, high, unit = found.value, found.value, found.value, found.question.unit
    if test.of is not Figure.VALUE:
        compared = found.percentiles.get(test.of.removesuffix("_percentile"))
        if not isinstance(compared, Percentile) or compared.value is None:
            return unknown("No percentile can be given here.", method, as_at, found.provenance)
        value = low = high = compared.value
        unit = "percentile"
    elif found.interval is not None and found.interval_kind == LOCATION_INTERVAL:
        low, high = found.interval
    text = f"{value:.4g} {unit}".rstrip() + f"; limit {limits_text(test.limits)}."
    if test.of is Figure.VALUE and found.interval is not None:
        text += f" Interval {found.interval[0]:.4g} to {found.interval[1]:.4g}."
    if found.bound != "exact":
        text += f" The figure is a bound ({found.bound.replace('_', ' ')})."
    outcome = _of_bound(found.bound, low, high, test)
    return Answer(outcome, text, value, unit, method, as_at, found.provenance)


def _of_bound(bound: str, low: float, high: float, test: IndicatorLimit) -> Outcome:
    """Return the outcome of a figure that may be a bound: then nothing is passed that the rest could overturn."""
    if test.of is not Figure.VALUE and bound != "exact":
        return Outcome.NOT_KNOWN
    if bound == "at_most":
        low = float("-inf")
    return judged(low, high, test.limits, more_possible=bound == "at_least")


def _figure_words(of: Figure) -> str:
    return "its own figure" if of is Figure.VALUE else f"its percentile ({of.removesuffix('_percentile')})"
