import json
from datetime import date

import numpy as np
import pytest
from drawn.asking import METHOD, at_place
from drawn.country import (
    CENTRAL_BEDS,
    LUTON,
    MEDWAY,
    NORTH_HERTS,
    PETERBOROUGH,
    SOUTH,
    SOUTHEND,
    WEST,
    corner,
    middle,
)
from drawn.layers import HERE
from drawn.releases import altered, without

from geodata.release import Release
from geodata.store import Store
from placement_check.crime import WindowTables
from placement_check.crime_findings import _force_grade, interval
from placement_check.findings import Grade, Measured, NotCovered, ReasonCode, Unavailable
from placement_check.intervals import ZERO_UPPER, poisson_limits
from placement_check.records.document import document


def crime(assessment, group="vso", kind="density"):
    return next(f for f in assessment.findings if f.question.indicator == f"crime.{group}.{kind}")


def every(assessment):
    return [f for f in assessment.findings if f.question.indicator.startswith("crime.")]


def test_recorded_crime_is_measured_by_area_and_by_residents(assessed):
    a = assessed(*HERE)
    for kind in ("density", "rate"):
        found = crime(a, kind=kind)
        assert isinstance(found, Measured)
        assert found.grade is Grade.A
        assert (found.window.start, found.window.end) == ("2021-05", "2024-04")
        assert found.interval[0] < found.value < found.interval[1]
    assert [p.layer for p in crime(a).provenance] == ["crime"]
    assert [p.layer for p in crime(a, kind="rate").provenance] == ["crime", "population", "postcodes"]
    assert crime(a, kind="rate").detail["residents_weighted"] > 100


def test_searched_and_nothing_found_is_measured_with_its_upper_limit(assessed):
    found = crime(assessed(*HERE), "wpn")
    assert isinstance(found, Measured)
    assert found.value == 0
    assert found.interval == (0.0, pytest.approx(ZERO_UPPER / found.detail["exposure_km2_years"]))
    assert found.interval[1] > 0


@pytest.mark.parametrize(("records", "kind"), [(4_999, Measured), (5_000, Unavailable)])
def test_a_force_with_thousands_of_records_and_none_of_a_kind_has_lost_that_kind(release, records, kind):
    fresh = Store.of(Release.open(release.path))
    entry = release.layer("crime")
    beds, groups = entry["forces"].index("E23000026"), entry["groups"]
    located, unlocated = (np.array(release.array(f"crime.{n}")) for n in ("located", "unlocated"))
    located[beds], unlocated[beds] = 0, 0
    located[beds, groups.index("vso"), -36:] = 130
    located[beds, groups.index("vso"), -1] += records - 36 * 130
    fresh.release._open.update({"crime.located": located, "crime.unlocated": unlocated})
    a = at_place(fresh, *HERE)
    assert isinstance(crime(a, "vso"), Measured)
    for figure in ("density", "rate"):
        found = crime(a, "wpn", figure)
        assert isinstance(found, kind)
        if kind is Unavailable:
            assert found.reason.code is ReasonCode.FAILED_CHECK
            assert "Bedfordshire has no record of this kind at all" in found.reason.text


def test_months_later_than_the_assessment_lower_the_grade(assessed):
    assert crime(assessed(*HERE, date(2024, 4, 1))).grade is Grade.A
    assert crime(assessed(*HERE, date(2024, 3, 31))).grade is Grade.C


def test_a_figures_limits_are_those_of_its_effective_count(assessed):
    assert interval(0.0, 0.0, 2.0, 1.0) == (0.0, ZERO_UPPER / 2)
    assert interval(3.0, 0.0, 2.0, 1000.0) == (0.0, 1000 * ZERO_UPPER / 2)
    lower, upper = poisson_limits(50.0)
    assert interval(100.0, 50.0, 4.0, 1.0) == pytest.approx((lower * 100 / 200, upper * 100 / 200))
    floored = interval(0.01, 1.0, 1.0, 1.0)
    assert floored[1] == ZERO_UPPER


def test_records_without_a_position_lower_the_grade_or_withhold_the_figure(assessed):
    a = assessed(*HERE)
    assert crime(a, "po").grade is Grade.C  # one in eight
    assert crime(a, "po").detail["unlocated_share"] == pytest.approx(0.125)
    for kind in ("density", "rate"):
        lost = crime(a, "rob", kind)
        assert isinstance(lost, Unavailable)  # three in four
        assert lost.reason.code is ReasonCode.COVERAGE_BELOW_MINIMUM
        assert "75 %" in lost.reason.text
        assert "Bedfordshire" in lost.reason.text


@pytest.mark.parametrize(
    ("district", "kind", "code", "words"),
    [
        (NORTH_HERTS, NotCovered, ReasonCode.NO_DATA, "No street-level crime file of Hertfordshire is held."),
        (
            PETERBOROUGH,
            Unavailable,
            ReasonCode.FAILED_CHECK,
            "The files of Cambridgeshire for 2024-04 failed",
        ),
        (SOUTHEND, Unavailable, ReasonCode.COVERAGE_BELOW_MINIMUM, "Only 3 months of Essex are covered"),
        (
            MEDWAY,
            Unavailable,
            ReasonCode.COVERAGE_BELOW_MINIMUM,
            "Only British Transport Police records are held",
        ),
    ],
)
def test_a_force_without_enough_months_has_no_figure_and_each_reason_is_another(
    assessed, district, kind, code, words
):
    a = assessed(*middle(district))
    assert len(every(a)) == 12
    for found in every(a):
        assert isinstance(found, kind)
        assert found.reason.code is code
        assert words in found.reason.text
    assert a.crime.counts["unavailable"]["code"] == code.value
    assert not a.complete


def test_a_listing_of_failed_months_names_three_and_counts_the_rest(release):
    store = altered(release, "layers", "crime", "status_by_month", to=[
        ["failed_check"] * 36 if code == "E23000023" else row
        for code, row in zip(release.layer("crime")["forces"], release.layer("crime")["status_by_month"], strict=True)
    ])  # fmt: skip
    found = crime(at_place(store, *middle(PETERBOROUGH)))
    assert "2021-05, 2021-06, 2021-07 and 33 more" in found.reason.text


def test_a_force_with_faults_of_several_kinds_is_told_by_its_months(release):
    store = altered(release, "layers", "crime", "status_by_month", to=[
        ["failed_check", "btp_only", *row[2:]] if code == "E23000023" else row
        for code, row in zip(release.layer("crime")["forces"], release.layer("crime")["status_by_month"], strict=True)
    ])  # fmt: skip
    found = crime(at_place(store, *middle(PETERBOROUGH)))
    assert isinstance(found, Unavailable)
    assert "Only 0 months of Cambridgeshire are covered" in found.reason.text


def test_a_force_that_the_crime_layer_does_not_know_has_no_file(release):
    entry = release.layer("crime")
    store = altered(release, "layers", "crime", "forces", to=[f"X{c[1:]}" for c in entry["forces"]])
    found = crime(at_place(store, *HERE))
    assert isinstance(found, NotCovered)
    assert found.reason.code is ReasonCode.NO_DATA


def test_map_points_too_far_apart_refuse_every_radius(assessed):
    x, y = middle(CENTRAL_BEDS)
    a = assessed(x + 600, y)
    for found in every(a):
        assert isinstance(found, Unavailable)
        assert found.reason.code is ReasonCode.RADIUS_REFUSED
        assert "5000 m" in found.reason.text
    assert a.crime.counts["unavailable"]["code"] == "radius_refused"


def test_a_share_of_a_disc_that_was_never_drawn_is_not_said_to_be_nought(assessed):
    """The place's own force holds all of it: 0.0 would be a false figure."""
    x, y = middle(CENTRAL_BEDS)
    forces = assessed(x + 600, y).crime.window["forces"]
    assert [f["share_of_disc"] for f in forces] != [0.0]


def test_old_months_lower_the_grade_and_older_ones_no_longer_answer(assessed):
    assert crime(assessed(*HERE, date(2025, 4, 30))).grade is Grade.A
    assert crime(assessed(*HERE, date(2025, 5, 1))).grade is Grade.C
    assert crime(assessed(*HERE, date(2027, 4, 30))).grade is Grade.C
    stale = crime(assessed(*HERE, date(2027, 5, 1)))
    assert isinstance(stale, Unavailable)
    assert stale.reason.code is ReasonCode.STALE
    assert "2024-04, 37 months before" in stale.reason.text


def test_over_a_tenth_beyond_the_border_or_in_another_force_is_named(assessed):
    west = crime(assessed(WEST + 400, SOUTH + 5_000))
    assert isinstance(west, NotCovered)
    assert "land beyond England" in west.reason.text
    x, y = corner(PETERBOROUGH)
    assert (x, y) != corner(LUTON)


def test_over_a_tenth_in_another_force_names_that_force_and_why(release):
    """Central Bedfordshire's east edge touches Hertfordshire, which has no file."""
    entry = release.layer("crime")
    x, y = corner(NORTH_HERTS)
    wide = altered(release, "layers", "crime", "window_end", to=[
        35 if code in ("E23000026", "E23000027") else end
        for code, end in zip(entry["forces"], entry["window_end"], strict=True)
    ])  # fmt: skip
    wide.release._open["people.spacing"] = np.where(
        np.isfinite(release.array("people.spacing")), 30.0, release.array("people.spacing")
    )
    found = crime(at_place(wide, x - 150, y + 5_000))
    assert isinstance(found, NotCovered)
    assert found.reason.code is ReasonCode.COVERAGE_BELOW_MINIMUM
    assert "Hertfordshire: no file held" in found.reason.text
    assert found.detail["uncovered_share"] > 0.10


def test_why_a_neighbour_does_not_count_is_told_for_each_way_it_may_fail(release, store):
    """Three months only; or enough of them, and too many records without a position."""
    entry = release.layer("crime")
    herts = entry["forces"].index("E23000027")
    beds = entry["forces"].index("E23000026")
    x, y = corner(NORTH_HERTS)
    spacing = np.where(np.isfinite(release.array("people.spacing")), 30.0, release.array("people.spacing"))
    for months, words in (
        (3, "Hertfordshire: only 3 months covered"),
        (36, "too many records without a position"),
    ):
        fresh = Store.of(Release.open(release.path))
        covered = np.array(release.array("crime.covered"))
        covered[herts, -months:] = True
        unlocated = np.array(release.array("crime.unlocated"))
        unlocated[herts] = 5
        unlocated[beds, 2] = 0
        fresh.release._open.update(
            {"crime.covered": covered, "crime.unlocated": unlocated, "people.spacing": spacing}
        )
        found = crime(at_place(fresh, x - 150, y + 5_000), "asb")
        assert isinstance(found, NotCovered)
        assert words in found.reason.text


def test_up_to_a_tenth_may_be_uncovered_and_the_share_is_told(assessed):
    found = crime(assessed(WEST + 950, SOUTH + 5_000))
    assert isinstance(found, Measured)
    assert 0 < found.detail["uncovered_share"] <= 0.10


def test_without_residents_there_is_no_rate_though_there_is_a_density(release):
    residents = np.full(release.array("people.residents").shape, np.nan)
    fresh = Store.of(Release.open(release.path))
    fresh.release._open["people.residents"] = residents
    a = at_place(fresh, *HERE)
    assert isinstance(crime(a), Measured)
    missing = crime(a, kind="rate")
    assert isinstance(missing, NotCovered)
    assert missing.reason.code is ReasonCode.NO_DATA
    assert "100 %" in missing.reason.text


def test_with_hardly_anyone_living_there_a_rate_is_refused(release):
    fresh = Store.of(Release.open(release.path))
    fresh.release._open["people.residents"] = np.full(release.array("people.residents").shape, 1.0)
    refused = crime(at_place(fresh, *HERE), kind="rate")
    assert isinstance(refused, Unavailable)
    assert refused.reason.code is ReasonCode.COVERAGE_BELOW_MINIMUM
    assert "at least 100 are needed" in refused.reason.text


def test_without_a_file_of_residents_the_rate_gives_that_layers_own_reason(release):
    store = altered(release, "layers", "population", "status", to="failed")
    store.release.lock["layers"]["population"]["reason"] = {"code": "failed_check", "text": "rule 'x' failed"}
    store.release._open["people.residents"] = np.full(release.array("people.residents").shape, np.nan)
    missing = crime(at_place(store, *HERE), kind="rate")
    assert isinstance(missing, Unavailable)
    assert (missing.reason.code, missing.reason.text) == (ReasonCode.FAILED_CHECK, "rule 'x' failed")


def test_a_coarse_grid_of_map_points_costs_a_grade(release):
    fresh = Store.of(Release.open(release.path))
    spacing = release.array("people.spacing")
    fresh.release._open["people.spacing"] = np.where(np.isfinite(spacing), 200.0, spacing)
    a = at_place(fresh, *HERE)
    assert crime(a).detail["h_m"] == 2400
    assert crime(a).grade is Grade.B
    assert a.crime.counts["unavailable"]["code"] == "radius_refused"
    assert "2000 m" in a.crime.counts["unavailable"]["text"]


def test_a_broken_crime_layer_is_twelve_findings_and_no_crash(release):
    for store in (
        without(release, "people.residents"), without(release, "crime.covered"), without(release, "people.spacing")
    ):  # fmt: skip
        a = at_place(store, *HERE)
        assert len(every(a)) == 12
        assert not any(isinstance(f, Measured) for f in every(a))
        assert a.crime.window == {}


def test_why_there_are_no_plain_counts_has_one_form_however_the_crime_layer_failed(release, assessed):
    """A reader of the JSON should not have to try two shapes."""
    broken = document(at_place(without(release, "crime.covered"), *HERE))["recorded_crime"]["plain_counts"]
    refused = document(assessed(*middle(NORTH_HERTS)))["recorded_crime"]["plain_counts"]
    assert set(refused["unavailable"]) == {"code", "text"}
    assert isinstance(broken["unavailable"], dict)


def test_plain_counts_are_whole_records_in_the_one_mile_circle(release):
    fresh = Store.of(Release.open(release.path))
    entry = release.layer("crime")
    unlocated = np.array(release.array("crime.unlocated"))
    unlocated[entry["forces"].index("E23000026"), entry["groups"].index("rob")] = 0
    fresh.release._open["crime.unlocated"] = unlocated
    counts = at_place(fresh, *HERE).crime.counts
    assert counts["radius_m"] == 1600
    assert counts["by_category"]["Violence and sexual offences"] == 2 * counts["by_category"]["Drugs"] > 0
    assert counts["by_category"]["Possession of weapons"] == 0
    assert json.dumps(counts)


def test_one_group_without_positions_does_not_hide_the_counts_of_the_others(assessed):
    a = assessed(*HERE)
    assert isinstance(crime(a, "rob"), Unavailable)
    assert a.crime.counts["by_category"]["Drugs"] > 0


@pytest.mark.parametrize(("east", "given"), [(400, False), (950, True)])
def test_plain_counts_are_refused_where_over_a_tenth_of_the_land_has_no_months(assessed, east, given):
    counts = assessed(WEST + east, SOUTH + 5_000).crime.counts
    assert ("by_category" in counts) is given
    if not given:
        assert counts["unavailable"]["code"] == "coverage_below_minimum"


def test_months_that_do_not_count_are_listed_with_their_reason(assessed):
    forces = assessed(*middle(SOUTHEND)).crime.window["forces"]
    gaps = {g["month"]: g for f in forces for g in f["months_not_covered"]}
    assert len(gaps) == 33
    assert gaps["2021-05"] == {"month": "2021-05", "outcome": "not_covered", "reason": "no_data"}


def test_the_window_of_a_national_archive_is_named_as_such(release):
    a = at_place(altered(release, "layers", "crime", "window_rule", to="england"), *HERE)
    assert a.crime.window["rule"] == "latest month covered by 90 % of English forces"


def test_a_window_that_begins_before_the_first_month_held_still_has_36_months(release):
    entry = release.layer("crime")
    store = altered(
        release, "layers", "crime", "window_end", to=[20 if e == 35 else e for e in entry["window_end"]]
    )
    window = at_place(store, *HERE, at=date(2023, 3, 1)).crime.window
    assert (window["from"], window["to"]) == ("2020-02", "2023-01")
    beds = window["forces"][0]
    assert beds["months_covered"] == 21
    assert [g["reason"] for g in beds["months_not_covered"]] == ["no_data"] * 15


def drawn_tables(months: list[bool], unlocated: float = 0.0) -> WindowTables:
    covered = np.array([months])
    blank = np.zeros((1, 1))
    return WindowTables(
        end=35, covered=covered, season=np.ones((1, 36)), weight=np.ones(36), block=np.zeros(36, dtype=np.int64),
        exposure=blank, exposure2=blank, enough=np.array([True]), unlocated=np.array([[unlocated]]),
        usable=np.array([[True]]),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("held", "silent", "grade"),
    [
        (36, 0, Grade.A), (35, 0, Grade.A), (34, 0, Grade.B), (24, 0, Grade.B), (23, 0, Grade.C), (12, 0, Grade.C),
        (11, 0, Grade.N), (24, 6, Grade.B), (24, 7, Grade.C), (24, 12, Grade.C), (23, 13, Grade.N),
    ],
)  # fmt: skip
def test_the_grade_by_months_held_and_months_of_silence(held, silent, grade):
    months = [False] * (36 - held - silent) + [True] * held + [False] * silent
    assert _force_grade(drawn_tables(months), 0, 0, METHOD, coarse=False) is grade


@pytest.mark.parametrize(("share", "grade"), [(0.05, "A"), (0.06, "B"), (0.11, "C"), (0.21, "N")])
def test_the_grade_by_records_without_a_position(share, grade):
    assert _force_grade(drawn_tables([True] * 36, share), 0, 0, METHOD, coarse=False).value == grade


@pytest.mark.parametrize(
    ("held", "share", "grade"),
    [(36, 0.0, "B"), (24, 0.0, "C"), (12, 0.0, "N"), (36, 0.06, "B"), (36, 0.11, "C")],
)
def test_a_coarse_bandwidth_costs_a_step_before_the_worst_is_taken(held, share, grade):
    months = [False] * (36 - held) + [True] * held
    assert _force_grade(drawn_tables(months, share), 0, 0, METHOD, coarse=True).value == grade


def test_a_force_that_fell_silent_gives_no_figure_and_says_so(release):
    """With a window that is England's, the place's own force may have stopped long before its end."""
    fresh = Store.of(Release.open(release.path))
    covered = np.array(release.array("crime.covered"))
    covered[release.layer("crime")["forces"].index("E23000026"), -14:] = False
    fresh.release._open["crime.covered"] = covered
    found = crime(at_place(fresh, *HERE))
    assert isinstance(found, Unavailable)
    assert found.reason.code is ReasonCode.STALE
    assert "nothing for over 12 months before 2024-04" in found.reason.text


def test_few_months_and_map_points_far_apart_together_give_no_figure(release):
    fresh = Store.of(Release.open(release.path))
    covered = np.array(release.array("crime.covered"))
    covered[release.layer("crime")["forces"].index("E23000026"), :-12] = False
    spacing = release.array("people.spacing")
    fresh.release._open.update(
        {"crime.covered": covered, "people.spacing": np.where(np.isfinite(spacing), 200.0, spacing)}
    )
    found = crime(at_place(fresh, *HERE))
    assert isinstance(found, Unavailable)
    assert found.reason.code is ReasonCode.COVERAGE_BELOW_MINIMUM
    assert "12 months covered" in found.reason.text
    assert "bandwidth 2400 m" in found.reason.text
