from __future__ import annotations

import json

from placement_check.cli import run


def test_the_shares_of_a_release_are_told_as_a_table_and_as_json(drawn, capsys):
    assert run(["data", "shares", "--data", str(drawn), "--at", "2024-06-30"]) == 0
    text = capsys.readouterr().out
    assert "compared with force:Bedfordshire" in text
    assert "trigger fires RT3" in text
    assert run(["data", "shares", "--data", str(drawn), "--at", "2024-06-30", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["points"] == found["rated"] + found["not_rated"] > 0
    assert sum(found["final"].values()) == found["rated"]
    assert found["final"]["1"] == 0
