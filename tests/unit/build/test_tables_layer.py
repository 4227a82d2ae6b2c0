"""Figures by area code: sorted, never doubled, never carried over where no one value is right."""

from __future__ import annotations

import itertools
from datetime import date

import numpy as np
import pandas as pd
import pytest
import scene

from geodata.authorities import Authorities
from geodata.build.draft import Draft
from geodata.build.tables_layer import write_table
from geodata.errors import SourceFileError, TableError
from geodata.manifest import Layer

ON = date(2025, 4, 1)
NAMES = {scene.WEST: "Isle of Westmark, City of", scene.EAST: "Eastmark & Skerry"}


@pytest.fixture(scope="module")
def authorities(tmp_path_factory):
    rows = [(c, n, "unitary", "E", "A Region", "", "", "true", "", scene.SOURCE) for c, n in NAMES.items()]
    directory = scene.write_tables(tmp_path_factory.mktemp("tables"), authorities=rows)
    return Authorities.from_tables(scene.read_tables(directory))


@pytest.fixture
def draft(tmp_path):
    return Draft(tmp_path / "out", {}, "")


def layer(*columns: str, layer_id: str = "thing", **options: str) -> Layer:
    return Layer.model_validate({
        "id": layer_id, "title": "Drawn figures", "class": "open",
        "source": {"publisher": "Nobody", "url": "https://example.org/", "licence": "CC0", "attribution": "Drawn.",
                   "review_after_months": 12, "stale_after_months": 24},
        "data": {"reader": "table", "files": ["x.csv"], "geometry": "none", "options": options},
        "indicator": [
            {"id": f"context.{c}", "domain": "context", "title": c, "question": "?", "measure": "area_value",
             "unit": "n", "worse": "neither", "column": c} for c in columns
        ],
    })  # fmt: skip


def values(draft: Draft, *columns: str) -> dict[str, list[float]]:
    release = draft.opened()
    codes = [c.decode() for c in release.array("thing.code")]
    return {code: [float(release.array(f"thing.{c}")[n]) for c in columns] for n, code in enumerate(codes)}


def test_columns_are_written_sorted_by_code_and_a_blank_is_not_nought(draft, authorities):
    frame = pd.DataFrame({"code": ["E2", "E1", "E3"], "score": ["2.5", "", "c"], "rank": [3, 1, 2]})
    assert write_table(draft, layer("score", "rank"), frame, {}, authorities, ON) == {"features": 3}
    found = values(draft, "score", "rank")
    assert list(found) == ["E1", "E2", "E3"]
    assert found["E2"] == [2.5, 3]
    assert np.isnan([found["E1"][0], found["E3"][0]]).all()


def test_a_code_that_comes_twice_is_refused(draft, authorities):
    frame = pd.DataFrame({"code": ["E2", "E1", "E2"], "score": [1, 2, 3]})
    with pytest.raises(SourceFileError, match="the code 'E2' comes twice") as error:
        write_table(draft, layer("score"), frame, {}, authorities, ON)
    assert (error.value.file, error.value.rule) == ("thing", "unique")


def test_a_layer_that_is_asked_for_no_value_is_read_but_not_stored(draft, authorities):
    assert write_table(draft, layer(), pd.DataFrame({"code": ["E1"]}), {}, authorities, ON) == {"features": 1}
    assert not draft.opened().has("thing.code")


def test_postcode_districts_keep_the_authorities_they_reach(draft, authorities):
    frame = pd.DataFrame({"code": ["ZZ2", "ZZ1"], "lads": ["E06999102:3", "E06999101:5;E06999102:1"]})
    assert write_table(draft, layer(layer_id="postcode_districts"), frame, {}, authorities, ON) == {
        "features": 2
    }
    release = draft.opened()
    assert release.array("postcode_districts.code").tolist() == [b"ZZ1", b"ZZ2"]
    text = bytes(release.array("postcode_districts.name_text")).decode()
    starts = release.array("postcode_districts.name_start").tolist()
    assert [text[a:b] for a, b in itertools.pairwise(starts)] == ["E06999101:5;E06999102:1", "E06999102:3"]


def lookup() -> pd.DataFrame:
    rows = [("E01A", "E01OLD1", "U"), ("E01B", "E01OLD2", "S"), ("E01C", "E01OLD2", "S"), ("E01D", "E01OLD3", "M"),
            ("E01D", "E01OLD4", "M"), ("E01E", "E01OLD5", "X")]  # fmt: skip
    return pd.DataFrame(rows, columns=["code", "lsoa11", "change"])


def test_figures_of_2011_are_carried_over_where_the_area_is_the_same_or_a_part_and_nowhere_else(
    draft, authorities
):
    frame = pd.DataFrame({"code": [f"E01OLD{n}" for n in range(1, 6)], "score": [1, 2, 3, 4, 5]})
    frames = {"lookup": lookup()}
    write_table(draft, layer("score", recode="lookup"), frame, frames, authorities, ON)
    assert values(draft, "score") == {"E01A": [1], "E01B": [2], "E01C": [2]}


def test_without_the_lookup_figures_of_2011_are_refused_rather_than_used_as_they_are(draft, authorities):
    frame = pd.DataFrame({"code": ["E01OLD1"], "score": [1]})
    with pytest.raises(SourceFileError, match="the lookup from 2011 to 2021 areas is not held") as error:
        write_table(draft, layer("score", recode="lookup"), frame, {}, authorities, ON)
    assert "lsoa_lookup" in error.value.advice


def counted(draft, authorities, *rows: tuple[str, str]) -> dict[str, list[float]]:
    frame = pd.DataFrame(rows, columns=["code", "kind"])
    write_table(draft, layer("homes", "other", aggregate="kind"), frame, {}, authorities, ON)
    return values(draft, "homes", "other")


def test_rows_are_counted_by_authority_whatever_the_spelling_of_its_name(draft, authorities):
    found = counted(
        draft, authorities, ("City of Isle of Westmark", "homes"), ("Isle of Westmark", "homes"),
        ("ISLE OF WESTMARK COUNCIL", "other"), ("Eastmark and Skerry", "homes"),
    )  # fmt: skip
    assert found == {scene.WEST: [2, 1], scene.EAST: [1, 0]}


def test_an_authority_that_the_publisher_does_not_list_has_no_figure(draft, authorities):
    found = counted(draft, authorities, ("Eastmark & Skerry", "homes"), ("Eastmark & Skerry", "other"))
    assert found == {scene.EAST: [1, 1]}


def test_a_kind_that_no_authority_has_is_nought_for_those_listed(draft, authorities):
    assert counted(draft, authorities, ("Eastmark & Skerry", "homes")) == {scene.EAST: [1, 0]}


def test_two_authorities_whose_names_read_alike_stop_the_build_because_either_could_be_meant(draft, tmp_path):
    rows = [(c, n, "unitary", "E", "A Region", "", "", "true", "", scene.SOURCE)
            for c, n in ((scene.WEST, "Westmark"), (scene.EAST, "City of Westmark"))]  # fmt: skip
    alike = Authorities.from_tables(
        scene.read_tables(scene.write_tables(tmp_path / "tables", authorities=rows))
    )
    with pytest.raises(TableError, match=r"Two authorities of the table are called alike: .*Westmark"):
        counted(draft, alike, ("Westmark", "homes"))


def test_a_name_that_no_table_knows_is_refused(draft, authorities):
    with pytest.raises(
        SourceFileError, match=r"no authority of the table is called 'Atlantis' \(2 such names\)"
    ) as error:
        counted(draft, authorities, ("Atlantis", "homes"), ("Mu", "homes"), ("Eastmark & Skerry", "homes"))
    assert error.value.rule == "authority"
