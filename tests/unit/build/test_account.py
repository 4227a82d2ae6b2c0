"""The account of a layer: no row lost in silence, and every assertion names the file, the row and the rule."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely

from geodata.build.account import Read, absent, built, combined_hash, declared, failed, rejected_lines, span
from geodata.build.harvest import Harvest, SourceFile
from geodata.errors import SourceFileError
from geodata.manifest import Layer, Part
from geodata.types import Rejection


def layer(expect: dict | None = None, **data: object) -> Layer:
    return Layer.model_validate({
        "id": "thing", "title": "Drawn things", "class": "open",
        "source": {"publisher": "Nobody", "url": "https://example.org/", "licence": "CC0", "attribution": "Drawn.",
                   "review_after_months": 12, "stale_after_months": 24},
        "data": {"reader": "table", "files": ["a.csv", "b.csv"], "geometry": "point", **data},
        "expect": expect or {},
    })  # fmt: skip


def points(*rows: tuple[float, float, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["x", "y", "class", "name"])
    return frame.assign(row=range(2, len(frame) + 2))


def read(
    frame: pd.DataFrame, name: str = "a.csv", rejected: tuple[int, ...] = (), part: Part | None = None, **more
):
    refused = tuple(Rejection(file=name, row=r, rule="odd", text="it is odd") for r in rejected)
    rows_in = more.pop("rows_in", len(frame) + len(refused))
    sha = hashlib.sha256(name.encode()).hexdigest()
    return Read(SourceFile(None, name, sha, 1), Harvest(rows_in, frame, refused, **more), part)


TWO = points((10, 20, "pub", "A"), (np.nan, np.nan, "bar", "B"))


def test_every_row_in_is_kept_unlocated_or_rejected():
    entry = built(layer({"max_rejected_share": 0.5}), [read(TWO, rejected=(4,)), read(TWO, "b.csv")])
    assert (entry["rows_in"], entry["rows_kept"], entry["rows_unlocated"], entry["rows_rejected"]) == (
        5,
        2,
        2,
        1,
    )
    assert entry["rejections"] == {"odd": 1}
    assert [(f["name"], f["rows_in"]) for f in entry["files"]] == [("a.csv", 3), ("b.csv", 2)]
    assert (entry["status"], entry["reason"]) == ("built", {})


@pytest.mark.parametrize("rows_in", [1, 3])
def test_a_row_that_is_not_accounted_for_is_caught(rows_in):
    with pytest.raises(
        SourceFileError, match=f"{rows_in} rows came in but 2 were kept and 0 rejected"
    ) as error:
        built(layer(), [read(TWO, rows_in=rows_in)])
    assert (error.value.file, error.value.rule) == ("a.csv", "rows_accounted_for")
    assert "please report it" in error.value.advice


def refused(expect: dict, *reads: Read) -> SourceFileError:
    with pytest.raises(SourceFileError) as error:
        built(layer(expect), list(reads))
    return error.value


def test_fewer_rows_than_expected():
    error = refused({"min_rows": 3}, read(TWO))
    assert (error.file, error.rule, error.text) == (
        "a.csv",
        "min_rows",
        "2 rows where at least 3 are expected.",
    )
    assert built(layer({"min_rows": 2}), [read(TWO)])["rows_in"] == 2


def test_a_file_without_rows_is_too_few_unless_said_otherwise():
    assert refused({}, read(TWO.iloc[:0])).rule == "min_rows"
    table = pd.DataFrame({"row": [], "code": []})
    assert built(layer({"min_rows": 0}, geometry="none"), [read(table)])["rows_in"] == 0


def test_one_file_of_several_that_places_nothing_does_not_hide_behind_the_others():
    for frame in (TWO.iloc[:0], TWO.iloc[1:]):
        error = refused({}, read(TWO), read(frame, "b.csv"))
        assert (error.file, error.rule) == ("b.csv", "empty_file")


def test_the_same_data_twice_are_refused_whether_by_bytes_or_by_what_the_reader_says_they_are():
    one = read(TWO, extra={"source_code": "027"})
    copy = Read(replace(one.file, name="b.csv"), one.harvest, None)
    saved_again = read(TWO, "c.csv", extra={"source_code": "027"})
    for other in (copy, saved_again):
        error = refused({}, one, other)
        assert (error.file, error.rule, error.text) == (
            other.file.name,
            "twice",
            "the same data are also in a.csv.",
        )
    assert built(layer(), [one, read(TWO, "d.csv", extra={"source_code": "028"})])["rows_in"] == 4


def test_more_rows_than_expected():
    error = refused({"max_rows": 1}, read(TWO))
    assert (error.file, error.rule, error.text) == (
        "a.csv",
        "max_rows",
        "2 rows where at most 1 are expected.",
    )
    assert built(layer({"max_rows": 2}), [read(TWO)])["rows_in"] == 2


def test_too_many_rejections_names_the_commonest_reason_and_the_first_row():
    error = refused({"max_rejected_share": 0.3}, read(TWO, rejected=(7, 9)))
    assert (error.file, error.rule, error.row) == ("a.csv", "max_rejected_share", 7)
    assert error.text == "50.0 % of the rows were rejected (2 for 'odd'); at most 30 % may be."
    assert built(layer({"max_rejected_share": 0.5}), [read(TWO, rejected=(7, 9))])["rows_rejected"] == 2


def test_the_row_named_for_too_many_rejections_is_a_row_of_the_file_named():
    error = refused({"max_rejected_share": 0.1}, read(TWO, "a.csv"), read(TWO, "b.csv", rejected=(7,)))
    assert (error.file, error.row) == ("b.csv", 7)


@pytest.mark.parametrize("at", [(-1, 5), (101, 5), (5, -1), (5, 101)])
def test_a_position_outside_the_bounds(at):
    frame = points((5, 5, "pub", ""), (np.nan, np.nan, "pub", ""), (*at, "pub", ""))
    error = refused({"bounds": (0, 0, 100, 100)}, read(TWO.assign(x=1.0, y=1.0)), read(frame, "b.csv"))
    assert (error.file, error.rule, error.row) == ("b.csv", "bounds", 4)


def test_a_position_on_the_bounds_is_inside():
    frame = points((0, 0, "pub", ""), (100, 100, "pub", ""))
    assert built(layer({"bounds": (0, 0, 100, 100)}), [read(frame)])["rows_kept"] == 2


def test_a_value_that_should_come_once_comes_twice():
    frame = points((1, 1, "pub", "A"), (2, 2, "pub", "B"), (3, 3, "pub", "A"))
    error = refused({"unique": ["name"]}, read(frame))
    assert (error.file, error.rule, error.row, error.text) == (
        "a.csv",
        "unique",
        4,
        "'name' holds 'A' twice.",
    )


def test_a_value_that_should_come_once_comes_in_two_files():
    frames = points((1, 1, "pub", "A"), (1, 1, "pub", "B")), points((1, 1, "pub", "C"), (2, 2, "pub", "B"))
    error = refused({"unique": ["name"]}, read(frames[0]), read(frames[1], "b.csv"))
    assert (error.file, error.row, error.text) == ("b.csv", 3, "'name' holds 'B', which a.csv holds too.")
    assert "would count twice" in error.advice


def areas(*rows: tuple[str, object]) -> pd.DataFrame:
    codes, shapes = zip(*rows, strict=True)
    frame = pd.DataFrame({"row": range(1, len(rows) + 1), "code": codes, "class": "lsoa", "name": ""})
    return frame.assign(geometry=list(shapes))


def test_an_area_of_the_same_shape_in_two_files_is_one_area_and_of_another_shape_a_contradiction():
    square, other = shapely.box(0, 0, 1, 1), shapely.box(0, 0, 1, 2)
    turned = shapely.Polygon([(1, 1), (0, 1), (0, 0), (1, 0)])
    declared = layer({"unique": ["code"]}, geometry="polygon")
    one = read(areas(("A", square), ("B", square)))
    assert built(declared, [one, read(areas(("A", turned), ("C", square)), "b.geojson")])["rows_in"] == 4
    for shape in (other, None):
        with pytest.raises(SourceFileError, match=r"which a\.csv holds too"):
            built(declared, [one, read(areas(("C", square), ("A", shape)), "b.geojson")])
    with pytest.raises(SourceFileError, match="'A' twice"):
        built(declared, [read(areas(("A", square), ("A", square)))])


def test_a_class_that_must_be_there_is_not():
    error = refused({"classes": ["pub", "hotel"]}, read(TWO))
    assert (error.file, error.rule, error.text) == ("a.csv", "classes", "no row of class 'hotel' was found.")
    assert built(layer({"classes": ["pub", "bar"]}), [read(TWO)])["rows_in"] == 2


def test_classes_may_be_spread_over_the_files():
    assert (
        built(
            layer({"classes": ["pub", "bar"]}), [read(TWO.iloc[:1]), read(points((1, 1, "bar", "")), "b.csv")]
        )["rows_in"]
        == 2
    )


def test_shapes_that_are_missing_are_unlocated_and_tables_have_no_position_to_lose():
    shapes = pd.DataFrame(
        {"row": [1, 2], "geometry": [shapely.box(0, 0, 1, 1), None], "class": "a", "name": ""}
    )
    assert built(layer(), [read(shapes)])["rows_unlocated"] == 1
    table = pd.DataFrame({"row": [1, 2], "code": ["E1", "E2"]})
    assert built(layer(), [read(table)])["rows_unlocated"] == 0


def test_the_hash_of_a_layer_does_not_depend_on_the_order_of_its_files():
    assert combined_hash(["b", "a"]) == combined_hash(["a", "b"]) == hashlib.sha256(b"a\nb\n").hexdigest()
    one, other = read(TWO), read(TWO, "b.csv")
    assert built(layer(), [one, other])["sha256"] == built(layer(), [other, one])["sha256"]


@pytest.mark.parametrize(
    ("vintages", "text"),
    [([], ""), ([""], ""), (["2024-03"], "2024-03"), (["2024-03", "", "2024-03"], ""),
     (["2024-03", "2021-12", "2022-01"], "2021-12/2024-03")],
)  # fmt: skip
def test_an_old_or_undated_file_does_not_hide_behind_a_new_one(vintages, text):
    assert span(vintages) == text


def vintage(part: Part | None = None, manifest: str = "from_file", file: str = "2020-01") -> str:
    return built(layer(vintage=manifest), [read(TWO, part=part, vintage=file)])["vintage"]


def test_the_vintage_is_the_parts_else_the_manifests_else_the_files():
    assert vintage() == "2020-01"
    assert vintage(manifest="2021-01") == "2021-01"
    assert vintage(part=Part(files="*"), manifest="2021-01") == "2021-01"
    assert vintage(part=Part(files="*", vintage="2022-01"), manifest="2021-01") == "2022-01"


def coverage(reads: list[Read], **data: object) -> dict:
    return built(layer(**data), reads)["coverage"]


def test_coverage_is_what_the_manifest_says():
    assert coverage([read(TWO, coverage=("E1",))]) == {"areas": [], "boxes": []}
    assert coverage([read(TWO)], coverage={"areas": "england"}) == {"areas": ["england"], "boxes": []}
    assert coverage([read(TWO)], coverage={"areas": ["E2", "E1"]}) == {"areas": ["E1", "E2"], "boxes": []}
    assert coverage([read(TWO)], coverage={"box": [1, 2, 3, 4]}) == {"areas": [], "boxes": [[1, 2, 3, 4]]}


def test_coverage_from_the_files_is_that_of_all_of_them():
    both = [read(TWO, coverage=("E1", "E3")), read(TWO, "b.csv", coverage=("E2",))]
    assert coverage(both, coverage={"areas": "from_file"})["areas"] == ["E1", "E2", "E3"]


def test_a_part_may_cover_something_else_and_all_england_swallows_the_rest():
    south = Part.model_validate({"files": "*", "coverage": {"areas": ["E9"], "box": [5, 6, 7, 8]}})
    whole = Part.model_validate({"files": "*", "coverage": {"areas": "england"}})
    reads = [read(TWO, coverage=("E1",)), read(TWO, "b.csv", part=south)]
    assert coverage(reads, coverage={"areas": "from_file"}) == {
        "areas": ["E1", "E9"],
        "boxes": [[5, 6, 7, 8]],
    }
    reads.append(read(TWO, "c.csv", part=whole))
    assert coverage(reads, coverage={"areas": "from_file", "box": [1, 2, 3, 4]})["areas"] == ["england"]


def test_a_reader_may_say_that_the_format_was_not_the_one_verified():
    assert built(layer(), [read(TWO)])["format_verified"] is True
    assert built(layer(), [read(TWO, extra={"format_verified": False})])["format_verified"] is False
    assert built(layer(format_verified=False), [read(TWO)])["format_verified"] is False


def test_what_a_reader_adds_is_kept_if_it_is_plain():
    entry = built(layer(), [read(TWO, extra={"b": 1, "a": "x", "list": [1]})])
    assert entry["files"][0]["extra"] == {"a": "x", "b": 1}


def test_a_layer_without_a_file_says_what_was_looked_for():
    entry = absent(layer())
    assert entry["status"] == "absent"
    assert entry["reason"] == {
        "code": "no_data",
        "text": "No file of Drawn things is held (looked for a.csv or b.csv).",
    }
    assert entry.keys() - {"status", "reason"} == declared(layer()).keys()


@pytest.mark.parametrize(("rule", "code"), [("readable", "unreadable"), ("min_rows", "failed_check")])
def test_a_layer_that_failed_says_why_and_which_files(rule, code):
    error = SourceFileError("a.csv", rule, "It is torn.", row=7)
    entry = failed(layer(), error, [SourceFile(None, "a.csv", "ab", 1)])
    assert entry["reason"] == {
        "code": code, "rule": rule, "row": 7,
        "text": f"The file of Drawn things failed the check '{rule}': It is torn.",
    }  # fmt: skip
    assert entry["files"] == [
        {
            "name": "a.csv",
            "sha256": "ab",
            "rows_in": 0,
            "rows_kept": 0,
            "rows_unlocated": 0,
            "rows_rejected": 0,
        }
    ]
    assert entry["status"] == "failed"


def test_rejections_are_listed_line_by_line():
    assert rejected_lines([Rejection(file="a", row=3, rule="odd", text="x")]) == [["a", "3", "odd", "x"]]
