"""7. Uncertainty.

How far the score depends on chance, on the method's own choices and on what is missing. The result is an interval and
a set of bands; the report prints the set, not its middle.
"""

from __future__ import annotations

import json

import numpy as np
import pytest
from drawn.disc import METHOD

from placement_check.assess import Options
from placement_check.purpose import Purpose
from placement_check.rating import bands
from placement_check.rating.ranks import mid_rank, percentile_in, quantile_table
from placement_check.rating.scenarios import choices, draw, fixed
from placement_check.rating.seed import case_of, generator, seed_of
from placement_check.records.document import document

RATING = METHOD.rating
PLACES = ("ZZ1 1AA", "ZZ1 2AA", "ZZ1 2AB", "ZZ2 1AA", "ZZ2 2AB", "ZZ3 1AB", "ZZ4 2AA")


def test_a_place_is_drawn_for_two_thousand_times(place):
    """S-31. The score is computed {rating.draws} times, each time with other numbers for what is not known:

    {table.draws}

    Floors are applied in each draw. The interval printed with the score holds the middle of the draws, from the
    {rating.interval_percentiles.0} % to the {rating.interval_percentiles.1} % point, and the score itself (that
    it is widened to the score goes beyond the method's text: decision 0008, reading 15). A bandwidth of which over
    {crime.max_uncovered_share:%} of the land is not covered is skipped; where the uncovered share s is above
    {rating.uncovered_noise_from:%}, each draw multiplies density and rate by exp(N(0,
    {rating.uncovered_noise_factor}s)). Where A = 0 (S-20) a group's figure is the mean in every draw.
    """
    for name in PLACES:
        rating = place(name).rating
        assert rating.spread.draws == RATING.draws
        low, high = rating.spread.interval
        assert 0 <= low <= rating.score <= high <= 100
        assert sum(rating.spread.probabilities) == pytest.approx(1.0)


def test_the_choices_are_drawn_once_for_a_release_and_shared_by_all_places():
    """S-31a. Weights, denominator, bandwidth, half-life and kind of mean are drawn as {rating.scenarios} scenarios,
    once for each version of the data and of the method: two places are compared under the same choices. For each, the
    reference set is scored like the place and kept as a table of {rating.quantile_points} quantiles; a draw reads its
    percentile from there by linear interpolation. What is missing for the whole reference set is drawn for each of
    its points too.
    """
    one, again, other = (draw(METHOD, version) for version in ("2024-06", "2024-06", "2024-07"))
    assert one.size == RATING.scenarios
    assert np.array_equal(one.weights, again.weights)
    assert not np.array_equal(one.weights, other.weights)
    assert one.weights.sum(axis=1) == pytest.approx(1.0)
    assert one.omega.sum(axis=1) == pytest.approx(1.0)


def test_a_table_of_quantiles_ranks_as_the_reference_itself_does():
    reference = np.sort(generator(1).gamma(2.0, size=5_000))
    table = quantile_table(reference, RATING.quantile_points)
    x = generator(2).gamma(2.0, size=300)
    assert np.abs(percentile_in(table, x) - mid_rank(reference, x)).max() <= 100 / (
        RATING.quantile_points - 1
    )


def test_we_23_seed():
    """S-32. The draws are seeded by the first eight bytes of SHA-256("case|data version|method version"), and the
    case is always the snapped square and the purpose: nobody can choose the seed, and the same place gives the same
    figures at the command line, in a batch and over the interface. The generator is PCG64.
    """
    assert seed_of("CASE-0001", "2025-06", "1.0.0") == 17331024991659853392
    assert case_of(508_712.4, 221_399.0, "check") == case_of(508_799.0, 221_300.0, "check")
    assert case_of(508_712.4, 221_399.0, "check") == "E508750N221350|check"


def test_the_same_place_gives_the_same_figures_and_the_purpose_is_part_of_the_case(place):
    first, second = (place("ZZ1 2AA", Options(visited=False)) for _ in range(2))
    assert json.dumps(document(first)) == json.dumps(document(second))
    planning = place("ZZ1 2AA", Options(purpose=Purpose.PLANNING))
    assert planning.rating.spread.seed != first.rating.spread.seed
    assert planning.rating.score == first.rating.score


@pytest.mark.parametrize(
    ("probabilities", "expected"),
    [
        ((0.05, 0.62, 0.30, 0.03), (2, 3)),
        ((0.02, 0.85, 0.13, 0), (2,)),
        ((0.20, 0.30, 0.30, 0.20), (2, 3, 4)),
    ],
)
def test_we_12_band_set(probabilities, expected):
    """S-33. The report prints the shortest run of bands that holds the most frequent band and at least
    {rating.band_set_mass:%} of the draws; of two as short the one of higher bands, of two as frequent the higher. It
    is widened to hold the final band of S-29. If a rated indicator is missing it is widened to the band that the
    place would have with every missing one at the {rating.adverse_percentile}th percentile: missing evidence never
    makes a place look better.

    *Goes beyond the method's text (decision 0008, readings 22 and 23):* a missing indicator that would lower its domain
    at that percentile is left out instead, and a missing offence group counts as firing F1. The draws are also made
    twice more, with what is missing at its least and at its worst, and the set reaches the highest upper end that any
    distribution between the two would give. The report says which raised the upper end: the final band, the adverse
    bound, or what is missing.
    """
    assert bands.band_set(probabilities, RATING.band_set_mass) == expected


def test_the_set_is_widened_to_hold_the_final_band():
    assert bands.band_set((0.02, 0.85, 0.13, 0), RATING.band_set_mass, also=[4]) == (2, 3, 4)


def test_the_printed_set_holds_the_final_band_of_every_place(place):
    for name in PLACES:
        rating = place(name).rating
        assert rating.final in rating.spread.band_set


def test_every_other_choice_is_shown_one_at_a_time(place):
    """S-34. A table shows score and band under each other choice, all else as it is: by area or by residents alone,
    each other bandwidth (and the one used where it was raised) and half-life, plain and power means, each domain and
    each offence group weighing more or less, without the
    police-generated groups, with records that have no position counted in, and for an existing home without its own
    map point. A choice that the data do not allow is listed with its reason.
    """
    names = [line.name for line in place("ZZ1 1AA").rating.alternatives]
    assert names == [*(choice.name for choice in choices(METHOD)[1:]), "unlocated"]
    assert {"denominator.density", "half_life.none", "aggregator.power", "without_police_generated"} < set(
        names
    )
    assert len(names) == len(set(names))
    assert fixed(METHOD).size == len(choices(METHOD))
