import pytest
from drawn.country import CENTRAL_BEDS, LUTON, NORTH_HERTS
from drawn.releases import altered, without

from geodata.errors import LayerUnavailable
from placement_check.scene import crime_scene, district_forces, ground_of


def test_the_land_beyond_england_may_be_missing_but_england_may_not(release):
    assert ground_of(without(release, "beyond.code")).beyond is None
    with pytest.raises(LayerUnavailable) as caught:
        ground_of(without(release, "districts.code"))
    assert caught.value.layer == "districts"


def test_each_district_has_the_number_of_its_force(store):
    districts = store.areas("districts")
    forces = district_forces(store, store.boundary_day)
    by_code = {districts.code(d): forces[d] for d in range(len(forces))}
    held = store.crime().forces
    assert held[by_code[LUTON]] == held[by_code[CENTRAL_BEDS]] == "E23000026"
    assert held[by_code[NORTH_HERTS]] == "E23000027"
    assert (forces >= 0).all()


def test_without_crime_no_district_has_a_number(release):
    store = without(release, "crime.covered")
    assert (district_forces(store, store.boundary_day) == -1).all()


def test_a_postcode_of_a_district_that_no_table_knows_has_no_force(release):
    codes = release.layer("postcodes")["districts"]
    store = altered(release, "layers", "postcodes", "districts", to=["W06000015", *codes[1:]])
    forces = crime_scene(store).force_of_postcodes
    assert forces[0] == -1
    assert (forces[1:] >= 0).all()
