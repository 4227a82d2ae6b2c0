"""An assessment kept as a JSON file (schema version 1), read again to be explained, replayed or compared."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geodata.errors import GeodataError

SCHEMA_VERSION = 1
LARGEST = 50_000_000  # bytes; a report of one place is a few hundred thousand
NEEDED = ("at", "location", "findings", "purpose", "inputs", "rating", "reference", "versions")
ADVICE = "Give the file that 'placement-check check PLACE --json' wrote."

OTHERS = {
    (
        "places",
        "pairs",
    ): "a comparison of several places, whose documents may be without rating and percentiles",
    ("changes", "marking"): "what 'diff' says of two assessments, not an assessment",
}  # what else the program writes as JSON of schema version 1 about assessments


class KeptError(GeodataError):
    """A file is not an assessment that can be read."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The bytes of the file, and the document that they spell."""

    name: str
    raw: bytes
    body: dict[str, Any]

    @property
    def data_version(self) -> str:
        """The data release that it was made from."""
        return str(self.body["versions"]["data"])


def read(path: Path) -> Kept:
    """Return the assessment that a file holds.

    Raises
    ------
    KeptError
        If the file cannot be read, is no JSON, or is no assessment of this schema version.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise KeptError(f"{path.name}: larger than {LARGEST:,} bytes; an assessment is not. {ADVICE}")
        raw = path.read_bytes()
        body = json.loads(raw.decode("utf-8"))
    except OSError as error:
        raise KeptError(f"{path.name}: cannot be read ({error.strerror}). Check the path.") from error
    except (ValueError, RecursionError) as error:
        raise KeptError(f"{path.name}: is not JSON ({str(error)[:120]}). {ADVICE}") from error
    if not isinstance(body, dict) or body.get("schema_version") != SCHEMA_VERSION:
        raise KeptError(f"{path.name}: is not an assessment of schema version {SCHEMA_VERSION}. {ADVICE}")
    if other := _another(body):
        raise KeptError(f"{path.name}: is {other}. {ADVICE}")
    lacking = [name for name in NEEDED if name not in body]
    if lacking:
        raise KeptError(
            f"{path.name}: lacks {', '.join(lacking)}: it was cut, or an earlier version wrote it. {ADVICE}"
        )
    return Kept(path.name, raw, body)


def _another(body: dict[str, Any]) -> str:
    """Return what else of this program's JSON a document is, in words; "" where no other kind is known by it."""
    for names, said in OTHERS.items():
        if all(name in body for name in names) and "findings" not in body:
            return said
    return ""


def malformed(kept: Kept, error: Exception) -> KeptError:
    """Return the refusal of a document whose parts are not what the schema says."""
    what = f"{type(error).__name__}: {error}"
    return KeptError(f"{kept.name}: a part of it is not as the schema says ({what[:160]}). {ADVICE}")
