"""The long form of the heavy proofs works: it resumes, it counts, and it fails when a proof fails."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import asdict

import pytest
from proofs import against, sources, standing, table
from proofs.command import main
from proofs.comparison import Tally, same
from proofs.laws import Run, files

from benchmarks.record import ROOT, Record

SEED, PLACES, EXAMPLES = (
    22,
    10,
    5,
)  # a seed that brings a railway near, or that check would have nothing to compare
GRID = "tests/property/test_grid_laws.py"
FAILING = """
from hypothesis import assume, given, settings, strategies as st

@given(st.integers(0, 1_000_000))
@settings(max_examples=3)
def test_every_number_is_small(n):
    assert n < 1_000

@given(st.integers(0, 1_000_000))
def test_half_of_them_are_even(n):
    assume(n % 2 == 0)

def test_without_examples():
    pass
"""


def read(path):
    return json.loads(path.read_text("utf-8"))


def laws(work, *more):
    """Run the laws of one file by the command, in a process of its own."""
    words = [
        sys.executable,
        str(ROOT / "tests/proofs"),
        "laws",
        "--work",
        str(work),
        "--files",
        "test_grid_laws",
    ]
    words += ["--examples", str(EXAMPLES), "--seed", str(SEED), *more]
    return subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.real_data
def test_places_beside_the_reference_are_compared_once_and_resumed(data_dir, real_release, tmp_path, capsys):
    words = ["reference", "--work", tmp_path, "--data", data_dir, "--release", real_release]
    words += ["--places", PLACES, "--batch", 8, "--seed", SEED, "--ratings", 0]
    words = [str(word) for word in words]
    print(f"seed {SEED}: {PLACES} places inside, 3 along the border, batches of 8")  # noqa: T201
    assert main(words) == 0
    first, told = capsys.readouterr()
    assert "places 000001 to 000008: " in told
    assert "places 000009 to 000013: " in told
    record = read(tmp_path / standing.REFERENCE)
    assert record["places"] == {"all": 13, "inside": 10, "border": 3}
    assert (record["batches"], record["places_that_differ"], record["in_all"]["differ"]) == (2, 0, 0)
    assert record["in_all"]["figures"] > 1_000
    assert record["run"]["seed"] == SEED
    kept = (tmp_path / "reference.json").read_bytes()
    assert main(words) == 0
    second, told = capsys.readouterr()
    assert " compared, " not in told
    assert second == first[first.index("### The reference") :]
    assert (tmp_path / "reference.json").read_bytes() == kept

    # A batch that was lost is measured again, and it alone.
    held = read(tmp_path / "reference.json")
    del held["places 000009 to 000013"]
    (tmp_path / "reference.json").write_text(json.dumps(held), "utf-8")
    assert main(words) == 0
    told = capsys.readouterr().err
    assert "places 000009" in told
    assert "places 000001" not in told


def test_laws_run_with_the_number_of_examples_asked_for_and_are_resumed(tmp_path):
    print(f"seed {SEED}: {EXAMPLES} examples of each law of one file")  # noqa: T201
    found = laws(tmp_path)
    assert found.returncode == 0, found.stderr
    record = read(tmp_path / standing.LAWS)
    assert record["files"] == [GRID]
    assert record["laws"] == len(record["each"]) == 6
    assert {result["examples"] for result in record["each"].values()} == {EXAMPLES}
    assert (record["failed"], record["run"]["seed"]) == ([], SEED)
    kept = (tmp_path / "laws.json").read_bytes()

    again = laws(tmp_path)
    assert (again.returncode, again.stdout) == (0, found.stdout)
    assert "passed" not in again.stderr
    assert (tmp_path / "laws.json").read_bytes() == kept

    # A run that was stopped after some of its laws goes on with the others.
    held = read(tmp_path / "laws.json")
    lost = sorted(name for name in held if "::" in name)[0]
    del held[lost], held[GRID]
    (tmp_path / "laws.json").write_text(json.dumps(held), "utf-8")
    assert "1 passed, 5 deselected" in laws(tmp_path).stderr

    assert "6 passed" in laws(tmp_path, "--seed", "8").stderr  # another seed is another run


def test_a_law_that_fails_is_recorded_with_its_example_and_its_own_number_of_examples_is_overruled(tmp_path):
    (tmp_path / "test_some_laws.py").write_text(FAILING, "utf-8")
    path, run = tmp_path / "laws.json", {"examples": 40, "seed": SEED, "code": ""}
    words = [sys.executable, "-m", "pytest", "test_some_laws.py", "--quiet", "-p", "no:cacheprovider"]
    words += ["-p", "no:schemathesis"]
    words += ["--rootdir", str(tmp_path), "-p", "proofs.counting", f"--hypothesis-seed={SEED}"]
    words += [f"--laws-record={path}", f"--laws-run={json.dumps(run)}"]
    more = {
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(tmp_path / "hypothesis"),
    }
    done = subprocess.run(
        words, cwd=tmp_path, env=os.environ | more, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 1, done.stderr
    held = Record(path)
    small, even = (
        held.parts[f"test_some_laws.py::{name}"]["result"]
        for name in ("test_every_number_is_small", "test_half_of_them_are_even")
    )
    assert small["result"] == "failed"
    assert "n=1000" in small["told"]
    assert str(ROOT) not in small["told"]
    assert (even["result"], even["examples"]) == ("passed", 40)
    assert even["rejected"] > 0
    assert not any("without_examples" in name for name in held.parts)
    name, asked = "test_some_laws.py", Run(**run)
    found = standing.of_laws(held, asked, [name])
    assert found["failed"] == ["test_some_laws.py::test_every_number_is_small"]
    standing.write(tmp_path / standing.LAWS, found)
    shown = table.markdown(tmp_path)
    assert "| `test_some_laws.py` | 2 | 1 |" in shown
    assert "**Failed:** `test_some_laws.py::test_every_number_is_small`;" in shown


def test_counts_are_the_same_exactly_and_other_numbers_to_nine_digits():
    assert same(5, 5.0)
    assert not same(10**10, 10**10 + 1)
    assert same(1.0, 1 + 9e-10)
    assert not same(1.0, 1 + 2e-9)
    assert same(0.0, 1e-13)
    assert same(None, None)
    assert not same(None, 0.0)
    assert not same(0.0, None)
    assert not same(float("nan"), 1.0)


def test_a_tally_tells_the_worst_difference_and_what_only_the_absolute_limit_lets_pass():
    tally = Tally()
    assert [tally.add(*pair) for pair in ((1.0, 1 + 1e-12), (0.0, 1e-13), ("A", "B"), (None, None))] == [
        True, True, False, True,
    ]  # fmt: skip
    assert (tally.compared, tally.figures, tally.differ, tally.same_by_absolute_limit_only) == (4, 2, 1, 1)
    assert tally.worst_relative_difference == pytest.approx(1e-12, rel=1e-3)
    tally.add(1.0, 2.0)
    assert (tally.differ, tally.worst_relative_difference) == (2, 0.5)


class Differs:
    """A place at which the two sides do not say the same."""

    outcomes = {"crime.vso.density": "measured"}  # noqa: RUF012


def test_one_difference_fails_the_whole_proof_and_is_described(tmp_path, monkeypatch):
    run = against.Run(2, 1, SEED, 2, "2024-06-30", "m", "d", "r", "c")
    assert [name for name, _ in run.batches()] == ["places 000001 to 000002", "places 000003 to 000003"]

    class Sides:
        reference = None
        ask = staticmethod(lambda place: Differs())

        def __init__(self, *_):
            pass

        def draw(self, inside, border, seed):
            return [(n, n) for n in range(inside + border)]

    apart = iter([0.0, 0.0, 1e-6])
    check = lambda row, reference: [((0, 0), "figure", 1.0, 1.0 + next(apart))]  # noqa: E731
    monkeypatch.setattr(against, "Sides", Sides)
    monkeypatch.setattr(against, "OF_A_PLACE", {"figures": check})
    monkeypatch.setattr(against, "OF_THE_RELEASE", {})
    found = standing.of_reference(against.prove(tmp_path, tmp_path, tmp_path, run), run)
    assert (found["places_that_differ"], found["in_all"]["differ"], found["in_all"]["compared"]) == (1, 1, 3)
    assert found["differences"] == ["(0, 0) figure: product 1.0, reference 1.000001"]
    assert found["answers"] == {"crime measured": 3}
    assert not standing.holds(found)

    found["checks"]["railway"] = asdict(Tally())
    standing.write(tmp_path / standing.REFERENCE, found)
    shown = table.markdown(tmp_path)
    assert "3 places (2 inside the force's area, 1 along its border), 2 batches, seed 22: 1 differ." in shown
    assert "nothing is proven, for:** railway." in shown


def test_a_check_that_compared_nothing_proves_nothing():
    assert standing.holds({"checks": {"a": {"compared": 1, "differ": 0}}})
    assert not standing.holds({"checks": {"a": {"compared": 0, "differ": 0}}})


def test_changed_sources_are_other_sources(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "ROOT", tmp_path)
    (tmp_path / "room").mkdir()
    (tmp_path / "room/a.py").write_text("1\n", "utf-8")
    first = sources.digest(["room"])
    assert sources.digest(["room/a.py"]) == first
    (tmp_path / "room/a.txt").write_text("not a source\n", "utf-8")
    assert sources.digest(["room"]) == first
    (tmp_path / "room/a.py").write_text("2\n", "utf-8")
    assert sources.digest(["room"]) != first


def test_files_of_laws_may_be_named_with_or_without_folder_and_suffix():
    assert files(["test_grid_laws"]) == files([GRID]) == [GRID]
    assert GRID in files([])
    with pytest.raises(SystemExit, match=r"No file of laws is called test_no_laws. There are: "):
        files(["test_no_laws"])


def test_the_page_shows_the_records_that_stand(tmp_path):
    page = (ROOT / "docs/proofs.md").read_text("utf-8")
    assert table.placed(page, table.markdown(ROOT / "docs/records")) == page, "run: python tests/proofs stand"
    (tmp_path / "docs/records").mkdir(parents=True)
    (tmp_path / "docs/proofs.md").write_text(page, "utf-8")
    for name in (standing.REFERENCE, standing.RATINGS, standing.LAWS):
        (tmp_path / name).write_bytes((ROOT / "docs/records" / name).read_bytes())
    assert main(["stand", "--work", str(tmp_path), "--docs", str(tmp_path / "docs")]) == 0
    assert (tmp_path / "docs/proofs.md").read_text("utf-8") == page


def test_records_that_stand_tell_their_sizes_and_no_path_of_a_machine():
    for name in (standing.REFERENCE, standing.RATINGS, standing.LAWS):
        text = (ROOT / "docs/records" / name).read_text("utf-8")
        record = json.loads(text)
        assert {"run", "commits", "days", "machines", "load", "seconds"} <= set(record)
        assert not re.search(r'[" ]/(?:work|home|tmp|root|usr)/', text)
