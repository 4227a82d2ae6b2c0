from typing import get_args

import pytest

from placement_check.findings import Finding, Grade, Measured, NotCovered, ReasonCode, Unavailable, worst


def test_a_grade_falls_step_by_step_and_no_further_than_none():
    assert Grade.A.lowered() is Grade.B
    assert Grade.A.lowered(2) is Grade.C
    assert Grade.B.lowered(2) is Grade.N
    assert Grade.C.lowered(5) is Grade.N


@pytest.mark.parametrize(
    ("grades", "expected"),
    [((Grade.A,), Grade.A), ((Grade.C, Grade.A, Grade.B), Grade.C), ((Grade.B, Grade.N), Grade.N)],
)
def test_the_worst_grade_decides(grades, expected):
    assert worst(*grades) is expected


def test_there_are_three_answers_and_no_fourth():
    assert set(get_args(Finding)) == {Measured, NotCovered, Unavailable}


def test_only_an_answer_that_was_measured_has_a_value_or_a_grade():
    for kind in (NotCovered, Unavailable):
        assert not {"value", "interval", "grade", "percentiles"} & set(kind.__dataclass_fields__)


def test_the_reason_codes_are_those_of_the_public_contract():
    assert [code.value for code in ReasonCode] == [
        "no_data", "coverage_below_minimum", "stale", "failed_check", "unreadable", "radius_refused", "withheld",
    ]  # fmt: skip
