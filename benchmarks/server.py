"""A PostgreSQL server with PostGIS for the length of a test or a benchmark, reached over a socket only."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ADVICE = "install postgresql and its PostGIS package, as benchmarks/README.md says"
USER = "postgres"
# Nothing here outlives the server, so nothing is written twice to survive a crash.
SETTINGS = {
    "listen_addresses": "", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
    "max_wal_size": "4GB", "shared_buffers": "256MB", "jit": "off", "max_parallel_workers_per_gather": "0",
}  # fmt: skip


class NoServer(Exception):
    """There is no usable PostgreSQL with PostGIS on this machine."""


@contextmanager
def server(settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """Yield the connection string of an empty database with PostGIS; stop and remove the server afterwards.

    Raises
    ------
    NoServer
        If PostgreSQL or PostGIS is not installed.
    """
    binaries = _binaries()
    # A socket's path has at most 107 bytes, so the directory is a short one whatever TMPDIR says.
    home = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    as_user = _unprivileged(home)
    data = home / "data"
    try:
        _run(as_user, binaries / "initdb", "-D", data, "-U", USER, "-A", "trust", "--no-sync", "-E", "UTF8")
        options = " ".join(f"-c {name}='{value}'" for name, value in {**SETTINGS, **(settings or {})}.items())
        start = ("-D", data, "-l", home / "log", "-w", "-t", "60", "-o", f"-k {home} {options}", "start")
        _run(as_user, binaries / "pg_ctl", *start)
        try:
            _run(as_user, binaries / "createdb", "-h", home, "-U", USER, "places")
            yield f"host={home} user={USER} dbname=places"
        finally:
            _run(as_user, binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _binaries() -> Path:
    """Return the directory of the newest server's programs."""
    found = shutil.which("initdb")
    homes = [Path(found).resolve().parent] if found else []
    homes += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: p.parent.name, reverse=True)
    for home in homes:
        if (home / "initdb").is_file():
            shared = subprocess.run(
                [home / "pg_config", "--sharedir"], capture_output=True, text=True, check=True
            ).stdout.strip()
            if (Path(shared) / "extension" / "postgis.control").is_file():
                return home
            raise NoServer(f"PostgreSQL is installed without PostGIS: {ADVICE}")
    raise NoServer(f"PostgreSQL is not installed: {ADVICE}")


def _unprivileged(home: Path) -> dict[str, Any]:
    """Return how to run the server's programs: never as root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return {}
    shutil.chown(home, USER, USER)
    return {"user": USER, "group": USER, "extra_groups": []}


def _run(as_user: dict[str, Any], *command: object) -> None:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, cwd="/",
        stdin=subprocess.DEVNULL, **as_user,
    )  # fmt: skip
    if done.returncode != 0:
        raise NoServer(f"{Path(str(command[0])).name} failed: {done.stderr.strip() or done.stdout.strip()}")
