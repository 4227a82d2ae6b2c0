"""Approval that comes after the placement: accepted as a fact, and said loudly to be against the law."""

from __future__ import annotations

import pytest
from duties.asked import CENTRAL_BEDFORDSHIRE, LUTON, REASON, ask

from placement_check.duties.document import to_document, to_text
from placement_check.duties.placement import PlacementRefused
from placement_check.duties.wording import moment_words

LATE = {"approved": "2025-12-25T22:00", "started": "2025-12-24T01:00"}
EMERGENCY = {"emergency_reason": REASON}
NEAR, OWN = {"area": CENTRAL_BEDFORDSHIRE}, {"area": LUTON}


def late(owed):
    return {d.rule: d.late for d in owed.duties if d.late is not None}


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        (EMERGENCY, "distant_emergency_dcs"),
        ({}, "distant_dcs"),
        (EMERGENCY | NEAR, "adjoining_emergency_nominated_officer"),
        (NEAR, "adjoining_nominated_officer"),
    ],
)
def test_approval_after_the_start_breaks_reg_11_1_in_an_emergency_and_without(facts, rule):
    owed = ask(**LATE, **facts)
    (breach,) = owed.breaches
    assert breach.citation == "reg 11(1), SI 2010/959"
    assert moment_words(owed.placement.approved) in breach.text
    assert moment_words(owed.placement.started) in breach.text
    assert ("An emergency does not excuse it" in breach.text) == ("emergency_reason" in facts)
    assert late(owed) == {rule: True}
    assert not owed.settled


@pytest.mark.parametrize("facts", [EMERGENCY, {}])
def test_approval_in_time_is_said_to_be_in_time_and_breaks_nothing(facts):
    owed = ask(approved="2025-12-24T01:00", started="2025-12-24T01:00", **facts)
    assert owed.breaches == ()
    assert set(late(owed).values()) == {False}
    assert owed.settled


@pytest.mark.parametrize("times", [{}, {"approved": LATE["approved"]}, {"started": LATE["started"]}])
def test_what_is_not_known_is_neither_late_nor_in_time(times):
    owed = ask(**times)
    assert (owed.breaches, late(owed)) == ((), {})


def test_a_breach_of_reg_10_says_its_own_exception_and_not_that_of_reg_11():
    ten, eleven = ask(**LATE, **EMERGENCY, age=15, ks4_disruption=True).breaches
    assert (ten.citation, eleven.citation) == ("reg 10, SI 2010/959", "reg 11(1), SI 2010/959")
    assert "immediate risk" in ten.text
    assert "reg 11(3)" not in ten.text
    assert "reg 11(3)" in eleven.text


def test_a_breach_of_reg_18_speaks_of_no_emergency():
    (breach,) = ask(**LATE, **EMERGENCY, type="parent", legal_status="care_order").breaches
    assert breach.citation == "reg 18, SI 2010/959"
    assert "reg 11" not in breach.text


def test_where_no_approval_is_owed_none_is_late():
    for facts in (OWN, {"type": "own_la_foster"}, {"type": "connected_person"}):
        owed = ask(**LATE, **facts)
        assert (owed.breaches, late(owed)) == ((), {})


def test_approval_after_the_end_is_a_breach_though_the_start_has_no_time():
    owed = ask(approved="2024-05-07T10:00", ended="2024-05-03T10:00")
    assert len(owed.breaches) == 1
    assert "comes after the end of the placement (Friday 3 May 2024, 10:00)" in owed.breaches[0].text
    assert late(owed) == {"distant_dcs": True}
    before = ask(approved="2024-05-02T10:00", ended="2024-05-03T10:00")
    assert (before.breaches, late(before)) == ((), {})


def test_a_start_without_a_time_is_no_later_than_the_end():
    owed = ask(type="ifa_foster", area="E10000006", on="2023-03-01", approved="2023-03-31T10:00",
               ended="2023-03-30T10:00")  # fmt: skip
    assert owed.area.code == "E10000006"
    assert all("Cumberland" not in r for d in owed.duties for r in d.recipients)


def test_ended_before_started_is_still_refused():
    with pytest.raises(PlacementRefused) as caught:
        ask(started="2024-05-03T10:00", ended="2024-05-02T10:00")
    assert caught.value.rule == "dates_out_of_order"


def test_a_doubt_says_the_breach_that_both_outcomes_hold():
    owed = ask(responsible="E10000016", area="E06000034", **LATE)
    assert owed.at_a_distance == "confirm"
    assert owed.breaches == owed.both[0].breaches == owed.both[1].breaches != ()


def test_the_breach_stands_before_everything_that_is_owed_and_the_duty_is_marked():
    text = to_text(ask(**LATE, **EMERGENCY))
    assert text.index("BREACH OF THE LAW") < text.index("At a distance") < text.index("WHAT IS OWED")
    assert "LATE. Due before the placement is made" in " ".join(text.split())
    assert "BREACH" not in to_text(ask())
    assert "LATE" not in to_text(ask())


def test_the_json_holds_the_breach_with_its_paragraph_and_the_late_duty():
    found = to_document(ask(**LATE, **EMERGENCY))
    assert [b["citation"] for b in found["breaches"]] == ["reg 11(1), SI 2010/959"]
    assert {d["rule"]: d["late"] for d in found["duties"] if d["late"] is not None} == {
        "distant_emergency_dcs": True
    }
    assert to_document(ask())["breaches"] == []
