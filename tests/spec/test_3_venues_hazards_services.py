"""3. Venues, physical hazards and services.

Domains D3, D4 and D6: what children meet round the place beside recorded crime. All of it comes from open layers,
each declared by one manifest ([layers.md](layers.md)); a council may add its own.
"""

from __future__ import annotations

import numpy as np
import pytest
from drawn.asking import answer, with_line
from drawn.disc import METHOD, each, printed
from drawn.layers import HERE

from geodata.build.linkage import cluster
from geodata.kernel import quartic
from geodata.manifest import REVEALING
from placement_check.rating import floors


def test_we_22_venues():
    """S-24. **Venues** (D3). V is the sum of the kernel weights K(d; h) over the places of a class: pubs and
    takeaways h = {bandwidth_m.venues.pubs} m, hotels {bandwidth_m.venues.hotels} m, interchanges
    {bandwidth_m.venues.interchanges} m. Near places count for more, and one at the rim for almost nothing.
    """
    k = quartic(np.array([100.0, 300, 500, 790]), METHOD.bandwidth_m["venues.pubs"])
    assert each(k, 4) == ["0.9690", "0.7385", "0.3713", "0.0006"]
    assert printed(k.sum(), 4) == "2.0795"


def test_a_venue_counts_only_by_its_class(store):
    found = answer(store, "venues.drawn")
    assert found.value == pytest.approx((1 - (500 / 800) ** 2) ** 2)


def test_stations_and_stops_within_150_metres_of_each_other_are_one_interchange():
    """S-24. **Interchanges.** Bus and coach stations, taxi ranks, railway, tram and metro stations within 150 m of
    each other (single linkage) are one place at their mean position: an entrance is not another station.
    """
    x = np.array([0.0, 150_000, 300_000, 451_000])  # millimetres
    labels = cluster(x / 1000, np.zeros(4), 150.0)
    assert labels[0] == labels[1] == labels[2] != labels[3]


@pytest.mark.parametrize(("metres", "hazard", "fires"), [(80, "92.16", True), (150, "73.85", False)])
def test_we_11_floors_of_a_hazard(metres, hazard, fires):
    """S-24. **Physical hazards** (D4). The index H runs from 0 to 100: 100 times the kernel of the distance to the
    nearest, h = {bandwidth_m.hazards.rail} m for a railway, {bandwidth_m.hazards.water} m for open water,
    {bandwidth_m.hazards.road} m for a fast or heavy road; the highest of the classes counts. If a class is missing, H
    is "at least".
    """
    h = float(100 * quartic(np.array([float(metres)]), METHOD.bandwidth_m["hazards.rail"])[0])
    assert printed(h, 2) == hazard
    assert (floors.f3(h, False, METHOD.rating) is not None) is fires


def test_a_hazard_is_measured_to_the_near_end_of_what_the_location_allows(store):
    """S-1a. A location that is uncertain by u metres gives each hazard's distance d as the range from max(0, d - u)
    to d + u. Both are printed; the index uses the near end, and the floor F3 on it says "confirm on site". Each draw
    moves the point within u. For a red line the distance is from its edge, and none to what it holds.
    """
    found = answer(store, "hazards.any", uncertainty_m=10)
    assert found.detail["nearest"]["metres_interval"] == pytest.approx([30.0, 50.0])
    assert found.value == pytest.approx(100 * (1 - (30 / 400) ** 2) ** 2)
    assert answer(store, "hazards.any", uncertainty_m=60).value == 100.0


def test_a_red_line_is_measured_from_its_edge(store):
    e, n = HERE
    ring = ((e - 20, n - 20), (e + 20, n - 20), (e + 20, n + 60), (e - 20, n + 60))
    assert with_line(store, "hazards.any", ring).detail["nearest"]["metres"] == pytest.approx(20.0)


def test_services_are_as_far_as_the_straight_line(store):
    """S-24. **Services** (D6) count as a deficit: the farther, or the fewer, the worse. The straight-line distance
    stands in for travel time, for the place and for all that it is compared with alike, and the report says so. Good
    services lower the score only by the weight of their domain and never undo a floor.
    """
    found = answer(store, "services.drawn")
    assert found.value == pytest.approx(500.0)
    assert answer(store, "services.drawn", uncertainty_m=50).interval == pytest.approx((450.0, 550.0))


@pytest.mark.parametrize(
    ("words", "revealing"),
    [("amenity=social_facility", True), ("Group Home", True), ("women's refuge", True), ("The Shelter", True),
     ("Oakfield children's home", True), ("The Home Guard public house", False), ("bus shelter", True)],
)  # fmt: skip
def test_nothing_that_would_reveal_a_home_or_a_refuge_is_read_into_an_open_layer(words, revealing):
    """S-24. **What is never held.** Rows whose names or tags suggest a home, a refuge, a shelter or the like are
    dropped on reading, before anything is stored. A harmless place may be lost by it; that makes a place look farther
    from help, never nearer.
    """
    assert bool(REVEALING.search(words)) is revealing


def test_nothing_that_describes_who_lives_there_is_an_input():
    """S-55. Ethnicity, religion, nationality, stop and search, named persons and the text of social media are never
    inputs. Deprivation (D7) is shown as context and has no weight: it stigmatises, it is no mechanism, and its own
    crime domain would count crime twice.
    """
    rated = {name for some in METHOD.rated.values() for name in some}
    assert {name.split(".")[0] for name in rated} == {"crime", "venues", "hazards", "services"}
    assert "D7" not in METHOD.rating.weights
