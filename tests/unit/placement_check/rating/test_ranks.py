import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from placement_check.rating.ranks import mid_rank, percentile_in, percentile_in_each, quantile_table

NAN = float("nan")
values = st.one_of(st.integers(-3, 3).map(float), st.floats(-1e6, 1e6))
references = st.lists(values, min_size=1, max_size=60)
sizes = st.integers(2, 1001)


def table_of(*held, size=11):
    return quantile_table(np.array(held, dtype=float), size)


@given(references, st.lists(values, min_size=1, max_size=5))
def test_the_mid_rank_is_what_counting_gives(reference, xs):
    counted = [
        100 * (sum(r < x for r in reference) + 0.5 * sum(r == x for r in reference)) / len(reference)
        for x in xs
    ]
    assert mid_rank(np.sort(reference), xs).tolist() == pytest.approx(counted)


def test_a_missing_value_has_no_rank():
    assert np.isnan(mid_rank(np.array([1.0, 2.0]), [NAN, 1.0])).tolist() == [True, False]


def test_there_is_no_rank_among_none():
    assert np.isnan(mid_rank(np.array([]), [1.0, 2.0])).all()


def test_a_reference_with_missing_values_is_refused():
    with pytest.raises(ValueError, match="leave those places out"):
        mid_rank(np.array([1.0, NAN]), 1.0)


def test_one_value_may_be_asked_alone():
    assert float(mid_rank(np.array([1.0, 2.0]), 1.5)) == 50
    assert float(percentile_in(table_of(1, 2), 1.5)) == 45


@given(references, sizes, st.data())
def test_a_table_gives_the_mid_rank_within_one_step_ties_or_not(reference, size, data):
    x = data.draw(st.one_of(st.sampled_from(reference), values))
    table = quantile_table(np.array(reference), size)
    exact = mid_rank(np.sort(reference), x)
    assert abs(percentile_in(table, x) - exact) <= 100 / (size - 1) + 1e-9


@given(references, sizes)
def test_a_table_rises_from_the_lowest_value_to_the_highest(reference, size):
    table = quantile_table(np.array(reference), size)
    assert table.shape == (size,)
    assert (np.diff(table) >= 0).all()
    assert (table[0], table[-1]) == (min(reference), max(reference))


@given(references, sizes, values, values)
def test_a_higher_value_never_has_a_lower_percentile(reference, size, a, b):
    low, high = percentile_in(quantile_table(np.array(reference), size), sorted((a, b)))
    assert 0 <= low <= high <= 100


def test_a_table_leaves_missing_values_out():
    assert table_of(3, NAN, 1, NAN, 2).tolist() == table_of(1, 2, 3).tolist()


def test_a_table_of_nothing_ranks_nothing_and_does_not_say_zero():
    empty = table_of(NAN)
    assert np.isnan(empty).all()
    assert np.isnan(percentile_in(empty, [0.0, 5.0])).all()


def test_below_the_table_is_nought_and_above_it_a_hundred():
    found = percentile_in(table_of(1, 2, 3), [0.999, 3.001, NAN])
    assert found[:2].tolist() == [0, 100]
    assert np.isnan(found[2])


def test_tied_values_get_the_middle_of_their_stretch():
    table = table_of(*[0] * 80, *range(1, 21), size=1001)
    assert float(percentile_in(table, 0)) == pytest.approx(40, abs=0.1)


def test_a_table_of_one_value_puts_it_in_the_middle():
    assert percentile_in(table_of(7), [6, 7, 8]).tolist() == [0, 50, 100]


@given(st.lists(references, min_size=1, max_size=6), st.sampled_from([2, 3, 64, 101]), st.data())
def test_many_tables_at_once_say_what_each_says(held, size, data):
    tables = np.array([quantile_table(np.array(one), size) for one in held])
    pick = st.one_of(values, st.sampled_from(tables.ravel().tolist()), st.just(NAN))
    x = np.array([data.draw(st.lists(pick, min_size=3, max_size=3)) for _ in held])
    each = [percentile_in(table, row) for table, row in zip(tables, x, strict=True)]
    np.testing.assert_array_equal(
        percentile_in_each(tables, (np.arange(len(tables))[:, None],), x), np.array(each)
    )


def test_an_empty_table_among_others_is_missing_for_its_row_only():
    tables = np.array([table_of(1, 2), table_of(NAN)])
    found = percentile_in_each(tables, (np.arange(2)[:, None],), np.array([[1.5, 9.0], [1.5, 9.0]]))
    assert np.isnan(found).tolist() == [[False, False], [True, True]]
