"""A publisher's bytes as text: whole, in a known encoding, and data at all."""

from __future__ import annotations

import gzip
import hashlib

import numpy as np
import pandas as pd
import pytest
import scene

from geodata.build.harvest import PostcodeTable, read_bytes, sha256_of, text_of
from geodata.errors import SourceFileError


@pytest.fixture
def file(tmp_path):
    def write(content: bytes, name: str = "a.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def test_a_packed_file_is_unpacked_and_another_is_taken_as_it_is(file):
    assert read_bytes(file(gzip.compress(b"a,b\n"), "a.csv.gz")) == b"a,b\n"
    assert read_bytes(file(b"a,b\n")) == b"a,b\n"


def test_the_hash_is_of_the_bytes_on_disk(file):
    packed = gzip.compress(b"a,b\n")
    assert sha256_of(file(packed, "a.csv.gz")) == hashlib.sha256(packed).hexdigest()


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(b"a" * 999, mtime=0)[:15],
        b"not packed at all",
        gzip.compress(b"a" * 99, mtime=0)[:-4] + b"oops",
        b"",
    ],
)
def test_a_packed_file_that_is_torn_is_refused(file, content):
    path = file(content, "a.csv.gz")
    if content == b"":
        assert read_bytes(path) == b""
        return
    with pytest.raises(SourceFileError, match=r"cannot be read") as error:
        read_bytes(path)
    assert error.value.rule == "readable"


def test_packed_data_with_damage_inside_are_refused(file):
    raw = bytearray(gzip.compress(bytes(range(256)) * 50))
    raw[15:40] = b"\xff" * 25
    with pytest.raises(SourceFileError) as error:
        read_bytes(file(bytes(raw), "a.csv.gz"))
    assert error.value.rule == "readable"
    assert error.value.text.startswith("the compressed data are damaged (")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(SourceFileError, match="cannot be read"):
        read_bytes(tmp_path / "none.csv")


def test_a_file_that_may_not_be_read():
    with scene.open_folder() as folder:
        path = folder / "a.csv"
        path.write_text("x")
        path.chmod(0)
        said = scene.as_nobody(lambda: read_bytes(path))
    assert said == (
        f"SourceFileError: {path}: rule 'readable' failed: permission to read the file was refused. "
        "Give this user read access to it."
    )


def test_text_keeps_its_line_ends_and_loses_its_byte_order_mark(file):
    assert text_of(file(b"\xef\xbb\xbfa\r\nb\n")).read() == "a\r\nb\n"


def test_encodings_are_tried_in_order(file):
    assert text_of(file("Grün".encode())).read() == "Grün"
    assert text_of(file("Grün".encode("cp1252"))).read() == "Grün"
    with pytest.raises(SourceFileError, match="the text is none of utf-8") as error:
        text_of(file("Grün".encode("cp1252")), ("utf-8",))
    assert error.value.rule == "encoding"


@pytest.mark.parametrize(
    "start", [b"<!DOCTYPE html><html>", b"\n  <html lang='en'>", b"\xef\xbb\xbf<!doctype HTML>"]
)
def test_a_web_page_is_not_data(file, start):
    with pytest.raises(SourceFileError, match="this is a web page, not the data file") as error:
        text_of(file(start + b"<body>Sorry</body>"))
    assert error.value.rule == "is_data"


def test_an_error_that_is_not_about_the_file_is_not_disguised(file, monkeypatch):
    def fail(raw: bytes) -> bytes:
        raise MemoryError

    monkeypatch.setattr("geodata.build.harvest.gzip.decompress", fail)
    with pytest.raises(MemoryError):
        read_bytes(file(gzip.compress(b"a"), "a.csv.gz"))


def test_postcodes_are_found_however_they_are_written():
    table = PostcodeTable(np.array(["AA11AA", "ZZ99ZZ"]), np.array([1.0, 2.0]), np.array([3.0, 4.0]))
    x, y = table.locate(pd.Series(["aa1 1aa", " ZZ9 9ZZ ", "ZZ99ZY", "ZZ99ZZZ", "", None]))
    assert x[:2].tolist() == [1.0, 2.0]
    assert y[:2].tolist() == [3.0, 4.0]
    assert np.isnan(x[2:]).all()
