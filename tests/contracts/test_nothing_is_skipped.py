"""A run that requires everything skips nothing: only `conftest.absent`, which heeds what a run requires, may skip."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent
WAYS = re.compile(r"(pytest|mark|unittest|self)\.(skip\w*|importorskip|xfail)", re.IGNORECASE)
IMPORTED = {"skip", "importorskip", "xfail", "mark"}
ALLOWED = [("conftest.py", "absent")]


def skips(text: str) -> list[str]:
    """Return the name of the outermost definition round each way of leaving a test out."""
    found = []
    for part in ast.parse(text).body:
        name = getattr(part, "name", "the module")
        for inner in ast.walk(part):
            if isinstance(inner, ast.Attribute) and WAYS.search(ast.unparse(inner)):
                found.append(name)
            if isinstance(inner, ast.ImportFrom) and inner.module == "pytest":
                found += [name for each in inner.names if each.name in IMPORTED]
    return found


def test_only_the_one_function_that_heeds_what_a_run_requires_may_skip_a_test():
    found = [
        (str(path.relative_to(TESTS)), name)
        for path in sorted(TESTS.rglob("*.py"))
        for name in skips(path.read_text("utf-8"))
    ]
    assert found == ALLOWED


@pytest.mark.parametrize(
    "text",
    [
        "def test_a():\n    pytest.skip('no openssl')\n", "np = pytest.importorskip('numpy')\n",
        "@pytest.mark.skipif(True, reason='why')\ndef test_a(): ...\n", "from pytest import skip\n",
        "class A(unittest.TestCase):\n    def test(self):\n        self.skipTest('why')\n",
        "pytestmark = pytest.mark.xfail\n",
    ],
)  # fmt: skip
def test_each_way_of_leaving_a_test_out_is_seen(text):
    assert len(skips(text)) == 1
