"""4. What a place is compared with.

A figure means little alone. It is ranked among the neighbourhoods of a reference set, each processed by the same
rules, over the same months.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from drawn.disc import METHOD

from placement_check.comparators import Bench, Comparators, percentile
from placement_check.findings import Grade, NoComparator, Percentile
from placement_check.rating import bands
from placement_check.rating.ranks import mid_rank
from placement_check.records import wording

FORCE = "E23000026"


def bench(places, *, of_england=1_000, share=1.0, covered=None):
    """Return a bench of so many drawn neighbourhoods, with the figures 0, 1, 2, ..., all of one force and authority."""
    held = np.ones(places, dtype=bool)
    if covered is not None:
        held[covered:] = False
    table = Comparators(
        digest=METHOD.digest,
        method=METHOD.version, values={"venues.pubs": np.arange(places, dtype=float)}, covered=held,
        force=np.zeros(places, dtype=np.int64), authority=np.full(places, b"E06000032"),
        area_share={FORCE: share, "E06000032": share}, kind="postcode_mean",
    )  # fmt: skip
    return Bench(table, replace(METHOD, england_areas=of_england), 0, "Bedfordshire", "E06000032", FORCE)


def test_the_reference_set_is_a_set_of_points_never_of_areas(store):
    """S-5. A neighbourhood is a small area of about 1,600 residents (a 2021 LSOA). Its reference point is the
    population-weighted centroid, or the mean position of its unit postcodes where centroids are not held; the kind is
    printed. The figure of an area never stands in for that of a point: a postcode's band differs from its LSOA's in
    one case of four.
    """
    reference = store.release.lock["reference"]
    assert reference["kind"] == "postcode_mean"
    assert store.release.array("reference.x").size == 52


def test_with_nine_tenths_of_england_measured_places_are_compared_with_england():
    """S-5a. The reference set is England where recorded crime is measured in at least {reference.england_share:%} of
    its {reference.england_areas} small areas. Otherwise it is the measured areas of the place's own police force, at
    least {reference.force_min_points} of them; below that there is no reference set and no rating. The report names
    the set, its size, and says: {wording.FORCE_REFERENCE} Band 1 is then not given ("capped: local reference"), and
    "England" in every rule reads "the police area". A comparator that cannot be had says why; it is never blank.
    """
    assert bench(900).reference() == ("england", 900)
    assert bench(899).reference() == ("force:Bedfordshire", 899)
    assert bench(29).reference() == ("none", 29)
    caps = bands.caps_of(completeness=1.0, crime_grade=Grade.A, national=False, method=METHOD.rating)
    assert caps == (bands.Cap.LOCAL_REFERENCE,)
    assert wording.reference_area("force:Bedfordshire") == "the Bedfordshire police area"
    assert isinstance(bench(899).compare("venues.pubs", 1.0)["england"], NoComparator)


def test_only_neighbourhoods_whose_crime_is_measured_count():
    assert bench(100, covered=40).reference() == ("force:Bedfordshire", 40)


def test_part_of_a_police_area_is_no_reference_set():
    """S-5a. **A part is no reference set.** A police area or an authority is compared with only if small areas are
    held for at least {reference.england_share:%} of its unit postcodes: what is left of it otherwise may be its quiet
    half.
    """
    assert bench(40, share=0.9).reference() == ("force:Bedfordshire", 40)
    assert bench(40, share=0.89).reference() == ("none", 40)


@pytest.mark.parametrize(("value", "expected"), [(0, 0), (2, 25), (6, 50), (9, 70), (13, 100)])
def test_we_7_percentile(value, expected):
    """S-21. A percentile is the mid-rank: 100 (those below + half of those equal)/N, so that ties count half.
    England, the police force and the authority are compared with, each with its N. Fewer than
    {reference.percentile_min_n} places give a rank ("4 of 20, highest first") and no percentile. Percentiles shown
    with findings are of the figures as recorded; those in the rating are of the shrunk figures (S-20).
    """
    reference = np.array([1, 2, 2, 2, 5, 7, 9, 9, 10, 12], dtype=float)
    assert percentile(value, reference) == expected
    assert mid_rank(reference, value) == expected


def test_few_places_give_a_rank_and_no_percentile():
    assert bench(20).compare("venues.pubs", 3.0)["authority"] == Percentile(17.5, 20)
    found = bench(19).compare("venues.pubs", 15.5)["authority"]
    assert found == Percentile(None, 19, rank="4 of 20, highest first")
