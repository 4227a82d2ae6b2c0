"""What a run leaves behind: a JSON record with sizes, seed, machine and commit, written as soon as a part is done."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("geodata", "placement_check", "benchmarks")


class Record:
    """The parts of a run by name, kept in one file; a part that is there already is not run again.

    ``rooms`` are the folders whose uncommitted changes are told with the commit.
    """

    def __init__(self, path: Path, rooms: Sequence[str] = ROOMS) -> None:
        self.path, self.rooms = path, rooms
        self.parts: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.is_file() else {}

    def holds(self, name: str, run: Any = None) -> bool:
        """Say whether a part is there, measured in the same way."""
        return name in self.parts and bool(self.parts[name]["run"] == plain(run))

    def part(self, name: str, measure: Callable[[], Any], run: Any = None) -> Any:
        """Return a part's result, from the file or by measuring it now; ``run`` says how it is to be measured."""
        if not self.holds(name, run):
            before = os.getloadavg()[0]
            result = measure()
            self.parts[name] = {
                "result": plain(result), "run": plain(run), "commit": commit(self.rooms),
                "day": datetime.now(UTC).date().isoformat(),
                "machine": machine(), "load_before": round(before, 1), "load_after": round(os.getloadavg()[0], 1),
            }  # fmt: skip
            self.path.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps(self.parts, indent=1, sort_keys=True, ensure_ascii=False)
            part = self.path.with_name(f".{self.path.name}.part")
            part.write_text(f"{text}\n", "utf-8")
            part.replace(self.path)  # so that a run that is stopped while it writes loses nothing
        return self.parts[name]["result"]


def plain(thing: Any) -> Any:
    """Return a result as JSON can hold it, seconds and milliseconds to four digits."""
    if is_dataclass(thing) and not isinstance(thing, type):
        return plain(asdict(thing))
    if isinstance(thing, dict):
        return {str(k): plain(v) for k, v in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [plain(v) for v in thing]
    return float(f"{thing:.4g}") if isinstance(thing, float) else thing


def commit(rooms: Sequence[str] = ROOMS) -> str:
    """Return the commit that ran, and whether the checkout differed from it."""

    def git(*words: str) -> str:
        done = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True)
        return done.stdout.strip() if done.returncode == 0 else ""

    head = git("rev-parse", "--verify", "--quiet", "HEAD")
    changed = git("status", "--porcelain", "--", *rooms)
    return f"{head or 'before the first commit'}{' with uncommitted changes' if changed else ''}"


def machine() -> dict[str, Any]:
    """Return the machine in general terms, and the versions that matter."""
    page = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "cores": os.cpu_count(), "memory_gb": round(page / 2**30), "system": platform.system(),
        "architecture": platform.machine(), "python": platform.python_version(),
        "numpy": importlib.metadata.version("numpy"),
    }  # fmt: skip


def peak_mb(status: str | None = None) -> int:
    """Return the largest resident memory of this process so far, or of the one whose /proc status is given, in MB.

    Not getrusage: a process that was started by a large one reports the large one's memory there.
    """
    text = Path("/proc/self/status").read_text("ascii") if status is None else status
    return round(int(text.split("VmHWM:")[1].split()[0]) / 1024)
