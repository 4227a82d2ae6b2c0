"""What must be confirmed is settled by an act of its own, on evidence, and nothing that depends on it comes before."""

from __future__ import annotations

import pytest
from drawn import cases
from drawn.cases import APPROVAL, SHA

from placement_check.consultation.acts import Context, read_act
from placement_check.consultation.kinds import ApprovalStatus, Kind
from placement_check.consultation.next_acts import acts_next
from placement_check.forms import FormRefused

EVIDENCE = {"evidence_reference": "DMS-77", "evidence_sha256": SHA}
OFFICER = {
    "approver": "nominated_officer",
    "nomination": "N-1",
    "role": "Head of service",
    "reasons": "It fits.",
}


def doubtful(**how):
    return cases.opened(step="confirm", approver="confirm", **how)


def settled(case, outcome):
    return case.do(
        Kind.MATTER_CONFIRMED, what="at_a_distance", outcome=outcome, role="Team manager", **EVIDENCE
    )


def ready(case):
    """Return a case with all that both outcomes ask for but the confirmation."""
    case = cases.considered(cases.answered(cases.enclosed(cases.asked(case))))
    return cases.satisfied(cases.notified(case), "abce")


def rules(state):
    return [item.rule for item in state.open]


def test_nothing_that_depends_on_an_open_matter_is_approved():
    case = ready(doubtful())
    assert case.refusal(Kind.APPROVED, **APPROVAL) == "confirm"
    limb = {"limb": "d", "evidence": "x", "approver": "dcs", "role": "Director"}
    assert case.refusal(Kind.SATISFACTION_RECORDED, **limb) == "confirm"
    assert "confirm" in rules(case.state)
    assert case.refusal(Kind.PLACEMENT_STARTED) == "approved"


def test_an_emergency_goes_before_it_with_the_director_and_the_matter_stays_open():
    case = cases.satisfied(doubtful(emergency="Tonight."), "ab")
    case = case.do(Kind.APPROVED, **APPROVAL, in_emergency=True)
    assert case.state.approval is ApprovalStatus.APPROVED_IN_EMERGENCY
    assert "confirm" in rules(case.state)
    after = settled(case, "adjoining").state
    assert "confirm" not in rules(after)
    assert after.area_step == "notify"
    assert cases.satisfied(doubtful(emergency="Tonight."), "").refusal(
        Kind.APPROVED, **OFFICER, in_emergency=True
    ) == "approver"  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "approver", "step"),
    [("adjoining", "nominated_officer", "notify"), ("at_a_distance", "dcs", "consult")],
)
def test_once_it_is_confirmed_the_duties_are_those_of_that_outcome(outcome, approver, step):
    case = settled(doubtful(), outcome)
    state = case.state
    assert (state.needed_approver, state.area_step, state.to_confirm) == (approver, step, False)
    assert "confirm" not in rules(state)
    assert (state.duties_doubt, state.changes) == ("", ())
    found = state.settled[0]
    assert (found.what, found.outcome, found.role) == ("at_a_distance", outcome, "Team manager")
    assert (found.reference, found.sha256) == ("DMS-77", SHA)
    assert case.refusal(Kind.APPROVED, **OFFICER) == ("approver" if step == "consult" else "notified")


def test_confirmed_as_adjoining_the_officer_approves_once_it_is_notified():
    case = cases.notified(settled(doubtful(), "adjoining"))
    case = cases.satisfied(case, "abcde", "nominated_officer", OFFICER["role"], nomination="N-1")
    assert case.do(Kind.APPROVED, **OFFICER).state.approval is ApprovalStatus.APPROVED


def test_it_can_come_next_while_something_is_open_and_only_then():
    assert Kind.MATTER_CONFIRMED in dict(acts_next(doubtful().state))
    assert Kind.MATTER_CONFIRMED not in dict(acts_next(cases.opened().state))


GIVEN = {"what": "at_a_distance", "outcome": "adjoining", **EVIDENCE}


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"what": "the weather"}, "what"),
        ({"outcome": ""}, "what"),
        ({"outcome": "perhaps"}, "outcome"),
        ({"evidence_reference": ""}, "evidence"),
        ({"evidence_sha256": "abc"}, "evidence"),
        ({"by": cases.AREA}, "who"),
        ({"what": "area_authority"}, "nothing_to_confirm"),
        ({"what": "responsible_authority"}, "nothing_to_confirm"),
    ],
)
def test_a_confirmation_is_refused_with(change, rule):
    assert doubtful().refusal(Kind.MATTER_CONFIRMED, **{**GIVEN, **change}) == rule


def test_what_is_not_open_is_not_confirmed_and_what_was_settled_is_not_settled_again():
    assert cases.opened().refusal(Kind.MATTER_CONFIRMED, **GIVEN) == "nothing_to_confirm"
    assert settled(doubtful(), "adjoining").refusal(Kind.MATTER_CONFIRMED, **GIVEN) == "nothing_to_confirm"


FORM = """
act = "matter_confirmed"
organisation = "E06000006"
role = "Team manager"
what = "at_a_distance"
outcome = "adjoining"
evidence_reference = "DMS-77"
evidence_sha256 = "HASH"
""".replace("HASH", SHA)


def form_of(tmp_path, *changes):
    text = FORM
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "confirmed.toml"
    path.write_text(text, "utf-8")
    return read_act(path, Context(cases.MONDAY, doubtful().state, cases.HOLIDAYS))


def test_the_form_is_read_and_its_faults_are_named(tmp_path):
    found = form_of(tmp_path)
    assert found.said == ()
    assert found.act.fields["outcome"] == "adjoining"
    code = form_of(tmp_path, ('"at_a_distance"', '"area_authority"'), ('"adjoining"', '"X-WEST-SURREY"'))
    assert code.act.fields["outcome"] == "X-WEST-SURREY"
    for change, rule in (
        (('"adjoining"', '"perhaps"'), "word"), ((SHA, "12"), "sha256"), (('"at_a_distance"', '"x"'), "word"),
        (('evidence_reference = "DMS-77"\n', ""), "missing_key"),
    ):  # fmt: skip
        with pytest.raises(FormRefused) as caught:
            form_of(tmp_path, change)
        assert caught.value.rule == rule
