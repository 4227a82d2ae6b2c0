"""Which of the keys that a form needs it does not have, in the tables below it too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from placement_check.forms.lines import Path


def missing(body: Any, need: str) -> Iterator[Path]:  # noqa: ANN401 - what a person wrote may be anything
    """Yield the path of everything that a need asks for and that is not there.

    A need is a key, a key of a table (``home.kind``), or of every item of a list of tables (``contact[].office``). What
    is no table, or no list, is for its own reader to refuse.
    """
    step, _, rest = need.partition(".")
    key, listed = step.removesuffix("[]"), step.endswith("[]")
    if not isinstance(body, dict):
        return
    if not rest and key not in body:
        yield (key,)
    elif rest and key in body:
        for place, one in _below(body[key], listed):
            yield from ((key, *place, *path) for path in missing(one, rest))


def _below(found: Any, listed: bool) -> Iterator[tuple[Path, Any]]:  # noqa: ANN401 - as above
    if not listed:
        yield (), found
    elif isinstance(found, list):
        yield from (((i,), one) for i, one in enumerate(found))
