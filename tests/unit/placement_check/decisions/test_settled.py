from dataclasses import replace
from datetime import date

import pytest
from conftest import once
from drawn import releases
from drawn.asking import AT
from drawn.commands import ROOT
from drawn.layers import HERE

from placement_check.decisions.correction import read_correction
from placement_check.decisions.decision import BandWish, Verdict, read_decision
from placement_check.decisions.settled import Papers, hazards_firing, lift_for, settle
from placement_check.decisions.status import Status, provisional_for, status_of
from placement_check.decisions.visit import read_visit
from placement_check.findings import Measured
from placement_check.forms import FormRefused
from placement_check.places import assess_place
from placement_check.rating.rating import Cap, Floor, Trigger
from placement_check.records.blocks import Callout, Field, Heading, Pairs, Paragraph, Table
from placement_check.records.decision import decision_document
from placement_check.records.decision_blocks import decision_blocks, matrix
from placement_check.records.human import human_of
from placement_check.validity import Validity

EXAMPLES = ROOT / "docs/how-to/examples"
DECISION = read_decision(EXAMPLES / "decision.toml", AT)
VALID = Validity(date(2024, 12, 30), "", ())
F3, RT3 = Floor("F3", 3, True, {}), Trigger("RT3", {})


@pytest.fixture(scope="session")
def place(tmp_path_factory):
    drawn = once(tmp_path_factory, "drawn-country", lambda home: releases.build_drawn(home) and None)
    return assess_place(f"{HERE[0]},{HERE[1]}", drawn, AT)


def rated(place, **changes):
    """Return the place with a rating of band 3, whatever the drawn country gives it."""
    given = {"final": 3, "floors": (), "triggers": (), "caps": (), "applicable_caps": (), **changes}
    return replace(place, rating=replace(place.rating, **given))


def settled(place, decision=DECISION, **more):
    return settle(Papers(decision=decision, **more), place, VALID)


def words(blocks):
    found = []
    for b in blocks:
        if isinstance(b, Heading | Paragraph):
            found.append(b.text)
        elif isinstance(b, Pairs):
            found += [f"{k}: {v}" for k, v in b.rows]
        elif isinstance(b, Table):
            found += [b.caption, *b.columns, *(cell for row in b.rows for cell in row)]
        elif isinstance(b, Callout):
            found += [b.title, *words(b.blocks)]
        else:
            found += getattr(b, "items", ())
    return found


def test_without_a_decision_a_report_is_a_draft_and_past_its_date_it_is_expired():
    end = date(2024, 12, 30)
    assert status_of(None, AT, end) is Status.DRAFT
    assert status_of(DECISION, AT, end) is Status.DECIDED
    assert status_of(DECISION, end, end) is Status.DECIDED
    assert status_of(DECISION, date(2024, 12, 31), end) is Status.EXPIRED
    assert status_of(None, date(2024, 12, 31), end) is Status.EXPIRED


def test_a_decision_that_asks_for_more_leaves_a_draft_and_one_not_to_rely_does_not():
    end = date(2024, 12, 30)
    assert status_of(replace(DECISION, verdict=Verdict.MORE_INFORMATION), AT, end) is Status.DRAFT
    assert status_of(replace(DECISION, verdict=Verdict.NOT_RELIED_ON), AT, end) is Status.DECIDED


def test_a_decision_ends_what_triggers_made_provisional_but_only_a_visit_ends_f3(place):
    rating = rated(place, floors=(F3,), triggers=(RT3,)).rating
    assert provisional_for(rating, None) == ("F3", "RT3")
    assert provisional_for(rating, DECISION) == ("F3",)
    assert provisional_for(rating, replace(DECISION, verdict=Verdict.MORE_INFORMATION)) == ("F3", "RT3")
    assert provisional_for(None, DECISION) == ()


def test_both_bands_are_kept_and_printed(place):
    found = settled(rated(place))
    assert (found.move.before, found.move.after) == (3, 4)
    printed = words(decision_blocks(found, place))
    assert "Band by the method: 3" in printed
    assert "Band set by a person: 4 (moved up)" in printed
    assert decision_document(found)["band_move"]["before"] == 3


@pytest.mark.parametrize(
    ("changes", "to", "reasons", "said"),
    [
        ({"floors": (Floor("F2", 3, False, {}),)}, 2, "why", "below it"),
        ({"final": 4}, 2, "why", "more than one step"),
        ({"would_change": ("hazards.rail",)}, 2, "why", "is not ruled out"),
        ({}, 2, "", "needs reasons"), ({"final": None}, 2, "why", "not rated"),
        ({"final": 2, "applicable_caps": (Cap.LOCAL_REFERENCE,)}, 1, "why", "below it"),
    ],
)  # fmt: skip
def test_a_move_that_s_30_does_not_allow_is_refused_by_its_line(place, changes, to, reasons, said):
    wish = replace(DECISION, band=BandWish(to, reasons, 12))
    with pytest.raises(FormRefused, match=said) as caught:
        settled(rated(place, **changes), wish)
    assert (caught.value.rule, caught.value.line) == ("band_move", 12)


def test_without_a_rating_there_is_no_band_to_move(place):
    with pytest.raises(FormRefused, match="not rated"):
        settled(replace(place, rating=None))


def test_a_decision_is_never_valid_for_longer_than_the_report(place):
    with pytest.raises(FormRefused, match="later than the report is valid") as caught:
        settle(Papers(DECISION), rated(place), Validity(date(2024, 9, 29), "Venues", ()))
    assert caught.value.line == 8
    assert settled(rated(place)).valid_until == date(2024, 9, 30)
    old = replace(DECISION, day=date(2024, 1, 15), valid_until=None)
    assert settled(rated(place), old).valid_until == date(2024, 7, 15)
    assert settle(Papers(old), rated(place), VALID, day=date(2024, 7, 16)).status is Status.EXPIRED


def test_a_name_that_the_report_does_not_hold_is_refused_by_its_line(place, tmp_path):
    text = (EXAMPLES / "decision.toml").read_text("utf-8").replace("crime.asb.density", "crime.asb.densty")
    (tmp_path / "d.toml").write_text(text, "utf-8")
    with pytest.raises(FormRefused, match="is no finding, floor") as caught:
        settled(rated(place), read_decision(tmp_path / "d.toml", AT))
    assert text.splitlines()[caught.value.line - 1] == "[[mitigation]]"
    correction = replace(read_correction(EXAMPLES / "correction.toml", AT), indicator="services.none")
    with pytest.raises(FormRefused, match=r"services\.none"):
        settled(rated(place), None, corrections=(correction,))
    visit = read_visit(EXAMPLES / "site-visit.toml", AT)
    strange = replace(visit, hazards=(replace(visit.hazards[0], hazard="hazards.dragons"),))
    with pytest.raises(FormRefused, match="is no hazard of this report"):
        settled(rated(place), None, visit=strange)


def test_a_floor_or_trigger_that_applies_may_be_mitigated(place):
    one = replace(DECISION.mitigations[0], finding="RT3")
    decision = replace(DECISION, mitigations=(one,))
    assert settled(rated(place, triggers=(RT3,)), decision)
    with pytest.raises(FormRefused):
        settled(rated(place), decision)


def test_a_visit_is_asked_about_only_where_f3_stands_and_for_the_hazards_that_fire_it(place):
    visit = read_visit(EXAMPLES / "site-visit.toml", AT)
    assert lift_for(visit, rated(place)) is None
    rail = next(f for f in place.findings if f.question.indicator == "hazards.rail")
    fired = Measured(
        question=replace(rail.question, rated=True), value=97.0, interval=None, interval_kind="", grade="A",
        window=None, provenance=(),
    )  # fmt: skip
    others = tuple(f for f in place.findings if f is not rail)
    beside = replace(rated(place, floors=(F3,)), findings=(*others, fired))
    assert hazards_firing(beside) == ("hazards.rail",)
    assert lift_for(visit, beside).lifted
    assert not lift_for(replace(visit, hazards=()), beside).lifted


def test_a_visit_without_any_hazard_lifts_nothing_even_where_no_hazard_can_be_named(place):
    visit = read_visit(EXAMPLES / "site-visit.toml", AT)
    assert not lift_for(replace(visit, hazards=()), rated(place, floors=(F3,))).lifted


def test_a_correction_stands_beside_the_figure_and_changes_none(place):
    correction = read_correction(EXAMPLES / "correction.toml", AT)
    before = place.findings
    found = settled(rated(place), None, corrections=(correction,))
    printed = words(decision_blocks(found, place))
    assert any("No figure of this report was changed" in w for w in printed)
    assert f"\u201c{correction.said_to_be}\u201d" in printed
    assert place.findings is before
    assert decision_document(found)["corrections"][0]["indicator"] == "services.gp"


def test_without_a_decision_the_fields_stand_empty_under_the_word_draft(place):
    blocks = decision_blocks(settled(rated(place), None), place)
    assert sum(isinstance(b, Field) for b in blocks) == 5
    assert "DRAFT" in words(blocks)
    assert decision_document(settled(rated(place), None))["decision"] is None


def test_gaps_in_a_decision_are_shown_as_gaps(place):
    bare = replace(DECISION, young_people=None, mitigations=(), consultations=())
    printed = words(decision_blocks(settled(rated(place), bare), place))
    assert printed.count("Not recorded") == 2
    assert "The consultation log holds no entry." in printed


def test_what_a_person_wrote_is_marked_as_a_quotation(place):
    said = replace(DECISION, reasons="It is a safe \u201cplace\u201d.\nReally.")
    printed = " ".join(words(decision_blocks(settled(rated(place), said), place)))
    assert '\u201cIt is a safe "place". Really.\u201d' in printed


def test_the_matrix_shows_each_mitigation_before_and_after():
    table = matrix(DECISION.mitigations)
    assert table.rows[1][3] == "1 before"
    assert table.rows[3][3] == "1 after"
    assert sum(cell != "-" for row in table.rows for cell in row[1:]) == 2
    assert all(len(row) == len(table.columns) for row in table.rows)


def test_the_open_view_is_told_of_a_decision_only_once_it_is_one(place):
    human = human_of(settled(rated(place), visit=read_visit(EXAMPLES / "site-visit.toml", AT)))
    assert human.decision.role == DECISION.role
    assert len(human.consultations) == 2
    assert human.visits
    waiting = human_of(settled(rated(place), replace(DECISION, verdict=Verdict.MORE_INFORMATION)))
    assert waiting.decision is None
    assert waiting.not_placing
    assert human_of(settled(rated(place), None)).not_placing == ()
