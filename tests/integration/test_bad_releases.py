"""Releases that are old, new, half-written, damaged, forbidden, or have no room: said, coded, and never guessed at."""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import once
from drawn import country, releases
from drawn.commands import ROOT, command, environment, start

from placement_check.cli import run

AT = ("--at", "2024-06-30")
HERE = "305050,105050"
NOBODY = 65_534


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """Return the drawn country's data directory, files and all; read only, copy it to change it."""
    return once(tmp_path_factory, "drawn-country", lambda home: releases.build_drawn(home) and None)


@pytest.fixture
def data(built, tmp_path):
    """Return a data directory of its own to spoil."""
    home = tmp_path / "data"
    home.mkdir()
    name = (built / "current").read_text("utf-8").strip()
    shutil.copytree(built / name, home / name)
    (home / "current").write_text(f"{name}\n", "utf-8")
    return home


def release_of(data: Path) -> Path:
    return data / (data / "current").read_text("utf-8").strip()


def lock(data: Path, **changes: object) -> None:
    file = release_of(data) / "lock.json"
    file.write_text(json.dumps({**json.loads(file.read_bytes()), **changes}), "utf-8")


def refused(data: Path, capsys, *, code: int = 4) -> str:
    assert run(["check", HERE, "--data", str(data), *AT]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    return " ".join(err.split())


def test_a_data_directory_that_is_missing_or_empty_says_how_to_fill_it(capsys, tmp_path):
    for home in (tmp_path / "none", tmp_path):
        said = refused(home, capsys)
        assert str(home) in said
        assert "placement-check data build --from DIR --to DIR" in said


@pytest.mark.parametrize(
    ("written", "words"),
    [(0, "Build the release again with this version"), (2, "Use the version"), ("x", "Use the")],
)
def test_a_release_of_another_version_is_refused_with_what_to_do(data, capsys, written, words):
    lock(data, format=written)
    said = refused(data, capsys)
    assert f"format {written!r}" in said
    assert "reads format 1" in said
    assert words in said


def test_a_pointer_to_a_release_that_is_gone_or_damaged_is_told(data, capsys):
    home = release_of(data)
    (home / "lock.json").rename(home / "lock.gone")
    assert "not there or is incomplete" in refused(data, capsys)
    (data / "current").write_bytes(b"\xff\xfe\x00")
    assert "pointer 'current' is damaged" in refused(data, capsys)
    (data / "current").write_text("", "utf-8")
    assert str(data) in refused(data, capsys)


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\xff\xfe"])
def test_a_damaged_lock_is_told_and_not_crashed_on(data, capsys, raw):
    (release_of(data) / "lock.json").write_bytes(raw)
    said = refused(data, capsys)
    assert "lock.json" in said
    assert "Build the release again" in said


def test_tables_changed_after_the_build_are_refused(data, capsys):
    tables = release_of(data) / "tables.json"
    tables.write_bytes(tables.read_bytes().replace(b"Bedfordshire", b"Bedforshire", 1))
    said = refused(data, capsys)
    assert "tables.json" in said
    assert "never edited" in said
    tables.unlink()
    assert "tables.json" in refused(data, capsys)


@pytest.mark.parametrize(
    "name", ["districts.ring_x", "districts.code", "postcodes.key", "postcodes.grid_start"]
)
def test_without_boundaries_or_postcodes_nothing_can_be_placed(data, capsys, name):
    file = release_of(data) / f"{name}.npy"
    file.write_bytes(file.read_bytes()[:-8])
    said = refused(data, capsys)
    assert f"{name}.npy" in said
    assert "Build the release again" in said


@pytest.mark.parametrize(
    ("name", "indicators"),
    [
        ("drawn_clubs.x", {"venues.drawn", "services.youth", "services.drawn"}), ("crime.row_n", {"crime.vso.density"}),
        ("drawn_ponds.ring_x", {"hazards.pond"}), ("drawn_brooks.item", {"hazards.any"}),
        ("drawn_clubs.name_text", {"venues.drawn"}), ("people.residents", {"crime.vso.rate"}),
    ],
)  # fmt: skip
def test_an_array_cut_short_makes_its_findings_unreadable_and_no_other(data, capsys, name, indicators):
    file = release_of(data) / f"{name}.npy"
    file.write_bytes(file.read_bytes()[:-1])
    assert run(["check", HERE, "--data", str(data), *AT, "--json"]) == 3
    body = json.loads(capsys.readouterr().out)
    findings = {f["indicator"]: f for f in body["findings"]}
    for indicator in indicators:
        assert findings[indicator]["outcome"] == "unavailable"
        assert findings[indicator]["reason"]["code"] == "unreadable"
        assert findings[indicator]["value"] is None
        assert f"{name}.npy" in findings[indicator]["reason"]["text"]
    assert any(f["outcome"] == "measured" for f in findings.values())
    assert {m["indicator"] for m in body["missing"]} >= indicators


def test_small_areas_or_land_beyond_that_cannot_be_read_do_not_stop_a_check(data, capsys):
    file = release_of(data) / "lsoas.ring_x.npy"
    file.write_bytes(file.read_bytes()[:-1])
    assert run(["check", HERE, "--data", str(data), *AT, "--json"]) == 3
    assert "unavailable" in json.loads(capsys.readouterr().out)["area"]["lsoa21"]


def test_land_beyond_england_that_cannot_be_read_is_never_taken_for_sea(data, capsys):
    """West of Luton lies Wales: half of this disc has no data, and a damaged file must not hide that."""
    place = f"{country.WEST + 50},{country.SOUTH + 5_050}"
    file = release_of(data) / "beyond.ring_x.npy"
    file.write_bytes(file.read_bytes()[:-1])
    assert run(["check", place, "--data", str(data), *AT, "--json"]) in (3, 4)
    out = capsys.readouterr().out
    if out:
        findings = {f["indicator"]: f for f in json.loads(out)["findings"]}
        assert findings["crime.vso.density"]["outcome"] != "measured"


def test_a_byte_changed_in_place_is_found_by_verifying(data, capsys):
    file = release_of(data) / "crime.row_n.npy"
    raw = bytearray(file.read_bytes())
    raw[-2] ^= 0xFF
    file.write_bytes(raw)
    assert run(["data", "status", "--data", str(data), "--verify"]) == 4
    out, _err = capsys.readouterr()
    assert "damaged: crime.row_n" in out
    assert run(["data", "status", "--data", str(data)]) == 0


def test_a_lock_without_one_of_its_parts_is_told_and_not_crashed_on(data, capsys):
    for part in ("arrays", "layers", "label"):
        file = release_of(data) / "lock.json"
        whole = file.read_bytes()
        file.write_text(json.dumps({k: v for k, v in json.loads(whole).items() if k != part}), "utf-8")
        try:
            code = run(["check", HERE, "--data", str(data), *AT])
        except KeyError as error:
            pytest.fail(f"a stack trace instead of a message: KeyError {error}")
        finally:
            file.write_bytes(whole)
        assert code == 4
        assert "lock.json" in capsys.readouterr().err


@pytest.mark.parametrize("part", ["crime", "districts", "postcodes"])
def test_an_edited_lock_without_a_layer_that_every_check_needs_names_it(data, capsys, part):
    home = release_of(data).rename(data / "edited")
    (data / "current").write_text("edited\n", "utf-8")
    body = json.loads((home / "lock.json").read_bytes())
    del body["layers"][part]
    (home / "lock.json").write_text(json.dumps(body), "utf-8")
    assert f"the lock lacks 'layers.{part}'" in refused(data, capsys)


def killed_build(source: Path, to: Path) -> None:
    """Start a build and kill it outright once it has begun to write."""
    with start("data", "build", "--from", source, "--to", to) as process:
        give_up = time.monotonic() + 60
        while not any(p.stat().st_size for p in to.glob(".building-*/*.npy")):
            assert process.poll() is None, "the build ended before it could be killed"
            assert time.monotonic() < give_up
            time.sleep(0.002)
        process.kill()
        process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL


def test_a_build_killed_half_way_is_no_release_and_the_check_says_so(built, capsys, tmp_path):
    to = tmp_path / "to"
    to.mkdir()
    killed_build(built / "files", to)
    assert not (to / "current").exists()
    assert list(to.glob(".building-*"))
    said = refused(to, capsys)
    assert "a build was begun here and never finished" in said
    assert "Run the build again" in said


def test_after_a_killed_build_the_earlier_release_still_answers_and_a_new_one_can_be_built(
    built, data, capsys
):
    before = (data / "current").read_text("utf-8")
    arguments = ["check", HERE, "--data", str(data), *AT, "--json"]
    run(arguments)
    answer = capsys.readouterr().out
    killed_build(built / "files", data)
    assert (data / "current").read_text("utf-8") == before
    assert run(arguments) == 3
    assert capsys.readouterr().out == answer
    more = ["--layers", str(built / "layers"), "--accept-failures"]
    assert run(["data", "build", "--from", str(built / "files"), "--to", str(data), *more]) == 5
    capsys.readouterr()
    assert run(arguments) == 3


@pytest.mark.real_data
def test_a_build_of_the_real_files_killed_half_way_leaves_no_release(data_dir, capsys, tmp_path):
    killed_build(data_dir, tmp_path)
    assert "never finished" in refused(tmp_path, capsys)


def test_an_interrupted_build_leaves_nothing_behind(built, tmp_path):
    to = tmp_path / "to"
    to.mkdir()
    with start("data", "build", "--from", built / "files", "--to", to) as process:
        while not list(to.glob(".building-*/*.npy")):
            assert process.poll() is None
            time.sleep(0.002)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert list(to.iterdir()) == []


def small_files(size: int):
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.mark.parametrize("size", [1_000, 300_000])
def test_a_full_disk_ends_a_build_with_a_message_and_changes_nothing(built, data, size):
    before = (data / "current").read_text("utf-8")
    held = sorted(p.name for p in data.iterdir())
    code, _, err = command(
        "data", "build", "--from", built / "files", "--to", data, preexec_fn=small_files(size)
    )
    assert code == 6
    assert "the disk is full, or a size limit was reached" in err
    assert "the current release stays as it was" in err
    assert "Traceback" not in err
    assert sorted(p.name for p in data.iterdir()) == held
    assert (data / "current").read_text("utf-8") == before


@pytest.mark.real_data
@pytest.mark.parametrize("size", [400_000, 3_000_000])
def test_a_disk_that_fills_up_in_the_middle_of_the_real_build_leaves_nothing(data_dir, tmp_path, size):
    """The tables fit and an array does not: the library that writes arrays reports a short write, not its cause."""
    code, out, err = command(
        "data", "build", "--from", data_dir, "--to", tmp_path, preexec_fn=small_files(size)
    )
    assert (code, out) == (6, "")
    assert "the disk is full, or a size limit was reached" in err
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", ["json", "geojson", "csv", "txt"])
def test_a_full_disk_leaves_no_part_of_a_report_and_the_old_one_whole(built, tmp_path, form):
    file = tmp_path / f"report.{form}"
    file.write_text("the old report", "utf-8")
    code, out, err = command("check", HERE, "--data", built, *AT, "-o", file, preexec_fn=small_files(1_000))
    assert (code, out) == (6, "")
    assert "the disk is full" in err
    assert "Traceback" not in err
    assert [p.name for p in tmp_path.iterdir()] == [file.name]
    assert file.read_text("utf-8") == "the old report"


def as_nobody(arguments: list[str], forbidden: Path, *, write: bool = False) -> tuple[int, str, str]:
    """Run a command as a user without rights, in a child of this very process; return its code and what it said.

    The interpreter may live where that user cannot go, so everything is loaded before the rights are given up.
    """

    import placement_check.cli.building
    import placement_check.cli.checking
    import placement_check.cli.listing
    import placement_check.places
    import placement_check.records.document
    import placement_check.records.tables
    import placement_check.records.text  # noqa: F401

    outward, inward = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        code = 99
        try:
            os.dup2(outward[1], 1)
            os.dup2(inward[1], 2)
            sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            try:
                (forbidden / "probe").write_text("x") if write else next(forbidden.iterdir())
            except PermissionError:
                code = run(arguments)
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)
    os.close(outward[1])
    os.close(inward[1])
    with os.fdopen(outward[0]) as stream, os.fdopen(inward[0]) as errors:
        out, err = stream.read(), errors.read()
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) != 99, "the child could read what it should not"
    return os.waitstatus_to_exitcode(status), out, err


def without_rights(
    arguments: list[str], forbidden: Path, mode: int, *, write: bool = False
) -> tuple[int, str, str]:
    """Run a command with a directory closed to it: as nobody where this is root, else by the directory's mode."""
    if os.geteuid() == 0:
        for part in [forbidden, *forbidden.parents]:
            if part.name.startswith("pytest-") or "pytest-of" in str(part):
                part.chmod(part.stat().st_mode | 0o055 if part != forbidden else mode)
        return as_nobody(arguments, forbidden, write=write)
    forbidden.chmod(mode)
    try:
        return command(*arguments)
    finally:
        forbidden.chmod(0o755)


def test_a_data_directory_that_may_not_be_read_is_told(data):
    code, out, err = without_rights(["check", HERE, "--data", str(data), *AT], data, 0o700)
    assert (code, out) == (4, "")
    assert str(data) in err
    assert "permission to read it was refused" in err
    assert "read access" in err
    assert "Traceback" not in err


def test_a_release_whose_files_may_not_be_read_is_told(data):
    home = release_of(data)
    code, out, err = without_rights(["check", HERE, "--data", str(data), *AT], home, 0o700)
    assert (code, out) == (4, "")
    assert "Traceback" not in err
    assert "permission" in err.lower()


def test_a_source_directory_that_may_not_be_read_is_told(built, tmp_path):
    files = shutil.copytree(built / "files", tmp_path / "files")
    (tmp_path / "to").mkdir()
    (tmp_path / "to").chmod(0o777)
    arguments = ["data", "build", "--from", str(files), "--to", str(tmp_path / "to")]
    code, out, err = without_rights(arguments, files, 0o700)
    assert (code, out) == (2, "")
    assert str(files) in err
    assert "permission to read it was refused" in err
    assert list((tmp_path / "to").iterdir()) == []


def test_a_directory_that_may_not_be_written_is_told_for_a_build_and_for_a_report(built, tmp_path):
    to = tmp_path / "to"
    to.mkdir()
    files = shutil.copytree(built / "files", tmp_path / "files")
    arguments = ["data", "build", "--from", str(files), "--to", str(to)]
    code, out, err = without_rights(arguments, to, 0o555, write=True)
    assert (code, out) == (6, "")
    assert "permission was refused" in err
    assert str(to) in err
    assert list(to.iterdir()) == []


def test_a_report_into_a_directory_that_may_not_be_written_is_told(data, tmp_path):
    to = tmp_path / "reports"
    to.mkdir()
    arguments = ["check", HERE, "--data", str(data), *AT, "-o", str(to / "r.json")]
    code, out, err = without_rights(arguments, to, 0o555, write=True)
    assert (code, out) == (6, "")
    assert "permission was refused" in err
    assert list(to.iterdir()) == []


def one_build(files: Path, to: Path) -> tuple[str, dict[str, bytes]]:
    from geodata.build.pipeline import Request, build

    outcome = build(Request(source=files, to=to))
    return outcome.path.name, {p.name: p.read_bytes() for p in sorted(outcome.path.iterdir())}


def test_the_same_files_give_the_same_release_byte_for_byte(tmp_path):
    """Built again, from another directory, with the files written in another order and at another time."""
    first = tmp_path / "first"
    country.ground(first)
    country.crime(first, months=country.MONTHS[-3:], others=False)
    files = sorted(p for p in first.rglob("*") if p.is_file())
    second = tmp_path / "elsewhere" / "second"
    for file in reversed(files):
        target = second / file.relative_to(first)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
        os.utime(target, (1, 1))
    name, content = one_build(first, tmp_path / "a")
    assert one_build(first, tmp_path / "b") == (name, content)
    assert one_build(second, tmp_path / "c") == (name, content)
    assert one_build(first, tmp_path / "a") == (name, content)
    assert len([p for p in (tmp_path / "a").iterdir() if p.is_dir()]) == 1


def test_the_same_files_give_the_same_release_in_two_processes(built, tmp_path):
    names = set()
    for seed in ("1", "77"):
        to = tmp_path / seed
        code, out, _ = command(
            "data", "build", "--from", built / "files", "--to", to, more={"PYTHONHASHSEED": seed}
        )
        assert code == 5  # one file of the drawn country fails on purpose
        names.add(next(line for line in out.splitlines() if line.startswith("release ")))
    assert len(names) == 1


def test_one_changed_byte_gives_another_data_version(tmp_path):
    files = tmp_path / "files"
    country.ground(files)
    name, _ = one_build(files, tmp_path / "to")
    lsoa = files / "population" / "lsoa_population_geographydb.csv"
    lsoa.write_text(lsoa.read_text("utf-8").replace(",1000\n", ",1001\n", 1), "utf-8")
    assert one_build(files, tmp_path / "to")[0] != name


def test_nothing_of_the_machine_is_written_into_a_release(built):
    for file in release_of(built).iterdir():
        raw = file.read_bytes()
        for secret in (str(built).encode(), str(ROOT).encode(), b"/tmp/"):
            assert secret not in raw, file.name


def test_a_fault_of_the_disk_that_has_no_name_is_still_a_message(capsys, data, monkeypatch, tmp_path):
    from placement_check.cli import writing

    def broken(path, text):
        raise OSError(errno.EIO, "Input/output error", str(path))

    monkeypatch.setattr(writing, "write_whole", broken)
    assert run(["check", HERE, "--data", str(data), *AT, "-o", str(tmp_path / "r.json")]) == 6
    assert "Input/output error" in capsys.readouterr().err


def test_the_module_runs_from_any_directory(built, tmp_path):
    found = subprocess.run(
        [sys.executable, "-m", "placement_check", "check", HERE, "--data", str(built), *AT],
        cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert found.returncode == 3
    assert found.stderr == ""
