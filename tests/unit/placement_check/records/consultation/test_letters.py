"""The letters: to whom, under which law, in which words, and what is theirs alone."""

from __future__ import annotations

import pdf_gate
import pytest
from drawn.told_words import NAMED, OUTDATED, forms, unsaid

from placement_check.consultation.case import state_of
from placement_check.records.blocks import Callout, Field, Heading, PageBreak, Pairs, Tone
from placement_check.records.consultation import police_letters, wording
from placement_check.records.consultation.edition import redacted_for
from placement_check.records.consultation.letters import WRITTEN, Letter, letter
from placement_check.records.consultation.paper import paper
from placement_check.records.plain import plain
from placement_check.records.view.words import texts

STAGES = ("opened", "adjoining", "sent", "silent", "completed", "emergency")


def made(cases, name, kind):
    return letter(cases[name], state_of(cases[name]), kind)


def said(document):
    return " ".join(texts(document))


def addressed(document):
    (first, *_) = [b for b in document.blocks if isinstance(b, Pairs)]
    return dict(first.rows)


def test_there_is_a_letter_of_every_kind():
    assert set(WRITTEN) == set(Letter)


@pytest.mark.parametrize("kind", Letter)
@pytest.mark.parametrize("name", STAGES)
def test_every_letter_is_well_formed_marked_and_in_current_terms(cases, name, kind):
    document = made(cases, name, kind)
    plain(document)
    assert document.marks == ("OFFICIAL-SENSITIVE",)
    for form, text in forms(document).items():
        assert not NAMED.search(unsaid(text)), form
        assert not OUTDATED.search(text), form
        assert wording.HANDLING in text


@pytest.mark.parametrize("kind", Letter)
def test_the_page_for_the_sender_is_the_last_and_apart(cases, kind):
    blocks = made(cases, "completed", kind).blocks
    last = max(n for n, b in enumerate(blocks) if isinstance(b, PageBreak))
    assert isinstance(blocks[last + 1], Heading)
    assert blocks[last + 1].text == "For the sender: not part of the letter"
    assert any(isinstance(b, Field) and b.label == "Sent" for b in blocks[last:])


@pytest.mark.parametrize("kind", [Letter.POLICE_NEW_HOME, Letter.POLICE_ESTABLISHED_HOME])
def test_letters_to_the_police_go_to_the_force_of_the_place_and_cite_the_regulations_of_2015(cases, kind):
    document = made(cases, "opened", kind)
    assert addressed(document)["To"] == "Head of Public Protection, Greater Manchester Police (E23000005)"
    text = said(document)
    assert "SI 2015/541), regulation 12(2)(c)" in text
    assert "regulation 46" in text
    assert "safeguarding partners" in text
    assert "integrated care board" in text
    for subject in police_letters.SUBJECTS:
        assert subject in text
    assert "Advice is asked for, not raw intelligence" in text
    assert "\u201cNothing known\u201d is not the same as no risk." in text
    assert "LUT-2024-0417" not in text, "the letter is about a home and not about a child"
    assert "OL16 1AE" not in text, "the place of a home is written in by hand"


def test_a_new_home_and_an_established_home_are_asked_about_differently(cases):
    new, old = (
        said(made(cases, "opened", k)) for k in (Letter.POLICE_NEW_HOME, Letter.POLICE_ESTABLISHED_HOME)
    )
    assert "before registration with Ofsted" in new
    assert "at least once in each calendar year. We ask what has changed since the last review" in old


def test_the_notice_of_13_4_has_the_needs_the_reasons_and_the_papers(cases):
    text = said(made(cases, "completed", Letter.AREA_NOTICE))
    assert "13(4)(b)(i)" in text
    assert "13(4)(b)(ii)" in text
    assert "Education: secondary" in text
    assert "Care plan" in text
    assert "Assessment of needs, and reasons for the placement" in text
    assert "6f" * 32 in text
    assert "It may not be withheld from the area authority." in text
    assert "consulted under regulation 11(2)(d)(ii)" in text
    assert "notified under regulation 11(2)(d)(i)" in said(made(cases, "adjoining", Letter.AREA_NOTICE))


def test_a_notice_without_papers_says_that_none_is_recorded(cases):
    boxes = [b for b in made(cases, "opened", Letter.AREA_NOTICE).blocks if isinstance(b, Callout)]
    assert any(b.tone is Tone.MISSING and b.title == "No enclosure is recorded" for b in boxes)
    assert "The placement broke down tonight." in said(made(cases, "emergency", Letter.AREA_NOTICE))


def test_the_notice_of_ending_says_who_is_owed_it_and_by_when(cases):
    text = said(made(cases, "completed", Letter.ENDING_NOTICE))
    assert "written notice of that intention" in text
    assert "within ten working days" in text
    assert "regulation 14(3)" in text
    assert "As planned at the review." in text
    for private in ("OL16 1AE", "child criminal exploitation", "duty desk"):
        assert private not in text, "it goes to parents and carers too"
    before = made(cases, "started", Letter.ENDING_NOTICE)
    assert any(isinstance(b, Field) and b.label == "When it is to end, and why" for b in before.blocks)


def test_the_escalation_goes_from_director_to_director_with_every_attempt(cases):
    document = made(cases, "silent", Letter.ESCALATION)
    to = addressed(document)
    assert to["To"] == "Director of children's services, Rochdale (E08000005)"
    assert to["From"] == "Director of children's services, Luton (E06000032)"
    text = said(document)
    assert "Consultation chased" in text
    assert "No reply has been recorded. I ask for your help" in text
    assert "the record will say: no reply" in text
    assert "No attempt is recorded" in said(made(cases, "opened", Letter.ESCALATION))
    assert "A reply has since been recorded" in said(made(cases, "completed", Letter.ESCALATION))
    assert wording.VOLUNTARY_LAW in said(made(cases, "adjoining", Letter.ESCALATION))


@pytest.mark.parametrize("kind", Letter)
def test_a_letter_of_a_redacted_chain_withholds_what_the_chain_does(cases, kind):
    hidden = redacted_for(cases["completed"])
    text = said(letter(hidden, state_of(cases["completed"]), kind))
    assert "LUT-2024-0417" not in text
    assert (wording.WITHHELD in text) == (
        kind not in (Letter.POLICE_NEW_HOME, Letter.POLICE_ESTABLISHED_HOME)
    )


@pytest.mark.parametrize("kind", Letter)
def test_every_letter_passes_the_gate_of_a_pdf_and_is_the_same_each_time(cases, kind):
    document = made(cases, "completed", kind)
    pdf = paper(document, "pdf")
    assert pdf_gate.faults(pdf) == []
    assert paper(made(cases, "completed", kind), "pdf") == pdf
