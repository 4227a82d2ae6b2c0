from datetime import date

import pytest

from placement_check.findings import NoComparator, Percentile
from placement_check.records import numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (3.0, "3"), (12.345, "12.3"), (15.04, "15.0"), (1234.5, "1,234"), (0.0123, "0.0123"),
     (5e6, "5,000,000"), (-0.5, "-0.500")],
)  # fmt: skip
def test_a_figure_has_three_digits_that_mean_something(value, text):
    assert numbers.figure(value) == text


def test_an_interval_is_said_as_a_to_b():
    assert numbers.interval(709.4, 776.2) == "709 to 776"
    assert numbers.interval(0.5, 1.25, "stops") == "0.500 to 1.25 stops"
    assert numbers.interval(0.0, 89.7, "metres", 50.0) == "0 to 90 m"


def test_a_distance_has_no_more_digits_than_the_position_bears():
    assert numbers.distance(283.6, 50.0) == "280 m (230 to 330 m)"
    assert numbers.distance(283.6, 5.0) == "284 m (279 to 289 m)"
    assert numbers.distance(283.6, 0.0) == "284 m"
    assert numbers.distance(20.0, 50.0) == "20 m (0 to 70 m)"


def test_every_figure_has_its_unit():
    assert numbers.with_unit(39.7, "metres", 50.0) == "40 m"
    assert numbers.with_unit(2.0, "decile (1 = most deprived)") == "decile 2 (1 = most deprived)"
    assert numbers.with_unit(37.93, "index 0-100") == "37.9 (index 0 to 100)"
    assert numbers.with_unit(13.06, "kernel count") == "13.1 (kernel count)"
    assert numbers.with_unit(742.0, "per km² per year") == "742 per km² per year"


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "0 %"), (0.004, "less than 1 %"), (0.5, "50 %"), (0.996, "more than 99 %"), (1.0, "100 %")],
)
def test_a_little_is_never_nought_and_nearly_all_is_never_all(share, text):
    assert numbers.percent(share) == text


def test_a_percentile_stands_with_the_number_of_places_compared():
    assert numbers.percentile(Percentile(98.2, 1395)) == "98 (1,395)"
    assert numbers.percentile(Percentile(None, 7, "3rd of 7")) == "3rd of 7"
    assert numbers.percentile(NoComparator("too few")) == "Not available"


def test_days_and_months_are_written_out():
    assert numbers.day(date(2024, 6, 3)) == "3 June 2024"
    assert numbers.window("2021-05", "2024-04") == "May 2021 to April 2024"
    assert numbers.window("2020-10-28", "2020-10-28") == "28 October 2020"
    assert numbers.period("2019") == "2019"
    assert numbers.period("not stated") == "not stated"
    assert numbers.count(32023) == "32,023"
    assert numbers.score(99.75) == "99.8"
