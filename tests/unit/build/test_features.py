"""Points, lines and areas as arrays: nothing without a place can be near, and no order of rows matters."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import scene
import shapely

from geodata.build.account import Read
from geodata.build.draft import Draft
from geodata.build.features import add_rings, tally, write_areas, write_lines, write_points
from geodata.build.harvest import Harvest, SourceFile
from geodata.release import Release
from geodata.rings import RingTable
from geodata.segments import SegmentIndex
from geodata.store import Names
from geodata.types import Rejection


def read(frame: pd.DataFrame, name: str = "a.csv", coverage: tuple[str, ...] = ()) -> Read:
    return Read(SourceFile(None, name, "0" * 64, 1), Harvest(len(frame), frame, coverage=coverage), None)


def points(*rows: tuple[float, float, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["x", "y", "class", "name"])
    return frame.assign(row=range(2, len(frame) + 2))


def shapes(*rows: tuple[object, str, str], key: str = "class") -> pd.DataFrame:
    frame = pd.DataFrame(
        {"geometry": [r[0] for r in rows], key: [r[1] for r in rows], "name": [r[2] for r in rows]}
    )
    return frame.assign(row=range(1, len(frame) + 1))


@pytest.fixture
def draft(tmp_path):
    return Draft(tmp_path / "out", {}, "")


def opened(draft: Draft) -> Release:
    return draft.opened()


def names(release: Release, layer: str) -> Names:
    return Names(release.array(f"{layer}.name_start"), release.array(f"{layer}.name_text"))


def placed(release: Release, classes: list[str]) -> list[tuple[float, float, str, str]]:
    kind, name = release.array("thing.class"), names(release, "thing")
    x, y = release.array("thing.x") / 1000, release.array("thing.y") / 1000
    return [(float(x[i]), float(y[i]), classes[kind[i]], name[i]) for i in range(x.size)]


def test_points_keep_their_class_and_name_and_the_unlocated_are_tallied_and_nowhere(draft):
    frame = points((500.5, 900, "pub", "Zum Löwen"), (np.nan, np.nan, "bar", "Lost"), (100, 100, "bar", ""))
    entry = write_points(draft, "thing", [read(frame, coverage=("E06999101",))], {})
    assert placed(opened(draft), entry["classes"]) == [
        (100, 100, "bar", ""),
        (500.5, 900, "pub", "Zum Löwen"),
    ]
    assert entry["features"] == 2
    assert entry["unlocated"] == {"E06999101": {"bar": [1, 1], "pub": [1, 0]}}


def test_a_class_whose_places_are_all_unlocated_is_still_a_class(draft):
    entry = write_points(draft, "thing", [read(points((np.nan, np.nan, "bar", "Lost")))], {})
    assert (entry["classes"], entry["features"]) == (["bar"], 0)
    assert opened(draft).array("thing.x").size == 0


def test_a_layer_of_no_rows_is_a_layer_without_places(draft):
    entry = write_points(draft, "thing", [read(points((1, 1, "bar", "")).iloc[:0])], {})
    assert (entry["classes"], entry["features"], entry["unlocated"]) == ([], 0, {"": {}})


def test_files_of_one_layer_count_together_and_are_tallied_apart(draft):
    one = read(points((1, 1, "bar", "a")), "a.csv", ("E06999101",))
    two = read(points((2, 2, "bar", "b"), (np.nan, np.nan, "bar", "c")), "b.csv", ("E06999102", "E06999101"))
    entry = write_points(draft, "thing", [one, two], {})
    assert entry["features"] == 2
    assert entry["unlocated"] == {"E06999101": {"bar": [2, 1]}, "E06999102": {"bar": [1, 1]}}
    assert tally([one]) == {"E06999101": {"bar": [1, 0]}}


def test_rows_refused_for_an_impossible_position_count_as_unlocated_of_any_class():
    refused = tuple(
        Rejection(file="a.csv", row=n, rule=r) for n, r in enumerate(("bad_coordinates", "other_nation"))
    )
    one = read(points((1, 1, "bar", "a")), coverage=("E1",))
    frame = one.harvest.frame
    harvest = Harvest(3, frame, refused, coverage=("E1",))
    assert tally([Read(one.file, harvest, None)]) == {"E1": {"*": [0, 1], "bar": [1, 0]}}


def test_stops_within_reach_of_each_other_are_one_interchange_at_their_mean_position(draft):
    frame = points(
        (1000, 1000, "bay", "B"), (1100, 1000, "bay", "A"), (1240, 1000, "bay", "C"), (5000, 1000, "bay", "D"),
        (1050, 1000, "stop", "E"),
    )  # fmt: skip
    entry = write_points(draft, "thing", [read(frame)], {"cluster_class": "bay", "cluster_within_m": 150})
    mean = round((1000 + 1100 + 1240) / 3, 3)
    assert placed(opened(draft), entry["classes"]) == [
        (1050, 1000, "stop", "E"), (mean, 1000, "bay", "B"), (5000, 1000, "bay", "D"),
    ]  # fmt: skip


def test_without_a_place_of_the_class_nothing_is_clustered(draft):
    frame = points((1050, 1000, "stop", "E"))
    entry = write_points(draft, "thing", [read(frame)], {"cluster_class": "bay", "cluster_within_m": 150})
    assert entry["features"] == 1


def index_of(release: Release, entry: dict) -> SegmentIndex:
    arrays = (release.array(f"thing.{n}") for n in ("x1", "y1", "x2", "y2", "feature", "item", "start"))
    return SegmentIndex(*arrays, tuple(entry["grid"]["origin"]), tuple(entry["grid"]["shape"]))


def test_a_line_without_a_shape_can_never_be_the_nearest(draft):
    frame = shapes(
        (None, "rail", "nowhere"), (shapely.LineString([(900, 0), (900, 900)]), "rail", "somewhere"),
        (None, "rail", "nowhere either"),
    )  # fmt: skip
    entry = write_lines(draft, "thing", [read(frame)], "line")
    release = opened(draft)
    found = index_of(release, entry).nearest(0, 0, 5_000.0)
    assert (found.metres, names(release, "thing")[found.feature]) == (900.0, "somewhere")
    assert entry["unlocated"] == {"": {"rail": [1, 2]}}


def test_a_layer_whose_lines_are_all_without_a_shape_has_none(draft):
    entry = write_lines(draft, "thing", [read(shapes((None, "rail", "")))], "line")
    assert entry["features"] == 0
    assert index_of(opened(draft), entry).nearest(0, 0, 100_000.0) is None


def test_polygons_are_their_edge_and_their_inside(draft):
    frame = shapes((shapely.box(0, 0, 100, 100) - shapely.box(40, 40, 60, 60), "lake", "Lake"))
    entry = write_lines(draft, "thing", [read(frame)], "polygon")
    release = opened(draft)
    arrays = (release.array(f"thing.{n}") for n in ("ring_x", "ring_y", "ring_start", "area_start", "bounds"))
    table = RingTable(np.array([b"0"]), *arrays)
    assert [table.holding(x, x) for x in (20_000, 50_000, 200_000)] == [0, None, None]
    assert index_of(release, entry).nearest(20_000, 20_000, 500.0).metres == 20.0


def test_lines_have_no_inside(draft):
    write_lines(draft, "thing", [read(shapes((shapely.LineString([(0, 0), (1, 1)]), "rail", "")))], "line")
    assert not opened(draft).has("thing.ring_x")


def test_areas_are_sorted_by_code_and_an_area_in_several_rows_is_their_union(draft):
    frame = shapes(
        (shapely.box(100, 0, 200, 100), "E2", "Two"), (shapely.box(0, 0, 50, 100), "E1", "One"),
        (shapely.box(40, 0, 100, 100), "E1", "One again"), key="code",
    )  # fmt: skip
    assert write_areas(draft, "districts", [read(frame)]) == {"features": 2}
    release = opened(draft)
    assert release.array("districts.code").tolist() == [b"E1", b"E2"]
    arrays = (
        release.array(f"districts.{n}") for n in ("ring_x", "ring_y", "ring_start", "area_start", "bounds")
    )
    table = RingTable(release.array("districts.code"), *arrays)
    assert [table.holding(x * 1000, 50_000) for x in (20, 45, 70, 150)] == [0, 0, 0, 1]
    assert names(release, "districts")[0] == "One"


def test_rings_alone_can_be_added(draft):
    add_rings(draft, "x", [shapely.box(0, 0, 1, 1)])
    assert opened(draft).array("x.ring_x").size == 5


LINE_MANIFEST = """
title = "Drawn tracks"
class = "open"

[source]
publisher = "Nobody"
url = "https://example.org/"
licence = "CC0"
attribution = "Drawn for the tests."
review_after_months = 12
stale_after_months = 24

[data]
reader = "vector"
files = ["**/tracks.geojson"]
geometry = "line"
vintage = "2024-05"
coverage = { areas = "england" }

[data.options]
class = "track"
name_column = "name"
geometry = "line"

[expect]
max_rejected_share = 0.9
"""


def tracks_in(tmp_path, features: list[tuple[str, object]]):
    """Return what a build makes of a publisher's file of lines, and its failures."""
    drawn = scene.Drawn(tmp_path / "source", scene.write_tables(tmp_path / "tables"))
    scene.write_districts(drawn.source)
    scene.write_features(drawn.source / "tracks.geojson", [({"name": n}, g) for n, g in features])
    (tmp_path / "layers").mkdir()
    (tmp_path / "layers" / "thing.toml").write_text(LINE_MANIFEST)
    outcome = scene.build_drawn(drawn, tmp_path / "out", layers=(tmp_path / "layers",))
    return Release.open(tmp_path / "out"), outcome.lock["layers"]["thing"], outcome.failures


SOMEWHERE = {"type": "LineString", "coordinates": [[570_900, 510_000], [570_900, 510_900]]}


@pytest.mark.parametrize(
    "shape",
    [
        None,
        {"type": "LineString", "coordinates": []},
        {"type": "MultiLineString", "coordinates": []},
        {"type": "MultiLineString", "coordinates": [[]]},
        {"type": "LineString", "coordinates": [[570_000, 510_000], [570_000, 510_000]]},
        {"type": "Point", "coordinates": [570_000, 510_000]},
        {"type": "GeometryCollection", "geometries": []},
        {"type": "LineString", "coordinates": [[0.1, 51.0], [0.1, 51.1]]},
    ],
)
def test_an_empty_or_invalid_shape_in_a_publishers_file_can_never_win_nearest(tmp_path, shape):
    release, entry, failures = tracks_in(tmp_path, [("broken", shape), ("somewhere", SOMEWHERE)])
    assert failures == ()
    found = index_of(release, entry).nearest(570_000_000, 510_000_000, 5_000.0)
    assert (found.metres, names(release, "thing")[found.feature]) == (900.0, "somewhere")
    assert (entry["rows_in"], entry["rows_kept"]) == (2, 1)


def test_a_line_with_an_empty_part_is_as_near_as_its_other_part(tmp_path):
    parts = {"type": "MultiLineString", "coordinates": [SOMEWHERE["coordinates"], []]}
    release, entry, failures = tracks_in(tmp_path, [("somewhere", parts)])
    assert failures == ()
    assert index_of(release, entry).nearest(570_000_000, 510_000_000, 5_000.0).metres == 900.0
