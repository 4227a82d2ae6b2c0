from datetime import date

import pytest
from drawn.asking import at_place
from drawn.country import CENTRAL_BEDS, LUTON, NORTH_HERTS, SIDE, SOUTH, WEST, corner, middle
from drawn.layers import HERE
from drawn.releases import altered, without

from geodata.errors import LocationNotFound
from geodata.store import Store
from geodata.types import Outline
from placement_check import __version__
from placement_check.assess import DOMAINS
from placement_check.findings import Measured, NotCovered, ReasonCode


def test_every_declared_indicator_and_every_rated_one_is_answered_once(release, assessed):
    asked = [f.question.indicator for f in assessed(*HERE).findings]
    declared = {i["id"] for e in release.layers.values() for i in e["indicators"]}
    assert len(asked) == len(set(asked))
    assert set(asked) == declared


def test_findings_come_by_domain_and_rated_ones_in_the_methods_order(assessed):
    findings = assessed(*HERE).findings
    domains = [DOMAINS.index(f.question.domain) for f in findings]
    assert domains == sorted(domains)
    crime = [f.question.indicator for f in findings if f.question.domain == "D1"]
    assert crime[::2] == [f"crime.{g}.density" for g in ("vso", "drg", "rob", "asb", "wpn", "po")]
    services = [f.question for f in findings if f.question.domain == "D6"]
    assert [q.rated for q in services] == sorted((q.rated for q in services), reverse=True)


def test_a_rated_question_that_no_layer_asks_is_missing_and_not_forgotten(release):
    entries = [i for i in release.layer("drawn_clubs")["indicators"] if i["id"] != "services.youth"]
    a = at_place(altered(release, "layers", "drawn_clubs", "indicators", to=entries), *HERE)
    youth = next(f for f in a.findings if f.question.indicator == "services.youth")
    assert isinstance(youth, NotCovered)
    assert youth.reason.code is ReasonCode.NO_DATA
    assert "add-a-layer" in youth.reason.text
    assert not a.complete


def test_an_assessment_is_complete_when_every_rated_indicator_was_measured(assessed):
    from dataclasses import replace

    a = assessed(*HERE)
    assert not a.complete
    measured = tuple(f for f in a.findings if isinstance(f, Measured) or not f.question.rated)
    assert replace(a, findings=measured).complete


def test_the_areas_that_hold_the_place_are_told(assessed):
    where = assessed(*HERE).where
    assert (where.authority.code, where.authority.name) == (LUTON, "Luton")
    assert where.district.code == LUTON
    assert (where.force.name, where.force.mappa_area) == ("Bedfordshire", "Bedfordshire")
    assert where.lsoa == "E01900023"
    assert {a.name for a in where.adjoining} == {"Central Bedfordshire", "Hertfordshire"}
    assert where.near_boundary_of == ()
    assert assessed(*HERE).software_version == __version__


def test_a_place_beyond_the_small_areas_that_are_held_has_none(assessed, release):
    assert assessed(*middle(NORTH_HERTS)).where.lsoa == ""
    assert at_place(without(release, "lsoas.code"), *HERE).where.lsoa == ""


def test_a_place_that_no_district_holds_is_refused_and_not_given_to_the_nearest(store):
    with pytest.raises(LocationNotFound, match="lies in no English local authority"):
        at_place(store, WEST + 5_000, SOUTH - 100)


def test_a_boundary_within_the_locations_uncertainty_is_told(store):
    x, y = corner(CENTRAL_BEDS)
    near = at_place(store, x - 40, y + 5_000, uncertainty_m=50.0).where
    assert [a.code for a in near.near_boundary_of] == [CENTRAL_BEDS]
    assert at_place(store, x - 60, y + 5_000, uncertainty_m=50.0).where.near_boundary_of == ()


def test_a_district_of_the_same_authority_is_no_other_authority(store, release):
    """Hertfordshire is one authority of ten districts."""
    codes = [bytes(c).decode() for c in release.array("districts.code")]
    herts = [c for c in codes if "E07000095" <= c <= "E07000103"]
    pair = next(
        (a, b)
        for a in herts
        for b in herts
        if corner(a)[0] + SIDE == corner(b)[0] and corner(a)[1] == corner(b)[1]
    )
    x, y = corner(pair[1])
    where = at_place(store, x - 10, y + 5_000, uncertainty_m=50.0).where
    assert where.district.code == pair[0]
    assert where.near_boundary_of == ()


def test_a_red_line_that_crosses_a_boundary_names_the_other_authority(store):
    x, y = corner(CENTRAL_BEDS)
    ring = tuple((1000 * a, 1000 * b) for a, b in (
        (x - 60, y + 5_000), (x + 40, y + 5_000), (x + 40, y + 5_050), (x - 60, y + 5_050), (x - 60, y + 5_000)
    ))  # fmt: skip
    where = at_place(store, x - 10, y + 5_025, uncertainty_m=0.0, outline=Outline(rings=(ring,))).where
    assert where.authority.code == LUTON
    assert [a.code for a in where.near_boundary_of] == [CENTRAL_BEDS]


def test_without_comparison_values_the_profile_still_stands(release):
    a = at_place(without(release, "comparators.values"), *HERE)
    assert a.reference == ("none", 0, "postcode_mean")
    assert any(isinstance(f, Measured) for f in a.findings)


def test_a_release_that_knows_no_such_force_compares_with_none(release):
    entry = release.layer("crime")
    store = altered(release, "layers", "crime", "forces", to=[f"X{c[1:]}" for c in entry["forces"]])
    assert at_place(store, *HERE).reference[:2] == ("none", 0)


def test_the_same_place_on_the_same_day_gives_the_same_assessment(release):
    first, second = (at_place(Store.of(release), *HERE, at=date(2024, 6, 30)) for _ in range(2))
    assert first.findings == second.findings
    assert first.near == second.near
