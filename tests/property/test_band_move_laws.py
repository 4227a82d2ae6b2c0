"""S-30 for every band, floor and wish: never below a floor, never two steps down, both bands kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from placement_check.decisions.band_move import MoveRefused, move_band

BANDS = st.integers(1, 4)
REASONS = st.sampled_from(["", "  ", "The visit showed it."])


def moved(before, lowest, after, reasons):
    try:
        return move_band(before, lowest, after, reasons)
    except MoveRefused:
        return None


@given(BANDS, BANDS, st.integers(-2, 7), REASONS)
def test_no_move_ends_below_a_floor_or_two_steps_down(before, lowest, after, reasons):
    found = moved(max(before, lowest), lowest, after, reasons)
    if found is not None:
        assert found.after >= lowest
        assert found.after >= found.before - 1
        assert (found.before, found.after) == (max(before, lowest), after)
        assert 1 <= found.after <= 4
        assert found.after >= found.before or found.reasons.strip()


@given(BANDS, BANDS, REASONS)
def test_every_move_upward_is_free(before, lowest, reasons):
    start = max(before, lowest)
    for after in range(start, 5):
        assert move_band(start, lowest, after, reasons).after == after


@given(st.integers(2, 4))
def test_one_step_down_with_reasons_is_allowed_where_no_floor_stands(before):
    assert move_band(before, 1, before - 1, "The visit showed it.").after == before - 1


@given(BANDS, BANDS)
def test_what_is_not_rated_has_no_band_to_move(lowest, after):
    with pytest.raises(MoveRefused, match="not rated"):
        move_band(None, lowest, after, "why")


def test_each_refusal_says_its_own_reason():
    for asked, words in (
        ((3, 3, 2, "why"), "below it"), ((4, 1, 2, "why"), "more than one step"), ((3, 1, 2, " "), "needs reasons"),
        ((3, 1, 5, "why"), "no band 5"),
    ):  # fmt: skip
        with pytest.raises(MoveRefused, match=words):
            move_band(*asked)
