"""Every held file of places is read whole, and holds what the inventory of the data says it holds."""

from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geodata.build import screening
from geodata.build.harvest import Context, PostcodeTable, SourceFile, sha256_of
from geodata.build.linkage import cluster
from geodata.build.readers import edubase2016, fhrs, gambling, naptan, nhs_ods
from geodata.build.sources import find
from geodata.manifest import SHIPPED, load

pytestmark = pytest.mark.real_data

MANIFESTS = ("camhs", "fhrs", "gambling", "gias", "gp_practices", "naptan", "schools_2016")
FOCUS = {"701": "E06000055", "702": "E06000056", "869": "E06000032"}
FHRS = {
    "fhrs/FHRS156en-GB.xml.gz": ("E07000096", 1135),
    "fhrs/FHRS159en-GB.xml.gz": ("E07000099", 1078),
    "fhrs/FHRS701en-GB.xml.gz": ("E06000055", 1478),
    "fhrs/FHRS702en-GB.xml.gz": ("E06000056", 1319),
    "fhrs/FHRS869en-GB.xml.gz": ("E06000032", 1132),
    "fhrs/FHRS870en-GB.xml.gz": ("E06000042", 2211),
    "secondary_greater_manchester/fhrs/FHRS419en-GB.xml.gz": ("E08000005", 1709),
    "secondary_greater_manchester/fhrs/FHRS431en-GB.xml.gz": ("E08000009", 2049),
}


@pytest.fixture(scope="session")
def postcodes(data_dir):
    table = pd.read_csv(
        data_dir / "national/codepoint_england.csv.gz", usecols=["postcode", "easting", "northing"]
    )
    table = table[table["easting"] > 0]
    table["key"] = table["postcode"].str.replace(" ", "")
    table = table.sort_values("key")
    return PostcodeTable(
        table["key"].to_numpy(dtype=str), table["easting"].to_numpy(float), table["northing"].to_numpy(float)
    )


@pytest.fixture(scope="session")
def context(postcodes, tmp_path_factory):
    tables = tmp_path_factory.mktemp("tables")
    codes = [(Path(name).name[4:7], district) for name, (district, _) in FHRS.items()]
    lines = ["code,name,district,source", *(f"{code},drawn,{district},drawn" for code, district in codes)]
    (tables / "fhrs_authorities.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    areas = {"020": "E06000055", "021": "E06000056", "029": "E06000032", "049": "E06000042", "910": ""}
    lines = ["code,name,districts,source", *(f"{code},drawn,{area},drawn" for code, area in areas.items())]
    (tables / "naptan_areas.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Context({}, postcodes, tables)


@pytest.fixture(scope="session")
def source(data_dir):
    def named(name):
        path = data_dir / name
        return SourceFile(path, name, sha256_of(path), path.stat().st_size)

    return named


def accounted(harvest):
    """Return kept, unlocated and rejected, after checking that each row in is one of them, once."""
    rows = [*harvest.frame["row"], *(r.row for r in harvest.rejections)]
    assert len(rows) == len(set(rows)) == harvest.rows_in
    lost = harvest.frame["x"].isna()
    assert (lost == harvest.frame["y"].isna()).all()
    assert harvest.frame["class"].notna().all()
    assert all(r.rule and r.text for r in harvest.rejections)
    return int((~lost).sum()), int(lost.sum()), len(harvest.rejections)


@pytest.fixture(scope="session")
def establishments(source, context):
    return {name: fhrs.read(source(name), context) for name in FHRS}


@pytest.mark.parametrize("name", MANIFESTS)
def test_every_manifest_of_places_is_valid(name):
    assert load(SHIPPED / f"{name}.toml").data.geometry == "point"


@pytest.mark.parametrize(
    ("layer", "found"),
    [
        ("fhrs", 8),
        ("naptan", 5),
        ("schools_2016", 1),
        ("gp_practices", 1),
        ("gambling", 1),
        ("gias", 0),
        ("camhs", 0),
    ],
)
def test_each_manifest_finds_its_held_files_and_no_others(data_dir, layer, found):
    assert len(find(data_dir, load(SHIPPED / f"{layer}.toml"))) == found


@pytest.mark.parametrize("name", FHRS)
def test_every_establishment_is_accounted_for(establishments, name):
    harvest = establishments[name]
    district, count = FHRS[name]
    assert sum(accounted(harvest)) == harvest.rows_in == count
    assert harvest.coverage == (district,)
    assert harvest.vintage.startswith("2020-1")


def test_the_focus_area_has_the_pubs_takeaways_and_hotels_of_the_inventory(establishments):
    focus = [establishments[f"fhrs/FHRS{code}en-GB.xml.gz"] for code in FOCUS]
    classes = Counter(name for harvest in focus for name in harvest.frame["class"])
    rules = Counter(r.rule for harvest in focus for r in harvest.rejections)
    assert (classes["pubs"], classes["takeaways"], classes["schools"]) == (364, 457, 313)
    # One of the 59 hotels says that it is a hostel, and is refused by its name.
    assert classes["hotels"] == 59 - 1
    assert rules == {"caring_premises": 335, "reveals_home": 1}


def test_establishments_without_a_geocode_are_placed_by_postcode_where_they_have_one(establishments):
    focus = [accounted(establishments[f"fhrs/FHRS{code}en-GB.xml.gz"]) for code in FOCUS]
    # 57, 302 and 123 have no geocode; those left have no postcode in use either.
    assert [lost for _, lost, _ in focus] == [30, 279, 118]


def test_placed_establishments_lie_in_the_region_of_their_authority(establishments):
    for code in FOCUS:
        frame = establishments[f"fhrs/FHRS{code}en-GB.xml.gz"].frame
        inside = frame["x"].between(485_000, 535_000) & frame["y"].between(205_000, 275_000)
        assert (inside | frame["x"].isna()).mean() > 0.99


NAPTAN = {
    "020": (1184, 5, "2026-05-26", ("E06000055",)),
    "021": (1924, 30, "2026-07-21", ("E06000056",)),
    "029": (797, 5, "2026-07-13", ("E06000032",)),
    "049": (1584, 259, "2026-07-20", ("E06000042",)),
    "910": (2765, 44, "2026-03-30", ()),
}


@pytest.mark.parametrize("area", NAPTAN)
def test_every_stop_is_accounted_for(source, context, area):
    harvest = naptan.read(source(f"transport/naptan/{area}Stops.csv.gz"), context)
    count, inactive, vintage, coverage = NAPTAN[area]
    rules = Counter(r.rule for r in harvest.rejections)
    assert sum(accounted(harvest)) == harvest.rows_in == count
    assert (rules["inactive"], harvest.vintage, harvest.coverage) == (inactive, vintage, coverage)
    assert harvest.frame["x"].notna().all()
    assert rules["reveals_home"] == (4 if area == "021" else 0)


def test_the_interchanges_of_the_focus_area_join_into_far_fewer_places(source, context):
    frames = [
        naptan.read(source(f"transport/naptan/{area}Stops.csv.gz"), context).frame
        for area in ("020", "021", "029")
    ]
    every = pd.concat(frames)
    found = every[every["class"] == "interchange"]
    labels = cluster(found["x"].to_numpy(), found["y"].to_numpy(), 150.0)
    assert 20 < labels.max() + 1 < len(found) / 2
    assert len(np.unique(labels)) == labels.max() + 1


def test_the_schools_of_2016_are_accounted_for_by_type(source, context):
    harvest = edubase2016.read(source("schools/edubase2016_establishment_locations_england.csv.gz"), context)
    assert sum(accounted(harvest)) == harvest.rows_in == 42_420
    rules = Counter(r.rule for r in harvest.rejections)
    # Thirty schools stand at the false origin of the grid, written in degrees.
    assert rules == {
        "outside_england": 2162 + 126 + 19 + 1, "reveals_home": 48, "no_type": 3, "bad_coordinates": 30,
    }  # fmt: skip
    classes = Counter(harvest.frame["class"])
    lost = {"college": 14, "alternative_provision": 2, "secondary": 0}
    assert classes["secondary"] == 15 + 42 + 40 - lost["secondary"]
    assert classes["college"] == 3 + 1 + 16 + 483 + 41 + 77 - lost["college"]
    assert classes["alternative_provision"] == 32 + 14 + 33 + 858 - lost["alternative_provision"]
    assert harvest.frame["x"].notna().all()


def test_the_gp_practices_are_those_in_use_in_england(source, postcodes):
    harvest = nhs_ods.read(source("health/epraccur.csv.gz"), Context({"kind": "gp"}, postcodes))
    rules = Counter(r.rule for r in harvest.rejections)
    assert sum(accounted(harvest)) == harvest.rows_in == 14_963
    assert rules["not_a_practice"] == 14_963 - 8_631
    assert rules["closed"] == 1_511 + 155
    assert rules["outside_england"] == 406
    assert rules["reveals_home"] == 7
    assert len(harvest.frame) == 6_965 - 406 - 7
    assert harvest.frame["x"].notna().mean() > 0.97
    assert harvest.vintage == "2021-11-04"


def test_the_gambling_premises_of_greater_manchester_are_accounted_for(source, context):
    harvest = gambling.read(
        source("secondary_greater_manchester/gambling_premises/gm_gambling_premises.csv"), context
    )
    assert accounted(harvest) == (412, 2, 1)
    assert [(r.row, r.rule) for r in harvest.rejections] == [(319, "no_activity")]
    assert harvest.coverage == tuple(f"E080000{n:02d}" for n in range(1, 11))
    assert Counter(harvest.frame["class"]) == {
        "betting_shop": 323, "adult_gaming_centre": 54, "bingo": 20, "casino": 16,
        "family_entertainment_centre": 1,
    }  # fmt: skip


def test_no_name_that_reveals_a_home_survives_in_any_held_file(establishments, source, context, postcodes):
    frames = [harvest.frame for harvest in establishments.values()]
    frames += [naptan.read(source(f"transport/naptan/{area}Stops.csv.gz"), context).frame for area in NAPTAN]
    frames.append(nhs_ods.read(source("health/epraccur.csv.gz"), Context({"kind": "gp"}, postcodes)).frame)
    assert not [name for frame in frames for name in frame["name"] if screening.reveals(name)]
