"""Rows of the law by name: what is cited, and which row's days a clock of a case counts."""

from __future__ import annotations

from datetime import date

import pytest

from geodata.errors import RuleRefused, TableError
from placement_check.consultation.refusal import StepRefused
from placement_check.duties import book
from placement_check.duties.placement import PlacementRefused
from placement_check.duties.rules import rules, rules_of


def test_a_row_is_cited_in_few_words_and_in_full():
    assert book.paragraph("notice_13_4") == "reg 13(4)"
    assert book.cited("notice_13_4") == "reg 13(4)(a), (b)(i)"
    assert book.paragraph("ending_late_notice") == "reg 14(4)"
    assert book.broken("distant_dcs") == "reg 11(1)"
    assert book.broken("notice_13_4") == ""


def test_approvals_by_one_paragraph_are_alike():
    assert book.alike("ks4_nominated_officer") == {"ks4_nominated_officer"}
    assert {"distant_dcs", "adjoining_nominated_officer"} < book.alike("distant_emergency_dcs")
    assert not book.alike("notice_13_4")


def test_a_name_that_no_row_has_is_refused():
    with pytest.raises(TableError, match="no rule 'reg_99'"):
        book.rule("reg_99")


def test_a_clock_counts_the_days_of_the_row_in_force_on_the_day_of_its_event():
    assert book.clock("reg11_3_d", date(2024, 5, 3), "consult").id == "emergency_consult"
    assert book.clock("reg11_3_d", date(2024, 5, 3), "notify").id == "emergency_notify"
    assert book.clock("reg14_4", date(2024, 5, 3)).clock.days == 10
    with pytest.raises(TableError, match="no row for the clock 'reg13_4' on 2014-01-26"):
        book.clock("reg13_4", date(2014, 1, 26))


def test_every_row_that_a_clock_goes_by_counts_days_from_an_event():
    for rule in rules():
        assert not rule.clock_of or (rule.clock.days and rule.clock.after), rule.id
    row = {"id": "x", "kind": "duty", "duty": "x", "citation": "reg 1", "from": date(2014, 1, 27),
           "confidence": "unverified", "tag": "[R]", "source": "x", "clock_of": "reg9_2"}  # fmt: skip
    with pytest.raises(TableError, match="counts no days"):
        rules_of({"rule": [row]})


def test_what_the_law_and_the_workflow_refuse_is_refused_by_a_named_rule_alike():
    for kind in (PlacementRefused, StepRefused):
        found = kind("age", "The age is 19.", "Correct it.")
        assert isinstance(found, RuleRefused)
        assert (found.rule, found.text, found.advice) == ("age", "The age is 19.", "Correct it.")
        assert str(found) == "Rule 'age' failed: The age is 19. Correct it."
