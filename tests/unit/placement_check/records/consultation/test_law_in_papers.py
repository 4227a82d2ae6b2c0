"""Papers take days and paragraphs from the dated rows of the law, and show what was confirmed and what then is owed."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import replace
from datetime import date, datetime

import jsonschema
import pytest
from drawn import cases
from drawn.commands import ROOT

from geodata.calendar import LONDON
from placement_check.cli.consult_show import as_text
from placement_check.consultation.case import state_of
from placement_check.consultation.kinds import Kind
from placement_check.duties import book
from placement_check.records.blocks import Heading, Pairs, Table
from placement_check.records.consultation import law_words
from placement_check.records.consultation.edition import REDACTED
from placement_check.records.consultation.json import to_json
from placement_check.records.consultation.letters import Letter, letter
from placement_check.records.consultation.record import consultation_record
from placement_check.records.view.words import texts

RECORD = jsonschema.Draft202012Validator(
    json.loads((ROOT / "docs/schemas/consultation.v1.json").read_text("utf-8"))
)
SETTLED = {
    "evidence_reference": "DMS-77",
    "evidence_sha256": cases.SHA,
    "what": "at_a_distance",
    "role": "Team manager",
}
OF_THE_LAW = re.compile(
    r"\b(five|ten|5|10) working days|regulations? (9|1[0134])\(|\breg (9|1[0134])\(|SI 2013/3239",
    re.IGNORECASE,
)


def made(chain, *edition):
    return consultation_record(chain, state_of(chain), *edition)


def said(paper):
    return " ".join(" ".join(texts(paper)).split())


def test_no_day_and_no_paragraph_that_a_row_gives_is_written_in_the_code_of_the_papers():
    for path in sorted((ROOT / "placement_check/records/consultation").glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body and isinstance(node.body[0], ast.Expr)
        }  # fmt: skip
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                assert not OF_THE_LAW.search(node.value), f"{path.name}, line {node.lineno}: {node.value}"


def test_another_number_of_days_in_the_law_is_another_in_the_papers(monkeypatch):
    """The rows are the one place: a row with seven days gives seven in the record and in every letter."""
    plain = book.clock

    def longer(name, on, step=""):
        found = plain(name, on, step)
        return replace(found, clock=replace(found.clock, days=7))

    case = cases.approved(
        cases.satisfied(cases.opened(emergency="Broke down tonight."), "ab"), in_emergency=True
    ).chain
    before = said(made(case)), said(letter(case, state_of(case), Letter.AREA_NOTICE))
    state = state_of(case)
    monkeypatch.setattr(law_words.book, "clock", longer)
    after = said(consultation_record(case, state)), said(letter(case, state, Letter.AREA_NOTICE))
    for one, other in zip(before, after, strict=True):
        assert "within five working days" in one
        assert "within 7 working days" in other
    assert "The rest is owed in 7 working days (regulation 11(3))." in after[0]


@pytest.mark.parametrize(
    ("row", "short", "law"),
    [
        ("notice_13_4", "regulation 13(4)", "inserted by SI 2013/3239; in force from 27 January 2014."),
        ("notices_13_2", "regulation 13(1) and (2)", "in force from 1 April 2011."),
    ],
)
def test_a_paragraph_is_written_out_as_the_row_has_it(row, short, law):
    assert law_words.regulation(row) == short
    assert law_words.law_of(row).startswith(law_words.REGULATIONS)
    assert law_words.law_of(row).endswith(law)


def test_days_on_which_a_row_was_not_law_are_not_counted():
    from geodata.errors import TableError

    with pytest.raises(TableError, match="reg13_4"):
        law_words.working_days("reg13_4", date(2013, 1, 1))


def doubtful():
    return cases.opened(step="confirm", approver="confirm")


@pytest.mark.parametrize(
    ("outcome", "words", "step"),
    [
        ("adjoining", "The two authorities adjoin: it is not at a distance.", "notify"),
        ("at_a_distance", "The two authorities do not adjoin: it is at a distance.", "consult"),
    ],
)
def test_what_was_confirmed_is_told_with_its_evidence_and_the_duties_are_those_of_the_outcome(
    outcome, words, step
):
    open_case = doubtful().chain
    assert "A person must confirm it" in said(made(open_case))
    case = doubtful().do(Kind.MATTER_CONFIRMED, outcome=outcome, note="Both councils wrote.", **SETTLED).chain
    paper = made(case)
    assert "What was confirmed" in [b.text for b in paper.blocks if isinstance(b, Heading)]
    told = {term: text for b in paper.blocks if isinstance(b, Pairs) for term, text in b.rows}
    assert told["Outcome"] == words
    assert told["Evidence"] == "“DMS-77”"
    assert told["SHA-256 of the evidence"] == cases.SHA
    assert "A person must confirm it" not in said(paper)
    tables = [b for b in paper.blocks if isinstance(b, Table)]
    (owed,) = [b for b in tables if b.caption.startswith("What this placement owes, by the law of the day")]
    consulted = any("Consult the area authority" in row[0] for row in owed.rows)
    assert consulted is (step == "consult")
    body = json.loads(to_json(case, state_of(case)))
    assert [e.message for e in RECORD.iter_errors(body)] == []
    assert body["basis"]["area_authority_step"] == step
    assert [act["kind"] for act in body["confirmed"]] == ["matter_confirmed"]


def test_a_redacted_edition_shows_the_outcome_and_withholds_the_evidence():
    case = (
        doubtful()
        .do(Kind.MATTER_CONFIRMED, outcome="adjoining", note="Both councils wrote.", **SETTLED)
        .chain
    )
    text = said(made(case, REDACTED))
    assert "The two authorities adjoin: it is not at a distance." in text
    assert "DMS-77" not in text
    assert "Both councils wrote." not in text
    assert cases.SHA not in text
    body = json.loads(to_json(case, state_of(case), REDACTED))
    assert [e.message for e in RECORD.iter_errors(body)] == []


def test_an_authority_that_came_after_the_opening_is_named_once_it_is_confirmed():
    kingston, surrey, west = "E09000021", "E10000030", "X-WEST-SURREY"
    before, after = (datetime(2027, month, day, 9, tzinfo=LONDON) for month, day in ((3, 22), (4, 5)))
    case = replace(cases.between(kingston, surrey, before), at=after)
    assert ("Area authority", "Surrey (E10000030)") in [
        row for b in made(case.chain).blocks if isinstance(b, Pairs) for row in b.rows
    ]
    what = {**SETTLED, "what": "area_authority", "outcome": west}
    case = case.do(Kind.MATTER_CONFIRMED, **what)
    paper = made(case.chain)
    told = {term: text for b in paper.blocks if isinstance(b, Pairs) for term, text in b.rows}
    assert told["Area authority"] == f"West Surrey ({west})"
    assert told["Police force of the place"].startswith("Surrey Police")
    assert told["What was confirmed"] == "Which authority holds the place, where a code became several"
    assert told["Outcome"] == west
    assert f"area authority: West Surrey ({west})" in as_text(case.state)
