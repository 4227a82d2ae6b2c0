"""The product's figures at hundreds of real places are those of a second program that shares no code with it.

The second program is `tests/reference/` (decision 0005). Counts agree exactly, other numbers to nine digits. What is
compared is in `tests/proofs/comparison.py`, which the long form of this proof uses as well (docs/proofs.md).
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest
from proofs.comparison import DOMAINS, OF_A_PLACE, OF_THE_RELEASE, Sides, same
from reference import places
from reference.crime import breaks
from reference.crime_files import text_of
from reference.everything import FORCE

pytestmark = pytest.mark.real_data

SEED = 20240630
INSIDE, BORDER = 200, 60
SHOWN = 10  # differences named when a test fails


@pytest.fixture(scope="session")
def sides(data_dir, real_release):
    return Sides(data_dir, real_release)


@pytest.fixture(scope="session")
def reference(sides):
    return sides.reference


@pytest.fixture(scope="session")
def asked(sides):
    chosen = sides.draw(INSIDE, BORDER, SEED)
    print(f"seed {SEED}: {INSIDE} places inside {FORCE}, {BORDER} along its border")  # noqa: T201
    return [sides.ask(place) for place in chosen]


def none_differ(pairs):
    """Check (place, figure, the product's, the reference's), and that anything was compared at all."""
    pairs = list(pairs)
    assert pairs
    differing = [pair for pair in pairs if not same(pair[2], pair[3])]
    shown = "\n".join(
        f"{place} {what}: product {a}, reference {b}" for place, what, a, b in differing[:SHOWN]
    )
    assert not differing, f"{len(differing)} of {len(pairs)} differ\n{shown}"


def agree(check, asked, reference):
    """Check one kind of figure at every place."""
    none_differ(pair for row in asked for pair in OF_A_PLACE[check](row, reference))


def test_both_see_every_kind_of_answer_among_the_places(asked):
    seen = {(name.split(".")[0], outcome) for row in asked for name, outcome in row.outcomes.items()}
    assert {("crime", o) for o in ("measured", "not_covered", "unavailable")} <= seen
    assert {(kind, o) for kind in ("venues", "services") for o in ("measured", "not_covered")} <= seen
    assert {row.crime.h for row in asked} >= {1600, 2400, 3200, 5000}
    assert 0 < sum(row.crime.counts is not None for row in asked) < len(asked)
    shares = [g["uncovered_share"] for row in asked for g in row.crime.groups.values() if g["measured"]]
    assert any(0.001 < share < 0.1 for share in shares)


def test_every_place_lies_in_the_same_district(asked, reference):
    agree("district", asked, reference)


def test_nothing_is_measured_where_the_reference_has_no_figure_and_the_reverse(asked, reference):
    agree("outcomes", asked, reference)


def test_a_shop_is_not_the_nearest_stop_or_shop_where_no_file_of_stops_is_held(asked, reference):
    agree("outcome of the nearest stop or shop", asked, reference)


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_figures_are_the_same(asked, reference, domain):
    agree(f"figures, {domain}", asked, reference)


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_intervals_are_the_same(asked, reference, domain):
    agree(f"intervals, {domain}", asked, reference)


def test_what_the_crime_figures_rest_on_is_the_same(asked, reference):
    agree("what crime figures rest on", asked, reference)


def test_the_bandwidth_and_the_spacing_of_map_points_are_the_same(asked, reference):
    agree("bandwidth and spacing of map points", asked, reference)


def test_the_residents_behind_a_rate_are_the_same(asked, reference):
    agree("residents behind a rate", asked, reference)


def test_what_the_other_figures_rest_on_is_the_same(asked, reference):
    agree("what other figures rest on", asked, reference)


def test_the_nearest_railway_is_as_far(asked, reference):
    agree("distance to the railway", asked, reference)


def test_the_grades_of_recorded_crime_are_the_same(asked, reference):
    agree("grades of recorded crime", asked, reference)


def test_plain_counts_are_the_same_and_are_refused_at_the_same_places(asked, reference):
    agree("plain counts by category", asked, reference)


@pytest.mark.parametrize("level", ["force", "authority"])
def test_percentiles_and_the_number_they_are_among_are_the_same(asked, reference, level):
    agree(f"percentiles in the {level}", asked, reference)


def test_a_place_of_a_force_without_files_is_compared_with_nobody(asked, reference):
    agree("no percentile in a force without files", asked, reference)


def test_of_417_neighbourhoods_395_are_measured(asked, reference):
    assert (len(reference.reference_points), len(reference.reference_values)) == (417, 395)
    agree("size of the reference set", asked, reference)


def test_the_window_ends_with_the_latest_covered_month_of_the_force(asked, reference):
    crime = reference.exposure.crime
    last = crime.last(FORCE)
    assert (text_of(last - 35), text_of(last)) == ("2021-05", "2024-04")
    assert len(crime.covered_in(FORCE, last)) == 36
    agree("window and months covered", asked, reference)


def test_each_force_has_the_same_share_of_the_disc(asked, reference):
    agree("share of each force in the disc", asked, reference)


def test_the_seasonal_index_is_the_same(sides):
    none_differ(OF_THE_RELEASE["seasonal index"](sides))


def test_the_map_points_changed_once_and_those_in_use_are_the_same(sides, reference):
    crime = reference.exposure.crime
    used = {n: list(zip(m.x[m.located], m.y[m.located], strict=True)) for n, m in crime.of(FORCE).items()}
    assert [text_of(month) for month in breaks(used)] == ["2022-07"]
    none_differ(OF_THE_RELEASE["map points in use"](sides))


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
