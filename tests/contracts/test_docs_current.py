"""What the pages say is what the program does."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator

import click
import pytest
from drawn.commands import ROOT, environment

from geodata.manifest import SHIPPED, load_all
from placement_check import method
from placement_check.cli import app
from placement_check.cli.exits import Exit
from placement_check.findings import ReasonCode

PAGE = (ROOT / "docs/reference/command-line.md").read_text("utf-8")


def commands(group: click.Command = app, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Yield every command with its full name."""
    if not isinstance(group, click.Group):
        yield path, group
        return
    for name, command in group.commands.items():
        yield from commands(command, f"{path} {name}".strip())


COMMANDS = dict(commands())


def section(name: str) -> str:
    """Return what the page says of a command."""
    found = re.search(rf"^## {name}\b[^\n]*\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert found, f"docs/reference/command-line.md has no section on '{name}'"
    return found[1]


def test_the_generated_pages_are_current():
    found = subprocess.run(
        [sys.executable, str(ROOT / ".ci/docs"), "--check"],
        env=environment(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr


def test_a_page_that_is_not_current_is_noticed(tmp_path):
    import shutil

    copy = tmp_path / "copy"
    for name in (".ci", "geodata", "placement_check", "docs"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    manifest = copy / "geodata/layers/rail.toml"
    manifest.write_text(
        manifest.read_text("utf-8").replace('title = "Railway', 'title = "The railway', 1), "utf-8"
    )

    def docs(*arguments):
        return subprocess.run(
            [sys.executable, str(copy / ".ci/docs"), *arguments],
            env=environment(PYTHONPATH=""), capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    stale = docs("--check")
    assert stale.returncode == 1
    assert stale.stderr == "docs/layers.md is not current: run .ci/docs and commit what it writes.\n"
    assert docs().stdout == "docs/layers.md written\n"
    assert docs("--check").returncode == 0


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_described_under_it(name):
    text = section(name)
    for parameter in COMMANDS[name].params:
        for option in parameter.opts if isinstance(parameter, click.Option) else []:
            assert f"`{option}" in text, f"{name}: {option}"
        if isinstance(parameter, click.Argument):
            assert parameter.name.upper() in PAGE


@pytest.mark.parametrize("name", COMMANDS)
def test_no_option_is_described_that_the_command_does_not_have(name):
    told = set(re.findall(r"^\| `(--?[a-z-]+)", section(name), re.MULTILINE))
    told |= set(re.findall(r"^\| .*?, `(--[a-z-]+)", section(name), re.MULTILINE))
    assert told <= {o for p in COMMANDS[name].params for o in p.opts}


def test_every_command_described_is_there():
    told = {m.strip() for m in re.findall(r"^## ([a-z ]+)", PAGE, re.MULTILINE)} - {"xit codes", "nvironment"}
    assert {t for t in told if t} == set(COMMANDS)


def test_every_exit_code_is_described_and_none_besides():
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", section("Exit codes"), re.MULTILINE)}
    assert told == {e.value for e in Exit}


def test_the_help_of_the_program_gives_the_same_codes():
    said = " ".join((app.help or "").split())
    for code in (
        Exit.DONE,
        Exit.BAD_INPUT,
        Exit.INCOMPLETE,
        Exit.NO_RELEASE,
        Exit.FAILED_CHECKS,
        Exit.NOT_WRITTEN,
    ):
        assert re.search(rf"\b{code.value} [a-z]", said)


def test_every_reason_code_is_described():
    told = set(re.findall(r"^\| `([a-z_]+)` \|", section("check"), re.MULTILINE))
    assert told == {code.value for code in ReasonCode}


def test_every_environment_variable_is_described():
    from placement_check.cli.app import VARIABLE

    assert f"`{VARIABLE}`" in section("Environment")


def test_every_layer_and_indicator_has_its_section():
    page = (ROOT / "docs/layers.md").read_text("utf-8")
    for layer in load_all([SHIPPED]).values():
        assert f"\n## {layer.id}\n" in page
        assert layer.source.attribution in page
        for indicator in layer.indicators:
            assert f"\n### {indicator.id}\n" in page
            assert indicator.question in page


def test_every_parameter_of_the_method_is_listed():
    page = (ROOT / "docs/method-parameters.md").read_text("utf-8")
    document = tomllib.loads((method.DIRECTORY / f"{method.CURRENT}.toml").read_text("utf-8"))
    for section_name, value in document.items():
        for name, inner in value.items() if isinstance(value, dict) else ():
            named = f"## {section_name}.{name}\n" if section_name == "rated" else f"| `{name}` |"
            assert named in page
            for stem in inner if section_name == "rated" else ():
                assert f"| `{stem}` |" in page


@pytest.mark.parametrize(
    ("module", "constant"),
    [
        ("geodata.build.crime", "MIN_RATIO"),
        ("geodata.build.crime", "ENGLAND_SHARE"),
        ("geodata.coverage", "UNSEEN_SHARE"),
    ],
)
def test_the_constants_of_the_facts_are_listed_as_the_code_has_them(module, constant):
    name = f"{module.removeprefix('geodata.')}.{constant}"
    page = (ROOT / "docs/method-parameters.md").read_text("utf-8")
    assert f"| `{name}` | {getattr(importlib.import_module(module), constant)} | S-" in page


def test_the_pages_use_no_word_that_is_never_said_of_a_place():
    from placement_check.records.wording import FORBIDDEN

    for name in ("layers.md", "method-parameters.md", "reference/command-line.md"):
        folded = " ".join((ROOT / "docs" / name).read_text("utf-8").casefold().replace("-", " ").split())
        for word in FORBIDDEN:
            assert not re.search(rf"\b{word}\b", folded), f"{name}: {word}"
