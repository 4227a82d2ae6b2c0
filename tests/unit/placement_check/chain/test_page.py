"""The worked example of docs/chain.md, recomputed with hashlib and json alone, and then by the program."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from placement_check.chain import heads, keys, of_json
from placement_check.chain.document import receipt_of_json
from placement_check.chain.verify import ALONE, verify

PAGE = (Path(__file__).resolve().parents[4] / "docs" / "chain.md").read_text("utf-8")
CASE, RECEIPT = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
COMMITTED, DIGESTED, SIGNED, PEM = re.findall(r"```text\n(.*?)\n```", PAGE, re.DOTALL)


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def canonical(value) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@pytest.fixture
def case():
    return json.loads(CASE)


def test_every_hash_of_the_example_is_what_the_page_says_it_is(case):
    before = sha(f"{case['format']}\n{case['case']}".encode())
    assert f"Start of the case: `{before}`" in PAGE
    for number, event in enumerate(case["events"], 1):
        assert (event["number"], event["previous"]) == (number, before)
        for name, field in event["fields"].items():
            if "value" in field:
                committed = canonical([case["case"], number, name, field["salt"], field["value"]])
                assert sha(committed) == field["commitment"]
        body = {key: event[key] for key in ("number", "kind", "at", "organisation", "role", "previous")}
        body["case"] = case["case"]
        body["commitments"] = {name: field["commitment"] for name, field in event["fields"].items()}
        before = event["digest"]
        assert sha(canonical(body)) == before
        assert f"`{before}`" in PAGE
    head = json.loads(RECEIPT)["head"]
    assert (head["case"], head["count"], head["digest"]) == (case["case"], 2, before)


def test_the_texts_that_are_hashed_and_signed_stand_on_the_page(case):
    first = case["events"][0]
    assert sha(COMMITTED.encode()) == first["fields"]["working_days"]["commitment"]
    assert sha(DIGESTED.encode()) == first["digest"]
    head = json.loads(RECEIPT)["head"]
    del head["signature"]
    assert SIGNED.encode() == canonical({"format": "placement-check head 1", **head})


def test_the_answer_was_taken_out_of_the_example(case):
    assert set(case["events"][1]["fields"]["answer"]) == {"commitment"}


def test_the_program_agrees_with_the_example(tmp_path):
    (tmp_path / "key.pem").write_text(PEM, encoding="ascii")
    key = keys.read_public(tmp_path / "key.pem")
    signed = receipt_of_json(RECEIPT)
    assert heads.message(signed) == SIGNED.encode()
    verdict = verify(of_json(CASE), outside=signed, keys=[key])
    assert (verdict.exit_code, verdict.redacted) == (0, 1)
    assert "signature good" in verdict.says


def test_the_page_quotes_the_words_of_the_program():
    assert f'"{ALONE}"' in PAGE
