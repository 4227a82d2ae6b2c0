"""A release while it is written: same inputs, same bytes, same name; and nothing is current before it is whole."""

from __future__ import annotations

import json
from pathlib import Path

import locks
import numpy as np
import pytest
import scene

from geodata.build.draft import Draft, canonical
from geodata.release import BUILDING, LOCK, POINTER, TABLES, Release


def written(to: Path, seed: int = 1, label: str = "") -> Draft:
    draft = Draft(to, {"b": [{"code": "2"}], "a": [{"code": "1"}]}, label)
    draft.add("thing.x", np.arange(seed, seed + 10, dtype=np.int32))
    draft.add_text("rejections.csv", b"file,row\n")
    draft.layers |= {name: locks.entry(name, "built") for name in ("z", "a")} | locks.needed()
    draft.lock["reference"] = locks.REFERENCE
    return draft


def test_one_document_has_one_form():
    assert canonical({"b": 1, "a": "é"}) == '{\n "a": "é",\n "b": 1\n}\n'.encode()


def test_the_same_inputs_give_the_same_name_and_the_same_bytes(tmp_path):
    one = written(tmp_path / "one").publish(make_current=True)
    other = written(tmp_path / "other").publish(make_current=False)
    assert one.name == other.name
    assert sorted(p.name for p in one.iterdir()) == sorted(p.name for p in other.iterdir())
    for path in one.iterdir():
        assert path.read_bytes() == (other / path.name).read_bytes()


@pytest.mark.parametrize("change", [{"seed": 2}, {"label": "DRAWN"}])
def test_other_inputs_give_another_name(tmp_path, change):
    assert (
        written(tmp_path / "one").publish(make_current=True).name
        != written(tmp_path / "other", **change).publish(make_current=True).name
    )


def test_publishing_moves_the_pointer_and_leaves_nothing_else_behind(tmp_path):
    first = written(tmp_path).publish(make_current=True)
    assert (tmp_path / POINTER).read_text() == f"{first.name}\n"
    second = written(tmp_path, seed=5).publish(make_current=True)
    assert (tmp_path / POINTER).read_text() == f"{second.name}\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([first.name, second.name, POINTER])


def test_a_release_may_be_published_without_being_current(tmp_path):
    first = written(tmp_path).publish(make_current=True)
    second = written(tmp_path, seed=5).publish(make_current=False)
    assert second.is_dir()
    assert (tmp_path / POINTER).read_text() == f"{first.name}\n"


def test_until_it_is_published_the_current_release_stands(tmp_path):
    first = written(tmp_path).publish(make_current=True)
    draft = written(tmp_path, seed=5)
    draft.opened()
    assert Release.open(tmp_path).path == first
    draft.publish(make_current=True)
    assert Release.open(tmp_path).path != first


def test_the_pointer_is_moved_only_when_the_release_lies_whole_under_its_name(tmp_path, monkeypatch):
    seen = []
    real = Path.replace

    def watched(self, target):
        name = self.read_text().strip()
        seen.append(Release.open(tmp_path / name).damaged())
        return real(self, target)

    monkeypatch.setattr(Path, "replace", watched)
    written(tmp_path).publish(make_current=True)
    assert seen == [[]]


def test_building_the_same_again_changes_nothing(tmp_path):
    first = written(tmp_path).publish(make_current=True)
    before = {p.name: p.stat().st_mtime_ns for p in first.iterdir()}
    assert written(tmp_path).publish(make_current=True) == first
    assert {p.name: p.stat().st_mtime_ns for p in first.iterdir()} == before
    assert [p for p in tmp_path.iterdir() if p.name.startswith(BUILDING)] == []


@pytest.mark.parametrize("damage", ["cut", "gone", "lock"])
def test_building_again_mends_a_release_that_was_damaged(tmp_path, damage):
    # The advice for a damaged array is to build the release again: it must help.
    home = written(tmp_path).publish(make_current=True)
    file = home / "thing.x.npy"
    if damage == "cut":
        file.write_bytes(file.read_bytes()[:-8])
    elif damage == "gone":
        file.unlink()
    else:
        (home / LOCK).write_text("{")
    written(tmp_path).publish(make_current=True)
    assert Release.open(tmp_path).array("thing.x").tolist() == list(range(1, 11))


def test_discarding_leaves_nothing(tmp_path):
    draft = written(tmp_path)
    draft.discard()
    assert list(tmp_path.iterdir()) == []
    draft.discard()


def test_what_a_killed_build_of_the_same_number_left_is_cleared_away(tmp_path):
    left = written(tmp_path).path
    (left / "stray.npy").write_text("x")
    home = written(tmp_path).publish(make_current=True)
    assert sorted(p.name for p in home.iterdir()) == sorted([LOCK, TABLES, "rejections.csv", "thing.x.npy"])


def test_the_lock_records_every_file_and_its_layers_in_order(tmp_path):
    home = written(tmp_path, label="DRAWN").publish(make_current=True)
    lock = json.loads((home / LOCK).read_text())
    assert lock["label"] == "DRAWN"
    assert list(lock["layers"]) == ["a", "crime", "districts", "postcodes", "z"]
    assert lock["arrays"]["thing.x"] == {
        "bytes": (home / "thing.x.npy").stat().st_size, "dtype": "<i4", "shape": [10],
        "sha256": lock["arrays"]["thing.x"]["sha256"],
    }  # fmt: skip
    assert lock["texts"]["rejections.csv"]["bytes"] == 9
    assert list(json.loads((home / TABLES).read_text())) == ["a", "b"]
    assert Release.open(tmp_path).damaged() == []


def test_an_array_that_is_not_in_one_piece_is_stored_as_one(tmp_path):
    draft = Draft(tmp_path, {}, "")
    draft.add("thing.x", np.arange(12, dtype=np.int32).reshape(3, 4)[:, ::2])
    draft.add("thing.t", np.arange(12, dtype=np.int32).reshape(3, 4).T)
    release = draft.opened()
    assert release.array("thing.x").tolist() == [[0, 2], [4, 6], [8, 10]]
    assert release.array("thing.t").tolist() == np.arange(12).reshape(3, 4).T.tolist()


def test_no_array_is_written_twice(tmp_path):
    draft = written(tmp_path)
    with pytest.raises(ValueError, match=r"'thing\.x' is already written"):
        draft.add("thing.x", np.arange(3))


@pytest.mark.parametrize("full", ["at once", "at the end"])
def test_a_full_disk_leaves_nothing_behind(tmp_path, full):
    drawn = scene.draw(tmp_path, months=1)
    whole = scene.build_drawn(drawn, tmp_path / "whole").path
    room = 0 if full == "at once" else (whole / TABLES).stat().st_size
    assert room < (whole / LOCK).stat().st_size
    with pytest.raises(OSError, match="File too large"), scene.disk_of(room):
        scene.build_drawn(drawn, tmp_path / "out")
    assert [p.name for p in (tmp_path / "out").iterdir()] == []
