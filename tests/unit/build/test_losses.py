"""A layer that the current release holds is never lost in silence."""

from __future__ import annotations

import json
import shutil

import pytest
import scene

from geodata.build.losses import _gone, since_current
from geodata.build.pipeline import Request, build
from geodata.manifest import SHIPPED
from geodata.release import FORMAT, LOCK, POINTER, Release


@pytest.fixture
def drawn(tmp_path):
    return scene.draw(tmp_path, months=1)


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def take_lsoas_away(drawn: scene.Drawn) -> None:
    for path in (drawn.source / "lsoa21_bgc").iterdir():
        path.unlink()


def test_a_first_build_loses_nothing_and_layers_that_were_absent_before_hold_nothing_up(drawn, out):
    first = scene.build_drawn(drawn, out)
    again = scene.build_drawn(drawn, out)
    assert (first.losses.layers, again.losses.layers) == ((), ())
    assert (again.current, again.losses.unknown) == (True, "")


def test_a_layer_whose_files_are_gone_is_named_and_the_current_release_stays(drawn, out):
    good = scene.build_drawn(drawn, out)
    take_lsoas_away(drawn)
    worse = scene.build_drawn(drawn, out)
    (loss,) = worse.losses.layers
    assert (loss.layer, loss.vintage, loss.rows, loss.became) == ("lsoas", "2021-12", 4, "absent")
    assert str(loss) == (
        "layer 'lsoas' (Neighbourhoods (LSOA, December 2021)): the current release holds it (vintage 2021-12, 4 "
        "rows). No file of it was found in this build. Put its file back into the source directory, or build with "
        "--accept-failures if it is to go."
    )
    assert (worse.failures, worse.current, worse.path.is_dir()) == ((), False, True)
    assert Release.open(out).path == good.path


def test_a_layer_that_fails_is_named_as_lost_too(drawn, out):
    scene.build_drawn(drawn, out)
    next((drawn.source / "lsoa21_bgc").iterdir()).write_text("{")
    worse = scene.build_drawn(drawn, out)
    assert [(loss.layer, loss.became) for loss in worse.losses.layers] == [("lsoas", "failed")]
    assert "Put the file right" in str(worse.losses.layers[0])


def test_a_loss_that_is_accepted_becomes_current_and_is_no_loss_to_the_next_build(drawn, out):
    scene.build_drawn(drawn, out)
    take_lsoas_away(drawn)
    accepted = scene.build_drawn(drawn, out, accept_failures=True)
    assert accepted.current
    assert [loss.layer for loss in accepted.losses.layers] == ["lsoas"]
    after = scene.build_drawn(drawn, out)
    assert (after.current, after.losses.layers) == (True, ())


def test_a_loss_that_was_accepted_stays_on_record_until_the_layer_is_held_again(drawn, out):
    scene.build_drawn(drawn, out)
    kept = {p: p.read_bytes() for p in (drawn.source / "lsoa21_bgc").iterdir()}
    take_lsoas_away(drawn)
    refused = scene.build_drawn(drawn, out)
    accepted = scene.build_drawn(drawn, out, accept_failures=True)
    after = scene.build_drawn(drawn, out)
    for path, body in kept.items():
        path.write_bytes(body)
    mended = scene.build_drawn(drawn, out)
    entry = {"title": "Neighbourhoods (LSOA, December 2021)", "vintage": "2021-12", "indicators": [],
             "coverage": {"areas": ["E06999101"], "boxes": []}}  # fmt: skip
    held = [one.lock.get("lost", {}) for one in (refused, accepted, after, mended)]
    assert held == [{}, {"lsoas": entry}, {"lsoas": entry}, {}]


def test_a_layer_whose_manifest_is_no_longer_given_is_lost(drawn, out, tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    shutil.copy(SHIPPED / "lsoas.toml", mine / "quarters.toml")
    scene.build_drawn(drawn, out, layers=(mine,))
    worse = scene.build_drawn(drawn, out)
    (loss,) = worse.losses.layers
    assert (loss.layer, loss.became, worse.current) == ("quarters", "undeclared", False)
    assert "Give its directory with --layers" in str(loss)


def test_a_release_of_another_country_is_no_release_to_lose(drawn, out):
    scene.build_drawn(drawn, out)
    take_lsoas_away(drawn)
    real = build(Request(source=drawn.source, to=out, tables=drawn.tables))
    assert (real.current, real.losses.layers) == (True, ())


def spoil_tables(home):
    (home / "tables.json").write_text("{}")


def spoil_lock(home):
    (home / LOCK).write_text("{")


def write_older(home):
    body = json.loads((home / LOCK).read_text())
    (home / LOCK).write_text(json.dumps(body | {"format": FORMAT - 1}))


@pytest.mark.parametrize("spoil", [spoil_tables, spoil_lock, write_older])
def test_a_current_release_that_cannot_be_read_cannot_be_compared_and_that_is_said(drawn, out, spoil):
    good = scene.build_drawn(drawn, out)
    spoil(good.path)
    take_lsoas_away(drawn)
    after = scene.build_drawn(drawn, out)
    assert after.losses.layers == ()
    assert str(good.path) in after.losses.unknown
    assert after.current
    assert Release.open(out).path == after.path


def test_a_pointer_to_a_release_that_is_gone_cannot_be_compared(drawn, out):
    scene.build_drawn(drawn, out)
    (out / POINTER).write_text("0" * 64 + "\n")
    after = scene.build_drawn(drawn, out)
    assert "which is not there or is incomplete" in after.losses.unknown
    assert after.current


def test_failures_still_keep_a_release_that_cannot_be_compared_from_becoming_current(drawn, out):
    good = scene.build_drawn(drawn, out)
    spoil_lock(good.path)
    next((drawn.source / "lsoa21_bgc").iterdir()).write_text("{")
    after = scene.build_drawn(drawn, out)
    assert (bool(after.losses.unknown), len(after.failures), after.current) == (True, 1, False)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"status": "built"}, "the lock lacks 'layers.lsoas."), ("built", "the lock lacks 'layers.lsoas'"),
        ({"rows_in": "many"}, "its list of layers is not of the form that this version reads"),
    ],
)  # fmt: skip
def test_entries_of_a_form_that_this_version_does_not_know_cannot_be_compared(drawn, out, entry, said):
    home = scene.build_drawn(drawn, out).path.rename(out / "renamed")
    body = json.loads((home / LOCK).read_text())
    body["layers"]["lsoas"] = body["layers"]["lsoas"] | entry if "rows_in" in entry else entry
    (home / LOCK).write_text(json.dumps(body))
    (out / POINTER).write_text("renamed\n")
    found = since_current(out, "DRAWN", {})
    assert found.layers == ()
    assert said in found.unknown


def test_what_is_lost_leaves_no_trace_in_the_release(drawn, out, tmp_path):
    scene.build_drawn(drawn, out)
    take_lsoas_away(drawn)
    here, fresh = scene.build_drawn(drawn, out), scene.build_drawn(drawn, tmp_path / "fresh")
    assert here.path.name == fresh.path.name


def test_a_layer_that_loses_a_file_of_its_ground_is_named_with_the_ground(drawn, out):
    good = scene.build_drawn(drawn, out)
    (east,) = drawn.source.glob("street/*/*eastmark-street.csv")
    body = east.read_bytes()
    east.unlink()
    worse = scene.build_drawn(drawn, out)
    (loss,) = worse.losses.layers
    assert (loss.layer, loss.became, worse.current) == ("crime", "less", False)
    assert f"cover less ground in this build ({', '.join(loss.areas)} is gone)" in str(loss)
    assert Release.open(out).path == good.path
    accepted = scene.build_drawn(drawn, out, accept_failures=True)
    assert accepted.lock["lost"]["crime"]["coverage"] == {"areas": list(loss.areas), "boxes": []}
    assert "crime.vso.density" in accepted.lock["lost"]["crime"]["indicators"]
    east.write_bytes(body)
    assert "lost" not in scene.build_drawn(drawn, out).lock


def test_a_box_inside_a_wider_one_is_no_loss_and_one_beside_it_is():
    held = {"areas": [], "boxes": [[0, 0, 10, 10]]}
    wider, beside = ({"areas": [], "boxes": [box]} for box in ([0, -5, 10, 10], [1, 0, 11, 10]))
    assert not any(_gone(held, wider))
    assert _gone(held, beside) == ([], [[0, 0, 10, 10]])
    assert not any(_gone({"areas": ["E06999101"], "boxes": []}, {"areas": ["england"], "boxes": []}))
