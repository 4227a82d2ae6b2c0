"""The record as JSON: valid against the published schema, which is closed and refuses what no reader may see."""

from __future__ import annotations

import copy
import json

import jsonschema
import pytest
from drawn.commands import ROOT

from placement_check.consultation.case import state_of
from placement_check.records.consultation import wording
from placement_check.records.consultation.edition import FULL, REDACTED
from placement_check.records.consultation.json import document, to_json

SCHEMA = json.loads((ROOT / "docs/schemas/consultation.v1.json").read_text("utf-8"))
RECORD = jsonschema.Draft202012Validator(SCHEMA)


def objects(node):
    if isinstance(node, dict):
        if node.get("type") == "object":
            yield node
        for value in node.values():
            yield from objects(value)
    elif isinstance(node, list):
        for value in node:
            yield from objects(value)


def test_the_schema_is_itself_valid_and_closed_all_through():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    found = list(objects(SCHEMA))
    assert len(found) > 15
    for node in found:
        assert node["additionalProperties"] is False
        assert set(node["properties"]) == set(node["required"])


def test_every_record_of_every_case_is_valid_in_both_editions(cases):
    for name, chain in cases.items():
        for edition in (FULL, REDACTED):
            body = json.loads(to_json(chain, state_of(chain), edition))
            assert [e.message for e in RECORD.iter_errors(body)] == [], name


def test_silence_is_no_reply_and_never_an_answer(cases):
    for name in ("opened", "sent", "silent"):
        body = document(cases[name], state_of(cases[name]))
        assert body["reply"] == "no_reply"
        assert body["reply_text"] == wording.NO_REPLY_MEANS
        assert body["answers"] == []
    assert document(cases["completed"], state_of(cases["completed"]))["reply"] == "answered"


def test_a_code_is_given_with_its_sentence(cases):
    body = document(cases["answered NK"], state_of(cases["answered NK"]))
    (reply,) = [r for r in body["answers"][0]["replies"] if r["id"] == "intelligence.code"]
    assert reply["answer"] == f"NK: {wording.CODES['NK']}"
    assert body["answers"][0]["asks_for_a_conversation"] is False


def spoiled(body):
    def changed(change):
        other = copy.deepcopy(body)
        change(other)
        return other

    yield "a reply that nobody gave", changed(lambda b: b.update(reply="no_reply"))
    yield "an answer out of silence", changed(lambda b: b.update(answers=[]))
    yield "a field that nobody listed", changed(lambda b: b.update(child="x"))
    yield "no marking", changed(lambda b: b.update(marks=[]))
    yield "redacted without its mark", changed(lambda b: b.update(redacted=True))
    yield "withheld that is not", changed(lambda b: b.update(reference={"withheld": False}))
    yield "a gap without its words", changed(lambda b: b["place"]["missing"][0].update(text="Nothing there."))
    yield "an act of no kind", changed(lambda b: b["decisions"][0].update(kind="agreed"))
    yield "a history without digests", changed(lambda b: b["history"][0].update(sha256=""))


def test_the_schema_refuses_what_no_reader_may_see(cases):
    body = document(cases["completed"], state_of(cases["completed"]))
    assert RECORD.is_valid(body)
    for what, other in spoiled(body):
        assert not RECORD.is_valid(other), what


@pytest.mark.parametrize("name", ["completed", "silent"])
def test_the_same_case_gives_the_same_text(cases, name):
    chain = cases[name]
    assert to_json(chain, state_of(chain)) == to_json(chain, state_of(chain))
