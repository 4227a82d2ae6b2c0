"""The worked examples of the method (section 9.9), to the printed digits, asked of the functions that answer checks."""

from __future__ import annotations

import math

import numpy as np
import pytest

from geodata import grid
from geodata.build.crime import Months, judge_coverage, month_range
from geodata.coverage import Ground
from geodata.kernel import full_mass_km2, lattice, quartic
from geodata.rings import RingTable
from geodata.store import CrimeLayer, People
from placement_check import method
from placement_check.comparators import percentile
from placement_check.crime import Scene, expose, overdispersion, window_tables
from placement_check.crime_findings import interval
from placement_check.intervals import poisson_limits
from placement_check.spacing import smallest_bandwidth, smallest_circle

CURRENT = method.load()
GROUPS = ("vso", "drg", "rob", "asb", "wpn", "po")
X, Y = 500_050_000, 250_050_000  # the centre of a square, in millimetres
MONTHS = month_range("2021-05", "2024-04")
HELD, UNHELD = 0, 1  # forces of the drawn scene


def printed(value, digits):
    return f"{value:.{digits}f}"


def both(limits, digits):
    return [printed(limit, digits) for limit in limits]


def square(x0, y0, x1, y1):
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]


def areas(*districts):
    """Return districts, each a list of rings in millimetres, the lowest code first."""
    rings = [ring for district in districts for ring in district]
    vertices = np.array([vertex for ring in rings for vertex in ring], dtype=np.int32)
    bounds = [[*np.min(np.concatenate(d), axis=0), *np.max(np.concatenate(d), axis=0)] for d in districts]
    return RingTable(
        codes=np.array([f"E0600000{n}" for n in range(len(districts))], dtype="S"),
        x=vertices[:, 0],
        y=vertices[:, 1],
        ring_start=np.cumsum([0, *map(len, rings)]).astype(np.int32),
        area_start=np.cumsum([0, *map(len, districts)]).astype(np.int32),
        bounds=np.array(bounds, dtype=np.int32),
    )


WHOLE = [square(X - 9_000_000, Y - 9_000_000, X + 9_000_000, Y + 9_000_000)]


def scene(events, *, covered=None, located=None, districts=(WHOLE,), forces=(HELD,)):
    """Return a scene: ``events`` are (metres east of the centre, column of the month, number of records of violence).

    Postcodes with 5,000 residents stand at the centre, with map points 50 m from each of them.
    """
    events = sorted(events)
    places = sorted({metres for metres, _, _ in events}) or [0]
    index, order = grid.build(
        np.array([X + round(m * 1000) for m in places], dtype=np.int32),
        np.full(len(places), Y, dtype=np.int32),
    )
    rows = [[event for event in events if event[0] == places[at]] for at in order]
    flat = [event for some in rows for event in some]
    full = np.zeros((2, len(MONTHS)), dtype=bool)
    full[HELD] = True if covered is None else covered
    tally = np.zeros((2, len(GROUPS), len(MONTHS)), dtype=np.int32)
    if located is not None:
        tally[HELD, 0] = located
    layer = CrimeLayer(
        index=index,
        land=np.zeros(len(places), dtype=np.int16),
        land_near=np.full(len(places), -1, dtype=np.int16),
        active=np.ones(len(places), dtype=bool),
        row_start=np.cumsum([0, *map(len, rows)]).astype(np.int32),
        row_month=np.array([column for _, column, _ in flat], dtype=np.uint16),
        row_category=np.zeros(len(flat), dtype=np.uint8),
        row_n=np.array([n for _, _, n in flat], dtype=np.uint16),
        covered=full,
        located=tally,
        unlocated=np.zeros_like(tally),
        months=MONTHS,
        forces=("E23000001", "E23000002"),
        groups=GROUPS,
        categories=("Violence and sexual offences",),
        category_group=np.zeros(1, dtype=np.int64),
        window_end=np.array([len(MONTHS) - 1, -1]),
        window_rule="force",
        status_by_month=[["covered"] * len(MONTHS)] * 2,
    )
    homes, _ = grid.build(np.full(20, X, dtype=np.int32), np.full(20, Y, dtype=np.int32))
    people = People(homes, np.full(20, 250.0), np.zeros(20, dtype=np.int16), ("E06000000",))
    return Scene(
        layer, people, np.full(20, 50.0), Ground(areas(*districts), None), np.array(forces), np.array([HELD])
    )


def exposed(drawn):
    found = expose(drawn, np.array([X]), np.array([Y]), np.array([HELD]), CURRENT)
    assert found.h.tolist() == [1600]
    return found


def test_we_1_kernel():
    k = quartic(np.array([0.0, 400, 800, 1200, 1600]), 1600)
    assert [printed(value, 4) for value in k] == ["1.0000", "0.8789", "0.5625", "0.1914", "0.0000"]
    assert printed(k.sum(), 4) == "2.6328"
    assert printed(full_mass_km2(1600), 4) == "2.6808"
    assert printed(k.sum() / full_mass_km2(1600), 4) == "0.9821"
    assert printed(1600 / math.sqrt(3), 1) == "923.8"


def test_we_1_kernel_effective_number_of_equally_weighted_events():
    found = exposed(scene([(metres, 35, 1) for metres in (0, 400, 800, 1200, 1600)]))
    assert printed(found.events[0, 0], 4) == "2.6328"
    assert printed(found.n_eff[0, 0], 4) == "3.2612"


SIX_OF_THE_THIRD_BLOCK = np.array([False] * 6 + [True] * 30)
BLOCKS = [
    (0, 24, 60),
    (0, 12, 72),
    (0, 6, 40),
]  # 60 in the latest block, 72 in the one before, 40 in the third


def test_we_2_missing_months():
    found = exposed(scene(BLOCKS, covered=SIX_OF_THE_THIRD_BLOCK))
    assert printed(found.events[0, 0], 3) == "130.912"
    assert printed(found.e[0, 0] / full_mass_km2(1600), 4) == "1.9571"
    assert printed(found.density[0, 0] * full_mass_km2(1600), 2) == "66.89"


def test_we_2_missing_months_are_never_months_of_no_crime():
    missing = exposed(scene(BLOCKS, covered=SIX_OF_THE_THIRD_BLOCK)).density[0, 0]
    zero_filled = exposed(scene(BLOCKS)).density[0, 0]
    assert printed(zero_filled * full_mass_km2(1600), 2) == "59.31"
    assert printed(100 * (1 - zero_filled / missing), 1) == "11.3"


def test_we_2_missing_months_of_another_season_than_those_held():
    season = np.array([900] * 6 + [1100] * 6)
    drawn = scene(BLOCKS, covered=SIX_OF_THE_THIRD_BLOCK, located=np.tile(season, 3))
    found = exposed(drawn)
    tables = window_tables(drawn.crime, 35, CURRENT)
    assert tables.season[0].tolist() == pytest.approx(
        [0.9] * 6 + [1.1] * 6 + [0.9] * 6 + [1.1] * 6 + [0.9] * 6 + [1.1] * 6
    )
    assert printed(found.e[0, 0] / full_mass_km2(1600), 4) == "1.9821"
    assert printed(found.density[0, 0] * full_mass_km2(1600), 2) == "66.05"


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
    assert both(poisson_limits(n), 4) == limits


def test_we_3_intervals_of_a_density():
    assert both(interval(10.0, 10.0, 2.5, 1.0), 3) == ["1.915", "7.357"]


def dispersion(*counts):
    return overdispersion(
        np.array(counts), np.ones(len(counts)), np.zeros(len(counts), dtype=np.int64), CURRENT
    )


def test_we_4_overdispersion():
    assert dispersion(4, 6, 5, 9) == 1.0
    assert printed(dispersion(2, 10, 4, 8), 4) == "2.2222"
    n_star = 24 / dispersion(2, 10, 4, 8)
    assert printed(n_star, 1) == "10.8"
    assert both(interval(24.0, n_star, 1.0, 1.0), 3) == ["11.874", "43.169"]
    assert both(interval(24.0, 24.0, 1.0, 1.0), 3) == ["15.373", "35.712"]


@pytest.mark.parametrize(("value", "expected"), [(0, 0), (2, 25), (6, 50), (9, 70), (13, 100)])
def test_we_7_percentile(value, expected):
    assert percentile(value, np.array([1, 2, 2, 2, 5, 7, 9, 9, 10, 12], dtype=float)) == expected


def uncovered_part(share):
    """Return a district that holds ``share`` of the disc: whole columns of cells from the east, then single cells."""
    offsets, weight = lattice(1600)
    total, half, left = weight.sum(), 12_500, share * weight.sum()
    taken = np.zeros(weight.shape, dtype=bool)
    for column in reversed(range(offsets.size)):
        if weight[:, column].sum() > left:
            break
        left -= weight[:, column].sum()
        taken[:, column] = True
    east = X + int(offsets[column]) + half
    rings = [square(east, Y - 2_000_000, X + 2_000_000, Y + 2_000_000)]
    for cell in np.argsort(-weight, axis=None, kind="stable"):
        at = np.unravel_index(cell, weight.shape)
        if not taken[at] and 0 < weight[at] <= left:
            left -= weight[at]
            x, y = X + int(offsets[at[1]]), Y + int(offsets[at[0]])
            rings.append(square(x - half, y - half, x + half, y + half))
    assert left < 1e-6 * total
    return rings


def test_we_13_cross_border():
    found = exposed(scene([(0, 35, 120)], districts=(uncovered_part(0.05), WHOLE), forces=(UNHELD, HELD)))
    assert printed(100 * found.uncovered[0, 0], 0) == "5"
    assert found.uncovered[0, 0] <= CURRENT.crime.max_uncovered_share
    assert found.events[0, 0] == 120
    assert printed(found.e[0, 0], 4) == "5.6210"
    assert printed(found.density[0, 0], 3) == "21.348"


def test_we_13_cross_border_zero_filled_would_be_another_number():
    full = exposed(scene([(0, 35, 120)]))
    assert printed(full.density[0, 0], 3) == "20.281"


def test_we_13_cross_border_with_three_tenths_of_the_disc_uncovered():
    found = exposed(scene([(0, 35, 120)], districts=(uncovered_part(0.30), WHOLE), forces=(UNHELD, HELD)))
    assert printed(found.uncovered[0, 0], 2) == "0.30"
    assert found.uncovered[0, 0] > CURRENT.crime.max_uncovered_share


def table(records, held):
    """Return one force's months with so many records each."""
    months = month_range("2023-01", "2024-01")
    tally = np.zeros((1, 1, len(months)), dtype=np.int64)
    status = [["held" if there else "no_data" for there in held]]
    return Months(months, ("drawn",), np.array([records]), tally, tally, np.array([held]), status)


def test_we_14_coverage():
    thin = table([5000] * 12 + [2300], [True] * 13)
    assert judge_coverage(thin, [], ["E23000001"]).tolist() == [[True] * 12 + [False]]
    assert thin.status[0][12] == "coverage_below_minimum"
    enough = table([5000] * 12 + [2500], [True] * 13)
    assert judge_coverage(enough, [], ["E23000001"])[0, 12]


def test_we_14_coverage_of_a_month_with_railway_records_only():
    lone = table(
        [5000] * 12 + [0], [True] * 12 + [False]
    )  # its 40 records are of no territorial force: none is held
    assert judge_coverage(lone, [], ["E23000001"]).tolist() == [[True] * 12 + [False]]


@pytest.mark.parametrize(
    ("points_per_km2", "spacing", "circle", "bandwidth", "needed"),
    [(150, "40.8", "800", 1600, "424"), (85, "54.2", "800", 1600, "564"), (15, "129.1", "1291", 1600, "1342"),
     (1.4, "422.6", "4226", 5000, "4392")],
)  # fmt: skip
def test_we_15_minimum_radius(points_per_km2, spacing, circle, bandwidth, needed):
    d_nn = 500 / math.sqrt(points_per_km2)
    assert printed(d_nn, 1) == spacing
    assert printed(smallest_circle(d_nn, CURRENT.crime), 0) == circle
    assert smallest_bandwidth(d_nn, CURRENT.crime) == bandwidth
    assert printed(CURRENT.crime.kernel_spacing * d_nn, 0) == needed


def test_we_22_venues():
    k = quartic(np.array([100.0, 300, 500, 790]), 800)
    assert [printed(value, 4) for value in k] == ["0.9690", "0.7385", "0.3713", "0.0006"]
    assert printed(k.sum(), 4) == "2.0795"


def test_we_24_one_event_at_the_rim_looks_no_better_than_none():
    found, none = exposed(scene([(1590, 35, 1)])), exposed(scene([]))
    assert printed(found.events[0, 0], 6) == "0.000155"
    assert printed(found.e[0, 0], 4) == "5.9169"
    assert found.phi[0, 0] == 1
    limits = [
        interval(float(f.events[0, 0]), float(f.n_star[0, 0]), float(f.e[0, 0]), 1.0) for f in (found, none)
    ]
    assert [printed(upper, 4) for _, upper in limits] == ["0.6235", "0.6235"]


def test_we_24_without_the_cap_the_limit_would_vanish():
    found = exposed(scene([(1590, 35, 1)]))
    uncapped = poisson_limits(float(found.n_eff[0, 0]))[1] * float(found.events[0, 0]) / float(found.e[0, 0])
    assert found.n_eff[0, 0] == 1
    assert printed(uncapped, 4) == "0.0001"
