"""docs/consultation.md prints the table that the code goes by, every form's keys, and every code of an answer."""

from __future__ import annotations

import re

from drawn.commands import ROOT

from placement_check.consultation.acts import READERS
from placement_check.consultation.codes import PAUSES, WORDS, Intelligence
from placement_check.consultation.table import TRANSITIONS

PAGE = (ROOT / "docs/consultation.md").read_text("utf-8")


def between(name: str) -> str:
    found = re.search(rf"<!-- {name}: [^\n]*-->\n(.*?)\n<!-- /{name} -->", PAGE, re.DOTALL)
    assert found
    return found[1]


def test_every_row_of_the_workflow_stands_in_the_printed_table():
    printed = [line for line in between("table").splitlines() if line.startswith("| `")]
    for row in TRANSITIONS:
        after = ("| as it was |", f"| `{row.next}` |") if row.next is row.status else (f"| `{row.next}` |",)
        assert any(f"`{row.status}`" in p and f"`{row.act}`" in p and p.endswith(after) for p in printed), row


def test_every_key_of_every_form_stands_in_the_list():
    listed = dict(re.findall(r"^\| `(\w+)`[^|]* \| (.*) \|$", between("forms"), re.MULTILINE))
    for kind, (keys, _) in READERS.items():
        assert re.findall(r"`(\w+)`", listed[kind.value]) == list(keys)


def test_the_page_has_every_code_of_the_intelligence_grammar_and_whether_it_waits():
    for code in Intelligence:
        (row,) = re.findall(rf"^\| `{code}` \|.*", PAGE, re.MULTILINE)
        assert ("waits for the conversation" in row) is (code in PAUSES)
    assert WORDS[Intelligence.NK] in PAGE
