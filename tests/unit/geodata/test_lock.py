"""A key that is taken out of a lock that a build wrote is named."""

import copy
import json

import locks
import pytest

from geodata.lock import lacking
from geodata.release import LOCK, Release


@pytest.fixture(scope="module")
def whole(sample):
    """Return the lock of the fictional release, comparators and rating included."""
    lock = json.loads((Release.open(sample).path / LOCK).read_bytes())
    lock["layers"]["none"] = locks.entry("none", "absent")
    return lock


def without(lock, *path):
    found = copy.deepcopy(lock)
    at = found
    for key in path[:-1]:
        at = at[key]
    del at[path[-1]]
    return found


def test_a_lock_that_a_build_wrote_lacks_nothing(whole):
    assert lacking(whole) == ""


@pytest.mark.parametrize(
    "path",
    [
        ("layers", "crime"), ("layers", "districts"), ("layers", "postcodes"), ("layers", "crime", "breaks"),
        ("layers", "crime", "status"), ("layers", "crime", "grid"), ("layers", "crime", "grid", "origin"),
        ("layers", "postcodes", "districts"), ("layers", "fhrs", "classes"), ("layers", "fhrs", "vintage"),
        ("layers", "fhrs", "coverage", "boxes"), ("layers", "fhrs", "indicators", 0, "unit"),
        ("layers", "none", "reason", "code"), ("layers", "none", "reason", "text"), ("people",), ("people", "grid"),
        ("people", "grid", "shape"), ("comparators",), ("comparators", "method"), ("reference", "kind"), ("rating",),
        ("rating", "sets"), ("rating", "sets", 0, "name"), ("nearest",), ("arrays", "crime.row_n", "dtype"),
        ("texts", "rejections.csv", "sha256"), *((key,) for key in ("arrays", "layers", "label", "texts")),
    ],
)  # fmt: skip
def test_a_key_that_was_taken_out_is_named_by_its_path(whole, path):
    assert lacking(without(whole, *path)) == ".".join(map(str, path))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("layers",), []), (("arrays",), None), (("layers", "crime"), "x"), (("layers", "crime", "grid"), 3),
        (("layers", "fhrs", "indicators"), None), (("layers", "fhrs", "indicators", 0), "x"), (("people",), None),
        (("people", "grid"), []), (("rating",), 1), (("rating", "sets"), {}), (("reference",), "x"),
        (("comparators",), []), (("layers", "fhrs", "coverage"), []), (("layers", "none", "reason"), ""),
    ],
)  # fmt: skip
def test_a_part_of_another_kind_is_named_as_lacking(whole, path, value):
    lock = copy.deepcopy(whole)
    at = lock
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    assert lacking(lock) == ".".join(map(str, path))


def test_parts_that_only_arrays_need_may_be_absent_without_them():
    lock = {
        "arrays": {},
        "data_version": "",
        "label": "",
        "layers": locks.needed(),
        "tables_sha256": "",
        "texts": {},
    }
    assert lacking(lock) == "reference"
    assert lacking(lock | {"reference": {"kind": "none"}}) == ""
