import numpy as np
import pytest

from placement_check.rating.seed import SCENARIOS, case_of, generator, seed_of


def test_the_case_is_the_centre_of_the_square_and_the_purpose():
    assert case_of(509_123.4, 221_899.9, "planning") == "E509150N221850|planning"


@pytest.mark.parametrize(
    ("easting", "northing"), [(500_000, 200_000), (500_099.999, 200_050), (500_050, 200_050)]
)
def test_nobody_can_choose_the_seed_within_a_square(easting, northing):
    assert case_of(easting, northing, "planning") == "E500050N200050|planning"


def test_another_square_or_purpose_or_release_or_method_is_another_seed():
    here, there = (case_of(easting, 200_000, "planning") for easting in (500_000, 500_100))
    placing = case_of(500_000, 200_000, "placement")
    seeds = {seed_of(case, "a", "1") for case in (here, there, placing, SCENARIOS)}
    seeds |= {seed_of(here, "b", "1"), seed_of(here, "a", "2")}
    assert len(seeds) == 6


def test_the_same_seed_gives_the_same_draws_of_the_named_generator():
    seed = seed_of("CASE-0001", "2025-06", "1.0.0")
    assert generator(seed).random(3).tolist() == generator(seed).random(3).tolist()
    assert isinstance(generator(seed).bit_generator, np.random.PCG64)
    assert generator(12345).random() == 0.22733602246716966
