import csv
import io
import json
import shutil
from datetime import date

import pytest
from drawn.releases import rewritten

from geodata.errors import GeodataError, ReleaseError
from placement_check.cli.listing import layers_text, rejections_text, status_text


def test_every_row_of_every_layer_and_file_is_accounted_for(drawn):
    text, intact = status_text(drawn, as_json=True, verify=False)
    body = json.loads(text)
    assert intact
    assert "damaged" not in body
    for layer in body["layers"]:
        for one in (layer, *layer["files"]):
            assert one["rows_in"] == one["rows_kept"] + one["rows_unlocated"] + one["rows_rejected"], one


def test_the_account_in_words_says_what_was_rejected_and_what_is_absent(drawn):
    text, _ = status_text(drawn, as_json=False, verify=True)
    assert "every file has its hash" in text
    assert "roads               ABSENT: No file of Motorways and A roads is held" in text
    assert "[1 other_nation]" in text
    assert "E23000026: 36 force-months" in text


def test_a_format_not_verified_is_marked(drawn, tmp_path):
    home = rewritten(drawn, tmp_path, "layers", "drawn_clubs", "format_verified", to=False)
    assert (
        "format not verified against a publisher's file" in status_text(home, as_json=False, verify=False)[0]
    )


def test_a_label_stands_under_the_version(drawn, tmp_path):
    home = rewritten(drawn, tmp_path, "label", to="DRAWN")
    assert "\nDRAWN\n" in status_text(home, as_json=False, verify=False)[0]
    assert json.loads(status_text(home, as_json=True, verify=False)[0])["label"] == "DRAWN"


@pytest.mark.parametrize(("layer", "months"), [("drawn_clubs", 41), ("crime", 5)])
def test_a_layers_age_is_that_of_its_oldest_file_and_crimes_that_of_its_latest_month(
    drawn, tmp_path, layer, months
):
    home = rewritten(drawn, tmp_path, "layers", layer, "vintage", to="2021-01/2024-01")
    rows = json.loads(layers_text(home, date(2024, 6, 30), as_json=True))["layers"]
    assert next(r["age_months"] for r in rows if r["id"] == layer) == months


def test_a_list_of_rejections_that_is_gone_is_a_damaged_release(drawn, tmp_path):
    home = shutil.copytree(drawn, tmp_path / "copy")
    next(home.glob("*/rejections.csv")).unlink()
    with pytest.raises(ReleaseError, match=r"rejections\.csv: cannot be read"):
        rejections_text(home, "beyond")


@pytest.mark.parametrize("as_json", [True, False])
def test_a_changed_byte_is_named(drawn, tmp_path, as_json):
    home = shutil.copytree(drawn, tmp_path / "copy")
    (file,) = home.glob("*/drawn_clubs.x.npy")
    raw = bytearray(file.read_bytes())
    raw[-1] ^= 1
    file.write_bytes(raw)
    text, intact = status_text(home, as_json=as_json, verify=True)
    assert not intact
    assert "drawn_clubs.x.npy" in text
    assert "every file has its hash" not in text
    if as_json:
        assert json.loads(text)["damaged"] == ["drawn_clubs.x.npy"]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [("rejections.csv", b"other_nation", b"other_nations"), ("lock.json", b"Pubs, bars", b"Pubs, cars")],
)
def test_a_changed_byte_of_any_other_file_is_named_too(drawn, tmp_path, name, old, new):
    """The option promises to read every file; the release's own name is the hash of its lock."""
    home = shutil.copytree(drawn, tmp_path / "copy")
    (file,) = home.glob(f"*/{name}")
    raw = file.read_bytes()
    assert old in raw
    file.write_bytes(raw.replace(old, new, 1))
    try:
        text, intact = status_text(home, as_json=False, verify=True)
    except ReleaseError as error:
        text, intact = str(error), False
    assert not intact
    assert name in text


def test_a_file_that_is_gone_is_named(drawn, tmp_path):
    home = shutil.copytree(drawn, tmp_path / "copy")
    next(home.glob("*/drawn_clubs.x.npy")).unlink()
    assert "damaged: drawn_clubs.x.npy\n" in status_text(home, as_json=False, verify=True)[0]


def test_the_rejected_rows_of_one_layer_are_listed_each_with_its_reason(drawn):
    rows = list(csv.DictReader(io.StringIO(rejections_text(drawn, "beyond"))))
    assert len(rows) == 1
    assert rows[0]["rule"] == "other_nation"
    assert rows[0]["text"]
    assert int(rows[0]["row"]) > 0
    assert list(csv.DictReader(io.StringIO(rejections_text(drawn, "crime")))) == []


def test_a_layer_that_is_not_there_is_refused_with_those_that_are(drawn):
    with pytest.raises(GeodataError, match=r"'crimes' is no layer of this release.*crime, .*drawn_clubs"):
        rejections_text(drawn, "crimes")
