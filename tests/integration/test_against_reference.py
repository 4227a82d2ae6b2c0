"""The product's figures at hundreds of real places are those of a second program that shares no code with it.

The second program is `tests/reference/` (decision 0005). Counts agree exactly, other numbers to nine digits.
"""

from __future__ import annotations

import ast
import math
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from reference import places
from reference.crime import breaks
from reference.crime_files import CATEGORIES, GROUPS, text_of
from reference.everything import FORCE, everything, outcomes_of, values_of
from reference.position import MM

from geodata.release import Release
from geodata.store import Store
from placement_check import method
from placement_check.assess import assess
from placement_check.cli.checking import gazetteer_of
from placement_check.crime import window_tables
from placement_check.records.document import document

pytestmark = pytest.mark.real_data

AT = date(2024, 6, 30)
SEED = 20240630
INSIDE, BORDER = 200, 60
SHOWN = 10  # differences named when a test fails
DETAIL = {
    "events_weighted": "events",
    "exposure_km2_years": "exposure",
    "n_effective": "n_eff",
    "n_star": "n_star",
    "phi": "phi",
    "records_within_h": "within",
    "uncovered_share": "uncovered_share",
    "unlocated_share": "unlocated_share",
}


class Asked:
    """One place, as the product and the reference see it."""

    def __init__(self, place, report, crime, found, district):
        self.place, self.report = place, report
        self.crime, self.found, self.district = crime, found, district
        self.findings = {row["indicator"]: row for row in report["findings"]}
        self.values, self.outcomes = values_of(crime, found), outcomes_of(crime, found)

    def measured(self):
        """Return the indicators that both have a figure for, with the product's finding."""
        return [
            (name, self.findings[name])
            for name in self.values
            if self.findings[name]["outcome"] == "measured"
        ]

    def limits(self, name):
        if name in self.found:
            return self.found[name]["lower"], self.found[name]["upper"]
        _, group, kind = name.split(".")
        return self.crime.groups[group]["D_limits" if kind == "density" else "R_limits"]


@pytest.fixture(scope="session")
def reference(data_dir):
    return everything(data_dir)


@pytest.fixture(scope="session")
def store(real_release):
    return Store.of(Release.open(real_release))


@pytest.fixture(scope="session")
def asked(reference, store):
    chosen = places.inside(reference.land, INSIDE, SEED) + places.border(reference.land, BORDER, SEED)
    print(f"seed {SEED}: {INSIDE} places inside {FORCE}, {BORDER} along its border")  # noqa: T201
    gazetteer, current = gazetteer_of(store), method.load()
    rows = []
    for easting, northing in chosen:
        location = gazetteer.locate(f"{easting},{northing}")
        report = document(assess(location, store, current, at=AT))
        around = reference.around(easting * MM, northing * MM, location.uncertainty_m)
        rows.append(Asked((easting, northing), report, *around))
    return rows


def same(product, reference):
    if product is None or reference is None or isinstance(product, str):
        return product == reference
    return math.isclose(float(product), float(reference), rel_tol=1e-9, abs_tol=1e-12)


def none_differ(pairs):
    """Check (place, figure, the product's, the reference's), and that anything was compared at all."""
    pairs = list(pairs)
    assert pairs
    differing = [pair for pair in pairs if not same(pair[2], pair[3])]
    shown = "\n".join(
        f"{place} {what}: product {a}, reference {b}" for place, what, a, b in differing[:SHOWN]
    )
    assert not differing, f"{len(differing)} of {len(pairs)} differ\n{shown}"


def test_both_see_every_kind_of_answer_among_the_places(asked):
    seen = {(name.split(".")[0], outcome) for row in asked for name, outcome in row.outcomes.items()}
    assert {("crime", o) for o in ("measured", "not_covered", "unavailable")} <= seen
    assert {(kind, o) for kind in ("venues", "services") for o in ("measured", "not_covered")} <= seen
    assert {row.crime.h for row in asked} >= {1600, 2400, 3200, 5000}
    assert 0 < sum(row.crime.counts is not None for row in asked) < len(asked)
    shares = [g["uncovered_share"] for row in asked for g in row.crime.groups.values() if g["measured"]]
    assert any(0.001 < share < 0.1 for share in shares)


def test_every_place_lies_in_the_same_district(asked):
    none_differ((r.place, "district", r.report["area"]["district"]["code"], r.district) for r in asked)


def test_nothing_is_measured_where_the_reference_has_no_figure_and_the_reverse(asked):
    none_differ(
        (r.place, name, r.findings[name]["outcome"], outcome)
        for r in asked
        for name, outcome in r.outcomes.items()
        if name != "services.isolation"
    )


def test_a_shop_is_not_the_nearest_stop_or_shop_where_no_file_of_stops_is_held(asked):
    none_differ(
        (
            r.place,
            "services.isolation",
            r.findings["services.isolation"]["outcome"],
            r.outcomes["services.isolation"],
        )
        for r in asked
    )


@pytest.mark.parametrize("domain", ["crime", "venues", "services", "hazards"])
def test_the_figures_are_the_same(asked, domain):
    none_differ(
        (r.place, name, finding["value"], r.values[name])
        for r in asked
        for name, finding in r.measured()
        if name.startswith(domain)
    )


@pytest.mark.parametrize("domain", ["crime", "venues", "services", "hazards"])
def test_the_intervals_are_the_same(asked, domain):
    none_differ(
        (r.place, f"{name} {end}", finding["interval"][end], limit)
        for r in asked
        for name, finding in r.measured()
        if name.startswith(domain)
        for end, limit in zip(("lower", "upper"), r.limits(name), strict=True)
    )


def test_what_the_crime_figures_rest_on_is_the_same(asked):
    none_differ(
        (r.place, f"{name} {key}", finding["detail"][key], r.crime.groups[name.split(".")[1]][known])
        for r in asked
        for name, finding in r.measured()
        if name.startswith("crime")
        for key, known in DETAIL.items()
    )


def test_the_bandwidth_and_the_spacing_of_map_points_are_the_same(asked):
    none_differ(
        (r.place, key, finding["detail"][key], known)
        for r in asked
        for name, finding in r.measured()
        if name == "crime.vso.density"
        for key, known in (("h_m", r.crime.h), ("map_point_spacing_m", r.crime.spacing))
    )


def test_the_residents_behind_a_rate_are_the_same(asked):
    none_differ(
        (
            r.place,
            name,
            finding["detail"]["residents_weighted"],
            r.crime.groups[name.split(".")[1]]["residents"],
        )
        for r in asked
        for name, finding in r.measured()
        if name.endswith(".rate")
    )


def test_what_the_other_figures_rest_on_is_the_same(asked):
    none_differ(
        (r.place, f"{name} {key}", finding["detail"][key], r.found[name][key])
        for r in asked
        for name, finding in r.measured()
        if name in r.found
        for key in ("count", "uncovered_share", "unlocated_share")
        if key in finding["detail"] and key in r.found[name]
    )


def test_the_nearest_railway_is_as_far(asked):
    none_differ(
        (
            r.place,
            "metres",
            r.findings["hazards.rail"]["detail"]["nearest"]["metres"],
            r.found["hazards.rail"]["metres"],
        )
        for r in asked
        if r.found["hazards.rail"]["value"] > 0
    )


def test_the_grades_of_recorded_crime_are_the_same(asked):
    none_differ(
        (r.place, name, finding["grade"], r.crime.groups[name.split(".")[1]]["grade"])
        for r in asked
        for name, finding in r.measured()
        if name.startswith("crime")
    )


def test_plain_counts_are_the_same_and_are_refused_at_the_same_places(asked):
    nothing = dict.fromkeys(CATEGORIES)
    none_differ(
        (r.place, label, r.report["recorded_crime"]["plain_counts"].get("by_category", nothing)[label], n)
        for r in asked
        for label, n in (r.crime.counts or nothing).items()
    )


@pytest.mark.parametrize("level", ["force", "authority"])
def test_percentiles_and_the_number_they_are_among_are_the_same(asked, reference, level):
    def pairs():
        for r in asked:
            if r.crime.last is None:
                continue  # the other side of the border: no neighbourhood of that force is measured
            for name, finding in r.measured():
                district = r.district if level == "authority" else None
                value, n = reference.compared(name, r.values[name], district)
                yield r.place, f"{name} percentile", finding["percentiles"][level]["value"], value
                yield r.place, f"{name} n", finding["percentiles"][level]["n"], n

    none_differ(pairs())


def test_a_place_of_a_force_without_files_is_compared_with_nobody(asked):
    elsewhere = [r for r in asked if r.crime.last is None]
    assert elsewhere
    for row in elsewhere:
        for _, finding in row.measured():
            assert all(
                "unavailable" in finding["percentiles"][level] for level in ("england", "force", "authority")
            )


def test_of_417_neighbourhoods_395_are_measured(asked, reference):
    assert (len(reference.reference_points), len(reference.reference_values)) == (417, 395)
    assert {r.report["reference"]["n"] for r in asked if r.crime.last} == {395}


def test_the_window_ends_with_the_latest_covered_month_of_the_force(asked, reference):
    crime = reference.exposure.crime
    last = crime.last(FORCE)
    assert (text_of(last - 35), text_of(last)) == ("2021-05", "2024-04")
    for row in asked:
        if row.crime.last is not None and row.crime.groups:
            window = row.report["recorded_crime"]["window"]
            assert (window["from"], window["to"]) == (text_of(last - 35), text_of(last))
            (own,) = [force for force in window["forces"] if force["code"] == FORCE]
            assert own["months_covered"] == len(crime.covered_in(FORCE, last)) == 36


def test_each_force_has_the_same_share_of_the_disc(asked):
    none_differ(
        (r.place, force["code"], force["share_of_disc"], r.crime.disc.get(force["code"], 0.0))
        for r in asked
        if r.crime.groups
        for force in r.report["recorded_crime"]["window"]["forces"]
    )


def test_the_seasonal_index_is_the_same(store, reference):
    layer = store.crime()
    crime = reference.exposure.crime
    tables = window_tables(layer, int(layer.window_end[layer.forces.index(FORCE)]), method.load())
    last = crime.last(FORCE)
    none_differ(
        (
            group,
            text_of(month),
            tables.season[layer.groups.index(group), at],
            crime.season(group, last)[month % 12],
        )
        for group in GROUPS
        for at, month in enumerate(crime.window(last))
    )


def test_the_map_points_changed_once_and_those_in_use_are_the_same(store, reference):
    crime = reference.exposure.crime
    used = {n: list(zip(m.x[m.located], m.y[m.located], strict=True)) for n, m in crime.of(FORCE).items()}
    assert [text_of(month) for month in breaks(used)] == ["2022-07"]
    layer = store.crime()
    active = np.column_stack([layer.index.x[layer.active], layer.index.y[layer.active]])
    assert {tuple(p) for p in active.tolist()} == {tuple(p) for p in crime.period_points.tolist()}


def test_the_reference_imports_nothing_of_the_product():
    sources = sorted(Path(places.__file__).parent.glob("*.py"))
    assert sources
    imported = {
        name.split(".")[0]
        for source in sources
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in (
            [node.module or ""] if isinstance(node, ast.ImportFrom) else [n.name for n in node.names]
        )
    }
    ours = {"reference", "numpy", "scipy", "convertbng"}
    assert imported - ours <= sys.stdlib_module_names
