"""Case files, heads and receipts read strictly."""

import json
import re

import pytest
from drawn.chains import CASE

from placement_check.chain import ChainError, begin, head, of_json, redact, to_json
from placement_check.chain.document import (
    head_of_json,
    head_to_json,
    receipt_of_json,
    receipt_to_json,
)


def body(chain):
    return json.loads(to_json(chain))


def test_a_case_file_comes_back_byte_for_byte(chain, headed):
    for each in (chain, headed, begin(CASE), redact(headed, lambda e, n: n in {"note", "answer"})):
        assert of_json(to_json(each)) == each
        assert to_json(of_json(to_json(each))) == to_json(each)


def test_the_layout_and_order_of_a_file_do_not_matter(headed):
    def turned(value):
        if isinstance(value, dict):
            return {k: turned(v) for k, v in reversed(value.items())}
        return [turned(v) for v in value] if isinstance(value, list) else value

    assert to_json(of_json(json.dumps(turned(body(headed))))) == to_json(headed)


def test_heads_and_receipts_come_back(chain, signed):
    assert head_of_json(head_to_json(head(chain))) == head(chain)
    assert head_of_json(head_to_json(signed)) == signed
    assert receipt_of_json(receipt_to_json(signed)) == signed
    assert head_of_json(receipt_to_json(signed)) == signed
    with pytest.raises(ChainError, match="wanted"):
        receipt_of_json(head_to_json(signed))
    unsigned = json.dumps({"format": "placement-check receipt 1", "head": head(chain).plain()})
    with pytest.raises(ChainError, match='the key "at" is missing'):
        receipt_of_json(unsigned)


def put(keys, value):
    """Return a change of a file: what stands at a path becomes a value; ``...`` takes it out."""

    def change(whole):
        *way, last = keys
        for key in way:
            whole = whole[key]
        if value is ...:
            del whole[last]
        else:
            whole[last] = value

    return change


EVENT = ("events", 2)
FIELD = (*EVENT, "fields", "answer")
REFUSED = [
    (("format",), "placement-check case 2", "the case file: its format is"),
    (("format",), ..., "it names no format"),
    (("format",), 1, "it names no format"),
    (("case",), "x", "case: "),
    (("case",), CASE.upper(), "case: "),
    (("events",), {}, "events: a list is wanted"),
    (("heads",), None, "heads: a list is wanted"),
    (("note",), "x", 'the format knows no key "note" here'),
    (("heads",), ..., 'the key "heads" is missing'),
    (EVENT, [], "event 3: an object is wanted"),
    ((*EVENT, "comment"), "x", 'event 3: the format knows no key "comment" here'),
    ((*EVENT, "role"), ..., 'event 3: the key "role" is missing'),
    ((*EVENT, "role"), 1, "event 3, role: a text is wanted"),
    ((*EVENT, "role"), "D\u0421S", "event 3, role: the character U+0421"),
    ((*EVENT, "organisation"), "", "event 3, organisation"),
    ((*EVENT, "number"), True, "event 3, number: a whole number from 1 up"),
    ((*EVENT, "number"), 0, "event 3, number: a whole number from 1 up"),
    ((*EVENT, "number"), 3.0, 'event 3, number: "3.0" is no whole number'),
    ((*EVENT, "number"), "3", "event 3, number: a whole number from 1 up"),
    ((*EVENT, "number"), 2**53, "event 3, number: a number lies beyond"),
    ((*EVENT, "kind"), "", "event 3, kind"),
    ((*EVENT, "at"), "2026-11-22T10:18:00", "event 3, at"),
    ((*EVENT, "at"), "2026-11-22T10:18:00Z", "event 3, at"),
    ((*EVENT, "at"), "2026-11-22T10:18:00-00:00", "event 3, at"),
    ((*EVENT, "at"), "2026-11-31T10:18:00+00:00", "event 3, at"),
    ((*EVENT, "at"), "2026-11-22T24:00:00+00:00", "event 3, at"),
    ((*EVENT, "at"), "2026-11-22T10:18:00.5+00:00", "event 3, at"),
    ((*EVENT, "at"), "٢٠٢٦-11-22T10:18:00+00:00", "event 3, at"),
    ((*EVENT, "previous"), "", "event 3, previous"),
    ((*EVENT, "digest"), "A" * 64, "event 3, digest"),
    ((*EVENT, "fields"), [], "event 3, fields: an object is wanted"),
    (
        (*EVENT, "fields"),
        {f"f{i}": {"commitment": "0" * 64} for i in range(257)},
        "event 3: it has 257 fields",
    ),
    ((*EVENT, "fields", ""), {"commitment": "0" * 64}, "event 3, a field"),
    ((*EVENT, "fields", "\u0430nswer"), {"commitment": "0" * 64}, "event 3, a field"),
    (FIELD, "SPEAK", 'event 3, field "answer": an object is wanted'),
    (FIELD, {}, 'event 3, field "answer": the key "salt" is missing'),
    ((*FIELD, "salt"), ..., 'event 3, field "answer": the key "salt" is missing'),
    ((*FIELD, "value"), ..., 'event 3, field "answer": the key "value" is missing'),
    ((*FIELD, "commitment"), ..., 'event 3, field "answer": the key "commitment" is missing'),
    ((*FIELD, "commitment"), "0" * 63, 'event 3, field "answer", commitment'),
    ((*FIELD, "salt"), "0" * 31, 'event 3, field "answer", salt'),
    ((*FIELD, "salt"), None, 'event 3, field "answer", salt: a text'),
    ((*FIELD, "note"), 1, 'event 3, field "answer": the format knows no key "note"'),
    ((*FIELD, "value"), 1.5, 'event 3, field "answer": "1.5" is no whole number'),
    ((*FIELD, "value"), [float("nan")], 'event 3, field "answer", item 1: "NaN" is no whole number'),
    ((*FIELD, "value"), {"a": float("inf")}, '"Infinity" is no whole number'),
    ((*FIELD, "value"), -(2**53), "a number lies beyond"),
    ((*FIELD, "value"), "e\u0301", 'event 3, field "answer": the text is not in composed form'),
    ((*FIELD, "value"), "\ud800", 'event 3, field "answer": the text holds half a character'),
    (("heads", 0, "count"), 0, "head 1, count"),
    (("heads", 0, "count"), True, "head 1, count"),
    (("heads", 0, "signature"), "0" * 127, "head 1, signature"),
    (("heads", 0, "key"), "0" * 63, "head 1, key"),
    (("heads", 0, "trust"), "yes", 'head 1: the format knows no key "trust"'),
]


@pytest.mark.parametrize(("keys", "value", "said"), REFUSED)
def test_what_the_format_does_not_know_is_refused_and_its_place_named(headed, keys, value, said):
    whole = body(headed)
    put(keys, value)(whole)
    with pytest.raises(ChainError, match=re.escape(said)):
        of_json(json.dumps(whole))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"value": "SPEAK"', '"value": "NK", "value": "SPEAK"', 'field "answer": the key "value" stands twice'),
        ('"answer": {', '"answer": {"commitment": 0}, "answer": {', 'event 3, fields: the key "answer" stands twice'),
        ('"kind": "approved"', '"kind": "x", "kind": "approved"', 'event 5: the key "kind" stands twice'),
        ('"events": [', '"events": [], "events": [', 'the case file: it names no format'),
        ('"value": "SPEAK"', '"value": 1e3', '"1e3" is no whole number'),
        ('"value": "SPEAK"', '"value": ' + "9" * 5000, "a number lies beyond"),
        ('"value": "SPEAK"', '"value": ' + "[" * 33 + "]" * 33, "nested more than 32 deep"),
        ('"value": "SPEAK"', '"value": ' + "[" * 100_000 + "]" * 100_000, "nested too deeply"),
        ('"value": "SPEAK"', '"value": ' + '{"a":' * 100_000 + "1" + "}" * 100_000, "nested too deeply"),
        ('"value": "SPEAK"', '"value": "SPEAK\n"', "the case file, line"),
        ('"value": "SPEAK"', "\"value\": 'SPEAK'", "the case file, line"),
        ("{", "\ufeff{", "the case file, line 1"),
    ],
)  # fmt: skip
def test_what_other_readers_of_json_let_through_is_refused(headed, old, new, said):
    text = to_json(headed)
    assert old in text
    with pytest.raises(ChainError, match=re.escape(said)):
        of_json(text.replace(old, new, 1))


def test_a_value_as_deep_as_may_be_comes_back(chain):
    text = to_json(chain).replace('"value": "SPEAK"', '"value": ' + "[" * 32 + "]" * 32)
    assert of_json(text).events[2].number == 3


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", "1", '"x"', "{", "[" * 100_000])
def test_what_is_no_case_file_at_all_is_refused(text):
    with pytest.raises(ChainError, match="the case file"):
        of_json(text)
    with pytest.raises(ChainError, match="the head"):
        head_of_json(text)


def test_a_file_cut_short_anywhere_is_refused(headed):
    text = to_json(headed).rstrip()
    for end in range(0, len(text), 7):
        with pytest.raises(ChainError, match="the case file"):
            of_json(text[:end])
    with pytest.raises(ChainError, match="line"):
        of_json(text + "}")
