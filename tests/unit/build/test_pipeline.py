"""The whole build: a failure stays in its layer, the current release is kept until a better one is whole."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import scene
import shapely

from geodata.build.pipeline import Request, build
from geodata.errors import GeodataError, ManifestError, SourceFileError, TableError
from geodata.manifest import SHIPPED, load_all
from geodata.release import BUILDING, POINTER, Release

MANIFEST = """
title = "Drawn places"
class = "open"

[source]
publisher = "Nobody"
url = "https://example.org/"
licence = "CC0"
attribution = "Drawn for the tests."
review_after_months = 12
stale_after_months = 24

[data]
reader = "{reader}"
files = ["places.csv"]
geometry = "point"
vintage = "2024-05"
coverage = {{ areas = "england" }}
columns = {{ }}

[data.options]
columns = ["name", "easting", "northing", "postcode"]
{where}
class = "place"
name_column = "name"

[expect]
max_rejected_share = 0.5
{expect}
"""


@pytest.fixture
def drawn(tmp_path):
    return scene.draw(tmp_path, months=1)


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


GRID = 'x_column = "easting"\ny_column = "northing"\ncrs = "EPSG:27700"'
BY_POSTCODE = 'postcode_column = "postcode"'


def places(
    drawn: scene.Drawn, reader: str = "table", expect: str = "", where: str = GRID
) -> tuple[Path, ...]:
    """Write a layer of places beside the drawn country; return the directory of its manifest."""
    scene.write_csv(
        drawn.source / "places.csv",
        [("name", "easting", "northing", "postcode"), ("One", 572_000, 512_000, ""), ("Two", "", "", "zz11aa"),
         ("Three", "", "", ""), ("Elm Children's Home", 572_000, 512_000, "")],
    )  # fmt: skip
    folder = drawn.source.parent / "layers"
    folder.mkdir(exist_ok=True)
    (folder / "places.toml").write_text(MANIFEST.format(reader=reader, expect=expect, where=where))
    return (folder,)


def status(outcome) -> dict[str, str]:
    return {name: entry["status"] for name, entry in outcome.lock["layers"].items()}


def leftovers(out: Path) -> list[str]:
    return [p.name for p in out.iterdir() if p.name.startswith((BUILDING, f".{POINTER}"))]


def spoil_lsoas(drawn: scene.Drawn) -> None:
    (drawn.source / "lsoa21_bgc" / f"{scene.WEST}.geojson").write_text('{"type": "FeatureCollec')


def test_every_declared_layer_is_in_the_release_whether_it_was_built_or_not(drawn, out):
    outcome = scene.build_drawn(drawn, out)
    assert set(status(outcome)) == set(load_all([SHIPPED]))
    built = {name for name, s in status(outcome).items() if s == "built"}
    assert built == {"districts", "lsoas", "postcodes", "crime"}
    assert {s for name, s in status(outcome).items() if name not in built} == {"absent"}
    assert outcome.failures == ()
    assert outcome.current


def test_the_same_files_give_the_same_release(drawn, out, tmp_path):
    one, other = scene.build_drawn(drawn, out), scene.build_drawn(drawn, tmp_path / "other")
    assert one.path.name == other.path.name
    for path in one.path.iterdir():
        assert path.read_bytes() == (other.path / path.name).read_bytes()


def test_the_data_version_follows_files_manifests_and_tables_and_not_the_label(drawn, out):
    first = scene.build_drawn(drawn, out).lock["data_version"]
    assert (
        build(Request(source=drawn.source, to=out, tables=drawn.tables, label="OTHER")).lock["data_version"]
        == first
    )
    with_layer = scene.build_drawn(drawn, out, layers=places(drawn)).lock["data_version"]
    rows = [(*row[:1], "Renamed Police", *row[2:]) for row in scene.table_rows()["forces"]]
    scene.write_tables(drawn.tables, forces=rows)
    renamed = scene.build_drawn(drawn, out).lock["data_version"]
    (drawn.source / "places.csv").unlink()
    scene.write_tables(drawn.tables)
    scene.write_street(
        drawn.source, "westmark", "2024-02", [scene.street_row(572_000, 512_000, "Drugs", "2024-02")]
    )
    later = scene.build_drawn(drawn, out).lock["data_version"]
    assert len({first, with_layer, renamed, later}) == 4


def test_a_layer_that_fails_fails_alone_and_says_why(drawn, out):
    spoil_lsoas(drawn)
    outcome = scene.build_drawn(drawn, out)
    assert {n: s for n, s in status(outcome).items() if s != "absent"} == {
        "districts": "built", "lsoas": "failed", "postcodes": "built", "crime": "built",
    }  # fmt: skip
    (failure,) = outcome.failures
    assert failure.file.endswith(f"{scene.WEST}.geojson")
    entry = outcome.lock["layers"]["lsoas"]
    assert entry["reason"]["rule"] == failure.rule
    assert [f["name"] for f in entry["files"]] == [f"lsoa21_bgc/{scene.WEST}.geojson"]
    release = Release.open(out)
    assert np.isnan(release.array("people.residents")).all()


@pytest.mark.parametrize("districts", ["absent", "failed"])
def test_a_table_that_needs_no_boundaries_is_built_without_them(drawn, out, districts):
    boundaries = drawn.source / "boundaries" / "lad_england_bgc_dissolved_from_lsoa21.geojson"
    boundaries.unlink() if districts == "absent" else boundaries.write_text('{"type": "Fea')
    scene.write_population(drawn.source, {"E01999100": 1_200})
    outcome = scene.build_drawn(drawn, out)
    assert status(outcome)["districts"] == districts
    assert status(outcome)["population"] == "built"


def test_without_boundaries_crime_fails_and_says_which_file_to_add(drawn, out):
    (drawn.source / "boundaries" / "lad_england_bgc_dissolved_from_lsoa21.geojson").unlink()
    outcome = scene.build_drawn(drawn, out)
    reason = outcome.lock["layers"]["crime"]["reason"]
    assert reason["rule"] == "boundaries"
    assert "no place has an authority or a police force" in reason["text"]
    (failure,) = outcome.failures
    assert "districts.toml" in failure.advice


def test_the_first_release_becomes_current_even_with_failures(drawn, out):
    spoil_lsoas(drawn)
    outcome = scene.build_drawn(drawn, out)
    assert outcome.current
    assert Release.open(out).path == outcome.path


def test_a_later_release_with_failures_does_not_replace_a_good_one(drawn, out):
    good = scene.build_drawn(drawn, out)
    spoil_lsoas(drawn)
    bad = scene.build_drawn(drawn, out)
    assert (bad.current, bad.path.is_dir()) == (False, True)
    assert Release.open(out).path == good.path


def test_a_later_release_with_failures_replaces_it_when_they_are_accepted(drawn, out):
    scene.build_drawn(drawn, out)
    spoil_lsoas(drawn)
    bad = scene.build_drawn(drawn, out, accept_failures=True)
    assert bad.current
    assert Release.open(out).path == bad.path


def test_a_later_release_without_failures_replaces_the_one_before(drawn, out):
    spoil_lsoas(drawn)
    scene.build_drawn(drawn, out)
    (drawn.source / "lsoa21_bgc" / f"{scene.WEST}.geojson").unlink()
    good = scene.build_drawn(drawn, out)
    assert good.current
    assert Release.open(out).path == good.path


def test_one_bad_month_is_a_failure_of_the_build_and_not_of_the_layer(drawn, out):
    scene.write_street(
        drawn.source, "eastmark", "2024-02", [scene.street_row(577_000, 512_000, "Wizardry", "2024-02")]
    )
    outcome = scene.build_drawn(drawn, out)
    assert status(outcome)["crime"] == "built"
    assert [(f.rule, f.row) for f in outcome.failures] == [("category", 2)]


@pytest.mark.parametrize(("where", "found"), [(GRID, 572_000_000), (BY_POSTCODE, 570_250_000)])
def test_places_are_put_where_they_or_their_postcodes_lie_and_homes_are_never_kept(drawn, out, where, found):
    outcome = scene.build_drawn(drawn, out, layers=places(drawn, where=where))
    entry = outcome.lock["layers"]["places"]
    assert (entry["rows_in"], entry["rows_kept"], entry["rows_unlocated"], entry["rows_rejected"]) == (
        4,
        1,
        2,
        1,
    )
    assert Release.open(out).array("places.x").tolist() == [found]
    with (outcome.path / "rejections.csv").open() as stream:
        lines = list(csv.reader(stream))
    assert lines[0] == ["file", "row", "rule", "text"]
    assert [line[:3] for line in lines[1:]] == [["places.csv", "5", "reveals_home"]]
    assert "Elm" not in (outcome.path / "rejections.csv").read_text()


def test_a_reader_that_does_not_exist_stops_the_build_and_leaves_nothing(drawn, out):
    with pytest.raises(GeodataError, match=r"layer 'places': there is no reader 'no_such_reader'"):
        scene.build_drawn(drawn, out, layers=places(drawn, reader="no_such_reader"))
    assert list(out.iterdir()) == []


def test_a_misspelt_option_names_the_manifest_it_stands_in(drawn, out):
    (folder,) = places(drawn)
    text = (folder / "places.toml").read_text()
    (folder / "places.toml").write_text(text.replace("name_column", "nam_column"))
    with pytest.raises(ManifestError, match="nam_column") as error:
        scene.build_drawn(drawn, out, layers=(folder,))
    assert "places" in str(error.value)


def test_an_assertion_about_a_column_that_is_not_there_names_the_manifest_and_the_column(drawn, out):
    with pytest.raises(GeodataError, match="telephone"):
        scene.build_drawn(drawn, out, layers=places(drawn, expect='unique = ["telephone"]'))


def test_a_build_that_stops_leaves_the_current_release_as_it_was(drawn, out):
    good = scene.build_drawn(drawn, out)
    with pytest.raises(GeodataError):
        scene.build_drawn(drawn, out, layers=places(drawn, reader="no_such_reader"))
    assert Release.open(out).path == good.path
    assert leftovers(out) == []


def test_a_source_directory_that_is_not_there(drawn, out):
    for source in (drawn.source / "nowhere", drawn.source / "Data" / "CSV" / "zz.csv"):
        with pytest.raises(GeodataError, match=r"there is no such directory\. Give --from"):
            build(Request(source=source, to=out, tables=drawn.tables))
    assert not out.exists()


def test_a_source_directory_that_may_not_be_read():
    with scene.open_folder() as folder:
        drawn = scene.draw(folder, months=1)
        (folder / "out").mkdir()
        (folder / "out").chmod(0o777)
        drawn.source.chmod(0)
        try:
            said = scene.as_nobody(lambda: scene.build_drawn(drawn, folder / "out"))
        finally:
            drawn.source.chmod(0o755)
        assert said.startswith(
            f"GeodataError: {drawn.source}: permission to read it was refused. Give this user"
        )
        assert list((folder / "out").iterdir()) == []


def test_a_file_that_may_not_be_read_fails_its_layer():
    with scene.open_folder() as folder:
        drawn = scene.draw(folder, months=1)
        (drawn.source / "lsoa21_bgc" / f"{scene.WEST}.geojson").chmod(0)
        (folder / "out").mkdir()
        (folder / "out").chmod(0o777)

        def report() -> None:
            outcome = scene.build_drawn(drawn, folder / "out")
            raise RuntimeError(
                json.dumps([status(outcome)["lsoas"], outcome.lock["layers"]["lsoas"]["reason"]["code"]])
            )

        said = scene.as_nobody(report)
        for path in (folder / "out").iterdir():
            path.chmod(0o777)
    assert said == 'RuntimeError: ["failed", "unreadable"]'


def test_a_source_directory_without_a_file_of_any_layer_replaces_nothing(drawn, out, tmp_path):
    scene.build_drawn(drawn, out)
    before = sorted(path.name for path in out.iterdir())
    pointer = (out / "current").read_text()
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "linked").symlink_to(drawn.source / "boundaries")
    with pytest.raises(GeodataError, match="holds no file of any layer"):
        build(Request(source=tmp_path / "bare", to=out, tables=drawn.tables))
    assert sorted(path.name for path in out.iterdir()) == before
    assert (out / "current").read_text() == pointer


def test_wrong_manifests_and_tables_stop_the_build_before_anything_is_written(drawn, out, tmp_path):
    with pytest.raises(ManifestError):
        scene.build_drawn(drawn, out, layers=(tmp_path / "nowhere",))
    with pytest.raises(TableError):
        build(Request(source=drawn.source, to=out, tables=tmp_path / "nowhere"))
    assert not out.exists()


def test_residents_and_spacing_are_in_the_release(tmp_path, out):
    drawn = scene.draw(tmp_path, months=1, population=True)
    far = [("CF1 1AA", 10, 575_500, 512_000, "W06000015")]
    codes = [
        *scene.postcodes_of(scene.WEST_BOX, scene.WEST, "ZZ1"),
        *scene.postcodes_of(scene.EAST_BOX, scene.EAST, "ZZ2"),
        *far,
    ]
    scene.write_postcodes(drawn.source, codes)
    outcome = scene.build_drawn(drawn, out)
    assert outcome.failures == ()
    release = Release.open(out)
    welsh = release.array("people.district") == outcome.lock["layers"]["postcodes"]["districts"].index(
        "W06000015"
    )
    assert welsh.sum() == 1
    assert np.isnan(release.array("people.spacing")[welsh]).all()
    assert np.isfinite(release.array("people.spacing")[~welsh]).all()
    assert np.nansum(release.array("people.residents")) == pytest.approx(4_800)
    assert outcome.lock["reference"] == {"kind": "postcode_mean"}
    assert outcome.lock["people"]["lsoas"] == 4


def test_without_areas_postcodes_stand_alone(drawn, out):
    (drawn.source / "lsoa21_bgc" / f"{scene.WEST}.geojson").unlink()
    outcome = scene.build_drawn(drawn, out)
    assert (outcome.failures, outcome.lock["people"]["lsoas"]) == ((), 0)


def test_a_district_that_no_table_gives_an_authority_fails_the_boundaries_with_its_row(drawn, out):
    west, east = shapely.box(*scene.WEST_BOX), shapely.box(*scene.EAST_BOX)
    scene.write_districts(drawn.source, {scene.WEST: west, scene.EAST: east, "E06999999": scene.islet(300)})
    outcome = scene.build_drawn(drawn, out)
    reason = outcome.lock["layers"]["districts"]["reason"]
    assert (reason["rule"], reason["row"]) == ("district", 3)
    assert "district E06999999 is not in the table districts.csv" in reason["text"]


def test_boundaries_that_lack_a_district_are_refused_because_its_land_would_read_as_sea(drawn, out):
    scene.write_districts(
        drawn.source, {scene.WEST: shapely.box(*scene.WEST_BOX), "E06999999": scene.islet(300)}
    )
    outcome = scene.build_drawn(drawn, out)
    reason = outcome.lock["layers"]["districts"]["reason"]
    assert reason["rule"] == "every_district"
    assert f"1 districts are not in it, the first {scene.EAST}" in reason["text"]


def test_without_crime_there_is_no_spacing(drawn, out):
    for path in drawn.source.rglob("*-street.csv"):
        path.unlink()
    scene.build_drawn(drawn, out)
    release = Release.open(out)
    assert release.has("people.x")
    assert not release.has("people.spacing")


def test_addresses_are_kept_by_number(drawn, out):
    from geodata.build.readers.open_uprn import HEADER

    rows = [(999, "572000.25", "512000.50", "51.0", "0.1"), (998, "572100.00", "512000.00", "51.0", "0.1")]
    scene.write_csv(drawn.source / "osopenuprn_202410.csv", [HEADER, *rows])
    outcome = scene.build_drawn(drawn, out, accept_failures=True)
    assert status(outcome)["uprns"] == "built", outcome.failures
    assert Release.open(out).array("uprns.key").tolist() == [998, 999]


def test_the_method_may_add_to_the_release_before_it_is_sealed(drawn, out):
    seen = []

    def finish(release, draft):
        seen.append((release.has("people.x"), release.label, "data_version" in release.lock))
        draft.add("comparators.x", np.arange(3))
        draft.lock["comparators"] = {"method": "drawn", "method_sha256": "0"}

    outcome = scene.build_drawn(drawn, out, finish=finish)
    assert seen == [(True, "DRAWN", True)]
    assert Release.open(out).array("comparators.x").tolist() == [0, 1, 2]
    assert outcome.lock["comparators"]["method"] == "drawn"


def test_when_the_method_fails_nothing_is_left_behind(drawn, out):
    def finish(release, draft):
        raise SourceFileError("x", "y", "z")

    with pytest.raises(SourceFileError):
        scene.build_drawn(drawn, out, finish=finish)
    assert list(out.iterdir()) == []


def test_progress_names_each_phase(drawn, out):
    said = []
    scene.build_drawn(drawn, out, progress=lambda phase, item: said.append((phase, item)))
    assert said[0] == ("reading", "districts")
    assert ("reading", "street/2024-01/2024-01-westmark-street.csv") in said
    assert said[-3:] == [("placing", "population"), ("placing", "nearest places"), ("writing", "release")]


def test_an_area_in_two_files_is_one_area(drawn, out):
    box = shapely.box(570_000, 510_000, 572_500, 512_500)
    scene.write_features(
        drawn.source / "lsoa21_bgc" / "another.geojson",
        [({"LSOA21CD": "E01999100", "LSOA21NM": "Area", "LADCD_ACTIVE": scene.WEST}, box)],
    )
    outcome = scene.build_drawn(drawn, out)
    assert outcome.failures == ()
    assert outcome.lock["layers"]["lsoas"]["features"] == 4
    assert outcome.lock["people"]["lsoas"] == 4


def test_a_file_given_twice_fails_its_layer(drawn, out):
    whole = drawn.source / "lsoa21_bgc" / f"{scene.WEST}.geojson"
    (drawn.source / "lsoa21_bgc" / "copy.geojson").write_bytes(whole.read_bytes())
    outcome = scene.build_drawn(drawn, out)
    assert outcome.lock["layers"]["lsoas"]["reason"]["rule"] == "twice"
