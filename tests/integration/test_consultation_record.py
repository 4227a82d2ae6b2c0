"""The cases of the documentation on real data, carried through the command line to their records and letters."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pdf_gate
import pytest
from click.testing import CliRunner
from conftest import ROOT
from drawn.example_times import happened
from drawn.told_words import NAMED, OUTDATED, forms, unsaid

from placement_check.chain import of_json
from placement_check.cli.consult import consult
from placement_check.consultation.case import state_of
from placement_check.records.consultation.edition import REDACTED
from placement_check.records.consultation.letters import Letter, letter
from placement_check.records.consultation.paper import paper
from placement_check.records.consultation.record import consultation_record
from placement_check.records.view.words import texts

pytestmark = pytest.mark.real_data
FORMS = ROOT / "docs" / "examples" / "consultation"
SCHEMA = json.loads((ROOT / "docs/schemas/consultation.v1.json").read_text("utf-8"))


def done(*arguments: object) -> None:
    found = CliRunner().invoke(consult, [str(a) for a in arguments])
    assert found.exception is None, found.output


def carried(forms_of: Path, data: Path, home: Path) -> list[Path]:
    """Return the case file after each form of an example."""
    first, *rest = sorted(forms_of.iterdir())
    files = [home / "0.json"]
    done("new", first, "-o", files[0], "--data", data, "--at", "2024-06-30T10:00")
    for number, form in enumerate(rest, start=1):
        files.append(home / f"{number}.json")
        act = "answer" if 'act = "consultation_answered"' in form.read_text("utf-8") else "record"
        done(act, files[-2], form, "-o", files[-1], "--at", happened(form))
    return files


@pytest.fixture(scope="module")
def rochdale(real_release, tmp_path_factory):
    return carried(FORMS / "rochdale", real_release, tmp_path_factory.mktemp("rochdale"))


@pytest.fixture(scope="module")
def adjoining(real_release, tmp_path_factory):
    return carried(FORMS / "central-bedfordshire", real_release, tmp_path_factory.mktemp("adjoining"))


def chain_of(path: Path):
    return of_json(path.read_text("utf-8"))


def record_of(path: Path, *edition):
    chain = chain_of(path)
    return consultation_record(chain, state_of(chain), *edition)


def said(document) -> str:
    return " ".join(" ".join(texts(document)).split())


def test_the_distant_case_is_asked_with_its_gaps_and_answered_with_speak(rochdale):
    asked, done_with = said(record_of(rochdale[2])), said(record_of(rochdale[-1]))
    for text in (asked, done_with):
        assert (
            "No street-level crime file of Greater Manchester is held. This is not evidence of low risk."
            in text
        )
        assert "Greater Manchester Police (E23000005)" in text
        assert "regulation 11(1)(b), (2) and (5); regulation 11(2)(d)(ii)" in text
    assert "Where to answer, and by when" in asked
    assert "SPEAK: Speak with the named office before deciding." in done_with
    assert "A conversation was asked for before deciding" in done_with
    assert "Conversation held Yes." in done_with
    assert "Placement approved, 3 July 2024" in done_with


def test_the_adjoining_case_is_notified_and_says_that_nobody_was_asked(adjoining):
    text = said(record_of(adjoining[-1]))
    assert "A placement in another authority's area: notification and decision" in text
    assert "The law asks here that it be notified" in text
    assert "A nominated officer of the responsible authority" in text
    assert "The questions" not in text


@pytest.mark.parametrize("name", ["rochdale", "adjoining"])
def test_every_paper_of_a_real_case_is_in_words_that_may_be_said(name, request):
    path = request.getfixturevalue(name)[-1]
    chain = chain_of(path)
    papers = [
        record_of(path),
        record_of(path, REDACTED),
        *(letter(chain, state_of(chain), k) for k in Letter),
    ]
    for document in papers:
        for text in forms(document).values():
            assert not NAMED.search(unsaid(text))
            assert not OUTDATED.search(text)
    assert pdf_gate.faults(paper(papers[0], "pdf")) == []


def test_the_redacted_edition_of_a_real_case_hides_the_answer_and_the_place(rochdale):
    text = said(record_of(rochdale[-1], REDACTED))
    for hidden in ("SPEAK:", "OL16", "EX-PLACEMENT-1", "missing protocol", "about eight weeks", "college"):
        assert hidden not in text


def test_the_command_renders_each_form(rochdale, tmp_path):
    for form in ("html", "pdf", "docx", "json"):
        kept = tmp_path / f"record.{form}"
        done("render", rochdale[-1], "-o", kept)
        assert kept.stat().st_size > 1_000
    body = json.loads((tmp_path / "record.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(SCHEMA).validate(body)
