"""An answer of another case is reused on its giver's signed head, or with the reason why there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from drawn import cases
from drawn.cases import AREA, PLACING

from placement_check.chain import begin, head, keys, sign, with_head
from placement_check.consultation import conditions
from placement_check.consultation.acts import Context
from placement_check.consultation.acts.reusing import read_reuse
from placement_check.consultation.case import state_of
from placement_check.consultation.kinds import ApprovalStatus, Kind
from placement_check.consultation.refusal import StepRefused
from placement_check.consultation.workflow import record
from placement_check.forms import FormRefused

THEIRS, OURS = keys.make(bytes(range(32))), keys.make(bytes(range(1, 33)))
FORM = 'act = "consultation_reused"\norganisation = "E06000032"\nrole = "Team"\nreason = "Asked in June."\n'
WITHOUT = 'no_receipt = "The answer came before keys were used."\n'


def earlier(until="2024-08-01", **more):
    case = cases.Drawn(chain=begin("f" * 32)).do(Kind.CASE_OPENED, 0, **cases.opening())
    return cases.answered(cases.asked(case), reuse_until=until, **more)


def signed(case, key=THEIRS, organisation=AREA):
    return sign(head(case.chain), key, case.at, organisation)


def reused(tmp_path, case, text=FORM, chain=None, **proof):
    path = tmp_path / "reuse.toml"
    path.write_text(text, "utf-8")
    context = Context(case.at + timedelta(hours=1), cases.opened().state, cases.HOLIDAYS)
    chain = chain or case.chain
    return read_reuse(path, context, chain, state_of(chain), **proof)


def refusal(tmp_path, case, *given, **proof):
    with pytest.raises(StepRefused) as caught:
        reused(tmp_path, case, *given, **proof)
    assert caught.value.advice
    return caught.value.rule


def test_the_earlier_files_own_word_is_not_enough(tmp_path):
    case = earlier()
    public = THEIRS.public_key()
    assert refusal(tmp_path, case) == "earlier_receipt"
    assert refusal(tmp_path, case, receipt=signed(case)) == "earlier_receipt"  # no key to check it with
    assert refusal(tmp_path, case, receipt=head(case.chain)) == "earlier_receipt"  # a bare head is nobody's
    assert refusal(tmp_path, case, keys=[public]) == "earlier_receipt"
    assert refusal(tmp_path, case, receipt=signed(case, OURS), keys=[public]) == "earlier_receipt"
    assert (
        refusal(tmp_path, case, receipt=signed(case, organisation=PLACING), keys=[public])
        == "earlier_receipt"
    )
    asked = cases.asked(cases.Drawn(chain=begin("f" * 32)).do(Kind.CASE_OPENED, 0, **cases.opening()))
    assert (
        refusal(tmp_path, case, receipt=signed(asked), keys=[public]) == "earlier_receipt"
    )  # before the answer


def test_a_key_that_signs_for_both_proves_nothing(tmp_path):
    case = earlier()
    both = with_head(case.chain, signed(case, THEIRS, PLACING))
    assert (
        refusal(tmp_path, case, FORM, both, receipt=signed(case), keys=[THEIRS.public_key()])
        == "earlier_receipt"
    )


def test_a_receipt_of_another_file_is_refused_whatever_the_form_says(tmp_path):
    case, other = earlier(), earlier(until="2024-09-01")
    proof = {"receipt": signed(other), "keys": [THEIRS.public_key()]}
    assert refusal(tmp_path, case, **proof) == "earlier_receipt"
    assert refusal(tmp_path, case, FORM + WITHOUT, **proof) == "earlier_receipt"


@pytest.mark.parametrize("inside", [False, True])
def test_the_givers_signed_head_proves_it_from_outside_or_in_the_file(tmp_path, inside):
    case = earlier()
    found = signed(case)
    chain = with_head(case.chain, found) if inside else case.chain
    act = reused(tmp_path, case, FORM, chain, receipt=None if inside else found, keys=[THEIRS.public_key()])
    assert act.fields["earlier_receipt"] == found.plain()
    state = state_of(record(cases.opened().chain, act, cases.salts(500)))
    assert state.answer.proven
    assert "not_proven" not in [o.rule for o in state.open]
    with pytest.raises(FormRefused, match="proven by one"):
        reused(tmp_path, case, FORM + WITHOUT, chain, receipt=found, keys=[THEIRS.public_key()])


def test_without_a_receipt_the_reason_is_recorded_and_the_case_says_that_nothing_proves_it(tmp_path):
    act = reused(tmp_path, earlier(), FORM + WITHOUT)
    state = state_of(record(cases.opened().chain, act, cases.salts(500)))
    assert not state.answer.proven
    assert "earlier_receipt" not in act.fields
    assert "not proven by a receipt: The answer came before keys" in next(
        o.text for o in state.open if o.rule == "not_proven"
    )


def fields(**more):
    return {
        **cases.answer(), "earlier_case": "f" * 32, "earlier_head": "e" * 64, "answered_by": AREA,
        "answered": "2024-06-20T10:00:00+01:00", "reuse_until": "2024-07-10", "same_child": True, "reason": "x", **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    "proof",
    [
        {}, {"earlier_receipt": {"case": "x"}}, {"earlier_receipt": head(earlier().chain).plain()},
        {"earlier_receipt": signed(earlier(), organisation=PLACING).plain()},
        {"earlier_receipt": signed(cases.answered()).plain()},
    ],
)  # fmt: skip
def test_the_table_itself_refuses_an_act_with_neither_proof_nor_reason(proof):
    assert cases.opened().refusal(Kind.CONSULTATION_REUSED, **fields(**proof)) == "earlier_receipt"


def ready(**more):
    reason = {"no_receipt": "None was kept then."}
    case = cases.considered(cases.opened().do(Kind.CONSULTATION_REUSED, **fields(**reason, **more)))
    return cases.satisfied(cases.enclosed(case))


def test_an_approval_that_is_entered_after_the_day_is_tested_against_the_day_on_which_it_is_entered():
    case = ready()
    on_time = (case.at + timedelta(hours=1)).isoformat(timespec="seconds")
    assert case.do(Kind.APPROVED, **cases.APPROVAL).state.approval is ApprovalStatus.APPROVED
    late = {"happened": on_time, **cases.APPROVAL}
    assert case.refusal(Kind.APPROVED, 24 * 12, **late) == "answer_expired"
    assert case.refusal(Kind.APPROVED, 24 * 12, **cases.APPROVAL) == "answer_expired"


def test_a_year_is_over_whatever_day_the_answer_names():
    case = ready(answered="2023-07-05T10:00:00+01:00", reuse_until="2024-07-05")
    assert case.refusal(Kind.APPROVED, 24 * 6, **cases.APPROVAL) == "answer_expired"
    assert "answer_expired" in [o.rule for o in state_of(case.chain, now=case.at + timedelta(days=9)).open]
    longer = replace(case.state.answer, reuse_until=date(2026, 1, 1))
    assert [o.rule for o in conditions.expired(longer, case.at + timedelta(days=9))] == ["answer_expired"]
    assert not list(conditions.expired(longer, case.at))
    assert "on no day" in next(conditions.expired(replace(longer, reuse_until=None), case.at)).text
    far = cases.opened()
    assert (
        far.refusal(Kind.CONSULTATION_REUSED, **fields(reuse_until="2026-01-01", no_receipt="x"))
        == "reusable"
    )
