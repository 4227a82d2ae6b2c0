"""The crime layer in a release: points, rows and months that add up to the files, and what failed said."""

from __future__ import annotations

import zipfile
from datetime import date

import numpy as np
import pytest
import scene

from geodata.authorities import Authorities
from geodata.build.crime_layer import write_crime
from geodata.build.draft import Draft
from geodata.build.sources import find
from geodata.errors import SourceFileError
from geodata.manifest import SHIPPED, load
from geodata.release import Release
from geodata.store import Store
from geodata.tables import read_tables

LABELS = scene.labels()
ASB, DRUGS, BURGLARY = "Anti-social behaviour", "Drugs", "Burglary"
HERE, BORDER, FAR_EAST = (572_000, 512_000), (574_950, 512_000), (577_000, 512_000)


def built(drawn: scene.Drawn, to) -> tuple[dict, list[SourceFileError], Store]:
    outcome = scene.build_drawn(drawn, to, accept_failures=True)
    return outcome.lock["layers"]["crime"], list(outcome.failures), Store.of(Release.open(to))


@pytest.fixture
def drawn(tmp_path):
    found = scene.Drawn(tmp_path / "source", scene.write_tables(tmp_path / "tables"))
    scene.write_districts(found.source)
    return found


def records(month: str, *at: tuple[tuple[int, int], str], crime_id: str = "") -> list[list[str]]:
    return [scene.street_row(*xy, category, month, crime_id) for xy, category in at]


def rows_of(store: Store) -> dict[tuple[int, int], list[tuple[str, str, int]]]:
    """Return (month, category, count) by map point in whole metres."""
    crime, found = store.crime(), {}
    for point in range(crime.index.x.size):
        key = round(crime.index.x[point] / 1000), round(crime.index.y[point] / 1000)
        for row in range(crime.row_start[point], crime.row_start[point + 1]):
            found.setdefault(key, []).append(
                (
                    crime.months[crime.row_month[row]],
                    crime.categories[crime.row_category[row]],
                    int(crime.row_n[row]),
                )
            )
    return found


def test_every_record_is_found_again_at_its_point_in_its_month_and_category(drawn, tmp_path):
    scene.write_street(
        drawn.source, "westmark", "2024-01", records("2024-01", (HERE, ASB), (HERE, ASB), (HERE, DRUGS))
    )
    scene.write_street(
        drawn.source, "eastmark", "2024-02", records("2024-02", (HERE, ASB), (FAR_EAST, BURGLARY))
    )
    entry, failures, store = built(drawn, tmp_path / "out")
    assert failures == []
    assert rows_of(store) == {
        HERE: [("2024-01", ASB, 2), ("2024-01", DRUGS, 1), ("2024-02", ASB, 1)],
        FAR_EAST: [("2024-02", BURGLARY, 1)],
    }
    assert (entry["rows_in"], entry["rows_kept"], entry["rows_unlocated"], entry["rows_rejected"]) == (
        5,
        5,
        0,
        0,
    )


def test_records_of_two_forces_on_one_point_are_added_up(drawn, tmp_path):
    for slug in ("westmark", "eastmark", "btp"):
        scene.write_street(drawn.source, slug, "2024-01", records("2024-01", (HERE, ASB)))
    entry, _, store = built(drawn, tmp_path / "out")
    assert rows_of(store) == {HERE: [("2024-01", ASB, 3)]}
    assert entry["other_forces_held"] == ["btp"]


def test_tallies_count_offence_groups_by_force_of_the_file_and_leave_other_categories_out(drawn, tmp_path):
    lost = scene.street_row(*HERE, ASB, "2024-01", Longitude="", Latitude="")
    scene.write_street(
        drawn.source, "westmark", "2024-01", [*records("2024-01", (HERE, ASB), (HERE, BURGLARY)), lost]
    )
    _, _, store = built(drawn, tmp_path / "out")
    crime = store.crime()
    asb = crime.groups.index("asb")
    assert crime.located[:, :, 0].sum() == 1
    assert crime.located[0, asb, 0] == 1
    assert crime.unlocated[0, asb, 0] == 1
    assert crime.category_group[crime.categories.index(BURGLARY)] == -1


def test_a_second_copy_of_a_month_is_listed_and_enters_no_total(drawn, tmp_path):
    month = records("2024-01", (HERE, ASB), (HERE, DRUGS))
    scene.write_street(drawn.source, "westmark", "2024-01", month)
    once, _, _ = built(drawn, tmp_path / "once")
    scene.write_street(drawn.source / "twice", "westmark", "2024-01", month)
    entry, failures, store = built(drawn, tmp_path / "out")
    assert failures == []
    totals = ("rows_in", "rows_kept", "rows_unlocated", "rows_rejected", "rejections", "vintage")
    assert (
        [entry[key] for key in totals] == [once[key] for key in totals] == [2, 2, 0, 0, {}, "2024-01/2024-01"]
    )
    assert rows_of(store) == {HERE: [("2024-01", ASB, 1), ("2024-01", DRUGS, 1)]}
    first, copy = entry["files"]
    assert (first["status"], copy["status"], copy["same_as"]) == ("read", "duplicate", first["name"])
    assert (copy["rows_in"], copy["rows_kept"], copy["rows_rejected"], copy["rows_repeated"]) == (0, 0, 0, 2)
    for key in totals[:4]:
        assert entry[key] == sum(f[key] for f in entry["files"])


def test_rows_of_the_whole_layer_are_accounted_for_file_by_file(drawn, tmp_path):
    twice = scene.street_row(*HERE, DRUGS, "2024-01", "same")
    lost = scene.street_row(*HERE, ASB, "2024-01", Longitude="", Latitude="")
    scene.write_street(drawn.source, "westmark", "2024-01", [twice, twice, lost])
    scene.write_street(drawn.source, "westmark", "2024-02", records("2024-02", (HERE, "Wizardry")))
    entry, failures, _ = built(drawn, tmp_path / "out")
    assert (entry["rows_in"], entry["rows_kept"], entry["rows_unlocated"], entry["rows_rejected"]) == (
        3,
        1,
        1,
        1,
    )
    assert entry["rejections"] == {"duplicate_record": 1}
    good, bad = entry["files"]
    assert (good["status"], good["rows_in"]) == ("read", 3)
    assert (bad["status"], bad["rule"], bad["row"], bad["rows_in"]) == ("failed", "category", 2, 0)
    assert [(e.rule, e.row) for e in failures] == [("category", 2)]
    assert "Its force-month counts as not covered." in str(failures[0])
    rejected = (Release.open(tmp_path / "out").path / "rejections.csv").read_text().splitlines()
    assert (
        rejected[1]
        == "2024-01/2024-01-westmark-street.csv,3,duplicate_record,the same crime id and row twice"
    )


def test_the_entry_says_what_is_covered_what_failed_and_from_when_to_when(drawn, tmp_path):
    for month in ("2024-01", "2024-03"):
        scene.write_street(drawn.source, "westmark", month, records(month, (HERE, ASB), (HERE, ASB)))
    scene.write_street(drawn.source, "westmark", "2024-04", records("2024-04", (HERE, "Wizardry")))
    entry, _, store = built(drawn, tmp_path / "out")
    assert entry["vintage"] == "2024-01/2024-03"
    assert entry["months"] == ["2024-01", "2024-02", "2024-03", "2024-04"]
    assert entry["coverage"] == {
        "areas": [scene.WEST_FORCE], "boxes": [], "force_months": {scene.WEST_FORCE: 2},
        "force_months_failed": [f"{scene.WEST_FORCE} 2024-04"],
    }  # fmt: skip
    assert entry["status_by_month"][0] == ["covered", "no_data", "covered", "failed_check"]
    assert (entry["window_rule"], entry["window_end"]) == ("force", [2, -1, -1])
    assert store.crime().covered.tolist()[0] == [True, False, True, False]
    assert store.crime().window_end.tolist() == [2, -1, -1]


def test_the_dated_table_of_overrides_is_read(drawn, tmp_path):
    for month in ("2024-01", "2024-02"):
        scene.write_street(drawn.source, "westmark", month, records(month, (HERE, ASB)))
    scene.write_tables(
        drawn.tables, coverage_overrides=[(scene.WEST_FORCE, "2024-02", "", "false", "why", "who")]
    )
    entry, _, _ = built(drawn, tmp_path / "out")
    assert entry["status_by_month"][0] == ["covered", "override"]


def test_map_points_know_whose_land_they_are_on_and_who_is_near(drawn, tmp_path):
    scene.write_street(
        drawn.source,
        "westmark",
        "2024-01",
        records("2024-01", (HERE, ASB), (BORDER, ASB), (FAR_EAST, ASB), ((560_000, 505_000), ASB)),
    )
    _, _, store = built(drawn, tmp_path / "out")
    crime = store.crime()
    at = {
        (round(x / 1000), round(y / 1000)): n
        for n, (x, y) in enumerate(zip(crime.index.x, crime.index.y, strict=True))
    }
    force = {xy: (int(crime.land[n]), int(crime.land_near[n])) for xy, n in at.items()}
    assert force == {HERE: (0, -1), BORDER: (0, 1), FAR_EAST: (1, -1), (560_000, 505_000): (-1, -1)}


def test_points_are_in_use_when_a_force_used_them_in_its_current_period(drawn, tmp_path):
    old, new = (571_000, 511_000), (573_000, 513_000)
    for n, month in enumerate(scene.months_from("2022-01", 24)):
        scene.write_street(drawn.source, "westmark", month, records(month, (new if n >= 14 else old, ASB)))
    scene.write_street(drawn.source, "btp", "2023-12", records("2023-12", ((572_500, 512_500), ASB)))
    entry, _, store = built(drawn, tmp_path / "out")
    crime = store.crime()
    use = {round(x / 1000): bool(a) for x, a in zip(crime.index.x, crime.active, strict=True)}
    assert use == {571_000: False, 573_000: True, 572_500: False}
    assert entry["breaks"] == {scene.WEST_FORCE: ["2023-03"]}
    assert entry["periods"] == {scene.WEST_FORCE: ["2023-03", "2023-12"]}


def test_a_point_with_more_records_than_a_short_number_holds_keeps_them_all(drawn, tmp_path):
    scene.write_street(drawn.source, "westmark", "2024-01", records("2024-01", *[(HERE, ASB)] * 65_600))
    _, _, store = built(drawn, tmp_path / "out")
    assert rows_of(store) == {HERE: [("2024-01", ASB, 65_600)]}


def test_files_without_a_single_record_are_held_and_cover_nothing(drawn, tmp_path):
    scene.write_street(drawn.source, "westmark", "2024-01", [])
    entry, failures, store = built(drawn, tmp_path / "out")
    assert failures == []
    assert entry["status_by_month"][0] == ["coverage_below_minimum"]
    assert store.crime().index.x.size == 0
    assert not store.crime().covered.any()


def test_when_no_street_file_can_be_read_the_layer_fails_with_the_first_reason(drawn, tmp_path):
    scene.write_street(drawn.source, "atlantis", "2024-01", records("2024-01", (HERE, ASB)))
    entry, failures, _ = built(drawn, tmp_path / "out")
    assert (entry["status"], entry["reason"]["rule"]) == ("failed", "force")
    assert [e.rule for e in failures] == ["force"]


def test_a_month_in_which_only_the_transport_police_published_says_so(drawn, tmp_path):
    scene.write_street(drawn.source, "westmark", "2024-01", records("2024-01", (HERE, ASB)))
    scene.write_street(drawn.source, "btp", "2024-01", records("2024-01", (HERE, ASB)))
    scene.write_street(
        drawn.source, "btp", "2024-02", records("2024-02", (HERE, ASB), ((560_000, 505_000), ASB))
    )
    scene.write_street(drawn.source, "btp", "2024-03", [])
    entry, _, _ = built(drawn, tmp_path / "out")
    assert entry["status_by_month"] == [["covered", "btp_only", "no_data"], ["no_data"] * 3, ["no_data"] * 3]
    assert entry["coverage"]["force_months"] == {scene.WEST_FORCE: 1}


def test_an_archive_of_other_countries_alone_is_no_crime_layer(drawn, tmp_path):
    with zipfile.ZipFile(drawn.source / "latest.zip", "w") as archive:
        archive.writestr("2024-01/2024-01-northern-ireland-street.csv", "anything")
    entry, failures, _ = built(drawn, tmp_path / "out")
    assert (entry["status"], entry["reason"]["rule"]) == ("failed", "is_data")
    assert [f.file for f in failures] == ["latest.zip"]


def test_without_boundaries_no_point_is_on_anybodys_land(drawn, tmp_path):
    scene.write_street(drawn.source, "westmark", "2024-01", records("2024-01", (HERE, ASB)))
    tables = read_tables(drawn.tables)
    draft = Draft(tmp_path / "out", tables, "")
    layer = load(SHIPPED / "crime.toml")
    entry, _, _ = write_crime(
        draft, layer, find(drawn.source, layer), Authorities.from_tables(tables), None, date(2025, 4, 1), drawn.tables,
        lambda name: None,
    )  # fmt: skip
    assert entry["status"] == "built"
    release = draft.opened()
    assert release.array("crime.land").tolist() == release.array("crime.land_near").tolist() == [-1]
    assert release.array("crime.land").dtype == np.int16
