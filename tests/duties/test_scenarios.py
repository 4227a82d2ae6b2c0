"""Every scenario of docs/duties.md is answered as a person wrote that it should be."""

from __future__ import annotations

import copy
from collections import Counter

import pytest
from duties.scenarios import Scenario, differences, scenarios

from placement_check.duties.document import to_document
from placement_check.duties.placement import PlacementRefused
from placement_check.duties.rules import rules

ALL = scenarios()


@pytest.mark.parametrize("scenario", ALL, ids=lambda s: s.name)
def test_the_scenario_is_answered_as_expected(scenario):
    assert differences(scenario, scenario.answer()) == []


def test_there_are_sixty_scenarios_and_more_and_each_has_a_name_of_its_own():
    assert len(ALL) >= 60
    assert max(Counter(s.name for s in ALL).values()) == 1


def test_every_rule_is_seen_in_a_scenario():
    seen = set()
    for scenario in ALL:
        found = scenario.answer()
        if not isinstance(found, PlacementRefused):
            for one in (found, *found.both):
                seen |= {each.rule for each in (*one.duties, *one.stops, *one.offers, *one.notes)}
    assert {rule.id for rule in rules()} - seen == set()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"approver": "dcs"}, "approver"),
        ({"at_a_distance": True}, "at_a_distance"),
        ({"step": "consult"}, "step"),
        ({"duties": ["@every"]}, "duties"),
        ({"ends": {"started": "2024-05-13"}}, "ends"),
        ({"says": ["note_wales"]}, "says nothing of note_wales"),
        ({"breaches": ["reg 11(1), SI 2010/959"]}, "breaches"),
        ({"confirm": ["note_parent_not_in_care"]}, "confirm"),
        ({"refused": "age"}, "refused"),
        ({"stops": ["stop_remand"]}, "stops"),
        ({"if_adjoining": {}}, "outcomes"),
        ({"to": {"notice_13_4": "nobody"}}, "recipient"),
    ],
)
def test_an_expectation_that_is_not_met_is_told(change, said):
    near = next(s for s in ALL if s.name == "Luton places in a children's home in Central Bedfordshire")
    wrong = Scenario(near.chapter, near.name, copy.deepcopy(near.body) | change, near.groups)
    assert any(said in line for line in differences(wrong, wrong.answer()))


def test_the_same_question_gives_the_same_answer():
    for scenario in ALL[::7]:
        one, other = scenario.answer(), scenario.answer()
        if not isinstance(one, PlacementRefused):
            assert one == other
            assert to_document(one) == to_document(other)
