from datetime import date

import pytest
from drawn.commands import ROOT

from placement_check.forms import FormRefused
from placement_check.planning.answers import Outcome, judged, limits_text
from placement_check.planning.application import ApplicationType, UseClass, read_application
from placement_check.planning.consultees import ASKED_OF, Reply, checklist
from placement_check.planning.policy import Figure, Kind, Limits, read_policy
from placement_check.planning.statements import statements

AT = date(2024, 6, 30)
EXAMPLES = ROOT / "docs/how-to/examples"
POLICY = (EXAMPLES / "policy.toml").read_text("utf-8")
PROPOSAL = (EXAMPLES / "proposal.toml").read_text("utf-8")


def refusal(tmp_path, read, text, old, new):
    assert old in text, old
    path = tmp_path / "given.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(FormRefused) as caught:
        read(path, AT)
    return caught.value


def test_the_example_of_a_policy_is_read_whole():
    found = read_policy(EXAMPLES / "policy.toml", AT)
    assert [hook.kind for hook in found.hooks] == list(Kind)
    assert found.hooks[2].use_classes == (UseClass.C2,)
    assert found.hooks[3].test.of is Figure.FORCE
    assert found.hooks[4].test is None
    assert found.hooks[1].line == 17


def test_the_example_of_a_proposal_is_read_whole():
    found = read_application(EXAMPLES / "proposal.toml", AT)
    assert (found.application_type, found.use_class_sought) == (ApplicationType.CHANGE_OF_USE, UseClass.C2)
    assert (found.children.number, found.staff.by_night) == (3, 1)
    assert found.consultations[0].response


PROPOSALS = {
    "an unknown type": ('"change_of_use"', '"outline"', "word"),
    "an unknown class": ('"C2"', '"C9"', "word"),
    "no children": ("number = 3", "number = 0", "limits"),
    "an adult": ("oldest = 16", "oldest = 18", "limits"),
    "ages the wrong way round": ("youngest = 10", "youngest = 17", "order"),
    "staff in words": ("by_day = 2", 'by_day = "two"', "type"),
    "no rota": ("rota =", "rotas =", "unknown_key"),
    "a name": ('reference = "24', 'applicant_name = "24', "no_names"),
    "an answer in the future": ("response_date = 2024-06-21", "response_date = 2024-07-21", "future_date"),
}


@pytest.mark.parametrize("fault", PROPOSALS)
def test_a_proposal_with(tmp_path, fault):
    old, new, rule = PROPOSALS[fault]
    error = refusal(tmp_path, read_application, PROPOSAL, old, new)
    assert (error.rule, error.line is not None) == (rule, True)


POLICIES = {
    "a misspelt limit": ("limit_m = 1000", "limits_m = 1000", "unknown_key"),
    "no limit": ("limit_m = 1000\n", "", "missing_key"),
    "a limit in words": ("limit_m = 1000", 'limit_m = "1 km"', "type"),
    "a limit without end": ("limit_m = 1000", "limit_m = inf", "limits"),
    "an unknown kind": ('"near_feature"', '"near_home"', "word"),
    "another kind's key": ('pass_when = "outside"', 'pass_when = "outside"\nlimit_m = 5', "unknown_key"),
    "no limits": ("at_most = 90\n", "", "missing_key"),
    "limits the wrong way round": ("at_most = 90", "at_most = 90\nat_least = 91", "order"),
    "an id twice": ('id = "H12b"', 'id = "H12a"', "once"),
    "no code": ('"E06000032"', '"Luton"', "code"),
    "a day to come": ("as_at = 2024-01-15", "as_at = 2025-01-15", "future_date"),
    "an unknown use class": ('["C2"]', '["C22"]', "word"),
    "a wrong side": ('pass_when = "within"', 'pass_when = "inside"', "word"),
    "no question": ('question = "Is a youth club within 1,000 m?"', 'question = ""', "empty"),
    "no words at all": ("[[hook]]", "hook = 3\n[[hooks]]", "toml"),
}


@pytest.mark.parametrize("fault", POLICIES)
def test_a_policy_with(tmp_path, fault):
    old, new, rule = POLICIES[fault]
    error = refusal(tmp_path, read_policy, POLICY, old, new)
    assert error.rule == rule
    assert error.line is not None
    assert error.advice


@pytest.mark.parametrize("key", ["limit_m = 400", 'layer = "youth_clubs"', "radius_m = 400", "at_most = 0"])
def test_no_distance_to_a_home_and_no_count_of_homes_can_be_asked_for(tmp_path, key):
    error = refusal(
        tmp_path, read_policy, POLICY, 'kind = "other_homes" # never computed', f'kind = "other_homes"\n{key}'
    )
    assert (error.rule, error.line) == (
        "unknown_key",
        POLICY.splitlines().index('kind = "other_homes" # never computed') + 2,
    )
    assert "computes no distance to a home" in error.advice


def test_a_policy_without_a_hook_is_refused(tmp_path):
    path = tmp_path / "p.toml"
    path.write_text('authority = "E06000032"\ntitle = "x"\nas_at = 2024-01-01\n')
    with pytest.raises(FormRefused, match="holds no hook"):
        read_policy(path, AT)


@pytest.mark.parametrize(
    ("low", "high", "least", "most", "more", "outcome"),
    [
        (3, 3, None, 3, False, "pass"), (3, 3, None, 2, False, "fail"), (2, 3, None, 2, False, "not known"),
        (2, 2, None, 2, True, "not known"), (3, 3, None, 2, True, "fail"), (2, 2, 2, None, True, "pass"),
        (1, 1, 2, None, True, "not known"), (1, 1, 2, None, False, "fail"), (1, 2, 2, None, False, "not known"),
        (2, 3, 2, 3, False, "pass"), (0, 9, 2, 3, False, "not known"), (4, 9, 2, 3, True, "fail"),
    ],
)  # fmt: skip
def test_what_was_not_looked_at_passes_nothing_that_it_could_overturn(low, high, least, most, more, outcome):
    assert judged(low, high, Limits(least, most), more_possible=more) == Outcome(outcome)


def test_limits_are_said_in_words():
    assert limits_text(Limits(2, 3.5)) == "at least 2 and at most 3.5"


def test_every_statement_has_its_citation_its_day_and_the_month_it_was_read():
    found = statements(AT)
    assert {s.id for s in found.values()} == set(found)
    for s in found.values():
        assert s.citation
        assert s.read_on == "2026-11"
    assert "wms_2023" not in statements(date(2023, 5, 22))
    assert "wms_2023" in statements(date(2023, 5, 23))
    assert "nppf" not in found
    assert "nppf" in statements(date(2025, 1, 1))


def test_the_sentences_that_a_report_must_hold_stand_as_written():
    found = statements(AT)
    assert found["not_a_recommendation"].text == (
        "This is not a recommendation to refuse or approve. Ofsted registers suitability of premises; planning "
        "considers land use."
    )
    said = found["lawful_development_certificate"].text
    assert said.startswith("Location risk is not a material matter for a lawful development certificate.")
    assert (
        "Nothing in this report is evidence about the conduct of children" in found["neighbours_fears"].text
    )


def test_a_consultee_whom_nobody_asked_stands_on_the_checklist_as_a_gap():
    log = read_application(EXAMPLES / "proposal.toml", AT).consultations
    checks = checklist(log, authority="Some Council", force="Some Police")
    assert [c.consultee for c in checks] == list(ASKED_OF)
    assert {c.consultee.value: c.reply for c in checks}["highways"] is Reply.ANSWERED
    assert sum(c.reply is Reply.NOT_ASKED for c in checks) == 5
    assert "Children's services of Some Council" in {c.who for c in checks}
