"""A disputed datum: what is recorded and what is said to be right stand side by side, and no figure changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from placement_check.forms import read

KEYS = ("indicator", "recorded", "said_to_be", "reason", "role", "date")


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction as a person wrote it; ``line`` is where its indicator stands in the file."""

    indicator: str
    recorded: str
    said_to_be: str
    reason: str
    role: str
    day: date
    file: str
    line: int | None


def read_correction(path: Path, at: date) -> Correction:
    """Return the correction that a file records, for an assessment of the day ``at``.

    Raises
    ------
    FormRefused
        If the file breaks a rule.
    """
    form = read(path, KEYS)
    return Correction(
        indicator=form.text("indicator"), recorded=form.text("recorded"), said_to_be=form.text("said_to_be"),
        reason=form.text("reason"), role=form.role("role"), day=form.day("date", latest=at), file=form.file,
        line=form.line("indicator"),
    )  # fmt: skip
