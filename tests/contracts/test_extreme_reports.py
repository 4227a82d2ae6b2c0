"""Wording over extremes (RT-16): the method's strings present, the forbidden words absent, in every form.

500 reports, as the method asks; EXTREME_REPORTS asks for another number. What was made is printed (pytest -s).
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from datetime import date

import pytest
from contracts.test_wording import NAMED, check_text, papers, unsaid
from drawn.extremes import Extremes

from geodata.release import Release
from geodata.store import Store
from placement_check.assess import Options
from placement_check.cli.checking import render
from placement_check.findings import Measured
from placement_check.places import assess_in
from placement_check.records import wording
from placement_check.records.document import document, reference_sentence

REPORTS = int(os.environ.get("EXTREME_REPORTS", "500"))
EVERYWHERE = (wording.HEADER, wording.HUMAN, wording.PLANNING, wording.NOT_CSE)
FORMS = ("text", "json", "html", "pdf")


@pytest.fixture(scope="module")
def kept(sample) -> Store:
    return Store.of(Release.open(sample))


@pytest.fixture(scope="module")
def extremes(kept) -> Extremes:
    at = date(2026, 7, 1)
    rated = assess_in(kept, "ZZ1 1AA", at)
    assert rated.rating.score is not None
    return Extremes([
        rated, assess_in(kept, "ZZ5 1SZ", at), rated, assess_in(kept, "ZZ2 2QW", at),
        assess_in(kept, "ZZ1 1AB", date(2030, 1, 1), Options(rated=False)),
    ])  # fmt: skip


def squeezed(text: str) -> str:
    """Return a text without blanks and box marks: lines are broken, and breaks hinted at, in many ways."""
    return re.sub(r"[\s#!\u200b\u00ad]+", "", text)


def told(assessment, store) -> dict[str, str]:
    """Return what a report says in the terminal, in JSON, in HTML, and to the typesetter of the PDF."""
    paper = papers(assessment, store, word=False)
    body = " ".join(strings(json.loads(render(assessment, "json"))))
    return {"text": render(assessment, "txt"), "json": body, "html": paper["html"], "pdf": paper["pdf"]}


def strings(value) -> list[str]:
    if isinstance(value, dict):
        return [t for v in value.values() for t in strings(v)]
    if isinstance(value, list):
        return [t for v in value for t in strings(v)]
    return [value] if isinstance(value, str) else []


def wanted(assessment) -> list[str]:
    """Return the strings of 7.2 and S-5a that this report must hold in every form."""
    gaps = [f for f in assessment.findings if not isinstance(f, Measured)]
    found = [*EVERYWHERE, wording.FICTIONAL]
    found += [wording.MISSING.format(reason=f.reason.text.rstrip(".")) for f in gaps]
    rating = assessment.rating
    if rating is None:  # no band stands in a profile alone, not even in the sentence on what bands mean
        return found
    found.append(reference_sentence(assessment))
    if rating.score is None:
        return [*found, wording.NOT_RATED]
    area = wording.reference_area(rating.reference.name)
    return [*found, *(wording.BANDS[band].format(area=area) for band in rating.spread.band_set)]


def test_extreme_reports_hold_the_methods_strings_and_no_forbidden_word(extremes, kept):
    sizes: Counter[str] = Counter()
    for number in range(REPORTS):
        assessment = extremes.report(number)
        body = document(assessment)
        for form, text in told(assessment, kept).items():
            check_text(f"report {number}, {form}", text, body)
            flat = squeezed(text)
            for sentence in wanted(assessment):
                assert squeezed(sentence) in flat, f"report {number}, {form}: {sentence}"
            sizes[form] += len(text)
        nothing = [
            f for f in assessment.findings
            if isinstance(f, Measured) and f.question.domain == "D1" and f.value == 0
        ]  # fmt: skip
        zero = squeezed("With 95 % confidence the underlying rate is below")
        assert squeezed(render(assessment, "txt")).count(zero) == len(nothing)
        sizes["gaps"] += sum(not isinstance(f, Measured) for f in assessment.findings)
        sizes["counts of nothing"] += len(nothing)
        sizes["not rated"] += assessment.rating is not None and assessment.rating.score is None
    assert sizes["gaps"] > REPORTS
    assert sizes["counts of nothing"] > 0
    assert sizes["not rated"] > 0
    said = ", ".join(f"{name} {n:,}" for name, n in sizes.items())
    print(f"{REPORTS} extreme reports; characters by form, and counts: {said}")  # noqa: T201


def test_extreme_reports_are_not_all_alike_and_a_number_gives_the_same_report(extremes):
    made = [render(extremes.report(n), "json") for n in range(12)]
    assert len(set(made)) == 12
    assert made[5] == render(extremes.report(5), "json")


def test_a_forbidden_word_in_an_extreme_report_would_be_found(extremes, kept):
    from dataclasses import replace

    a = extremes.report(0)
    wrong = replace(a, where=replace(a.where, authority=replace(a.where.authority, name="A No-Go Place")))
    for form, text in told(wrong, kept).items():
        assert NAMED.search(unsaid(text, document(wrong))), form
