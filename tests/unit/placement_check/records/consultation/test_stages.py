"""Titles and tenses by state, hindsight, whose key signed, and words that a reader of another authority knows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from drawn.chains import OURS, THEIRS
from drawn.told_cases import LUTON, ROCHDALE, START, Going, answer, answered, opened, profile, sent

from placement_check.chain import Head, head, sign, with_head
from placement_check.consultation.case import state_of
from placement_check.consultation.kinds import Kind
from placement_check.records.blocks import Callout, Heading, Pairs, Paragraph, Table
from placement_check.records.consultation import place_words, wording
from placement_check.records.consultation.edition import REDACTED
from placement_check.records.consultation.json import document as as_json
from placement_check.records.consultation.letters import Letter, letter
from placement_check.records.consultation.record import consultation_record
from placement_check.records.view.words import texts


def made(chain, *edition):
    return consultation_record(chain, state_of(chain), *edition)


def said(document):
    return " ".join(" ".join(texts(document)).split())


def pairs(document):
    return {term: text for b in document.blocks if isinstance(b, Pairs) for term, text in b.rows}


TITLES = {
    "sent": "Consultation on a proposed placement",
    "answered NK": "Consultation on a proposed placement: the answer",
    "completed": "A placement at a distance: consultation and decision",
    "emergency": "Consultation on a placement that was approved in an emergency",
    "withdrawn": "A proposed placement that was withdrawn: the record",
    "adjoining": "A proposed placement: notification, and voluntary consultation",
}


@pytest.mark.parametrize("name", TITLES)
def test_the_title_says_how_far_the_case_has_come(cases, name):
    assert made(cases[name]).title == TITLES[name]


def test_a_completed_record_tells_in_the_past_what_was_proposed(cases):
    for name in ("completed", "withdrawn"):
        text = said(made(cases[name]))
        assert wording.CONSULTATION_PAST in text
        assert "must have been consulted" not in text
        assert "Your view" not in text
    assert "The questions" not in [b.text for b in made(cases["withdrawn"]).blocks if isinstance(b, Heading)]
    late = wording.CONSULTATION_LATE.format(days="five working days", law="regulation 11(3)")
    assert late in said(made(cases["emergency"]))
    body = as_json(cases["completed"], state_of(cases["completed"]))
    assert wording.ADVISORY not in body["statements"]
    assert wording.VIEW_ADVISORY in body["statements"]


def test_in_the_own_area_there_is_no_area_authority_anywhere_in_the_record():
    chain = opened(LUTON)
    document = made(chain)
    assert pairs(document)["Area authority"] == wording.NO_AREA_AUTHORITY
    text = said(document)
    for words in ("Your view", "The view of the area authority", "Luton (E06000032): the office"):
        assert words not in text
    assert "Not owed: there is no area authority." in text
    body = as_json(chain, state_of(chain))
    assert body["area_authority"] == {"name": wording.NO_AREA_AUTHORITY, "code": None}
    assert wording.ADVISORY not in body["statements"]


def test_the_escalation_never_says_both_that_there_is_a_reply_and_that_there_is_none(cases):
    late, silent = (
        said(letter(cases[n], state_of(cases[n]), Letter.ESCALATION)) for n in ("completed", "silent")
    )
    assert "A reply has since been recorded" in late
    assert "No reply has been recorded" not in late
    assert "I ask for your help" not in late
    assert "No reply has been recorded" in silent
    assert "since been recorded" not in silent


def test_a_source_published_after_the_day_of_the_profile_is_marked_and_said_in_the_box():
    document = made(opened())
    (table,) = [b for b in document.blocks if isinstance(b, Table) and b.caption == "What was measured"]
    marked = {row[0]: row[3].endswith("published after this day") for row in table.rows}
    assert marked == {
        "Railway line, nearest": True,
        "Venues that sell alcohol": False,
        "Deprivation decile": True,
    }
    (box,) = [b for b in document.blocks if isinstance(b, Callout) and b.title == "What is missing"]
    later = [b.text for b in box.blocks if isinstance(b, Paragraph)][-1]
    assert later.startswith("2 of 3 figures come from sources published after 30 June 2024")
    assert "Deprivation decile" in later
    chain = opened()
    figures = as_json(chain, state_of(chain))["place"]["figures"]
    assert [f["published_after_the_day"] for f in figures] == [True, False, True]
    whole = made(opened(found={**profile(), "gaps": []}))
    assert "What was not known yet" in [b.title for b in whole.blocks if isinstance(b, Callout)]
    old = {**profile(), "gaps": [], "figures": profile()["figures"][1:2]}
    assert "What was not known yet" not in said(made(opened(found=old)))


@pytest.mark.parametrize(
    ("vintage", "later"),
    [("2025-10", True), ("2024-06", False), ("2024-07", True), ("2024", False), ("2024-06-28", False),
     ("2024-06-29", True), ("2020-10-28/2020-11-14", False), ("2021-05/2026-07-21", True), ("", False),
     ("Ofsted", False)],
)  # fmt: skip
def test_a_source_is_later_if_it_ends_after_the_day(vintage, later):
    assert place_words.published_after(vintage, "2024-06-28") is later
    assert not place_words.published_after(vintage, "")


def test_figures_reasons_and_flags_are_in_words_that_need_no_method():
    assert place_words.figure("18.3 kernel count") == "18.3, weighted by nearness"
    assert place_words.figure("0 index 0-100") == "0 on an index of 0 to 100"
    assert place_words.figure("1 decile (1 = most crime)") == "decile 1 (1 = most crime)"
    assert place_words.figure("340.1 metres") == "340.1 metres"
    assert place_words.source("Food Agency, 2020-10-28/2020-11-14") == "Food Agency, 2020-10-28 to 2020-11-14"
    assert (
        place_words.compared("At least 90 % are needed.; Only 0 are.")
        == "At least 90 % are needed. Only 0 are."
    )
    gone = "No file of Motorways is held (looked for **/a.csv* + **/b.csv*)."
    assert place_words.reason(gone) == "No file of Motorways is held."
    assert place_words.reason("Bring a list (docs/how-to/add-a-layer.md).") == "Bring a list."
    flagged = place_words.headline("Not rated: it is missing. Flag: band 3.", ["F3", "of another method"])
    assert flagged.startswith(
        "Not rated: it is missing. A floor applies all the same: whatever the score would be"
    )
    assert "cannot be below 3" in flagged
    assert flagged.endswith("confirm on site.")
    assert place_words.headline("Score 40.", ["F3"]) == "Score 40."


def signed(chain, key, organisation):
    return with_head(chain, sign(head(chain), key, chain.events[-1].at + timedelta(minutes=1), organisation))


def test_the_record_says_whose_key_signed_the_answer():
    bare = answered("NK").chain
    going = sent()
    ours = signed(going.chain, OURS, LUTON).heads
    asked = with_head(bare, ours[0])
    assert pairs(made(bare))["Signed"].startswith("Not signed in the name of the authority that answers")
    assert pairs(made(asked))["Signed"].startswith("Not signed in the name")
    forged = pairs(made(signed(asked, OURS, ROCHDALE)))["Signed"]
    assert (
        forged
        == "In its name, by a key that signs for Luton (E06000032) too: this does not show two parties."
    )
    apart = signed(asked, THEIRS, ROCHDALE)
    for edition in ((), (REDACTED,)):
        text = pairs(made(apart, *edition))["Signed"]
        assert "by a key that signs for no other authority in this case" in text
        assert apart.heads[-1].key in text
    assert as_json(apart, state_of(apart))["answers"][0]["signed"] == text


def test_what_was_said_of_another_child_leaves_the_questions_of_this_case_in_the_record(cases):
    paper = made(cases["reused"])
    assert paper.title == "Consultation on a proposed placement"
    assert "The questions" in [b.text for b in paper.blocks if isinstance(b, Heading)]
    assert "Another child: it informs, and is not the consultation of this case." in said(paper)
    same = Going(opened()).add(
        Kind.CONSULTATION_REUSED, 1, reason="Given last month.", same_child=True, earlier_case="1e" * 16,
        earlier_head="2f" * 32, answered="2024-06-20T10:00:00+01:00", answered_by=ROCHDALE,
        answered_role="safeguarding duty manager", no_receipt="None was kept then.",
        **{k: v for k, v in answer("NK").items() if k != "not_searched"},
    )  # fmt: skip
    assert made(same.chain).title == "Consultation on a proposed placement: the answer"
    assert "The questions" not in [b.text for b in made(same.chain).blocks if isinstance(b, Heading)]


def test_an_earlier_answer_without_a_receipt_is_said_to_be_unproven_with_the_reason(cases):
    told = pairs(made(cases["reused"]))["Signed"]
    assert told.startswith("Not proven by a receipt.")
    assert "“None was kept then.”" in told
    assert pairs(made(cases["reused"], REDACTED))["Signed"].startswith(
        "Whether a receipt proves it is withheld"
    )


def test_an_earlier_answer_with_a_receipt_is_said_to_be_proven_and_by_whose_key():
    earlier = Head("1e" * 16, 4, "2f" * 32)
    receipt = sign(earlier, THEIRS, START, ROCHDALE)
    fields = {k: v for k, v in answer("NK").items() if k != "not_searched"}
    going = Going(opened()).add(
        Kind.CONSULTATION_REUSED, 1, reason="Given last month.", same_child=True, earlier_case="1e" * 16,
        earlier_head="2f" * 32, answered="2024-06-20T10:00:00+01:00", answered_by=ROCHDALE,
        answered_role="safeguarding duty manager", earlier_receipt=receipt.plain(), **fields,
    )  # fmt: skip
    told = pairs(made(going.chain))["Signed"]
    assert told.startswith("Proven by a receipt")
    assert receipt.key in told
    assert "not proven by a receipt" not in said(made(going.chain))


def test_the_area_authority_is_told_where_the_address_is_and_what_was_not_stated(cases):
    document = made(cases["sent"])
    text = said(document)
    assert wording.ADDRESS_APART in text
    assert wording.FOR_THE_ADDRESS in text
    rows = pairs(document)
    for term in ("Proposed start", "Expected length", "Why this placement is proposed"):
        assert rows[term] == "Not stated."
    assert "Proposed start" not in pairs(made(cases["sent"], REDACTED))


def test_columns_of_boxes_have_short_heads_and_a_key(cases):
    blocks = made(cases["sent"]).blocks
    (number,) = [
        n for n, b in enumerate(blocks) if isinstance(b, Table) and b.caption.startswith("Near the home")
    ]
    area = blocks[number]
    assert area.columns == ("Question", "None known", "Managed", "Serious", "Unable", "Police")
    assert area.rows[0][0] == "Child sexual exploitation"
    assert blocks[number + 1].items[0] == "None known: none known to this authority - not the same as none"


def test_a_heading_of_one_question_is_followed_by_its_boxes(cases):
    blocks = made(cases["sent"]).blocks
    (number,) = [
        n for n, b in enumerate(blocks) if isinstance(b, Heading) and b.text.startswith("7. The view")
    ]
    assert isinstance(blocks[number + 1], Table)


def test_one_event_is_one_event(cases):
    assert made(cases["opened"]).footer.endswith("; 1 event")
    assert made(cases["sent"]).footer.endswith("; 3 events")


def test_a_clock_that_was_missed_is_said_to_be_late_or_overdue(cases):
    assert "Late or overdue" not in said(made(cases["sent"]))
    document = made(cases["silent"])
    (box,) = [b for b in document.blocks if isinstance(b, Callout) and b.title == "Late or overdue"]
    assert box.blocks[0].items[0].startswith("The area authority's reply: overdue")
    body = as_json(cases["silent"], state_of(cases["silent"]))
    (reply,) = [c for c in body["clocks"] if c["what"] == "the area authority's reply"]
    assert (reply["met"], reply["overdue"], reply["done"]) == (False, True, None)
    late = (
        sent()
        .add(Kind.CONSULTATION_ANSWERED, 75, "safeguarding duty manager", ROCHDALE, **answer("NK"))
        .chain
    )
    assert "The area authority's reply: met late" in said(made(late))
