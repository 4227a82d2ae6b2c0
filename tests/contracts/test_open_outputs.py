"""Open outputs depend on nothing that is not open (RT-8, as far as built: no restricted layer exists yet).

A release holds open layers and what is computed from them, array by array; and what lies beside them is in no output.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from contracts.test_wording import papers
from drawn.commands import ROOT

from geodata.manifest import REVEALING, SHIPPED, load_all
from geodata.release import Release
from geodata.store import Store
from placement_check.cli.checking import render
from placement_check.places import assess_in
from placement_check.records.pdf import content
from placement_check.records.view.open_view import open_view

AT = date(2026, 7, 1)
COMPUTED = {"comparators", "nearest", "people", "rating", "reference", "tally"}  # from the open layers alone
OPEN_LICENCE = re.compile(r"^(OGL-UK-3\.0|Open Government Licence v3\.0|CC-BY-SA-4\.0|CC BY 4\.0|CC0|ODbL)\b")
CANARY = "canary-81ee"


def check_release(release: Release) -> None:
    for name, entry in release.layers.items():
        assert entry["class"] == "open", name
        fictional = release.label and entry["licence"] == "none: fictional"
        assert fictional or OPEN_LICENCE.match(entry["licence"]), (name, entry["licence"])
    for array in release.lock["arrays"]:
        layer = array.split(".", 1)[0]
        if layer in COMPUTED:
            continue
        assert release.layers[layer]["status"] == "built", array
        if array.endswith(
            (".x", ".x1")
        ):  # an authority may be counted over; a place of these kinds has no position
            assert not REVEALING.search(layer.replace("_", " ")), array


def test_a_fictional_release_holds_open_layers_and_what_is_computed_from_them(sample):
    check_release(Release.open(sample))


@pytest.mark.real_data
def test_a_real_release_holds_open_layers_and_what_is_computed_from_them(real_release):
    check_release(Release.open(real_release))


def test_every_shipped_manifest_is_of_an_open_layer():
    for name, layer in load_all([SHIPPED]).items():
        assert OPEN_LICENCE.match(layer.source.licence), name


def test_a_manifest_can_ask_for_nothing_but_an_open_layer(tmp_path):
    from geodata.errors import GeodataError

    text = (SHIPPED / "libraries.toml").read_text("utf-8")
    assert 'class = "open"' in text
    for other in ("restricted", "official", ""):
        (tmp_path / "libraries.toml").write_text(
            text.replace('class = "open"', f'class = "{other}"'), "utf-8"
        )
        with pytest.raises(GeodataError):
            load_all([tmp_path])


@pytest.fixture(scope="module")
def kept(sample) -> Store:
    return Store.of(Release.open(sample))


def outputs(assessment, store) -> dict[str, str]:
    """Return everything that an open report is written as, and the map-maker's and typesetter's input whole."""
    texts = {form: render(assessment, form) for form in ("txt", "json", "geojson", "csv")}
    return {
        **texts,
        **papers(assessment, store, word=False),
        "typeset": content(open_view(assessment, store)),
    }


@pytest.mark.parametrize("place", ["ZZ1 1AA", "ZZ2 2QW", "ZZ5 1SZ"])
def test_what_lies_beside_the_open_layers_changes_no_output_by_a_byte(kept, place):
    a = assess_in(kept, place, AT)
    example = next(iter(a.layers.values()))
    secret = {**example, "id": CANARY, "title": CANARY, "class": "restricted", "indicators": []}
    stuffed = {name: {**entry, CANARY: CANARY} for name, entry in a.layers.items()}
    with_secret, without = outputs(replace(a, layers={**stuffed, CANARY: secret}), kept), outputs(a, kept)
    for form, text in without.items():
        assert with_secret[form] == text, form
        assert CANARY not in with_secret[form]


def test_the_json_document_has_no_key_but_the_published_ones(kept):
    schema = json.loads((ROOT / "docs/schemas/check.v1.json").read_text("utf-8"))
    assert schema["additionalProperties"] is False
    body = json.loads(render(assess_in(kept, "ZZ1 1AA", AT), "json"))
    assert set(body) == set(schema["properties"])
