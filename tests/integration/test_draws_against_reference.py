"""The draws of a rating, and all that rests on them, are those of a second program that shares no code with it.

The second program is `tests/reference/` (decision 0005). It takes the same random numbers, in the order of decision
0008, reading 31, and goes through them one by one. Bands, sets and facts agree exactly, scores to nine digits. What is
compared is in `tests/proofs/uncertainty.py`, which the long form of this proof uses as well (docs/proofs.md).
"""

from __future__ import annotations

import json
import random

import numpy as np
import pytest
from proofs import ratings, standing, table
from proofs.comparison import Sides, same
from proofs.uncertainty import OF_A_RATING, RatedSides, chosen, score_tables, theta_tables
from reference.band_set import highest_end, printed, shortest
from reference.choices import BANDWIDTHS, CENTRAL, COMBINATIONS
from reference.tables import quantiles, ranked, read, seed_of

from benchmarks.record import Record
from placement_check.rating.bands import band_set
from placement_check.rating.bands import highest_end as highest_end_of_product

SHOWN = 10  # differences named when a test fails
# Places, and what is taken away from them: in a town; near the border, so that draws carry the noise of land without
# data (MK44 2JE) or scenarios are skipped (LU7 9SA); where too few live for a rate within 800 m (SG19 2DD); in open
# country, where there is one within 2,400 m alone.
PLACES = (
    ("MK451DU", ()),
    ("MK442JE", ()),
    ("LU79SA", ()),
    ("SG192DD", ()),
    ("519004,252375", ()),
    ("MK417RU", ("crime.drg", "venues.pubs")),
    ("SG191HP", ("hazards.rail", "services.gp")),
    ("LU32BD", ("crime.rob", "services.transport", "venues.hotels")),
)
# Whose tables are made again; the long form makes all of them. At the widest some points of the set are not covered.
BANDWIDTH, SCENARIOS = BANDWIDTHS[-1], 12
SEED = 20240630


@pytest.fixture(scope="module")
def sides(data_dir, real_release):
    return RatedSides(Sides(data_dir, real_release), data_dir)


@pytest.fixture(scope="module")
def asked(sides):
    print(f"{len(PLACES)} places, every draw")  # noqa: T201
    return [sides.ask(*place) for place in PLACES]


def none_differ(pairs):
    """Check (place, what, the product's, the reference's), and that anything was compared at all."""
    pairs = list(pairs)
    assert pairs
    differing = [pair for pair in pairs if not same(pair[2], pair[3])]
    shown = "\n".join(f"{at} {what}: product {a}, reference {b}" for at, what, a, b in differing[:SHOWN])
    assert not differing, f"{len(differing)} of {len(pairs)} differ\n{shown}"


def agree(check, asked):
    none_differ(pair for row in asked for pair in OF_A_RATING[check](row))


@pytest.mark.real_data
def test_the_places_show_what_the_draws_must_allow_for(asked):
    assert all(asked), "a place is not rated"
    skipped = [row for row in asked if len(row.drawn.used) < 500]
    assert len(skipped) == 1
    crime = [row.evidence.crime for row in asked]
    assert any((found.uncovered > 0.005).any() for found in crime)
    rates = [~np.isnan(found.rate[:, 0, 0]) for found in crime]
    assert any(given[-1] and not given[CENTRAL] for given in rates)
    assert any(given[CENTRAL] and not given[0] for given in rates)
    assert any(found.h_m.max() > 2400 or (found.h_m.min() > 800) for found in crime)
    assert {band for row in asked for band in row.rating.spread.band_set} == {2, 3, 4}
    assert any(row.rating.spread.raised_by for row in asked)
    assert any(row.drawn.least.tolist() != row.drawn.worst.tolist() for row in asked)
    assert any(row.rating.facts for row in asked)


@pytest.mark.real_data
def test_the_seed_is_that_of_the_square_and_every_place_has_as_many_draws(asked):
    agree("seed and number of draws", asked)


@pytest.mark.real_data
def test_the_same_scenarios_are_skipped_for_want_of_data(asked):
    agree("scenarios used", asked)


@pytest.mark.real_data
def test_the_score_in_every_draw_is_that_of_the_second_program(asked):
    agree("score in each draw", asked)


@pytest.mark.real_data
@pytest.mark.parametrize("how", ["", ", what is missing at its least", ", what is missing at its worst"])
def test_the_band_in_every_draw_is_that_of_the_second_program(asked, how):
    agree(f"band in each draw{how}", asked)


@pytest.mark.real_data
def test_the_interval_and_the_probabilities_of_the_bands_are_those_of_the_second_program(asked):
    agree("interval of the score", asked)
    agree("probability of each band", asked)


@pytest.mark.real_data
def test_the_printed_set_and_what_raised_it_are_those_of_the_second_program(asked):
    agree("printed band set", asked)


@pytest.mark.real_data
def test_the_table_of_other_choices_is_that_of_the_second_program(asked):
    agree("one-at-a-time table", asked)


@pytest.mark.real_data
def test_the_single_facts_that_would_change_the_band_are_those_of_the_second_program(asked):
    agree("single facts", asked)


@pytest.mark.real_data
def test_the_scenarios_of_the_release_are_those_that_the_second_program_draws(sides):
    none_differ(chosen(sides))


@pytest.mark.real_data
def test_the_tables_of_theta_are_those_made_again_from_the_publishers_files(sides):
    for number, (h, _) in enumerate(COMBINATIONS):
        if h == BANDWIDTH:
            none_differ(theta_tables(sides, number))


@pytest.mark.real_data
def test_the_tables_of_scores_are_those_made_again_from_the_publishers_files(sides):
    mine = [n for n, s in enumerate(sides.own.scenarios) if COMBINATIONS[s.combination][0] == BANDWIDTH]
    some = mine[:SCENARIOS]
    kinds = {(sides.own.scenarios[n].aggregator, sides.own.scenarios[n].denominator) for n in some}
    print(f"{SCENARIOS} scenarios within {BANDWIDTH} m, {len(kinds)} kinds of mean and denominator")  # noqa: T201
    assert len({aggregator for aggregator, _ in kinds}) == len({each for _, each in kinds}) == 3
    none_differ(score_tables(sides, {*some, f"bandwidth.{BANDWIDTH}"}))


@pytest.mark.real_data
def test_the_long_form_goes_through_the_same_code_and_its_record_becomes_a_table(
    sides, real_release, tmp_path
):
    run = ratings.Run.of(real_release, 2, 0, 1, SEED)
    record = Record(tmp_path / "ratings.json", ("tests",))
    for name, measure in ratings.parts(run, lambda: sides):
        record.part(name, measure, run=run)
    found = standing.of_ratings(record, run)
    assert found["places"] + found["not_rated"] == 2
    assert found["draws"] == 2_000 * found["places"] > 0
    assert (found["in_all"]["differ"], found["places_that_differ"]) == (0, 0)
    assert not standing.holds(found), "a run that makes no table again proves nothing of tables"
    standing.write(tmp_path / standing.RATINGS, found)
    assert json.loads((tmp_path / standing.RATINGS).read_text("utf-8"))["run"]["ratings"] == 2
    shown = table.markdown(tmp_path)
    assert "### The uncertainty of ratings" in shown
    assert "| score in each draw |" in shown


# The second program by itself, and against the product where no data are needed.


def test_the_reference_computes_the_worked_example_of_the_seed():
    assert seed_of("CASE-0001", "2025-06", "1.0.0") == 17331024991659853392


def test_the_reference_prints_the_shortest_set_and_of_two_the_higher():
    assert shortest((0.1, 0.5, 0.35, 0.05)) == (2, 3)
    assert shortest((0.4, 0.4, 0.2, 0.0)) == (1, 2)
    assert shortest((0.2, 0.6, 0.2, 0.0)) == (2, 3)
    assert printed((0.0, 0.9, 0.1, 0.0), {"final band": 4}) == ((2, 3, 4), ("final band",))


def test_a_percentile_read_back_from_a_table_is_within_a_step_of_the_mid_rank():
    values = [1.0, 1.0, 1.0, 2.0, 2.5, 4.0, 4.0, 9.0] * 40
    ordered, kept = sorted(values), quantiles(values)
    assert (read(kept, 0.5), read(kept, 10.0), read(None, 1.0), read(kept, None)) == (0, 100, None, None)
    for value in values:
        assert abs(read(kept, value) - ranked(ordered, value)) <= 0.1


def test_the_highest_end_of_all_distributions_between_two_is_found_by_trying_them():
    # {3, 4} becomes {3} when probability moves upward, so the worst case alone would not tell.
    assert highest_end((0.0, 0.3, 0.45, 0.25), (0.0, 0.0, 0.75, 0.25)) == 4
    chance = random.Random(SEED)
    for _ in range(40):
        rows = []
        for _ in range(2):
            tails = sorted((chance.randint(0, 20) / 20 for _ in range(3)), reverse=True)
            rows.append(tails)
        low, high = ([pick(pair) for pair in zip(*rows, strict=True)] for pick in (min, max))
        both = [(1 - t[0], t[0] - t[1], t[1] - t[2], t[2]) for t in (low, high)]
        assert highest_end(*both) == highest_end_of_product(*both, 0.80), both
        assert band_set(both[0], 0.80) == tuple(range(shortest(both[0])[0], shortest(both[0])[1] + 1)), both
