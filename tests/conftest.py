"""What every test may lean on: where the real data lie, and what this run must not skip."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

# Laws are tried on the same cases every time, so that a red run can be repeated; `--hypothesis-profile=searching` looks
# for new ones, and for longer.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("searching", max_examples=2_000, deadline=None)
settings.load_profile("fixed")

ROOT = Path(__file__).resolve().parent.parent
REQUIRED = {name.strip() for name in os.environ.get("PLACEMENT_CHECK_REQUIRE", "").split(",") if name.strip()}


def absent(what: str, reason: str) -> None:
    """Skip the test for want of ``what``, or fail it where this run requires it."""
    if what in REQUIRED:
        pytest.fail(f"{reason} (this run requires '{what}')")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Return the directory of real open data."""
    named = os.environ.get("PLACEMENT_CHECK_TEST_DATA", str(ROOT.parent / "shared" / "data"))
    path = Path(named)
    if not (path / "MANIFEST.csv").is_file():
        absent(
            "data",
            f"no real data at {path}: set PLACEMENT_CHECK_TEST_DATA to a directory that holds them",
        )
    return path


def once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a directory made once for the whole run, whichever worker process comes first."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    home = base / name
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "made").exists():
            home.mkdir(exist_ok=True)
            make(home)
            (home / "made").touch()
    return home


@pytest.fixture(scope="session")
def real_release(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data directory with a release built from the publishers' files."""

    def make(home: Path) -> None:
        from placement_check.cli import run

        assert run(["data", "build", "--from", str(data_dir), "--to", str(home)]) == 0

    return once(tmp_path_factory, "real-release", make)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data directory with the fictional district: ``files`` and a built release."""

    def make(home: Path) -> None:
        from placement_check.cli import run

        assert run(["data", "sample", "--to", str(home)]) == 0

    return once(tmp_path_factory, "sample", make)
