"""The command line as a process of its own, for what only a process shows."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a command: this one, with the repository on the path."""
    kept = {
        k: v for k, v in os.environ.items() if k not in ("PLACEMENT_CHECK_DATA", "NO_COLOR", "FORCE_COLOR")
    }
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **more}


def start(
    *arguments: object, more: Mapping[str, str] | None = None, **options: object
) -> subprocess.Popen[str]:
    """Start the command line."""
    command = [sys.executable, "-m", "placement_check", *(str(a) for a in arguments)]
    given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **options}
    return subprocess.Popen(command, env=environment(**(more or {})), cwd=ROOT, **given)


def command(
    *arguments: object, more: Mapping[str, str] | None = None, **options: object
) -> tuple[int, str, str]:
    """Run the command line to its end; return its exit code, standard output and standard error."""
    with start(*arguments, more=more, **options) as process:
        out, err = process.communicate(timeout=300)
        return process.returncode, out, err
