"""The one text of a value."""

import json
from enum import StrEnum

import pytest

from placement_check.chain.canonical import LARGEST, Refused, canonical, composed
from placement_check.chain.errors import ChainError, shown


def test_the_text_has_no_spaces_and_its_keys_in_order():
    value = {"b": [1, True, None], "a": {"z": "", "é": -5}}
    assert canonical(value) == '{"a":{"z":"","é":-5},"b":[1,true,null]}'.encode()


def test_keys_stand_in_the_order_of_their_utf_16_units_as_rfc_8785_wants():
    # The example of RFC 8785, 3.2.3: U+1F600 is a surrogate pair and comes before U+FB33 (here the neighbour U+FB29,
    # which is in composed form).
    keys = ["\u20ac", "\r", "\ufb29", "1", "\U0001f600", "\u0080", "\u00f6"]
    assert list(json.loads(canonical(dict.fromkeys(keys, 0)))) == [
        "\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb29",
    ]  # fmt: skip


def test_control_characters_are_escaped_as_rfc_8785_wants_and_nothing_else():
    assert (
        canonical('\b\t\n\f\r\x00\x1f\x7f"\\/\u2028')
        == b'"\\b\\t\\n\\f\\r\\u0000\\u001f\x7f\\"\\\\/\xe2\x80\xa8"'
    )


def test_true_is_not_one_and_zero_is_not_false_nor_empty():
    assert len({canonical(v) for v in (True, 1, "1", False, 0, None, "", [], {}, [[]], [""])}) == 11


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1.0, "a float cannot"), (float("nan"), "a float cannot"), (b"x", "a bytes cannot"), ((1,), "a tuple cannot"),
        (LARGEST + 1, "beyond 2^53 - 1"), (-LARGEST - 1, "beyond 2^53 - 1"), ("e\u0301", "composed form"),
        ("\ud800", "half a character"), ({1: "x"}, "a key is a int"), ({"\udfff": 1}, "half a character"),
        ({"e\u0301": 1}, "composed form"), (Refused("it was twice."), "it was twice."),
    ],
)  # fmt: skip
def test_what_cannot_be_recorded_is_refused(value, said):
    for wrapped in (value, [value], {"a": [value]}):
        with pytest.raises(ChainError, match=said.replace("^", r"\^")):
            canonical(wrapped)


def test_the_place_in_a_value_is_named():
    with pytest.raises(ChainError, match='the form, "a", item 2, "b": a float'):
        canonical({"a": [1, {"b": 1.5}]}, "the form")


def test_the_largest_numbers_that_every_program_reads_alike_are_kept():
    assert canonical([LARGEST, -LARGEST]) == b"[9007199254740991,-9007199254740991]"


def nest(depth):
    value = 0
    for _ in range(depth):
        value = [value]
    return value


def test_a_value_may_be_nested_32_deep_and_no_deeper():
    assert canonical(nest(32)).count(b"[") == 32
    with pytest.raises(ChainError, match="more than 32 deep"):
        canonical(nest(33))
    with pytest.raises(ChainError, match="more than 32 deep"):
        canonical({"a": nest(32)})


def test_a_word_of_a_closed_list_is_recorded_as_its_text():
    class Code(StrEnum):
        SPEAK = "SPEAK"

    assert canonical([Code.SPEAK]) == b'["SPEAK"]'


def test_texts_are_composed_and_keys_that_become_the_same_are_refused():
    assert composed({"e\u0301": ("e\u0301", [1])}) == {"\u00e9": ["\u00e9", [1]]}
    with pytest.raises(ChainError, match="two keys are the same"):
        composed({"e\u0301": 1, "\u00e9": 2})


def test_what_is_printed_of_a_file_holds_no_control_characters_and_is_short():
    assert shown("a\x1b[2J\u202e") == '"a\\u001b[2J\\u202e"'
    assert len(shown("x" * 1000)) < 70
