"""Statements of law and policy as dated rows with their citations."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FILE = Path(__file__).parent / "statements.toml"


@dataclass(frozen=True, slots=True)
class Statement:
    """What a planning report says of one point of law or policy, and where that stands written."""

    id: str
    heading: str
    text: str
    citation: str
    valid_from: date
    read_on: str


def statements(at: date) -> dict[str, Statement]:
    """Return the statements that hold on a day, by id, in the order of the file."""
    rows = tomllib.loads(FILE.read_text("utf-8"))["statement"]
    return {
        row["id"]: Statement(
            row["id"], row["heading"], row["text"], row["citation"], row["valid_from"], row["read_on"]
        )
        for row in rows
        if row["valid_from"] <= at <= row.get("valid_to", date.max)
    }
