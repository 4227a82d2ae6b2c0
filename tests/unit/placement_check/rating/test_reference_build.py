from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from drawn.rated import (
    GROUPS,
    METHOD,
    NOBODY_HOLDS,
    POINTS,
    VERSION,
    arrays,
    crime_of_points,
    panel,
    reference_from,
    scenarios,
)

from geodata.store import Store
from placement_check.comparators import load
from placement_check.rating import reference_build as build
from placement_check.rating.composite import figures_ranked
from placement_check.rating.crime_evidence import central
from placement_check.rating.reference import TABLES, held, reference_of
from placement_check.rating.seed import generator
from placement_check.rating.shrinkage import prior_of
from placement_check.rating.transform import exponential

MIDDLE = central(METHOD)


def mid(value, others):
    others = [o for o in others if not np.isnan(o)]
    return 100 * (sum(o < value for o in others) + 0.5 * sum(o == value for o in others)) / len(others)


def members():
    crime = crime_of_points()
    thetas = np.full((12, 2, POINTS, 6), np.nan)
    for d, exposure in ((0, crime.density), (1, crime.rate)):
        star = crime.effective(exposure)
        for c, g in np.ndindex(12, 6):
            prior = prior_of(crime.events[c, :, g], exposure[c, :, g], star[c, :, g])
            thetas[c, d, :, g] = prior.posterior_mean(
                crime.n_star[c, :, g], star[c, :, g], crime.events[c, :, g], exposure[c, :, g]
            )
    return thetas


@pytest.mark.parametrize("s", [0, 17, 500])
def test_the_tables_of_a_scenario_agree_with_brute_force(s):
    thetas, chosen = members(), scenarios()
    c = chosen.combination[s]
    kind = METHOD.rating.denominators[chosen.denominator[s]]
    scores = []
    for point in range(POINTS):
        terms = []
        for g in range(6):
            p_d = mid(thetas[c, 0, point, g], thetas[c, 0, :, g])
            r = thetas[c, 1, point, g]
            p_r = p_d if np.isnan(r) else mid(r, thetas[c, 1, :, g])
            terms.append({"density": p_d, "resident": p_r, "mean": (p_d + p_r) / 2}[kind])
        weights, p = chosen.omega[s], np.array(terms)
        how = chosen.aggregator[s]
        if how == 0:
            scores.append((weights * exponential(p, METHOD.rating)).sum())
        elif how == 1:
            scores.append((weights * p).sum())
        else:
            scores.append((weights * p**4).sum() ** 0.25)
    ordered = np.sort(scores)
    table = [ordered[min(i * POINTS // 1000, POINTS - 1)] for i in range(1001)]
    assert arrays()["tables"][s, 0] == pytest.approx(table, rel=1e-6)


def test_thetas_are_kept_sorted_with_what_is_missing_at_the_end():
    kept = arrays()["thetas"]
    assert kept.shape == (2, 6, POINTS)
    expected = np.sort(members()[MIDDLE], axis=1)
    assert np.allclose(np.moveaxis(expected, 1, 2), kept, equal_nan=True, rtol=1e-9)
    missing = np.isnan(crime_of_points().rate[MIDDLE, :, 0]).sum()
    assert 0 < missing == POINTS - held(kept[1, 0]).size


def test_a_column_that_nobody_holds_is_drawn_for_every_point_on_its_own():
    columns = panel().percentiles("D6", METHOD)
    names = list(METHOD.rated["D6"])
    empty = names.index("services.camhs")
    partly = names.index("services.youth")
    filled = build._filled(columns, generator(1))
    assert np.isnan(columns[:, empty]).all()
    assert np.unique(filled[:, empty]).size == POINTS
    assert 40 < filled[:, empty].mean() < 60
    assert np.isnan(filled[:, partly]).any(), "a point that lacks what others hold keeps its gap"
    assert np.array_equal(build._filled(columns, None), columns, equal_nan=True)


def test_a_class_of_hazard_that_nobody_holds_is_there_with_the_methods_probability():
    drawn = panel().drawn_hazard(generator(2), METHOD)
    more = drawn > panel().hazard
    assert (drawn >= panel().hazard).all()
    assert 0 < more.mean() < 0.25
    assert "hazards.water" in NOBODY_HOLDS


def test_the_random_scenarios_have_their_draws_and_the_alternatives_none():
    again = build._set_arrays(
        crime_of_points(), np.ones(POINTS, dtype=bool), np.zeros(POINTS, dtype=int), panel(), scenarios(), METHOD,
        VERSION, forces=1,
    )  # fmt: skip
    other = build._set_arrays(
        crime_of_points(), np.ones(POINTS, dtype=bool), np.zeros(POINTS, dtype=int), panel(), scenarios(), METHOD,
        "another release", forces=1,
    )  # fmt: skip
    at = TABLES.index("D6")
    assert all(np.array_equal(again[n], arrays()[n], equal_nan=True) for n in again)
    assert not np.array_equal(other["tables"][:500, at], again["tables"][:500, at])
    assert np.array_equal(other["tables"][500:], again["tables"][500:], equal_nan=True)


def test_a_force_with_few_points_takes_the_prior_of_the_whole_set():
    crime, own = crime_of_points(), np.zeros(POINTS, dtype=int)
    own[:29] = 1
    rows = build._set_arrays(
        crime, np.ones(POINTS, dtype=bool), own, panel(), scenarios(), METHOD, VERSION, forces=3
    )["priors"]  # fmt: skip
    whole = prior_of(crime.events[MIDDLE, :, 0], crime.density[MIDDLE, :, 0],
                     crime.effective(crime.density)[MIDDLE, :, 0])  # fmt: skip
    assert rows[MIDDLE, 1, 0, 0].tolist() == [whole.mean, whole.alpha, whole.beta]
    assert rows[MIDDLE, 0, 0, 0, 0] != whole.mean


def test_a_force_without_a_covered_point_takes_the_prior_of_the_whole_set():
    points = crime_of_points(), np.ones(POINTS, dtype=bool), np.zeros(POINTS, dtype=int), panel(), scenarios()
    rows = build._set_arrays(*points, METHOD, VERSION, forces=3)["priors"]
    assert rows.shape[1] == 3
    assert np.isfinite(rows[:, 2]).all()
    assert np.array_equal(rows[:, 2], rows[:, 0])  # with one force, its points are the whole set


def test_a_tie_is_kept_by_the_tables_as_they_are_stored(tmp_path):
    figures = panel().figures.copy()
    rows = [panel().names.index(n) for n in METHOD.rated["D3"]]
    figures[rows, :60] = 0.0
    figures[rows, 60:] += 1.0
    tied = replace(panel(), figures=figures, ranks=np.array([build.own_ranks(row) for row in figures]))
    points = crime_of_points(), np.ones(POINTS, dtype=bool), np.zeros(POINTS, dtype=int), tied, scenarios()
    rows = build._set_arrays(*points, METHOD, VERSION, forces=1)
    np.save(tmp_path / "tables.npy", rows["tables"])
    held_now = replace(reference_from(rows, scenarios()), tables=np.load(tmp_path / "tables.npy"))
    used = np.arange(METHOD.rating.scenarios)
    p = np.broadcast_to(tied.percentiles("D3", METHOD)[0], (used.size, 1, 4))
    found = figures_ranked(p, "D3", used, held_now, METHOD)
    assert np.abs(found - 25.0).max() <= 100 / (METHOD.rating.quantile_points - 1)


def test_the_drawn_country_is_rated_in_force_mode_where_it_has_enough_points(release):
    entry = release.lock["rating"]
    assert [(s["name"], s["national"]) for s in entry["sets"]] == [("force:Bedfordshire", False)]
    assert entry["sets"][0]["n"] >= METHOD.force_min_points
    found = reference_of(Store.of(release), METHOD, "force:Bedfordshire")
    assert not found.national
    assert found.tables.shape[1:] == (len(TABLES), 1001)
    assert reference_of(Store.of(release), METHOD, "england") is None
    assert reference_of(Store.of(release), replace(METHOD, digest="another"), "force:Bedfordshire") is None
    assert json.dumps(entry)


def test_with_nearly_all_of_england_there_is_one_set(release):
    small = replace(METHOD, england_areas=40)
    store = Store.of(release)
    compared = load(store)
    found = build._sets(store, small, compared, np.flatnonzero(compared.covered))
    assert [(name, national, int(member.sum())) for name, national, member in found] == [
        ("england", True, int(compared.covered.sum()))
    ]


def test_points_are_measured_at_the_centres_of_their_squares_as_places_are():
    assert build._centres(np.array([0, 99_999, 100_000, 523_412])).tolist() == [
        50_000,
        50_000,
        150_000,
        550_000,
    ]


def test_a_release_without_crime_has_no_sets(release):
    assert len(GROUPS) == 6
