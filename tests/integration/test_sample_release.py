"""The fictional district, built by the same pipeline as real files, and asked as anyone would ask."""

from __future__ import annotations

import contextlib
import io
from datetime import date
from pathlib import Path

import pytest

from geodata.build.pipeline import Request, build
from geodata.build.sample import PLACES
from geodata.errors import LocationNotFound
from geodata.release import Release
from placement_check.cli import run
from placement_check.findings import Measured, NotCovered, Percentile
from placement_check.places import assess_place

TODAY = date(2026, 11, 22)
# The list of 2016 answers only where no newer one is held.
LEFT_OUT = {"schools_2016"}


def sample(to: Path) -> tuple[int, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(["data", "sample", "--to", str(to)])
    return code, out.getvalue() + err.getvalue()


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    to = tmp_path_factory.mktemp("release")
    code, text = sample(to)
    assert code == 0, text
    return to


def findings(place: str, data: Path):
    return {f.question.indicator: f for f in assess_place(place, data, TODAY).findings}


def test_every_layer_that_is_drawn_is_built_and_none_failed(built):
    release = Release.open(built)
    states = {name: entry["status"] for name, entry in release.layers.items()}
    assert {name for name, state in states.items() if state != "built"} <= LEFT_OUT
    assert "FICTIONAL" in release.label


def test_every_row_is_accounted_for(built):
    for entry in Release.open(built).layers.values():
        parts = entry["rows_kept"] + entry["rows_unlocated"] + entry["rows_rejected"]
        assert parts == entry["rows_in"], entry["id"]


def test_drawing_and_building_again_gives_the_same_release(built, tmp_path):
    code, text = sample(tmp_path)
    assert code == 0
    assert f"release {Release.open(built).path.name}" in text


def test_the_town_has_a_full_profile(built):
    found = findings(PLACES["town"], built)
    assert [i for i, f in found.items() if not isinstance(f, Measured)] == []
    assert run(["check", PLACES["town"], "--data", str(built), "--at", TODAY.isoformat()]) == 0


def test_at_the_border_of_a_force_that_fell_silent_the_answer_is_incomplete(built):
    found = findings(PLACES["border"], built)
    assert found["crime.vso.density"].reason.code == "stale"
    assert run(["check", PLACES["border"], "--data", str(built), "--at", TODAY.isoformat()]) == 3


def test_a_place_is_compared_with_its_force_and_its_authority_but_not_with_england(built):
    violence = findings(PLACES["town"], built)["crime.vso.density"]
    assert isinstance(violence, Measured)
    assert isinstance(violence.percentiles["force"], Percentile)
    assert isinstance(violence.percentiles["authority"], Percentile)
    assert not isinstance(violence.percentiles["england"], Percentile)


def test_an_authority_with_few_neighbourhoods_gives_a_rank_and_no_percentile(built):
    violence = findings(PLACES["rural"], built)["crime.vso.density"]
    assert isinstance(violence, Measured)
    compared = violence.percentiles["authority"]
    assert isinstance(compared, Percentile)
    assert compared.value is None
    assert compared.rank


def test_where_the_force_stopped_publishing_the_window_is_its_own_and_the_grade_says_so(built):
    here, there = (findings(PLACES[p], built)["crime.vso.density"] for p in ("stopped", "town"))
    assert isinstance(here, Measured)
    assert isinstance(there, Measured)
    assert (here.window.end, there.window.end) == ("2025-05", "2026-09")
    assert here.grade.value > there.grade.value == "A"


def test_on_the_border_both_forces_hold_part_of_the_ground(built):
    window = assess_place(PLACES["border"], built, TODAY).crime.window
    shares = {force["name"]: force["share_of_disc"] for force in window["forces"]}
    assert set(shares) == {"Fictional Saltmarsh Police", "Fictional Deepwater Police"}
    assert min(shares.values()) > 0.1


def test_the_map_points_changed_once_and_btp_is_nobodys_coverage(built):
    crime = Release.open(built).layers["crime"]
    assert crime["breaks"] == {"E23999001": ["2025-01"]}
    assert crime["coverage"]["force_months"] == {"E23999001": 36, "E23999002": 20}
    assert crime["other_forces_held"] == ["btp"]


def test_caring_premises_are_dropped_and_counted(built):
    assert Release.open(built).layers["fhrs"]["rejections"]["caring_premises"] == 8


def test_open_sea_is_in_no_authority(built):
    with pytest.raises(LocationNotFound, match="sea"):
        assess_place("599000,501000", built, TODAY)


def test_a_postcode_without_a_position_says_so(built):
    from geodata.build.sample.postcodes import NOWHERE
    from geodata.build.sample.settlement import settle

    with pytest.raises(LocationNotFound, match="quality 90"):
        assess_place(settle().postcode[NOWHERE], built, TODAY)


def test_a_property_reference_finds_its_property(built):
    assessment = assess_place("999000000001", built, TODAY)
    assert assessment.where.authority.name == "Fictional Eastbank"


def test_without_a_councils_own_manifest_youth_services_are_asked_of_councils(built, tmp_path):
    files = built / "files"
    request = Request(source=files / "publishers", to=tmp_path, tables=files / "tables", label="fictional")
    assert build(request).failures == ()
    found = findings(PLACES["town"], tmp_path)["services.youth"]
    assert isinstance(found, NotCovered)
    assert "council" in found.reason.text
