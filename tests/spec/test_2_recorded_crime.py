"""2. Recorded crime and disorder.

Domain D1. Six groups of offences, each measured twice: per km² and per 1,000 residents. A record counts for more the
nearer and the more recent it is, because the publisher moves every record to an anonymous map point, and a circle
with a hard edge would turn that displacement into chance.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import scene as points
from drawn.disc import HELD, METHOD, MONTHS, X, Y, each, exposed, printed, scene
from shapely import box

from geodata.build.crime import grid_period
from geodata.kernel import full_mass_km2, quartic
from placement_check.crime import window_tables
from placement_check.crime_findings import interval
from placement_check.exposure import expose, overdispersion
from placement_check.intervals import poisson_limits
from placement_check.rating.own_point import own_rows, without
from placement_check.spacing import smallest_bandwidth, smallest_circle


def test_we_1_kernel():
    """S-14. A record at distance d weighs K = (1 - (d/h)²)² within the bandwidth h, and nothing beyond it. The whole
    disc then weighs as much as pi h²/3 of its area; h = {crime.h_m} m reaches as far, in effect, as a circle of 924
    m.
    """
    k = quartic(np.array([0.0, 400, 800, 1200, 1600]), 1600)
    assert each(k, 4) == ["1.0000", "0.8789", "0.5625", "0.1914", "0.0000"]
    assert printed(k.sum(), 4) == "2.6328"
    assert printed(full_mass_km2(1600), 4) == "2.6808"
    assert printed(k.sum() / full_mass_km2(1600), 4) == "0.9821"
    assert printed(1600 / math.sqrt(3), 1) == "923.8"


def test_a_block_of_twelve_months_weighs_less_the_older_it_is():
    """S-15. The latest {window.months_per_block} months weigh 1, the block before them 0.7071, the one before that
    0.5: the half-life is {window.half_life_months} months. Within a block every month weighs the same, so that no
    season counts for more than another.
    """
    assert each([METHOD.weight(block) for block in range(METHOD.blocks)], 4) == ["1.0000", "0.7071", "0.5000"]
    first, last = (exposed(scene([(0, column, 1)])).events[0, 0] for column in (24, 35))
    assert first == last == 1


WE_6 = [(0, 35, 1), (800, 30, 1), (800, 23, 1), (400, 11, 1)]  # no two in one month: phi is 1


def test_we_6_events_over_exposure():
    """S-16. The figure of a group is a density, D = Y/e, in records per km² per year: Y is the sum of the weights of
    its records; e, the exposure, is the kernel's mass on the land of each force times the years that the force
    covers, weighted as the records are.
    """
    found = exposed(scene(WE_6))
    assert each([found.events[0, 0], found.e[0, 0], found.density[0, 0]], 5) == [
        "2.39970",
        "5.91687",
        "0.40557",
    ]


def test_we_6_for_each_thousand_residents():
    """S-17. The rate R is the same sum over the residents within reach, per 1,000 residents per year; residents are
    placed at unit postcodes. Density and rate are always both shown: what a child meets is not "crimes per resident",
    and density alone marks every town centre. No rate is given where fewer than {crime.population_min} weighted
    residents live within reach.
    """
    residents = float(np.array([3000, 2000]) @ quartic(np.array([400.0, 1200]), 1600))
    assert printed(residents, 2) == "3019.53"
    y = float(exposed(scene(WE_6)).events[0, 0])
    assert printed(1000 * y / (residents * sum(METHOD.weight(b) for b in range(3))), 5) == "0.36008"


def dispersion(*counts):
    return overdispersion(
        np.array(counts), np.ones(len(counts)), np.zeros(len(counts), dtype=np.int64), METHOD
    )


def test_we_4_overdispersion():
    """S-18. Chance is judged by an effective number of records n*, not by the count: n* = min(n_eff, kappa Y)/phi.
    n_eff = Y²/sum w² allows for weights that differ. phi, between 1 and {crime.phi_cap}, is how much more the monthly
    counts of each block vary than chance would have them. kappa = (5/3)(sum u T)/(sum u² T) keeps a few records at
    the rim from passing for much evidence.
    """
    assert dispersion(4, 6, 5, 9) == 1.0
    assert printed(dispersion(2, 10, 4, 8), 4) == "2.2222"
    n_star = 24 / dispersion(2, 10, 4, 8)
    assert printed(n_star, 1) == "10.8"
    assert each(interval(24.0, n_star, 1.0, 1.0), 3) == ["11.874", "43.169"]
    assert each(interval(24.0, 24.0, 1.0, 1.0), 3) == ["15.373", "35.712"]


def test_overdispersion_is_held_to_its_cap():
    assert dispersion(0, 0, 0, 400) == METHOD.crime.phi_cap


def test_we_1_effective_number_of_records_weighted_alike_in_time():
    found = exposed(scene([(metres, 35, 1) for metres in (0, 400, 800, 1200, 1600)]))
    assert printed(found.events[0, 0], 4) == "2.6328"
    assert printed(found.n_eff[0, 0], 4) == "3.2612"


def test_we_6_effective_number_and_exposure():
    found = exposed(scene(WE_6))
    y, e, n_star = (float(column[0, 0]) for column in (found.events, found.e, found.n_star))
    assert (printed(found.n_eff[0, 0], 5), found.phi[0, 0]) == ("3.45294", 1)
    assert printed(e * n_star / y, 5) == "8.51380"


def test_we_24_without_the_cap_the_limit_would_vanish():
    found = exposed(scene([(1590, 35, 1)]))
    uncapped = poisson_limits(float(found.n_eff[0, 0]))[1] * float(found.events[0, 0]) / float(found.e[0, 0])
    assert found.n_eff[0, 0] == 1
    assert printed(uncapped, 4) == "0.0001"


@pytest.mark.parametrize(
    ("n", "limits"),
    [
        (0, ["0.0000", "3.6889"]),
        (3, ["0.6187", "8.7673"]),
        (9, ["4.1154", "17.0848"]),
        (10, ["4.7874", "18.3915"]),
        (50, ["37.1081", "65.9202"]),
    ],
)
def test_we_3_intervals(n, limits):
    """S-19. Every figure of recorded crime carries its 95 % interval: the limits of n*, exact below 10 and Byar's
    from 10, times Y/(n* e). The upper limit is never below 3.689/e, which is what nothing at all would give. Where
    nothing was recorded the report prints that limit: {wording.ZERO} It never says that there is no risk.
    """
    assert each(poisson_limits(n), 4) == limits


def test_we_3_intervals_of_a_density():
    assert each(interval(10.0, 10.0, 2.5, 1.0), 3) == ["1.915", "7.357"]


def test_we_6_intervals_with_records_and_with_none():
    found, none = exposed(scene(WE_6)), exposed(scene([]))
    y, n_star, e = (float(column[0, 0]) for column in (found.events, found.n_star, found.e))
    assert each(interval(y, n_star, e, 1.0), 4) == ["0.0966", "1.1090"]
    assert each(interval(0.0, 0.0, float(none.e[0, 0]), 1.0), 4) == ["0.0000", "0.6235"]


def test_we_24_one_record_at_the_rim_looks_no_better_than_none():
    found, none = exposed(scene([(1590, 35, 1)])), exposed(scene([]))
    assert printed(found.events[0, 0], 6) == "0.000155"
    assert printed(found.e[0, 0], 4) == "5.9169"
    assert found.phi[0, 0] == 1
    limits = [
        interval(float(f.events[0, 0]), float(f.n_star[0, 0]), float(f.e[0, 0]), 1.0) for f in (found, none)
    ]
    assert [printed(upper, 4) for _, upper in limits] == ["0.6235", "0.6235"]


def test_records_of_the_transport_police_count_as_events_where_they_lie():
    """S-13. Records of the British Transport Police and other non-territorial forces count as events where they lie;
    whose file a record came from does not matter. They never make a month covered.
    """
    railway_only = scene([(0, 35, 3)], covered=np.array([True] * 35 + [False]))
    assert exposed(railway_only).events[0, 0] == 0  # the territorial force published nothing that month
    assert exposed(scene([(0, 35, 3)])).events[0, 0] == 3


@pytest.mark.parametrize(
    ("points_per_km2", "spacing", "circle", "bandwidth", "needed"),
    [(150, "40.8", "800", 1600, "424"), (85, "54.2", "800", 1600, "564"), (15, "129.1", "1291", 1600, "1342"),
     (1.4, "422.6", "4226", 5000, "4392")],
)  # fmt: skip
def test_we_15_minimum_radius(points_per_km2, spacing, circle, bandwidth, needed):
    """S-22. The publisher moves each record to the nearest map point, on average d_nn metres away. The bandwidth h is
    the smallest of {crime.steps_m} m that is at least {crime.kernel_spacing:.4g} (6 √3) times d_nn, and at least
    {crime.h_m} m. Plain counts are given only for a radius of at least {crime.minimum_m} m and {crime.circle_spacing}
    times d_nn; the {crime.lay_radius_m} m circle for lay checking is one of them. Where no h is honest there is no
    figure. No count for a street and no distance to the nearest crime is ever given.
    """
    d_nn = 500 / math.sqrt(points_per_km2)
    assert printed(d_nn, 1) == spacing
    assert printed(smallest_circle(d_nn, METHOD.crime), 0) == circle
    assert smallest_bandwidth(d_nn, METHOD.crime) == bandwidth
    assert printed(METHOD.crime.kernel_spacing * d_nn, 0) == needed


def test_where_the_map_points_are_too_far_apart_there_is_no_bandwidth():
    assert math.isnan(smallest_bandwidth(5000 / METHOD.crime.kernel_spacing + 0.01, METHOD.crime))


def test_map_points_before_a_redrawing_of_the_grid_are_not_in_use():
    """S-22a. d_nn is measured, not assumed: the mean distance from the unit postcodes within {crime.spacing_search_m}
    m (or the nearest {crime.spacing_min_postcodes}) to the nearest map point in use. In use are the points with a
    record in the force's current grid period, the months since the points were last redrawn; at most
    {facts.build.crime.PERIOD_MONTHS}, at least {facts.build.crime.PERIOD_MIN_MONTHS}. The points were redrawn in a
    month of whose records over {facts.build.crime.BREAK_SHARE:%} lie on points unused in the
    {facts.build.crime.BREAK_MONTHS} months before. Records on both sides of such a break are never added together at
    one point.
    """
    covered = np.ones((1, 36), dtype=bool)
    breaks = np.zeros((1, 36), dtype=bool)
    assert grid_period(breaks, covered, 0, 35) == range(12, 36)
    breaks[0, 20] = True
    assert grid_period(breaks, covered, 0, 35) == range(20, 36)
    breaks[0, 33] = True  # three months are too few to know the points by
    assert grid_period(breaks, covered, 0, 35) == range(20, 33)


def test_a_month_of_another_season_than_those_held_is_allowed_for():
    """1.3. Where months are missing, exposure is counted in months as busy as they usually are: T is the sum of the
    seasonal index over the covered months, divided by 12. The index is estimated from all forces held; with fewer
    than {crime.seasonal_min_forces} forces, or a calendar month under {crime.seasonal_min_events} events for the
    group, from the six groups together; failing that too it is 1. A fully covered block is never changed by it.
    """
    season = np.array([900] * 6 + [1100] * 6)
    covered = np.array([False] * 6 + [True] * 30)
    drawn = scene([(0, 24, 60), (0, 12, 72), (0, 6, 40)], covered=covered, located=np.tile(season, 3))
    found = exposed(drawn)
    tables = window_tables(drawn.crime, 35, METHOD)
    assert tables.season[0].tolist() == pytest.approx([0.9] * 6 + [1.1] * 6 + ([0.9] * 6 + [1.1] * 6) * 2)
    # WE-2, its second part
    assert printed(found.e[0, 0] / full_mass_km2(1600), 4) == "1.9821"
    assert printed(found.density[0, 0] * full_mass_km2(1600), 2) == "66.05"


HOME = (500_000, 500_000)
ALONE = {"E06999001": box(491_000, 491_000, 509_000, 509_000)}


def test_an_existing_home_is_reviewed_with_and_without_its_own_map_point():
    """2.4. Homes ask the police for help, and each call is recorded where the home is. The review of an existing home
    is therefore run twice, with and without the records of the map point nearest to it (and of any as near), in each
    grid period. What is covered stays covered.
    """
    events = [points.Event(HOME[0] + 10, HOME[1], n=9), points.Event(HOME[0] + 300, HOME[1], n=5)]
    drawn = points.scene_of(events, [points.Home(*HOME)], ALONE, [0])
    rows = own_rows(drawn, {}, 0, [(HOME[0] * 1000, HOME[1] * 1000)])
    left = without(drawn, rows)
    assert int(left.crime.row_n.sum()) == 5
    assert left.crime.covered.all()


def test_a_record_of_no_group_is_no_event():
    """1.3. The groups and their weights inside the domain: {rated.D1}. Drugs and possession of weapons are generated
    by police activity; a variant without them is always printed beside the result, and if it moves the percentile by
    more than {rating.police_sensitivity_points} points the report says that the result depends on police activity.
    """
    drawn = scene([(0, 35, 7)])
    other = replace(drawn, crime=replace(drawn.crime, category_group=np.array([-1])))
    found = expose(other, np.array([X]), np.array([Y]), np.array([HELD]), METHOD)
    assert found.events.sum() == 0
    assert exposed(drawn).events[0, 0] == 7
    assert len(MONTHS) == METHOD.blocks * METHOD.months_per_block
    assert set(METHOD.rating.police_groups) == {"drg", "wpn"}
