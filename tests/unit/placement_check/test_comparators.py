from dataclasses import replace

import numpy as np
import pytest
from drawn.country import CENTRAL_BEDS, LUTON
from drawn.releases import altered, without

from geodata.store import Store
from placement_check import method
from placement_check.comparators import Bench, Comparators, compute, load, percentile
from placement_check.findings import NoComparator, Percentile

METHOD = method.load()
THOUSAND = replace(METHOD, england_areas=1_000)
BEDFORDSHIRE = "E23000026"
WHOLE = {BEDFORDSHIRE: 1.0, "E06000032": 1.0, "E06000055": 1.0}


@pytest.mark.parametrize(("x", "expected"), [(0, 0), (2, 25), (6, 50), (9, 70), (13, 100)])
def test_worked_example_7_of_the_method_counts_ties_half(x, expected):
    assert percentile(x, np.array([1.0, 2, 2, 2, 5, 7, 9, 9, 10, 12])) == expected


def drawn_table(
    values, *, force=None, authority=None, covered=None, share=WHOLE, version=METHOD.version
) -> Comparators:
    values = np.array(values, dtype=float)
    n = values.size
    return Comparators(
        method=version, digest=METHOD.digest if version == METHOD.version else "another",
        values={"venues.pubs": values},
        covered=np.ones(n, dtype=bool) if covered is None else np.array(covered),
        force=np.zeros(n, dtype=np.int64) if force is None else np.array(force),
        authority=np.full(n, b"E06000032") if authority is None else np.array(authority),
        area_share=share, kind="postcode_mean",
    )  # fmt: skip


def bench(table, force=0, authority="E06000032", used=THOUSAND) -> Bench:
    return Bench(table, used, force, "Bedfordshire", authority, BEDFORDSHIRE)


def test_with_nine_tenths_of_england_measured_places_are_compared_with_england():
    table = drawn_table(range(900))
    assert bench(table).reference() == ("england", 900)
    assert bench(table).compare("venues.pubs", 450.0)["england"] == Percentile(100 * 450.5 / 900, 900)


def test_one_small_area_short_of_nine_tenths_there_is_no_english_percentile_and_it_says_so():
    table = drawn_table(range(899))
    assert bench(table).reference() == ("force:Bedfordshire", 899)
    found = bench(table).compare("venues.pubs", 450.0)["england"]
    assert found == NoComparator(
        "Data are held for 899 of 1000 small areas of England; at least 90 % are needed."
    )


def test_how_many_small_areas_england_has_is_the_methods_word():
    table = drawn_table(range(900))
    assert METHOD.england_areas == 33_755
    assert bench(table).is_national()
    assert not bench(table, used=METHOD).is_national()
    found = bench(table, used=METHOD).compare("venues.pubs", 1.0)["england"]
    assert found == NoComparator(
        "Data are held for 900 of 33755 small areas of England; at least 90 % are needed."
    )


def test_a_force_of_which_over_a_tenth_of_the_small_areas_is_not_held_is_no_reference_set():
    """What is left of it may be its quiet half."""
    enough = drawn_table(range(40), share={**WHOLE, BEDFORDSHIRE: 0.9})
    assert bench(enough).reference() == ("force:Bedfordshire", 40)
    assert isinstance(bench(enough).compare("venues.pubs", 3.0)["force"], Percentile)
    for share in ({**WHOLE, BEDFORDSHIRE: 0.85}, {"E06000032": 1.0}):
        table = drawn_table(range(40), share=share)
        assert bench(table).reference() == ("none", 40)
        found = bench(table).compare("venues.pubs", 3.0)
        held = 100 * share.get(BEDFORDSHIRE, 0.0)
        assert found["force"] == NoComparator(
            f"Small areas are held for {held:.0f} % of this police area's postcodes; at least 90 % are needed."
        )
        assert isinstance(found["authority"], Percentile)


@pytest.mark.parametrize("places", [19, 40])
def test_an_authority_of_which_over_a_tenth_is_not_held_has_neither_percentile_nor_rank(places):
    table = drawn_table(range(places), share={**WHOLE, "E06000032": 0.5})
    assert bench(table).compare("venues.pubs", 3.0)["authority"] == NoComparator(
        "Small areas are held for 50 % of this authority's postcodes; at least 90 % are needed."
    )


def test_thirty_places_of_the_force_are_enough_and_twenty_nine_are_not():
    assert bench(drawn_table(range(30))).reference() == ("force:Bedfordshire", 30)
    assert bench(drawn_table(range(30))).compare("venues.pubs", 31.0)["force"] == Percentile(100.0, 30)
    assert bench(drawn_table(range(29))).reference() == ("none", 29)
    found = bench(drawn_table(range(29))).compare("venues.pubs", 31.0)["force"]
    assert found == NoComparator(
        "Only 29 small areas of this police area are measured; at least 30 are needed."
    )


def test_places_of_another_force_or_without_measured_crime_or_without_a_figure_do_not_count():
    values = [*range(40), *[1_000.0] * 40]
    other = drawn_table(values, force=[0] * 40 + [1] * 40)
    assert bench(other).compare("venues.pubs", 39.0)["force"] == Percentile(100 * 39.5 / 40, 40)
    uncovered = drawn_table(values, covered=[True] * 40 + [False] * 40)
    assert bench(uncovered).compare("venues.pubs", 39.0)["force"].n == 40
    blank = drawn_table([*range(40), *[np.nan] * 40])
    assert bench(blank).compare("venues.pubs", 39.0)["force"].n == 40


def test_a_place_whose_force_is_unknown_has_no_force_percentile():
    assert bench(drawn_table(range(40)), force=-1).reference() == ("none", 0)
    assert isinstance(
        bench(drawn_table(range(40)), force=-1).compare("venues.pubs", 1.0)["force"], NoComparator
    )


def test_fewer_than_twenty_places_of_an_authority_give_a_rank_and_no_percentile():
    assert bench(drawn_table(range(20))).compare("venues.pubs", 3.0)["authority"] == Percentile(17.5, 20)
    found = bench(drawn_table(range(19))).compare("venues.pubs", 15.5)["authority"]
    assert found == Percentile(None, 19, rank="4 of 20, highest first")


def test_an_authority_without_a_measured_place_says_so():
    found = bench(drawn_table(range(40)), authority="E06000055").compare("venues.pubs", 3.0)["authority"]
    assert found == NoComparator("No small area of this authority is measured.")


def test_comparison_values_of_another_method_are_never_compared_with():
    older = drawn_table(range(40), version="2025-9")
    assert bench(older).reference() == ("none", 0)
    found = bench(older).compare("venues.pubs", 3.0)
    assert set(found) == {"england", "force", "authority"}
    for one in found.values():
        assert isinstance(one, NoComparator)
        assert "method 2025-9" in one.reason


def test_without_comparison_values_each_comparator_says_why():
    assert Bench(None, METHOD, 0, "Bedfordshire", "E06000032").reference() == ("none", 0)
    for table in (None, drawn_table(range(40))):
        for one in bench(table).compare("venues.unknown", 1.0).values():
            assert one == NoComparator("This release holds no comparison values for this indicator.")


def test_the_table_of_a_release_holds_a_column_for_every_small_area_that_has_a_postcode(store):
    table = load(store)
    assert {len(values) for values in table.values.values()} == {52}
    assert table.area_share == {
        LUTON: 1.0, CENTRAL_BEDS: 1.0, BEDFORDSHIRE: 1.0, "E10000015": 0.0, "E23000027": 0.0,
    }  # fmt: skip
    assert set(table.authority.tolist()) == {LUTON.encode(), CENTRAL_BEDS.encode()}
    measured = np.isfinite(table.values["crime.vso.density"])
    assert table.covered.tolist() == measured.tolist()
    assert 30 <= measured.sum() < 52  # the places with map points too far apart are left out
    for values in table.values.values():
        assert not np.isfinite(values[~measured]).any()


def test_a_release_without_comparison_values_loads_none(release):
    assert load(without(release, "comparators.values")) is None


def test_without_boundaries_or_reference_points_nothing_is_compared(release):
    for name in ("reference.x", "districts.code"):
        assert compute(without(release, name).release, METHOD, lambda item: None) == {}


def test_without_crime_no_place_is_measured_and_every_other_column_stays_empty(release):
    store = altered(release, "layers", "crime", "status", to="absent")
    store.release.lock["layers"]["crime"]["reason"] = {"code": "no_data", "text": "No file."}
    table = compute(store.release, METHOD, lambda item: None)
    assert not table["covered"].any()
    assert not np.isfinite(table["values"]).any()
    assert (table["force"] == -1).all()


def test_the_same_release_gives_the_same_comparison_values(release):
    first, second = (compute(release, METHOD, lambda item: None) for _ in range(2))
    assert first.keys() == second.keys()
    for name, array in first.items():
        assert array.tobytes() == second[name].tobytes()
        assert array.tobytes() == release.array(f"comparators.{name}").tobytes()


def test_another_method_version_is_seen_as_such(store):
    bench_of_next = Bench(load(store), replace(METHOD, version="2027-1"), 0, "Bedfordshire", LUTON)
    found = bench_of_next.compare("venues.drawn", 1.0)["force"]
    assert "computed with method 2026-1" in found.reason


def test_a_reference_point_outside_every_district_is_no_place_of_any_force(release, tmp_path):
    """A mean of postcodes may fall into the sea."""
    store = Store.of(release)
    store.release._open["reference.x"] = np.full(52, 900_000, dtype=np.int32)
    try:
        table = compute(release, METHOD, lambda item: None)
    finally:
        del store.release._open["reference.x"]
    assert (table["force"] == -1).all()
    assert set(table["authority"].tolist()) == {b""}
    assert not table["covered"].any()
