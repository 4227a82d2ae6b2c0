"""The shipped tables agree with each other on every day, tried on each day on which any of them changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from geodata.authorities import BEGINS, Authorities
from geodata.tables import SHIPPED, period, read_tables

TABLES = read_tables(SHIPPED)
AUTHORITIES = Authorities.from_tables(TABLES)
DATED = ("adjacency", "authorities", "authority_forces", "districts", "forces")

ISLANDS = {"E06000046", "E06000053"}  # Isle of Wight, Isles of Scilly: no neighbour by land
# Welsh councils that may be an area authority and adjoin no English one: their borders are not in the table.
INNER_WALES = {row["code"] for row in TABLES["authorities"] if row["nation"] == "W"} - {
    "W06000005", "W06000006", "W06000021", "W06000023",
}  # fmt: skip
# Bournemouth and Poole ended on 31 March 2019: no district of today lies in only one of them.
WITHOUT_DISTRICT = {"E06000028", "E06000029"}
# Bournemouth, Christchurch and Poole covers three former authorities, so it has no row before 1 April 2019.
SEVERAL_AUTHORITIES_ONCE = {"E06000058"}
JOINED = date(2019, 4, 1)


def change_days() -> list[date]:
    """Return the first day of the tables, and each row's first day, last day and the day after that."""
    days = {BEGINS}
    for name in DATED:
        for row in TABLES[name]:
            first, last = period(row, name)
            days |= {first} if first != date.min else set()
            days |= {last, last + timedelta(days=1)} if last != date.max else set()
    return sorted(days)


def rows_on(name: str, on: date) -> list[dict[str, str]]:
    return [row for row in TABLES[name] if period(row, name)[0] <= on <= period(row, name)[1]]


def valid_codes(on: date, nations: str = "EWS") -> set[str]:
    return {row["code"] for row in rows_on("authorities", on) if row["nation"] in nations}


every_change = pytest.mark.parametrize("on", change_days(), ids=str)


def test_the_days_of_change_are_the_reorganisations_since_2014():
    assert change_days() == [
        BEGINS,
        *(
            date(year, 3, 31) + timedelta(days=d)
            for year in (2019, 2020, 2021, 2023, 2025, 2027)
            for d in (0, 1)
        ),
    ]


@every_change
def test_every_authority_code_resolves_to_itself_while_it_is_valid(on):
    for code in valid_codes(on):
        assert AUTHORITIES.authority(code, on).code == code
        assert [each.code for each in AUTHORITIES.resolve(code, on)] == [code]


@every_change
def test_every_code_ever_used_resolves_to_codes_of_the_day(on):
    for row in TABLES["authorities"]:
        found = {each.code for each in AUTHORITIES.resolve(row["code"], on)}
        assert found
        assert found <= valid_codes(on)


@every_change
def test_each_district_has_one_authority_and_together_they_are_all_of_england(on):
    rows = rows_on("districts", on)
    everywhere = {row["code"] for row in TABLES["districts"]}
    assert len(everywhere) == 296
    once = SEVERAL_AUTHORITIES_ONCE if on < JOINED else set()
    assert sorted(row["code"] for row in rows) == sorted(everywhere - once)
    found = {AUTHORITIES.authority_of_district(row["code"], on).code for row in rows}
    assert found == valid_codes(on, "E") - (WITHOUT_DISTRICT if on < JOINED else set())
    assert found <= {each.code for each in AUTHORITIES.english(on)}


@every_change
def test_each_authority_has_one_force_and_together_they_are_all_the_english_forces(on):
    rows = rows_on("authority_forces", on)
    assert sorted(row["authority"] for row in rows) == sorted(valid_codes(on, "EW"))
    english = {AUTHORITIES.force_of(each.code, on) for each in AUTHORITIES.english(on)}
    assert english == set(AUTHORITIES.forces("E"))
    assert {row["force"] for row in rows} <= {row["code"] for row in rows_on("forces", on)}


@every_change
def test_each_border_joins_two_codes_of_the_day_and_only_islands_have_none(on):
    rows = rows_on("adjacency", on)
    pairs = [(row["code_a"], row["code_b"]) for row in rows]
    assert len(pairs) == len(set(pairs))
    assert all(a < b for a, b in pairs)
    assert {code for pair in pairs for code in pair} == valid_codes(on) - ISLANDS - INNER_WALES
    asked = {each.code for one in AUTHORITIES.english(on) for each in AUTHORITIES.adjoining(one.code, on)}
    assert asked == valid_codes(on) - ISLANDS - INNER_WALES


def test_a_code_that_ends_names_successors_that_begin_the_day_after():
    for row in TABLES["authorities"]:
        last = period(row, "authorities")[1]
        successors = [code for code in row["successors"].split(";") if code]
        assert bool(successors) == (last != date.max)
        for code in successors:
            assert AUTHORITIES.authority(code, last + timedelta(days=1)).code == code


def test_a_code_that_begins_is_the_successor_of_another():
    begun = {row["code"] for row in TABLES["authorities"] if row["valid_from"]}
    assert begun == {code for row in TABLES["authorities"] for code in row["successors"].split(";") if code}


@every_change
def test_a_district_s_next_authority_is_a_successor_of_its_last(on):
    for row in rows_on("districts", on):
        first = period(row, "districts")[0]
        before = first - timedelta(days=1) if first != date.min else BEGINS
        if row["code"] in SEVERAL_AUTHORITIES_ONCE and before < JOINED:
            continue
        last = AUTHORITIES.authority_of_district(row["code"], max(before, BEGINS))
        assert row["authority"] in {each.code for each in AUTHORITIES.resolve(last.code, on)}


def test_every_food_hygiene_code_names_one_district():
    rows = TABLES["fhrs_authorities"]
    assert len({row["code"] for row in rows}) == len(rows)
    assert {row["district"] for row in rows} <= {row["code"] for row in TABLES["districts"]}


def test_every_stop_area_names_districts_and_the_railways_name_none():
    named = {row["code"]: set(filter(None, row["districts"].split(";"))) for row in TABLES["naptan_areas"]}
    assert {code for code, districts in named.items() if not districts} == {"910"}
    assert set().union(*named.values()) <= {row["code"] for row in TABLES["districts"]}


def test_every_coverage_override_names_a_force():
    known = {force.slug for force in AUTHORITIES.forces("E") + AUTHORITIES.forces("W")}
    assert {row["force"] for row in TABLES.get("coverage_overrides", [])} <= known


def test_all_twenty_two_welsh_councils_are_there_on_every_day():
    for on in change_days():
        assert len(valid_codes(on, "W")) == 22


def test_every_code_is_official_but_the_two_councils_that_do_not_exist_yet():
    provisional = {row["code"] for row in TABLES["authorities"] if row["code_issued"] == "false"}
    assert provisional == {"X-EAST-SURREY", "X-WEST-SURREY"}
