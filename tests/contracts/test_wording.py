"""What is never said of a place, and what always is: every form, many places (method 7.2, S-5a, S-52)."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from html import unescape
from string import Formatter

import docx
import numpy as np
import pytest
from conftest import once
from drawn import country, layers, releases

from geodata.release import Release
from geodata.store import Store
from geodata.tables import SHIPPED
from placement_check.cli.checking import render
from placement_check.findings import Measured, NotCovered, Reason, ReasonCode
from placement_check.places import assess_in, assess_place
from placement_check.rating.rating import Cap, Fact, Floor, Trigger
from placement_check.records import wording
from placement_check.records.blocks import Figure
from placement_check.records.document import attributions, document
from placement_check.records.html import to_html
from placement_check.records.pdf import content
from placement_check.records.view.open_view import open_view
from placement_check.records.view.words import texts
from placement_check.records.word import to_word

AT = date(2024, 6, 30)
FORMS = ("txt", "json", "geojson", "csv")
NAMED = re.compile(
    r"\b(" + "|".join(w.replace(" ", r"[\s\-\u2010\u2011]+") for w in wording.FORBIDDEN) + r")\b",
    re.IGNORECASE,
)
X, Y = country.corner(country.CENTRAL_BEDS)
DRAWN = (
    layers.HERE, (X + 5_600, Y + 5_000), (X + 1_000, Y + 1_000), country.middle(country.NORTH_HERTS),
    country.middle(country.PETERBOROUGH), country.middle(country.SOUTHEND), country.middle(country.MEDWAY),
    (country.WEST + 400, country.SOUTH + 5_000), (country.WEST + 5_000, country.SOUTH + 50),
)  # fmt: skip
SENTENCES = [v for n, v in vars(wording).items() if n.isupper() and isinstance(v, str)]


def fixed() -> list[re.Pattern[str]]:
    """Return the method's own sentences, whatever stands in their gaps, with any line breaks."""
    patterns = []
    for sentence in sorted(SENTENCES, key=len, reverse=True):
        # The words in a gap stay in the text and are looked at; the fixed parts round it are taken out.
        parts = [part for part, *_ in Formatter().parse(sentence) if len(part.split()) > 2]
        patterns += [re.compile(r"\s+".join(re.escape(w) for w in part.split())) for part in parts]
    return patterns


FIXED = fixed()


def quoted(body: dict) -> set[str]:
    """Return names that a publisher or the asker wrote: they are quotations and nobody's judgement."""
    names = {n["name"] for n in (*body["nearest"], *body["helps"])}
    names |= {(f["detail"].get("nearest") or {}).get("name", "") for f in body["findings"]}
    return {n for n in names if n} | {body["location"]["input"]}


def unsaid(text: str, body: dict) -> str:
    """Return what is left of a text without the fixed sentences and the quotations."""
    flat = " ".join(text.replace("#", " ").replace("!", " ").split())
    for name in sorted(quoted(body), key=len, reverse=True):
        for form in (name, json.dumps(name, ensure_ascii=False)[1:-1]):
            flat = flat.replace(" ".join(form.split()), " ")
    for pattern in FIXED:
        flat = pattern.sub(" ", flat)
    return flat


def check_text(form: str, text: str, body: dict) -> None:
    found = NAMED.search(left := unsaid(text, body))
    assert found is None, f"{form}: ...{left[max(0, found.start() - 80) : found.end() + 40]}..."


def check_words(assessment) -> None:
    body = document(assessment)
    for form in FORMS:
        check_text(form, render(assessment, form), body)


def papers(assessment, store, *, word: bool = True) -> dict[str, str]:
    """Return the words of the report in each form that is printed, without what others are quoted as saying.

    Word is made where asked for: its drawings are pictures, which take long.
    """
    paper = open_view(assessment, store)
    drawings = " ".join(
        unescape(t) for b in paper.blocks if isinstance(b, Figure) for t in re.findall(r">([^<>]+)<", b.svg)
    )
    page = re.sub(r"<style.*?</style>", " ", to_html(paper), flags=re.DOTALL)
    told = {
        "document": " ".join(texts(paper)) + " " + drawings,
        "html": unescape(re.sub(r"<[^>]*>", " ", page.replace("<wbr>", ""))),
        "pdf": " ".join(texts_in(json.loads(content(paper)))),
    }
    if word:
        made = docx.Document(io.BytesIO(to_word(paper)))
        cells = [c.text for table in made.tables for row in table.rows for c in row.cells]
        told["docx"] = " ".join([*(p.text for p in made.paragraphs), *cells])
    return {form: re.sub("\u201c[^\u201d]*\u201d", " ", text) for form, text in told.items()}


def texts_in(value) -> list[str]:
    """Return the words of what the typesetter is given; of a drawing, those between its tags."""
    if isinstance(value, dict):
        return [t for v in value.values() for t in texts_in(v)]
    if isinstance(value, list):
        return [t for v in value for t in texts_in(v)]
    if isinstance(value, str):
        return [unescape(re.sub(r"<[^>]*>", " ", value))]
    return []


def check_papers(assessment, store, *, word: bool = True) -> None:
    for form, text in papers(assessment, store, word=word).items():
        check_text(form, text, document(assessment))


def bare(assessment):
    """Return the assessment of a place of which nothing at all is known."""
    reason = Reason(ReasonCode.NO_DATA, "No file is held.")
    findings = tuple(
        NotCovered(question=f.question, reason=reason, provenance=()) for f in assessment.findings
    )
    crime = replace(assessment.crime, findings=(), counts={"unavailable": {"code": "no_data", "text": reason.text}},
                    window={}, trend=None)  # fmt: skip
    return replace(assessment, findings=findings, crime=crime, near=())


def flagged(assessment):
    """Return the assessment with every floor and trigger of the method, every cap, and facts of every kind."""
    details = {"groups": "vso, drg", "q1": 95.0, "hazard": 97.0, "share": 0.4, "gap": -31.0, "domains": "D3, D6",
               "D3": 96.0, "D6": 97.0, "indicators": "hazards.rail"}  # fmt: skip
    rating = replace(
        assessment.rating, floors=tuple(Floor(f, 3, True, details) for f in wording.FLOORS), caps=tuple(Cap),
        triggers=tuple(Trigger(t, details) for t in wording.TRIGGERS),
        facts=(
            Fact("missing.hazards.rail.low", "hazards.rail", 2), Fact("missing.hazards.rail.high", "hazards.rail", 4),
            Fact("floor.F3", "F3", 2), Fact("cap", ", ".join(Cap), 1),
        ),
    )  # fmt: skip
    return replace(assessment, rating=rating)


@pytest.fixture(scope="session")
def drawn(tmp_path_factory):
    return once(tmp_path_factory, "drawn-country", lambda home: releases.build_drawn(home) and None)


@pytest.fixture(scope="session")
def assessments(drawn):
    days = (AT, date(2027, 6, 1))
    return [assess_place(f"{e},{n}", drawn, day) for e, n in DRAWN for day in days]


@pytest.fixture(scope="session")
def real_assessments(real_release):
    """Assess fifty places drawn from all the reference points, and some where data end."""
    release = Release.open(real_release)
    chosen = np.random.default_rng(7).choice(release.array("reference.x").size, 50, replace=False)
    points = [
        (int(release.array("reference.x")[i]), int(release.array("reference.y")[i])) for i in sorted(chosen)
    ]
    places = [f"{x // 1000},{y // 1000}" for x, y in points]
    places += ["LU1 2TL", "OL16 1AE", "512600,221050", "513200,221050", "514400,221050"]
    return [assess_place(place, real_release, AT) for place in places]


def test_the_words_are_found_however_they_are_written():
    for text in ("It is safe.", "a Low-Risk area", "low\n  risk", "CRIME-FREE", "no go", "hotspot", "unsafe"):
        assert NAMED.search(text)
    for text in ("safeguarding", "hotspots of", "slow risks", "crime, free of", "Safeway"):
        assert not NAMED.search(text)
    body = {"nearest": [], "helps": [], "findings": [], "location": {"input": "?"}}
    assert not NAMED.search(unsaid(wording.HEADER, body))
    assert not NAMED.search(unsaid(wording.MISSING.format(reason="none"), body))
    assert NAMED.search(unsaid(wording.MISSING.format(reason="it is safe here"), body))


def test_no_forbidden_word_is_said_of_a_drawn_place_in_any_form(assessments):
    for assessment in assessments:
        check_words(assessment)


@pytest.mark.real_data
def test_no_forbidden_word_is_said_of_a_real_place_in_any_form(real_assessments):
    for assessment in real_assessments:
        check_words(assessment)


def test_no_forbidden_word_is_said_in_any_paper_of_a_drawn_place(assessments, drawn):
    store = Store.of(Release.open(drawn))
    for assessment in assessments:
        check_papers(assessment, store, word=assessment is assessments[0])
    check_papers(bare(assessments[0]), store)


@pytest.mark.real_data
def test_no_forbidden_word_is_said_in_any_paper_of_a_real_place(real_assessments, real_release):
    store = Store.of(Release.open(real_release))
    for assessment in real_assessments[::6]:
        check_papers(assessment, store, word=assessment is real_assessments[0])


def test_no_forbidden_word_is_said_in_any_paper_of_a_fictional_place(sample):
    store = Store.of(Release.open(sample))
    for place in ("ZZ1 1AA", "ZZ2 2QW", "ZZ5 1SZ"):
        assessment = assess_in(store, place, AT)
        for form, text in papers(assessment, store, word=place == "ZZ1 1AA").items():
            check_text(form, text, document(assessment))
            assert wording.FICTIONAL in " ".join(text.split()), form
    rated = assess_in(store, "ZZ1 1AA", date(2026, 7, 1))
    assert rated.rating.score is not None
    check_papers(flagged(rated), store)
    check_papers(bare(rated), store, word=False)


def test_a_forbidden_word_in_a_paper_would_be_found(assessments, drawn):
    a = assessments[0]
    store = Store.of(Release.open(drawn))
    wrong = replace(a, where=replace(a.where, authority=replace(a.where.authority, name="A Safe Place")))
    assert all(NAMED.search(unsaid(text, document(wrong))) for text in papers(wrong, store).values())
    named = [replace(n, name="Safe Hands Cafe") for n in a.near]
    check_papers(replace(a, near=tuple(named)), store)


def test_no_forbidden_word_is_said_of_a_fictional_place(sample):
    from placement_check.places import gazetteer_of

    store = Store.of(Release.open(sample))
    keys = gazetteer_of(store).postcodes.key
    for at in np.linspace(0, keys.size - 1, 12).astype(int):
        key = bytes(keys[at]).decode("ascii")
        assessment = assess_place(f"{key[:-3]} {key[-3:]}", sample, AT)
        check_words(assessment)
        assert wording.FICTIONAL in flat(render(assessment, "txt"))
        assert wording.FICTIONAL in json.loads(render(assessment, "json"))["statements"]
        rows = list(csv.DictReader(io.StringIO(render(assessment, "csv"))))
        assert all("FICTIONAL" in row["note"] for row in rows)


def squeezed(text: str) -> str:
    """Return a text without blanks: lines are broken at hyphens too."""
    return "".join(text.replace("#", "").split())


def flat(text: str) -> str:
    return " ".join(text.replace("#", " ").replace("!", " ").split())


def test_the_methods_sentences_stand_word_for_word_in_words_and_in_json(assessments):
    for a in assessments:
        text, body = flat(render(a, "txt")), json.loads(render(a, "json"))
        for sentence in (wording.HEADER, wording.HUMAN, wording.PLANNING, wording.NOT_CSE):
            assert sentence in text
            assert sentence in body["statements"]
        for sentence in (wording.POLICE_NUMBERS, wording.CONSULTATION):
            assert sentence in text
        assert body["checks"]["police_numbers"]["text"] == wording.POLICE_NUMBERS
        assert body["checks"]["consultation"]["text"] == wording.CONSULTATION


def test_the_header_comes_before_any_figure(assessments):
    for a in assessments:
        text = flat(render(a, "txt"))
        assert text.index(wording.HEADER) < text.index("Asked for")
        assert json.loads(render(a, "json"))["statements"][0] == wording.HEADER


def test_whatever_is_missing_stands_in_the_box_and_again_where_its_figure_would(assessments):
    for a in assessments:
        gaps = [f for f in a.findings if not isinstance(f, Measured)]
        text = render(a, "txt")
        assert gaps
        box = squeezed(text[text.index("WHAT IS MISSING") : text.index("THE PROFILE")])
        profile = text[text.index("THE PROFILE") :]
        for gap in gaps:
            assert squeezed(gap.question.title) in box
            assert squeezed(gap.reason.text) in box
            assert squeezed(wording.MISSING.format(reason=gap.reason.text.rstrip("."))) in squeezed(profile)
        assert profile.count("NO FIGURE") == len(gaps)


def test_missing_is_as_prominent_as_found(assessments):
    """The box comes before the profile and is framed."""
    for a in assessments:
        lines = render(a, "txt").splitlines()
        at = next(i for i, line in enumerate(lines) if "WHAT IS MISSING" in line)
        assert set(lines[at - 1]) == {"#"}
        assert lines[at].startswith("# ")
        assert at < lines.index("THE PROFILE")


def test_a_record_count_of_nothing_prints_its_upper_limit(assessments):
    for a in assessments:
        nothing = [
            f for f in a.findings if isinstance(f, Measured) and f.question.domain == "D1" and f.value == 0
        ]
        text = flat(render(a, "txt"))
        assert text.count("With 95 % confidence the underlying rate is below") == len(nothing)


def test_no_figure_of_nought_stands_where_nobody_looked(assessments):
    for a in assessments:
        for row in csv.DictReader(io.StringIO(render(a, "csv"))):
            if row["outcome"] != "measured":
                assert row["value"] == row["lower"] == row["upper"] == "not given"
                assert row["force_percentile"] == "not given"
                assert row["grade"] == "N"


def test_each_source_used_is_acknowledged_in_words_and_in_json(assessments):
    for a in assessments:
        used = {p.layer for f in a.findings for p in f.provenance}
        printed = squeezed(render(a, "txt"))
        for layer in used:
            entry = a.layers[layer]
            if entry["status"] == "built":
                assert squeezed(entry["attribution"]) in printed
                assert any(entry["attribution"] in line for line in document(a)["attribution"])
        for line in attributions(a):
            assert squeezed(line) in printed


@pytest.mark.real_data
def test_each_real_source_used_is_acknowledged(real_assessments):
    for a in real_assessments[:10]:
        printed = squeezed(render(a, "txt"))
        for line in attributions(a):
            assert squeezed(line) in printed
        assert any("Royal Mail" in line for line in attributions(a))  # Code-Point Open asks for it


def test_recorded_crime_is_said_to_be_no_measure_of_exploitation(assessments):
    for a in assessments:
        text = flat(render(a, "txt"))
        assert text.index("Recorded crime and disorder") < text.index(wording.NOT_CSE)


def test_nothing_of_a_persons_kind_is_a_field_of_the_report(assessments):
    """No child's name, no birth date: there is no place to write one. Kinds of crime are the publisher's words."""

    def keys(value):
        if isinstance(value, dict):
            nested = {k for name, v in value.items() if name != "by_category" for k in keys(v)}
            return set(value) | nested
        return {k for v in value for k in keys(v)} if isinstance(value, list) else set()

    found = {k for a in assessments for k in keys(document(a))}
    counts = [document(a)["recorded_crime"]["plain_counts"].get("by_category", {}) for a in assessments]
    with (SHIPPED / "crime_categories.csv").open(encoding="utf-8", newline="") as stream:
        assert {k for c in counts for k in c} <= {row["label"] for row in csv.DictReader(stream)}
    assert not {k for k in found if re.search(r"child|birth|surname|forename|patient|person", k)}
