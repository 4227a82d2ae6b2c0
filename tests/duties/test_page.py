"""docs/duties.md says what the scenarios and rules say, and is not written where an answer is another than expected."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from duties.scenarios import scenarios

from placement_check.duties.rules import rules

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/duties.md").read_text("utf-8")


def write(home, *arguments):
    return subprocess.run(
        [sys.executable, str(home / ".ci/duties_page.py"), *arguments],
        env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.fixture
def copy(tmp_path):
    for name in (".ci", "geodata", "placement_check", "docs", "tests/duties"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def change(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_the_page_is_current():
    assert write(ROOT, "--check").returncode == 0


def test_the_page_holds_every_scenario_and_every_rule_once():
    assert re.findall(r"^### \d+\. (.*)$", PAGE, re.MULTILINE) == [s.name for s in scenarios()]
    assert re.findall(r"^### `(\w+)`$", PAGE, re.MULTILINE) == [r.id for r in rules()]


def test_the_page_begins_with_every_scenario_in_a_line_that_leads_to_it():
    rows = re.findall(r"^\| \[(\d+)\]\(#scenario-(\d+)\) \| (.*) \|$", PAGE, re.MULTILINE)
    count = len(scenarios())
    assert [(int(shown), int(to)) for shown, to, _ in rows] == [(n, n) for n in range(1, count + 1)]
    assert re.findall(r'<a id="scenario-(\d+)"></a>\n\n### (\d+)\.', PAGE) == [
        (str(n), str(n)) for n in range(1, count + 1)
    ]
    assert PAGE.index("](#scenario-1)") < PAGE.index("## How the law is read here")
    for (_, _, row), scenario in zip(rows, scenarios(), strict=True):
        cells = [cell.strip() for cell in row.split(" | ")]
        assert len(cells) == 8
        expected = scenario.body
        assert cells[2] == expected["facts"]["type"]
        assert cells[3] == ("yes" if "emergency_reason" in expected["facts"] else "no")
        if "approver" in expected:
            distance = {True: "yes", False: "no"}.get(expected["at_a_distance"], "confirm")
            assert cells[4:7] == [distance, expected["approver"], expected["step"]]
        held = [*expected.get("stops", []), *expected.get("breaches", []), *expected.get("confirm", [])]
        held += [expected["refused"]] if "refused" in expected else []
        assert bool(cells[7]) == bool(held)
        assert all(one in cells[7] for one in held)


def test_every_row_of_a_duty_has_its_day_its_paragraph_and_its_confidence():
    rows = [line.split(" | ") for line in PAGE.splitlines() if re.match(r"\| `\w+` \|", line)]
    assert len(rows) > 1_000
    for row in rows:
        assert len(row) == 5
        assert row[1].strip()
        assert re.match(r"regs? |Children Act", row[3])
        assert row[4].removesuffix(" |") in ("verified", "unverified")


def test_another_citation_makes_the_page_stale_and_it_is_written_again(copy):
    change(copy / "placement_check/duties/duties.toml", 'citation = "reg 9(3)', 'citation = "reg 9(33)')
    stale = write(copy, "--check")
    assert (stale.returncode, stale.stderr) == (
        1, "docs/duties.md is not current: run .ci/docs and commit what it writes.\n",
    )  # fmt: skip
    assert write(copy).stdout == "docs/duties.md written\n"
    assert write(copy, "--check").returncode == 0


def test_an_answer_that_is_not_the_expected_one_is_not_printed(copy):
    change(copy / "tests/duties/scenarios.toml", 'approver = "dcs"', 'approver = "nominated_officer"')
    found = write(copy)
    assert found.returncode == 1
    assert (
        "docs/duties.md cannot be written. Scenario 'Luton places in a children's home in Rochdale'"
        in found.stderr
    )
    assert "approver: expected nominated_officer, found dcs" in found.stderr
    assert (copy / "docs/duties.md").read_text("utf-8") == PAGE
