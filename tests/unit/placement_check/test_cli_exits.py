import errno

import pytest

from geodata import errors
from placement_check.cli.exits import Exit, of_error
from placement_check.method import MethodError


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (errors.ReleaseError("DIR: holds no data release."), 4, "No usable data release. DIR: holds no data release."),
        (errors.LayerUnavailable("postcodes", "unreadable", "torn"), 4, "Layer 'postcodes' is not available"),
        (MethodError("2026-1.toml: a parameter is missing"), 4, "2026-1.toml"),
        (errors.LocationNotFound("no such place"), 2, "no such place"),
        (errors.ManifestError("bad.toml: unknown key"), 2, "bad.toml: unknown key"),
        (OSError(errno.ENOSPC, "No space left on device", "out.json"), 6, "out.json: the disk is full"),
        (OSError(errno.EFBIG, "File too large"), 6, "a size limit was reached"),
        (OSError(errno.EACCES, "Permission denied", "/x"), 6, "/x: permission was refused"),
        (OSError(errno.EROFS, "Read-only file system", "/x"), 6, "permission was refused"),
        (OSError(errno.ENOENT, "No such file or directory", "/x/y"), 6, "/x/y: No such file or directory"),
        (OSError("short write"), 6, "short write"),
        (KeyboardInterrupt(), 130, "Interrupted"),
    ],
)  # fmt: skip
def test_each_known_fault_has_its_code_and_its_words(capsys, error, code, words):
    assert of_error(error) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert "Traceback" not in err
    assert err.count("\n") == 1


def test_a_fault_that_is_not_known_has_no_code(capsys):
    assert of_error(ZeroDivisionError()) is None
    assert capsys.readouterr() == ("", "")


def test_a_reader_who_stopped_reading_did_not_get_the_result_and_is_told_nothing(
    monkeypatch, tmp_path, capsys
):
    import os
    import sys

    with (tmp_path / "closed").open("w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert of_error(BrokenPipeError()) is Exit.NOT_WRITTEN
        os.write(stream.fileno(), b"goes nowhere")
    assert (tmp_path / "closed").read_bytes() == b""
    assert capsys.readouterr().err == ""


def test_the_codes_are_those_of_the_help():
    assert {e.name: e.value for e in Exit} == {
        "DONE": 0, "FAULT": 1, "BAD_INPUT": 2, "INCOMPLETE": 3, "NO_RELEASE": 4, "FAILED_CHECKS": 5, "NOT_WRITTEN": 6,
        "DIFFERS": 7, "INTERRUPTED": 130,
    }  # fmt: skip
