import json

import pytest

from placement_check.batch.errors import BatchError
from placement_check.batch.journal import Journal, part_of

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


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"[1]\n", b'{"format": "other"}\n'])
def test_a_file_that_is_no_journal_is_left_alone(tmp_path, content):
    path = tmp_path / "out.csv.part"
    path.write_bytes(content)
    with pytest.raises(BatchError, match="is in the way"):
        Journal(path, ABOUT, 2)
    assert path.read_bytes() == content


def test_the_journal_lies_beside_the_output(tmp_path):
    assert part_of(tmp_path / "out.csv") == tmp_path / "out.csv.part"
