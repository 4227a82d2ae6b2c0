import contextlib
import shutil
import signal
import threading

import pytest
from drawn import country, layers

from placement_check import method
from placement_check.cli import run
from placement_check.cli.building import _interruptible


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    home = tmp_path_factory.mktemp("source")
    country.ground(home)
    country.crime(home, months=country.MONTHS[-3:], others=False)
    return home


def test_a_build_prints_its_account_and_the_release(source, tmp_path, capsys):
    assert run(["data", "build", "--from", str(source), "--to", str(tmp_path)]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    lines = {line.split()[0]: line.split() for line in out.splitlines()}
    assert lines["districts"][1:] == ["296", "296", "0", "0"]
    assert lines["postcodes"][1:] == ["239", "238", "1", "0"]
    assert lines["roads"][1] == "ABSENT:"
    assert lines["release"][1] == (tmp_path / "current").read_text("utf-8").strip()
    assert len(out.splitlines()[-1].removeprefix("data version ")) == 64


def test_a_build_with_a_failed_file_keeps_the_current_release_and_says_how_to_go_on(source, tmp_path, capsys):
    files, to = tmp_path / "files", tmp_path / "to"
    shutil.copytree(source, files)
    build = ["data", "build", "--from", str(files), "--to", str(to)]
    assert run(build) == 0
    before = (to / "current").read_text("utf-8")
    (file,) = files.glob("crime/2024-04-*")
    text = file.read_text("utf-8")
    file.write_text(text.replace("Context\n", "Context,Weather\n", 1), "utf-8")
    capsys.readouterr()
    assert run(build) == 5
    _out, err = capsys.readouterr()
    assert f"FAILED crime/{file.name}, row 1: rule 'columns' failed" in err
    assert "Weather" in err
    assert "stays as it was" in err
    assert "--accept-failures" in err
    assert (to / "current").read_text("utf-8") == before
    assert run([*build, "--accept-failures"]) == 5
    _out, err = capsys.readouterr()
    assert "stays as it was" not in err
    assert (to / "current").read_text("utf-8") != before


def test_a_layer_that_is_gone_keeps_the_current_release_and_is_named_with_what_was_held(
    source, tmp_path, capsys
):
    files, to = tmp_path / "files", tmp_path / "to"
    shutil.copytree(source, files)
    layers.clubs(files, tmp_path / "layers")
    build = ["data", "build", "--from", str(files), "--to", str(to)]
    with_clubs = [*build, "--layers", str(tmp_path / "layers")]
    assert run(with_clubs) == 0
    before = (to / "current").read_text("utf-8")
    capsys.readouterr()
    assert run(build) == 5
    _out, err = capsys.readouterr()
    assert err.startswith("LOST layer 'drawn_clubs' (")
    assert "the current release holds it (vintage " in err
    assert "Give its directory with --layers, or build with --accept-failures" in err
    assert "stays as it was, because something was lost." in err
    assert (to / "current").read_text("utf-8") == before
    assert run([*build, "--accept-failures"]) == 5
    assert "stays as it was" not in capsys.readouterr().err
    assert (to / "current").read_text("utf-8") != before
    assert run(build) == 0
    assert capsys.readouterr().err == ""


def test_a_current_release_that_cannot_be_compared_is_said_and_replaced(source, tmp_path, capsys):
    build = ["data", "build", "--from", str(source), "--to", str(tmp_path)]
    assert run(build) == 0
    name = (tmp_path / "current").read_text("utf-8").strip()
    (tmp_path / name / "lock.json").write_text("{", "utf-8")
    capsys.readouterr()
    assert run(build) == 0
    err = capsys.readouterr().err
    assert "is not known: look for ABSENT above." in err
    assert "lock.json: is damaged" in err
    assert run(["data", "status", "--data", str(tmp_path), "--verify"]) == 0


def test_the_release_is_bound_to_the_method_that_made_its_comparators(source, tmp_path):
    from geodata.release import Release

    run(["data", "build", "--from", str(source), "--to", str(tmp_path)])
    current = method.load()
    lock = Release.open(tmp_path).lock
    assert lock["comparators"] == {"method": current.version, "method_sha256": current.digest}


def test_a_layer_of_the_councils_own_is_built_beside_the_shipped_ones(source, tmp_path, capsys):
    files = tmp_path / "files"
    shutil.copytree(source, files)
    layers.clubs(files, tmp_path / "layers")
    arguments = ["data", "build", "--from", str(files), "--to", str(tmp_path / "to")]
    assert run([*arguments, "--layers", str(tmp_path / "layers")]) == 0
    assert "drawn_clubs" in capsys.readouterr().out


def test_progress_is_a_bar_on_a_terminal(source, tmp_path, capsys, monkeypatch):
    import sys

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert run(["data", "build", "--from", str(source), "--to", str(tmp_path)]) == 0
    out, _err = capsys.readouterr()
    assert "release " in out
    assert "reading" not in out


def build_whose_library_takes_an_interruption_for_a_fault():
    with _interruptible() as stopped:
        stopped()
        with contextlib.suppress(BaseException):
            signal.raise_signal(signal.SIGINT)
        stopped()
        pytest.fail("the build went on")


def test_an_interruption_that_a_library_took_for_a_fault_stops_the_build_at_its_next_step():
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        build_whose_library_takes_an_interruption_for_a_fault()
    assert signal.getsignal(signal.SIGINT) is before


def test_a_build_in_another_thread_asks_for_no_signal():
    went = []

    def build() -> None:
        with _interruptible() as stopped:
            stopped()
            went.append(True)

    thread = threading.Thread(target=build)
    thread.start()
    thread.join()
    assert went == [True]
