"""A release is opened whole or refused with the reason; an array is what the lock says or unavailable."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import locks
import numpy as np
import pytest
import scene

from geodata.build.draft import Draft
from geodata.errors import LayerUnavailable, ReleaseError
from geodata.release import BUILDING, FORMAT, LOCK, POINTER, SMALL_BYTES, TABLES, Release


@pytest.fixture
def data(open_folder):
    """Return a data directory with one published release of three arrays."""
    to = open_folder / "data"
    draft = Draft(to, scene.read_tables(scene.SHIPPED), "DRAWN")
    draft.add("thing.x", np.arange(12, dtype=np.int32).reshape(3, 4))
    draft.add("thing.none", np.empty((0, 4), dtype=np.int32))
    draft.add("thing.flag", np.array([True, False]))
    draft.add_text("rejections.csv", b"file,row\n")
    torn = {"code": "failed_check", "text": "It is torn."}
    draft.layers |= locks.needed() | {"thing": locks.entry("thing", "built"), "gone": locks.entry("gone")}
    draft.layers["bad"] = locks.entry("bad", "failed", reason=torn)
    draft.lock["reference"] = locks.REFERENCE
    draft.lock["data_version"] = "0" * 64
    draft.publish(make_current=True)
    return to


@pytest.fixture
def open_folder():
    """Return a folder that every user may enter: pytest's own are closed to others."""
    with scene.open_folder() as folder:
        yield folder


def home_of(data: Path) -> Path:
    return data / (data / POINTER).read_text().strip()


def test_a_release_opens_by_its_data_directory_and_by_its_own(data):
    by_pointer, by_itself = Release.open(data), Release.open(home_of(data))
    assert by_pointer.path == by_itself.path == home_of(data)
    assert (by_pointer.label, by_pointer.data_version) == ("DRAWN", "0" * 64)
    assert by_pointer.tables["forces"][0]["code"] == "E23000001"


def test_arrays_are_what_was_written_mapped_read_only_and_opened_once(data):
    release = Release.open(data)
    found = release.array("thing.x")
    assert found.tolist() == np.arange(12).reshape(3, 4).tolist()
    assert found.dtype == np.int32
    assert release.array("thing.x") is found
    assert release.array("thing.none").shape == (0, 4)
    assert release.array("thing.flag").tolist() == [True, False]
    with pytest.raises(ValueError, match="read-only"):
        found[0, 0] = 9
    assert release.has("thing.x")
    assert not release.has("thing.y")


def test_a_layer_says_why_it_cannot_answer(data):
    release = Release.open(data)
    assert release.layer("thing")["status"] == "built"
    for name, code, text in (
        ("gone", "no_data", "No file is held."), ("bad", "failed_check", "It is torn."),
        ("other", "no_data", "This release has no such layer."),
    ):  # fmt: skip
        with pytest.raises(LayerUnavailable) as refused:
            release.layer(name)
        assert (refused.value.layer, refused.value.code, refused.value.text) == (name, code, text)


def test_an_array_the_release_does_not_hold_is_no_data_of_its_layer(data):
    with pytest.raises(LayerUnavailable, match=r"holds no 'thing\.y'") as refused:
        Release.open(data).array("thing.y")
    assert (refused.value.layer, refused.value.code) == ("thing", "no_data")


@pytest.mark.parametrize("cut", [0, 1, 100])
def test_a_truncated_array_makes_its_layer_unavailable(data, cut):
    file = home_of(data) / "thing.x.npy"
    file.write_bytes(file.read_bytes()[:-1][: cut or None])
    with pytest.raises(
        LayerUnavailable, match=r"thing\.x\.npy cannot be read .*size differs.*Build the release again"
    ):
        Release.open(data).array("thing.x")


def test_a_missing_array_makes_its_layer_unavailable(data):
    (home_of(data) / "thing.x.npy").unlink()
    with pytest.raises(LayerUnavailable, match="cannot be read") as refused:
        Release.open(data).array("thing.x")
    assert (refused.value.layer, refused.value.code) == ("thing", "unreadable")


def test_an_empty_array_that_is_missing_is_missing_too(data):
    (home_of(data) / "thing.none.npy").unlink()
    with pytest.raises(LayerUnavailable, match="cannot be read"):
        Release.open(data).array("thing.none")


def changed_in_one_bit(file: Path) -> None:
    raw = bytearray(file.read_bytes())
    raw[-1] ^= 1
    file.write_bytes(raw)


def test_a_small_array_whose_contents_changed_makes_its_layer_unavailable(data):
    changed_in_one_bit(home_of(data) / "thing.x.npy")
    with pytest.raises(LayerUnavailable, match=r"thing\.x\.npy .*contents differ from the lock") as refused:
        Release.open(data).array("thing.x")
    assert (refused.value.layer, refused.value.code) == ("thing", "unreadable")
    assert Release.open(data).array("thing.flag").tolist() == [True, False]


@pytest.mark.parametrize("more", [0, 1])
def test_only_arrays_up_to_a_size_are_compared_by_their_contents_when_read(data, more):
    """SECURITY.md says so: a larger one with a changed bit is read, and only ``data status --verify`` tells."""
    home = home_of(data)
    size = SMALL_BYTES + more
    lock = json.loads((home / LOCK).read_text())
    content = (home / "thing.x.npy").read_bytes().rjust(size, b"x")
    (home / "thing.x.npy").write_bytes(content)
    lock["arrays"]["thing.x"] |= {"bytes": size, "sha256": hashlib.sha256(content).hexdigest()}
    (home / LOCK).write_text(json.dumps(lock))
    home = home.rename(data / "edited")
    assert Release.open(home).array("thing.x")[2, 3] == 11
    changed_in_one_bit(home / "thing.x.npy")
    assert "thing.x.npy" in Release.open(home).damaged()
    if more:
        assert Release.open(home).array("thing.x")[2, 3] != 11
    else:
        with pytest.raises(LayerUnavailable, match="contents differ"):
            Release.open(home).array("thing.x")


def test_damage_that_keeps_the_size_is_found_by_reading_everything(data):
    release = Release.open(data)
    assert release.damaged() == []
    changed_in_one_bit(home_of(data) / "thing.x.npy")
    (home_of(data) / "thing.flag.npy").unlink()
    assert release.damaged() == ["thing.flag.npy", "thing.x.npy"]


def test_damage_to_the_rejections_is_found_too(data):
    (home_of(data) / "rejections.csv").write_text("changed")
    assert Release.open(data).damaged() == ["rejections.csv"]


def test_a_lock_that_changes_after_the_release_was_opened_is_found(data):
    release = Release.open(data)
    lock = home_of(data) / LOCK
    lock.write_text(lock.read_text().replace("DRAWN", "REAL"))
    assert release.damaged() == [LOCK]


def refused(path: Path) -> str:
    with pytest.raises(ReleaseError) as error:
        Release.open(path)
    return str(error.value)


def test_no_directory(tmp_path):
    text = refused(tmp_path / "nowhere")
    assert text.startswith(f"{tmp_path / 'nowhere'}: there is no such data directory. Build one with:")


def test_a_file_is_no_directory(tmp_path):
    (tmp_path / "file").write_text("x")
    assert "no such data directory" in refused(tmp_path / "file")


def test_an_empty_directory(tmp_path):
    assert "holds no data release. Build one with:" in refused(tmp_path)


def test_a_build_that_never_finished(tmp_path):
    (tmp_path / f"{BUILDING}123").mkdir()
    assert "a build was begun here and never finished" in refused(tmp_path)


def test_an_unfinished_build_beside_a_release_does_not_matter(data):
    (data / f"{BUILDING}123").mkdir()
    assert Release.open(data).label == "DRAWN"


def test_a_pointer_to_a_release_that_is_not_there(data):
    name = home_of(data).name
    shutil.rmtree(home_of(data))
    assert f"'current' names release {name[:12]}, which is not there or is incomplete" in refused(data)


def test_a_pointer_to_a_release_without_its_lock(data):
    (home_of(data) / LOCK).unlink()
    assert "which is not there or is incomplete" in refused(data)


@pytest.mark.parametrize("content", [b"", b"\n", b"no-such-name\n"])
def test_a_pointer_that_names_nothing(data, content):
    (data / POINTER).write_bytes(content)
    assert "which is not there or is incomplete" in refused(data)


def test_a_damaged_pointer(data):
    (data / POINTER).write_bytes(b"\xff\xfe\xfa")
    assert "the pointer 'current' is damaged. Build one with:" in refused(data)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"format": 1'])
def test_a_damaged_lock(data, content):
    (home_of(data) / LOCK).write_bytes(content)
    assert "lock.json: is damaged" in refused(data)


def test_a_lock_that_is_no_lock(data):
    (home_of(data) / LOCK).write_text("[1, 2]")
    assert "lock.json: is not a release file" in refused(data)


def test_a_lock_that_is_a_directory_is_no_release(data):
    (home_of(data) / LOCK).unlink()
    (home_of(data) / LOCK).mkdir()
    assert "which is not there or is incomplete" in refused(data)


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        (FORMAT - 1, "Build the release again with this version."),
        (FORMAT + 1, "Use the version of placement-check that"),
        (None, "Use the version of placement-check that"),
        ("1", "Use the version of placement-check that"),
    ],
)
def test_another_versions_format(data, written, advice):
    lock = json.loads((home_of(data) / LOCK).read_text())
    (home_of(data) / LOCK).write_text(json.dumps(lock | {"format": written}))
    text = refused(data)
    assert f"has format {written!r}, and this version reads format {FORMAT}" in text
    assert advice in text


def test_edited_tables(data):
    tables = home_of(data) / TABLES
    tables.write_text(tables.read_text().replace("Hartlepool", "Hartlepoul", 1))
    assert "A release is never edited; build it again." in refused(data)


def test_an_edited_lock(data):
    lock = home_of(data) / LOCK
    lock.write_text(lock.read_text().replace("DRAWN", ""))
    said = refused(data)
    assert "the lock has been changed since the release was built, or the directory renamed" in said
    assert "restore it, or build it again: a release is never edited" in said


OTHER = "a" * 64


def opened_as(data: Path, tmp_path: Path, way: str) -> Path:
    """Return a path by which a release under another release's name may be asked for."""
    renamed = home_of(data).rename(data / OTHER)
    if way == "pointer":
        (data / POINTER).write_text(f"{OTHER}\n")
        return data
    if way == "link":
        (tmp_path / "link").symlink_to(renamed)
        return tmp_path / "link"
    if way == "capitals":
        return renamed.rename(data / OTHER.upper())
    return Path() if way == "dot" else renamed


@pytest.mark.parametrize("way", ["itself", "pointer", "link", "dot", "capitals"])
def test_a_directory_named_by_another_hash_than_its_locks_is_refused(data, tmp_path, monkeypatch, way):
    true = home_of(data).name
    path = opened_as(data, tmp_path, way)
    if way == "dot":
        monkeypatch.chdir(data / OTHER)
    said = refused(path)
    assert f"is named {OTHER[:12]}" in said.lower()
    assert f"its hash is {true[:12]}" in said
    assert f"name it {true} again" in said


def test_a_link_named_by_a_hash_must_name_the_release_that_it_points_to(data, tmp_path):
    (tmp_path / OTHER).symlink_to(home_of(data))
    assert f"is named {OTHER[:12]}" in refused(tmp_path / OTHER)
    (tmp_path / home_of(data).name).symlink_to(home_of(data))
    assert Release.open(tmp_path / home_of(data).name).label == "DRAWN"


@pytest.mark.parametrize("name", ["elsewhere", "a" * 63, "g" * 64])
def test_a_directory_whose_name_is_no_hash_opens_by_itself_and_by_the_pointer(data, name):
    home = home_of(data).rename(data / name)
    (data / POINTER).write_text(f"{name}\n")
    assert Release.open(home).label == Release.open(data).label == "DRAWN"


@pytest.mark.parametrize(
    "key",
    [
        "arrays", "data_version", "label", "layers", "tables_sha256", "texts", "reference", "reference.kind",
        "layers.crime", "layers.thing.indicators", "layers.bad.reason.text", "layers.gone.coverage.areas",
        "arrays.thing.x.bytes", "texts.rejections.csv.sha256",
    ],
)  # fmt: skip
def test_a_lock_that_lacks_a_part_is_refused_and_the_part_named(data, key):
    home = home_of(data).rename(data / "elsewhere")
    lock = json.loads((home / LOCK).read_text())
    assert taken(lock, key)
    (home / LOCK).write_text(json.dumps(lock))
    said = refused(home)
    assert f"lock.json: the lock lacks '{key}'" in said
    assert "restore it, or build it again" in said


def taken(entry: dict, path: str) -> bool:
    """Take the entry of a path out of nested entries, whose keys may hold dots; return whether there was one."""
    if path in entry:
        del entry[path]
        return True
    held = [k for k in entry if path.startswith(f"{k}.")]
    return any(taken(entry[k], path.removeprefix(f"{k}.")) for k in held)


def test_missing_tables(data):
    (home_of(data) / TABLES).unlink()
    assert "tables.json: cannot be read" in refused(data)


def test_a_data_directory_that_may_not_be_read(data):
    data.chmod(0)
    try:
        said = scene.as_nobody(lambda: Release.open(data))
    finally:
        data.chmod(0o755)
    assert said.startswith(
        f"ReleaseError: {data}: permission to read it was refused. Give this user read access"
    )


@pytest.mark.parametrize("name", [LOCK, TABLES])
def test_a_file_of_the_release_that_may_not_be_read(data, name):
    home_of(data).chmod(0o755)
    (home_of(data) / name).chmod(0)
    said = scene.as_nobody(lambda: Release.open(data))
    assert said.startswith(f"ReleaseError: {home_of(data) / name}: permission to read it was refused.")


def test_a_pointer_that_may_not_be_read(data):
    (data / POINTER).chmod(0)
    said = scene.as_nobody(lambda: Release.open(data))
    assert said.startswith(f"ReleaseError: {data}: permission to read it was refused.")


def test_an_array_that_may_not_be_read_makes_its_layer_unavailable(data):
    (home_of(data) / "thing.x.npy").chmod(0)
    said = scene.as_nobody(lambda: Release.open(data).array("thing.x"))
    assert said.startswith("LayerUnavailable: Layer 'thing' is not available (unreadable)")
    assert "Permission denied" in said
