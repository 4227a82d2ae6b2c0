"""What the public edition of a report says, in which order, and what it can never say."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import date

import pytest
from drawn.country import MEDWAY, NORTH_HERTS, PETERBOROUGH, SOUTHEND, middle
from drawn.layers import HERE

from placement_check import places
from placement_check.assess import Options
from placement_check.findings import Measured
from placement_check.purpose import Purpose
from placement_check.records import wording
from placement_check.records.blocks import Callout, Field, Figure, Heading, PageBreak, Paragraph, Table, Tone
from placement_check.records.document import squares_sentence, to_json
from placement_check.records.plain import plain
from placement_check.records.text import to_text
from placement_check.records.view.edition import Additions, Decision, Human
from placement_check.records.view.open_view import open_view
from placement_check.records.view.words import texts, title_of
from placement_check.span import Span

PLACES = (HERE, middle(NORTH_HERTS), middle(PETERBOROUGH), middle(SOUTHEND), middle(MEDWAY))
AT = date(2024, 6, 30)


@pytest.fixture(scope="module")
def assessments(assessed):
    return [assessed(*place) for place in PLACES]


@pytest.fixture(scope="module")
def rated(sample):
    """Return a rated place of the fictional district with its release."""
    from geodata.release import Release
    from geodata.store import Store

    store = Store.of(Release.open(sample))
    assessment = places.assess_in(store, "ZZ1 1AA", date(2026, 7, 1))
    assert assessment.rating.score is not None
    return assessment, store


def headings(document):
    return [b.text for b in document.blocks if isinstance(b, Heading)]


def said(document):
    return "\n".join(texts(document))


def test_the_sections_stand_in_the_order_of_the_method(rated):
    order = headings(open_view(*rated))
    wanted = ["In plain words", "Summary for a committee", "The profile in short", "What helps here",
              "Floors and review triggers", "Score and band", "Decision sheet", "Decision by a named professional",
              "Cost of not placing here", "Annex: the evidence in full", "What is missing, in full",
              "Floors and review triggers explained", "How the score is made up", "Sources, licences and attributions",
              "Versions and digest", "Steps to recompute", "Terms used"]  # fmt: skip
    at = [order.index(text) for text in wanted]
    assert at == sorted(at)


def test_every_document_is_well_formed(assessments, store, rated):
    for a in assessments:
        plain(open_view(a, store))
    plain(open_view(*rated))


def test_no_score_and_no_band_stand_before_the_profile_and_the_missing_box(rated):
    blocks = open_view(*rated).blocks
    score = next(n for n, b in enumerate(blocks) if isinstance(b, Heading) and b.anchor == "score")
    assert any(isinstance(b, Table) and "Domains" in b.caption for b in blocks[:score])
    assert any(isinstance(b, Callout) and b.tone is Tone.MISSING for b in blocks[:score])
    first = next(n for n, b in enumerate(blocks) if isinstance(b, PageBreak))
    page_one = " ".join(b.text for b in blocks[:first] if isinstance(b, Paragraph))
    assert not re.search(r"\b(score|band)\b", page_one, re.IGNORECASE)


def test_page_one_has_the_header_and_says_that_the_method_has_not_been_back_tested(assessments, store):
    for a in assessments:
        blocks = open_view(a, store).blocks
        first = next(n for n, b in enumerate(blocks) if isinstance(b, PageBreak))
        page_one = [b.text for b in blocks[:first] if isinstance(b, Paragraph)]
        assert wording.HEADER in page_one
        assert wording.NOT_BACK_TESTED in page_one


def test_page_one_is_in_short_sentences(assessments, store, rated):
    for a, held in [*((a, store) for a in assessments), rated]:
        blocks = open_view(a, held).blocks
        first = next(n for n, b in enumerate(blocks) if isinstance(b, PageBreak))
        lines = [i for b in blocks[:first] if hasattr(b, "items") for i in b.items]
        for sentence in re.split(r"(?<=[.?!])\s", " ".join(lines)):
            names = re.sub(r"\u201c[^\u201d]*\u201d", "", sentence)
            assert len(re.split(r"[ ]", names.split(":")[0])) <= 26, sentence


def test_the_fixed_strings_stand_word_for_word(assessments, store):
    for a in assessments:
        text = said(open_view(a, store))
        for fixed in (wording.HEADER, wording.HUMAN, wording.PLANNING, wording.NOT_CSE, wording.POLICE_NUMBERS,
                      wording.CONSULTATION, wording.NOT_BACK_TESTED):  # fmt: skip
            assert fixed in text


def test_whatever_is_missing_stands_in_the_box_in_the_profile_and_in_full(assessments, store):
    for a in assessments:
        document = open_view(a, store)
        (box,) = [b for b in document.blocks if isinstance(b, Callout) and b.tone is Tone.MISSING]
        in_box = " ".join(texts(replace(document, blocks=(box,))))
        tables = [b for b in document.blocks if isinstance(b, Table)]
        (full,) = [t for t in tables if t.caption == "Questions without a figure"]
        gaps = [f for f in a.findings if not isinstance(f, Measured)]
        assert len(full.rows) == len(gaps)
        for gap, row in zip(gaps, full.rows, strict=True):
            assert title_of(gap) in in_box
            assert gap.reason.text.rstrip(".") in in_box
            assert row[3] == wording.MISSING.format(reason=gap.reason.text.rstrip("."))
        profile = [row for t in tables if "Interval" in t.columns for row in t.rows]
        assert sum(row[1] == "No figure" for row in profile) == len(gaps)
        assert len(profile) == len(a.findings)


def test_a_count_of_nothing_has_the_zero_string_with_its_upper_limit(assessments, store):
    for a in assessments:
        zeros = [
            f for f in a.findings if isinstance(f, Measured) and f.question.domain == "D1" and f.value == 0
        ]
        text = said(open_view(a, store))
        assert text.count("With 95 % confidence the underlying rate is below") == len(zeros)


def test_a_rated_place_has_its_score_with_interval_reference_and_completeness(rated):
    a, store = rated
    document = open_view(a, store)
    (box,) = [b for b in document.blocks if isinstance(b, Callout) and b.tone is Tone.HEADLINE]
    text = " ".join(texts(replace(document, blocks=(box,))))
    low, high = a.rating.spread.interval
    assert f"Score {a.rating.score:.1f} of 100, interval {low:.1f} to {high:.1f}" in text
    assert f"{a.rating.reference.n} neighbourhoods" in text
    assert f"Completeness: {100 * a.rating.completeness:.1f} %" in text
    area = wording.reference_area(a.rating.reference.name)
    for band in a.rating.spread.band_set:
        assert wording.BANDS[band].format(area=area) in text


def test_not_rated_is_as_prominent_as_any_band(assessments, store, rated):
    unrated = next(a for a in assessments if a.rating.score is None)
    for a, held in ((unrated, store), rated):
        document = open_view(a, held)
        at = next(n for n, b in enumerate(document.blocks) if isinstance(b, Heading) and b.anchor == "score")
        drawing, box = document.blocks[at + 1 : at + 3]
        assert isinstance(drawing, Figure)
        assert drawing.width_mm == 160
        assert box.tone is Tone.HEADLINE
    assert wording.NOT_RATED in said(open_view(unrated, store))


def test_one_choice_at_a_time_and_the_facts_that_would_change_the_band_are_told(rated):
    document = open_view(*rated)
    table = next(b for b in document.blocks if isinstance(b, Table) and b.caption.startswith("One choice"))
    assert len(table.rows) == len(rated[0].rating.alternatives) + 1
    assert "Without police-generated groups" in said(document)
    assert "Single facts that would change the band:" in said(document)


def test_a_result_that_leans_on_police_activity_is_said_to(rated):
    a, store = rated
    q1 = next(d.percentile for d in a.rating.domains if d.domain == "D1")
    for gap, words in ((10.5, "The result depends on"), (9.5, "The result does not depend on")):
        changed = replace(a, rating=replace(a.rating, without_police_generated=q1 - gap))
        assert words in said(open_view(changed, store))


def test_each_fact_is_said_in_words(rated):
    from placement_check.rating.rating import Cap, Fact

    a, store = rated
    facts = (Fact("missing.hazards.rail.high", "hazards.rail", 4), Fact("floor.F3", "F3", 2),
             Fact("cap", "local_reference", 1))  # fmt: skip
    changed = replace(a, rating=replace(a.rating, facts=facts, caps=(Cap.LOCAL_REFERENCE,)))
    text = said(open_view(changed, store))
    assert "Railway line, were it measured and at percentile 90: band 4." in text
    assert "Floor F3, did it not apply (a recorded site visit lifts it): band 2." in text
    assert "capped: local reference" in text


def test_a_profile_alone_has_no_score_and_no_band_anywhere(sample, drawn):
    from geodata.release import Release
    from geodata.store import Store

    for data, place in ((sample, "ZZ1 1AA"), (drawn, f"{HERE[0]},{HERE[1]}")):
        store = Store.of(Release.open(data))
        document = open_view(places.assess_in(store, place, AT, Options(rated=False)), store)
        assert not re.search(r"\b(score|bands?)\b", said(document), re.IGNORECASE)
        assert "score" not in {b.anchor for b in document.blocks if isinstance(b, Heading)}


def test_without_a_decision_every_page_is_a_draft_and_with_one_it_is_not(rated):
    a, store = rated
    assert "DRAFT" in open_view(a, store).marks
    assert wording.HUMAN in said(open_view(a, store))
    decision = Decision(
        "head of placements", date(2026, 7, 2), "agreed", "the school is near, and it is safe to walk"
    )
    human = Human(
        decision, visits=("2 July 2026, night",), corrections=("the pub closed",), views=("boring",),
        not_placing=(("Alternatives considered", "two"),), consultations=("police, asked",),
    )  # fmt: skip
    document = open_view(a, store, Additions(human))
    assert "DRAFT" not in document.marks
    text = said(document)
    for words in (
        "head of placements",
        "agreed",
        "2 July 2026, night",
        "the pub closed",
        "boring",
        "police, asked",
    ):
        assert f"\u201c{words}\u201d" in text
    assert "PROVISIONAL" not in text
    assert not [b for b in document.blocks if isinstance(b, Field)]


def test_a_fictional_district_is_marked_on_every_page(rated):
    document = open_view(*rated)
    assert "FICTIONAL SAMPLE" in document.marks
    assert wording.FICTIONAL in said(document)


def test_a_report_on_overdue_sources_is_marked_expired(assessed, store):
    a = assessed(*HERE, date(2028, 6, 1))
    document = open_view(a, store)
    assert "EXPIRED" in document.marks
    assert "EXPIRED" in document.footer
    assert "overdue for review" in said(document)


def test_a_report_in_date_says_until_when(rated):
    from placement_check.records.view.edition import Additions, edition
    from placement_check.records.view.summary import validity_in_short, validity_told
    from placement_check.validity import Validity

    e = replace(edition(*rated, Additions()), validity=Validity(date(2026, 12, 30), "", ()))
    assert validity_in_short(e) == "30 December 2026"
    assert "six months" in next(b.text for b in list(validity_told(e))[1:])
    e = replace(e, validity=Validity(date(2026, 9, 30), "Layer b", ()))
    assert validity_in_short(e) == "30 September 2026, when Layer b is due for review"
    e = replace(e, validity=Validity(date(2026, 9, 1), "the site visit of 2025-09-01", (), "12 months old"))
    assert validity_in_short(e) == "1 September 2026, when the site visit of 2025-09-01 is 12 months old"
    assert "a site visit that lifts floor F3" in next(b.text for b in list(validity_told(e))[1:])


def test_a_decision_that_ends_before_the_report_gives_the_day_and_the_reports_own_stands_beside_it(rated):
    from placement_check.records.view.edition import Additions, Human, edition
    from placement_check.records.view.summary import validity_in_short, validity_told
    from placement_check.validity import Validity

    e = replace(edition(*rated, Additions()), validity=Validity(date(2026, 12, 30), "", ()))
    ends = replace(e, human=Human(until=date(2026, 8, 1)))
    assert validity_in_short(ends) == "1 August 2026, when the decision on it ends"
    assert "valid until 30 December 2026." in list(validity_told(ends))[1].text
    ended = replace(e, human=Human(until=date(2026, 8, 1), expired=True))
    assert validity_in_short(ended) == "EXPIRED: the decision on it ended on 1 August 2026"
    same = replace(e, human=Human(until=date(2026, 12, 30)))
    assert validity_in_short(same) == "30 December 2026"
    assert "Without the decision" not in list(validity_told(same))[1].text


def test_the_review_of_a_home_is_sensitive_and_names_no_address(rated):
    a, store = rated
    document = open_view(replace(a, purpose=Purpose.REVIEW), store)
    assert document.marks[0] == "OFFICIAL-SENSITIVE"
    assert "ZZ1 1AA" not in document.title + document.subtitle + document.footer + document.reference
    assert "ZZ1 1AA" not in said(document)


def test_a_files_path_is_never_printed(assessed, store):
    from geodata.types import LocationKind

    a = assessed(*HERE)
    changed = replace(
        a, location=replace(a.location, input="/home/someone/site.geojson", kind=LocationKind.BOUNDARY)
    )
    text = said(open_view(changed, store))
    assert "\u201csite.geojson\u201d" in text
    assert "/home" not in text


def test_the_planning_answers_stand_between_the_summary_and_the_annex(rated):
    blocks = (Heading(2, "Planning answers", "planning"), Paragraph("To be answered."))
    order = headings(open_view(*rated, Additions(planning=blocks)))
    assert order.index("Summary for a committee") < order.index("Planning answers")
    assert order.index("Planning answers") < order.index("Annex: the evidence in full")


def test_the_digest_is_that_of_the_json_file(assessments, store):
    for a in assessments:
        digest = hashlib.sha256(to_json(a).encode("utf-8")).hexdigest()
        document = open_view(a, store)
        assert document.digest == digest
        assert digest in said(document)
        assert digest[:12] in document.reference


def test_the_same_assessment_gives_the_same_document(assessed, store):
    assert open_view(assessed(*HERE), store) == open_view(assessed(*HERE), store)


def test_every_source_is_listed_with_its_licence_and_cited_by_its_key(assessments, store):
    for a in assessments:
        document = open_view(a, store)
        table = next(
            b for b in document.blocks if isinstance(b, Table) and b.caption == "Sources of the figures"
        )
        used = {p.layer for f in a.findings if isinstance(f, Measured) for p in f.provenance}
        for layer in used:
            entry = a.layers[layer]
            if entry["status"] == "built":
                assert any(entry["title"] in row[1] and entry["licence"] in row[3] for row in table.rows)
        keys = {row[0] for row in table.rows}
        cited = {k for t in document.blocks if isinstance(t, Table) and "Interval" in t.columns for row in t.rows
                 for k in re.findall(r"\bS\d+\b", row[-1])}  # fmt: skip
        assert cited <= keys


def test_only_named_fields_go_in(assessed, store):
    """A datum that no section names cannot be printed, whatever a finding carries."""
    a = assessed(*HERE)
    canary = "canary-5d1c"
    stuffed = tuple(replace(f, detail={**f.detail, "unlisted": canary, canary: 1}) for f in a.findings)
    layers = {k: {**e, "unlisted": canary} for k, e in a.layers.items()}
    document = open_view(replace(a, findings=stuffed, layers=layers), store)
    assert canary not in said(document)
    assert all(canary not in b.svg for b in document.blocks if isinstance(b, Figure))


def test_only_terms_that_are_used_are_explained(assessments, rated, store):
    from placement_check.records.view.glossary import TERMS, glossary

    assert set(dict(glossary((Paragraph("A percentile."),)).rows)) == {"percentile"}
    assert "seed" in dict(open_view(*rated).blocks[-1].rows)
    assert set(dict(open_view(assessments[0], store).blocks[-1].rows)) <= set(TERMS)


def squeezed(text):
    return "".join(text.split())


def test_the_plain_page_is_one_page_and_the_summary_two(rated):
    from pdf_gate import page_texts

    from placement_check.records.pdf import to_pdf

    pages = [squeezed(text) for text in page_texts(to_pdf(open_view(*rated)))]
    assert "Inplainwords" in pages[0]
    for n, title in (
        (1, "Summary for a committee"),
        (3, "Decision sheet"),
        (4, "Annex: the evidence in full"),
    ):
        assert squeezed(title) in pages[n], (n, pages[n][:80])


def test_the_pdf_of_any_place_passes_the_gate(rated, assessments, store):
    from pdf_gate import faults

    from placement_check.records.pdf import to_pdf

    for a, held in (rated, (assessments[0], store)):
        assert faults(to_pdf(open_view(a, held))) == []


def test_a_share_of_the_area_without_data_stands_in_the_missing_box_too(rated):
    a, store = rated
    first = next(f for f in a.findings if isinstance(f, Measured) and f.question.domain == "D1")
    partly = replace(first, detail={**first.detail, "uncovered_share": 0.08})
    found = replace(a, findings=tuple(partly if f is first else f for f in a.findings))
    sentence = f"8 % of the area round the place has no data for: {first.question.title}."
    assert sentence in said(open_view(found, store))
    assert sentence in " ".join(to_text(found).replace("#", " ").split())
    assert sentence not in said(open_view(a, store))


def test_a_band_that_a_person_set_stands_beside_the_score(rated):
    sentence = "A person set the band: 3, where the method gives 4."
    assert sentence in said(open_view(*rated, Additions(human=Human(band_moved=sentence))))
    assert "A person set the band" not in said(open_view(*rated))


def test_the_squares_of_a_profile_have_no_highest(rated):
    a, _ = rated
    span = Span(4, {}, {}, None, None, 0)
    assert "south-western" in squares_sentence(replace(a, rating=None, span=span))
    assert "highest" in squares_sentence(replace(a, span=span))
    assert squares_sentence(a) == ""


def test_a_floor_that_missing_figures_leave_open_is_never_said_not_to_apply(rated):
    a, store = rated
    bare = replace(a.rating, floors=(), triggers=(), would_change=("hazards.rail", "hazards.water"))
    words = "Not ruled out, because figures are missing: F3 (physical hazards: 2 without a figure)."
    found = replace(a, rating=bare)
    assert words in said(open_view(found, store))
    assert "Not ruled out (physical hazards: 2 without a figure)" in said(open_view(found, store))
    assert words in " ".join(to_text(found).split())
    whole = replace(a, rating=replace(bare, would_change=()))
    assert "Not ruled out" not in said(open_view(whole, store)) + to_text(whole)
