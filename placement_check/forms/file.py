"""A TOML or JSON file as one strict form."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from placement_check.forms.form import Form, Sheet
from placement_check.forms.lines import json_lines, toml_lines
from placement_check.forms.refusal import FormRefused

MOST_BYTES = 200_000
_DEEP = re.compile(r"(?:[\w\"'-]+[ \t]*\.[ \t]*){60}")


def read(path: Path, keys: Sequence[str]) -> Form:
    """Return a file as a form that holds no key but those named.

    Raises
    ------
    FormRefused
        If the file cannot be read, is too large, is not UTF-8, is neither TOML nor JSON, names a key twice, or holds
        a key that is not known.
    """
    name = str(path)
    text = _text(path, name)
    is_json = path.suffix.lower() == ".json"
    body = _of_json(text, name) if is_json else _of_toml(text, name)
    lines = json_lines(text) if is_json else toml_lines(text)
    return Form(Sheet(name, lines), (), body, keys)


def _text(path: Path, name: str) -> str:
    if path.suffix.lower() not in (".toml", ".json"):
        raise FormRefused(
            name, "format", "The file is neither .toml nor .json.", "Save it as one of the two."
        )
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for, a device read without end
            raise FormRefused(name, "readable", "It is not a plain file.", "Give the file itself.")
        with path.open("rb") as stream:
            raw = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise FormRefused(
            name, "readable", f"It cannot be read ({error.strerror}).", "Check the path and its permissions."
        ) from error
    if len(raw) > MOST_BYTES:
        raise FormRefused(name, "size", f"It has over {MOST_BYTES:,} bytes.", "Give the form alone.")
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise FormRefused(name, "utf_8", "It is not UTF-8.", "Save it as UTF-8.", line=line) from error


def _of_toml(text: str, name: str) -> dict[str, Any]:
    deep = _DEEP.search(text)
    if (
        deep is not None
    ):  # the parser keeps every beginning of such a key, and would need the square of its length
        line = text.count("\n", 0, deep.start()) + 1
        raise FormRefused(name, "toml", "A key has over 60 parts.", "No form has such a key.", line=line)
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise FormRefused(
            name, "toml", f"It is not sound TOML: {_plain(error)}.", "Correct that line.", line=line
        ) from error
    except ValueError as error:  # a date or a number that the calendar or the machine does not have
        raise FormRefused(name, "toml", f"It is not sound TOML: {_plain(error)}.", "Correct it.") from error


def _of_json(text: str, name: str) -> dict[str, Any]:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        body: dict[str, Any] = {}
        for key, value in pairs:
            if key in body:
                raise ValueError(f"the key '{key}' stands twice in one object")
            body[key] = value
        return body

    def never(constant: str) -> float:
        raise ValueError(f"{constant} is not a number of JSON")

    try:
        body = json.loads(text, object_pairs_hook=once, parse_constant=never)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise FormRefused(
            name, "json", f"It is not sound JSON: {_plain(error)}.", "Correct it.", line=line
        ) from error
    if not isinstance(body, dict):
        raise FormRefused(
            name, "json", "It is not one JSON object.", "Write {...} with the form's keys.", line=1
        )
    return body


def _plain(error: Exception) -> str:
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error).rstrip(".")
