"""What a consultation record says before the answer, of silence, and after the answer."""

from __future__ import annotations

import re
import subprocess
import sys

import pdf_gate
import pytest
from drawn.told_cases import NO_CRIME, silent
from drawn.told_words import NAMED, OUTDATED, forms, unsaid

from placement_check.chain import ChainError, begin
from placement_check.consultation.case import state_of
from placement_check.consultation.codes import Effect as Effects
from placement_check.consultation.codes import Intelligence, System, View, Withheld
from placement_check.consultation.kinds import STATUSES, Approver, Kind, Paper, SentWith, Track
from placement_check.consultation.needs import Need, Vulnerability
from placement_check.consultation.questions import QUESTIONS
from placement_check.records import wording as of_places
from placement_check.records.blocks import Callout, Field, Heading, Table, Tone
from placement_check.records.consultation import terms as terms_of
from placement_check.records.consultation import told_answers, told_case, told_place, wording
from placement_check.records.consultation.facts import Gap
from placement_check.records.consultation.paper import paper
from placement_check.records.consultation.place_blocks import missing
from placement_check.records.consultation.record import consultation_record
from placement_check.records.consultation.told_events import authority_of, force_of
from placement_check.records.plain import plain
from placement_check.records.view.words import texts

NAMES = ("opened", "adjoining", "no profile", "sent", "silent", "reused", "emergency", "completed", "started",
         "withdrawn", "gap", *(f"answered {c}" for c in Intelligence))  # fmt: skip


def made(cases, name):
    return consultation_record(cases[name], state_of(cases[name]))


def said(document):
    return " ".join(" ".join(texts(document)).split())


def headings(document):
    return [b.text for b in document.blocks if isinstance(b, Heading)]


@pytest.mark.parametrize("name", NAMES)
def test_every_record_is_well_formed_and_says_no_forbidden_or_outdated_word(cases, name):
    document = made(cases, name)
    plain(document)
    for form, text in forms(document).items():
        assert not NAMED.search(unsaid(text)), form
        assert not OUTDATED.search(text), form


def test_the_forbidden_words_would_be_found():
    assert NAMED.search(unsaid("This is a low-risk street."))
    assert OUTDATED.search("Write to the LSCB.")
    assert not NAMED.search(unsaid("\u201cSafe Hands\u201d"))


def test_the_sections_stand_in_their_order(cases):
    order = headings(made(cases, "sent"))
    wanted = [
        "What this is",
        "What is due, and when",
        "The placement",
        "What open data say of the place",
        "The child's needs and local services",
        "What was enclosed",
        "The questions",
        "Where to answer, and by when",
        "The answer of the area authority",
        "The history, and how to check it",
    ]
    at = [order.index(text) for text in wanted]
    assert at == sorted(at)
    after = headings(made(cases, "completed"))
    wanted = [
        "The answer of the area authority",
        "How it was considered",
        "The five satisfactions",
        "The decision and the placement",
        "Notices",
        "The end of the placement",
    ]
    at = [after.index(text) for text in wanted]
    assert at == sorted(at)
    assert "The questions" not in after


def test_the_record_is_marked_and_says_how_it_is_handled(cases):
    for name in NAMES:
        document = made(cases, name)
        assert document.marks == ("OFFICIAL-SENSITIVE",)
        first = document.blocks[0]
        assert isinstance(first, Callout)
        assert "without the consent of the office that wrote it" in said(document)


def test_the_legal_basis_is_cited_and_differs_between_consulting_and_notifying(cases):
    assert wording.CONSULTATION_LAW in said(made(cases, "opened"))
    adjoining = said(made(cases, "adjoining"))
    assert wording.VOLUNTARY_LAW in adjoining
    assert wording.CONSULTATION_LAW not in adjoining
    assert "good practice, not a duty" in adjoining


def test_before_the_answer_every_question_stands_with_every_closed_answer_and_a_box(cases):
    document = made(cases, "sent")
    text = said(document)
    for question in QUESTIONS:
        assert question.text.split(": ")[-1].removeprefix("Which office is ").rstrip("?")[1:] in text
        for code in question.codes or ():
            assert told_answers.in_words(code).lower() in text.lower()
    boxes = sum(
        cell == "☐" for b in document.blocks if isinstance(b, Table) for row in b.rows for cell in row
    )
    assert boxes == sum(len(q.codes) for q in QUESTIONS if q.codes)
    assert any(isinstance(b, Field) and b.label.startswith("What was searched") for b in document.blocks)


def test_every_code_on_intelligence_is_explained_where_it_is_asked_for():
    assert set(wording.CODES) == {c.value for c in Intelligence}


@pytest.mark.parametrize("code", Intelligence)
def test_an_answer_on_intelligence_is_printed_with_its_fixed_sentence(cases, code):
    text = said(made(cases, f"answered {code}"))
    assert f"{code}: {wording.CODES[code.value]}" in text


def test_nothing_known_is_never_good_news(cases):
    text = said(made(cases, "answered NK"))
    assert "NK: Nothing known to this authority - not the same as no risk. It says what one authority" in text
    assert not re.search(r"no (known )?(risks?|concerns?) (is|are|was|were|of)\b", text, re.IGNORECASE)


def test_neither_confirm_nor_deny_is_said_to_be_routine(cases):
    assert "a routine answer, from which nothing follows. It is given as often when nothing is held" in said(
        made(cases, "answered NCND")
    )


def test_an_answer_without_a_search_is_framed_as_missing(cases):
    document = made(cases, "answered NOT_SEARCHED")
    (box,) = [b for b in document.blocks if isinstance(b, Callout) and b.title == "Nothing was searched"]
    assert box.tone is Tone.MISSING
    assert "The system was down." in said(document)


def test_what_was_searched_is_printed_with_its_last_day(cases):
    document = made(cases, "answered SPEAK")
    (table,) = [
        b for b in document.blocks if isinstance(b, Table) and b.caption.startswith("What was searched")
    ]
    assert ("Children's social care records", "1 July 2024") in table.rows
    assert table.rows[1][1] == "28 June 2024"


@pytest.mark.parametrize("code", ["SPEAK", "POLICE"])
def test_a_code_that_asks_for_a_conversation_says_so_in_a_box(cases, code):
    titles = [b.title for b in made(cases, f"answered {code}").blocks if isinstance(b, Callout)]
    assert "A conversation was asked for before deciding" in titles
    assert "A conversation was asked for before deciding" not in [
        b.title for b in made(cases, "answered NCND").blocks if isinstance(b, Callout)
    ]


@pytest.mark.parametrize("name", ["sent", "silent"])
def test_silence_is_no_reply_with_its_attempts_and_never_consulted(cases, name):
    document = made(cases, name)
    (box,) = [b for b in document.blocks if isinstance(b, Callout) and b.title == "No reply"]
    assert box.tone is Tone.MISSING
    text = said(document)
    assert wording.NO_REPLY_MEANS in text
    (status,) = [
        b for b in document.blocks if isinstance(b, Table) and b.caption == "Each act has its own status"
    ]
    assert "No reply" in dict(status.rows)["Consultation of the area authority"]
    assert "Answered" not in dict(status.rows)["Consultation of the area authority"]


def test_silence_that_was_recorded_shows_that_it_was_chased_and_escalated(cases):
    text = said(made(cases, "silent"))
    for attempt in (
        "Consultation sent, to the office of",
        "Consultation chased",
        "Escalated from director to director",
    ):
        assert attempt in text
    assert "This is not consultation." in text
    assert "\u201cNo office answered in the time asked for.\u201d" in text


def test_nobody_asked_is_not_the_same_as_no_reply(cases):
    consult, notify = said(made(cases, "opened")), said(made(cases, "adjoining"))
    assert "The area authority has not been asked." in consult
    assert "The law asks here that it be notified" in notify
    for text in (consult, notify):
        assert wording.NO_REPLY_MEANS not in text


def test_an_emergency_without_an_answer_still_asks(cases):
    document = made(cases, "emergency")
    text = said(document)
    assert "The questions" in headings(document)
    assert "Yes. Reason: \u201cThe placement broke down tonight.\u201d" in text
    assert "Approved in an emergency." in text
    assert "Delegation reference: \u201cSCH-12\u201d" in text
    assert text.count("Not recorded.") >= 3, "satisfactions (c) to (e) stand as not recorded"


def test_a_reused_answer_says_so_and_leaves_out_what_was_said_of_another_child(cases):
    text = said(made(cases, "reused"))
    assert "An earlier answer, given for another question" in text
    assert "is not the consultation of this case" in text
    assert text.count(told_answers.NOT_CARRIED) == 2
    assert "It was not asked for this case" in text


def test_what_is_missing_of_the_place_stands_first_framed_and_in_the_methods_words(cases):
    document = made(cases, "opened")
    kinds = [(b.tone, b.title) for b in document.blocks if isinstance(b, Callout)]
    assert kinds.index((Tone.MISSING, "What is missing")) < kinds.index((Tone.HEADLINE, "Not rated"))
    text = said(document)
    assert of_places.HEADER in text
    assert of_places.MISSING.format(reason=NO_CRIME.rstrip(".")) in text
    assert "11 of 14 questions have no figure." in text
    assert missing((Gap("A", "Gone."), Gap("B", "Gone."))) == (
        "A; B: No usable data: Gone. This is not evidence of low risk.",
    )


@pytest.mark.parametrize(
    ("name", "words"), [("no profile", "No profile of the place"), ("gap", "is in Wales")]
)
def test_a_place_without_a_profile_is_no_good_news_either(cases, name, words):
    text = said(made(cases, name))
    assert words in text
    assert "This is not evidence of low risk." in text


def test_a_score_is_printed_with_what_it_means(cases):
    from drawn.told_cases import opened, profile

    found = {**profile(), "score": "63.1", "band": "3", "said": "", "gaps": []}
    chain = opened(found=found)
    document = consultation_record(chain, state_of(chain))
    assert "Score 63.1 of 100" in said(document)
    assert of_places.SCORE_MEANS in said(document)
    assert "Every question of the profile has a figure." in said(document)


def test_not_found_and_no_list_held_are_told_apart(cases):
    (table,) = [
        b for b in made(cases, "opened").blocks if isinstance(b, Table) and b.caption.startswith("Needs")
    ]
    rows = dict(table.rows)
    assert rows["Leisure and play"].startswith(wording.NOT_FOUND)
    assert rows["Mental health"].startswith(wording.NO_LIST)
    assert rows["Education: secondary"].startswith("\u201cSafe Harbour High School")


def test_local_policy_is_labelled_and_the_law_sets_no_time_to_reply(cases):
    text = said(made(cases, "sent"))
    assert "1 working day (local policy, not law)" in text
    assert wording.NO_TIME_LIMIT in text


def test_unverified_duties_say_that_they_are(cases):
    document = made(cases, "opened")
    (table,) = [
        b
        for b in document.blocks
        if isinstance(b, Table) and b.caption.startswith("What this placement owes")
    ]
    under = [row[3] for row in table.rows]
    assert all(u for u in under)
    assert any(u.endswith(" *") for u in under)
    assert not all(u.endswith(" *") for u in under)
    assert said(document).count("compare with the current text") == 1
    assert wording.NOT_COMPARED_WITH_LAW in said(document)


def test_the_exact_age_is_printed_nowhere(cases):
    for name in NAMES:
        text = said(made(cases, name))
        assert "14-15 years" in text
        assert not re.search(r"\b14 years|aged? 14\b", text)


def test_the_completed_record_holds_decision_reasons_evidence_notices_and_endings(cases):
    text = said(made(cases, "completed"))
    for words in (
        "It is the home that answers the needs",
        "Paper E-1",
        "Not told, under regulation 13(3). Reason:",
        "Conditions were added.",
        "Why it departs",
        "Ended under regulation 14(3), immediate risk",
        "Not verified: confirm it.",
        "The director of children's services of the responsible authority",
    ):
        assert words in text
    assert "placement-check verify" in text


def test_the_history_holds_every_event_with_its_digest(cases):
    for name in NAMES:
        chain = cases[name]
        (table,) = [
            b
            for b in made(cases, name).blocks
            if isinstance(b, Table) and b.caption.startswith("Every recorded")
        ]
        assert [row[4] for row in table.rows] == [e.digest for e in chain.events]
        assert made(cases, name).digest == chain.events[-1].digest


def test_every_field_of_an_act_is_printed_or_is_known_not_to_be(cases):
    """A field that nobody thought of would be left out in silence."""
    elsewhere = {"happened", "says", "recipients", "search", "their_head"}
    for name in ("silent", "emergency", "completed", "withdrawn"):
        for event in cases[name].events:
            kind = Kind(event.kind)
            if kind in (Kind.CASE_OPENED, Kind.CONSULTATION_ANSWERED, Kind.ENCLOSURE_RECORDED):
                continue
            assert set(event.fields) <= {t.name for t in terms_of.TERMS[kind]} | elsewhere, kind


def test_every_closed_word_has_words_to_print():
    assert set(terms_of.TITLES) == set(Kind)
    assert set(terms_of.TERMS) | {
        Kind.CASE_OPENED,
        Kind.CONSULTATION_ANSWERED,
        Kind.CONSULTATION_REUSED,
        Kind.ENCLOSURE_RECORDED,
    } == set(Kind)
    for words, closed in (
        (terms_of.EFFECTS, Effects),
        (terms_of.APPROVERS, Approver),
        (terms_of.PAPERS, Paper),
        (terms_of.WITH, SentWith),
        (told_answers.SYSTEMS, System),
        (told_answers.NOT_TO, Withheld),
        (told_place.NEEDS, Need),
        (told_case.VULNERABILITIES, Vulnerability),
    ):
        assert set(words) == {c.value for c in closed}
    for track in Track:
        if track is not Track.CASE:
            assert set(told_case.STATUSES[track]) == {s.value for s in STATUSES[track]}
    assert all(told_answers.in_words(v) for v in View)


def test_an_authority_or_force_that_the_tables_do_not_hold_stands_as_it_is():
    from datetime import date

    assert authority_of("elsewhere", date(2024, 7, 1)).name == "elsewhere"
    assert "not held here" in force_of("elsewhere", date(2024, 7, 1)).name
    assert force_of("E09000001", date(2024, 7, 1)).name == "City of London Police"
    assert force_of("E09000033", date(2024, 7, 1)).name == "Metropolitan Police"


def test_a_chain_without_events_is_refused():
    empty = begin("0f" * 16)
    with pytest.raises(ChainError, match="no events"):
        consultation_record(empty, state_of(empty))


def test_the_pdf_passes_the_gate_and_every_page_is_marked(cases):
    for name in ("sent", "completed"):
        made_pdf = paper(made(cases, name), "pdf")
        assert pdf_gate.faults(made_pdf) == []
        texts_of_pages = pdf_gate.page_texts(made_pdf)
        assert all("OFFICIAL-SENSITIVE" in t for t in texts_of_pages)


def test_word_holds_the_same_words(cases):
    import io

    import docx

    opened = docx.Document(io.BytesIO(paper(made(cases, "answered NK"), "docx")))
    cells = [c.text for t in opened.tables for row in t.rows for c in row.cells]
    assert any(cell.startswith("NK: Nothing known to this authority") for cell in cells)


def test_the_same_case_gives_the_same_bytes_in_another_process(cases):
    code = (
        "import sys; sys.path.insert(0, 'tests'); from drawn.told_cases import silent; "
        "from placement_check.consultation.case import state_of; "
        "from placement_check.records.consultation.record import consultation_record; "
        "from placement_check.records.consultation.json import to_json; "
        "from placement_check.records.consultation.paper import paper; c = silent().chain; s = state_of(c); "
        "d = consultation_record(c, s); o = sys.stdout.buffer; "
        "[o.write(paper(d, f)) for f in ('html', 'pdf')]; o.write(to_json(c, s).encode())"
    )
    made_twice = {
        subprocess.run([sys.executable, "-c", code], env={"PYTHONHASHSEED": seed, "TZ": zone}, check=True,
                       capture_output=True).stdout
        for seed, zone in (("0", "UTC"), ("7", "Pacific/Auckland"))
    }  # fmt: skip
    assert len(made_twice) == 1
    here = silent().chain
    assert paper(consultation_record(here, state_of(here)), "html") in next(iter(made_twice))
