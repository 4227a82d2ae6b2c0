import pytest

from geodata.build.screening import TEXT, reveals


@pytest.mark.parametrize(
    "name",
    [
        "Rosewood Children's Home",
        "Rosewood Children\u2019s Home",
        "ROSEWOOD CHILDRENS HOME",
        "Children&#39;s Home",
        "Children`s-Home",
        "The  Women\u2019s  Aid  Centre",
        "Night Shelter",
        "Bradwell Youth Hostel",
        "Refuge for Families",
        "Elm Care-Home",
        "amenity=social_facility",
        "group_home",
        "Safe House Café",
        "Foster Care Associates",
        "Foster Care Lane Centre",
        "Probation Office",
    ],
)
def test_a_name_that_gives_away_a_home_is_found_however_it_is_punctuated(name):
    assert reveals(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "The Red Lion",
        "Cockfosters Station",
        "COCKFOSTERS MEDICAL CTRE",
        "The Bus Shelter MK",
        "92 Foster Hill Road",
        "Foster Street",
        "Refugee Week Café",
        "Homebase",
    ],
)
def test_a_station_a_street_and_a_bus_shelter_give_no_home_away(name):
    assert not reveals(name)


def test_an_innocent_word_does_not_hide_a_revealing_one():
    assert reveals("Foster Hill Road Children's Home")
    assert reveals("Cockfosters Care Home")
    assert reveals("Women's Refuge Bus Shelter")


def test_the_text_of_a_rejection_names_nobody():
    assert "{" not in TEXT
