"""The working as plain text: each step on a line that can be recomputed from what it prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from placement_check.explain.steps import Section, figure
from placement_check.kept import Kept
from placement_check.records import wording
from placement_check.records.marks import marking_of

INTRODUCTION = (
    "Each line is: rule, name = formula in figures = result. Figures have twelve digits; ln and exp are natural. A "
    "name without a formula is an input: where it comes from is said behind it. [agrees] means that the line gives the "
    "assessment's own figure."
)


def to_text(kept: Kept, sections: Sequence[Section]) -> str:
    """Return the working of an assessment as text."""
    return "\n".join(_lines(kept, sections)) + "\n"


def _lines(kept: Kept, sections: Sequence[Section]) -> Iterator[str]:
    body = kept.body
    if marking := marking_of(body):
        yield marking
    yield "THE WORKING OF ONE ASSESSMENT"
    if body.get("label"):
        yield wording.FICTIONAL
    yield wording.HEADER
    yield f"Place: {body['location']['matched']}. Day: {body['at']}. Purpose: {body['purpose']}."
    versions = body["versions"]
    yield f"Data {versions['data']}; method {versions['method']}; software {versions['software']}."
    yield body["reference"]["text"]
    if not sections:
        yield "Only a profile was asked for: there is no rating to explain."
        return
    yield INTRODUCTION
    for section in sections:
        yield ""
        yield section.title
        yield "-" * len(section.title)
        yield from section.words
        for step in section.steps:
            middle = f" = {step.formula}" if step.formula else ""
            verdict = _verdict(step.agrees, step.reported)
            words = f"  ({step.words})" if step.words else ""
            yield f"{step.rule}: {step.name}{middle} = {figure(step.value)}{verdict}{words}"
    yield ""
    yield wording.HUMAN


def _verdict(agrees: bool, reported: float | None) -> str:
    if reported is None:
        return ""
    return "  [agrees]" if agrees else f"  [DIFFERS: the assessment has {figure(reported)}]"


def all_agree(sections: Sequence[Section]) -> bool:
    """Return whether every step gives the figure that was reported."""
    return all(step.agrees for section in sections for step in section.steps)
