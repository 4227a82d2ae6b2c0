from __future__ import annotations

from dataclasses import replace

import numpy as np
from drawn.rated import METHOD

from placement_check.rating.crime_evidence import central, combinations
from placement_check.rating.scenarios import choices, draw, fixed, group_weights, groups_of

M = METHOD.rating


def same(one, other):
    return all(np.array_equal(getattr(one, n), getattr(other, n)) for n in one.__dataclass_fields__)


def test_there_are_five_hundred_and_they_belong_to_the_data_and_the_method():
    found = draw(METHOD, "v1")
    assert found.size == 500
    assert same(found, draw(METHOD, "v1"))
    assert not same(found, draw(METHOD, "v2"))
    assert not same(found, draw(replace(METHOD, version="other"), "v1"))


def test_weights_add_up_to_one_and_stray_no_further_than_the_method_says():
    found = draw(METHOD, "v1")
    for rows, centre in ((found.weights, list(M.weights.values())), (found.omega, group_weights(METHOD))):
        assert np.allclose(rows.sum(axis=1), 1)
        held = np.where(rows > 0, rows / centre, np.nan)
        ratio = np.nanmax(held, axis=1) / np.nanmin(held, axis=1)
        assert (ratio <= 1.25 / 0.75 + 1e-9).all()
        assert ratio.max() > 1.3


def test_every_choice_comes_with_the_share_that_the_method_gives_it():
    found = draw(METHOD, "v1")
    assert np.bincount(found.denominator, minlength=3).min() > 120
    assert np.bincount(found.combination, minlength=len(combinations(METHOD))).min() > 15
    kinds = np.bincount(found.aggregator, minlength=3) / 500
    assert abs(kinds - [0.5, 0.25, 0.25]).max() < 0.07
    police = [groups_of(METHOD).index(g) for g in M.police_groups]
    without = (found.omega[:, police] == 0).all(axis=1)
    assert abs(without.mean() - 0.5) < 0.07
    assert (found.omega[~without][:, police] > 0).all()


def test_the_alternatives_change_one_thing_each_and_the_first_is_the_central_choice():
    rows, found = choices(METHOD), fixed(METHOD)
    assert rows[0].name == "central"
    assert found.combination[0] == central(METHOD)
    assert np.allclose(found.weights[0], list(M.weights.values()))
    assert len({r.name for r in rows}) == len(rows) == found.size
    for n in range(1, found.size):
        columns = ("weights", "omega", "denominator", "combination", "aggregator")
        changed = [c for c in columns if not np.allclose(getattr(found, c)[n], getattr(found, c)[0])]
        assert len(changed) == 1, rows[n]


def test_the_alternatives_are_those_of_the_method():
    names = [r.name for r in choices(METHOD)]
    assert names == [
        "central", "denominator.density", "denominator.resident", "bandwidth.800", "bandwidth.1200",
        "bandwidth.2400", "half_life.12", "half_life.none", "aggregator.arithmetic", "aggregator.power",
        "without_police_generated",
        *(f"weight.{d}.{w}" for d in M.weights for w in ("less", "more")),
        *(f"omega.{g}.{w}" for g in groups_of(METHOD) for w in ("less", "more")),
    ]  # fmt: skip


def test_joined_scenarios_keep_their_order():
    found = draw(METHOD, "v1").joined(fixed(METHOD))
    assert found.size == 500 + len(choices(METHOD))
    assert np.array_equal(found.weights[500:], fixed(METHOD).weights)
