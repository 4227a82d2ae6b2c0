"""On which line of a file a key stands: the parsers of TOML and JSON do not say."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Mapping
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(
    r"\s*((?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*'))*)\s*="
)
_LONG = re.compile("\"\"\"|'''")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def toml_lines(text: str) -> dict[Path, int]:
    """Return the line of each table and key that begins a line of a TOML text."""
    found: dict[Path, int] = {(): 1}
    seen: dict[Path, int] = {}
    table: Path = ()
    quote = ""
    for number, line in enumerate(text.splitlines(), 1):
        if quote:
            quote = "" if line.count(quote) % 2 else quote
            continue
        header, key = _HEADER.match(line), _KEY.match(line)
        if header is not None and not _continues(line):
            table = _named(header[2], seen)
            if header[1] == "[[":
                seen[table] = seen.get(table, -1) + 1
                table = (*table, seen[table])
            found[table] = number
        elif key is not None:
            found.setdefault((*table, *_parts(key[1])), number)
        opened = _LONG.search(line)
        if opened is not None and line.count(opened[0]) % 2:
            quote = opened[0]
    return found


def _continues(line: str) -> bool:
    """Return whether a line in brackets is one row of a list over several lines, and no header."""
    return line.rstrip().endswith(",")


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def _named(dotted: str, seen: Mapping[Path, int]) -> Path:
    """Return the path of a header, with the number of each list of tables on the way."""
    path: Path = ()
    parts = _parts(dotted)
    for part in parts[:-1]:
        path = (*path, part)
        if path in seen:
            path = (*path, seen[path])
    return (*path, parts[-1])


def json_lines(text: str) -> dict[Path, int]:
    """Return the line of each key and list item of a JSON text, which must be sound."""
    found: dict[Path, int] = {(): 1}
    stack: list[str | int | None] = []
    naming = False
    ends = [found.start() for found in re.finditer("\n", text)]
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign in "}]":
            stack.pop()
        elif sign == ",":
            step = stack[-1]
            stack[-1] = step + 1 if isinstance(step, int) else None
            naming = step is None or isinstance(step, str)
        elif sign != ":":
            line = bisect_left(ends, token.start()) + 1
            if naming:
                stack[-1] = str(json.loads(sign))
                naming = False
            found.setdefault(tuple(s for s in stack if s is not None), line)
            if sign in "{[":
                stack.append(0 if sign == "[" else None)
                naming = sign == "{"
    return found
