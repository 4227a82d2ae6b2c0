from __future__ import annotations

from datetime import date

import pytest

from geodata.authorities import BEGINS, Authorities
from geodata.errors import TableError
from geodata.tables import SHIPPED, read_tables

TODAY = date(2026, 11, 22)
LUTON, CENTRAL_BEDFORDSHIRE, HERTFORDSHIRE = "E06000032", "E06000056", "E10000015"
RUTLAND, PETERBOROUGH, ISLE_OF_WIGHT, SCILLY = "E06000017", "E06000031", "E06000046", "E06000053"
CORNWALL, PLYMOUTH, SURREY = "E06000052", "E06000026", "E10000030"
OLD_BARNSLEY, BARNSLEY, OLD_SHEFFIELD, SHEFFIELD = "E08000016", "E08000038", "E08000019", "E08000039"
BCP, DORSET, OLD_DORSET, BOURNEMOUTH, POOLE = "E06000058", "E06000059", "E10000009", "E06000028", "E06000029"
SCOTTISH_BORDERS, POWYS = "S12000026", "W06000023"


@pytest.fixture(scope="module")
def shipped() -> Authorities:
    return Authorities.from_tables(read_tables(SHIPPED))


def codes(found) -> list[str]:
    return [each.code for each in found]


def names(found) -> set[str]:
    return {each.name for each in found}


def refusal(call, *arguments) -> str:
    with pytest.raises(TableError) as caught:
        call(*arguments)
    return str(caught.value)


# --- the shipped tables ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "count"),
    [
        (BEGINS, 152),
        (date(2019, 3, 31), 152),
        (date(2019, 4, 1), 151),
        (date(2021, 3, 31), 151),
        (date(2021, 4, 1), 152),
        (date(2023, 3, 31), 152),
        (date(2023, 4, 1), 153),
        (date(2024, 6, 30), 153),
        (date(2025, 4, 1), 153),
        (TODAY, 153),
        (date(2027, 3, 31), 153),
        (date(2027, 4, 2), 154),
    ],
)
def test_england_has_as_many_children_s_services_authorities_as_it_had_that_day(shipped, on, count):
    found = shipped.english(on)
    assert len(found) == count
    assert codes(found) == sorted(set(codes(found)))
    assert {each.nation for each in found} == {"E"}


def test_every_kind_of_english_authority_is_counted(shipped):
    kinds = [each.kind for each in shipped.english(TODAY)]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "county": 21,
        "unitary": 62,
        "metropolitan_district": 36,
        "london_borough": 32,
        "city_of_london": 1,
        "isles_of_scilly": 1,
    }


def test_there_are_39_english_forces_and_43_with_wales(shipped):
    assert len(shipped.forces("E")) == 39
    assert len(shipped.forces("E") + shipped.forces("W")) == 43


def test_there_are_42_mappa_areas_38_of_them_english_because_london_is_one(shipped):
    english = {force.mappa_area for force in shipped.forces("E")}
    assert len(english) == 38
    assert len(english | {force.mappa_area for force in shipped.forces("W")}) == 42
    assert shipped.force_by_slug("metropolitan").mappa_area == "London"
    assert shipped.force_by_slug("city-of-london").mappa_area == "London"
    assert shipped.force_by_slug("cleveland").mappa_area == "Teesside"
    assert shipped.force_by_slug("durham").mappa_area == "County Durham"
    assert shipped.force_by_slug("dyfed-powys").nation == "W"


def test_luton_adjoins_central_bedfordshire_and_hertfordshire_only(shipped):
    assert codes(shipped.adjoining(LUTON, TODAY)) == [CENTRAL_BEDFORDSHIRE, HERTFORDSHIRE]
    assert {each.basis for each in shipped.adjoining(LUTON, TODAY)} == {"land"}


def test_nobody_has_confirmed_a_border_yet(shipped):
    assert {
        each.confirmed_by for one in shipped.english(TODAY) for each in shipped.adjoining(one.code, TODAY)
    } == {""}


def test_rutland_and_peterborough_do_not_touch(shipped):
    assert PETERBOROUGH not in codes(shipped.adjoining(RUTLAND, TODAY))
    assert RUTLAND not in codes(shipped.adjoining(PETERBOROUGH, TODAY))
    assert "Lincolnshire" in names(shipped.adjoining("E06000061", TODAY))


@pytest.mark.parametrize("island", [ISLE_OF_WIGHT, SCILLY])
def test_an_island_adjoins_nobody_by_land(shipped, island):
    assert shipped.adjoining(island, TODAY) == ()


def test_cornwall_adjoins_plymouth_by_water(shipped):
    plymouth = next(each for each in shipped.adjoining(CORNWALL, TODAY) if each.code == PLYMOUTH)
    assert (plymouth.name, plymouth.nation, plymouth.basis) == ("Plymouth", "E", "water")


def test_eighteen_borders_run_in_water(shipped):
    wet = {
        frozenset((one.name, each.name))
        for one in shipped.english(TODAY)
        for each in shipped.adjoining(one.code, TODAY)
        if each.basis == "water"
    }
    assert len(wet) == 18
    assert frozenset(("Lewisham", "Tower Hamlets")) in wet
    assert frozenset(("Hartlepool", "Redcar and Cleveland")) in wet
    assert frozenset(("Gateshead", "Newcastle upon Tyne")) in wet


def test_adjoining_is_mutual(shipped):
    pairs = {
        (one.code, each.code) for one in shipped.english(TODAY) for each in shipped.adjoining(one.code, TODAY)
    }
    assert {(b, a) for a, b in pairs if b.startswith("E")} == {(a, b) for a, b in pairs if b.startswith("E")}


def test_barnsley_has_the_same_neighbours_before_and_after_its_new_code(shipped):
    before = shipped.adjoining(OLD_BARNSLEY, date(2025, 3, 31))
    after = shipped.adjoining(BARNSLEY, date(2025, 4, 1))
    assert names(before) == names(after)
    assert names(after) == {"Derbyshire", "Doncaster", "Kirklees", "Rotherham", "Sheffield", "Wakefield"}
    assert OLD_SHEFFIELD in codes(before)
    assert SHEFFIELD in codes(after)


def test_a_district_keeps_its_code_while_its_authority_s_code_changes(shipped):
    assert shipped.authority_of_district(BARNSLEY, date(2025, 3, 31)).code == OLD_BARNSLEY
    assert shipped.authority_of_district(BARNSLEY, date(2025, 4, 1)).code == BARNSLEY
    assert shipped.force_of(OLD_BARNSLEY, date(2024, 6, 30)) == shipped.force_of_district(BARNSLEY, TODAY)


def test_surrey_is_two_authorities_from_april_2027(shipped):
    elmbridge, woking = "E07000207", "E07000217"
    assert shipped.authority_of_district(elmbridge, date(2027, 3, 31)).code == SURREY
    east = shipped.authority_of_district(elmbridge, date(2027, 4, 1))
    west = shipped.authority_of_district(woking, date(2027, 4, 1))
    assert (east.name, west.name) == ("East Surrey", "West Surrey")
    assert [each.code_issued for each in (east, west)] == [False, False]
    assert shipped.force_of(east.code, date(2027, 4, 1)).slug == "surrey"
    assert shipped.resolve(SURREY, date(2027, 4, 1)) == (east, west)
    assert west.code in codes(shipped.adjoining(east.code, date(2027, 4, 1)))


def test_surrey_s_neighbours_become_those_of_its_two_successors(shipped):
    vesting = date(2027, 4, 1)
    before = names(shipped.adjoining(SURREY, TODAY))
    after = [shipped.adjoining(code, vesting) for code in ("X-EAST-SURREY", "X-WEST-SURREY")]
    assert names(after[0]) | names(after[1]) == before | {"East Surrey", "West Surrey"}
    assert "Kent" not in names(after[1])
    assert "Hampshire" not in names(after[0])


def test_cumbria_had_the_neighbours_of_its_two_successors(shipped):
    assert names(shipped.adjoining("E10000006", date(2023, 3, 31))) == {
        "County Durham",
        "Dumfries and Galloway",
        "Lancashire",
        "North Yorkshire",
        "Northumberland",
        "Scottish Borders",
    }


def test_christchurch_joined_poole_and_bournemouth_so_dorset_lost_its_place_between_them(shipped):
    before = date(2019, 3, 31)
    assert names(shipped.adjoining(BOURNEMOUTH, before)) == {"Dorset", "Poole"}
    assert "Hampshire" in names(shipped.adjoining(OLD_DORSET, before))
    assert names(shipped.adjoining(BCP, date(2019, 4, 1))) == {"Dorset", "Hampshire"}
    assert codes(shipped.resolve(BCP, before)) == [BOURNEMOUTH, POOLE, OLD_DORSET]
    assert codes(shipped.resolve(OLD_DORSET, TODAY)) == [BCP, DORSET]


def test_an_area_that_had_several_authorities_names_none_of_them(shipped):
    text = refusal(shipped.authority_of_district, BCP, date(2019, 3, 31))
    assert "no row for district E06000058 on 2019-03-31" in text
    assert "2019-04-01 onwards" in text
    assert shipped.authority_of_district(DORSET, date(2019, 3, 31)).code == OLD_DORSET


def test_an_ended_code_is_refused_with_its_end_and_its_successors(shipped):
    text = refusal(shipped.authority, OLD_DORSET, TODAY)
    assert "Dorset (E10000009) was valid only until 2019-03-31" in text
    assert "Bournemouth, Christchurch and Poole (E06000058), Dorset (E06000059)" in text


def test_a_code_that_is_not_yet_valid_is_refused_with_its_start_and_its_predecessor(shipped):
    text = refusal(shipped.authority, "X-WEST-SURREY", TODAY)
    assert "valid only since 2027-04-01" in text
    assert "Surrey (E10000030)" in text


def test_a_day_before_the_tables_begin_is_refused_and_not_answered_from_open_rows(shipped):
    early = date(2014, 1, 26)
    for call, arguments in (
        (shipped.authority, (LUTON, early)),
        (shipped.resolve, (LUTON, early)),
        (shipped.authority_of_district, (LUTON, early)),
        (shipped.english, (early,)),
    ):
        assert "begin on 2014-01-27" in refusal(call, *arguments)


def test_unknown_codes_are_refused_by_name(shipped):
    assert "Authority E07000207 is not in table" in refusal(shipped.authority, "E07000207", TODAY)
    assert "District E10000030 is not in table" in refusal(shipped.authority_of_district, SURREY, TODAY)
    assert "Police force E99 is not in table" in refusal(shipped.force_by_code, "E99")
    assert "'btp' is not the police.uk id" in refusal(shipped.force_by_slug, "btp")
    assert "no force of nation 'S'" in refusal(shipped.forces, "S")


def test_a_welsh_council_has_a_force_and_a_scottish_one_none_in_these_tables(shipped):
    assert shipped.force_of(POWYS, TODAY).slug == "dyfed-powys"
    assert "No police force is recorded for Scottish Borders" in refusal(
        shipped.force_of, SCOTTISH_BORDERS, TODAY
    )


def test_the_neighbours_of_a_welsh_council_are_unknown_and_not_merely_the_english_ones(shipped):
    assert POWYS in codes(shipped.adjoining("E06000051", TODAY))
    assert "neighbours of Powys (W06000023) are not known" in refusal(shipped.adjoining, POWYS, TODAY)


def test_the_force_of_a_place_is_not_always_that_of_its_county_s_name(shipped):
    assert shipped.force_of(RUTLAND, TODAY).name == "Leicestershire"
    assert shipped.force_of("E06000013", TODAY).slug == "humberside"
    assert shipped.force_of_district(SCILLY, TODAY).slug == "devon-and-cornwall"


# --- tables drawn for the purpose --------------------------------------------------------------------------


def authority(code, **given) -> dict[str, str]:
    row = {
        "code": code, "name": f"Name {code}", "kind": "unitary", "nation": "E", "region": "South East",
        "valid_from": "", "valid_to": "", "code_issued": "true", "successors": "",
    }  # fmt: skip
    return {**row, **given}


def drawn(**tables) -> Authorities:
    empty = ("authorities", "districts", "forces", "authority_forces", "adjacency")
    return Authorities.from_tables({**{name: [] for name in empty}, **tables})


def border(**given) -> dict[str, str]:
    row = {"code_a": "A", "code_b": "B", "basis": "confirmed", "valid_from": "", "valid_to": ""}
    return {**row, "confirmed_by": "Councils A and B", **given}


def test_a_confirmed_border_says_who_confirmed_it():
    made = drawn(authorities=[authority("A"), authority("B")], adjacency=[border()])
    (found,) = made.adjoining("A", TODAY)
    assert (found.basis, found.confirmed_by) == ("confirmed", "Councils A and B")


def test_a_border_holds_on_its_first_and_its_last_day_only():
    days = border(valid_from="2025-01-01", valid_to="2025-01-31")
    made = drawn(authorities=[authority("A"), authority("B")], adjacency=[days])
    assert [
        len(made.adjoining("B", on))
        for on in (date(2024, 12, 31), date(2025, 1, 1), date(2025, 1, 31), date(2025, 2, 1))
    ] == [0, 1, 1, 0]


def test_two_rows_for_one_border_on_one_day_contradict_each_other():
    made = drawn(authorities=[authority("A"), authority("B")], adjacency=[border(), border(basis="water")])
    assert "two rows for A and B" in refusal(made.adjoining, "A", TODAY)


def test_two_rows_for_one_district_on_one_day_contradict_each_other():
    rows = [{"code": "D", "authority": code, "valid_from": "", "valid_to": ""} for code in "AB"]
    made = drawn(authorities=[authority("A"), authority("B")], districts=rows)
    assert "2 rows for district D" in refusal(made.authority_of_district, "D", TODAY)


def test_a_gap_between_rows_is_told_with_the_days_that_are_covered():
    rows = [
        {"code": "D", "authority": "A", "valid_from": "", "valid_to": "2020-01-01"},
        {"code": "D", "authority": "A", "valid_from": "2021-01-01", "valid_to": ""},
    ]
    made = drawn(authorities=[authority("A")], districts=rows)
    text = refusal(made.authority_of_district, "D", date(2020, 6, 1))
    assert "the start to 2020-01-01, 2021-01-01 onwards" in text


def test_successors_are_followed_through_two_reorganisations_and_never_in_a_circle():
    made = drawn(
        authorities=[
            authority("A", valid_to="2019-03-31", successors="B"),
            authority("B", valid_from="2019-04-01", valid_to="2023-03-31", successors="C;D"),
            authority("C", valid_from="2023-04-01"),
            authority("D", valid_from="2023-04-01"),
            authority("X", valid_to="2019-03-31", successors="Y"),
            authority("Y", valid_to="2019-03-31", successors="X"),
        ]
    )
    assert codes(made.resolve("A", TODAY)) == ["C", "D"]
    assert codes(made.resolve("D", date(2018, 1, 1))) == ["A"]
    assert made.resolve("X", TODAY) == ()
    assert "successors on that day: none in the tables" in refusal(made.authority, "X", TODAY)


def test_a_successor_that_is_not_in_the_table_is_refused():
    made = drawn(authorities=[authority("A", valid_to="2019-03-31", successors="Z")])
    assert "Authority Z is not in table" in refusal(made.resolve, "A", TODAY)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"kind": "parish"}, "'parish' is not one of county"),
        ({"nation": "N"}, "'N' is not one of E, W, S"),
        ({"code_issued": "yes"}, "'yes' is not one of true, false"),
        ({"valid_to": "soon"}, "Write dates as YYYY-MM-DD"),
    ],
)
def test_a_row_outside_its_vocabulary_is_refused_with_its_code(given, fault):
    text = refusal(lambda: drawn(authorities=[authority("A", **given)]))
    assert "Table 'authorities', code A" in text
    assert fault in text


def test_a_border_of_unknown_basis_is_refused():
    assert "'sea' is not one of land, water" in refusal(lambda: drawn(adjacency=[border(basis="sea")]))


def test_a_table_that_is_missing_is_not_an_empty_one():
    assert "'authorities' is missing" in refusal(Authorities.from_tables, {})
