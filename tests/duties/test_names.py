"""A text that is no code: the authority that is meant is named with its code, and where codes can be found."""

from __future__ import annotations

from datetime import date

import pytest
from duties.asked import AUTHORITIES, LUTON, ON, ROCHDALE, ask

from placement_check.duties.names import meant
from placement_check.duties.placement import PlacementRefused


def advice(**facts):
    with pytest.raises(PlacementRefused) as caught:
        ask(**facts)
    assert caught.value.rule == "unknown_authority"
    return caught.value.advice


@pytest.mark.parametrize("which", ["responsible", "area"])
@pytest.mark.parametrize("name", ["Luton", "luton", " LUTON "])
def test_a_name_is_answered_with_its_code(which, name):
    found = advice(**{which: name})
    assert found.startswith("Luton is E06000032: give the code.")
    assert "geodata/tables/authorities.csv" in found
    assert "ONS" in found


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("Lutn", "Luton (E06000032)"),
        ("Luton Borough Council", "Luton (E06000032)"),
        ("Bristol", "Bristol, City of (E06000023)"),
        ("Durham", "County Durham (E06000047)"),
        ("Cardif", "Cardiff (W06000015)"),
        ("St Helens", "St. Helens (E08000013)"),
        ("Central Bedfordshir", "Central Bedfordshire (E06000056)"),
    ],
)
def test_a_name_that_comes_near_is_answered_with_the_one_it_may_be(name, named):
    assert named in meant(name, ON, AUTHORITIES)


def test_no_more_than_three_names_are_offered():
    found = meant("Yorkshire", ON, AUTHORITIES)
    assert 1 < found.count("(E") <= 3


def test_names_are_those_of_the_day():
    assert meant("Cumbria", date(2023, 3, 31), AUTHORITIES).startswith("Cumbria is E10000006")
    assert "E10000006" not in meant("Cumbria", date(2023, 4, 1), AUTHORITIES)


@pytest.mark.parametrize("text", ["", "E06000999", "council", "Qqq", "42"])
def test_what_is_like_no_name_is_answered_with_where_codes_are_found(text):
    assert meant(text, ON, AUTHORITIES) == ""
    assert "(GSS)" in advice(area=text)
    assert "geodata/tables/authorities.csv" in advice(area=text)


def test_wales_is_answered_with_its_councils():
    assert "Welsh council" in advice(area="Wales")


def test_small_letters_are_the_same_code():
    assert ask(responsible="e06000032", area=" e08000005") == ask(responsible=LUTON, area=ROCHDALE)
    assert ask(area="SCOTLAND") == ask(area="scotland")
    assert ask(on="2027-05-01", area="x-east-surrey").area.code == "X-EAST-SURREY"
