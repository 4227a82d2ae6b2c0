"""Which files below a directory belong to which layer."""

from __future__ import annotations

import hashlib
import os

import pytest
import scene

from geodata.build.sources import find, part_of
from geodata.errors import SourceFileError
from geodata.manifest import Layer


def layer(*files: str, parts: list[dict] | None = None) -> Layer:
    return Layer.model_validate({
        "id": "thing", "title": "Drawn things", "class": "open",
        "source": {"publisher": "Nobody", "url": "https://example.org/", "licence": "CC0", "attribution": "Drawn.",
                   "review_after_months": 12, "stale_after_months": 24},
        "data": {"reader": "table", "files": files, "geometry": "point", "parts": parts or []},
    })  # fmt: skip


@pytest.fixture
def root(tmp_path):
    for name in ("new/b.csv", "new/a.csv", "old/c.csv.gz", "d.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name)
    (tmp_path / "folder.csv").mkdir()
    return tmp_path


def names(root, *files: str) -> list[str]:
    return [f.name for f in find(root, layer(*files))]


def test_the_first_entry_that_matches_anything_wins(root):
    assert names(root, "**/*.xml", "new/*.csv", "old/*") == ["new/a.csv", "new/b.csv"]


def test_globs_joined_by_a_plus_count_together_and_each_file_once(root):
    assert names(root, "new/*.csv + old/*.csv* + **/a.csv") == ["new/a.csv", "new/b.csv", "old/c.csv.gz"]


def test_a_directory_is_no_file_and_nothing_found_is_nothing(root):
    assert names(root, "**/*.csv") == ["new/a.csv", "new/b.csv"]
    assert names(root, "folder.csv") == []
    assert names(root, "**/*.xml") == []


def test_a_file_is_known_by_its_name_below_the_directory_its_hash_and_its_size(root):
    (found,) = find(root, layer("**/a.csv"))
    assert (found.path, found.name, found.size) == (root / "new" / "a.csv", "new/a.csv", 9)
    assert found.sha256 == hashlib.sha256(b"new/a.csv").hexdigest()


def test_a_name_that_is_no_text_is_written_out(tmp_path):
    (tmp_path / os.fsdecode(b"caf\xe9.csv")).write_text("x")
    assert names(tmp_path, "*.csv") == ["caf\\udce9.csv"]


def test_a_part_is_the_first_whose_glob_matches(root):
    declared = layer(
        "**/*",
        parts=[{"files": "new/a.csv", "vintage": "2020-01"}, {"files": "**/*.csv", "vintage": "2021-01"}],
    )
    found = {f.name: part_of(root, declared, f) for f in find(root, declared)}
    assert found["new/a.csv"].vintage == "2020-01"
    assert found["new/b.csv"].vintage == "2021-01"
    assert found["d.txt"] is None


def test_a_file_that_matches_and_may_not_be_read_is_said_and_not_passed_over():
    with scene.open_folder() as folder:
        path = folder / "a.csv"
        path.write_text("x")
        path.chmod(0)
        said = scene.as_nobody(lambda: find(folder, layer("*.csv")))
        assert said.startswith(
            f"{SourceFileError.__name__}: {path}: rule 'readable' failed: the file cannot be opened"
        )
        assert "Give this user read access to it, or remove it" in said
