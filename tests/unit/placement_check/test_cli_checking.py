import re
import sys
from pathlib import Path

import click
import pytest
from drawn.layers import HERE

from placement_check.cli import run
from placement_check.cli.checking import paper, render
from placement_check.cli.writing import write_whole

EXAMPLES = Path(__file__).resolve().parents[3] / "docs/how-to/examples"


def test_each_form_is_rendered_by_its_own_writer(assessed):
    a = assessed(*HERE)
    starts = {
        "json": "{\n",
        "geojson": '{\n  "type": "FeatureCollection"',
        "csv": "indicator,",
        "txt": "PLACEMENT",
    }
    for form, start in starts.items():
        assert render(a, form).startswith(start)


@pytest.mark.parametrize(
    ("day", "ends"),
    [
        ("2024-06-30", "Valid until     30 September 2024, when the decision on it ends"),
        ("2024-11-01", "Valid until     EXPIRED: the decision on it ended on 30 September 2024"),
    ],
)
def test_the_text_of_a_case_says_until_when_its_decision_lets_it_stand(sample, tmp_path, capsys, day, ends):
    decision = tmp_path / "decision.toml"
    text = (EXAMPLES / "decision.toml").read_text("utf-8")
    decision.write_text(re.sub(r"\[band_move\][^\[]*", "", text), "utf-8")
    more = ["--data", str(sample), "--at", day]
    assert run(["check", "ZZ1 1AA", "--decision", str(decision), *more]) in (0, 3), capsys.readouterr().err
    said = capsys.readouterr().out
    assert ends in said.split("WHAT IS MISSING")[0]
    assert "DRAFT" not in said
    run(["check", "ZZ1 1AA", *more])
    assert "when the decision" not in capsys.readouterr().out


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    target = tmp_path / "report.json"
    target.mkdir()
    with pytest.raises(OSError, match="report"):
        write_whole(target, "text")
    assert [p.name for p in tmp_path.iterdir()] == ["report.json"]


def test_an_interrupt_while_writing_leaves_nothing_behind(tmp_path, monkeypatch):
    import os

    def interrupted(handle):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "report.json", "text")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("form", "start"), [("html", b"<!DOCTYPE html>"), ("pdf", b"%PDF-"), ("docx", b"PK")]
)
def test_each_paper_is_rendered_by_its_own_writer(assessed, store, form, start):
    assert paper(assessed(*HERE), store, form)[:200].lower().startswith(start.lower())


@pytest.mark.parametrize(("form", "package"), [("html", "jinja2"), ("pdf", "typst"), ("docx", "docx")])
def test_a_package_that_is_not_installed_is_named_with_what_to_do(
    assessed, store, monkeypatch, form, package
):
    from placement_check.records import html

    html._environment.cache_clear()
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(click.ClickException, match=rf"{package}.*not installed.*[Ii]nstall"):
        paper(assessed(*HERE), store, form)
