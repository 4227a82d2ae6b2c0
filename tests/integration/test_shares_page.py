"""docs/method-shares.md says what `data shares` says of the release that is built from the publishers' files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from placement_check.cli import run

pytestmark = pytest.mark.real_data

PAGE = (Path(__file__).resolve().parent.parent.parent / "docs" / "method-shares.md").read_text("utf-8")
TRIGGERS = ("RT3", "RT4", "RT5")


def counts(first: str) -> list[int]:
    """Return the counts of the row whose first cell begins so."""
    (row,) = re.findall(rf"^\| {first}(?: [^|]*)? \|(.*)\|$", PAGE, flags=re.MULTILINE)
    return [int(cell.split()[0]) for cell in row.split("|")]


def test_the_page_of_shares_is_of_this_release_and_of_this_program(real_release, capsys):
    assert run(["data", "shares", "--data", str(real_release), "--at", "2024-06-30", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert f"Method {found['method']}," in PAGE
    assert f"data version `{found['data_version'][:12]}`" in PAGE
    assert f"{found['points']} neighbourhoods, {found['rated']} rated. {found['not_rated']} (" in PAGE
    bands, sets = PAGE.split("| printed band set | |")
    assert re.findall(r"^\| (\d) \| (\d+) .*\| (\d+) ", bands, flags=re.MULTILINE) == [
        (band, str(found["by_cuts"][band]), str(n)) for band, n in found["final"].items()
    ]
    told = re.findall(r"^\| (\d)(?: to (\d))? \| (\d+) ", sets, flags=re.MULTILINE)
    assert {"-".join(filter(None, ends)): int(n) for *ends, n in told} == found["band_sets"]
    for floor, n in found["floor_fires"].items():
        assert counts(floor) == [n, found["floor_raises"][floor]]
    assert [counts(code)[0] for code in TRIGGERS] == [found["trigger_fires"][code] for code in TRIGGERS]
    assert f"{found['provisional']} (" in PAGE
    assert f"together hold {found['percent_in_bands_3_and_4']} %" in PAGE
