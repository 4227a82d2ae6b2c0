import json
import re
from datetime import UTC, datetime

import click
import pytest
from drawn.layers import HERE

from placement_check import __version__
from placement_check.cli import app, run
from placement_check.cli.options import day_of

PLACE = f"{HERE[0]},{HERE[1]}"


def asked(drawn, *more):
    return ["check", PLACE, "--data", str(drawn), "--at", "2024-06-30", *more]


def test_a_check_prints_its_report_on_standard_output_and_nothing_else(drawn, capsys):
    assert run(asked(drawn)) == 3
    out, err = capsys.readouterr()
    assert out.startswith("PLACEMENT CHECK")
    assert err == ""


@pytest.mark.parametrize(("option", "key"), [("--json", "findings"), ("--geojson", "features")])
def test_a_check_prints_json_when_asked(drawn, capsys, option, key):
    assert run(asked(drawn, option)) == 3
    assert json.loads(capsys.readouterr().out)[key]


@pytest.mark.parametrize("form", ["json", "geojson", "csv", "txt", "JSON", "html", "pdf", "docx", "PDF"])
def test_a_check_writes_a_whole_file_and_prints_only_a_word_on_standard_error(drawn, capsys, tmp_path, form):
    file = tmp_path / f"report.{form}"
    assert run(asked(drawn, "-o", str(file))) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"Written to {file}.\n"
    assert [p.name for p in tmp_path.iterdir()] == [file.name]
    assert file.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("form", ["html", "pdf", "docx"])
def test_the_same_place_and_day_give_the_same_bytes(drawn, tmp_path, form):
    made = [tmp_path / f"{name}.{form}" for name in ("one", "two")]
    for file in made:
        run(asked(drawn, "-o", str(file)))
    assert made[0].read_bytes() == made[1].read_bytes()


def test_a_profile_alone_has_no_score_and_no_band_in_any_form(drawn, tmp_path, capsys):
    run(asked(drawn, "--profile-only", "--json"))
    assert json.loads(capsys.readouterr().out)["rating"] is None
    run(asked(drawn, "--profile-only"))
    assert "SCORE" not in capsys.readouterr().out
    run(asked(drawn, "--profile-only", "-o", str(tmp_path / "report.html")))
    text = (tmp_path / "report.html").read_text("utf-8")
    shown = re.sub(r"<style.*?</style>|<[^>]*>", " ", text, flags=re.DOTALL)
    assert not re.search(r"\b(score|bands?)\b", shown, re.IGNORECASE)


@pytest.mark.parametrize("form", ["json", "geojson"])
def test_a_form_asked_for_by_option_stands_over_the_files_ending(drawn, tmp_path, form):
    file = tmp_path / "report.dat"
    assert run(asked(drawn, f"--{form}", "-o", str(file))) == 3
    assert json.loads(file.read_text("utf-8"))


def test_a_file_that_is_there_is_replaced_whole(drawn, tmp_path):
    file = tmp_path / "report.csv"
    file.write_text("x" * 10_000_000)
    assert run(asked(drawn, "-o", str(file))) == 3
    assert file.read_text("utf-8").startswith("indicator,")
    assert "xxx" not in file.read_text("utf-8")


def test_a_check_ends_well_when_every_rated_indicator_was_measured(drawn, capsys, monkeypatch):
    from dataclasses import replace

    from placement_check import assess as assessing
    from placement_check.findings import Measured

    whole = assessing.assess

    def measured(location, store, method, *, at, options):
        a = whole(location, store, method, at=at, options=options)
        return replace(a, findings=tuple(f for f in a.findings if isinstance(f, Measured)))

    monkeypatch.setattr(assessing, "assess", measured)
    assert run(asked(drawn)) == 0


def test_the_day_is_today_unless_another_is_given():
    assert day_of("") in (datetime.now(UTC).date(), datetime.now(UTC).date())
    assert day_of("2024-02-29").isoformat() == "2024-02-29"
    for wrong in ("2023-02-29", "30/06/2024", "June"):
        with pytest.raises(click.BadParameter, match="YYYY-MM-DD"):
            day_of(wrong)


def test_the_data_directory_may_be_named_in_the_environment(drawn, capsys, monkeypatch):
    monkeypatch.setenv("PLACEMENT_CHECK_DATA", str(drawn))
    assert run(["check", PLACE, "--at", "2024-06-30", "--json"]) == 3


def test_layers_are_listed_in_words_and_in_json(drawn, capsys):
    assert run(["layers", "--data", str(drawn), "--at", "2025-03-01"]) == 0
    text = capsys.readouterr().out
    assert "drawn_clubs: Layer drawn_clubs" in text
    assert "14 months old" in text
    assert run(["layers", "--data", str(drawn), "--at", "2025-03-01", "--json"]) == 0
    layers = {layer["id"]: layer for layer in json.loads(capsys.readouterr().out)["layers"]}
    assert layers["drawn_clubs"]["age_months"] == 14
    assert layers["drawn_clubs"]["overdue_for_review"]
    assert not layers["drawn_absent"]["overdue_for_review"]
    assert layers["drawn_absent"]["age_months"] is None
    assert layers["drawn_deciles"]["age_months"] == 62
    assert layers["crime"]["coverage"].startswith("E23000026: 36 force-months")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shells_completion_is_a_script_for_this_program(capsys, shell):
    assert run(["completion", shell]) == 0
    out = capsys.readouterr().out
    assert "placement-check" in out
    assert "_PLACEMENT_CHECK_COMPLETE" in out


def test_a_shell_without_completion_is_refused(capsys, monkeypatch):
    assert run(["completion", "tcsh"]) == 2
    monkeypatch.setattr("click.shell_completion.get_completion_class", lambda shell: None)
    assert run(["completion", "bash"]) == 2
    assert "no completion for bash" in capsys.readouterr().err


def test_the_version_is_said(capsys):
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"placement-check {__version__}\n"


@pytest.mark.parametrize(
    "command", [[], ["check"], ["data"], ["data", "build"], ["data", "status"], ["layers"]]
)
def test_help_is_there_at_every_level(capsys, command):
    for option in ("-h", "--help"):
        assert run([*command, option]) == 0
        assert "Usage: placement-check" in capsys.readouterr().out


def test_the_help_documents_every_exit_code(capsys):
    run(["--help"])
    text = " ".join(capsys.readouterr().out.split())
    for code in ("0 every open indicator", "2 bad input", "3 answered with incomplete evidence",
                 "4 no usable data release", "5 ", "6 the result could not be written"):  # fmt: skip
        assert code in text


def test_an_unknown_fault_is_not_hidden(monkeypatch):
    monkeypatch.setattr(app, "main", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run([])


def test_an_interrupt_says_that_nothing_was_left_half_written(monkeypatch, capsys):
    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(app, "main", interrupted)
    assert run([]) == 130
    assert "half-written" in capsys.readouterr().err


def test_an_interrupt_that_click_saw_first_ends_the_same_way(monkeypatch):
    def aborted(*arguments, **options):
        raise click.exceptions.Abort

    monkeypatch.setattr(app, "main", aborted)
    assert run([]) == 130


def test_the_sample_command_builds_a_release_marked_as_fiction(sample, capsys):
    assert run(["data", "status", "--data", str(sample), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["label"].startswith("FICTIONAL SAMPLE")
    assert run(["data", "status", "--data", str(sample)]) == 0
    assert "FICTIONAL SAMPLE" in capsys.readouterr().out
    assert run(["layers", "--data", str(sample)]) == 0
    assert capsys.readouterr().out.startswith("FICTIONAL SAMPLE")


def test_the_program_is_started_by_its_name_or_as_a_module(monkeypatch, capsys):
    import runpy
    import sys

    monkeypatch.setattr(sys, "argv", ["placement-check", "--version"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("placement_check", run_name="__main__")
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("placement-check ")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["check", PLACE, "--json", "--geojson"], "Choose one of --json and --geojson"),
        (["check", PLACE, "-o", "report.odt"], "must end in .pdf, .html, .docx, .json, .geojson, .csv or"),
        (["check", PLACE, "--at", "30/06/2024"], "'30/06/2024' is not a day; write it as YYYY-MM-DD"),
        (["layers", "--at", "June"], "'June' is not a day"),
        (["check"], "Missing argument 'PLACE'"),
        (["check", "--jsno"], "--jsno"),
        (["data", "build", "--from", "x"], "--to"),
    ],
)
def test_a_wrong_use_of_an_option_is_told_before_anything_is_done(capsys, arguments, named):
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert named in err


def test_the_rejected_rows_are_printed_for_a_layer(drawn, capsys):
    assert run(["data", "status", "--data", str(drawn), "--rejections", "beyond"]) == 0
    assert capsys.readouterr().out.startswith("file,row,rule,text\n")


def test_a_damaged_release_is_verified_as_such_with_its_own_code(drawn, capsys, tmp_path):
    import shutil

    home = shutil.copytree(drawn, tmp_path / "copy")
    next(home.glob("*/drawn_clubs.x.npy")).unlink()
    assert run(["data", "status", "--data", str(home), "--verify"]) == 4
    assert run(["data", "status", "--data", str(home)]) == 0


def test_importing_the_module_runs_nothing(capsys):
    import runpy

    runpy.run_module("placement_check.__main__", run_name="imported")
    assert capsys.readouterr().out == ""
