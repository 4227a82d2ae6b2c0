"""Write docs/method.md from the specification: the docstrings of tests/spec, and the values of the method file.

A chapter is a module of tests/spec, its docstring the introduction. A rule is the docstring of a test; the test proves
it, and so do the tests without one that follow. Where a docstring holds a name in braces, as {crime.h_m}, stands the
value of the method file: no value is typed twice. The tests are read, not run.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import method_tables
from method_tables import joined, shown

from placement_check.records import wording

SPEC = "tests/spec"
NAME = re.compile(r"\{([a-z][\w.]*)(?::([^{}]*))?\}")
RULE = re.compile(r"((?:S-\d+[a-z]?|\d\.\d)(?:, (?:S-\d+[a-z]?|\d\.\d))*)\. ")


class SpecError(Exception):
    """The specification cannot be made into a page: says where and why."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its paragraphs, and the tests that prove it."""

    text: str
    tests: list[str]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter: its file's name, its title, its introduction, and its rules in order."""

    file: str
    title: str
    introduction: str
    rules: list[Rule] = field(default_factory=list)


def chapters(home: Path) -> list[Chapter]:
    """Return the chapters below a folder, in the order of their numbers.

    Raises
    ------
    SpecError
        If a chapter has no introduction, or its first test states no rule.
    """
    numbered = {_number(path): path for path in home.glob("test_*.py")}
    return [_chapter(numbered[n]) for n in sorted(numbered)]


def _number(path: Path) -> int:
    found = re.match(r"test_(\d+)_", path.name)
    if found is None:
        raise SpecError(f"{path.name}: a chapter is called test_<number>_<what it is about>.py.")
    return int(found[1])


def _chapter(path: Path) -> Chapter:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    title, _, introduction = (ast.get_docstring(tree) or "").partition("\n")
    if not title.strip(". "):
        raise SpecError(f"{path.name}: a chapter begins with a docstring: its title, and what it is about.")
    chapter = Chapter(path.name, title.rstrip("."), introduction.strip())
    for test in tree.body:
        if isinstance(test, ast.FunctionDef) and test.name.startswith("test_"):
            _add(chapter, test)
    return chapter


def _add(chapter: Chapter, test: ast.FunctionDef) -> None:
    text = ast.get_docstring(test)
    if text is not None:
        if RULE.match(text) is None:
            raise SpecError(
                f"{chapter.file}: the docstring of {test.name} does not begin with a rule's number, as 'S-14. '. "
                "State the rule, or make it a comment."
            )
        chapter.rules.append(Rule(text, []))
    if not chapter.rules:
        raise SpecError(f"{chapter.file}: {test.name} comes before any rule; its docstring states the rule.")
    chapter.rules[-1].tests.append(test.name)


def page(root: Path, document: Mapping[str, Any], notice: str) -> Iterator[str]:
    """Yield the lines of docs/method.md.

    Parameters
    ----------
    document
        The method file as TOML has it.

    Raises
    ------
    SpecError
        If the specification is incomplete, or names a parameter that the method file does not have.
    """
    values = Values(document)
    opening = ast.get_docstring(ast.parse((root / SPEC / "__init__.py").read_text(encoding="utf-8"))) or ""
    written = chapters(root / SPEC)
    yield f"# The method, version {document['version']}"
    yield ""
    yield notice
    yield ""
    yield values.filled(opening, "__init__.py")
    yield ""
    for chapter in written:
        yield f"- [{chapter.title}](#{_anchor(chapter.title)})"
    for chapter in written:
        yield from _written(chapter, values)


def _anchor(title: str) -> str:
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def _written(chapter: Chapter, values: Values) -> Iterator[str]:
    yield ""
    yield f"## {chapter.title}"
    if chapter.introduction:
        yield ""
        yield values.filled(chapter.introduction, chapter.file)
    for rule in chapter.rules:
        yield ""
        text = values.filled(rule.text, f"{chapter.file}::{rule.tests[0]}")
        yield RULE.sub(lambda found: f"**{found[1]}** ", text, count=1)
        yield ""
        first, *rest = rule.tests
        names = [f"`{SPEC}/{chapter.file}::{first}`", *(f"`::{name}`" for name in rest)]
        yield f"<sub>Proven by {', '.join(names)}</sub>"


class Values:
    """What a name in braces stands for: a parameter, a constant of the facts, a fixed string, or a table."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document

    def filled(self, text: str, where: str) -> str:
        """Return the text with every name in braces replaced.

        Raises
        ------
        SpecError
            If a name stands for nothing.
        """

        def value(found: re.Match[str]) -> str:
            try:
                return self._value(found[1], found[2] or "")
            except (KeyError, IndexError, AttributeError, ImportError, ValueError) as error:
                raise SpecError(
                    f"{where}: {found[0]} names no parameter, string or table ({error!r})."
                ) from error

        # One paragraph, one line: broken elsewhere, a minus sign might begin a line and make it a list.
        paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip())]
        return "\n\n".join(NAME.sub(value, part) for part in paragraphs)

    def _value(self, name: str, style: str) -> str:
        kind, _, rest = name.partition(".")
        if kind == "table":
            return "\n".join(getattr(method_tables, rest)(self.document["rating"], self.document["rated"]))
        if kind == "facts":
            module, _, constant = rest.rpartition(".")
            return shown(getattr(import_module(f"geodata.{module}"), constant), style)
        if kind == "wording":
            return quoted(_within(vars(wording), rest))
        return shown(_within(self.document, name), style)


def _within(values: Any, name: str) -> Any:  # noqa: ANN401 - TOML holds anything
    """Return what a dotted name leads to; a key may hold dots itself, as "venues.pubs" does."""
    parts = name.split(".")
    for size in range(len(parts), 0, -1):
        key, rest = ".".join(parts[:size]), ".".join(parts[size:])
        if isinstance(values, list | tuple) and key.isdigit():
            return _within(values[int(key)], rest) if rest else values[int(key)]
        if isinstance(values, Mapping):
            held = next((k for k in values if str(k) == key), None)
            if held is not None:
                return _within(values[held], rest) if rest else values[held]
    raise KeyError(name)


def quoted(value: object) -> str:
    """Return a fixed string in quotation marks; several words in a row."""
    return joined([f'"{v}"' for v in value]) if isinstance(value, tuple) else f'"{value}"'


def described() -> str:
    """Return what this page is made of, for its notice."""
    return f"{SPEC}, placement_check/methods/*.toml and placement_check/records/wording.py"
