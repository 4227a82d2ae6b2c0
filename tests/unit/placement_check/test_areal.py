from dataclasses import replace

import numpy as np
import pytest
from drawn.asking import ask
from drawn.country import CENTRAL_BEDS, LUTON
from drawn.releases import altered

from geodata.store import Store
from placement_check.findings import ReasonCode
from placement_check.measures.answer import Silence, Value
from placement_check.measures.areal import area_value


def asked(store, lsoa):
    found = ask(store, "context.decile")
    return replace(found, site=replace(found.site, lsoa=lsoa))


def test_the_figure_of_the_small_area_that_holds_the_place(store):
    found = area_value(asked(store, "E01900002"))
    assert found == Value(2.0, detail={"area": "E01900002"})


@pytest.mark.parametrize("code", ["E01900001", "E01900041", "E01999999"])
def test_an_area_that_the_table_does_not_list_has_no_figure_rather_than_nought(store, code):
    found = area_value(asked(store, code))
    assert isinstance(found, Silence)
    assert (found.code, found.covered) == (ReasonCode.NO_DATA, False)
    assert code in found.text


def test_without_the_small_areas_boundaries_the_area_is_not_known(store):
    found = area_value(asked(store, ""))
    assert found.code is ReasonCode.NO_DATA
    assert "boundaries" in found.text


def test_a_figure_published_for_authorities_is_read_by_authority(release):
    store = altered(release, "layers", "drawn_deciles", "options", to={"area": "authority_name"})
    held = Store.of(store.release)
    held.release._open["drawn_deciles.code"] = np.array([LUTON.encode(), CENTRAL_BEDS.encode()])
    held.release._open["drawn_deciles.decile"] = np.array([12.0, np.nan])
    assert area_value(ask(held, "context.decile")) == Value(12.0, detail={"area": LUTON})
    assert isinstance(area_value(ask(held, "context.decile", east=10_000)), Silence)


def test_a_place_in_no_district_has_no_authority_and_so_no_figure(release):
    store = altered(release, "layers", "drawn_deciles", "options", to={"area": "authority_name"})
    found = ask(store, "context.decile")
    outside = replace(found, site=replace(found.site, district=-1))
    assert area_value(outside).code is ReasonCode.NO_DATA
