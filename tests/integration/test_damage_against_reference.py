"""Damaged crime files never make a place look quieter: the figures rest on what is left, as the reference has it.

Each damage is done to copies of Bedfordshire's 36 files, and a release is built from them with only the layers that
crime needs. The expected figures are those of `tests/reference/` over the same damaged files (decision 0005).
"""

from __future__ import annotations

import csv
import gzip
import io
import math
from datetime import date

import pytest
from reference import places
from reference.crime_files import GROUPS, number_of, text_of
from reference.everything import FORCE, everything, outcomes_of, values_of
from reference.position import MM

from geodata.build.pipeline import Request, build
from geodata.release import Release
from geodata.store import Store
from placement_check import method
from placement_check.assess import assess
from placement_check.places import gazetteer_of
from placement_check.records.document import document

pytestmark = pytest.mark.real_data

AT = date(2024, 6, 30)
SEED, PLACES = 5, 12
GRADES = "ABCN"
NEEDED = [
    "boundaries/lad_england_bgc_dissolved_from_lsoa21.geojson.gz",
    "population/lsoa_population_geographydb.csv.gz",
    "lsoa/lsoa21_bgc",
]
LUTON = (509150, 221450)


class Files:
    """A copy of the force's street files, each as its text, that can be damaged before it is written."""

    def __init__(self, source):
        self.text = {path.name[:7]: gzip.decompress(path.read_bytes()).decode("utf-8") for path in source}
        self.raw = {}

    def name(self, month, slug="bedfordshire"):
        return f"{month}-{slug}-street.csv.gz"

    def rows(self, month, change):
        """Write one month's rows again, each as ``change`` leaves it; a row that it drops is gone."""
        reader = csv.DictReader(io.StringIO(self.text[month]))
        out = io.StringIO()
        writer = csv.DictWriter(out, reader.fieldnames)
        writer.writeheader()
        writer.writerows(row for row in map(change, enumerate(reader)) if row is not None)
        self.text[month] = out.getvalue()

    def write(self, directory):
        directory.mkdir(parents=True)
        whole = {self.name(month): gzip.compress(text.encode(), 1) for month, text in self.text.items()}
        for name, content in (whole | self.raw).items():
            (directory / name).write_bytes(content)


def no_place(row):
    return row | {
        "Longitude": "",
        "Latitude": "",
        "LSOA code": "",
        "LSOA name": "",
        "Location": "No location",
    }


def delete(files):
    del files.text["2023-10"]


def blank(files):
    files.rows("2023-05", lambda numbered: no_place(numbered[1]))


def truncate(files):
    whole = gzip.compress(files.text.pop("2022-03").encode(), 1)
    files.raw[files.name("2022-03")] = whole[: len(whole) // 2]


def relabel(files):
    files.text["2022-11"] = files.text["2022-11"].replace(",Robbery,", ",Street robbery,")


def thin(files):
    files.rows("2023-01", lambda numbered: numbered[1] if numbered[0] % 10 == 0 else None)


def by_railway_police(text):
    return gzip.compress(text.replace("Bedfordshire Police", "British Transport Police").encode(), 1)


def railway_month(files):
    files.rows("2023-02", lambda numbered: numbered[1] if numbered[0] < 40 else None)
    files.raw[files.name("2023-02", "btp")] = by_railway_police(files.text.pop("2023-02"))


def blank_a_third_of_robberies(files):
    for month in files.text:
        files.rows(
            month, lambda n: no_place(n[1]) if n[1]["Crime type"] == "Robbery" and n[0] % 3 == 0 else n[1]
        )


def railway_only(files):
    for month in list(files.text):
        files.rows(month, lambda numbered: numbered[1] if numbered[0] < 40 else None)
        files.raw[files.name(month, "btp")] = by_railway_police(files.text.pop(month))


# Damage to one month, with what the report must say of it: None where the month still counts.
ONE_MONTH = {
    delete: ("2023-10", "not_covered", "no_data"),
    truncate: ("2022-03", "unavailable", "failed_check"),
    relabel: ("2022-11", "unavailable", "failed_check"),
    thin: ("2023-01", "unavailable", "coverage_below_minimum"),
    railway_month: ("2023-02", "unavailable", "btp_only"),
    blank: None,
}


@pytest.fixture(scope="module")
def reference(data_dir):
    return everything(data_dir)


@pytest.fixture(scope="module")
def chosen(reference):
    print(f"seed {SEED}: {PLACES} places inside {FORCE}, {PLACES} along its border")  # noqa: T201
    return [LUTON, *places.inside(reference.land, PLACES, SEED), *places.border(reference.land, PLACES, SEED)]


@pytest.fixture(scope="module")
def damaged(data_dir, reference, chosen, tmp_path_factory):
    """Return a function that builds a release from damaged files, and asks the product and the reference about it."""
    done = {}

    def made(damage):
        if damage not in done:
            home = tmp_path_factory.mktemp("damage")
            files = Files(sorted((data_dir / "crime/bedfordshire_street").glob("*.csv.gz")))
            damage(files)
            files.write(home / "source" / "crime")
            bring_the_rest(data_dir, home / "source")
            outcome = build(Request(source=home / "source", to=home / "to", accept_failures=True))
            assert outcome.current
            done[damage] = asked(home, reference, chosen)
        return done[damage]

    return made


@pytest.fixture(scope="module")
def whole(damaged):
    return damaged(nothing)


def nothing(files):
    """Leave the files as they are."""


def bring_the_rest(data, source):
    for name in NEEDED:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).symlink_to(data / name)
    near = ("AL", "CB", "CM", "CO", "EN", "HP", "LU", "MK", "NN", "OX", "PE", "RG", "SG", "SL", "WD")
    with gzip.open(data / "national/codepoint_england.csv.gz", "rt") as file:
        lines = [line for line in file if line.startswith((*near, "postcode"))]
    (source / "national").mkdir()
    (source / "national/codepoint_england.csv").write_text("".join(lines), encoding="utf-8")


def asked(home, reference, chosen):
    store = Store.of(Release.open(home / "to"))
    gazetteer, current = gazetteer_of(store), method.load()
    exposure = reference.exposure_of(home / "source" / "crime")
    answers = {}
    for easting, northing in chosen:
        location = gazetteer.locate(f"{easting},{northing}")
        report = document(assess(location, store, current, at=AT))
        x, y = easting * MM, northing * MM
        answers[easting, northing] = (report, exposure.around(x, y, reference.land.district_of(x, y)))
    return answers


def findings_of(report):
    return {row["indicator"]: row for row in report["findings"] if row["indicator"].startswith("crime.")}


def agree(answers):
    """Check every outcome and figure against the reference, and that some are measured."""
    measured = 0
    for place, (report, around) in answers.items():
        values, outcomes = values_of(around, {}), outcomes_of(around, {})
        for name, finding in findings_of(report).items():
            assert (place, name, finding["outcome"]) == (place, name, outcomes[name])
            if finding["outcome"] == "measured":
                assert math.isclose(finding["value"], values[name], rel_tol=1e-9, abs_tol=1e-12), (
                    place,
                    name,
                )
                limits = around.groups[name.split(".")[1]][
                    "D_limits" if name.endswith("density") else "R_limits"
                ]
                assert math.isclose(finding["interval"]["lower"], limits[0], rel_tol=1e-9, abs_tol=1e-12)
                assert math.isclose(finding["interval"]["upper"], limits[1], rel_tol=1e-9, abs_tol=1e-12)
                measured += 1
            else:
                assert finding["value"] is None
    return measured


def test_the_whole_files_agree(whole):
    assert agree(whole) > 50


@pytest.mark.parametrize("damage", ONE_MONTH, ids=lambda damage: damage.__name__)
def test_after_damage_to_a_month_the_figures_rest_on_the_months_that_are_left(damaged, damage):
    assert agree(damaged(damage)) > 50


@pytest.mark.parametrize("damage", ONE_MONTH, ids=lambda damage: damage.__name__)
def test_a_lost_month_is_named_with_its_reason_and_counted_nowhere(damaged, damage):
    for report, around in damaged(damage).values():
        if around.last is None or not around.groups:
            continue
        (own,) = [f for f in report["recorded_crime"]["window"]["forces"] if f["code"] == FORCE]
        lost = ONE_MONTH[damage]
        expected = [] if lost is None else [dict(zip(("month", "outcome", "reason"), lost, strict=True))]
        assert own["months_not_covered"] == expected
        assert own["months_covered"] == 36 - len(expected)


@pytest.mark.parametrize("damage", ONE_MONTH, ids=lambda damage: damage.__name__)
def test_damage_never_raises_a_grade(damaged, whole, damage):
    compared = 0
    for place, (report, _) in damaged(damage).items():
        before = findings_of(whole[place][0])
        for name, finding in findings_of(report).items():
            assert GRADES.index(finding["grade"]) >= GRADES.index(before[name]["grade"])
            compared += 1
    assert compared


def test_a_month_without_positions_lowers_the_grade(damaged, whole):
    name = "crime.vso.density"
    assert findings_of(whole[LUTON][0])[name]["grade"] == "A"
    assert findings_of(damaged(blank)[LUTON][0])[name]["grade"] == "C"  # 12 % of the last year's records


@pytest.mark.parametrize(
    "damage", [delete, truncate, relabel, railway_month], ids=lambda damage: damage.__name__
)
def test_a_lost_month_leaves_the_exposure_and_is_never_a_month_of_no_crime(damaged, whole, damage):
    month = number_of(ONE_MONTH[damage][0])
    for place, (report, around) in damaged(damage).items():
        for group in GROUPS:
            finding, before = (findings_of(r)[f"crime.{group}.density"] for r in (report, whole[place][0]))
            if finding["outcome"] != "measured":
                continue
            left, full = (row["detail"]["exposure_km2_years"] for row in (finding, before))
            assert left < full
            zero_filled = finding["detail"]["events_weighted"] / full
            assert finding["value"] > zero_filled or finding["detail"]["events_weighted"] == 0
            assert text_of(month) <= text_of(around.last)


def test_with_a_third_of_a_group_unplaced_that_group_is_unavailable_and_the_others_stand(damaged, whole):
    answers = damaged(blank_a_third_of_robberies)
    agree(answers)
    robbery, violence = (findings_of(answers[LUTON][0])[f"crime.{group}.density"] for group in ("rob", "vso"))
    assert (robbery["outcome"], robbery["value"], robbery["interval"]) == ("unavailable", None, None)
    assert (violence["outcome"], violence["value"]) == (
        "measured",
        pytest.approx(findings_of(whole[LUTON][0])["crime.vso.density"]["value"], rel=1e-12),
    )


def test_with_railway_files_only_nothing_is_measured_and_nothing_is_nought(damaged):
    for report, around in damaged(railway_only).values():
        assert around.groups == {}
        for name, finding in findings_of(report).items():
            assert finding["outcome"] != "measured", name
            assert finding["value"] is None
            assert finding["reason"]["text"]
        assert "by_category" not in report["recorded_crime"]["plain_counts"]
    inside = findings_of(damaged(railway_only)[LUTON][0])
    assert {finding["outcome"] for finding in inside.values()} == {"unavailable"}
