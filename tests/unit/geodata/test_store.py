"""The layers of a release as its readers ask for them: names, classes, values, provenance; nothing invented."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import scene
import shapely

from geodata.errors import LayerUnavailable
from geodata.release import Release
from geodata.store import Names, Store, coverage_text

MANIFEST = """
title = "Drawn {kind}s"
class = "open"
note = "Drawn."

[source]
publisher = "Nobody"
url = "https://example.org/"
licence = "CC0"
attribution = "Drawn for the tests."
review_after_months = 12
stale_after_months = 24

[data]
reader = "vector"
files = ["**/{kind}s.geojson"]
geometry = "{kind}"
vintage = "2024-05"
coverage = {{ areas = ["{council}"], box = [570000, 510000, 575000, 515000] }}

[data.options]
class_column = "kind"
name_column = "name"
geometry = "{kind}"

[[indicator]]
id = "hazards.drawn_{kind}"
domain = "D4"
title = "Drawn {kind}"
question = "How near?"
measure = "nearest_distance"
unit = "m"
worse = "higher"
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    home = tmp_path_factory.mktemp("store")
    drawn = scene.draw(home, population=True)
    layers = home / "layers"
    layers.mkdir()
    shapes = {
        "point": [shapely.Point(571_000, 511_000), shapely.Point(570_500, 510_500)],
        "line": [
            shapely.LineString([(571_000, 511_000), (571_100, 511_000)]),
            shapely.LineString([(579_000, 514_000), (579_009, 514_009)]),
        ],
        "polygon": [
            shapely.box(571_000, 511_000, 571_100, 511_100),
            shapely.box(572_000, 511_000, 572_010, 511_010),
        ],
    }
    for kind, two in shapes.items():
        (layers / f"drawn_{kind}.toml").write_text(MANIFEST.format(kind=kind, council=scene.WEST))
        scene.write_features(
            drawn.source / f"{kind}s.geojson",
            [({"kind": "big", "name": "Grüner Weg"}, two[0]), ({"kind": "small", "name": ""}, two[1])],
        )
    outcome = scene.build_drawn(drawn, home / "data", layers=(layers,))
    assert outcome.failures == ()
    return Store.of(Release.open(home / "data"))


def test_names_are_read_back_as_written_even_where_they_are_empty():
    texts = ["", "Grüner Weg", "", "x"]
    raw = [t.encode() for t in texts]
    names = Names(np.cumsum([0, *map(len, raw)]).astype(np.int32), np.frombuffer(b"".join(raw), np.uint8))
    assert [names[i] for i in range(4)] == texts


def test_points_come_with_their_classes_and_names(store):
    layer = store.points("drawn_point")
    near = layer.index.within(np.array([570_500_000]), np.array([510_500_000]), 10.0)
    (at,) = near.index
    assert layer.classes[layer.kind[at]] == "small"
    assert layer.names[at] == ""
    assert layer.names[1 - at] == "Grüner Weg"
    assert layer.only(("small",)).tolist() == [False, True]
    assert layer.only(()).tolist() == [True, True]
    assert store.points("drawn_point") is layer


def test_the_places_of_some_classes_can_be_had_at_once(store):
    layer = store.points("drawn_point")
    x, y, at = layer.members(("small",))
    assert (x.tolist(), y.tolist()) == ([570_500_000], [510_500_000])
    assert layer.classes[layer.kind[at[0]]] == "small"
    assert layer.members(("small",))[0] is x
    assert layer.members(())[2].tolist() == [0, 1]
    assert layer.members(("none of these",))[0].size == 0


def test_lines_are_found_by_feature_number(store):
    layer = store.lines("drawn_line")
    found = layer.index.nearest(571_050_000, 511_030_000, 100.0)
    assert (found.metres, layer.names[found.feature], layer.classes[layer.kind[found.feature]]) == (
        30.0,
        "Grüner Weg",
        "big",
    )
    assert layer.areas is None
    assert layer.only(("small",)).tolist() == [False, True]
    assert layer.only(()).tolist() == [True, True]
    assert store.lines("drawn_line") is layer


def test_polygons_have_an_inside(store):
    layer = store.lines("drawn_polygon")
    inside = layer.areas.holding(572_005_000, 511_005_000)
    assert (layer.areas.code(inside), layer.classes[layer.kind[inside]]) == ("1", "small")
    assert layer.areas.holding(571_500_000, 511_005_000) is None


def test_areas_are_sorted_by_code(store):
    districts = store.areas("districts")
    codes = [districts.code(i) for i in range(len(districts.codes))]
    assert codes == sorted(codes)
    held = districts.holding(572_000_000, 512_000_000)
    assert districts.code(held) == scene.WEST
    assert store.names("districts")[held] == f"Place {scene.WEST}"
    assert store.areas("districts") is districts


def test_a_district_has_its_authority_on_the_day_of_the_boundaries(store):
    assert store.boundary_day == date(2025, 4, 1)
    districts = store.areas("districts")
    assert store.district_authority(districts.holding(577_000_000, 512_000_000)) == scene.EAST
    assert store.district_authority(-1) == ""


def test_the_crime_layer_knows_its_months_forces_and_groups(store):
    crime = store.crime()
    assert crime.months == tuple(scene.months_from("2024-01", 13))
    assert crime.forces == (scene.WEST_FORCE, scene.EAST_FORCE, scene.WELSH_FORCE)
    assert crime.covered.tolist() == [[True] * 13, [True] * 13, [False] * 13]
    assert int(crime.row_n.sum()) == 2 * 13 * 20
    assert crime.row_start[-1] == crime.row_month.size
    assert store.crime() is crime


def test_people_are_where_their_postcodes_are(store):
    people = store.people()
    assert people.residents[np.isfinite(people.residents)].sum() == pytest.approx(4 * 1_200)
    assert set(people.districts) == {scene.WEST, scene.EAST}
    assert store.people() is people


@pytest.mark.parametrize("ask", ["points", "lines", "areas", "names"])
def test_a_layer_that_is_not_held_says_so_and_gives_no_empty_answer(store, ask):
    with pytest.raises(LayerUnavailable, match="No file of Railway lines is held"):
        getattr(store, ask)("rail")


def test_without_files_neither_crime_nor_people_answer(tmp_path):
    drawn = scene.Drawn(tmp_path / "source", scene.write_tables(tmp_path / "tables"))
    scene.write_districts(drawn.source)
    scene.build_drawn(drawn, tmp_path / "data")
    empty = Store.of(Release.open(tmp_path / "data"))
    for ask in (empty.crime, empty.people):
        with pytest.raises(LayerUnavailable) as refused:
            ask()
        assert refused.value.code == "no_data"


def test_a_table_gives_the_value_of_a_code_and_nothing_for_a_code_it_does_not_list(deprived):
    assert deprived.value("drawn_table", "score", "E01999100") == 12.5
    assert deprived.value("drawn_table", "score", "E01999101") is None  # listed, and blank
    assert deprived.value("drawn_table", "score", "E01999099") is None
    assert deprived.value("drawn_table", "score", "E01999999") is None
    with pytest.raises(LayerUnavailable):
        deprived.value("deprivation_2025", "score", "E01999100")


@pytest.fixture(scope="module")
def deprived(store, tmp_path_factory):
    """Return a store with a table layer: the release's own lock and arrays, and one table written beside them."""
    home = tmp_path_factory.mktemp("table")
    arrays = {
        "drawn_table.code": np.array(["E01999100", "E01999101"], dtype="S9"),
        "drawn_table.score": np.array([12.5, np.nan]),
    }
    lock = json.loads(json.dumps(dict(store.release.lock)))
    lock["layers"]["drawn_table"] = {"status": "built"}
    for name, array in arrays.items():
        np.save(home / f"{name}.npy", array)
        lock["arrays"][name] = {
            "bytes": (home / f"{name}.npy").stat().st_size, "dtype": array.dtype.str, "shape": list(array.shape),
            "sha256": hashlib.sha256((home / f"{name}.npy").read_bytes()).hexdigest(),
        }  # fmt: skip
    return Store.of(Release(home, lock, store.release.tables))


def test_what_is_made_of_a_release_is_made_once_and_is_no_layer_of_that_name(store):
    made = store.remember("districts", lambda: [1])
    assert store.remember("districts", lambda: [2]) is made
    assert made == [1]
    assert store.areas("districts") is not made


def test_provenance_is_told_of_layers_that_were_built_and_of_those_that_were_not(store):
    real = Store.of(replace(store.release, lock={**store.release.lock, "label": ""}))
    built = real.provenance("drawn_point")
    assert (built.layer, built.publisher, built.licence, built.vintage) == (
        "drawn_point",
        "Nobody",
        "CC0",
        "2024-05",
    )
    assert built.coverage == f"{scene.WEST}; E 570000-575000, N 510000-515000"
    assert len(built.sha256) == 64
    absent = real.provenance("rail")
    assert (absent.publisher, absent.sha256, absent.vintage, absent.coverage) == (
        "raileasyuk (from Network Rail)", "", "", "not stated",
    )  # fmt: skip


def test_a_drawn_release_never_lends_its_numbers_a_publishers_name(store):
    assert store.release.label == "DRAWN"
    assert store.provenance("drawn_point").publisher == "fictional, in the format of Nobody"


def test_coverage_in_words(store):
    entry = store.release.layers
    assert coverage_text(entry["districts"]) == "England"
    assert (
        coverage_text(entry["crime"])
        == f"{scene.WEST_FORCE}: 13 force-months; {scene.EAST_FORCE}: 13 force-months"
    )
    assert coverage_text(entry["lsoas"]) == scene.WEST
