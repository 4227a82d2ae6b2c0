"""The traps of the law for a developer, section 10.3: those beside the law table itself, and that none is forgotten.

The law's own stand in tests/duties/test_traps.py; here are those of profile, planner and consultation record.
"""

from __future__ import annotations

import re
from datetime import date

import pytest
from drawn.commands import ROOT

from geodata.manifest import SHIPPED, load_all
from placement_check import method
from placement_check.cli.checking import render
from placement_check.consultation import codes
from placement_check.consultation.questions import Block, names
from placement_check.places import assess_place
from placement_check.planning.application import ApplicationType
from placement_check.planning.statements import statements
from placement_check.records import wording
from placement_check.records.consultation import wording as told


def test_trap_10_offender_numbers_are_whole_areas_and_never_a_ratio_or_a_radius():
    layer = load_all([SHIPPED])["mappa"]
    assert layer.indicators == ()
    assert set(layer.data.columns) == {"registered", "per_100k_aged_10_plus"}  # numbers, not "one in so many"
    assert layer.expect.min_rows == 42  # areas, not 43 forces
    assert "says nothing about any street" in layer.note


def test_trap_11_no_answer_holds_a_distance_to_a_home(sample):
    said = render(assess_place("ZZ1 1AA", sample, date(2026, 7, 1)), "json").lower()
    assert not re.search(r"nearest[^\"]{0,20}(home|hostel|refuge)", said)
    assert not re.search(r"\"(home|homes|hostel)[^\"]*\":\s*\{[^}]*metres", said)


def test_trap_13_an_answer_on_intelligence_is_a_code_and_has_no_text():
    held = {name for name in dir(codes.Intelligence) if name.isupper()}
    assert held == {
        "NK",
        "CONCERN_GENERAL",
        "CONCERN_SPECIFIC_TO_ADDRESS",
        "SPEAK",
        "POLICE",
        "NCND",
        "NOT_SEARCHED",
    }
    assert names(Block.INTELLIGENCE) == ("code",)


def test_trap_14_nothing_known_is_never_told_as_good_news():
    said = told.CODES["NK"]
    assert "not the same as no risk" in said
    assert not re.search(r"\b(no concerns?|clear|fine|low)\b", said)


def test_trap_17_a_lawful_development_certificate_has_no_place_for_a_score():
    said = statements(date(2026, 7, 1))[ApplicationType.LAWFUL_DEVELOPMENT_CERTIFICATE.value].text
    assert "Location risk is not a material matter" in said
    assert "the score of this report are no part of it" in said


def test_trap_18_what_neighbours_fear_is_not_what_a_place_holds_for_children():
    assert "conduct of children" in wording.PLANNING
    assert not re.search(r"fear|neighbours?", " ".join(q for q in method.load().rated))


def test_trap_22_every_weight_of_the_score_is_published():
    page = (ROOT / "docs/method-parameters.md").read_text("utf-8")
    found = method.load()
    for some in found.rated.values():
        for name, weight in some.items():
            assert f"| `{name}` | {weight:g} |" in page, name


@pytest.mark.parametrize("trap", range(1, 26))
def test_every_trap_has_a_test_under_its_number(trap):
    sources = [*(ROOT / "tests/duties").glob("test_*.py"), ROOT / "tests/contracts/test_traps_of_the_law.py"]
    assert any(
        re.search(rf"^def test_trap_{trap}_", path.read_text("utf-8"), re.MULTILINE) for path in sources
    )
