from datetime import date

import pytest
from drawn.commands import ROOT

from placement_check.decisions.consultation import Consultee
from placement_check.decisions.correction import read_correction
from placement_check.decisions.decision import Verdict, read_decision
from placement_check.decisions.risk import Risk
from placement_check.decisions.visit import lift_of, read_visit
from placement_check.forms import FormRefused

AT = date(2024, 6, 30)
EXAMPLES = ROOT / "docs/how-to/examples"
DECISION = (EXAMPLES / "decision.toml").read_text("utf-8")
VISIT = (EXAMPLES / "site-visit.toml").read_text("utf-8")
CORRECTION = (EXAMPLES / "correction.toml").read_text("utf-8")


def written(tmp_path, text, *changes):
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = tmp_path / "given.toml"
    path.write_text(text, "utf-8")
    return path


def refusal(read, path, at=AT):
    with pytest.raises(FormRefused) as caught:
        read(path, at)
    return caught.value


def test_the_example_of_a_decision_is_read_whole():
    found = read_decision(EXAMPLES / "decision.toml", AT)
    assert (found.role, found.day, found.verdict) == (
        "Head of commissioning, children's services", date(2024, 6, 28), Verdict.RELIED_ON,
    )  # fmt: skip
    assert found.band is not None
    assert found.band.to == 4
    assert len(found.not_placing_here.alternatives) == 2
    assert found.mitigations[0].inherent == Risk(4, 3)
    assert found.mitigations[0].residual.product == 6
    assert [c.consultee for c in found.consultations] == [
        Consultee.POLICE_PUBLIC_PROTECTION, Consultee.CHILDRENS_SERVICES,
    ]  # fmt: skip
    assert found.consultations[1].answered is None
    assert found.young_people is not None


BROKEN = {
    "a misspelt key": (("reasons = \"\"\"", "reason = \"\"\""), "unknown_key"),
    "no role": (('role = "Head of commissioning, children\'s services"\n', ""), "missing_key"),
    "a person for a role": (("Head of commissioning, children's services", "Mrs A Example"), "no_names"),
    "a name": (('role = "Head', 'name = "A"\nrole = "Head'), "no_names"),
    "a future date": (("date = 2024-06-28", "date = 2024-07-01"), "future_date"),
    "an unknown decision": (('"relied_on"', '"approved"'), "word"),
    "a wrong type": (("to = 4", 'to = "4"'), "type"),
    "no such band": (("to = 4", "to = 5"), "limits"),
    "a likelihood of six": (("likelihood = 4", "likelihood = 6"), "limits"),
    "an impact of nought": (("impact = 3", "impact = 0"), "limits"),
    "more risk after than before": (("residual = { likelihood = 2", "residual = { likelihood = 5"), "residual_risk"),
    "no alternatives": (("alternatives = [", "alternatives = []\nsome = ["), "unknown_key"),
    "an empty reason": (("The area authority told us of a matter that open data do not show.", " "), "empty"),
    "valid until before the decision": (("valid_until = 2024-09-30", "valid_until = 2024-06-01"), "order"),
    "an answer before the question": (("response_date = 2024-06-12", "response_date = 2024-06-01"), "order"),
    "an answer without its day": (("response_date = 2024-06-12\n", ""), "missing_key"),
    "a day without its answer": (("method = \"The area authority's form\"",
                                  "method = \"form\"\nresponse_date = 2024-06-12"), "missing_key"),
    "an answer in the future": (("response_date = 2024-06-12", "response_date = 2024-07-12"), "future_date"),
    "an unknown consultee": (('"childrens_services"', '"council"'), "word"),
    "no cost of not placing": (("[not_placing_here]", "[young_people_two]"), "unknown_key"),
    "a child's name": (("[young_people]", "[young_people]\nchild_name = \"x\""), "no_names"),
}  # fmt: skip


@pytest.mark.parametrize("fault", BROKEN)
def test_a_decision_with(tmp_path, fault):
    change, rule = BROKEN[fault]
    error = refusal(read_decision, written(tmp_path, DECISION, change))
    assert error.rule == rule
    assert error.line is not None
    assert error.advice


def test_alternatives_may_not_be_an_empty_list(tmp_path):
    start = DECISION.index("alternatives = [")
    text = DECISION[:start] + "alternatives = []\n" + DECISION[DECISION.index("distance_from") :]
    assert refusal(read_decision, written(tmp_path, text)).rule == "empty"


def test_what_may_be_left_out_of_a_decision_may_be(tmp_path):
    start, end = DECISION.index("[young_people]"), DECISION.index("[[mitigation]]")
    text = DECISION[:start] + DECISION[end:]
    cut = text.index("[band_move]"), text.index("[not_placing_here]")
    text = text[: cut[0]] + text[cut[1] :]
    found = read_decision(written(tmp_path, text, ("valid_until = 2024-09-30", "")), AT)
    assert (found.band, found.young_people, found.valid_until) == (None, None, None)


def test_the_example_of_a_site_visit_lifts_f3_for_its_hazard_only():
    visit = read_visit(EXAMPLES / "site-visit.toml", AT)
    assert lift_of(visit, AT, ["hazards.rail"]).lifted
    found = lift_of(visit, AT, ["hazards.rail", "hazards.water"])
    assert not found.lifted
    assert "hazards.water" in found.rule


@pytest.mark.parametrize(
    ("day", "at", "lifted"),
    [
        (date(2023, 6, 30), AT, True), (date(2023, 6, 29), AT, False), (AT, AT, True),
        (date(2024, 7, 1), AT, False), (date(2023, 2, 28), date(2024, 2, 29), False),
        (date(2024, 2, 29), date(2025, 2, 28), True),
    ],
)  # fmt: skip
def test_a_visit_stands_for_twelve_months_and_never_before_it_was_made(tmp_path, day, at, lifted):
    path = written(tmp_path, VISIT, ("2024-05-20", day.isoformat()))
    found = lift_of(read_visit(path, date(2030, 1, 1)), at, ["hazards.rail"])
    assert found.lifted is lifted
    assert "F3" in found.rule


def test_a_visit_after_the_assessment_is_refused_when_read(tmp_path):
    assert refusal(read_visit, written(tmp_path, VISIT, ("2024-05-20", "2024-07-01"))).rule == "future_date"


def test_a_hazard_twice_or_without_mitigation_is_refused(tmp_path):
    twice = VISIT + VISIT[VISIT.index("[[hazard]]") :]
    assert refusal(read_visit, written(tmp_path, twice)).rule == "once"
    assert (
        refusal(read_visit, written(tmp_path, VISIT, ("mitigation =", "mitigations ="))).rule == "unknown_key"
    )


def test_the_example_of_a_correction_is_read_and_its_faults_are_refused(tmp_path):
    found = read_correction(EXAMPLES / "correction.toml", AT)
    assert (found.indicator, found.day, found.line) == ("services.gp", date(2024, 6, 20), 2)
    for change, rule in (
        (('reason = "The', 'because = "The'), "unknown_key"),
        (("date = 2024-06-20", "date = 2024-08-20"), "future_date"),
        (('role = "Registered manager"', 'role = ""'), "empty"), (('said_to_be = "It', 'said_to_be = 1 # "It'), "type"),
    ):  # fmt: skip
        assert refusal(read_correction, written(tmp_path, CORRECTION, change)).rule == rule
