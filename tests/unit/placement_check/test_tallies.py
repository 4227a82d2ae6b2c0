"""The tallies written with a release, and what stands in for them where they cannot be used."""

from __future__ import annotations

import numpy as np
from drawn.releases import altered, without

from geodata.store import Store
from placement_check import method as methods
from placement_check import tallies
from placement_check.crime import window_tables
from placement_check.tallies import counts_within, tally_of, window_tally

METHOD = methods.load()


def tables_of(store: Store):
    crime = store.crime()
    return window_tables(crime, int(crime.window_end.max()), METHOD)


def test_the_release_holds_what_its_records_add_up_to(store):
    held = tally_of(store, tables_of(store), METHOD)
    assert held.sum() > 0
    assert np.array_equal(held, window_tally(store.crime(), tables_of(store)))
    assert held is store.release.array(f"tally.{tables_of(store).end:04d}")


def test_a_tally_by_another_method_is_not_believed(release, store):
    other = altered(release, "tally", to="another")
    made = tally_of(other, tables_of(other), METHOD)
    assert made is tally_of(other, tables_of(other), METHOD)
    assert np.array_equal(made, tally_of(store, tables_of(store), METHOD))


def test_a_lost_tally_is_made_again_from_the_records(release, store):
    lost = without(release, f"tally.{tables_of(store).end:04d}")
    assert np.array_equal(tally_of(lost, tables_of(lost), METHOD), tally_of(store, tables_of(store), METHOD))


def test_a_tally_does_not_depend_on_how_many_points_are_read_at_once(store, monkeypatch):
    whole = window_tally(store.crime(), tables_of(store))
    monkeypatch.setattr(tallies, "POINTS", 7)
    assert np.array_equal(window_tally(store.crime(), tables_of(store)), whole)


def test_a_release_without_street_files_has_no_tally(release):
    bare = altered(release, "layers", "crime", "status", to="absent")
    assert tallies.compute(bare.release, METHOD) == {}


def test_circles_of_several_sizes_are_counted_at_once_their_edge_included(store):
    index, tally = store.crime().index, tally_of(store, tables_of(store), METHOD)
    busiest = int(tally.sum(axis=1).argmax())
    x, y = int(index.x[busiest]) - 1_000_000, int(index.y[busiest])
    d2 = (index.x.astype(np.int64) - x) ** 2 + (index.y.astype(np.int64) - y) ** 2
    counted = counts_within(index, tally, x, y, [999.999, 1_000, 2_500])
    for row, radius in zip(counted, (999_999, 1_000_000, 2_500_000), strict=True):
        assert row.tolist() == tally[d2 <= radius**2].sum(axis=0).tolist()
    assert counted[0].sum() < counted[1].sum()


def test_far_from_every_map_point_nothing_is_counted(store):
    index, tally = store.crime().index, tally_of(store, tables_of(store), METHOD)
    for x, y in ((-9_000_000, 0), (900_000_000, 0), (0, -9_000_000), (0, 2_000_000_000)):
        assert counts_within(index, tally, x, y, [400, 1_600]).sum() == 0
