"""A manifest says one layer whole, or is refused with the key, the reason and what to do."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from geodata.errors import ManifestError
from geodata.manifest import REVEALING, SHIPPED, load, load_all
from geodata.types import LayerClass

GOOD = """
title = "Youth clubs of the council"
class = "open"

[source]
publisher = "A council"
url = "https://example.org/clubs"
licence = "OGL-UK-3.0"
attribution = "Contains public sector information."
review_after_months = 12
stale_after_months = 36

[data]
reader = "table"
files = ["**/clubs.csv*"]
geometry = "point"

[[indicator]]
id = "services.clubs"
domain = "D6"
title = "Youth clubs"
question = "How many?"
measure = "count_within"
unit = "clubs"
worse = "lower"
reach_m = 1600
"""


@pytest.fixture
def refused(tmp_path):
    def load_changed(old: str, new: str, name: str = "clubs.toml") -> str:
        assert old in GOOD
        path = tmp_path / name
        path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(ManifestError) as error:
            load(path)
        assert str(error.value).startswith(str(path))
        return str(error.value)

    return load_changed


def test_a_good_manifest_is_the_layer_it_declares(tmp_path):
    path = tmp_path / "clubs.toml"
    path.write_text(GOOD)
    layer = load(path)
    assert (layer.id, layer.layer_class, layer.indicators[0].reach_m) == ("clubs", LayerClass.OPEN, 1600)
    assert layer.digest == hashlib.sha256(GOOD.encode()).hexdigest()
    assert layer.data.coverage.areas == "none"
    assert layer.expect.max_rejected_share == 0.05


def test_every_shipped_manifest_loads_in_order_of_its_id():
    layers = load_all([SHIPPED])
    assert list(layers) == sorted(layers)
    assert {"districts", "crime", "postcodes"} <= set(layers)
    assert all(layer.layer_class is LayerClass.OPEN for layer in layers.values())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('class = "open"\n', 'class = "open"\ncolour = 1\n', "unknown key 'colour' (is it misspelt?)"),
        ('reader = "table"', 'reader = "table"\nreadr = "x"', "unknown key 'data.readr'"),
        ('licence = "OGL-UK-3.0"\n', "", "'source.licence' is missing"),
        ('class = "open"\n', "", "'class' is missing"),
        ('class = "open"', 'class = "secret"', "'class': "),
        ('title = "Youth clubs of the council"', 'title = "x"', "'title': "),
        ("review_after_months = 12", "review_after_months = 0", "'source.review_after_months': "),
        ('files = ["**/clubs.csv*"]', "files = []", "'data.files': "),
        ('geometry = "point"', 'geometry = "points"', "'data.geometry': "),
        ('measure = "count_within"', 'measure = "guess"', "'indicator.0.measure': "),
        ('worse = "lower"', 'worse = "no"', "'indicator.0.worse': "),
        ('id = "services.clubs"', 'id = "Clubs"', "'indicator.0.id': "),
        ("reach_m = 1600", "reach_m = -1", "'indicator.0.reach_m': "),
        ("reach_m = 1600", "", "measure 'count_within' needs reach_m in metres"),
        ('class = "open"\n', 'class = "open"\nid = "Clubs!"\n', "'id': "),
        ('geometry = "point"\n', 'geometry = "point"\ncolumns = { x = "secret" }\n', "'data.columns.x': "),
        (
            'class = "open"\n',
            'class = "open"\nexpect = { max_rejected_share = 2 }\n',
            "'expect.max_rejected_share': ",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_key(refused, old, new, said):
    text = refused(old, new)
    assert said in text
    assert text.endswith("See docs/how-to/add-a-layer.md for every key.")


@pytest.mark.parametrize("measure", ["kernel_presence", "hazard_index", "count_within"])
def test_measures_with_a_reach_need_one(refused, measure):
    assert "needs reach_m" in refused(
        'measure = "count_within"\nunit = "clubs"\nworse = "lower"\nreach_m = 1600',
        f'measure = "{measure}"\nunit = "clubs"\nworse = "lower"',
    )


@pytest.mark.parametrize("measure", ["nearest_distance", "area_value"])
def test_other_measures_need_none(tmp_path, measure):
    path = tmp_path / "clubs.toml"
    path.write_text(GOOD.replace("count_within", measure).replace("reach_m = 1600", ""))
    assert load(path).indicators[0].reach_m == 0


@pytest.mark.parametrize("word", ["restricted_count", "confidential_location", "intelligence"])
def test_restricted_layers_cannot_be_built_yet(refused, word):
    text = refused('class = "open"', f'class = "{word}"')
    assert f"class '{word}' cannot be built yet" in text
    assert "keep the file out of the build directory" in text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Youth clubs of the council", "Children's homes of the council"),
        ("Youth clubs of the council", "Refuges"),
        ('title = "Youth clubs"', 'title = "Womens aid offices"'),
        ('id = "services.clubs"', 'id = "services.foster_carers"'),
        ("reach_m = 1600", 'reach_m = 1600\nclasses = ["club", "social_facility"]'),
    ],
)
def test_nothing_that_would_reveal_a_home_a_refuge_or_a_shelter_is_a_layer(refused, old, new):
    text = refused(old, new)
    assert "suggests a layer of homes, refuges or shelters" in text
    assert "never held as an open layer" in text


def test_the_id_itself_may_not_reveal_either(refused):
    assert "suggests a layer of homes" in refused(
        "Youth clubs of the council", "Places drawn here", "childrens_homes.toml"
    )


@pytest.mark.parametrize(
    "innocent", ["refugee advice", "sheltered housing office", "Hospitals", "library", "homework club"]
)
def test_innocent_words_are_not_refused(innocent):
    assert REVEALING.search(innocent) is None


@pytest.mark.parametrize(
    "revealing",
    [
        "children's home",
        "Childrens Homes",
        "care home",
        "women's refuge",
        "hostel",
        "group_home",
        "safehouse",
        "supported accommodation",
        "approved premises",
        "probation office",
        "secure unit",
        "nursing home",
        "domestic abuse",
    ],
)
def test_revealing_words_are(revealing):
    assert REVEALING.search(revealing)


def test_recorded_crime_is_measured_in_the_crime_layer_alone(refused):
    text = refused('measure = "count_within"', 'measure = "crime_exposure"')
    assert "the measure 'crime_exposure' belongs to the layer 'crime'" in text


@pytest.mark.parametrize("glob", ["", "/etc/*.csv", "../clubs.csv", "a/../../b", "a**/x.csv", "clubs.csv + "])
def test_a_glob_may_not_lead_out_of_the_source_directory(refused, glob):
    assert "is no glob below the source directory" in refused("**/clubs.csv*", glob)


@pytest.mark.parametrize("vintage", ["last year", "2024-13", "2024-02-30", "24"])
def test_a_vintage_from_which_no_age_can_be_told_is_refused(refused, vintage):
    assert "'data.vintage': " in refused('geometry = "point"', f'geometry = "point"\nvintage = "{vintage}"')


@pytest.mark.parametrize("vintage", ["2024", "2024-02", "2024-02-29", "from_file", ""])
def test_a_year_a_month_or_a_day_is_a_vintage(tmp_path, vintage):
    path = tmp_path / "clubs.toml"
    path.write_text(GOOD.replace('geometry = "point"', f'geometry = "point"\nvintage = "{vintage}"'))
    assert load(path).data.vintage == vintage


@pytest.mark.parametrize("box", [[3, 2, 1, 4], [1, 4, 3, 2], [1, 1, 1, 2]])
def test_a_box_is_west_south_east_north(refused, box):
    assert "a box is west, south, east, north" in refused(
        'geometry = "point"', f'geometry = "point"\ncoverage = {{ box = {box} }}'
    )


def test_a_box_that_is_one_is_taken(tmp_path):
    path = tmp_path / "clubs.toml"
    path.write_text(
        GOOD.replace('geometry = "point"', 'geometry = "point"\ncoverage = { box = [1, 2, 3, 4] }')
    )
    assert load(path).data.coverage.box == (1, 2, 3, 4)


def test_an_id_must_be_the_files_name(refused):
    text = refused('class = "open"\n', 'class = "open"\nid = "other"\n')
    assert "id 'other' differs from the file's name. Rename one of them." in text


def test_a_manifest_that_is_not_there_or_is_a_directory(tmp_path):
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(ManifestError, match=r"cannot be read .* Check the path"):
            load(path)


@pytest.mark.parametrize("content", [b"title = ", b"\xff\xfe", b"[a]\n[a]\n"])
def test_a_manifest_that_is_not_toml(tmp_path, content):
    path = tmp_path / "clubs.toml"
    path.write_bytes(content)
    with pytest.raises(ManifestError, match=r"is not valid TOML: .* Correct that line"):
        load(path)


def test_an_empty_manifest_lacks_everything(tmp_path):
    path = tmp_path / "clubs.toml"
    path.write_text("")
    with pytest.raises(ManifestError, match="'title' is missing; 'class' is missing; 'source' is missing"):
        load(path)


def test_a_directory_of_manifests_that_is_not_there(tmp_path):
    with pytest.raises(ManifestError, match="there is no such directory of manifests"):
        load_all([tmp_path / "nowhere"])


def two(tmp_path: Path) -> tuple[Path, Path]:
    folders = tmp_path / "a", tmp_path / "b"
    for folder in folders:
        folder.mkdir()
    (folders[0] / "clubs.toml").write_text(GOOD)
    return folders


def test_a_layer_may_be_declared_once(tmp_path):
    first, second = two(tmp_path)
    (second / "clubs.toml").write_text(GOOD)
    with pytest.raises(ManifestError, match="layer 'clubs' is declared twice"):
        load_all([first, second])


@pytest.mark.parametrize("name", ["people", "reference", "comparators", "lock"])
def test_names_that_the_release_keeps_for_itself_are_no_layers(tmp_path, name):
    (tmp_path / f"{name}.toml").write_text(GOOD)
    with pytest.raises(ManifestError, match=f"'{name}' is a name the release keeps for itself"):
        load_all([tmp_path])


def test_an_indicator_may_be_declared_once(tmp_path):
    first, second = two(tmp_path)
    (second / "zebra.toml").write_text(GOOD)
    with pytest.raises(
        ManifestError, match=r"indicator 'services.clubs' is already declared by layer 'clubs'"
    ):
        load_all([first, second])


def test_layers_come_sorted_whatever_the_directories(tmp_path):
    first, second = two(tmp_path)
    (second / "alpha.toml").write_text(GOOD.replace("services.clubs", "services.alpha"))
    assert list(load_all([first, second])) == ["alpha", "clubs"]


def test_a_layer_is_never_changed(tmp_path):
    path = tmp_path / "clubs.toml"
    path.write_text(GOOD)
    with pytest.raises(ValueError, match="frozen"):
        load(path).title = "Other"
