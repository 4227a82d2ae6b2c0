import json
import os
from datetime import date
from enum import StrEnum

import pytest

from placement_check.forms import FormRefused, read

KEYS = ("role", "date", "reasons", "band", "part", "item", "score", "words", "level")
AT = date(2024, 6, 30)


class Level(StrEnum):
    LOW = "low"
    HIGH = "high"


def form(tmp_path, text, name="form.toml", keys=KEYS):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return read(path, keys)


def refused(make):
    with pytest.raises(FormRefused) as caught:
        make()
    return caught.value


def test_a_refusal_names_the_file_the_line_the_rule_and_what_to_do(tmp_path):
    error = refused(lambda: form(tmp_path, 'role = "x"\n\nresons = "y"\n'))
    assert str(error) == (
        f"{tmp_path}/form.toml, line 3: rule 'unknown_key' failed: 'resons' is not known. Did you mean 'reasons'?"
    )


def test_an_unknown_key_like_none_known_lists_those_that_are(tmp_path):
    error = refused(lambda: form(tmp_path, "zzz = 1\n", keys=("role",)))
    assert error.advice == "The keys are: role."


@pytest.mark.parametrize(
    "key", ["name", "signed_by", "child_name", "surname", "author", "email", "date_of_birth", "initials"]
)
def test_a_field_that_would_name_a_person_is_refused_as_such(tmp_path, key):
    assert refused(lambda: form(tmp_path, f'{key} = "x"\n')).rule == "no_names"


@pytest.mark.parametrize(
    "role", ["Mrs A Example", "Dr. Jones", "a@b.example", "Manager 07700900123", "PC Example"]
)
def test_a_role_that_looks_like_a_person_is_refused(tmp_path, role):
    assert refused(lambda: form(tmp_path, f'role = "{role}"\n').role("role")).rule == "no_names"


@pytest.mark.parametrize("role", ["Head of commissioning", "Registered manager", "Duty drugs worker"])
def test_a_role_is_a_role(tmp_path, role):
    assert form(tmp_path, f'role = "{role}"\n').role("role") == role


def test_a_missing_key_is_said_to_be_missing(tmp_path):
    error = refused(lambda: form(tmp_path, 'role = "x"\n').text("reasons"))
    assert (error.rule, error.text) == ("missing_key", "'reasons' is missing.")


NEEDS = ("role", "band", "band.to", "part.of", "item[].what", "item[].inner.why", "score[].x")
FALLING = (
    ("", "'role', 'band'", 1),
    ('role = "x"\n[band]\n', "", 0),  # one alone is told where it is read
    ('role = "x"\n\n[band]\n[part]\n', "'band.to', 'part.of'", 3),
    ("[band]\nto = 1\n[[item]]\nwhat = 1\n[[item]]\n", "'role', 'item.2.what'", 1),
    ('role = "x"\nband = 3\nitem = [{what = 1, inner = {}}, {}]\n', "'item.2.what', 'item.1.inner.why'", 3),
    ('role = "x"\nband = {to = 1}\nitem = "no list"\nscore = [1, {}]\n', "", 0),
)


@pytest.mark.parametrize(("text", "told", "line"), FALLING)
def test_all_that_is_missing_is_told_at_once_in_tables_and_lists_too(tmp_path, text, told, line):
    found = form(tmp_path, text)
    if not told:
        found.complete(*NEEDS)
        return
    error = refused(lambda: found.complete(*NEEDS))
    assert (error.rule, error.text, error.line) == ("missing_key", f"{told} are missing.", line)
    assert error.advice == "Add them."


def test_what_is_missing_in_a_table_is_named_from_the_top(tmp_path):
    inner = form(tmp_path, "\n[band]\n").table("band", ("to", "reasons"))
    error = refused(lambda: inner.complete("to", "reasons"))
    assert (error.text, error.line) == ("'band.to', 'band.reasons' are missing.", 2)


@pytest.mark.parametrize("said", ['""', '"   "', '"..."', '"\\n"'])
def test_a_reason_that_says_nothing_is_refused(tmp_path, said):
    assert refused(lambda: form(tmp_path, f"reasons = {said}\n").text("reasons")).rule == "empty"


@pytest.mark.parametrize("mark", ["\\u0000", "\\u202e", "\\u200b", "\\u0007"])
def test_characters_that_nobody_sees_are_refused(tmp_path, mark):
    assert refused(lambda: form(tmp_path, f'reasons = "a{mark}b"\n').text("reasons")).rule == "characters"


def test_half_a_surrogate_pair_in_json_is_refused(tmp_path):
    found = form(tmp_path, '{"reasons": "a\\ud800"}', "form.json")
    assert refused(lambda: found.text("reasons")).rule == "characters"


def test_a_text_longer_than_a_report_bears_is_refused(tmp_path):
    assert refused(lambda: form(tmp_path, f'reasons = "{"a" * 4001}"\n').text("reasons")).rule == "length"


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("reasons = 3", lambda f: f.text("reasons")), ("band = 2.5", lambda f: f.whole("band", 1, 4)),
        ("band = true", lambda f: f.whole("band", 1, 4)), ('band = "2"', lambda f: f.whole("band", 1, 4)),
        ('score = "2"', lambda f: f.number("score", 0, 9)), ("score = false", lambda f: f.number("score", 0, 9)),
        ("date = 2024-06-01T10:00:00", lambda f: f.day("date")), ('date = "1 June 2024"', lambda f: f.day("date")),
        ('date = "2024-02-30"', lambda f: f.day("date")), ("date = 20240601", lambda f: f.day("date")),
        ("part = 1", lambda f: f.table("part", ())), ("item = 1", lambda f: f.tables("item", ())),
        ("item = [1]", lambda f: f.tables("item", ())), ('words = "a"', lambda f: f.texts("words")),
        ("words = [1]", lambda f: f.texts("words")), ('words = [""]', lambda f: f.texts("words")),
    ],
)  # fmt: skip
def test_a_value_of_another_kind_is_refused_by_its_line(tmp_path, text, ask):
    error = refused(lambda: ask(form(tmp_path, f"\n{text}\n")))
    assert (error.rule, error.line) == ("type", 2)


@pytest.mark.parametrize("value", ["0", "5", "99999999999999999999", "-1"])
def test_a_number_beyond_its_limits_is_refused(tmp_path, value):
    assert refused(lambda: form(tmp_path, f"band = {value}\n").whole("band", 1, 4)).rule == "limits"


@pytest.mark.parametrize("value", ["inf", "nan", "-inf", "1e400", "10.5"])
def test_a_number_without_end_is_refused(tmp_path, value):
    assert refused(lambda: form(tmp_path, f"score = {value}\n").number("score", 0, 10)).rule == "limits"


def test_a_day_after_the_assessment_is_refused_and_the_day_itself_is_not(tmp_path):
    assert form(tmp_path, "date = 2024-06-30\n").day("date", latest=AT) == AT
    assert refused(lambda: form(tmp_path, "date = 2024-07-01\n").day("date", latest=AT)).rule == "future_date"


def test_a_word_of_a_closed_list_is_one_of_them(tmp_path):
    assert form(tmp_path, 'level = "low"\n').word("level", Level) is Level.LOW
    error = refused(lambda: form(tmp_path, 'level = "Low"\n').word("level", Level))
    assert (error.rule, error.advice) == ("word", "Write one of: low, high.")
    assert form(tmp_path, 'words = ["low", "low"]\n').words("words", Level) == (Level.LOW,)
    assert refused(lambda: form(tmp_path, "level = []\n").word("level", Level)).rule == "word"


def test_toml_and_json_say_the_same(tmp_path):
    one = form(tmp_path, 'role = "x"\ndate = 2024-06-01\nwords = ["a", "b"]\n[part]\nband = 2\n')
    other = form(
        tmp_path,
        json.dumps({"role": "x", "date": "2024-06-01", "words": ["a", "b"], "part": {"band": 2}}),
        "form.json",
    )
    for found in (one, other):
        assert (found.role("role"), found.day("date"), found.texts("words")) == (
            "x", date(2024, 6, 1), ("a", "b"),
        )  # fmt: skip
        assert found.table("part", ("band",)).whole("band", 1, 4) == 2


TOML = """role = "x"
reasons = \"\"\"
band = 7
[part]
\"\"\"
words = [
  "a = b",
]

[[item]]
band = 1
[[item]]
part.level = "low"
[[item.item]]
score = 1
[item.part]
score = 2
"""


def test_the_line_of_every_key_is_known_in_toml(tmp_path):
    from placement_check.forms.lines import toml_lines

    lines = toml_lines(TOML)
    assert lines == {
        (): 1,
        ("role",): 1, ("reasons",): 2, ("words",): 6, ("item", 0): 10, ("item", 0, "band"): 11, ("item", 1): 12,
        ("item", 1, "part", "level"): 13, ("item", 1, "item", 0): 14, ("item", 1, "item", 0, "score"): 15,
        ("item", 1, "part"): 16, ("item", 1, "part", "score"): 17,
    }  # fmt: skip


def test_the_line_of_every_key_is_known_in_json():
    from placement_check.forms.lines import json_lines

    text = '{\n "role": "a {x: 1}",\n "item": [\n  {"band": 1},\n  {"band": 2,\n   "level": null}\n ]\n}'
    lines = json_lines(text)
    assert lines[("role",)] == 2
    assert lines[("item", 0, "band")] == 4
    assert (lines[("item", 1, "band")], lines[("item", 1, "level")]) == (5, 6)


def test_a_fault_within_a_list_is_told_by_the_line_of_its_own_table(tmp_path):
    found = form(tmp_path, "[[item]]\nband = 1\n[[item]]\nband = 9\n")
    error = refused(lambda: [each.whole("band", 1, 4) for each in found.tables("item", ("band",))])
    assert (error.line, error.text) == (4, "'item.2.band' is 9.")


@pytest.mark.parametrize(
    ("content", "name", "rule", "line"),
    [
        ("role = ", "a.toml", "toml", 1), ('role = "a"\nrole = "b"\n', "a.toml", "toml", 2),
        ("date = 2024-13-45\n", "a.toml", "toml", 1), ("a = " + "[" * 5_000, "a.toml", "toml", 1),
        ('{"role": 1,}', "a.json", "json", 1), ("[1]", "a.json", "json", 1), ("{" * 3, "a.json", "json", 1),
        ('{"role": "a", "role": "b"}', "a.json", "json", None), ('{"score": NaN}', "a.json", "json", None),
        ("[" * 100_000, "a.json", "json", None), (b'role = "\xff"', "a.toml", "utf_8", 1),
        ("x" * 1_000_001, "a.toml", "size", None), ("role: x", "a.yaml", "format", None),
    ],
)  # fmt: skip
def test_a_file_that_is_not_sound_is_refused(tmp_path, content, name, rule, line):
    error = refused(lambda: form(tmp_path, content, name))
    assert error.rule == rule
    assert error.line == line or rule == "toml"


def test_a_file_that_is_not_there_or_is_a_directory_is_refused(tmp_path):
    assert refused(lambda: read(tmp_path / "none.toml", KEYS)).rule == "readable"
    (tmp_path / "dir.toml").mkdir()
    assert refused(lambda: read(tmp_path / "dir.toml", KEYS)).rule == "readable"


def test_a_file_with_a_byte_order_mark_or_windows_line_ends_is_read(tmp_path):
    assert form(tmp_path, b'\xef\xbb\xbfrole = "x"\r\nband = 1\r\n').role("role") == "x"


def test_a_message_stays_short_whatever_the_file_holds(tmp_path):
    long = "9" * 4_000
    error = refused(lambda: form(tmp_path, f"band = {long}\n").whole("band", 1, 4))
    assert len(str(error)) < 400 + len(str(tmp_path))
    error = refused(lambda: form(tmp_path, f"{'k' * 5_000} = 1\n"))
    assert len(str(error)) < 400 + len(str(tmp_path))


def test_a_key_without_end_a_pipe_and_too_many_bytes_are_refused_at_once(tmp_path):
    (tmp_path / "deep.toml").write_text("fine = 1\n" + ".".join("a" * 90_000) + " = 1\n")
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "long.json").write_text('{"a": "' + "x" * 200_000 + '"}')
    for name, said in (
        ("deep.toml", "line 2.*over 60 parts"),
        ("pipe.toml", "not a plain file"),
        ("long.json", "bytes"),
    ):
        with pytest.raises(FormRefused, match=said):
            read(tmp_path / name, ["fine"])
