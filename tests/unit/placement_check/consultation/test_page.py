import re

from drawn.commands import ROOT

from placement_check.consultation.codes import WORDS, Intelligence
from placement_check.consultation.page import forms, table
from placement_check.consultation.table import TRANSITIONS

PAGE = (ROOT / "docs/consultation.md").read_text("utf-8")


def between(name: str) -> str:
    found = re.search(rf"<!-- {name}: [^\n]*-->\n(.*?)\n<!-- /{name} -->", PAGE, re.DOTALL)
    assert found
    return found[1]


def test_the_page_prints_the_table_that_the_code_goes_by():
    assert between("table") == table().rstrip()


def test_the_page_lists_the_keys_of_every_form():
    assert between("forms") == forms().rstrip()


def test_every_row_stands_in_the_printed_table():
    printed = [line for line in table().splitlines() if line.startswith("| `")]
    for row in TRANSITIONS:
        after = ("| as it was |", f"| `{row.next}` |") if row.next is row.status else (f"| `{row.next}` |",)
        assert any(f"`{row.status}`" in p and f"`{row.act}`" in p and p.endswith(after) for p in printed), row


def test_the_page_has_every_code_of_the_intelligence_grammar():
    for code in Intelligence:
        assert f"| `{code}` |" in PAGE
    assert WORDS[Intelligence.NK] in PAGE
