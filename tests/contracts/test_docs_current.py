"""What the pages say is what the program does."""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager

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
    context = click.Context(group)
    for name in group.list_commands(context):
        yield from commands(group.get_command(context, name), f"{path} {name}".strip())


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


SOURCES = (".ci", "geodata", "placement_check", "docs", "tests/spec", "tests/duties")


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Return a copy of all that the pages are made of, and of the pages."""
    home = tmp_path_factory.mktemp("copy")
    for name in SOURCES:
        shutil.copytree(ROOT / name, home / name, ignore=shutil.ignore_patterns("__pycache__"))
    return home


def docs(home, *arguments):
    return subprocess.run(
        [sys.executable, str(home / ".ci/docs"), *arguments],
        env=environment(PYTHONPATH=""), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@contextmanager
def changed(path, old, new):
    """Put one text in place of another in a file, once, for as long as it is looked at."""
    kept = path.read_text("utf-8")
    assert old in kept
    path.write_text(kept.replace(old, new, 1), "utf-8")
    try:
        yield
    finally:
        path.write_text(kept, "utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "pages"),
    [
        ("geodata/layers/rail.toml", 'title = "Railway', 'title = "The railway', ["layers"]),
        ("tests/spec/test_7_uncertainty.py", "S-33. The report prints", "S-33. The page prints", ["method"]),
        ("tests/spec/test_5_missing_evidence.py", "5. Missing evidence", "5. What is missing", ["method"]),
        ("tests/spec/test_6_rating.py", "def test_we_8_transform", "def test_we_8_changed", ["method"]),
        ("tests/spec/__init__.py", "What it cannot say", "What cannot be said", ["method"]),
        ("placement_check/methods/2026-1.toml", "band_set_mass = 0.80", "band_set_mass = 0.85",
         ["method", "method-parameters"]),
        ("placement_check/records/wording.py", '2: "Within the usual range"', '2: "In the usual range"', ["method"]),
        ("placement_check/records/wording.py", '"F2": "Recorded crime', '"F2": "Crime', ["method"]),
        ("geodata/build/crime.py", "MIN_RATIO = 0.50", "MIN_RATIO = 0.40", ["method", "method-parameters"]),
        ("placement_check/consultation/table.py", '"it was chased at least once"', '"it was chased"', ["consultation"]),
        ("placement_check/consultation/acts/consulting.py", 'CHASED_KEYS = ("to",', 'CHASED_KEYS = ("to", "by",',
         ["consultation"]),
    ],
)  # fmt: skip
def test_a_page_that_is_not_current_is_noticed(copy, file, old, new, pages):
    with changed(copy / file, old, new):
        stale = docs(copy, "--check")
        assert stale.returncode == 1
        assert stale.stderr.splitlines() == [
            f"docs/{page}.md is not current: run .ci/docs and commit what it writes." for page in pages
        ]


def test_a_page_that_is_not_current_is_written_again(copy):
    manifest, page = copy / "geodata/layers/rail.toml", copy / "docs/layers.md"
    kept = page.read_text("utf-8")
    with changed(manifest, 'title = "Railway', 'title = "The railway'):
        assert docs(copy).stdout == "docs/layers.md written\n"
        assert docs(copy, "--check").returncode == 0
    page.write_text(kept, "utf-8")


def test_of_the_page_on_consultation_only_the_parts_that_the_code_says_are_written(copy):
    page = copy / "docs/consultation.md"
    with changed(page, "## Silence\n", "## Silence, and what it is not\n"):
        assert docs(copy, "--check").returncode == 0
        with changed(
            copy / "placement_check/consultation/table.py", '"it was chased at least once"', '"chased"'
        ):
            assert docs(copy).stdout == "docs/consultation.md written\n"
            text = page.read_text("utf-8")
            assert "## Silence, and what it is not\n" in text
            assert "| chased |" in text


@pytest.mark.parametrize("name", ["table", "forms"])
def test_a_part_of_the_page_on_consultation_that_has_lost_its_place_is_named(copy, name):
    with changed(copy / "docs/consultation.md", f"<!-- /{name} -->", ""):
        found = docs(copy)
    assert found.returncode == 1
    assert found.stderr.startswith(f"docs/consultation.md cannot be written. The page has no '<!-- {name}: ")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{rating.band_set_mass:%}", "{rating.band_set_share:%}", "names no parameter"),
        ("S-33. The report", "The report", "does not begin with a rule's number"),
        ('"""7. Uncertainty', '"""', "a chapter begins with a docstring"),
    ],
)
def test_a_specification_that_makes_no_page_says_where(copy, old, new, said):
    with changed(copy / "tests/spec/test_7_uncertainty.py", old, new):
        found = docs(copy)
        assert found.returncode == 1
        assert "docs/method.md cannot be written. test_7_uncertainty.py" in found.stderr
        assert said in found.stderr


METHOD_PAGE = (ROOT / "docs/method.md").read_text("utf-8")
NOT_BUILT = {
    f"S-{n}" for n in (*range(35, 51), 56, 58, 59, 60, 61)
}  # offender numbers, disclosure, back-test


def test_every_rule_that_the_code_cites_is_stated():
    stated = set(re.findall(r"^\*\*(S-\d+[a-z]?)\*\*", METHOD_PAGE, re.MULTILINE))
    cited = {
        rule
        for folder in ("placement_check", "geodata", "api")
        for kind in ("*.py", "*.toml")
        for path in (ROOT / folder).rglob(kind)
        for rule in re.findall(r"\bS-\d+[a-z]?\b", path.read_text("utf-8"))
    }
    assert cited - NOT_BUILT <= stated


def test_every_worked_example_of_the_open_part_is_proven():
    proven = {int(n) for n in re.findall(r"::test_we_(\d+)_", METHOD_PAGE)}
    assert proven == {*range(1, 16), 22, 23, 24}


def test_every_test_that_the_page_names_is_there():
    for file, names in re.findall(r"`(tests/spec/test_\w+\.py)::(.*)</sub>", METHOD_PAGE):
        source = (ROOT / file).read_text("utf-8")
        for name in re.findall(r"\btest_\w+", names):
            assert f"def {name}(" in source


def test_every_link_between_the_pages_leads_somewhere():
    for page in (ROOT / "docs").rglob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


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
    told = set(re.findall(r"^\| `(--?[a-z0-9-]+)", section(name), re.MULTILINE))
    told |= set(re.findall(r"^\| .*?, `(--[a-z0-9-]+)", section(name), re.MULTILINE))
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
    from placement_check.cli.options import VARIABLE

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
    """The method's page quotes the fixed strings, and the words themselves; what it says on its own is looked at."""
    from placement_check.records.wording import FORBIDDEN

    for name in ("layers.md", "method-parameters.md", "method.md", "reference/command-line.md"):
        text = (ROOT / "docs" / name).read_text("utf-8")
        if name == "method.md":
            text = re.sub(r'"[^"\n]*"', "", text)
        folded = " ".join(text.casefold().replace("-", " ").split())
        for word in FORBIDDEN:
            assert not re.search(rf"\b{word}\b", folded), f"{name}: {word}"
