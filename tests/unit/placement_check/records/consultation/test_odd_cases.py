"""Cases with things left out or out of the way: the record says so and invents nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from drawn.told_cases import (
    CASE,
    LUTON,
    ROCHDALE,
    START,
    Going,
    answer,
    answered,
    opened,
    salts,
    sent,
    silent,
)

from placement_check.chain import Act, append, begin, head
from placement_check.consultation.case import state_of
from placement_check.consultation.kinds import Kind
from placement_check.records.blocks import Callout, Tone
from placement_check.records.consultation import told_answers, told_case
from placement_check.records.consultation.case_facts import facts_of
from placement_check.records.consultation.edition import REDACTED
from placement_check.records.consultation.place_blocks import place
from placement_check.records.consultation.record import consultation_record
from placement_check.records.consultation.terms import day, when
from placement_check.records.plain import plain
from placement_check.records.view.words import texts


def said(chain, *edition):
    document = consultation_record(chain, state_of(chain), *edition)
    plain(document)
    return " ".join(" ".join(texts(document)).split())


@pytest.fixture(scope="module")
def sparse():
    """Return a case that was opened with next to nothing."""
    fields = {"reference": "X-1", "responsible": LUTON, "duties": {"area_authority_step": "consult"}}
    act = Act(Kind.CASE_OPENED.value, START, LUTON, "placements team manager", fields)
    return append(begin(CASE), act, salts())


def test_whatever_was_not_given_is_said_to_be_missing_and_is_no_finding(sparse):
    document = consultation_record(sparse, state_of(sparse))
    boxes = {b.title for b in document.blocks if isinstance(b, Callout) and b.tone is Tone.MISSING}
    assert boxes >= {"No duties are recorded", "No needs are recorded", "No profile is held",
                     "No enclosure is recorded", "No address is recorded", "Not asked"}  # fmt: skip
    text = said(sparse)
    assert "the area authority" in text
    assert "This is not a finding that there are none." in text
    assert "This is not a finding that the child has none." in text


def test_where_adjacency_is_silent_the_record_says_that_a_person_must_confirm(sparse):
    confirm = {"area_authority_step": "confirm", "at_a_distance": "confirm", "approver": "confirm"}
    fields = {"reference": "X-1", "responsible": LUTON, "area": ROCHDALE, "duties": confirm}
    chain = append(begin(CASE), Act("case_opened", START, LUTON, "placements team manager", fields), salts())
    assert "A person must confirm it, on evidence that is recorded. Until then the stricter duty" in said(
        chain
    )


def test_an_answer_after_recorded_silence_keeps_the_silence_in_the_record():
    going = silent().add(
        Kind.CONSULTATION_ANSWERED, 5, "safeguarding duty manager", ROCHDALE, **answer("NCND")
    )
    text = said(going.chain)
    assert "Recorded as no reply" in text
    assert "NCND: Unable to confirm or deny - a routine answer, from which nothing follows." in text


def test_an_earlier_answer_for_the_same_child_says_so():
    going = Going(opened())
    fields = {k: v for k, v in answer("NK").items() if k != "not_searched"}
    going.add(Kind.CONSULTATION_REUSED, 1, reason="The same child.", same_child=True, earlier_case="1e" * 16,
              earlier_head="2f" * 32, answered="2024-06-20T10:00:00+01:00", answered_by=ROCHDALE,
              answered_role="safeguarding duty manager", no_receipt="None was kept then.", **fields)  # fmt: skip
    text = said(going.chain)
    assert "This child and this place." in text
    assert told_answers.NOT_CARRIED not in text
    assert "20 June 2024" in text
    assert "Withheld from this edition." in said(going.chain, REDACTED)


def test_the_head_that_the_other_authority_held_is_printed_and_is_no_secret():
    before = sent()
    held = head(before.chain)
    going = before.add(
        Kind.CONSULTATION_ANSWERED,
        5,
        "safeguarding duty manager",
        ROCHDALE,
        their_head={"case": held.case, "count": held.count, "digest": held.digest},
        **answer("NK"),
    )
    for edition in ((), (REDACTED,)):
        assert f"Head that the other authority held event 3, SHA-256 {held.digest}" in said(
            going.chain, *edition
        )
    closed = replace(going.chain.events[-1], fields={
        name: replace(field, salt=None, value=None) if name == "their_head" else field
        for name, field in going.chain.events[-1].fields.items()
    })  # fmt: skip
    hidden = replace(going.chain, events=(*going.chain.events[:-1], closed))
    assert "Head that the other authority held Withheld from this edition." in said(hidden)


def test_a_word_that_is_none_of_the_closed_ones_stands_as_it_is():
    assert when("soon") == "soon"
    assert day("soon") == "soon"
    assert told_case.PLACEMENT[1].put("care_home") == "care home"
    going = answered("NK")
    fields = {**answer("NK"), "capacity": {"school": "plenty"}, "home": {}}
    going.add(Kind.CONSULTATION_ANSWERED, 1, "safeguarding duty manager", ROCHDALE, **fields)
    text = said(going.chain)
    assert "\u201cplenty\u201d" in text
    assert "Not recorded." in text


def test_a_profile_of_gaps_alone_has_no_table_of_figures(sparse):
    chain = opened(found={"gaps": [{"title": "Rail", "reason": "No file is held."}], "score": "not rated"})
    facts = facts_of(chain, state_of(chain))
    blocks = list(place(facts))
    assert not [b for b in blocks if type(b).__name__ == "Table"]
    assert "1 of 1 questions have no figure." in said(chain)
    figure = {"title": "Rail", "value": "3 m", "compared": "percentile 20 of England", "source": "A, 2024"}
    assert "Why a figure is not compared" not in said(opened(found={"figures": [figure]}))
