from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from drawn.rated import FULL, METHOD, NOBODY_HOLDS, panel, reference

from placement_check.rating import draws as drawing
from placement_check.rating.seed import generator
from placement_check.rating.shrinkage import significant

TESTS = Path(__file__).resolve().parents[3]
WHOLE = ("vso", "drg", "rob", "asb", "wpn", "po")


def drawn(place, seed=7, **changes):
    evidence = replace(place.evidence(), **changes)
    return drawing.draw(
        evidence, reference(place.national), generator(seed), METHOD, (), visited=place.visited
    )


def width(rating):
    low, high = rating.spread.interval
    return high - low


def test_two_thousand_draws_are_made_four_to_a_scenario():
    found = drawn(FULL)
    assert found.score.shape == found.band.shape == (500, 4)
    assert sum(found.shares()) == pytest.approx(1.0)
    assert FULL.rated().spread.draws == 2000


def test_the_same_seed_gives_the_same_bytes_in_another_process_and_hash_seed():
    code = (
        "import sys; sys.path[:0] = sys.argv[1:];"
        "from drawn.rated import FULL; from unit_draws import digest; print(digest(FULL))"
    )
    code = code.replace(
        "from unit_draws import digest;",
        "import hashlib; digest = lambda p: hashlib.sha256(repr(p.rated()).encode()).hexdigest();",
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code, str(TESTS), str(TESTS.parent)], capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(said) == 1


def test_another_seed_gives_other_draws():
    assert not np.array_equal(drawn(FULL, 7).score, drawn(FULL, 8).score)


def test_a_bandwidth_without_crime_is_skipped_and_the_rest_are_used():
    evidence = FULL.evidence()
    events = evidence.crime.events.copy()
    chosen = reference().scenarios.combination[:500]
    events[np.unique(chosen)[:3]] = np.nan
    found = drawn(FULL, crime=replace(evidence.crime, events=events))
    kept = ~np.isin(chosen, np.unique(chosen)[:3])
    assert found.used.tolist() == np.flatnonzero(kept).tolist()
    assert found.score.shape == (kept.sum(), 4)


def test_part_of_the_disc_without_data_adds_noise_only_above_the_limit():
    plain = drawn(FULL)
    assert np.array_equal(drawn(replace(FULL, uncovered=0.005)).score, plain.score)
    noisy = drawn(replace(FULL, uncovered=0.09))
    assert not np.array_equal(noisy.score, plain.score)
    assert noisy.score.std() > plain.score.std()


@pytest.mark.parametrize("lost", ["venues.hotels", "vso"])
def test_what_is_missing_moves_no_other_draw(lost):
    figures = {n: v for n, v in FULL.figures.items() if n != lost}
    before = drawn(FULL)
    after = drawn(
        replace(FULL, figures=figures, crime={g: None if g == lost else v for g, v in FULL.crime.items()})
    )
    assert (after.least <= before.band).all()
    assert (after.worst >= before.band).all()


def test_a_lost_offence_group_may_have_been_anything_in_a_draw():
    quiet = drawn(replace(FULL, crime={g: None if g == "vso" else 0.1 for g in WHOLE}))
    known = drawn(replace(FULL, crime=dict.fromkeys(WHOLE, 0.1)))
    assert np.percentile(quiet.score, 95) > np.percentile(known.score, 95) + 20


@pytest.mark.parametrize("name", sorted(FULL.figures))
def test_a_missing_indicator_widens_the_interval_and_never_narrows_it(name):
    figures = {n: v for n, v in FULL.figures.items() if n != name}
    lost = replace(FULL, figures=figures).rated()
    # An indicator of a fortieth of the whole moves the ends by less than the steps of 120 points.
    assert width(lost) > width(FULL.rated()) - 0.5
    if name == "venues.pubs":
        assert width(lost) > width(FULL.rated())


def test_a_missing_offence_group_is_drawn_and_widens_the_interval():
    lost = replace(FULL, crime={**FULL.crime, "vso": None})
    assert width(lost.rated()) > width(FULL.rated())
    assert lost.rated().spread.band_set[-1] >= 3


def test_a_missing_class_of_hazard_is_drawn_from_the_reference_where_it_holds_the_class():
    lost = replace(FULL, hazards={"hazards.rail": 900.0})
    found = drawn(lost)
    held = reference().values["hazards.road"]
    share = (held >= 90).mean()
    assert (found.band >= 3).mean() >= 0.8 * share
    assert panel().figures.shape[0] == len(panel().names)
    assert NOBODY_HOLDS[0] not in lost.hazards


def test_a_recorded_visit_lifts_the_floor_of_hazards_in_every_draw():
    near = replace(
        FULL, hazards={"hazards.rail": 10.0, "hazards.road": 190.0}, crime=dict.fromkeys(WHOLE, 0.1)
    )
    assert (drawn(near).band >= 3).all()
    assert (drawn(replace(near, visited=True)).band < 3).any()
    assert [f.code for f in near.rated().floors] == ["F3"]
    assert replace(near, visited=True).rated().floors == ()


def test_the_caps_hold_in_every_draw():
    local = replace(FULL, national=False, crime=dict.fromkeys(WHOLE, 0.05))
    rating = local.rated()
    assert rating.spread.probabilities[0] == 0
    assert min(rating.spread.band_set) >= 2
    assert rating.final >= 2


def test_the_interval_holds_the_score_and_the_set_the_final_band():
    for level in (0.1, 1.0, 4.0):
        rating = replace(FULL, crime=dict.fromkeys(WHOLE, level)).rated()
        low, high = rating.spread.interval
        assert low <= rating.score <= high
        assert rating.final in rating.spread.band_set


def test_an_uncertain_location_moves_hazards_and_figures_within_their_range():
    evidence = replace(FULL, hazards={"hazards.rail": 120.0}, uncertainty_m=50.0).evidence()
    assert evidence.hazard() == pytest.approx(100 * (1 - (70 / 400) ** 2) ** 2)
    figure = evidence.figures["venues.pubs"]
    wide = replace(figure, low=figure.value - 2.0, high=figure.value + 2.0)
    moved = drawn(FULL, figures={**FULL.evidence().figures, "venues.pubs": wide})
    assert not np.array_equal(moved.score, drawn(FULL).score)


def test_a_group_in_which_no_place_could_be_told_from_another_fires_nothing_in_a_draw():
    held = reference()
    priors = held.priors.copy()
    priors[..., 1:] = np.inf
    flat = replace(held, priors=priors)
    found = drawing.draw(FULL.evidence(), flat, generator(1), METHOD, (), visited=False)
    assert np.isfinite(found.score).all()


def flat(*denominators):
    """Return the reference with no variation told (A = 0) by some denominators, as its own build would store it."""
    held = reference()
    priors, tables = held.priors.copy(), held.theta_tables.copy()
    for d in denominators:
        priors[:, :, d, :, 1:] = np.inf
        tables[:, d] = significant(priors[:, 0, d, :, 0])[..., None]
    return replace(held, priors=priors, theta_tables=tables)


@pytest.mark.parametrize("level", [0.3, 2.0])
@pytest.mark.parametrize("denominators", [(0,), (1,), (0, 1)])
def test_no_draw_moves_a_rate_in_which_no_place_could_be_told_from_another(level, denominators):
    place = replace(FULL, crime=dict.fromkeys(WHOLE, level), uncovered=0.06)
    held, used = flat(*denominators), np.arange(500)
    streams = dict(zip([*METHOD.rated["D1"], "blind"], generator(1).spawn(7), strict=True))
    ranks, _ = drawing._crime(place.evidence(), held, used, (500, 4), streams, METHOD)
    for d in (0, 1):
        if d in denominators:
            assert (ranks[d] == 50.0).all()
        else:
            assert ranks[d].std(axis=(0, 1)).min() > 0
