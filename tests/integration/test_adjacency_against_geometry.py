"""The land borders of the table are those of the official boundaries, whatever authorities the day has."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import geopandas
import pytest
import shapely

from geodata.authorities import Authorities
from geodata.tables import SHIPPED, read_tables

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.real_data

# The boundaries share their vertices, so touching areas are 0 m apart but for rounding. The nearest pair that
# does not touch is Rutland and Peterborough, 19 m apart: nothing may hang on the tolerance between the two.
TOLERANCES_M = (0.5, 1.0, 15.0)

# Pairs, by name, on which the table and the geometry may differ, each with its reason. There are none: the
# fifteen borders of the first list that run in rivers have the basis "water" and are not read as land here.
EXPLAINED: dict[frozenset[str], str] = {}


@pytest.fixture(scope="module")
def authorities() -> Authorities:
    return Authorities.from_tables(read_tables(SHIPPED))


@pytest.fixture(scope="module")
def districts(data_dir: Path) -> dict[str, shapely.Geometry]:
    """Return the area of each English district (April 2025) in metres of the National Grid."""
    path = data_dir / "boundaries" / "lad_england_bgc_dissolved_from_lsoa21.geojson.gz"
    frame = geopandas.read_file(f"/vsigzip/{path}").to_crs(27700)
    return dict(zip(frame["LADCD"], frame.geometry, strict=True))


def touching(
    districts: dict[str, shapely.Geometry], authorities: Authorities, on: date, tolerance_m: float
) -> set[frozenset[str]]:
    """Return the pairs of authorities of the day with land of one within the tolerance of land of the other.

    Two unions of districts are as near as their nearest districts, so no union need be computed.
    """
    codes = list(districts)
    areas = [districts[code] for code in codes]
    owners = [authorities.authority_of_district(code, on).code for code in codes]
    ones, others = shapely.STRtree(areas).query(areas, predicate="dwithin", distance=tolerance_m)
    pairs = {frozenset((owners[a], owners[b])) for a, b in zip(ones, others, strict=True)}
    return {pair for pair in pairs if len(pair) == 2}


def tabled(authorities: Authorities, on: date, basis: str) -> set[frozenset[str]]:
    return {
        frozenset((one.code, each.code))
        for one in authorities.english(on)
        for each in authorities.adjoining(one.code, on)
        if each.basis == basis and each.nation == "E"
    }


def named(authorities: Authorities, on: date, pairs: set[frozenset[str]]) -> set[frozenset[str]]:
    return {frozenset(authorities.authority(code, on).name for code in pair) for pair in pairs}


@pytest.mark.parametrize("tolerance_m", TOLERANCES_M)
@pytest.mark.parametrize("on", [date(2019, 4, 1), date(2026, 11, 22), date(2027, 4, 1)], ids=str)
def test_the_land_borders_of_the_table_are_those_of_the_boundaries(districts, authorities, on, tolerance_m):
    computed = named(authorities, on, touching(districts, authorities, on, tolerance_m))
    listed = named(authorities, on, tabled(authorities, on, "land"))
    assert computed - set(EXPLAINED) == listed - set(EXPLAINED)
    assert len(listed) == {2019: 354, 2026: 359, 2027: 362}[on.year]


def test_no_border_said_to_run_in_water_is_found_on_land(districts, authorities):
    on = date(2026, 11, 22)
    wet = tabled(authorities, on, "water")
    assert wet
    assert not wet & touching(districts, authorities, on, 15.0)
