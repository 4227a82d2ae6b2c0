"""The profile of many places must be that of each place alone, figure by figure and gap by gap."""

import math
from datetime import date

import numpy as np
import pytest
from drawn import country, layers
from drawn.asking import AT, METHOD

from geodata.release import Release
from geodata.store import Store
from geodata.types import GridPoint, Location, LocationKind, LonLat
from placement_check.assess import Options, assess_many
from placement_check.findings import Measured
from placement_check.places import gazetteer_of
from placement_check.profiles.comparing import against_of
from placement_check.profiles.profile import Profiler
from placement_check.scene import ground_of

X, Y = country.corner(country.CENTRAL_BEDS)
SPECIAL = [
    layers.HERE, (X + 5_600, Y + 5_000), (X + 8_500, Y + 5_000), country.middle(country.NORTH_HERTS),
    country.middle(country.PETERBOROUGH), country.middle(country.SOUTHEND), country.middle(country.MEDWAY),
    (country.WEST + 400, country.SOUTH + 5_000), (country.WEST + 5_000, country.SOUTH + 50),
    (country.WEST + 950, country.SOUTH + 5_000), country.middle("E08000005"),
]  # fmt: skip


def located(store, points, uncertainty=(1.0, 50.0, 130.0, 300.0)):
    """Return locations at points that some district holds."""
    ground, out = ground_of(store), []
    for n, (x, y) in enumerate(points):
        point = GridPoint(easting=float(x), northing=float(y))
        if ground.district(*point.millimetres()) is not None:
            out.append(Location(
                input="", matched="", kind=LocationKind.EASTING_NORTHING, point=point,
                position=LonLat(longitude=0.0, latitude=0.0), uncertainty_m=uncertainty[n % len(uncertainty)],
            ))  # fmt: skip
    return out


def differences(store, locations, at=AT):
    """Return what differs between the profiles of places together and each alone."""
    found = Profiler(store, METHOD, at).profile(locations)
    singles = assess_many(locations, store, METHOD, at=at, options=Options(rated=False))
    out = []
    for p, single in enumerate(singles):
        near = "; ".join(f"{a.name} ({a.code})" for a in single.where.near_boundary_of)
        places = (found.authority[p].code, found.force[p].code, found.places.lsoa[p], found.near_boundary[p])
        where = single.where
        if places != (where.authority.code, where.force.code, where.lsoa, near):
            out.append((p, "place", places))
        if found.reference[p] != single.reference[:2]:
            out.append((p, "reference", found.reference[p]))
        assert {f.question.indicator for f in single.findings} == set(found.answers)
        for finding in single.findings:
            out += _finding(p, finding, found.answers[finding.question.indicator], single)
        out += _counts(p, single.crime.counts, found.crime)
    return out


def _finding(p, finding, answers, single):
    name = finding.question.indicator
    if not isinstance(finding, Measured):
        expected = f"{finding.outcome}: {finding.reason.code.value}"
        return [] if answers.state[p] == expected else [(p, name, answers.state[p], expected)]
    if answers.state[p]:
        return [(p, name, answers.state[p], "measured")]
    against = "england" if single.reference[0] == "england" else "force"
    percentile = getattr(finding.percentiles[against], "value", None)
    want = [
        finding.value,
        *(finding.interval or (math.nan, math.nan)),
        math.nan if percentile is None else percentile,
    ]
    have = [answers.value[p], answers.low[p], answers.high[p], answers.percentile[p]]
    same = np.allclose(want, have, rtol=1e-12, atol=1e-12, equal_nan=True)
    quality = answers.grade[p] == finding.grade.value and answers.at_least[p] == (finding.bound == "at_least")
    return [] if same and quality else [(p, name, have, want, answers.grade[p], finding.grade)]


def _counts(p, counts, crime):
    if "by_category" in counts:
        same = crime.counts[p].tolist() == list(counts["by_category"].values())
        same &= crime.window[p] == f"{counts['radius_m']:.0f} m, {counts['from']} to {counts['to']}"
    else:
        same = crime.window[p] == f"unavailable: {counts['unavailable']['code']}"
    return [] if same else [(p, "counts", counts)]


def test_places_of_every_kind_of_gap_are_profiled_together_as_each_alone(store):
    assert differences(store, located(store, SPECIAL)) == []


@pytest.mark.parametrize("at", [date(2024, 6, 30), date(2026, 6, 30), date(2031, 1, 1)])
def test_a_walk_across_the_drawn_country_is_the_same_together_as_step_by_step(store, at):
    rng = np.random.default_rng(7)
    near = np.array(layers.HERE) + rng.integers(-4_000, 4_000, (25, 2))
    far = np.array([X, Y]) + rng.integers(-3_000, 12_000, (25, 2))
    assert differences(store, located(store, [*near.tolist(), *far.tolist()]), at) == []


def test_the_sample_release_is_the_same_together_as_place_by_place(sample):
    store = Store.of(Release.open(sample))
    keys = store.release.array("postcodes.key")
    names = [bytes(k).decode("ascii") for k in keys if bytes(k).startswith(b"ZZ")]
    gazetteer = gazetteer_of(store)
    chosen = np.random.default_rng(3).choice(names, 60, replace=False)
    assert differences(store, [gazetteer.locate(str(name)) for name in chosen]) == []


def test_a_release_without_recorded_crime_is_profiled_all_the_same(store, monkeypatch):
    from geodata.errors import LayerUnavailable

    def lost(_):
        raise LayerUnavailable("crime", "unreadable", "torn")

    for room in ("crime_findings", "rating.place", "profiles.crime_answers"):
        monkeypatch.setattr(f"placement_check.{room}.crime_scene", lost)
    assert differences(store, located(store, SPECIAL[:2])) == []


def test_a_point_that_no_district_holds_has_no_authority(store):
    out_at_sea = Location(
        input="", matched="", kind=LocationKind.EASTING_NORTHING,
        point=GridPoint(easting=country.WEST + 5_000.0, northing=country.SOUTH - 60_000.0),
        position=LonLat(longitude=0.0, latitude=0.0), uncertainty_m=1.0,
    )  # fmt: skip
    found = Profiler(store, METHOD, AT).profile([out_at_sea, *located(store, SPECIAL[:1])])
    assert found.authority[0] is None
    assert found.reference[0] == ("none", 0)
    assert found.authority[1] is not None


def test_a_profile_is_compared_with_england_only_where_england_is_held(store):
    profiler = Profiler(store, METHOD, AT)
    assert against_of(profiler.comparing.bench("E23000026", "Bedfordshire")) == "force"
