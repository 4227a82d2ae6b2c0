import json
import os

import pytest

from placement_check.batch.errors import BatchError
from placement_check.batch.journal import Journal, _opened, part_of

ABOUT = {"hash": "abc", "rows": 5, "day": "2024-06-30"}


def test_whole_chunks_are_found_again_and_half_a_chunk_is_not(tmp_path):
    path = tmp_path / "out.csv.part"
    with Journal(path, ABOUT, 2) as journal:
        journal.add([["assessed", 1.5], ["assessed", None]])
        journal.add([["failed", "é"]])
    with Journal(path, ABOUT, 2) as journal:
        assert journal.rows == [["assessed", 1.5], ["assessed", None]]
        journal.add([["assessed", 1], ["assessed", 2]])
        journal.add([["assessed", 3]])
    with Journal(path, ABOUT, 2) as journal:
        assert len(journal.rows) == 5


@pytest.mark.parametrize("cut", range(1, 30))
def test_a_line_that_was_cut_short_takes_its_chunk_with_it(tmp_path, cut):
    path = tmp_path / "out.csv.part"
    with Journal(path, ABOUT, 2) as journal:
        journal.add([["a"], ["b"]])
        journal.add([["cccccc"], ["dddddd"]])
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])
    with Journal(path, ABOUT, 2) as journal:
        assert journal.rows in ([["a"], ["b"]], [])
        journal.add([["cccccc"], ["dddddd"]] if journal.rows else [["a"], ["b"], ["cccccc"], ["dddddd"]])
    assert path.read_bytes() == whole


@pytest.mark.parametrize("content", [b"", b'{"format": "placement'])
def test_a_file_without_a_whole_first_line_is_begun_anew(tmp_path, content):
    path = tmp_path / "out.csv.part"
    path.write_bytes(content)
    with Journal(path, ABOUT, 2) as journal:
        assert journal.rows == []
    assert json.loads(path.read_bytes())["hash"] == "abc"


def test_rows_of_another_run_are_refused_and_said_in_what_they_differ(tmp_path):
    path = tmp_path / "out.csv.part"
    with Journal(path, ABOUT, 2):
        pass
    with pytest.raises(BatchError, match="whose hash, day differ"):
        Journal(path, {**ABOUT, "hash": "x", "day": "2025-01-01"}, 2)


@pytest.mark.parametrize(
    "content", [b"a,b\n1,2\n", b"[1]\n", b'{"format": "other"}\n', b'{"format": "placement-check batch 1"}\n']
)
def test_a_file_that_is_no_journal_is_left_alone(tmp_path, content):
    path = tmp_path / "out.csv.part"
    path.write_bytes(content)
    with pytest.raises(BatchError, match="is in the way"):
        Journal(path, ABOUT, 2)
    assert path.read_bytes() == content


def test_the_journal_lies_beside_the_output(tmp_path):
    assert part_of(tmp_path / "out.csv") == tmp_path / "out.csv.part"


def edited(path, number, change):
    """Change the cells of one row's line, and leave its hash."""
    lines = path.read_text("utf-8").splitlines(keepends=True)
    row, chain = json.loads(lines[number])
    lines[number] = json.dumps([change(row), chain]) + "\n"
    path.write_text("".join(lines), "utf-8")


@pytest.fixture
def written(tmp_path):
    path = tmp_path / "out.csv.part"
    with Journal(path, {**ABOUT, "rows": 6}, 2) as journal:
        for n in range(3):
            journal.add([["assessed", n], ["assessed", -n]])
    return path


def test_a_row_that_was_edited_is_computed_again_with_all_that_follow_it(written):
    whole = written.read_bytes()
    edited(written, 3, lambda row: ["assessed", 99])
    with Journal(written, {**ABOUT, "rows": 6}, 2) as journal:
        assert journal.rows == [["assessed", 0], ["assessed", 0]]
        assert journal.refused == 4
        journal.add([["assessed", 1], ["assessed", -1]])
        journal.add([["assessed", 2], ["assessed", -2]])
    assert written.read_bytes() == whole


@pytest.mark.parametrize("spoil", ["swapped", "gone", "twice", "bare", "short", "hash"])
def test_rows_that_were_moved_taken_out_or_written_by_hand_are_not_kept(written, spoil):
    lines = written.read_bytes().splitlines(keepends=True)
    spoilt = {
        "swapped": [lines[2], lines[1], *lines[3:]], "gone": lines[2:], "twice": [lines[1], lines[1], *lines[2:]],
        "bare": [b'["assessed", 0]\n', *lines[2:]], "short": [b'[["assessed", 0]]\n', *lines[2:]],
        "hash": [json.dumps([["assessed", 0], "0" * 64]).encode() + b"\n", *lines[2:]],
    }[spoil]  # fmt: skip
    written.write_bytes(lines[0] + b"".join(spoilt))
    with Journal(written, {**ABOUT, "rows": 6}, 2) as journal:
        assert journal.rows == []
        assert journal.refused


def test_rows_of_one_run_are_no_rows_of_another(written, tmp_path):
    other = tmp_path / "other.csv.part"
    with Journal(other, {**ABOUT, "rows": 6, "hash": "x"}, 2):
        pass
    other.write_bytes(other.read_bytes() + b"".join(written.read_bytes().splitlines(keepends=True)[1:]))
    with Journal(other, {**ABOUT, "rows": 6, "hash": "x"}, 2) as journal:
        assert journal.rows == []


def test_a_tail_that_was_cut_short_is_no_edited_row(written):
    written.write_bytes(written.read_bytes()[:-5])
    with Journal(written, {**ABOUT, "rows": 6}, 2) as journal:
        assert len(journal.rows) == 4
        assert journal.refused == 0


@pytest.mark.parametrize("kind", ["link", "broken link", "directory", "pipe"])
def test_a_journal_that_is_no_plain_file_is_refused_and_nothing_written_through_it(tmp_path, kind):
    path, target = tmp_path / "out.csv.part", tmp_path / "target"
    if kind == "link":
        target.write_bytes(b"")
    if "link" in kind:
        path.symlink_to(target)
    elif kind == "directory":
        path.mkdir()
    else:
        os.mkfifo(path)
    for refused in (lambda: Journal(path, ABOUT, 2), lambda: _opened(path)):
        with pytest.raises(BatchError, match="is a link or no plain file"):
            refused()
    assert target.exists() == (kind == "link")
    assert kind != "link" or target.read_bytes() == b""


@pytest.mark.parametrize("kind", ["link", "directory", "pipe"])
def test_what_is_put_there_between_looking_and_opening_is_refused_too(tmp_path, kind, monkeypatch):
    monkeypatch.setattr("placement_check.batch.journal.refuse_stranger", lambda path: None)
    test_a_journal_that_is_no_plain_file_is_refused_and_nothing_written_through_it(tmp_path, kind)


def test_a_journal_in_a_directory_that_is_gone_is_a_fault_of_the_disk(tmp_path):
    with pytest.raises(FileNotFoundError):
        Journal(tmp_path / "none" / "out.csv.part", ABOUT, 2)
