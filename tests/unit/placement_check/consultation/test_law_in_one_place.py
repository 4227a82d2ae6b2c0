"""Days and paragraphs of the law stand in its dated rows alone: the case takes them from there."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from datetime import date

import pytest
from drawn import cases
from drawn.commands import ROOT

from placement_check.consultation import clocks
from placement_check.consultation.recipients import WITHHOLDABLE, Recipient, words_of
from placement_check.duties import book
from placement_check.duties.rules import rules

FILES = sorted((ROOT / "placement_check/consultation").rglob("*.py"))
PARAGRAPH = re.compile(r"\breg(?:ulation)?s?\.? \d|\b\d\d?\(\d\)|\bSI \d{4}/|\bs\.\d")
PERIOD = re.compile(r"\b(?:five|ten|5|10) (?:working )?days?\b|\bwithin \w+ working days")
DAYS = {rule.clock.days for rule in rules() if rule.clock and rule.clock.days}


def told(path):
    """Yield what a file's code holds as it runs: its constants, with their lines, and no docstring."""
    tree = ast.parse(path.read_text("utf-8"))
    blocks = [body for node in ast.walk(tree) if isinstance(body := getattr(node, "body", None), list)]
    said = {id(one.value) for body in blocks for one in body if isinstance(one, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in said:
            yield node.lineno, node.value


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_no_paragraph_and_no_day_that_a_row_of_the_law_gives_stands_in_the_code_of_a_case(path):
    for line, value in told(path):
        where = f"{path.name}:{line}: {value!r}"
        if isinstance(value, str):
            assert not PARAGRAPH.search(value), where
            assert not PERIOD.search(value), where
        assert isinstance(value, bool) or value not in DAYS, where


def test_every_clock_of_the_law_is_named_by_a_row_and_no_row_names_another():
    named = {rule.clock_of for rule in rules() if rule.clock_of}
    assert named == {"reg11_3_d", "reg11_3_c_e", "reg13_4", "reg13_1", "reg9_2", "reg14_4"}
    code = (ROOT / "placement_check/consultation/clocks.py").read_text("utf-8")
    assert all(f'"{name}"' in code for name in named)


def test_a_change_of_the_rows_changes_the_clock_and_its_paragraph(monkeypatch):
    was = book.clock("reg14_4", date(2024, 7, 3))
    assert was.clock is not None
    longer = replace(was, clock=replace(was.clock, days=12), paragraph="reg 14(9)")
    monkeypatch.setattr(clocks.book, "clock", lambda name, on, step="": longer if name == "reg14_4" else was)
    case = cases.started().do("placement_ended", reason="As planned.")
    found = next(c for c in case.state.clocks if c.rule == "reg14_4")
    assert found.basis == "reg 14(9)"
    first = cases.HOLIDAYS.after(case.at.date(), 12)
    assert found.by.date() == first


def test_recipients_are_told_in_the_words_of_the_law_of_the_day():
    assert "clinical commissioning group" in words_of(Recipient.HEALTH, date(2022, 6, 30))
    assert "integrated care board" in words_of(Recipient.HEALTH, date(2022, 7, 1))
    assert {r.value[0] for r in WITHHOLDABLE} == set("bcde")
