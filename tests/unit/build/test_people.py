"""Residents at their postcodes, the points that stand for small areas, and how coarse the crime map is there."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import scene
import shapely

from geodata.build.account import Read
from geodata.build.draft import Draft
from geodata.build.harvest import Harvest, SourceFile
from geodata.build.people import place_population, postcode_table, write_postcodes, write_spacing, write_uprns
from geodata.release import Release

A, B = "E01999001", "E01999002"
SQUARES = pd.DataFrame(
    {"code": [A, B], "geometry": [shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000)]}
)
RESIDENTS = pd.DataFrame({"code": [A, B], "population": [900.0, 500.0]})


def postcodes(*rows: tuple[str, float, float, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["postcode", "x", "y", "quality"])
    return frame.assign(district_index=range(len(frame)), district="E06999101", row=range(1, len(frame) + 1))


@pytest.fixture
def draft(tmp_path):
    return Draft(tmp_path / "out", {}, "")


def placed(draft: Draft, frame: pd.DataFrame, lsoas=SQUARES, population=RESIDENTS):
    """Return the tallies, and each postcode's residents by position."""
    entry = place_population(draft, frame, lsoas, population)
    release = draft.opened()
    x, y = release.array("people.x") / 1000, release.array("people.y") / 1000
    residents = release.array("people.residents")
    return entry, {(float(a), float(b)): float(n) for a, b, n in zip(x, y, residents, strict=True)}, release


def test_residents_of_an_area_are_divided_equally_among_its_postcodes(draft):
    entry, people, _ = placed(
        draft,
        postcodes(
            ("AA11AA", 100, 100, 10),
            ("AA11AB", 200, 200, 50),
            ("AA11AD", 900, 900, 20),
            ("BB11AA", 1500, 500, 10),
        ),
    )
    assert people == {(100, 100): 300, (200, 200): 300, (900, 900): 300, (1500, 500): 500}
    assert (entry["lsoas"], entry["lsoas_without_postcode"], entry["residents_not_placed"]) == (2, 0, 0)


def test_postcodes_of_poor_quality_or_without_a_position_hold_nobody(draft):
    _, people, _ = placed(
        draft,
        postcodes(
            ("AA11AA", 100, 100, 10),
            ("AA11AB", 200, 200, 60),
            ("AA11AD", np.nan, np.nan, 10),
            ("AA11AE", 300, 300, 90),
        ),
    )
    assert people == {(100, 100): 900}


def test_a_postcode_just_outside_every_area_belongs_to_one_within_100_metres(draft):
    _, people, _ = placed(
        draft,
        postcodes(
            ("AA11AA", -100, 500, 10),
            ("AA11AB", -101, 500, 10),
            ("BB11AA", 1500, 1090, 10),
            ("BB11AB", 5000, 5000, 10),
        ),
    )
    assert people[-100, 500] == 900
    assert people[1500, 1090] == 500
    assert np.isnan(people[-101, 500])
    assert np.isnan(people[5000, 5000])


@pytest.mark.parametrize("order", [1, -1])
def test_a_postcode_equally_near_to_two_areas_belongs_to_the_lower_code(draft, order):
    apart = pd.DataFrame(
        {"code": [A, B], "geometry": [shapely.box(0, 0, 1000, 1000), shapely.box(1100, 0, 2000, 1000)]}
    )
    _, people, _ = placed(draft, postcodes(("AA11AA", 1050, 500, 10)), apart.iloc[::order])
    assert people == {(1050, 500): 900}


def test_a_postcode_on_the_border_of_two_areas_belongs_to_the_lower_code(draft):
    _, people, _ = placed(draft, postcodes(("AA11AA", 1000, 500, 10)))
    assert people == {(1000, 500): 900}


def test_where_areas_overlap_the_lower_code_has_the_postcode(draft):
    over = pd.DataFrame(
        {"code": [B, A], "geometry": [shapely.box(0, 0, 1000, 1000), shapely.box(500, 0, 2000, 1000)]}
    )
    _, people, _ = placed(draft, postcodes(("AA11AA", 700, 500, 10)), over)
    assert people == {(700, 500): 900}


def test_residents_of_an_area_without_a_postcode_are_counted_and_placed_nowhere(draft):
    entry, people, release = placed(draft, postcodes(("AA11AA", 100, 100, 10)))
    assert people == {(100, 100): 900}
    assert (entry["lsoas_without_postcode"], entry["residents_not_placed"]) == (1, 500)
    assert release.array("reference.lsoa").tolist() == [A.encode()]


def test_an_area_that_the_population_table_does_not_list_has_unknown_residents(draft):
    _, people, release = placed(
        draft, postcodes(("AA11AA", 100, 100, 10), ("BB11AA", 1500, 500, 10)), population=RESIDENTS.iloc[:1]
    )
    assert people[100, 100] == 900
    assert np.isnan(people[1500, 500])
    assert np.isnan(release.array("reference.residents")[1])


def test_without_a_population_table_residents_are_unknown_and_not_nought(draft):
    _, people, release = placed(draft, postcodes(("AA11AA", 100, 100, 10)), population=None)
    assert np.isnan(people[100, 100])
    assert np.isnan(release.array("reference.residents")).all()


@pytest.mark.parametrize("lsoas", [None, SQUARES.iloc[:0]])
def test_without_areas_residents_are_unknown_and_nothing_stands_for_an_area(draft, lsoas):
    entry, people, release = placed(draft, postcodes(("AA11AA", 100, 100, 10)), lsoas)
    assert np.isnan(people[100, 100])
    assert release.array("reference.lsoa").size == 0
    assert (entry["lsoas"], entry["residents_not_placed"]) == (0, 0)


def test_the_point_of_an_area_is_the_mean_of_its_postcodes(draft):
    _, _, release = placed(
        draft,
        postcodes(
            ("AA11AA", 100, 100, 10),
            ("AA11AB", 200, 400, 10),
            ("AA11AD", 250, 100, 60),
            ("BB11AA", 1500, 500, 10),
        ),
    )
    assert release.array("reference.x").tolist() == [150_000, 1_500_000]
    assert release.array("reference.y").tolist() == [250_000, 500_000]
    assert release.array("reference.residents").tolist() == [900, 500]


def test_each_postcode_keeps_its_own_district_whatever_the_cells(draft):
    frame = postcodes(("AA11AA", 900, 900, 10), ("AA11AB", 100, 100, 10), ("BB11AA", 1500, 50, 10))
    _, _, release = placed(draft, frame)
    x = release.array("people.x")
    assert {int(a): int(d) for a, d in zip(x, release.array("people.district"), strict=True)} == {
        900_000: 0, 100_000: 1, 1_500_000: 2,
    }  # fmt: skip


def read(frame: pd.DataFrame, name: str = "zz.csv") -> Read:
    return Read(SourceFile(None, name, "0" * 64, 1), Harvest(len(frame), frame), None)


def test_the_gazetteer_lists_every_postcode_once_and_places_those_that_have_a_place(draft):
    frame = postcodes(("BB11AA", 1500, 500, 10), ("AA11AA", np.nan, np.nan, 90), ("AA11AB", 100, 100, 60))
    entry = write_postcodes(draft, [read(frame), read(frame.iloc[:1], "zz2.csv")])
    release = draft.opened()
    assert release.array("postcodes.key").tolist() == [b"AA11AA", b"AA11AB", b"BB11AA"]
    assert release.array("postcodes.quality").tolist() == [90, 60, 10]
    assert release.array("postcodes.x").tolist() == [0, 100_000, 1_500_000]
    assert sorted(release.array("postcodes.grid_row").tolist()) == [1, 2]
    assert release.array("postcodes.grid_x").size == 2
    assert (entry["features"], entry["districts"]) == (3, ["E06999101"])


def test_readers_are_given_only_postcodes_that_have_a_place(draft):
    frame = postcodes(("BB11AA", 1500, 500, 10), ("AA11AA", np.nan, np.nan, 90), ("AA11AB", 100, 100, 60))
    table = postcode_table([read(frame)])
    x, y = table.locate(pd.Series(["bb1 1aa", "AA11AA", None, "AA1 1AB"]))
    assert x[[0, 3]].tolist() == [1500, 100]
    assert np.isnan(x[1:3]).all()
    assert np.isnan(y[1:3]).all()


def test_no_postcode_is_located_in_an_empty_table():
    table = postcode_table([read(postcodes(("AA11AA", np.nan, np.nan, 90)))])
    x, _ = table.locate(pd.Series(["AA1 1AA"]))
    assert np.isnan(x).all()


def spacing(draft: Draft, has_force: list[bool], points: list[tuple[int, int, bool]]) -> dict[float, float]:
    place_population(draft, postcodes(("AA11AA", 0, 0, 10), ("BB11AA", 1500, 0, 10)), None, None)
    for name, column in zip(
        "xy", zip(*[(p[0], p[1]) for p in points], strict=True) if points else ((), ()), strict=True
    ):
        draft.add(f"crime.{name}", (np.array(column, dtype=np.float64) * 1000).astype(np.int32))
    draft.add("crime.active", np.array([p[2] for p in points], dtype=bool))
    write_spacing(draft, draft.opened(), np.array(has_force))
    release = draft.opened()
    return dict(
        zip(
            (release.array("people.x") / 1000).tolist(), release.array("people.spacing").tolist(), strict=True
        )
    )


def test_spacing_is_the_distance_to_the_nearest_map_point_in_use(draft):
    found = spacing(draft, [True, True], [(300, 400, True), (10, 0, False), (1500, 70, True)])
    assert found == {0: 500, 1500: 70}


def test_spacing_is_unknown_where_the_postcodes_own_force_is_not_covered(draft):
    found = spacing(draft, [True, False], [(300, 400, True), (1500, 70, True)])
    assert found[0] == 500
    assert np.isnan(found[1500])


@pytest.mark.parametrize(
    ("force", "points"), [([True, True], []), ([True, True], [(1, 1, False)]), ([False] * 2, [(1, 1, True)])]
)
def test_spacing_is_unknown_without_points_or_without_forces(draft, force, points):
    assert np.isnan(list(spacing(draft, force, points).values())).all()


def test_a_postcode_of_a_force_without_a_covered_month_has_no_spacing_even_when_the_rest_of_england_is_covered(
    tmp_path,
):
    # Ten forces, one of which publishes nothing: nine are 90 %, so all share one window; the tenth has no map point.
    # Decision 0004, 13: its postcodes would measure the missing file and not the grid.
    drawn = scene.draw(tmp_path, months=1)
    for path in drawn.source.rglob("*-eastmark-street.csv"):
        path.unlink()
    slugs = [f"extra-{c}" for c in "abcdefgh"]
    more = [
        (f"E239992{n:02d}", f"Police {s}", s, "E", "An Area", "", "", scene.SOURCE)
        for n, s in enumerate(slugs)
    ]
    scene.write_tables(drawn.tables, forces=[*scene.table_rows()["forces"], *more])
    for slug in slugs:
        scene.write_street(
            drawn.source, slug, "2024-01", [scene.street_row(570_500, 510_500, "Drugs", "2024-01")]
        )
    outcome = scene.build_drawn(drawn, tmp_path / "out")
    assert outcome.lock["layers"]["crime"]["window_rule"] == "england"
    release = Release.open(tmp_path / "out")
    east = release.array("people.x") > scene.EAST_BOX[0] * 1000
    measured = np.isfinite(release.array("people.spacing"))
    assert measured[~east].all()
    assert not measured[east].any()


def test_uprns_are_sorted_and_those_without_a_place_left_out(draft):
    frame = pd.DataFrame(
        {"uprn": [30, 10, 20, 30], "x": [3.0, 1.0, np.nan, 3.0], "y": [3.0, 1.0, np.nan, 3.0]}
    )
    assert write_uprns(draft, frame) == {"features": 2}
    release = draft.opened()
    assert release.array("uprns.key").tolist() == [10, 30]
    assert release.array("uprns.x").tolist() == [1_000, 3_000]
